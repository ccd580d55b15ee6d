/** What stands in a form now, and what stood in it when it was drawn. */
import type {PersonItem} from '../../server/contract/person.ts';
import type {Event} from '../ports.ts';
import {isoDay, type Reader} from '../reader.ts';
import {textOf} from '../views/person.ts';
import {definitionOf} from './defined.ts';
import type {Form, FormItem} from './form.ts';
import {BUILT, shownParts, type Part} from './parts.ts';

export const inputName = (field: string, at: number, part: string) =>
  `${field}.${at}.${part}`;
export const removalName = (field: string) => `${field}.remove`;

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
function parseDay(text: string) {
  const [, year, month, day] =
    /^(?:(\d{4})\D{1,2})?(\d{1,2})\D{1,2}(\d{1,2})\D?$/.exec(
      text.normalize('NFKC').trim(),
    ) ?? [];
  const [m, d] = [Number(month), Number(day)];
  // Without a year it may be 29 February.
  const date = new Date(Date.UTC(Number(year ?? 2000), m - 1, d));
  if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return undefined;
  return {...(year !== undefined && {year: Number(year)}), month: m, day: d};
}
