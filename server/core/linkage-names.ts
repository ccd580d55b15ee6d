/** How far two people's names agree. */
import type {NamePart, Traits} from './linkage-traits.ts';
import {sameFirm} from './firm-name.ts';
import {sameByNickname} from './nicknames.ts';
import {jaroWinkler, oneSlipApart} from './text-likeness.ts';

/** Nothing said on one side: 0. Else the place of the level, from 1 on. */
export type LevelNumber = number;

/** Places of the levels of a part of a name. */
const GIVEN = {
  same: 1,
  variant: 2,
  initial: 3,
  close: 4,
  sound: 5,
  different: 6,
};

/** Jaro–Winkler from which two names are one mistyped, and still sound alike. */
const CLOSE_MIN = 0.93;
const ALIKE_MIN = 0.86;
/** Letters of which one may be a slip: a shorter text is another text then. */
export const SLIP_LENGTH_MIN = 4;

function compareParts(left: NamePart, right: NamePart): LevelNumber {
  if (left.text === '' || right.text === '') return 0;
  if (left.text === right.text) return GIVEN.same;
  if (left.script !== right.script) {
    // 花子 and Hanako: as far as somebody says how 花子 is read. Сергей and Sergey: nobody does.
    if (left.reading === '' || right.reading === '') return 0;
    return left.reading === right.reading
      ? GIVEN.variant
      : compareTexts(left.reading, right.reading);
  }
  // Two readings prove nothing: 健 and 賢 are both けん.
  if (left.script === 'Han') {
    return left.reading !== '' && left.reading === right.reading
      ? GIVEN.sound
      : compareTexts(left.text, right.text);
  }
  if (left.reading !== '' && left.reading === right.reading) {
    return GIVEN.variant;
  }
  if (isVariant(left, right)) return GIVEN.variant;
  if (isInitial(left, right)) return GIVEN.initial;
  // Paula is nobody who mistyped Paul.
  const isLonger =
    left.text.startsWith(right.text) || right.text.startsWith(left.text);
  const level = isLonger ? GIVEN.sound : compareTexts(left.text, right.text);
  const soundsAlike = left.sound === right.sound && left.reading !== '';
  return level === GIVEN.different && soundsAlike ? GIVEN.sound : level;
}

function compareTexts(left: string, right: string): LevelNumber {
  const longest = Math.max(left.length, right.length);
  if (longest >= SLIP_LENGTH_MIN && oneSlipApart(left, right)) {
    return GIVEN.close;
  }
  const likeness = jaroWinkler(left, right);
  if (likeness >= CLOSE_MIN) return GIVEN.close;
  return likeness >= ALIKE_MIN ? GIVEN.sound : GIVEN.different;
}

/** Anna of Anna Maria, Bob of Robert. */
function isVariant(left: NamePart, right: NamePart): boolean {
  const [few, many] =
    left.words.length <= right.words.length ? [left, right] : [right, left];
  if (
    few.words.length < many.words.length &&
    few.words.every(word => word.length > 1 && many.words.includes(word))
  ) {
    return true;
  }
  return sameByNickname(left.words[0] ?? '', right.words[0] ?? '');
}

/** J of John, Alex. of Alexander: a beginning that says that it is one. */
function isInitial(left: NamePart, right: NamePart): boolean {
  const [short, long] =
    left.text.length < right.text.length ? [left, right] : [right, left];
  return (
    (short.isCut || short.text.length === 1) && long.text.startsWith(short.text)
  );
}

/**
 * Given and family name, in the order in which they agree better: people write
 * them in each other's place. Turned, both have the lesser level of the two.
 */
export function compareNameParts(
  left: Traits,
  right: Traits,
): readonly [LevelNumber, LevelNumber] {
  const company = compareCompanies(left, right);
  if (company !== undefined) return [company, company];
  const given = compareParts(left.given, right.given);
  const family = compareParts(left.family, right.family);
  if (given === GIVEN.same && family === GIVEN.same) return [given, family];
  // 山田花子 in one part, 山田 and 花子 in two.
  if (sameWhole(left, right)) return [GIVEN.same, GIVEN.same];
  const isStraight = Math.max(given, family) <= GIVEN.close;
  if (isStraight && given > 0 && family > 0) return [given, family];
  const turned = compareTurned(left, right);
  if (turned !== undefined && Math.max(given, family) > turned[1]) {
    // What only one of them says in the other's place has to contradict nothing.
    if (turned[0] > 0 || Math.min(given, family) === 0) return turned;
  }
  const byNickname =
    given === GIVEN.different &&
    (left.nicknames.includes(right.given.text) ||
      right.nicknames.includes(left.given.text));
  return [byNickname ? GIVEN.variant : given, family];
}

/** A firm's own entry is called as the firm is; it is nobody who works there. */
function compareCompanies(
  left: Traits,
  right: Traits,
): LevelNumber | undefined {
  const [one, other] = [left.company, right.company];
  if (one === undefined && other === undefined) return undefined;
  if (one === undefined || other === undefined) {
    const {given, family} = one === undefined ? left : right;
    return given.text === '' && family.text === '' ? 0 : GIVEN.different;
  }
  if (one.phrase.whole === other.phrase.whole) {
    return sameFirm(one.name, other.name) ? GIVEN.same : GIVEN.different;
  }
  return compareTexts(one.phrase.whole, other.phrase.whole);
}

function compareTurned(
  left: Traits,
  right: Traits,
): readonly [LevelNumber, LevelNumber] | undefined {
  const one = compareParts(left.given, right.family);
  const other = compareParts(left.family, right.given);
  const lesser = Math.max(one, other);
  if (lesser === 0 || lesser > GIVEN.close) return undefined;
  return [one > 0 && other > 0 ? lesser : 0, lesser];
}

function sameWhole(
  {given, family}: Traits,
  {given: otherGiven, family: otherFamily}: Traits,
): boolean {
  const length = given.text.length + family.text.length;
  if (length !== otherGiven.text.length + otherFamily.text.length) return false;
  const whole = family.text + given.text;
  return (
    length > 0 &&
    (whole === otherFamily.text + otherGiven.text ||
      whole === otherGiven.text + otherFamily.text ||
      given.text + family.text === otherFamily.text + otherGiven.text ||
      given.text + family.text === otherGiven.text + otherFamily.text)
  );
}

/** The order of people by what their names sound like; 0: namesakes. */
export function byName(left: Traits, right: Traits): number {
  return (
    inOrder(calledOf(left), calledOf(right)) ||
    inOrder(left.given.sound, right.given.sound)
  );
}

function calledOf({family, company}: Traits): string {
  return company?.phrase.whole ?? family.sound;
}

function inOrder(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
