import {Worker} from 'node:worker_threads';
import {
  EngineStoppedError,
  StatementError,
  type Engine,
  type EngineOptions,
  type StatementResult,
} from './engine.ts';
import type {Answer, Call, Message, Request} from './pglite-worker.ts';

/**
 * Opens PGlite in a thread of its own. Rejects with the reason when it does
 * not open; later calls reject with `EngineStoppedError` once it broke down.
 */
export async function openWorkerEngine(
  options: EngineOptions,
  onSignal: (channel: string) => void,
): Promise<WorkerEngine> {
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), {
    workerData: options,
    name: 'embedded database',
    // A thread has no compile cache of its own accord: stripping the types anew took it 75 ms.
    execArgv: ['--import', BEGIN.href],
  });
  const engine = new WorkerEngine(worker, onSignal);
  await engine.opened;
  return engine;
}

const BEGIN = new URL('../begin.js', import.meta.url);

type Waiting = PromiseWithResolvers<Answer>;

class WorkerEngine implements Engine {
  readonly opened: Promise<void>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onSignal: (channel: string) => void;
  readonly #open = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #lastId = 0;
  #stopped: Error | undefined;

  constructor(worker: Worker, onSignal: (channel: string) => void) {
    this.#worker = worker;
    this.#onSignal = onSignal;
    this.opened = this.#open.promise;
    worker.on('message', (message: Message) => this.#receive(message));
    worker.on('error', error => this.#stop(error));
    worker.on('exit', code => {
      this.#stop(new Error(`its thread ended with code ${code}`));
      this.#ended.resolve();
    });
  }

  get stopped(): Error | undefined {
    return this.#stopped;
  }

  async query(
    statement: string,
    parameters: readonly (string | null)[],
  ): Promise<StatementResult> {
    const answer = await this.#call({kind: 'query', statement, parameters});
    if (answer.kind !== 'result') throw new Error(`Answered: ${answer.kind}`);
    return answer.result;
  }

  async listen(channel: string): Promise<void> {
    await this.#call({kind: 'listen', channel});
  }

  async dump(compression: 'gzip' | 'none'): Promise<Uint8Array> {
    const answer = await this.#call({kind: 'dump', compression});
    if (answer.kind !== 'dumped') throw new Error(`Answered: ${answer.kind}`);
    return answer.tar;
  }

  async close(): Promise<void> {
    if (this.#stopped === undefined) await this.#call({kind: 'close'});
    await this.#ended.promise;
  }

  async #call(call: Call): Promise<Answer> {
    if (this.#stopped !== undefined) throw this.#stopped;
    const id = ++this.#lastId;
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.set(id, waiting);
    const request: Request = {id, call};
    this.#worker.postMessage(request);
    const answer = await waiting.promise;
    if (answer.kind === 'refused') throw new StatementError(answer.fault);
    return answer;
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'open':
        return this.#open.resolve();
      case 'signal':
        return this.#onSignal(message.channel);
      case 'answer': {
        const {id, answer} = message;
        if (answer.kind === 'broken') {
          this.#stop(answer.reason);
          // It may be busy forever.
          void this.#worker.terminate();
          return;
        }
        this.#waiting.get(id)?.resolve(answer);
        this.#waiting.delete(id);
      }
    }
  }

  #stop(cause: unknown): void {
    this.#open.reject(cause);
    this.#stopped ??= new EngineStoppedError(cause);
    for (const waiting of this.#waiting.values()) waiting.reject(this.#stopped);
    this.#waiting.clear();
  }
}
