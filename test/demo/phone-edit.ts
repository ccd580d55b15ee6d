/** An edit at one member's and when each other account has it. */
import {setTimeout as delay} from 'node:timers/promises';
import type {Emulator} from './calls.ts';
import type {SharedContact} from './books.ts';
import {DemoFault} from './fault.ts';

/** A number nobody has: 0 after the area code. */
export const NEW_NUMBER = '090-0123-4567';

const LOOK_MS = 50;
const WAIT_MS_MAX = 60_000;

const UPDATES = [
  'people.people.updateContact',
  'people.people.batchUpdateContacts',
];

/**
 * Puts a new number in place of the contact's first, as when the phone's edit has come to
 * Google, and yields each other account when Google had taken the service's write there,
 * by the emulator's clock. A phone also drops what it cannot show (`phoneEdit`); putting
 * that back is not the service's yet.
 *
 * @throws DemoFault when somebody's copy does not get it.
 */
export async function* editOnPhone(
  emulator: Emulator,
  {
    user,
    contact,
    signal,
  }: {
    readonly user: string;
    readonly contact: SharedContact;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<{readonly email: string; readonly afterMs: number}> {
  const [first, ...rest] = contact.editor.phoneNumbers ?? [];
  const phoneNumbers = [{...first, value: NEW_NUMBER}, ...rest].map(
    ({value, type}) => ({value, ...(type && {type})}),
  );
  const editedMs = Date.now();
  await emulator.editContact({
    user,
    contact: contact.editor.resourceName,
    person: {phoneNumbers},
  });
  const waiting = new Set(contact.others.keys());
  while (Date.now() - editedMs < WAIT_MS_MAX) {
    for (const {
      user: email,
      method,
      status,
      timeMs,
    } of await emulator.requests()) {
      const isWrite = UPDATES.includes(method) && status === 200;
      if (!isWrite || timeMs < editedMs || !waiting.delete(email)) continue;
      await checkNumber(emulator, email, contact);
      yield {email, afterMs: timeMs - editedMs};
    }
    if (waiting.size === 0) return;
    await delay(LOOK_MS, undefined, {signal});
  }
  throw new DemoFault(
    `The edit had not come to ${[...waiting].join(', ')} after ${WAIT_MS_MAX / 1000} s.`,
  );
}

async function checkNumber(
  emulator: Emulator,
  email: string,
  contact: SharedContact,
): Promise<void> {
  const {contacts} = await emulator.book(email);
  const copy = contacts.find(
    ({resourceName}) => resourceName === contact.others.get(email),
  );
  if (!copy?.phoneNumbers?.some(({value}) => value === NEW_NUMBER)) {
    throw new DemoFault(`A write came to ${email}, but not the new number.`);
  }
}
