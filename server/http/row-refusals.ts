/** Why what a file has of somebody may not become a contact. */
import {PersonInput} from '../contract/person.ts';
import {
  TYPED_FIELDS,
  withoutDerived,
  type Content,
  type Item,
  type SharedField,
} from '../core/content.ts';
import {customFieldKey} from '../core/custom-fields.ts';
import {normalizeContent} from '../core/normalize.ts';
import type {RefusalCode, RowRefusal} from '../core/row-refusal.ts';
import {isFileField} from '../formats/csv-columns.ts';
import type {FilePerson, Remark, TablePlaces} from '../formats/file-contact.ts';

const READ: ReadonlyMap<string, RefusalCode> = new Map([
  ['beforeHeadings', 'BEFORE_HEADINGS'],
  ['cardCutOff', 'CARD_CUT_OFF'],
  ['cardEmpty', 'CARD_EMPTY'],
  ['endWithoutBegin', 'END_WITHOUT_BEGIN'],
  ['groupCard', 'GROUP'],
  ['nothingUnderstood', 'NOTHING_UNDERSTOOD'],
  ['openQuote', 'OPEN_QUOTE'],
  ['reportFooter', 'REPORT_FOOTER'],
  ['strayText', 'STRAY_TEXT'],
  ['textTooLarge', 'CONTACT_TOO_LARGE'],
]);

/** Of a place that holds no contact. */
export function refusalOf({code, column, count}: Remark): RowRefusal {
  return {
    code: READ.get(code) ?? 'NOTHING_UNDERSTOOD',
    ...(column !== undefined && {columns: [column]}),
    ...(count !== undefined && {count}),
  };
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

/** What says all of an item in one cell, and comes apart on its way. */
const WHOLES: readonly string[] = ['unstructuredName', 'formattedValue'];

/**
 * The columns of a table that a refusal is about, from 1: those of the wrong value
 * or, where the fault is of an item or a field as a whole, all that fill it.
 */
export function columnsOf(
  {code, field = ''}: RowRefusal,
  person: FilePerson,
  {origins, headings}: TablePlaces,
): readonly number[] {
  const columnsIn = (items: readonly Item[], ...subfields: string[]) => {
    const asked = new Set(items);
    const all = origins.flatMap(({item, cells}) =>
      asked.has(item) ? cells : [],
    );
    const some = all.filter(({subfield}) => subfields.includes(subfield));
    const told = some.length > 0 ? some : all;
    return [...new Set(told.map(({column}) => column))].sort((a, b) => a - b);
  };
  if (code === 'CUSTOM_FIELD') {
    const key = customFieldKey(field);
    const named = (person.userDefined ?? []).filter(
      item => customFieldKey(String(item['key'])) === key,
    );
    const columns = columnsIn(named, 'value');
    return columns.length > 0 ? columns : (headings.get(key) ?? []);
  }
  const [, name = '', at, part = ''] =
    /^(\w+)(?:\[(\d+)\])?\.?(\w+)?/.exec(field) ?? [];
  if (!isFileField(name)) return [];
  // Whatever says nothing is no item of a content.
  const items = (person[name] ?? []).filter(
    item => normalizeContent({[name]: [item]})[name] !== undefined,
  );
  if (at === undefined) return columnsIn(items);
  const item = items[Number(at)];
  if (item === undefined) return [];
  const said = origins.find(each => each.item === item)?.cells ?? [];
  const isApart = said.some(({subfield}) => subfield === part);
  return columnsIn([item], ...(isApart ? [part] : WHOLES));
}
