import {contactName, labelName, parseLabelName} from '../contract/names.ts';
import {
  OtherContactList,
  OtherContactQuery,
  type OtherContact,
} from '../contract/other-contact.ts';
import {displayName} from '../core/display-name.ts';
import {findDuplicates} from '../core/duplicates.ts';
import type {
  GoogleFault,
  OtherPeoplePage,
  OtherPerson,
  Outcome,
  PeopleClient,
} from '../core/google.ts';
import {findSureMatch} from '../core/match.ts';
import {matchKeys} from '../core/normalize.ts';
import {searchTexts} from '../core/search-text.ts';
import type {AccountRow} from '../store/accounts.ts';
import {readCollaboration} from '../store/labels.ts';
import type {Db} from '../store/queries.ts';
import {
  findContactsByKey,
  type VisibleContact,
} from '../store/visible-contacts.ts';
import {callerOf, checkRole} from './access.ts';
import {readWords} from './contact-search.ts';
import type {RouteDeps} from './deps.ts';
import {refusedByBook} from './google-fault.ts';
import {answers, type App} from './openapi.ts';
import {readPage, readToken, writeToken, type ListKey} from './paging.ts';
import {invalid, notFound, StatusError} from './status.ts';
import {toPerson} from './wire.ts';

/** People whom the caller wrote to, for the caller alone: nothing of them is stored. */
export function otherContactRoutes(app: App, deps: RouteDeps): void {
  app.get(
    '/v1/otherContacts',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'People the caller wrote to and never saved, and which contacts they see may be the same',
        querystring: OtherContactQuery,
        response: answers(OtherContactList),
      },
    },
    async request => {
      const caller = callerOf(request);
      const {query = '', label = ''} = request.query;
      const {pageSize, pageToken = ''} = request.query;
      const labelId =
        label === ''
          ? undefined
          : await readLabelToFill(deps.db, caller.id, label);
      const {size} = readPage({list: 'otherContacts'}, {pageSize});
      const key = {
        list: 'otherContacts',
        // Google wants the same size for every page.
        parameters: {query, label, size: String(size)},
      };
      const page = {size, after: readAfter(key, pageToken)};
      const client = await deps.people(caller);
      const read = query === '' ? listOthers : searchOthers(readWords(query));
      const outcome = await read(client, page);
      if (outcome.kind === 'fault') throw refusal(outcome.fault, caller);
      const {people, nextPageToken} = outcome.value;
      const contacts = await readSeen(deps.db, caller.id, people);
      return {
        otherContacts: people
          .filter(withoutMembers(contacts, labelId))
          .map(each => toOtherContact(each, contacts, deps.photos)),
        ...(nextPageToken && {nextPageToken: writeToken(key, nextPageToken)}),
      };
    },
  );
}

async function readLabelToFill(
  db: Db,
  accountId: string,
  name: string,
): Promise<string> {
  const labelId = parseLabelName(name);
  if (labelId === undefined) {
    throw invalid('label', 'Not a name such as labels/{label}');
  }
  const label = await readCollaboration(db, {labelId, accountId});
  if (label === undefined) throw notFound('label');
  checkRole(label.role, 'editor');
  return labelId;
}

function readAfter(key: ListKey, token: string): string | undefined {
  if (token === '') return undefined;
  const after = readToken(key, token);
  if (after === undefined) throw wrongToken();
  return after;
}

const wrongToken = () => invalid('pageToken', 'Not a token of this list');

type ReadOthers = (
  client: PeopleClient,
  page: {readonly size: number; readonly after: string | undefined},
) => Promise<Outcome<OtherPeoplePage>>;

const listOthers: ReadOthers = (client, {size: pageSize, after}) =>
  client.listOtherPeople({pageSize, ...(after && {pageToken: after})});

/**
 * In all of them by our own words: Google's search knows beginnings alone, and
 * nothing in the seconds after it was asked for the first time.
 */
function searchOthers(words: readonly string[]): ReadOthers {
  const isFound = ({content}: OtherPerson) => {
    const texts = searchTexts(content);
    return words.every(word => texts.some(({text}) => text.includes(word)));
  };
  return async (client, {size, after}) => {
    const all = await readAllOthers(client);
    if (all.kind === 'fault') return all;
    // By name: whoever a page ended with may be saved or gone before the next.
    const found = all.value
      .filter(each => isFound(each) && each.resourceName > (after ?? ''))
      .sort((a, b) => (a.resourceName < b.resourceName ? -1 : 1));
    const people = found.slice(0, size);
    const last = people.at(-1);
    const isMore = last !== undefined && found.length > size;
    const next = isMore ? {nextPageToken: last.resourceName} : {};
    return {kind: 'ok', value: {people, ...next}};
  };
}

const OTHERS_PER_PAGE = 1_000;
/** Google says nowhere how many there may be: as many as contacts. */
const PAGES_MAX = 25;

async function readAllOthers(
  client: PeopleClient,
): Promise<Outcome<readonly OtherPerson[]>> {
  const people: OtherPerson[] = [];
  let pageToken: string | undefined;
  for (let count = 0; count < PAGES_MAX; count++) {
    const page = await client.listOtherPeople({
      pageSize: OTHERS_PER_PAGE,
      ...(pageToken && {pageToken}),
    });
    if (page.kind === 'fault') return page;
    people.push(...page.value.people);
    pageToken = page.value.nextPageToken;
    if (pageToken === undefined) return {kind: 'ok', value: people};
  }
  throw new Error(`otherContacts.list went on after ${PAGES_MAX} pages`);
}

function refusal(fault: GoogleFault, {state}: AccountRow): StatusError {
  // Of somebody whose contacts cannot be read at all the scope is not what is missing.
  if (fault.kind !== 'denied' || state === 'PERMISSION_LOST') {
    return refusedByBook(fault, wrongToken());
  }
  return new StatusError(
    'PERMISSION_DENIED',
    'The service may not see your Other contacts. Ask an admin of your workplace to add the scope https://www.googleapis.com/auth/contacts.other.readonly to its domain-wide delegation; all else works without it.',
    {reason: 'OTHER_CONTACTS_SCOPE_MISSING'},
  );
}

/** What so many have is a switchboard's: more of them tell no more. */
const KEY_CONTACTS_MAX = 100;

function readSeen(
  db: Db,
  accountId: string,
  people: readonly OtherPerson[],
): Promise<readonly VisibleContact[]> {
  return findContactsByKey(db, {
    accountId,
    keys: people.flatMap(({content}) => matchKeys(content)),
    limit: KEY_CONTACTS_MAX,
  });
}

function withoutMembers(
  contacts: readonly VisibleContact[],
  labelId: string | undefined,
): (person: OtherPerson) => boolean {
  const members = contacts.filter(({labels}) =>
    labels.some(({id}) => id === labelId),
  );
  return ({content}) => {
    const sure = findSureMatch(content, contacts);
    return members.every(({id}) => id !== sure?.id);
  };
}

function toOtherContact(
  {resourceName, content}: OtherPerson,
  contacts: readonly VisibleContact[],
  photos: RouteDeps['photos'],
): OtherContact {
  const called = displayName(content);
  return {
    resourceName,
    ...(called !== undefined && {displayName: called}),
    person: toPerson(content, photos),
    duplicates: duplicatesOf({resourceName, content}, contacts),
  };
}

function duplicatesOf(
  {resourceName, content}: OtherPerson,
  contacts: readonly VisibleContact[],
): OtherContact['duplicates'] {
  const sure = findSureMatch(content, contacts);
  const byId = new Map(contacts.map(contact => [contact.id, contact]));
  const other = {id: resourceName, content, hiddenFields: []};
  const pairs = findDuplicates(new Set([resourceName]), [other, ...contacts]);
  return pairs.flatMap(({ids: [id], reasons}) => {
    const contact = byId.get(id);
    if (contact === undefined) return [];
    const called = displayName(contact.content);
    return [
      {
        contact: contactName(id),
        ...(called !== undefined && {displayName: called}),
        sure: id === sure?.id,
        reasons: [...reasons],
        labels: contact.labels.map(label => labelName(label.id)),
      },
    ];
  });
}
