import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {sql, type Kysely} from 'kysely';
import type {Migration} from 'kysely/migration';
import {openDatabase, type Database} from '../../server/store/database.ts';
import {addMailboxKeys} from '../../server/store/mailbox-keys.ts';
import {
  isMigrated,
  migrate,
  NewerStoreError,
} from '../../server/store/migrate.ts';
import {mailboxKeys} from '../../server/store/migrations/0060-mailbox-keys.ts';
import {
  embeddedTemplate,
  openTestStore,
  type TestStore,
} from '../support/database.ts';
import {hasPostgres} from '../support/postgres.ts';

function creates(table: string): Migration {
  return {
    up: async db => {
      await sql`create table ${sql.table(table)} (id int)`.execute(db);
    },
  };
}

const FIRST = {'0001-first': creates('first_table')};
const BOTH = {...FIRST, '0002-second': creates('second_table')};
const BROKEN = {
  ...BOTH,
  '0003-broken': {up: () => Promise.reject(new Error('broken'))},
};

async function tables({db}: Database): Promise<readonly string[]> {
  const {rows} = await sql<{name: string}>`select tablename::text as name
    from pg_tables where tablename in ('first_table', 'second_table')
    order by tablename`.execute(db);
  return rows.map(row => row.name);
}

for (const kind of ['embedded', 'postgres'] as const) {
  const isPossible = kind === 'embedded' || hasPostgres();
  (isPossible ? describe : describe.skip)(`migrations, ${kind} store`, () => {
    let store: TestStore;

    beforeEach(async () => {
      store = await openTestStore(kind, {isEmpty: true});
    });

    afterEach(() => store.close());

    test('an empty store gets the present schema, and keeps it', async () => {
      expect(await isMigrated(store.database)).toBe(false);
      await migrate(store.database);
      await migrate(store.database);
      expect(await isMigrated(store.database)).toBe(true);
    });

    test('a store of an older release gets what it lacks', async () => {
      await migrate(store.database, FIRST);
      expect(await tables(store.database)).toEqual(['first_table']);
      await migrate(store.database, BOTH);
      expect(await tables(store.database)).toEqual([
        'first_table',
        'second_table',
      ]);
    });

    test('processes that start at once migrate once', async () => {
      const others = await Promise.all([
        store.openAnother(),
        store.openAnother(),
      ]);
      await Promise.all(
        [store.database, ...others].map(database => migrate(database, BOTH)),
      );
      expect(await tables(store.database)).toHaveLength(2);
    });

    test('a migration that fails leaves the store as it was', async () => {
      await migrate(store.database, FIRST);
      await expect(migrate(store.database, BROKEN)).rejects.toThrow('broken');
      expect(await tables(store.database)).toEqual(['first_table']);
      await migrate(store.database, BOTH);
    });

    test('contacts that were there are found by the mailboxes of their addresses', async () => {
      const {db} = store.database;
      await migrate(store.database);
      const before = ['mail:a.b+c@gmail.com', 'mail:x@firm.example', 'tel:+81'];
      await sql`with k as (
          insert into contacts (id, content)
          select gen_random_uuid(), '{}' from generate_series(1, 1500)
          returning id)
        insert into contact_keys (contact_id, key)
        select k.id, key from k, unnest(${before}::text[]) as key`.execute(db);
      await mailboxKeys(addMailboxKeys).up(db as unknown as Kysely<never>);
      const {rows} = await sql<{keys: readonly string[]; count: number}>`
        select keys, count(*)::int as count from (
          select array_agg(key order by key collate "C") as keys
          from contact_keys group by contact_id) as each
        group by keys`.execute(db);
      expect(rows).toEqual([
        {
          keys: [before[0], 'mail:ab@gmail.com', ...before.slice(1)],
          count: 1500,
        },
      ]);
    });

    test('a store of a newer release is refused in one line', async () => {
      await migrate(store.database, BOTH);
      const refusal = await migrate(store.database, FIRST).catch(e => e);
      expect(refusal).toBeInstanceOf(NewerStoreError);
      expect(refusal.message).toMatch(
        /^The store has migration 0002-second.*$/,
      );
    });
  });
}

(hasPostgres() ? describe : describe.skip)('a release that still runs', () => {
  const release = {
    '0001-first': {
      up: async (db: Kysely<never>) => {
        await creates('first_table').up(db);
        await creates('second_table').up(db);
      },
    },
  };

  test('writes while the next one migrates, in whatever order it locks', async () => {
    const store = await openTestStore('postgres', {isEmpty: true});
    const old = await store.openAnother();
    await migrate(store.database, release);
    const begun = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    let attempts = 0;
    // It waits the longer of the two, so that the deadlock ends the migration.
    const patience = (milliseconds: string, db: Kysely<never>) =>
      sql`set local deadlock_timeout = ${sql.lit(milliseconds)}`.execute(db);
    const writing = begun.promise.then(() =>
      old.db.transaction().execute(async tx => {
        await patience('30s', tx as unknown as Kysely<never>);
        await sql`insert into second_table values (1)`.execute(tx);
        locked.resolve();
        await sql`insert into first_table values (1)`.execute(tx);
      }),
    );
    const adding: Migration = {
      up: async db => {
        attempts += 1;
        await sql`alter table first_table add column more int`.execute(db);
        begun.resolve();
        await locked.promise;
        await sql`alter table second_table add column more int`.execute(db);
      },
    };
    await Promise.all([
      migrate(store.database, {...release, '0002-more': adding}),
      writing,
    ]);
    expect(attempts).toBe(2);
    const {rows} = await sql`
      select f.more, s.more from first_table f, second_table s`.execute(old.db);
    expect(rows).toHaveLength(1);
    await store.close();
  });
});

describe('an embedded store on disk', () => {
  let dataDir = '';
  let database: Database | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  });

  afterEach(async () => {
    await database?.close();
    rmSync(dataDir, {recursive: true});
  });

  const open = async () =>
    openDatabase({dataDir, template: await embeddedTemplate(true)});

  test('is backed up before a migration changes it, and opens from there', async () => {
    database = await open();
    await migrate(database, FIRST);
    expect(readdirSync(dataDir)).not.toContain('backups');
    await migrate(database, BOTH);
    await database.close();
    database = undefined;

    rmSync(join(dataDir, 'postgres'), {recursive: true});
    mkdirSync(join(dataDir, 'postgres'));
    const backup = join(dataDir, 'backups', 'before-0002-second.tar.gz');
    const into = join(dataDir, 'postgres');
    execFileSync('tar', ['-xzf', backup, '-C', into], {stdio: 'ignore'});
    database = await open();
    expect(await tables(database)).toEqual(['first_table']);
  });
});
