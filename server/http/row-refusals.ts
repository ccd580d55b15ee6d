/** Why what a file has of somebody may not become a contact. */
import {PersonInput} from '../contract/person.ts';
import {
  TYPED_FIELDS,
  withoutDerived,
  type Content,
  type SharedField,
} from '../core/content.ts';
import {customFieldKey} from '../core/custom-fields.ts';
import type {RefusalCode, RowRefusal} from '../core/row-refusal.ts';
import type {Remark} from '../formats/file-contact.ts';

const READ: ReadonlyMap<string, RefusalCode> = new Map([
  ['beforeHeadings', 'BEFORE_HEADINGS'],
  ['cardEmpty', 'CARD_EMPTY'],
  ['endWithoutBegin', 'END_WITHOUT_BEGIN'],
  ['nothingUnderstood', 'NOTHING_UNDERSTOOD'],
  ['openQuote', 'OPEN_QUOTE'],
  ['strayText', 'STRAY_TEXT'],
]);

/** Of a place that holds no contact. */
export function refusalOf({code}: Remark): RowRefusal {
  return {code: READ.get(code) ?? 'NOTHING_UNDERSTOOD'};
}

/** By the bounds of whoever creates one contact. */
export function findRefusal(
  content: Content,
  hiddenFields: readonly SharedField[],
): RowRefusal | undefined {
  if (!TYPED_FIELDS.some(field => content[field])) return {code: 'NO_FIELD'};
  const hidden = hiddenFields.find(field => content[field]);
  if (hidden !== undefined) return {code: 'FIELD_HIDDEN', field: hidden};
  const person = Object.fromEntries(
    Object.entries(content).map(([field, items = []]) => [
      field,
      items.map(withoutDerived),
    ]),
  );
  const {error} = PersonInput.safeParse(person);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return undefined;
  if (issue.path.length === 0) return {code: 'CONTACT_TOO_LARGE'};
  const field = issue.path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1);
  if (issue.code !== 'too_big') return {code: 'FIELD_INVALID', field};
  const limit = Number(issue.maximum);
  return issue.origin === 'string'
    ? {code: 'FIELD_TOO_LONG', field, limit}
    : {code: 'FIELD_TOO_MANY', field, limit};
}

/**
 * The column of a table that a refusal is about, from 1; undefined: several have
 * such values.
 * @param columns of the table, by what they mean; see `placesOf`
 */
export function columnOf(
  {code, field = ''}: RowRefusal,
  content: Content,
  columns: ReadonlyMap<string, number>,
): number | undefined {
  if (code === 'CUSTOM_FIELD') {
    return columns.get(`userDefined ${customFieldKey(field)}`);
  }
  const [, name = '', at, part] =
    /^(\w+)(?:\[(\d+)\])?\.?(\w+)?$/.exec(field) ?? [];
  const key =
    name === 'userDefined'
      ? content.userDefined?.[Number(at)]?.['key']
      : undefined;
  return typeof key === 'string'
    ? columns.get(`userDefined ${customFieldKey(key)}`)
    : (columns.get(`${name}.${part}`) ?? columns.get(name));
}
