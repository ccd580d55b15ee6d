import * as z from 'zod/mini';
import {
  Contact,
  MergeContactsRequest,
  type ChosenFields,
} from '../contract/contact.ts';
import {MergePreview} from '../contract/merge-preview.ts';
import {labelName, parseContactName} from '../contract/names.ts';
import {PreviewQuery} from '../contract/preview.ts';
import {
  SHARED_FIELDS,
  type Content,
  type SharedField,
} from '../core/content.ts';
import type {Merge} from '../core/merge.ts';
import {normalizeContent} from '../core/normalize.ts';
import {uniteAll} from '../core/unite.ts';
import type {AccountRow} from '../store/accounts.ts';
import {
  readContact,
  type VisibleContact,
  type VisibleLabel,
} from '../store/visible-contacts.ts';
import {mergeContacts} from '../store/merges.ts';
import {undeleteContact} from '../store/trash.ts';
import {unmergeContact, type UnmergeOutcome} from '../store/unmerges.ts';
import type {Db, Tx} from '../store/queries.ts';
import {callerOf, checkRole, readId} from './access.ts';
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
    return answerContact(tx, deps.photos, [survivorId], caller.id);
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
  outcome: Exclude<UnmergeOutcome, {kind: 'ok'}>,
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
    case 'nothing':
      return failedPrecondition('Nothing was merged into this contact.');
  }
}

/** The first of these that the account sees. */
async function answerContact(
  tx: Tx,
  photos: RouteDeps['photos'],
  contactIds: readonly string[],
  accountId: string,
): Promise<Contact> {
  for (const contactId of contactIds) {
    const contact = await readContact(tx, {contactId, accountId});
    if (contact !== undefined) return answerWhole(tx, contact, photos);
  }
  throw notFound();
}

function unmergeRoute(app: App, {db, photos}: RouteDeps): void {
  app.post(
    `${CONTACT_PATH}::unmerge`,
    {
      // It may lie in the trash, where nobody sees it.
      config: {access: 'account'},
      schema: {
        summary:
          'Take apart what the last merge into this contact made one, out of the trash too; later edits stay',
        params: ContactParams,
        response: answers(Contact),
      },
    },
    async request => {
      const survivorId = readId(request, 'contact');
      const {id: accountId} = callerOf(request);
      const by = {accountId, via: 'API'} as const;
      return inTransaction(db, async tx => {
        const contact = await readContact(tx, {
          contactId: survivorId,
          accountId,
        });
        if (contact !== undefined) checkRole(contact.role, 'remover');
        else if (!(await undeleteContact(tx, {contactId: survivorId, by}))) {
          throw notFound();
        }
        const outcome = await unmergeContact(tx, {survivorId, by});
        if (outcome.kind !== 'ok') throw refusal(outcome, []);
        // One that lost its own labels since went to the trash by this.
        const ids = [survivorId, ...outcome.absorbedIds];
        return answerContact(tx, photos, ids, accountId);
      });
    },
  );
}
