import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {CompiledQuery, sql, type KyselyPlugin} from 'kysely';
import type {Db} from '../../server/store/queries.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {hasPostgres} from '../support/postgres.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {
  operationsOf,
  readDocument,
  type Operation,
} from './support/api-document.ts';
import {CALLERS, CONTRACT_RULES, outcomeFor} from './support/contract-rules.ts';
import {fillStore, LARGE_TABLES} from './support/large-store.ts';
import {requestFor, setScene, type Scene} from './support/matrix-cases.ts';
import {dumpStore, restoreStore, type StoreDump} from './support/store-dump.ts';

/** Tables that stay small, whatever is shared. */
const SMALL_TABLES: Readonly<Record<string, string>> = {
  settings: 'a few keys of the store’s own',
  quota_ledgers:
    'a row for each sort of Google’s limits and account, read and written by key',
  quota_limits: 'a row for each limit of Google’s that was learned',
};

/** Statements that read such a table whole, and why they may. */
const EXEMPT: readonly (readonly [
  operation: string,
  table: string,
  why: string,
])[] = [
  ['GET /metrics', '', 'counts everything, for nobody who waits'],
  [
    'GET /v1/pendingRemovals',
    'pending_removals',
    'none is older than seven days',
  ],
  [
    'PATCH /v1/customFields/{customField}',
    'contacts',
    'a field of the workplace is renamed wherever a contact or the trash has it',
  ],
  ...[
    'POST /v1/labels/{label}:restore',
    'POST /v1/labels/{label}/restores/{restore}:undo',
  ].map(
    operation =>
      [
        operation,
        'labels',
        'asks of every contact of a label at once',
      ] as const,
  ),
  [
    'GET /v1/notices',
    'accounts',
    'names who acted, of as many notices as are taken for unread',
  ],
];

interface Statement {
  readonly operation: string;
  readonly query: CompiledQuery;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

/** But for what takes the first rows of an index and no more. */
function nodesOf(node: PlanNode): readonly PlanNode[] {
  const isCut = node['Node Type'] === 'Limit';
  const inner = (node.Plans ?? []).filter(
    each => !(isCut && /^Index/.test(each['Node Type']) && !each.Filter),
  );
  return [node, ...inner.flatMap(nodesOf)];
}

const reading = await createTestApi({db: {}} as never);
const document = await readDocument(reading);
const operations = operationsOf(document);
await reading.app.close();

(hasPostgres() ? describe : describe.skip)('every statement of a call', () => {
  let store: TestStore;
  let api: TestApi;
  let scene: Scene;
  let untouched: StoreDump;
  let present = '';
  const statements: Statement[] = [];
  /** They hold few rows, and may be read whole. */
  const partialIndexes = new Set<string>();

  beforeAll(async () => {
    store = await openTestStore('postgres');
    const {db} = store.database;
    api = await createTestApi({...store.database, db: recorded(db)});
    scene = await setScene(api);
    untouched = await dumpStore(db);
    for (const operation of operations) await call(operation);
    await fillStore(db);
    const {rows} = await sql<{name: string}>`
      select c.relname as name from pg_index i
      join pg_class c on c.oid = i.indexrelid
      where i.indpred is not null`.execute(db);
    for (const {name} of rows) partialIndexes.add(name);
  }, 300_000);

  afterAll(async () => {
    await api.app.close();
    await store.close();
  });

  /** Notes each statement with the call that is being made. */
  function recorded(db: Db): Db {
    const plugin: KyselyPlugin = {
      transformQuery: ({node, queryId}) => {
        const query = db.getExecutor().compileQuery(node, queryId);
        if (present !== '') statements.push({operation: present, query});
        return node;
      },
      transformResult: async ({result}) => result,
    };
    return db.withPlugin(plugin);
  }

  async function call(operation: Operation): Promise<void> {
    const {name, method} = operation;
    const rule = CONTRACT_RULES[name]!;
    const caller = CALLERS.findLast(
      each => outcomeFor(rule, each) === 'allowed',
    )!;
    const {url, body} = await requestFor(operation, document, scene);
    present = name;
    try {
      await api.ok(scene.people[caller], `${method} ${url}`, body);
      for (const query of QUERIES[name] ?? []) {
        const at = url + (url.includes('?') ? '&' : '?') + query;
        await api.ok(scene.people[caller], `${method} ${at}`, body);
      }
    } finally {
      present = '';
      await restoreStore(store.database.db, untouched);
    }
  }

  test('is known, and so is every table', async () => {
    const known = new Set(statements.map(({operation}) => operation));
    expect(
      operations.flatMap(({name}) =>
        name.includes(' /v1/') && !known.has(name) ? [name] : [],
      ),
      // A file of the service.
    ).toEqual(['GET /v1/monograms/{monogram}']);
    const {rows} = await sql<{name: string}>`
      select tablename as name from pg_tables where schemaname = 'public'
        and tablename not like 'applied_migrations%'`.execute(
      store.database.db,
    );
    expect(rows.map(({name}) => name).sort()).toEqual(
      [...LARGE_TABLES, ...Object.keys(SMALL_TABLES)].sort(),
    );
  });

  test('finds its rows by an index, in every table that grows', async () => {
    const whole = new Set<string>();
    const seen = new Set<string>();
    for (const {operation, query} of statements) {
      if (seen.has(operation + query.sql)) continue;
      seen.add(operation + query.sql);
      for (const table of await readWhole(query)) {
        if (isExempt(operation, table)) continue;
        const text = query.sql.replace(/\s+/g, ' ').trim();
        whole.add(`${operation}: ${table}: ${text.slice(0, 300)}`);
      }
    }
    expect([...whole]).toEqual([]);
  }, 120_000);

  /**
   * Large tables that have to be read from end to end: so told, the planner does
   * so where no index leads to the rows. What it would do by itself depends on how
   * large the tables of a test are.
   */
  async function readWhole(query: CompiledQuery): Promise<readonly string[]> {
    if (!/^\s*(with|select|insert|update|delete)\b/i.test(query.sql)) return [];
    const {rows} = await store.database.db.transaction().execute(async tx => {
      await sql`set local enable_seqscan = off`.execute(tx);
      return tx.executeQuery<{'QUERY PLAN': readonly {Plan: PlanNode}[]}>(
        CompiledQuery.raw(`explain (format json) ${query.sql}`, [
          ...query.parameters,
        ]),
      );
    });
    return nodesOf(rows[0]!['QUERY PLAN'][0]!.Plan).flatMap(node => {
      const table = node['Relation Name'] ?? '';
      return isWhole(node) && LARGE_TABLES.includes(table) ? [table] : [];
    });
  }

  function isWhole(node: PlanNode): boolean {
    switch (node['Node Type']) {
      case 'Seq Scan':
        return true;
      case 'Index Scan':
      case 'Index Only Scan':
        return (
          node['Index Cond'] === undefined &&
          !partialIndexes.has(node['Index Name'] ?? '')
        );
      default:
        return false;
    }
  }
});

/** Further ways in which a call reads. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  'GET /v1/labels/{label}/contacts': [
    'orderBy=displayName',
    'filter=customFieldProblems:*',
  ],
  'GET /v1/contacts:search': ['orderBy=displayName'],
  'GET /v1/contacts/{contact}/comments': ['mentionable=a'],
};

function isExempt(operation: string, table: string): boolean {
  return EXEMPT.some(
    ([name, only]) => name === operation && (only === '' || only === table),
  );
}
