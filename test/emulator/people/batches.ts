/** Batches: limits, one mask for all, all or nothing (people-api §1, §4, §13). */
import {texts} from '../call.ts';
import type {Call} from '../call.ts';
import {GoogleError, invalidArgument, notFound, RPC} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {Contact} from '../world/account.ts';
import {isContactName, readPerson} from './contacts.ts';
import {
  parseMask,
  READ_FIELDS,
  readPersonFields,
  requireMask,
  WRITE_FIELDS,
} from './masks.ts';
import {createView, readSources, renderContact} from './render.ts';
import type {View} from './render.ts';
import {
  checkRoom,
  discardContact,
  prepareCreate,
  prepareUpdate,
  storeContact,
} from './writes.ts';

const WRITE_BATCH_MAX = 200;
const DELETE_BATCH_MAX = 500;
const GET_BATCH_MAX = 200;

export function checkBatchSize(call: Call, size: number, max: number) {
  if (size === 0) throw invalidArgument();
  if (size <= max) return;
  call.note('oversizeBatch', `${call.method.id} ${size} > ${max}`);
  throw invalidArgument(`Batch size ${size} exceeds the maximum of ${max}.`);
}

/** The mask for reading back; an empty one reads nothing back. */
function readBackView(call: Call): View | undefined {
  const mask = call.body['readMask'];
  if (typeof mask !== 'string' || mask.trim() === '') return undefined;
  return createView(
    call,
    parseMask('readMask', mask, READ_FIELDS),
    readSources(call.body['sources']),
  );
}

function personResponse(contact: Contact, view: View): Draft {
  return {
    httpStatusCode: 200,
    person: renderContact(contact, view),
    requestedResourceName: contact.resourceName,
    status: {},
  };
}

/** Prepares every entry before any is stored. */
function prepareAll<T>(
  details: string,
  entries: readonly (readonly [string, T])[],
  prepare: (key: string, entry: T) => Contact,
): [string, Contact][] {
  const prepared: [string, Contact][] = [];
  const errors: [string, GoogleError][] = [];
  for (const [key, entry] of entries) {
    try {
      prepared.push([key, prepare(key, entry)]);
    } catch (error) {
      if (!(error instanceof GoogleError)) throw error;
      errors.push([key, error]);
    }
  }
  const [first] = errors;
  if (!first) return prepared;
  throw new GoogleError({
    status: first[1].status ?? 'INVALID_ARGUMENT',
    message: first[1].message,
    details: [
      {
        '@type': `type.googleapis.com/google.people.v1.${details}`,
        contactErrors: Object.fromEntries(
          errors.map(([key, error]) => [key, error.rpcStatus()]),
        ),
      },
    ],
  });
}

export function batchCreateContacts(call: Call): Draft {
  const contacts: Draft[] = call.body['contacts'] ?? [];
  checkBatchSize(call, contacts.length, WRITE_BATCH_MAX);
  const view = readBackView(call);
  checkRoom(call, contacts.length);
  const prepared = prepareAll(
    'BatchCreateContactsErrorDetails',
    contacts.map((entry, index) => [String(index), entry] as const),
    (_key, entry) => {
      if (!entry?.['contactPerson']) throw invalidArgument();
      return prepareCreate(call, entry['contactPerson']);
    },
  );
  const created = prepared.map(([, contact]) => storeContact(call, contact));
  if (!view) return {};
  return {createdPeople: created.map(each => personResponse(each, view))};
}

export function batchUpdateContacts(call: Call): Draft {
  const contacts: Record<string, Draft> = call.body['contacts'] ?? {};
  const entries = Object.entries(contacts);
  checkBatchSize(call, entries.length, WRITE_BATCH_MAX);
  const mask = requireMask('updateMask', call.body['updateMask'], WRITE_FIELDS);
  const view = readBackView(call);
  const prepared = prepareAll(
    'BatchUpdateContactsErrorDetails',
    entries,
    (name, sent) => {
      if (!isContactName(name)) throw notFound();
      return prepareUpdate(call, name, sent, mask);
    },
  );
  const stored = prepared.map(
    ([name, contact]) => [name, storeContact(call, contact)] as const,
  );
  if (!view) return {};
  return {
    updateResult: Object.fromEntries(
      stored.map(([name, contact]) => [
        name,
        {...personResponse(contact, view), requestedResourceName: name},
      ]),
    ),
  };
}

export function batchDeleteContacts(call: Call): Draft {
  const names: string[] = call.body['resourceNames'] ?? [];
  checkBatchSize(call, names.length, DELETE_BATCH_MAX);
  const found = new Map<string, Contact>();
  for (const name of names) {
    const contact = call.account.find(name);
    if (contact) found.set(contact.resourceName, contact);
    else if (call.world.switches.batchDeleteUnknown === 'notFound') {
      throw notFound();
    }
  }
  for (const contact of found.values()) discardContact(call, contact);
  return {};
}

export function getBatchGet(call: Call): Draft {
  const names = texts(call, 'resourceNames');
  checkBatchSize(call, names.length, GET_BATCH_MAX);
  const view = createView(
    call,
    readPersonFields(call.query),
    readSources(texts(call, 'sources')),
  );
  const responses = names.map((name): Draft => {
    try {
      return {
        httpStatusCode: 200,
        person: readPerson(call, name, view),
        requestedResourceName: name,
        status: {},
      };
    } catch (error) {
      if (!(error instanceof GoogleError)) throw error;
      return {
        httpStatusCode: error.http,
        requestedResourceName: name,
        status: {
          ...error.rpcStatus(),
          code: error.status ? RPC[error.status].number : 2,
        },
      };
    }
  });
  return {responses};
}
