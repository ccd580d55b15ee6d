/** HTTP that is answered before the call returns, as Apps Script has it. */
import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';

export interface HttpCall {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly timeoutMs: number;
}

export type HttpAnswer =
  {readonly status: number; readonly text: string} | {readonly failure: string};

export interface SyncHttp {
  /** All at once. */
  send(calls: readonly HttpCall[]): readonly HttpAnswer[];
  close(): Promise<void>;
}

/** Above every call's own limit. */
const WAIT_MS_MAX = 60_000;

export function openSyncHttp(): SyncHttp {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const {port1, port2} = new MessageChannel();
  const worker = new Worker(new URL('http-worker.ts', import.meta.url), {
    workerData: {done, answers: port2},
    transferList: [port2],
  });
  worker.unref();
  return {
    send(calls) {
      Atomics.store(done, 0, 0);
      worker.postMessage(calls);
      Atomics.wait(done, 0, 0, WAIT_MS_MAX);
      const received = receiveMessageOnPort(port1);
      if (received === undefined) throw new Error('No answer from the worker');
      return received.message as HttpAnswer[];
    },
    async close() {
      port1.close();
      await worker.terminate();
    },
  };
}
