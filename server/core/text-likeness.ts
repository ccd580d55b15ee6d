/** How alike two short texts are, letter by letter. Both are folded already. */

/** Letters counted by Winkler's bonus for a common beginning, and its weight. */
const PREFIX_MAX = 4;
const PREFIX_WEIGHT = 0.1;
/** A set of places is one number; of longer texts the beginning is compared. */
const LENGTH_MAX = 31;

/**
 * Jaro–Winkler: 1 for the same text, 0 where no letter agrees (Winkler, "String
 * Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of
 * Record Linkage", 1990). Symmetric: letters pair from the shorter text's side.
 */
export function jaroWinkler(left: string, right: string): number {
  if (left === right) return left === '' ? 0 : 1;
  const [short, long] = inLengthOrder(
    left.slice(0, LENGTH_MAX),
    right.slice(0, LENGTH_MAX),
  );
  const jaro = jaroOf(short, long);
  let prefix = 0;
  while (
    prefix < Math.min(PREFIX_MAX, short.length) &&
    short.charCodeAt(prefix) === long.charCodeAt(prefix)
  ) {
    prefix++;
  }
  return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
}

function inLengthOrder(left: string, right: string): [string, string] {
  const isShorter =
    left.length < right.length ||
    (left.length === right.length && left <= right);
  return isShorter ? [left, right] : [right, left];
}

function jaroOf(short: string, long: string): number {
  const reach = Math.max(0, (long.length >> 1) - 1);
  // The places of letters that have their counterpart.
  let [ours, theirs, count] = [0, 0, 0];
  for (let at = 0; at < short.length; at++) {
    const letter = short.charCodeAt(at);
    const end = Math.min(long.length, at + reach + 1);
    for (let other = Math.max(0, at - reach); other < end; other++) {
      const place = 1 << other;
      if ((theirs & place) !== 0 || long.charCodeAt(other) !== letter) continue;
      theirs |= place;
      ours |= 1 << at;
      count++;
      break;
    }
  }
  if (count === 0) return 0;
  let turned = 0;
  let other = 0;
  for (let at = 0; at < short.length; at++) {
    if ((ours & (1 << at)) === 0) continue;
    while ((theirs & (1 << other)) === 0) other++;
    if (short.charCodeAt(at) !== long.charCodeAt(other)) turned++;
    other++;
  }
  return (
    (count / short.length +
      count / long.length +
      (count - turned / 2) / count) /
    3
  );
}

/**
 * Whether one slip of the hand makes one text of the other: a letter more, less
 * or other, or two neighbours in each other's place.
 */
export function oneSlipApart(left: string, right: string): boolean {
  const [short, long] = inLengthOrder(left, right);
  if (long.length - short.length > 1 || short === long) return false;
  let from = 0;
  while (
    from < short.length &&
    short.charCodeAt(from) === long.charCodeAt(from)
  ) {
    from++;
  }
  if (short.length < long.length) {
    return short.slice(from) === long.slice(from + 1);
  }
  const rest = from + 1;
  if (short.slice(rest) === long.slice(rest)) return true;
  return (
    short.charCodeAt(from) === long.charCodeAt(rest) &&
    short.charCodeAt(rest) === long.charCodeAt(from) &&
    short.slice(rest + 1) === long.slice(rest + 1)
  );
}

/** Words from this length on may be mistyped and still count as one. */
const FUZZY_LENGTH_MIN = 4;

/**
 * How much of two lists of words is the same, 0 to 1, whatever their order: the
 * letters of words that both have, one slip forgiven, of all letters (Jaccard).
 */
export function wordsInCommon(
  left: readonly string[],
  right: readonly string[],
): number {
  const total = lengthOf(left) + lengthOf(right);
  if (total === 0) return 0;
  const rest = [...right];
  let common = 0;
  const take = (word: string, accept: (other: string) => boolean) => {
    const place = rest.findIndex(accept);
    if (place === -1) return false;
    common += word.length + (rest[place] ?? '').length;
    rest.splice(place, 1);
    return true;
  };
  const inexact = left.filter(word => !take(word, other => other === word));
  for (const word of inexact) {
    if (word.length < FUZZY_LENGTH_MIN) continue;
    take(
      word,
      other => other.length >= FUZZY_LENGTH_MIN && oneSlipApart(word, other),
    );
  }
  return common / total;
}

function lengthOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length, 0);
}
