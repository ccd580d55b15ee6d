import {hidePaused} from '../core/loops.ts';
import type {Operation} from '../core/operation.ts';
import {holdsAll} from '../core/own-layer.ts';
import {planCopy} from '../core/plan.ts';
import {isAtLeast} from '../core/role.ts';
import type {Roles, Snapshot} from '../core/snapshot.ts';
import {hiddenByAll, viewContent} from '../core/view.ts';
import type {SharedField} from '../core/content.ts';
import type {Outcome} from '../core/google.ts';
import {readDueCopies, type DueCopy} from '../store/due-copies.ts';
import type {Delivered} from '../store/copies.ts';
import {readRoles} from '../store/sync-state.ts';
import {linkOwnContacts} from './find-own.ts';
import type {Run} from './run.ts';
import {pauseLoops} from './steer-pauses.ts';

/** One copy with what is to be done about it. */
export interface PlannedCopy {
  readonly copy: DueCopy;
  readonly snapshot: Snapshot;
  readonly operations: readonly Operation[];
  /** Those carried out so far; the copy is settled when all are. */
  readonly completed: Set<Operation>;
}

/** Plans what is due, and links people the account already has. */
export async function planDueCopies(
  run: Run,
): Promise<Outcome<readonly PlannedCopy[]>> {
  const {database, copiesMax, withdrawalGraceMs} = run.deps;
  const {db} = database;
  const due = await readDueCopies(db, run.account.id, {
    limit: copiesMax,
    graceMs: withdrawalGraceMs,
    aside: [...run.silence.aside],
  });
  if (due.length === 0) return {kind: 'ok', value: []};
  const copies = await pauseLoops(run, due);
  const roles = await readRoles(db, run.account.id);
  const plans = copies.map(copy => planOne(copy, roles));
  return linkOwnContacts(run, decideMerges(plans, roles));
}

/** The row as the planner takes it, and its plan. */
function planOne(copy: DueCopy, roles: Roles): PlannedCopy {
  const snapshot = snapshotOf(copy);
  return {
    copy,
    snapshot,
    operations: planCopy(snapshot, roles),
    completed: new Set(),
  };
}

/**
 * Copies that were merged in the account (`noteSurvivors`). By who may remove all
 * of them the contacts are merged for everybody; else the survivor is put back as
 * well, and what the merge made of it is kept as a suggestion.
 */
function decideMerges(
  plans: readonly PlannedCopy[],
  roles: Roles,
): readonly PlannedCopy[] {
  const merges = Map.groupBy(
    plans.filter(
      ({copy, snapshot}) =>
        copy.survivorId !== null &&
        snapshot.copy.kind === 'gone' &&
        snapshot.contact !== undefined,
    ),
    ({copy}) => copy.survivorId,
  );
  if (merges.size === 0) return plans;
  const mayRemove = ({copy}: PlannedCopy) =>
    copy.reach.every(({labelId}) =>
      isAtLeast(roles.get(labelId) ?? 'viewer', 'remover'),
    );
  const absorbed = new Set<PlannedCopy>();
  const decided = plans.map(plan => {
    const {contact, copy} = plan.snapshot;
    const merged = merges.get(plan.copy.contactId) ?? [];
    const stands = contact !== undefined && copy.kind === 'present';
    if (merged.length === 0 || !stands) return plan;
    const pull = plan.operations.find(each => each.kind === 'pullEdit');
    const grown =
      pull !== undefined && holdsAll(pull.observed, pull.base)
        ? pull
        : undefined;
    const may = [plan, ...merged].every(mayRemove);
    if (!may && grown === undefined) return plan;
    const {base, observed} = grown ?? asItStands(plan);
    const absorbedIds = merged.map(({copy}) => copy.contactId);
    const instead: Operation = may
      ? {
          kind: 'mergeContacts',
          base,
          observed,
          absorbedIds,
          reason: 'copiesMerged',
        }
      : {kind: 'suggestEdit', base, observed, reason: 'mergeNotAllowed'};
    if (may) for (const each of merged) absorbed.add(each);
    const others = plan.operations.filter(each => each !== grown);
    return {...plan, operations: [...others, instead]};
  });
  // What becomes of these is told by the merge.
  return decided.map(plan =>
    absorbed.has(plan) ? {...plan, operations: []} : plan,
  );
}

/** A survivor that gained nothing. */
function asItStands({snapshot: {copy}}: PlannedCopy) {
  const content = copy.kind === 'present' ? copy.content : {};
  return {base: content, observed: content};
}

function hiddenOf(copy: DueCopy): readonly SharedField[] {
  return hiddenByAll(copy.reach.map(({hiddenFields}) => hiddenFields));
}

/** What a write of this plan delivers. */
export function deliveredAs(copy: DueCopy): Delivered {
  return {version: copy.version, hiddenFields: hiddenOf(copy)};
}

function snapshotOf(copy: DueCopy): Snapshot {
  const hiddenFields = hiddenOf(copy);
  return {
    contact:
      copy.reach.length === 0
        ? undefined
        : {
            content: hidePaused(viewContent(copy.content, hiddenFields), copy),
            version: copy.version,
            labelIds: copy.reach.map(({labelId}) => labelId),
            hiddenFields,
            showOnPhones: copy.reach.some(({showOnPhones}) => showOnPhones),
          },
    copy: copyState(copy),
    base:
      copy.base === null
        ? undefined
        : {
            content: copy.base,
            version: copy.deliveredVersion,
            hiddenFields: copy.deliveredHidden,
            labelIds: copy.baseLabelIds,
          },
    heldLabelIds: copy.heldLabelIds,
  };
}

function copyState(copy: DueCopy): Snapshot['copy'] {
  const {presence, listedSince, removals} = copy;
  if (presence === 'gone') {
    if (copy.away) return {kind: 'away'};
    const removableLabelIds = copy.goneLabelIds ?? copy.baseLabelIds;
    return {kind: 'gone', listedSince, removableLabelIds, removals};
  }
  if (presence !== 'present') return {kind: presence};
  // Until it is decided, a label that was taken off counts as on.
  const held = copy.heldLabelIds.filter(id => copy.baseLabelIds.includes(id));
  return {
    kind: 'present',
    origin: copy.origin,
    content: copy.observed ?? copy.base ?? {},
    labelIds: [...new Set([...copy.observedLabelIds, ...held])],
    onPhones: copy.onPhones,
  };
}
