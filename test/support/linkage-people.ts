/**
 * Made-up people and what address books say of them: half Japanese, half Western, with
 * households on one number, firms behind one switchboard and info@, namesakes, and the
 * errors of who types. The same seed makes the same people. Japanese names are those of
 * ../shared/testdata/names where present, else those of the sample.
 */
import {existsSync, readFileSync} from 'node:fs';
import {normalizeContent} from '../../server/core/normalize.ts';
import {FAMILY_NAMES, GIVEN_NAMES} from '../emulator/sample-words.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import type {KnownContact} from './linkage-sets.ts';

const NAMES = new URL('../../../shared/testdata/names/', import.meta.url);

/** As written, in kana, in Latin letters. */
type Name = readonly [written: string, kana: string, latin: string];

interface Japanese {
  readonly families: readonly Name[];
  readonly givens: readonly Name[];
}

export function readNames(): Japanese {
  const files = [
    'last_name_org',
    'first_name_man_opti',
    'first_name_woman_opti',
  ];
  const paths = files.map(file => new URL(`jp_${file}.csv`, NAMES));
  if (!paths.every(path => existsSync(path))) {
    return {families: FAMILY_NAMES, givens: GIVEN_NAMES};
  }
  const [families = [], ...givens] = paths.map(path =>
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map(line => line.split(',')),
  );
  return {
    families: families.map(([written, , kana, latin]) => [
      written!,
      kana!,
      latin!,
    ]),
    // Of each reading the ways to write it that stand first.
    givens: givens
      .flat()
      .flatMap(([kana, latin, ...written]) =>
        written.slice(0, 4).map((each): Name => [each, kana!, latin!]),
      ),
  };
}

export const WESTERN_GIVEN = (
  'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan ' +
  'Joseph Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Margaret ' +
  'Mark Sandra Donald Ashley Steven Kimberly Paul Emily Andrew Donna Joshua Michelle Kenneth Carol Kevin ' +
  'Amanda Brian Melissa George Deborah Timothy Stephanie Ronald Rebecca Edward Laura Jason Sharon Jeffrey ' +
  'Cynthia Ryan Kathleen Jacob Amy Gary Angela Nicholas Shirley Eric Anna Jonathan Brenda Stephen Pamela ' +
  'Larry Emma Justin Nicole Scott Helen Brandon Samantha Benjamin Katherine Samuel Christine Gregory Debra ' +
  'Jürgen Hélène Søren Łukasz Zoë François Björn Renée Anneliese Giuseppe Dmitri Natalia Ignacio Beatriz'
).split(' ');
const SHORT: Readonly<Record<string, string>> = {
  James: 'Jim',
  Robert: 'Bob',
  Michael: 'Mike',
  Elizabeth: 'Liz',
  William: 'Bill',
  Richard: 'Dick',
  Margaret: 'Peggy',
  Thomas: 'Tom',
  Katherine: 'Kate',
  Edward: 'Ted',
  Samuel: 'Sam',
  Christopher: 'Chris',
};
export const FAMILY_STARTS = (
  'Ander Bach Becker Black Brad Bur Carl Clark Cole Cran Dahl Daven East Ed Fair Fitz Frank Gold Gran Green ' +
  'Hal Hart Haw Hender Hill Hoff Holm John Kauf Kirk Lang Lind Lock Mac Mans Mart Mont Nord Oster Park Peter ' +
  'Quin Rein Rich Rob Rosen Sand Schu Sher Stan Steven Thorn Wal Web White Wil Win Wood York Zimmer'
).split(' ');
export const FAMILY_ENDS = (
  'berg bourne burn by cott dale den felt field ford gate ham house kin land ley lock low man mann mark mere ' +
  'more ner ridge ring rose sen shaw smith son stein stone ston ter ton vale wald wall ward well wick wood worth'
).split(' ');
const STREETS =
  'Oak Mill Station Church Park Victoria Garden Bridge King Queen Spring Lake'.split(
    ' ',
  );
const CITIES =
  'London Leeds Hull Berlin Bremen Lyon Boston Denver Austin Salem Bristol Cork'.split(
    ' ',
  );
const WARDS =
  '千代田区 港区 新宿区 渋谷区 世田谷区 中野区 北区 西区 南区 中央区 緑区 港北区'.split(
    ' ',
  );
const TOWNS = '本町 栄町 中央 緑が丘 旭町 末広町 東町 西町 桜台 若葉台'.split(
  ' ',
);
const TRADES_WEST =
  'Trading Systems Foods Motors Media Logistics Partners Design'.split(' ');
const TRADES_EAST = '商事 工業 建設 電機 製作所 食品 運輸 設計'.split(' ');

interface Person {
  readonly id: string;
  readonly isJapanese: boolean;
  readonly given: Name;
  readonly family: Name;
  readonly born: {year: number; month: number; day: number};
  readonly mobile: string;
  readonly homePhone: string;
  readonly mails: readonly string[];
  readonly address: Readonly<Record<string, string>>;
  readonly firm: Firm | undefined;
  /** Given names of who lives there. */
  readonly household: Set<string>;
}

interface Firm {
  readonly name: string;
  readonly phone: string;
  readonly domain: string;
  /** Who has an address there already. */
  readonly boxes: Set<string>;
}

/** So many contacts, of about four fifths as many people. */
export function* makeContacts(
  count: number,
  seed: number,
): Generator<KnownContact> {
  const dice = createDice(seed);
  const names = readNames();
  const firms = Array.from({length: Math.ceil(count / 12)}, (_, at) =>
    makeFirm(dice, names, at),
  );
  let previous: Person | undefined;
  for (let made = 0, serial = 0; made < count; serial++) {
    const person = makePerson(dice, {names, firms, serial, previous});
    previous = person;
    const entries = dice.often(0.8) ? 1 : dice.often(0.8) ? 2 : 3;
    for (let entry = 0; entry < entries && made < count; entry++, made++) {
      yield {
        id: `${serial}-${entry}`,
        person: person.id,
        content: normalizeContent(enter(dice, person, entry > 0), {
          region: person.isJapanese ? 'JP' : 'GB',
        }),
      };
    }
  }
}

export type Dice = ReturnType<typeof createDice>;

export function createDice(seed: number) {
  const random = seededRandom(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  return {
    below,
    often: (chance: number) => random() < chance,
    pick: <Value>(list: readonly Value[]): Value => list[below(list.length)]!,
    /** The first are the most frequent, as names are. */
    pickFrequent: <Value>(list: readonly Value[]): Value =>
      list[Math.floor(list.length * random() ** 2.5)]!,
    /** The second half as often as the first, the third a third as often. */
    pickZipf: <Value>(list: readonly Value[]): Value =>
      list[Math.floor((list.length + 1) ** random()) - 1]!,
    digits: (length: number) => Array.from({length}, () => below(10)).join(''),
  };
}

function makeFirm(dice: Dice, {families}: Japanese, at: number): Firm {
  const isJapanese = dice.often(0.5);
  return isJapanese
    ? {
        name: `株式会社${dice.pick(families)[0]}${dice.pick(TRADES_EAST)}`,
        phone: `03-0${dice.digits(3)}-${dice.digits(4)}`,
        domain: `firm${at}.co.jp`,
        boxes: new Set(),
      }
    : {
        name: `${dice.pick(FAMILY_STARTS)}${dice.pick(FAMILY_ENDS)} ${dice.pick(TRADES_WEST)} Ltd`,
        phone: `020 7${dice.digits(3)} ${dice.digits(4)}`,
        domain: `firm${at}.example`,
        boxes: new Set(),
      };
}

function makePerson(
  dice: Dice,
  {
    names,
    firms,
    serial,
    previous,
  }: {
    readonly names: Japanese;
    readonly firms: readonly Firm[];
    readonly serial: number;
    readonly previous: Person | undefined;
  },
): Person {
  const kin = dice.often(0.15) ? previous : undefined;
  const isJapanese = kin?.isJapanese ?? dice.often(0.5);
  const western = (name: string): Name => [name, '', name.toLowerCase()];
  const family =
    kin?.family ??
    (isJapanese
      ? dice.pickFrequent(names.families)
      : western(dice.pickFrequent(FAMILY_STARTS) + dice.pick(FAMILY_ENDS)));
  const drawGiven = () =>
    isJapanese
      ? dice.pickFrequent(names.givens)
      : western(dice.pickFrequent(WESTERN_GIVEN));
  let given = drawGiven();
  // Nobody names two children alike.
  while (kin?.household.has(given[2])) {
    given = drawGiven();
  }
  const firm = dice.often(0.6) ? dice.pick(firms) : undefined;
  const box = `${plain(given[2])}.${plain(family[2])}`;
  return {
    id: `person-${serial}`,
    ...{isJapanese, given, family, firm},
    born: {
      year: 1940 + dice.below(65),
      month: 1 + dice.below(12),
      day: 1 + dice.below(28),
    },
    mobile: isJapanese
      ? `090-${dice.digits(4)}-${dice.digits(4)}`
      : `07${dice.digits(3)} ${dice.digits(6)}`,
    homePhone:
      kin?.homePhone ??
      (isJapanese
        ? `045-${dice.digits(3)}-${dice.digits(4)}`
        : `0117 ${dice.digits(3)} ${dice.digits(4)}`),
    mails: [
      `${box}${serial}@mail.example`,
      ...(firm === undefined ? [] : [openBox(firm, box)]),
    ],
    address: kin?.address ?? makeAddress(dice, isJapanese),
    household: (kin?.household ?? new Set()).add(given[2]),
  };
}

/** No firm gives two of its people one address. */
function openBox({boxes, domain}: Firm, wanted: string): string {
  let box = wanted;
  for (let count = 2; boxes.has(box); count++) box = `${wanted}${count}`;
  boxes.add(box);
  return `${box}@${domain}`;
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/[^a-z]/gu, '');
}

function makeAddress(dice: Dice, isJapanese: boolean): Record<string, string> {
  return isJapanese
    ? {
        streetAddress: `${dice.pick(TOWNS)}${1 + dice.below(8)}-${1 + dice.below(30)}-${1 + dice.below(20)}`,
        city: dice.pick(WARDS),
        region: dice.pick(['東京都', '神奈川県', '大阪府']),
        postalCode: `${dice.digits(3)}-${dice.digits(4)}`,
      }
    : {
        streetAddress: `${1 + dice.below(200)} ${dice.pick(STREETS)} Street`,
        city: dice.pick(CITIES),
        postalCode: dice.digits(5),
      };
}

/** One entry of somebody: part of what there is to say, and worse in a later one. */
function enter(dice: Dice, person: Person, isLater: boolean) {
  const {born, firm, address} = person;
  const phones = [
    ...(dice.often(0.7) ? [person.mobile] : []),
    ...(dice.often(0.25) ? [person.homePhone] : []),
    ...(firm !== undefined && dice.often(0.5) ? [firm.phone] : []),
  ].map(number => (isLater ? retypeNumber(dice, number) : number));
  const mails = [
    ...person.mails.filter(() => dice.often(0.55)),
    ...(firm !== undefined && dice.often(0.06) ? [`info@${firm.domain}`] : []),
  ].map(mail => (isLater && dice.often(0.04) ? mistype(dice, mail) : mail));
  const anything = phones.length + mails.length > 0;
  const date =
    isLater && dice.often(0.15)
      ? dice.pick([
          {month: born.month, day: born.day},
          {...born, month: born.day, day: born.month},
          {...born, year: born.year + 10},
        ])
      : born;
  return {
    names: [enterName(dice, person, isLater)],
    phoneNumbers: (anything ? phones : [person.mobile]).map(value => ({value})),
    emailAddresses: mails.map(value => ({value})),
    birthdays: dice.often(0.35) ? [{date}] : [],
    addresses: dice.often(0.45)
      ? [isLater ? retypeAddress(dice, address) : address]
      : [],
    organizations:
      firm !== undefined && dice.often(0.7)
        ? [
            {
              name: isLater
                ? firm.name.replace(/株式会社| Ltd/u, '')
                : firm.name,
            },
          ]
        : [],
  };
}

function enterName(dice: Dice, person: Person, isLater: boolean) {
  const {isJapanese, given, family} = person;
  const [givenName, familyName] = [given[0], family[0]];
  const read = {phoneticGivenName: given[1], phoneticFamilyName: family[1]};
  const written = {givenName, familyName};
  if (!isLater) {
    return isJapanese && dice.often(0.5) ? {...written, ...read} : written;
  }
  if (isJapanese) {
    return dice.pick<Record<string, string>>([
      written,
      {...written, ...read},
      {givenName: familyName + givenName},
      {givenName: familyName, familyName: givenName},
      {givenName: given[1], familyName: family[1]},
      {givenName: capital(given[2]), familyName: capital(family[2])},
    ]);
  }
  return dice.pick<Record<string, string>>([
    written,
    written,
    {givenName: SHORT[givenName] ?? givenName, familyName},
    {givenName: `${givenName.charAt(0)}.`, familyName},
    {givenName: familyName, familyName: givenName},
    {givenName: mistype(dice, givenName), familyName},
    {givenName, familyName: mistype(dice, familyName)},
    {givenName: `${givenName} ${familyName}`.toUpperCase()},
  ]);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A letter gone, doubled, or two turned. */
function mistype(dice: Dice, text: string): string {
  const at = 1 + dice.below(Math.max(1, text.length - 2));
  return dice.pick([
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + text.slice(at - 1),
    text.slice(0, at) +
      text.charAt(at + 1) +
      text.charAt(at) +
      text.slice(at + 2),
  ]);
}

function retypeNumber(dice: Dice, number: string): string {
  if (dice.often(0.03)) return number.slice(0, -1) + dice.digits(1);
  return dice.often(0.5) ? number.replace(/[-\s]/gu, '') : number;
}

function retypeAddress(dice: Dice, address: Readonly<Record<string, string>>) {
  const street = address['streetAddress']!;
  return {
    ...address,
    streetAddress: dice.pick([
      street,
      street
        .replace('Street', 'St.')
        .replace(/(\d+)-(\d+)-(\d+)/u, '$1丁目$2番$3号'),
      mistype(dice, street),
    ]),
  };
}
