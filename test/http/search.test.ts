import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

const YAMADA = {
  names: [
    {
      familyName: '山田',
      givenName: '太郎',
      phoneticFamilyName: 'ヤマダ',
      phoneticGivenName: 'タロウ',
    },
  ],
  phoneNumbers: [{value: '03-1234-5678'}],
  emailAddresses: [{value: 'Taro.Yamada@Example.co.jp'}],
};

describeOnBothStores('search and lookup', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let owner: Person;
  let viewer: Person;
  let outsider: Person;
  let yamada: string;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
    ({owner, viewer} = shared.people);
    outsider = api.workplace.join('outsider');
    yamada = await shared.addContact(YAMADA);
  });

  afterAll(() => api.app.close());

  const call = (as: Person, parameters: Record<string, string>) =>
    api.call(
      as,
      `GET /v1/contacts:search?${new URLSearchParams(parameters).toString()}`,
    );
  const namesOf = (body: {contacts: readonly {name: string}[]}) =>
    body.contacts.map(({name}) => name);
  const search = async (query: string, as = owner) => {
    const answer = await call(as, {query});
    expect(answer.status).toBe(200);
    return namesOf(answer.body);
  };

  describe('a search', () => {
    test('answers contacts as the caller sees them', async () => {
      const {body} = await call(viewer, {query: 'やまだ 太'});
      expect(body).toEqual({
        contacts: [await api.ok(viewer, `GET /v1/${yamada}`)],
      });
    });

    test('takes + for a blank and %2B for itself', async () => {
      for (const query of ['%2B81+3-1234', 'taro+example', '%20%E5%B1%B1%20']) {
        const {contacts} = await api.ok(
          owner,
          `GET /v1/contacts:search?query=${query}`,
        );
        expect([query, namesOf({contacts})]).toEqual([query, [yamada]]);
      }
    });

    test('finds nothing for who sees nothing', async () => {
      expect(await search('山田', outsider)).toEqual([]);
    });

    test('follows an edit at once', async () => {
      const name = await shared.addContact({nicknames: [{value: 'Oldnick'}]});
      await api.ok(owner, `PATCH /v1/${name}`, {
        person: {nicknames: [{value: 'Newnick'}]},
      });
      expect(await search('oldnick')).toEqual([]);
      expect(await search('newnick')).toEqual([name]);
      await api.ok(owner, `DELETE /v1/${name}`);
      expect(await search('newnick')).toEqual([]);
    });

    test('does not match what is hidden from the caller, until it is shown', async () => {
      await api.ok(owner, `PATCH /v1/${shared.grants.viewer}`, {
        hiddenFields: ['phoneNumbers', 'emailAddresses'],
      });
      expect(await search('1234', viewer)).toEqual([]);
      expect(await search('山田 taro', viewer)).toEqual([]);
      expect(await search('1234')).toEqual([yamada]);
      const {body} = await call(viewer, {query: '山田'});
      expect(Object.keys(body.contacts[0].person)).toEqual(['names']);
      expect(
        await api.ok(viewer, 'POST /v1/contacts:lookup', {
          emails: ['taro.yamada@example.co.jp'],
          phones: ['+81312345678'],
        }),
      ).toMatchObject({matches: [{contacts: []}, {contacts: []}]});
      await api.ok(owner, `PATCH /v1/${shared.grants.viewer}`, {
        hiddenFields: [],
      });
      expect(await search('1234', viewer)).toEqual([yamada]);
    });

    test('comes in pages; a token is of its query alone', async () => {
      const names: string[] = [];
      for (const value of ['Pager A', 'Pager B', 'Pager C']) {
        names.push(await shared.addContact({nicknames: [{value}]}));
      }
      const first = await call(owner, {query: 'pager', pageSize: '2'});
      expect(namesOf(first.body)).toEqual(names.slice(0, 2));
      const pageToken = first.body.nextPageToken;
      const second = await call(owner, {query: 'pager', pageToken});
      expect(namesOf(second.body)).toEqual(names.slice(2));
      expect(second.body).not.toHaveProperty('nextPageToken');
      const other = await call(owner, {query: 'page', pageToken});
      expect(other.status).toBe(400);
      expect(Object.keys(violationsOf(other))).toEqual(['pageToken']);
    });

    test.each([
      ['nothing', ''],
      ['a blank', '　'],
      ['nothing but punctuation', '- ・%_"'],
      ['201 characters', 'x'.repeat(201)],
      ['17 words', [...'abcdefghijklmnopq'].join(' ')],
      ['a character that cannot be stored', 'a\u0000'],
    ])('for %s is refused by its path', async (_case, query) => {
      const answer = await call(owner, {query});
      expect(answer).toMatchObject({
        status: 400,
        body: {error: {status: 'INVALID_ARGUMENT'}},
      });
      expect(Object.keys(violationsOf(answer))).toEqual(['query']);
    });

    test('without a query, or of a size that is none, is refused by its path', async () => {
      const without = await api.call(owner, 'GET /v1/contacts:search');
      expect(Object.keys(violationsOf(without))).toEqual(['query']);
      const size = await call(owner, {query: 'a', pageSize: '-1'});
      expect(Object.keys(violationsOf(size))).toEqual(['pageSize']);
    });

    test('and what it found are not in the log', async () => {
      await search('Yamada');
      expect(api.log()).not.toMatch(/yamada|山田/i);
    });
  });

  describe('a lookup', () => {
    const lookup = (body: object, as = owner) =>
      api.call(as, 'POST /v1/contacts:lookup', body);

    test('answers for each address and number, in the order asked, who has it', async () => {
      const {status, body} = await lookup({
        emails: ['nobody@example.com', 'TARO.YAMADA@example.co.jp'],
        phones: ['+81 3 1234 5678', '０３-1234-5678', '+81 3 1234 5679'],
      });
      expect(status).toBe(200);
      const contact = await api.ok(owner, `GET /v1/${yamada}`);
      expect(body).toEqual({
        cards: [expect.objectContaining({contact: yamada})],
        matches: [
          {email: 'nobody@example.com', contacts: [], hasMore: false},
          {
            email: 'TARO.YAMADA@example.co.jp',
            contacts: [contact],
            hasMore: false,
          },
          {phone: '+81 3 1234 5678', contacts: [contact], hasMore: false},
          {phone: '０３-1234-5678', contacts: [contact], hasMore: false},
          {phone: '+81 3 1234 5679', contacts: [], hasMore: false},
        ],
      });
    });

    test('finds who has the mailbox of an address, however either spells it', async () => {
      const contact = await shared.addContact({
        names: [{givenName: 'Kei', familyName: 'Mori'}],
        emailAddresses: [{value: 'kei.mori@gmail.com'}],
      });
      const emails = ['kei.mori@gmail.com', 'KeiMori+shop@googlemail.com'];
      const {body} = await lookup({emails});
      expect(body.matches).toMatchObject(
        emails.map(email => ({email, contacts: [{name: contact}]})),
      );
    });

    test('matches whole addresses and numbers only', async () => {
      const {body} = await lookup({
        emails: ['yamada@example.co.jp', 'taro.yamada@example.co'],
        phones: ['1234-5678'],
      });
      expect(
        body.matches.map((match: {contacts: object[]}) => match.contacts),
      ).toEqual([[], [], []]);
    });

    test('finds nothing for who sees nothing, and for nothing', async () => {
      const asked = {emails: ['taro.yamada@example.co.jp']};
      expect((await lookup(asked, outsider)).body.matches[0].contacts).toEqual(
        [],
      );
      expect((await lookup({})).body).toEqual({matches: [], cards: []});
    });

    test('says when more have an address than it tells', async () => {
      const emailAddresses = [{value: 'desk@example.com'}];
      // Names that differ: of one, these would be one contact.
      for (let count = 0; count < 101; count++) {
        const names = [{givenName: `Desk ${count}`}];
        await shared.addContact({names, emailAddresses});
      }
      const {body} = await lookup({emails: ['desk@example.com']});
      expect(body.matches[0].contacts).toHaveLength(100);
      expect(body.matches[0].hasMore).toBe(true);
    });

    const address = 'a@example.com';
    test.each<[string, object, string]>([
      [
        'a number that is none',
        {phones: ['+81312345678', 'call me']},
        'phones[1]',
      ],
      ['a number that is too short', {phones: ['+8131234']}, 'phones[0]'],
      ['an address that is none', {emails: [address, 'Taro']}, 'emails[1]'],
      ['an empty address', {emails: ['']}, 'emails[0]'],
      ['no text', {emails: [7]}, 'emails[0]'],
      ['a text for a list', {emails: address}, 'emails'],
      ['101 addresses', {emails: Array(101).fill(address)}, 'emails'],
      [
        '101 of both',
        {
          emails: Array(51).fill(address),
          phones: Array(50).fill('03-1234-5678'),
        },
        'phones',
      ],
    ])('of %s is refused by its path', async (_case, body, field) => {
      const answer = await lookup(body);
      expect(answer).toMatchObject({
        status: 400,
        body: {error: {status: 'INVALID_ARGUMENT'}},
      });
      expect(Object.keys(violationsOf(answer))).toEqual([field]);
    });
  });

  describe('contacts that changed last', () => {
    let labels = 0;
    const share = () => shareLabel(api, `Recent ${++labels}`);
    const recent = (as: Person, query = '') =>
      api.ok(as, `GET /v1/contacts:recent${query}`);
    const recentNames = async (as: Person, query = ''): Promise<string[]> =>
      (await recent(as, query)).contacts.map(({name}: {name: string}) => name);
    const edit = (as: Person, contact: string, person: object) =>
      api.ok(as, `PATCH /v1/${contact}`, {person});

    test('come the last first, each once, with who changed what', async () => {
      const {people, addContact} = await share();
      const first = await addContact();
      const second = await addContact();
      expect(await recentNames(people.viewer)).toEqual([second, first]);
      await edit(people.editor, first, {phoneNumbers: [{value: '1'}]});
      await edit(people.editor, first, {phoneNumbers: [{value: '2'}]});
      const {contacts, cards} = await recent(people.viewer);
      expect(contacts).toEqual([
        await api.ok(people.viewer, `GET /v1/${first}`),
        await api.ok(people.viewer, `GET /v1/${second}`),
      ]);
      expect(cards).toMatchObject([
        {
          contact: first,
          lastChange: {
            account: people.editor.email,
            fields: ['phoneNumbers'],
            kind: 'edit',
          },
        },
        {contact: second, lastChange: {kind: 'create'}},
      ]);
      expect(await recentNames(people.viewer, '?pageSize=1')).toEqual([first]);
    });

    test('are none of those that others see, and none that is gone', async () => {
      const {people, addContact} = await share();
      const other = await share();
      const contact = await addContact();
      const gone = await addContact();
      await other.addContact();
      await api.ok(people.owner, `DELETE /v1/${gone}`);
      expect(await recentNames(people.viewer)).toEqual([contact]);
      expect(await recent(api.workplace.join('nobody'))).toEqual({
        contacts: [],
        cards: [],
      });
    });

    test('are not told of a change of what is hidden, nor of a comment', async () => {
      const {people, grants, addContact} = await share();
      const quiet = await addContact();
      const loud = await addContact();
      await api.ok(people.owner, `PATCH /v1/${grants.viewer}`, {
        hiddenFields: ['biographies'],
      });
      await edit(people.owner, quiet, {biographies: [{value: 'Secret'}]});
      await api.ok(people.owner, `POST /v1/${quiet}/comments`, {
        text: 'Said',
        visibility: 'PUBLIC',
      });
      expect(await recentNames(people.viewer)).toEqual([loud, quiet]);
      expect(await recentNames(people.editor)).toEqual([quiet, loud]);
      expect(JSON.stringify(await recent(people.viewer))).not.toContain(
        'Secret',
      );
    });
  });
});
