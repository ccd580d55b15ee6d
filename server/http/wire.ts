import type {Account} from '../contract/account.ts';
import type {Comment} from '../contract/comment.ts';
import type {Contact} from '../contract/contact.ts';
import type {
  CustomField,
  CustomFieldProblem,
} from '../contract/custom-field.ts';
import type {Grant} from '../contract/grant.ts';
import type {Label} from '../contract/label.ts';
import type {Duplicate, DuplicateEvidence} from '../contract/duplicate.ts';
import type {MergePreview} from '../contract/merge-preview.ts';
import {
  commentName,
  contactName,
  customFieldName,
  duplicateName,
  grantName,
  labelName,
  revisionName,
  suggestionName,
} from '../contract/names.ts';
import type {Person, PersonItem} from '../contract/person.ts';
import type {FieldChange, Revision} from '../contract/revision.ts';
import type {Content, Item} from '../core/content.ts';
import type {Suggestion} from '../contract/suggestion.ts';
import type {CustomFieldFault} from '../core/custom-fields.ts';
import {displayName} from '../core/display-name.ts';
import {TRAIT_FIELDS} from '../core/duplicate-evidence.ts';
import type * as history from '../core/history.ts';
import type {Evidence} from '../core/linkage-scoring.ts';
import {previewMerge} from '../core/merge-preview.ts';
import {asRead, shownForm} from '../core/regional-numbers.ts';
import {isAtLeast} from '../core/role.ts';
import {mayDecide, shownChanges} from '../core/suggestion.ts';
import type {Language} from '../formats/language.ts';
import type {AccountRow} from '../store/accounts.ts';
import type {CommentRow} from '../store/comments.ts';
import type {CustomFieldRow} from '../store/custom-fields.ts';
import type {SeenDuplicate} from '../store/duplicate-reading.ts';
import type {SeenOwnDuplicate} from '../store/own-duplicates.ts';
import type {VisibleContact} from '../store/visible-contacts.ts';
import type {GrantRow} from '../store/grants.ts';
import type {LabelRow, UnseenLabel} from '../store/labels.ts';
import type {RevisionRow} from '../store/revisions.ts';
import type {SuggestionRow} from '../store/suggestion-reading.ts';
import {toEtag} from './etag.ts';
import type {PhotoAddresses} from './photo-addresses.ts';

/** Where a photo that is answered can be fetched. */
type Photos = Pick<PhotoAddresses, 'of'>;

export function toAccount(
  account: AccountRow,
  {
    pendingWrites,
    changeCounter,
  }: {readonly pendingWrites: number; readonly changeCounter: string},
): Account {
  const {email, state, paused, lastSyncTime} = account;
  return {
    email,
    state,
    ...(lastSyncTime && {lastSyncTime: lastSyncTime.toISOString()}),
    pendingWrites,
    paused,
    changeCounter,
  };
}

/** Without a role: as an admin sees a label they do not collaborate on. */
export function toLabel(
  label: UnseenLabel & Partial<Pick<LabelRow, 'role' | 'sharedBy'>>,
): Label {
  const name = labelName(label.id);
  return {
    name,
    etag: toEtag(name, label.version),
    displayName: label.displayName,
    ...(label.role && {role: label.role}),
    ...(label.sharedBy && {sharedBy: label.sharedBy}),
    contactCount: label.contactCount,
    defaultHiddenFields: [...label.defaultHiddenFields],
    ...(isAtLeast(label.role ?? 'viewer', 'manager') && {
      bulkRemoval: label.bulkRemoval,
    }),
    ...(label.regionCode !== null && {regionCode: label.regionCode}),
    createTime: label.createTime.toISOString(),
    updateTime: label.updateTime.toISOString(),
  };
}

export function toGrant(grant: GrantRow): Grant {
  const name = grantName(grant.labelId, grant.id);
  return {
    name,
    etag: toEtag(name, grant.version),
    principal: {
      type: grant.principalType,
      ...(grant.principalType === 'domain'
        ? {domain: grant.principalEmail}
        : {email: grant.principalEmail}),
    },
    role: grant.role,
    hiddenFields: [...grant.hiddenFields],
    showOnPhones: grant.showOnPhones,
    createTime: grant.createTime.toISOString(),
  };
}

export function toContact(contact: VisibleContact, photos: Photos): Contact {
  const name = contactName(contact.id);
  const called = displayName(contact.content);
  return {
    name,
    etag: toEtag(name, contact.version),
    ...(called !== undefined && {displayName: called}),
    person: toPerson(asRead(contact).content, photos),
    labels: contact.labels.map(label => labelName(label.id)),
    role: contact.role,
    createTime: contact.createTime.toISOString(),
    updateTime: contact.updateTime.toISOString(),
  };
}

export function toCustomField(field: CustomFieldRow): CustomField {
  const {id, labelId} = field;
  const name = customFieldName(labelId, id);
  return {
    name,
    etag: toEtag(name, field.version),
    displayName: field.displayName,
    type: field.type,
    choices: [...field.choices],
    required: field.required,
    helpTexts: field.helpTexts,
    ...(labelId !== null && {label: labelName(labelId)}),
    createTime: field.createTime.toISOString(),
    updateTime: field.updateTime.toISOString(),
  };
}

export function toCustomFieldProblem({
  field: {id, labelId, displayName},
  ...fault
}: CustomFieldFault): CustomFieldProblem {
  return {customField: customFieldName(labelId, id), displayName, ...fault};
}

export function toPerson(content: Content, photos: Photos): Person {
  return Object.fromEntries(
    Object.entries(content).map(([field, items = []]) => [
      field,
      items.map(item => toPersonItem(item, photos)),
    ]),
  );
}

const OWN_PARTS: ReadonlySet<string> = new Set(['matchKey', 'regionalForm']);

/**
 * `matchKey` is ours alone; `canonicalForm` is a field of Google's too, and is how the
 * number is shown. For the hash of a photo stands its address.
 */
function toPersonItem(item: Item, photos: Photos): PersonItem {
  const {hash} = item;
  if (typeof hash === 'string') return {url: photos.of(hash)};
  const canonicalForm = shownForm(item);
  return {
    ...Object.fromEntries(
      Object.entries(item).filter(([name]) => !OWN_PARTS.has(name)),
    ),
    ...(canonicalForm !== undefined && {canonicalForm}),
  };
}

export function toFieldChange(
  change: history.FieldChange,
  photos: Photos,
): FieldChange {
  const side = (items: readonly Item[]) =>
    items.map(item => toPersonItem(item, photos));
  return {
    field: change.field,
    ...(change.old && {old: side(change.old)}),
    ...(change.new && {new: side(change.new)}),
  };
}

export function toRevision(revision: RevisionRow, photos: Photos): Revision {
  const {account, author, decider} = revision;
  return {
    name: revisionName(revision.contactId, revision.id),
    time: revision.time.toISOString(),
    kind: revision.kind,
    ...(account !== null && {account}),
    via: revision.via,
    ...(author !== null && {author}),
    ...(decider !== null && {decider}),
    changes: revision.changes.map(change => toFieldChange(change, photos)),
    labelsAdded: revision.labelsAdded.map(labelName),
    labelsRemoved: revision.labelsRemoved.map(labelName),
    ...(revision.undoes !== null && {
      undoes: revisionName(revision.contactId, revision.undoes),
    }),
  };
}

export function toSuggestion(
  suggestion: SuggestionRow,
  accountId: string,
  photos: Photos,
): Suggestion {
  const {contactId, labelId, deciderEmail, reader} = suggestion;
  const name = suggestionName(suggestion.id);
  const isAuthor = suggestion.authorId === accountId;
  return {
    name,
    etag: toEtag(name, suggestion.version),
    kind: suggestion.kind === 'edit' ? 'edit' : 'add',
    state: suggestion.state,
    author: suggestion.authorEmail,
    via: suggestion.via,
    ...(contactId !== null && {contact: contactName(contactId)}),
    ...(labelId !== null && {label: labelName(labelId)}),
    changes: shownChanges(suggestion, reader, isAuthor).map(change =>
      toFieldChange(change, photos),
    ),
    mayDecide: suggestion.state === 'OPEN' && mayDecide(suggestion, reader),
    createTime: suggestion.createTime.toISOString(),
    updateTime: suggestion.updateTime.toISOString(),
    ...(deciderEmail !== null && {decider: deciderEmail}),
  };
}

/** A tenth of a bit is nothing that anybody decides by. */
function toBits(bits: number): number {
  return Math.round(bits * 10) / 10;
}

function toEvidence(
  {trait, level, bits}: Evidence,
  {evidence: words}: Language,
): DuplicateEvidence {
  return {
    ...{trait, level, field: TRAIT_FIELDS[trait], weight: toBits(bits)},
    text: words.levels[level](words.traits[trait]),
  };
}

/** @param contacts those of the proposal, as they are answered */
export function toDuplicate(
  duplicate: SeenDuplicate | SeenOwnDuplicate,
  contacts: Contact[],
  language: Language,
): Duplicate {
  const {id, state, reasons, weighed, createTime, updateTime} = duplicate;
  return {
    name: duplicateName(id),
    state,
    reasons: [...reasons],
    ...(weighed && {
      weight: toBits(weighed.weight),
      evidence: weighed.evidence
        .toSorted((a, b) => b.bits - a.bits)
        .map(each => toEvidence(each, language)),
    }),
    contacts,
    ...('contact' in duplicate && {ownContact: duplicate.resourceName}),
    createTime: createTime.toISOString(),
    updateTime: updateTime.toISOString(),
  };
}

/** What contacts that were `before` would say as one, but for problems of custom fields. */
export function toMergePreview(
  merged: VisibleContact,
  before: readonly VisibleContact[],
  photos: Photos,
): MergePreview {
  const names = (ids: readonly string[]) => ids.map(contactName);
  return {
    survivor: contactName(merged.id),
    labels: merged.labels.map(({id}) => labelName(id)),
    fields: previewMerge(merged.content, before).map(
      ({field, items, left}) => ({
        field,
        items: items.map(({item, from, change}) => ({
          ...{item: toPersonItem(item, photos), from: names(from), change},
        })),
        left: left.map(({item, from}) => ({
          ...{item: toPersonItem(item, photos), from: names(from)},
        })),
      }),
    ),
  };
}

export function toComment(comment: CommentRow, accountId: string): Comment {
  const name = commentName(comment.contactId, comment.id);
  return {
    name,
    etag: toEtag(name, comment.version),
    text: comment.text,
    visibility: comment.visibility,
    author: comment.author,
    mine: comment.authorId === accountId,
    mentions: comment.mentions.map(({email}) => email),
    unread: comment.isUnread,
    createTime: comment.createTime.toISOString(),
    updateTime: comment.updateTime.toISOString(),
  };
}
