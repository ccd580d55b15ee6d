/** Other contacts: people one wrote to. Read-only, until they are made one's own (people-api §2, §15). */
import {insufficientScopes} from '../auth/authorise.ts';
import {flag, text, texts} from '../call.ts';
import type {Call} from '../call.ts';
import {invalidArgument, notFound} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {Contact} from '../world/account.ts';
import {bendList, readPageSize} from './connections.ts';
import {personEtag} from './etags.ts';
import type {Item} from './fields.ts';
import {
  OTHER_CONTACT_FIELDS,
  parseMask,
  READ_FIELDS,
  requireMask,
} from './masks.ts';
import {createView, readSources, renderContact} from './render.ts';
import type {View} from './render.ts';
import {bind, checkSyncTokenAge, readToken, writeToken} from './tokens.ts';
import {checkRoom} from './writes.ts';

const PAGE_SIZE_DEFAULT = 100;
const PAGE_SIZE_MAX = 1000;
const CONTACT_ONLY = ['READ_SOURCE_TYPE_CONTACT'];
const COPY_FIELDS = ['emailAddresses', 'names', 'phoneNumbers'];

/** `otherContacts/c1` is kept under `people/c1`: the number is what stays. */
const personName = (name: string) =>
  name.replace(/^otherContacts\//, 'people/');
const otherName = (name: string) => name.replace(/^people\//, 'otherContacts/');

const asOther = (items: readonly Item[]) =>
  items.map(item => ({
    ...item,
    metadata: {
      ...item['metadata'],
      source: {...item['metadata'].source, type: 'OTHER_CONTACT'},
    },
  }));

export function renderOther(contact: Contact, view: View): Draft {
  const person = renderContact(contact, {...view, merge: undefined});
  for (const field of Object.keys(person)) {
    if (Array.isArray(person[field])) person[field] = asOther(person[field]);
  }
  person['resourceName'] = otherName(contact.resourceName);
  if (person['metadata']) {
    person['metadata'] = {
      sources: [
        {
          type: 'OTHER_CONTACT',
          id: contact.sourceId,
          etag: contact.etag,
          updateTime: contact.updateTime,
        },
      ],
      objectType: 'PERSON',
    };
  }
  return person;
}

/** Captured without etag and time of the source. */
function renderGone(contact: Contact, view: View): Draft {
  return {
    resourceName: otherName(contact.resourceName),
    etag: personEtag(view.prefix, contact.etag),
    metadata: {
      sources: [{type: 'OTHER_CONTACT', id: contact.sourceId}],
      deleted: true,
      objectType: 'PERSON',
    },
  };
}

export function listOtherContacts(call: Call): Draft {
  const {world, account, user, method} = call;
  const sources = readSources(texts(call, 'sources'), CONTACT_ONLY);
  const whole = sources.includes('READ_SOURCE_TYPE_PROFILE');
  const fields = requireMask(
    'readMask',
    text(call, 'readMask'),
    whole ? READ_FIELDS : OTHER_CONTACT_FIELDS,
  );
  const pageSize = readPageSize(
    call,
    'pageSize',
    PAGE_SIZE_DEFAULT,
    PAGE_SIZE_MAX,
  );
  const use = {
    user: user.id,
    method: method.id,
    bound: bind({fields, sources: [...sources].sort(), pageSize}),
  };
  const syncToken = text(call, 'syncToken');
  const pageToken = text(call, 'pageToken');
  const since =
    syncToken === undefined
      ? undefined
      : readToken(world, syncToken, {kind: 'sync', ...use});
  if (since) checkSyncTokenAge(world, since);
  const page =
    pageToken === undefined
      ? undefined
      : readToken(world, pageToken, {kind: 'page', ...use});
  const {otherFeed} = account;
  otherFeed.advance(world.nowMs());
  const after = page?.at ?? since?.at ?? 0;
  const {entries, more} = otherFeed.after(after, pageSize, since !== undefined);
  const view = createView(call, fields, sources, {inList: true});
  const others = bendList(call, entries).flatMap(entry => {
    if (entry.state) return [renderOther(entry.state, view)];
    return entry.tombstone ? [renderGone(entry.tombstone, view)] : [];
  });
  const head = page?.head ?? otherFeed.head;
  const fullAtMs = page?.fullAtMs ?? since?.fullAtMs ?? world.nowMs();
  const at = entries.at(-1)?.seq ?? after;
  return {
    ...(others.length > 0 ? {otherContacts: others} : {}),
    ...(more
      ? {
          nextPageToken: writeToken(world, {
            kind: 'page',
            ...use,
            at,
            head,
            fullAtMs,
          }),
        }
      : {}),
    ...(!more && flag(call, 'requestSyncToken')
      ? {
          nextSyncToken: writeToken(world, {
            kind: 'sync',
            ...use,
            at: head,
            fullAtMs,
          }),
        }
      : {}),
    ...(!since && others.length > 0 ? {totalSize: otherFeed.liveCount} : {}),
  };
}

/** Now a contact of the same number in `groups`; the other contact is gone. */
function adoptOther(
  call: Pick<Call, 'account' | 'world'>,
  other: Contact,
  fields: Contact['fields'],
  groups: readonly string[],
): Contact {
  const {account, world} = call;
  const nowMs = world.nowMs();
  account.removeOther(other, nowMs, world.switches.feedDelayMs);
  const adopted = account.stamp(other, {
    fields,
    groups,
  });
  account.adoptedAtMs.set(adopted.resourceName, nowMs);
  account.put(adopted, nowMs, world.switches.feedDelayMs);
  return adopted;
}

function needBothScopes(call: Call) {
  const needed = ['contacts', 'contacts.other.readonly'];
  if (!call.world.switches.copyOtherNeedsBothScopes) return;
  if (needed.every(scope => call.scopes.includes(scope))) return;
  throw insufficientScopes(call.method);
}

export function copyOtherContact(call: Call): Draft {
  needBothScopes(call);
  const mask = requireMask('copyMask', call.body['copyMask'], COPY_FIELDS);
  const other = call.account.others.get(
    personName(call.path['resourceName'] ?? ''),
  );
  if (!other) throw notFound();
  const readMask: unknown = call.body['readMask'];
  const shown =
    typeof readMask === 'string' && readMask !== ''
      ? parseMask('readMask', readMask, READ_FIELDS)
      : READ_FIELDS.filter(
          field =>
            mask.includes(field) ||
            field === 'metadata' ||
            field === 'memberships',
        );
  checkRoom(call, 1);
  const fields = other.fields.only(mask);
  if (fields.names.length === 0) throw invalidArgument();
  const adopted = adoptOther(call, other, fields, ['myContacts']);
  const view = createView(call, shown, readSources(call.body['sources']));
  return renderContact(adopted, view);
}
