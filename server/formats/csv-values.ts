/** What stands in one cell, as the People API spells it. */
import type {CalendarDate} from '../core/content.ts';
import type {DateOrder} from './csv-columns.ts';

/** Signs by which a spreadsheet takes a cell for a formula (OWASP, "CSV Injection"). */
export const FORMULA_SIGN = /^[=+\-@\t\r\n＝＋－＠]/;

/** The text of a cell, without the apostrophe that keeps a spreadsheet from calculating it. */
export function cellText(cell: string): string {
  const text = cell.trim();
  return text.startsWith("'") && FORMULA_SIGN.test(text.slice(1))
    ? text.slice(1).trim()
    : text;
}

const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+$/u;

export function isEmail(text: string): boolean {
  return EMAIL.test(text);
}

/** Digits and what stands between them, an extension included. */
const PHONE =
  /^(?:tel:|p:)?\+?[\d\s().\-‐-―−/*#,;ー]{5,}(?:\s*(?:ext\.?|x|内線)\s*\d+)?$/iu;

/** Of a number with all that people write around its digits. */
const PHONE_LENGTH_MAX = 100;

export function isPhone(text: string): boolean {
  if (text.length > PHONE_LENGTH_MAX) return false;
  const plain = text.normalize('NFKC');
  const digits = plain.replace(/\D/g, '').length;
  return PHONE.test(plain) && digits >= 5 && digits <= 20 && !isDate(plain);
}

export function isUrl(text: string): boolean {
  return /^(?:https?:\/\/|www\.)\S+$/i.test(text);
}

function isDate(text: string): boolean {
  return /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|[0-3]?\d([-/.])[0-3]?\d\1(?:19|20)\d\d)(?:[ T].*)?$/.test(
    text,
  );
}

/** What a cell with addresses and numbers holds, part by part; undefined: something else as well. */
export function readReach(
  text: string,
):
  | {readonly emails: readonly string[]; readonly phones: readonly string[]}
  | undefined {
  const emails: string[] = [];
  const phones: string[] = [];
  for (const part of text.split(/[,;|\n]+|(?<=\s)[/&](?=\s)|(?<=\s)::: /u)) {
    const piece = part.trim();
    if (piece === '') continue;
    const email = bareEmail(piece);
    if (email !== undefined) emails.push(email);
    else if (isPhone(piece)) phones.push(piece);
    else return undefined;
  }
  return {emails, phones};
}

/** `Ann <ann@a.example>` and `mailto:ann@a.example` hold one. */
export function bareEmail(text: string): string | undefined {
  const bare = /^[^<>@]*<([^<>]+)>$/.exec(text)?.[1] ?? text;
  const address = bare.trim().replace(/^mailto:/i, '');
  return isEmail(address) ? address : undefined;
}

const MONTHS: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12,
};

/** Outlook's word for none, and what databases write for none. */
const NO_DATE = /^0+[-/.]0+[-/.]0+(?:\s.*)?$/;

/** That it holds none: an absent date is nothing to keep. */
export function isNoDate(text: string): boolean {
  return NO_DATE.test(text);
}

/**
 * A date however it is written; one without a year as `--05-01` or `05-01`.
 * Undefined where it is none, or where day and month could change places and
 * `order` does not say how.
 */
export function readDate(
  text: string,
  order: DateOrder | undefined,
): CalendarDate | undefined {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(
      /[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*[AP]M|Z|[+-]\d\d:?\d\d)?$/i,
      '',
    )
    .trim();
  return (
    yearFirst(plain) ??
    ofEra(plain) ??
    withoutYear(plain) ??
    inWords(plain) ??
    withOrder(plain, order)
  );
}

function yearFirst(text: string): CalendarDate | undefined {
  const match =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text) ??
    /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day] = match.map(Number);
  return dateOf(year, month, day);
}

/** Japan's eras by their names and letters, and the year before the first of each. */
const ERAS: Readonly<Record<string, readonly [name: string, before: number]>> =
  {
    明治: ['明治', 1867],
    M: ['明治', 1867],
    大正: ['大正', 1911],
    T: ['大正', 1911],
    昭和: ['昭和', 1925],
    S: ['昭和', 1925],
    平成: ['平成', 1988],
    H: ['平成', 1988],
    令和: ['令和', 2018],
    R: ['令和', 2018],
  };

const eraFormat = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', {
  era: 'long',
  timeZone: 'UTC',
});

/** `昭和55年1月2日`, `S55.1.2`: where that day was of that era. */
function ofEra(text: string): CalendarDate | undefined {
  const match =
    /^(明治|大正|昭和|平成|令和|[MTSHR])\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/i.exec(
      text,
    );
  const [, era = '', year = '', month, day] = match ?? [];
  const [name, before = 0] = ERAS[era.toUpperCase()] ?? [];
  if (name === undefined) return undefined;
  const date = dateOf(
    before + (year === '元' ? 1 : Number(year)),
    Number(month),
    Number(day),
  );
  if (date === undefined) return undefined;
  const {year: whole = 0, month: ofYear = 0, day: ofMonth} = date;
  const parts = eraFormat.formatToParts(Date.UTC(whole, ofYear - 1, ofMonth));
  const isOfEra = parts.some(
    ({type, value}) => type === 'era' && value === name,
  );
  return isOfEra ? date : undefined;
}

function withoutYear(text: string): CalendarDate | undefined {
  const match =
    /^--\s*(\d{1,2})-?\s*(\d{1,2})$/.exec(text) ??
    /^(\d{1,2})月\s*(\d{1,2})日$/.exec(text);
  if (match === null) return undefined;
  const [, month, day] = match.map(Number);
  return dateOf(undefined, month, day);
}

function inWords(text: string): CalendarDate | undefined {
  const dayFirst =
    /^(\d{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]{3,9})\.?[ ,-]*(\d{4})?$/i;
  const monthFirst =
    /^([a-z]{3,9})\.?[ -]+(\d{1,2})(?:st|nd|rd|th)?[ ,-]*(\d{4})?$/i;
  const [, day, month, year] = dayFirst.exec(text) ?? [];
  const [, month2, day2, year2] = monthFirst.exec(text) ?? [];
  const number = MONTHS[(month ?? month2 ?? '').slice(0, 3).toLowerCase()];
  if (number === undefined) return undefined;
  const written = year ?? year2;
  return dateOf(
    written === undefined ? undefined : Number(written),
    number,
    Number(day ?? day2),
  );
}

function withOrder(
  text: string,
  order: DateOrder | undefined,
): CalendarDate | undefined {
  const match = /^(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const second = Number(match[3]);
  const year = Number(match[4]);
  const known = match[2] === '.' ? 'dmy' : (orderOf(first, second) ?? order);
  if (known === 'dmy') return dateOf(year, second, first);
  if (known === 'mdy') return dateOf(year, first, second);
  return first === second ? dateOf(year, first, second) : undefined;
}

function orderOf(first: number, second: number): DateOrder | undefined {
  if (first > 12) return 'dmy';
  return second > 12 ? 'mdy' : undefined;
}

/** In which order a column's dates stand, where one of them shows it. */
export function findDateOrder(cells: readonly string[]): DateOrder | undefined {
  const orders = new Set(
    cells.flatMap(cell => {
      const [, first, second] =
        /^\s*(\d{1,2})[-/](\d{1,2})[-/]\d{4}/.exec(cell) ?? [];
      return orderOf(Number(first), Number(second)) ?? [];
    }),
  );
  const [order] = orders;
  return orders.size === 1 ? order : undefined;
}

const DAYS: readonly number[] = [
  31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
];

export function dateOf(
  year: number | undefined,
  month = 0,
  day = 0,
): CalendarDate | undefined {
  if (month < 1 || month > 12) return undefined;
  const isLeap =
    year === undefined ||
    year === 0 ||
    (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
  const days = month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0);
  if (day < 1 || day > days) return undefined;
  return {...(year !== undefined && year > 0 && {year}), month, day};
}

/** Google's types by the words of its files, and by those of others. */
const TYPES: Readonly<Record<string, string>> = {
  home: 'home',
  work: 'work',
  other: 'other',
  mobile: 'mobile',
  main: 'main',
  pager: 'pager',
  'home fax': 'homeFax',
  'work fax': 'workFax',
  'other fax': 'otherFax',
  'work mobile': 'workMobile',
  'work pager': 'workPager',
  'google voice': 'googleVoice',
  'home page': 'homePage',
  'ftp page': 'ftp',
  blog: 'blog',
  profile: 'profile',
  anniversary: 'anniversary',
  spouse: 'spouse',
  child: 'child',
  mother: 'mother',
  father: 'father',
  parent: 'parent',
  brother: 'brother',
  sister: 'sister',
  friend: 'friend',
  relative: 'relative',
  'domestic partner': 'domesticPartner',
  manager: 'manager',
  assistant: 'assistant',
  'referred by': 'referredBy',
  partner: 'partner',
  'free busy': 'freeBusy',
};

const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries(TYPES).map(([words, type]) => [type, titled(words)]),
);

/** The type that a file's words name; its own words where Google has no such type. */
export function readType(text: string): string {
  const plain = text.trim();
  const key = plain
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return TYPES[key] ?? plain;
}

/** A type in the words of Google's files. */
export function writeType(type: string): string {
  return WORDS.get(type) ?? type;
}

function titled(words: string): string {
  return words.replaceAll(/\b[a-z]/g, letter => letter.toUpperCase());
}

/** `1990-05-01`, and `--05-01` without a year (ISO 8601:2000, as Google writes it). */
export function writeDate({
  year = 0,
  month = 0,
  day = 0,
}: CalendarDate): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const front = year === 0 ? '-' : String(year).padStart(4, '0');
  return `${front}-${two(month)}-${two(day)}`;
}
