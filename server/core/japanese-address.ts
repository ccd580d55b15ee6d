/** Japanese addresses: how their parts are told apart, and how postal codes are written. */
import type {Item} from './content.ts';

/** Seven digits, as 102-0093: how Japan Post has them written since 1998. */
const POSTAL_CODE_DIGITS = 7;

/** A postal code of seven digits of either width, with 〒 or not, as 102-0093; else undefined. */
export function writePostalCode(text: string): string | undefined {
  const digits = text.normalize('NFKC').replace(/[〒\s‐‑–—−ー-]/gu, '');
  return digits.length === POSTAL_CODE_DIGITS && /^\d+$/u.test(digits)
    ? `${digits.slice(0, 3)}-${digits.slice(3)}`
    : undefined;
}

/** ISO 3166-2:JP, its 47 prefectures. */
const PREFECTURE =
  '東京都|北海道|(?:京都|大阪)府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県';

/** Cities with wards: https://www.soumu.go.jp/main_sosiki/jichi_gyousei/bunken/shitei_toshi-ichiran.html */
const WARD_CITIES =
  '札幌|仙台|さいたま|千葉|横浜|川崎|相模原|新潟|静岡|浜松|名古屋|京都|大阪|堺|神戸|岡山|広島|北九州|福岡|熊本';

/**
 * Cities in whose names 市, 町, 村 or 郡 stands before their end, of Japan's
 * municipalities: https://www.soumu.go.jp/denshijiti/code.html
 */
const ODD_CITIES =
  '東村山|武蔵村山|羽村|田村|村山|村上|大村|町田|十日町|大町|市川|市原|四日市|廿日市|八日市場|野々市|蒲郡|小郡|郡山|郡上|大和郡山';

/** Districts of which the same is true. */
const ODD_DISTRICTS = '余市|高市|[東西北]村山|田村';

const NOT_MUNICIPAL = '[^市区町村郡\\s\\d０-９]';

/** A city with its ward, a ward of Tokyo, a city, or a town or village with its district. */
const MUNICIPALITY = [
  `(?:${WARD_CITIES})市[^市町\\s\\d０-９]{1,4}?区`,
  '(?<=東京都\\s*)[^市町村\\s\\d０-９]{1,3}?区',
  `(?:${ODD_CITIES})市`,
  '余市町',
  `(?:${ODD_DISTRICTS}|${NOT_MUNICIPAL}{1,4})郡(?:玉村|村田|大町|[^町村\\s\\d０-９]{1,6})[町村]`,
  `${NOT_MUNICIPAL}{1,6}市`,
  `${NOT_MUNICIPAL}{1,7}[町村]`,
].join('|');

const WHOLE = new RegExp(
  '^(?<country>日本国?)?[\\s、,，]*' +
    '(?:〒?\\s*(?<postalCode>[\\d０-９]{3}[‐‑–—−ー－-]?[\\d０-９]{4})(?![\\d０-９])|〒)?[\\s、,，]*' +
    `(?<region>${PREFECTURE})\\s*(?<city>${MUNICIPALITY})\\s*(?<streetAddress>\\S.*)?$`,
  'su',
);

const PLACE = ['region', 'city'] as const;

/**
 * An address that stands in one text, its parts told apart; undefined where it names
 * no prefecture and municipality of Japan, or has them in fields of their own. Nothing
 * is lost but 〒 and what stands between parts.
 */
export function splitJapaneseAddress(address: Item): Item | undefined {
  const {formattedValue, streetAddress, ...rest} = address;
  const text = formattedValue ?? streetAddress;
  if (typeof text !== 'string' || PLACE.some(part => part in rest)) {
    return undefined;
  }
  if (formattedValue !== undefined && streetAddress !== undefined) {
    return undefined;
  }
  const found = Object.entries(WHOLE.exec(text.trim())?.groups ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  if (found.length === 0 || found.some(([part]) => part in rest)) {
    return undefined;
  }
  const {postalCode, ...parts} = Object.fromEntries(found);
  const code =
    postalCode === undefined
      ? {}
      : {postalCode: writePostalCode(postalCode) ?? postalCode};
  return {...rest, ...code, ...parts};
}
