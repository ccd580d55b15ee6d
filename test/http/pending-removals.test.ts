import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {expirePendingRemovals} from '../../server/store/pending-removals.ts';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

const UNKNOWN = 'pendingRemovals/0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a';

interface PendingRemoval {
  readonly name: string;
  readonly contact: string;
}

describeOnBothStores('removals that are too many', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let contacts: string[];
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase(), {
      adminEmail: 'boss@example.co.jp',
    });
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    labels += 1;
    await setClock(getDatabase().db, '2030-01-01T08:00:00Z');
    shared = await shareLabel(api, `Held ${labels}`);
    contacts = [];
    for (let count = 0; count < 5; count++) {
      contacts.push(await shared.addContact());
    }
    await limit({percent: 20, count: 2});
    await setClock(getDatabase().db, '2030-01-02T08:00:00Z');
  });

  const limit = (bulkRemoval: object) =>
    api.ok(shared.people.owner, `PATCH /v1/${shared.label}`, {bulkRemoval});
  const removeFrom = (names: readonly string[], as = shared.people.remover) =>
    api.ok(as, `POST /v1/${shared.label}/contacts:remove`, {contacts: names});
  const pending = async (as: Person): Promise<readonly PendingRemoval[]> =>
    (await api.ok(as, 'GET /v1/pendingRemovals')).pendingRemovals.filter(
      (each: {label: string}) => each.label === shared.label,
    );
  const labelled = async () =>
    (
      await api.ok(shared.people.owner, `GET /v1/${shared.label}/contacts`)
    ).contacts.map((contact: {name: string}) => contact.name);
  const idOf = (name: string) => name.split('/').at(-1)!;
  const marksOf = async (contact: string) =>
    (
      await getDatabase()
        .db.selectFrom('copies')
        .select('marks')
        .where('contact_id', '=', idOf(contact))
        .orderBy('account_id')
        .execute()
    ).map(row => row.marks);

  /** A user of the workplace whom the service has as admin. */
  async function joinAdmin(): Promise<Person> {
    const admin = api.workplace.join(`admin-${labels}`);
    await api.ok(admin, 'GET /v1/accounts/me');
    await getDatabase()
      .db.insertInto('directory_users')
      .values({
        id: admin.id,
        email: admin.email,
        aliases: [],
        suspended: false,
        admin: true,
        locale: null,
      })
      .onConflict(conflict => conflict.column('id').doUpdateSet({admin: true}))
      .execute();
    return admin;
  }

  test('are held from the one on that reaches both limits, and the call says which', async () => {
    const answer = await removeFrom(contacts.slice(0, 3));
    expect(answer).toEqual({
      held: contacts.slice(1, 3),
      pendingRemovals: [expect.any(String), expect.any(String)],
    });
    expect(await labelled()).toEqual(contacts.slice(1));
  });

  test('are held one by one too', async () => {
    const {remover} = shared.people;
    expect(await api.ok(remover, `DELETE /v1/${contacts[0]}`)).toEqual({});
    expect(await api.ok(remover, `DELETE /v1/${contacts[1]}`)).toEqual({
      held: [shared.label],
    });
    expect(await labelled()).toEqual(contacts.slice(1));
  });

  test('are shown to managers and admins, with who and until when', async () => {
    const {viewer, editor, remover, manager, owner} = shared.people;
    const admin = await joinAdmin();
    await removeFrom(contacts.slice(0, 2));
    const removal = {
      name: expect.stringMatching(/^pendingRemovals\/[0-9a-f-]{36}$/),
      label: shared.label,
      labelDisplayName: `Held ${labels}`,
      contact: contacts[1],
      person: {names: [{givenName: '花子'}]},
      account: remover.email,
      via: 'API',
      mayDecide: true,
      createTime: '2030-01-02T08:00:00.000Z',
      expireTime: '2030-01-09T08:00:00.000Z',
    };
    for (const person of [manager, owner, admin]) {
      expect(await pending(person)).toEqual([removal]);
    }
    for (const person of [viewer, editor]) {
      expect(await pending(person)).toEqual([]);
    }
  });

  test('show no field hidden from a manager, and of what an admin has no part in the name alone', async () => {
    const admin = await joinAdmin();
    const partner = api.workplace.join(`partner-in-removals-${labels}`);
    await api.ok(shared.people.owner, `POST /v1/${shared.label}/grants`, {
      principal: {type: 'user', email: partner.email},
      role: 'manager',
      hiddenFields: ['biographies'],
    });
    const contact = await shared.addContact({
      names: [{givenName: 'Anna'}],
      biographies: [{value: 'secret'}],
      urls: [{value: 'https://example.com'}],
    });
    await removeFrom([contacts[0]!, contact]);
    expect(await pending(partner)).toMatchObject([
      {
        person: {
          names: [{givenName: 'Anna'}],
          urls: [{value: 'https://example.com'}],
        },
      },
    ]);
    expect(JSON.stringify(await pending(partner))).not.toContain('secret');
    expect(await pending(admin)).toMatchObject([
      {person: {names: [{givenName: 'Anna'}]}},
    ]);
    expect(JSON.stringify(await pending(admin))).not.toMatch(/secret|https/);
  });

  describe('approved', () => {
    test('are carried out as acts of who removed, and the history names both', async () => {
      const {remover, manager} = shared.people;
      await removeFrom(contacts.slice(0, 2));
      const [removal] = await pending(manager);
      expect(
        await api.ok(manager, `POST /v1/${removal!.name}:approve`),
      ).toEqual({});
      expect(await labelled()).toEqual(contacts.slice(2));
      expect(await pending(manager)).toEqual([]);
      await api.ok(remover, `POST /v1/${contacts[1]}:undelete`);
      const {revisions} = await api.ok(
        manager,
        `GET /v1/${contacts[1]}/revisions`,
      );
      expect(revisions[1]).toMatchObject({
        kind: 'trash',
        account: remover.email,
        decider: manager.email,
        labelsRemoved: [shared.label],
      });
    });

    test('all at once are all carried out, or none', async () => {
      const {manager} = shared.people;
      await removeFrom(contacts);
      const names = (await pending(manager)).map(({name}) => name);
      expect(names).toHaveLength(4);
      const answer = await api.call(
        manager,
        'POST /v1/pendingRemovals:approve',
        {
          pendingRemovals: [...names, UNKNOWN],
        },
      );
      expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
        404,
        ['pendingRemovals[4]'],
      ]);
      expect(await pending(manager)).toHaveLength(4);
      await api.ok(manager, 'POST /v1/pendingRemovals:approve', {
        pendingRemovals: names,
      });
      expect(await labelled()).toEqual([]);
    });

    test('by an admin without a part in the label', async () => {
      const admin = await joinAdmin();
      await removeFrom(contacts.slice(0, 2));
      const [removal] = await pending(admin);
      await api.ok(admin, `POST /v1/${removal!.name}:approve`);
      expect(await labelled()).toEqual(contacts.slice(2));
    });
  });

  describe('rejected', () => {
    test('leave the label on, and every copy is looked at again', async () => {
      const {manager, remover} = shared.people;
      await removeFrom(contacts.slice(0, 2));
      const [removal] = await pending(manager);
      const before = await marksOf(contacts[1]!);
      await api.ok(manager, `POST /v1/${removal!.name}:reject`);
      expect(await marksOf(contacts[1]!)).toEqual(
        before.map(marks => marks + 1),
      );
      expect(await labelled()).toEqual(contacts.slice(1));
      expect(await pending(manager)).toEqual([]);
      expect(
        await api.call(manager, `POST /v1/${removal!.name}:approve`),
      ).toMatchObject({status: 404});
      await setClock(getDatabase().db, '2030-01-02T10:00:00Z');
      expect(await removeFrom([contacts[1]!], remover)).toEqual({});
    });

    test('many at once', async () => {
      const {manager} = shared.people;
      await removeFrom(contacts);
      const names = (await pending(manager)).map(({name}) => name);
      await api.ok(manager, 'POST /v1/pendingRemovals:reject', {
        pendingRemovals: names,
      });
      expect(await pending(manager)).toEqual([]);
      expect(await labelled()).toEqual(contacts.slice(1));
    });

    test('by nobody count as rejected after seven days', async () => {
      const {manager} = shared.people;
      const {db} = getDatabase();
      const expire = () => db.transaction().execute(expirePendingRemovals);
      await removeFrom(contacts.slice(0, 2));
      await setClock(db, '2030-01-09T07:59:59Z');
      await expire();
      expect(await pending(manager)).toHaveLength(1);
      await setClock(db, '2030-01-09T08:00:00Z');
      const before = await marksOf(contacts[1]!);
      await expire();
      expect(await pending(manager)).toEqual([]);
      expect(await marksOf(contacts[1]!)).toEqual(
        before.map(marks => marks + 1),
      );
      expect(await labelled()).toEqual(contacts.slice(1));
    });
  });

  test.each(['approve', 'reject'])('are for nobody else to %s', async verb => {
    const {remover, editor} = shared.people;
    await removeFrom(contacts.slice(0, 2));
    const [removal] = await pending(shared.people.owner);
    for (const [person, status] of [
      [remover, 403],
      [editor, 404],
    ] as const) {
      expect(
        await api.call(person, `POST /v1/${removal!.name}:${verb}`),
      ).toMatchObject({status});
    }
    expect(await pending(shared.people.owner)).toHaveLength(1);
  });

  test('are seen and withdrawn by who removed, while they see the label', async () => {
    const {remover, manager, owner, editor} = shared.people;
    const {pendingRemovals} = await removeFrom(contacts.slice(0, 3));
    const own = await pending(remover);
    expect(own).toMatchObject(
      pendingRemovals.map((name: string) => ({name, mayDecide: false})),
    );
    const [first, second] = own;
    const withdraw = (as: Person, {name} = first!) =>
      api.call(as, `POST /v1/${name}:withdraw`);
    for (const [person, status] of [
      [manager, 403],
      [editor, 404],
    ] as const) {
      expect(await withdraw(person)).toMatchObject({status});
    }
    const before = await marksOf(first!.contact);
    expect(await withdraw(remover)).toMatchObject({status: 200, body: {}});
    expect(await marksOf(first!.contact)).toEqual(
      before.map(marks => marks + 1),
    );
    expect(await labelled()).toEqual(contacts.slice(1));
    expect(await pending(manager)).toMatchObject([{name: second!.name}]);
    expect(await withdraw(remover)).toMatchObject({status: 404});
    await api.ok(owner, `DELETE /v1/${shared.grants.remover}`);
    expect(await pending(remover)).toEqual([]);
    expect(await withdraw(remover, second)).toMatchObject({status: 404});
  });

  test.each<[string, unknown, string]>([
    ['nothing', [], 'pendingRemovals'],
    ['what is no name', ['contacts/1'], 'pendingRemovals[0]'],
    ['no list', UNKNOWN, 'pendingRemovals'],
    ['too many', Array(1001).fill(UNKNOWN), 'pendingRemovals'],
  ])('a decision about %s is refused', async (_what, names, field) => {
    const answer = await api.call(
      shared.people.owner,
      'POST /v1/pendingRemovals:approve',
      {pendingRemovals: names},
    );
    expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
      400,
      [field],
    ]);
  });

  test('come in pages, each once', async () => {
    const {manager} = shared.people;
    await removeFrom(contacts);
    const seen: string[] = [];
    let token = '';
    do {
      const page = await api.ok(
        manager,
        `GET /v1/pendingRemovals?pageSize=3&pageToken=${token}`,
      );
      seen.push(
        ...page.pendingRemovals.map((each: PendingRemoval) => each.contact),
      );
      token = page.nextPageToken;
    } while (token !== undefined);
    expect(seen).toEqual(contacts.slice(1));
  });

  describe('by a label’s own limits', () => {
    test('which managers see and the owner sets', async () => {
      const {owner, manager, remover} = shared.people;
      await limit({percent: 50, count: 3});
      for (const [person, bulkRemoval] of [
        [owner, {percent: 50, count: 3}],
        [manager, {percent: 50, count: 3}],
        [remover, undefined],
      ] as const) {
        const label = await api.ok(person, `GET /v1/${shared.label}`);
        expect(label.bulkRemoval).toEqual(bulkRemoval);
      }
      expect(
        await api.call(manager, `PATCH /v1/${shared.label}`, {
          bulkRemoval: {percent: 100, count: 3},
        }),
      ).toMatchObject({status: 403});
      expect(await removeFrom(contacts.slice(0, 2))).toEqual({});
      expect(await removeFrom(contacts.slice(2, 3))).toMatchObject({
        held: [contacts[2]],
      });
    });

    test('which are 10 and 10 unless somebody said so', async () => {
      const {owner} = shared.people;
      const mask = `PATCH /v1/${shared.label}?updateMask=bulkRemoval`;
      const label = await api.ok(owner, mask, {});
      expect(label.bulkRemoval).toEqual({percent: 10, count: 10});
      const other = await shareLabel(api, `Other limits ${labels}`);
      const before = await api.ok(other.people.owner, `GET /v1/${other.label}`);
      expect(before.bulkRemoval).toEqual({percent: 10, count: 10});
      const after = await api.ok(
        other.people.owner,
        `PATCH /v1/${other.label}`,
        {bulkRemoval: before.bulkRemoval},
      );
      expect(after.etag).toBe(before.etag);
    });

    test.each<[object, string]>([
      [{percent: 101, count: 10}, 'bulkRemoval.percent'],
      [{percent: -1, count: 10}, 'bulkRemoval.percent'],
      [{percent: 10.5, count: 10}, 'bulkRemoval.percent'],
      [{percent: 10, count: 0}, 'bulkRemoval.count'],
      [{percent: 10}, 'bulkRemoval.count'],
    ])('which are no others than %j', async (bulkRemoval, field) => {
      const answer = await api.call(
        shared.people.owner,
        `PATCH /v1/${shared.label}`,
        {bulkRemoval},
      );
      expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
        400,
        [field],
      ]);
    });
  });
});
