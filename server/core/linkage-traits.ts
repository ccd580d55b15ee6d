import type {CalendarDate, Content, Item} from './content.ts';
import {foldFirm} from './firm-name.ts';
import {CJK, foldLetters, wordsOf} from './fold.ts';
import {splitGeneration} from './generation.ts';
import {splitHonorifics} from './honorifics.ts';
import {foldKanji} from './kanji-variants.ts';
import {mailboxOf} from './mailbox.ts';
import {isHan, readingOf, soundOf} from './name-sound.ts';
import {shownForm} from './regional-numbers.ts';
import {isRole} from './role-mailbox.ts';

/** A given or family name as it is compared; absent where the text is empty. */
export interface NamePart {
  /** All words in one, folded. */
  readonly text: string;
  readonly words: readonly string[];
  /** In Latin letters; empty where nobody says how it is read. */
  readonly reading: string;
  readonly sound: string;
  readonly script: Script;
  /** Whether it says that it is but the beginning: Alex. */
  readonly isCut: boolean;
}

/** Names in two of these are compared by their readings alone. */
export type Script =
  | 'Latin'
  | 'Han'
  | 'Hangul'
  | 'Cyrillic'
  | 'Greek'
  | 'Hebrew'
  | 'Arabic'
  | 'Thai'
  | 'other';

/** Words and what they are together. */
export interface Phrase {
  readonly whole: string;
  readonly words: readonly string[];
}

/** An address of a person. */
export interface Mail {
  readonly address: string;
  readonly box: string;
  readonly domain: string;
  /** Everybody of that name would call their mailbox so: anna.schmidt@, aschmidt@. */
  readonly isOfName: boolean;
}

/** What linkage compares of a contact: normalised, folded and taken apart once. */
export interface Traits {
  readonly given: NamePart;
  readonly family: NamePart;
  readonly nicknames: readonly string[];
  /** jr, sr or ii and up, where somebody has the name of a parent. */
  readonly generation: string | undefined;
  readonly birthday: CalendarDate | undefined;
  readonly mails: readonly Mail[];
  /** info@ and its like. */
  readonly roleMails: readonly string[];
  /** In E.164, else as they are dialled; with `;` and an extension, where there is one. */
  readonly phones: readonly string[];
  readonly ids: readonly string[];
  readonly streets: readonly Phrase[];
  readonly buildings: readonly Phrase[];
  readonly cities: readonly string[];
  readonly regions: readonly string[];
  readonly postcodes: readonly string[];
  /** Where people work: nothing of a firm's own entry, which is called so. */
  readonly firms: readonly Phrase[];
  /** Of a firm's own entry, which names no person. */
  readonly company: Company | undefined;
}

export interface Company {
  /** As it was typed, with its legal form. */
  readonly name: string;
  readonly phrase: Phrase;
}

const NO_NAME: NamePart = {
  text: '',
  words: [],
  reading: '',
  sound: '',
  script: 'Latin',
  isCut: false,
};

/** Most contacts say nothing of most: one list for all of them. */
const NONE: readonly never[] = [];

/** A list that grew has room for sixteen more: 130 MB of 100,000 contacts against 285. */
function few<Value>(values: readonly Value[]): readonly Value[] {
  return values.length === 0 ? NONE : values.slice();
}

/** Reads contents into traits; what many of them share is read and kept once. */
export function createTraitReader(): (content: Content) => Traits {
  const readPart = createPartReader();
  const readStreet = createPhraseReader(foldPlace);
  const readFirm = createPhraseReader(foldFirm);
  const readPlace = createReader(foldTown);
  return content => {
    const name = splitHonorifics(content.names?.[0] ?? {});
    const given = readPart(name, ['givenName', 'middleName']);
    const family = readPart(name, ['familyName']);
    const company =
      given.text === '' && family.text === ''
        ? companyOf(content, readFirm)
        : undefined;
    const mails = texts(content.emailAddresses, 'matchKey').map(mailboxOf);
    const addresses = content.addresses ?? [];
    const placesOf = (part: string) =>
      few(texts(addresses, part).map(readPlace).filter(isSaid));
    return {
      given,
      family,
      nicknames: few(texts(content.nicknames, 'value').map(foldName)),
      generation: generationOf(name),
      birthday: birthdayOf(content),
      mails: few(
        mails
          .filter(mail => !isRole(`mail:${mail}`))
          .map(mail => readMail(mail, [given, family])),
      ),
      roleMails: few(mails.filter(mail => isRole(`mail:${mail}`))),
      phones: few(phonesOf(content)),
      ids: few(idsOf(content)),
      streets: few(addresses.map(streetOf).flatMap(readStreet)),
      buildings: few(texts(addresses, 'extendedAddress').flatMap(readStreet)),
      cities: placesOf('city'),
      regions: placesOf('region'),
      postcodes: few(
        texts(addresses, 'postalCode').map(foldCode).filter(isSaid),
      ),
      firms:
        company === undefined
          ? few(texts(content.organizations, 'name').flatMap(readFirm))
          : NONE,
      company,
    };
  };
}

function companyOf(
  {organizations}: Content,
  readFirm: (name: string) => readonly Phrase[],
): Company | undefined {
  const [name = ''] = texts(organizations, 'name');
  const [phrase] = readFirm(name);
  return phrase && {name, phrase};
}

function isSaid(text: string): boolean {
  return text !== '';
}

/** Reads each text once. */
function createReader<Value>(
  read: (text: string) => Value,
): (text: string) => Value {
  const known = new Map<string, Value>();
  return text => known.get(text) ?? keep(known, text, read(text));
}

function createPhraseReader(
  fold: (text: string) => readonly string[],
): (text: string) => readonly Phrase[] {
  return createReader(text => {
    const words = fold(text);
    const whole = words.join('');
    return whole === '' ? NONE : [{whole, words: few(words)}];
  });
}

function createPartReader(): (
  name: Item,
  parts: readonly string[],
) => NamePart {
  const known = new Map<string, NamePart>();
  return (name, parts) => {
    const [written, reading] = [parts, parts.map(phoneticOf)].map(names =>
      names
        .map(part => textOf(name, part))
        .filter(isSaid)
        .join(' '),
    );
    if (written === '' && reading === '') return NO_NAME;
    const key = `${written}\n${reading}`;
    return known.get(key) ?? keep(known, key, partOf(written, reading));
  };
}

function keep<Value>(
  kept: Map<string, Value>,
  key: string,
  value: Value,
): Value {
  kept.set(key, value);
  return value;
}

function phoneticOf(part: string): string {
  return `phonetic${part.charAt(0).toUpperCase()}${part.slice(1)}`;
}

/** A name that is known by its reading alone is as good as written so. */
function partOf(written = '', phonetic = ''): NamePart {
  const words = wordsOf(foldName(written === '' ? phonetic : written));
  const text = words.join('');
  const script = scriptOf(text);
  const read = phonetic === '' ? text : foldLetters(phonetic);
  const reading = readingOf(script === 'Latin' || isHan(read) ? text : read);
  return {
    text,
    words,
    reading,
    sound: reading === '' ? text : soundOf(reading),
    script,
    isCut: /\.\s*$/u.test(written),
  };
}

const SCRIPTS: readonly (readonly [Script, RegExp])[] = [
  ['Hangul', /\p{sc=Hangul}/u],
  ['Cyrillic', /\p{sc=Cyrillic}/u],
  ['Greek', /\p{sc=Greek}/u],
  ['Hebrew', /\p{sc=Hebrew}/u],
  ['Arabic', /\p{sc=Arabic}/u],
  ['Thai', /\p{sc=Thai}/u],
  // Kana say how they are read.
  ['Latin', /[\p{sc=Latin}\p{scx=Katakana}\p{scx=Hiragana}]|^\P{L}*$/u],
];

function scriptOf(folded: string): Script {
  if (isHan(folded)) return 'Han';
  return SCRIPTS.find(([, letters]) => letters.test(folded))?.[0] ?? 'other';
}

function readMail(address: string, parts: readonly NamePart[]): Mail {
  const at = address.indexOf('@');
  const box = address.slice(0, at);
  const names = parts.flatMap(({text, reading}) =>
    [text, reading].filter(name => name !== ''),
  );
  const rest = names.reduce((left, name) => left.replace(name, ''), box);
  const isOfName = rest.length < box.length && !/\p{L}{2}|\p{N}/u.test(rest);
  return {address, box, domain: address.slice(at + 1), isOfName};
}

function foldName(text: string): string {
  return foldKanji(foldLetters(text));
}

function texts(
  items: readonly Item[] | undefined,
  name: string,
): readonly string[] {
  return (items ?? [])
    .map(item => item[name])
    .filter(value => typeof value === 'string');
}

function textOf(item: Item, name: string): string {
  const value = item[name];
  return typeof value === 'string' ? value : '';
}

function generationOf(name: Item): string | undefined {
  const {generation} = splitGeneration(name);
  return generation === '' ? undefined : generation;
}

/** A date that says neither month nor day tells nobody apart. */
function birthdayOf({birthdays}: Content): CalendarDate | undefined {
  const date = birthdays?.[0]?.['date'];
  if (typeof date !== 'object') return undefined;
  return date.month === undefined && date.day === undefined ? undefined : date;
}

/** Numbers without a country: their digits, from this length on. */
const DIGITS_MIN = 6;

/** What is dialled behind a number: 内線 12, ext. 12, x12, ;ext=12. */
const EXTENSION =
  /(?:内線|ext(?:ension|n)?|(?<=[\d\s])x|[#,])[.:=\s]*(?<extension>\d{1,7})\s*$/iu;

function phonesOf({phoneNumbers = []}: Content): readonly string[] {
  const numbers = phoneNumbers.map(
    phone => shownForm(phone) ?? digitsOf(textOf(phone, 'value')),
  );
  return [...new Set(numbers)].filter(({length}) => length >= DIGITS_MIN);
}

/** As it is dialled, and behind a semicolon its extension. */
function digitsOf(typed: string): string {
  const text = typed.normalize('NFKC').trim();
  const digits = (part: string) => part.replace(/\D/gu, '');
  const extension = EXTENSION.exec(text)?.groups?.['extension'];
  if (extension === undefined) return digits(text);
  const plus = text.startsWith('+') ? '+' : '';
  return `${plus}${digits(text.replace(EXTENSION, ''))};${extension}`;
}

/** An id says who somebody is within its type alone. */
function idsOf({externalIds = []}: Content): readonly string[] {
  return externalIds.flatMap(id => {
    const value = foldCode(textOf(id, 'value'));
    return value === '' ? [] : `${foldLetters(textOf(id, 'type'))}:${value}`;
  });
}

function foldCode(text: string): string {
  return foldLetters(text).replace(/[^\p{L}\p{N}]/gu, '');
}

/** Words of addresses that people cut short, as English and German ones do. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  street: 'st',
  str: 'st',
  strasse: 'st',
  road: 'rd',
  avenue: 'ave',
  av: 'ave',
  drive: 'dr',
  place: 'pl',
  court: 'ct',
  crescent: 'cres',
  circuit: 'cct',
  close: 'cl',
  lane: 'ln',
  boulevard: 'blvd',
  square: 'sq',
  terrace: 'tce',
  highway: 'hwy',
  parade: 'pde',
  apartment: 'apt',
  building: 'bldg',
  floor: 'fl',
  saint: 'st',
  mount: 'mt',
};

function foldPlace(text: string): readonly string[] {
  const folded = foldKanji(foldLetters(text))
    .replace(/(?<=\d)(?:丁目|番地|番|号|ノ|ー)/gu, ' ')
    .replace(/(?<=\p{scx=Han})(?=\d)/gu, ' ');
  return wordsOf(folded).map(word => SHORT_FORMS[word] ?? word);
}

/** What is written as a whole is one street: its words count, not their places. */
function streetOf(address: Item): string {
  return (
    textOf(address, 'streetAddress') ||
    textOf(address, 'poBox') ||
    textOf(address, 'formattedValue')
  );
}

/** 横浜 for 横浜市: what kind of place it is goes without saying. Shorter names are left whole. */
function foldTown(text: string): string {
  const place = foldPlace(text).join('');
  return CJK.test(place)
    ? place.replace(/(?<=..)[市区町村都府県]$/u, '')
    : place;
}
