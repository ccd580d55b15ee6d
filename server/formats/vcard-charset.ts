/**
 * Bytes to text. What is declared is believed unless the bytes say otherwise;
 * what is not declared is UTF-8 where it can be, and else guessed from all that
 * was seen of the file so far.
 */
import chardet from 'chardet';
import {CJK} from '../core/fold.ts';
import type {VcardRemarkCode} from './vcard-limits.ts';

export interface Decoded {
  readonly text: string;
  readonly remark?: VcardRemarkCode;
}

export interface Charsets {
  /** `binary` has a character per byte; `declared` is what CHARSET says. */
  decode(binary: string, declared: string | undefined): Decoded;
  /** What a guess may be made from, if one is needed. */
  sample(binary: string): void;
}

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
    utf16: 'utf-8',
    'utf-16': 'utf-8',
    'utf-16le': 'utf-8',
    'utf-16be': 'utf-8',
    unicode: 'utf-8',
  }),
);

const SAMPLE_OCTETS_MAX = 8_192;
const ASCII = /^[\0-\x7f]*$/;
const ESCAPE = '\u001b';
/** What switches to Japanese in ISO-2022-JP. */
const ISO_2022_JP = [`${ESCAPE}$@`, `${ESCAPE}$B`, `${ESCAPE}(I`];
const MULTIBYTE =
  /^(?:utf-8|shift_jis|euc-jp|euc-kr|gbk|gb18030|big5|iso-2022-jp)$/;
/** A character of three bytes in UTF-8. */
const THREE_BYTES = /[\xe0-\xef][\x80-\xbf]{2}/;

type Decoder = InstanceType<typeof TextDecoder>;

const decoders = new Map<string, Decoder>();

/** Strict: a text or nothing. Undefined too where nobody knows the name. */
function decodeStrictly(binary: string, label: string): string | undefined {
  try {
    return decoderOf(label)?.decode(Buffer.from(binary, 'latin1'));
  } catch {
    return undefined;
  }
}

function decoderOf(label: string): Decoder | undefined {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  const decoder = createDecoder(label);
  // Names come from files: only those that are known are remembered.
  if (decoder !== undefined) decoders.set(label, decoder);
  return decoder;
}

function createDecoder(label: string): Decoder | undefined {
  try {
    return new TextDecoder(label, {fatal: true, ignoreBOM: true});
  } catch {
    return undefined;
  }
}

/** `hint`: the character set that the file came with, as in its Content-Type. */
export function createCharsets(hint: string | undefined): Charsets {
  const known = hint === undefined ? undefined : labelOf(hint);
  const file: SeenOfFile = {
    sample: '',
    guessed: undefined,
    declared: known === undefined ? [] : [known],
  };
  return {
    sample(binary) {
      if (file.sample.length >= SAMPLE_OCTETS_MAX || isPlain(binary)) return;
      if (decodeStrictly(binary, 'utf-8') !== undefined) return;
      file.sample += `${binary.slice(0, SAMPLE_OCTETS_MAX)}\n`;
    },
    decode(binary, declared) {
      if (isPlain(binary)) return {text: binary};
      return declared === undefined
        ? decodeUndeclared(binary, file)
        : decodeDeclared(binary, declared, file);
    },
  };
}

/** What the file so far tells about bytes that say nothing themselves. */
interface SeenOfFile {
  sample: string;
  guessed: {readonly length: number; readonly label: string} | undefined;
  /** Declared for other values, the latest first. */
  readonly declared: string[];
}

function decodeUndeclared(binary: string, file: SeenOfFile): Decoded {
  if (ISO_2022_JP.some(sign => binary.includes(sign))) {
    const text = decodeStrictly(binary, 'iso-2022-jp');
    if (text !== undefined) return {text, remark: 'charsetUndeclared'};
  }
  const text = decodeStrictly(binary, 'utf-8');
  return text === undefined
    ? decodeGuessing(binary, file, 'charsetUndeclared')
    : {text};
}

function decodeDeclared(
  binary: string,
  declared: string,
  file: SeenOfFile,
): Decoded {
  const label = labelOf(declared);
  if (label === undefined) {
    const text = decodeStrictly(binary, 'utf-8');
    return text === undefined
      ? decodeGuessing(binary, file, 'charsetUnknown')
      : {text, remark: 'charsetUnknown'};
  }
  const decoded = decodeBelieving(binary, label);
  if (decoded === undefined) {
    const mended = decodeMostly(binary, label);
    return mended ?? decodeGuessing(binary, file, 'charsetWrong');
  }
  const isOther = label !== 'utf-8' && decoded.remark === undefined;
  if (isOther && !file.declared.includes(label)) file.declared.unshift(label);
  return decoded;
}

function decodeGuessing(
  binary: string,
  file: SeenOfFile,
  remark: VcardRemarkCode,
): Decoded {
  const mended = decodeMostly(binary, 'utf-8');
  if (mended !== undefined) return mended;
  for (const label of file.declared) {
    const text = decodeStrictly(binary, label);
    if (text !== undefined) return {text, remark};
  }
  const {length} = file.sample;
  if (file.guessed?.length !== length) {
    file.guessed = {length, label: guessCharset(file.sample)};
  }
  const text =
    (length > 0 ? decodeStrictly(binary, file.guessed.label) : undefined) ??
    decodeStrictly(binary, guessCharset(binary));
  return text === undefined ? lossy(binary, 'utf-8') : {text, remark};
}

/** Nothing in it that a character set would have to explain. */
function isPlain(binary: string): boolean {
  return ASCII.test(binary) && !binary.includes(ESCAPE);
}

function labelOf(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  return decoderOf(ALIASES.get(lower) ?? lower)?.encoding;
}

/**
 * A file that was saved anew as UTF-8 still declares what it was: bytes that
 * are UTF-8 are hardly ever meant as something else, but for single katakana
 * of half width.
 */
function decodeBelieving(binary: string, label: string): Decoded | undefined {
  const text = decodeStrictly(binary, label);
  if (label === 'utf-8') return text === undefined ? undefined : {text};
  const utf8 = decodeStrictly(binary, 'utf-8');
  const isUtf8 =
    utf8 !== undefined &&
    !ASCII.test(binary) &&
    (text === undefined ||
      !MULTIBYTE.test(label) ||
      (THREE_BYTES.test(binary) && !/[\uff61-\uff9f]{3}/.test(text)));
  if (isUtf8) return {text: utf8, remark: 'charsetWrong'};
  return text === undefined ? undefined : {text};
}

/** How many characters there must be for each that is broken. */
const WHOLE_PER_BROKEN_MIN = 3;

/** A text that was cut or mangled at a place or two is still of its character set. */
function decodeMostly(binary: string, label: string): Decoded | undefined {
  const {text} = lossy(binary, label);
  const broken = text.split('\ufffd').length - 1;
  const whole = text.replace(/[\0-\x7f\ufffd]/g, '').length;
  return whole >= broken * WHOLE_PER_BROKEN_MIN && whole > 0
    ? {text, remark: 'bytesUndecodable'}
    : undefined;
}

function lossy(binary: string, label: string): Decoded {
  const text = new TextDecoder(label).decode(Buffer.from(binary, 'latin1'));
  return {text, remark: 'bytesUndecodable'};
}

/** In the order in which they win where nothing tells them apart. */
const CANDIDATES = [
  'shift_jis',
  'windows-1252',
  'euc-jp',
  'gb18030',
  'euc-kr',
  'big5',
  'windows-1251',
  'windows-1250',
  'windows-1254',
  'windows-1253',
  'windows-1255',
  'windows-1256',
  'koi8-r',
] as const;

/** What chardet calls sets that Windows has more of. */
const WINDOWS_NAMES: ReadonlyMap<string, string> = new Map([
  ['ISO-8859-1', 'windows-1252'],
  ['ISO-8859-2', 'windows-1250'],
  ['ISO-8859-7', 'windows-1253'],
  ['ISO-8859-8', 'windows-1255'],
  ['ISO-8859-9', 'windows-1254'],
]);

/** Many bytes, and chardet's statistics are worth more than how a text looks. */
const CHARDET_OCTETS_MIN = 200;
const CHARDET_WEIGHT = 1;

/**
 * The likeliest character set of bytes that are no UTF-8. chardet answers the
 * same few for any short text, so each candidate is read and judged by whether
 * its characters are ones that stand together in names.
 */
export function guessCharset(binary: string): string {
  const bytes = Buffer.from(binary, 'latin1');
  const confidence = new Map(
    chardet
      .analyse(bytes)
      .map(({name, confidence}) => [
        WINDOWS_NAMES.get(name) ?? name.toLowerCase(),
        confidence / 100,
      ]),
  );
  const high = binary.match(/[\x80-\xff]/g)?.length ?? 0;
  const weight = high >= CHARDET_OCTETS_MIN ? 3 : CHARDET_WEIGHT;
  let best = 'windows-1252';
  let bestScore = -Infinity;
  for (const label of CANDIDATES) {
    const text = decodeStrictly(binary, label);
    if (text === undefined) continue;
    const score =
      plausibility(text, label) + weight * (confidence.get(label) ?? 0);
    if (score <= bestScore) continue;
    bestScore = score;
    best = label;
  }
  return best;
}

/** What a character adds per two bytes of it, so that no set wins by cutting finer. */
function plausibility(text: string, label: string): number {
  let sum = 0;
  let weighed = 0;
  let before = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0x7f) {
      const isWide =
        MULTIBYTE.test(label) && !(code >= 0xff61 && code <= 0xff9f);
      const share = isWide ? 2 : 1;
      weighed += share;
      sum += share * characterScore(character, before);
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
/** Seen again and again in names and addresses of Japan, China and Taiwan. */
const FREQUENT = new Set(
  '山田中本小林川村木島高松井藤佐伊加渡辺斎吉原上野石大太郎一子美和正三雄東京都県市区町株式会社様電話番号' +
    '王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗郑梁谢宋唐许邓冯韩曹曾彭蔡潘董袁于余叶杜明华国建文志伟公司北海路' +
    '張陳劉楊黃趙吳孫馬鄭謝許鄧馮蕭葉國華偉有限臺灣',
);
const LETTER = /\p{L}/u;
const WIDE_SIGN = /[\u3000-\u303f\uff01-\uff5e]/;
const PRIVATE = /[\p{Co}\p{Cn}\p{Cc}]/u;

function characterScore(character: string, before: string): number {
  if (PRIVATE.test(character)) return -3;
  if (CJK.test(character)) {
    // A kanji grown into a Latin word is an accented letter and its neighbour.
    if (LATIN.test(before)) return -1.5;
    if (KANA.test(character)) return 1.2;
    if (HALF_KANA.test(character)) return HALF_KANA.test(before) ? 0.9 : 0.2;
    if (HANGUL.test(character)) return IDEOGRAPH.test(before) ? 0.2 : 0.95;
    if (HANGUL.test(before)) return 0.2;
    if (FREQUENT.has(character)) return 1.2;
    return IDEOGRAPH.test(character) ? 0.85 : 0.1;
  }
  if (WIDE_SIGN.test(character)) return 0.8;
  if (/[\u2018-\u201d\u2013\u2014\u2026\u20ac]/.test(character)) return 0.5;
  if (!LETTER.test(character)) return -0.5;
  if (LATIN.test(character)) {
    return before === '' || /[A-Za-z\s]/.test(before) ? 1 : 0.2;
  }
  // The florin sign and the like, which bytes of Shift_JIS look like.
  if (/[\u0180-\u024f]/.test(character)) return -0.5;
  // Cyrillic, Greek, Hebrew, Arabic: words of their own.
  return LATIN.test(before) ? -1 : 0.85;
}
