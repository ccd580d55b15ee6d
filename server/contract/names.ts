/**
 * Resource names (AIP-122): `labels/{label}`, `labels/{label}/grants/{grant}`,
 * `contacts/{contact}`. Ids are UUIDs in lower case.
 */

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ID_ALONE = new RegExp(`^${ID}$`);
const CONTACT_NAME = new RegExp(`^contacts/(${ID})$`);

/** Whether a path segment can be the id of anything: what is none names nothing. */
export function isResourceId(segment: string): boolean {
  return ID_ALONE.test(segment);
}

export function labelName(labelId: string): string {
  return `labels/${labelId}`;
}

export function grantName(labelId: string, grantId: string): string {
  return `labels/${labelId}/grants/${grantId}`;
}

export function contactName(contactId: string): string {
  return `contacts/${contactId}`;
}

/** The id in `contacts/{contact}`; undefined where the text is no such name. */
export function parseContactName(name: string): string | undefined {
  return CONTACT_NAME.exec(name)?.[1];
}
