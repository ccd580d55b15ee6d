/** Names that surely are one person's: no initials, no short forms, no guesses. */
import type {Content, Item} from './content.ts';
import {CJK, foldLetters, wordsOf} from './fold.ts';
import {
  affixesOf,
  generationIn,
  splitGeneration,
  wordsIn,
} from './generation.ts';
import {splitHonorifics} from './honorifics.ts';

/**
 * whole: given and family name, letter by letter. parts: a given name, and nothing
 * that one says otherwise than the other. Else nobody knows, or they are two.
 */
export type SureNames = 'whole' | 'parts' | 'unsure';

/** A name as it is compared surely; words are folded. */
export interface SureName {
  readonly given: string;
  readonly middle: string;
  readonly family: string;
  /** Neither part is missing or an initial: `Anna Maria` in one part may be a given name. */
  readonly isSplit: boolean;
  /** In one text, in the orders that tell nobody apart. */
  readonly wholes: readonly string[];
  /** Of letters that are no CJK, in the other order: an address may tell. */
  readonly turned: readonly string[];
  readonly readings: readonly string[];
  readonly generation: string;
  /** What else stands before or behind it and is no title: `ifj.`, `(Sohn)`, 三世. */
  readonly epithets: string;
  /** Its words that have accents, with them: Hùng is not Hưng, and Hung may be either. */
  readonly accented: readonly string[];
  /** Who the prefix speaks to: `f`, `m`, `fm` of Mr & Mrs, or unsaid. */
  readonly sexes: string;
}

/** Of the longest family names that are common: 長谷川. */
const CJK_FAMILY_MAX = 3;

const WRITTEN = ['givenName', 'middleName', 'familyName'] as const;

/** Undefined: it names no person. */
export function readSureName({names}: Content): SureName | undefined {
  const name = splitHonorifics(names?.[0] ?? {});
  const {given, middle, family, generation} = splitGeneration(name);
  const forward = joined([...given, ...middle, ...family]);
  const backward = joined([...family, ...given, ...middle]);
  if (forward === '') return undefined;
  const isCjk = CJK.test(forward);
  const prefixes = affixesOf(name, 'honorificPrefix');
  // 鈴木 and Dr. Müller are families, whichever part they stand in.
  const mayBeFamily =
    middle.length + family.length === 0 &&
    (isCjk
      ? [...forward].length <= CJK_FAMILY_MAX
      : given.length === 1 && prefixes.length > 0);
  return {
    given: isInitial(given) || mayBeFamily ? '' : joined(given),
    middle: joined(middle),
    family: joined(family),
    isSplit: !isInitial(given) && !isInitial(family),
    wholes: isCjk ? [forward, backward] : [forward],
    turned: isCjk ? [] : [backward],
    readings: readingsOf(name),
    generation,
    epithets: epithetsOf(name),
    accented: WRITTEN.flatMap(part => accentedIn(name[part])),
    sexes: sexesOf(prefixes),
  };
}

export function compareSurely(
  left: SureName | undefined,
  right: SureName | undefined,
): SureNames {
  if (left === undefined || right === undefined) return 'unsure';
  if (contradict(left, right)) return 'unsure';
  const areSame = share(left.wholes, right.wholes);
  if (areSame && (left.isSplit || right.isSplit)) return 'whole';
  const isGiven = left.given !== '' && right.given !== '';
  const areTurned =
    share(left.wholes, right.turned) || share(left.turned, right.wholes);
  return isGiven && (areSame || areTurned || partsAgree(left, right))
    ? 'parts'
    : 'unsure';
}

/** What else a name says is another's. */
function contradict(left: SureName, right: SureName): boolean {
  return (
    left.generation !== right.generation ||
    left.epithets !== right.epithets ||
    differ(left.sexes, right.sexes) ||
    left.accented.some(word =>
      right.accented.some(
        other => word !== other && withoutMarks(word) === withoutMarks(other),
      ),
    ) ||
    (left.readings.length > 0 &&
      right.readings.length > 0 &&
      !share(left.readings, right.readings))
  );
}

function partsAgree(left: SureName, right: SureName): boolean {
  return (
    left.given === right.given &&
    !differ(left.middle, right.middle) &&
    !differ(left.family, right.family)
  );
}

function differ(left: string, right: string): boolean {
  return left !== '' && right !== '' && left !== right;
}

function share(left: readonly string[], right: readonly string[]): boolean {
  return left.some(each => right.includes(each));
}

/** 山田太郎 has no seam, Jean-Luc one. */
function joined(words: readonly string[]): string {
  return words.join(words.some(word => CJK.test(word)) ? '' : ' ');
}

/** Or nothing at all. */
function isInitial(words: readonly string[]): boolean {
  return words.every(word => [...word].length === 1 && !CJK.test(word));
}

/** What somebody is in a firm: 営業部長. */
const POSITION = /(?:長|役|代表|主任|主事)(?:様|殿|サン)?$/u;

function epithetsOf(name: Item): string {
  const isTitle = (word: string) =>
    TITLES.has(word) || generationIn(word) !== undefined || POSITION.test(word);
  return ['honorificPrefix', 'honorificSuffix']
    .flatMap(part => affixesOf(name, part))
    .filter(word => !isTitle(word))
    .sort()
    .join(' ');
}

const MARKS = /[\u0300-\u036f]/gu;

function withoutMarks(word: string): string {
  return word.replace(MARKS, '');
}

function accentedIn(text: Item[string] | undefined): readonly string[] {
  if (typeof text !== 'string') return [];
  const written = text.normalize('NFKC').toLowerCase().normalize('NFD');
  return wordsOf(written).filter(word => withoutMarks(word) !== word);
}

function readingsOf(name: Item): readonly string[] {
  const [full, given, middle, family] = [
    'phoneticFullName',
    'phoneticGivenName',
    'phoneticMiddleName',
    'phoneticFamilyName',
  ].map(part => wordsIn(name, part).join(''));
  return [
    full ?? '',
    `${family}${given}${middle}`,
    `${given}${middle}${family}`,
  ].filter(reading => reading !== '');
}

const SEXES = {
  f: 'mrs ms miss madam mme mlle madame frau fr sra srta senora senorita dona signora sigra dame lady mevrouw mevr mw pani fru rouva',
  m: 'mr mister sir monsieur m herr hr herrn sr senor don signor sig dhr heer pan herra lord',
};

/** Titles, degrees and honours, which tell nobody apart: one entry has them, the next has not. */
const TITLES: ReadonlySet<string> = new Set(
  [
    ...Object.values(SEXES),
    'dr dra doctor doktor prof professor docent doc assoc asst emeritus em mx',
    'ba bsc beng bcom ma msc meng mba mph mpa mphil md mdphd do dds dmd dvm phd ph d dphil edd',
    'jd llb llm llm esq cpa cfa pmp pe rn np rph qc kc obe cbe mbe kbe frcp frs facs',
    'dipl diplom ing ingenieur inf kfm kff betrw wirt mag magister habil rer nat med jur phil pol oec theol hc mult di fh ra stb wp mdb mdl ad ir',
    'arq lic licenciado abogado avv avvocato dott dottssa dottore arch geom rag me maitre drs ir mr cand',
    'mgr inz bc csc drsc judr mudr phdr rndr thdr dsc',
    'rev reverend hon honorable capt captain cpt col gen maj sgt lt cmdr adm',
    '様 サマ 殿 ドノ 先生 センセイ 氏 君 クン サン チャン 博士 教授 准教授 医師 弁護士 税理士 先輩 女士 小姐 老师 医生 經理 经理 님 씨',
  ]
    .join(' ')
    .split(' ')
    .map(foldLetters),
);

function sexesOf(words: readonly string[]): string {
  return Object.entries(SEXES)
    .filter(([, titles]) =>
      titles.split(' ').some(title => words.includes(title)),
    )
    .map(([sex]) => sex)
    .join('');
}
