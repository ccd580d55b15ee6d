/**
 * Custom fields: what an admin or an owner defines, and what stands under such a
 * name among a contact's `userDefined`, where Google Contacts and phones show it.
 */
import {sameItems, type Content, type Item} from './content.ts';
import {foldLetters} from './fold.ts';
import type {RowRefusal} from './row-refusal.ts';

export type CustomFieldType = 'text' | 'number' | 'date' | 'choice' | 'url';

export interface CustomField {
  readonly id: string;
  /** Null: of the workplace, whose contacts all have it. */
  readonly labelId: string | null;
  /** The key in `userDefined`. */
  readonly displayName: string;
  readonly type: CustomFieldType;
  /** Of a `choice` alone. */
  readonly choices: readonly string[];
  readonly required: boolean;
}

export type FaultReason =
  | 'MISSING'
  /** Under one name there is one value. */
  | 'SEVERAL'
  | 'NOT_A_NUMBER'
  | 'NOT_A_DATE'
  | 'NOT_A_CHOICE'
  | 'NOT_A_URL';

/** What is wrong with a field in one contact. */
export interface CustomFieldFault<Field extends CustomField = CustomField> {
  readonly field: Field;
  readonly reason: FaultReason;
  /** What stands there; absent where nothing does, or several values do. */
  readonly value?: string;
  /** What was surely meant; absent where nothing says so. */
  readonly proposal?: string;
}

/** A name without what people type now so, now otherwise: case, width, spaces. */
export function customFieldKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ');
}

/**
 * The fields that contacts with these labels have. Two labels may define one
 * name: on a contact that has both the one that was defined first counts.
 * @param fields in the order of their ids
 */
export function fieldsIn<Field extends CustomField>(
  fields: readonly Field[],
  labelIds: readonly string[],
): readonly Field[] {
  const byKey = new Map<string, Field>();
  for (const field of fields) {
    const key = customFieldKey(field.displayName);
    const isHere = field.labelId === null || labelIds.includes(field.labelId);
    if (isHere && !byKey.has(key)) byKey.set(key, field);
  }
  return [...byKey.values()];
}

/** Everything that is wrong with these fields in a contact. */
export function findFaults<Field extends CustomField>(
  fields: readonly Field[],
  content: Content,
): readonly CustomFieldFault<Field>[] {
  return fields.flatMap(field => judge(field, itemsOf(content, field)) ?? []);
}

/**
 * What an edit makes wrong, or leaves wrong of what it touches; what was wrong
 * before and stays as it was is nobody's fault now.
 * @param before undefined: the contact is new
 */
export function findNewFaults<Field extends CustomField>(
  fields: readonly Field[],
  before: Content | undefined,
  after: Content,
): readonly CustomFieldFault<Field>[] {
  return findFaults(fields, after).filter(
    ({field}) =>
      before === undefined ||
      !sameItems(itemsOf(before, field), itemsOf(after, field)),
  );
}

/** A content in which what was surely meant stands in the place of what is wrong. */
export function repairFaults(
  fields: readonly CustomField[],
  content: Content,
): Content {
  return findFaults(fields, content).reduce(
    (repaired, {field, proposal}) =>
      proposal === undefined ? repaired : withValue(repaired, field, proposal),
    content,
  );
}

function withValue(
  content: Content,
  field: CustomField,
  value: string,
): Content {
  const [first] = itemsOf(content, field);
  const userDefined = (content.userDefined ?? []).flatMap(item => {
    if (!isOf(field.displayName, item)) return [item];
    return item === first ? [{key: field.displayName, value}] : [];
  });
  return {...content, userDefined};
}

/** A content whose values under one name are under another; any other stays the very same. */
export function renameKey(content: Content, from: string, to: string): Content {
  if (!hasKey(content, from)) return content;
  const userDefined = (content.userDefined ?? []).map(item =>
    isOf(from, item) ? {...item, key: to} : item,
  );
  return {...content, userDefined};
}

export function hasKey(content: Content, name: string): boolean {
  return (content.userDefined ?? []).some(item => isOf(name, item));
}

function isOf(name: string, {key}: Item): boolean {
  return (
    typeof key === 'string' && customFieldKey(key) === customFieldKey(name)
  );
}

/** Spaces, what only shapes its neighbours, and fillers show nothing. */
const SEEN = /[^\p{Cc}\p{Cf}\p{Z}\u115F\u1160\u3164\uFFA0]/u;

/** Those that say something that can be seen. */
function itemsOf(content: Content, field: CustomField): readonly Item[] {
  return (content.userDefined ?? []).filter(
    item =>
      SEEN.test(String(item['value'] ?? '')) && isOf(field.displayName, item),
  );
}

function judge<Field extends CustomField>(
  field: Field,
  items: readonly Item[],
): CustomFieldFault<Field> | undefined {
  const values = items.map(({value}) => String(value));
  const [value] = values;
  if (value === undefined) {
    return field.required ? {field, reason: 'MISSING'} : undefined;
  }
  const {isValid, reason, nearest} = KINDS[field.type];
  const proposals = new Set(
    values.map(each => (isValid(each, field) ? each : nearest(each, field))),
  );
  const [only] = proposals.size === 1 ? proposals : [];
  const proposal = only === undefined ? {} : {proposal: only};
  if (values.length > 1) return {field, reason: 'SEVERAL', ...proposal};
  return isValid(value, field)
    ? undefined
    : {field, reason, value, ...proposal};
}

interface Kind {
  readonly isValid: (value: string, field: CustomField) => boolean;
  readonly reason: FaultReason;
  /** The one valid value that was surely meant. */
  readonly nearest: (value: string, field: CustomField) => string | undefined;
}

const KINDS: Readonly<Record<CustomFieldType, Kind>> = {
  text: {
    isValid: () => true,
    reason: 'MISSING',
    nearest: value => value,
  },
  number: {
    isValid: isNumber,
    reason: 'NOT_A_NUMBER',
    nearest: nearestNumber,
  },
  date: {isValid: isDay, reason: 'NOT_A_DATE', nearest: nearestDay},
  choice: {
    isValid: (value, {choices}) => choices.includes(value),
    reason: 'NOT_A_CHOICE',
    nearest: nearestChoice,
  },
  url: {isValid: isUrl, reason: 'NOT_A_URL', nearest: nearestUrl},
};

/** The same whatever language reads it: digits, and a point before decimals. */
function isNumber(value: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(value);
}

/** Separators say the same everywhere where there are two kinds, or one twice; `1,234` does not. */
function nearestNumber(value: string): string | undefined {
  const text = value
    .normalize('NFKC')
    .replace(/\s/gu, '')
    .replace(/^[-\u2010-\u2015\u2212ー]/u, '-')
    .replace(/^\+/, '');
  if (isNumber(text)) return text;
  if (/^-?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/.test(text)) {
    return text.replaceAll(',', '');
  }
  if (/^-?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/.test(text)) {
    return text.replaceAll('.', '').replace(',', '.');
  }
  return /^-?\d+,(?:\d{1,2}|\d{4,})$/.test(text)
    ? text.replace(',', '.')
    : undefined;
}

function isDay(value: string): boolean {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  return dayText(Number(year), Number(month), Number(day)) === value;
}

const DAYS: readonly number[] = [
  31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
];

/** Undefined: the calendar has no such day. */
function dayText(year: number, month: number, day: number): string | undefined {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : DAYS[month - 1];
  if (days === undefined || year < 1 || day < 1 || day > days) return undefined;
  return [
    String(year).padStart(4, '0'),
    String(month).padStart(2, '0'),
    String(day).padStart(2, '0'),
  ].join('-');
}

/** The year before the first one of a reign. */
const REIGNS: Readonly<Record<string, number>> = {
  令和: 2018,
  平成: 1988,
  昭和: 1925,
};

function nearestDay(value: string): string | undefined {
  const text = value.normalize('NFKC').replace(/\s/gu, '');
  const reign = /^(令和|平成|昭和)(元|\d{1,2})年(\d{1,2})月(\d{1,2})日$/.exec(
    text,
  );
  if (reign !== null) {
    const [, name = '', year = '', month, day] = reign;
    const since = year === '元' ? 1 : Number(year);
    return dayText((REIGNS[name] ?? 0) + since, Number(month), Number(day));
  }
  const yearFirst =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (yearFirst !== null) {
    const [year = 0, month = 0, day = 0] = yearFirst.slice(1).map(Number);
    return dayText(year, month, day);
  }
  const [one = 0, other = 0, year = 0] = (
    /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text)?.slice(1) ?? []
  ).map(Number);
  // Which is the month depends on the country, unless one of them can be none.
  if (one !== other && one <= 12 && other <= 12) return undefined;
  return one > 12 ? dayText(year, other, one) : dayText(year, one, other);
}

function nearestChoice(
  value: string,
  {choices}: CustomField,
): string | undefined {
  const fold = (text: string) => foldLetters(customFieldKey(text));
  const near = choices.filter(choice => fold(choice) === fold(value));
  return near.length === 1 ? near[0] : undefined;
}

function isUrl(value: string): boolean {
  return /^https?:\/\/[^\s/]\S*$/i.test(value) && URL.canParse(value);
}

const WIDE = /[！-～]/gu;
const WIDE_TO_ASCII = 0xfee0;

/** Nobody types the scheme. */
function nearestUrl(value: string): string | undefined {
  const text = value
    .trim()
    .replace(WIDE, wide =>
      String.fromCharCode(wide.charCodeAt(0) - WIDE_TO_ASCII),
    );
  if (isUrl(text)) return text;
  const whole = `https://${text}`;
  return /^[^\s:/?#@]+\.[^\s:/?#@.]{2,}(?:[/?#]\S*)?$/.test(text) &&
    isUrl(whole)
    ? whole
    : undefined;
}

/** Choices in one text. */
const CHOICES_TOLD = 10;

/** Of a row of a file that has it: the same as `faultText` says, as a value. */
export function refusalOfFault({field, reason}: CustomFieldFault): RowRefusal {
  const {displayName, choices} = field;
  return {
    ...{code: 'CUSTOM_FIELD', field: displayName, fault: reason},
    ...(reason === 'NOT_A_CHOICE' && {
      choices: choices.slice(0, CHOICES_TOLD + 1),
    }),
  };
}

/** What to do about a fault: the field's name and never what the contact says. */
export function faultText({field, reason}: CustomFieldFault): string {
  return `${field.displayName}: ${whatIsWrong(field, reason)}`;
}

function whatIsWrong({choices}: CustomField, reason: FaultReason): string {
  switch (reason) {
    case 'MISSING':
      return 'required, and empty';
    case 'SEVERAL':
      return 'stands there more than once: keep one';
    case 'NOT_A_NUMBER':
      return 'not a number: digits, and a point before decimals, as in 1234.5';
    case 'NOT_A_DATE':
      return 'not a day: write it as 2026-01-31';
    case 'NOT_A_CHOICE': {
      const told = choices.slice(0, CHOICES_TOLD).join(', ');
      return `not one of ${told}${choices.length > CHOICES_TOLD ? ', …' : ''}`;
    }
    case 'NOT_A_URL':
      return 'not an address: it begins with https:// or http://';
  }
}
