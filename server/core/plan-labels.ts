import {LABELLED, type LabelDecision, type Membership} from './decisions.ts';
import type {Operation} from './operation.ts';
import {isAtLeast, type Role} from './role.ts';
import type {PresentCopy, Roles, Snapshot, VisibleContact} from './snapshot.ts';

/**
 * What becomes of each label that the contact, the base or the copy carries. Those
 * it comes off go last: what is moved from one to another lies in no trash between.
 */
export function planLabels(
  {base}: Pick<Snapshot, 'base'>,
  contact: VisibleContact,
  copy: PresentCopy,
  roles: Roles,
): readonly Operation[] {
  const before = base?.labelIds ?? [];
  const wanted = contact.labelIds;
  const all = new Set([...wanted, ...before, ...copy.labelIds]);
  const operations = [...all]
    .sort()
    .flatMap((labelId): readonly Operation[] => {
      const is = (labels: readonly string[]): Membership =>
        labels.includes(labelId) ? 'in' : 'out';
      const may = wanted.includes(labelId)
        ? mayRemove(labelId, roles)
        : mayAdd(labelId, contact, roles);
      const cell = LABELLED[is(wanted)][is(before)][is(copy.labelIds)];
      const decision = cell[may ? 'allowed' : 'denied'];
      // After access ended nobody is asked what becomes of it.
      const isOver = decision === 'refuse' && !roles.has(labelId);
      return labelOperations(isOver ? 'detach' : decision, labelId);
    });
  const isOff = ({kind}: Operation) => kind === 'removeFromLabels';
  return [
    ...operations.filter(each => !isOff(each)),
    ...operations.filter(isOff),
  ];
}

function labelOperations(
  decision: LabelDecision,
  labelId: string,
): readonly Operation[] {
  switch (decision) {
    case 'nothing':
      return [];
    case 'attach':
      return [{kind: 'attachLabel', labelId, reason: 'labelAdded'}];
    case 'putBack':
      return [{kind: 'attachLabel', labelId, reason: 'labelPutBack'}];
    case 'detach':
      return [{kind: 'detachLabel', labelId, reason: 'labelEnded'}];
    case 'remove':
      return [
        {
          kind: 'removeFromLabels',
          labelIds: [labelId],
          reason: 'labelTakenOff',
        },
      ];
    case 'add':
      return [{kind: 'addToLabel', labelId, reason: 'labelPutOn'}];
    case 'refuse':
      return [
        {kind: 'suggestLabel', labelId, reason: 'addNotAllowed'},
        {kind: 'detachLabel', labelId, reason: 'addNotAllowed'},
      ];
  }
}

/** Removal is judged label by label. */
export function mayRemove(labelId: string, roles: Roles): boolean {
  return holds('remover', labelId, roles);
}

function holds(least: Role, labelId: string, roles: Roles): boolean {
  const role = roles.get(labelId);
  return role !== undefined && isAtLeast(role, least);
}

/**
 * A label on a contact that is shared already shows it to more people: that
 * takes a manager of a label it is in, who sees all of it.
 */
function mayAdd(
  labelId: string,
  contact: VisibleContact,
  roles: Roles,
): boolean {
  if (!holds('editor', labelId, roles)) return false;
  return (
    contact.hiddenFields.length === 0 &&
    contact.labelIds.some(id => holds('manager', id, roles))
  );
}
