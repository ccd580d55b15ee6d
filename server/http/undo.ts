import * as z from 'zod/mini';
import {UndoRequest} from '../contract/label-restore.ts';
import {contactName, isRevisionId, labelName} from '../contract/names.ts';
import {PreviewQuery} from '../contract/preview.ts';
import {UndoPreview, UndoResponse} from '../contract/revision.ts';
import {readContact, type VisibleContact} from '../store/visible-contacts.ts';
import type {Tx} from '../store/queries.ts';
import {readRevision} from '../store/revisions.ts';
import {readTrashSight} from '../store/trash.ts';
import {
  readAbsorbed,
  readOwnRevision,
  readSurvivor,
  type OwnRevision,
} from '../store/undo.ts';
import {undoRevision, type UndoOutcome} from '../store/undo-revision.ts';
import {callerOf, readId} from './access.ts';
import {answerChanges, answerWhole} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {answers, REVISION_PATH, RevisionParams, type App} from './openapi.ts';
import {
  ALREADY_DONE,
  conflict,
  denied,
  failedPrecondition,
  notFound,
  type StatusError,
} from './status.ts';
import {inPreview, inTransaction} from './transaction.ts';

/** Taking back one's own act upon a contact; of a whole label see `label-restores.ts`. */
export function undoRoutes(app: App, {db, photos, newId}: RouteDeps): void {
  app.post(
    `${REVISION_PATH}::undo`,
    {
      // It may lie in the trash: who may is looked up by the revision and the labels.
      config: {access: 'account', previews: true},
      schema: {
        summary:
          'Take back an act of one’s own upon a contact, while nobody changed the same since',
        params: RevisionParams,
        querystring: PreviewQuery,
        body: UndoRequest,
        response: answers(z.union([UndoPreview, UndoResponse])),
      },
    },
    async request => {
      const accountId = callerOf(request).id;
      const contactId = readId(request, 'contact');
      const {revision} = request.params;
      if (!isRevisionId(revision)) throw notFound('revision');
      const key = {contactId, accountId, revisionId: Number(revision)};
      const id = newId();
      if (request.query.validateOnly || request.body?.validateOnly === true) {
        return inPreview(db, async tx => {
          const {revision, before, after} = await undo(tx, key, id);
          const back = await readAbsorbed(tx, {
            ...key,
            mergeId: revision.actId,
          });
          return {
            ...(before === undefined || after === undefined
              ? {changes: []}
              : await answerChanges(tx, before, after, photos)),
            labelsAdded: labelsBeside(after, before),
            labelsRemoved: labelsBeside(before, after),
            contacts: back.map(each => contactName(each.id)),
          };
        });
      }
      return inTransaction(db, async tx => {
        const {after} = await undo(tx, key, id);
        return after === undefined
          ? {}
          : {contact: await answerWhole(tx, after, photos)};
      });
    },
  );
}

/** Names of the labels of a contact that another state of it has not. */
function labelsBeside(
  one: VisibleContact | undefined,
  other: VisibleContact | undefined,
): string[] {
  const had = new Set(other?.labels.map(({id}) => id));
  const labels = one?.labels ?? [];
  return labels.filter(({id}) => !had.has(id)).map(({id}) => labelName(id));
}

interface Key {
  readonly contactId: string;
  readonly accountId: string;
  readonly revisionId: number;
}

/** The contact as the caller sees it before and after, where they see it. */
async function undo(tx: Tx, key: Key, id: string) {
  const before = await readContact(tx, key);
  const sight = before ?? (await readTrashSight(tx, key));
  if (sight === undefined) throw notFound();
  const revision = await readShown(tx, key, sight.hiddenFields);
  if (revision.accountId !== key.accountId) {
    throw denied('It was somebody else’s act: theirs to undo.');
  }
  const by = {accountId: key.accountId, via: 'API'} as const;
  const outcome = await undoRevision(tx, {revision, sight, by, id});
  if (outcome === 'gone') throw await whereItWent(tx, key);
  if (outcome !== 'ok') throw refusal(outcome);
  return {revision, before, after: await readContact(tx, key)};
}

/** What the history does not show to the caller, does not exist for them. */
async function readShown(
  tx: Tx,
  {contactId, accountId, revisionId: id}: Key,
  hiddenFields: Parameters<typeof readRevision>[1]['hiddenFields'],
): Promise<OwnRevision> {
  const lens = {contactId, accountId, hiddenFields};
  const shown = await readRevision(tx, {...lens, id});
  const revision = shown && (await readOwnRevision(tx, {id, contactId}));
  if (revision === undefined) throw notFound('revision');
  return revision;
}

async function whereItWent(tx: Tx, key: Key): Promise<StatusError> {
  const survivor = await readSurvivor(tx, key);
  return conflict(
    survivor === undefined
      ? 'The contact is in no label any more.'
      : `The contact was merged into ${contactName(survivor.id)} since: restore fields there, or take the two apart first.`,
  );
}

function refusal(outcome: Exclude<UndoOutcome, 'ok' | 'gone'>): StatusError {
  switch (outcome) {
    case 'undone':
      return conflict('It is undone already.', ALREADY_DONE);
    case 'changed':
      return conflict('Somebody changed the same since.');
    case 'empty':
      return conflict('Nothing of the contact would be left.');
    case 'guarded':
      return conflict(
        'You removed many within the hour: take the label off, and a manager decides.',
        'BULK_REMOVAL',
      );
    case 'denied':
      return denied(
        'Undoing needs the role that the opposite needs, in every label concerned, and sight of the fields. A merge can be undone by who has that, and by any admin, with contacts/{contact}:unmerge.',
      );
    case 'noUndo':
      return failedPrecondition(
        'It has no undo: restore fields from the history.',
      );
  }
}
