import type {CalendarDate} from './content.ts';
import type {
  Company,
  Mail,
  NamePart,
  Phrase,
  Traits,
} from './linkage-traits.ts';
import {
  compareNameParts,
  SLIP_LENGTH_MIN,
  type LevelNumber,
} from './linkage-names.ts';
import {jaroWinkler, oneSlipApart, wordsInCommon} from './text-likeness.ts';

/** How far two values of one trait agree. */
export type LevelName =
  | 'same'
  | 'variant'
  | 'initial'
  | 'close'
  | 'sound'
  | 'yearUnknown'
  | 'slip'
  | 'near'
  | 'similar'
  | 'some'
  | 'different';

/** How far two values agree, with what is expected before a label says better. */
interface Level {
  readonly name: LevelName;
  /** How often, per hundred pairs that both say something, of one person… */
  readonly one: number;
  /** …and of two people. */
  readonly two: number;
}

export interface Comparison {
  readonly levels: readonly Level[];
  /** Whether people of one household or firm share it: it tells none of them apart. */
  readonly isShared: boolean;
  /** Whether hardly two people have the same, but for a household's or firm's. */
  readonly identifies?: boolean;
  /** Values of which some are held by few: to agree in those says more. */
  terms(traits: Traits): readonly string[];
}

const level = (name: LevelName, one: number, two: number): Level => ({
  name,
  one,
  two,
});

const NAME_LEVELS = {
  given: [
    level('same', 75, 0.4),
    level('variant', 8, 0.15),
    level('initial', 3, 0.5),
    level('close', 7, 0.15),
    level('sound', 3, 1.2),
    level('different', 4, 97.6),
  ],
  family: [
    level('same', 82, 0.4),
    level('variant', 4, 0.1),
    level('initial', 1, 0.3),
    level('close', 6, 0.15),
    level('sound', 2, 1),
    level('different', 5, 98.05),
  ],
};

/**
 * What is compared, with what is expected: where a label is small its own figures
 * move these little (`linkage-weights.ts`). In this order in every pattern.
 */
export const COMPARISONS = {
  given: {
    levels: NAME_LEVELS.given,
    isShared: false,
    terms: ({given, company}) => nameTerms(given, company),
  },
  family: {
    levels: NAME_LEVELS.family,
    isShared: true,
    terms: ({family, company}) => nameTerms(family, company),
  },
  generation: {
    levels: [level('same', 97, 50), level('different', 3, 50)],
    isShared: false,
    terms: ({generation}) => (generation === undefined ? [] : [generation]),
  },
  birthday: {
    levels: [
      level('same', 85, 0.005),
      level('yearUnknown', 3, 0.1),
      level('slip', 8, 0.08),
      level('near', 2, 1.2),
      level('different', 2, 98.615),
    ],
    isShared: false,
    identifies: true,
    terms: ({birthday}) => (birthday === undefined ? [] : [dateText(birthday)]),
  },
  mail: {
    levels: [
      level('same', 50, 0.002),
      level('close', 12, 0.05),
      level('different', 38, 99.93),
    ],
    isShared: false,
    identifies: true,
    terms: ({mails}) => mails.map(({address}) => address),
  },
  roleMail: {
    levels: [level('same', 80, 1), level('different', 20, 99)],
    isShared: true,
    terms: ({roleMails}) => roleMails,
  },
  phone: {
    levels: [
      level('same', 60, 0.05),
      level('close', 4, 0.03),
      level('different', 36, 99.92),
    ],
    isShared: true,
    identifies: true,
    terms: ({phones}) => phones,
  },
  id: {
    levels: [
      level('same', 90, 0.002),
      level('close', 7, 0.01),
      level('different', 3, 99.988),
    ],
    isShared: false,
    identifies: true,
    terms: ({ids}) => ids,
  },
  street: {
    levels: [
      level('same', 65, 0.03),
      level('similar', 15, 0.05),
      level('some', 8, 3),
      level('different', 12, 96.92),
    ],
    isShared: true,
    terms: ({streets}) => streets.map(({whole}) => whole),
  },
  building: {
    levels: [
      level('same', 65, 0.3),
      level('similar', 15, 0.4),
      level('different', 20, 99.3),
    ],
    isShared: true,
    terms: ({buildings}) => buildings.map(({whole}) => whole),
  },
  city: {
    levels: [
      level('same', 78, 5),
      level('close', 10, 0.4),
      level('different', 12, 94.6),
    ],
    isShared: true,
    terms: ({cities}) => cities,
  },
  region: {
    levels: [level('same', 90, 20), level('different', 10, 80)],
    isShared: true,
    terms: ({regions}) => regions,
  },
  postcode: {
    levels: [
      level('same', 80, 0.3),
      level('close', 10, 0.6),
      level('different', 10, 99.1),
    ],
    isShared: true,
    terms: ({postcodes}) => postcodes,
  },
  firm: {
    levels: [
      level('same', 60, 1),
      level('similar', 12, 0.6),
      level('different', 28, 98.4),
    ],
    isShared: true,
    terms: ({firms}) => firms.map(({whole}) => whole),
  },
} as const satisfies Record<string, Comparison>;

function nameTerms(
  {text}: NamePart,
  company: Company | undefined,
): readonly string[] {
  if (company !== undefined) return [company.phrase.whole];
  return text === '' ? [] : [text];
}

export type Trait = keyof typeof COMPARISONS;

function dateText({year = 0, month = 0, day = 0}: CalendarDate): string {
  const digits = (part: number, count: number) =>
    String(part).padStart(count, '0');
  return `${digits(year, 4)}${digits(month, 2)}${digits(day, 2)}`;
}

function compareGenerations(
  left: string | undefined,
  right: string | undefined,
): LevelNumber {
  return left === undefined || right === undefined
    ? 0
    : compareExactly(left, right);
}

function compareBirthdays(
  left: CalendarDate | undefined,
  right: CalendarDate | undefined,
): LevelNumber {
  if (left === undefined || right === undefined) return 0;
  const [one, other] = [dateText(left), dateText(right)];
  const sameDay = one.slice(4) === other.slice(4);
  if (left.year === undefined || right.year === undefined) {
    return sameDay ? (left.year === right.year ? 1 : 2) : 5;
  }
  if (one === other) return 1;
  const sameYear = left.year === right.year;
  const swapped =
    sameYear && left.month === right.day && left.day === right.month;
  if (swapped || oneSlipApart(one, other)) return 3;
  const agreeing = [
    sameYear,
    left.month === right.month,
    left.day === right.day,
  ].filter(Boolean);
  return agreeing.length >= 2 ? 4 : 5;
}

/** The best level of any value of one side with any of the other. */
function best<Value>(
  left: readonly Value[],
  right: readonly Value[],
  compare: (one: Value, other: Value) => LevelNumber,
): LevelNumber {
  if (left.length === 0 || right.length === 0) return 0;
  let level = 0;
  for (const one of left) {
    for (const other of right) {
      const each = compare(one, other);
      if (each > 0 && (level === 0 || each < level)) level = each;
    }
  }
  return level;
}

const MAILBOX_LENGTH_MIN = 4;
const MAILBOX_LIKENESS_MIN = 0.93;

function compareMails(left: Mail, right: Mail): LevelNumber {
  if (left.address === right.address) return 1;
  const isShort =
    Math.min(left.box.length, right.box.length) < MAILBOX_LENGTH_MIN;
  if (isShort) return 3;
  if (left.box === right.box) {
    const isOfName = left.isOfName && right.isOfName;
    return isOfName && !oneSlipApart(left.domain, right.domain) ? 3 : 2;
  }
  // Namesakes at one provider have their names and another number each.
  return left.domain === right.domain &&
    digitsOf(left.box) === digitsOf(right.box) &&
    (oneSlipApart(left.box, right.box) ||
      jaroWinkler(left.box, right.box) >= MAILBOX_LIKENESS_MIN)
    ? 2
    : 3;
}

function digitsOf(text: string): string {
  return text.replace(/\D/gu, '');
}

/** A switchboard and a number behind it are nearly the same; two behind it are two. */
function comparePhones(left: string, right: string): LevelNumber {
  const isPlain = !left.includes(';') && !right.includes(';');
  if (isPlain) return compareCodes(left, right);
  const [number = '', extension] = left.split(';');
  const [other = '', otherExtension] = right.split(';');
  if (extension === otherExtension) return compareCodes(number, other);
  if (extension !== undefined && otherExtension !== undefined) return 3;
  return number === other ? 2 : 3;
}

function compareCodes(left: string, right: string): LevelNumber {
  if (left === right) return 1;
  return oneSlipApart(left, right) ? 2 : 3;
}

/** Of one type, or it is another thing that each says. */
function compareIds(left: string, right: string): LevelNumber {
  const type = (id: string) => id.slice(0, id.indexOf(':'));
  return type(left) === type(right) ? compareCodes(left, right) : 0;
}

const STREET_SIMILAR_MIN = 0.7;
const STREET_SOME_MIN = 0.35;
const JOINED_SIMILAR_MIN = 0.92;

function comparePhrases(left: Phrase, right: Phrase): LevelNumber {
  if (left === right || left.whole === right.whole) return 1;
  if (jaroWinkler(left.whole, right.whole) >= JOINED_SIMILAR_MIN) return 2;
  const common = wordsInCommon(left.words, right.words);
  if (common >= 1) return 1;
  return common >= STREET_SIMILAR_MIN ? 2 : common >= STREET_SOME_MIN ? 3 : 4;
}

/** The same where a little in common says nothing. */
function comparePhrasesWhole(left: Phrase, right: Phrase): LevelNumber {
  return Math.min(3, comparePhrases(left, right));
}

const PLACE_LIKENESS_MIN = 0.9;

/** 港区 of 港, 京都市 of 京都. */
function isWithKind(long: string, short: string): boolean {
  return (
    long.length === short.length + 1 &&
    long.startsWith(short) &&
    /[市区町村都府県]$/u.test(long)
  );
}

function comparePlaces(left: string, right: string): LevelNumber {
  if (left === right) return 1;
  if (isWithKind(left, right) || isWithKind(right, left)) return 1;
  const isClose =
    oneSlipApart(left, right) || jaroWinkler(left, right) >= PLACE_LIKENESS_MIN;
  return isClose && Math.min(left.length, right.length) >= SLIP_LENGTH_MIN
    ? 2
    : 3;
}

function compareExactly(left: string, right: string): LevelNumber {
  return left === right ? 1 : 2;
}

/** The levels of all traits, in their order; the same whichever side is left. */
export function compareTraits(
  left: Traits,
  right: Traits,
): readonly LevelNumber[] {
  const [given, family] = compareNameParts(left, right);
  return [
    given,
    family,
    compareGenerations(left.generation, right.generation),
    compareBirthdays(left.birthday, right.birthday),
    best(left.mails, right.mails, compareMails),
    best(left.roleMails, right.roleMails, compareExactly),
    best(left.phones, right.phones, comparePhones),
    best(left.ids, right.ids, compareIds),
    best(left.streets, right.streets, comparePhrases),
    best(left.buildings, right.buildings, comparePhrasesWhole),
    best(left.cities, right.cities, comparePlaces),
    best(left.regions, right.regions, compareExactly),
    best(left.postcodes, right.postcodes, compareCodes),
    best(left.firms, right.firms, comparePhrasesWhole),
  ];
}
