/** How wide text stands in a terminal: Japanese takes two columns a character. */

/** Unicode's East Asian "wide" and "fullwidth" blocks (UAX 11); half-width kana are narrow. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** Columns that `text` takes; it holds no colours. */
export function textWidth(text: string): number {
  return charactersOf(text).reduce((sum, each) => sum + widthOf(each), 0);
}

/** `text` with blanks up to `width` columns, or cut with an ellipsis where it is longer. */
export function fit(text: string, width: number): string {
  const cut = truncate(text, width);
  return cut + ' '.repeat(width - textWidth(cut));
}

export function fitRight(text: string, width: number): string {
  const cut = truncate(text, width);
  return ' '.repeat(width - textWidth(cut)) + cut;
}

/** Without what moves a terminal's cursor or colours it: names come from strangers. */
export function printable(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/\p{C}/gu, '').trim();
}

function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of charactersOf(text)) {
    used += widthOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function charactersOf(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({segment}) => segment);
}

/** Half-width voicing marks join the kana before them and still take a column of their own. */
const MARKS = /[\uff9e\uff9f]/gu;

function widthOf(grapheme: string): number {
  const base = grapheme.replace(MARKS, '');
  const marks = grapheme.length - base.length;
  if (base === '') return marks;
  return marks + (WIDE.test(base) ? 2 : 1);
}
