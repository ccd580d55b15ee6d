/** Lists that come in pages, read to their last one. */
import type {Outcome} from '../core/google.ts';
import {ok} from './call.ts';

export interface Page<T> {
  readonly entries: readonly T[];
  readonly nextPageToken?: string | undefined;
}

/**
 * All entries of all pages, or the first fault.
 *
 * @throws where the bound is hit or a page leads back to itself: in a sync, a
 * short list that looks whole reads as deletions.
 */
export async function listAll<T>(options: {
  readonly method: string;
  readonly pagesMax: number;
  readonly readPage: (pageToken?: string) => Promise<Outcome<Page<T>>>;
}): Promise<Outcome<readonly T[]>> {
  const {method, pagesMax, readPage} = options;
  const entries: T[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const outcome = await readPage(pageToken);
    if (outcome.kind === 'fault') return outcome;
    entries.push(...outcome.value.entries);
    const {nextPageToken} = outcome.value;
    if (nextPageToken === undefined) return ok(entries);
    if (nextPageToken === pageToken) {
      throw new Error(`${method}: page ${page} leads to itself.`);
    }
    pageToken = nextPageToken;
  }
  throw new Error(`${method}: no end after ${pagesMax} pages.`);
}
