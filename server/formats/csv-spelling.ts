/** Words of headings that somebody spelled wrong. */

/** Shorter words are others' words too soon. */
const MISSPELT_LENGTH_MIN = 4;

/** With one letter wrong, left out, added or changed with its neighbour; long ones: two. */
export function isNear(word: string, meant: string): boolean {
  if (word === meant) return true;
  if (Math.min(word.length, meant.length) < MISSPELT_LENGTH_MIN) return false;
  const errorsMax = word.length >= 9 ? 2 : 1;
  return (
    Math.abs(meant.length - word.length) <= errorsMax &&
    countErrors(meant, word) <= errorsMax
  );
}

/** Optimal string alignment: insertions, deletions, changes and swaps of neighbours. */
function countErrors(left: string, right: string): number {
  let before: number[] = [];
  let last = Array.from({length: right.length + 1}, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const isSame = left[i - 1] === right[j - 1];
      let least = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap =
        left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (i > 1 && j > 1 && isSwap) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[right.length] ?? 0;
}
