/** Several service processes that share one database, and what befalls them. */
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {setTimeout as delay} from 'node:timers/promises';
import {sql} from 'kysely';
import type {Db} from '../../server/store/queries.ts';
import type {Emulator} from '../emulator/emulator.ts';
import {serveEmulator, type EmulatorServer} from '../emulator/http.ts';
import {ConnectionCut, type Draft} from '../emulator/types.ts';
import type {Dice} from '../simulation/dice.ts';
import {startServiceProcess, type ServiceProcess} from './service-process.ts';
import {until} from './until.ts';

/** How far their clocks are ahead: Google takes what is signed up to 300 s early, the service 60 s. */
const SKEWS_MS = [0, 240_000, -45_000];
/** Places in the fleet by their clocks. */
export const AHEAD = 1;
export const BEHIND = 2;

const MOMENT_MS_MAX = 300;
/** A call to Google that does not come by then is not waited for. */
const CALL_MS_MAX = {killed: 400, slept: 5_000, retired: 5_000};
const NTH_CALL_MAX = {killed: 6, slept: 2, retired: 2};

/**
 * killed: without a word, sometimes when it has hardly begun. slept: stopped in a
 * call to Google for longer than its leases last; Google gets that call when it goes
 * on. retired: told to end, in a call.
 */
export type Fate = 'killed' | 'slept' | 'retired';

/** How a process ended that was told to. */
export interface Retirement {
  readonly code: number | null;
  /** Of one that did not end well. */
  readonly lastLines: readonly string[];
  readonly ms: number;
  /** Lanes it left to its leases. */
  readonly leases: number;
}

export interface Fleet {
  /** When every process listens. */
  ready(): Promise<unknown>;
  /** By any process that listens, or the one at `place`. Undefined: it ended before it answered. */
  call(
    token: string,
    request: string,
    options?: {
      readonly body?: object | undefined;
      readonly place?: number | undefined;
    },
  ): Promise<{readonly status: number; readonly body: Draft} | undefined>;
  /** Lets this befall some process at some moment from now on; another is started for one that ends. */
  befall(fate: Fate): Promise<void>;
  /** Calls to Google that came from each place. */
  readonly calls: readonly number[];
  /** Lanes that went to another process while their holder slept. */
  readonly overslept: number;
  readonly retirements: readonly Retirement[];
  close(): Promise<void>;
}

interface Place {
  readonly start: () => ServiceProcess;
  readonly server: EmulatorServer;
  /** The name that its processes' sessions have in the database. */
  readonly sessions: string;
  process: ServiceProcess;
  calls: number;
  /** What comes over its process in a call to Google. */
  ambush: Ambush | undefined;
}

interface Ambush {
  callsLeft: number;
  readonly strike: () => Promise<'lost' | 'carriedOut'>;
}

export interface FleetOptions {
  readonly db: Db;
  readonly emulator: Emulator;
  readonly dice: Dice;
  /** The service's settings, but for where Google is. */
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const places: Place[] = [];
  for (const skewMs of SKEWS_MS) {
    places.push(await openPlace(options, skewMs));
  }
  return new ProcessFleet(options, places);
}

/** A port of Google's for each place, so that it is known whose call comes. */
async function openPlace(
  {emulator, env, onLine}: FleetOptions,
  skewMs: number,
): Promise<Place> {
  const handle: Emulator['handle'] = async (request, wait) => {
    place.calls += 1;
    const {ambush} = place;
    if (ambush !== undefined && --ambush.callsLeft === 0) {
      if ((await ambush.strike()) === 'lost') throw new ConnectionCut();
    }
    return emulator.handle(request, wait);
  };
  const server = await serveEmulator({...emulator, handle});
  const sessions = `clock ${skewMs}`;
  const databaseUrl = new URL(env['DATABASE_URL']!);
  databaseUrl.searchParams.set('application_name', sessions);
  const start = () =>
    startServiceProcess({
      env: {
        ...env,
        DATABASE_URL: databaseUrl.href,
        WORKSPACE_EMULATOR_HOST: server.host,
      },
      ...{skewMs, onLine},
    });
  const place: Place = {
    ...{start, server, sessions, calls: 0, ambush: undefined},
    process: start(),
  };
  return place;
}

class ProcessFleet implements Fleet {
  readonly retirements: Retirement[] = [];
  overslept = 0;
  readonly #db: Db;
  readonly #dice: Dice;
  readonly #places: readonly Place[];

  constructor({db, dice}: FleetOptions, places: readonly Place[]) {
    this.#db = db;
    this.#dice = dice;
    this.#places = places;
  }

  get calls() {
    return this.#places.map(({calls}) => calls);
  }

  ready() {
    return Promise.all(this.#places.map(({process}) => process.ready));
  }

  async call(
    token: string,
    request: string,
    {body, place}: {body?: object | undefined; place?: number | undefined} = {},
  ) {
    const able = () =>
      place === undefined ? this.#working() : [this.#places[place]!];
    await until('a process listens', () => able().length > 0);
    const {url} = this.#dice.pick(able()).process;
    const [method = '', path] = request.split(' ');
    return fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && {'content-type': 'application/json'}),
      },
      ...(body && {body: JSON.stringify(body)}),
    }).then(
      async answer => ({
        status: answer.status,
        body: (await answer.json()) as Draft,
      }),
      () => undefined,
    );
  }

  async befall(fate: Fate) {
    await until('two processes run', () => this.#victims(fate).length > 0);
    const place = this.#dice.pick(this.#victims(fate));
    const {process} = place;
    const sprung = Promise.withResolvers<void>();
    let struck: Promise<void> | undefined;
    const strike = () => {
      place.ambush = undefined;
      sprung.resolve();
      return (struck ??= this.#strike(place, fate));
    };
    if (fate === 'killed' && this.#dice.chance(0.5)) {
      await delay(this.#dice.below(MOMENT_MS_MAX));
    } else {
      const isLost = fate === 'killed' && this.#dice.chance(0.3);
      place.ambush = {
        callsLeft: 1 + this.#dice.below(NTH_CALL_MAX[fate]),
        strike: async () => {
          // Who is told to end goes on with what it does.
          if (fate === 'retired') void strike();
          else await strike();
          return isLost ? 'lost' : 'carriedOut';
        },
      };
      const late = process.ready.then(() => delay(CALL_MS_MAX[fate]));
      await Promise.race([late, sprung.promise]);
    }
    await strike();
  }

  #working(): readonly Place[] {
    return this.#places.filter(({process}) => process.url !== undefined);
  }

  /** Somebody else is left to go on. */
  #victims(fate: Fate): readonly Place[] {
    const working = this.#working();
    const some = fate === 'killed' ? this.#places : working;
    return some.filter(place => working.some(other => other !== place));
  }

  async #strike(place: Place, fate: Fate): Promise<void> {
    const {process} = place;
    switch (fate) {
      case 'killed':
        process.signal('SIGKILL');
        await process.ended;
        await passLeases(this.#db, process);
        break;
      case 'retired':
        await this.#retire(process);
        break;
      case 'slept':
        await this.#sleep(place);
        return;
    }
    place.process = place.start();
  }

  /** The first with a connection that somebody opened and does not use. */
  async #retire(process: ServiceProcess): Promise<void> {
    const begunMs = performance.now();
    const held =
      this.retirements.length === 0 ? await hold(process) : undefined;
    process.signal('SIGTERM');
    const {code} = await process.ended;
    const ms = performance.now() - begunMs;
    held?.destroy();
    const leases = await countLeases(this.#db, process);
    const lastLines = code === 0 ? [] : process.lastLines;
    this.retirements.push({code, lastLines, ms, leases});
  }

  /** Until others have whatever it held; in a minute its open transactions would end as well. */
  async #sleep({process, sessions}: Place): Promise<void> {
    process.signal('SIGSTOP');
    this.overslept += await passLeases(this.#db, process);
    await until('the lanes of one that sleeps go to others', async () => {
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = ${sessions}
          and state = 'idle in transaction'`.execute(this.#db);
      return (await countLeases(this.#db, process)) === 0;
    });
    process.signal('SIGCONT');
  }

  async close() {
    for (const {process} of this.#places) process.signal('SIGKILL');
    for (const {process, server} of this.#places) {
      await process.ended;
      await server.close();
    }
  }
}

async function hold({url}: ServiceProcess): Promise<Socket> {
  const {hostname, port} = new URL(url!);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** The leases of a process run out, as a minute without it has them. How many it had. */
async function passLeases(db: Db, {pid}: ServiceProcess): Promise<number> {
  const {numAffectedRows} = await sql`
    update lanes set lease_until = service_now()
    where starts_with(owner, ${`${pid}-`})`.execute(db);
  return Number(numAffectedRows);
}

async function countLeases(db: Db, {pid}: ServiceProcess): Promise<number> {
  const {rows} = await sql`
    select 1 from lanes where starts_with(owner, ${`${pid}-`})`.execute(db);
  return rows.length;
}
