import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import {diffContent, insertRevisions, type Actor} from './contact-history.ts';
import {putLabels, settleTrash, takeLabels} from './contact-labels.ts';
import {writeContents} from './contacts.ts';
import {noteRemovals} from './notices.ts';
import type {Tx} from './queries.ts';
import {touchContacts} from './reach.ts';

/** What one act does to one contact: its labels and its content, one line of its history. */
export interface ContactAct {
  readonly contactId: string;
  readonly before: Content;
  readonly after: Content;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** The revision that it takes back. */
  readonly undoes?: number;
}

/** Under the locks of the contacts, and of the labels that they get. */
export async function writeContactActs(
  tx: Tx,
  acts: readonly ContactAct[],
  {
    kind,
    actId,
    by,
    isApproved = false,
  }: {
    readonly kind: string;
    readonly actId: string;
    readonly by: Actor;
    /** Who did it decides about removals that are too many, and saw these. */
    readonly isApproved?: boolean;
  },
): Promise<void> {
  if (acts.length === 0) return;
  const removed = await moveLabels(tx, acts);
  const changed = acts.map(act => ({
    ...act,
    changes: diffContent(act.before, act.after),
  }));
  const versions = await raiseVersions(tx, changed);
  const version = (contactId: string) => versions.get(contactId) ?? 0;
  await writeContents(
    tx,
    changed
      .filter(({changes}) => changes.length > 0)
      .map(({contactId: id, after: content}) => ({
        ...{id, content},
        version: version(id),
      })),
  );
  await insertRevisions(
    tx,
    changed.map(({contactId, changes, add, remove, undoes}) => ({
      ...{contactId, kind, actId, changes},
      version: version(contactId),
      labelsAdded: add,
      labelsRemoved: remove,
      ...(undoes !== undefined && {undoes}),
      ...(isApproved && remove.length > 0 && {decidedBy: by.accountId}),
    })),
    by,
  );
  await touchContacts(
    tx,
    acts.map(({contactId}) => contactId),
  );
  const actorId = by.accountId;
  await noteRemovals(tx, removed, {actorId, deciderId: undefined});
}

/**
 * The versions that the acts make. Where content alone changes it is written with
 * its version at once: a version by itself would tell those of the change from
 * whom the fields are hidden.
 */
async function raiseVersions(
  tx: Tx,
  acts: readonly (ContactAct & {readonly changes: readonly unknown[]})[],
): Promise<ReadonlyMap<string, number>> {
  const isEdit = ({add, remove, changes}: (typeof acts)[number]) =>
    add.length + remove.length === 0 && changes.length > 0;
  const states = await settleTrash(
    tx,
    acts
      .filter(act => !isEdit(act))
      .map(({contactId, remove}) => ({contactId, labelsRemoved: remove})),
  );
  const edited = await tx
    .selectFrom('contacts')
    .select(['id', 'version'])
    .where(
      'id',
      '=',
      sql<string>`any(${sql.val(acts.filter(isEdit).map(({contactId}) => contactId))}::uuid[])`,
    )
    .execute();
  return new Map([
    ...[...states].map(([id, state]) => [id, state.version] as const),
    ...edited.map(({id, version}) => [id, version + 1] as const),
  ]);
}

/** Returns how many contacts lost each label. */
async function moveLabels(
  tx: Tx,
  acts: readonly ContactAct[],
): Promise<ReadonlyMap<string, number>> {
  const byLabel = (side: 'add' | 'remove') =>
    Map.groupBy(
      acts.flatMap(act =>
        act[side].map(labelId => ({labelId, contactId: act.contactId})),
      ),
      ({labelId}) => labelId,
    );
  for (const [labelId, each] of byLabel('add')) {
    const contactIds = each.map(({contactId}) => contactId);
    await putLabels(tx, contactIds, [labelId]);
  }
  const removed = byLabel('remove');
  for (const [labelId, each] of removed) {
    const contactIds = each.map(({contactId}) => contactId);
    await takeLabels(tx, contactIds, [labelId]);
  }
  return new Map([...removed].map(([id, each]) => [id, each.length]));
}

/** Whoever else changes one of these contacts waits. */
export async function lockContacts(
  tx: Tx,
  contactIds: readonly string[],
): Promise<void> {
  await sql`
    select id from contacts where id = any(${sql.val([...contactIds])}::uuid[])
    order by id for no key update`.execute(tx);
}
