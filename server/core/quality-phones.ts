import libphonenumber from 'google-libphonenumber';
import type {Content, Item} from './content.ts';
import type {Fault, QualityOptions} from './quality.ts';

const phoneNumbers = libphonenumber.PhoneNumberUtil.getInstance();

/** Digits and marks of numbers as Japanese keyboards type them. */
const FULL_WIDTH = /[０-９＋（）－＊＃]/u;

/** 内線 is how Japanese say extension, which the library does not know. */
const EXTENSION =
  /(?<=\d)\s*\(?\s*(?:内線|ext\.?|x|;ext=|#)\s*[:：]?\s*\d+\s*\)?\s*$/iu;

/** What a telephone dials after a pause: 0312345678p123. */
const DIALLED_LATER = /(?<=\d)\s*[pw,;]+[\d#*pw,;]*$/iu;

/** Before Japanese numbers: hides or shows the caller's own. */
const CALLER_ID = /^18[46][\s-]*(?=0)/u;

/** Toll-free numbers of North America in letters: 1-800-FLOWERS. */
const VANITY =
  /^\+?1[\s.-]*\(?8\d\d\)?[\s.-]*(?=.*\p{Lu})[\p{Lu}\d][\p{Lu}\d-]{6,}$/u;

/** Service numbers: 110, #9110, *21#. */
const SHORT_MAX = 6;

/** Numbers that could never be called, or that somebody typed because a form asked for one. */
export function findPhoneFaults(
  {phoneNumbers: items = []}: Content,
  {region}: Pick<QualityOptions, 'region'>,
): readonly Fault[] {
  return items.flatMap((item, at): readonly Fault[] => {
    const value = textOf(item);
    if (value === '') return [];
    const about = {field: 'phoneNumbers', value} as const;
    if (FULL_WIDTH.test(value)) {
      const proposed = value.normalize('NFKC').replace(/[‐‑–—−ー]/gu, '-');
      const repair = {
        phoneNumbers: items.with(at, {...item, value: proposed}),
      };
      return [{code: 'PHONE_FULL_WIDTH', ...about, proposed, repair}];
    }
    if (isPlaceholder(value)) return [{code: 'PHONE_PLACEHOLDER', ...about}];
    return isCallable(value, region) ? [] : [{code: 'PHONE_INVALID', ...about}];
  });
}

function textOf({value}: Item): string {
  return typeof value === 'string' ? value : '';
}

/** 0000-0000, 03-1111-1111, 1234567890. */
function isPlaceholder(value: string): boolean {
  const digits = value.replace(/\D/gu, '');
  const subscriber = digits.slice(-8);
  return (
    digits.length > SHORT_MAX &&
    (/^(\d)\1+$/u.test(subscriber) || /^0?123456789?0?$/u.test(digits))
  );
}

/**
 * By the numbering plan of its country. Without a country to read it by only its
 * length is judged, and a number of few digits is a service's.
 */
function isCallable(value: string, region: string | undefined): boolean {
  const text = value
    .normalize('NFKC')
    .trim()
    .replace(EXTENSION, '')
    .replace(DIALLED_LATER, '')
    .replace(CALLER_ID, '');
  if (VANITY.test(text)) return true;
  const digits = text.replace(/\D/gu, '');
  if (digits.length > 0 && digits.length <= SHORT_MAX) {
    return /^[\d*#\s-]+$/u.test(text);
  }
  try {
    return phoneNumbers.isValidNumber(phoneNumbers.parse(text, region));
  } catch {
    // The library's only way to say that a text is no number.
    return region === undefined && !text.startsWith('+') && isLong(text);
  }
}

function isLong(text: string): boolean {
  const digits = text.replace(/\D/gu, '');
  return digits.length <= 15 && digits.length >= 7 && !/\p{L}/u.test(text);
}

/** Whether a text is a number and nothing else, as one that stands in a name. */
export function looksCallable(
  text: string,
  region: string | undefined,
): boolean {
  const isOnly = /^[+(]?[\d\s().\-/]{7,}$/u.test(text.normalize('NFKC'));
  return isOnly && isCallable(text, region);
}
