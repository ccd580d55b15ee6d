/** people.connections.list: full lists, deltas, pages (people-api §1, §7). */
import {count, flag, text, texts} from '../call.ts';
import type {Call} from '../call.ts';
import {invalidArgument} from '../errors.ts';
import {TextList} from '../text-list.ts';
import type {Draft} from '../types.ts';
import type {Contact} from '../world/account.ts';
import {readPersonFields} from './masks.ts';
import {
  createView,
  readSources,
  renderContactText,
  renderTombstone,
  shuffled,
} from './render.ts';
import type {View} from './render.ts';
import {bind, checkSyncTokenAge, readToken, writeToken} from './tokens.ts';
import type {TokenState} from './tokens.ts';

const PAGE_SIZE_DEFAULT = 100;
const PAGE_SIZE_MAX = 1000;

/** @throws GoogleError 400 for a size that is not 1..max; 0 stands for the default. */
export function readPageSize(
  call: Call,
  name: string,
  fallback: number,
  max: number,
): number {
  const size = count(call, name) ?? 0;
  if (size < 0 || size > max) {
    throw invalidArgument(`${name} must be between 1 and ${max}.`);
  }
  return size === 0 ? fallback : size;
}

interface Listing {
  readonly fields: readonly string[];
  readonly sources: readonly string[];
  readonly pageSize: number;
  readonly sortOrder: string;
  readonly wantsSyncToken: boolean;
  readonly bound: string;
  /** Where the delta begins; nothing for a full list. */
  readonly since: TokenState | undefined;
  readonly page: TokenState | undefined;
}

function readListing(call: Call): Listing {
  const {world, user, method, query} = call;
  if (call.path['resourceName'] !== 'people/me') {
    throw invalidArgument('Resource name is invalid: only people/me is valid.');
  }
  const fields = readPersonFields(query);
  const sources = readSources(texts(call, 'sources'));
  const pageSize = readPageSize(
    call,
    'pageSize',
    PAGE_SIZE_DEFAULT,
    PAGE_SIZE_MAX,
  );
  const wantsSyncToken = flag(call, 'requestSyncToken');
  const sortOrder = text(call, 'sortOrder') ?? 'LAST_MODIFIED_ASCENDING';
  const syncToken = text(call, 'syncToken');
  const pageToken = text(call, 'pageToken');
  if (
    sortOrder !== 'LAST_MODIFIED_ASCENDING' &&
    (wantsSyncToken || syncToken !== undefined)
  ) {
    throw invalidArgument(
      'Sync requests must be sorted by LAST_MODIFIED_ASCENDING.',
    );
  }
  const bound = bind({
    fields,
    sources: [...sources].sort(),
    sortOrder,
    pageSize: world.switches.tokenBindsPageSize ? pageSize : 0,
  });
  const use = {user: user.id, method: method.id, bound};
  const since =
    syncToken === undefined
      ? undefined
      : readToken(world, syncToken, {kind: 'sync', ...use});
  if (since) checkSyncTokenAge(world, since);
  const page =
    pageToken === undefined
      ? undefined
      : readToken(world, pageToken, {kind: 'page', ...use});
  // A page of a delta goes with its sync token, a page of a full list with none.
  if (page && (page.from ?? 0) !== (since?.at ?? 0)) throw invalidArgument();
  return {
    fields,
    sources,
    pageSize,
    sortOrder,
    wantsSyncToken,
    bound,
    since,
    page,
  };
}

function nameKey(contact: Contact, part: string): string {
  const name = contact.fields.items('names')[0];
  return String(name?.[part] ?? name?.['displayName'] ?? '\uffff');
}

/** One locale for all: the world must not depend on the machine it runs on. */
const BY_NAME = new Intl.Collator('en');

function sortContacts(contacts: Contact[], sortOrder: string): Contact[] {
  switch (sortOrder) {
    case 'LAST_MODIFIED_DESCENDING':
      return contacts.reverse();
    case 'FIRST_NAME_ASCENDING':
    case 'LAST_NAME_ASCENDING': {
      const part =
        sortOrder === 'FIRST_NAME_ASCENDING' ? 'givenName' : 'familyName';
      const keyed = contacts.map(contact => ({
        key: nameKey(contact, part),
        contact,
      }));
      keyed.sort((a, b) => BY_NAME.compare(a.key, b.key));
      return keyed.map(entry => entry.contact);
    }
    default:
      throw invalidArgument(`Invalid sortOrder: ${sortOrder}.`);
  }
}

/** A full list in another order than the feed's: sorted afresh for each page. */
function sortedPage(call: Call, listing: Listing) {
  const all = sortContacts(call.account.feed.live(), listing.sortOrder);
  const from = listing.page?.at ?? 0;
  const contacts = all.slice(from, from + listing.pageSize);
  const last = from + contacts.length;
  return {
    drawn: contacts.map(contact => ({state: contact, tombstone: undefined})),
    last,
    more: last < all.length,
    total: all.length,
  };
}

function feedPage(call: Call, listing: Listing) {
  const {feed} = call.account;
  const from = listing.since?.at ?? 0;
  const after = listing.page?.at ?? from;
  const {entries, more} = feed.after(
    after,
    listing.pageSize,
    listing.since !== undefined,
  );
  return {
    drawn: entries,
    last: entries.at(-1)?.seq ?? after,
    more,
    total: listing.since ? feed.countAfter(from) : feed.liveCount,
  };
}

interface Drawn {
  readonly state: Contact | undefined;
  readonly tombstone: Contact | undefined;
}

function draw(entry: Drawn, view: View): string[] {
  if (entry.state) return [renderContactText(entry.state, view)];
  if (entry.tombstone) {
    return [JSON.stringify(renderTombstone(entry.tombstone, view))];
  }
  return [];
}

/** A list may come back empty or short without anything being wrong with the account. */
export function bendList<T>(call: Call, list: readonly T[]): readonly T[] {
  switch (call.bend.list) {
    case 'whole':
      return list;
    case 'empty':
      return [];
    case 'short':
      return list.slice(0, Math.floor(list.length / 2));
    case 'repeated':
      return [...list, ...list];
    case 'shuffled':
      return shuffled(list, () => call.world.ids.random());
  }
}

function tokensOf(
  call: Call,
  listing: Listing,
  last: number,
  more: boolean,
): Draft {
  const {world, user, method, account} = call;
  const {since, page, bound} = listing;
  const head = page?.head ?? account.feed.head;
  const fullAtMs = page?.fullAtMs ?? since?.fullAtMs ?? world.nowMs();
  const use = {user: user.id, method: method.id, bound};
  if (more) {
    const state: TokenState = {
      kind: 'page',
      ...use,
      at: last,
      head,
      from: since?.at ?? 0,
      fullAtMs,
    };
    return {nextPageToken: writeToken(world, state)};
  }
  if (!listing.wantsSyncToken) return {};
  const renewed =
    since && world.switches.syncTokenClock === 'eachToken'
      ? world.nowMs()
      : fullAtMs;
  const state: TokenState = {
    kind: 'sync',
    ...use,
    at: head,
    fullAtMs: renewed,
  };
  return {nextSyncToken: writeToken(world, state)};
}

export function listConnections(call: Call): Draft {
  const {world, account} = call;
  const listing = readListing(call);
  account.feed.advance(world.nowMs());
  if (!listing.since && !world.switches.fullListLags) account.feed.flush();
  const {drawn, last, more, total} =
    listing.sortOrder === 'LAST_MODIFIED_ASCENDING'
      ? feedPage(call, listing)
      : sortedPage(call, listing);
  const view = createView(call, listing.fields, listing.sources, {
    inList: true,
    withPreviousNames: listing.since !== undefined,
  });
  let people = bendList<Drawn>(call, drawn).flatMap(entry => draw(entry, view));
  if (world.switches.shuffle && people.length > 1) {
    people = shuffled(people, () => world.ids.random());
  }
  // A list cut short looks complete: no further page, and totals that agree.
  const cut = call.bend.list === 'empty' || call.bend.list === 'short';
  const shown = cut ? people.length : total;
  return {
    ...(people.length > 0 ? {connections: new TextList(people)} : {}),
    ...tokensOf(call, listing, last, more && !cut),
    ...(shown > 0 && people.length > 0
      ? {totalPeople: shown, totalItems: shown}
      : {}),
  };
}
