/** E.164 forms by google-libphonenumber, remembered: the same text comes back often. */
import libphonenumber from 'google-libphonenumber';

const CACHE_SIZE_MAX = 50_000;

export class PhoneBook {
  readonly #util = libphonenumber.PhoneNumberUtil.getInstance();
  readonly #cache = new Map<string, string>();

  /** `+81312345678`, or nothing when the text is no number where the account lives. */
  canonicalForm(text: string, region: string): string | undefined {
    const key = `${region} ${text}`;
    const known = this.#cache.get(key);
    if (known !== undefined) return known === '' ? undefined : known;
    const form = this.#parse(text, region);
    if (this.#cache.size >= CACHE_SIZE_MAX) this.#cache.clear();
    this.#cache.set(key, form ?? '');
    return form;
  }

  #parse(text: string, region: string): string | undefined {
    try {
      const number = this.#util.parse(text, region);
      if (!this.#util.isPossibleNumber(number)) return undefined;
      return this.#util.format(number, libphonenumber.PhoneNumberFormat.E164);
    } catch {
      // Not a number: Google then shows no canonical form either.
      return undefined;
    }
  }
}
