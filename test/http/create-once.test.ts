import {randomUUID} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {Database} from '../../server/store/database.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {
  operationsOf,
  readDocument,
  type Operation,
} from './support/api-document.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';

/** Undoing an operation is one however often it is asked for. */
const beginsWork = (path: string, responses: Operation['responses']) =>
  JSON.stringify(responses['200']).includes(
    '#/components/schemas/Operation"',
  ) && path !== '/v1/operations/{operation}:undo';

test('every create takes a request id', async () => {
  const reading = await createTestApi({db: {}} as Database);
  const operations = operationsOf(await readDocument(reading));
  await reading.app.close();
  const creates = operations.filter(
    ({method, path, responses}) =>
      method === 'POST' && (!path.includes(':') || beginsWork(path, responses)),
  );
  const lacking = creates.filter(
    ({parameters = []}) => !parameters.some(({name}) => name === 'requestId'),
  );
  expect(creates.length).toBeGreaterThan(8);
  expect(lacking.map(({name}) => name)).toEqual([]);
});

describeOnBothStores('a create', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let contact: string;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
    contact = await shared.addContact();
    for (const name of ['second', 'third']) {
      await api.ok(api.workplace.join(name), 'GET /v1/accounts/me');
    }
  });

  afterAll(() => api.app.close());

  const owner = () => shared.people.owner;

  const creates = () =>
    [
      ['/v1/labels', {displayName: 'Once'}, '/v1/labels', 'labels'],
      [
        `/v1/${shared.label}/contacts`,
        {person: {nicknames: [{value: 'Once'}]}},
        `/v1/${shared.label}/contacts`,
        'contacts',
      ],
      [
        `/v1/${shared.label}/grants`,
        {
          principal: {type: 'user', email: 'second@example.co.jp'},
          role: 'viewer',
        },
        `/v1/${shared.label}/grants`,
        'grants',
      ],
      [
        `/v1/${contact}/comments`,
        {text: 'Said once', visibility: 'PUBLIC'},
        `/v1/${contact}/comments`,
        'comments',
      ],
      [
        `/v1/${contact}/suggestions`,
        {person: {nicknames: [{value: 'Suggested'}]}},
        '/v1/suggestions',
        'suggestions',
      ],
      [
        `/v1/${shared.label}/customFields`,
        {displayName: 'Once', type: 'text'},
        `/v1/${shared.label}/customFields`,
        'customFields',
      ],
    ] as const;

  test.each([0, 1, 2, 3, 4, 5])(
    'that is repeated under its id creates nothing and answers the same (%i)',
    async index => {
      const [path, body, list, field] = creates()[index]!;
      const count = async () =>
        (await api.ok(owner(), `GET ${list}?pageSize=1000`))[field].length;
      const before = await count();
      const line = `POST ${path}?requestId=${randomUUID()}`;
      const created = await api.ok(owner(), line, body);
      expect(await api.ok(owner(), line, body)).toEqual(created);
      expect(
        await api.ok(
          owner(),
          line.replace(/[^=]+$/, id => id.toUpperCase()),
          body,
        ),
      ).toEqual(created);
      expect(await count()).toBe(before + 1);
    },
  );

  test.each([
    {of: 'labels', call: () => `${shared.label}:findDuplicates`},
    {of: 'contacts', call: () => 'contacts:findDuplicates'},
    {
      of: 'findings',
      call: () => `${shared.label}/qualityFindings:repair`,
      body: {code: 'NAME_CASE'},
    },
  ])(
    'of an operation, repeated under its id, begins no other ($of)',
    async ({call, body}) => {
      const begin = async (requestId: string) =>
        (
          await api.ok(
            owner(),
            `POST /v1/${call()}?requestId=${requestId}`,
            body,
          )
        ).name;
      const id = randomUUID();
      const first = await begin(id);
      // A search that is under way is one for all who ask.
      await sql`update operations set end_time = service_now()`.execute(api.db);
      expect(await begin(id)).toBe(first);
      expect(await begin(randomUUID())).not.toBe(first);
    },
  );

  const label = (requestId: string, displayName: string, as = owner()) =>
    api.call(as, `POST /v1/labels?requestId=${requestId}`, {displayName});

  test('of something else under the same id is refused and changes nothing', async () => {
    const id = randomUUID();
    await label(id, 'One');
    const before = await api.ok(owner(), 'GET /v1/labels');
    const other = await label(id, 'Another');
    expect(other).toMatchObject({
      status: 409,
      body: {error: {status: 'ALREADY_EXISTS'}},
    });
    expect(Object.keys(violationsOf(other))).toEqual(['requestId']);
    const elsewhere = await api.call(
      owner(),
      `POST /v1/${shared.label}/contacts?requestId=${id}`,
      {person: {nicknames: [{value: 'One'}]}},
    );
    expect(elsewhere.status).toBe(409);
    expect(await api.ok(owner(), 'GET /v1/labels')).toEqual(before);
  });

  test('by two at once under one id is one', async () => {
    const id = randomUUID();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => label(id, 'At once')),
    );
    expect(answers.map(({status}) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({body}) => body.name)).size).toBe(1);
  });

  test('is another under the same id of another account', async () => {
    const id = randomUUID();
    const [mine, theirs] = [
      await label(id, 'Mine'),
      await label(id, 'Mine', shared.people.viewer),
    ];
    expect(theirs.status).toBe(200);
    expect(theirs.body.name).not.toBe(mine.body.name);
  });

  test('that failed may be repeated under its id', async () => {
    const line = `POST /v1/${contact}/comments?requestId=${randomUUID()}`;
    const body = {text: 'In public', visibility: 'PUBLIC'};
    const {viewer} = shared.people;
    expect((await api.call(viewer, line, body)).status).toBe(403);
    await api.ok(owner(), `PATCH /v1/${shared.grants.viewer}`, {
      role: 'editor',
    });
    await api.ok(viewer, line, body);
    await api.ok(owner(), `PATCH /v1/${shared.grants.viewer}`, {
      role: 'viewer',
    });
  });

  test('whose answer is gone since answers that, and creates no other', async () => {
    const id = randomUUID();
    const {name} = (await label(id, 'Gone')).body;
    await api.ok(owner(), `DELETE /v1/${name}`);
    expect((await label(id, 'Gone')).status).toBe(404);
  });

  test('is a new one after a day', async () => {
    const id = randomUUID();
    const first = await label(id, 'Yesterday');
    await sql`update create_requests
      set create_time = create_time - interval '24 hours'`.execute(api.db);
    const second = await label(id, 'Yesterday');
    expect(second.body.name).not.toBe(first.body.name);
    await label(randomUUID(), 'Cleans up');
    const {rows} = await sql<{count: number}>`
      select count(*)::int as count from create_requests`.execute(api.db);
    expect(rows[0]!.count).toBe(2);
  });

  test('leaves nothing of what was asked', async () => {
    await label(randomUUID(), 'Geheimes Projekt');
    const {rows} = await sql`select * from create_requests`.execute(api.db);
    expect(JSON.stringify(rows)).not.toContain('Projekt');
  });

  describe('under an id that is none', () => {
    test.each(['', 'abc', `${randomUUID()}0`])('is refused: "%s"', async id => {
      const answer = await label(id, 'Refused');
      expect(answer.status).toBe(400);
      expect(Object.keys(violationsOf(answer))).toEqual(['requestId']);
    });
  });
});
