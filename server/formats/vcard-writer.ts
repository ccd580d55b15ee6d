/**
 * Contacts as vCard 3.0 (RFC 2426) and 4.0 (RFC 6350), with what neither can
 * say in properties and parameters of its own, so that what our reader reads
 * from it is the same contact.
 */
import type {Content, Item} from '../core/content.ts';
import {displayName} from '../core/display-name.ts';
import {ADDRESS_PARTS} from './address-parts.ts';
import {VALUE_FIELDS} from './vcard-fields.ts';
import {NAME_COMPONENTS, PHONETIC_PROPERTIES} from './vcard-name.ts';
import {
  ADDRESS_ME_PARAM,
  CONTENT_TYPE_PARAM,
  FREE_BUSY_TYPE,
  MAIDEN_NAME_TYPE,
  readNumber,
  SEXES,
  UID_TYPE,
} from './vcard-person.ts';
import {spellService} from './vcard-messages.ts';
import {photoType} from './vcard-photo.ts';
import {
  addLine,
  createSheet,
  dateOf,
  textOf,
  type Param,
  type Sheet,
  type WrittenVersion,
} from './vcard-sheet.ts';
import {escapeText, escapeUri, foldLine} from './vcard-text.ts';
import {writeCustomFields} from './vcard-write-custom.ts';
import {writeEvents, writeRelations} from './vcard-write-events.ts';
import {writeOrganizations} from './vcard-write-organizations.ts';

export interface WrittenContact {
  readonly content: Content;
  readonly labels?: readonly string[];
  /** The bytes of its picture; a content has only their hash. */
  readonly photo?: Uint8Array | undefined;
}

type Writer = (sheet: Sheet, content: Content) => void;

/** In the order in which a card has them. */
const WRITERS: readonly Writer[] = [
  writeName,
  writeNicknames,
  writePhones,
  ...Object.entries(VALUE_FIELDS).map(
    ([name]): Writer =>
      (sheet, content) =>
        writeValues(sheet, content, name),
  ),
  writeAddresses,
  writeMessages,
  writeOrganizations,
  writeBirthday,
  writeEvents,
  writeRelations,
  writeGender,
  writeNote,
  writeCustomFields,
];

/** One card, folded and with CR LF, in UTF-8 once it is encoded. */
export function writeVcard(
  version: WrittenVersion,
  {content, labels = [], photo}: WrittenContact,
): string {
  const sheet = createSheet(version);
  for (const write of WRITERS) write(sheet, content);
  if (labels.length > 0) {
    const value = labels.map(escapeText).join(',');
    addLine(sheet, {name: 'CATEGORIES', value});
  }
  if (photo !== undefined) writePhoto(sheet, photo);
  return ['BEGIN:VCARD', `VERSION:${version}`, ...sheet.lines, 'END:VCARD']
    .map(foldLine)
    .join('');
}

function writeName(sheet: Sheet, content: Content): void {
  const [name = {}] = content.names ?? [];
  addLine(sheet, {name: 'FN', value: escapeText(displayName(content) ?? '')});
  const parts = NAME_COMPONENTS.map(([part]) => textOf(name, part) ?? '');
  if (sheet.version === '3.0' || parts.some(part => part !== '')) {
    addLine(sheet, {name: 'N', value: parts.map(escapeText).join(';')});
  }
  for (const [property, part] of Object.entries(PHONETIC_PROPERTIES)) {
    const value = textOf(name, part);
    if (value === undefined) continue;
    addLine(sheet, {name: property, value: escapeText(value)});
  }
}

function writeNicknames(sheet: Sheet, {nicknames = []}: Content): void {
  for (const item of nicknames) {
    const value = escapeText(textOf(item, 'value') ?? '');
    if (item['type'] === MAIDEN_NAME_TYPE) {
      addLine(sheet, {name: 'X-MAIDENNAME', value});
    } else {
      const type = textOf(item, 'type');
      addLine(sheet, {name: 'NICKNAME', value, type, words: 'own'});
    }
  }
}

function writePhones(sheet: Sheet, content: Content): void {
  for (const item of content.phoneNumbers ?? []) {
    const text = textOf(item, 'value') ?? '';
    // What the reader would take for an address of its own, or for pauses.
    const isLiteral = readNumber(text) !== text || /^sip:/i.test(text);
    addLine(sheet, {
      name: 'TEL',
      params: isLiteral ? [['VALUE', 'text']] : [],
      value: escapeText(text),
      type: textOf(item, 'type'),
      words: 'phone',
    });
  }
}

function writeValues(sheet: Sheet, content: Content, property: string): void {
  const shape = VALUE_FIELDS[property];
  if (shape === undefined) return;
  const {field, value, words, params = {}, form} = shape;
  let isUidFree = true;
  for (const item of content[field] ?? []) {
    const text = textOf(item, value) ?? '';
    const escaped = form === 'uri' ? escapeUri(text) : escapeText(text);
    const type = textOf(item, 'type');
    const isUid = field === 'externalIds' && type === UID_TYPE && isUidFree;
    const isFreeBusy = field === 'calendarUrls' && type === FREE_BUSY_TYPE;
    if (isUid || (isFreeBusy && text !== '')) {
      if (isUid) isUidFree = false;
      addLine(sheet, {name: isUid ? 'UID' : 'FBURL', value: escaped});
      continue;
    }
    addLine(sheet, {
      name: property,
      params: paramsOf(item, params),
      value: escaped,
      ...(words === undefined ? {} : {type, words}),
    });
  }
}

function paramsOf(
  item: Item,
  names: Readonly<Record<string, string>>,
): readonly Param[] {
  return Object.entries(names).flatMap(([name, param]): Param[] => {
    const value = item[name];
    if (value === true) return [[param, 'true']];
    return typeof value === 'string' ? [[param, value]] : [];
  });
}

function writeAddresses(sheet: Sheet, {addresses = []}: Content): void {
  for (const item of addresses) {
    const label = textOf(item, 'formattedValue')?.replaceAll('\\', '\\\\');
    addLine(sheet, {
      name: 'ADR',
      params: paramsOf(
        {...item, ...(label === undefined ? {} : {formattedValue: label})},
        {formattedValue: 'LABEL', countryCode: 'CC'},
      ),
      value: ADDRESS_PARTS.map(part =>
        escapeText(textOf(item, part) ?? ''),
      ).join(';'),
      type: textOf(item, 'type'),
      words: 'general',
    });
  }
}

function writeMessages(
  sheet: Sheet,
  {imClients = [], sipAddresses = []}: Content,
): void {
  for (const item of imClients) {
    const {scheme, param} = spellService(textOf(item, 'protocol'));
    addLine(sheet, {
      name: 'IMPP',
      params: param === undefined ? [] : [param],
      value: `${scheme}:${encodeUri(textOf(item, 'username') ?? '')}`,
      type: textOf(item, 'type'),
      words: 'general',
    });
  }
  for (const item of sipAddresses) {
    addLine(sheet, {
      name: 'IMPP',
      value: `sip:${encodeUri(textOf(item, 'value') ?? '')}`,
      type: textOf(item, 'type'),
      words: 'general',
    });
  }
}

function encodeUri(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%40', '@');
}

function writeBirthday(sheet: Sheet, {birthdays = []}: Content): void {
  for (const item of birthdays.slice(0, 1)) {
    const text = textOf(item, 'text');
    const date = dateOf(sheet, item['date']);
    if (date !== undefined) addLine(sheet, {name: 'BDAY', ...date});
    else if (text !== undefined) {
      const params: readonly Param[] = [['VALUE', 'text']];
      addLine(sheet, {name: 'BDAY', params, value: escapeText(text)});
    }
  }
}

function writeGender(sheet: Sheet, {genders = []}: Content): void {
  for (const item of genders.slice(0, 1)) {
    const text = textOf(item, 'value') ?? '';
    const [sex] = Object.entries(SEXES).find(([, word]) => word === text) ?? [];
    addLine(sheet, {
      name: 'GENDER',
      params: paramsOf(item, {addressMeAs: ADDRESS_ME_PARAM}),
      value: sex ?? (text === '' ? '' : `;${escapeText(text)}`),
    });
  }
}

function writeNote(sheet: Sheet, {biographies = []}: Content): void {
  for (const item of biographies.slice(0, 1)) {
    addLine(sheet, {
      name: 'NOTE',
      params: paramsOf(item, {contentType: CONTENT_TYPE_PARAM}),
      value: escapeText(textOf(item, 'value') ?? ''),
    });
  }
}

function writePhoto(sheet: Sheet, photo: Uint8Array): void {
  const type = photoType(photo);
  const base64 = Buffer.from(photo).toString('base64');
  if (sheet.version === '4.0') {
    const value = `data:image/${type};base64,${base64}`;
    addLine(sheet, {name: 'PHOTO', value});
  } else {
    addLine(sheet, {
      name: 'PHOTO',
      params: [
        ['ENCODING', 'b'],
        ['TYPE', type.toUpperCase()],
      ],
      value: base64,
    });
  }
}
