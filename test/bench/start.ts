/** How long the service takes from the start of its process to `/readyz` 200, on a new store and an existing one. */
import {join} from 'node:path';
import {startChild} from './support/child.ts';
import {startPostgres} from './support/postgres.ts';
import {ADMIN, startGoogle} from './support/service.ts';
import {median, quantile} from './support/statistics.ts';
import type {Row, Table} from './support/table.ts';

const STARTS = 5;
const COLD_MS_MAX = 5_000;
const WARM_MS_MAX = 1_000;

type Store = Readonly<Record<string, string>>;

export async function run(): Promise<Table> {
  await using google = await startGoogle({
    users: [{email: ADMIN, isAdmin: true}],
  });
  await using postgres = await startPostgres();
  const stores: [string, () => Promise<Store>][] = [
    [
      'embedded',
      async () => ({DATA_DIR: join(google.folder, crypto.randomUUID())}),
    ],
  ];
  if (postgres !== undefined) {
    stores.push([
      `PostgreSQL ${postgres.version}`,
      async () => ({DATABASE_URL: await postgres.createDatabase()}),
    ]);
  }
  const rows: Row[] = [];
  for (const [name, createStore] of stores) {
    const cold: number[] = [];
    const warm: number[] = [];
    for (let start = 0; start < STARTS; start++) {
      const settings = {...google.settings, ...(await createStore())};
      cold.push(await timeStart(settings, google.folder));
      warm.push(await timeStart(settings, google.folder));
    }
    rows.push(
      toRow(name, 'cold', cold, COLD_MS_MAX),
      toRow(name, 'warm', warm, WARM_MS_MAX),
    );
  }
  return {
    title: 'start: from `npm start` to /readyz 200',
    conditions: [
      `n = ${STARTS} each, cold and warm in turns; cold: a new DATA_DIR or an empty database; warm: the one before, closed`,
    ],
    columns: ['store', 'start', 'min ms', 'median ms', 'max ms'],
    rows,
  };
}

async function timeStart(settings: Store, folder: string): Promise<number> {
  await using child = await startChild(settings, join(folder, 'service.log'));
  return child.readyMs;
}

function toRow(
  store: string,
  start: string,
  times: readonly number[],
  maxMs: number,
): Row {
  const ms = [quantile(times, 0), median(times), quantile(times, 1)];
  return {
    cells: [store, start, ...ms.map(Math.round)],
    goal: {
      text: `median < ${maxMs / 1000} s`,
      isMet: median(times) < maxMs,
    },
  };
}
