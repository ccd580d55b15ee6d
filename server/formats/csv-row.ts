/** One row of a table as a contact, by what its columns mean. */
import {isSingleton} from '../core/content.ts';
import type {
  ColumnMapping,
  ColumnMeaning,
  FileField,
  ValueColumn,
} from './csv-columns.ts';
import {withRest} from './csv-rest.ts';
import {RowDraft, type Place} from './csv-row-draft.ts';
import {dropRepeated} from './csv-row-items.ts';
import {dropAddressAsName, finishName, type WholeName} from './csv-row-name.ts';
import {
  bareEmail,
  cellText,
  dateOf,
  isEmail,
  isNoDate,
  isPhone,
  readDate,
  readReach,
  readType,
} from './csv-values.ts';
import {readGender, readProtocol, saysSame} from './csv-words.ts';
import type {FilePerson, ItemOrigin, Remark} from './file-contact.ts';

/** What parts several values in one cell of Google's files. */
export const GOOGLE_SEPARATOR = ' ::: ';

export interface ReadRow {
  readonly person: FilePerson;
  readonly labels: readonly string[];
  readonly remarks: readonly Remark[];
  readonly origins: readonly ItemOrigin[];
}

/** Fields of which all columns of one type make one item: the others begin a new one each. */
const JOINED: ReadonlySet<FileField> = new Set([
  'addresses',
  'birthdays',
  'names',
  'organizations',
]);

/**
 * The contact that a row describes; fields without items are absent. Cells beyond
 * the headings and what no column's meaning can hold go to `userDefined`.
 */
export function readRow(
  mapping: ColumnMapping,
  cells: readonly string[],
  line: number,
): ReadRow {
  const row = new RowReader(mapping, line);
  cells.forEach((cell, index) => {
    const text = cellText(cell);
    if (text === '') return;
    const heading = mapping.headings[index]?.trim() || `Column ${index + 1}`;
    const place = {heading, index};
    if (text.includes('\uFFFD')) row.remark('undecodable', place);
    if (index >= mapping.headings.length) row.remark('longRow', place);
    row.read(mapping.columns[index] ?? {kind: 'unknown'}, text, place);
  });
  return row.finish();
}

class RowReader {
  readonly #mapping: ColumnMapping;
  readonly #line: number;
  readonly #draft = new RowDraft();
  readonly #labels = new Set<string>();
  readonly #remarks: Remark[] = [];
  readonly #date: {year?: number; month?: number; day?: number} = {};
  readonly #dateColumns: number[] = [];
  readonly #restated: {text: string; place: Place}[] = [];
  #wholeName: WholeName | undefined;

  constructor(mapping: ColumnMapping, line: number) {
    this.#mapping = mapping;
    this.#line = line;
  }

  remark(code: string, {heading, index}: Place): void {
    const line = this.#line;
    this.#remarks.push({code, line, column: index + 1, field: heading});
  }

  read(meaning: ColumnMeaning, text: string, place: Place): void {
    switch (meaning.kind) {
      case 'value':
        return this.#readValues(meaning, text, place);
      case 'datePart':
        return this.#readDatePart(meaning.part, text, place);
      case 'reach':
        return this.#readReach(meaning.type, text, place);
      case 'labels':
        return this.#readLabels(text);
      case 'technical':
        if (!meaning.usual.includes(text.toLowerCase()))
          this.#draft.keep(text, place);
        return;
      case 'photoAddress':
        return this.remark('photoAddress', place);
      case 'restated':
        this.#restated.push({text, place});
        return;
      case 'unknown':
        return this.#draft.keep(text, place);
    }
  }

  finish(): ReadRow {
    this.#finishDate();
    const {isGoogle} = this.#mapping;
    finishName(this.#draft, this.#wholeName, this.#mapping);
    if (dropAddressAsName(this.#draft)) {
      this.#remarks.push({code: 'nameIsAddress', line: this.#line});
    }
    this.#finishRestated();
    const {fields, origins} = this.#draft.finish(isGoogle);
    if (!isGoogle) dropRepeated(fields);
    const person = withRest(fields, isGoogle);
    const labels = [...this.#labels];
    return {person, labels, remarks: this.#remarks, origins};
  }

  #readValues(column: ValueColumn, text: string, place: Place): void {
    const parts =
      this.#mapping.isGoogle && !isSingleton(column.field)
        ? text.split(GOOGLE_SEPARATOR)
        : [text];
    const base = `${column.field} ${this.#itemOf(column, place)}`;
    if (column.subfield === 'type') {
      // Where a row's cells stand one too far to the right.
      if (isEmail(text)) {
        this.remark('valueAsType', place);
        return this.#readReach(undefined, text, place);
      }
      if (parts.length === 1) {
        const type = readType(text.replace(/^\*\s*/, ''));
        if (type !== '') this.#draft.setType(base, type, place);
        return;
      }
    } else if (column.type !== undefined && !this.#draft.hasType(base)) {
      this.#draft.setType(base, column.type);
    }
    const isKey = column.field === 'userDefined' && column.subfield === 'key';
    if (isKey && parts.length === 1) this.#draft.setKey(base, text);
    parts.forEach((part, index) => {
      const piece = part.trim();
      if (piece !== '') this.#set(column, `${base}.${index}`, piece, place);
    });
  }

  #itemOf({field, item, type}: ValueColumn, {index}: Place): string {
    if (item !== undefined) return item;
    return JOINED.has(field) ? `of ${type ?? ''}` : `in ${index}`;
  }

  #set(column: ValueColumn, key: string, text: string, place: Place): void {
    const {field, subfield} = column;
    switch (`${field}.${subfield}`) {
      case 'emailAddresses.value':
      case 'phoneNumbers.value':
        return this.#setReach(column, key, text, place);
      case 'names.unstructuredName':
        if (this.#wholeName === undefined) this.#wholeName = {text, place};
        else if (!saysSame(this.#wholeName.text, text))
          this.#draft.keep(text, place);
        return;
      case 'locales.value':
        if (!/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$/i.test(text)) {
          return this.#draft.keep(text, place);
        }
        return this.#draft.put(column, key, text.replaceAll('_', '-'), place);
      case 'genders.value': {
        const gender = readGender(text);
        if (gender !== '') this.#draft.put(column, key, gender, place);
        return;
      }
      case 'imClients.protocol':
        return this.#draft.put(column, key, readProtocol(text), place);
    }
    if (subfield === 'date') return this.#setDate(column, key, text, place);
    const isType = subfield === 'type';
    const value = isType ? readType(text.replace(/^\*\s*/, '')) : text;
    this.#draft.put(column, key, value, place);
  }

  #setDate(column: ValueColumn, key: string, text: string, place: Place): void {
    if (isNoDate(text)) return;
    const date = readDate(text, this.#mapping.dateOrder);
    if (date !== undefined) return this.#draft.put(column, key, date, place);
    // A birthday's day stands alone where its month has a column of its own.
    if (column.field === 'birthdays' && /^\d{1,2}$/.test(text)) {
      return this.#readDatePart('day', text, place);
    }
    this.remark('unclearDate', place);
    if (column.field === 'birthdays') {
      return this.#draft.put({...column, subfield: 'text'}, key, text, place);
    }
    this.#draft.keep(text, place);
  }

  /** What is not an address or a number is kept beside them: nobody could be reached by it. */
  #setReach(
    column: ValueColumn,
    key: string,
    text: string,
    place: Place,
  ): void {
    const {field} = column;
    if (this.#mapping.isGoogle)
      return this.#draft.put(column, key, text, place);
    const plain = field === 'phoneNumbers' ? text.replace(/^p:/, '') : text;
    const bare = field === 'emailAddresses' ? bareEmail(plain) : undefined;
    if (bare !== undefined) return this.#draft.put(column, key, bare, place);
    if (field === 'phoneNumbers' && isPhone(plain)) {
      const several = readReach(plain)?.phones ?? [];
      if (several.length < 2) return this.#draft.put(column, key, plain, place);
    }
    const reach = readReach(plain);
    if (reach !== undefined && reach.emails.length + reach.phones.length > 0) {
      const {emails, phones} = reach;
      const isMail = field === 'emailAddresses';
      return this.#addReach(
        {emails, phones},
        {
          ...(isMail ? {emailType: column.type} : {phoneType: column.type}),
          place,
        },
      );
    }
    if (field === 'phoneNumbers' && /\d/.test(plain)) {
      return this.#draft.put(column, key, plain, place);
    }
    this.remark(field === 'phoneNumbers' ? 'noNumber' : 'noAddress', place);
    this.#draft.keep(text, place);
  }

  #readReach(type: string | undefined, text: string, place: Place): void {
    const reach = readReach(text);
    if (reach === undefined) return this.#draft.keep(text, place);
    this.#addReach(reach, {emailType: type, phoneType: type, place});
  }

  #addReach(
    reach: {
      readonly emails: readonly string[];
      readonly phones: readonly string[];
    },
    {
      emailType,
      phoneType,
      place,
    }: {
      readonly emailType?: string | undefined;
      readonly phoneType?: string | undefined;
      readonly place: Place;
    },
  ): void {
    const add = (
      field: FileField,
      values: readonly string[],
      type: string | undefined,
    ) => {
      values.forEach((value, order) => {
        const parts = type === undefined ? {value} : {value, type};
        const key = `${field} of ${place.index} ${order}`;
        this.#draft.set(key, field, parts, {subfield: 'value', place});
      });
    };
    add('emailAddresses', reach.emails, emailType);
    add('phoneNumbers', reach.phones, phoneType);
  }

  #readDatePart(
    part: 'year' | 'month' | 'day',
    text: string,
    place: Place,
  ): void {
    if (/^0+$/.test(text)) return;
    const number = /^\d{1,4}$/.test(text) ? Number(text) : undefined;
    const date =
      number === undefined
        ? readDate(text, this.#mapping.dateOrder)
        : {[part]: number};
    if (date === undefined) return this.#draft.keep(text, place);
    Object.assign(this.#date, date);
    this.#dateColumns.push(place.index);
  }

  #finishDate(): void {
    const {year, month, day} = this.#date;
    if (year === undefined && month === undefined && day === undefined) return;
    const date = dateOf(year, month, day);
    const [index = 0, ...others] = this.#dateColumns;
    const place = {heading: 'Birthday', index, others};
    const column = {kind: 'value', field: 'birthdays'} as const;
    const written = [year, month, day].filter(Boolean).join('-');
    const value = date ?? written;
    const subfield = date === undefined ? 'text' : 'date';
    this.#draft.put({...column, subfield}, 'birthdays of .0', value, place);
  }

  #readLabels(text: string): void {
    const parts = this.#mapping.isGoogle
      ? text.split(GOOGLE_SEPARATOR)
      : text.split(/[;,\n]| ::: /);
    for (const part of parts) {
      const label = part.trim().replace(/^\*\s*/, '');
      if (label !== '') this.#labels.add(label);
    }
  }

  #finishRestated(): void {
    for (const {text, place} of this.#restated) {
      const isSaid = [...this.#draft.items].some(({field, parts}) =>
        field === 'names'
          ? saysSame(Object.values(parts).join(' '), text)
          : Object.values(parts).includes(text),
      );
      if (!isSaid) this.#draft.keep(text, place);
    }
  }
}
