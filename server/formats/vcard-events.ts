/** Dates and people in a contact's life: events, relations, and Android's own property for both. */
import {parseDate, readSpelledDate, type DateFound} from './vcard-dates.ts';
import {
  addItem,
  itemOf,
  keepProperty,
  paramOf,
  textOf,
  type Draft,
} from './vcard-draft.ts';
import {typeNoted} from './vcard-fields.ts';
import type {Property} from './vcard-property.ts';
import {componentsOf} from './vcard-text.ts';
import {labelType} from './vcard-types.ts';

/** A date of ours that no calendar has. */
export const DATE_PARAM = 'X-DATE';

/** Properties of one event, and its type. */
export const EVENT_PROPERTIES: Readonly<Record<string, string>> = {
  ANNIVERSARY: 'anniversary',
  'X-ANNIVERSARY': 'anniversary',
  'X-EVOLUTION-ANNIVERSARY': 'anniversary',
  'X-KADDRESSBOOK-X-ANNIVERSARY': 'anniversary',
  'X-MS-ANNIVERSARY': 'anniversary',
  'X-WAB-WEDDING-ANNIVERSARY': 'anniversary',
};

/** Properties of one relation, and its type. */
export const RELATION_PROPERTIES: Readonly<Record<string, string>> = {
  'X-ASSISTANT': 'assistant',
  'X-EVOLUTION-ASSISTANT': 'assistant',
  'X-EVOLUTION-MANAGER': 'manager',
  'X-EVOLUTION-SPOUSE': 'spouse',
  'X-KADDRESSBOOK-X-ASSISTANTSNAME': 'assistant',
  'X-KADDRESSBOOK-X-MANAGERSNAME': 'manager',
  'X-KADDRESSBOOK-X-SPOUSESNAME': 'spouse',
  'X-MANAGER': 'manager',
  'X-MS-ASSISTANT': 'assistant',
  'X-MS-CHILD': 'child',
  'X-MS-MANAGER': 'manager',
  'X-MS-SPOUSE': 'spouse',
  'X-SPOUSE': 'spouse',
};

const URI = /^(?:urn|https?|mailto|cid):/i;

export function readBirthday(draft: Draft, property: Property): void {
  const text = textOf(property, draft.version);
  if (draft.items.has('birthdays')) {
    keepProperty(draft, property);
    return;
  }
  const found = isText(property) ? undefined : readDate(draft, property, text);
  if (found !== undefined) {
    addItem(draft, 'birthdays', {date: found.date});
  } else if (text === '') {
    draft.remarks.add('emptyProperty', property.line, property.name);
  } else {
    if (!isText(property)) {
      draft.remarks.add('dateUnreadable', property.line, property.name);
    }
    addItem(draft, 'birthdays', {text});
  }
}

/** `type` where the property's name says it, else its label does. */
export function readEvent(
  draft: Draft,
  property: Property,
  type: string | undefined,
): void {
  const text = textOf(property, draft.version);
  const found = readDate(draft, property, text);
  if (found === undefined) {
    if (text !== '') {
      draft.remarks.add('dateUnreadable', property.line, property.name);
    }
    keepProperty(draft, property);
    return;
  }
  const own = property.label === undefined ? type : labelType(property.label);
  addItem(draft, 'events', itemOf({date: found.date, type: own}));
}

function readDate(
  draft: Draft,
  property: Property,
  text: string,
): DateFound | undefined {
  const exact = readSpelledDate(paramOf(property, DATE_PARAM) ?? '');
  if (exact !== undefined) return {date: exact, isGuessed: false};
  const found = parseDate(text, paramOf(property, 'X-APPLE-OMIT-YEAR'));
  if (found?.isGuessed) {
    draft.remarks.add('dateGuessed', property.line, property.name);
  }
  return found;
}

export function readRelation(
  draft: Draft,
  property: Property,
  named: string | undefined,
): void {
  const person = textOf(property, draft.version);
  const isElsewhere =
    property.name === 'RELATED' && !isText(property) && URI.test(person);
  if (person === '') {
    draft.remarks.add('emptyProperty', property.line, property.name);
  } else if (isElsewhere) keepProperty(draft, property);
  else {
    const type = named ?? typeNoted(draft, property, 'relation').type;
    addItem(draft, 'relations', itemOf({person, type}));
  }
}

export function isText({params}: Property): boolean {
  return params.get('VALUE')?.[0]?.toLowerCase() === 'text';
}

/** ContactsContract.CommonDataKinds.Relation, by its numbers. */
const ANDROID_RELATIONS: readonly string[] =
  ' assistant brother child domesticPartner father friend manager mother parent partner referredBy relative sister spouse'.split(
    ' ',
  );
const ANDROID_PREFIX = 'vnd.android.cursor.item/';
const ANDROID_ANNIVERSARY = '1';
const ANDROID_BIRTHDAY = '3';

/** `X-ANDROID-CUSTOM:vnd.android.cursor.item/KIND;VALUE;TYPE;LABEL;…` */
export function readAndroidCustom(draft: Draft, property: Property): void {
  const [mime = '', value = '', type = '', label = '', ...rest] = componentsOf(
    property.value,
  );
  const kind = mime.startsWith(ANDROID_PREFIX)
    ? mime.slice(ANDROID_PREFIX.length)
    : undefined;
  const isWhole = value !== '' && rest.every(each => each === '');
  if (!isWhole || kind === undefined) keepProperty(draft, property);
  else if (kind === 'nickname') addItem(draft, 'nicknames', {value});
  else if (kind === 'relation') {
    const named = ANDROID_RELATIONS[Number(type)];
    const item = itemOf({person: value, type: label || named});
    addItem(draft, 'relations', item);
  } else if (kind === 'contact_event') {
    const date = parseDate(value)?.date;
    if (date === undefined) keepProperty(draft, property);
    else if (type === ANDROID_BIRTHDAY && !draft.items.has('birthdays')) {
      addItem(draft, 'birthdays', {date});
    } else {
      const named = type === ANDROID_ANNIVERSARY ? 'anniversary' : undefined;
      addItem(draft, 'events', itemOf({date, type: label || named}));
    }
  } else keepProperty(draft, property);
}
