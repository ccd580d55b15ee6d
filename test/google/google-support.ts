/**
 * What every fact is checked with: Google's own client libraries, pointed at an emulator on
 * a port, or at Google itself when GOOGLE_TEST_ACCOUNT names an account (see
 * test/emulator/README.md for what that account needs).
 */
import {afterAll, beforeAll, test} from '@jest/globals';
import {JWT} from 'google-auth-library';
import {admin_directory_v1} from 'googleapis/build/src/apis/admin/directory_v1.js';
import {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import {readFileSync} from 'node:fs';
import {createKeys} from '../emulator/auth/keys.ts';
import type {EmulatorKeys} from '../emulator/auth/keys.ts';
import {loadDiscovery} from '../emulator/discovery/discovery.ts';
import type {Discovery} from '../emulator/discovery/discovery.ts';
import {READ_FIELDS} from '../emulator/people/masks.ts';
import {createEmulator} from '../emulator/emulator.ts';
import type {Emulator} from '../emulator/emulator.ts';
import {serveEmulator} from '../emulator/http.ts';
import type {EmulatorServer} from '../emulator/http.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import type {Draft} from '../emulator/types.ts';
import type {WorldSeed} from '../emulator/world/seed-types.ts';

export const REAL_ACCOUNT = process.env['GOOGLE_TEST_ACCOUNT'];
/** With GOOGLE_TEST_ACCOUNT: another stand-in to check, `host:port`, in Google's place. */
const OTHER_STAND_IN = process.env['WORKSPACE_EMULATOR_HOST'];

export const ANA = 'ana@example.com';
export const BEN = 'ben@example.com';
export const ADMIN = 'admin@example.com';

export const CONTACT_SOURCE = ['READ_SOURCE_TYPE_CONTACT'];

const PREFIX = 'https://www.googleapis.com/auth/';
export const CONTACTS = `${PREFIX}contacts`;
export const OTHER_CONTACTS = `${PREFIX}contacts.other.readonly`;
export const DIRECTORY_READ = `${PREFIX}directory.readonly`;
export const DIRECTORY_SCOPES = [
  `${PREFIX}admin.directory.user.readonly`,
  `${PREFIX}admin.directory.group.readonly`,
  `${PREFIX}admin.directory.domain.readonly`,
  `${PREFIX}admin.directory.customer.readonly`,
];

/** Three people, one an administrator, two groups, one inside the other. */
export const SMALL_WORLD: WorldSeed = {
  customerId: 'C0testing',
  domains: [
    {name: 'example.com', aliases: ['example.net']},
    {name: 'example.org'},
  ],
  users: [
    {email: ADMIN, givenName: 'Ada', familyName: 'Min', isAdmin: true},
    {
      email: ANA,
      givenName: 'Ana',
      familyName: 'Lund',
      aliases: ['anna@example.com'],
    },
    {email: BEN, givenName: 'Ben', familyName: 'Okafor'},
  ],
  groups: [
    {
      email: 'team@example.com',
      members: [{email: ANA}, {email: 'inner@example.com', type: 'GROUP'}],
    },
    {
      email: 'inner@example.com',
      members: [{email: BEN}, {email: 'guest@elsewhere.example'}],
    },
  ],
  delegatedScopes: [
    'contacts',
    'contacts.readonly',
    'contacts.other.readonly',
    'directory.readonly',
    'admin.directory.user.readonly',
    'admin.directory.group.readonly',
    'admin.directory.group.member.readonly',
    'admin.directory.domain.readonly',
    'admin.directory.customer.readonly',
  ],
  switches: {feedDelayMs: 0, writeLatencyMs: 0, rereadWindowMs: 0},
};

const GOOGLE_HOSTS = [
  'oauth2.googleapis.com',
  'people.googleapis.com',
  'admin.googleapis.com',
  'www.googleapis.com',
];

/** Sends Google's hosts to the emulator, everything else on: the one wiring (auth §2). */
export function emulatorFetch(host: string): typeof fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (GOOGLE_HOSTS.includes(url.host)) {
      url.protocol = 'http:';
      url.host = host;
    }
    return fetch(url, init);
  };
}

/** Made once for all emulators of a test file: keys take a tenth of a second. */
const shared: {keys?: EmulatorKeys; discovery?: Discovery} = {};

/** An emulator in this process, its keys shared by all of one test file. */
export function newEmulator(
  world: WorldSeed,
  now = () => Date.now(),
): Emulator {
  shared.keys ??= createKeys();
  shared.discovery ??= loadDiscovery();
  return createEmulator({
    now,
    random: seededRandom(7),
    world,
    keys: shared.keys,
    discovery: shared.discovery,
  });
}

export class Bench {
  emulator!: Emulator;
  #server: EmulatorServer | undefined;
  readonly #clients = new Map<string, JWT>();
  readonly #world: WorldSeed;
  readonly #created: string[] = [];

  constructor(world: WorldSeed) {
    this.#world = world;
  }

  async start() {
    this.emulator = newEmulator(this.#world);
    if (!REAL_ACCOUNT) this.#server = await serveEmulator(this.emulator);
  }

  async stop() {
    if (REAL_ACCOUNT && this.#created.length > 0) await this.#clearUp();
    await this.#server?.close();
  }

  /** One by one, since some are gone already. */
  async #clearUp() {
    for (const resourceName of this.#created) {
      await this.people()
        .people.deleteContact({resourceName})
        .catch(() => undefined);
    }
  }

  get url(): string {
    return this.#server!.url;
  }

  get host(): string {
    return this.#server!.host;
  }

  /** Back to the first world; clients sign in anew. */
  reset(changes: WorldSeed = {}) {
    this.emulator.control('reset', {
      world: {
        ...this.#world,
        ...changes,
        switches: {...this.#world.switches, ...changes.switches},
      },
    });
    this.#clients.clear();
  }

  control(act: string, args: Draft = {}): Draft {
    return this.emulator.control(act, args);
  }

  keyFile(): Draft {
    if (!REAL_ACCOUNT) return this.control('serviceAccountKey');
    const file = process.env['GOOGLE_APPLICATION_CREDENTIALS'];
    if (!file) throw new Error('GOOGLE_APPLICATION_CREDENTIALS is not set');
    return JSON.parse(readFileSync(file, 'utf8'));
  }

  jwt(subject: string, scopes: readonly string[], keyFile?: Draft): JWT {
    const name = `${subject} ${scopes.join(' ')}`;
    const known = keyFile ? undefined : this.#clients.get(name);
    if (known) return known;
    const file = keyFile ?? this.keyFile();
    const standIn = REAL_ACCOUNT ? OTHER_STAND_IN : this.host;
    const client = new JWT({
      email: file['client_email'],
      key: file['private_key'],
      subject: REAL_ACCOUNT && subject === ANA ? REAL_ACCOUNT : subject,
      scopes: [...scopes],
      ...(standIn
        ? {transporterOptions: {fetchImplementation: emulatorFetch(standIn)}}
        : {}),
    });
    if (!keyFile) this.#clients.set(name, client);
    return client;
  }

  people(
    subject: string = ANA,
    scopes: readonly string[] = [CONTACTS],
  ): people_v1.People {
    return new people_v1.People({
      auth: this.jwt(subject, scopes),
      retryConfig: {retry: 0},
    });
  }

  /** A contact that is deleted again when the file is done on a real account. */
  async create(
    requestBody: people_v1.Schema$Person,
    personFields = ALL,
    subject: string = ANA,
  ): Promise<people_v1.Schema$Person> {
    const {data} = await this.people(subject).people.createContact({
      personFields,
      sources: CONTACT_SOURCE,
      requestBody,
    });
    this.#created.push(data.resourceName!);
    return data;
  }

  async read(
    resourceName: string,
    personFields = ALL,
    subject: string = ANA,
  ): Promise<people_v1.Schema$Person> {
    const {data} = await this.people(subject).people.get({
      resourceName,
      personFields,
      sources: CONTACT_SOURCE,
    });
    return data;
  }

  /** Update with the etag the person carries. */
  async update(
    person: people_v1.Schema$Person,
    updatePersonFields: string,
    changes: people_v1.Schema$Person,
  ): Promise<people_v1.Schema$Person> {
    const {data} = await this.people().people.updateContact({
      resourceName: person.resourceName!,
      updatePersonFields,
      personFields: ALL,
      sources: CONTACT_SOURCE,
      requestBody: {etag: person.etag!, ...changes},
    });
    return data;
  }

  directory(subject: string = ADMIN): admin_directory_v1.Admin {
    return new admin_directory_v1.Admin({
      auth: this.jwt(subject, DIRECTORY_SCOPES),
      retryConfig: {retry: 0},
    });
  }
}

/** Every read field: what the captures asked for. */
export const ALL = READ_FIELDS.join(',');

export interface Raw {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Draft;
}

/** One request without a client library; `token` of the person in front. */
export async function raw(
  bench: Bench,
  method: string,
  path: string,
  options: {
    as?: string;
    scopes?: readonly string[];
    body?: unknown;
    headers?: Record<string, string>;
  } = {},
): Promise<Raw> {
  const {as = ANA, scopes = [CONTACTS], body, headers} = options;
  const {token} = await bench.jwt(as, scopes).getAccessToken();
  const response = await fetch(`${bench.url}${path}`, {
    method,
    headers: {authorization: `Bearer ${token}`, ...headers},
    ...(body === undefined
      ? {}
      : {body: typeof body === 'string' ? body : JSON.stringify(body)}),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : {},
  };
}

/** A bench that starts before and stops after the tests of the file. */
export function useBench(world: WorldSeed = SMALL_WORLD): Bench {
  const bench = new Bench(world);
  beforeAll(() => bench.start());
  afterAll(() => bench.stop());
  return bench;
}

/** A fact that holds on a real account too; it clears up after itself. */
export const fact = test;

/** A fact that needs control calls: skipped on a real account. */
export const emulatorFact = REAL_ACCOUNT ? test.skip : test;

/** The error Google answered, or a failure when there was none. */
export async function errorOf(call: Promise<unknown>): Promise<{
  status: number;
  error: Draft;
}> {
  try {
    await call;
  } catch (caught) {
    const failure = caught as {status?: number; response?: {data?: Draft}};
    return {
      status: failure.status ?? 0,
      error: failure.response?.data?.['error'] ?? failure.response?.data ?? {},
    };
  }
  throw new Error('expected an error answer');
}
