import type {Item} from '../core/content.ts';

/** The components of an address, in the order of vCard's ADR (RFC 6350 section 6.3.1). */
export const ADDRESS_PARTS = [
  'poBox',
  'extendedAddress',
  'streetAddress',
  'city',
  'region',
  'postalCode',
  'country',
] as const;

type AddressPart = (typeof ADDRESS_PARTS)[number];

const STREET = ['streetAddress', 'extendedAddress', 'poBox'] as const;

/** From the largest place to the smallest. */
const EAST_ASIAN = [
  ...(['country', 'postalCode', 'region', 'city'] as const),
  ...STREET,
] as const;

const CODE_FIRST = [
  ...STREET,
  ...(['postalCode', 'city', 'region', 'country'] as const),
] as const;

const CODE_LAST = [
  ...STREET,
  ...(['city', 'region', 'postalCode', 'country'] as const),
] as const;

/**
 * Countries that write the postal code before the city: those with %Z before %C at
 * https://chromium-i18n.appspot.com/ssl-address/data.
 */
const CODE_FIRST_COUNTRIES =
  'AD AR AT BA BE BG CH CR CZ DE DK DO EE ES FI FR GR HR IL IS IT LI LT LU MA MC ME MK MX MY NL NO PL PT PY RO RS SE SI SK SM TN TR UY VA';

function foldCountry(name: unknown): string {
  return String(name).trim().toLowerCase();
}

const EAST_ASIAN_SCRIPT =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/u;

/**
 * Tells in which order its country writes the parts of an address; in the scripts of
 * East Asia as these countries do, in Latin letters as abroad. A country is known by
 * its code and by its name in English, Japanese and its own language.
 */
export function createPartOrder(): (address: Item) => readonly AddressPart[] {
  const codeFirst = new Set(
    CODE_FIRST_COUNTRIES.split(' ').flatMap(code => {
      const own = new Intl.Locale(`und-${code}`).maximize().language;
      const names = ['en', 'ja', own].map(language =>
        new Intl.DisplayNames(language, {type: 'region'}).of(code),
      );
      return [code, ...names].map(foldCountry);
    }),
  );
  return ({region, city, streetAddress, country, countryCode}) => {
    const place = [region, city, streetAddress].join('');
    if (EAST_ASIAN_SCRIPT.test(place)) return EAST_ASIAN;
    const isCodeFirst = [country, countryCode].some(name =>
      codeFirst.has(foldCountry(name)),
    );
    return isCodeFirst ? CODE_FIRST : CODE_LAST;
  };
}
