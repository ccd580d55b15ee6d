import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';

describeOnBothStores('grants', getDatabase => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  const grantTo = (email: string, more: object = {}) => ({
    principal: {type: 'user', email},
    ...more,
  });

  describe('sharing a label', () => {
    let shared: SharedLabel;

    beforeAll(async () => {
      shared = await shareLabel(api, 'Sharing');
    });

    const share = (body: object, as = shared.people.owner) =>
      api.call(as, `POST /v1/${shared.label}/grants`, body);

    test('with a user gives them the label, as viewer unless told otherwise', async () => {
      const user = api.workplace.join('newcomer');
      const {body} = await share(grantTo(user.email));
      expect(body).toEqual({
        name: expect.stringMatching(
          new RegExp(`^${shared.label}/grants/[0-9a-f-]{36}$`),
        ),
        etag: expect.any(String),
        principal: {type: 'user', email: user.email},
        role: 'viewer',
        hiddenFields: [],
        showOnPhones: true,
        createTime: expect.stringMatching(/Z$/),
      });
      expect(await api.ok(user, `GET /v1/${shared.label}`)).toMatchObject({
        role: 'viewer',
      });
      expect(await api.ok(user, `GET /v1/${body.name}`)).toEqual(body);
    });

    test('by an alias finds the user, who is kept by their id', async () => {
      const user = api.workplace.join('main', {
        aliases: ['nick@example.co.jp'],
      });
      const {body} = await share(grantTo('nick@example.co.jp'));
      expect(body.principal).toEqual({type: 'user', email: user.email});
      const again = await share(grantTo(user.email));
      expect(again).toMatchObject({
        status: 409,
        body: {error: {code: 409, status: 'ALREADY_EXISTS'}},
      });
      expect(Object.keys(violationsOf(again))).toEqual(['principal']);
    });

    test('with a group has the Directory read who is in it', async () => {
      api.workplace.emulator.control('addGroup', {
        email: 'sales@example.co.jp',
      });
      await getDatabase().db.deleteFrom('lanes').execute();
      const {body} = await share({
        principal: {type: 'group', email: 'sales@example.co.jp'},
        role: 'editor',
        showOnPhones: false,
      });
      expect(body).toMatchObject({
        principal: {type: 'group', email: 'sales@example.co.jp'},
        role: 'editor',
        showOnPhones: false,
      });
      const lanes = await getDatabase()
        .db.selectFrom('lanes')
        .select('key')
        .execute();
      expect(lanes).toEqual([{key: 'directory'}]);
    });

    test('with the same user by two at once is one grant', async () => {
      const {email} = api.workplace.join('twice');
      const answers = await Promise.all([
        share(grantTo(email)),
        share(grantTo(email), shared.people.manager),
      ]);
      expect(answers.map(answer => answer.status).sort()).toEqual([200, 409]);
    });

    test('with its owner is a second grant', async () => {
      expect(await share(grantTo(shared.people.owner.email))).toMatchObject({
        status: 409,
      });
    });

    test.each<[string, object, string]>([
      ['an unknown user', grantTo('nobody@example.co.jp'), 'principal.email'],
      ['a foreign user', grantTo('x@gmail.com'), 'principal.email'],
      [
        'an unknown group',
        {principal: {type: 'group', email: 'none@example.co.jp'}},
        'principal.email',
      ],
      ['a user id', grantTo('104200000000000001'), 'principal.email'],
      ['no address', {principal: {type: 'user'}}, 'principal.email'],
      [
        'a principal of another kind',
        {principal: {type: 'anybody', email: 'x@example.co.jp'}},
        'principal.type',
      ],
      ['nobody', {}, 'principal'],
      [
        'a role that does not exist',
        grantTo('x@example.co.jp', {role: 'admin'}),
        'role',
      ],
      [
        'the role of its owner',
        grantTo('x@example.co.jp', {role: 'owner'}),
        'role',
      ],
      [
        'a field hidden that does not exist',
        grantTo('x@example.co.jp', {hiddenFields: ['names', 'salary']}),
        'hiddenFields[1]',
      ],
      [
        'phones spelled wrong',
        grantTo('x@example.co.jp', {showOnPhones: 'yes'}),
        'showOnPhones',
      ],
    ])('with %s is refused and changes nothing', async (_case, body, field) => {
      const path = `GET /v1/${shared.label}/grants`;
      const before = await api.ok(shared.people.owner, path);
      const answer = await share(body);
      expect(answer).toMatchObject({
        status: 400,
        body: {error: {status: 'INVALID_ARGUMENT'}},
      });
      expect(Object.keys(violationsOf(answer))).toEqual([field]);
      expect(await api.ok(shared.people.owner, path)).toEqual(before);
    });

    test('waits while the Directory is out of reach', async () => {
      api.workplace.breakGoogle('unreachable');
      const answer = await share(grantTo('later@example.co.jp'));
      api.workplace.breakGoogle(undefined);
      expect(answer).toMatchObject({
        status: 503,
        body: {error: {status: 'UNAVAILABLE'}},
      });
    });

    test('gives at most manager, whoever shares on', async () => {
      const user = api.workplace.join('second-manager');
      const {body} = await share(
        grantTo(user.email, {role: 'manager'}),
        shared.people.manager,
      );
      expect(body).toMatchObject({role: 'manager'});
    });
  });

  describe('changing a grant', () => {
    let shared: SharedLabel;
    let path: string;
    const read = () => api.ok(shared.people.owner, `GET ${path}`);

    beforeAll(async () => {
      shared = await shareLabel(api, 'Changing');
      path = `/v1/${shared.grants.viewer}`;
    });

    test('changes what the person may do at once', async () => {
      const before = await read();
      const after = await api.ok(shared.people.manager, `PATCH ${path}`, {
        role: 'editor',
        etag: before.etag,
      });
      expect(after).toMatchObject({role: 'editor', showOnPhones: true});
      expect(after.etag).not.toBe(before.etag);
      expect(
        await api.ok(shared.people.viewer, `GET /v1/${shared.label}`),
      ).toMatchObject({role: 'editor'});
    });

    test('to what it is already leaves the etag', async () => {
      const before = await read();
      expect(
        await api.ok(shared.people.owner, `PATCH ${path}`, {role: before.role}),
      ).toEqual(before);
    });

    test('by a stale etag is refused', async () => {
      const {etag} = await read();
      await api.ok(shared.people.owner, `PATCH ${path}`, {role: 'remover'});
      const answer = await api.call(shared.people.owner, `PATCH ${path}`, {
        role: 'viewer',
        etag,
      });
      expect(answer).toMatchObject({
        status: 409,
        body: {error: {status: 'ABORTED'}},
      });
      expect(await read()).toMatchObject({role: 'remover'});
    });

    test('resets what the mask names and the body leaves out', async () => {
      await api.ok(shared.people.owner, `PATCH ${path}`, {
        hiddenFields: ['birthdays'],
        showOnPhones: false,
        role: 'editor',
      });
      expect(
        await api.ok(shared.people.owner, `PATCH ${path}?updateMask=*`, {}),
      ).toMatchObject({hiddenFields: [], showOnPhones: true, role: 'viewer'});
    });

    test.each([
      ['principal', {}, 'updateMask'],
      ['role', {role: 'owner'}, 'role'],
      ['role', {role: 'king'}, 'role'],
    ])('by the mask %s to %j is refused', async (mask, body, field) => {
      const before = await read();
      const answer = await api.call(
        shared.people.owner,
        `PATCH ${path}?updateMask=${mask}`,
        body,
      );
      expect(answer.status).toBe(400);
      expect(Object.keys(violationsOf(answer))).toEqual([field]);
      expect(await read()).toEqual(before);
    });

    test('never takes the label from its owner', async () => {
      const ownerPath = `/v1/${shared.ownerGrant}`;
      for (const person of [shared.people.manager, shared.people.owner]) {
        for (const [method, body] of [
          ['PATCH', {role: 'viewer'}],
          ['DELETE', undefined],
        ] as const) {
          expect(
            await api.call(person, `${method} ${ownerPath}`, body),
          ).toMatchObject({
            status: 403,
            body: {error: {status: 'PERMISSION_DENIED'}},
          });
        }
      }
      expect(
        await api.ok(shared.people.owner, `GET /v1/${shared.label}`),
      ).toMatchObject({role: 'owner'});
    });
  });

  test('revoking a grant takes the label away and leaves its copies to be withdrawn', async () => {
    const shared = await shareLabel(api, 'Revoking');
    await shared.addContact();
    const {viewer, manager} = shared.people;
    await getDatabase()
      .db.updateTable('copies')
      .set(({ref}) => ({settled: ref('marks')}))
      .where('account_id', '=', viewer.id)
      .execute();
    expect(await api.ok(manager, `DELETE /v1/${shared.grants.viewer}`)).toEqual(
      {},
    );
    expect(await api.call(viewer, `GET /v1/${shared.label}`)).toMatchObject({
      status: 404,
    });
    expect(await api.ok(viewer, 'GET /v1/labels')).toEqual({labels: []});
    expect(
      await getDatabase()
        .db.selectFrom('copies')
        .select('due')
        .where('account_id', '=', viewer.id)
        .execute(),
    ).toEqual([{due: true}]);
    expect(
      await api.call(manager, `DELETE /v1/${shared.grants.viewer}`),
    ).toMatchObject({status: 404});
  });

  describe('hidden fields', () => {
    let shared: SharedLabel;
    let count = 0;

    beforeAll(async () => {
      shared = await shareLabel(api, 'Hiding');
      await api.ok(shared.people.owner, `PATCH /v1/${shared.label}`, {
        defaultHiddenFields: ['biographies'],
      });
      await api.ok(shared.people.owner, `PATCH /v1/${shared.grants.manager}`, {
        hiddenFields: ['birthdays'],
      });
    });

    const share = (by: 'owner' | 'manager', hiddenFields?: string[]) => {
      count += 1;
      const user = api.workplace.join(`hidden-${count}`);
      return api.call(shared.people[by], `POST /v1/${shared.label}/grants`, {
        ...grantTo(user.email),
        ...(hiddenFields && {hiddenFields}),
      });
    };

    test.each([
      ['owner', undefined, ['biographies']],
      ['owner', [], []],
      ['owner', ['events', 'events'], ['events']],
      ['manager', undefined, ['biographies', 'birthdays']],
      ['manager', [], ['biographies', 'birthdays']],
      ['manager', ['birthdays'], ['biographies', 'birthdays']],
    ] as const)(
      'of a grant by the %s who asks for %j are %j',
      async (by, wanted, hidden) => {
        const {body} = await share(by, wanted && [...wanted]);
        expect([...body.hiddenFields].sort()).toEqual(hidden);
      },
    );

    test('are the owner’s to choose', async () => {
      const more = await share('manager', ['events']);
      expect(more).toMatchObject({
        status: 403,
        body: {error: {status: 'PERMISSION_DENIED'}},
      });
      expect(violationsOf(more)).toHaveProperty('hiddenFields');
      for (const hiddenFields of [['events'], []]) {
        const answer = await api.call(
          shared.people.manager,
          `PATCH /v1/${shared.grants.manager}`,
          {hiddenFields},
        );
        expect(answer.status).toBe(403);
      }
      await api.ok(
        shared.people.manager,
        `PATCH /v1/${shared.grants.manager}`,
        {hiddenFields: ['birthdays'], showOnPhones: false},
      );
    });
  });
});
