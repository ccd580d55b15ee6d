/**
 * Contacts of a Google Contacts CSV export, in the old format ("Given Name", "E-mail 1 -
 * Value", "Group Membership") and in the present one ("First Name", "E-mail 1 - Value",
 * "Labels"), as People API persons. Enough for a demo: no other program's export is read.
 */
import {CsvError, parse} from 'csv-parse/sync';

export type CsvPerson = Readonly<
  Record<string, readonly Readonly<Record<string, unknown>>[]>
>;

export type CsvReading =
  | {
      readonly kind: 'read';
      readonly people: readonly CsvPerson[];
      /** Rows that hold nothing of what is read here. */
      readonly emptyRows: number;
      /** Columns that hold something and are not read here. */
      readonly unreadColumns: readonly string[];
    }
  /** One line that follows the file's name: "is empty". */
  | {readonly kind: 'refused'; readonly why: string};

/** Google puts several values into one cell with this between them. */
const SEPARATOR = ' ::: ';

const EXPECTED =
  'expected is an export of Google Contacts (Export, "Google CSV") with columns such as "First Name" or "Given Name", "E-mail 1 - Value", "Phone 1 - Value"';

/** Any of these makes a file readable. */
const KNOWN_COLUMNS = [
  'given name',
  'family name',
  'first name',
  'last name',
  'e-mail 1 - value',
  'phone 1 - value',
];

/** Known, and not a contact's content: nothing is lost by leaving them. */
const LEFT_COLUMNS =
  /^(name|file as|photo|labels|group membership|initials|short name|maiden name)$/;

/** Google's types by the words its exports have for them. */
const TYPES: Readonly<Record<string, string>> = {
  home: 'home',
  work: 'work',
  mobile: 'mobile',
  main: 'main',
  'home fax': 'homeFax',
  'work fax': 'workFax',
  pager: 'pager',
  other: 'other',
};

export function readContactsCsv(bytes: Uint8Array): CsvReading {
  const text = decode(bytes);
  if (text === undefined || text.includes('\0')) {
    return {kind: 'refused', why: `is no CSV: it is not text; ${EXPECTED}`};
  }
  const rows = parseRows(text);
  if (typeof rows === 'string') {
    return {kind: 'refused', why: `is no CSV: ${rows}; ${EXPECTED}`};
  }
  const [header, ...records] = rows;
  if (header === undefined) {
    return {kind: 'refused', why: `is empty; ${EXPECTED}`};
  }
  const columns = new Columns(header);
  if (!KNOWN_COLUMNS.some(name => columns.has(name))) {
    return {
      kind: 'refused',
      why: `has none of the columns of Google Contacts; ${EXPECTED}`,
    };
  }
  const people = records
    .map(record => toPerson(new Row(columns, record)))
    .filter(person => Object.keys(person).length > 0);
  return {
    kind: 'read',
    people,
    emptyRows: records.length - people.length,
    unreadColumns: columns.unread(records),
  };
}

/** UTF-8, or UTF-16 with its mark, which old exports have; undefined: no text. */
function decode(bytes: Uint8Array): string | undefined {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    const decoder = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', {
      fatal: true,
    });
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Rows of cells, or what is wrong: csv-parse's own words quote the cell. */
function parseRows(text: string): readonly (readonly string[])[] | string {
  try {
    return parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const {lines} = error as CsvError & {readonly lines?: number};
    return `line ${lines ?? 1} cannot be read`;
  }
}

/** Which cell of a row has which name; of two columns of one name the first counts. */
class Columns {
  readonly #names: readonly string[];
  readonly #index = new Map<string, number>();
  readonly #read = new Set<string>();

  constructor(header: readonly string[]) {
    this.#names = header.map(name => name.trim());
    this.#names.forEach((name, index) => {
      const key = name.toLowerCase();
      if (!this.#index.has(key)) this.#index.set(key, index);
    });
  }

  has(name: string): boolean {
    return this.#index.has(name);
  }

  /** Undefined when there is no such column. */
  indexOf(name: string): number | undefined {
    this.#read.add(name);
    return this.#index.get(name);
  }

  /** `e-mail 1`, `e-mail 2`, … : as many as there are. */
  numbered(prefix: string): readonly string[] {
    const pattern = new RegExp(`^(${prefix} \\d+) - `);
    const found = [...this.#index.keys()].map(key => pattern.exec(key)?.[1]);
    return [...new Set(found)].filter(name => name !== undefined);
  }

  unread(records: readonly (readonly string[])[]): readonly string[] {
    return [...this.#index]
      .filter(([key]) => !this.#read.has(key) && !LEFT_COLUMNS.test(key))
      .filter(([, index]) => records.some(cells => cells[index]?.trim()))
      .map(([, index]) => this.#names[index]!);
  }
}

class Row {
  readonly columns: Columns;
  readonly #cells: readonly string[];

  constructor(columns: Columns, cells: readonly string[]) {
    this.columns = columns;
    this.#cells = cells;
  }

  /** The first of these columns that holds something. */
  text(...names: readonly string[]): string | undefined {
    const found = names
      .map(name => this.columns.indexOf(name))
      .map(index => (index === undefined ? '' : this.#cells[index]?.trim()));
    return found.find(text => text !== undefined && text !== '');
  }

  /** Its values, several in one cell apart. */
  values(...names: readonly string[]): readonly string[] {
    return (this.text(...names) ?? '')
      .split(SEPARATOR)
      .map(value => value.trim());
  }
}

function toPerson(row: Row): CsvPerson {
  const fields: Record<string, CsvPerson[string]> = {
    names: one(nameOf(row)),
    nicknames: one({value: row.text('nickname')}),
    emailAddresses: typed(row, 'e-mail'),
    phoneNumbers: typed(row, 'phone'),
    addresses: addressesOf(row),
    organizations: [...one(organizationOf(row)), ...oldOrganizations(row)],
    urls: typed(row, 'website'),
    birthdays: one(birthdayOf(row)),
    events: dated(row),
    relations: typed(row, 'relation').map(({value, type}) =>
      strip({person: value, type}),
    ),
    userDefined: customFields(row),
    occupations: one({value: row.text('occupation')}),
    biographies: one({value: row.text('notes')}),
  };
  return Object.fromEntries(
    Object.entries(fields).filter(([, items]) => items.length > 0),
  );
}

function nameOf(row: Row) {
  const parts = strip({
    honorificPrefix: row.text('name prefix'),
    givenName: row.text('first name', 'given name'),
    middleName: row.text('middle name', 'additional name'),
    familyName: row.text('last name', 'family name'),
    honorificSuffix: row.text('name suffix'),
    phoneticGivenName: row.text('phonetic first name', 'given name yomi'),
    phoneticMiddleName: row.text(
      'phonetic middle name',
      'additional name yomi',
    ),
    phoneticFamilyName: row.text('phonetic last name', 'family name yomi'),
  });
  const {givenName, familyName} = parts;
  const whole = row.text('name');
  return givenName === undefined && familyName === undefined && whole
    ? {...parts, unstructuredName: whole}
    : parts;
}

/** The present format has one organization, the old one numbers them. */
function organizationOf(row: Row) {
  return {
    name: row.text('organization name'),
    title: row.text('organization title'),
    department: row.text('organization department'),
  };
}

function oldOrganizations(row: Row) {
  return row.columns.numbered('organization').flatMap(prefix => {
    const organization = strip({
      name: row.text(`${prefix} - name`),
      phoneticName: row.text(`${prefix} - yomi name`),
      title: row.text(`${prefix} - title`),
      department: row.text(`${prefix} - department`),
      symbol: row.text(`${prefix} - symbol`),
      location: row.text(`${prefix} - location`),
      jobDescription: row.text(`${prefix} - job description`),
    });
    return one(organization, typeOf(row, prefix));
  });
}

function addressesOf(row: Row) {
  return row.columns.numbered('address').flatMap(prefix => {
    const cells = {
      streetAddress: row.values(`${prefix} - street`),
      extendedAddress: row.values(`${prefix} - extended address`),
      poBox: row.values(`${prefix} - po box`),
      city: row.values(`${prefix} - city`),
      region: row.values(`${prefix} - region`),
      postalCode: row.values(`${prefix} - postal code`),
      country: row.values(`${prefix} - country`),
    };
    const type = typeOf(row, prefix);
    return row.values(`${prefix} - formatted`).flatMap((formatted, index) => {
      const parts = strip(
        Object.fromEntries(
          Object.entries(cells).map(([part, values]) => [part, values[index]]),
        ),
      );
      const isWhole = Object.keys(parts).length === 0;
      return one(isWhole ? {formattedValue: formatted} : parts, type);
    });
  });
}

function typed(row: Row, kind: string) {
  return row.columns
    .numbered(kind)
    .flatMap(prefix =>
      row
        .values(`${prefix} - value`)
        .flatMap(value => one({value}, typeOf(row, prefix))),
    );
}

function dated(row: Row) {
  return row.columns
    .numbered('event')
    .flatMap(prefix =>
      one({date: dateOf(row.text(`${prefix} - value`))}, typeOf(row, prefix)),
    );
}

function customFields(row: Row) {
  return row.columns.numbered('custom field').flatMap(prefix => {
    const value = row.text(`${prefix} - value`);
    const key = row.text(`${prefix} - label`, `${prefix} - type`);
    return one(value === undefined ? {} : {key: key ?? 'Note', value});
  });
}

/** "* Work" is the primary one's "Work"; other words are the person's own. */
function typeOf(row: Row, prefix: string): {readonly type?: string} {
  const word = row
    .text(`${prefix} - label`, `${prefix} - type`)
    ?.replace(/^\*\s*/, '');
  return word ? {type: TYPES[word.toLowerCase()] ?? word} : {};
}

function birthdayOf(row: Row) {
  const text = row.text('birthday');
  const date = dateOf(text);
  return date === undefined ? {text} : {date};
}

/** `1980-02-29`, or ` --02-29` where the year is not said. */
function dateOf(text: string | undefined) {
  const match = /^(?:(\d{4})|-)-(\d{1,2})-(\d{1,2})$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, year, month, day] = match;
  return {
    ...(year && Number(year) > 0 && {year: Number(year)}),
    month: Number(month),
    day: Number(day),
  };
}

/** The item in a list, or none where it says nothing. */
function one(
  item: Readonly<Record<string, unknown>>,
  beside: Readonly<Record<string, unknown>> = {},
): readonly Readonly<Record<string, unknown>>[] {
  const said = strip(item);
  return Object.keys(said).length === 0 ? [] : [{...said, ...beside}];
}

function strip<T>(item: Readonly<Record<string, T | undefined>>) {
  return Object.fromEntries(
    Object.entries(item).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  ) as Readonly<Record<string, T>>;
}
