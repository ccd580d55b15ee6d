/** A card as a contact: which property is which field of a People API `Person`. */
import type {Item} from '../core/content.ts';
import type {FileContact, FilePerson} from './file-contact.ts';
import {
  addAddresses,
  createAddressProperties,
  takeAddressProperty,
} from './vcard-address.ts';
import {
  addItem,
  createDraft,
  itemOf,
  keepProperty,
  paramOf,
  textOf,
  type Draft,
  type DraftItem,
} from './vcard-draft.ts';
import {
  EVENT_PROPERTIES,
  isText,
  readAndroidCustom,
  readBirthday,
  readEvent,
  readRelation,
  RELATION_PROPERTIES,
} from './vcard-events.ts';
import {
  FIELD_PARAMS,
  readValue,
  typeNoted,
  VALUE_FIELDS,
} from './vcard-fields.ts';
import type {VcardLimits} from './vcard-limits.ts';
import {
  messageAddress,
  SERVICE_PROPERTIES,
  withoutScheme,
} from './vcard-messages.ts';
import {addName, createNameProperties, takeNameProperty} from './vcard-name.ts';
import {FILE_PROPERTIES} from './vcard-names.ts';
import {
  addOrganizations,
  CURRENT_PARAM,
  ORGANIZATION_DATES,
  ORGANIZATION_PARAMS,
  ROLE_PROPERTIES,
} from './vcard-organization.ts';
import {readPhoto} from './vcard-photo.ts';
import type {Card, Property} from './vcard-property.ts';
import {listOf} from './vcard-text.ts';

/** A custom field of Google's; its name is the label of its group. */
export const CUSTOM_FIELD = 'X-CUSTOM-FIELD';
export const CONTENT_TYPE_PARAM = 'X-CONTENT-TYPE';
export const ADDRESS_ME_PARAM = 'X-ADDRESS-ME-AS';
/** The type of the external id that a card's UID is. */
export const UID_TYPE = 'UID';
export const FREE_BUSY_TYPE = 'freeBusy';
export const MAIDEN_NAME_TYPE = 'MAIDEN_NAME';

type Reader = (draft: Draft, property: Property) => void;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...Object.entries(VALUE_FIELDS).map(([name, field]): [string, Reader] => [
    name,
    (draft, property) => readValue(draft, property, field),
  ]),
  ...Object.entries(EVENT_PROPERTIES).map(([name, type]): [string, Reader] => [
    name,
    (draft, property) => readEvent(draft, property, type),
  ]),
  ...Object.entries(RELATION_PROPERTIES).map(
    ([name, type]): [string, Reader] => [
      name,
      (draft, property) => readRelation(draft, property, type),
    ],
  ),
  ...SERVICE_PROPERTIES.map((name): [string, Reader] => [name, readMessage]),
  ['BDAY', readBirthday],
  ['CATEGORIES', readCategories],
  [CUSTOM_FIELD, readCustomField],
  ['FBURL', (draft, property) => readTyped(draft, property, FREE_BUSY)],
  ['GENDER', readGender],
  ['IMPP', readMessage],
  ['NICKNAME', readNicknames],
  ['PHOTO', readPicture],
  ['RELATED', (draft, property) => readRelation(draft, property, undefined)],
  ['TEL', readPhone],
  ['UID', (draft, property) => readTyped(draft, property, UID)],
  ['X-ABDATE', (draft, property) => readEvent(draft, property, undefined)],
  [
    'X-ABRELATEDNAMES',
    (draft, property) => readRelation(draft, property, undefined),
  ],
  ['X-ANDROID-CUSTOM', readAndroidCustom],
  ['X-GENDER', readNamedGender],
  ['X-MAIDENNAME', (draft, property) => readTyped(draft, property, MAIDEN)],
  ['X-MS-IMADDRESS', readMessage],
  ['X-SIP', readSip],
  ['X-WAB-GENDER', readNamedGender],
]);

const FREE_BUSY = {field: 'calendarUrls', value: 'url', type: FREE_BUSY_TYPE};
const UID = {field: 'externalIds', value: 'value', type: UID_TYPE};
const MAIDEN = {field: 'nicknames', value: 'value', type: MAIDEN_NAME_TYPE};

/** Parameters that are understood, or say nothing about the person. */
const KNOWN_PARAMS: ReadonlySet<string> = new Set([
  ...FIELD_PARAMS,
  ...Object.values(ORGANIZATION_PARAMS),
  ...Object.values(ORGANIZATION_DATES),
  ...(
    'ALTID CALSCALE CC CHARSET ENCODING INDEX LABEL LANGUAGE LEVEL MEDIATYPE ' +
    'PID PREF PROP-ID SORT-AS TYPE VALUE X-APPLE-OMIT-YEAR X-DATE X-PROTOCOL ' +
    'X-SERVICE-TYPE'
  ).split(' '),
  ADDRESS_ME_PARAM,
  CONTENT_TYPE_PARAM,
  CURRENT_PARAM,
]);

/** The contact that a card says, with what was mended, and nothing of it unsaid. */
export function contactOf(card: Card, limits: VcardLimits): FileContact {
  const draft = createDraft(card.version, card.remarks, limits);
  const names = createNameProperties();
  const addresses = createAddressProperties();
  const roles: Property[] = [];
  const notes: Property[] = [];
  for (const property of card.properties) {
    const {name, line} = property;
    if (FILE_PROPERTIES.has(name)) {
      if (name !== 'VERSION') draft.remarks.add('aboutTheFile', line, name);
      continue;
    }
    const reader = READERS.get(name);
    const isTaken =
      reader !== undefined ||
      takeNameProperty(names, property) ||
      takeAddressProperty(addresses, property) ||
      isPushed(notes, property, name === 'NOTE') ||
      isPushed(
        roles,
        property,
        name === 'ORG' || Object.hasOwn(ROLE_PROPERTIES, name),
      );
    if (!isTaken) keepProperty(draft, property);
    else noteUnknownParams(draft, property);
    reader?.(draft, property);
  }
  addAddresses(draft, addresses);
  addOrganizations(draft, roles);
  addNotes(draft, notes);
  addName(draft, names);
  return {
    kind: 'contact',
    line: card.line,
    person: personOf(draft),
    labels: [...new Set(draft.labels)],
    ...(draft.photo === undefined ? {} : {photo: draft.photo}),
    remarks: draft.remarks.list(),
  };
}

function isPushed(
  properties: Property[],
  property: Property,
  belongs: boolean,
): boolean {
  if (belongs) properties.push(property);
  return belongs;
}

/** Who is preferred comes first: the People API has no other word for it. */
function personOf({items}: Draft): FilePerson {
  const person: Record<string, readonly Item[]> = {};
  for (const [field, drafted] of items) {
    const isOrdered =
      drafted.length === 1 || !drafted.some(each => each.isPreferred);
    const ordered = isOrdered ? drafted : preferredFirst(drafted);
    person[field] = ordered.map(each => each.item);
  }
  return person;
}

function preferredFirst(items: readonly DraftItem[]): readonly DraftItem[] {
  return [
    ...items.filter(each => each.isPreferred),
    ...items.filter(each => !each.isPreferred),
  ];
}

function noteUnknownParams({remarks}: Draft, {line, name, params}: Property) {
  if (params.size === 0) return;
  if ([...params.keys()].some(key => !KNOWN_PARAMS.has(key))) {
    remarks.add('parametersLeftOut', line, name);
  }
}

function isBlank(draft: Draft, {line, name}: Property, text: string): boolean {
  if (text === '') draft.remarks.add('emptyProperty', line, name);
  return text === '';
}

function readPhone(draft: Draft, property: Property): void {
  const text = textOf(property, draft.version);
  if (isBlank(draft, property, text)) return;
  const {type, isPreferred} = typeNoted(draft, property, 'phone');
  const address = isText(property) ? text : withoutScheme(text, 'sip');
  if (address !== text) {
    addItem(draft, 'sipAddresses', itemOf({value: address, type}), isPreferred);
    return;
  }
  const value = isText(property) ? text : readNumber(text);
  addItem(draft, 'phoneNumbers', itemOf({value, type}), isPreferred);
}

/** A number as it is dialled: RFC 3966's form, and phones' letters for pause and wait. */
export function readNumber(text: string): string {
  const number = withoutScheme(text, 'tel').replace(/;ext=/i, ' ext. ');
  if (!/^[\d+*#pw,;-]+$/i.test(number) || !/\d/.test(number)) return number;
  return number.replace(/p/gi, ',').replace(/w/gi, ';');
}

function readMessage(draft: Draft, property: Property): void {
  const text = textOf(property, draft.version);
  if (isBlank(draft, property, text)) return;
  const {type, isPreferred} = typeNoted(draft, property, 'general');
  const {kind, username, protocol} = messageAddress(property, text);
  if (kind === 'sip') {
    const item = itemOf({value: username, type});
    addItem(draft, 'sipAddresses', item, isPreferred);
  } else {
    const item = itemOf({username, protocol, type});
    addItem(draft, 'imClients', item, isPreferred);
  }
}

function readSip(draft: Draft, property: Property): void {
  const value = withoutScheme(textOf(property, draft.version), 'sip');
  if (isBlank(draft, property, value)) return;
  const {type, isPreferred} = typeNoted(draft, property, 'general');
  addItem(draft, 'sipAddresses', itemOf({value, type}), isPreferred);
}

function readNicknames(draft: Draft, property: Property): void {
  const values = listOf(property.value, draft.version);
  if (isBlank(draft, property, values[0] ?? '')) return;
  const {type, isPreferred} = typeNoted(draft, property, 'own');
  for (const value of values) {
    addItem(draft, 'nicknames', itemOf({value, type}), isPreferred);
  }
}

function readCategories(draft: Draft, property: Property): void {
  draft.labels.push(...listOf(property.value, draft.version));
}

/** A property whose name says its type. */
function readTyped(
  draft: Draft,
  property: Property,
  {field, value, type}: {field: string; value: string; type: string},
): void {
  const text = textOf(property, draft.version);
  if (isBlank(draft, property, text)) return;
  const item = {[value]: text, type};
  if (field === 'nicknames') addItem(draft, field, item);
  else if (field === 'externalIds') addItem(draft, field, item);
  else addItem(draft, 'calendarUrls', item);
}

function readCustomField(draft: Draft, property: Property): void {
  const value = textOf(property, draft.version);
  const item = itemOf({key: property.label, value});
  if (Object.keys(item).length > 0) addItem(draft, 'userDefined', item);
}

function addNotes(draft: Draft, notes: readonly Property[]): void {
  const [first] = notes;
  if (first === undefined) return;
  const texts = notes
    .map(note => textOf(note, draft.version))
    .filter(text => text !== '');
  if (texts.length > 1) draft.remarks.add('notesJoined', first.line, 'NOTE');
  const value = texts.join('\n');
  if (isBlank(draft, first, value)) return;
  const contentType = paramOf(first, CONTENT_TYPE_PARAM);
  addItem(draft, 'biographies', itemOf({value, contentType}));
}

/** RFC 6350 section 6.2.7, in Google's words where it has them. */
export const SEXES: Readonly<Record<string, string>> = {
  M: 'male',
  F: 'female',
  U: 'unspecified',
  N: 'none',
  O: 'other',
};

function readGender(draft: Draft, property: Property): void {
  const [sex = '', ...rest] = property.value.split(';');
  const upper = sex.trim().toUpperCase();
  const text = textOf({...property, value: rest.join(';')}, draft.version);
  const known = Object.hasOwn(SEXES, upper) ? SEXES[upper] : sex.trim();
  const item = itemOf({
    value: known || text,
    addressMeAs: paramOf(property, ADDRESS_ME_PARAM),
  });
  if (Object.keys(item).length === 0 || draft.items.has('genders')) {
    keepProperty(draft, property);
    return;
  }
  addItem(draft, 'genders', item);
  if (known && text !== '') keepProperty(draft, property);
}

const NAMED_SEXES: ReadonlyMap<string, string> = new Map([
  ['m', 'male'],
  ['male', 'male'],
  ['2', 'male'],
  ['f', 'female'],
  ['female', 'female'],
  ['1', 'female'],
]);

/** Windows writes 1 for female and 2 for male. */
function readNamedGender(draft: Draft, property: Property): void {
  const text = textOf(property, draft.version);
  if (isBlank(draft, property, text)) return;
  if (draft.items.has('genders')) keepProperty(draft, property);
  else {
    const value = NAMED_SEXES.get(text.toLowerCase()) ?? text;
    addItem(draft, 'genders', {value});
  }
}

function readPicture(draft: Draft, property: Property): void {
  const {line, name, isBase64, value} = property;
  if (value.trim() === '') {
    draft.remarks.add('emptyProperty', line, name);
    return;
  }
  const found = readPhoto(value, isBase64, draft.limits.photoOctets);
  switch (found.kind) {
    case 'bytes':
      if (found.isGuessed)
        draft.remarks.add('photoEncodingGuessed', line, name);
      if (draft.photo === undefined) draft.photo = found.bytes;
      else draft.remarks.add('photoLeftOut', line, name);
      break;
    case 'broken':
      draft.remarks.add('base64Broken', line, name);
      break;
    case 'tooLarge':
      draft.remarks.add('photoTooLarge', line, name);
      break;
    case 'elsewhere':
      keepProperty(draft, property);
      break;
  }
}
