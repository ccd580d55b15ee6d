import {
  differingFields,
  sameContent,
  type Content,
  type SharedField,
} from './content.ts';
import type {ObservedPerson} from './google.ts';
import {
  highestRole,
  isAtLeast,
  rightOf,
  type Right,
  type Role,
} from './role.ts';
import {restoreUnshown} from './unshown.ts';
import {pickFields, viewContent} from './view.ts';

/** The contact as this account may see it. */
export interface VisibleContact {
  readonly content: Content;
  readonly version: number;
  /** Labels it carries that the account collaborates on. */
  readonly labelIds: readonly string[];
  /** Fields the account may not see: absent from `content`. */
  readonly hiddenFields: readonly SharedField[];
  /** Whether some grant puts it into the phone's address book. */
  readonly showOnPhones: boolean;
}

export type CopyState =
  /** Nothing stands in the account yet. */
  | {readonly kind: 'none'}
  /** A create was sent and nobody knows whether it arrived. */
  | {readonly kind: 'unconfirmed'}
  /** A deletion mark was seen and a read by id agreed. */
  | {
      readonly kind: 'gone';
      /** Another list ended since: it shows no survivor of a merge. */
      readonly listedSince: boolean;
      /** How often its account deleted it lately without the right to. */
      readonly removals: number;
    }
  /** Deleted so often that it is left away until somebody asks for it. */
  | {readonly kind: 'away'}
  | {
      readonly kind: 'present';
      /** Whether the service made it, or it is the account's own contact. */
      readonly origin: 'service' | 'account';
      readonly content: Content;
      readonly labelIds: readonly string[];
      /** It stays, although no label of the account's shows it any more. */
      readonly kept: boolean;
      /** Whether we last put it into My Contacts; null: that was never ours to say. */
      readonly onPhones: boolean | null;
    };

/** What both sides last agreed on. */
export interface Base {
  readonly content: Content;
  readonly version: number;
  /** What was hidden when that version was delivered. */
  readonly hiddenFields: readonly SharedField[];
  readonly labelIds: readonly string[];
}

export interface Snapshot {
  /** Undefined when the account may not, or no longer, see it. */
  readonly contact: VisibleContact | undefined;
  readonly copy: CopyState;
  readonly base: Base | undefined;
  /** Labels the account has removed the contact from and that wait for a decision. */
  readonly heldLabelIds: readonly string[];
}

/** The account's role in each label it collaborates on, of those that concern the copy. */
export type Roles = ReadonlyMap<string, Role>;

export type HoldReason =
  | 'LABEL_GROUP_MISSING'
  | 'COPY_NOT_FOUND'
  | 'REFUSED_BY_GOOGLE'
  /** Google says that it changed, and no read by name shows how: the next list does. */
  | 'CHANGED_MEANWHILE';

export type Operation =
  | {
      readonly kind: 'createCopy';
      readonly content: Content;
      readonly labelIds: readonly string[];
      readonly reason: 'contactArrived';
    }
  /** The account has the person already: its own contact becomes the copy. */
  | {
      readonly kind: 'linkCopy';
      readonly person: ObservedPerson;
      readonly reason: 'ownContactMatches';
    }
  | {
      readonly kind: 'updateCopy';
      readonly fields: readonly SharedField[];
      readonly content: Content;
      readonly reason: 'contactEdited';
    }
  | {
      readonly kind: 'pullEdit';
      readonly base: Content;
      readonly observed: Content;
      readonly reason: 'copyEdited' | 'bothEdited';
    }
  /** A copy with others merged into it in the account: so are the contacts, for everybody. */
  | {
      readonly kind: 'mergeContacts';
      readonly base: Content;
      readonly observed: Content;
      readonly absorbedIds: readonly string[];
      readonly reason: 'copiesMerged';
    }
  /** What was typed is kept for those who may decide; the copy is put back. */
  | {
      readonly kind: 'suggestEdit';
      readonly base: Content;
      readonly observed: Content;
      readonly reason:
        'editNotAllowed' | 'hiddenFieldTyped' | 'mergeNotAllowed';
    }
  | {
      readonly kind: 'attachLabel';
      readonly labelId: string;
      readonly reason: 'labelAdded' | 'labelPutBack';
    }
  | {
      readonly kind: 'detachLabel';
      readonly labelId: string;
      readonly reason: 'labelEnded' | 'addNotAllowed';
    }
  /** The contact leaves labels for everybody. */
  | {
      readonly kind: 'removeFromLabels';
      readonly labelIds: readonly string[];
      readonly reason: 'labelTakenOff' | 'copyDeleted';
    }
  /** The contact joins a label for everybody. */
  | {
      readonly kind: 'addToLabel';
      readonly labelId: string;
      readonly reason: 'labelPutOn';
    }
  | {
      readonly kind: 'suggestLabel';
      readonly labelId: string;
      readonly reason: 'addNotAllowed';
    }
  /** A copy its account deleted is made again. */
  | {
      readonly kind: 'restoreCopy';
      readonly reason: 'removalNotAllowed' | 'labelRebuilt';
    }
  | {readonly kind: 'leaveAway'; readonly reason: 'removedAgainAndAgain'}
  | {
      readonly kind: 'setOnPhones';
      readonly onPhones: boolean;
      readonly reason: 'settingChanged';
    }
  | {readonly kind: 'deleteCopy'; readonly reason: 'accessEnded'}
  /** The account's own contact stays; only the link and the labels go. */
  | {readonly kind: 'releaseCopy'; readonly reason: 'accessEnded'}
  /** Nothing stands there and nothing should: the row goes. */
  | {readonly kind: 'forgetCopy'; readonly reason: 'accessEnded'}
  /** Both sides say the same: record it as agreed. */
  | {readonly kind: 'agree'; readonly reason: 'sidesEqual'}
  | {readonly kind: 'awaitConfirmation'; readonly reason: 'createUnconfirmed'}
  | {readonly kind: 'awaitNextList'; readonly reason: 'mayBeMerged'};

export type Change = 'same' | 'edited' | 'removed';

type Decision =
  | 'nothing'
  | 'push'
  | 'pull'
  | 'merge'
  | 'suggest'
  | 'restore'
  | 'remove'
  | 'withdraw'
  | 'forget';

/**
 * What happens to a copy that stands or stood there:
 * how the contact changed × how the copy changed × what the account may do.
 */
export const LINKED: Record<Change, Record<Change, Record<Right, Decision>>> = {
  same: {
    same: {view: 'nothing', edit: 'nothing', remove: 'nothing'},
    edited: {view: 'suggest', edit: 'pull', remove: 'pull'},
    removed: {view: 'restore', edit: 'restore', remove: 'remove'},
  },
  edited: {
    same: {view: 'push', edit: 'push', remove: 'push'},
    edited: {view: 'suggest', edit: 'merge', remove: 'merge'},
    removed: {view: 'restore', edit: 'restore', remove: 'remove'},
  },
  removed: {
    same: {view: 'withdraw', edit: 'withdraw', remove: 'withdraw'},
    edited: {view: 'withdraw', edit: 'withdraw', remove: 'withdraw'},
    removed: {view: 'forget', edit: 'forget', remove: 'forget'},
  },
};

type Membership = 'in' | 'out';

/** Whether the account may do to this label of this contact what it did. */
type Permission = 'allowed' | 'denied';

type LabelDecision =
  'nothing' | 'attach' | 'detach' | 'remove' | 'putBack' | 'add' | 'refuse';

const NOBODY_ACTED = (
  decision: LabelDecision,
): Record<Permission, LabelDecision> => ({
  allowed: decision,
  denied: decision,
});

/**
 * One label of one copy: should it carry it × did it when last agreed × does it
 * now × may the account. Where now and then differ, a person acted.
 */
export const LABELLED: Record<
  Membership,
  Record<Membership, Record<Membership, Record<Permission, LabelDecision>>>
> = {
  in: {
    in: {
      in: NOBODY_ACTED('nothing'),
      out: {allowed: 'remove', denied: 'putBack'},
    },
    out: {in: NOBODY_ACTED('nothing'), out: NOBODY_ACTED('attach')},
  },
  out: {
    in: {in: NOBODY_ACTED('detach'), out: NOBODY_ACTED('nothing')},
    out: {
      in: {allowed: 'add', denied: 'refuse'},
      out: NOBODY_ACTED('nothing'),
    },
  },
};

/** What becomes of a shared label that somebody puts on a contact of their own. */
export const ARRIVAL: Record<Right, 'takeUp' | 'refuse'> = {
  view: 'refuse',
  edit: 'takeUp',
  remove: 'takeUp',
};

/** The third deletion within 30 days by one who may not leaves it away. */
export const REMOVALS_MAX = 3;

/**
 * The operations that bring one copy and its contact together. Planning again
 * after they were applied gives nothing.
 */
export function planCopy(
  snapshot: Snapshot,
  roles: Roles,
): readonly Operation[] {
  const {contact, copy} = snapshot;
  switch (copy.kind) {
    case 'none':
      return contact === undefined
        ? [{kind: 'forgetCopy', reason: 'accessEnded'}]
        : [
            {
              kind: 'createCopy',
              content: contact.content,
              labelIds: contact.labelIds,
              reason: 'contactArrived',
            },
          ];
    case 'unconfirmed':
      return [{kind: 'awaitConfirmation', reason: 'createUnconfirmed'}];
    case 'away':
      return contact === undefined
        ? [{kind: 'forgetCopy', reason: 'accessEnded'}]
        : [];
    case 'gone':
      return planGone(snapshot, copy, roles);
    case 'present':
      return planPresent(snapshot, copy, roles);
  }
}

/** What the account may do with the contact: by its highest role over the labels that show it. */
function rightOver(contact: VisibleContact | undefined, roles: Roles): Right {
  const held = contact?.labelIds.flatMap(id => roles.get(id) ?? []) ?? [];
  return rightOf(highestRole(held) ?? 'viewer');
}

function planGone(
  snapshot: Snapshot,
  copy: CopyState & {kind: 'gone'},
  roles: Roles,
): readonly Operation[] {
  const {contact, base, heldLabelIds} = snapshot;
  const decision =
    LINKED[contactChange(snapshot)]['removed'][rightOver(contact, roles)];
  if (decision === 'forget' || contact === undefined) {
    return [{kind: 'forgetCopy', reason: 'accessEnded'}];
  }
  if (!copy.listedSince)
    return [{kind: 'awaitNextList', reason: 'mayBeMerged'}];
  // A label that is no longer there took its copies with it: nobody removed them.
  const stood = contact.labelIds.filter(id => base?.labelIds.includes(id));
  if (stood.length === 0) {
    return [{kind: 'restoreCopy', reason: 'labelRebuilt'}];
  }
  if (decision === 'remove') {
    const may = stood.filter(id => mayRemove(roles.get(id)));
    const labelIds = may.filter(id => !heldLabelIds.includes(id));
    if (labelIds.length > 0) {
      return [{kind: 'removeFromLabels', labelIds, reason: 'copyDeleted'}];
    }
    if (may.length > 0) return [];
  }
  return copy.removals + 1 >= REMOVALS_MAX
    ? [{kind: 'leaveAway', reason: 'removedAgainAndAgain'}]
    : [{kind: 'restoreCopy', reason: 'removalNotAllowed'}];
}

function mayRemove(role: Role | undefined): boolean {
  return role !== undefined && isAtLeast(role, 'remover');
}

/**
 * A label on a contact that is shared already shows it to more people: that
 * takes a manager of a label it is in, who sees all of it.
 */
function mayAdd(
  labelId: string,
  contact: VisibleContact | undefined,
  roles: Roles,
): boolean {
  const role = roles.get(labelId);
  if (role === undefined || !isAtLeast(role, 'editor')) return false;
  if (contact === undefined) return true;
  return (
    contact.hiddenFields.length === 0 &&
    contact.labelIds.some(id => isAtLeast(roles.get(id) ?? 'viewer', 'manager'))
  );
}

function planPresent(
  snapshot: Snapshot,
  copy: CopyState & {kind: 'present'},
  roles: Roles,
): readonly Operation[] {
  const {contact, base} = snapshot;
  const labels = planLabels(snapshot, copy, roles);
  if (contact === undefined) {
    return copy.kept ? labels.filter(isAct) : [withdrawal(copy)];
  }
  const content = planContent(
    snapshot,
    contact,
    copy,
    rightOver(contact, roles),
  );
  const all = [...content, ...planPhones(contact, copy), ...labels];
  return all.length === 0 && !isAgreed(contact, copy, base)
    ? [{kind: 'agree', reason: 'sidesEqual'}]
    : all;
}

/** What a person did to a label, against what follows from elsewhere. */
function isAct({kind, reason}: Operation): boolean {
  return (
    kind === 'addToLabel' ||
    kind === 'suggestLabel' ||
    reason === 'addNotAllowed'
  );
}

function planContent(
  snapshot: Snapshot,
  contact: VisibleContact,
  copy: CopyState & {kind: 'present'},
  right: Right,
): readonly Operation[] {
  // An echo of our own write, or the same edit on both sides: nobody has to be asked.
  if (sameContent(copy.content, contact.content)) return [];
  const before = snapshot.base?.content ?? {};
  const typed = suggestHidden(contact, copy, before);
  // Neither spread nor erased: what is hidden is left out of all that follows.
  const base = viewContent(before, contact.hiddenFields);
  const standing = viewContent(copy.content, contact.hiddenFields);
  const observed = restoreUnshown(standing, base);
  const copyChange = sameContent(observed, base) ? 'same' : 'edited';
  const decision = LINKED[contactChange(snapshot)][copyChange][right];
  switch (decision) {
    case 'nothing':
      // What a phone left out is written back.
      return typed.length > 0 || sameContent(observed, standing)
        ? typed
        : [pushTo(copy, contact)];
    case 'push':
      return typed.length > 0 ? typed : [pushTo(copy, contact)];
    case 'pull':
    case 'merge': {
      const reason = decision === 'pull' ? 'copyEdited' : 'bothEdited';
      return [...typed, {kind: 'pullEdit', base, observed, reason}];
    }
    case 'suggest': {
      const reason = 'editNotAllowed';
      return [...typed, {kind: 'suggestEdit', base, observed, reason}];
    }
    case 'restore':
    case 'remove':
    case 'withdraw':
    case 'forget':
      throw new Error(`a copy that stands there cannot be decided ${decision}`);
  }
}

function pushTo(
  copy: CopyState & {kind: 'present'},
  {content}: VisibleContact,
): Operation {
  const fields = differingFields(content, copy.content);
  return {kind: 'updateCopy', fields, content, reason: 'contactEdited'};
}

/** A value typed where the account may not see. */
function suggestHidden(
  {hiddenFields}: VisibleContact,
  copy: CopyState & {kind: 'present'},
  base: Content,
): readonly Operation[] {
  const typed = differingFields(copy.content, base).filter(
    field => hiddenFields.includes(field) && copy.content[field] !== undefined,
  );
  const pick = (content: Content) =>
    pickFields(content, field => typed.includes(field));
  return typed.length === 0
    ? []
    : [
        {
          kind: 'suggestEdit',
          base: pick(base),
          observed: pick(copy.content),
          reason: 'hiddenFieldTyped',
        },
      ];
}

function withdrawal({origin}: CopyState & {kind: 'present'}): Operation {
  return origin === 'account'
    ? {kind: 'releaseCopy', reason: 'accessEnded'}
    : {kind: 'deleteCopy', reason: 'accessEnded'};
}

/** The row already says what stands there: nothing is left to record. */
function isAgreed(
  contact: VisibleContact,
  copy: CopyState & {kind: 'present'},
  base: Base | undefined,
): boolean {
  return (
    base !== undefined &&
    base.version === contact.version &&
    sameSet(base.hiddenFields, contact.hiddenFields) &&
    sameContent(base.content, copy.content) &&
    sameSet(base.labelIds, copy.labelIds)
  );
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return (
    left.length === right.length && left.every(label => right.includes(label))
  );
}

export function contactChange({contact, base}: Snapshot): Change {
  if (contact === undefined) return 'removed';
  if (base === undefined) return 'edited';
  const sameVersion =
    contact.version === base.version &&
    sameSet(contact.hiddenFields, base.hiddenFields);
  return sameVersion || sameContent(contact.content, base.content)
    ? 'same'
    : 'edited';
}

/** A person's own choice stands: only a changed setting moves a copy we made. */
function planPhones(
  contact: VisibleContact,
  copy: CopyState & {kind: 'present'},
): readonly Operation[] {
  return copy.onPhones === null || copy.onPhones === contact.showOnPhones
    ? []
    : [
        {
          kind: 'setOnPhones',
          onPhones: contact.showOnPhones,
          reason: 'settingChanged',
        },
      ];
}

function planLabels(
  {contact, base}: Snapshot,
  copy: CopyState & {kind: 'present'},
  roles: Roles,
): readonly Operation[] {
  const before = base?.labelIds ?? [];
  const wanted = contact?.labelIds ?? [];
  const all = new Set([...wanted, ...before, ...copy.labelIds]);
  return [...all].sort().flatMap((labelId): readonly Operation[] => {
    const is = (labels: readonly string[]): Membership =>
      labels.includes(labelId) ? 'in' : 'out';
    const may = wanted.includes(labelId)
      ? mayRemove(roles.get(labelId))
      : mayAdd(labelId, contact, roles);
    const cell = LABELLED[is(wanted)][is(before)][is(copy.labelIds)];
    const decision = cell[may ? 'allowed' : 'denied'];
    // After access ended nobody is asked what becomes of it.
    const isOver = decision === 'refuse' && !roles.has(labelId);
    return labelOperations(isOver ? 'detach' : decision, labelId);
  });
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
