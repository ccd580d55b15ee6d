import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test,
} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import {dumpStore} from './support/store-dump.ts';
import {DELEGATED_SCOPES, type Person} from './support/workplace.ts';

const AYA = {
  names: [{familyName: '青木', givenName: '綾'}],
  emailAddresses: [{value: 'aya@customer.example'}],
};

describeOnBothStores('other contacts', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let editor: Person;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
    editor = shared.people.editor;
    wrote(editor, AYA);
    wrote(editor, {emailAddresses: [{value: 'ben@customer.example'}]});
    wrote(editor, {
      names: [{givenName: 'Cleo', familyName: 'Stone'}],
      emailAddresses: [{value: 'reception@hotel.example'}],
      phoneNumbers: [{value: '+81 90 1234 5678'}],
    });
  });

  afterAll(() => api.app.close());

  const wrote = ({email}: Person, person: object) =>
    api.workplace.emulator.control('createOtherContact', {user: email, person});
  const list = async (as: Person, query = '') =>
    (await api.ok(as, `GET /v1/otherContacts${query}`)).otherContacts;
  const names = (others: readonly {displayName?: string}[]) =>
    others.map(({displayName}) => displayName);

  test('are whom the caller wrote to and nobody else, and nothing of them is stored', async () => {
    const before = await dumpStore(api.db);
    const others = await list(editor);
    expect(others).toMatchObject([
      {
        resourceName: expect.stringMatching(/^otherContacts\/c\d+$/),
        displayName: '青木 綾',
        person: {emailAddresses: [{value: 'aya@customer.example'}]},
        duplicates: [],
      },
      {person: {emailAddresses: [{value: 'ben@customer.example'}]}},
      {displayName: 'Cleo Stone'},
    ]);
    expect(await list(shared.people.owner)).toEqual([]);
    expect({...(await dumpStore(api.db)), quota_ledgers: []}).toEqual({
      ...before,
      quota_ledgers: [],
    });
  });

  test.each([
    ['stone', ['Cleo Stone']],
    ['木', ['青木 綾']],
    ['2345678', ['Cleo Stone']],
    ['cleo ben', []],
  ])('are found by words and parts of words, as %s', async (query, found) => {
    const others = await list(editor, `?query=${encodeURIComponent(query)}`);
    expect(names(others)).toEqual(found);
  });

  test.each(['', '&query=example'])(
    'come in pages, each once%s',
    async query => {
      const first = await api.ok(
        editor,
        `GET /v1/otherContacts?pageSize=2${query}`,
      );
      expect(first.otherContacts).toHaveLength(2);
      const rest = await api.ok(
        editor,
        `GET /v1/otherContacts?pageSize=2${query}&pageToken=${first.nextPageToken}`,
      );
      expect(rest.otherContacts).toHaveLength(1);
      const all = [...first.otherContacts, ...rest.otherContacts];
      expect(names(all).sort()).toEqual(names(await list(editor)).sort());
      expect(rest.nextPageToken).toBeUndefined();
    },
  );

  test('go on after somebody who is saved or gone since', async () => {
    const {owner} = shared.people;
    const all = ['p', 'q', 'r', 's'].map(name => `${name}@page.example`);
    for (const value of all) wrote(owner, {emailAddresses: [{value}]});
    const path = 'GET /v1/otherContacts?pageSize=2&query=page';
    const first = await api.ok(owner, path);
    const {resourceName} = first.otherContacts[1];
    const {world} = api.workplace.emulator;
    const book = world.account(owner.id);
    const gone = resourceName.replace('otherContacts', 'people');
    book.removeOther(book.others.get(gone)!, world.nowMs(), 0);
    const rest = await api.ok(
      owner,
      `${path}&pageToken=${first.nextPageToken}`,
    );
    const read = [...first.otherContacts, ...rest.otherContacts].map(
      each => each.person.emailAddresses[0].value,
    );
    expect(read.sort()).toEqual(all);
    expect(rest.nextPageToken).toBeUndefined();
    for (const other of book.others.values()) {
      book.removeOther(other, world.nowMs(), 0);
    }
  });

  test('have no page for a token of another list', async () => {
    const first = await api.ok(editor, 'GET /v1/otherContacts?pageSize=2');
    const others = await api.call(
      editor,
      `GET /v1/otherContacts?pageSize=3&pageToken=${first.nextPageToken}`,
    );
    expect([others.status, Object.keys(violationsOf(others))]).toEqual([
      400,
      ['pageToken'],
    ]);
    // Google binds its tokens to their user.
    const {status} = await api.call(
      shared.people.owner,
      `GET /v1/otherContacts?pageSize=2&pageToken=${first.nextPageToken}`,
    );
    expect(status).toBe(400);
  });

  describe('offered for a label', () => {
    const offered = (as: Person, label = shared.label) =>
      api.call(as, `GET /v1/otherContacts?label=${label}`);

    test.each([
      ['who may not add to it', () => shared.people.viewer, 403],
      ['who does not see it', () => api.workplace.join('stranger'), 404],
    ])('not to %s', async (_who, who, status) => {
      expect((await offered(who())).status).toBe(status);
    });

    test('by its name alone', async () => {
      const answer = await offered(editor, 'Customers');
      expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
        400,
        ['label'],
      ]);
    });

    test('tell whom they may be, and are joined by adding them', async () => {
      const cleo = await shared.addContact({
        names: [{givenName: 'Chloe'}],
        phoneNumbers: [{value: '+81 90 1234 5678'}],
      });
      const aya = await shared.addContact(AYA);
      const [first] = await list(editor);
      expect(first.duplicates).toEqual([
        {
          contact: aya,
          displayName: '青木 綾',
          sure: true,
          reasons: ['SAME_EMAIL', 'SAME_NAME'],
          labels: [shared.label],
        },
      ]);
      const {otherContacts} = (await offered(editor)).body;
      expect(names(otherContacts)).toEqual([
        'ben@customer.example',
        'Cleo Stone',
      ]);
      expect(JSON.stringify(otherContacts)).not.toContain(cleo);
      const [ben] = otherContacts;
      await api.ok(editor, `POST /v1/${shared.label}/contacts`, {
        person: ben.person,
      });
      const after = (await offered(editor)).body.otherContacts;
      expect(names(after)).toEqual(['Cleo Stone']);
    });

    test('tell nothing by what is hidden from who asks', async () => {
      const hidden = api.workplace.join('half-sighted');
      await api.ok(shared.people.owner, `POST /v1/${shared.label}/grants`, {
        principal: {type: 'user', email: hidden.email},
        role: 'editor',
        hiddenFields: ['emailAddresses'],
      });
      wrote(hidden, AYA);
      const [aya] = (await offered(hidden)).body.otherContacts;
      expect(aya.duplicates).toEqual([]);
    });
  });

  describe('without the scope', () => {
    afterEach(() => {
      delegate('contacts.other.readonly');
    });

    const delegate = (...more: readonly string[]) =>
      api.workplace.emulator.control('delegate', {
        scopes: [...DELEGATED_SCOPES, ...more],
      });

    test.each(['', '?query=cle'])(
      '%s say so and how to mend it',
      async query => {
        delegate();
        const newcomer = api.workplace.join(`newcomer-${query.length}`);
        await api.ok(newcomer, 'GET /v1/labels');
        const {status, body} = await api.call(
          newcomer,
          `GET /v1/otherContacts${query}`,
        );
        expect([status, body.error]).toMatchObject([
          403,
          {
            status: 'PERMISSION_DENIED',
            message: expect.stringContaining('contacts.other.readonly'),
            details: [{reason: 'OTHER_CONTACTS_SCOPE_MISSING'}],
          },
        ]);
      },
    );
  });

  test('cannot be seen while Google does not answer', async () => {
    api.workplace.breakGoogle('unreachable');
    const {status} = await api.call(editor, 'GET /v1/otherContacts');
    api.workplace.breakGoogle(undefined);
    expect(status).toBe(503);
  });
});
