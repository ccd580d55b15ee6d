/**
 * What a value is for, in the words of vCards and of the People API. Both
 * directions read the same tables.
 */
import type {Property} from './vcard-property.ts';

/** Says nothing of what a value is for, or says it by the order of values. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(
  'dom internet intl msg parcel postal pref voice x-pref'.split(' '),
);

const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['business', 'work'],
  ['mobile', 'cell'],
]);

/** The words of phones, in the order of the alphabet, and Google's type for them. */
const PHONE_TYPES: Readonly<Record<string, string>> = {
  cell: 'mobile',
  'cell home': 'mobile',
  'cell work': 'workMobile',
  fax: 'otherFax',
  'fax home': 'homeFax',
  'fax other': 'otherFax',
  'fax work': 'workFax',
  home: 'home',
  main: 'main',
  other: 'other',
  pager: 'pager',
  'pager work': 'workPager',
  work: 'work',
};

const GENERAL_TYPES: Readonly<Record<string, string>> = {
  cell: 'mobile',
  home: 'home',
  other: 'other',
  work: 'work',
};

/** RFC 6350 section 6.6.6 where Google has the same word; X-SPOUSE and its like. */
const RELATION_TYPES: Readonly<Record<string, string>> = {
  child: 'child',
  friend: 'friend',
  parent: 'parent',
  spouse: 'spouse',
};

const NO_TYPES: Readonly<Record<string, string>> = {};

export type TypeWords = 'phone' | 'general' | 'relation' | 'own';

const WORDS: Readonly<Record<TypeWords, Readonly<Record<string, string>>>> = {
  phone: PHONE_TYPES,
  general: GENERAL_TYPES,
  relation: RELATION_TYPES,
  own: NO_TYPES,
};

/** Apple's words in `_$!<…>!$_`, in lower case, and Google's for the same. */
const APPLE_LABELS: ReadonlyMap<string, string> = new Map(
  (
    'anniversary assistant brother child domesticPartner father friend home ' +
    'homeFax homePage main manager mobile mother other otherFax pager parent ' +
    'partner referredBy relative sister spouse work workFax'
  )
    .split(' ')
    .map(type => [type.toLowerCase(), type] as const),
);

const APPLE_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['homeFax', 'HomeFAX'],
  ['otherFax', 'OtherFAX'],
  ['workFax', 'WorkFAX'],
]);

const APPLE_LABEL = /^_\$!<(.*)>!\$_$/s;

export interface TypeFound {
  readonly type?: string;
  readonly isPreferred: boolean;
  /** Some of what stands there is in no type. */
  readonly leavesOut: boolean;
}

/** The type of a property: its own label if it has one, else its TYPE parameters. */
export function typeOf(property: Property, words: TypeWords): TypeFound {
  const all = typesOf(property);
  if (all.length === 0 && property.label === undefined) {
    const isPreferred = property.params.get('PREF')?.[0] === '1';
    return {isPreferred, leavesOut: false};
  }
  const isPreferred =
    property.params.get('PREF')?.[0] === '1' ||
    all.some(each => /^(?:x-)?pref$/i.test(each));
  if (property.label !== undefined) {
    return {type: labelType(property.label), isPreferred, leavesOut: false};
  }
  const type = wordsType(all, words);
  return {...type, isPreferred};
}

/** As they stand there, with what lists and quotation marks hide taken apart. */
export function typesOf({params}: Property): readonly string[] {
  const raw = params.get('TYPE');
  if (raw === undefined) return [];
  return raw.flatMap(each => {
    const value = each.replace(/^TYPE=/i, '');
    const members = value.split(',').map(member => member.trim());
    return members.every(isWord) ? members : [value];
  });
}

function isWord(text: string): boolean {
  const lower = text.toLowerCase();
  return (
    SAYS_NOTHING.has(lower) ||
    SYNONYMS.has(lower) ||
    Object.hasOwn(PHONE_TYPES, lower)
  );
}

function wordsType(
  all: readonly string[],
  words: TypeWords,
): Omit<TypeFound, 'isPreferred'> {
  const table = WORDS[words];
  const said = all.filter(each => !SAYS_NOTHING.has(each.toLowerCase()));
  const known = new Set(
    said
      .map(each => each.toLowerCase())
      .map(each => SYNONYMS.get(each) ?? each)
      .filter(each => Object.hasOwn(table, each)),
  );
  const together = [...known].sort().join(' ');
  if (known.size > 0) {
    const [first = ''] = known;
    const isTogether = Object.hasOwn(table, together);
    const type = table[isTogether ? together : first];
    const leavesOut = said.length > known.size || !isTogether;
    return type === undefined ? {leavesOut} : {type, leavesOut};
  }
  const [custom] = said;
  if (custom === undefined) return {leavesOut: false};
  return {type: custom.replace(/^x-/i, ''), leavesOut: said.length > 1};
}

/** What a label of Apple's says: one of its own words, or what somebody typed. */
export function labelType(label: string): string {
  const [, word] = APPLE_LABEL.exec(label) ?? [];
  if (word === undefined) return label;
  return APPLE_LABELS.get(word.toLowerCase()) ?? word;
}

/** The label that is read as this type, whatever it looks like. */
export function typeLabel(type: string): string {
  if (APPLE_LABELS.get(type.toLowerCase()) === type) {
    const word =
      APPLE_SPELLINGS.get(type) ?? type.charAt(0).toUpperCase() + type.slice(1);
    return `_$!<${word}>!$_`;
  }
  return APPLE_LABEL.test(type) ? `_$!<${type}>!$_` : type;
}

export type TypeSpelling =
  | {readonly kind: 'words'; readonly words: readonly string[]}
  | {readonly kind: 'label'; readonly label: string};

const SPELLED: Readonly<Record<TypeWords, ReadonlyMap<string, string>>> = {
  phone: spellings(PHONE_TYPES),
  general: spellings(GENERAL_TYPES),
  relation: spellings(RELATION_TYPES),
  own: new Map(),
};

/** The shortest words for each type. */
function spellings(
  table: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table)
      .sort(([left], [right]) => right.length - left.length)
      .map(([words, type]) => [type, words]),
  );
}

/** How a type is written so that it is read as the same. */
export function spellType(type: string, words: TypeWords): TypeSpelling {
  const spelled = SPELLED[words].get(type);
  if (spelled !== undefined) return {kind: 'words', words: spelled.split(' ')};
  const isToken = words === 'own' && /^[A-Za-z0-9_-]+$/.test(type);
  const isPlain = isToken && wordsType([type], 'own').type === type;
  return isPlain
    ? {kind: 'words', words: [type]}
    : {kind: 'label', label: typeLabel(type)};
}
