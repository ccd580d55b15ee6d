import {
  LabelRestore,
  LabelRestoreList,
  NAMED_MAX,
  RestoreLabelRequest,
  UndoRequest,
} from '../contract/label-restore.ts';
import {contactName, labelName, labelRestoreName} from '../contract/names.ts';
import {PreviewQuery} from '../contract/preview.ts';
import {PageQuery} from '../contract/query.ts';
import type {LeftReason} from '../core/label-past.ts';
import {writeContactActs, type ContactAct} from '../store/contact-acts.ts';
import {diffContent} from '../store/contact-history.ts';
import {
  insertLabelRestore,
  planLabelPast,
  readLabelTimes,
  RESTORED_MAX,
  type LabelPlan,
} from '../store/label-restores.ts';
import {readCollaboration, type Collaboration} from '../store/labels.ts';
import {countHeld} from '../store/pending-removals.ts';
import type {Db, Tx} from '../store/queries.ts';
import {listLabelRestores, readLabelRestore} from '../store/undo.ts';
import {planLabelUndo, type LabelUndo} from '../store/undo-label-restore.ts';
import {callerOf, checkRole, labelOf, readId} from './access.ts';
import type {RouteDeps} from './deps.ts';
import {
  answers,
  LABEL_PATH,
  LABEL_RESTORE_PATH,
  LabelParams,
  LabelRestoreParams,
  type App,
} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {
  conflict,
  denied,
  failedPrecondition,
  invalid,
  notFound,
  type StatusError,
} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toFieldChange} from './wire.ts';

/**
 * A whole label as it was at a time, and back again. Managers may: all of it
 * they may do contact by contact, and they decide about removals that are too
 * many. It is named in every history, and undone as one.
 */
export function labelRestoreRoutes(app: App, deps: RouteDeps): void {
  restoreRoute(app, deps);
  undoRoute(app, deps);
  listRoute(app, deps);
}

function listRoute(app: App, {db}: RouteDeps): void {
  app.get(
    `${LABEL_PATH}/restores`,
    {
      config: {access: {label: 'manager'}},
      schema: {
        summary: 'What brought the label back to a time, the newest first',
        params: LabelParams,
        querystring: PageQuery,
        response: answers(LabelRestoreList),
      },
    },
    async request => {
      const {id: labelId} = labelOf(request);
      const list = `${labelName(labelId)}/restores`;
      const page = readPage({list}, request.query);
      const {rows, next} = cutPage(
        page,
        await listLabelRestores(db, {
          labelId,
          before: page.after,
          limit: fetchLimit(page),
        }),
      );
      const restores = rows.map(({id, account, time, past}) => ({
        name: labelRestoreName(labelId, id),
        account,
        time: time.toISOString(),
        ...(past !== null && {past: past.toISOString()}),
      }));
      return {restores, ...next};
    },
  );
}

function restoreRoute(app: App, deps: RouteDeps): void {
  app.post(
    `${LABEL_PATH}::restore`,
    {
      config: {access: {label: 'manager'}, previews: true},
      schema: {
        summary:
          'Have the label’s contacts as they were at a time, as one act that can be undone',
        params: LabelParams,
        querystring: PreviewQuery,
        body: RestoreLabelRequest,
        response: answers(LabelRestore),
      },
    },
    async request => {
      const key = {
        labelId: labelOf(request).id,
        accountId: callerOf(request).id,
      };
      const {time: asked, validateOnly = false} = request.body;
      const isPreview = request.query.validateOnly || validateOnly;
      const time = new Date(asked);
      await checkTime(deps.db, key.labelId, time);
      const id = deps.newId();
      return inTransaction(deps.db, async tx => {
        const {hiddenFields} = await readManaged(tx, key);
        const plan = await planLabelPast(tx, {...key, time, hiddenFields});
        const act = {...key, id, past: time, kind: 'restored'};
        return answer(tx, {act, plan, isPreview, photos: deps.photos});
      });
    },
  );
}

function undoRoute(app: App, deps: RouteDeps): void {
  app.post(
    `${LABEL_RESTORE_PATH}::undo`,
    {
      config: {access: {label: 'manager'}, previews: true},
      schema: {
        summary:
          'Take back a restore of one’s own, or its undo, while nobody changed the same since',
        params: LabelRestoreParams,
        querystring: PreviewQuery,
        body: UndoRequest,
        response: answers(LabelRestore),
      },
    },
    async request => {
      const key = {
        labelId: labelOf(request).id,
        accountId: callerOf(request).id,
      };
      const actId = readId(request, 'restore');
      const isPreview =
        request.query.validateOnly || request.body?.validateOnly === true;
      const id = deps.newId();
      return inTransaction(deps.db, async tx => {
        const {hiddenFields} = await readManaged(tx, key);
        const found = await readLabelRestore(tx, {...key, id: actId});
        if (found === undefined) throw notFound('restore');
        if (found.accountId !== key.accountId) {
          throw denied('It was somebody else’s act: theirs to undo.');
        }
        const undo = await planLabelUndo(tx, {...key, actId, hiddenFields});
        if (undo.kind !== 'ok') throw refusal(undo);
        const plan = {acts: undo.acts, left: []};
        const act = {...key, id, past: undefined, kind: 'undone'};
        return answer(tx, {act, plan, isPreview, photos: deps.photos});
      });
    },
  );
}

/** As it is now: the role may have changed since the call was let in. */
async function readManaged(
  tx: Tx,
  key: {readonly labelId: string; readonly accountId: string},
): Promise<Collaboration> {
  const label = await readCollaboration(tx, key);
  if (label === undefined) throw notFound();
  checkRole(label.role, 'manager');
  return label;
}

async function checkTime(db: Db, labelId: string, time: Date): Promise<void> {
  const label = await readLabelTimes(db, labelId);
  if (label === undefined) throw notFound();
  const {createTime, now} = label;
  if (time < createTime) {
    throw invalid(
      'time',
      `Before the label was created, at ${createTime.toISOString()}`,
    );
  }
  if (time > now) throw invalid('time', 'In the future');
}

interface LabelAct {
  readonly id: string;
  readonly labelId: string;
  readonly accountId: string;
  readonly past: Date | undefined;
  readonly kind: string;
}

/** What a plan does, or would do, which is read before it is carried out. */
async function answer(
  tx: Tx,
  {
    act,
    plan,
    isPreview,
    photos,
  }: {
    readonly act: LabelAct;
    readonly plan: LabelPlan;
    readonly isPreview: boolean;
    readonly photos: RouteDeps['photos'];
  },
): Promise<LabelRestore> {
  const removed = plan.acts.filter(({remove}) => remove.length > 0);
  const ids = removed.map(({contactId}) => contactId);
  const heldDecided = await countHeld(tx, act.labelId, ids);
  const name = isPreview ? undefined : await carryOut(tx, act, plan);
  return {
    ...(name !== undefined && {name}),
    ...toLabelRestore(plan, photos),
    heldDecided,
  };
}

/** Returns the name of the act; undefined where there was nothing to do. */
async function carryOut(
  tx: Tx,
  {id, labelId, accountId, past, kind}: LabelAct,
  {acts}: LabelPlan,
): Promise<string | undefined> {
  if (acts.length === 0) return undefined;
  if (acts.length > RESTORED_MAX) {
    throw failedPrecondition(
      `${acts.length} contacts would change; at most ${RESTORED_MAX} can at once. Choose a later time.`,
    );
  }
  await insertLabelRestore(tx, {id, labelId, accountId, past});
  const by = {accountId, via: 'API'} as const;
  await writeContactActs(tx, acts, {
    ...{kind, actId: id, by},
    isApproved: true,
  });
  return labelRestoreName(labelId, id);
}

function toLabelRestore(
  {acts, left}: LabelPlan,
  photos: RouteDeps['photos'],
): Omit<LabelRestore, 'name' | 'heldDecided'> {
  const changed = acts.map(act => ({
    act,
    changes: diffContent(act.before, act.after),
  }));
  const countLeft = (reason: LeftReason) =>
    left.filter(each => each === reason).length;
  return {
    added: acts.filter(({add}) => add.length > 0).length,
    removed: acts.filter(({remove}) => remove.length > 0).length,
    edited: changed.filter(({changes}) => changes.length > 0).length,
    left: {
      merged: countLeft('MERGED'),
      sharedOn: countLeft('SHARED_ON'),
      tooOld: countLeft('TOO_OLD'),
    },
    contacts: changed.slice(0, NAMED_MAX).map(({act, changes}) => ({
      contact: contactName(act.contactId),
      label: labelOn(act),
      changes: changes.map(change => toFieldChange(change, photos)),
    })),
  };
}

function labelOn({add, remove}: ContactAct): 'ADDED' | 'REMOVED' | 'KEPT' {
  if (add.length > 0) return 'ADDED';
  return remove.length > 0 ? 'REMOVED' : 'KEPT';
}

function refusal(undo: Exclude<LabelUndo, {kind: 'ok'}>): StatusError {
  switch (undo.kind) {
    case 'undone':
      return conflict('It is undone already.');
    case 'changed':
      return conflict(
        `Since then somebody changed the same on ${undo.contactIds.length} of its contacts, ${contactName(undo.contactIds[0] ?? '')} first.`,
      );
    case 'denied':
      return denied(
        `You may not change ${undo.contactIds.length} of its contacts back, ${contactName(undo.contactIds[0] ?? '')} first: it was removed too long ago, fields are hidden from you, or others share it now.`,
      );
  }
}
