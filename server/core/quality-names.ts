import type {Content, Item} from './content.ts';
import {CJK, foldLetters} from './fold.ts';
import {splitHonorifics} from './honorifics.ts';
import type {Fault, QualityOptions} from './quality.ts';
import {isMail} from './quality-mails.ts';
import {looksCallable} from './quality-phones.ts';

/** Names that are none, or whose parts stand in each other's place. */
export function findNameFaults(
  content: Content,
  options: Pick<QualityOptions, 'region' | 'hiddenFields'>,
): readonly Fault[] {
  const [name] = content.names ?? [];
  if (name === undefined) return findMissing(content, options);
  const judges = [
    findMixedUp,
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

function whole(name: Item): string {
  return PARTS.map(part => textOf(name, part))
    .filter(text => text !== '')
    .join(' ');
}

function sayName(name: Item): string {
  const [given, family] = [
    textOf(name, 'givenName'),
    textOf(name, 'familyName'),
  ];
  const parts = CJK.test(given + family) ? [family, given] : [given, family];
  return [
    textOf(name, 'honorificPrefix'),
    ...parts,
    textOf(name, 'honorificSuffix'),
  ]
    .filter(text => text !== '')
    .join(' ');
}

/** An address or number stands in a part of a name: it goes where it belongs. */
function findMixedUp(
  name: Item,
  {emailAddresses = [], phoneNumbers = []}: Content,
  region: string | undefined,
): Fault | undefined {
  for (const part of PARTS) {
    const value = textOf(name, part);
    const rest = Object.fromEntries(
      Object.entries(name).filter(([each]) => each !== part),
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
  const [value, proposed] = [sayName(name), sayName(repaired)];
  return {code, field: 'names', value, proposed, repair: {names: [repaired]}};
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

/** Small words of names that are written so. */
const PARTICLES: ReadonlySet<string> = new Set(
  'von van der den de la le du da di dos das do del della zu zur bin al el y und'.split(
    ' ',
  ),
);
const CASED = /^[\p{Script=Latin}\s'’.-]+$/u;

/** A whole name in capitals, or in small letters. A family name alone in capitals is a custom. */
function findCase(name: Item): Fault | undefined {
  const text = whole(name);
  const letters = text.replace(/[^\p{L}]/gu, '');
  const isOne =
    letters === letters.toLowerCase() || letters === letters.toUpperCase();
  const [given, family] = [
    textOf(name, 'givenName'),
    textOf(name, 'familyName'),
  ];
  // Initials and short forms are written in capitals.
  const isLong = [given, family].every(
    part => part.replace(/[^\p{L}]/gu, '').length > 2,
  );
  if (!isOne || !isLong || !CASED.test(text)) return undefined;
  const repaired = Object.fromEntries(
    Object.entries(name).map(([part, value]) => [
      part,
      PARTS.some(each => each === part) ? capitalize(String(value)) : value,
    ]),
  );
  return withName('NAME_CASE', name, repaired);
}

function capitalize(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\p{L}\p{M}]+/gu, (word, at: number) =>
      at > 0 && PARTICLES.has(word)
        ? word
        : word.charAt(0).toUpperCase() + word.slice(1),
    );
}
