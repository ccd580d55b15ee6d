/** Files that name no character set: what they say, or that it is doubtful. */
import {describe, expect, test} from '@jest/globals';
import type {FileContact} from '../../server/formats/file-contact.ts';
import {readContacts} from './csv-support.ts';
import {encode} from './encode.ts';
import {card, readWhole} from './vcard-support.ts';

/** Label, the language of who sends it, names. */
const FILES: readonly (readonly [string, string, string])[] = [
  [
    'shift_jis',
    'ja',
    '佐藤 花子,鈴木 健太,高橋 誠,田中 裕子,伊藤 直樹,渡辺 真由美,山本 隆,中村 恵子,小林 大輔,加藤 陽子,松尾 達郎,堀 千秋',
  ],
  ['shift_jis', 'ja', 'ﾔﾏﾀﾞ ﾀﾛｳ,ｻﾄｳ ﾊﾅｺ,ｽｽﾞｷ ｹﾝﾀ'],
  ['shift_jis', 'ja', 'やまだ たろう,さとう はなこ'],
  ['euc-jp', 'ja', '佐藤 花子,鈴木 健太,高橋 誠,田中 裕子,伊藤 直樹'],
  ['gb18030', 'zh-CN', '王小明,李雷,张伟,刘芳,陈静,杨洋,赵丽,黄磊'],
  ['big5', 'zh-TW', '陳大同,林志玲,黃美玲,張家豪,吳淑芬'],
  ['euc-kr', 'ko', '김민수,이영희,박철수,최지훈,정서연,강하은'],
  [
    'windows-1251',
    'ru',
    'Иван Петров,Анна Сидорова,Пётр Иванов,Ольга Кузнецова,Лев Орлов',
  ],
  ['koi8-u', 'ru', 'Иван Петров,Анна Сидорова,Пётр Иванов'],
  [
    'windows-1250',
    'pl',
    'Łukasz Żak,Paweł Wójcik,Michał Dąbrowski,Małgorzata Nowak,Ewa Źródło',
  ],
  ['windows-1250', 'cs', 'Jiří Dvořák,Tomáš Němec,Kateřina Růžička'],
  ['windows-1252', 'de', 'Jörg Müller,Käthe Groß,Jürgen Weiß'],
  ['windows-1252', 'fr', 'François Lefèvre,Zoë Çelik,Hélène Dupré'],
  ['windows-1252', 'es', 'José Núñez,María García,Íñigo Muñoz'],
  ['windows-1253', 'el', 'Γιώργος Παπαδόπουλος,Μαρία Νικολάου'],
  ['windows-1254', 'tr', 'Şükrü Yılmaz,Ayşe Öztürk,İbrahim Doğan'],
  ['windows-1255', 'he', 'יוסי כהן,משה לוי,רחל מזרחי'],
  ['windows-1256', 'ar', 'محمد أحمد,فاطمة حسن,علي الخطيب'],
  ['windows-1257', 'lt', 'Žydrūnas Kazlauskas,Rūta Žukauskaitė'],
  ['windows-874', 'th', 'สมชาย ใจดี,สมหญิง รักไทย'],
];

const CASES = FILES.flatMap(([label, language, names]) => {
  const all = names.split(',');
  const sizes = [...new Set([1, 3, all.length])].filter(n => n <= all.length);
  return sizes.flatMap(size =>
    (size === 1 ? all : [all[0]]).map(
      (_, at) => [label, language, all.slice(at, at + size)] as const,
    ),
  );
});

const isDoubted = ({remarks}: FileContact) =>
  remarks.some(({code}) => code === 'charsetDoubtful');
const namesOf = (contacts: readonly FileContact[]) =>
  contacts.map(({person}) => person.names?.[0]?.['unstructuredName']);
const table = (names: readonly string[]) =>
  `Name,Email\n${names.map((name, at) => `${name},a${at}@corp.example\n`).join('')}`;

describe('under headings in English', () => {
  test.each(CASES)('%s of %s: %j', (label, language, names) => {
    const bytes = encode(table(names), label);
    expect(namesOf(readContacts(bytes, {language}))).toEqual(names);
    // Of whoever says nothing, and of somebody else.
    for (const other of [undefined, 'en']) {
      const contacts = readContacts(bytes, {language: other});
      if (contacts.every(isDoubted)) continue;
      expect(namesOf(contacts)).toEqual(names);
    }
  });

  test('what stands alike in several sets tells none', () => {
    const phone = '０９０１１１２３３４４';
    const table = `Name,Phone\n佐藤\u3000太郎,${phone}\n`;
    const [contact] = readContacts(encode(table, 'euc-jp'), {language: 'ja'});
    expect(contact && namesOf([contact])).toEqual(['佐藤\u3000太郎']);
    const [other] = readContacts(encode(table, 'euc-jp'), {language: 'en'});
    expect(other && isDoubted(other)).toBe(true);
  });

  test('a vCard and a table are read alike', () => {
    for (const [label, language, all] of FILES) {
      const names = all.split(',');
      const cards = names.map(name => card([`FN:${name}`])).join('');
      const read = readWhole(encode(cards, label), {language});
      expect(namesOf(read.contacts)).toEqual(names);
    }
  });
});

describe('what somebody says about a file', () => {
  const doubtful = encode(table(['Şahin Şen']), 'windows-1254');

  test('is believed where the bytes are text in that', () => {
    const [contact] = readContacts(doubtful, {charset: 'windows-1254'});
    expect(contact && namesOf([contact])).toEqual(['Şahin Şen']);
    expect(contact && isDoubted(contact)).toBe(false);
  });

  test('is not where they are none', () => {
    const bytes = encode(table(['佐藤 花子', '鈴木 健太']), 'shift_jis');
    expect(namesOf(readContacts(bytes, {charset: 'utf-8'}))).toEqual([
      '佐藤 花子',
      '鈴木 健太',
    ]);
  });

  test('says nothing of rows in ASCII', () => {
    const rows = [...Array.from({length: 3}, () => 'Şahin Şen'), 'Ann Lee'];
    const bytes = encode(table(rows), 'windows-1254');
    const doubts = readContacts(bytes, {language: 'en'}).map(isDoubted);
    expect(doubts).toEqual([true, true, true, false]);
  });
});
