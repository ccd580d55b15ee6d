import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {sql} from 'kysely';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {makeAdmin} from './support/matrix-cases.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('the audit', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let admin: Person;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    admin = api.workplace.join('boss');
    await makeAdmin(api, admin);
    shared = await shareLabel(api);
  });
  afterAll(() => api.app.close());

  beforeEach(() => sql`delete from audit_events`.execute(api.db));

  const events = async (query = '') =>
    (await api.ok(admin, `GET /v1/admin/auditEvents${query}`)).auditEvents;

  test('says who defined, changed and deleted a field of the workplace, when and how', async () => {
    const {name} = await api.ok(admin, 'POST /v1/customFields', {
      ...{displayName: 'Floor', type: 'text', helpTexts: {ja: '階'}},
    });
    const path = `/v1/${name}`;
    await api.ok(admin, `PATCH ${path}`, {displayName: 'Storey'});
    await api.ok(admin, `PATCH ${path}`, {displayName: 'Storey'});
    await api.ok(admin, `PATCH ${path}?validateOnly=true`, {required: true});
    await api.ok(admin, `DELETE ${path}?validateOnly=true`);
    await api.ok(admin, `DELETE ${path}`);
    const act = {
      name: expect.stringMatching(/^admin\/auditEvents\/[1-9]\d*$/),
      time: expect.stringMatching(/Z$/),
      account: admin.email,
      resources: [name],
    };
    const whole = (side: 'old' | 'new', displayName: string) => [
      {field: 'displayName', [side]: displayName},
      {field: 'type', [side]: 'text'},
      {field: 'choices', [side]: []},
      {field: 'required', [side]: false},
      {field: 'helpTexts', [side]: {ja: '階'}},
    ];
    expect(await events()).toEqual([
      {
        ...{...act, action: 'customFields.delete'},
        changes: whole('old', 'Storey'),
      },
      {
        ...{...act, action: 'customFields.update'},
        changes: [{field: 'displayName', old: 'Floor', new: 'Storey'}],
      },
      {
        ...{...act, action: 'customFields.create'},
        changes: whole('new', 'Floor'),
      },
    ]);
  });

  test('says who gave away a label that was not theirs', async () => {
    const {owner, manager} = shared.people;
    const give = (as: Person, {email}: Person) =>
      api.ok(as, `POST /v1/${shared.label}:transferOwnership`, {email});
    await give(admin, manager);
    await give(admin, manager);
    await give(manager, owner);
    expect(await events()).toMatchObject([
      {
        action: 'labels.transferOwnership',
        resources: [shared.label],
        changes: [{field: 'owner', old: owner.email, new: manager.email}],
      },
    ]);
  });

  describe('of removals that are held', () => {
    let pending: readonly {name: string; contact: string}[];

    beforeEach(async () => {
      const {owner, remover} = shared.people;
      const contacts = [await shared.addContact(), await shared.addContact()];
      await api.ok(owner, `PATCH /v1/${shared.label}`, {
        bulkRemoval: {percent: 0, count: 1},
      });
      for (const contact of contacts) {
        await api.ok(remover, `DELETE /v1/${contact}`);
      }
      const path = 'GET /v1/pendingRemovals';
      pending = (await api.ok(admin, path)).pendingRemovals;
      expect(pending).toHaveLength(2);
    });

    const decide = (as: Person, verb: string) =>
      api.ok(as, `POST /v1/pendingRemovals:${verb}`, {
        pendingRemovals: pending.map(({name}) => name),
      });

    test.each(['approve', 'reject'])(
      'says what an admin did who manages no such label: %s',
      async verb => {
        await decide(admin, verb);
        const [event, ...others] = await events();
        expect(others).toEqual([]);
        expect(event).toMatchObject({
          action: `pendingRemovals.${verb}`,
          changes: [],
        });
        expect(event.resources[0]).toBe(shared.label);
        expect(event.resources.slice(1).sort()).toEqual(
          pending.map(({contact}) => contact).sort(),
        );
      },
    );

    test('has nothing of what a manager decides', async () => {
      await decide(shared.people.manager, 'reject');
      expect(await events()).toEqual([]);
    });
  });

  test('has nothing of an owner’s own fields', async () => {
    const path = `POST /v1/${shared.label}/customFields`;
    await api.ok(shared.people.owner, path, {
      ...{displayName: 'Room', type: 'text'},
    });
    expect(await events()).toEqual([]);
  });

  test('comes in pages, each event once', async () => {
    const {name} = await api.ok(admin, 'POST /v1/customFields', {
      ...{displayName: 'Wing', type: 'text'},
    });
    await api.ok(admin, `DELETE /v1/${name}`);
    const first = await api.ok(admin, 'GET /v1/admin/auditEvents?pageSize=1');
    const rest = await events(`?pageToken=${first.nextPageToken}`);
    expect([...first.auditEvents, ...rest]).toEqual(await events());
    expect(rest).toHaveLength(1);
  });
});
