import type {Content, Item} from './content.ts';
import {CJK, foldLetters} from './fold.ts';
import {isFirm} from './firm-name.ts';
import {
  POSITION_ALONE,
  splitHonorifics,
  SUFFIXES_ALONE,
  TITLES_ALONE,
} from './honorifics.ts';
import type {Fault, QualityOptions} from './quality.ts';
import {isMail} from './quality-mails.ts';
import {looksCallable} from './quality-phones.ts';
import {PARTICLES, splitWholeName} from './whole-name.ts';

/** Names that are none, or whose parts stand in each other's place. */
export function findNameFaults(
  content: Content,
  options: Pick<QualityOptions, 'region' | 'hiddenFields'>,
): readonly Fault[] {
  const [name] = content.names ?? [];
  if (name === undefined) return findMissing(content, options);
  const judges = [
    findMixedUp,
    findHonorificAlone,
    findHonorific,
    findUnsplit,
    findSwapped,
    findCase,
  ];
  // What is no name at all has no parts to be put right.
  for (const judge of judges) {
    const fault = judge(name, content, options.region);
    if (fault !== undefined) return [fault];
  }
  return [];
}

/** What somebody calls themselves in their mails is their name. */
function findMissing(
  {nicknames, organizations, emailAddresses = []}: Content,
  {region, hiddenFields}: Pick<QualityOptions, 'region' | 'hiddenFields'>,
): readonly Fault[] {
  if (hiddenFields.includes('names')) return [];
  if (nicknames !== undefined || organizations !== undefined) return [];
  const proposed = emailAddresses
    .map(({displayName}) => displayName)
    .find(
      (each): each is string =>
        typeof each === 'string' &&
        !each.includes('@') &&
        !looksCallable(each, region),
    );
  const about = {code: 'NAME_MISSING', field: 'names', value: ''} as const;
  if (proposed === undefined) return [about];
  return [{...about, proposed, repair: {names: [{displayName: proposed}]}}];
}

const PARTS = ['givenName', 'middleName', 'familyName'] as const;

function textOf(name: Item, part: string): string {
  const value = name[part];
  return typeof value === 'string' ? value : '';
}

function whole(name: Item, parts: readonly string[] = PARTS): string {
  return parts
    .map(part => textOf(name, part))
    .filter(text => text !== '')
    .join(' ');
}

/** `isParted`: with what addresses somebody in brackets, where it would read the same. */
function sayName(name: Item, isParted = false): string {
  const [given, family] = [
    textOf(name, 'givenName'),
    textOf(name, 'familyName'),
  ];
  const parts = CJK.test(given + family) ? [family, given] : [given, family];
  const honorific = (part: string) => {
    const text = textOf(name, part);
    return isParted && text !== '' ? `[${text}]` : text;
  };
  return [honorific('honorificPrefix'), ...parts, honorific('honorificSuffix')]
    .filter(text => text !== '')
    .join(' ');
}

/** An address or number stands in a part of a name: it goes where it belongs. */
function findMixedUp(
  name: Item,
  {emailAddresses = [], phoneNumbers = []}: Content,
  region: string | undefined,
): Fault | undefined {
  // Google splits a number with blanks as it splits names.
  for (const parts of [PARTS, ...PARTS.map(part => [part])]) {
    const value = whole(name, parts);
    const rest = Object.fromEntries(
      Object.entries(name).filter(([each]) =>
        parts.every(part => part !== each),
      ),
    );
    const about = {field: 'names', value, proposed: sayName(rest)} as const;
    const names = Object.keys(rest).length === 0 ? [] : [rest];
    const adding = (items: readonly Item[]) =>
      items.some(item => item['value'] === value) ? items : [...items, {value}];
    if (isMail(value)) {
      const repair = {names, emailAddresses: adding(emailAddresses)};
      return {code: 'NAME_IS_EMAIL', ...about, repair};
    }
    if (looksCallable(value, region)) {
      const repair = {names, phoneNumbers: adding(phoneNumbers)};
      return {code: 'NAME_IS_PHONE', ...about, repair};
    }
  }
  return undefined;
}

function withName(
  code: Fault['code'],
  name: Item,
  repaired: Item,
): Fault | undefined {
  const [value, said] = [sayName(name), sayName(repaired)];
  const proposed = said === value ? sayName(repaired, true) : said;
  return {code, field: 'names', value, proposed, repair: {names: [repaired]}};
}

/** Jr. as the family name, Frau Dr. or 部長 as the given one: the name is in the other part. */
function findHonorificAlone(name: Item): Fault | undefined {
  const {givenName, familyName, ...rest} = name;
  const [given, family] = [String(givenName ?? ''), String(familyName ?? '')];
  const isFree =
    given !== '' &&
    family !== '' &&
    !['middleName', 'honorificPrefix', 'honorificSuffix'].some(
      part => part in rest,
    );
  const parts = isFree ? splitFromHonorific(given, family) : undefined;
  return parts && withName('NAME_HONORIFIC', name, {...rest, ...parts});
}

function splitFromHonorific(given: string, family: string): Item | undefined {
  if (POSITION_ALONE.test(given) && /\p{Script=Han}/u.test(family)) {
    return {familyName: family, honorificSuffix: given};
  }
  if (POSITION_ALONE.test(family) && /\p{Script=Han}/u.test(given)) {
    return {givenName: given, honorificSuffix: family};
  }
  if (TITLES_ALONE.test(given)) return splitWholeName(`${given} ${family}`);
  if (SUFFIXES_ALONE.test(family)) return splitWholeName(`${given}, ${family}`);
  // MD Rahman is Mohammad.
  return SUFFIXES_ALONE.test(given) && /\s/u.test(family)
    ? splitWholeName(`${family}, ${given}`)
    : undefined;
}

/** 山田様, Dr. Anna: how somebody is addressed is a part of its own. */
function findHonorific(name: Item): Fault | undefined {
  const repaired = splitHonorifics(name);
  return repaired === name
    ? undefined
    : withName('NAME_HONORIFIC', name, repaired);
}

/** 山田 太郎 in one part: what stands before the blank is the family's. */
function findUnsplit(name: Item): Fault | undefined {
  const [part, other] = (
    [
      ['givenName', 'familyName'],
      ['familyName', 'givenName'],
    ] as const
  ).find(
    ([one, two]) => name[one] !== undefined && name[two] === undefined,
  ) ?? [undefined];
  if (part === undefined || name['middleName'] !== undefined) return undefined;
  const words = textOf(name, part).split(/\s+/u);
  const [familyName = '', givenName = ''] = words;
  const isSplit = words.length === 2 && words.every(word => CJK.test(word));
  if (!isSplit || other === undefined) return undefined;
  return withName('NAME_UNSPLIT', name, {
    ...name,
    ...{familyName, givenName},
    ...splitReading(name),
  });
}

/** The reading of such a name, where it has the same seam. */
function splitReading(name: Item): Item {
  const readings = ['phoneticGivenName', 'phoneticFamilyName']
    .map(part => textOf(name, part))
    .filter(text => text !== '');
  const words = (readings[0] ?? '').split(/\s+/u);
  if (readings.length !== 1 || words.length !== 2) return {};
  const [phoneticFamilyName = '', phoneticGivenName = ''] = words;
  return {phoneticFamilyName, phoneticGivenName};
}

/** A part in kana that is the reading of the other part and not of its own. */
function findSwapped(name: Item): Fault | undefined {
  const [given, family, readGiven, readFamily] = [
    'givenName',
    'familyName',
    'phoneticGivenName',
    'phoneticFamilyName',
  ].map(part => foldLetters(textOf(name, part)));
  const isRead =
    given !== '' &&
    family !== '' &&
    readGiven !== '' &&
    readFamily !== '' &&
    readGiven !== readFamily;
  const byReading =
    isRead &&
    (given === readFamily || family === readGiven) &&
    given !== readGiven &&
    family !== readFamily;
  const byComma = /,$/u.test(textOf(name, 'givenName')) && family !== '';
  if (!byReading && !byComma) return undefined;
  const {givenName = '', familyName = '', ...rest} = name;
  const turned = String(givenName).replace(/,$/u, '');
  return withName('NAME_SWAPPED', name, {
    ...rest,
    ...{givenName: familyName, familyName: turned},
  });
}

const CASED = /^[\p{Script=Latin}\s'’.-]+$/u;

/** Shorter words may be short forms: IBM, III. */
const CASED_WORD_MIN = 4;

/**
 * A whole name in capitals, or in small letters. A family name alone in capitals is a
 * custom. Who writes bell hooks may mean it, and nobody knows where Macdonald and
 * Macías have their capitals.
 */
function findCase(name: Item): Fault | undefined {
  const text = whole(name);
  const letters = text.replace(/[^\p{L}]/gu, '');
  const isShouted = letters === letters.toUpperCase();
  const isOne = isShouted || letters === letters.toLowerCase();
  const [given, family] = [
    textOf(name, 'givenName'),
    textOf(name, 'familyName'),
  ];
  // Initials and short forms are written in capitals.
  const isLong = [given, family].every(
    part => part.replace(/[^\p{L}]/gu, '').length > 2,
  );
  if (!isOne || !isLong || !CASED.test(text) || isFirm(text)) return undefined;
  const words = text.toLowerCase().split(/[\s.-]+/u);
  const isSure = words.every(
    word =>
      PARTICLES.has(word) ||
      (word.length >= CASED_WORD_MIN && !word.startsWith('mac')),
  );
  if (!isShouted || !isSure) {
    return {code: 'NAME_CASE', field: 'names', value: sayName(name)};
  }
  const repaired = Object.fromEntries(
    Object.entries(name).map(([part, value]) => [
      part,
      PARTS.some(each => each === part)
        ? capitalize(String(value), part === 'familyName')
        : value,
    ]),
  );
  return withName('NAME_CASE', name, repaired);
}

function capitalize(text: string, isFamily: boolean): string {
  return text.toLowerCase().replace(/[\p{L}\p{M}]+/gu, (word, at: number) => {
    if ((at > 0 || isFamily) && PARTICLES.has(word)) return word;
    const start = /^mc(?=\p{L}{3})/u.test(word) ? 'Mc' : '';
    const rest = word.slice(start.length);
    return start + rest.charAt(0).toUpperCase() + rest.slice(1);
  });
}
