/** How long a file of contacts takes into a shared label, from its first byte to the end of its operation. */
import {setTimeout as delay} from 'node:timers/promises';
import {normalizeContent} from '../../server/core/normalize.ts';
import {
  createGoogleWriter,
  EMPTY_LAYOUT,
  widenLayout,
} from '../../server/formats/csv-google-writer.ts';
import {openDatabase} from '../../server/store/database.ts';
import {migrate} from '../../server/store/migrate.ts';
import {samplePeople} from '../emulator/sample.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import {enrolAll, fillLabel, settle} from './support/filled-store.ts';
import {measureUse} from './support/process-use.ts';
import {
  ADMIN,
  startGoogle,
  startService,
  type Google,
} from './support/service.ts';
import {openStores, type Store} from './support/stores.ts';
import type {Row, Table} from './support/table.ts';

const SIZES = [25_000, 100_000];
const MEMBERS = 10;
const LOOK_MS = 1_000;
const LOOKS_MAX = 7_200;
const EXTRA_MB_MAX = 200;

export async function run(): Promise<Table> {
  return measureImports(SIZES);
}

async function measureImports(sizes: readonly number[]): Promise<Table> {
  await using stores = await openStores();
  const rows: Row[] = [];
  for (const store of stores.all) {
    for (const size of sizes) rows.push(await measureImport(store, size));
  }
  return {
    title: `import: a Google CSV file into a label with ${MEMBERS} members`,
    conditions: [
      'over HTTP into an empty store; sent: until the file is read and answered; applied: from then to the end of the operation; nothing is synced meanwhile',
      'CPU and memory of the service, the embedded store’s included, PostgreSQL’s own not; memory beyond idle at its peak',
    ],
    columns: [
      ...['store', 'rows', 'MiB', 'sent s', 'applied s', 'rows/s'],
      ...['last half rows/s', 'CPU s', 'extra MB'],
    ],
    rows,
  };
}

async function measureImport(store: Store, size: number): Promise<Row> {
  const members = Array.from({length: MEMBERS}, (_, index) => ({
    email: `member${index}@example.com`,
  }));
  await using google = await startGoogle({
    domains: [{name: 'example.com'}],
    users: [{email: ADMIN, isAdmin: true}, ...members],
  });
  const settings = await store.create(google);
  const label = await shareEmpty(google, settings, members);
  await using service = await startService(google, settings);
  const {email} = members[0]!;
  const file = fileOf(size);
  const told: {ms: number; settled: number}[] = [];
  let sentMs = 0;
  const {cpuMs, extraMb} = await measureUse(service.child.pid, async () => {
    const beganMs = performance.now();
    const {name} = await service.call(email, `POST ${label}:import`, file);
    sentMs = performance.now() - beganMs;
    for (let looks = 0; looks < LOOKS_MAX; looks++) {
      const {done, error, metadata} = await service.call(email, `GET ${name}`);
      const {total, waiting, created} = metadata.counts;
      told.push({
        ms: performance.now() - beganMs - sentMs,
        settled: total - waiting,
      });
      if (!done) {
        await delay(LOOK_MS);
        continue;
      }
      if (error !== undefined || created < size / 2) {
        throw new Error(`${created} of ${size} were created.`);
      }
      return;
    }
    throw new Error('The import does not end.');
  });
  const end = told.at(-1)!;
  const half = told.find(({settled}) => settled >= size / 2)!;
  const rate = (1000 * size) / end.ms;
  return {
    cells: [
      ...[store.name, size, file.length / 1024 ** 2],
      ...[sentMs / 1000, end.ms / 1000, rate],
      (1000 * (size - half.settled)) / (end.ms - half.ms),
      ...[cpuMs / 1000, extraMb],
    ],
    goal: {
      text: `< ${EXTRA_MB_MAX} MB`,
      isMet: extraMb < EXTRA_MB_MAX,
    },
  };
}

/** Returns the name of a label without contacts, of the first member's, which the others edit. */
async function shareEmpty(
  {emulator}: Google,
  {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
  }: Readonly<Record<string, string>>,
  people: readonly {readonly email: string}[],
): Promise<string> {
  const members = people.map(({email}) => ({
    email,
    id: subjectOf(
      emulator.control('idToken', {email, audience: 'bench'})['idToken'],
    ),
  }));
  const database = await openDatabase({databaseUrl, dataDir});
  await migrate(database);
  await enrolAll(database, members);
  const {id} = await fillLabel(database, {index: 0, size: 0, members});
  await settle(database);
  await database.close();
  return `labels/${id}`;
}

function subjectOf(token: string): string {
  const claims = Buffer.from(token.split('.')[1]!, 'base64url').toString();
  return JSON.parse(claims).sub;
}

/** People who are all others: numbers nobody has, each once. */
function fileOf(count: number): Buffer {
  const next = samplePeople(seededRandom(1));
  const contents = Array.from({length: count}, (_, index) =>
    normalizeContent({
      ...next(),
      emailAddresses: [{value: `person${index}@firm${index % 997}.example`}],
      phoneNumbers: [{value: `+81 90 0${String(index).padStart(7, '0')}`}],
    }),
  );
  const layout = contents.reduce(widenLayout, EMPTY_LAYOUT);
  const writer = createGoogleWriter(layout);
  const rows = contents.map(content => writer.row(content, []));
  return Buffer.from(writer.headings + rows.join(''));
}
