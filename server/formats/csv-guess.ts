/** What the columns of any table of contacts mean, by their headings and a sample of their cells. */
import {headingKey, parseHeadings, parseMeaning} from './csv-columns.ts';
import type {
  ColumnMapping,
  ColumnMeaning,
  DateOrder,
  HeadingProfile,
} from './csv-columns.ts';
import {isGoogleFile, readNumbered, readSingle} from './csv-google.ts';
import {readJapaneseHeading} from './csv-headings-japanese.ts';
import {guessWords, WHOLE_NAME} from './csv-heading-words.ts';
import {LATER_HEADINGS} from './csv-headings-later.ts';
import {OUTLOOK_HEADINGS} from './csv-headings-outlook.ts';
import {PLAIN_HEADINGS} from './csv-headings-plain.ts';
import {THUNDERBIRD_HEADINGS} from './csv-headings-thunderbird.ts';
import {WINDOWS_HEADINGS} from './csv-headings-windows.ts';
import {
  readOwnHeading,
  readSpreadsheetHeading,
  wordsOver,
} from './csv-spreadsheet-words.ts';
import {isNear} from './csv-spelling.ts';
import {
  cellText,
  findDateOrder,
  isEmail,
  isPhone,
  isUrl,
  readReach,
} from './csv-values.ts';

const PROGRAMS: readonly HeadingProfile[] = [
  OUTLOOK_HEADINGS,
  LATER_HEADINGS,
  THUNDERBIRD_HEADINGS,
  WINDOWS_HEADINGS,
].flatMap(parseHeadings);

const PLAIN: readonly HeadingProfile[] = parseHeadings(PLAIN_HEADINGS);

/** Every heading that somebody writes; the first that knows it decides. */
const ANYBODY: ReadonlyMap<string, ColumnMeaning> = firstOfEach();

function firstOfEach(): ReadonlyMap<string, ColumnMeaning> {
  const plain = new Map(PLAIN.flatMap(({meanings}) => [...meanings]).reverse());
  // A second telephone of anybody’s, and a radio in the Swedish of one program.
  const isAnother = ([key, meaning]: readonly [string, ColumnMeaning]) => {
    const first = plain.get(withoutNumber(key));
    return (
      meaning.kind === 'value' &&
      first?.kind === 'value' &&
      meaning.item === undefined &&
      meaning.field === first.field &&
      meaning.subfield === first.subfield
    );
  };
  const programs = PROGRAMS.flatMap(({meanings}) => [...meanings]);
  const others = programs.filter(
    entry => !plain.has(entry[0]) && !isAnother(entry),
  );
  return new Map([...others.reverse(), ...plain]);
}

function withoutNumber(key: string): string {
  return key.replace(/\d+$/, '');
}

/** Whether somebody would write this over a column of contacts. */
export function isKnownHeading(heading: string): boolean {
  return (
    readSingle(heading) !== undefined ||
    readHeading(heading, undefined) !== undefined ||
    guessWords(heading) !== undefined
  );
}

/** A program's table counts where it knows so many headings, and more than half of them. */
const PROGRAM_HEADINGS_MIN = 6;

/** Languages that never write the month first. */
const DAY_FIRST: ReadonlySet<string> = new Set(
  'da de es fi fr it nl no pl pt ru sk sv tr cs'.split(' '),
);

/**
 * A mapping of a table's columns. Google's and our own are known by their form; of
 * others, and of those that somebody added to these, the program and language whose headings
 * fit best decide, then plain words in any language, then parts of headings, misspelt
 * words, and last what the cells look like. Cells also overrule a heading they contradict.
 * A caller may put other meanings in the place of these.
 * @param sample some rows, short ones too.
 */
export function guessColumns(
  headings: readonly string[],
  sample: readonly (readonly string[])[],
): ColumnMapping {
  const isGoogle = isGoogleFile(headings);
  const own = wordsOver(headings);
  const isOthers = !isGoogle && own === undefined;
  const program = isOthers ? findProgram(headings) : undefined;
  const cellsOf = (index: number) =>
    sample.map(row => cellText(row[index] ?? '')).filter(cell => cell !== '');
  const columns = headings.map((heading, index): ColumnMeaning => {
    const cells = cellsOf(index);
    const meaning = isGoogle
      ? (readNumbered(heading) ?? readSingle(heading))
      : own && readOwnHeading(heading, own);
    return (
      meaning ??
      agreeWithCells(
        readHeading(heading, program) ?? guessHeading(heading, cells),
        cells,
      )
    );
  });
  const names = findNames(headings, columns, cellsOf);
  if (names !== undefined) columns[names] = parseMeaning(WHOLE_NAME);
  const dateOrder = findOrder(columns, headings, sample, program);
  return {
    headings,
    columns,
    isGoogle,
    ...(dateOrder !== undefined && {dateOrder}),
    isFamilyFirst: headings.some(heading =>
      HUNGARIAN_NAMES.has(headingKey(heading)),
    ),
  };
}

/** Over whole names, in that language alone. */
const HUNGARIAN_NAMES: ReadonlySet<string> = new Set(
  PLAIN.filter(({language}) => language === 'hu')
    .flatMap(({meanings}) => [...meanings])
    .filter(([, meaning]) => isWholeName(meaning))
    .map(([key]) => key),
);

function isWholeName(meaning: ColumnMeaning): boolean {
  return meaning.kind === 'value' && meaning.subfield === 'unstructuredName';
}

function findProgram(headings: readonly string[]): HeadingProfile | undefined {
  const keys = [...new Set(headings.map(headingKey))].filter(key => key !== '');
  const score = ({meanings}: HeadingProfile) =>
    keys.filter(key => meanings.has(key)).length;
  let best: {profile: HeadingProfile; count: number} | undefined;
  for (const profile of PROGRAMS) {
    const count = score(profile);
    if (count > (best?.count ?? 0)) best = {profile, count};
  }
  if (best === undefined) return undefined;
  const {count, profile} = best;
  return count >= PROGRAM_HEADINGS_MIN && count * 2 > keys.length
    ? profile
    : undefined;
}

/** Longer ones are no words over a column. */
const HEADING_LENGTH_MAX = 100;

function readHeading(
  heading: string,
  program: HeadingProfile | undefined,
): ColumnMeaning | undefined {
  const key = headingKey(heading);
  if (key === '' || key.length > HEADING_LENGTH_MAX) return undefined;
  return (
    program?.meanings.get(key) ??
    (program && englishOf(program)?.meanings.get(key)) ??
    readNumbered(heading) ??
    readOurs(heading) ??
    ANYBODY.get(key) ??
    readJapaneseHeading(heading, readKey) ??
    readKey(key)
  );
}

/** `E-mail 2` is another of its kind. */
function readKey(key: string): ColumnMeaning | undefined {
  return ANYBODY.get(key) ?? ANYBODY.get(withoutNumber(key));
}

/** What a heading may mean that nobody's table has, where the cells do not deny it. */
function guessHeading(
  heading: string,
  cells: readonly string[],
): ColumnMeaning | undefined {
  const guess = guessWords(heading) ?? guessSpelling(heading);
  if (guess?.kind !== 'value' || cells.length === 0) return guess;
  const looks = LOOKS[`${guess.field}.${guess.subfield}`];
  return looks === undefined || cells.some(looks) ? guess : undefined;
}

/** Of what a column says, what one of its cells at least must look like. */
const LOOKS: Readonly<Record<string, (cell: string) => boolean>> = {
  'birthdays.date': cell => /\d/.test(cell),
  'emailAddresses.value': cell => cell.includes('@'),
  'phoneNumbers.value': cell => isPhone(cell) || isReach(cell),
};

/** A column of our own tables, with its type in brackets. */
function readOurs(heading: string): ColumnMeaning | undefined {
  const column = readSpreadsheetHeading(heading);
  return column?.type === undefined ? undefined : {kind: 'value', ...column};
}

/** What a program writes where it lacks a word of its language. */
function englishOf({program}: HeadingProfile): HeadingProfile | undefined {
  return PROGRAMS.find(
    profile => profile.program === program && profile.language.startsWith('en'),
  );
}

/** Fields whose headings people type themselves. */
const TYPED: ReadonlySet<string> = new Set([
  'addresses',
  'biographies',
  'birthdays',
  'emailAddresses',
  'names',
  'organizations',
  'phoneNumbers',
]);

const SPELLED = PLAIN.filter(({language}) => language === 'any')
  .flatMap(({headings}) => [...headings])
  .filter(([, meaning]) => meaning.kind === 'value' && TYPED.has(meaning.field))
  .map(([heading, meaning]) => ({words: wordsOf(heading), meaning}));

function wordsOf(heading: string): readonly string[] {
  return heading
    .split(/[^\p{L}\p{N}]+/u)
    .map(headingKey)
    .filter(word => word !== '');
}

/** Words with one letter wrong, left out, added or changed with its neighbour; long ones: two. */
function guessSpelling(heading: string): ColumnMeaning | undefined {
  if (heading.length > HEADING_LENGTH_MAX) return undefined;
  const words = wordsOf(heading);
  const near = SPELLED.filter(
    spelled =>
      spelled.words.length === words.length &&
      words.every((word, index) => isNear(word, spelled.words[index] ?? '')),
  ).map(({meaning}) => meaning);
  const kinds = new Set(near.map(meaning => JSON.stringify(meaning)));
  return kinds.size === 1 ? near[0] : undefined;
}

/** Of the cells that say something, so many must look like it. */
const ALIKE = 0.8;

function agreeWithCells(
  meaning: ColumnMeaning | undefined,
  cells: readonly string[],
): ColumnMeaning {
  const share = (test: (cell: string) => boolean) =>
    cells.length > 0 && cells.filter(test).length >= cells.length * ALIKE;
  const isName =
    meaning?.kind === 'value' &&
    (meaning.field === 'names' || meaning.field === 'organizations');
  if (meaning !== undefined && !isName) return meaning;
  if (share(isEmail)) return parseMeaning('emailAddresses.value');
  // A bare number may be an id, so an unknown column needs the look of a number to call.
  const isNumber = (cell: string) =>
    isPhone(cell) &&
    (isName || (/^\+|[\s()-]/.test(cell) && !OTHER_CODE.test(cell)));
  if (share(isNumber)) return parseMeaning('phoneNumbers.value');
  if (share(isUrl)) return parseMeaning('urls.value');
  if (meaning === undefined && share(isReach)) return {kind: 'reach'};
  return meaning ?? {kind: 'unknown'};
}

/** Postal codes of Japan and America, and numbers of American social security. */
const OTHER_CODE = /^(?:\d{3}-\d{4}|\d{5}-\d{4}|\d{3}-\d{2}-\d{4})$/;

/** Longer ones are no names. */
const NAME_LENGTH_MAX = 60;

function isNameLike(cell: string): boolean {
  return (
    cell.length <= NAME_LENGTH_MAX &&
    /\p{L}/u.test(cell) &&
    !/[\d@/:;\n]/.test(cell)
  );
}

/** Of a table without headings, which column holds names: the first that may. */
function findNames(
  headings: readonly string[],
  columns: readonly ColumnMeaning[],
  cellsOf: (index: number) => readonly string[],
): number | undefined {
  if (headings.some(heading => heading !== '')) return undefined;
  const at = columns.findIndex(({kind}, index) => {
    const cells = cellsOf(index);
    return kind === 'unknown' && cells.length > 0 && cells.every(isNameLike);
  });
  return at === -1 ? undefined : at;
}

function isReach(cell: string): boolean {
  const reach = readReach(cell);
  return reach !== undefined && reach.emails.length > 0;
}

/** Words over dates, in those languages alone. */
const DAY_FIRST_HEADINGS: ReadonlySet<string> = new Set(
  PLAIN.filter(({language}) => DAY_FIRST.has(language))
    .flatMap(({meanings}) => [...meanings])
    .filter(([, meaning]) => isDate(meaning))
    .map(([key]) => key),
);

function isDate(meaning: ColumnMeaning): boolean {
  return meaning.kind === 'value' && meaning.subfield === 'date';
}

/** The date columns tell it, else the language of the headings, or of theirs. */
function findOrder(
  columns: readonly ColumnMeaning[],
  headings: readonly string[],
  sample: readonly (readonly string[])[],
  program: HeadingProfile | undefined,
): DateOrder | undefined {
  const dates = columns.flatMap((meaning, index) =>
    isDate(meaning) ? [index] : [],
  );
  const cells = dates.flatMap(index => sample.map(row => row[index] ?? ''));
  const [language = ''] = (program?.language ?? '').split('-');
  const isDayFirst =
    DAY_FIRST.has(language) ||
    dates.some(index =>
      DAY_FIRST_HEADINGS.has(headingKey(headings[index] ?? '')),
    );
  return findDateOrder(cells) ?? (isDayFirst ? 'dmy' : undefined);
}
