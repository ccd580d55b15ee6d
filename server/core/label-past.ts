import {sameContent, type Content, type SharedField} from './content.ts';
import {CHANGING_KINDS, walkBack, type PastRevision} from './history.ts';
import type {LabelSight} from './merge-right.ts';
import {highestRole, isAtLeast} from './role.ts';
import {hiddenByAll, restoreHidden, viewContent} from './view.ts';

/** One act upon a contact, with what it did to its labels. */
export interface PastAct extends PastRevision {
  readonly labelsAdded: readonly string[];
  readonly labelsRemoved: readonly string[];
}

/** Whether a contact had a label before these acts, the oldest first: the first of them that touched it tells. */
export function wasLabelled(
  labelId: string,
  isLabelled: boolean,
  later: readonly PastAct[],
): boolean {
  for (const {labelsAdded, labelsRemoved} of later) {
    if (labelsRemoved.includes(labelId)) return true;
    if (labelsAdded.includes(labelId)) return false;
  }
  return isLabelled;
}

/** Where a contact that is not in the label is now. */
export type Whereabouts =
  | {
      readonly kind: 'trash';
      /** It lies there longer than anybody can bring it back. */
      readonly isOver: boolean;
      /** It went there with the label. */
      readonly wentWithIt: boolean;
      /** Those that it went with. */
      readonly labels: readonly LabelSight[];
    }
  /** It stands in other labels. */
  | {readonly kind: 'elsewhere'; readonly labels: readonly LabelSight[]};

/**
 * MERGED: it lives on in another contact, or others in it, and it stays as it is. SHARED_ON: it would show more people
 * what somebody else shares. TOO_OLD: it was removed too long ago.
 */
export type LeftReason = 'MERGED' | 'SHARED_ON' | 'TOO_OLD';

/** Whether nobody changed what a contact says since a label came off it last. */
export function isAsItLeft(
  labelId: string,
  later: readonly PastAct[],
): boolean {
  const end = later.findLastIndex(act => act.labelsRemoved.includes(labelId));
  return later
    .slice(end + 1)
    .every(act => act.changes.length === 0 || !CHANGING_KINDS.has(act.kind));
}

/**
 * Why an account that manages a label cannot bring a contact back into it. Out of
 * the trash it comes if it went with the label, or as it left the label; what
 * stands in other labels, or went with them, needs the right to share it on
 * (contract section 4).
 */
export function whyLeft(
  where: Whereabouts,
  isAsLeft: boolean,
): LeftReason | undefined {
  if (where.kind === 'trash') {
    if (where.isOver) return 'TOO_OLD';
    if (where.wentWithIt || isAsLeft) return undefined;
  }
  const seen = where.labels.filter(({role}) => role !== null);
  const role = highestRole(seen.flatMap(label => label.role ?? []));
  const hidden = hiddenByAll(seen.map(({hiddenFields}) => hiddenFields));
  const may =
    role !== undefined && isAtLeast(role, 'manager') && hidden.length === 0;
  return may ? undefined : 'SHARED_ON';
}

/** A contact that is or was in a label, as an account that manages it meets it. */
export interface PastMember {
  readonly content: Content;
  readonly isLabelled: boolean;
  readonly wasLabelled: boolean;
  /** Others were made one with it since, and are still. */
  readonly isMerged: boolean;
  /** Why it could not come back. */
  readonly left: LeftReason | undefined;
  /** From the account, where the contact is in the label. */
  readonly hiddenFields: readonly SharedField[];
  /** What happened since, the oldest first. */
  readonly later: readonly PastAct[];
}

export type PastStep =
  | {readonly kind: 'nothing'}
  | {readonly kind: 'leave'; readonly reason: LeftReason}
  | {
      readonly kind: 'change';
      readonly label: 'add' | 'remove' | 'keep';
      readonly content: Content;
    };

/**
 * What brings a label's contact to where it was: in it or not, with the fields
 * of then. Hidden fields stay. So does what a contact says with which others
 * were made one since: they can be taken apart.
 */
export function planPast(member: PastMember): PastStep {
  const {content, isLabelled, left, hiddenFields} = member;
  if (!member.wasLabelled) {
    return isLabelled
      ? {kind: 'change', label: 'remove', content}
      : {kind: 'nothing'};
  }
  if (!isLabelled && left !== undefined) return {kind: 'leave', reason: left};
  const label = isLabelled ? 'keep' : 'add';
  if (member.isMerged) return {kind: 'change', label, content};
  const past = walkBack(content, member.later);
  const then = restoreHidden(past, content, hiddenFields);
  // A contact is never left without anything that is seen of it.
  const isEmpty = sameContent(viewContent(then, hiddenFields), {});
  return {kind: 'change', label, content: isEmpty ? content : then};
}
