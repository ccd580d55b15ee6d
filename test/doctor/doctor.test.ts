import {execFile} from 'node:child_process';
import {generateKeyPairSync} from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {sql} from 'kysely';
import {examine, renderSection} from '../../server/doctor.ts';
import type {Finding} from '../../server/doctor/finding.ts';
import {
  ADMIN_SCOPES,
  OTHER_CONTACTS_SCOPE,
  USER_SCOPES,
} from '../../server/google/credentials.ts';
import {lockDirectory} from '../../server/store/directory-lock.ts';
import {openDatabase} from '../../server/store/database.ts';
import {migrate} from '../../server/store/migrate.ts';
import {bindWorkplace} from '../../server/sync/bind-workplace.ts';
import {createEmulator, type Emulator} from '../emulator/emulator.ts';
import {serveEmulator, type EmulatorServer} from '../emulator/http.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import type {Draft, WorldSeed} from '../emulator/types.ts';
import {hasPostgres, postgresUrl} from '../support/postgres.ts';

const ADMIN = 'admin@example.com';
const CLIENT_ID = '112233445566778899001';
const PASSWORD = 'correct-horse';

const SEED: WorldSeed = {
  customerId: 'C0mine',
  domains: [{name: 'example.com', aliases: ['example.net']}],
  users: [
    {email: ADMIN, isAdmin: true, aliases: ['boss@example.com']},
    {email: 'ana@example.com'},
  ],
};

const SCOPES = [
  'contacts',
  'admin.directory.user.readonly',
  'admin.directory.group.readonly',
  'admin.directory.domain.readonly',
  'admin.directory.customer.readonly',
];

const OPTIONAL_SCOPE = 'contacts.other.readonly';

let folder: string;
let emulator: Emulator;
let server: EmulatorServer;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  emulator = createEmulator({
    now: Date.now,
    random: seededRandom(1),
    world: structuredClone(SEED),
  });
  server = await serveEmulator(emulator);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, {recursive: true});
});

beforeEach(() => {
  emulator.control('reset', {world: structuredClone(SEED) as Draft});
  emulator.control('delegate', {scopes: [...SCOPES, OPTIONAL_SCOPE]});
  emulator.control('clearFaults');
  env = {
    WORKSPACE_EMULATOR_HOST: server.host,
    WORKSPACE_ADMIN: ADMIN,
    GOOGLE_APPLICATION_CREDENTIALS: keyFile(),
    DATA_DIR: join(folder, 'nothing', 'here'),
    ID_TOKEN_AUDIENCES: 'addon.apps.googleusercontent.com',
    // Nothing listens here.
    PORT: '1',
  };
});

function keyFile(changes: object = {}): string {
  const path = join(folder, 'key.json');
  const key = {...emulator.control('serviceAccountKey'), ...changes};
  writeFileSync(path, JSON.stringify(key));
  return path;
}

/** Everything found, by what it is about; no secret may stand in any of it. */
async function look(
  changes: Record<string, string | undefined> = {},
  nowMs?: () => number,
): Promise<ReadonlyMap<string, Finding>> {
  const found = new Map<string, Finding>();
  for await (const section of examine({...env, ...changes}, nowMs)) {
    const text = renderSection(section);
    expect(text).not.toContain('PRIVATE KEY');
    expect(text).not.toContain(PASSWORD);
    for (const finding of section.findings) found.set(finding.what, finding);
  }
  return found;
}

const failures = (found: ReadonlyMap<string, Finding>) =>
  [...found.values()]
    .filter(({kind}) => kind === 'failed')
    .map(({what}) => what);

/** What failed says what is wrong, and what to do. */
function expectFailure(
  found: ReadonlyMap<string, Finding>,
  what: string,
  wrong: string | RegExp,
  fix: string | RegExp,
): void {
  expect(found.get(what)).toMatchObject({kind: 'failed'});
  expect(found.get(what)!.found).toMatch(wrong);
  expect((found.get(what) as {fix: string}).fix).toMatch(fix);
}

test('a set-up with nothing wrong has nothing that failed, and is not changed', async () => {
  const found = await look();
  expect([...found.values()].map(({kind}) => kind)).toEqual(
    Array.from({length: found.size}, () => 'ok'),
  );
  expect([...found.keys()]).toEqual([
    'Node',
    'Settings',
    'DATA_DIR',
    'Database',
    'Google',
    'Google’s clock',
    'Service account',
    ...[...SCOPES, OPTIONAL_SCOPE].map(scope => `Scope ${scope}`),
    'People API',
    'Directory, users',
    'Directory, groups',
    'Directory, domains',
    'Directory, customer',
    'Workplace of the store',
    'ID_TOKEN_AUDIENCES',
    'Certificates of ID tokens',
    'PUBLIC_URL',
  ]);
  expect(found.get('Directory, domains')?.found).toBe(
    'example.com, example.net',
  );
  expect(existsSync(env['DATA_DIR']!)).toBe(false);
});

describe('settings', () => {
  test('that are malformed are told all at once, and the rest is looked at', async () => {
    const found = await look({
      PORT: 'eighty',
      SYNC_INTERVAL_SECONDS: '0',
      WORKSPACE_ADMIN: undefined,
    });
    expect(failures(found)).toEqual([
      'PORT',
      'SYNC_INTERVAL_SECONDS',
      'WORKSPACE_ADMIN',
    ]);
    expect(found.get('DATA_DIR')?.kind).toBe('ok');
    expect(found.has('Google')).toBe(false);
  });

  test('without a key say where one is made', async () => {
    const found = await look({GOOGLE_APPLICATION_CREDENTIALS: undefined});
    const fix = /Cloud console .+ Add key/;
    expectFailure(found, 'GOOGLE_APPLICATION_CREDENTIALS', 'is not set', fix);
    const missing = await look({GOOGLE_APPLICATION_CREDENTIALS: '/no/file'});
    expectFailure(
      missing,
      'GOOGLE_APPLICATION_CREDENTIALS',
      'must be the path of a readable JSON file',
      fix,
    );
  });

  test('without audiences refuse every call', async () => {
    const found = await look({ID_TOKEN_AUDIENCES: ''});
    expect(failures(found)).toEqual(['ID_TOKEN_AUDIENCES']);
    expectFailure(found, 'ID_TOKEN_AUDIENCES', 'every call', 'client IDs');
  });
});

describe('delegation', () => {
  test.each(SCOPES)('without the scope %s names it', async missing => {
    const scopes = SCOPES.filter(scope => scope !== missing);
    emulator.control('delegate', {scopes: [...scopes, OPTIONAL_SCOPE]});
    const found = await look();
    expect(failures(found)).toEqual([`Scope ${missing}`]);
    expectFailure(
      found,
      `Scope ${missing}`,
      'is not delegated',
      `client ID ${CLIENT_ID} the scope https://www.googleapis.com/auth/${missing}`,
    );
    const skipped = [...found.values()].filter(f => f.kind === 'skipped');
    expect(skipped.map(({found: why}) => why)).toEqual(['needs its scope']);
  });

  test('without the scope that may be left out is told what goes without it', async () => {
    emulator.control('delegate', {scopes: SCOPES});
    const found = await look();
    expect(failures(found)).toEqual([]);
    expect(found.get(`Scope ${OPTIONAL_SCOPE}`)).toMatchObject({
      kind: 'skipped',
      found: expect.stringContaining('Other contacts'),
    });
  });

  test('of nothing names every scope', async () => {
    emulator.control('delegate', {scopes: ['drive']});
    expect(failures(await look())).toEqual(
      SCOPES.map(scope => `Scope ${scope}`),
    );
  });

  test.each([
    ['an alias', 'boss@example.com'],
    ['nobody', 'nobody@example.com'],
  ])('to act for %s is refused once', async (_name, WORKSPACE_ADMIN) => {
    const found = await look({WORKSPACE_ADMIN});
    expect(failures(found)).toEqual(['WORKSPACE_ADMIN']);
    expectFailure(found, 'WORKSPACE_ADMIN', 'act for', 'primary address');
  });

  test('to act for somebody suspended is refused', async () => {
    emulator.control('suspendUser', {user: ADMIN});
    expect(failures(await look())).toEqual(['WORKSPACE_ADMIN']);
  });

  test('by a key that is no longer good asks for a new one', async () => {
    const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
    keyFile({private_key: privateKey.export({type: 'pkcs8', format: 'pem'})});
    const found = await look();
    expect(failures(found)).toEqual(['Service account']);
    expectFailure(found, 'Service account', 'the key', 'emulator-project');
  });
});

describe('Google', () => {
  test('out of reach is told once', async () => {
    const found = await look({WORKSPACE_EMULATOR_HOST: '127.0.0.1:1'});
    expect(failures(found)).toEqual(['Google', 'Certificates of ID tokens']);
    expectFailure(found, 'Google', 'does not answer', 'port 443');
  });

  test.each([
    [600_000, '600 s ahead'],
    [-600_000, '600 s behind'],
  ])('and a clock %i ms away', async (aheadMs, wrong) => {
    const found = await look({}, () => Date.now() + aheadMs);
    expect(failures(found)).toEqual(['Google’s clock']);
    expectFailure(found, 'Google’s clock', wrong, 'NTP');
  });

  test.each([
    ['People API', 'people.contactGroups.get', 'people.googleapis.com'],
    ['Directory, users', 'directory.users.get', 'admin.googleapis.com'],
  ])(
    'with %s switched off says where it is switched on',
    async (what, method, api) => {
      emulator.control('fault', {method, effect: 'serviceDisabled'});
      const found = await look();
      expect(failures(found)).toEqual([what]);
      expectFailure(
        found,
        what,
        'switched off in project emulator-project',
        `https://console.cloud.google.com/apis/library/${api}?project=emulator-project`,
      );
    },
  );

  test('does not show the Directory to somebody who is no admin', async () => {
    const found = await look({WORKSPACE_ADMIN: 'ana@example.com'});
    expect(failures(found)).toEqual([
      'Directory, users',
      'Directory, groups',
      'Directory, domains',
      'Directory, customer',
    ]);
    expectFailure(found, 'Directory, users', 'ana@example.com may not', 'role');
    expect(found.get('People API')?.kind).toBe('ok');
  });

  test('that is busy is tried again later', async () => {
    emulator.control('fault', {method: 'directory.users.get', effect: 'quota'});
    const found = await look();
    expectFailure(found, 'Directory, users', 'rateLimited', 'again');
  });
});

describe('the store', () => {
  test('cannot be where a file is', async () => {
    const path = join(folder, 'a-file');
    writeFileSync(path, '');
    const found = await look({DATA_DIR: path});
    expect(failures(found)).toEqual(['DATA_DIR']);
    expectFailure(found, 'DATA_DIR', 'is not a folder', `mkdir -p ${path}`);
  });

  test('of another workplace is no store for this one', async () => {
    const dataDir = join(folder, 'data');
    const database = await openDatabase({dataDir});
    await migrate(database);
    await bindWorkplace({
      database,
      directory: {
        getCustomerId: async () => ({kind: 'ok', value: 'C0other'}),
      } as never,
    });
    const running = await look({DATA_DIR: dataDir});
    for (const what of ['Database', 'Workplace of the store']) {
      expect(running.get(what)).toMatchObject({kind: 'skipped'});
    }
    expect(failures(running)).toEqual([]);
    await database.close();
    const found = await look({DATA_DIR: dataDir});
    expect(failures(found)).toEqual(['Workplace of the store']);
    expectFailure(found, 'Workplace of the store', 'is C0other', 'of its own');
    expect(found.get('Schema')?.found).toBe('as this release needs it');
    await (await lockDirectory(dataDir)).release();
  }, 120_000);

  test('that a newer release wrote is not for this one to start on', async () => {
    const dataDir = join(folder, 'newer');
    const database = await openDatabase({dataDir});
    await migrate(database);
    await sql`
      insert into applied_migrations (name, timestamp)
      values ('9999-future', '2030-01-01')`.execute(database.db);
    await database.close();
    const found = await look({DATA_DIR: dataDir});
    expect(failures(found)).toEqual(['Schema']);
    expectFailure(found, 'Schema', '9999-future', 'newer release');
    expect(found.get('PUBLIC_URL')).toBeDefined();
  }, 120_000);

  test('on a PostgreSQL that does not answer', async () => {
    const found = await look({
      DATABASE_URL: `postgres://me:${PASSWORD}@127.0.0.1:1/contacts`,
    });
    expect(failures(found)).toEqual(['PostgreSQL']);
    expectFailure(found, 'PostgreSQL', 'ECONNREFUSED', 'PostgreSQL 15');
  });

  (hasPostgres() ? test : test.skip)(
    'on PostgreSQL is looked at with its rights and its clock',
    async () => {
      const DATABASE_URL = await postgresUrl('postgres');
      expect(failures(await look({DATABASE_URL}))).toEqual([]);
      const late = await look({DATABASE_URL}, () => Date.now() - 60_000);
      expectFailure(late, 'PostgreSQL’s clock', '60 s behind', 'NTP');
      const options = encodeURIComponent('-c default_transaction_read_only=on');
      const replica = await look({
        DATABASE_URL: `${DATABASE_URL}?options=${options}`,
      });
      expectFailure(replica, 'Database', 'is read only', 'primary');
    },
  );

  (hasPostgres() ? test : test.skip)(
    'on a PostgreSQL whose user may create nothing',
    async () => {
      const admin = await openDatabase({
        databaseUrl: await postgresUrl('postgres'),
        connectionsMax: 1,
      });
      const url = new URL(await postgresUrl('postgres'));
      url.username = 'visitor';
      url.password = PASSWORD;
      await sql
        .raw(`create role visitor login password '${PASSWORD}'`)
        .execute(admin.db);
      try {
        const found = await look({DATABASE_URL: url.href});
        expect(failures(found)).toEqual(['Database']);
        expectFailure(found, 'Database', 'may not create', 'owner');
      } finally {
        await sql`drop role visitor`.execute(admin.db);
        await admin.close();
      }
    },
  );

  (hasPostgres() ? test : test.skip).each([
    ['unreadable', '', ['Owner of the tables', 'Schema']],
    [
      'readable',
      'grant all on all tables in schema public to tenant',
      ['Owner of the tables'],
    ],
  ])(
    'on a PostgreSQL whose tables are somebody else’s and %s',
    async (_name, grant, failing) => {
      const admin = await openDatabase({
        databaseUrl: await postgresUrl('postgres'),
        connectionsMax: 1,
      });
      const url = new URL(await postgresUrl('doctor_tenant'));
      await sql`create database doctor_tenant`.execute(admin.db);
      await sql
        .raw(`create role tenant login password '${PASSWORD}'`)
        .execute(admin.db);
      try {
        const owner = await openDatabase({
          databaseUrl: url.href,
          connectionsMax: 1,
        });
        await migrate(owner);
        await sql`grant create, usage on schema public to tenant`.execute(
          owner.db,
        );
        if (grant !== '') await sql.raw(grant).execute(owner.db);
        await owner.close();
        url.username = 'tenant';
        url.password = PASSWORD;
        const found = await look({DATABASE_URL: url.href});
        expect(failures(found)).toEqual(failing);
        expectFailure(
          found,
          'Owner of the tables',
          'the service is tenant',
          'alter table … owner to tenant',
        );
        // What comes after the store is looked at all the same.
        expect(found.get('PUBLIC_URL')).toBeDefined();
        expect(found.get('Workplace of the store')?.kind).toBe(
          failing.includes('Schema') ? 'skipped' : 'ok',
        );
      } finally {
        await sql`drop database doctor_tenant`.execute(admin.db);
        await sql`drop role tenant`.execute(admin.db);
        await admin.close();
      }
    },
  );
});

describe('the public address', () => {
  test('has to be https', async () => {
    const found = await look({PUBLIC_URL: 'http://contacts.example.com'});
    expectFailure(found, 'PUBLIC_URL', 'not https', 'certificate');
  });

  test('has to reach the service where that runs', async () => {
    const service = createServer((_request, response) => {
      response.end('{"status":"OK"}');
    });
    const proxy = createServer((_request, response) => {
      response.writeHead(502).end();
    });
    const portOf = async (each: typeof service) => {
      await new Promise<void>(resolve => each.listen(0, '127.0.0.1', resolve));
      return String((each.address() as AddressInfo).port);
    };
    const [PORT, other] = [await portOf(service), await portOf(proxy)];
    try {
      const right = await look({PORT});
      expect(right.get('PUBLIC_URL')).toEqual({
        kind: 'ok',
        what: 'PUBLIC_URL',
        found: `http://127.0.0.1:${PORT} reaches the service`,
      });
      const wrong = await look({PORT, PUBLIC_URL: `http://localhost:${other}`});
      expectFailure(wrong, 'PUBLIC_URL', 'answers, although', 'every path');
    } finally {
      service.close();
      proxy.close();
    }
  });

  test('that nobody can look up is no address', async () => {
    const found = await look({PUBLIC_URL: 'https://contacts.invalid'});
    expectFailure(found, 'PUBLIC_URL', /ENOTFOUND|EAI_AGAIN/, 'DNS');
  });

  test('of this machine alone serves nobody but the stand-in’s', async () => {
    const sections: Finding[] = [];
    const alone = {...env, WORKSPACE_EMULATOR_HOST: undefined};
    // Without a key nothing is asked of Google.
    const settings = {...alone, GOOGLE_APPLICATION_CREDENTIALS: undefined};
    for await (const {findings} of examine(settings)) {
      sections.push(...findings);
    }
    expect(sections.find(({what}) => what === 'PUBLIC_URL')).toMatchObject({
      kind: 'failed',
      found: 'http://127.0.0.1:1 is this machine only',
    });
  });
});

test('the page on connecting a domain names the scopes that are asked for', () => {
  const page = readFileSync('server/CONNECT.md', 'utf8');
  expect(page).toContain(`\n${[...USER_SCOPES, ...ADMIN_SCOPES].join(',')}\n`);
  expect(page).toContain(OTHER_CONTACTS_SCOPE);
});

describe('npm run doctor', () => {
  const run = (changes: Record<string, string> = {}) =>
    new Promise<{code: number; out: string}>(resolve => {
      execFile(
        process.execPath,
        ['--import', './server/begin.js', 'server/doctor.ts'],
        {env: {...env, ...changes}},
        (error, out) => resolve({code: Number(error?.code ?? 0), out}),
      );
    });

  test('ends with 0 when nothing failed and with 1 when something did', async () => {
    const good = await run();
    expect(good.out).toContain('Nothing stands in the way.');
    expect(good.code).toBe(0);
    const bad = await run({ID_TOKEN_AUDIENCES: ''});
    expect(bad.out).toMatch(
      /\n {2}failed {3}ID_TOKEN_AUDIENCES: is empty.+\n {11}→ Set it to .+\n/,
    );
    expect(bad.out).toContain('1 of 22 checks failed.');
    expect(bad.code).toBe(1);
  }, 120_000);
});
