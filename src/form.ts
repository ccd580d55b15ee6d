/** A form for a contact's fields: what it shows, and what was typed into it. */
import * as z from 'zod/mini';
import {PERSON_FIELDS, type PersonItem} from '../server/contract/person.ts';
import type {Event} from './ports.ts';
import {isoDay, type Reader} from './reader.ts';
import {textOf, type Person} from './views/person.ts';

const Item = z.record(
  z.string(),
  z.union([
    z.string(),
    z.boolean(),
    z.object({
      year: z.optional(z.number()),
      month: z.optional(z.number()),
      day: z.optional(z.number()),
    }),
  ]),
);

/** Travels with the card's buttons. */
export const Form = z.object({
  mode: z.enum(['edit', 'suggest', 'create']),
  /** Of the contact; empty of a new one. */
  name: z.string(),
  etag: z.optional(z.string()),
  /** Of this form: what it makes is made once, however often it is sent. */
  id: z.string(),
  /** Fields that are shown, in order. */
  fields: z.array(z.string()),
  /** Whether every part of them is, and not only the usual ones. */
  isWhole: z.boolean(),
  /** Items as they were when the form was drawn; one that is empty is to be filled in. */
  rows: z.record(z.string(), z.array(Item)),
  /** Fields that were changed before that. */
  dirty: z.array(z.string()),
  /** Of a new contact: labels to choose from, name and display name. */
  labels: z.array(z.array(z.string())),
});
export type Form = z.output<typeof Form>;
type FormItem = Form['rows'][string][number];

export function parseForm(text: string): Form | undefined {
  const parsed = Form.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

export const FIELD_NAMES: readonly string[] = Object.keys(PERSON_FIELDS);

/** Of these a contact has one at most. */
export const SINGLE: readonly string[] = [
  'names',
  'biographies',
  'birthdays',
  'genders',
];

/** Where nobody asks for another, these are shown, filled in or not. */
const USUAL: readonly string[] = [
  'names',
  'organizations',
  'phoneNumbers',
  'emailAddresses',
  'addresses',
  'biographies',
];

/** A host draws 100 widgets, and nobody knows how much text its buttons carry. */
const INPUTS_MAX = 70;
const ITEMS_MAX = 20;
const CHARACTERS_MAX = 12_000;

type Kind = 'text' | 'note' | 'flag' | 'date' | 'type';
export interface Part {
  readonly name: string;
  readonly kind: Kind;
}

/** Parts that people type; others stay as they are. */
function partsOf(field: string): readonly Part[] {
  const parts =
    Object.entries(PERSON_FIELDS).find(([name]) => name === field)?.[1] ?? {};
  return Object.entries(parts).flatMap(([name, kind]): Part[] => {
    switch (kind) {
      case 'text':
        return [{name, kind: name === 'type' ? 'type' : 'text'}];
      case 'note':
      case 'flag':
      case 'date':
        return [{name, kind}];
      default:
        return [];
    }
  });
}

/** What an item's row asks for. */
export function shownParts(
  {language}: Reader,
  {isWhole}: Form,
  field: string,
  item: PersonItem,
): readonly Part[] {
  const usual = usualParts(field, language.nameParts, language.addressParts);
  const parts = partsOf(field);
  const ordered = [
    ...usual.flatMap(name => parts.filter(part => part.name === name)),
    ...parts.filter(({name}) => !usual.includes(name)),
  ];
  return ordered.filter(
    ({name}) =>
      isWhole ||
      usual.length === 0 ||
      usual.includes(name) ||
      (item[name] !== undefined && !BUILT.includes(name)),
  );
}

/** Google builds these of others. */
const BUILT: readonly string[] = [
  'formattedValue',
  'phoneticFullName',
  'countryCode',
];

function usualParts(
  field: string,
  nameParts: readonly string[],
  addressParts: readonly string[],
): readonly string[] {
  switch (field) {
    case 'names':
      return nameParts;
    case 'addresses':
      return [...addressParts, 'type'];
    case 'organizations':
      return ['name', 'department', 'title'];
    case 'emailAddresses':
    case 'locations':
      return ['value', 'type'];
    case 'birthdays':
      return ['date'];
    default:
      return [];
  }
}

export const inputName = (field: string, at: number, part: string) =>
  `${field}.${at}.${part}`;
export const removalName = (field: string) => `${field}.remove`;

/** A form that asks for one field, or for the usual ones and those that there are. */
export function openForm(
  reader: Reader,
  start: Pick<Form, 'mode' | 'name' | 'etag' | 'labels'>,
  person: Person,
  only?: string,
): Form {
  const empty: Form = {
    ...start,
    id: `${reader.nowMs} ${start.name}`,
    fields: [],
    isWhole: only !== undefined,
    rows: {},
    dirty: [],
  };
  const wanted =
    only === undefined
      ? [
          ...USUAL,
          ...FIELD_NAMES.filter(field => !USUAL.includes(field)),
        ].filter(field => USUAL.includes(field) || person[field] !== undefined)
      : [only];
  return wanted.reduce(
    (form, field) =>
      withField(reader, form, field, person, only !== undefined) ?? form,
    empty,
  );
}

/** Undefined: there is no room for it here. */
export function withField(
  reader: Reader,
  form: Form,
  field: string,
  person: Person,
  isWanted = false,
): Form | undefined {
  if (!FIELD_NAMES.includes(field)) return undefined;
  const items = (person[field] ?? []).map(asFormItem);
  const isFull = SINGLE.includes(field) && items.length > 0;
  const rows =
    items.length === 0 || (isWanted && !isFull) ? [...items, {}] : items;
  const next: Form = {
    ...form,
    fields: [...form.fields.filter(name => name !== field), field],
    rows: {...form.rows, [field]: rows},
  };
  return fits(reader, next) ? next : undefined;
}

function fits(reader: Reader, form: Form): boolean {
  const inputs = form.fields.flatMap(field => [
    field,
    ...(form.rows[field] ?? []).flatMap(item =>
      shownParts(reader, form, field, item),
    ),
  ]);
  return (
    inputs.length <= INPUTS_MAX &&
    Object.values(form.rows).every(({length}) => length <= ITEMS_MAX) &&
    JSON.stringify(form.rows).length <= CHARACTERS_MAX
  );
}

/** As it is sent: with no part that is only answered. */
function asFormItem(item: PersonItem): FormItem {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      value === undefined || name === 'canonicalForm' ? [] : [[name, value]],
    ),
  );
}

/** What an input shows of a part. */
export function typedText(
  {language}: Reader,
  {name, kind}: Part,
  item: PersonItem,
): string {
  const value = item[name];
  if (kind === 'type')
    return language.types[textOf(item, name)] ?? textOf(item, name);
  if (typeof value === 'object') return isoDay(value);
  return typeof value === 'boolean' ? (value ? 'true' : '') : (value ?? '');
}

export type Typed =
  | {
      readonly kind: 'ok';
      readonly rows: Form['rows'];
      /** Fields that are not as they were. */
      readonly dirty: readonly string[];
    }
  /** A text that is no day. */
  | {readonly kind: 'badDate'; readonly field: string};

/** What stands in the form now. */
export function readTyped(
  reader: Reader,
  form: Form,
  inputs: Event['inputs'],
): Typed {
  const rows: Form['rows'] = {};
  const dirty = new Set(form.dirty);
  for (const field of form.fields) {
    const removed = inputs[removalName(field)] ?? [];
    const was = (form.rows[field] ?? []).filter(item => !isEmpty(item));
    const is: FormItem[] = [];
    for (const [at, item] of (form.rows[field] ?? []).entries()) {
      const typed = readItem(reader, form, {field, at, item}, inputs);
      if (typed === undefined) return {kind: 'badDate', field};
      if (!removed.includes(String(at)) && !isEmpty(typed)) is.push(typed);
    }
    rows[field] = is;
    if (JSON.stringify(is) !== JSON.stringify(was)) dirty.add(field);
  }
  return {kind: 'ok', rows, dirty: [...dirty]};
}

/** Parts that say nothing without another. */
const ATTENDANT: readonly string[] = ['type', 'contentType', 'current'];

const isEmpty = (item: PersonItem) =>
  Object.keys(item).every(name => ATTENDANT.includes(name));

/** Undefined: a day that is none. */
function readItem(
  reader: Reader,
  form: Form,
  {
    field,
    at,
    item,
  }: {
    readonly field: string;
    readonly at: number;
    readonly item: FormItem;
  },
  inputs: Event['inputs'],
): FormItem | undefined {
  const typed = {...item};
  let isSame = true;
  for (const part of shownParts(reader, form, field, item)) {
    const text = wholeLines(inputs[inputName(field, at, part.name)]?.[0] ?? '');
    if (text === wholeLines(typedText(reader, part, item))) continue;
    const value = readPart(reader, part, text);
    if (text !== '' && value === undefined) return undefined;
    isSame = false;
    delete typed[part.name];
    if (value !== undefined) typed[part.name] = value;
  }
  if (isSame) return item;
  const isBuilt = Object.keys(typed).every(name => BUILT.includes(name));
  if (!isBuilt)
    for (const name of BUILT)
      if (typed[name] === item[name]) delete typed[name];
  if (field === 'birthdays' && typed['date'] !== undefined)
    delete typed['text'];
  return typed;
}

/** However a host spells the end of a line. */
const wholeLines = (text: string) => text.replace(/\r\n?/g, '\n').trim();

function readPart(
  {language}: Reader,
  {kind}: Part,
  text: string,
): FormItem[string] | undefined {
  if (text === '') return undefined;
  switch (kind) {
    case 'flag':
      return true;
    case 'date':
      return parseDay(text);
    case 'type':
      return (
        Object.entries(language.types).find(
          ([, name]) => name.toLowerCase() === text.toLowerCase(),
        )?.[0] ?? text
      );
    case 'text':
    case 'note':
      return text;
  }
}

/** `1990-05-23`, `1990/5/23`, `1990年5月23日`, or the same without a year. */
export function parseDay(text: string) {
  const [, year, month, day] =
    /^(?:(\d{4})\D{1,2})?(\d{1,2})\D{1,2}(\d{1,2})\D?$/.exec(
      text.normalize('NFKC').trim(),
    ) ?? [];
  const [m, d] = [Number(month), Number(day)];
  if (!(m >= 1 && m <= 12 && d >= 1 && d <= 31)) return undefined;
  return {...(year !== undefined && {year: Number(year)}), month: m, day: d};
}
