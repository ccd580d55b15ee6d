/** A form for a contact's fields, and which of them there is room for. */
import * as z from 'zod/mini';
import {PERSON_FIELDS, type PersonItem} from '../../server/contract/person.ts';
import type {Reader} from '../reader.ts';
import type {Person} from '../views/person.ts';
import {Defined} from './defined.ts';
import {shownParts} from './parts.ts';

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
  /** Those that somebody asked for: every part of them is, and not only the usual ones. */
  whole: z.array(z.string()),
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
export type FormItem = Form['rows'][string][number];

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
/** Of a field that nobody asked for: it would take the room of others. */
const ITEMS_MAX = 20;
const CHARACTERS_MAX = 12_000;

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
    whole: only === undefined ? [] : [only],
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

/** One that somebody asks for, with all of its parts where there is room for them. */
export function withWanted(
  reader: Reader,
  form: Form,
  field: string,
  person: Person,
): Form | undefined {
  const whole = [...new Set([...form.whole, field])];
  return (
    withField(reader, {...form, whole}, field, person, true) ??
    // Of what there is once, nothing else would be new.
    (SINGLE.includes(field)
      ? undefined
      : withField(reader, form, field, person, true))
  );
}

/** Undefined: there is no room for it here. */
function withField(
  reader: Reader,
  form: Form,
  field: string,
  person: Person,
  isWanted = false,
): Form | undefined {
  if (!FIELD_NAMES.includes(field)) return undefined;
  const items = (person[field] ?? []).map(asFormItem);
  if (!isWanted && items.length > ITEMS_MAX) return undefined;
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
