import {randomUUID} from 'node:crypto';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {migrateStore} from '../../server/migrate-store.ts';
import {createWorker} from '../../server/queue/worker.ts';
import type {CarriedTable} from '../../server/store/carry-store.ts';
import {openDatabase, type Database} from '../../server/store/database.ts';
import {migrate} from '../../server/store/migrate.ts';
import {readDirectory} from '../../server/sync/read-directory.ts';
import {syncAccount} from '../../server/sync/sync-account.ts';
import {
  embeddedTemplate,
  openTestStore,
  type TestStore,
} from '../support/database.ts';
import {hasPostgres} from '../support/postgres.ts';
import {writeEcho, writePhoto} from '../../server/store/photos.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'haruka@example.com';
const MEMBER = 'ken@example.com';
const LINKED = 'anna@example.com';
const ADMIN = 'admin@example.com';

const BEN = {
  names: [{givenName: 'Ben', familyName: 'Okafor'}],
  emailAddresses: [{value: 'ben@customer.example'}],
};

const SEED = {
  domains: [{name: 'example.com'}],
  users: [
    {email: ADMIN, isAdmin: true},
    {
      email: OWNER,
      contacts: [
        {
          person: {names: [{givenName: '花子 "\\,{}', familyName: '林'}]},
          labels: ['Customers'],
        },
        {person: BEN, labels: ['Customers']},
        {
          person: {
            names: [{givenName: 'Private'}],
            emailAddresses: [{value: 'private@example.org'}],
          },
        },
      ],
    },
    {email: MEMBER},
    {
      email: LINKED,
      contacts: [
        {person: {...BEN, biographies: [{value: 'a note of her own'}]}},
      ],
    },
  ],
  groups: [
    {email: 'sales@example.com', members: [{email: MEMBER}, {email: LINKED}]},
  ],
};

/** A suggestion and a held removal that nobody decided yet, and a copy that was deleted. */
async function leaveUndecided({db}: Database): Promise<void> {
  await sql`
    insert into former_copies (account_id, source_id, contact_id)
    select c.account_id, 'f1', c.contact_id from copies c limit 1`.execute(db);
  await sql`
    insert into suggestions (id, kind, account_id, via, contact_id, changes)
    select gen_random_uuid(), 'edit', c.account_id, 'GOOGLE', c.contact_id,
      '[{"field": "nicknames", "new": [{"value": "林"}]}]'
    from copies c limit 1`.execute(db);
  await sql`
    insert into pending_removals (id, label_id, contact_id, account_id, via)
    select gen_random_uuid(), cl.label_id, cl.contact_id, co.account_id, 'GOOGLE'
    from contact_labels cl join collaborators co on co.label_id = cl.label_id
    limit 1`.execute(db);
  await sql`
    insert into duplicates (id, contact_id, other_id, reasons)
    select gen_random_uuid(), a.id, b.id, '{SAME_EMAIL,SAME_NAME}'
    from contacts a join contacts b on a.id < b.id limit 1`.execute(db);
  await sql`
    insert into own_duplicates (id, account_id, contact_id, source_id,
      resource_name, reasons)
    select gen_random_uuid(), c.account_id, c.contact_id, 'o1', 'people/c1',
      '{SAME_PHONE}'
    from copies c limit 1`.execute(db);
  await sql`
    insert into custom_fields (id, label_id, display_name, name_key, type, choices, help_texts)
    select gen_random_uuid(), id, '階 "1"', '階 "1"', 'choice', array['a,b', 'c"d'],
      '{"ja": "何階か"}'
    from labels limit 1`.execute(db);
  await sql`
    insert into audit_events (account_id, action, resources, changes)
    select account_id, 'customFields.create', array['customFields/階'],
      '[{"field": "displayName", "new": "階"}]'
    from collaborators limit 1`.execute(db);
  await sql`
    insert into label_restores (id, label_id, account_id, past)
    select gen_random_uuid(), label_id, account_id, now() from collaborators
    limit 1`.execute(db);
}

/** Somebody left another label that was shared with them. */
async function leaveAnother(world: World): Promise<void> {
  const {body} = await world.call(OWNER, 'POST /v1/labels', {
    displayName: 'Left',
  });
  await world.call(OWNER, `POST /v1/${body.name}/grants`, {
    principal: {type: 'user', email: MEMBER},
  });
  await world.call(MEMBER, `POST /v1/${body.name}:leave`);
  await revokeOnce(world);
  await keepPhoto(world);
  await world.settle();
}

/** Two contacts of a label that nobody else has, and that its owner wants on no phone, are one. */
async function mergeTwo(world: World): Promise<void> {
  const {body} = await world.call(
    OWNER,
    `POST /v1/labels?requestId=${randomUUID()}`,
    {displayName: 'Merged'},
  );
  await world.call(OWNER, `PATCH /v1/${body.name}/membership`, {
    showOnPhones: false,
  });
  const contacts: string[] = [];
  for (const givenName of ['Ren', 'Rei']) {
    const {body: contact} = await world.call(
      OWNER,
      `POST /v1/${body.name}/contacts`,
      {person: {names: [{givenName}]}},
    );
    contacts.unshift(contact.name);
    await world.call(OWNER, `POST /v1/${contact.name}/comments`, {
      text: 'Moved to Osaka',
      visibility: 'PUBLIC',
      mentions: [OWNER],
    });
    await world.call(OWNER, `POST /v1/${contact.name}/comments:markRead`);
  }
  await world.settle();
  await world.call(OWNER, 'POST /v1/contacts:merge', {contacts});
  await world.settle();
  await world.call(OWNER, 'PATCH /v1/accounts/me/noticeSettings', {
    digestHour: 7,
  });
  const {db} = world.database;
  await sql`insert into mails (id, account_id)
    select gen_random_uuid(), id from accounts`.execute(db);
  await sql`insert into operations
      (id, account_id, label_id, begun, kind, request, position, undoes)
    select gen_random_uuid(), a.id, l.id, true, 'UNDO', '{"code": "NAME_CASE"}',
      '7', gen_random_uuid()
    from (select id from accounts limit 1) a, (select id from labels limit 1) l`.execute(
    db,
  );
  await sql`insert into import_rows (operation_id, number, line, state, content)
    select id, 1, 2, 'WAITING', '{"names": [{"givenName": "Ren"}]}'
    from operations`.execute(db);
  await sql`insert into call_counts (account_id, minute, calls)
    select id, 29000000, 40 from accounts`.execute(db);
}

/** Bytes of which no text has all, and what Google made of them. */
async function keepPhoto({database}: World): Promise<void> {
  const bytes = Buffer.from(Array.from({length: 256}, (_, byte) => byte));
  await database.db.transaction().execute(async tx => {
    await writePhoto(tx, {hash: 'ab', mediaType: 'image/png', bytes});
    await writeEcho(tx, {seen: 'cd', hash: 'ab'});
  });
}

/** So that there is somebody whose access was revoked. */
async function revokeOnce(world: World): Promise<void> {
  const {body: label} = await world.call(OWNER, 'POST /v1/labels', {
    displayName: 'Revoked',
  });
  const {body: grant} = await world.call(
    OWNER,
    `POST /v1/${label.name}/grants`,
    {principal: {type: 'user', email: MEMBER}, role: 'viewer'},
  );
  await world.call(OWNER, `DELETE /v1/${grant.name}`);
}

/** More than one batch, and values that JavaScript would change. */
const ROWS = 1_203;

const onPostgres = hasPostgres() ? describe : describe.skip;

onPostgres('carrying the embedded store to PostgreSQL', () => {
  let dataDir = '';
  let target: TestStore;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'carry-'));
    target = await openTestStore('postgres', {isEmpty: true});
  });
  afterEach(async () => {
    await target.close();
    rmSync(dataDir, {recursive: true});
  });

  const openSource = async (isEmpty = false) =>
    openDatabase({dataDir, template: await embeddedTemplate(isEmpty)});

  /** A store of this release in DATA_DIR that nobody has open. */
  const makeSource = async (change?: (source: Database) => Promise<void>) => {
    const source = await openSource();
    await change?.(source);
    await source.close();
  };

  const carry = async () => {
    const carried: CarriedTable[] = [];
    await migrateStore({databaseUrl: target.databaseUrl, dataDir}, table =>
      carried.push(table),
    );
    return carried;
  };

  describe('of a team that shares a label', () => {
    let world: World;
    let source: Database;

    beforeEach(async () => {
      source = await openSource();
      world = await openWorld(source, structuredClone(SEED) as never);
      await shareLabel(world);
    });
    afterEach(async () => {
      await world.close();
      await source.close();
    });

    test('brings every row of every table, and creates nothing twice afterwards', async () => {
      await sql`insert into settings select 'row/' || n,
        '[12345678901234567890.10, null, "\\"\\\\ 林"]' from generate_series(1, ${ROWS}::int) n`.execute(
        source.db,
      );
      await sql`insert into settings values ('nothing', 'null')`.execute(
        source.db,
      );
      await sql`update lanes set owner = 'a stopped service', next_time = null,
        lease_until = now() + interval '1 hour'`.execute(source.db);
      await leaveUndecided(source);
      const before = await readAll(source);
      const books = readBooks(world);
      expect(Object.keys(before).filter(name => !before[name]!.length)).toEqual(
        [],
      );
      await source.close();

      const carried = await carry();

      const {database} = target;
      const after = await readAll(database);
      const {lanes: lanesBefore, ...restBefore} = before;
      const {lanes, ...rest} = after;
      expect(rest).toEqual(restBefore);
      expect(lanes).toHaveLength(lanesBefore!.length);
      expect(
        await database.db.selectFrom('changes').selectAll().execute(),
      ).toEqual([]);
      expect(carried.map(({table}) => table).sort()).toEqual(
        Object.keys(before).sort(),
      );
      expect(
        await database.db
          .selectFrom('lanes')
          .select('key')
          .where(eb =>
            eb.or([
              eb('owner', 'is not', null),
              eb('due_time', '>', sql<Date>`now()`),
            ]),
          )
          .execute(),
      ).toEqual([]);

      const writes = countWrites(world);
      await sql`update accounts set next_poll_time = now()`.execute(
        database.db,
      );
      await sql`delete from held_arrivals`.execute(database.db);
      await workOn(world, database);
      expect(readBooks(world)).toEqual(books);
      expect(countWrites(world)).toBe(writes);
      expect(await nextRevision(database)).toBe(
        Math.max(...restBefore['revisions']!.map(idOf)) + 1,
      );
      source = await openSource();
      expect(await readAll(source)).toEqual(before);
    });
  });

  test('of a table that came with a later release brings that too', async () => {
    await makeSource(({db}) =>
      sql`create table aaa (id text primary key,
      account_id text references accounts)`
        .execute(db)
        .then(() => {}),
    );
    await migrate(target.database);
    await sql`create table aaa (account_id text references accounts,
      id text primary key)`.execute(target.database.db);
    expect(await carry()).toContainEqual({table: 'aaa', rows: 0});
  });

  test('is refused without DATABASE_URL', async () => {
    await expect(
      migrateStore({databaseUrl: undefined, dataDir}, () => {}),
    ).rejects.toThrow(/^DATABASE_URL: is required.*$/);
  });

  test('is refused where DATA_DIR holds no store, and makes none', async () => {
    await expect(carry()).rejects.toThrow(/^DATA_DIR: there is no store.*$/);
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
  });

  test('is refused while a service has DATA_DIR open', async () => {
    const source = await openSource();
    await expect(carry()).rejects.toThrow(/^DATA_DIR .* is in use.*$/);
    await source.close();
  });

  test.each(['accounts', 'labels'] as const)(
    'is refused where PostgreSQL already holds %s, which stay',
    async name => {
      await makeSource();
      const {database} = target;
      await migrate(database);
      await (
        name === 'accounts'
          ? sql`insert into accounts (id, email, state)
            values ('1', 'a@example.com', 'ACTIVE')`
          : sql`insert into labels (id, display_name)
            values (gen_random_uuid(), 'Customers')`
      ).execute(database.db);
      await expect(carry()).rejects.toThrow(
        `DATABASE_URL: this PostgreSQL already holds ${name}`,
      );
      expect((await readAll(database))[name]).toHaveLength(1);
    },
  );

  test('is refused where PostgreSQL has a newer schema', async () => {
    await makeSource();
    await migrate(target.database);
    await addMigration(target.database);
    await expect(carry()).rejects.toThrow(/^The store has migration 9999.*$/);
  });

  test('is refused where DATA_DIR has a newer schema', async () => {
    await makeSource(addMigration);
    await expect(carry()).rejects.toThrow(
      /^DATA_DIR: its store has migration 9999.*$/,
    );
    expect(await isEmpty(target.database)).toBe(true);
  });

  test('is refused where DATA_DIR has an older schema', async () => {
    const source = await openSource(true);
    await source.close();
    await expect(carry()).rejects.toThrow(
      /^DATA_DIR: its store lacks migration 0001-initial.*$/,
    );
    expect(await isEmpty(target.database)).toBe(true);
  });

  test('brings nothing where one row does not arrive as it was', async () => {
    await makeSource(({db}) =>
      sql`insert into settings values ('a', '1')`.execute(db).then(() => {}),
    );
    const {database} = target;
    await migrate(database);
    await sql`create function spoil() returns trigger language plpgsql
      as 'begin new.value := ''2''; return new; end'`.execute(database.db);
    await sql`create trigger spoil before insert on settings
      for each row execute function spoil()`.execute(database.db);
    await expect(carry()).rejects.toThrow(
      'Table settings did not arrive as it was',
    );
    expect((await readAll(database))['settings']).toEqual([]);
  });
});

async function isEmpty({db}: Database): Promise<boolean> {
  const {rows} = await sql`select 1 from pg_tables
    where schemaname = current_schema()`.execute(db);
  return rows.length === 0;
}

/** One label for a group, with a linked copy, a hold and a deleted label. */
async function shareLabel(world: World): Promise<void> {
  const {groups} = world.emulator.control('account', {user: OWNER});
  const {resourceName} = groups.find(
    (each: {name: string}) => each.name === 'Customers',
  );
  const ask = async (request: string, body: object) => {
    const answer = await world.call(OWNER, request, body);
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
    return answer.body;
  };
  const label = await ask('POST /v1/labels', {contactGroup: resourceName});
  await world.settle();
  await ask(`POST /v1/${label.name}/grants`, {
    principal: {type: 'group', email: 'sales@example.com'},
    role: 'editor',
  });
  await world.settle();
  await world.poll(OWNER, MEMBER, LINKED);
  await leaveAnother(world);
  await mergeTwo(world);
  await sql`insert into held_arrivals
    select account_id, 'c1', 'people/c1', label_id, 'MANUAL'
    from collaborators limit 1`.execute(world.database.db);
}

async function workOn(world: World, database: Database): Promise<void> {
  const deps = {...world.deps, database};
  const worker = createWorker({
    database,
    owner: 'after',
    handlers: {
      account: (accountId, hold) => syncAccount(deps, accountId, hold),
      directory: hold => readDirectory(deps, hold),
    },
    log: {info: () => {}, warn: () => {}, error: () => {}},
  });
  await worker.runUntilIdle();
}

const readBooks = (world: World) =>
  [OWNER, MEMBER, LINKED].map(email => world.book(email));

/** Calls at Google that change something. */
function countWrites(world: World): number {
  const {requests} = world.emulator.control('requests');
  return requests.filter(({method}: {method: string}) =>
    /create|update|modify|delete/i.test(method),
  ).length;
}

const addMigration = async ({db}: Database) => {
  await sql`insert into applied_migrations (name, timestamp)
    values ('9999-later', '')`.execute(db);
};

const idOf = (row: string): number => JSON.parse(row).id;

async function nextRevision({db}: Database): Promise<number> {
  const {rows} = await sql<{id: number}>`
    select nextval(pg_get_serial_sequence('revisions', 'id')) as id`.execute(
    db,
  );
  return rows[0]!.id;
}

/** Each table's rows as text, which hides no digit. */
/** But the feed of changes, which is the source's own. */
async function readAll({db}: Database): Promise<Record<string, string[]>> {
  const {rows: tables} = await sql<{name: string}>`
    select tablename::text as name from pg_tables
    where schemaname = 'public' and tablename not like 'applied_migrations%'
      and tablename <> 'changes'
    order by 1`.execute(db);
  const all: Record<string, string[]> = {};
  for (const {name} of tables) {
    const {rows} = await sql<{row: string}>`
      select to_jsonb(t)::text as row from ${sql.table(name)} t`.execute(db);
    all[name] = rows.map(({row}) => row).sort();
  }
  return all;
}
