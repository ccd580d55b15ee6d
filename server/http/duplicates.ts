import * as z from 'zod/mini';
import {Contact, type ChosenFields} from '../contract/contact.ts';
import {
  AcceptDuplicateRequest,
  Duplicate,
  DuplicateList,
} from '../contract/duplicate.ts';
import {MergePreview} from '../contract/merge-preview.ts';
import {contactName} from '../contract/names.ts';
import {PreviewQuery} from '../contract/preview.ts';
import {PageQuery} from '../contract/query.ts';
import {pickLanguage} from '../formats/language.ts';
import type {AccountRow} from '../store/accounts.ts';
import type {Db, Tx} from '../store/queries.ts';
import {
  isConcerned,
  listDuplicates,
  lockDuplicate,
  readSeenDuplicates,
  type DuplicateRow,
  type SeenDuplicate,
} from '../store/duplicate-reading.ts';
import {endDuplicate, reopenDuplicate} from '../store/duplicates.ts';
import {
  endOwnDuplicate,
  listOwnDuplicates,
  lockOwnDuplicate,
  readSeenOwn,
  reopenOwnDuplicate,
  type SeenOwnDuplicate,
} from '../store/own-duplicates.ts';
import type {DuplicateState} from '../store/schema.ts';
import {readContact, type VisibleContact} from '../store/visible-contacts.ts';
import {callerOf, readId} from './access.ts';
import {answerSeveral, answerWhole} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {answerPreview, lookAtMerge, prepareMerge} from './merges.ts';
import {answers, DUPLICATE_PATH, DuplicateParams, type App} from './openapi.ts';
import {weighOwn} from './own-evidence.ts';
import {cutPage, fetchLimit, readPage, type Page} from './paging.ts';
import {conflict, denied, invalid, notFound} from './status.ts';
import {inPreview, inTransaction} from './transaction.ts';
import {toDuplicate} from './wire.ts';

/** Contacts that may be one person, for who may make them one, and for whose own contact one is. */
export function duplicateRoutes(app: App, deps: RouteDeps): void {
  listRoute(app, deps);
  acceptRoute(app, deps);
  rejectRoute(app, deps);
  reopenRoute(app, deps);
}

function listRoute(app: App, deps: RouteDeps): void {
  app.get(
    '/v1/duplicates',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'Contacts that may be one person: shared ones that the caller may make one, and contacts of the caller’s own',
        querystring: PageQuery,
        response: answers(DuplicateList),
      },
    },
    async request => {
      const caller = callerOf(request);
      const page = readPage({list: 'duplicates'}, request.query);
      const found = await readShown(deps, caller, page);
      const {rows, next} = cutPage(page, found);
      return {...(await answerPairs(deps.db, rows, deps, caller)), ...next};
    },
  );
}

/** Proposals, with the custom fields of all their contacts beside. */
async function answerPairs(
  db: Db,
  seen: readonly (SeenDuplicate | SeenOwnDuplicate)[],
  {photos, languages}: RouteDeps,
  {locale}: AccountRow,
): Promise<z.output<typeof DuplicateList>> {
  const language = pickLanguage(languages, locale);
  const all = seen.flatMap(contactsOf);
  const {contacts, ...defined} = await answerSeveral(db, all, photos);
  const answerOf = new Map(all.map((each, at) => [each, contacts[at]]));
  const duplicates = seen.map(each => {
    const told = contactsOf(each).flatMap(one => answerOf.get(one) ?? []);
    return toDuplicate(each, told, language);
  });
  return {duplicates, ...defined};
}

function contactsOf(
  seen: SeenDuplicate | SeenOwnDuplicate,
): readonly VisibleContact[] {
  return 'contact' in seen ? [seen.contact] : seen.contacts;
}

/** One alone that was decided about, with the custom fields of its contacts. */
async function answerPair(
  deps: RouteDeps,
  caller: AccountRow,
  decide: (tx: Tx) => Promise<SeenDuplicate | SeenOwnDuplicate | undefined>,
): Promise<Duplicate> {
  const seen = await inTransaction(deps.db, async tx => {
    const decided = await decide(tx);
    if (decided === undefined) throw notFound();
    return decided;
  });
  const [weighed = seen] =
    'contact' in seen ? await weighOwn(deps, caller, [seen]) : [];
  const {duplicates, ...defined} = await answerPairs(
    deps.db,
    [weighed],
    deps,
    caller,
  );
  const [duplicate] = duplicates;
  if (duplicate === undefined) throw notFound();
  return {...duplicate, ...defined};
}

/** As many as a page takes of those the caller sees: the others leave no gap to be told by. */
async function readShown(
  deps: RouteDeps,
  caller: AccountRow,
  page: Page,
): Promise<readonly (SeenDuplicate | SeenOwnDuplicate)[]> {
  const {db} = deps;
  const {id: accountId} = caller;
  const limit = fetchLimit(page);
  const shown: (SeenDuplicate | SeenOwnDuplicate)[] = [];
  let {after} = page;
  for (;;) {
    const wanted = {accountId, after, limit};
    const pairs = await listDuplicates(db, wanted);
    const own = await listOwnDuplicates(db, wanted);
    const both = [...pairs, ...own].sort(byId).slice(0, limit);
    const ids = new Set(both.map(({id}) => id));
    const isNext = ({id}: {readonly id: string}) => ids.has(id);
    const seenOwn = await readSeenOwn(db, own.filter(isNext), accountId);
    shown.push(
      ...(await readSeenDuplicates(db, pairs.filter(isNext), accountId)),
      ...(await weighOwn(deps, caller, seenOwn)),
    );
    after = both.at(-1)?.id;
    if (both.length < limit || shown.length >= limit) return shown.sort(byId);
  }
}

function byId(left: {readonly id: string}, right: {readonly id: string}) {
  return left.id < right.id ? -1 : 1;
}

interface Verdict {
  readonly id: string;
  readonly accountId: string;
  readonly state: Exclude<DuplicateState, 'OPEN'>;
}

/**
 * The proposal under its lock, open and as its decider sees it; `done` where they
 * decided so before.
 */
async function openOrDone(
  tx: Tx,
  {id, accountId, state}: Verdict,
): Promise<
  | {readonly kind: 'open'; readonly duplicate: SeenDuplicate}
  | {readonly kind: 'done'; readonly duplicate: DuplicateRow}
> {
  const row = await lockDuplicate(tx, id);
  if (row === undefined) throw notFound();
  if (row.state === 'OPEN') {
    const [duplicate] = await readSeenDuplicates(tx, [row], accountId);
    if (duplicate === undefined) throw notFound();
    return {kind: 'open', duplicate};
  }
  if (!(await isConcerned(tx, row, accountId))) throw notFound();
  if (row.state === state && row.deciderId === accountId) {
    return {kind: 'done', duplicate: row};
  }
  throw conflict(`The proposal is ${row.state.toLowerCase()} already.`);
}

/**
 * The same of a proposal to the caller about a contact of their own; undefined
 * where the id names none.
 */
async function decideOwn(
  tx: Tx,
  {id, accountId, state}: Verdict,
): Promise<SeenOwnDuplicate | undefined> {
  const row = await lockOwnDuplicate(tx, {id, accountId});
  if (row === undefined) return undefined;
  if (row.state !== state && row.state !== 'OPEN') {
    throw conflict(`The proposal is ${row.state.toLowerCase()} already.`);
  }
  const [seen] = await readSeenOwn(tx, [row], accountId);
  if (row.state === 'OPEN') {
    if (seen === undefined) throw notFound();
    await endOwnDuplicate(tx, {id, accountId, state});
    return {...seen, state};
  }
  const {contactId} = row;
  const contact = await readContact(tx, {contactId, accountId});
  if (contact === undefined) throw notFound();
  return {...row, contact, reasons: seen?.reasons ?? []};
}

function acceptRoute(app: App, deps: RouteDeps): void {
  app.post(
    `${DUPLICATE_PATH}::accept`,
    {
      // Who may is told by the labels of both contacts.
      config: {access: 'account', previews: true},
      schema: {
        summary:
          'Make the contacts one, as contacts:merge does, or one of the caller’s own the copy of the shared one; again by who accepted it, the same answer',
        params: DuplicateParams,
        querystring: PreviewQuery,
        body: AcceptDuplicateRequest,
        response: answers(z.union([Contact, MergePreview])),
      },
    },
    async request => {
      const caller = callerOf(request);
      const id = readId(request, 'duplicate');
      const asked = {id, caller, chosen: request.body ?? {}};
      return request.query.validateOnly
        ? inPreview(deps.db, tx => lookAtAccept(tx, deps, asked))
        : inTransaction(deps.db, tx => accept(tx, deps, asked));
    },
  );
}

interface Asked {
  readonly id: string;
  readonly caller: AccountRow;
  readonly chosen: ChosenFields;
}

async function accept(
  tx: Tx,
  deps: RouteDeps,
  {id, caller, chosen}: Asked,
): Promise<Contact> {
  const {id: accountId} = caller;
  const state = 'ACCEPTED';
  const own = await decideOwn(tx, {id, accountId, state});
  if (own !== undefined) {
    refuseChosen(chosen);
    return answerWhole(tx, own.contact, deps.photos);
  }
  const found = await openOrDone(tx, {id, accountId, state});
  const {contactId, otherId} = found.duplicate;
  if (found.kind === 'done') {
    const contact =
      (await readContact(tx, {contactId, accountId})) ??
      (await readContact(tx, {contactId: otherId, accountId}));
    if (contact === undefined) throw notFound();
    return answerWhole(tx, contact, deps.photos);
  }
  const ids = [contactId, otherId];
  const names = ids.map(contactName);
  await endDuplicate(tx, {id, state, deciderId: accountId});
  // The service found the two, and a person looked at them: see README, Decisions.
  const isGuarded = false;
  return prepareMerge(deps, caller, {ids, names, chosen, isGuarded})(tx);
}

/** What accepting would make of both; of an own contact nothing that is shared changes. */
async function lookAtAccept(
  tx: Tx,
  deps: RouteDeps,
  asked: Asked,
): Promise<MergePreview> {
  const {id, caller, chosen} = asked;
  const verdict = {id, accountId: caller.id, state: 'ACCEPTED'} as const;
  const own = await decideOwn(tx, verdict);
  if (own !== undefined) {
    refuseChosen(chosen);
    return answerPreview(tx, own.contact, [own.contact], deps.photos);
  }
  const {kind, duplicate} = await openOrDone(tx, verdict);
  if (kind === 'done') throw conflict('The proposal is accepted already.');
  const ids = [duplicate.contactId, duplicate.otherId];
  const merge = (inner: Tx) => accept(inner, deps, asked);
  return lookAtMerge(tx, deps, caller, {ids, merge});
}

/** What an own contact says beyond the share stays its own layer: nothing is chosen. */
function refuseChosen({person, updateMask}: ChosenFields): void {
  const field = person === undefined ? 'updateMask' : 'person';
  if (person === undefined && updateMask === undefined) return;
  throw invalid(field, 'Only where two shared contacts become one');
}

function rejectRoute(app: App, deps: RouteDeps): void {
  app.post(
    `${DUPLICATE_PATH}::reject`,
    {
      config: {access: 'account'},
      schema: {
        summary:
          'Leave both contacts as they are; the two are not proposed again',
        params: DuplicateParams,
        response: answers(Duplicate),
      },
    },
    async request => {
      const caller = callerOf(request);
      const {id: accountId} = caller;
      const id = readId(request, 'duplicate');
      const state = 'REJECTED';
      return answerPair(deps, caller, async tx => {
        const own = await decideOwn(tx, {id, accountId, state});
        if (own !== undefined) return own;
        const found = await openOrDone(tx, {id, accountId, state});
        if (found.kind === 'open') {
          await endDuplicate(tx, {id, state, deciderId: accountId});
        }
        const row = await lockDuplicate(tx, id);
        const [duplicate] = await readSeenDuplicates(
          tx,
          row === undefined ? [] : [row],
          accountId,
        );
        return duplicate;
      });
    },
  );
}

/** Undoing that; of one that was accepted `:unmerge`, or the undo of the merge. */
function reopenRoute(app: App, deps: RouteDeps): void {
  app.post(
    `${DUPLICATE_PATH}::reopen`,
    {
      config: {access: 'account'},
      schema: {
        summary: 'Undo one’s own rejecting of a proposal: it is open again',
        params: DuplicateParams,
        response: answers(Duplicate),
      },
    },
    async request => {
      const caller = callerOf(request);
      const id = readId(request, 'duplicate');
      return answerPair(deps, caller, tx =>
        reopen(tx, {id, accountId: caller.id}),
      );
    },
  );
}

async function reopen(
  tx: Tx,
  {id, accountId}: Omit<Verdict, 'state'>,
): Promise<SeenDuplicate | SeenOwnDuplicate | undefined> {
  const own = await lockOwnDuplicate(tx, {id, accountId});
  if (own !== undefined) {
    checkRejected(own.state);
    await reopenOwnDuplicate(tx, id);
    const [seen] = await readSeenOwn(tx, [{...own, state: 'OPEN'}], accountId);
    return seen;
  }
  const row = await lockDuplicate(tx, id);
  if (row === undefined || !(await isConcerned(tx, row, accountId))) {
    throw notFound();
  }
  if (row.state !== 'OPEN' && row.deciderId !== accountId) {
    throw denied('It was somebody else’s decision: theirs to undo.');
  }
  checkRejected(row.state);
  await reopenDuplicate(tx, id);
  const open = {...row, state: 'OPEN', deciderId: null} as const;
  const [seen] = await readSeenDuplicates(tx, [open], accountId);
  return seen;
}

function checkRejected(state: DuplicateState): void {
  switch (state) {
    case 'OPEN':
      throw conflict('The proposal is open.');
    case 'ACCEPTED':
      throw conflict('Take the contacts apart: contacts/{contact}:unmerge.');
    case 'REJECTED':
  }
}
