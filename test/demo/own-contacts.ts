/** The reader's own contacts, in the place of the sample's customers. */
import {readFileSync, statSync} from 'node:fs';
import {basename} from 'node:path';
import {SAMPLE_LABEL, SAMPLE_SHARER, sampleWorld} from '../emulator/sample.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import type {WorldSeed} from '../emulator/world/seed-types.ts';
import {readContactsCsv} from './contacts-csv.ts';
import type {CsvPerson} from './contacts-csv.ts';
import {DemoFault} from './fault.ts';
import {printable} from './text-width.ts';

/** An account of Google's holds 25,000 contacts, and members have their own. */
const CONTACTS_MAX = 20_000;
const FILE_BYTES_MAX = 50 * 1024 * 1024;
const COLUMNS_NAMED_MAX = 4;
const LABEL_LENGTH_MAX = 60;

export interface OwnContacts {
  readonly people: readonly CsvPerson[];
  readonly labelName: string;
  /** What of the file was left out. */
  readonly remarks: readonly string[];
}

/** @throws DemoFault, one line, for a file that cannot be used. */
export function loadOwnContacts(file: string): OwnContacts {
  const name = printable(basename(file));
  const reading = readContactsCsv(readBytes(file));
  if (reading.kind === 'refused')
    throw new DemoFault(`${name} ${reading.why}.`);
  const {people, emptyRows, unreadColumns} = reading;
  if (people.length === 0)
    throw new DemoFault(`${name} has no contacts in it.`);
  if (people.length > CONTACTS_MAX) {
    throw new DemoFault(
      `${name} has ${people.length} contacts; the demo takes up to ${CONTACTS_MAX}.`,
    );
  }
  const remarks = [
    ...(emptyRows > 0 ? [`rows with nothing to read: ${emptyRows}`] : []),
    ...(unreadColumns.length > 0 ? [describeColumns(unreadColumns)] : []),
  ];
  const stem = name.replace(/\.csv$/i, '').slice(0, LABEL_LENGTH_MAX);
  return {people, labelName: `From ${stem}`, remarks};
}

/** The sample company, with these people under the sharer's label. */
export function worldWith({people, labelName}: OwnContacts): WorldSeed {
  const world = sampleWorld(seededRandom(1));
  return {
    ...world,
    users: (world.users ?? []).map(user =>
      user.email === SAMPLE_SHARER
        ? {
            ...user,
            contacts: [
              ...people.map(person => ({person, labels: [labelName]})),
              ...(user.contacts ?? []).filter(
                ({labels = []}) => !labels.includes(SAMPLE_LABEL),
              ),
            ],
          }
        : user,
    ),
  };
}

function readBytes(file: string): Uint8Array {
  try {
    const {size} = statSync(file);
    if (size > FILE_BYTES_MAX) {
      throw new DemoFault(`${file} is too large: at most 50 MB.`);
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof DemoFault) throw error;
    const {code} = error as NodeJS.ErrnoException;
    throw new DemoFault(`${file} cannot be read (${code}).`);
  }
}

function describeColumns(columns: readonly string[]): string {
  const named = columns.slice(0, COLUMNS_NAMED_MAX).map(printable).join(', ');
  const more = columns.length - COLUMNS_NAMED_MAX;
  return `columns not read here: ${named}${more > 0 ? ` and ${more} more` : ''}`;
}
