import {Worker} from 'node:worker_threads';
import type {Candidate} from '../core/match.ts';
import type {Answer, Found, Request} from './linkage-worker.ts';

/** Looks for contacts that are one person, one search at a time in this process. */
export interface Linker {
  /** Undefined: another search is under way. */
  begin(signal: AbortSignal): Linking | undefined;
}

/** A search: contacts go in page by page, and once all are there it looks. */
export interface Linking {
  add(contacts: readonly Candidate[]): void;
  /** Without the pairs that are refused. Rejects where the signal fires. */
  link(options: Omit<Extract<Request, {kind: 'link'}>, 'kind'>): Promise<Found>;
  /** Which share of the contacts it compared so far. */
  comparedShare(): number;
  /** Once, whatever came of it. */
  end(): Promise<void>;
}

const BEGIN = new URL('../begin.js', import.meta.url);

export function createLinker(): Linker {
  let isBusy = false;
  return {
    begin(signal) {
      if (isBusy) return undefined;
      isBusy = true;
      const linking = startThread(signal);
      return {
        ...linking,
        end: async () => {
          await linking.end();
          isBusy = false;
        },
      };
    },
  };
}

function startThread(signal: AbortSignal): Linking {
  const worker = new Worker(new URL('./linkage-worker.ts', import.meta.url), {
    name: 'linkage',
    execArgv: ['--import', BEGIN.href],
  });
  const answer = Promise.withResolvers<Found>();
  let share = 0;
  worker.on('message', (told: Answer) => {
    switch (told.kind) {
      case 'compared':
        share = told.share;
        return;
      case 'found':
        answer.resolve(told.found);
    }
  });
  worker.on('error', answer.reject);
  worker.on('exit', code =>
    answer.reject(new Error(`Linkage ended with code ${code}.`)),
  );
  // Who ends a search before it looks waits for no answer.
  answer.promise.catch(() => {});
  const stop = () => answer.reject(signal.reason);
  signal.addEventListener('abort', stop, {once: true});
  const send = (request: Request) => worker.postMessage(request);
  return {
    add: contacts => send({kind: 'add', contacts}),
    link: options => {
      send({kind: 'link', ...options});
      return answer.promise;
    },
    comparedShare: () => share,
    end: async () => {
      signal.removeEventListener('abort', stop);
      await worker.terminate();
    },
  };
}
