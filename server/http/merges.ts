import * as z from 'zod/mini';
import {
  Contact,
  MergeContactsRequest,
  UnmergedContacts,
  type ChosenFields,
} from '../contract/contact.ts';
import {MergePreview} from '../contract/merge-preview.ts';
import {contactName, labelName, parseContactName} from '../contract/names.ts';
import {PreviewQuery} from '../contract/preview.ts';
import {
  SHARED_FIELDS,
  type Content,
  type SharedField,
} from '../core/content.ts';
import type {Merge} from '../core/merge.ts';
import type {LabelSight} from '../core/merge-right.ts';
import {normalizeContent} from '../core/normalize.ts';
import {uniteAll} from '../core/unite.ts';
import type {AccountRow} from '../store/accounts.ts';
import {noteAdminAct} from '../store/audit-events.ts';
import type {Actor} from '../store/contact-history.ts';
import {followMergedPairs} from '../store/duplicates.ts';
import {followMergedOwn} from '../store/own-duplicates.ts';
import {
  readContact,
  type VisibleContact,
  type VisibleLabel,
} from '../store/visible-contacts.ts';
import {mergeContacts, type MergeOutcome} from '../store/merges.ts';
import {undeleteAsAdmin, undeleteContact} from '../store/trash.ts';
import {unmergeContact, type UnmergeOutcome} from '../store/unmerges.ts';
import type {Db, Tx} from '../store/queries.ts';
import {callerOf, checkRole, readId} from './access.ts';
import {isAdmin} from './admins.ts';
import {editedFields, refuseUnfit, replaceFields} from './contacts.ts';
import {
  answerWhole,
  readFieldsFor,
  readProblems,
  refuseFaults,
} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {answers, CONTACT_PATH, ContactParams, type App} from './openapi.ts';
import {
  conflict,
  denied,
  failedPrecondition,
  invalid,
  notFound,
  type StatusError,
} from './status.ts';
import {inPreview, inTransaction} from './transaction.ts';
import {toMergePreview} from './wire.ts';

/** Making contacts of one person one, and taking them apart again. */
export function mergeRoutes(app: App, deps: RouteDeps): void {
  mergeRoute(app, deps);
  unmergeRoute(app, deps);
}

function mergeRoute(app: App, deps: RouteDeps): void {
  app.post(
    '/v1/contacts::merge',
    {
      // Who may is told by the labels of all that are named.
      config: {access: 'account', previews: true},
      schema: {
        summary:
          'Make contacts one: the first lives on, with what all of them say',
        querystring: PreviewQuery,
        body: MergeContactsRequest,
        response: answers(z.union([Contact, MergePreview])),
      },
    },
    async request => {
      const caller = callerOf(request);
      const {contacts, ...chosen} = request.body;
      const ids = readNames(contacts);
      if (ids.length < 2) {
        throw invalid('contacts', 'Name at least two contacts');
      }
      const called = {ids, names: contacts, chosen};
      const merge = prepareMerge(deps, caller, called);
      return request.query.validateOnly
        ? inPreview(deps.db, tx => lookAtMerge(tx, deps, caller, {ids, merge}))
        : inTransaction(deps.db, merge);
    },
  );
}

interface CalledMerge {
  /** The first lives on. */
  readonly ids: readonly string[];
  /** As the request names them, for its errors. */
  readonly names: readonly string[];
  readonly chosen: ChosenFields;
  /** See `ContactMerge`. */
  readonly isGuarded?: false;
}

/**
 * Makes contacts one for a caller, in a transaction of theirs; answers the one that
 * lives on. Throws what the API answers where they may not, or it would be too much.
 */
export function prepareMerge(
  deps: RouteDeps,
  caller: AccountRow,
  {ids, names, chosen: {person = {}, updateMask}, ...guard}: CalledMerge,
): (tx: Tx) => Promise<Contact> {
  const [survivorId = '', ...absorbedIds] = ids;
  const sent = normalizeContent(person, {
    region: deps.regionOf?.(caller.locale),
  });
  const id = deps.newId();
  const by = {accountId: caller.id, via: 'API'} as const;
  return async tx => {
    const sight = await readSight(tx, ids, caller.id);
    const hidden = sight.hiddenFields;
    const fields = editedFields(updateMask, person, hidden);
    const defined = await readFieldsFor(tx, sight);
    const outcome = await mergeContacts(tx, {
      id,
      ...{survivorId, absorbedIds, by, ...guard},
      unite: (survivor, absorbed) => {
        const united = uniteAll(
          survivor.content,
          absorbed.map(({content}) => content),
        );
        const chosen = choose(united, {sent, fields, hidden});
        const [before, after] = [united.content, chosen.content];
        refuseFaults(defined, {before, after, sent: person});
        return chosen;
      },
    });
    if (outcome.kind !== 'ok') throw refusal(outcome, names);
    await followMergedPairs(tx, {survivorId, absorbedIds}, deps.newId);
    await followMergedOwn(tx, {survivorId, absorbedIds}, deps.newId);
    const contact = await readFirst(tx, [survivorId], caller.id);
    if (contact === undefined) throw notFound();
    return answerWhole(tx, contact, deps.photos);
  };
}

/** What a merge would make of its contacts, which are merged in a transaction that is undone. */
export async function lookAtMerge(
  tx: Tx,
  {photos}: RouteDeps,
  {id: accountId}: AccountRow,
  {
    ids,
    merge,
  }: {
    readonly ids: readonly string[];
    readonly merge: (tx: Tx) => Promise<unknown>;
  },
): Promise<MergePreview> {
  const before: VisibleContact[] = [];
  for (const contactId of ids) {
    const contact = await readContact(tx, {contactId, accountId});
    if (contact !== undefined) before.push(contact);
  }
  await merge(tx);
  const [contactId = ''] = ids;
  const after = await readContact(tx, {contactId, accountId});
  if (after === undefined) throw notFound();
  return answerPreview(tx, after, before, photos);
}

/** What contacts that were `before` would say as one, and what would be wrong then. */
export async function answerPreview(
  tx: Tx,
  merged: VisibleContact,
  before: readonly VisibleContact[],
  photos: RouteDeps['photos'],
): Promise<MergePreview> {
  return {
    ...toMergePreview(merged, before, photos),
    ...(await readProblems(tx, merged)),
  };
}

function readNames(names: readonly string[]): readonly string[] {
  const ids = names.map((name, index) => {
    const id = parseContactName(name);
    if (id !== undefined) return id;
    throw invalid(
      `contacts[${index}]`,
      'Not a name such as contacts/{contact}',
    );
  });
  return [...new Set(ids)];
}

/** All labels of these that an account sees, and what is hidden from it in any of them. */
async function readSight(
  db: Db,
  contactIds: readonly string[],
  accountId: string,
): Promise<Pick<VisibleContact, 'labels' | 'hiddenFields'>> {
  const hidden: SharedField[] = [];
  const labels: VisibleLabel[] = [];
  for (const contactId of contactIds) {
    const contact = await readContact(db, {contactId, accountId});
    hidden.push(...(contact?.hiddenFields ?? []));
    labels.push(...(contact?.labels ?? []));
  }
  const hiddenFields = SHARED_FIELDS.filter(field => hidden.includes(field));
  return {labels, hiddenFields};
}

/** In the fields somebody chose, what they say; what they passed over stands in the histories. */
function choose(
  {content, lost}: Merge,
  {
    sent,
    fields,
    hidden,
  }: {
    readonly sent: Content;
    readonly fields: readonly SharedField[];
    /** From who chose. */
    readonly hidden: readonly SharedField[];
  },
): Merge {
  return {
    content: refuseUnfit(replaceFields(content, sent, fields), hidden),
    lost: lost.filter(({field}) => !fields.includes(field)),
  };
}

function refusal(
  outcome: Exclude<MergeOutcome, {kind: 'ok'}>,
  names: readonly string[],
): StatusError {
  switch (outcome.kind) {
    case 'notFound': {
      const at = names.findIndex(
        name => parseContactName(name) === outcome.contactId,
      );
      return notFound(at === -1 ? undefined : `contacts[${at}]`);
    }
    case 'denied':
      return denied(
        'This needs remover in every label of these contacts, and where more people would see one of them, manager and sight of all its fields.',
      );
    case 'tooMany': {
      const {percent, count} = outcome.threshold;
      return conflict(
        `It would take more contacts off ${labelName(outcome.labelId)} within an hour than its bulkRemoval lets one account (more than ${percent} %, and at least ${count}), and a merge cannot wait for somebody's approval: accept what GET /v1/duplicates proposes, which is not counted, merge the others later, or have that threshold raised.`,
      );
    }
  }
}

/** The first of these that the account sees. */
async function readFirst(
  tx: Tx,
  contactIds: readonly string[],
  accountId: string,
): Promise<VisibleContact | undefined> {
  for (const contactId of contactIds) {
    const contact = await readContact(tx, {contactId, accountId});
    if (contact !== undefined) return contact;
  }
  return undefined;
}

function unmergeRoute(app: App, deps: RouteDeps): void {
  app.post(
    `${CONTACT_PATH}::unmerge`,
    {
      // It may lie in the trash, where nobody sees it, and an admin need not see it.
      config: {access: 'account'},
      schema: {
        summary:
          'Take apart what the last merge into this contact made one, out of the trash too; later edits stay. Who may remove from every label concerned, or an admin',
        params: ContactParams,
        response: answers(z.union([Contact, UnmergedContacts])),
      },
    },
    request => {
      const survivorId = readId(request, 'contact');
      const {id: accountId} = callerOf(request);
      const by = {accountId, via: 'API'} as const;
      return inTransaction(deps.db, tx => unmerge(tx, deps, {survivorId, by}));
    },
  );
}

interface AskedUnmerge {
  readonly survivorId: string;
  readonly by: Actor;
}

async function unmerge(
  tx: Tx,
  {adminEmail, photos}: RouteDeps,
  asked: AskedUnmerge,
): Promise<Contact | z.output<typeof UnmergedContacts>> {
  const {survivorId, by} = asked;
  const {accountId} = by;
  const asAdmin = await isAdmin({db: tx, adminEmail}, accountId);
  await bringBack(tx, asked, asAdmin);
  const outcome = await unmergeContact(tx, {...asked, isAdmin: asAdmin});
  if (outcome.kind !== 'ok') throw unmergeRefusal(outcome);
  const ids = [survivorId, ...outcome.absorbedIds];
  const contacts = ids.map(contactName);
  if (outcome.isAdminAct) {
    const action = 'contacts.unmerge';
    await noteAdminAct(tx, {accountId, action, resources: contacts});
  }
  // One that lost its own labels since went to the trash by this.
  const contact = await readFirst(tx, ids, accountId);
  return contact === undefined ? {contacts} : answerWhole(tx, contact, photos);
}

/** Out of the trash, where it lies there. Throws where that is not for the caller. */
async function bringBack(
  tx: Tx,
  {survivorId: contactId, by}: AskedUnmerge,
  asAdmin: boolean,
): Promise<void> {
  const contact = await readContact(tx, {contactId, ...by});
  if (contact !== undefined) {
    if (!asAdmin) checkRole(contact.role, 'remover');
    return;
  }
  if (await undeleteContact(tx, {contactId, by})) return;
  if (asAdmin && (await undeleteAsAdmin(tx, {contactId, by}))) return;
  throw notFound();
}

function unmergeRefusal(
  outcome: Exclude<UnmergeOutcome, {kind: 'ok'}>,
): StatusError {
  switch (outcome.kind) {
    case 'denied':
      return denied(
        `Taking them apart needs remover in every label that they are in or go back to. ${whereLacking(outcome.lacking)} Somebody who has it in all of them can, and any admin of the workplace.`,
      );
    case 'nothing':
      return failedPrecondition('Nothing was merged into this contact.');
    case 'notFound':
    case 'tooMany':
      return refusal(outcome, []);
  }
}

/** Labels that the caller does not see are not named to them. */
function whereLacking(labels: readonly LabelSight[]): string {
  const seen = labels.filter(({role}) => role !== null);
  const told = [
    ...new Set(seen.map(each => `in ${labelName(each.labelId)}`)),
    ...(seen.length < labels.length ? ['in one that you do not see'] : []),
  ];
  return `You lack it ${told.join(', ')}.`;
}
