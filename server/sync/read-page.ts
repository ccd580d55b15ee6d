import type {
  KnowPeople,
  Outcome,
  PeopleClient,
  PeoplePage,
} from '../core/google.ts';
import type {Run} from './run.ts';

/** Any wait for a minute's quota ends by then. */
const WAIT_MS_MAX = 2 * 60_000;

/** Waits in a row that brought no page: then the list is left for another run. */
const WAITS_MAX = 5;

/**
 * A page of a list. The first one comes at once or not at all; for those after it
 * the run waits until the minute's quota has room, because a list that began anew
 * would never end where its pages are more than a minute's reads.
 */
export async function readPage(
  run: Run,
  request: Parameters<PeopleClient['listPeople']>[0],
  know?: KnowPeople,
): Promise<Outcome<PeoplePage>> {
  const {people, deps, signal} = run;
  for (let waits = 0; ; waits++) {
    const page = await people.listPeople(request, know);
    if (page.kind === 'ok' || request.pageToken === undefined) return page;
    const {fault} = page;
    const isFull = fault.kind === 'paced' || fault.kind === 'rateLimited';
    if (!isFull || fault.retryAfterMs > WAIT_MS_MAX) return page;
    const {wait} = deps;
    if (wait === undefined || waits === WAITS_MAX) return page;
    await run.rest(() => wait(fault.retryAfterMs, signal));
  }
}
