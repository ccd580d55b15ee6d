import {sql} from 'kysely';
import {pino} from 'pino';
import {Registry} from 'prom-client';
import {v7 as uuidv7} from 'uuid';
import type {PeopleClient} from '../../server/core/google.ts';
import type {QuotaBucket} from '../../server/core/quota-costs.ts';
import type {Db} from '../../server/store/queries.ts';
import {createCredentials} from '../../server/google/credentials.ts';
import {createTransport} from '../../server/google/transport.ts';
import {createSyncDeps} from '../../server/service.ts';
import {createApp} from '../../server/http/app.ts';
import {createSignIn} from '../../server/http/sign-in.ts';
import {loadLanguages} from '../../server/languages.ts';
import type {Database} from '../../server/store/database.ts';
import {runDirectoryLane} from '../../server/queue/directory-lane.ts';
import {createWorker} from '../../server/queue/worker.ts';
import {
  DIRECTORY_LANE,
  accountLane,
  wakeLane,
} from '../../server/store/lanes.ts';
import {isMigrated} from '../../server/store/migrate.ts';
import {pollNow, waitNoLonger} from '../../server/store/sync-state.ts';
import {excessOf} from '../../server/contract/person.ts';
import {applyWhole} from '../../server/sync/apply-acts.ts';
import {readPrincipal} from '../../server/sync/read-principal.ts';
import type {SyncDeps, SyncLog} from '../../server/sync/run.ts';
import {syncAccount} from '../../server/sync/sync-account.ts';
import {createKeys} from '../emulator/auth/keys.ts';
import {createEmulator, type Emulator} from '../emulator/emulator.ts';
import {serveEmulator} from '../emulator/http.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import type {Draft, WorldSeed} from '../emulator/types.ts';

const AUDIENCE = 'test-audience';

const RETRIES_MAX = 20;

/** RSA keys take 0.1 s to make; the worlds of one file share them. */
const keys = createKeys();

export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** The service on a stand-in for Google: real libraries, real sockets, a real store. */
export interface World {
  readonly emulator: Emulator;
  readonly database: Database;
  readonly deps: SyncDeps;
  /** A call to the HTTP API as somebody. */
  call(who: string, request: string, body?: object): Promise<Answer>;
  /** Runs what is due until nothing is; a lane that failed counts as run. */
  settle(): Promise<void>;
  /** Runs what is due; what failed goes on waiting. */
  run(): Promise<void>;
  /** Has these accounts polled, and everything that follows from it. */
  poll(...emails: readonly string[]): Promise<void>;
  /** Has the Directory read again. */
  readDirectory(): Promise<void>;
  /** What an account's address book shows: contacts by display name. */
  book(email: string): BookEntry[];
  /** What the runs logged, a line an entry. */
  log(): string;
  /** What `GET /metrics` answers. */
  metrics(): Promise<string>;
  close(): Promise<void>;
}

export interface BookEntry {
  readonly name: string;
  readonly labels: readonly string[];
  readonly person: Draft;
}

export interface WorldOptions {
  /** Stands between the service and Google's clients, to break what passes. */
  readonly wrapPeople?: (client: PeopleClient) => PeopleClient;
  /** As Google paces projects; else a test polls as often as it likes. */
  readonly isPaced?: boolean;
  /** Google's clock; the database keeps its own. */
  readonly googleNow?: () => number;
  /** How long copies stay after a grant was revoked; none: they go at once. */
  readonly withdrawalGraceMs?: number;
  /** Copies planned at a time; none: as the service does. */
  readonly copiesMax?: number;
  /** Contacts that the service takes an account to hold; none: as many as Google says. */
  readonly contactsMax?: number;
  /** How time passes while a run waits for quota; without it runs do not wait. */
  readonly wait?: SyncDeps['wait'];
}

export async function openWorld(
  database: Database,
  seed: WorldSeed,
  {
    wrapPeople = client => client,
    isPaced = false,
    googleNow = Date.now,
    withdrawalGraceMs = 0,
    copiesMax,
    contactsMax,
    wait,
  }: WorldOptions = {},
): Promise<World> {
  const emulator = createEmulator({
    now: googleNow,
    random: seededRandom(1),
    world: {...seed, switches: {feedDelayMs: 0, ...seed.switches}},
    keys,
  });
  const server = await serveEmulator(emulator);
  const lines: string[] = [];
  const note = (fields: object, message: string) => {
    lines.push(JSON.stringify({...fields, message}));
  };
  const log = {info: note, warn: note};
  const metrics = new Registry();
  const made = createDeps(database, emulator, {
    host: server.host,
    log,
    metrics,
  });
  const deps: SyncDeps = {
    ...made,
    withdrawalGraceMs,
    ...(copiesMax !== undefined && {copiesMax}),
    ...(contactsMax !== undefined && {contactsMax}),
    wait,
    people: async (account, pace) =>
      wrapPeople(await made.people(account, pace)),
  };
  if (!isPaced) await allowAnyNumber(database.db);
  const app = await createApp({
    db: database.db,
    signIn: createSignIn({
      audiences: [AUDIENCE],
      transporter: createTransport({emulatorHost: server.host}),
    }),
    directory: deps.directory,
    people: deps.people,
    readPrincipal: principal => readPrincipal(deps, principal),
    syncNow: async accountId => {
      await database.db
        .transaction()
        .execute(tx => waitNoLonger(tx, accountId));
      await pollAndSettle([accountId]);
    },
    applyWhole: (tx, id) => {
      const fits = (content: object) => excessOf({...content}) === undefined;
      return applyWhole(tx, {fits, regionOf: () => undefined}, id);
    },
    isReady: () => isMigrated(database),
    newId: uuidv7,
    languages: await loadLanguages(),
    logger: pino({level: 'silent'}),
    metrics,
    callsPerMinuteMax: 100_000,
    contactsMax: deps.contactsMax,
  });

  const worker = createWorker({
    database,
    owner: 'test',
    handlers: {
      account: (accountId, hold) => syncAccount(deps, accountId, hold),
      directory: hold => runDirectoryLane(deps, hold),
    },
    log: {info: () => {}, warn: () => {}, error: () => {}},
  });

  /** What failed waits for its retry; here no time passes, so it is let go on. */
  async function settle(): Promise<void> {
    await worker.runUntilIdle();
    for (let retries = 0; retries < RETRIES_MAX; retries++) {
      const {numUpdatedRows} = await database.db
        .updateTable('lanes')
        .set({retry_time: null, next_time: sql<Date>`service_now()`})
        // A run that left a part has attempts, and no more than the time of its next.
        .where(
          sql<boolean>`retry_time is not null
          or attempts > 0 and starts_with(key, 'accounts/')`,
        )
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await worker.runUntilIdle();
    }
    throw new Error(`lanes still fail after ${RETRIES_MAX} retries`);
  }

  async function pollAndSettle(accountIds: readonly string[]): Promise<void> {
    await database.db.transaction().execute(async tx => {
      for (const id of accountIds) {
        await pollNow(tx, id);
        await wakeLane(tx, accountLane(id));
      }
    });
    await settle();
  }

  return {
    emulator,
    database,
    deps,
    settle,
    async run() {
      await worker.runUntilIdle();
    },
    async call(who, request, body) {
      const [method, url] = request.split(' ');
      const {idToken} = emulator.control('idToken', {
        email: who,
        audience: AUDIENCE,
      });
      const response = await app.inject({
        method: method as 'GET',
        url: url!,
        headers: {authorization: `Bearer ${idToken}`},
        ...(body !== undefined && {payload: body}),
      });
      return {status: response.statusCode, body: response.json()};
    },
    async poll(...emails) {
      const rows = await database.db
        .selectFrom('accounts')
        .select('id')
        .where('email', 'in', emails)
        .execute();
      await pollAndSettle(rows.map(row => row.id));
    },
    async readDirectory() {
      await wakeLane(database.db, DIRECTORY_LANE);
      await settle();
    },
    book: email =>
      emulator
        .control('account', {user: email})
        ['contacts'].map((contact: Draft) => bookEntry(contact))
        .sort((a: BookEntry, b: BookEntry) => (a.name < b.name ? -1 : 1)),
    log: () => lines.join('\n'),
    metrics: async () => (await app.inject('/metrics')).body,
    async close() {
      await app.close();
      await server.close();
    },
  };
}

/** As a project to which Google has granted more quota than any test takes. */
export async function allowAnyNumber(db: Db): Promise<void> {
  const buckets: readonly QuotaBucket[] = [
    'criticalReads',
    'criticalWrites',
    'contactWrites',
    'writes',
    'photoWrites',
    'groupReads',
  ];
  await db
    .insertInto('quota_limits')
    .values(
      buckets.map(bucket => ({
        scope: 'user' as const,
        bucket,
        units: 1e9,
        learn_time: new Date(Date.UTC(2100, 0)),
      })),
    )
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

function bookEntry(contact: Draft): BookEntry {
  return {
    name: contact['names']?.[0]?.displayName ?? '',
    labels: contact['labels'],
    person: contact,
  };
}

function createDeps(
  database: Database,
  emulator: Emulator,
  {
    host,
    log,
    metrics,
  }: {
    readonly host: string;
    readonly log: SyncLog;
    readonly metrics: Registry;
  },
): SyncDeps {
  const file = emulator.control('serviceAccountKey');
  const credentials = createCredentials({
    key: {clientEmail: file['client_email'], privateKey: file['private_key']},
    transport: createTransport({emulatorHost: host}),
  });
  const admin = emulator
    .control('world')
    ['users'].find((user: Draft) => user['isAdmin'])['email'];
  return createSyncDeps({
    settings: {
      syncIntervalMs: 60_000,
      directoryIntervalMs: 300_000,
      createConfirmMs: 0,
      emulatorHost: host,
    },
    database,
    credentials,
    admin,
    log,
    metrics,
  });
}
