import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';
import {describeOnBothStores} from '../support/database.ts';

describeOnBothStores('the card of a contact that is looked up', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let people: SharedLabel['people'];
  let count = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
    people = shared.people;
  });

  afterAll(() => api.app.close());

  /** A contact with an address of its own. */
  async function add(person: object = {}) {
    count += 1;
    const email = `person-${count}@example.com`;
    const name = await shared.addContact({
      names: [{givenName: `Person ${count}`}],
      emailAddresses: [{value: email}],
      ...person,
    });
    return {email, name};
  }

  const lookup = async (as: Person, ...emails: readonly string[]) =>
    api.ok(as, 'POST /v1/contacts:lookup', {emails});

  const cardFor = async (as: Person, email: string) =>
    (await lookup(as, email)).cards[0];

  const comment = (
    as: Person,
    name: string,
    text: string,
    visibility: string,
  ) => api.ok(as, `POST /v1/${name}/comments`, {text, visibility});

  test('names its labels with the caller’s role and who granted it', async () => {
    const {email, name} = await add();
    const label = {name: shared.label, displayName: 'Customers'};
    expect(await cardFor(people.viewer, email)).toMatchObject({
      contact: name,
      labels: [{...label, role: 'viewer', sharedBy: people.owner.email}],
    });
    const {labels} = await cardFor(people.owner, email);
    expect(labels).toEqual([{...label, role: 'owner'}]);
  });

  test('names the manager who granted it, and no label that the caller does not see', async () => {
    const newcomer = api.workplace.join('newcomer');
    await api.ok(people.manager, `POST /v1/${shared.label}/grants`, {
      principal: {type: 'user', email: newcomer.email},
      role: 'editor',
    });
    const {email, name} = await add();
    const {name: other} = await api.ok(people.owner, 'POST /v1/labels', {
      displayName: 'Of the owner alone',
    });
    await api.ok(people.owner, `POST /v1/${other}/contacts:add`, {
      contacts: [name],
    });
    expect((await cardFor(people.owner, email)).labels).toHaveLength(2);
    expect((await cardFor(newcomer, email)).labels).toEqual([
      expect.objectContaining({
        role: 'editor',
        sharedBy: people.manager.email,
      }),
    ]);
    expect(await api.ok(newcomer, `GET /v1/${shared.label}`)).toMatchObject({
      sharedBy: people.manager.email,
    });
    expect(await api.ok(people.owner, `GET /v1/${other}`)).not.toHaveProperty(
      'sharedBy',
    );
  });

  test('tells who changed it last, when and through what', async () => {
    const {email, name} = await add();
    await api.ok(people.editor, `PATCH /v1/${name}`, {
      person: {nicknames: [{value: 'Nick'}]},
    });
    const {revisions} = await api.ok(people.owner, `GET /v1/${name}/revisions`);
    const {name: revision, time} = revisions[0];
    expect((await cardFor(people.owner, email)).lastChange).toEqual({
      name: revision,
      time,
      kind: 'edit',
      account: people.editor.email,
      via: 'API',
      labelsAdded: [],
      labelsRemoved: [],
      fields: ['nicknames'],
    });
  });

  test('tells of no change of a field that is hidden from the caller', async () => {
    const {email, name} = await add();
    const before = await cardFor(people.viewer, email);
    await api.ok(people.owner, `PATCH /v1/${shared.grants.viewer}`, {
      hiddenFields: ['biographies'],
    });
    await api.ok(people.owner, `PATCH /v1/${name}`, {
      person: {biographies: [{value: 'Geheim'}]},
    });
    expect((await cardFor(people.viewer, email)).lastChange).toEqual(
      before.lastChange,
    );
    expect((await cardFor(people.owner, email)).lastChange.fields).toEqual([
      'biographies',
    ]);
    await api.ok(people.owner, `PATCH /v1/${shared.grants.viewer}`, {
      hiddenFields: [],
    });
  });

  test('has the three newest comments, and nobody else’s private ones', async () => {
    const {email, name} = await add();
    for (const text of ['one', 'two', 'three', 'four']) {
      await comment(people.editor, name, text, 'PUBLIC');
    }
    await comment(people.viewer, name, 'mine alone', 'PRIVATE');
    const textsFor = async (as: Person) =>
      (await cardFor(as, email)).comments.map(({text}: {text: string}) => text);
    expect(await textsFor(people.viewer)).toEqual([
      'mine alone',
      'four',
      'three',
    ]);
    expect(await textsFor(people.owner)).toEqual(['four', 'three', 'two']);
    const {comments} = await api.ok(people.owner, `GET /v1/${name}/comments`);
    expect((await cardFor(people.owner, email)).comments).toEqual(
      comments.slice(0, 3),
    );
  });

  test('has what was said of a contact that was merged into it', async () => {
    const survivor = await add();
    const absorbed = await add();
    await comment(people.editor, survivor.name, 'of the one', 'PUBLIC');
    await comment(people.editor, absorbed.name, 'of the other', 'PUBLIC');
    await api.ok(people.owner, 'POST /v1/contacts:merge', {
      contacts: [survivor.name, absorbed.name],
    });
    const {cards} = await lookup(people.owner, absorbed.email, survivor.email);
    expect(cards).toHaveLength(1);
    expect(cards[0]).toMatchObject({
      contact: survivor.name,
      lastChange: {kind: 'merged'},
      comments: [{text: 'of the other'}, {text: 'of the one'}],
    });
  });

  test.each([
    [
      'viewer',
      {edit: false, remove: false, commentPublicly: false, share: false},
    ],
    [
      'editor',
      {edit: true, remove: false, commentPublicly: true, share: false},
    ],
    [
      'remover',
      {edit: true, remove: true, commentPublicly: true, share: false},
    ],
    ['manager', {edit: true, remove: true, commentPublicly: true, share: true}],
    ['owner', {edit: true, remove: true, commentPublicly: true, share: true}],
  ] as const)('says what a caller may do who is %s', async (role, may) => {
    const {email} = await add();
    expect((await cardFor(people[role], email)).may).toEqual(may);
  });

  test('offers no sharing on to who does not see all of it', async () => {
    const {email} = await add();
    await api.ok(people.owner, `PATCH /v1/${shared.grants.manager}`, {
      hiddenFields: ['biographies'],
    });
    expect((await cardFor(people.manager, email)).may.share).toBe(false);
    await api.ok(people.owner, `PATCH /v1/${shared.grants.manager}`, {
      hiddenFields: [],
    });
  });

  describe('of many', () => {
    test('is one for each contact, in the order they were asked for', async () => {
      const [first, second] = [await add(), await add()];
      const {cards} = await lookup(
        people.viewer,
        second.email,
        'nobody@example.com',
        first.email,
        second.email.toUpperCase(),
      );
      expect(cards.map(({contact}: {contact: string}) => contact)).toEqual([
        second.name,
        first.name,
      ]);
    });

    test('is there for 200 at most, and for some of every match', async () => {
      const desks = ['north', 'south', 'west'].map(
        side => `desk-${side}@example.com`,
      );
      for (const email of desks) {
        for (let each = 0; each < 80; each++) {
          await shared.addContact({
            names: [{givenName: `${email} ${each}`}],
            emailAddresses: [{value: email}],
          });
        }
      }
      const {matches, cards} = await lookup(people.viewer, ...desks);
      const carded = new Set(
        cards.map(({contact}: {contact: string}) => contact),
      );
      expect(carded.size).toBe(200);
      for (const {contacts} of matches) {
        expect(contacts).toHaveLength(80);
        const first = contacts.slice(0, 66);
        expect(first.every(({name}: {name: string}) => carded.has(name))).toBe(
          true,
        );
      }
    }, 60_000);

    test('takes no more statements than of one', async () => {
      let statements = 0;
      const db = getDatabase().db.withPlugin({
        transformQuery: ({node}) => {
          statements += 1;
          return node;
        },
        transformResult: async ({result}) => result,
      });
      const counting = await createTestApi({...getDatabase(), db});
      const {people: counted, addContact} = await shareLabel(counting, 'Count');
      const emails = [1, 2, 3, 4, 5, 6].map(each => `c${each}@example.com`);
      for (const value of emails) {
        await addContact({
          names: [{givenName: value}],
          emailAddresses: [{value}],
        });
      }
      const countFor = async (asked: readonly string[]) => {
        const before = statements;
        const {cards} = await counting.ok(
          counted.viewer,
          'POST /v1/contacts:lookup',
          {emails: asked},
        );
        expect(cards).toHaveLength(asked.length);
        return statements - before;
      };
      // Whatever is read once for all calls is read by the first.
      await countFor(emails);
      expect(await countFor(emails)).toBe(await countFor(emails.slice(0, 1)));
      await counting.app.close();
    });
  });
});
