import type {ObservedPerson, Outcome, PeopleClient} from '../core/google.ts';

/** `people:batchGet` takes this many names. */
const NAMES_MAX = 200;

/**
 * More names take more calls than the list of all contacts does: 25,000 would
 * take 125, which is more than Google allows in a minute.
 */
const BY_NAME_MAX = 5 * NAMES_MAX;

/** 25,000 contacts are 25 pages of 1,000; a list that goes on is broken, not finished. */
const PAGES_MAX = 100;

/** People by name; one that is not there is absent. */
export async function readByName(
  client: PeopleClient,
  names: readonly string[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  if (names.length > BY_NAME_MAX) return pickFromBook(client, new Set(names));
  const people: ObservedPerson[] = [];
  for (let from = 0; from < names.length; from += NAMES_MAX) {
    const outcome = await client.getPeople(names.slice(from, from + NAMES_MAX));
    if (outcome.kind === 'fault') return outcome;
    people.push(...outcome.value);
  }
  return {kind: 'ok', value: people};
}

async function pickFromBook(
  client: PeopleClient,
  names: ReadonlySet<string>,
): Promise<Outcome<readonly ObservedPerson[]>> {
  const book = await readWholeBook(client);
  if (book.kind === 'fault') return book;
  const people = book.value.filter(person => names.has(person.resourceName));
  return {kind: 'ok', value: people};
}

/** Everybody in an address book. */
export async function readWholeBook(
  client: PeopleClient,
): Promise<Outcome<readonly ObservedPerson[]>> {
  const people: ObservedPerson[] = [];
  let pageToken: string | undefined;
  for (let count = 0; count < PAGES_MAX; count++) {
    const page = await client.listPeople(
      pageToken === undefined ? {} : {pageToken},
    );
    if (page.kind === 'fault') return page;
    people.push(...page.value.people);
    pageToken = page.value.nextPageToken;
    if (pageToken === undefined) return {kind: 'ok', value: people};
  }
  throw new Error(`connections.list went on after ${PAGES_MAX} pages`);
}
