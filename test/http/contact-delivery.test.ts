import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describeOnBothStores('delivery of one contact', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let contact: string;
  let scenes = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  beforeEach(async () => {
    scenes += 1;
    shared = await shareLabel(api, `Delivered ${scenes}`);
    contact = await shared.addContact();
  });

  afterAll(() => api.app.close());

  const contactId = () => contact.split('/')[1]!;

  const run = (statement: ReturnType<typeof sql>) =>
    statement.execute(getDatabase().db);

  const read = (as: Person, query = '') =>
    api.ok(as, `GET /v1/${contact}/delivery${query}`);

  async function standing({email}: Person): Promise<Record<string, unknown>> {
    const {accounts} = await read(shared.people.manager);
    return accounts.find((each: {email: string}) => each.email === email);
  }

  /** As a run leaves it that wrote the contact's present version. */
  const arrive = ({id}: Person) =>
    run(sql`
      update copies c set presence = 'present', source_id = c.contact_id::text,
        settled = marks, delivery_time = service_now(),
        delivered_version = (select version from contacts k where k.id = c.contact_id)
      where account_id = ${id} and contact_id = ${contactId()}`);

  test('names each collaborator by address and says which version stands there since when', async () => {
    const {viewer, owner} = shared.people;
    await arrive(viewer);
    const seen = await api.ok(owner, `GET /v1/${contact}`);
    const answer = await read(owner);
    expect(answer).toEqual({
      name: contact,
      etag: seen.etag,
      version: 1,
      accounts: Object.values(shared.people)
        .map(({email}) => email)
        .sort()
        .map(email =>
          email === viewer.email
            ? {
                email,
                state: 'UP_TO_DATE',
                version: 1,
                etag: seen.etag,
                deliverTime: expect.any(String),
              }
            : {email, state: 'WAITING', reason: 'SYNCING'},
        ),
    });
  });

  test('after an edit the version before it stands there still', async () => {
    const {viewer, owner} = shared.people;
    await arrive(viewer);
    const before = await api.ok(owner, `GET /v1/${contact}`);
    await api.ok(owner, `PATCH /v1/${contact}`, {
      person: {names: [{givenName: '華子'}]},
    });
    const answer = await read(owner);
    expect(answer.version).toBe(2);
    expect(answer.etag).not.toBe(before.etag);
    expect(await standing(viewer)).toMatchObject({
      state: 'WAITING',
      version: 1,
      etag: before.etag,
      reason: 'SYNCING',
    });
  });

  test('what does not stand there has no version and no time', async () => {
    const {viewer} = shared.people;
    await arrive(viewer);
    await run(sql`update copies set presence = 'gone', away = true
                  where account_id = ${viewer.id}`);
    expect(await standing(viewer)).toEqual({
      email: viewer.email,
      state: 'AWAY',
      reason: 'REMOVED_BY_MEMBER',
    });
  });

  test.each([
    ["fault = 'QUOTA'", 'QUOTA'],
    ["state = 'PERMISSION_LOST'", 'PERMISSION_LOST'],
  ])(
    'an account with %s waits until its lane may go on',
    async (change, reason) => {
      const {editor} = shared.people;
      await run(
        sql`update accounts set ${sql.raw(change)} where id = ${editor.id}`,
      );
      const until = new Date(Date.now() + 60_000).toISOString();
      await run(sql`update lanes set retry_time = ${until}::timestamptz
                  where key = ${`accounts/${editor.id}`}`);
      const expected = {reason, retryTime: until};
      expect(await standing(editor)).toMatchObject({
        state: 'WAITING',
        ...expected,
      });
      const {accounts} = await api.ok(
        shared.people.manager,
        `GET /v1/${shared.label}/delivery`,
      );
      expect(accounts).toContainEqual({
        email: editor.email,
        upToDate: 0,
        waiting: 1,
        ...expected,
      });
    },
  );

  test.each(['SUSPENDED', 'DELETED'])(
    'nobody knows until when an account is %s',
    async state => {
      const {editor} = shared.people;
      await run(
        sql`update accounts set state = ${state} where id = ${editor.id}`,
      );
      expect(await standing(editor)).toEqual({
        email: editor.email,
        state: 'WAITING',
        reason: 'SUSPENDED',
      });
    },
  );

  test('a removal that is held is held until it counts as rejected', async () => {
    const {remover, owner} = shared.people;
    await arrive(remover);
    await api.ok(owner, `PATCH /v1/${shared.label}?updateMask=bulkRemoval`, {
      bulkRemoval: {percent: 1, count: 1},
    });
    await api.ok(remover, `POST /v1/${shared.label}/contacts:remove`, {
      contacts: [contact],
    });
    const {pendingRemovals} = await api.ok(owner, 'GET /v1/pendingRemovals');
    const {expireTime} = pendingRemovals.find(
      (each: {contact: string}) => each.contact === contact,
    );
    expect(Date.parse(expireTime)).toBeGreaterThan(Date.now() + 6 * DAY_MS);
    expect(await standing(remover)).toMatchObject({
      state: 'HELD',
      version: 1,
      reason: 'HELD',
      retryTime: expireTime,
    });
    const {accounts} = await api.ok(owner, `GET /v1/${shared.label}/delivery`);
    expect(accounts).toContainEqual({
      email: remover.email,
      upToDate: 0,
      waiting: 1,
      reason: 'HELD',
      retryTime: expireTime,
    });
  });

  test('tells a manager of nobody whom only other labels reach', async () => {
    const other = await shareLabel(api, `Elsewhere ${scenes}`);
    const {owner, manager} = shared.people;
    await api.ok(other.people.owner, `POST /v1/${other.label}/grants`, {
      principal: {type: 'user', email: owner.email},
      role: 'editor',
    });
    await api.ok(owner, `POST /v1/${other.label}/contacts:add`, {
      contacts: [contact],
    });
    const {accounts} = await read(manager);
    expect(accounts.map((each: {email: string}) => each.email)).toEqual(
      Object.values(shared.people)
        .map(({email}) => email)
        .sort(),
    );
  });

  test('tells an admin who has no part in it of everybody', async () => {
    const admin = api.workplace.join(`admin-${scenes}`);
    await api.ok(admin, 'GET /v1/accounts/me');
    expect((await api.call(admin, `GET /v1/${contact}/delivery`)).status).toBe(
      404,
    );
    await run(sql`
      insert into directory_users (id, email, aliases, suspended, admin)
      values (${admin.id}, ${admin.email}, '{}', false, true)
      on conflict (id) do update set admin = true`);
    expect((await read(admin)).accounts).toHaveLength(5);
    await run(sql`update directory_users set admin = false
                  where id = ${admin.id}`);
  });

  test('of a contact in the trash there is none', async () => {
    const {owner} = shared.people;
    await api.ok(owner, `DELETE /v1/${contact}`);
    const answer = await api.call(owner, `GET /v1/${contact}/delivery`);
    expect(answer.status).toBe(404);
  });

  test.each(['contact', 'label'])('of a %s comes in pages', async of => {
    const {manager} = shared.people;
    const name = of === 'contact' ? contact : shared.label;
    const emails: string[] = [];
    let token = '';
    for (let pages = 1; ; pages++) {
      const page = await api.ok(
        manager,
        `GET /v1/${name}/delivery?pageSize=2&pageToken=${token}`,
      );
      emails.push(...page.accounts.map(({email}: {email: string}) => email));
      if (page.nextPageToken === undefined) {
        expect(pages).toBe(3);
        break;
      }
      token = page.nextPageToken;
      expect(Buffer.from(token, 'base64url').toString()).not.toContain('@');
    }
    expect(emails).toEqual(
      Object.values(shared.people)
        .map(({email}) => email)
        .sort(),
    );
  });
});
