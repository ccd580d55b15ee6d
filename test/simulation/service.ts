import {pino} from 'pino';
import {Registry} from 'prom-client';
import {createApp} from '../../server/http/app.ts';
import {loadLanguages} from '../../server/languages.ts';
import {createPhotoReader} from '../../server/google/photo-reader.ts';
import {createTransport} from '../../server/google/transport.ts';
import {createSyncDeps} from '../../server/service.ts';
import {
  runLane,
  type LaneRun,
  type LaneRunner,
} from '../../server/queue/run-lane.ts';
import {
  claimLane,
  LostLeaseError,
  type Lane,
} from '../../server/store/lanes.ts';
import {isMigrated} from '../../server/store/migrate.ts';
import {readDirectory} from '../../server/sync/read-directory.ts';
import {excessOf} from '../../server/contract/person.ts';
import {applyWhole} from '../../server/sync/apply-acts.ts';
import {readPrincipal} from '../../server/sync/read-principal.ts';
import type {SyncDeps, SyncResult} from '../../server/sync/run.ts';
import {syncAccount} from '../../server/sync/sync-account.ts';
import type {Emulator} from '../emulator/emulator.ts';
import type {Draft} from '../emulator/types.ts';
import {signIn} from './credentials.ts';
import type {Dice} from './dice.ts';
import type {SimulatedStore} from './store.ts';

const LEASE_MS = 60_000;

/** What the world makes of a call to Google: it may let time pass, people act, or the service die. */
export interface Surroundings {
  /** Before a call is carried out, and before its answer arrives. */
  onCall(when: 'before' | 'after', lane: string | undefined): Promise<void>;
  /** Contacts or pictures are about to be overwritten, or were shown by name as they are. */
  onAsk(accountId: string, asked: AskedByName): void;
  /** Google refuses a call for its quota; what is returned is called once the service hears it. */
  onRefused?(answer: Draft, begunMs: number): Promise<() => void>;
  /** Google has no room in an account for what a call is to make. */
  onFull?(accountId: string, body: Draft): void;
  /** How time passes while a run waits; undefined: it passes between runs. */
  readonly wait?: SyncDeps['wait'];
  /** What is called and answered, for whoever looks for a bug. */
  tell(words: string): void;
}

/**
 * Contacts that a call names, `people/…`, to read or delete them, or to write their
 * pictures; or whose picture was asked for and not shown.
 */
export interface AskedByName {
  readonly kind: 'read' | 'delete' | 'photo' | 'unseen';
  readonly names: readonly string[];
  /** The same was read before, and nothing had happened since. */
  readonly isAgain?: boolean;
  /** The service was killed before it heard the answer. */
  readonly isUnheard?: boolean;
}

/** Stands in Google's answer where an account is full. */
const OVERFLOW = 'MY_CONTACTS_OVERFLOW_COUNT';

/** Begins a call to Google in the story. */
export const CALL = '    ·';

/** Where a service that is to die does so. */
export type Death =
  /** In its nth call to Google, which was carried out or not. */
  | {readonly kind: 'call'; readonly nth: number; readonly isDone: boolean}
  /** Before its nth transaction. */
  | {readonly kind: 'transaction'; readonly nth: number};

export interface SimulatedService {
  /** A call to the HTTP API as somebody. */
  call(
    who: {readonly id: string},
    request: string,
    body?: object,
  ): Promise<{readonly status: number; readonly body: Draft}>;
  /** Runs a lane that is due, if any whose key begins so is; dies on the way if told to. */
  run(prefix: string, death?: Death): Promise<Lane | undefined>;
  /** Everything it wrote to its log. */
  readonly log: readonly string[];
  /** Lets what died on the way notice that it did. */
  close(): Promise<void>;
}

/** One run of a lane: the calls it makes are its own, also when it sleeps. */
interface LaneCalls {
  readonly key: string;
  calls: number;
  transactions: number;
  readonly death: Death | undefined;
  readonly died: PromiseWithResolvers<never>;
}

/** The real service: its queries, its HTTP routes, Google's client libraries; no sockets. */
export async function openService(
  store: SimulatedStore,
  emulator: Emulator,
  around: Surroundings & {
    readonly dice: Dice;
    readonly newId: () => string;
    readonly nowMs: () => number;
    /** Whether a token that Google refused is followed by another. */
    readonly renewsTokens?: boolean;
    readonly syncIntervalMs?: number | undefined;
    /** Contacts that the service takes an account to hold, now; absent: as many as Google says. */
    readonly contactsMax?: () => number;
  },
): Promise<SimulatedService> {
  const {database} = store;
  const log: string[] = [];
  const write = (fields: object, message: string) =>
    void log.push(JSON.stringify([message, fields]));
  const sleepers: (() => void)[] = [];
  /** Lanes run one inside another, never side by side; undefined is a call to our API. */
  const running: (LaneCalls | undefined)[] = [];

  let violationsTold = 0;
  /** What kinds of violations the last call added. */
  function tellViolations(): readonly string[] {
    const {violations} = emulator.control('violations');
    if (violations.length < violationsTold) violationsTold = 0;
    const news: readonly Draft[] = violations.slice(violationsTold);
    for (const {kind, user, detail} of news) {
      around.tell(`${CALL} ${kind} by ${user}: ${detail}`);
    }
    violationsTold = violations.length;
    return news.map(({kind}) => kind);
  }

  async function handle(url: URL, init: RequestInit = {}): Promise<Response> {
    const lane = running.at(-1);
    const begunMs = around.nowMs();
    if (lane !== undefined) lane.calls++;
    const nth = lane?.death?.kind === 'call' ? lane.death.nth : Infinity;
    const dies = lane !== undefined && lane.calls >= nth;
    const isDone = lane?.death?.kind === 'call' && lane.death.isDone;
    if (dies && !isDone) return fallAsleep(lane);
    await around.onCall('before', lane?.key);
    const tell = (outcome: string) =>
      around.tell(
        `${CALL} ${lane?.key ?? 'api'} ${init.method ?? 'GET'} ${url.pathname}${url.search.replace(/(personF|readM|sources|requestS)[^&]*&?/g, '')} ${String(init.body ?? '')}: ${outcome}`,
      );
    const asked = askedByName(url, init);
    const accountId = lane?.key.replace('accounts/', '') ?? '';
    if (asked !== undefined && asked.kind !== 'read') {
      around.onAsk(accountId, asked);
    }
    const headersSent = new Headers(init.headers);
    // A real fetch unpacks what it asked to be packed.
    headersSent.delete('accept-encoding');
    const response = await emulator
      .handle({
        method: init.method ?? 'GET',
        url: `${url.pathname}${url.search}`,
        headers: Object.fromEntries(headersSent),
        body: typeof init.body === 'string' ? init.body : undefined,
      })
      .catch(error => {
        tell('cut off');
        throw error;
      });
    tell(String(response.status));
    const isAgain = tellViolations().includes('redundantRead');
    if (asked?.kind === 'read') {
      const names = freshAmong(emulator, accountId, asked, response);
      around.onAsk(accountId, {...asked, names, isAgain, isUnheard: dies});
    }
    const heard =
      response.status === 429
        ? await around.onRefused?.(JSON.parse(String(response.body)), begunMs)
        : undefined;
    if (response.status >= 400) {
      const names = picturedAt(emulator, accountId, url);
      if (names.length > 0) around.onAsk(accountId, {kind: 'unseen', names});
    }
    if (response.status >= 400 && String(response.body).includes(OVERFLOW)) {
      around.onFull?.(accountId, JSON.parse(String(init.body)));
    }
    if (dies) return fallAsleep(lane);
    await around.onCall('after', lane?.key);
    heard?.();
    const {status, headers, body} = response;
    const isEmpty = status === 204 || status === 304;
    const payload = typeof body === 'string' ? body : Buffer.from(body);
    return new Response(isEmpty ? null : payload, {status, headers});
  }

  /** No answer ever comes; at the end of the world it is a broken connection. */
  function fallAsleep(lane: LaneCalls): Promise<Response> {
    return new Promise((_, reject) => {
      sleepers.push(() => reject(new Error('the world ended')));
      lane.died.reject(new Error('died'));
    });
  }

  const transport = createTransport({
    fetch: (input, init) =>
      handle(new URL(input instanceof Request ? input.url : input), init),
  });
  const {admin, credentials} = signIn(emulator, transport, {
    nowMs: around.nowMs,
    renews: around.renewsTokens ?? false,
  });
  const deps = createSyncDeps({
    settings: {
      syncIntervalMs: around.syncIntervalMs ?? 60_000,
      directoryIntervalMs: 300_000,
      createConfirmMs: 30_000,
      emulatorHost: undefined,
    },
    database,
    credentials,
    admin,
    log: {info: write, warn: write},
    metrics: new Registry(),
  });
  const photos = createPhotoReader({
    fetch: (input, init) => handle(new URL(String(input)), init),
  });
  const syncDeps = {
    ...deps,
    photos,
    wait: around.wait,
    newId: around.newId,
    get contactsMax() {
      return around.contactsMax?.() ?? deps.contactsMax;
    },
  };
  const app = await createApp({
    db: database.db,
    // Who bears an id signs in as that user: tokens have tests of their own.
    signIn: async id => ({kind: 'ok', claims: {sub: id, email: ''}}),
    directory: deps.directory,
    people: deps.people,
    readPrincipal: principal => readPrincipal(syncDeps, principal),
    syncNow: async () => {},
    applyWhole: (tx, id) => {
      const fits = (content: object) => excessOf({...content}) === undefined;
      return applyWhole(tx, {fits, regionOf: () => undefined}, id);
    },
    isReady: () => isMigrated(database),
    newId: around.newId,
    languages: await loadLanguages(),
    logger: pino({level: 'trace'}, {write: line => void log.push(line)}),
    metrics: new Registry(),
    callsPerMinuteMax: 1_000_000,
  });

  function holdOf(calls: LaneCalls, hold: LaneRun): LaneRun {
    const throwIfAborted = () => {
      calls.transactions++;
      const {death} = calls;
      const dies =
        death?.kind === 'transaction' && calls.transactions >= death.nth;
      if (dies) throw new LostLeaseError(hold.lane);
      hold.signal.throwIfAborted();
    };
    const {signal} = new AbortController();
    return {...hold, signal: Object.assign(signal, {throwIfAborted})};
  }

  function handlersFor(death: Death | undefined): LaneRunner['handlers'] {
    const dispatch = async (
      hold: LaneRun,
      handler: (hold: LaneRun) => Promise<SyncResult>,
    ): Promise<SyncResult> => {
      const calls: LaneCalls = {
        key: hold.lane.key,
        calls: 0,
        transactions: 0,
        death,
        died: Promise.withResolvers<never>(),
      };
      running.push(calls);
      const run = handler(holdOf(calls, hold));
      try {
        return await Promise.race([run, calls.died.promise]);
      } catch (error) {
        const isDead = error instanceof Error && error.message === 'died';
        if (!isDead) throw error;
        dead.push(run.catch(() => undefined));
        // A dead service gives no lane back.
        throw new LostLeaseError(hold.lane);
      } finally {
        running.splice(running.indexOf(calls), 1);
      }
    };
    return {
      account: (id, hold) =>
        dispatch(hold, each => syncAccount(syncDeps, id, each)),
      directory: hold => dispatch(hold, each => readDirectory(syncDeps, each)),
    };
  }
  const dead: Promise<unknown>[] = [];

  return {
    log,
    async call({id}, request, body) {
      const [method, url] = request.split(' ');
      running.push(undefined);
      const response = await app.inject({
        method: method as 'GET',
        url: url!,
        headers: {authorization: `Bearer ${id}`},
        ...(body !== undefined && {payload: body}),
      });
      running.pop();
      return {status: response.statusCode, body: response.json()};
    },
    async run(prefix, death) {
      const {db} = database;
      const lane = await claimLane(db, {
        owner: 'simulation',
        leaseMs: LEASE_MS,
        prefix,
      });
      if (lane === undefined) return undefined;
      // Only within a run is a read redundant: between runs our store may change.
      emulator.control('switches', {});
      await runLane(
        {
          db,
          handlers: handlersFor(death),
          log: {info: write, warn: write, error: write},
          leaseMs: LEASE_MS,
          random: around.dice.random,
          signal: new AbortController().signal,
          rest: wait => wait(),
        },
        lane,
      );
      return lane;
    },
    async close() {
      for (const wake of sleepers) wake();
      await Promise.all(dead);
      await app.close();
    },
  };
}

/** What a call does by name, beyond what an etag guards; undefined: nothing. */
export function askedByName(
  url: URL,
  {body}: {readonly body?: unknown},
): AskedByName | undefined {
  if (url.pathname.endsWith(':batchGet')) {
    return {kind: 'read', names: url.searchParams.getAll('resourceNames')};
  }
  const [name = ''] = /people\/c\d+/.exec(url.pathname) ?? [];
  if (/:(update|delete)ContactPhoto$/.test(url.pathname)) {
    return {kind: 'photo', names: [name]};
  }
  if (url.pathname.endsWith(':deleteContact')) {
    return {kind: 'delete', names: [name]};
  }
  if (!url.pathname.endsWith(':batchDeleteContacts')) return undefined;
  return {kind: 'delete', names: JSON.parse(String(body)).resourceNames};
}

/** What was asked for and shown as it is: a stale answer shows another etag. */
export function freshAmong(
  emulator: Emulator,
  accountId: string,
  {names}: AskedByName,
  {body}: {readonly body: unknown},
): readonly string[] {
  const {contacts} = emulator.world.account(accountId);
  const shown = String(body);
  return names.filter(name =>
    shown.includes(JSON.stringify(contacts.get(name)?.etag ?? '')),
  );
}

/** The contacts of an account whose picture has this address. */
function picturedAt(
  emulator: Emulator,
  accountId: string,
  {pathname}: URL,
): readonly string[] {
  const [, key] = /^\/contacts\/([\w-]+)/.exec(pathname) ?? [];
  if (key === undefined) return [];
  return [...emulator.world.account(accountId).contacts.values()]
    .filter(({photo}) => photo?.key === key)
    .map(({resourceName}) => resourceName);
}
