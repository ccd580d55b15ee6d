/** Whether a text of a card says anything that its parts do not say already. */
import type {Item} from '../core/content.ts';
import {foldLetters} from '../core/fold.ts';

/** The words of an item, taken apart once for all texts that are held against it. */
export interface Said {
  readonly words: readonly string[];
  readonly known: ReadonlySet<string>;
}

export function saidBy(parts: Item): Said {
  const words = Object.values(parts).flatMap(part =>
    typeof part === 'string' ? wordsOf(part) : [],
  );
  return {words, known: new Set(words)};
}

/**
 * Words that are looked for within a text: names and addresses of scripts without
 * spaces have few, and each costs a look through the text.
 */
const WORDS_LOOKED_FOR_MAX = 50;

/** Whether a text says nothing that these parts do not, in whatever order. */
export function saysTheSame(text: string, said: Said): boolean {
  if (hasWords(text, said)) return true;
  const {words} = said;
  if (words.length > WORDS_LOOKED_FOR_MAX) return false;
  // 山田太郎 beside 山田;太郎.
  const rest = words.reduce(
    (left, word) => left.replace(word, ''),
    wordsOf(text).join(''),
  );
  return rest === '';
}

export function hasWords(text: string, {known}: Said): boolean {
  return wordsOf(text).every(word => known.has(word));
}

function wordsOf(text: string): string[] {
  return foldLetters(text)
    .split(/[\s\u3000,.;()"“”・]+/u)
    .filter(word => word !== '');
}
