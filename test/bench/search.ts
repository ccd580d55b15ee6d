/**
 * How long a search takes an account that sees 25,000 of the 100,000 contacts in the store:
 * words of few, of many and of no contact, of contacts it does not see, and of fields that are
 * hidden from it.
 */
import {join} from 'node:path';
import {v7 as uuidv7} from 'uuid';
import {normalizeContent} from '../../server/core/normalize.ts';
import {searchWords} from '../../server/core/search-text.ts';
import {createContacts} from '../../server/store/contacts.ts';
import {openDatabase, type Database} from '../../server/store/database.ts';
import {createLabel} from '../../server/store/labels.ts';
import {migrate} from '../../server/store/migrate.ts';
import {vacuumWhatNeedsIt} from '../../server/store/pglite-upkeep.ts';
import type {Db} from '../../server/store/queries.ts';
import {refreshReach} from '../../server/store/reach.ts';
import {searchContacts} from '../../server/store/search.ts';
import {samplePeople} from '../emulator/sample.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import {openFolder} from './support/folder.ts';
import {startPostgres} from './support/postgres.ts';
import {quantile} from './support/statistics.ts';
import type {Row, Table} from './support/table.ts';

const LABELS = 4;
const LABEL_CONTACTS = 25_000;
const BATCH = 500;
const ROUNDS = 20;
const PAGE = 101;
const P50_MS_MAX = 100;

/** From the second label on all contacts have this nickname. */
const ELSEWHERE = 'Elsewhere';
/** Sees all of the first label; another sees it without addresses. */
const OWNER = 'owner-0';
const PARTLY = 'partly';

const SEARCHES: readonly (readonly [
  what: string,
  query: string,
  as?: typeof PARTLY,
])[] = [
  ['one character of a name', '林'],
  ['a reading', 'やまだ'],
  ['a name in two words', '田中 美咲'],
  ['part of a phone number', '0-0123'],
  ['a word that nobody has', 'qwertyuiop'],
  ['a word of every contact', 'example'],
  ['one letter', 'e'],
  ['a word of all contacts it does not see', ELSEWHERE],
  ['a word of a field hidden from it', '.example', PARTLY],
];

export async function run(): Promise<Table> {
  using folder = openFolder();
  await using postgres = await startPostgres();
  const rows = await measure(
    'embedded',
    await openDatabase({dataDir: join(folder.path, 'data')}),
  );
  if (postgres !== undefined) {
    const databaseUrl = await postgres.createDatabase();
    rows.push(
      ...(await measure(
        `PostgreSQL ${postgres.version}`,
        await openDatabase({databaseUrl}),
      )),
    );
  }
  return {
    title: `search: the first ${PAGE - 1} contacts that have the words, to who sees ${LABEL_CONTACTS} of ${LABELS * LABEL_CONTACTS}`,
    conditions: [
      `n = ${ROUNDS} searches each, one after another, contents read and parsed; both stores on disk`,
    ],
    columns: ['store', 'searched for', 'found', 'min ms', 'p50 ms', 'max ms'],
    rows,
  };
}

async function measure(store: string, database: Database): Promise<Row[]> {
  await migrate(database);
  const {db} = database;
  const written = await fill(db);
  await vacuumWhatNeedsIt(db);
  const rows: Row[] = [
    {
      cells: [
        store,
        `(to write ${BATCH} new contacts)`,
        BATCH,
        quantile(written, 0),
        quantile(written, 0.5),
        quantile(written, 1),
      ],
    },
  ];
  for (const [what, query, accountId = OWNER] of SEARCHES) {
    const search = {accountId, words: searchWords(query), limit: PAGE};
    const found = await searchContacts(db, search);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const sinceMs = performance.now();
      await searchContacts(db, search);
      times.push(performance.now() - sinceMs);
    }
    const p50 = quantile(times, 0.5);
    rows.push({
      cells: [
        store,
        what,
        found.length,
        quantile(times, 0),
        p50,
        quantile(times, 1),
      ],
      goal: {text: `p50 < ${P50_MS_MAX} ms`, isMet: p50 < P50_MS_MAX},
    });
  }
  await database.close();
  return rows;
}

/** Returns how long each batch of contacts took to write. */
async function fill(db: Db): Promise<readonly number[]> {
  const next = samplePeople(seededRandom(1));
  const times: number[] = [];
  const ids = Array.from({length: LABELS}, () => uuidv7());
  for (const [index, labelId] of ids.entries()) {
    await share(db, labelId, `owner-${index}`);
    for (let count = 0; count < LABEL_CONTACTS; count += BATCH) {
      const contacts = Array.from({length: BATCH}, () => ({
        id: uuidv7(),
        content: normalizeContent(
          {...next(), ...(index > 0 && {nicknames: [{value: ELSEWHERE}]})},
          {region: 'JP'},
        ),
        labelIds: [labelId],
      }));
      const sinceMs = performance.now();
      await db.transaction().execute(tx =>
        createContacts(tx, contacts, {
          accountId: `owner-${index}`,
          via: 'API',
        }),
      );
      times.push(performance.now() - sinceMs);
    }
  }
  await shareFirst(db, ids[0]!);
  return times;
}

async function share(db: Db, id: string, owner: string): Promise<void> {
  const account = {id: owner, email: `${owner}@example.com`};
  await db.transaction().execute(async tx => {
    await tx
      .insertInto('accounts')
      .values({...account, state: 'ACTIVE'})
      .execute();
    await createLabel(tx, {
      id,
      displayName: owner,
      defaultHiddenFields: [],
      owner: account,
      grantId: uuidv7(),
    });
  });
}

/** Last of all, or every contact would have two copies to be made due. */
async function shareFirst(db: Db, labelId: string): Promise<void> {
  const email = `${PARTLY}@example.com`;
  await db.transaction().execute(async tx => {
    await tx
      .insertInto('accounts')
      .values({id: PARTLY, email, state: 'ACTIVE'})
      .execute();
    await tx
      .insertInto('grants')
      .values({
        id: uuidv7(),
        label_id: labelId,
        principal_type: 'user',
        principal_id: PARTLY,
        principal_email: email,
        role: 'viewer',
        hidden_fields: ['emailAddresses', 'urls'],
      })
      .execute();
    await refreshReach(tx, [labelId]);
  });
}
