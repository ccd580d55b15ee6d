import {
  differingFields,
  sameContent,
  type Content,
  type SharedField,
} from './content.ts';
import type {ObservedPerson} from './google.ts';
import type {Right} from './role.ts';

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
  | {readonly kind: 'gone'}
  | {
      readonly kind: 'present';
      /** Whether the service made it, or it is the account's own contact. */
      readonly origin: 'service' | 'account';
      readonly content: Content;
      readonly labelIds: readonly string[];
      /** It stays, although its label was deleted. */
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
}

export type HoldReason =
  | 'EDIT_NOT_ALLOWED'
  | 'COPY_REMOVED'
  | 'LABEL_TAKEN_OFF'
  | 'LABEL_PUT_ON'
  | 'SHARED_CONTACT_MATCHES'
  | 'ADD_NOT_ALLOWED'
  | 'HIDDEN_FIELD_TYPED'
  | 'LABEL_GROUP_MISSING'
  | 'COPY_NOT_FOUND'
  | 'REFUSED_BY_GOOGLE';

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
  | {
      readonly kind: 'attachLabel';
      readonly labelId: string;
      readonly reason: 'labelAdded';
    }
  | {
      readonly kind: 'detachLabel';
      readonly labelId: string;
      readonly reason: 'labelEnded';
    }
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
  | Hold;

/** Touch nothing, keep the base, say so in delivery. */
export interface Hold {
  readonly kind: 'hold';
  readonly reason: HoldReason;
}

function hold(reason: HoldReason): Hold {
  return {kind: 'hold', reason};
}

export type Change = 'same' | 'edited' | 'removed';

type Decision =
  'nothing' | 'push' | 'pull' | 'merge' | 'withdraw' | 'forget' | Hold;

/**
 * What happens to a copy that stands or stood there:
 * how the contact changed × how the copy changed × what the account may do.
 * A viewer's edit and every removal wait: they are held until decided.
 */
export const LINKED: Record<Change, Record<Change, Record<Right, Decision>>> = {
  same: {
    same: {view: 'nothing', edit: 'nothing', remove: 'nothing'},
    edited: {view: hold('EDIT_NOT_ALLOWED'), edit: 'pull', remove: 'pull'},
    removed: {
      view: hold('COPY_REMOVED'),
      edit: hold('COPY_REMOVED'),
      remove: hold('COPY_REMOVED'),
    },
  },
  edited: {
    same: {view: 'push', edit: 'push', remove: 'push'},
    edited: {view: hold('EDIT_NOT_ALLOWED'), edit: 'merge', remove: 'merge'},
    removed: {
      view: hold('COPY_REMOVED'),
      edit: hold('COPY_REMOVED'),
      remove: hold('COPY_REMOVED'),
    },
  },
  removed: {
    same: {view: 'withdraw', edit: 'withdraw', remove: 'withdraw'},
    edited: {view: 'withdraw', edit: 'withdraw', remove: 'withdraw'},
    removed: {view: 'forget', edit: 'forget', remove: 'forget'},
  },
};

type Membership = 'in' | 'out';

/**
 * One label of one copy: should it carry it × did it when last agreed × does it
 * now. Where now and then differ, a person acted.
 */
export const LABELLED: Record<
  Membership,
  Record<Membership, Record<Membership, 'nothing' | 'attach' | 'detach' | Hold>>
> = {
  in: {
    in: {in: 'nothing', out: hold('LABEL_TAKEN_OFF')},
    out: {in: 'nothing', out: 'attach'},
  },
  out: {
    in: {in: 'detach', out: 'nothing'},
    out: {in: hold('LABEL_PUT_ON'), out: 'nothing'},
  },
};

/** Whether a contact of their own that somebody puts a label on becomes shared. */
export const ARRIVAL: Record<Right, 'takeUp' | Hold> = {
  view: hold('ADD_NOT_ALLOWED'),
  edit: 'takeUp',
  remove: 'takeUp',
};

/**
 * The operations that bring one copy and its contact together. Planning again
 * after they were applied gives nothing; a hold comes alone.
 */
export function planCopy(
  snapshot: Snapshot,
  right: Right,
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
    case 'gone':
      return operationsFor(
        LINKED[contactChange(snapshot)]['removed'][right],
        snapshot,
      );
    case 'present':
      return planPresent(snapshot, copy, right);
  }
}

function planPresent(
  snapshot: Snapshot,
  copy: CopyState & {kind: 'present'},
  right: Right,
): readonly Operation[] {
  const {contact, base} = snapshot;
  if (contact === undefined) {
    if (copy.kept) return [];
    const change =
      base && sameContent(copy.content, base.content) ? 'same' : 'edited';
    return operationsFor(LINKED.removed[change][right], snapshot);
  }
  const labels = planLabels(contact, copy, base);
  const held = labels.find(operation => operation.kind === 'hold');
  if (held !== undefined) return [held];
  if (typedHidden(contact, copy, base)) return [hold('HIDDEN_FIELD_TYPED')];
  // An echo of our own write, or the same edit on both sides: nobody has to be asked.
  const decision = sameContent(copy.content, contact.content)
    ? 'nothing'
    : LINKED[contactChange(snapshot)][copyChange(copy, base)][right];
  const operations = operationsFor(decision, snapshot);
  if (operations.some(operation => operation.kind === 'hold'))
    return operations;
  const all = [...operations, ...planPhones(contact, copy), ...labels];
  return all.length === 0 && !isAgreed(contact, copy, base)
    ? [{kind: 'agree', reason: 'sidesEqual'}]
    : all;
}

/** A value typed where the account may not see: neither spread nor erased. */
function typedHidden(
  contact: VisibleContact,
  copy: CopyState & {kind: 'present'},
  base: Base | undefined,
): boolean {
  return differingFields(copy.content, base?.content ?? {}).some(field =>
    contact.hiddenFields.includes(field),
  );
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

function copyChange(
  copy: CopyState & {kind: 'present'},
  base: Base | undefined,
): Change {
  return base !== undefined && sameContent(copy.content, base.content)
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
  contact: VisibleContact,
  copy: CopyState & {kind: 'present'},
  base: Base | undefined,
): readonly Operation[] {
  const before = base?.labelIds ?? [];
  const all = new Set([...contact.labelIds, ...before, ...copy.labelIds]);
  return [...all].sort().flatMap((labelId): readonly Operation[] => {
    const is = (labels: readonly string[]): Membership =>
      labels.includes(labelId) ? 'in' : 'out';
    const decision =
      LABELLED[is(contact.labelIds)][is(before)][is(copy.labelIds)];
    if (typeof decision === 'object') return [decision];
    switch (decision) {
      case 'nothing':
        return [];
      case 'attach':
        return [{kind: 'attachLabel', labelId, reason: 'labelAdded'}];
      case 'detach':
        return [{kind: 'detachLabel', labelId, reason: 'labelEnded'}];
    }
  });
}

function operationsFor(
  decision: Decision,
  {contact, copy, base}: Snapshot,
): readonly Operation[] {
  if (typeof decision === 'object') return [decision];
  switch (decision) {
    case 'nothing':
      return [];
    case 'push':
      return contact === undefined || copy.kind !== 'present'
        ? []
        : [
            {
              kind: 'updateCopy',
              fields: differingFields(contact.content, copy.content),
              content: contact.content,
              reason: 'contactEdited',
            },
          ];
    case 'pull':
    case 'merge':
      return copy.kind !== 'present'
        ? []
        : [
            {
              kind: 'pullEdit',
              base: base?.content ?? {},
              observed: copy.content,
              reason: decision === 'pull' ? 'copyEdited' : 'bothEdited',
            },
          ];
    case 'withdraw':
      return copy.kind === 'present' && copy.origin === 'account'
        ? [{kind: 'releaseCopy', reason: 'accessEnded'}]
        : [{kind: 'deleteCopy', reason: 'accessEnded'}];
    case 'forget':
      return [{kind: 'forgetCopy', reason: 'accessEnded'}];
  }
}
