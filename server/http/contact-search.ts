import {ContactList} from '../contract/contact.ts';
import {
  Lookup,
  LOOKUP_CARDS_MAX,
  LOOKUP_CONTACTS_MAX,
  LOOKUP_MAX,
  LookupRequest,
  QUERY_WORDS_MAX,
  RECENT_MAX,
  RecentContacts,
  RecentQuery,
  SearchQuery,
} from '../contract/search.ts';
import {contactName} from '../contract/names.ts';
import {matchKeys, normalizeContent} from '../core/normalize.ts';
import {asRead, keysToFind, shownKeys} from '../core/regional-numbers.ts';
import {searchWords} from '../core/search-text.ts';
import {
  findContactsByKey,
  type VisibleContact,
} from '../store/visible-contacts.ts';
import {listRecentContacts} from '../store/recent-contacts.ts';
import {searchContacts} from '../store/search.ts';
import {callerOf} from './access.ts';
import {readCards} from './cards.ts';
import {answerSeveral} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {answers, type App} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {invalid} from './status.ts';

export function contactSearchRoutes(app: App, deps: RouteDeps): void {
  searchRoute(app, deps);
  lookupRoute(app, deps);
  recentRoute(app, deps);
}

function searchRoute(app: App, {db, photos}: RouteDeps): void {
  app.get(
    '/v1/contacts::search',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'Contacts that have every word of the query in what the caller sees',
        querystring: SearchQuery,
        response: answers(ContactList),
      },
    },
    async request => {
      const {query, orderBy = ''} = request.query;
      const page = readPage(
        {
          list: 'contacts:search',
          parameters: {query, ...(orderBy !== '' && {orderBy})},
        },
        request.query,
      );
      const found = await searchContacts(db, {
        accountId: callerOf(request).id,
        words: readWords(query),
        isByName: orderBy === 'displayName',
        after: page.after,
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      return {...(await answerSeveral(db, rows, photos)), ...next};
    },
  );
}

/** @throws INVALID_ARGUMENT where there are none, or too many. */
export function readWords(query: string): readonly string[] {
  const words = searchWords(query);
  if (words.length === 0)
    throw invalid('query', 'Search for a letter at least');
  if (words.length > QUERY_WORDS_MAX) {
    throw invalid('query', `At most ${QUERY_WORDS_MAX} words`);
  }
  return words;
}

function lookupRoute(app: App, deps: RouteDeps): void {
  app.post(
    '/v1/contacts::lookup',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'Contacts that have just these addresses, in any spelling of the mailbox, or numbers, and what a screen shows beside their fields',
        body: LookupRequest,
        response: answers(Lookup),
      },
    },
    async request => {
      const {id: accountId, locale} = callerOf(request);
      const {emails = [], phones = []} = request.body;
      if (emails.length + phones.length > LOOKUP_MAX) {
        throw invalid(
          'phones',
          `At most ${LOOKUP_MAX} addresses and numbers at once`,
        );
      }
      const region = deps.regionOf?.(locale);
      const wanted = [
        ...emails.map((email, at) => ({email, keys: emailKeys(email, at)})),
        ...phones.map((phone, at) => ({
          phone,
          keys: phoneKeys(phone, at, region),
        })),
      ];
      const found = await findContactsByKey(deps.db, {
        accountId,
        keys: keysToFind(wanted.flatMap(({keys}) => keys)),
        limit: LOOKUP_CONTACTS_MAX + 1,
      });
      const contactsOf = byKey(found);
      const told = wanted.map(({keys, ...asked}) => {
        // Who has the address as it is asked for has its mailbox as well.
        const contacts = contactsOf.get(keys.at(-1) ?? '') ?? [];
        return {
          ...asked,
          contacts: contacts.slice(0, LOOKUP_CONTACTS_MAX),
          hasMore: contacts.length > LOOKUP_CONTACTS_MAX,
        };
      });
      return answerLookup(deps, accountId, told);
    },
  );
}

/** An address or a number as it was asked for, and who has it. */
interface Told {
  readonly email?: string;
  readonly phone?: string;
  readonly contacts: readonly VisibleContact[];
  readonly hasMore: boolean;
}

async function answerLookup(
  {db, photos}: RouteDeps,
  accountId: string,
  told: readonly Told[],
): Promise<Lookup> {
  const contacts = inTurn(told.map(match => match.contacts));
  const [{contacts: answered, ...fields}, cards] = await Promise.all([
    answerSeveral(db, contacts, photos),
    readCards(db, {
      accountId,
      contacts: contacts.slice(0, LOOKUP_CARDS_MAX),
      photos,
    }),
  ]);
  const byName = new Map(answered.map(each => [each.name, each]));
  return {
    matches: told.map(match => ({
      ...match,
      contacts: match.contacts.flatMap(
        ({id}) => byName.get(contactName(id)) ?? [],
      ),
    })),
    cards,
    ...fields,
  };
}

/** Each contact once: the first of every list, then the second of every list. */
function inTurn(
  lists: readonly (readonly VisibleContact[])[],
): readonly VisibleContact[] {
  const ranked = lists.flatMap(list =>
    list.map((contact, rank) => ({contact, rank})),
  );
  const byId = new Map(
    ranked
      .sort((left, right) => left.rank - right.rank)
      .map(({contact}) => [contact.id, contact]),
  );
  return [...byId.values()];
}

function byKey(
  contacts: readonly VisibleContact[],
): ReadonlyMap<string, readonly VisibleContact[]> {
  const pairs = contacts.flatMap(contact =>
    shownKeys(asRead(contact).content).map(key => ({key, contact})),
  );
  return new Map(
    [...Map.groupBy(pairs, ({key}) => key)].map(([key, group]) => [
      key,
      group.map(({contact}) => contact),
    ]),
  );
}

function emailKeys(value: string, at: number): readonly string[] {
  const keys = matchKeys(normalizeContent({emailAddresses: [{value}]}));
  if (keys.length === 0)
    throw invalid(`emails[${at}]`, 'Not an e-mail address');
  return keys;
}

function phoneKeys(
  value: string,
  at: number,
  region: string | undefined,
): readonly string[] {
  const keys = matchKeys(normalizeContent({phoneNumbers: [{value}]}, {region}));
  if (keys.length === 0) {
    throw invalid(
      `phones[${at}]`,
      'Not a whole phone number; write it with + and its country code',
    );
  }
  return keys;
}

const RECENT_DEFAULT = 10;

function recentRoute(app: App, {db, photos}: RouteDeps): void {
  app.get(
    '/v1/contacts::recent',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'Contacts that changed last in what the caller sees, with who changed what',
        querystring: RecentQuery,
        response: answers(RecentContacts),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      const contacts = await listRecentContacts(db, {
        accountId,
        limit: Math.min(request.query.pageSize || RECENT_DEFAULT, RECENT_MAX),
      });
      const [answered, cards] = await Promise.all([
        answerSeveral(db, contacts, photos),
        readCards(db, {accountId, contacts, photos}),
      ]);
      return {...answered, cards};
    },
  );
}
