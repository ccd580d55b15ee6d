/**
 * Contacts in the present format of Google Contacts' CSV files. What Google has
 * no column for stands in one more custom field, as JSON, so that whoever reads
 * the file with `createCsvReader` gets exactly what was written.
 */
import {
  differingFields,
  TYPED_FIELDS,
  withoutDerived,
  type Content,
  type Item,
} from '../core/content.ts';
import {normalizeContent} from '../core/normalize.ts';
import {writeRow, type TableWriter} from './csv-cells.ts';
import type {ColumnMapping, FileField} from './csv-columns.ts';
import {readNumbered, readSingle} from './csv-google.ts';
import {REST_KEY} from './csv-rest.ts';
import {GOOGLE_SEPARATOR, readRow} from './csv-row.ts';
import {writeDate, writeType} from './csv-values.ts';

/** How many items of each numbered field the file has columns for. */
export type GoogleLayout = Readonly<Record<NumberedField, number>>;

type NumberedField = keyof typeof NUMBERED;

/** Google's word for a field's columns, and their parts with the sub-field of each. */
const NUMBERED = {
  emailAddresses: {noun: 'E-mail', parts: {Label: 'type', Value: 'value'}},
  phoneNumbers: {noun: 'Phone', parts: {Label: 'type', Value: 'value'}},
  addresses: {
    noun: 'Address',
    parts: {
      Label: 'type',
      Formatted: 'formattedValue',
      Street: 'streetAddress',
      City: 'city',
      'PO Box': 'poBox',
      Region: 'region',
      'Postal Code': 'postalCode',
      Country: 'country',
      'Extended Address': 'extendedAddress',
    },
  },
  relations: {noun: 'Relation', parts: {Label: 'type', Value: 'person'}},
  urls: {noun: 'Website', parts: {Label: 'type', Value: 'value'}},
  events: {noun: 'Event', parts: {Label: 'type', Value: 'date'}},
  userDefined: {noun: 'Custom Field', parts: {Label: 'key', Value: 'value'}},
} as const satisfies Partial<
  Record<
    FileField,
    {
      readonly noun: string;
      readonly parts: Readonly<Record<string, string>>;
    }
  >
>;

/** Columns that stand once, with the field and sub-field of each. */
const SINGLE: readonly (readonly [string, FileField?, string?])[] = [
  ['First Name', 'names', 'givenName'],
  ['Middle Name', 'names', 'middleName'],
  ['Last Name', 'names', 'familyName'],
  ['Phonetic First Name', 'names', 'phoneticGivenName'],
  ['Phonetic Middle Name', 'names', 'phoneticMiddleName'],
  ['Phonetic Last Name', 'names', 'phoneticFamilyName'],
  ['Name Prefix', 'names', 'honorificPrefix'],
  ['Name Suffix', 'names', 'honorificSuffix'],
  ['Nickname', 'nicknames', 'value'],
  ['File As'],
  ['Organization Name', 'organizations', 'name'],
  ['Organization Title', 'organizations', 'title'],
  ['Organization Department', 'organizations', 'department'],
  ['Birthday', 'birthdays', 'date'],
  ['Notes', 'biographies', 'value'],
  ['Photo'],
  ['Labels'],
];

const NUMBERED_FIELDS: readonly NumberedField[] =
  Object.keys(NUMBERED).filter(isNumbered);

function isNumbered(field: string): field is NumberedField {
  return Object.hasOwn(NUMBERED, field);
}

/** Of one contact more than so many of a kind go into the further custom field. */
const NUMBERED_MAX = 30;

/** The layout of a file without contacts. There is always room for the further custom field. */
export const EMPTY_LAYOUT: GoogleLayout = {
  emailAddresses: 0,
  phoneNumbers: 0,
  addresses: 0,
  relations: 0,
  urls: 0,
  events: 0,
  userDefined: 1,
};

/** A layout that has room for this contact too. Contacts that fit in none lose nothing either. */
export function widenLayout(
  layout: GoogleLayout,
  content: Content,
): GoogleLayout {
  const wide: Record<NumberedField, number> = {...layout};
  for (const field of NUMBERED_FIELDS) {
    const count = content[field]?.length ?? 0;
    const needed = field === 'userDefined' ? count + 1 : count;
    wide[field] = Math.max(wide[field], Math.min(needed, NUMBERED_MAX));
  }
  return wide;
}

/** Writes contacts into a file of this layout. */
export function createGoogleWriter(layout: GoogleLayout): TableWriter {
  const headings = headingsOf(layout);
  const mapping = mappingOf(headings);
  return {
    headings: writeRow(headings),
    row(content, labels) {
      const cells = placeExactly(layout, mapping, onlyTyped(content));
      cells.set('Labels', labels.join(GOOGLE_SEPARATOR));
      return writeRow(headings.map(heading => cells.get(heading) ?? ''));
    },
  };
}

/** Cells by heading, of which a reader gets what was written. */
function placeExactly(
  layout: GoogleLayout,
  mapping: ColumnMapping,
  content: Content,
): Map<string, string> {
  const placed = place(layout, content, new Map());
  const wrong = misread(placed, mapping, content);
  if (wrong.length === 0) return placed;
  // Item by item where it helps, then the whole field.
  const rest = restOf(wrong, content, item => !isReadBack(item));
  const again = place(layout, content, rest);
  const still = misread(again, mapping, content);
  if (still.length === 0) return again;
  const all = restOf(still, content, () => true);
  return place(layout, content, new Map([...rest, ...all]));
}

function headingsOf(layout: GoogleLayout): readonly string[] {
  const numbered = NUMBERED_FIELDS.flatMap(field => {
    const {noun, parts} = NUMBERED[field];
    return Array.from({length: layout[field]}, (_, index) =>
      Object.keys(parts).map(part => `${noun} ${index + 1} - ${part}`),
    ).flat();
  });
  return [...SINGLE.map(([heading]) => heading), ...numbered];
}

function mappingOf(headings: readonly string[]): ColumnMapping {
  const columns = headings.map(
    heading =>
      readNumbered(heading) ??
      readSingle(heading) ?? {kind: 'unknown' as const},
  );
  return {headings, columns, isGoogle: true};
}

type Rest = ReadonlyMap<FileField, readonly Item[]>;

function onlyTyped(content: Content): Content {
  return Object.fromEntries(
    TYPED_FIELDS.flatMap(field => {
      const items = content[field]?.map(withoutDerived);
      return items === undefined ? [] : [[field, items]];
    }),
  );
}

/** Cells by heading. What is in `rest`, or has no column, goes to the further custom field. */
function place(
  layout: GoogleLayout,
  content: Content,
  given: Rest,
): Map<string, string> {
  const cells = new Map<string, string>();
  const rest = new Map<FileField, Item[]>();
  const keep = (field: FileField, item: Item) => {
    rest.set(field, [...(rest.get(field) ?? []), item]);
  };
  for (const [field, items = []] of Object.entries(content)) {
    if (!isTyped(field)) continue;
    if (isNumbered(field)) {
      const kept = new Set(given.get(field));
      const columns = items.filter(item => !kept.has(item));
      for (const item of kept) keep(field, item);
      // The last custom field is for the rest, which is known when all others are placed.
      const room = field === 'userDefined' ? layout[field] - 1 : layout[field];
      columns.slice(0, room).forEach((item, index) => {
        putNumbered(cells, field, item, index + 1);
      });
      for (const item of columns.slice(room)) keep(field, item);
      continue;
    }
    const [first, ...others] = items;
    const isSaid = first !== undefined && putSingle(cells, field, first);
    if (!isSaid || others.length > 0 || given.has(field)) {
      rest.set(field, [...items]);
    }
  }
  if (rest.size > 0) putRest(cells, layout, rest);
  return cells;
}

function isTyped(name: string): name is FileField {
  return TYPED_FIELDS.some(field => field === name);
}

function putNumbered(
  cells: Map<string, string>,
  field: NumberedField,
  item: Item,
  number: number,
): void {
  const {noun, parts} = NUMBERED[field];
  for (const [part, subfield] of Object.entries(parts)) {
    cells.set(`${noun} ${number} - ${part}`, cellOf(subfield, item[subfield]));
  }
}

function cellOf(subfield: string, value: Item[string] | undefined): string {
  if (value === undefined || typeof value === 'boolean') return '';
  if (typeof value === 'object') return writeDate(value);
  return subfield === 'type' ? writeType(value) : value;
}

/** The first of them stands in columns even where the rest says it better: people see it there. */
function putSingle(
  cells: Map<string, string>,
  field: FileField,
  item: Item,
): boolean {
  let isSaid = false;
  for (const [heading, ofField, subfield = ''] of SINGLE) {
    const value = item[subfield];
    if (ofField !== field || value === undefined) continue;
    cells.set(heading, cellOf(subfield, value));
    isSaid = true;
  }
  return isSaid;
}

function putRest(
  cells: Map<string, string>,
  {userDefined}: GoogleLayout,
  rest: Rest,
): void {
  // The sign that parts values must not stand in one.
  const value = JSON.stringify(Object.fromEntries(rest)).replaceAll(
    ':::',
    '\\u003a\\u003a\\u003a',
  );
  putNumbered(cells, 'userDefined', {key: REST_KEY, value}, userDefined);
}

/** The fields that a reader of these cells would get otherwise. */
function misread(
  cells: ReadonlyMap<string, string>,
  mapping: ColumnMapping,
  content: Content,
): readonly FileField[] {
  const row = mapping.headings.map(heading => cells.get(heading) ?? '');
  const read = normalizeContent(readRow(mapping, row, 1).person);
  return differingFields(read, content).filter(isTyped);
}

type Test = (place: {
  readonly field: FileField;
  readonly item: Item;
}) => boolean;

function restOf(
  fields: readonly FileField[],
  content: Content,
  test: Test,
): Rest {
  return new Map(
    fields.map(field => [
      field,
      (content[field] ?? []).filter(item => test({field, item})),
    ]),
  );
}

/** Whether this item, alone in its columns, is read as it is. */
function isReadBack({
  field,
  item,
}: {
  readonly field: FileField;
  readonly item: Item;
}): boolean {
  const layout = widenLayout(EMPTY_LAYOUT, {[field]: [item]});
  const content = {[field]: [item]};
  const mapping = mappingOf(headingsOf(layout));
  return (
    misread(place(layout, content, new Map()), mapping, content).length === 0
  );
}
