import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

const UNKNOWN = 'contacts/0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a';

describeOnBothStores('contacts', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let owner: Person;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
    ({owner} = shared.people);
  });

  afterAll(() => api.app.close());

  const read = (name: string, as = owner) => api.ok(as, `GET /v1/${name}`);
  const list = async (label: string, as: Person) =>
    (await api.ok(as, `GET /v1/${label}/contacts`)).contacts.map(
      (contact: {name: string}) => contact.name,
    );
  const grant = (label: SharedLabel, person: Person, role: string, more = {}) =>
    api.ok(label.people.owner, `POST /v1/${label.label}/grants`, {
      principal: {type: 'user', email: person.email},
      role,
      ...more,
    });

  describe('a new contact', () => {
    test('is there as it was sent, normalised, for everybody', async () => {
      const contact = await api.ok(
        shared.people.editor,
        `POST /v1/${shared.label}/contacts`,
        {
          person: {
            names: [{familyName: '山田', givenName: ' 花子 '}],
            phoneNumbers: [
              {value: '03-1234-5678', type: 'work', formattedType: 'Work'},
            ],
            emailAddresses: [{value: 'Hanako@Example.co.jp'}],
            nicknames: [{value: ''}],
            metadata: {},
          },
        },
      );
      expect(contact).toEqual({
        name: expect.stringMatching(/^contacts\/[0-9a-f-]{36}$/),
        etag: expect.any(String),
        displayName: '山田 花子',
        person: {
          names: [{familyName: '山田', givenName: '花子'}],
          phoneNumbers: [
            {
              value: '03-1234-5678',
              type: 'work',
              canonicalForm: '+81312345678',
            },
          ],
          emailAddresses: [{value: 'Hanako@Example.co.jp'}],
        },
        labels: [shared.label],
        role: 'editor',
        createTime: expect.stringMatching(/Z$/),
        updateTime: expect.stringMatching(/Z$/),
      });
      expect(await read(contact.name, shared.people.viewer)).toEqual({
        ...contact,
        role: 'viewer',
      });
      expect(await list(shared.label, shared.people.viewer)).toEqual([
        contact.name,
      ]);
      expect(await api.ok(owner, `GET /v1/${shared.label}`)).toMatchObject({
        contactCount: 1,
      });
      const revisions = await getDatabase()
        .db.selectFrom('revisions')
        .select(['account_id', 'via', 'kind'])
        .where('contact_id', '=', contact.name.slice('contacts/'.length))
        .execute();
      expect(revisions).toEqual([
        {account_id: shared.people.editor.id, via: 'API', kind: 'create'},
      ]);
    });

    test.each<[string, object, string]>([
      ['no person', {}, 'person'],
      ['nothing in it', {person: {}}, 'person'],
      ['only empty texts', {person: {nicknames: [{value: ' '}]}}, 'person'],
      [
        'two names',
        {person: {names: [{givenName: 'a'}, {givenName: 'b'}]}},
        'person.names',
      ],
      [
        '200 phone numbers',
        {person: {phoneNumbers: Array(200).fill({value: '1'})}},
        'person.phoneNumbers',
      ],
      [
        'a text of 2,000 characters',
        {person: {phoneNumbers: [{value: '1'}, {value: 'x'.repeat(2000)}]}},
        'person.phoneNumbers[1].value',
      ],
      [
        'a number for a text',
        {person: {nicknames: [{value: 7}]}},
        'person.nicknames[0].value',
      ],
      [
        'an item that is none',
        {person: {nicknames: ['Hana']}},
        'person.nicknames[0]',
      ],
      [
        'a date that is none',
        {person: {events: [{date: {month: 2, day: 30}}]}},
        'person.events[0].date',
      ],
      [
        'a field that is not shared',
        {person: {memberships: []}},
        'person.memberships',
      ],
      [
        'a character that cannot be stored',
        {person: {nicknames: [{value: 'a\u0000'}]}},
        'person.nicknames[0].value',
      ],
    ])('with %s is refused by its path', async (_case, body, field) => {
      const before = await list(shared.label, owner);
      const answer = await api.call(
        owner,
        `POST /v1/${shared.label}/contacts`,
        body,
      );
      expect(answer).toMatchObject({
        status: 400,
        body: {error: {status: 'INVALID_ARGUMENT'}},
      });
      expect(Object.keys(violationsOf(answer))).toEqual([field]);
      expect(await list(shared.label, owner)).toEqual(before);
    });
  });

  describe('an update', () => {
    let contact: string;
    const patch = (query: string, body: object, as = shared.people.editor) =>
      api.call(as, `PATCH /v1/${contact}${query}`, body);

    beforeAll(async () => {
      contact = await shared.addContact({
        names: [{givenName: 'Anna', middleName: 'B.'}],
        nicknames: [{value: 'Nan'}],
        urls: [{value: 'https://example.com'}],
      });
    });

    test('replaces the fields that were sent, whole', async () => {
      const before = await read(contact);
      const {body} = await patch('', {person: {names: [{givenName: 'Ann'}]}});
      expect(body.person).toEqual({
        ...before.person,
        names: [{givenName: 'Ann'}],
      });
      expect(body.etag).not.toBe(before.etag);
    });

    test('clears what the mask names and the body leaves out', async () => {
      const {body} = await patch('?updateMask=nicknames,urls', {
        person: {urls: [{value: 'https://example.org'}], names: []},
      });
      expect(body.person).toEqual({
        names: [{givenName: 'Ann'}],
        urls: [{value: 'https://example.org'}],
      });
    });

    test('by somebody from elsewhere leaves numbers as who typed them dials', async () => {
      const {owner, editor} = shared.people;
      const reads = ({email}: Person, locale: string) =>
        getDatabase()
          .db.updateTable('accounts')
          .set({locale})
          .where('email', '=', email)
          .execute();
      await reads(owner, 'ja');
      await reads(editor, 'en-US');
      const tokyo = {value: '03-1234-5678'};
      await patch('', {person: {phoneNumbers: [tokyo]}}, owner);
      const work = {...tokyo, type: 'work'};
      const more = {value: '(415) 555-0134'};
      await patch('', {person: {phoneNumbers: [work, more]}});
      expect((await read(contact, owner)).person.phoneNumbers).toEqual([
        {...work, canonicalForm: '+81312345678'},
        {...more, canonicalForm: '+14155550134'},
      ]);
    });

    test('of everything replaces everything', async () => {
      const {body} = await patch('?updateMask=*', {
        person: {names: [{givenName: 'Anna'}]},
      });
      expect(body.person).toEqual({names: [{givenName: 'Anna'}]});
    });

    test('that changes nothing leaves the etag', async () => {
      const before = await read(contact, shared.people.editor);
      const {body} = await patch('', {person: before.person});
      expect(body).toEqual(before);
    });

    test('with an etag read before the last change is refused', async () => {
      const {etag} = await read(contact);
      expect(
        await patch('', {person: {names: [{givenName: 'A'}]}, etag}),
      ).toMatchObject({status: 200});
      const answer = await patch('', {
        person: {names: [{givenName: 'B'}]},
        etag,
      });
      expect(answer).toMatchObject({
        status: 409,
        body: {error: {code: 409, status: 'ABORTED'}},
      });
      expect(Object.keys(violationsOf(answer))).toEqual(['etag']);
      expect(answer.body.error.details).toHaveLength(1);
      expect((await read(contact)).person.names).toEqual([{givenName: 'A'}]);
    });

    test('that is sent again with the etag it had is refused as what is so already', async () => {
      const {etag} = await read(contact);
      const sent = {person: {nicknames: [{value: 'Again'}]}, etag};
      await patch('', sent);
      const before = await read(contact);
      expect(await patch('', sent)).toMatchObject({
        status: 409,
        body: {
          error: {status: 'ABORTED', details: [{}, {reason: 'ALREADY_DONE'}]},
        },
      });
      expect(await read(contact)).toEqual(before);
    });

    test('by two at once from the same etag is one of them', async () => {
      const {etag} = await read(contact);
      const answers = await Promise.all(
        ['C', 'D'].map(givenName =>
          patch('', {person: {names: [{givenName}]}, etag}),
        ),
      );
      expect(answers.map(answer => answer.status).sort()).toEqual([200, 409]);
    });

    test('with the etag of another contact is refused', async () => {
      const other = await read(await shared.addContact());
      expect(
        await patch('', {person: {urls: []}, etag: other.etag}),
      ).toMatchObject({status: 409});
    });

    test.each([
      ['names,etag', 'updateMask'],
      ['metadata', 'updateMask'],
      ['labels', 'updateMask'],
      ['names.givenName', 'updateMask'],
    ])('by the mask %s is refused', async (mask, field) => {
      const before = await read(contact);
      const answer = await patch(`?updateMask=${mask}`, {person: {}});
      expect(answer.status).toBe(400);
      expect(Object.keys(violationsOf(answer))).toEqual([field]);
      expect(await read(contact)).toEqual(before);
    });
  });

  describe('with fields hidden from an editor', () => {
    let partner: Person;
    let partnerLabel: SharedLabel;
    let contact: string;

    beforeAll(async () => {
      const label = await shareLabel(api, 'Hidden');
      partner = api.workplace.join('partner');
      await grant(label, partner, 'editor', {
        hiddenFields: ['birthdays', 'biographies'],
      });
      contact = await label.addContact({
        names: [{givenName: 'Anna'}],
        birthdays: [{date: {year: 1990, month: 1, day: 2}}],
        biographies: [{value: 'A good customer'}],
      });
      partnerLabel = label;
    });

    test('they see the rest', async () => {
      const {person} = await read(contact, partner);
      expect(person).toEqual({names: [{givenName: 'Anna'}]});
      const {contacts} = await api.ok(
        partner,
        `GET /v1/${partnerLabel.label}/contacts`,
      );
      expect(contacts[0].person).toEqual(person);
    });

    test('they change the rest and erase nothing', async () => {
      const answer = await api.ok(
        partner,
        `PATCH /v1/${contact}?updateMask=*`,
        {person: {names: [{givenName: 'Ann'}]}},
      );
      expect(answer.person).toEqual({names: [{givenName: 'Ann'}]});
      const whole = await read(contact, partnerLabel.people.owner);
      expect(whole.person).toEqual({
        names: [{givenName: 'Ann'}],
        birthdays: [{date: {year: 1990, month: 1, day: 2}}],
        biographies: [{value: 'A good customer'}],
      });
    });

    test.each([
      ['', {birthdays: [{date: {year: 2000}}]}],
      ['?updateMask=birthdays', {}],
      ['?updateMask=*', {birthdays: [{date: {year: 2000}}]}],
    ])('they do not write them: %s %j', async (query, person) => {
      const before = await read(contact, partnerLabel.people.owner);
      const answer = await api.call(partner, `PATCH /v1/${contact}${query}`, {
        person,
      });
      expect(answer).toMatchObject({
        status: 403,
        body: {error: {status: 'PERMISSION_DENIED'}},
      });
      expect(Object.keys(violationsOf(answer))).toEqual(['person.birthdays']);
      expect(await read(contact, partnerLabel.people.owner)).toEqual(before);
    });

    test('what is written there moves neither etag nor time that they see', async () => {
      const {owner} = partnerLabel.people;
      const name = await partnerLabel.addContact({
        names: [{givenName: 'B'}],
      });
      const before = await read(name, partner);
      await api.ok(owner, `PATCH /v1/${name}`, {
        person: {biographies: [{value: 'secret'}]},
      });
      expect(await read(name, partner)).toEqual(before);
      const {contacts} = await api.ok(
        partner,
        `GET /v1/${partnerLabel.label}/contacts`,
      );
      expect(contacts).toContainEqual(before);

      const person = {names: [{givenName: 'C'}]};
      const {etag} = before;
      const after = await api.ok(partner, `PATCH /v1/${name}`, {person, etag});
      expect(after.etag).not.toBe(etag);
      expect(after.updateTime > before.updateTime).toBe(true);
      expect(
        (await api.call(partner, `PATCH /v1/${name}`, {person, etag})).status,
      ).toBe(409);
      expect((await read(name, owner)).person.biographies).toHaveLength(1);
    });

    test('they clear not all that they see, whatever else there is', async () => {
      const {owner} = partnerLabel.people;
      const bare = await partnerLabel.addContact({names: [{givenName: 'B'}]});
      for (const each of [contact, bare]) {
        const before = await read(each, owner);
        const answer = await api.call(
          partner,
          `PATCH /v1/${each}?updateMask=*`,
          {person: {}},
        );
        expect(answer.status).toBe(400);
        expect(Object.keys(violationsOf(answer))).toEqual(['person']);
        expect(await read(each, owner)).toEqual(before);
      }
    });

    test('they add no contact with them', async () => {
      const answer = await api.call(
        partner,
        `POST /v1/${partnerLabel.label}/contacts`,
        {person: {nicknames: [{value: 'N'}], biographies: [{value: 'B'}]}},
      );
      expect(answer.status).toBe(403);
      expect(Object.keys(violationsOf(answer))).toEqual(['person.biographies']);
    });

    test('they do not share it on, even as manager elsewhere', async () => {
      const own = await api.ok(partner, 'POST /v1/labels', {
        displayName: 'Own',
      });
      const answer = await api.call(
        partner,
        `POST /v1/${own.name}/contacts:add`,
        {contacts: [contact]},
      );
      expect(answer.status).toBe(403);
      expect(Object.keys(violationsOf(answer))).toEqual(['contacts[0]']);
    });
  });

  describe('a second label', () => {
    let first: SharedLabel;
    let second: SharedLabel;
    let contact: string;
    const add = (as: Person, contacts: unknown) =>
      api.call(as, `POST /v1/${second.label}/contacts:add`, {contacts});

    beforeAll(async () => {
      first = await shareLabel(api, 'First');
      second = await shareLabel(api, 'Second');
      contact = await first.addContact();
    });

    test('needs manager where the contact is', async () => {
      for (const role of ['editor', 'remover'] as const) {
        await grant(second, first.people[role], 'editor');
        const answer = await add(first.people[role], [contact]);
        expect(answer).toMatchObject({
          status: 403,
          body: {error: {status: 'PERMISSION_DENIED'}},
        });
        expect(Object.keys(violationsOf(answer))).toEqual(['contacts[0]']);
      }
      expect((await read(contact, first.people.owner)).labels).toEqual([
        first.label,
      ]);
    });

    test('shows the contact to its people too', async () => {
      await grant(second, first.people.manager, 'editor');
      expect(await add(first.people.manager, [contact, contact])).toMatchObject(
        {
          status: 200,
          body: {},
        },
      );
      expect((await read(contact, first.people.manager)).labels.sort()).toEqual(
        [first.label, second.label].sort(),
      );
      expect((await read(contact, second.people.viewer)).labels).toEqual([
        second.label,
      ]);
      expect(await list(second.label, second.people.viewer)).toEqual([contact]);
    });

    test('that is there already is no change', async () => {
      const before = await read(contact, first.people.owner);
      await add(second.people.editor, [contact]);
      expect(await read(contact, first.people.owner)).toEqual(before);
    });

    test('gives the highest role over the labels where it is seen', async () => {
      expect(await read(contact, first.people.editor)).toMatchObject({
        role: 'editor',
      });
      expect(
        await api.call(second.people.viewer, `PATCH /v1/${contact}`, {
          person: {nicknames: [{value: 'N'}]},
        }),
      ).toMatchObject({status: 403});
    });

    test('comes off alone', async () => {
      expect(
        await api.call(
          second.people.remover,
          `POST /v1/${second.label}/contacts:remove`,
          {contacts: [contact]},
        ),
      ).toMatchObject({status: 200, body: {}});
      expect((await read(contact, first.people.owner)).labels).toEqual([
        first.label,
      ]);
      expect(
        await api.call(second.people.viewer, `GET /v1/${contact}`),
      ).toMatchObject({status: 404});
    });

    test.each<[string, unknown, number, string]>([
      ['what is no name', ['contacts/1'], 400, 'contacts[0]'],
      ['a name of something else', ['labels/x'], 400, 'contacts[0]'],
      ['a contact that does not exist', [UNKNOWN], 404, 'contacts[0]'],
      ['nothing', [], 400, 'contacts'],
      ['too many', Array(201).fill(UNKNOWN), 400, 'contacts'],
      ['no list', UNKNOWN, 400, 'contacts'],
    ])('is not put on %s', async (_case, contacts, code, field) => {
      const answer = await add(second.people.owner, contacts);
      expect(answer.status).toBe(code);
      expect(Object.keys(violationsOf(answer))).toEqual([field]);
    });

    test('is put on all of the contacts or on none', async () => {
      const one = await first.addContact();
      const answer = await add(first.people.manager, [one, UNKNOWN]);
      expect(answer.status).toBe(404);
      expect(Object.keys(violationsOf(answer))).toEqual(['contacts[1]']);
      expect(await list(second.label, second.people.owner)).toEqual([]);
    });

    test('is not put on a contact the caller cannot see', async () => {
      const answer = await add(second.people.owner, [contact]);
      expect(answer.status).toBe(404);
    });
  });

  describe('deleting', () => {
    test('takes the contact off its last label, and nobody sees it any more', async () => {
      const contact = await shared.addContact();
      expect(
        await api.ok(shared.people.remover, `DELETE /v1/${contact}`),
      ).toEqual({});
      for (const person of Object.values(shared.people)) {
        expect(await api.call(person, `GET /v1/${contact}`)).toMatchObject({
          status: 404,
        });
      }
      expect(
        await api.call(shared.people.remover, `DELETE /v1/${contact}`),
      ).toMatchObject({status: 404});
    });

    test('takes it off the labels where the role allows it, and no others', async () => {
      const first = await shareLabel(api, 'Mine');
      const second = await shareLabel(api, 'Theirs');
      const {manager} = first.people;
      await grant(second, manager, 'editor');
      const contact = await first.addContact();
      await api.ok(manager, `POST /v1/${second.label}/contacts:add`, {
        contacts: [contact],
      });
      await api.ok(manager, `DELETE /v1/${contact}`);
      expect(await read(contact, manager)).toMatchObject({
        labels: [second.label],
        role: 'editor',
      });
      expect(
        await api.call(first.people.owner, `GET /v1/${contact}`),
      ).toMatchObject({status: 404});
    });
  });

  test('a list comes in pages, each contact once', async () => {
    const label = await shareLabel(api, 'Pages');
    const names: string[] = [];
    for (let count = 0; count < 5; count++) {
      names.push(await label.addContact());
    }
    const seen: string[] = [];
    let token = '';
    do {
      const page = await api.ok(
        label.people.viewer,
        `GET /v1/${label.label}/contacts?pageSize=2&pageToken=${token}`,
      );
      seen.push(...page.contacts.map((each: {name: string}) => each.name));
      token = page.nextPageToken;
    } while (token !== undefined);
    expect(seen).toEqual(names);
  });
});
