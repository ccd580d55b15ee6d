/** Headings that are put together as Japanese puts words together: 自宅郵便番号, 電話番号（会社）, ご住所. */
import {headingKey, type ColumnMeaning} from './csv-columns.ts';

/** Whose it is: 自宅の電話, 電話（自宅）, 郵送先(郵便番号). */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    home: '自宅 個人 プライベート',
    mobile: '携帯',
    other: 'その他',
    work: '会社 勤務先 勤め先 職場 法人 郵送先',
  }).flatMap(([type, words]) =>
    words.split(' ').map(word => [word, type] as const),
  ),
);

const WORD = [...TYPES.keys()].join('|');
const QUALIFIED = new RegExp(
  `^(?<before>${WORD})(?:の|用)?[\\s:・-]*(?<base>\\S.*)$|^(?<whole>.*\\S)\\s*\\((?<after>${WORD})\\)$`,
  'u',
);

const HONORIFIC = /^[おご御](?=\S)/u;
/** 住所1(都道府県). */
const IN_BRACKETS = /\((?<inner>[^()]+)\)$/u;

/** Undefined: nobody knows the word without what qualifies it. */
export function readJapaneseHeading(
  heading: string,
  meaningOf: (key: string) => ColumnMeaning | undefined,
): ColumnMeaning | undefined {
  const text = heading.normalize('NFKC').trim().replace(HONORIFIC, '');
  const {before, base, whole, after} = QUALIFIED.exec(text)?.groups ?? {};
  const bare = (base ?? whole ?? text).replace(HONORIFIC, '');
  const found = meaningOf(headingKey(bare)) ?? addressPart(bare, meaningOf);
  const type = TYPES.get(before ?? after ?? '');
  return type === undefined ? found : found && withType(found, type);
}

function addressPart(
  text: string,
  meaningOf: (key: string) => ColumnMeaning | undefined,
): ColumnMeaning | undefined {
  const {inner} = IN_BRACKETS.exec(text)?.groups ?? {};
  const meaning = inner && meaningOf(headingKey(inner));
  return meaning && meaning.kind === 'value' && meaning.field === 'addresses'
    ? meaning
    : undefined;
}

/** Of a name or a firm nobody says whose it is, and only a telephone is mobile. */
function withType(
  meaning: ColumnMeaning,
  type: string,
): ColumnMeaning | undefined {
  if (meaning.kind !== 'value') return undefined;
  const {field, type: own} = meaning;
  if (own === 'workFax' && type === 'home')
    return {...meaning, type: 'homeFax'};
  if (own !== undefined) return meaning;
  const isTyped =
    field === 'phoneNumbers' ||
    (type !== 'mobile' &&
      (field === 'addresses' ||
        field === 'emailAddresses' ||
        field === 'urls'));
  return isTyped ? {...meaning, type} : undefined;
}
