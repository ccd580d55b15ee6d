/** The words over the columns of tables that people read, by language. */
import type {ColumnMeaning, FileField} from './csv-columns.ts';

export interface SpreadsheetWords {
  /** Columns in the order in which the language reads a person. */
  readonly single: readonly (readonly [string, FileField, string])[];
  readonly several: {
    readonly [F in SeveralField]: string;
  };
  readonly types: Readonly<Record<string, string>>;
  readonly labels: string;
  /** Over what has no column of its own. */
  readonly further: string;
}

/** Fields with a column for each type, and each further item of one. */
export const SEVERAL = {
  emailAddresses: 'value',
  phoneNumbers: 'value',
  addresses: 'formattedValue',
  urls: 'value',
  imClients: 'username',
  relations: 'person',
  events: 'date',
} as const satisfies Partial<Record<FileField, string>>;

export type SeveralField = keyof typeof SEVERAL;

const EN: SpreadsheetWords = {
  single: [
    ['Name Prefix', 'names', 'honorificPrefix'],
    ['First Name', 'names', 'givenName'],
    ['Middle Name', 'names', 'middleName'],
    ['Last Name', 'names', 'familyName'],
    ['Name Suffix', 'names', 'honorificSuffix'],
    ['Phonetic First Name', 'names', 'phoneticGivenName'],
    ['Phonetic Last Name', 'names', 'phoneticFamilyName'],
    ['Nickname', 'nicknames', 'value'],
    ['Company', 'organizations', 'name'],
    ['Department', 'organizations', 'department'],
    ['Job Title', 'organizations', 'title'],
    ['Birthday', 'birthdays', 'date'],
    ['Notes', 'biographies', 'value'],
  ],
  several: {
    emailAddresses: 'E-mail',
    phoneNumbers: 'Phone',
    addresses: 'Address',
    urls: 'Website',
    imClients: 'IM',
    relations: 'Related Person',
    events: 'Event',
  },
  types: {
    home: 'home',
    work: 'work',
    mobile: 'mobile',
    homeFax: 'home fax',
    workFax: 'work fax',
    otherFax: 'other fax',
    pager: 'pager',
    workMobile: 'work mobile',
    workPager: 'work pager',
    main: 'main',
    googleVoice: 'Google Voice',
    other: 'other',
    homePage: 'home page',
    blog: 'blog',
    profile: 'profile',
    anniversary: 'anniversary',
    spouse: 'spouse',
    child: 'child',
    mother: 'mother',
    father: 'father',
    parent: 'parent',
    brother: 'brother',
    sister: 'sister',
    friend: 'friend',
    relative: 'relative',
    domesticPartner: 'domestic partner',
    manager: 'manager',
    assistant: 'assistant',
    referredBy: 'referred by',
    partner: 'partner',
  },
  labels: 'Labels',
  further: 'Further Details',
};

const JA: SpreadsheetWords = {
  single: [
    ['姓', 'names', 'familyName'],
    ['名', 'names', 'givenName'],
    ['ミドルネーム', 'names', 'middleName'],
    ['敬称', 'names', 'honorificSuffix'],
    ['敬称（前）', 'names', 'honorificPrefix'],
    ['姓（フリガナ）', 'names', 'phoneticFamilyName'],
    ['名（フリガナ）', 'names', 'phoneticGivenName'],
    ['ニックネーム', 'nicknames', 'value'],
    ['会社名', 'organizations', 'name'],
    ['部署', 'organizations', 'department'],
    ['役職', 'organizations', 'title'],
    ['誕生日', 'birthdays', 'date'],
    ['メモ', 'biographies', 'value'],
  ],
  several: {
    emailAddresses: 'メール',
    phoneNumbers: '電話',
    addresses: '住所',
    urls: 'ウェブサイト',
    imClients: 'チャット',
    relations: '関係者',
    events: '日付',
  },
  types: {
    home: '自宅',
    work: '勤務先',
    mobile: '携帯',
    homeFax: '自宅 FAX',
    workFax: '勤務先 FAX',
    otherFax: 'その他の FAX',
    pager: 'ポケットベル',
    workMobile: '勤務先携帯',
    workPager: '勤務先ポケットベル',
    main: '代表',
    googleVoice: 'Google Voice',
    other: 'その他',
    homePage: 'ホームページ',
    blog: 'ブログ',
    profile: 'プロフィール',
    anniversary: '記念日',
    spouse: '配偶者',
    child: '子供',
    mother: '母',
    father: '父',
    parent: '親',
    brother: '兄弟',
    sister: '姉妹',
    friend: '友人',
    relative: '親戚',
    domesticPartner: '同居人',
    manager: '上司',
    assistant: '秘書',
    referredBy: '紹介者',
    partner: 'パートナー',
  },
  labels: 'ラベル',
  further: 'その他の情報',
};

const LANGUAGES: ReadonlyMap<string, SpreadsheetWords> = new Map([
  ['en', EN],
  ['ja', JA],
]);

/** The words for a locale such as `ja` or `en-GB`; English for whoever reads neither. */
export function pickWords(locale: string | null): SpreadsheetWords {
  const [code = ''] = (locale ?? '').toLowerCase().split(/[-_]/);
  return LANGUAGES.get(code) ?? EN;
}

/** In whose words a table of ours has its headings, some of which somebody may have added. */
export function wordsOver(
  headings: readonly string[],
): SpreadsheetWords | undefined {
  return [...LANGUAGES.values()].find(({labels, further}) =>
    [labels, further].every(heading => headings.includes(heading)),
  );
}

/** What a column of such a table says; undefined: it is none of ours. */
export function readOwnHeading(
  heading: string,
  words: SpreadsheetWords,
): ColumnMeaning | undefined {
  if (heading === words.labels) return {kind: 'labels'};
  const single = words.single.find(([word]) => word === heading);
  if (single !== undefined) {
    const [, field, subfield] = single;
    return {kind: 'value', field, subfield};
  }
  const column = readSeveral(heading, words);
  if (column === undefined) return undefined;
  const {field, subfield, type} = column;
  // Of what has no type the writer says the service.
  const isService =
    field === 'imClients' && !Object.hasOwn(words.types, type ?? '');
  return {
    ...{kind: 'value', field, subfield},
    ...(type !== undefined && {[isService ? 'protocol' : 'type']: type}),
  };
}

interface SeveralColumn {
  readonly field: SeveralField;
  readonly subfield: string;
  readonly type?: string;
}

/** What a heading of ours such as `Phone (mobile) 2` says; undefined: it is none. */
export function readSpreadsheetHeading(
  heading: string,
): SeveralColumn | undefined {
  for (const words of LANGUAGES.values()) {
    const column = readSeveral(heading, words);
    if (column !== undefined) return column;
  }
  return undefined;
}

function readSeveral(
  heading: string,
  {several, types}: SpreadsheetWords,
): SeveralColumn | undefined {
  const match = /^(.+?)(?: \((.+)\))?(?: \d+)?$/.exec(heading.trim());
  const [, noun, word] = match ?? [];
  const field = Object.keys(SEVERAL)
    .filter(isSeveral)
    .find(name => several[name] === noun);
  if (field === undefined) return undefined;
  const known = Object.keys(types).find(type => types[type] === word);
  const type = known ?? word;
  return {field, subfield: SEVERAL[field], ...(type !== undefined && {type})};
}

export function isSeveral(field: string): field is SeveralField {
  return Object.hasOwn(SEVERAL, field);
}
