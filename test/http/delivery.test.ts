import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';

describeOnBothStores('delivery', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
    for (let count = 0; count < 3; count++) await shared.addContact();
  });

  afterAll(() => api.app.close());

  const run = (statement: ReturnType<typeof sql>) =>
    statement.execute(getDatabase().db);

  async function deliveryTo(email: string): Promise<object> {
    const {accounts} = await api.ok(
      shared.people.manager,
      `GET /v1/${shared.label}/delivery`,
    );
    return accounts.find((account: {email: string}) => account.email === email);
  }

  test('lists every collaborator by address, what waits and why', async () => {
    const {accounts} = await api.ok(
      shared.people.owner,
      `GET /v1/${shared.label}/delivery`,
    );
    expect(accounts).toEqual(
      Object.values(shared.people)
        .map(person => person.email)
        .sort()
        .map(email => ({email, upToDate: 0, waiting: 3, reason: 'SYNCING'})),
    );
  });

  test('an empty label waits for nobody', async () => {
    const empty = await shareLabel(api, 'Empty');
    const {accounts} = await api.ok(
      empty.people.owner,
      `GET /v1/${empty.label}/delivery`,
    );
    expect(accounts).toHaveLength(5);
    expect(accounts[0]).toEqual({
      email: expect.any(String),
      upToDate: 0,
      waiting: 0,
    });
  });

  test('counts what stands there and is settled', async () => {
    const {viewer} = shared.people;
    await run(sql`update copies set presence = 'present', source_id = contact_id::text,
                  settled = marks where account_id = ${viewer.id}`);
    expect(await deliveryTo(viewer.email)).toEqual({
      email: viewer.email,
      upToDate: 3,
      waiting: 0,
    });
    await run(sql`update copies set marks = marks + 1 where account_id = ${viewer.id}
                  and contact_id = (select min(contact_id::text)::uuid from copies)`);
    expect(await deliveryTo(viewer.email)).toMatchObject({
      upToDate: 2,
      waiting: 1,
      reason: 'SYNCING',
    });
  });

  test.each([
    ['accounts set paused = true', 'PAUSED'],
    ["accounts set state = 'PERMISSION_LOST'", 'PERMISSION_LOST'],
    ["accounts set state = 'SUSPENDED'", 'SUSPENDED'],
    ["accounts set state = 'DELETED'", 'SUSPENDED'],
    ["accounts set fault = 'QUOTA'", 'QUOTA'],
    ["accounts set fault = 'FULL'", 'FULL'],
    ["accounts set fault = 'ABSENT'", 'PAUSED'],
    ["copies set hold = 'EDIT_NOT_ALLOWED'", 'HELD'],
  ])('after “update %s” the reason is %s', async (change, reason) => {
    const {editor} = shared.people;
    const key = change.startsWith('accounts') ? 'id' : 'account_id';
    await run(
      sql`update ${sql.raw(change)} where ${sql.ref(key)} = ${editor.id}`,
    );
    expect(await deliveryTo(editor.email)).toMatchObject({waiting: 3, reason});
    await run(sql`update accounts set paused = false, state = 'ACTIVE', fault = null
                  where id = ${editor.id}`);
    await run(
      sql`update copies set hold = null where account_id = ${editor.id}`,
    );
  });

  test('is held only when nothing else waits', async () => {
    const {remover} = shared.people;
    await run(sql`update copies set hold = 'EDIT_NOT_ALLOWED'
                  where account_id = ${remover.id} and contact_id =
                    (select min(contact_id::text)::uuid from copies)`);
    expect(await deliveryTo(remover.email)).toMatchObject({
      waiting: 3,
      reason: 'SYNCING',
    });
  });

  test('a contact whose label has to come off waits for the next run of its account', async () => {
    const {viewer} = shared.people;
    const until = await nextRunOf(viewer.id);
    await run(sql`insert into held_arrivals (account_id, source_id, resource_name, label_id, hold)
                  values (${viewer.id}, 'a1', 'people/c161', ${shared.label.split('/')[1]}, 'ADD_NOT_ALLOWED')`);
    await settle(viewer.id);
    expect(await deliveryTo(viewer.email)).toEqual({
      email: viewer.email,
      upToDate: 3,
      waiting: 1,
      reason: 'HELD',
      retryTime: until,
    });
  });

  test.each(['CHANGED_MEANWHILE', 'COPY_NOT_FOUND', 'LABEL_GROUP_MISSING'])(
    '%s is held until the next run of its account',
    async hold => {
      const {editor} = shared.people;
      await settle(editor.id);
      const until = await nextRunOf(editor.id);
      await run(
        sql`update copies set hold = ${hold} where account_id = ${editor.id}`,
      );
      expect(await deliveryTo(editor.email)).toEqual({
        email: editor.email,
        upToDate: 0,
        waiting: 3,
        reason: 'HELD',
        retryTime: until,
      });
    },
  );

  test('what Google refused is held until somebody edits it', async () => {
    const {editor} = shared.people;
    await settle(editor.id);
    await run(sql`update copies set hold = 'REFUSED_BY_GOOGLE'
                  where account_id = ${editor.id}`);
    expect(await deliveryTo(editor.email)).toEqual({
      email: editor.email,
      upToDate: 0,
      waiting: 3,
      reason: 'HELD',
    });
  });

  async function settle(accountId: string): Promise<void> {
    await run(sql`update copies set presence = 'present', source_id = contact_id::text,
                  settled = marks, hold = null where account_id = ${accountId}`);
  }

  /** That run is so far away. */
  async function nextRunOf(accountId: string): Promise<string> {
    const until = new Date(Date.now() + 60_000).toISOString();
    await run(sql`insert into lanes (key, next_time)
                  values (${`accounts/${accountId}`}, ${until}::timestamptz)
                  on conflict (key) do update set next_time = excluded.next_time`);
    return until;
  }
});
