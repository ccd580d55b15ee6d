import * as z from 'zod/mini';

/** Half of a surrogate pair: no JSON of a database takes it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What can be stored and sent on: whole characters, no NUL. */
function isStorable(text: string): boolean {
  return !text.includes('\u0000') && !LONE_SURROGATE.test(text);
}

/** Text as callers send it, of at most `max` characters. */
export function text(max: number) {
  return z
    .string()
    .check(
      z.maxLength(max, {error: `At most ${max} characters`}),
      z.refine(isStorable, {error: 'Not a text: it holds broken characters'}),
    );
}
