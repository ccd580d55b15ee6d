/** Names of companies: what they are called, and which legal form they say they have. */
import {foldLetters, wordsOf} from './fold.ts';
import {foldKanji} from './kanji-variants.ts';

/** Words that tell no firm from another, by the legal form they stand for; empty: none. */
const LEGAL_WORDS: ReadonlyMap<string, string> = new Map(
  [
    ['inc', 'inc incorporated corp corporation'],
    ['ltd', 'ltd limited pte pty'],
    ['llc', 'llc'],
    ['llp', 'llp lp'],
    ['plc', 'plc'],
    ['gmbh', 'gmbh mbh'],
    ['ag', 'ag'],
    ['kg', 'kg'],
    ['ohg', 'ohg'],
    ['ug', 'ug'],
    ['eg', 'eg'],
    ['se', 'se'],
    ['sa', 'sa'],
    ['sas', 'sas'],
    ['sarl', 'sarl srl'],
    ['spa', 'spa'],
    ['bv', 'bv'],
    ['nv', 'nv'],
    ['oy', 'oy'],
    ['ab', 'ab'],
    ['as', 'as aps'],
    ['kft', 'kft'],
    ['zrt', 'zrt'],
    ['nyrt', 'nyrt'],
    ['株式会社', 'kk'],
    ['', 'co company the and und et'],
  ].flatMap(([form = '', words = '']) =>
    words.split(' ').map(word => [word, form] as const),
  ),
);

/** As they stand in a folded name, before or behind it or in the middle. */
const JAPANESE_FORM =
  /株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益)?(?:社団|財団)法人|\([株有]\)|カブシキガイシャ/gu;

const SHORT_FORMS: ReadonlyMap<string, string> = new Map([
  ['(株)', '株式会社'],
  ['(有)', '有限会社'],
  ['カブシキガイシャ', '株式会社'],
]);

/** Forms that no person's name ends with. */
const PLAIN_FORM =
  /(?:^|[\s,])(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|plc|gmbh|ohg|kft|zrt|nyrt|sarl|s\.a\.r\.l|b\.v|s\.p\.a|s\.r\.l|k\.k)\.?$|\b(?:gmbh|co\.?)\s+kg$/iu;

/** Whether a text is plainly the name of a firm: it says its legal form. */
export function isFirm(text: string): boolean {
  return (
    PLAIN_FORM.test(text.trim()) || foldName(text).match(JAPANESE_FORM) !== null
  );
}

/** What a firm is called without its legal form; of one that is called so alone, that. */
export function foldFirm(name: string): readonly string[] {
  const words = wordsOf(foldName(name).replace(JAPANESE_FORM, ' '));
  const telling = words.filter(word => !LEGAL_WORDS.has(word));
  return telling.length > 0 ? telling : words;
}

/**
 * Whether two names may be one firm's: the same without their legal forms, of which
 * neither says another than the other. Acme GmbH and Acme AG are two, Acme is either.
 */
export function sameFirm(left: string, right: string): boolean {
  const [called, other] = [foldFirm(left).join(''), foldFirm(right).join('')];
  // Of signs alone nothing is left.
  if (called === '') return foldName(left) === foldName(right);
  if (called !== other) return false;
  const [forms, others] = [formsOf(left), formsOf(right)];
  return (
    forms.size === 0 ||
    others.size === 0 ||
    (forms.isSubsetOf(others) && others.isSubsetOf(forms))
  );
}

function formsOf(name: string): ReadonlySet<string> {
  const folded = foldName(name);
  const japanese = (folded.match(JAPANESE_FORM) ?? []).map(
    form => SHORT_FORMS.get(form) ?? form,
  );
  const western = wordsOf(folded).flatMap(word => LEGAL_WORDS.get(word) || []);
  return new Set([...japanese, ...western]);
}

/** S.p.A. and K.K. as words. */
const INITIALS = /(?<![\p{L}\p{N}])(?:\p{L}\.)+\p{L}(?!\p{L})/gu;

function foldName(name: string): string {
  return foldKanji(foldLetters(name)).replace(INITIALS, letters =>
    letters.replaceAll('.', ''),
  );
}
