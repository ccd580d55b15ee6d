/** Names: written parts, phonetic parts, and what stands in for them. */
import type {Item} from '../core/content.ts';
import {
  addItem,
  itemOf,
  keepProperty,
  paramOf,
  textOf,
  type Draft,
} from './vcard-draft.ts';
import type {Property} from './vcard-property.ts';
import {hasWords, saidBy, saysTheSame, type Said} from './vcard-said.ts';
import {splitEscaped, unescapeText, type Version} from './vcard-text.ts';

/** `N`: the order of its components, and between what members of one are joined. */
export const NAME_COMPONENTS = [
  ['familyName', ' '],
  ['givenName', ' '],
  ['middleName', ' '],
  ['honorificPrefix', ' '],
  ['honorificSuffix', ', '],
] as const;

/** Properties of phonetic parts, as Apple and Android write them, and the rest alike. */
export const PHONETIC_PROPERTIES: Readonly<Record<string, string>> = {
  'X-PHONETIC-FIRST-NAME': 'phoneticGivenName',
  'X-PHONETIC-MIDDLE-NAME': 'phoneticMiddleName',
  'X-PHONETIC-LAST-NAME': 'phoneticFamilyName',
  'X-PHONETIC-PREFIX': 'phoneticHonorificPrefix',
  'X-PHONETIC-SUFFIX': 'phoneticHonorificSuffix',
  'X-PHONETIC-FULL-NAME': 'phoneticFullName',
};

export interface NameProperties {
  readonly structured: Property[];
  readonly formatted: Property[];
  readonly phonetic: Property[];
  /** `SOUND` of Japanese phones, `SORT-STRING`, and N's own `SORT-AS`. */
  readonly sorted: Property[];
}

export function createNameProperties(): NameProperties {
  return {structured: [], formatted: [], phonetic: [], sorted: []};
}

/** Whether it is one of a name; then it is taken. */
export function takeNameProperty(
  names: NameProperties,
  property: Property,
): boolean {
  const {name} = property;
  if (name === 'N') names.structured.push(property);
  else if (name === 'FN') names.formatted.push(property);
  else if (Object.hasOwn(PHONETIC_PROPERTIES, name)) {
    names.phonetic.push(property);
  } else if (name === 'SORT-STRING' || isIrmcSound(property)) {
    names.sorted.push(property);
  } else return false;
  return true;
}

function isIrmcSound({name, params}: Property): boolean {
  return (
    name === 'SOUND' &&
    (params.get('TYPE') ?? []).some(type => type.toUpperCase() === 'X-IRMC-N')
  );
}

/** Adds the name, when all other fields are there. */
export function addName(draft: Draft, names: NameProperties): void {
  const {structured, formatted} = names;
  const [first, ...others] = structured;
  for (const other of others) keepProperty(draft, other);
  const written = first === undefined ? {} : writtenParts(draft, first);
  const said = saidBy(written);
  const phonetic = phoneticParts(draft, names, said);
  const standIns = standInsOf(draft);
  const [leading, ...alternatives] = formatted;
  const whole = leading ? textOf(leading, draft.version) : '';
  const hasParts = Object.keys(written).length > 0;
  const isTold =
    whole === '' || standIns.has(whole) || saysTheSame(whole, said);
  const isName = !hasParts && !isTold;
  if (leading !== undefined && hasParts && !isTold) {
    keepProperty(draft, leading);
  }
  for (const other of alternatives) {
    const text = textOf(other, draft.version);
    if (text !== whole && !saysTheSame(text, said)) {
      keepProperty(draft, other);
    }
  }
  const item = itemOf({
    ...written,
    ...(isName ? {unstructuredName: whole} : {}),
    ...phonetic,
  });
  if (Object.keys(item).length > 0) addItem(draft, 'names', item);
}

function writtenParts(draft: Draft, property: Property): Item {
  const components = splitEscaped(property.value, ';');
  if (components.slice(NAME_COMPONENTS.length).some(each => each.trim())) {
    draft.remarks.add('extraComponents', property.line, property.name);
    keepProperty(draft, property);
  }
  return itemOf(
    Object.fromEntries(
      NAME_COMPONENTS.map(([name, join], index) => [
        name,
        memberText(components[index] ?? '', join, draft.version),
      ]),
    ),
  );
}

/** Several members of one component, as `Philip,Paul`; in 2.1 a comma is a comma. */
function memberText(raw: string, join: string, version: Version): string {
  const members = version === '2.1' ? [raw] : splitEscaped(raw, ',');
  return members
    .map(member => unescapeText(member, '4.0').trim())
    .filter(member => member !== '')
    .join(join);
}

function phoneticParts(
  draft: Draft,
  {structured, phonetic, sorted}: NameProperties,
  said: Said,
): Item {
  const parts = itemOf(
    Object.fromEntries(
      phonetic.map(property => [
        PHONETIC_PROPERTIES[property.name] ?? '',
        textOf(property, draft.version),
      ]),
    ),
  );
  const sortAs = structured[0] && paramOf(structured[0], 'SORT-AS');
  const keys = [
    ...sorted.map(property => ({
      raw: property.value,
      isWhole: isIrmcSound(property),
    })),
    ...(sortAs === undefined ? [] : [{raw: sortAs, isWhole: false}]),
  ];
  for (const key of keys) {
    if (Object.keys(parts).length > 0) break;
    const found = sortKeyParts(key, draft.version);
    if (hasWords(Object.values(found).join(' '), said)) continue;
    return found;
  }
  return parts;
}

interface SortKey {
  readonly raw: string;
  /** Of all the name, not what it sorts by. */
  readonly isWhole: boolean;
}

const KANA = /^[\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u;

/**
 * How a name sorts is how it is read, where names are written in characters that
 * do not tell. One part alone is what it sorts by, so in kana the family's (RFC
 * 2426 section 3.6.5); else it is a whole reading, which Android, whose files have
 * such parts in Latin letters, keeps as a given name's.
 */
function sortKeyParts({raw, isWhole}: SortKey, version: Version): Item {
  const delimiter = splitEscaped(raw, ';').length > 1 ? ';' : ',';
  const [family = '', given = '', middle = ''] = splitEscaped(
    raw,
    delimiter,
  ).map(part => unescapeText(part, version).trim());
  if (given !== '' || middle !== '') {
    return itemOf({
      phoneticFamilyName: family,
      phoneticGivenName: given,
      phoneticMiddleName: middle,
    });
  }
  const words = family.split(/[\s\u3000]+/u);
  if (words.length !== 2) {
    const isOfFamily = !isWhole && KANA.test(family);
    const part = isOfFamily ? 'phoneticFamilyName' : 'phoneticGivenName';
    return itemOf({[part]: family});
  }
  return itemOf({
    phoneticFamilyName: words[0] ?? '',
    phoneticGivenName: words[1] ?? '',
  });
}

/** What a card shows of somebody without a name: it is no name itself. */
function standInsOf({items}: Draft): ReadonlySet<string> {
  const all = [
    ['organizations', 'name'],
    ['nicknames', 'value'],
    ['emailAddresses', 'value'],
    ['phoneNumbers', 'value'],
  ] as const;
  return new Set(
    all.flatMap(([field, name]) =>
      (items.get(field) ?? []).flatMap(({item}) => {
        const value = item[name];
        return typeof value === 'string' ? [value] : [];
      }),
    ),
  );
}
