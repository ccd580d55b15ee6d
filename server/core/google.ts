import type {Content} from './content.ts';
import type {NamedQuota} from './quota.ts';

/** A call's outcome. Expected trouble is a value; a broken assumption throws. */
export type Outcome<T> =
  | {readonly kind: 'ok'; readonly value: T}
  | {readonly kind: 'fault'; readonly fault: GoogleFault};

/**
 * What can go wrong at Google, by what the caller has to do about it.
 * Captured answers behind each kind stand in test/google.
 */
export type GoogleFault =
  /** Somebody wrote since: observe this copy again, plan again. */
  | {readonly kind: 'staleEtag'}
  /** List everything. */
  | {readonly kind: 'expiredSyncToken'}
  /** The request is wrong, a malformed sync token among others. Never retried as it is. */
  | {readonly kind: 'invalidArgument'; readonly detail: string}
  | {readonly kind: 'notFound'}
  | {readonly kind: 'alreadyExists'}
  /** The minute's quota; wait, then go on. */
  | {
      readonly kind: 'rateLimited';
      readonly retryAfterMs: number;
      /** Where Google names it. */
      readonly quota?: NamedQuota | undefined;
    }
  /** Not asked at all: our own count of the quota says that there is no room. */
  | {readonly kind: 'paced'; readonly retryAfterMs: number}
  /** The hidden quota behind the second 429 lasts hours, as a day's does. */
  | {
      readonly kind: 'exhausted';
      readonly retryAfterMs: number;
      /** The day's, where Google names it. */
      readonly quota?: NamedQuota | undefined;
    }
  /** 25,000 contacts, trash included. */
  | {readonly kind: 'full'}
  /** Access withdrawn, user suspended or deleted: the Directory decides which. */
  | {readonly kind: 'revoked'}
  /** Scope or admin role missing, API switched off: for the admin to mend. */
  | {
      readonly kind: 'denied';
      readonly detail: string;
      /** An API switched off, a bill unpaid: it says nothing of one account. */
      readonly isOfProject?: boolean;
    }
  /** No answer, or a 5xx: a write may have happened. Observe before retrying. */
  | {readonly kind: 'unreachable'};

/** Keeps one account's calls within what Google allows it and the project. */
export interface Pacer {
  /** Takes the cost of a call. How long there is no room for it, milliseconds; 0: go on. */
  admit(method: string): Promise<number>;
  /** What Google's refusal of an admitted call teaches; the same fault, with how long it is waited for. */
  learn(method: string, fault: GoogleFault): Promise<GoogleFault>;
}

/** A contact's own picture, or that it has none but the one that Google draws. */
export type PhotoSighting =
  {readonly kind: 'own'; readonly url: string} | {readonly kind: 'default'};

/** A picture as it was fetched. */
export type PhotoReading =
  | {readonly kind: 'ok'; readonly bytes: Buffer; readonly mediaType: string}
  /** Too large, or no picture: it will not be another one the next time. */
  | {readonly kind: 'unusable'}
  | {readonly kind: 'unreachable'};

/** Fetches pictures by their addresses, which need no sign-in. */
export interface PhotoReader {
  read(url: string, signal: AbortSignal): Promise<PhotoReading>;
}

/** What a contact is told by in an account's address book, CONTACT source only. */
export interface PersonHead {
  /** The CONTACT source's id: what a copy is known by. Names may change, this does not. */
  readonly sourceId: string;
  readonly resourceName: string;
  /** The CONTACT source's etag. */
  readonly etag: string;
  /** The CONTACT source's `updateTime`, milliseconds since 1970. */
  readonly updateTimeMs: number;
  /** Absent where the answer lists none: that says nothing. */
  readonly photo?: PhotoSighting;
  /** Contact groups it is in, `contactGroups/…`, system groups too. */
  readonly groups: readonly string[];
  /** Our markers found in `clientData`. */
  readonly markers: readonly string[];
}

/** A contact as one account's address book shows it. */
export interface ObservedPerson extends PersonHead {
  /** Without the photo, which has to be fetched. */
  readonly content: Content;
}

/** Tells which contacts of a page are known as they stand. */
export type KnowPeople = (
  heads: readonly PersonHead[],
) => Promise<ReadonlySet<PersonHead>>;

/** A deletion mark in a delta. */
export interface Tombstone {
  readonly sourceId: string;
  readonly resourceName: string;
}

export interface PeoplePage {
  readonly people: readonly ObservedPerson[];
  /** Those whose content was not looked at: it is known. */
  readonly known: readonly PersonHead[];
  readonly tombstones: readonly Tombstone[];
  readonly nextPageToken?: string;
  /** On the last page only. */
  readonly nextSyncToken?: string;
}

export interface ObservedGroup {
  readonly resourceName: string;
  readonly displayName: string;
  readonly userGroup: boolean;
  readonly memberCount: number;
  readonly etag?: string;
  readonly updateTimeMs?: number;
}

/** A contact to be made; the marker goes into its `clientData`. */
export interface PersonDraft {
  readonly marker: string;
  readonly content: Content;
  readonly groups: readonly string[];
}

/** A change of one contact: `fields` are replaced whole by what `content` holds. */
export interface PersonEdit {
  readonly resourceName: string;
  readonly sourceId: string;
  readonly etag: string;
  readonly fields: readonly (keyof Content)[];
  readonly content: Content;
}

/** A user of the workplace as the Directory shows them. */
export interface DirectoryUser {
  /** Google's immutable id, equal to `sub` of an ID token. */
  readonly id: string;
  readonly email: string;
  readonly aliases: readonly string[];
  readonly suspended: boolean;
  readonly admin: boolean;
  readonly locale?: string;
}

export interface DirectoryGroup {
  readonly id: string;
  readonly email: string;
}

/** A domain that users of the workplace have their primary addresses in. */
export interface DirectoryDomain {
  readonly name: string;
  /** Other names of the same domain: mail to them arrives, addresses there are aliases. */
  readonly aliases: readonly string[];
}

/** A direct member of a group; only users and groups of the workplace matter. */
export interface DirectoryMember {
  readonly id: string;
  readonly kind: 'user' | 'group' | 'everybody' | 'other';
  /** Of a group, the domain of its address: it may be one of somebody else's. */
  readonly domain?: string;
}

/** Somebody an account wrote to and never saved: names, addresses and numbers, as far as Google knows them. */
export interface OtherPerson {
  /** `otherContacts/c…` */
  readonly resourceName: string;
  readonly content: Content;
}

export interface OtherPeoplePage {
  readonly people: readonly OtherPerson[];
  readonly nextPageToken?: string;
}

/**
 * The People API of one account. Writes of one account go one after another;
 * the caller holds the account's lane. Answers to batches keep the order asked.
 */
export interface PeopleClient {
  /** One page of at most 1,000; `syncToken` only without `pageToken` of another list. */
  listPeople(
    request: {readonly syncToken?: string; readonly pageToken?: string},
    know?: KnowPeople,
  ): Promise<Outcome<PeoplePage>>;
  /** At most 200 names; a name without a person is absent from the answer. */
  getPeople(
    resourceNames: readonly string[],
  ): Promise<Outcome<readonly ObservedPerson[]>>;
  /** At most 200. One goes by `createContact`, more by the batch. */
  createPeople(
    drafts: readonly PersonDraft[],
  ): Promise<Outcome<readonly ObservedPerson[]>>;
  /** At most 200, all with the same `fields`. */
  updatePeople(
    edits: readonly PersonEdit[],
  ): Promise<Outcome<readonly ObservedPerson[]>>;
  /**
   * Puts a JPEG or PNG in the place of a contact's photo; null takes it away.
   * Google asks for no etag: who last wrote wins, so read the contact first.
   * `notFound` also where there is no photo to take away.
   */
  writePhoto(photo: {
    readonly resourceName: string;
    readonly bytes: Buffer | null;
  }): Promise<Outcome<ObservedPerson>>;
  /**
   * Whom the account wrote to and never saved: a page of at most 1,000, all pages of
   * one list of one size. `denied` without the scope, which nothing else needs.
   */
  listOtherPeople(page: {
    readonly pageSize: number;
    readonly pageToken?: string;
  }): Promise<Outcome<OtherPeoplePage>>;
  /** At most 500. */
  deletePeople(resourceNames: readonly string[]): Promise<Outcome<void>>;
  listGroups(): Promise<Outcome<readonly ObservedGroup[]>>;
  getGroup(resourceName: string): Promise<Outcome<ObservedGroup>>;
  /** Names of all contacts in a group. */
  listGroupMembers(resourceName: string): Promise<Outcome<readonly string[]>>;
  createGroup(displayName: string): Promise<Outcome<ObservedGroup>>;
  renameGroup(group: {
    readonly resourceName: string;
    readonly displayName: string;
    readonly etag?: string | undefined;
  }): Promise<Outcome<ObservedGroup>>;
  /** The contacts stay. */
  deleteGroup(resourceName: string): Promise<Outcome<void>>;
  /** At most 1,000 names in all. `refused` lost their last group otherwise, or were not found. */
  changeMembers(change: {
    readonly group: string;
    readonly add: readonly string[];
    readonly remove: readonly string[];
  }): Promise<Outcome<{readonly refused: readonly string[]}>>;
}

/** The Directory API, as `WORKSPACE_ADMIN`. */
export interface DirectoryClient {
  /** By id, primary address or alias. */
  getUser(key: string): Promise<Outcome<DirectoryUser>>;
  /** By id, address or alias. */
  getGroup(key: string): Promise<Outcome<DirectoryGroup>>;
  listUsers(): Promise<Outcome<readonly DirectoryUser[]>>;
  /** Direct members; nesting is the caller's to follow. */
  listMembers(groupId: string): Promise<Outcome<readonly DirectoryMember[]>>;
  /** The workplace's domains, lower case and in ASCII; unverified ones are left out. */
  listDomains(): Promise<Outcome<readonly DirectoryDomain[]>>;
  /** The workplace's customer id. */
  getCustomerId(): Promise<Outcome<string>>;
}
