import type {Content, Item} from './content.ts';
import {splitJapaneseAddress, writePostalCode} from './japanese-address.ts';
import type {Fault, QualityOptions} from './quality.ts';

/** Of Japan: its postal codes, and parts that stand in one field. */
export function findAddressFaults(
  {addresses = []}: Content,
  options: Pick<QualityOptions, 'region'>,
): readonly Fault[] {
  return addresses.flatMap((address, at) => {
    const replace = (repaired: Item) => ({
      addresses: addresses.with(at, repaired),
    });
    return [
      ...findCodeFault(address, options, replace),
      ...findUnsplit(address, replace),
    ];
  });
}

type Replace = (repaired: Item) => NonNullable<Fault['repair']>;

function findCodeFault(
  address: Item,
  {region}: Pick<QualityOptions, 'region'>,
  replace: Replace,
): readonly Fault[] {
  const value = address['postalCode'];
  if (typeof value !== 'string' || !isJapanese(address, region)) return [];
  const proposed = writePostalCode(value);
  if (proposed === value) return [];
  const about = {field: 'addresses', value} as const;
  if (proposed === undefined) {
    if (!saysJapan(address) && !JAPANESE_SHAPE.test(value)) return [];
    return [{code: 'ADDRESS_POSTAL_CODE_INVALID', ...about}];
  }
  const repair = replace({...address, postalCode: proposed});
  return [{code: 'ADDRESS_POSTAL_CODE', ...about, proposed, repair}];
}

/** In the order in which Japan writes them. */
const PARTS = ['country', 'postalCode', 'region', 'city', 'streetAddress'];

function findUnsplit(address: Item, replace: Replace): readonly Fault[] {
  const parts = splitJapaneseAddress(address);
  if (parts === undefined) return [];
  return [
    {
      ...{code: 'ADDRESS_UNSPLIT', field: 'addresses'},
      value:
        textOf(address, 'formattedValue') || textOf(address, 'streetAddress'),
      proposed: PARTS.flatMap(part => textOf(parts, part) || []).join(' | '),
      repair: replace(parts),
    },
  ];
}

/** Codes of other countries stand beside cities written in Japanese too: 100000 北京市. */
const JAPANESE_SHAPE = /^\D*\d{3}-\d+$/u;

const JAPAN = /^(?:japan|jp|jpn|日本国?|nippon)$/iu;
const JAPANESE = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]/u;

/** As it says, or its 〒 does; where it names no country, written in Japanese by somebody in Japan. */
function isJapanese(address: Item, region: string | undefined): boolean {
  if (countryOf(address) !== '') return saysJapan(address);
  const place = ['region', 'city', 'streetAddress']
    .map(part => textOf(address, part))
    .join('');
  const isMarked = textOf(address, 'postalCode').includes('〒');
  return isMarked || (region === 'JP' && JAPANESE.test(place));
}

function saysJapan(address: Item): boolean {
  return JAPAN.test(countryOf(address));
}

function countryOf(address: Item): string {
  const country = textOf(address, 'country') || textOf(address, 'countryCode');
  return country.trim();
}

function textOf(address: Item, part: string): string {
  const value = address[part];
  return typeof value === 'string' ? value : '';
}
