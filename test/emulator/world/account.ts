/** One Google account's contacts: live versions, labels, trash, and the feed that lags behind. */
import {SearchCache} from '../people/search-text.ts';
import {Feed} from './feed.ts';
import type {Ids} from './ids.ts';
import {formatMicros} from './ids.ts';
import type {StoredFields} from './stored-fields.ts';

export interface ContactPhoto {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly type: 'image/jpeg' | 'image/png';
}

/** One state of one contact; every change makes a new one. */
export interface Contact {
  readonly resourceName: string;
  /** Hex of the 64-bit number in the resource name; stays when the name changes. */
  readonly sourceId: string;
  /** `#…=`; advances with every change, membership changes included. */
  readonly etag: string;
  readonly updateTime: string;
  readonly fields: StoredFields;
  /** Contact group ids, in the order they were put on. */
  readonly groups: readonly string[];
  readonly photo: ContactPhoto | undefined;
  readonly previousNames: readonly string[];
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly system: boolean;
  readonly etag: string;
  readonly updateTime: string;
  readonly clientData: readonly {key?: string; value?: string}[];
  /** By an API client, or by the person in the Contacts UI. */
  readonly byClient: boolean;
}

export interface Trashed {
  readonly contact: Contact;
  readonly atMs: number;
}

/** A stale read finds the state before one of the latest writes here. */
const RECENT_MAX = 512;
const PENDING_MAX = 1024;

export const SYSTEM_GROUPS = [
  'myContacts',
  'starred',
  'chatBuddies',
  'all',
  'friends',
  'family',
  'coworkers',
  'blocked',
] as const;

/** Only these system groups take new members (people-api §6). */
export const ADDABLE_SYSTEM_GROUPS: readonly string[] = [
  'myContacts',
  'starred',
];

export class Account {
  readonly userId: string;
  readonly contacts = new Map<string, Contact>();
  /** Former resource names and what they lead to now. */
  readonly movedTo = new Map<string, string>();
  readonly groups = new Map<string, Group>();
  readonly members = new Map<string, Set<string>>();
  readonly feed = new Feed<Contact>();
  readonly groupFeed = new Feed<Group>();
  /** People one wrote to, under the name they would have as contacts. */
  readonly others = new Map<string, Contact>();
  readonly otherFeed = new Feed<Contact>();
  /** When an other contact became a contact: for some seconds it cannot be deleted. */
  readonly adoptedAtMs = new Map<string, number>();
  readonly search = new SearchCache();
  readonly otherSearch = new SearchCache();
  readonly trash = new Map<string, Trashed>();
  /** State before the latest write of each contact: undefined when the write created it. */
  readonly recent = new Map<
    string,
    {before: Contact | undefined; atMs: number}
  >();
  readonly #ids: Ids;
  /** Counts every change. */
  version = 0;
  changedAtMs = Number.NEGATIVE_INFINITY;

  constructor(userId: string, ids: Ids) {
    this.userId = userId;
    this.#ids = ids;
    for (const id of SYSTEM_GROUPS) {
      this.groups.set(id, {
        id,
        name: id,
        system: true,
        etag: '',
        updateTime: '',
        clientData: [],
        byClient: false,
      });
    }
  }

  find(resourceName: string): Contact | undefined {
    const direct = this.contacts.get(resourceName);
    if (direct) return direct;
    const moved = this.movedTo.get(resourceName);
    return moved === undefined ? undefined : this.contacts.get(moved);
  }

  /** A fresh resource name and source id; the number is the same in both (people-api §2). */
  newIdentity(): {resourceName: string; sourceId: string} {
    for (;;) {
      const number = this.#ids.contactNumber();
      const resourceName = `people/c${number}`;
      const taken =
        this.contacts.has(resourceName) ||
        this.trash.has(resourceName) ||
        this.others.has(resourceName);
      if (taken) continue;
      return {resourceName, sourceId: number.toString(16)};
    }
  }

  /** Stamps a new version; nothing is stored yet. */
  stamp(
    identity: {resourceName: string; sourceId: string},
    parts: {
      fields: StoredFields;
      groups: readonly string[];
      photo?: ContactPhoto | undefined;
      previousNames?: readonly string[];
    },
  ): Contact {
    return {
      resourceName: identity.resourceName,
      sourceId: identity.sourceId,
      etag: `#${this.#ids.etag()}`,
      updateTime: formatMicros(this.#ids.micros()),
      fields: parts.fields,
      groups: parts.groups,
      photo: parts.photo,
      previousNames: parts.previousNames ?? [],
    };
  }

  /** The next version of `contact`, with `changes` in it. */
  next(
    contact: Contact,
    changes: {
      fields?: StoredFields;
      groups?: readonly string[];
      photo?: ContactPhoto | undefined;
    },
  ): Contact {
    return this.stamp(contact, {
      fields: changes.fields ?? contact.fields,
      groups: changes.groups ?? contact.groups,
      photo: 'photo' in changes ? changes.photo : contact.photo,
      previousNames: contact.previousNames,
    });
  }

  put(contact: Contact, nowMs: number, feedDelayMs: number) {
    const before = this.contacts.get(contact.resourceName);
    this.#remember(contact.resourceName, before, nowMs);
    this.contacts.set(contact.resourceName, contact);
    if (before?.groups !== contact.groups) {
      for (const id of before?.groups ?? []) {
        this.members.get(id)?.delete(contact.resourceName);
      }
      for (const id of contact.groups) {
        this.membersOf(id).add(contact.resourceName);
      }
    }
    this.version++;
    // Nobody may be listing: what is due must not pile up.
    if (this.feed.pendingCount > PENDING_MAX) this.feed.advance(nowMs);
    this.feed.write(
      contact.resourceName,
      contact,
      undefined,
      nowMs + feedDelayMs,
    );
  }

  remove(contact: Contact, nowMs: number, feedDelayMs: number) {
    this.#remember(contact.resourceName, contact, nowMs);
    this.contacts.delete(contact.resourceName);
    for (const id of contact.groups) {
      this.members.get(id)?.delete(contact.resourceName);
    }
    this.version++;
    this.feed.write(
      contact.resourceName,
      undefined,
      contact,
      nowMs + feedDelayMs,
    );
  }

  /** What was deleted before `beforeMs` is gone for good. */
  purgeTrash(beforeMs: number) {
    for (const [name, {atMs}] of this.trash) {
      if (atMs <= beforeMs) this.trash.delete(name);
    }
  }

  removeOther(other: Contact, nowMs: number, feedDelayMs: number) {
    this.others.delete(other.resourceName);
    this.otherFeed.write(
      other.resourceName,
      undefined,
      other,
      nowMs + feedDelayMs,
    );
  }

  /** Out of sight without a deletion: the contact lives on under another name. */
  dropSilently(contact: Contact, visibleAtMs: number, withTombstone: boolean) {
    this.contacts.delete(contact.resourceName);
    for (const id of contact.groups) {
      this.members.get(id)?.delete(contact.resourceName);
    }
    this.feed.write(
      contact.resourceName,
      undefined,
      withTombstone ? contact : undefined,
      visibleAtMs,
    );
  }

  membersOf(groupId: string): Set<string> {
    let members = this.members.get(groupId);
    if (!members) {
      members = new Set();
      this.members.set(groupId, members);
    }
    return members;
  }

  #remember(resourceName: string, before: Contact | undefined, atMs: number) {
    this.changedAtMs = atMs;
    this.recent.delete(resourceName);
    this.recent.set(resourceName, {before, atMs});
    if (this.recent.size <= RECENT_MAX) return;
    const [oldest] = this.recent.keys();
    if (oldest !== undefined) this.recent.delete(oldest);
  }

  putGroup(group: Group, nowMs: number, feedDelayMs: number) {
    this.groups.set(group.id, group);
    this.version++;
    this.groupFeed.write(group.id, group, undefined, nowMs + feedDelayMs);
  }

  removeGroup(group: Group, nowMs: number, feedDelayMs: number) {
    this.groups.delete(group.id);
    this.members.delete(group.id);
    this.version++;
    this.groupFeed.write(group.id, undefined, group, nowMs + feedDelayMs);
  }

  newGroup(
    name: string,
    clientData: Group['clientData'],
    byClient: boolean,
  ): Group {
    return {
      id: this.#ids.hex(16),
      name,
      system: false,
      etag: this.#ids.etag(),
      updateTime: formatMicros(this.#ids.micros()),
      clientData,
      byClient,
    };
  }

  nextGroup(
    group: Group,
    changes: {name?: string; clientData?: Group['clientData']},
  ): Group {
    return {
      ...group,
      ...changes,
      etag: this.#ids.etag(),
      updateTime: formatMicros(this.#ids.micros()),
    };
  }
}
