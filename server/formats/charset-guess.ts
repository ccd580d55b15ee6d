/**
 * Which character set bytes are in that nobody names: jschardet's bigrams of
 * languages beside whether the characters are ones that stand together in names.
 * Either alone fails: bigrams know no names in kana, and the Latin letters of
 * Western and Central Europe look alike without them.
 */
import {chardet} from 'jschardet';
import {CJK} from '../core/fold.ts';

export interface CharsetGuess {
  /** By the WHATWG's name, as `TextDecoder` takes it. */
  readonly label: string;
  /** Whether the bytes are about as likely another text in another set. */
  readonly isDoubtful: boolean;
}

/** What the bytes are taken for where nothing fits. */
const FALLBACK = 'windows-1252';

/** Python's names, as jschardet gives them, by the WHATWG's. */
const CANDIDATES: Readonly<Record<string, readonly string[]>> = {
  shift_jis: ['cp932', 'shift_jis_2004'],
  [FALLBACK]: ['cp1252'],
  'euc-jp': ['euc_jis_2004'],
  gb18030: ['gb18030'],
  'euc-kr': ['cp949', 'euc_kr'],
  big5: ['big5hkscs'],
  'windows-1251': ['cp1251'],
  'windows-1250': ['cp1250'],
  'windows-1254': ['cp1254'],
  'windows-1253': ['cp1253'],
  'windows-1255': ['cp1255'],
  'windows-1256': ['cp1256'],
  'windows-1257': ['cp1257'],
  'windows-874': ['cp874'],
  'koi8-u': ['koi8-u', 'koi8-r'],
  'iso-8859-2': ['iso8859-2'],
  macintosh: ['mac-roman'],
};

/** Other names under which programs declare character sets. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'cp-932': 'shift_jis',
    'shift-jis': 'shift_jis',
    'x-sjis': 'shift_jis',
    ansi: 'windows-1252',
    cp932: 'shift_jis',
    cp936: 'gbk',
    cp949: 'euc-kr',
    cp950: 'big5',
    macroman: 'macintosh',
    sjis: 'shift_jis',
    utf16: 'utf-16le',
  }),
);

/** A name of a character set as the WHATWG's; undefined where nobody knows it. */
export function charsetOf(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  try {
    return new TextDecoder(ALIASES.get(lower) ?? lower).encoding;
  } catch {
    // The standard's only way to say that it has no such encoding.
    return undefined;
  }
}

const LABELS: ReadonlyMap<string, string> = new Map(
  Object.entries(CANDIDATES).flatMap(([label, names]) =>
    names.map(name => [name, label] as const),
  ),
);

/** What is usual beside UTF-8: https://html.spec.whatwg.org/#determining-the-character-encoding */
const BY_LANGUAGE: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'shift_jis euc-jp': 'ja',
    'euc-kr': 'ko',
    gb18030: 'zh-Hans',
    big5: 'zh-Hant',
    'windows-1250': 'cs hr hu pl ro sk sl',
    'windows-1251': 'be bg kk ky mk ru sr tg tt uk',
    'windows-1253': 'el',
    'windows-1254': 'az ku tr',
    'windows-1255': 'he',
    'windows-1256': 'ar fa ur',
    'windows-1257': 'et lt lv',
    'windows-874': 'th',
  }).flatMap(([labels, languages]) =>
    languages
      .split(' ')
      .map(language => [language, labels.split(' ')] as const),
  ),
);

export const MULTIBYTE =
  /^(?:utf-8|shift_jis|euc-jp|euc-kr|gbk|gb18030|big5|iso-2022-jp)$/;

/** How much each tells, beside the plausibility of the characters, from -3 to 1.2. */
const BIGRAM_WEIGHT = 0.8;
const LANGUAGE_WEIGHT = 0.2;
/** Speakers of English have files of everybody, and they are in UTF-8 already. */
const FALLBACK_WEIGHT = 0.1;
const COMMON_WEIGHT = 0.05;

/** Nearer than this, either may be right: of 3,000 short tables of 24 languages one in 300 is wrong without being so near. */
const MARGIN = 0.16;

/** The likest of languages less like than this is like none. */
const LIKENESS_MIN = 0.1;

/** In bytes of one set there is hardly any that stands for nothing. */
const BROKEN_SHARE_MAX = 0.02;

/**
 * The likeliest character set of bytes that are no UTF-8, a character per byte.
 * `language`: BCP 47, of whoever sends them; it tells where the bytes hardly do.
 */
export function guessCharset(
  binary: string,
  language: string | undefined,
): CharsetGuess {
  const bytes = Buffer.from(binary, 'latin1');
  const likeness = likenessOf(bytes);
  const usual = usualCharsets(language);
  const judged = Object.keys(CANDIDATES)
    .flatMap(label => {
      const text = new TextDecoder(label).decode(bytes);
      if (isBroken(text)) return [];
      const score =
        plausibility(text, label) +
        BIGRAM_WEIGHT * (likeness.get(label) ?? 0) +
        (usual.get(label) ?? 0);
      return [{label, text, score}];
    })
    .sort((left, right) => right.score - left.score);
  const [best] = judged;
  if (best === undefined) return {label: FALLBACK, isDoubtful: true};
  const isDoubtful = judged.some(
    ({text, score}) => text !== best.text && score > best.score - MARGIN,
  );
  return {label: best.label, isDoubtful};
}

/** From 0 to 1: how much each is like a language that is written in it, beside the likest. */
function likenessOf(bytes: Uint8Array): ReadonlyMap<string, number> {
  const found = chardet.detectAll(bytes, {
    ignoreThreshold: true,
    preferSuperset: false,
    compatNames: false,
  });
  const known = found.flatMap(({encoding, confidence}) => {
    const label = LABELS.get(encoding ?? '');
    return label === undefined ? [] : [{label, confidence}];
  });
  const most = known.reduce(
    (max, {confidence}) => Math.max(max, confidence),
    LIKENESS_MIN,
  );
  const likeness = new Map<string, number>();
  for (const {label, confidence} of known) {
    const share = confidence / most;
    likeness.set(label, Math.max(share, likeness.get(label) ?? 0));
  }
  return likeness;
}

function usualCharsets(tag: string | undefined): ReadonlyMap<string, number> {
  const weights = new Map([
    ['shift_jis', COMMON_WEIGHT],
    [FALLBACK, COMMON_WEIGHT],
  ]);
  const locale = localeOf(tag);
  if (locale === undefined) return weights;
  const {language, script} = locale;
  const usual =
    BY_LANGUAGE.get(`${language}-${script}`) ?? BY_LANGUAGE.get(language);
  const weight = usual === undefined ? FALLBACK_WEIGHT : LANGUAGE_WEIGHT;
  for (const label of usual ?? [FALLBACK]) {
    weights.set(label, weight + (weights.get(label) ?? 0));
  }
  return weights;
}

function localeOf(tag: string | undefined): Intl.Locale | undefined {
  if (tag === undefined) return undefined;
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    // The standard's only way to say that a text is no tag.
    return undefined;
  }
}

/** Controls, which are no text, and what no character stands for. */
const BROKEN = /(?![\t\n\r])[\p{Cc}\p{Cn}\ufffd]/gu;

function isBroken(text: string): boolean {
  const broken = text.match(BROKEN)?.length ?? 0;
  const strange = text.match(/\P{ASCII}/gu)?.length ?? 0;
  return broken > strange * BROKEN_SHARE_MAX;
}

/** What a character adds per two bytes of it, so that no set wins by cutting finer. */
function plausibility(text: string, label: string): number {
  let sum = 0;
  let weighed = 0;
  let before = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isHalf = code <= 0x7f || (code >= 0xff61 && code <= 0xff9f);
    const share = MULTIBYTE.test(label) && !isHalf ? 2 : 1;
    // Digits and blanks of full width stand at one place in several sets.
    if (WIDE_SIGN.test(character)) {
      before = character;
      continue;
    }
    const score =
      code > 0x7f
        ? characterScore(character, before)
        : plainScore(character, before);
    if (score !== undefined) {
      weighed += share;
      sum += share * score;
    }
    before = character;
  }
  return weighed === 0 ? 0 : sum / weighed;
}

const KANA = /[\u3041-\u30ff]/;
const HALF_KANA = /[\uff61-\uff9f]/;
const HANGUL = /[\uac00-\ud7a3]/;
const IDEOGRAPH = /[\u4e00-\u9fff]/;
const LATIN = /[A-Za-z\u00c0-\u017f]/;
/** Scripts in which no word has a Latin letter. */
const UNMIXED =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Thai}\uff61-\uff9f]/u;
/** Seen again and again in names and addresses of Japan, China, Taiwan and Korea. */
const FREQUENT = new Set(
  '山田中本小林川村木島高松井藤佐伊加渡辺斎吉原上野石大太郎一子美和正三雄東京都県市区町株式会社様電話番号' +
    '西関谷口杉遠勝出崎橋清水池阿部森内平岡長後近坂福今河菊新久保安岩丸千葉工横宮金桜飯星浅土健翔咲裕由' +
    '真直樹隆誠恵浩二智輔陽也拓明男夫代江香奈菜優愛希介彦司次春夏秋秀幸義孝博昭信治' +
    '王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗郑梁谢宋唐许邓冯韩曹曾彭蔡潘董袁于余叶杜华国建文志伟公北海路' +
    '芳娜敏静丽强磊军洋艳勇杰娟涛超霞刚桂兰英玲红辉鹏飞婷宇欣' +
    '張陳劉楊黃趙吳孫馬鄭謝許鄧馮蕭國華偉有限臺灣家豪淑雅怡君俊傑' +
    '김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구나민진지' +
    '수영희철훈연은준도현예미경숙자순호석동상재승혜선아인원태기부산대울광시군읍면리로길식회사',
);
const LETTER = /\p{L}/u;
const WIDE_SIGN = /[\u3000-\u303f\uff01-\uff5e]/;
const PRIVATE = /[\p{Co}\p{Cn}\p{Cc}]/u;

function characterScore(character: string, before: string): number {
  if (PRIVATE.test(character)) return -3;
  if (CJK.test(character)) return eastAsianScore(character, before);
  if (/[\u2018-\u201d\u2013\u2014\u2026\u20ac]/.test(character)) return 0.5;
  if (/\p{M}/u.test(character)) return /[\p{L}\p{M}]/u.test(before) ? 0.85 : -1;
  if (!LETTER.test(character)) return -0.5;
  // A capital within a word.
  if (/\p{Lu}/u.test(character) && /\p{Ll}/u.test(before)) return -0.5;
  // Of Icelandic alone, and where Turkish has its own letters.
  if (/[þðÞÐÝ]/.test(character)) return 0.4;
  if (LATIN.test(character)) {
    return before === '' || /[A-Za-z\s]/.test(before) ? 1 : 0.2;
  }
  // The florin sign and the like, which bytes of Shift_JIS look like.
  if (/[\u0180-\u024f]/.test(character)) return -0.5;
  // Cyrillic, Greek, Hebrew, Arabic: words of their own, in capitals only where shouted.
  if (LATIN.test(before)) return -1;
  if (/\p{Lu}/u.test(character) && /\p{Lu}/u.test(before)) return 0.6;
  return /\p{Ll}/u.test(character) && !LETTER.test(before) ? 0.5 : 0.85;
}

function eastAsianScore(character: string, before: string): number {
  // A kanji grown into a Latin word is an accented letter and its neighbour.
  if (LATIN.test(before)) return -1.5;
  if (KANA.test(character)) return 1.2;
  if (HALF_KANA.test(character)) return HALF_KANA.test(before) ? 1.1 : 0.5;
  const isMixed = HANGUL.test(character)
    ? IDEOGRAPH.test(before)
    : HANGUL.test(before);
  if (isMixed) return 0.2;
  if (FREQUENT.has(character)) return 1.2;
  if (HANGUL.test(character)) return 0.3;
  return IDEOGRAPH.test(character) ? 0.85 : 0.1;
}

/** Of ASCII only what stands in a word with what is not tells. */
function plainScore(character: string, before: string): number | undefined {
  if (before <= '\x7f' || !/[A-Za-z]/.test(character)) return undefined;
  if (UNMIXED.test(before)) return -1;
  return /[A-Z]/.test(character) && /\p{Ll}/u.test(before) ? -0.5 : undefined;
}
