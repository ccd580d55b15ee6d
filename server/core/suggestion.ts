import {SHARED_FIELDS, type SharedField} from './content.ts';
import type {FieldChange} from './history.ts';
import {highestRole, isAtLeast, type Role} from './role.ts';
import {hiddenByAll} from './view.ts';

/**
 * edit: of a contact's fields. offer: a contact of the author's own, for a
 * label. share: a second label for a contact that is shared.
 */
export type SuggestionKind = 'edit' | 'offer' | 'share';

/** A label in which an account sees something. */
export interface Reach {
  readonly role: Role;
  readonly hiddenFields: readonly SharedField[];
}

/** How an account stands to a suggestion. */
export interface Standing {
  /** Through which labels it sees the contact. */
  readonly contact: readonly Reach[];
  /** The label that is to be put on; undefined where the account does not see it. */
  readonly label: Reach | undefined;
}

export interface Suggested {
  readonly kind: SuggestionKind;
  readonly changes: readonly FieldChange[];
  /** How its author stands to it now. */
  readonly author: Standing;
  /** Fields that were hidden from its author when they wrote into them. */
  readonly blindFields: readonly SharedField[];
}

function hiddenIn(reach: readonly Reach[]): readonly SharedField[] {
  return hiddenByAll(reach.map(({hiddenFields}) => hiddenFields));
}

function isOneOf(reach: readonly Reach[], least: Role): boolean {
  const role = highestRole(reach.map(each => each.role));
  return role !== undefined && isAtLeast(role, least);
}

/**
 * Whether an account decides about a suggestion: who could do the same by
 * themselves. What was typed into a field hidden from its author, then or now,
 * waits for an owner, who alone knows why it is hidden.
 */
export function mayDecide(
  {kind, changes, author, blindFields}: Suggested,
  {contact, label}: Standing,
): boolean {
  const fields = changes.map(({field}) => field);
  const meets = (hidden: readonly SharedField[]) =>
    fields.some(field => hidden.includes(field));
  const addsTo = label !== undefined && isAtLeast(label.role, 'editor');
  switch (kind) {
    case 'edit':
      return (
        isOneOf(contact, 'editor') &&
        !meets(hiddenIn(contact)) &&
        (!meets([...blindFields, ...hiddenIn(author.contact)]) ||
          isOneOf(contact, 'owner'))
      );
    case 'offer':
      return addsTo;
    case 'share':
      return (
        addsTo && isOneOf(contact, 'manager') && hiddenIn(contact).length === 0
      );
  }
}

/**
 * The changes as an account may see them. Its author sees what they typed, but
 * of a field that they see no more not what it said before.
 */
export function shownChanges(
  {kind, changes}: Pick<Suggested, 'kind' | 'changes'>,
  {contact, label}: Standing,
  isAuthor: boolean,
): readonly FieldChange[] {
  const reach = kind === 'offer' ? (label ? [label] : []) : contact;
  const hidden = reach.length === 0 ? SHARED_FIELDS : hiddenIn(reach);
  return changes.flatMap(change => {
    if (!hidden.includes(change.field)) return [change];
    if (!isAuthor || change.new === undefined) return [];
    return [{field: change.field, new: change.new}];
  });
}

/**
 * Fields of an offered contact that whoever takes it up may not decide about:
 * those hidden from either of the two, unless they own the label.
 */
export function undecidedFields(
  decider: Reach,
  {author, blindFields}: Pick<Suggested, 'author' | 'blindFields'>,
): readonly SharedField[] {
  if (decider.role === 'owner') return [];
  const hidden = [
    ...decider.hiddenFields,
    ...blindFields,
    ...(author.label?.hiddenFields ?? []),
  ];
  return SHARED_FIELDS.filter(field => hidden.includes(field));
}
