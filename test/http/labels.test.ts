import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('labels', getDatabase => {
  let api: TestApi;
  let refused = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  describe('a new label', () => {
    test('belongs to whoever made it', async () => {
      const owner = api.workplace.join('founder');
      const label = await api.ok(owner, 'POST /v1/labels', {
        displayName: ' 取引先 ',
        defaultHiddenFields: ['birthdays'],
      });
      expect(label).toEqual({
        name: expect.stringMatching(/^labels\/[0-9a-f-]{36}$/),
        etag: expect.any(String),
        displayName: '取引先',
        role: 'owner',
        contactCount: 0,
        defaultHiddenFields: ['birthdays'],
        bulkRemoval: {percent: 10, count: 10},
        createTime: expect.stringMatching(/Z$/),
        updateTime: expect.stringMatching(/Z$/),
      });
      expect(await api.ok(owner, `GET /v1/${label.name}`)).toEqual(label);
      expect(await api.ok(owner, 'GET /v1/labels')).toEqual({labels: [label]});
      const {grants} = await api.ok(owner, `GET /v1/${label.name}/grants`);
      expect(grants).toEqual([
        expect.objectContaining({
          principal: {type: 'user', email: owner.email},
          role: 'owner',
        }),
      ]);
    });

    test.each<[string, object, string]>([
      ['without a name', {}, 'displayName'],
      ['with an empty name', {displayName: '  '}, 'displayName'],
      ['with a name too long', {displayName: 'x'.repeat(201)}, 'displayName'],
      ['with a name that is none', {displayName: 7}, 'displayName'],
      ['with a name of two lines', {displayName: 'a\nb'}, 'displayName'],
      ['with a name that rings', {displayName: 'a\u0007'}, 'displayName'],
      [
        'with a name that cannot be stored',
        {displayName: 'a\u0000'},
        'displayName',
      ],
      [
        'that hides what does not exist',
        {displayName: 'x', defaultHiddenFields: ['birthday']},
        'defaultHiddenFields[0]',
      ],
      [
        'of something that is no contact group',
        {contactGroup: 'labels/x'},
        'contactGroup',
      ],
    ])('%s is refused by its path', async (_case, body, field) => {
      const owner = api.workplace.join(`refused-${refused++}`);
      const answer = await api.call(owner, 'POST /v1/labels', body);
      expect(answer).toMatchObject({
        status: 400,
        body: {error: {code: 400, status: 'INVALID_ARGUMENT'}},
      });
      expect(Object.keys(violationsOf(answer))).toEqual([field]);
      expect(await api.ok(owner, 'GET /v1/labels')).toEqual({labels: []});
    });
  });

  describe('a contact group of one’s own', () => {
    let owner: Person;

    let contactGroup: string;

    beforeAll(() => {
      owner = api.workplace.join('group-owner');
      contactGroup = api.workplace.emulator.control('createLabel', {
        user: owner.email,
        name: '顧客',
      })['resourceName'];
    });

    test('becomes a label of its name, and stands for it in that account', async () => {
      const label = await api.ok(owner, 'POST /v1/labels', {
        contactGroup,
      });
      expect(label).toMatchObject({displayName: '顧客', role: 'owner'});
      expect(
        await getDatabase()
          .db.selectFrom('label_groups')
          .select(['origin', 'resource_name', 'display_name'])
          .where('account_id', '=', owner.id)
          .execute(),
      ).toEqual([
        {
          origin: 'account',
          resource_name: contactGroup,
          display_name: '顧客',
        },
      ]);
    });

    test('is shared once', async () => {
      const before = await api.ok(owner, 'GET /v1/labels');
      const answer = await api.call(owner, 'POST /v1/labels', {
        contactGroup,
      });
      expect(answer).toMatchObject({
        status: 409,
        body: {error: {code: 409, status: 'ALREADY_EXISTS'}},
      });
      expect(violationsOf(answer)).toHaveProperty('contactGroup');
      expect(await api.ok(owner, 'GET /v1/labels')).toEqual(before);
    });

    test.each([
      ['of Google’s own', 'contactGroups/myContacts'],
      ['that does not exist', 'contactGroups/zz'],
    ])('%s cannot be shared', async (_case, name) => {
      const answer = await api.call(owner, 'POST /v1/labels', {
        contactGroup: name,
      });
      expect(answer.status).toBe(400);
      expect(violationsOf(answer)).toHaveProperty('contactGroup');
    });

    test('of somebody else cannot be shared', async () => {
      const stranger = api.workplace.join('stranger');
      const answer = await api.call(stranger, 'POST /v1/labels', {
        contactGroup,
      });
      expect(answer.status).toBe(400);
      expect(violationsOf(answer)).toHaveProperty('contactGroup');
    });

    test('and a new name are not one request', async () => {
      const answer = await api.call(owner, 'POST /v1/labels', {
        contactGroup,
        displayName: 'x',
      });
      expect(answer.status).toBe(400);
    });

    test.each([
      ['unreachable', 503, 'UNAVAILABLE'],
      ['revoked', 400, 'FAILED_PRECONDITION'],
    ] as const)('while Google is %s', async (kind, code, status) => {
      await api.ok(owner, 'GET /v1/labels');
      api.workplace.breakGoogle(kind);
      const answer = await api.call(owner, 'POST /v1/labels', {
        contactGroup,
      });
      api.workplace.breakGoogle(undefined);
      expect(answer).toMatchObject({
        status: code,
        body: {error: {status}},
      });
    });
  });

  describe('an update', () => {
    let shared: SharedLabel;
    let owner: Person;
    const read = () => api.ok(owner, `GET /v1/${shared.label}`);

    beforeAll(async () => {
      shared = await shareLabel(api, 'Updates');
      owner = shared.people.owner;
    });

    test('renames the label for everybody and wakes them', async () => {
      await getDatabase().db.deleteFrom('lanes').execute();
      const before = await read();
      const after = await api.ok(owner, `PATCH /v1/${shared.label}`, {
        displayName: 'Renamed',
        etag: before.etag,
      });
      expect(after).toMatchObject({displayName: 'Renamed'});
      expect(after.etag).not.toBe(before.etag);
      expect(
        await api.ok(shared.people.viewer, `GET /v1/${shared.label}`),
      ).toMatchObject({displayName: 'Renamed', role: 'viewer'});
      const lanes = await getDatabase()
        .db.selectFrom('lanes')
        .select('key')
        .execute();
      expect(lanes).toHaveLength(5);
    });

    test('that changes nothing leaves the etag', async () => {
      const before = await read();
      expect(
        await api.ok(owner, `PATCH /v1/${shared.label}`, {
          displayName: before.displayName,
        }),
      ).toEqual(before);
    });

    test('with an etag read before the last change is refused', async () => {
      const {etag} = await read();
      await api.ok(owner, `PATCH /v1/${shared.label}`, {displayName: 'First'});
      const answer = await api.call(owner, `PATCH /v1/${shared.label}`, {
        displayName: 'Second',
        etag,
      });
      expect(answer).toMatchObject({
        status: 409,
        body: {error: {code: 409, status: 'ABORTED'}},
      });
      expect(await read()).toMatchObject({displayName: 'First'});
    });

    test('changes what its mask names and nothing else', async () => {
      await api.ok(owner, `PATCH /v1/${shared.label}`, {
        displayName: 'Kept',
        defaultHiddenFields: ['birthdays'],
      });
      expect(
        await api.ok(
          owner,
          `PATCH /v1/${shared.label}?updateMask=defaultHiddenFields`,
          {displayName: 'Ignored'},
        ),
      ).toMatchObject({displayName: 'Kept', defaultHiddenFields: []});
    });

    test.each([
      ['role', {}, 'updateMask'],
      ['contactCount', {}, 'updateMask'],
      ['displayName', {}, 'displayName'],
      ['*', {}, 'displayName'],
    ])('by the mask %s of %j is refused', async (mask, body, field) => {
      const before = await read();
      const answer = await api.call(
        owner,
        `PATCH /v1/${shared.label}?updateMask=${mask}`,
        body,
      );
      expect(answer.status).toBe(400);
      expect(Object.keys(violationsOf(answer))).toEqual([field]);
      expect(await read()).toEqual(before);
    });
  });

  test('a list comes in pages, each label once', async () => {
    const owner = api.workplace.join('collector');
    const names: string[] = [];
    for (let count = 0; count < 5; count++) {
      names.push(
        (await api.ok(owner, 'POST /v1/labels', {displayName: `L${count}`}))
          .name,
      );
    }
    const seen: string[] = [];
    let token = '';
    do {
      const page = await api.ok(
        owner,
        `GET /v1/labels?pageSize=2&pageToken=${token}`,
      );
      expect(page.labels.length).toBeLessThanOrEqual(2);
      seen.push(...page.labels.map((label: {name: string}) => label.name));
      token = page.nextPageToken;
    } while (token !== undefined);
    expect(seen).toEqual(names);
  });

  test.each([
    ['pageSize=-1', 'pageSize'],
    ['pageSize=many', 'pageSize'],
    ['pageSize=1.5', 'pageSize'],
    ['pageToken=abc', 'pageToken'],
  ])('a list with %s is refused by its path', async (query, field) => {
    const owner = api.workplace.join(`lister-${refused++}`);
    const answer = await api.call(owner, `GET /v1/labels?${query}`);
    expect(answer.status).toBe(400);
    expect(Object.keys(violationsOf(answer))).toEqual([field]);
  });

  test('a token of one list opens no other', async () => {
    const shared = await shareLabel(api, 'Tokens');
    const {owner} = shared.people;
    const {nextPageToken} = await api.ok(
      owner,
      `GET /v1/${shared.label}/grants?pageSize=1`,
    );
    expect(nextPageToken).toEqual(expect.any(String));
    const other = await shareLabel(api, 'Other tokens');
    for (const [person, path] of [
      [owner, 'labels'],
      [owner, `${shared.label}/contacts`],
      [other.people.owner, `${other.label}/grants`],
    ] as const) {
      const answer = await api.call(
        person,
        `GET /v1/${path}?pageToken=${nextPageToken}`,
      );
      expect(answer.status).toBe(400);
      expect(Object.keys(violationsOf(answer))).toEqual(['pageToken']);
    }
  });
});
