/** Fields that a workplace or a label defined: how a form asks for them, and what they may say. */
import * as z from 'zod/mini';
import type {CustomField} from '../../server/contract/custom-field.ts';
import type {PersonItem} from '../../server/contract/person.ts';
import type {Reader} from '../reader.ts';
import {textOf} from '../views/person.ts';
import type {Form, FormItem} from './form.ts';

/** A field of the workplace's or a label's own: a row of `userDefined` with its name. */
export const Defined = z.object({
  key: z.string(),
  type: z.string(),
  choices: z.array(z.string()),
  required: z.boolean(),
  hint: z.string(),
});
export type Defined = z.output<typeof Defined>;

const DEFINED_MAX = 20;
const DEFINED_CHARACTERS_MAX = 6000;

/**
 * Those that there is room for, in the reader's language; others are typed as any custom field.
 * Of two with one name the first counts, as everywhere.
 */
export function definedOf(
  {locale}: Reader,
  fields: readonly CustomField[] = [],
): readonly Defined[] {
  const [language = ''] = locale.split(/[-_]/);
  const defined: Defined[] = [];
  for (const {displayName: key, type, choices, required, helpTexts} of fields) {
    if (defined.some(each => fold(each.key) === fold(key))) continue;
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

/** As a custom field of type `date` has it. */
export const DAY = /^\d{4}-\d\d-\d\d$/;
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
