/**
 * The sample domain: Sakura Trading 桜貿易, 12 people in Tokyo, Osaka and London, three
 * Google groups (one inside another) and about 300 contacts. The same dice make the same
 * company. Telephone numbers are ones nobody has: Japanese numbers with a 0 after the area
 * code, Ofcom's and NANP's ranges for drama; all domains are `.example`.
 */
import {
  CITIES,
  ENGLISH_NAMES,
  FAMILY_NAMES,
  FIRMS,
  GIVEN_NAMES,
  TITLES_EN,
  TITLES_JA,
} from './sample-words.ts';
import type {Draft} from './types.ts';
import type {PersonSeed, UserSeed, WorldSeed} from './world/seed-types.ts';

export const SAMPLE_DOMAIN = 'sakura-trading.example';
/** Shares `SAMPLE_LABEL` with `SAMPLE_GROUP` in the demo. */
export const SAMPLE_SHARER = `haruka.tanaka@${SAMPLE_DOMAIN}`;
export const SAMPLE_ADMIN = `kenji.mori@${SAMPLE_DOMAIN}`;
export const SAMPLE_LABEL = 'Customers 顧客';

/** Where the company is: whose numbers say no country are of there. */
export const SAMPLE_REGION = 'JP';
export const SAMPLE_GROUP = `sales@${SAMPLE_DOMAIN}`;

class Dice {
  readonly #random: () => number;
  constructor(random: () => number) {
    this.#random = random;
  }
  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
  digits(count: number): string {
    return Array.from({length: count}, () => this.below(10)).join('');
  }
  often(chance: number): boolean {
    return this.#random() < chance;
  }
}

const FULL_WIDTH_OFFSET = 0xfee0;
const fullWidth = (text: string) =>
  text.replace(/[0-9]/g, digit =>
    String.fromCharCode(digit.charCodeAt(0) + FULL_WIDTH_OFFSET),
  );

/** As people type them: hyphens, brackets, spaces, country codes, full-width digits. */
function japanesePhone(dice: Dice): Draft {
  const rest = dice.digits(4);
  if (dice.often(0.5)) {
    const middle = `0${dice.digits(3)}`;
    const value = dice.pick([
      `090-${middle}-${rest}`,
      `090 ${middle} ${rest}`,
      `+81 90-${middle}-${rest}`,
      fullWidth(`090-${middle}-${rest}`),
    ]);
    return {value, type: 'mobile'};
  }
  const middle = `0${dice.digits(3)}`;
  const value = dice.pick([
    `03-${middle}-${rest}`,
    `(03) ${middle}-${rest}`,
    `03(${middle})${rest}`,
    `+81-3-${middle}-${rest}`,
    `06-${middle}-${rest}`,
  ]);
  return {value, type: dice.pick(['work', 'main'])};
}

function westernPhone(dice: Dice): Draft {
  const value = dice.pick([
    `+44 20 7946 0${dice.digits(3)}`,
    `+44 7700 900${dice.digits(3)}`,
    `+1 (212) 555-01${dice.digits(2)}`,
    `+1 415-555-01${dice.digits(2)}`,
  ]);
  return {value, type: dice.pick(['work', 'mobile'])};
}

function japanesePerson(dice: Dice): Draft {
  const [family, familyKana, familyLatin] = dice.pick(FAMILY_NAMES);
  const [given, givenKana, givenLatin] = dice.pick(GIVEN_NAMES);
  const firms = FIRMS.filter(firm => firm[3]);
  const [firm, firmKana, domain] = dice.pick(firms);
  const [postalCode, region, city, street] = dice.pick(CITIES);
  const address = `${givenLatin}.${familyLatin}@${domain}`;
  return {
    names: [
      {
        familyName: family,
        givenName: given,
        phoneticFamilyName: familyKana,
        phoneticGivenName: givenKana,
      },
    ],
    organizations: [
      {
        name: firm,
        phoneticName: firmKana,
        title: dice.pick(TITLES_JA),
        type: 'work',
      },
    ],
    emailAddresses: [{value: address, type: 'work'}],
    phoneNumbers: Array.from({length: 1 + dice.below(2)}, () =>
      japanesePhone(dice),
    ),
    ...(dice.often(0.4)
      ? {
          addresses: [
            {
              type: 'work',
              postalCode,
              region,
              city,
              streetAddress: `${street}${1 + dice.below(5)}-${1 + dice.below(20)}`,
              country: '日本',
              countryCode: 'JP',
            },
          ],
        }
      : {}),
    ...(dice.often(0.2)
      ? {biographies: [{value: 'ご紹介: 2024年の展示会にて'}]}
      : {}),
  };
}

function englishPerson(dice: Dice): Draft {
  const [given, family] = dice.pick(ENGLISH_NAMES);
  const [firm, , domain] = dice.pick(FIRMS.filter(each => !each[3]));
  const local = `${given}.${family}`.toLowerCase().replace("'", '');
  return {
    names: [{givenName: given, familyName: family}],
    organizations: [{name: firm, title: dice.pick(TITLES_EN), type: 'work'}],
    emailAddresses: [{value: `${local}@${domain}`, type: 'work'}],
    phoneNumbers: [westernPhone(dice)],
    ...(dice.often(0.2)
      ? {urls: [{value: `https://${domain}`, type: 'work'}]}
      : {}),
  };
}

/** Nobody twice: a second bearer of a name gets a number in the address. */
function person(dice: Dice, taken: Set<string>): Draft {
  const made = dice.often(0.75) ? japanesePerson(dice) : englishPerson(dice);
  const [email]: Draft[] = made['emailAddresses'];
  const address: string = email!['value'];
  let free = address;
  for (let number = 2; taken.has(free); number++) {
    free = address.replace('@', `${number}@`);
  }
  taken.add(free);
  return {...made, emailAddresses: [{...email, value: free}]};
}

/** As many different people as asked for, in the sample domain's style. */
export function samplePeople(random: () => number): () => PersonSeed['person'] {
  const dice = new Dice(random);
  const taken = new Set<string>();
  return () => person(dice, taken);
}

function book(
  dice: Dice,
  taken: Set<string>,
  count: number,
  labels: readonly string[],
): PersonSeed[] {
  return Array.from({length: count}, () => ({
    person: person(dice, taken),
    labels,
    starred: dice.often(0.05),
  }));
}

/** The same human being in another book: other phone, other title, a note of one's own. */
function retold(dice: Dice, seed: PersonSeed, labels: readonly string[]) {
  const original = seed.person as Draft;
  return {
    person: {
      ...original,
      phoneNumbers: [japanesePhone(dice)],
      organizations: [{name: original['organizations'][0].name}],
      biographies: [{value: 'Met at the Osaka fair. Prefers e-mail.'}],
    },
    labels,
  };
}

function privateBook(dice: Dice, taken: Set<string>): PersonSeed[] {
  const family: PersonSeed[] = [
    {
      person: {
        names: [{givenName: 'お母さん'}],
        phoneNumbers: [japanesePhone(dice)],
        relations: [{person: 'Mother', type: 'mother'}],
      },
      labels: ['Family 家族'],
    },
    {
      person: {
        names: [{givenName: '歯医者'}],
        phoneNumbers: [japanesePhone(dice)],
      },
    },
  ];
  return [...family, ...book(dice, taken, 3, [])];
}

const PEOPLE: readonly (readonly [string, string, string, string])[] = [
  ['haruka.tanaka', 'Haruka', 'Tanaka', 'Sales Director'],
  ['kenji.mori', 'Kenji', 'Mori', 'IT Administrator'],
  ['emma.watson-hale', 'Emma', 'Watson-Hale', 'Account Manager'],
  ['takumi.sato', 'Takumi', 'Sato', 'Sales'],
  ['oliver.grant', 'Oliver', 'Grant', 'Sales'],
  ['yui.kobayashi', 'Yui', 'Kobayashi', 'Sales Osaka'],
  ['ren.yamamoto', 'Ren', 'Yamamoto', 'Sales Osaka'],
  ['sophie.turner', 'Sophie', 'Turner', 'Purchasing'],
  ['daichi.ito', 'Daichi', 'Ito', 'Logistics'],
  ['mei.suzuki', 'Mei', 'Suzuki', 'Accounting'],
  ['george.palmer', 'George', 'Palmer', 'Marketing'],
  ['aoi.nakamura', 'Aoi', 'Nakamura', 'Assistant'],
];

export function sampleWorld(random: () => number): WorldSeed {
  const dice = new Dice(random);
  const taken = new Set<string>();
  const customers = book(dice, taken, 60, [SAMPLE_LABEL]);
  const suppliers = book(dice, taken, 40, ['Suppliers 仕入先']);
  const press = book(dice, taken, 15, ['Press 報道']);
  const books: Record<string, PersonSeed[]> = {
    'haruka.tanaka': [...customers, ...privateBook(dice, taken)],
    'sophie.turner': [...suppliers, ...privateBook(dice, taken)],
    'george.palmer': [...press, ...privateBook(dice, taken)],
    // Two colleagues already know some of the customers, and know other things about them.
    'emma.watson-hale': [
      ...customers.slice(0, 6).map(seed => retold(dice, seed, ['VIP'])),
      ...book(dice, taken, 14, []),
    ],
    'yui.kobayashi': [
      ...customers.slice(4, 9).map(seed => retold(dice, seed, [])),
      ...book(dice, taken, 10, ['Osaka 大阪']),
    ],
  };
  const users = PEOPLE.map(
    ([local, givenName, familyName, title]): UserSeed => ({
      email: `${local}@${SAMPLE_DOMAIN}`,
      givenName,
      familyName,
      title,
      isAdmin: `${local}@${SAMPLE_DOMAIN}` === SAMPLE_ADMIN,
      contacts: books[local] ?? [
        ...privateBook(dice, taken),
        ...book(dice, taken, 14, []),
      ],
    }),
  );
  const address = (local: string) => `${local}@${SAMPLE_DOMAIN}`;
  const members = (...locals: string[]) =>
    locals.map(local => ({email: address(local)}));
  return {
    customerId: 'C01sakura',
    domains: [{name: SAMPLE_DOMAIN}],
    region: SAMPLE_REGION,
    users,
    groups: [
      {
        email: SAMPLE_GROUP,
        name: 'Sales 営業部',
        members: [
          {email: SAMPLE_SHARER, role: 'OWNER'},
          ...members('emma.watson-hale', 'takumi.sato', 'oliver.grant'),
          {email: address('osaka'), type: 'GROUP'},
        ],
      },
      {
        email: address('osaka'),
        name: 'Osaka 大阪支店',
        members: members('yui.kobayashi', 'ren.yamamoto'),
      },
      {
        email: address('office'),
        name: 'Office 総務',
        members: members(
          'sophie.turner',
          'daichi.ito',
          'mei.suzuki',
          'aoi.nakamura',
        ),
      },
    ],
  };
}
