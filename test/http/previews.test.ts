import {sql} from 'kysely';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {
  createTestApi,
  violationsOf,
  type Answer,
  type TestApi,
} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import {dumpStore} from './support/store-dump.ts';
import type {Person} from './support/workplace.ts';

/** Contacts that an account may have here. */
const CONTACTS_MAX = 2000;

describeOnBothStores('previews', getDatabase => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(getDatabase(), {contactsMax: CONTACTS_MAX});
  });

  afterAll(() => api.app.close());

  /** A call that has to leave every row of the store as it was. */
  async function ask(as: Person, line: string, body: object): Promise<Answer> {
    const before = await dumpStore(getDatabase().db);
    const answer = await api.call(as, line, body);
    expect(await dumpStore(getDatabase().db)).toEqual(before);
    return answer;
  }

  /** Somebody who called once. */
  async function enrolled(name: string, about: object = {}): Promise<Person> {
    const person = api.workplace.join(name, about);
    await api.ok(person, 'GET /v1/accounts/me');
    return person;
  }

  const control: TestApi['workplace']['emulator']['control'] = (act, args) =>
    api.workplace.emulator.control(act, args);

  describe('of sharing a contact group', () => {
    let owner: Person;

    const preview = (body: object, as = owner) =>
      ask(as, 'POST /v1/labels?validateOnly=true', body);

    const groupOf = (person: Person, name: string): string =>
      control('createLabel', {user: person.email, name})['resourceName'];

    beforeAll(async () => {
      owner = await enrolled('group-owner', {
        contacts: [
          {
            person: {
              names: [{givenName: 'Hanako'}],
              phoneNumbers: [{value: '03-1234-5678'}],
            },
            labels: ['Customers'],
          },
          {
            person: {names: [{givenName: 'Ben'}], birthdays: [{text: 'May'}]},
            labels: ['Customers', 'Friends'],
          },
          {person: {urls: [{value: 'https://private.example'}]}},
        ],
      });
    });

    test('says how many contacts, and which fields they have', async () => {
      const {status, body} = await preview({
        contactGroup: groupOf(owner, 'Customers'),
      });
      expect([status, body]).toEqual([
        200,
        {
          displayName: 'Customers',
          contactCount: 2,
          fields: ['birthdays', 'names', 'phoneNumbers'],
        },
      ]);
      expect(await api.ok(owner, 'GET /v1/labels')).toEqual({labels: []});
    });

    test('says so of one that is empty', async () => {
      const {body} = await preview({contactGroup: groupOf(owner, 'Empty')});
      expect(body).toMatchObject({contactCount: 0, fields: []});
    });

    test('counts each of more contacts than are read by name', async () => {
      const many = await enrolled('collector', {
        contacts: [
          ...Array.from({length: 1001}, (_, index) => ({
            person: {nicknames: [{value: `N${index}`}]},
            labels: ['Many'],
          })),
          {person: {interests: [{value: 'private'}]}},
        ],
      });
      const {body} = await preview({contactGroup: groupOf(many, 'Many')}, many);
      expect(body).toMatchObject({contactCount: 1001, fields: ['nicknames']});
    });

    test('of a new label has nothing to count', async () => {
      const {body} = await preview({displayName: ' New '});
      expect(body).toEqual({displayName: 'New', contactCount: 0, fields: []});
    });

    test.each([
      ['of Google’s own', () => 'contactGroups/myContacts'],
      ['that does not exist', () => 'contactGroups/zz'],
      [
        'of somebody else',
        () => groupOf(api.workplace.join('somebody-else'), 'Theirs'),
      ],
    ])('%s is refused as sharing it is', async (_case, contactGroup) => {
      const answer = await preview({contactGroup: contactGroup()});
      expect(answer).toMatchObject({
        status: 400,
        body: {error: {status: 'INVALID_ARGUMENT'}},
      });
      expect(Object.keys(violationsOf(answer))).toEqual(['contactGroup']);
    });

    test('that is shared already is refused as sharing it is', async () => {
      const contactGroup = groupOf(owner, 'Taken');
      await api.ok(owner, 'POST /v1/labels', {contactGroup});
      const answer = await preview({contactGroup});
      expect(answer).toMatchObject({
        status: 409,
        body: {error: {status: 'ALREADY_EXISTS'}},
      });
    });

    test.each([
      ['unreachable', 503, 'UNAVAILABLE'],
      ['revoked', 400, 'FAILED_PRECONDITION'],
    ] as const)('says that Google is %s', async (fault, status, reason) => {
      const contactGroup = groupOf(owner, 'Friends');
      api.workplace.breakGoogle(fault);
      const answer = await preview({contactGroup});
      api.workplace.breakGoogle(undefined);
      expect(answer).toMatchObject({
        status,
        body: {error: {status: reason}},
      });
    });

    test.each(['maybe', 'TRUE', ''])(
      'asked for by %j is neither a preview nor the act',
      async word => {
        const answer = await ask(
          owner,
          `POST /v1/labels?validateOnly=${word}`,
          {displayName: 'New'},
        );
        expect(answer.status).toBe(400);
        expect(Object.keys(violationsOf(answer))).toEqual(['validateOnly']);
      },
    );
  });

  describe('of a grant', () => {
    let shared: SharedLabel;
    let admin: Person;
    let newcomer: Person;
    let partner: Person;

    const preview = (
      as: Person,
      principal: object,
      more: object = {},
    ): Promise<Answer> =>
      ask(as, `POST /v1/${shared.label}/grants?validateOnly=true`, {
        principal,
        ...more,
      });

    const user = ({email}: Person) => ({type: 'user', email});

    beforeAll(async () => {
      shared = await shareLabel(api, 'Previewed');
      const contacts = [];
      for (const givenName of ['Anna', 'Ben', 'Chie']) {
        contacts.push(await shared.addContact({names: [{givenName}]}));
      }
      newcomer = await enrolled('newcomer');
      partner = await enrolled('partner');
      const elsewhere = await api.ok(shared.people.owner, 'POST /v1/labels', {
        displayName: 'Elsewhere',
      });
      await api.ok(
        shared.people.owner,
        `POST /v1/${elsewhere.name}/contacts:add`,
        {contacts: contacts.slice(0, 2)},
      );
      await api.ok(shared.people.owner, `POST /v1/${elsewhere.name}/grants`, {
        principal: user(partner),
      });
      admin = await enrolled('preview-admin', {isAdmin: true});
      await api.ok(shared.people.owner, `POST /v1/${shared.label}/grants`, {
        principal: user(admin),
        role: 'manager',
      });
      control('addGroup', {
        email: 'previewed@example.co.jp',
        members: [
          {email: newcomer.email},
          {email: shared.people.manager.email},
        ],
      });
      control('addGroup', {
        email: 'outer@example.co.jp',
        members: [
          {email: 'previewed@example.co.jp', type: 'GROUP'},
          {email: partner.email},
        ],
      });
    });

    test('to a user says how many contacts arrive', async () => {
      const {status, body} = await preview(
        shared.people.manager,
        user(newcomer),
      );
      expect([status, body]).toEqual([
        200,
        {accounts: [{email: newcomer.email, arrive: 3, doesNotFit: 0}]},
      ]);
      expect(await api.call(newcomer, `GET /v1/${shared.label}`)).toMatchObject(
        {status: 404},
      );
    });

    test('does not count what the account sees through another label', async () => {
      const {body} = await preview(shared.people.manager, user(partner));
      expect(body.accounts).toEqual([
        {email: partner.email, arrive: 1, doesNotFit: 0},
      ]);
    });

    test('to a group tells its members, nested ones too, and to each their own', async () => {
      const {body} = await preview(shared.people.manager, {
        type: 'group',
        email: 'outer@example.co.jp',
      });
      expect(body.accounts).toEqual(
        [
          {
            email: shared.people.manager.email,
            arrive: 0,
            doesNotFit: 0,
            create: 0,
            link: 0,
            merge: 0,
          },
          {email: newcomer.email, arrive: 3, doesNotFit: 0},
          {email: partner.email, arrive: 1, doesNotFit: 0},
        ].sort((one, other) => (one.email < other.email ? -1 : 1)),
      );
    });

    test('tells admins of everybody how the contacts arrive', async () => {
      const {body} = await preview(admin, {
        type: 'group',
        email: 'outer@example.co.jp',
      });
      expect(
        body.accounts.map((account: {create: number; link: number}) => [
          account.create,
          account.link,
        ]),
      ).toHaveLength(3);
      expect(body.accounts).toContainEqual({
        email: partner.email,
        arrive: 1,
        doesNotFit: 0,
        create: 1,
        link: 0,
        merge: 0,
      });
    });

    test('never tells anybody else what stands in an address book', async () => {
      const owning = await enrolled('owning', {
        contacts: [
          {
            person: {
              names: [{givenName: 'Dai'}],
              emailAddresses: [{value: 'dai@customer.example'}],
            },
          },
        ],
      });
      const contact = await shared.addContact({
        names: [{givenName: 'Dai'}],
        emailAddresses: [{value: 'dai@customer.example'}],
      });
      const toManager = await preview(shared.people.manager, user(owning));
      const toOwner = await preview(shared.people.owner, user(owning));
      const toAdmin = await preview(admin, user(owning));
      await api.ok(shared.people.owner, `DELETE /v1/${contact}`);
      const arrival = {email: owning.email, arrive: 4, doesNotFit: 0};
      expect(toManager.body).toEqual({accounts: [arrival]});
      expect(toOwner.body).toEqual({accounts: [arrival]});
      expect(toAdmin.body).toEqual({
        accounts: [{...arrival, create: 3, link: 1, merge: 0}],
      });
    });

    test('links nobody by a field that the grant hides', async () => {
      const owning = await enrolled('hidden-from', {
        contacts: [
          {
            person: {
              names: [{givenName: 'Eri'}],
              emailAddresses: [{value: 'eri@customer.example'}],
            },
          },
        ],
      });
      const contact = await shared.addContact({
        names: [{givenName: 'Eri'}],
        emailAddresses: [{value: 'eri@customer.example'}],
      });
      await api.ok(shared.people.owner, `PATCH /v1/${shared.label}`, {
        defaultHiddenFields: ['emailAddresses'],
      });
      const hidden = await preview(admin, user(owning));
      await api.ok(shared.people.owner, `PATCH /v1/${shared.label}`, {
        defaultHiddenFields: [],
      });
      const shown = await preview(admin, user(owning));
      await api.ok(shared.people.owner, `DELETE /v1/${contact}`);
      expect(hidden.body.accounts).toMatchObject([{create: 4, link: 0}]);
      expect(shown.body.accounts).toMatchObject([{create: 3, link: 1}]);
    });

    test('says nothing of an address book that cannot be read', async () => {
      control('fault', {
        effect: 'serviceDisabled',
        method: 'people.connections.list',
      });
      const {body} = await preview(admin, user(newcomer));
      control('clearFaults', {});
      expect(body.accounts).toEqual([
        {email: newcomer.email, arrive: 3, doesNotFit: 0},
      ]);
    });

    /** As if lists had shown so many contacts of their own; null: none was read. */
    async function showOwn({id}: Person, count: number | null) {
      const {db} = getDatabase();
      await sql`
        insert into own_keys (account_id, source_id, resource_name, key)
        select ${id}, n::text, 'people/c' || n, 'k' || k
        from generate_series(1, ${count ?? 0}::int) n, generate_series(1, 2) k`.execute(
        db,
      );
      await sql`
        update accounts set counted_list = ${count === null ? null : 0}::int
        where id = ${id}`.execute(db);
    }

    test.each([
      ['has room for one more', 1999, null, 2],
      ['has room for all of them', 1997, null, 0],
      ['was never counted', null, null, 0],
      ['is known to be full', null, 'FULL', 3],
    ] as const)(
      'to an account that %s says what does not fit',
      async (_case, count, fault, doesNotFit) => {
        const full = await enrolled(`full-${doesNotFit}-${count}`);
        await showOwn(full, count);
        await getDatabase()
          .db.updateTable('accounts')
          .set({fault})
          .where('id', '=', full.id)
          .execute();
        const {body} = await preview(shared.people.owner, user(full));
        expect(body.accounts).toEqual([
          {email: full.email, arrive: 3, doesNotFit},
        ]);
      },
    );

    test('to an account counts the copies that are there or on their way', async () => {
      const full = await enrolled('filling');
      const other = await shareLabel(api, 'Filling');
      await other.addContact();
      await other.addContact();
      await api.ok(other.people.owner, `POST /v1/${other.label}/grants`, {
        principal: user(full),
      });
      await showOwn(full, 1997);
      const {body} = await preview(shared.people.owner, user(full));
      expect(body.accounts).toMatchObject([{arrive: 3, doesNotFit: 2}]);
    });

    test('to a suspended user reaches nobody', async () => {
      const suspended = api.workplace.join('on-leave', {suspended: true});
      const {body} = await preview(shared.people.owner, user(suspended));
      expect(body).toEqual({accounts: []});
    });

    test('to a domain reaches its users', async () => {
      const {body} = await preview(shared.people.owner, {
        type: 'domain',
        domain: 'example.co.jp',
      });
      const emails = body.accounts.map((each: {email: string}) => each.email);
      expect(emails).toEqual([...emails].sort());
      expect(emails).toEqual(
        expect.arrayContaining([newcomer.email, partner.email]),
      );
    });

    test.each<[string, number, string, () => [Person, object, object?]]>([
      [
        'for who may not share',
        403,
        'PERMISSION_DENIED',
        () => [shared.people.remover, user(newcomer)],
      ],
      [
        'for who does not see the label',
        404,
        'NOT_FOUND',
        () => [newcomer, user(newcomer)],
      ],
      [
        'to whom has a grant',
        409,
        'ALREADY_EXISTS',
        () => [shared.people.owner, user(shared.people.viewer)],
      ],
      [
        'to nobody who is known',
        400,
        'INVALID_ARGUMENT',
        () => [
          shared.people.owner,
          {type: 'user', email: 'nobody@example.co.jp'},
        ],
      ],
      [
        'with a role that does not exist',
        400,
        'INVALID_ARGUMENT',
        () => [shared.people.owner, user(newcomer), {role: 'king'}],
      ],
      [
        'hiding more than a manager may',
        403,
        'PERMISSION_DENIED',
        () => [
          shared.people.manager,
          user(newcomer),
          {hiddenFields: ['birthdays']},
        ],
      ],
    ])(
      '%s is refused as the grant is',
      async (_case, status, reason, asked) => {
        expect(await preview(...asked())).toMatchObject({
          status,
          body: {error: {status: reason}},
        });
      },
    );

    test('waits for a Directory that is out of reach', async () => {
      api.workplace.breakGoogle('unreachable');
      const answer = await preview(shared.people.owner, {
        type: 'group',
        email: 'outer@example.co.jp',
      });
      api.workplace.breakGoogle(undefined);
      expect(answer).toMatchObject({
        status: 503,
        body: {error: {status: 'UNAVAILABLE'}},
      });
    });

    test('to a group whose members are not shown says so', async () => {
      control('fault', {
        effect: 'serviceDisabled',
        method: 'directory.members.list',
      });
      const answer = await preview(shared.people.owner, {
        type: 'group',
        email: 'outer@example.co.jp',
      });
      control('clearFaults', {});
      expect(answer).toMatchObject({
        status: 400,
        body: {error: {status: 'FAILED_PRECONDITION'}},
      });
    });
  });

  describe('of a changed grant', () => {
    let shared: SharedLabel;

    const preview = (body: object, grant = shared.grants.viewer) =>
      ask(shared.people.manager, `PATCH /v1/${grant}?validateOnly=true`, body);

    beforeAll(async () => {
      shared = await shareLabel(api, 'Previewed change');
      await shared.addContact();
    });

    test('says whom it reaches, to whom nothing arrives', async () => {
      const {status, body} = await preview({role: 'editor'});
      expect([status, body]).toEqual([
        200,
        {
          accounts: [
            {email: shared.people.viewer.email, arrive: 0, doesNotFit: 0},
          ],
        },
      ]);
    });

    test.each<[string, number, () => [object, string?]]>([
      ['of the owner', 403, () => [{role: 'viewer'}, shared.ownerGrant]],
      ['by an etag that is out of date', 409, () => [{etag: 'eA'}]],
      ['that hides fields', 403, () => [{hiddenFields: ['birthdays']}]],
      [
        'that does not exist',
        404,
        () => [
          {},
          `${shared.label}/grants/0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a`,
        ],
      ],
    ])('%s is refused as the change is', async (_case, status, asked) => {
      expect(await preview(...asked())).toMatchObject({status});
    });
  });

  test('a call that has no preview does not act when one is asked for', async () => {
    const shared = await shareLabel(api, 'Not previewed');
    const answer = await ask(
      shared.people.owner,
      `POST /v1/${shared.label}/contacts?validateOnly=true`,
      {person: {names: [{givenName: 'Anna'}]}},
    );
    expect(answer.status).toBe(400);
    expect(Object.keys(violationsOf(answer))).toEqual(['validateOnly']);
  });
});
