/**
 * Resource names (AIP-122): `labels/{label}`, `labels/{label}/grants/{grant}`,
 * `contacts/{contact}`. Ids are UUIDs in lower case, but those of
 * `contacts/{contact}/revisions/{revision}` and `notices/{notice}` are numbers.
 */

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ID_ALONE = new RegExp(`^${ID}$`);
const CONTACT_NAME = new RegExp(`^contacts/(${ID})$`);
const LABEL_NAME = new RegExp(`^labels/(${ID})$`);
const PENDING_REMOVAL_NAME = new RegExp(`^pendingRemovals/(${ID})$`);

/** Whether a path segment can be the id of anything: what is none names nothing. */
export function isResourceId(segment: string): boolean {
  return ID_ALONE.test(segment);
}

export function labelName(labelId: string): string {
  return `labels/${labelId}`;
}

/** The id in `labels/{label}`; undefined where the text is no such name. */
export function parseLabelName(name: string): string | undefined {
  return LABEL_NAME.exec(name)?.[1];
}

export function grantName(labelId: string, grantId: string): string {
  return `labels/${labelId}/grants/${grantId}`;
}

export function labelRestoreName(labelId: string, restoreId: string): string {
  return `labels/${labelId}/restores/${restoreId}`;
}

/** Of the workplace where there is no label. */
export function customFieldName(
  labelId: string | null,
  customFieldId: string,
): string {
  const parent = labelId === null ? '' : `${labelName(labelId)}/`;
  return `${parent}customFields/${customFieldId}`;
}

export function contactName(contactId: string): string {
  return `contacts/${contactId}`;
}

/** The id in `contacts/{contact}`; undefined where the text is no such name. */
export function parseContactName(name: string): string | undefined {
  return CONTACT_NAME.exec(name)?.[1];
}

const REVISION_NAME = new RegExp(`^contacts/(${ID})/revisions/(\\d+)$`);
const REVISION_ID = /^[1-9]\d{0,14}$/;

export function isRevisionId(segment: string): boolean {
  return REVISION_ID.test(segment);
}

export function revisionName(contactId: string, revisionId: number): string {
  return `${contactName(contactId)}/revisions/${revisionId}`;
}

/** What `contacts/{contact}/revisions/{revision}` names, or its last part alone; undefined for anything else. */
export function parseRevisionName(
  name: string,
): {readonly id: number; readonly contactId?: string} | undefined {
  if (isRevisionId(name)) return {id: Number(name)};
  const [, contactId, segment = ''] = REVISION_NAME.exec(name) ?? [];
  return contactId !== undefined && isRevisionId(segment)
    ? {id: Number(segment), contactId}
    : undefined;
}

export function suggestionName(suggestionId: string): string {
  return `suggestions/${suggestionId}`;
}

export function duplicateName(duplicateId: string): string {
  return `duplicates/${duplicateId}`;
}

export function operationName(operationId: string): string {
  return `operations/${operationId}`;
}

export function qualityFindingName(
  labelId: string,
  {contactId, print}: {readonly contactId: string; readonly print: string},
): string {
  return `${labelName(labelId)}/qualityFindings/${contactId}-${print}`;
}

const QUALITY_FINDING = new RegExp(`^(${ID})-([0-9a-f]{16})$`);

/** The contact and the print in the name of a finding of this label; undefined for anything else. */
export function parseQualityFindingName(
  name: string,
  labelId: string,
): {readonly contactId: string; readonly print: string} | undefined {
  const prefix = `${labelName(labelId)}/qualityFindings/`;
  if (!name.startsWith(prefix)) return undefined;
  const match = QUALITY_FINDING.exec(name.slice(prefix.length));
  const [, contactId, print] = match ?? [];
  return contactId === undefined || print === undefined
    ? undefined
    : {contactId, print};
}

export function pendingRemovalName(id: string): string {
  return `pendingRemovals/${id}`;
}

/** The id in `pendingRemovals/{id}`; undefined where the text is no such name. */
export function parsePendingRemovalName(name: string): string | undefined {
  return PENDING_REMOVAL_NAME.exec(name)?.[1];
}

export function commentName(contactId: string, commentId: string): string {
  return `${contactName(contactId)}/comments/${commentId}`;
}

/** The id in the name of a comment on this contact, or the id alone; undefined for anything else. */
export function parseCommentName(
  name: string,
  contactId: string,
): string | undefined {
  const prefix = `${contactName(contactId)}/comments/`;
  const id = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return isResourceId(id) ? id : undefined;
}

const NOTICE_NAME = /^notices\/([1-9]\d{0,14})$/;

export function auditEventName(eventId: number): string {
  return `admin/auditEvents/${eventId}`;
}

export function noticeName(noticeId: number): string {
  return `notices/${noticeId}`;
}

/** The id in `notices/{notice}`; undefined where the text is no such name. */
export function parseNoticeName(name: string): number | undefined {
  const id = NOTICE_NAME.exec(name)?.[1];
  return id === undefined ? undefined : Number(id);
}
