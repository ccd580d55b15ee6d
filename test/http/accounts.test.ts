import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {accountLane} from '../../server/store/lanes.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('the caller’s account', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let viewer: Person;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
    viewer = shared.people.viewer;
    await shared.addContact();
    await shared.addContact();
  });

  afterAll(() => api.app.close());

  const me = () => api.ok(viewer, 'GET /v1/accounts/me');
  const run = (statement: ReturnType<typeof sql>) =>
    statement.execute(getDatabase().db);

  test('says how many writes are still owed', async () => {
    expect(await me()).toMatchObject({pendingWrites: 2});
  });

  test('counts a create whose answer is not known as owed', async () => {
    await run(sql`update copies set settled = marks, presence = 'unconfirmed'
                  where account_id = ${viewer.id}`);
    expect(await me()).toMatchObject({pendingWrites: 2});
    await run(sql`update copies set presence = 'none', marks = marks + 1
                  where account_id = ${viewer.id}`);
  });

  test('owes nothing that is held', async () => {
    await run(sql`update copies set hold = 'COPY_REMOVED'
                  where account_id = ${viewer.id}`);
    expect(await me()).toMatchObject({pendingWrites: 0});
    await run(
      sql`update copies set hold = null where account_id = ${viewer.id}`,
    );
  });

  test('owes nothing that does not fit', async () => {
    await run(sql`update accounts set fault = 'FULL' where id = ${viewer.id}`);
    expect(await me()).toMatchObject({pendingWrites: 0});
    await run(sql`update accounts set fault = null where id = ${viewer.id}`);
  });

  test('says when it was last in step', async () => {
    await run(sql`update accounts set last_sync_time = '2026-11-22T01:02:03.456Z'
                  where id = ${viewer.id}`);
    expect(await me()).toMatchObject({
      lastSyncTime: '2026-11-22T01:02:03.456Z',
    });
  });

  test('is brought in step on request, for a minute at most', async () => {
    const answer = await api.ok(viewer, 'POST /v1/accounts/me:sync');
    expect(answer).toEqual(await me());
    expect(api.syncs).toEqual([{accountId: viewer.id, timeoutMs: 60_000}]);
  });

  test('is paused and taken up again, which wakes its lane', async () => {
    expect(await api.ok(viewer, 'POST /v1/accounts/me:pause')).toMatchObject({
      paused: true,
      state: 'ACTIVE',
    });
    expect(await me()).toMatchObject({paused: true, pendingWrites: 2});
    await run(sql`delete from lanes`);
    expect(await api.ok(viewer, 'POST /v1/accounts/me:resume')).toMatchObject({
      paused: false,
    });
    const lanes = await getDatabase()
      .db.selectFrom('lanes')
      .select('key')
      .execute();
    expect(lanes).toEqual([{key: accountLane(viewer.id)}]);
  });
});
