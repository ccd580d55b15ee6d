/**
 * Contacts as a table for people: a column for each kind of value that occurs,
 * under words of their language. Cells are guarded, so that opening the file
 * calculates nothing; the byte order mark makes Excel read it as UTF-8.
 */
import {createPartOrder} from './address-parts.ts';
import {TYPED_FIELDS, type Content, type Item} from '../core/content.ts';
import {guardCell, writeRow, type TableWriter} from './csv-cells.ts';
import {
  isSeveral,
  pickWords,
  SEVERAL,
  type SeveralField,
  type SpreadsheetWords,
} from './csv-spreadsheet-words.ts';
import {writeDate} from './csv-values.ts';

/** How many columns each field has for each of its types. */
export type SpreadsheetLayout = ReadonlyMap<
  SeveralField,
  ReadonlyMap<string, number>
>;

export const EMPTY_SPREADSHEET: SpreadsheetLayout = new Map();

/** Columns of one field: what needs more stands among the further details. */
const COLUMNS_PER_FIELD_MAX = 40;

const MARK = '\uFEFF';

/** A layout that has room for this contact too. */
export function widenSpreadsheet(
  layout: SpreadsheetLayout,
  content: Content,
): SpreadsheetLayout {
  const wide = new Map(layout);
  for (const field of Object.keys(content).filter(isSeveral)) {
    const needed = countTypes(content[field] ?? []);
    const known = wide.get(field) ?? new Map<string, number>();
    const counts = new Map(known);
    for (const [type, count] of needed) {
      const total = [...counts.values()].reduce((sum, each) => sum + each, 0);
      const before = counts.get(type) ?? 0;
      const added = Math.min(count - before, COLUMNS_PER_FIELD_MAX - total);
      if (added > 0) counts.set(type, before + added);
    }
    wide.set(field, counts);
  }
  return wide;
}

function countTypes(items: readonly Item[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const type = typeOf(item);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

function typeOf({type, protocol}: Item): string {
  return String(type ?? protocol ?? '');
}

/** Writes contacts into a table of this layout, in the words of a locale such as `ja`. */
export function createSpreadsheetWriter(
  layout: SpreadsheetLayout,
  locale: string | null,
): TableWriter {
  const words = pickWords(locale);
  const columns = columnsOf(layout);
  const orderParts = createPartOrder();
  return {
    headings: MARK + writeRow(headingsOf(columns, words).map(guardCell)),
    row: (content, labels) =>
      writeRow(
        cellsOf(content, labels, {words, columns, orderParts}).map(guardCell),
      ),
  };
}

function headingsOf(
  columns: readonly Column[],
  words: SpreadsheetWords,
): readonly string[] {
  const several = columns.map(({field, type, number}) => {
    const word = words.types[type] ?? type;
    const kind = type === '' ? '' : ` (${word})`;
    const count = number === 1 ? '' : ` ${number}`;
    return `${words.several[field]}${kind}${count}`;
  });
  const single = words.single.map(([heading]) => heading);
  return [...single, ...several, words.labels, words.further];
}

interface Column {
  readonly field: SeveralField;
  readonly type: string;
  /** From 1, among those of its type. */
  readonly number: number;
}

function columnsOf(layout: SpreadsheetLayout): readonly Column[] {
  return Object.keys(SEVERAL)
    .filter(isSeveral)
    .flatMap(field =>
      [...(layout.get(field) ?? [])].flatMap(([type, count]) =>
        Array.from({length: count}, (_, index) => ({
          field,
          type,
          number: index + 1,
        })),
      ),
    );
}

function cellsOf(
  content: Content,
  labels: readonly string[],
  {
    words,
    columns,
    orderParts,
  }: {
    readonly words: SpreadsheetWords;
    readonly columns: readonly Column[];
    readonly orderParts: (address: Item) => readonly string[];
  },
): readonly string[] {
  const written = new Set<string>();
  const single = words.single.map(([, field, subfield]) => {
    const value = content[field]?.[0]?.[subfield];
    if (value === undefined) return '';
    written.add(`${field} 0 ${subfield}`);
    return textOf(value);
  });
  const several = columns.map(({field, type, number}) => {
    const items = content[field] ?? [];
    const indexes = [...items.keys()].filter(
      index => typeOf(items[index] ?? {}) === type,
    );
    const index = indexes[number - 1] ?? -1;
    const item = items[index];
    if (item === undefined) return '';
    return field === 'addresses'
      ? addressOf(item, orderParts(item), part =>
          written.add(`${field} ${index} ${part}`),
        )
      : valueOf(item, SEVERAL[field], part =>
          written.add(`${field} ${index} ${part}`),
        );
  });
  const further = furtherOf(content, written);
  return [...single, ...several, labels.join('; '), further];
}

function valueOf(
  item: Item,
  subfield: string,
  onWritten: (part: string) => void,
): string {
  const value = item[subfield];
  if (value === undefined) return '';
  for (const part of [subfield, 'type', 'protocol']) onWritten(part);
  return textOf(value);
}

/** A line a part, as an envelope has it. */
function addressOf(
  item: Item,
  parts: readonly string[],
  onWritten: (part: string) => void,
): string {
  onWritten('type');
  return ['formattedValue', ...parts]
    .flatMap(part => {
      const value = item[part];
      if (value === undefined) return [];
      onWritten(part);
      return [textOf(value)];
    })
    .join('\n');
}

function textOf(value: Item[string]): string {
  return typeof value === 'object' ? writeDate(value) : String(value);
}

/** Derived at the door: no words of anybody's. */
const DERIVED: ReadonlySet<string> = new Set(['canonicalForm', 'matchKey']);

/** What has no column, a line each: nothing that the contact says is missing from its row. */
function furtherOf(content: Content, written: ReadonlySet<string>): string {
  return TYPED_FIELDS.flatMap(field =>
    (content[field] ?? []).flatMap((item, index) => {
      const parts = Object.entries(item).filter(
        ([part]) =>
          !DERIVED.has(part) && !written.has(`${field} ${index} ${part}`),
      );
      if (parts.length === 0) return [];
      if (field === 'userDefined') {
        return [`${textOf(item['key'] ?? '')}: ${textOf(item['value'] ?? '')}`];
      }
      const texts = parts.map(([part, value]) => `${part} ${textOf(value)}`);
      return [`${field}: ${texts.join(', ')}`];
    }),
  ).join('\n');
}
