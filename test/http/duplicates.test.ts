import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {
  createTestApi,
  violationsOf,
  type Answer,
  type TestApi,
} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

type Json = Answer['body'];

const MOBILE = {phoneNumbers: [{value: '090-1234-5678'}]};
const MAIL = {emailAddresses: [{value: 'hanako@customer.example'}]};
const OFFICE = {phoneNumbers: [{value: '03-1234-5678'}]};
const HANAKO = {names: [{givenName: '花子', familyName: '山田'}], ...MAIL};
const NICK = {nicknames: [{value: 'はな'}]};
const ROMAJI = {names: [{givenName: 'Hanako', familyName: 'Yamada'}], ...MAIL};

describeOnBothStores('contacts that may be one person', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    labels += 1;
    shared = await shareLabel(api, `Doubles ${labels}`);
  });

  const list = async (as: Person, query = '') =>
    (await api.ok(as, `GET /v1/duplicates${query}`)).duplicates;
  const decide = (as: Person, name: string, verb: string, body?: object) =>
    api.call(as, `POST /v1/${name}:${verb}`, body);
  const accept = (as: Person, name: string, body?: object) =>
    decide(as, name, 'accept', body);
  const reject = (as: Person, name: string) => decide(as, name, 'reject');
  const namesOf = ({contacts}: Json) =>
    contacts.map(({name}: Json) => name as string);

  const create = async (as: Person, person: object): Promise<string> =>
    (await api.ok(as, `POST /v1/${shared.label}/contacts`, {person})).name;
  /** Who may merge none: who surely is somebody is proposed too. */
  const addAsEditor = (person: object) => create(shared.people.editor, person);

  /** Two of one address, and the proposal of them. */
  async function propose(first: object = HANAKO, second: object = ROMAJI) {
    const contacts = [
      await addAsEditor(first),
      await addAsEditor(second),
    ] as const;
    const duplicates = await list(shared.people.remover);
    expect(duplicates).toHaveLength(1);
    return {contacts, duplicate: duplicates[0], name: duplicates[0].name};
  }

  const join = (label: SharedLabel, {email}: Person, grant: object) =>
    api.ok(label.people.owner, `POST /v1/${label.label}/grants`, {
      principal: {type: 'user', email},
      ...grant,
    });

  test('are proposed with reasons to who may make them one', async () => {
    const {contacts, duplicate} = await propose();
    expect(duplicate).toMatchObject({
      name: expect.stringMatching(/^duplicates\//),
      state: 'OPEN',
      reasons: ['SAME_EMAIL'],
    });
    expect(namesOf(duplicate)).toEqual(contacts);
    expect(duplicate.contacts[1].person.names).toEqual(ROMAJI.names);
    const {viewer, editor, owner, manager} = shared.people;
    for (const person of [manager, owner]) {
      expect(await list(person)).toEqual([
        expect.objectContaining({name: duplicate.name}),
      ]);
    }
    for (const person of [viewer, editor]) {
      expect(await list(person)).toEqual([]);
      expect((await accept(person, duplicate.name)).status).toBe(404);
      expect((await reject(person, duplicate.name)).status).toBe(404);
    }
  });

  test('by number and name, however it is written', async () => {
    await addAsEditor({...HANAKO, ...MOBILE, emailAddresses: []});
    await addAsEditor({names: [{givenName: '山田花子'}], ...MOBILE});
    await addAsEditor({
      names: [{givenName: '太郎', familyName: '山田'}],
      ...MOBILE,
    });
    const duplicates = await list(shared.people.remover);
    expect(duplicates.map(({reasons}: Json) => reasons)).toEqual([
      ['SAME_PHONE', 'SAME_NAME'],
    ]);
  });

  test('are not proposed by a switchboard, a name or the mailbox of a function', async () => {
    const info = {emailAddresses: [{value: 'info@customer.example'}]};
    for (const givenName of ['花子', '太郎', '健']) {
      const names = [{givenName, familyName: '山田'}];
      await shared.addContact({names, ...OFFICE, ...info});
    }
    await shared.addContact({names: HANAKO.names});
    expect(await list(shared.people.owner)).toEqual([]);
  });

  test('are one at once where one surely is the other and who adds it may merge them', async () => {
    const {remover, viewer} = shared.people;
    const hanako = await create(remover, HANAKO);
    const again = await api.ok(remover, `POST /v1/${shared.label}/contacts`, {
      person: {...HANAKO, ...MOBILE, ...NICK},
    });
    expect(again).toMatchObject({
      name: hanako,
      person: {...HANAKO, ...NICK},
    });
    const {contacts} = await api.ok(viewer, `GET /v1/${shared.label}/contacts`);
    expect(contacts).toHaveLength(1);
    expect(contacts[0].person.phoneNumbers).toHaveLength(1);
    expect(await list(remover)).toEqual([]);

    await api.ok(remover, `POST /v1/${hanako}:unmerge`);
    const after = await api.ok(viewer, `GET /v1/${shared.label}/contacts`);
    expect(after.contacts).toHaveLength(2);
    expect(after.contacts[0].person.nicknames).toBeUndefined();
  });

  test('are one as they are where what is added is there already', async () => {
    const {remover} = shared.people;
    const first = await create(remover, {...HANAKO, ...MOBILE});
    const before = await api.ok(remover, `GET /v1/${first}`);
    expect(await create(remover, HANAKO)).toBe(first);
    expect(await api.ok(remover, `GET /v1/${first}`)).toEqual(before);
  });

  test('are one however many are added: that is no removal', async () => {
    const {owner} = shared.people;
    const person = (each: number) => ({
      names: [{givenName: `Person ${each}`}],
      emailAddresses: [{value: `person${each}@customer.example`}],
    });
    const names = [];
    for (let each = 0; each < 12; each++) {
      names.push(await create(owner, person(each)));
    }
    for (let each = 0; each < 12; each++) {
      const again = await create(owner, {...person(each), ...NICK});
      expect(again).toBe(names[each]);
    }
    const {contacts} = await api.ok(owner, `GET /v1/${shared.label}/contacts`);
    expect(contacts).toHaveLength(12);
    expect(await api.ok(owner, `DELETE /v1/${names[0]}`)).toEqual({});
  });

  test('stay two where together they are more than Google keeps', async () => {
    const {remover} = shared.people;
    const numbers = (from: number) => ({
      phoneNumbers: Array.from({length: 100}, (_, index) => ({
        value: `+8190${10000000 + from + index}`,
      })),
    });
    const first = await create(remover, {...HANAKO, ...numbers(0)});
    const second = await create(remover, {...HANAKO, ...numbers(100)});
    expect(second).not.toBe(first);
    const [{name}] = await list(remover);
    for (const refused of [
      await accept(remover, name),
      await api.call(remover, 'POST /v1/contacts:merge', {
        contacts: [first, second],
      }),
    ]) {
      expect(refused.status).toBe(400);
      expect(violationsOf(refused)).toEqual({
        'person.phoneNumbers': 'At most 100 phone numbers',
      });
    }
    const {contacts} = await api.ok(
      remover,
      `GET /v1/${shared.label}/contacts`,
    );
    expect(contacts).toHaveLength(2);
  });

  test('stay two where the one who adds it may not merge them', async () => {
    const {editor, remover} = shared.people;
    const first = await create(editor, HANAKO);
    // What is there already needs no right.
    expect(await create(editor, HANAKO)).toBe(first);
    expect(await create(editor, {...HANAKO, ...NICK})).not.toBe(first);
    expect(await list(remover)).toMatchObject([
      {reasons: ['SAME_EMAIL', 'SAME_NAME']},
    ]);
  });

  test('are looked at value by value before they are one, which changes nothing', async () => {
    const {remover, owner, editor} = shared.people;
    const {contacts, name} = await propose(
      {...HANAKO, ...NICK},
      {
        ...ROMAJI,
        ...MOBILE,
      },
    );
    const [hanako, romaji] = contacts;
    const ask = (person: Person, line: string, body?: object) =>
      api.call(person, `POST /v1/${line}?validateOnly=true`, body);
    const {status, body} = await ask(remover, `${name}:accept`);
    expect(status).toBe(200);
    expect(body).toEqual({
      survivor: hanako,
      labels: [shared.label],
      fields: [
        {
          field: 'emailAddresses',
          items: [
            {
              item: MAIL.emailAddresses[0],
              from: [hanako, romaji],
              change: 'KEPT',
            },
          ],
          left: [],
        },
        {
          field: 'names',
          items: [{item: HANAKO.names[0], from: [hanako], change: 'KEPT'}],
          left: [{item: ROMAJI.names[0], from: [romaji]}],
        },
        {
          field: 'nicknames',
          items: [{item: NICK.nicknames[0], from: [hanako], change: 'KEPT'}],
          left: [],
        },
        {
          field: 'phoneNumbers',
          items: [
            {
              item: expect.objectContaining(MOBILE.phoneNumbers[0]!),
              from: [romaji],
              change: 'ADDED',
            },
          ],
          left: [],
        },
      ],
    });
    const merge = {contacts: [...contacts]};
    expect((await ask(owner, 'contacts:merge', merge)).body).toEqual(body);
    expect((await ask(editor, 'contacts:merge', merge)).status).toBe(403);
    const chosen = await ask(remover, `${name}:accept`, {
      person: {nicknames: [{value: 'Hana'}]},
    });
    const [nicknames] = chosen.body.fields.filter(
      ({field}: Json) => field === 'nicknames',
    );
    expect(nicknames).toEqual({
      field: 'nicknames',
      items: [{item: {value: 'Hana'}, from: [], change: 'ADDED'}],
      left: [{item: NICK.nicknames[0], from: [hanako]}],
    });
    await api.ok(owner, `PATCH /v1/${shared.grants.remover}`, {
      hiddenFields: ['nicknames'],
    });
    const seen = await ask(remover, `${name}:accept`);
    expect(JSON.stringify(seen.body)).not.toContain('nicknames');
    expect(await list(owner)).toMatchObject([{name, state: 'OPEN'}]);
    const {revisions} = await api.ok(owner, `GET /v1/${hanako}/revisions`);
    expect(revisions).toHaveLength(1);
  });

  test('are made one by accepting, as merging does, and taken apart again', async () => {
    const {remover, viewer, owner} = shared.people;
    const {contacts, name} = await propose();
    const [hanako, romaji] = contacts;
    const before = await api.ok(viewer, `GET /v1/${romaji}`);
    const {status, body} = await accept(remover, name);
    expect([status, body.name]).toEqual([200, hanako]);
    expect(body.person.names).toEqual(HANAKO.names);
    expect((await api.call(viewer, `GET /v1/${romaji}`)).status).toBe(404);
    expect(await list(remover)).toEqual([]);
    const {revisions} = await api.ok(viewer, `GET /v1/${hanako}/revisions`);
    expect(revisions).toContainEqual(
      expect.objectContaining({kind: 'lost', account: remover.email}),
    );

    await api.ok(owner, `POST /v1/${hanako}:unmerge`);
    expect(await api.ok(viewer, `GET /v1/${romaji}`)).toMatchObject({
      person: before.person,
      labels: before.labels,
    });
    expect(await list(remover)).toEqual([]);
  });

  test('are decided about once', async () => {
    const {remover, manager, editor} = shared.people;
    const {name} = await propose();
    const first = await accept(remover, name);
    expect(await accept(remover, name)).toMatchObject({
      status: 200,
      body: first.body,
    });
    for (const again of [
      await accept(manager, name),
      await reject(manager, name),
      await reject(remover, name),
    ]) {
      expect(again).toMatchObject({
        status: 409,
        body: {
          error: {message: expect.stringContaining('accepted already')},
        },
      });
    }
    expect((await accept(editor, name)).status).toBe(404);
  });

  test('are decided about by one of two who do at once', async () => {
    const {remover, manager, viewer} = shared.people;
    const {contacts, name} = await propose();
    const answers = await Promise.all([
      accept(remover, name),
      reject(manager, name),
      accept(manager, name),
    ]);
    expect(answers.map(({status}) => status).sort()).toEqual([200, 409, 409]);
    const {contacts: left} = await api.ok(
      viewer,
      `GET /v1/${shared.label}/contacts`,
    );
    const isRejected = answers[1].status === 200;
    expect(left).toHaveLength(isRejected ? contacts.length : 1);
  });

  test('are never proposed again once somebody rejected them', async () => {
    const {remover, manager, owner} = shared.people;
    const {contacts, name} = await propose();
    const rejected = await reject(remover, name);
    expect(rejected).toMatchObject({
      status: 200,
      body: {name, state: 'REJECTED', reasons: ['SAME_EMAIL']},
    });
    expect((await reject(remover, name)).body).toEqual(rejected.body);
    expect((await accept(manager, name)).status).toBe(409);
    const {name: other} = await api.ok(owner, 'POST /v1/labels', {
      displayName: `Another ${labels}`,
    });
    for (const contact of contacts) {
      await api.ok(owner, `POST /v1/${other}/contacts:add`, {
        contacts: [contact],
      });
    }
    expect(await list(owner)).toEqual([]);
    expect(await list(remover)).toEqual([]);
  });

  test('are open again where who rejected them undoes that', async () => {
    const {remover, manager} = shared.people;
    const {name} = await propose();
    const reopen = (as: Person) => api.call(as, `POST /v1/${name}:reopen`);
    expect(await reopen(remover)).toMatchObject({status: 409});
    await reject(remover, name);
    expect(await reopen(manager)).toMatchObject({status: 403});
    expect(await reopen(remover)).toMatchObject({
      status: 200,
      body: {name, state: 'OPEN'},
    });
    expect(await list(manager)).toMatchObject([{name}]);
    await accept(manager, name);
    expect(await reopen(manager)).toMatchObject({status: 409});
  });

  test('are two wherever one of them lives on, until that is undone', async () => {
    const {owner, remover} = shared.people;
    const {contacts, name} = await propose();
    const [hanako, romaji] = contacts;
    await reject(remover, name);
    const third = await addAsEditor({...ROMAJI, ...NICK});
    const pairs = async () =>
      (await list(owner)).map((each: Json) => namesOf(each).sort().join());
    const proposed = await pairs();
    expect(proposed).toContain([romaji, third].sort().join());
    const fourth = await shared.addContact(NICK);
    const merge = (...named: string[]) =>
      api.ok(remover, 'POST /v1/contacts:merge', {contacts: named});
    await merge(third, hanako);
    expect(await pairs()).toEqual([]);
    await merge(fourth, third);
    const {name: other} = await api.ok(owner, 'POST /v1/labels', {
      displayName: `Lives on ${labels}`,
    });
    await api.ok(owner, `POST /v1/${other}/contacts:add`, {contacts: [fourth]});
    expect(await pairs()).toEqual([]);
    await api.ok(owner, `POST /v1/${fourth}:unmerge`);
    await api.ok(owner, `POST /v1/${third}:unmerge`);
    expect(await pairs()).toEqual(expect.arrayContaining(proposed));
  });

  test('one more with that address is proposed with those of its name', async () => {
    const {name} = await propose();
    await reject(shared.people.remover, name);
    await shared.addContact({...ROMAJI, ...NICK});
    const [duplicate] = await list(shared.people.remover);
    expect(duplicate.reasons).toEqual(['SAME_EMAIL', 'SAME_NAME']);
    expect(duplicate.contacts[0].person.names).toEqual(ROMAJI.names);
  });

  test('are no proposal while they share nothing, or one is in the trash', async () => {
    const {editor, remover} = shared.people;
    const {contacts, name} = await propose();
    const [hanako, romaji] = contacts;
    const write = (person: object) =>
      api.ok(editor, `PATCH /v1/${romaji}`, {person});
    await write({emailAddresses: [{value: 'other@customer.example'}]});
    expect(await list(remover)).toEqual([]);
    expect((await accept(remover, name)).status).toBe(404);
    await write(MAIL);
    expect(await list(remover)).toHaveLength(1);
    await api.ok(remover, `DELETE /v1/${hanako}`);
    expect(await list(remover)).toEqual([]);
    expect((await reject(remover, name)).status).toBe(404);
    await api.ok(remover, `POST /v1/${hanako}:undelete`);
    expect(await list(remover)).toHaveLength(1);
    await api.ok(remover, 'POST /v1/contacts:merge', {contacts});
    expect(await list(remover)).toEqual([]);
  });

  test('are open about who each of them lives on in, and not about who it left again', async () => {
    const {remover} = shared.people;
    const both = ['a@customer.example', 'b@customer.example'];
    const mails = (...values: string[]) => ({
      emailAddresses: values.map(value => ({value})),
    });
    const anna = (givenName: string, more: object) =>
      addAsEditor({names: [{givenName, familyName: 'Okafor'}], ...more});
    const first = await anna('Anna', mails(both[0]!));
    const second = await anna('Anne', mails(...both));
    const third = await anna('A.', mails(both[1]!));
    const pairs = async () => (await list(remover)).map(namesOf);
    expect(await pairs()).toEqual([
      [first, second],
      [second, third],
    ]);
    const [{name}] = await list(remover);
    await accept(remover, name);
    expect(await pairs()).toEqual([[first, third]]);
    await api.ok(remover, `POST /v1/${first}:unmerge`);
    expect(await pairs()).toEqual([[second, third]]);

    // Whoever it is open about already, it is so for every reason.
    await api.ok(remover, 'POST /v1/contacts:merge', {
      contacts: [first, second],
    });
    const [left] = await list(remover);
    expect(left).toMatchObject({reasons: ['SAME_EMAIL', 'SIMILAR_NAME']});
    await accept(remover, left.name);
    expect(await list(remover)).toEqual([]);
  });

  test('come page by page', async () => {
    for (const who of ['a', 'b', 'c']) {
      const emailAddresses = [{value: `${who}@customer.example`}];
      await shared.addContact({names: HANAKO.names, emailAddresses});
      await shared.addContact({names: ROMAJI.names, emailAddresses});
    }
    const {remover} = shared.people;
    const all = (await list(remover)).map(({name}: Json) => name);
    expect(all).toHaveLength(3);
    const pages: string[] = [];
    let token = '';
    do {
      const page: Json = await api.ok(
        remover,
        `GET /v1/duplicates?pageSize=1&pageToken=${token}`,
      );
      expect(page.duplicates).toHaveLength(1);
      pages.push(page.duplicates[0].name);
      token = page.nextPageToken ?? '';
    } while (token !== '');
    expect(pages).toEqual(all);
  });

  describe('to whom fields are hidden', () => {
    let guest: Person;

    const hide = async (...hiddenFields: string[]) => {
      guest = api.workplace.join(`guest-${labels}`);
      await join(shared, guest, {role: 'remover', hiddenFields});
    };

    test('the reason in one is not told, and its values are not', async () => {
      await hide('emailAddresses');
      const second = {
        emailAddresses: [...MAIL.emailAddresses, {value: 'h@b.example'}],
      };
      await propose({...HANAKO, ...MOBILE}, {...HANAKO, ...MOBILE, ...second});
      const [duplicate] = await list(guest);
      expect(duplicate.reasons).toEqual(['SAME_PHONE', 'SAME_NAME']);
      for (const {person} of duplicate.contacts) {
        expect(Object.keys(person).sort()).toEqual(['names', 'phoneNumbers']);
      }
    });

    test.each([
      [
        'the address that is all they share',
        ['emailAddresses'],
        {...HANAKO, ...NICK},
      ],
      ['the names', ['names'], ROMAJI],
      ['the firms', ['organizations'], ROMAJI],
    ])('there is no proposal by %s', async (_, fields, second) => {
      await hide(...fields);
      const {name} = await propose(HANAKO, second);
      expect(await list(guest)).toEqual([]);
      expect((await accept(guest, name)).status).toBe(404);
      expect((await reject(guest, name)).status).toBe(404);
    });

    test('two stay two where what is hidden makes them more than Google keeps', async () => {
      await hide('userDefined', 'urls', 'phoneNumbers', 'relations', 'events');
      const items = (count: number, item: (each: number) => object) =>
        Array.from({length: count}, (_, each) => item(each));
      const hidden = {
        userDefined: items(100, each => ({key: `k${each}`, value: 'v'})),
        urls: items(100, each => ({value: `https://h.example/${each}`})),
        phoneNumbers: items(100, each => ({value: `+8190${10000000 + each}`})),
        relations: items(100, each => ({person: `P${each}`, type: 'friend'})),
        events: items(97, each => ({
          date: {year: 1900 + each, month: 1, day: 1},
          type: 'other',
        })),
      };
      const first = await addAsEditor({...HANAKO, ...hidden});
      const {body} = await api.call(
        guest,
        `POST /v1/${shared.label}/contacts`,
        {person: {...HANAKO, ...NICK, occupations: [{value: '医師'}]}},
      );
      expect(body.name).not.toBe(first);
      const [{name, ...proposal}] = await list(guest);
      expect(JSON.stringify(proposal)).not.toMatch(/h\.example|friend/);
      const refused = await accept(guest, name);
      expect(refused.status).toBe(400);
      expect(violationsOf(refused)).toEqual({
        person: 'More than Google keeps of one contact',
      });
      const {contacts} = await api.ok(
        guest,
        `GET /v1/${shared.label}/contacts`,
      );
      expect(contacts).toHaveLength(2);
    });

    test('there is no gap either: pages are as if there were no others', async () => {
      await hide('emailAddresses');
      const page = () => api.ok(guest, 'GET /v1/duplicates?pageSize=1');
      for (const who of ['a', 'b', 'c']) {
        const emailAddresses = [{value: `${who}@customer.example`}];
        await addAsEditor({names: HANAKO.names, emailAddresses});
        await addAsEditor({names: ROMAJI.names, emailAddresses});
        expect(await page()).toEqual({duplicates: []});
      }
      await addAsEditor({names: HANAKO.names, ...MOBILE});
      await addAsEditor({names: HANAKO.names, ...MOBILE, ...NICK});
      const {duplicates, nextPageToken} = await page();
      expect(duplicates).toHaveLength(1);
      expect(nextPageToken).toBeUndefined();
    });
  });

  describe('of two labels', () => {
    let other: SharedLabel;

    beforeEach(async () => {
      other = await shareLabel(api, `Other doubles ${labels}`);
      await shared.addContact(HANAKO);
    });

    test('are proposed only where who brought one sees the other', async () => {
      const {owner} = shared.people;
      await other.addContact(ROMAJI);
      await join(other, owner, {role: 'manager'});
      expect(await list(owner)).toEqual([]);
    });

    test('are one in both labels where who adds it is manager in both', async () => {
      const {owner} = shared.people;
      await join(other, owner, {role: 'manager'});
      const {contacts} = await api.ok(
        owner,
        `GET /v1/${shared.label}/contacts`,
      );
      const again = await api.ok(owner, `POST /v1/${other.label}/contacts`, {
        person: HANAKO,
      });
      expect(again.name).toBe(contacts[0].name);
      expect(again.labels.sort()).toEqual([shared.label, other.label].sort());
    });

    test('are one when callers add them from both sides at once', async () => {
      const {owner} = shared.people;
      await join(other, owner, {role: 'manager'});
      const taro = {
        names: [{givenName: '太郎', familyName: '鈴木'}],
        emailAddresses: [{value: 'taro@customer.example'}],
      };
      await other.addContact(taro);
      const post = (to: SharedLabel, person: object) =>
        api.call(owner, `POST /v1/${to.label}/contacts`, {person});
      const answers = await Promise.all(
        Array.from({length: 6}, (_, each) => [
          post(other, {...HANAKO, nicknames: [{value: `A${each}`}]}),
          post(shared, {...taro, nicknames: [{value: `B${each}`}]}),
        ]).flat(),
      );
      expect(answers.map(({status}) => status)).toEqual(Array(12).fill(200));
      expect(new Set(answers.map(({body}) => body.name)).size).toBe(2);
    });

    test('stay two where a label of one is not theirs to share on', async () => {
      const {owner, manager} = shared.people;
      await join(shared, other.people.owner, {role: 'viewer'});
      const again = await api.ok(
        other.people.owner,
        `POST /v1/${other.label}/contacts`,
        {person: HANAKO},
      );
      expect(again.labels).toEqual([other.label]);
      for (const person of [owner, manager]) {
        expect(await list(person)).toEqual([]);
      }
    });

    test('are for who is manager in both', async () => {
      const {owner, manager} = shared.people;
      await join(other, owner, {role: 'manager'});
      await join(other, manager, {role: 'remover'});
      await api.ok(owner, `POST /v1/${other.label}/contacts`, {person: ROMAJI});
      const [duplicate] = await list(owner);
      for (const person of [manager, other.people.owner]) {
        expect(await list(person)).toEqual([]);
        expect((await accept(person, duplicate.name)).status).toBe(404);
      }
      const {status, body} = await accept(owner, duplicate.name);
      expect([status, body.labels.sort()]).toEqual([
        200,
        [shared.label, other.label].sort(),
      ]);
    });

    test('are proposed where a label is put on one of them', async () => {
      const {owner} = shared.people;
      const romaji = await other.addContact(ROMAJI);
      await join(other, owner, {role: 'manager'});
      expect(await list(owner)).toEqual([]);
      await api.ok(owner, `POST /v1/${shared.label}/contacts:add`, {
        contacts: [romaji],
      });
      expect(await list(owner)).toHaveLength(1);
    });
  });

  describe('are accepted', () => {
    test('with what somebody chose in some fields', async () => {
      const {name} = await propose();
      const {body} = await accept(shared.people.remover, name, {
        person: {names: ROMAJI.names},
        updateMask: 'names',
      });
      expect(body.person.names).toEqual(ROMAJI.names);
    });

    test.each<[string, object, string]>([
      ['into nothing', {person: {}, updateMask: '*'}, 'person'],
      ['with a field there is not', {updateMask: 'shoeSize'}, 'updateMask'],
      ['with what is no person', {person: 'Hanako'}, 'person'],
    ])('never %s', async (_, body, field) => {
      const {name} = await propose();
      const answer = await accept(shared.people.remover, name, body);
      expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
        400,
        [field],
      ]);
      expect(await list(shared.people.remover)).toHaveLength(1);
    });

    test('however many they are: the bulk guard holds and counts removals alone', async () => {
      const {owner, remover} = shared.people;
      await api.ok(owner, `PATCH /v1/${shared.label}?updateMask=bulkRemoval`, {
        bulkRemoval: {percent: 1, count: 3},
      });
      const add = async (person: object) => ({name: await addAsEditor(person)});
      const left: {name: string}[] = [];
      for (const each of [1, 2, 3, 4]) {
        const mail = [{value: `hanako${each}@customer.example`}];
        await addAsEditor({...HANAKO, emailAddresses: mail});
        await addAsEditor({...ROMAJI, emailAddresses: mail});
        left.push(await add({names: [{givenName: `Noa ${each}`}]}));
      }
      const [first, ...others] = await list(remover);
      expect(others).toHaveLength(3);
      const [one, two, three, four] = left.map(({name}) => name);
      const merge = (contacts: unknown[]) =>
        api.call(remover, 'POST /v1/contacts:merge', {contacts});
      for (const {name} of others) {
        expect((await accept(remover, name)).status).toBe(200);
      }
      // Two pass, merged or removed; then all are held but what was proposed.
      expect((await merge([one, two])).status).toBe(200);
      expect((await api.call(remover, `DELETE /v1/${one}`)).status).toBe(200);
      expect((await merge([three, four])).status).toBe(409);
      expect((await merge(namesOf(first))).status).toBe(409);
      await api.ok(remover, `DELETE /v1/${three}`);
      const held = async () =>
        (await api.ok(owner, 'GET /v1/pendingRemovals')).pendingRemovals;
      expect(await held()).toMatchObject([{contact: three}]);
      expect((await accept(remover, first.name)).status).toBe(200);
      await api.ok(remover, `DELETE /v1/${four}`);
      expect(await held()).toHaveLength(2);
    });
  });

  test.each([
    ['POST /v1/duplicates/0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a:accept', 404],
    ['POST /v1/duplicates/0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a:reject', 404],
    ['POST /v1/duplicates/nobody:accept', 404],
    ['GET /v1/duplicates?pageToken=abc', 400],
    ['GET /v1/duplicates?pageSize=-1', 400],
  ])('%s is %d', async (line, status) => {
    const answer = await api.call(shared.people.owner, line);
    expect(answer.status).toBe(status);
  });
});
