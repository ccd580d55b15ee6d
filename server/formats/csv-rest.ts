/** What our own files in Google's format say in one custom field, for Google has no column for it. */
import {SUBFIELDS} from '../core/content.ts';
import type {CalendarDate, Item, ItemValue} from '../core/content.ts';
import {isFileField, type FileField} from './csv-columns.ts';
import type {FilePerson} from './file-contact.ts';

/** The label of that custom field: its value is a `FilePerson` as JSON. */
export const REST_KEY = 'sharedContacts';

export function addItems(
  fields: Map<FileField, Item[]>,
  field: FileField,
  items: readonly Item[],
): void {
  const known = fields.get(field) ?? [];
  fields.set(field, known);
  known.push(...items);
}

/** Fields with columns for one item: the rest has all of them where it has any. */
const REPLACED: ReadonlySet<FileField> = new Set([
  'biographies',
  'birthdays',
  'names',
  'nicknames',
  'organizations',
]);

/** Takes in what our own files keep beyond Google's columns. */
export function withRest(
  fields: Map<FileField, Item[]>,
  isGoogle: boolean,
): FilePerson {
  const custom = fields.get('userDefined') ?? [];
  const rest = isGoogle
    ? custom.find(({key, value}) => key === REST_KEY && readRest(value))
    : undefined;
  if (rest !== undefined) {
    const others = custom.filter(item => item !== rest);
    fields.set('userDefined', others);
    for (const [field, items] of readRest(rest['value']) ?? []) {
      if (REPLACED.has(field)) fields.set(field, [...items]);
      else addItems(fields, field, items);
    }
  }
  return Object.fromEntries(
    [...fields].filter(([, items]) => items.length > 0),
  );
}

function readRest(
  value: ItemValue | undefined,
): ReadonlyMap<FileField, readonly Item[]> | undefined {
  const raw = parseObject(typeof value === 'string' ? value : '');
  if (raw === undefined) return undefined;
  const rest = new Map<FileField, readonly Item[]>();
  for (const [field, items] of Object.entries(raw)) {
    if (!isFileField(field) || !Array.isArray(items)) return undefined;
    rest.set(
      field,
      items.map(item => readItem(field, item)),
    );
  }
  return rest;
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // No JSON: a custom field that somebody named so.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readItem(field: FileField, raw: unknown): Item {
  const item: Record<string, ItemValue> = {};
  if (!isObject(raw)) return item;
  for (const [name, kind] of Object.entries(SUBFIELDS[field])) {
    const value = raw[name];
    if (kind === 'text' && typeof value === 'string') item[name] = value;
    if (kind === 'flag' && typeof value === 'boolean') item[name] = value;
    if (kind === 'date' && isObject(value)) item[name] = datePartsOf(value);
  }
  return item;
}

function datePartsOf(raw: Readonly<Record<string, unknown>>): CalendarDate {
  const {year, month, day} = raw;
  return {
    ...(typeof year === 'number' && {year}),
    ...(typeof month === 'number' && {month}),
    ...(typeof day === 'number' && {day}),
  };
}
