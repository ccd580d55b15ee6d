import * as z from 'zod/mini';
import {Contact} from '../contract/contact.ts';
import {
  contactName,
  isRevisionId,
  parseRevisionName,
} from '../contract/names.ts';
import {PageQuery} from '../contract/query.ts';
import {PreviewQuery} from '../contract/preview.ts';
import {
  ContactRestorePreview,
  RestoreRequest,
  RevisionList,
} from '../contract/revision.ts';
import {sameContent, SHARED_FIELDS, type SharedField} from '../core/content.ts';
import {restoreFields} from '../core/history.ts';
import {viewContent} from '../core/view.ts';
import {readContent, readVersion} from '../store/contact-history.ts';
import {editContact} from '../store/contacts.ts';
import {readContact, type VisibleContact} from '../store/visible-contacts.ts';
import {
  listRevisions,
  readLaterRevisions,
  readRevision,
  type RevisionRow,
} from '../store/revisions.ts';
import type {Tx} from '../store/queries.ts';
import {callerOf, checkRole, contactOf} from './access.ts';
import {answerChanges, answerWhole} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {readUpdateMask} from './mask.ts';
import {answers, CONTACT_PATH, ContactParams, type App} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {conflict, denied, invalid, notFound} from './status.ts';
import {inPreview, inTransaction} from './transaction.ts';
import {toRevision} from './wire.ts';

/** What happened to a contact, and bringing it back. */
export function revisionRoutes(app: App, deps: RouteDeps): void {
  listRoute(app, deps);
  restoreRoute(app, deps);
}

function listRoute(app: App, {db, photos}: RouteDeps): void {
  app.get(
    `${CONTACT_PATH}/revisions`,
    {
      config: {access: {contact: 'viewer'}, alsoMerged: true},
      schema: {
        summary:
          'The contact’s history and that of those merged into it, the newest first',
        params: ContactParams,
        querystring: PageQuery,
        response: answers(RevisionList),
      },
    },
    async request => {
      const {id: contactId, hiddenFields} = contactOf(request);
      const list = `${contactName(contactId)}/revisions`;
      const page = readPage({list}, request.query, isRevisionId);
      const found = await listRevisions(db, {
        contactId,
        accountId: callerOf(request).id,
        hiddenFields,
        before: page.after === undefined ? undefined : Number(page.after),
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      const revisions = rows.map(row => ({
        ...toRevision(row, photos),
        ...(row.contactId !== contactId && {
          mergedContact: contactName(row.contactId),
        }),
      }));
      return {revisions, ...next};
    },
  );
}

function restoreRoute(app: App, {db, photos}: RouteDeps): void {
  app.post(
    `${CONTACT_PATH}::restore`,
    {
      config: {access: {contact: 'editor'}, previews: true},
      schema: {
        summary:
          'Bring fields back as they stood right after a revision, or values that lost a conflict beside what stands there now',
        params: ContactParams,
        querystring: PreviewQuery,
        body: RestoreRequest,
        response: answers(z.union([Contact, ContactRestorePreview])),
      },
    },
    async request => {
      const accountId = callerOf(request).id;
      const {id: contactId} = contactOf(request);
      const {revision, updateMask, validateOnly} = request.body;
      const named = parseRevisionName(revision);
      if (named === undefined) {
        throw invalid(
          'revision',
          'Not a name such as contacts/{contact}/revisions/{revision}',
        );
      }
      const asked = {contactId, accountId, named, updateMask};
      return request.query.validateOnly || validateOnly === true
        ? inPreview(db, async tx => {
            const {before, after} = await bringBack(tx, asked);
            return answerChanges(tx, before, after, photos);
          })
        : inTransaction(db, async tx => {
            const {after} = await bringBack(tx, asked);
            return answerWhole(tx, after, photos);
          });
    },
  );
}

/** The contact as the caller sees it before and after. */
async function bringBack(
  tx: Tx,
  {
    contactId,
    accountId,
    named,
    updateMask,
  }: {
    readonly contactId: string;
    readonly accountId: string;
    readonly named: {readonly id: number; readonly contactId?: string};
    readonly updateMask: string | undefined;
  },
) {
  const before = await lockContact(tx, {contactId, accountId});
  checkRole(before.role, 'editor');
  const {hiddenFields} = before;
  const lens = {contactId, accountId, hiddenFields};
  const found = await readRevision(tx, {...lens, id: named.id});
  if (
    found === undefined ||
    (named.contactId ?? found.contactId) !== found.contactId
  ) {
    throw notFound('revision');
  }
  const fields = restoredFields(updateMask, found, before);
  await restore(tx, {contactId, found, fields, hiddenFields, accountId});
  const after = await readContact(tx, {contactId, accountId});
  if (after === undefined) throw notFound();
  return {before, after};
}

/** As the caller sees it, and nobody changes it until the transaction ends. */
async function lockContact(
  tx: Tx,
  key: {readonly contactId: string; readonly accountId: string},
): Promise<VisibleContact> {
  await readVersion(tx, key.contactId);
  const contact = await readContact(tx, key);
  if (contact === undefined) throw notFound();
  return contact;
}

function restoredFields(
  updateMask: string | undefined,
  {changes}: RevisionRow,
  {hiddenFields}: VisibleContact,
): readonly SharedField[] {
  const changed = Object.fromEntries(changes.map(({field}) => [field, true]));
  const fields = readUpdateMask(updateMask, SHARED_FIELDS, changed);
  if (fields.length === 0) {
    throw invalid(
      'updateMask',
      'This revision changed no field: name those to bring back',
    );
  }
  const visible = fields.filter(field => !hiddenFields.includes(field));
  // `*` means every field the caller sees.
  if (visible.length < fields.length && updateMask?.trim() !== '*') {
    throw denied('Some of these fields are hidden from you.', 'updateMask');
  }
  return visible;
}

async function restore(
  tx: Tx,
  {
    contactId,
    found,
    fields,
    hiddenFields,
    accountId,
  }: {
    readonly contactId: string;
    readonly found: RevisionRow;
    readonly fields: readonly SharedField[];
    /** From who restores. */
    readonly hiddenFields: readonly SharedField[];
    readonly accountId: string;
  },
): Promise<void> {
  const later = await readLaterRevisions(tx, found);
  const merged =
    found.contactId === contactId
      ? undefined
      : await readContent(tx, found.contactId);
  const outcome = await editContact(tx, {
    contactId,
    by: {accountId, via: 'API'},
    change: current => {
      const merge = restoreFields({
        ...{current, latest: merged ?? current},
        ...{revision: found, later, fields},
      });
      if (sameContent(viewContent(merge.content, hiddenFields), {})) {
        throw conflict('Nothing of the contact would be left.');
      }
      return merge;
    },
  });
  if (outcome.kind !== 'ok') throw notFound();
}
