import type {Content, Item} from './content.ts';
import type {Fault, QualityOptions} from './quality.ts';

/** Seven digits, as 102-0093: how Japan Post has them written since 1998. */
const WRITTEN = /^\d{3}-\d{4}$/u;
const DIGITS = 7;

/** Postal codes of Japan. */
export function findAddressFaults(
  {addresses = []}: Content,
  {region}: Pick<QualityOptions, 'region'>,
): readonly Fault[] {
  return addresses.flatMap((address, at): readonly Fault[] => {
    const value = address['postalCode'];
    if (typeof value !== 'string' || !isJapanese(address, region)) return [];
    if (WRITTEN.test(value)) return [];
    const about = {field: 'addresses', value} as const;
    const digits = value.normalize('NFKC').replace(/[〒\s‐‑–—−ー-]/gu, '');
    if (digits.length !== DIGITS || /\D/u.test(digits)) {
      return [{code: 'ADDRESS_POSTAL_CODE_INVALID', ...about}];
    }
    const proposed = `${digits.slice(0, 3)}-${digits.slice(3)}`;
    const repaired = {...address, postalCode: proposed};
    const repair = {addresses: addresses.with(at, repaired)};
    return [{code: 'ADDRESS_POSTAL_CODE', ...about, proposed, repair}];
  });
}

const JAPAN = /^(?:japan|jp|jpn|日本国?|nippon)$/iu;
const JAPANESE = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]/u;

/** As it says; where it names no country, written in Japanese by somebody in Japan. */
function isJapanese(address: Item, region: string | undefined): boolean {
  const text = (part: string) => {
    const value = address[part];
    return typeof value === 'string' ? value : '';
  };
  const country = text('country') || text('countryCode');
  if (country !== '') return JAPAN.test(country.trim());
  const place = text('region') + text('city') + text('streetAddress');
  return region === 'JP' && JAPANESE.test(place);
}
