/** people.get, createContact, updateContact, deleteContact (people-api §3 to §6). */
import {text, texts} from '../call.ts';
import type {Call} from '../call.ts';
import {GoogleError, invalidArgument, notFound} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {Contact} from '../world/account.ts';
import {
  parseMask,
  READ_FIELDS,
  readPersonFields,
  requireMask,
  WRITE_FIELDS,
} from './masks.ts';
import {etagPrefix, personEtag} from './etags.ts';
import {profilePerson} from './profiles.ts';
import {createView, readSources, renderContact} from './render.ts';
import type {View} from './render.ts';
import {
  checkRoom,
  discardContact,
  prepareCreate,
  prepareUpdate,
  storeContact,
} from './writes.ts';

/** The view of a write's answer: all fields when none are asked for. */
function answerView(call: Call): View {
  const mask = text(call, 'personFields');
  const fields =
    mask === undefined
      ? READ_FIELDS
      : parseMask('personFields', mask, READ_FIELDS);
  return createView(call, fields, readSources(texts(call, 'sources')));
}

export function createContact(call: Call): Draft {
  const view = answerView(call);
  checkRoom(call, 1);
  const contact = prepareCreate(call, call.body);
  return renderContact(storeContact(call, contact), view);
}

export function updateContact(call: Call): Draft {
  const resourceName = call.path['resourceName'] ?? '';
  const mask = requireMask(
    'updatePersonFields',
    text(call, 'updatePersonFields'),
    WRITE_FIELDS,
  );
  const view = answerView(call);
  if (!isContactName(resourceName)) {
    throw invalidArgument('Resource name is invalid.');
  }
  const contact = prepareUpdate(call, resourceName, call.body, mask);
  return renderContact(storeContact(call, contact), view);
}

export function deleteContact(call: Call): Draft {
  const contact = call.account.find(call.path['resourceName'] ?? '');
  if (!contact) throw notFound();
  discardContact(call, contact);
  return {};
}

/** `people/me` and `people/<account id>` are profiles: read-only (people-api §2). */
export function isContactName(resourceName: string): boolean {
  return /^people\/c\d+$/.test(resourceName);
}

/**
 * The contact as a direct read shows it: at once, unless this read is a stale one.
 * Nothing means not found.
 */
function readContact(call: Call, resourceName: string): Contact | undefined {
  const {account, world} = call;
  const current = account.find(resourceName);
  const recent = account.recent.get(current?.resourceName ?? resourceName);
  if (!recent) return current;
  const fresh = world.nowMs() - recent.atMs < world.switches.staleReadWindowMs;
  const stale =
    call.bend.stale || (fresh && world.chance(world.switches.staleReadChance));
  return stale ? recent.before : current;
}

function profile(call: Call, id: string, view: View): Draft {
  const user = id === 'me' ? call.user : call.world.directory.findUser(id);
  if (!user || (user.id !== id && id !== 'me')) throw notFound();
  const source = `#${Buffer.from(user.etag).toString('base64').slice(0, 11)}=`;
  return {
    resourceName: `people/${user.id}`,
    etag: personEtag(etagPrefix(view.fields, view.sources), source),
    ...profilePerson(user, view.fields, 'PROFILE'),
  };
}

function missing(call: Call): GoogleError {
  return call.world.switches.deletedReads === 'internal'
    ? new GoogleError({
        status: 'INTERNAL',
        message: 'Internal error encountered.',
      })
    : notFound();
}

/** @throws GoogleError 404 */
export function readPerson(call: Call, name: string, view: View): Draft {
  const id = name.replace(/^people\//, '');
  if (id === 'me' || /^\d{15,21}$/.test(id)) return profile(call, id, view);
  const contact = readContact(call, name);
  if (!contact) throw missing(call);
  return renderContact(contact, view);
}

export function getPerson(call: Call): Draft {
  const view = createView(
    call,
    readPersonFields(call.query),
    readSources(texts(call, 'sources')),
  );
  return readPerson(call, call.path['resourceName'] ?? '', view);
}
