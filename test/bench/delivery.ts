/**
 * What it costs to say how far everything has come, with 1,000,000 copies in the store: the
 * delivery of a label that 50 accounts have, that of one contact, and the sums of `/metrics`.
 * At rest, with a hundredth of all copies waiting, and with all of them: just after sharing.
 */
import {sql} from 'kysely';
import {readContactDelivery} from '../../server/store/contact-delivery.ts';
import {openDatabase} from '../../server/store/database.ts';
import {
  countDueCopies,
  countHeldCopies,
  readDelivery,
} from '../../server/store/delivery.ts';
import {migrate} from '../../server/store/migrate.ts';
import type {Db} from '../../server/store/queries.ts';
import {startPostgres} from './support/postgres.ts';
import {quantile} from './support/statistics.ts';
import type {Row, Table} from './support/table.ts';

const ACCOUNTS = 50;
const CONTACTS = 20_000;
const ROUNDS = 20;
const P50_MS_MAX = 100;

const LABEL = '00000000-0000-7000-8000-000000000000';
const CONTACT = sql`('00000000-0000-7000-8000-' || lpad(k::text, 12, '0'))::uuid`;
const contactId = (index: number) =>
  `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;

/** How the store stands, and what brings it there from the state before. */
const STATES: readonly (readonly [name: string, statement: string])[] = [
  ['nothing waits', 'select 1'],
  [
    '1 % waits, 0.1 % held',
    `update copies set marks = marks + 1,
       hold = case when hashtext(marker::text) % 1000 = 0 then 'REFUSED_BY_GOOGLE' end
     where hashtext(marker::text) % 100 = 0`,
  ],
  [
    'all waits',
    'update copies set marks = settled + 1, hold = null where not due or hold is not null',
  ],
];

export async function run(): Promise<Table> {
  await using postgres = await startPostgres();
  if (postgres === undefined) throw new Error('PostgreSQL is not installed.');
  const databaseUrl = await postgres.createDatabase();
  const database = await openDatabase({databaseUrl});
  await migrate(database);
  const {db} = database;
  await fill(db);
  const rows: Row[] = [];
  for (const [state, statement] of STATES) {
    await sql.raw(statement).execute(db);
    await sql`vacuum analyze copies`.execute(db);
    for (const [what, read] of READINGS) {
      rows.push(await measure(state, what, () => read(db)));
    }
  }
  await database.close();
  return {
    title: `delivery: how far ${(ACCOUNTS * CONTACTS).toLocaleString('en')} copies have come, ${CONTACTS.toLocaleString('en')} contacts at ${ACCOUNTS} accounts`,
    conditions: [
      `PostgreSQL ${postgres.version} on disk; vacuumed as autovacuum does; n = ${ROUNDS} each, one after another`,
    ],
    columns: ['state', 'read', 'min ms', 'p50 ms', 'max ms'],
    rows,
  };
}

const READINGS: readonly (readonly [
  what: string,
  read: (db: Db) => Promise<unknown>,
])[] = [
  ['delivery of the label', db => readDelivery(db, {labelId: LABEL})],
  [
    'delivery of a contact',
    db =>
      readContactDelivery(db, {
        contactId: contactId(CONTACTS / 2),
        labelIds: [LABEL],
        after: undefined,
        limit: ACCOUNTS,
      }),
  ],
  [
    'sums of /metrics',
    db => Promise.all([countDueCopies(db), countHeldCopies(db)]),
  ],
];

async function measure(
  state: string,
  what: string,
  read: () => Promise<unknown>,
): Promise<Row> {
  await read();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sinceMs = performance.now();
    await read();
    times.push(performance.now() - sinceMs);
  }
  const p50 = quantile(times, 0.5);
  return {
    cells: [state, what, quantile(times, 0), p50, quantile(times, 1)],
    goal: {text: `p50 < ${P50_MS_MAX} ms`, isMet: p50 < P50_MS_MAX},
  };
}

/** By statements of the store's own: through the service it would take hours. */
async function fill(db: Db): Promise<void> {
  const content = JSON.stringify({
    names: [{givenName: '美咲', familyName: '田中', displayName: '田中 美咲'}],
    emailAddresses: [{value: 'misaki.tanaka@customer.example', type: 'work'}],
    phoneNumbers: [{value: '03-1234-5678', canonicalForm: '+81312345678'}],
    organizations: [{name: '株式会社サンプル', title: '営業部長'}],
  });
  await sql`
    insert into labels (id, display_name) values (${LABEL}, 'Customers')`.execute(
    db,
  );
  await sql`
    insert into accounts (id, email, state)
    select 'user-' || a, 'user-' || a || '@example.com', 'ACTIVE'
    from generate_series(1, ${ACCOUNTS}::int) a`.execute(db);
  await sql`
    insert into lanes (key) select 'accounts/' || id from accounts`.execute(db);
  await sql`
    insert into collaborators (label_id, account_id, role, hidden_fields, show_on_phones)
    select ${LABEL}, id, 'editor', '{}', true from accounts`.execute(db);
  await sql`
    insert into contacts (id, content)
    select ${CONTACT}, ${content}::jsonb from generate_series(1, ${CONTACTS}::int) k`.execute(
    db,
  );
  await sql`
    insert into contact_labels (contact_id, label_id)
    select id, ${LABEL} from contacts`.execute(db);
  await sql`
    insert into copies (contact_id, account_id, marker, origin, presence, source_id,
      resource_name, base, base_label_ids, observed_label_ids, settled,
      delivered_version, delivery_time)
    select k.id, a.id, gen_random_uuid(), 'service', 'present',
      substr(md5(k.id::text || a.id), 1, 16), 'people/c' || hashtext(k.id::text || a.id),
      k.content, array[${LABEL}::uuid], array[${LABEL}::uuid], 1, 1, now()
    from contacts k cross join accounts a`.execute(db);
  await sql`vacuum analyze`.execute(db);
}
