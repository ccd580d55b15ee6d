/** Does the calls of `sync-http.ts` on a thread of its own. */
import {parentPort, workerData} from 'node:worker_threads';
import type {MessagePort} from 'node:worker_threads';
import type {HttpCall, HttpAnswer} from './sync-http.ts';

const {done, answers} = workerData as {
  readonly done: Int32Array;
  readonly answers: MessagePort;
};

parentPort!.on('message', (calls: readonly HttpCall[]) => {
  void Promise.all(calls.map(answerOf)).then(all => {
    answers.postMessage(all);
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  });
});

async function answerOf(call: HttpCall): Promise<HttpAnswer> {
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers: call.headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(call.timeoutMs),
      ...(call.body !== undefined && {body: call.body}),
    });
    return {status: response.status, text: await response.text()};
  } catch (error) {
    return {failure: error instanceof Error ? error.name : String(error)};
  }
}
