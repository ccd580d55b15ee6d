/** A form for a contact's fields: what it shows, and what was typed into it. */
import * as z from 'zod/mini';
import type {CustomField} from '../server/contract/custom-field.ts';
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

/** A field of the workplace's or a label's own: a row of `userDefined` with its name. */
const Defined = z.object({
  key: z.string(),
  type: z.string(),
  choices: z.array(z.string()),
  required: z.boolean(),
  hint: z.string(),
});
export type Defined = z.output<typeof Defined>;

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
  defined: z.array(Defined),
  /** Of a new contact: the label whose fields these are. */
  of: z.string(),
  /** Of a new contact: the list they were picked from, and that is gone back to. */
  place: z.optional(z.string()),
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
const DEFINED_MAX = 20;
const DEFINED_CHARACTERS_MAX = 6000;

type Kind =
  'text' | 'note' | 'flag' | 'date' | 'type' | 'day' | 'number' | 'choice';
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

/** Those that there is room for, in the reader's language; others are typed as any custom field. */
export function definedOf(
  {locale}: Reader,
  fields: readonly CustomField[] = [],
): readonly Defined[] {
  const [language = ''] = locale.split(/[-_]/);
  const defined: Defined[] = [];
  for (const {displayName: key, type, choices, required, helpTexts} of fields) {
    const hint =
      helpTexts[locale] ??
      helpTexts[language] ??
      helpTexts['en'] ??
      Object.values(helpTexts)[0] ??
      '';
    defined.push({key, type, choices, required, hint});
    if (JSON.stringify(defined).length > DEFINED_CHARACTERS_MAX) defined.pop();
  }
  return defined.slice(0, DEFINED_MAX);
}

const fold = (text: string) =>
  text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');

/** By which field of the form a row of `userDefined` is asked for. */
export function definitionOf(
  {defined}: Form,
  field: string,
  item: PersonItem,
): Defined | undefined {
  const key = fold(textOf(item, 'key'));
  return field === 'userDefined'
    ? defined.find(each => fold(each.key) === key)
    : undefined;
}

/** A row for each defined field, filled in or not, before the others. */
export function withDefined(
  form: Form,
  items: readonly FormItem[],
): FormItem[] {
  const own = form.defined.flatMap(each => {
    const filled = items.filter(
      item => definitionOf(form, 'userDefined', item) === each,
    );
    return filled.length > 0 ? filled : [{key: each.key}];
  });
  const others = items.filter(
    item => definitionOf(form, 'userDefined', item) === undefined,
  );
  return [...own, ...others];
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const RIGHT: Readonly<Record<string, RegExp>> = {
  number: /^-?\d+(\.\d+)?$/,
  date: DAY,
  url: /^https?:\/\/./i,
};

/**
 * The first defined field that would be refused: changed to what it may not say, or
 * required and empty where it was not.
 */
export function findWrong(
  form: Form,
  rows: Form['rows'],
): {readonly key: string; readonly why: string} | undefined {
  for (const each of form.defined) {
    const valueIn = ({userDefined = []}: Form['rows']) =>
      userDefined
        .filter(item => definitionOf(form, 'userDefined', item) === each)
        .map(item => textOf(item, 'value'))
        .join('\n');
    const [was, is] = [valueIn(form.rows), valueIn(rows)];
    const {key, type, required} = each;
    if (was === is && form.mode !== 'create') continue;
    if (is === '' && required) return {key, why: 'required'};
    if (is !== '' && RIGHT[type]?.test(is) === false) return {key, why: type};
  }
  return undefined;
}

function kindOf({type}: Defined, isDay: boolean): Kind {
  switch (type) {
    case 'number':
    case 'choice':
      return type;
    case 'date':
      // What is no day would not be seen where days are picked.
      return isDay ? 'day' : 'text';
    default:
      return 'text';
  }
}

/** What an item's row asks for. */
export function shownParts(
  {language}: Reader,
  form: Form,
  field: string,
  item: PersonItem,
): readonly Part[] {
  const definition = definitionOf(form, field, item);
  if (definition !== undefined) {
    const value = textOf(item, 'value');
    const isDay = !value || DAY.test(value);
    return [{name: 'value', kind: kindOf(definition, isDay)}];
  }
  const {isWhole} = form;
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
  start: Pick<
    Form,
    'mode' | 'name' | 'etag' | 'labels' | 'defined' | 'of' | 'place'
  >,
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
  const shown = start.defined.length > 0 ? [...USUAL, 'userDefined'] : USUAL;
  const wanted =
    only === undefined
      ? [
          ...USUAL,
          ...FIELD_NAMES.filter(field => !USUAL.includes(field)),
        ].filter(field => shown.includes(field) || person[field] !== undefined)
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
  const isAsked = field === 'userDefined' && form.defined.length > 0;
  const rows =
    (items.length === 0 && !isAsked) || (isWanted && !isFull)
      ? [...items, {}]
      : items;
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

/** Before each choice: a host takes none that is empty. */
export const CHOSEN = '=';

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
  if (kind === 'choice') return CHOSEN + (value ?? '');
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
    const says = (item: FormItem) =>
      !isEmpty(item) &&
      (textOf(item, 'value') !== '' ||
        definitionOf(form, field, item) === undefined);
    const was = (form.rows[field] ?? []).filter(says);
    const is: FormItem[] = [];
    for (const [at, item] of (form.rows[field] ?? []).entries()) {
      const typed = readItem(reader, form, {field, at, item}, inputs);
      if (typed === undefined) return {kind: 'badDate', field};
      if (!removed.includes(String(at)) && says(typed)) is.push(typed);
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
    const input = inputs[inputName(field, at, part.name)]?.[0];
    // What nobody picked says nothing.
    if (['day', 'choice'].includes(part.kind) && input === undefined) continue;
    const text =
      part.kind === 'day' ? pickedDay(input) : wholeLines(input ?? '');
    if (text === wholeLines(typedText(reader, part, item))) continue;
    const value = readPart(reader, part, text);
    if (part.kind === 'date' && text !== '' && value === undefined) {
      return undefined;
    }
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

/** A picker tells milliseconds since 1970. */
const pickedDay = (text = '') =>
  /^-?\d{1,14}$/.test(text)
    ? new Date(Number(text)).toISOString().slice(0, 10)
    : text;

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
    case 'day':
      return text;
    case 'number':
      return text.normalize('NFKC');
    case 'choice':
      return text.slice(CHOSEN.length) || undefined;
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
