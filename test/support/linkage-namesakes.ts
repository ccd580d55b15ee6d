/**
 * Made-up people of whom few are there twice and many are called alike, as in the address book
 * of a firm that looks after it: names as frequent as Zipf's law has them, each person with a
 * number and an address of their own, eight to a firm, half Japanese, half Western. Of those who
 * are there twice some share the address, some the number, and some only the name and the firm.
 * The same seed makes the same people.
 */
import {normalizeContent} from '../../server/core/normalize.ts';
import {
  createDice,
  FAMILY_ENDS,
  FAMILY_STARTS,
  readNames,
  WESTERN_GIVEN,
  type Dice,
} from './linkage-people.ts';
import type {KnownContact} from './linkage-sets.ts';

type Raw = Parameters<typeof normalizeContent>[0];

const FIRM_PEOPLE = 8;

/** So many people; `doubled` of them, a share, have a second contact. */
export function makeNamesakes(
  people: number,
  doubled: number,
  seed: number,
): readonly KnownContact[] {
  const dice = createDice(seed);
  const names = readNames();
  const cultures = [
    {
      families: names.families.slice(0, 100).map(([written]) => written),
      givens: names.givens.slice(0, 300).map(([written]) => written),
      nameFirm: (at: number) => `株式会社第${at}`,
      region: 'JP',
    },
    {
      families: FAMILY_STARTS.flatMap((start, at) => [
        start + FAMILY_ENDS[at % FAMILY_ENDS.length]!,
        start + FAMILY_ENDS[(at + 7) % FAMILY_ENDS.length]!,
      ]),
      givens: WESTERN_GIVEN,
      nameFirm: (at: number) => `Firm ${at} Ltd`,
      region: 'GB',
    },
  ] as const;
  const firms = Math.ceil(people / FIRM_PEOPLE);
  return Array.from({length: people}, (_, serial) => {
    const firm = dice.below(firms);
    const culture = cultures[firm % 2]!;
    const contact = {
      names: [
        {
          familyName: dice.pickZipf(culture.families),
          givenName: dice.pickZipf(culture.givens),
        },
      ],
      phoneNumbers: [{value: makeNumber(dice)}],
      emailAddresses: [
        {value: `u${serial}x${dice.digits(4)}@f${firm}.example`},
      ],
      organizations: [{name: culture.nameFirm(firm)}],
    };
    const entries = dice.often(doubled)
      ? [contact, enterAgain(dice, contact, serial)]
      : [contact];
    return entries.map((entry, at) => ({
      id: `${serial}-${at}`,
      person: `person-${serial}`,
      content: normalizeContent(entry, {region: culture.region}),
    }));
  }).flat();
}

function makeNumber(dice: Dice): string {
  return `+8190${dice.digits(8)}`;
}

interface Contact {
  readonly names: readonly {
    readonly familyName: string;
    readonly givenName: string;
  }[];
  readonly phoneNumbers: readonly {readonly value: string}[];
  readonly emailAddresses: readonly {readonly value: string}[];
  readonly organizations: readonly {readonly name: string}[];
}

/** The same person, entered by somebody who knew another part of this. */
function enterAgain(dice: Dice, contact: Contact, serial: number): Raw {
  const {names, phoneNumbers, emailAddresses, organizations} = contact;
  const elsewhere = [{value: `again${serial}@mail.example`}];
  return dice.pick<Raw>([
    {names, emailAddresses},
    {
      names,
      phoneNumbers: [...phoneNumbers, {value: makeNumber(dice)}],
      organizations,
    },
    {names, emailAddresses: elsewhere, organizations},
    {
      names: names.map(({familyName, givenName}) => ({
        familyName: givenName,
        givenName: familyName,
      })),
      phoneNumbers,
      emailAddresses: elsewhere,
    },
  ]);
}
