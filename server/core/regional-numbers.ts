/**
 * Telephone numbers as the labels of a contact have them read. What was typed stays,
 * and so does how its writer's locale reads it (`canonicalForm`): how a label reads it
 * is told beside, for as long as the label says so.
 */
import libphonenumber from 'google-libphonenumber';
import type {Content, Item} from './content.ts';
import {matchKeys} from './normalize.ts';

const phoneNumbers = libphonenumber.PhoneNumberUtil.getInstance();
const {PhoneNumberFormat, PhoneNumberUtil} = libphonenumber;
type Parsed = libphonenumber.PhoneNumber;

const REGIONS: ReadonlySet<string> = new Set(
  phoneNumbers.getSupportedRegions(),
);

/** Whether numbers of a CLDR region are known. */
export function isPhoneRegion(regionCode: string): boolean {
  return REGIONS.has(regionCode);
}

/**
 * A content whose numbers without a country have a `regionalForm`: E.164, by the
 * first of these regions in which the number is valid; else, where it is not valid as
 * its writer's locale reads it either, by the first in which it is long enough. One
 * with a country has none, nor has one with an extension.
 *
 * @param regions CLDR region codes, the oldest label's first
 */
export function readNumbers(
  content: Content,
  regions: readonly string[],
): Content {
  if (regions.length === 0 || content.phoneNumbers === undefined) {
    return content;
  }
  return {
    ...content,
    phoneNumbers: content.phoneNumbers.map(item => readNumber(item, regions)),
  };
}

function readNumber(item: Item, regions: readonly string[]): Item {
  const text = nationalText(item);
  if (text === undefined) return item;
  const readings = regions.flatMap(region => parse(text, region));
  const isValid = (number: Parsed) => phoneNumbers.isValidNumber(number);
  const valid = readings.find(isValid);
  const typed = item['canonicalForm'];
  const isTypedValid =
    typeof typed === 'string' && parse(typed, undefined).some(isValid);
  const reading =
    valid ?? (isTypedValid ? undefined : readings.find(isLongEnough));
  if (reading === undefined) return item;
  const regionalForm = phoneNumbers.format(reading, PhoneNumberFormat.E164);
  return {...item, regionalForm};
}

/** The text of a number that says no country by itself. */
function nationalText({value}: Item): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.normalize('NFKC');
  return parse(text, undefined).length === 0 ? text : undefined;
}

/** None, where the text is no number or has an extension, which E.164 cannot say. */
function parse(text: string, region: string | undefined): readonly Parsed[] {
  try {
    const number = phoneNumbers.parse(text, region);
    return number.getExtension() ? [] : [number];
  } catch {
    // The library's only way to say that a text is no number.
    return [];
  }
}

function isLongEnough(number: Parsed): boolean {
  return (
    phoneNumbers.isPossibleNumberWithReason(number) ===
    PhoneNumberUtil.ValidationResult.IS_POSSIBLE
  );
}

/** A number in E.164, as it is shown: by a label, else as its writer's locale reads it. */
export function shownForm({
  regionalForm,
  canonicalForm,
}: Item): string | undefined {
  const form = regionalForm ?? canonicalForm;
  return typeof form === 'string' ? form : undefined;
}

/**
 * By what two contacts may have a number or address in common, as far as somebody
 * sees them: their match keys, and `tel:` with each number as labels read it.
 */
export function shownKeys(content: Content): readonly string[] {
  const shown = regionalForms(content).map(form => `tel:${form}`);
  return [...new Set([...matchKeys(content), ...shown])];
}

/**
 * What a contact is found by in the store, of a content as `readEachWay` has it: its
 * match keys, and apart from them `read:` with each number as a label reads it, so that
 * whoever asks by match keys alone is answered the same whatever labels say.
 */
export function storedKeys(content: Content): readonly string[] {
  const read = regionalForms(content).map(form => `read:${form}`);
  return [...new Set([...matchKeys(content), ...read])];
}

/** Keys under which the store has contacts that have one of these as labels read them, too. */
export function keysToFind(keys: readonly string[]): readonly string[] {
  const read = keys.map(key => key.replace(/^tel:/, 'read:'));
  return [...new Set([...keys, ...read])];
}

function regionalForms({phoneNumbers: items = []}: Content): readonly string[] {
  return items.flatMap(({regionalForm}) =>
    typeof regionalForm === 'string' ? [regionalForm] : [],
  );
}

/**
 * Without the numbers that a label and their writer's locale read otherwise: one of
 * the two is wrong, so they make nobody sure.
 */
export function withoutDisputed(content: Content): Content {
  const {phoneNumbers: items} = content;
  if (items === undefined) return content;
  return {
    ...content,
    phoneNumbers: items.filter(
      ({regionalForm, canonicalForm}) =>
        regionalForm === undefined || regionalForm === canonicalForm,
    ),
  };
}

/** A contact as somebody sees it, its numbers as the labels read them that they see it in. */
export function asRead<
  Seen extends {
    readonly content: Content;
    readonly regions: readonly string[];
  },
>(seen: Seen): Seen {
  return {...seen, content: readNumbers(seen.content, seen.regions)};
}

/**
 * A content that has each number as it is and as each region reads it by itself: each
 * of them is how somebody sees it, who sees other labels.
 */
export function readEachWay(
  content: Content,
  regions: readonly string[],
): Content {
  const {phoneNumbers: items = []} = content;
  const readings = [...new Set(regions)]
    .flatMap(region => readNumbers(content, [region]).phoneNumbers ?? [])
    .filter(({regionalForm}) => regionalForm !== undefined);
  return readings.length === 0
    ? content
    : {...content, phoneNumbers: [...items, ...readings]};
}

/** Whether an address, or a number with its country, tells whose a content is, whoever reads it. */
export function isTold({phoneNumbers = [], ...content}: Content): boolean {
  const whole = phoneNumbers.filter(item => nationalText(item) === undefined);
  return matchKeys({...content, phoneNumbers: whole}).length > 0;
}

/** Whether a region may make a difference to a content. */
export function hasNationalNumber({
  phoneNumbers: items = [],
}: Content): boolean {
  return items.some(item => nationalText(item) !== undefined);
}
