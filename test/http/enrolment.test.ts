import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {DOMAIN, type Person} from './support/workplace.ts';

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
      changeCounter: expect.any(String),
    });
    expect(await rowsOf(hanako)).toEqual([{email: hanako.email}]);
  });

  test('two first calls at once make one account', async () => {
    const taro = api.workplace.join('taro');
    await Promise.all([api.ok(taro, ME), api.ok(taro, ME)]);
    expect(await rowsOf(taro)).toHaveLength(1);
  });

  test('who somebody is, the user id says and not the address', async () => {
    const user = api.workplace.join('maiden');
    await api.ok(user, ME);
    const email = 'married@example.co.jp';
    api.workplace.emulator.control('renameUser', {user: user.id, email});
    expect(await api.ok({...user, email}, ME)).toMatchObject({
      email: user.email,
    });
    const {id} = api.workplace.emulator.control('recycleAddress', {
      address: user.email,
    });
    const holder = {id, email: user.email};
    expect(await rowsOf(holder)).toEqual([]);
    await api.ok(holder, ME);
    expect(await rowsOf(holder)).toEqual([{email: user.email}]);
    expect(await rowsOf(user)).toEqual([{email: user.email}]);
  });

  test('the address kept is the Directory’s, not the token’s', async () => {
    const user = api.workplace.join('primary');
    await api.ok({...user, claims: {email_verified: true, hd: null}}, ME);
    const renamed = api.workplace.join('before');
    const email = 'after@example.co.jp';
    const token = api.workplace.idToken(renamed);
    api.workplace.emulator.control('renameUser', {user: renamed.id, email});
    await api.app.inject({
      url: '/v1/accounts/me',
      headers: {authorization: `Bearer ${token}`},
    });
    expect(await rowsOf(renamed)).toEqual([{email}]);
  });

  test.each<[string, () => Person]>([
    [
      'somebody outside the workplace',
      () => api.workplace.join('x', {domain: 'gmail.com', consumer: true}),
    ],
    [
      'somebody outside whose token names its domain',
      () => ({
        ...api.workplace.join('y', {domain: 'gmail.com', consumer: true}),
        claims: {hd: DOMAIN},
      }),
    ],
    [
      'a suspended user',
      () => api.workplace.join('suspended', {suspended: true}),
    ],
    [
      'a user id that nobody has',
      () => ({
        ...api.workplace.join('nobody'),
        claims: {sub: '999999999999999999999'},
      }),
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

  test.each([
    ['denied', 403, undefined],
    ['unreachable', 503, '5'],
    ['rateLimited', 503, '15'],
  ] as const)(
    'a Directory that is %s makes it %i',
    async (fault, status, retryAfter) => {
      const user = api.workplace.join(`while-${fault}`);
      api.workplace.breakGoogle(fault);
      const answer = await api.call(user, ME);
      api.workplace.breakGoogle(undefined);
      expect(answer.status).toBe(status);
      expect(answer.headers['retry-after']).toBe(retryAfter);
      expect(await rowsOf(user)).toEqual([]);
    },
  );

  test('who is enrolled needs the Directory no more', async () => {
    const user = api.workplace.join('enrolled');
    await api.ok(user, ME);
    api.workplace.breakGoogle('unreachable');
    await api.ok(user, ME);
    api.workplace.breakGoogle(undefined);
  });

  test.each([
    ['SUSPENDED', 403, 403],
    ['DELETED', 403, 403],
    ['INVITED', 200, 403],
    ['PERMISSION_LOST', 200, 200],
  ])('an account that is %s', async (state, itself, everything) => {
    const user = api.workplace.join(`is-${state.toLowerCase()}`);
    await api.ok(user, ME);
    await sql`update accounts set state = ${state} where id = ${user.id}`.execute(
      getDatabase().db,
    );
    expect((await api.call(user, ME)).status).toBe(itself);
    const {status, body} = await api.call(user, 'GET /v1/labels');
    expect(status).toBe(everything);
    if (status === 403) {
      const reason = `ACCOUNT_${state}`;
      expect(body.error.details).toMatchObject([{reason}]);
    }
  });
});
