import type {Content, SharedField} from '../core/content.ts';
import type {ObservedPerson, Outcome} from '../core/google.ts';
import {
  pairSureMatches,
  type Candidate,
  type PairOptions,
} from '../core/match.ts';
import {matchKeys} from '../core/normalize.ts';
import {viewContent} from '../core/view.ts';
import {readRefused} from '../store/own-duplicates.ts';
import {readKnownKeyHash} from '../store/own-keys.ts';
import {findContactsByKey} from '../store/visible-contacts.ts';
import {
  findOwnByAccount,
  readLabelContents,
  readSeenContacts,
  type ArrivalCount,
} from '../store/previews.ts';
import {readByName, readWholeBook} from './address-book.ts';
import type {Deps} from './deps.ts';

/** Address books that one preview reads; whoever's turn comes later goes without. */
const BOOKS_MAX = 25;

/** What of a label stands in an account already, as somebody's own contacts. */
export interface OwnMatches {
  /** Arriving contacts that become one with a contact of the account's own. */
  readonly link: number;
  /** All contacts of the account, where they were counted on the way. */
  readonly size?: number;
}

type MatchDeps = Pick<Deps, 'db' | 'people'>;

interface Arriving {
  readonly labelId: string;
  /** What a new grant hides: nobody is linked by what they may not see. */
  readonly hiddenFields: readonly SharedField[];
  readonly accounts: readonly ArrivalCount[];
}

/**
 * Looks the people of a label up among these accounts' own contacts, by the
 * matching that a run does. Where the contacts were read before, hashes say
 * which to read; else all are. An account whose contacts cannot be read is
 * absent.
 */
export async function findOwnMatches(
  deps: MatchDeps,
  {labelId, hiddenFields, accounts}: Arriving,
): Promise<ReadonlyMap<string, OwnMatches>> {
  const arriving = accounts.filter(({arrive}) => arrive > 0);
  const matches = new Map<string, OwnMatches>(
    accounts.map(({accountId}) => [accountId, {link: 0}]),
  );
  if (arriving.length === 0) return matches;
  const contacts = (await readLabelContents(deps.db, labelId)).map(
    ({id, content}) => ({
      id,
      content: viewContent(content, hiddenFields),
      hiddenFields,
    }),
  );
  const near = await findNear(deps, contacts, arriving);
  const toRead = arriving.filter(
    ({accountId, wasRead}) => !wasRead || near.has(accountId),
  );
  for (const [index, account] of toRead.entries()) {
    const {accountId, wasRead} = account;
    const own =
      index < BOOKS_MAX
        ? await readOwn(deps, account, wasRead ? near.get(accountId) : 'all')
        : undefined;
    if (own?.kind !== 'ok') {
      matches.delete(accountId);
      continue;
    }
    const seen = await readSeenContacts(deps.db, {labelId, accountId});
    const unseen = contacts.filter(({id}) => !seen.has(id));
    const others = await readSeenNear(deps, accountId, own.value);
    matches.set(accountId, {
      link: countPairs(unseen, own.value, {
        bystanders: others,
        isRefused: await readRefused(
          deps.db,
          unseen.map(({id}) => id),
          accountId,
        ),
      }),
      ...(!wasRead && {size: own.value.length}),
    });
  }
  return matches;
}

async function findNear(
  {db}: MatchDeps,
  contacts: readonly Candidate[],
  accounts: readonly ArrivalCount[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const hash = await readKnownKeyHash(db);
  if (hash === undefined) return new Map();
  const keys = new Set(contacts.flatMap(({content}) => matchKeys(content)));
  return findOwnByAccount(db, {
    accountIds: accounts.map(({accountId}) => accountId),
    hashedKeys: [...keys].map(hash),
  });
}

async function readOwn(
  {people}: MatchDeps,
  {accountId, locale}: ArrivalCount,
  names: readonly string[] | 'all' = [],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const client = await people({id: accountId, locale});
  return names === 'all' ? readWholeBook(client) : readByName(client, names);
}

/** What so many have is a switchboard's: more of them tell no more. */
const KEY_CONTACTS_MAX = 100;

/** Contacts that the account sees already: an address that they have too is not one person's. */
function readSeenNear(
  {db}: MatchDeps,
  accountId: string,
  people: readonly ObservedPerson[],
): Promise<readonly Candidate[]> {
  return findContactsByKey(db, {
    accountId,
    keys: people.flatMap(({content}) => matchKeys(content)),
    limit: KEY_CONTACTS_MAX,
  });
}

/** Only who shares a key with somebody arriving can be one of them: the others are not compared. */
function countPairs(
  contacts: readonly Candidate[],
  people: readonly ObservedPerson[],
  options: PairOptions,
): number {
  const keysOf = (entries: readonly {readonly content: Content}[]) =>
    new Set(entries.flatMap(({content}) => matchKeys(content)));
  const sharing = <Entry extends {readonly content: Content}>(
    entries: readonly Entry[],
    keys: ReadonlySet<string>,
  ) =>
    entries.filter(({content}) =>
      matchKeys(content).some(key => keys.has(key)),
    );
  return pairSureMatches(
    sharing(contacts, keysOf(people)),
    sharing(people, keysOf(contacts)).map(({sourceId, content}) => ({
      id: sourceId,
      content,
    })),
    options,
  ).size;
}
