import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {GoogleFault} from '../../server/core/google.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import type {Person} from './support/workplace.ts';

const ME = 'GET /v1/accounts/me';

describeOnBothStores('enrolment', getDatabase => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  async function rowsOf(person: Person): Promise<readonly {email: string}[]> {
    return getDatabase()
      .db.selectFrom('accounts')
      .select('email')
      .where('id', '=', person.id)
      .execute();
  }

  test('the first call of a user of the workplace enrols them', async () => {
    const hanako = api.workplace.join('hanako');
    expect(await rowsOf(hanako)).toEqual([]);
    expect(await api.ok(hanako, ME)).toEqual({
      email: hanako.email,
      state: 'ACTIVE',
      pendingWrites: 0,
      paused: false,
    });
    expect(await rowsOf(hanako)).toEqual([{email: hanako.email}]);
  });

  test('two first calls at once make one account', async () => {
    const taro = api.workplace.join('taro');
    await Promise.all([api.ok(taro, ME), api.ok(taro, ME)]);
    expect(await rowsOf(taro)).toHaveLength(1);
  });

  test('who somebody is, the user id says and not the address', async () => {
    const before = api.workplace.join('renamed');
    await api.ok(before, ME);
    const after = {...before, email: 'married@example.co.jp'};
    expect(await api.ok(after, ME)).toMatchObject({email: before.email});
    const recycled = {...api.workplace.join('other'), email: before.email};
    expect(await api.ok(recycled, ME)).toMatchObject({
      email: 'other@example.co.jp',
    });
  });

  test('the address kept is the Directory’s, not the token’s', async () => {
    const user = api.workplace.join('primary', {
      aliases: ['alias@example.com'],
    });
    await api.ok({...user, email: 'alias@example.com'}, ME);
    expect(await rowsOf(user)).toEqual([{email: 'primary@example.co.jp'}]);
  });

  const outsider = {id: '999000000000000000001', email: 'x@gmail.com'};

  test.each<[string, () => Person]>([
    ['somebody outside the workplace', () => outsider],
    [
      'somebody outside whose token names its domain',
      () => ({...outsider, email: 'hanako@example.co.jp'}),
    ],
    [
      'somebody whose user id is the address of a user',
      () => ({id: 'hanako-example', email: 'hanako@example.co.jp'}),
    ],
    [
      'a suspended user',
      () => api.workplace.join('suspended', {suspended: true}),
    ],
  ])('%s is refused and nothing is stored', async (_case, caller) => {
    const person = caller();
    for (const line of [ME, 'GET /v1/labels', 'POST /v1/accounts/me:sync']) {
      expect(await api.call(person, line)).toMatchObject({
        status: 403,
        body: {error: {code: 403, status: 'PERMISSION_DENIED'}},
      });
    }
    expect(await rowsOf(person)).toEqual([]);
  });

  test('without delegation nobody is enrolled by a call', async () => {
    const other = await createTestApi(getDatabase(), {directory: undefined});
    const user = other.workplace.join('consents-later');
    expect((await other.call(user, ME)).status).toBe(403);
    expect(await rowsOf(user)).toEqual([]);
    await other.app.close();
  });

  test.each<[GoogleFault, number]>([
    [{kind: 'notFound'}, 403],
    [{kind: 'denied', detail: 'forbidden'}, 403],
    [{kind: 'unreachable'}, 503],
    [{kind: 'rateLimited', retryAfterMs: 1500}, 503],
  ])('a Directory that answers %j makes it %i', async (fault, status) => {
    const user = api.workplace.join(`while-${fault.kind}`);
    api.workplace.breakGoogle(fault);
    const answer = await api.call(user, ME);
    api.workplace.breakGoogle(undefined);
    expect(answer.status).toBe(status);
    if (fault.kind === 'rateLimited') {
      expect(answer.headers['retry-after']).toBe('2');
    }
    expect(await rowsOf(user)).toEqual([]);
  });

  test('who is enrolled needs the Directory no more', async () => {
    const user = api.workplace.join('enrolled');
    await api.ok(user, ME);
    api.workplace.breakGoogle({kind: 'unreachable'});
    await api.ok(user, ME);
    api.workplace.breakGoogle(undefined);
  });

  test.each([
    ['SUSPENDED', 403, 403],
    ['DELETED', 403, 403],
    ['INVITED', 200, 403],
    ['PERMISSION_LOST', 200, 200],
  ])('an account that is %s', async (state, itself, everything) => {
    const user = api.workplace.join(`is-${state}`);
    await api.ok(user, ME);
    await sql`update accounts set state = ${state} where id = ${user.id}`.execute(
      getDatabase().db,
    );
    expect((await api.call(user, ME)).status).toBe(itself);
    expect((await api.call(user, 'GET /v1/labels')).status).toBe(everything);
  });
});
