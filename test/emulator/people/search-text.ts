/** Search as the API does it: prefixes of words, over a few fields (people-api §10). */
import type {Contact} from '../world/account.ts';
import type {StoredFields} from '../world/stored-fields.ts';

const WORD = /[\p{L}\p{N}]/u;

/** `needle` begins at the start of a word of `text`: `foo n` is in `foo name`, `oo n` is not. */
export function matchesPrefix(text: string, needle: string): boolean {
  const folded = text.toLowerCase();
  for (
    let at = folded.indexOf(needle);
    at >= 0;
    at = folded.indexOf(needle, at + 1)
  ) {
    if (at === 0 || !WORD.test(folded[at - 1]!)) return true;
  }
  return false;
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  names: [
    'displayName',
    'displayNameLastFirst',
    'givenName',
    'familyName',
    'phoneticGivenName',
    'phoneticFamilyName',
  ],
  nicknames: ['value'],
  emailAddresses: ['value'],
  phoneNumbers: ['value', 'canonicalForm'],
  organizations: ['name', 'department', 'title', 'phoneticName'],
};

export const CONTACT_SEARCH_FIELDS = Object.keys(PARTS);
export const OTHER_SEARCH_FIELDS = ['names', 'emailAddresses', 'phoneNumbers'];

const digitsOf = (text: string) => text.replace(/\D/g, '');

function phoneMatches(value: string, needle: string): boolean {
  const wanted = digitsOf(needle);
  // Letters in the query mean that no number is meant.
  if (wanted.length === 0 || /\p{L}/u.test(needle)) return false;
  return digitsOf(value).startsWith(wanted);
}

export function fieldsMatch(
  fields: StoredFields,
  searched: readonly string[],
  query: string,
): boolean {
  const needle = query.trim().toLowerCase();
  if (needle === '') return false;
  return searched.some(field =>
    fields.items(field).some(item =>
      (PARTS[field] ?? []).some(part => {
        const value: unknown = item[part];
        if (typeof value !== 'string') return false;
        return field === 'phoneNumbers'
          ? phoneMatches(value, needle)
          : matchesPrefix(value, needle);
      }),
    ),
  );
}

/**
 * What search sees: a snapshot that a request orders and that is ready some seconds later.
 * The first request after a while therefore answers from the past, or from nothing.
 */
export class SearchCache {
  #ready: readonly Contact[] = [];
  #ordered: {contacts: readonly Contact[]; readyAtMs: number} | undefined;

  contacts(
    nowMs: number,
    delayMs: number,
    current: () => readonly Contact[],
  ): readonly Contact[] {
    this.#take(nowMs);
    if (!this.#ordered) {
      this.#ordered = {contacts: current(), readyAtMs: nowMs + delayMs};
      this.#take(nowMs);
    }
    return this.#ready;
  }

  #take(nowMs: number) {
    if (this.#ordered && this.#ordered.readyAtMs <= nowMs) {
      this.#ready = this.#ordered.contacts;
      this.#ordered = undefined;
    }
  }
}
