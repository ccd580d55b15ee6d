/** Type words as Google shows them, in English and in Japanese (for `Accept-Language: ja`). */

export type Language = 'en' | 'ja';

const EN: Readonly<Record<string, string>> = {
  home: 'Home',
  work: 'Work',
  other: 'Other',
  mobile: 'Mobile',
  homeFax: 'Home Fax',
  workFax: 'Work Fax',
  otherFax: 'Other Fax',
  pager: 'Pager',
  workMobile: 'Work Mobile',
  workPager: 'Work Pager',
  main: 'Main',
  googleVoice: 'Google Voice',
  blog: 'Blog',
  profile: 'Profile',
  homePage: 'Home Page',
  ftp: 'FTP',
  reservations: 'Reservations',
  freeBusy: 'Free/Busy',
  anniversary: 'Anniversary',
  spouse: 'Spouse',
  child: 'Child',
  mother: 'Mother',
  father: 'Father',
  parent: 'Parent',
  brother: 'Brother',
  sister: 'Sister',
  friend: 'Friend',
  relative: 'Relative',
  domesticPartner: 'Domestic Partner',
  manager: 'Manager',
  assistant: 'Assistant',
  referredBy: 'Referred By',
  partner: 'Partner',
  account: 'Account',
  customer: 'Customer',
  loginId: 'Login ID',
  network: 'Network',
  organization: 'Organization',
  school: 'School',
  male: 'Male',
  female: 'Female',
  unspecified: 'Unspecified',
  aim: 'AIM',
  msn: 'MSN',
  yahoo: 'Yahoo',
  skype: 'Skype',
  qq: 'QQ',
  googleTalk: 'Google Talk',
  icq: 'ICQ',
  jabber: 'Jabber',
  netMeeting: 'NetMeeting',
  desk: 'Desk',
  grewUp: 'Grew Up',
  OUTLOOK_USER: 'User',
  HOME: 'Home',
  WORK: 'Work',
  OTHER: 'Other',
};

const JA: Readonly<Record<string, string>> = {
  home: '自宅',
  work: '勤務先',
  other: 'その他',
  mobile: '携帯',
  homeFax: '自宅 FAX',
  workFax: '勤務先 FAX',
  main: '代表',
  pager: 'ポケベル',
  anniversary: '記念日',
  spouse: '配偶者',
  child: '子供',
  mother: '母',
  father: '父',
  friend: '友人',
  manager: 'マネージャー',
  assistant: 'アシスタント',
  male: '男性',
  female: '女性',
  homePage: 'ホームページ',
  blog: 'ブログ',
  profile: 'プロフィール',
};

/** A custom type is shown as typed. */
export function formatWord(word: string, language: Language): string {
  return (language === 'ja' ? JA[word] : undefined) ?? EN[word] ?? word;
}

export const SYSTEM_GROUP_NAMES: Readonly<
  Record<string, Readonly<Record<Language, string>>>
> = {
  myContacts: {en: 'My Contacts', ja: 'マイ コンタクト'},
  starred: {en: 'Starred', ja: 'スター付き'},
  friends: {en: 'Friends', ja: '友人'},
  family: {en: 'Family', ja: '家族'},
  coworkers: {en: 'Coworkers', ja: '同僚'},
  chatBuddies: {en: 'Chat contacts', ja: 'チャット相手'},
  all: {en: 'All Contacts', ja: 'すべての連絡先'},
  blocked: {en: 'Blocked', ja: 'ブロック済み'},
};

/** The first language of `Accept-Language` that the emulator speaks. */
export function languageOf(header: string | undefined): Language {
  for (const part of (header ?? '').split(',')) {
    const tag = part.split(';')[0]!.trim().toLowerCase();
    if (tag.startsWith('ja')) return 'ja';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}
