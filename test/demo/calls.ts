/** What the demo asks of the emulator (as people and Google would act) and of the service (as the sharer). */
import type {Draft} from '../emulator/types.ts';
import type {WorldSeed} from '../emulator/world/seed-types.ts';
import {DemoFault} from './fault.ts';

/** `aud` of the demo's ID tokens. */
export const AUDIENCE = 'shared-contacts-demo';

export interface WorldView {
  readonly users: readonly {
    readonly email: string;
    readonly name: string;
    readonly contacts: number;
  }[];
  readonly groups: readonly {
    readonly email: string;
    /** Addresses of users and groups. */
    readonly members: readonly string[];
  }[];
  readonly switches: {readonly feedDelayMs: number};
}

export interface BookContact {
  readonly resourceName: string;
  readonly names?: readonly {readonly displayName?: string}[];
  readonly emailAddresses?: readonly {readonly value: string}[];
  readonly phoneNumbers?: readonly {
    readonly value: string;
    readonly canonicalForm?: string;
    readonly type?: string;
  }[];
  /** Names of the labels on it. */
  readonly labels: readonly string[];
}

export interface Book {
  readonly contacts: readonly BookContact[];
  readonly groups: readonly {
    readonly resourceName: string;
    readonly name: string;
    readonly members: readonly string[];
  }[];
}

export interface RequestRecord {
  readonly timeMs: number;
  readonly user: string;
  readonly method: string;
  readonly status: number;
}

/** The emulator's control calls, as far as the demo has them. */
export interface Emulator {
  readonly url: string;
  reset(world: WorldSeed): Promise<void>;
  serviceAccountKey(): Promise<string>;
  idToken(email: string): Promise<string>;
  world(): Promise<WorldView>;
  book(user: string): Promise<Book>;
  resetCounters(): Promise<void>;
  /** Calls so far, by the address they were made for. */
  countCalls(): Promise<Readonly<Record<string, number>>>;
  /** The latest calls, oldest first. */
  requests(): Promise<readonly RequestRecord[]>;
  editContact(edit: {
    readonly user: string;
    readonly contact: string;
    readonly person: Draft;
  }): Promise<void>;
  /** Somebody whom the user wrote to and never saved. */
  createOtherContact(user: string, person: Draft): Promise<void>;
  /** Scopes of the service account, instead of those before. */
  delegate(scopes: readonly string[]): Promise<void>;
}

export function connectEmulator(url: string, signal: AbortSignal): Emulator {
  const act = async (name: string, args: Draft = {}): Promise<Draft> =>
    callJson(`${url}/__emulator/${name}`, {
      method: 'POST',
      body: JSON.stringify(args),
      signal,
    });
  return {
    url,
    async reset(world) {
      await act('reset', {world});
    },
    serviceAccountKey: async () =>
      JSON.stringify(await act('serviceAccountKey'), null, 2),
    idToken: async email =>
      (await act('idToken', {email, audience: AUDIENCE}))['idToken'],
    world: async () => (await act('world')) as WorldView,
    book: async user => (await act('account', {user})) as Book,
    async resetCounters() {
      await act('resetCounters');
    },
    countCalls: async () => (await act('counters'))['byUser'],
    requests: async () => (await act('requests'))['requests'],
    async editContact(edit) {
      await act('editContact', edit);
    },
    async createOtherContact(user, person) {
      await act('createOtherContact', {user, person});
    },
    async delegate(scopes) {
      await act('delegate', {scopes});
    },
  };
}

export interface DeliveryRow {
  readonly email: string;
  readonly upToDate: number;
  readonly waiting: number;
  readonly reason?: string;
}

/** The service's API, called by one person. */
export interface Service {
  readonly url: string;
  /** When the account was last read to the end; the first call enrols it. */
  lastSyncTime(): Promise<string | undefined>;
  /** The label's resource name. */
  shareGroup(contactGroup: string): Promise<string>;
  /** How numbers without a country are read there. */
  setRegion(label: string, regionCode: string): Promise<void>;
  contactCount(label: string): Promise<number>;
  grantToGroup(label: string, group: string, role: string): Promise<void>;
  delivery(label: string): Promise<readonly DeliveryRow[]>;
  /** Some contact of the label, by resource name. */
  anyContact(label: string): Promise<string>;
}

export function connectService(
  url: string,
  token: string,
  signal: AbortSignal,
): Service {
  const call = (method: string, path: string, body?: Draft): Promise<Draft> =>
    callJson(`${url}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && {'content-type': 'application/json'}),
      },
      ...(body && {body: JSON.stringify(body)}),
      signal,
    });
  return {
    url,
    lastSyncTime: async () =>
      (await call('GET', 'accounts/me'))['lastSyncTime'],
    shareGroup: async contactGroup =>
      (await call('POST', 'labels', {contactGroup}))['name'],
    async setRegion(label, regionCode) {
      await call('PATCH', label, {regionCode});
    },
    contactCount: async label => (await call('GET', label))['contactCount'],
    async grantToGroup(label, email, role) {
      const principal = {type: 'group', email};
      await call('POST', `${label}/grants`, {principal, role});
    },
    delivery: async label =>
      (await call('GET', `${label}/delivery`))['accounts'],
    anyContact: async label =>
      (await call('GET', `${label}/contacts?pageSize=1`))['contacts'][0].name,
  };
}

/** @throws DemoFault that says what was asked and what came. */
async function callJson(url: string, init: RequestInit): Promise<Draft> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Draft;
  throw new DemoFault(
    `${init.method} ${url} answered ${response.status}: ${text.slice(0, 500)}`,
  );
}
