import {
  differingFields,
  photoOf,
  sameContent,
  withPhoto,
  type Content,
} from './content.ts';
import {LINKED, REMOVALS_MAX, type ContactChange} from './decisions.ts';
import type {Operation} from './operation.ts';
import {mayRemove, planLabels} from './plan-labels.ts';
import {highestRole, rightOf, type Right} from './role.ts';
import type {
  Base,
  GoneCopy,
  PresentCopy,
  Roles,
  Snapshot,
  VisibleContact,
} from './snapshot.ts';
import {restoreUnshown} from './unshown.ts';
import {pickFields, viewContent} from './view.ts';

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
function rightOver({labelIds}: VisibleContact, roles: Roles): Right {
  const held = labelIds.flatMap(id => roles.get(id) ?? []);
  return rightOf(highestRole(held) ?? 'viewer');
}

function planGone(
  snapshot: Snapshot,
  copy: GoneCopy,
  roles: Roles,
): readonly Operation[] {
  const {contact, base, heldLabelIds} = snapshot;
  if (contact === undefined) {
    return [{kind: 'forgetCopy', reason: 'accessEnded'}];
  }
  const decision =
    LINKED[contactChange(contact, base)]['removed'][rightOver(contact, roles)];
  if (!copy.listedSince)
    return [{kind: 'awaitNextList', reason: 'mayBeMerged'}];
  // A label that is no longer there took its copies with it: nobody removed them.
  const stood = contact.labelIds.filter(id => base?.labelIds.includes(id));
  if (stood.length === 0) {
    return [{kind: 'restoreCopy', reason: 'labelRebuilt'}];
  }
  if (decision === 'remove') {
    // Who may only now did not remove it, and who may no more does not either.
    const may = stood.filter(
      id => copy.removableLabelIds.includes(id) && mayRemove(id, roles),
    );
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

function planPresent(
  snapshot: Snapshot,
  copy: PresentCopy,
  roles: Roles,
): readonly Operation[] {
  const {contact, base} = snapshot;
  if (contact === undefined) return [withdrawal(copy)];
  const labels = planLabels(snapshot, contact, copy, roles);
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

function planContent(
  snapshot: Snapshot,
  contact: VisibleContact,
  copy: PresentCopy,
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
  const decision =
    LINKED[contactChange(contact, snapshot.base)][copyChange][right];
  switch (decision) {
    case 'nothing':
      // What a phone left out is written back.
      return typed.length > 0 || sameContent(observed, standing)
        ? typed
        : pushTo(copy, contact);
    case 'push':
      return typed.length > 0 ? typed : pushTo(copy, contact);
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
      throw new Error(`a copy that stands there cannot be decided ${decision}`);
  }
}

/** The photo after the rest: until it is there too, the old one is what is agreed. */
function pushTo(
  copy: PresentCopy,
  {content}: VisibleContact,
): readonly Operation[] {
  const differing = differingFields(content, copy.content);
  const fields = differing.filter(field => field !== 'photos');
  const typed = withPhoto(content, photoOf(copy.content));
  const update: Operation = {
    kind: 'updateCopy',
    ...{fields, content: typed},
    reason: 'contactEdited',
  };
  const photo: Operation = {kind: 'setPhoto', content, reason: 'photoChanged'};
  return [
    ...(fields.length > 0 ? [update] : []),
    ...(differing.includes('photos') ? [photo] : []),
  ];
}

/** A value typed where the account may not see. */
function suggestHidden(
  {hiddenFields}: VisibleContact,
  copy: PresentCopy,
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

function withdrawal({origin}: PresentCopy): Operation {
  return origin === 'account'
    ? {kind: 'releaseCopy', reason: 'accessEnded'}
    : {kind: 'deleteCopy', reason: 'accessEnded'};
}

/** The row already says what stands there: nothing is left to record. */
function isAgreed(
  contact: VisibleContact,
  copy: PresentCopy,
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

function contactChange(
  contact: VisibleContact,
  base: Base | undefined,
): ContactChange {
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
  copy: PresentCopy,
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
