import {randomUUID} from 'node:crypto';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import type {Content} from '../../server/core/content.ts';
import {matchKeys, normalizeContent} from '../../server/core/normalize.ts';
import {suggestAdd} from '../../server/store/suggestions.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('suggestions', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    labels += 1;
    shared = await shareLabel(api, `Suggested ${labels}`);
  });

  const idOf = (name: string) => name.split('/').at(-1)!;
  const nicknames = (...values: readonly string[]) => ({
    nicknames: values.map(value => ({value})),
  });
  const suggest = (
    contact: string,
    person: object,
    as: Person = shared.people.viewer,
    more: object = {},
  ) => api.call(as, `POST /v1/${contact}/suggestions`, {person, ...more});
  const list = async (as: Person, state = 'OPEN') =>
    (await api.ok(as, `GET /v1/suggestions?state=${state}`)).suggestions;
  const decide = (name: string, verb: string, as: Person, body?: object) =>
    api.call(as, `POST /v1/${name}:${verb}`, body);
  const read = async (contact: string, as = shared.people.owner) =>
    (await api.ok(as, `GET /v1/${contact}`)).person;
  const undoLast = async (contact: string, as: Person) => {
    const {revisions} = await api.ok(as, `GET /v1/${contact}/revisions`);
    await api.ok(as, `POST /v1/${revisions[0].name}:undo`);
  };
  const grant = (label: SharedLabel, person: Person, more: object) =>
    api.ok(label.people.owner, `POST /v1/${label.label}/grants`, {
      principal: {type: 'user', email: person.email},
      ...more,
    });

  describe('of an edit', () => {
    test('change nothing, and are seen by their author and by editors', async () => {
      const {viewer, editor, owner} = shared.people;
      const another = api.workplace.join(`another-viewer-${labels}`);
      await grant(shared, another, {role: 'viewer'});
      const contact = await shared.addContact(nicknames('A'));
      const {status, body} = await suggest(contact, nicknames('B'));
      expect([status, body]).toEqual([
        200,
        {
          name: expect.stringMatching(/^suggestions\/[0-9a-f-]{36}$/),
          etag: expect.any(String),
          kind: 'edit',
          state: 'OPEN',
          author: viewer.email,
          via: 'API',
          contact,
          changes: [
            {field: 'nicknames', old: [{value: 'A'}], new: [{value: 'B'}]},
          ],
          mayDecide: false,
          createTime: expect.stringMatching(/Z$/),
          updateTime: expect.stringMatching(/Z$/),
        },
      ]);
      expect(await list(viewer)).toEqual([body]);
      for (const person of [editor, owner]) {
        expect(await list(person)).toEqual([{...body, mayDecide: true}]);
      }
      expect(await list(another)).toEqual([]);
      expect(await read(contact)).toEqual(nicknames('A'));
    });

    test('accepted are merged into the contact as it is now, and the history tells of both', async () => {
      const {viewer, editor, owner} = shared.people;
      const contact = await shared.addContact({
        phoneNumbers: [{value: '03-1111-1111'}],
        urls: [{value: 'https://example.com'}],
      });
      const {body} = await suggest(contact, {
        phoneNumbers: [{value: '03-1111-1111'}, {value: '03-2222-2222'}],
      });
      await api.ok(owner, `PATCH /v1/${contact}`, {
        person: {
          phoneNumbers: [{value: '03-1111-1111'}, {value: '03-3333-3333'}],
          urls: [],
        },
      });
      const accepted = await decide(body.name, 'accept', editor);
      expect([accepted.status, accepted.body]).toMatchObject([
        200,
        {state: 'ACCEPTED', decider: editor.email, mayDecide: false},
      ]);
      const {phoneNumbers, ...others} = await read(contact);
      expect(
        phoneNumbers.map((phone: {value: string}) => phone.value).sort(),
      ).toEqual(['03-1111-1111', '03-2222-2222', '03-3333-3333']);
      expect(others).toEqual({});
      const {revisions} = await api.ok(viewer, `GET /v1/${contact}/revisions`);
      expect(revisions[0]).toMatchObject({
        kind: 'suggestion',
        account: editor.email,
        author: viewer.email,
        changes: [{field: 'phoneNumbers'}],
      });
      expect(await list(editor)).toEqual([]);
      expect(await list(viewer, 'ACCEPTED')).toMatchObject([{name: body.name}]);
    });

    test('accepted win over what was typed meanwhile, which the history keeps', async () => {
      const {editor, owner} = shared.people;
      const contact = await shared.addContact({biographies: [{value: 'A'}]});
      const {body} = await suggest(contact, {biographies: [{value: 'B'}]});
      await api.ok(owner, `PATCH /v1/${contact}`, {
        person: {biographies: [{value: 'C'}]},
      });
      await decide(body.name, 'accept', editor);
      expect(await read(contact)).toEqual({biographies: [{value: 'B'}]});
      const {revisions} = await api.ok(owner, `GET /v1/${contact}/revisions`);
      expect(JSON.stringify(revisions)).toContain('"value":"C"');
    });

    test('make every copy due when they are accepted', async () => {
      const contact = await shared.addContact(nicknames('A'));
      const {body} = await suggest(contact, nicknames('B'));
      const {db} = getDatabase();
      await db
        .updateTable('copies')
        .set(({ref}) => ({settled: ref('marks')}))
        .where('contact_id', '=', idOf(contact))
        .execute();
      await decide(body.name, 'accept', shared.people.editor);
      const copies = await db
        .selectFrom('copies')
        .select('due')
        .where('contact_id', '=', idOf(contact))
        .execute();
      expect(copies).toEqual(Array(5).fill({due: true}));
    });

    test('end once: by whoever ended them the same answer comes again', async () => {
      const {viewer, editor, owner} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const {body} = await suggest(contact, nicknames('B'));
      const first = await decide(body.name, 'accept', editor);
      await api.ok(owner, `PATCH /v1/${contact}`, {person: nicknames('C')});
      expect(await decide(body.name, 'accept', editor)).toMatchObject({
        status: 200,
        body: first.body,
      });
      for (const [verb, as] of [
        ['accept', owner],
        ['reject', editor],
        ['withdraw', viewer],
      ] as const) {
        expect(await decide(body.name, verb, as)).toMatchObject({
          status: 409,
          body: {
            error: {
              status: 'FAILED_PRECONDITION',
              message: 'The suggestion is accepted already.',
            },
          },
        });
      }
      expect(await read(contact)).toEqual(nicknames('C'));
    });

    test('rejected and withdrawn change nothing, and make room for another', async () => {
      const {viewer, editor} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const one = await suggest(contact, nicknames('B'));
      expect(await decide(one.body.name, 'reject', editor)).toMatchObject({
        status: 200,
        body: {state: 'REJECTED', decider: editor.email},
      });
      const two = await suggest(contact, nicknames('C'));
      expect(two.body.name).not.toBe(one.body.name);
      expect(await decide(two.body.name, 'withdraw', viewer)).toMatchObject({
        status: 200,
        body: {state: 'WITHDRAWN', decider: viewer.email},
      });
      expect(await list(viewer)).toEqual([]);
      expect(await list(editor, 'REJECTED')).toMatchObject([
        {name: one.body.name},
      ]);
      expect(await read(contact)).toEqual(nicknames('A'));
    });

    test('wait again where who ended them undoes that, unless another took their place', async () => {
      const {viewer, editor, owner} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const {name} = (await suggest(contact, nicknames('B'))).body;
      const reopen = (as: Person) => decide(name, 'reopen', as);
      expect(await reopen(viewer)).toMatchObject({
        status: 409,
        body: {error: {details: [{reason: 'ALREADY_DONE'}]}},
      });
      await decide(name, 'reject', editor);
      expect(await reopen(owner)).toMatchObject({status: 403});
      const {status, body} = await reopen(editor);
      expect([status, body]).toMatchObject([200, {state: 'OPEN'}]);
      expect(body.decider).toBeUndefined();
      expect(await list(editor)).toMatchObject([{name}]);
      await decide(name, 'withdraw', viewer);
      expect(await reopen(editor)).toMatchObject({status: 403});
      await suggest(contact, nicknames('C'));
      expect(await reopen(viewer)).toMatchObject({status: 409});
      const [{name: other}] = await list(viewer);
      await decide(other, 'accept', editor);
      expect(await decide(other, 'reopen', editor)).toMatchObject({
        status: 409,
      });
      expect(await reopen(viewer)).toMatchObject({status: 200});
    });

    test('accepted wait again once what they did is undone, and can be accepted again', async () => {
      const {viewer, editor, owner} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const {name} = (await suggest(contact, nicknames('B'))).body;
      const undo = () => undoLast(contact, editor);
      await decide(name, 'accept', editor);
      await undo();
      expect(await read(contact)).toEqual(nicknames('A'));
      const [open] = await list(owner);
      expect(open).toMatchObject({name, state: 'OPEN', mayDecide: true});
      expect(open.decider).toBeUndefined();
      expect((await decide(name, 'accept', editor)).status).toBe(200);
      expect(await read(contact)).toEqual(nicknames('B'));
      await suggest(contact, nicknames('C'));
      await undo();
      expect(await list(viewer, 'ACCEPTED')).toMatchObject([{name}]);
      expect(await list(viewer)).toHaveLength(1);
    });

    test('are decided by nobody else', async () => {
      const {viewer, editor} = shared.people;
      const another = api.workplace.join(`another-viewer-${labels}`);
      await grant(shared, another, {role: 'viewer'});
      const stranger = api.workplace.join(`stranger-to-suggestion-${labels}`);
      const {body} = await suggest(
        await shared.addContact(nicknames('A')),
        nicknames('B'),
      );
      for (const [verb, as, status] of [
        ['accept', viewer, 403],
        ['reject', viewer, 403],
        ['withdraw', editor, 403],
        ['accept', another, 404],
        ['withdraw', another, 404],
        ['accept', stranger, 404],
      ] as const) {
        expect([verb, await decide(body.name, verb, as)]).toMatchObject([
          verb,
          {status},
        ]);
      }
      expect(await list(editor)).toHaveLength(1);
    });

    test('of one author join', async () => {
      const {editor} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const one = await suggest(contact, nicknames('B'));
      const two = await suggest(contact, {urls: [{value: 'https://x.jp'}]});
      expect(two.body.name).toBe(one.body.name);
      expect(two.body.changes).toHaveLength(2);
      const stale = await decide(one.body.name, 'accept', editor, {
        etag: one.body.etag,
      });
      expect([stale.status, Object.keys(violationsOf(stale))]).toEqual([
        409,
        ['etag'],
      ]);
      expect(
        await decide(one.body.name, 'accept', editor, {etag: two.body.etag}),
      ).toMatchObject({status: 200});
      expect(await read(contact)).toEqual({
        ...nicknames('B'),
        urls: [{value: 'https://x.jp'}],
      });
    });

    test('follow the mask, of the query or of the body', async () => {
      const {viewer} = shared.people;
      const contact = await shared.addContact({
        ...nicknames('A'),
        urls: [{value: 'https://x.jp'}],
      });
      const {body} = await suggest(contact, nicknames('B'), viewer, {
        updateMask: 'urls',
      });
      expect(body.changes).toEqual([
        {field: 'urls', old: [{value: 'https://x.jp'}]},
      ]);
      const line = `POST /v1/${contact}/suggestions?updateMask=nicknames`;
      const again = await api.ok(viewer, line, {person: {}});
      expect(again.changes.map((each: {field: string}) => each.field)).toEqual([
        'nicknames',
        'urls',
      ]);
    });

    test.each<[string, object, object, number, string]>([
      ['what the contact says already', nicknames('A'), {}, 400, 'person'],
      [
        'a field that is not shared',
        {memberships: []},
        {},
        400,
        'person.memberships',
      ],
      ['a field that is none', {}, {updateMask: 'salary'}, 400, 'updateMask'],
      ['an etag of before', nicknames('B'), {etag: 'MA'}, 409, 'etag'],
    ])('%s is refused', async (_what, person, more, code, field) => {
      const {viewer} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const answer = await suggest(contact, person, viewer, more);
      expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
        code,
        [field],
      ]);
      expect(await list(viewer)).toEqual([]);
    });

    test('never leave a contact without anything', async () => {
      const {viewer, editor, owner} = shared.people;
      const urls = [{value: 'https://x.jp'}];
      const contact = await shared.addContact({...nicknames('A'), urls});
      const {body} = await suggest(contact, {nicknames: []}, viewer);
      await api.ok(owner, `PATCH /v1/${contact}`, {person: {urls: []}});
      expect(await decide(body.name, 'accept', editor)).toMatchObject({
        status: 409,
      });
      expect(await read(contact)).toEqual(nicknames('A'));
      expect(await list(editor)).toMatchObject([{state: 'OPEN'}]);
    });

    test('of a contact in the trash wait until it is back', async () => {
      const {viewer, owner} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const {body} = await suggest(contact, nicknames('B'));
      await api.ok(owner, `DELETE /v1/${contact}`);
      for (const verb of ['accept', 'reject']) {
        expect(await decide(body.name, verb, owner)).toMatchObject({
          status: 409,
          body: {error: {message: expect.stringContaining('trash')}},
        });
      }
      expect(await list(viewer)).toHaveLength(1);
      await api.ok(owner, `POST /v1/${contact}:undelete`);
      expect(await decide(body.name, 'accept', owner)).toMatchObject({
        status: 200,
      });
      expect(await read(contact)).toEqual(nicknames('B'));
    });
  });

  describe('where fields are hidden', () => {
    let partner: Person;

    beforeEach(async () => {
      partner = api.workplace.join(`partner-in-suggestions-${labels}`);
      await grant(shared, partner, {
        role: 'editor',
        hiddenFields: ['biographies'],
      });
    });

    test('are not seen by an editor who does not see what they change', async () => {
      const contact = await shared.addContact(nicknames('A'));
      await suggest(contact, nicknames('B'), shared.people.viewer);
      expect(await list(partner)).toHaveLength(1);
      const {body} = await suggest(contact, {biographies: [{value: 'secret'}]});
      expect(await list(partner)).toEqual([]);
      expect(await decide(body.name, 'accept', partner)).toMatchObject({
        status: 404,
      });
      expect(await list(shared.people.editor)).toHaveLength(1);
    });

    test('are in pages as if there were no others', async () => {
      const before = await api.ok(partner, 'GET /v1/suggestions?pageSize=1');
      expect(before).toEqual({suggestions: []});
      const contacts: string[] = [];
      for (const name of ['A', 'B', 'C']) {
        contacts.push(await shared.addContact(nicknames(name)));
        await suggest(contacts.at(-1)!, {biographies: [{value: 'secret'}]});
      }
      expect(await api.ok(partner, 'GET /v1/suggestions?pageSize=1')).toEqual(
        before,
      );
      const {body} = await suggest(contacts[2]!, nicknames('D'), partner);
      const page = await api.ok(partner, 'GET /v1/suggestions?pageSize=1');
      expect(page).toEqual({suggestions: [body]});
    });

    test('typed blindly wait for an owner, and tell nothing of what is there', async () => {
      const {editor, manager, owner} = shared.people;
      const contact = await shared.addContact({
        ...nicknames('A'),
        biographies: [{value: 'secret'}],
      });
      const {status, body} = await suggest(
        contact,
        {biographies: [{value: 'B'}]},
        partner,
      );
      expect([status, body.changes]).toEqual([
        200,
        [{field: 'biographies', new: [{value: 'B'}]}],
      ]);
      expect(JSON.stringify(await list(partner))).not.toContain('secret');
      for (const person of [editor, manager]) {
        expect(await list(person)).toEqual([]);
        expect(await decide(body.name, 'accept', person)).toMatchObject({
          status: 404,
        });
      }
      expect(await decide(body.name, 'accept', partner)).toMatchObject({
        status: 403,
      });
      expect(await decide(body.name, 'accept', owner)).toMatchObject({
        status: 200,
      });
      expect((await read(contact)).biographies).toEqual([{value: 'B'}]);
    });

    test('never leave a contact without anything that who decides sees', async () => {
      const contact = await shared.addContact({
        ...nicknames('A'),
        biographies: [{value: 'secret'}],
      });
      const {body} = await suggest(contact, {nicknames: []});
      expect(await decide(body.name, 'accept', partner)).toMatchObject({
        status: 409,
      });
      expect(
        await decide(body.name, 'accept', shared.people.editor),
      ).toMatchObject({status: 200});
    });

    test('typed blindly wait for an owner though their author is gone', async () => {
      const {editor, owner} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const {body} = await suggest(
        contact,
        {biographies: [{value: 'B'}]},
        partner,
      );
      const {grants} = await api.ok(owner, `GET /v1/${shared.label}/grants`);
      const grant = grants.find(
        (each: {principal: {email: string}}) =>
          each.principal.email === partner.email,
      );
      await api.ok(owner, `DELETE /v1/${grant.name}`);
      expect(await list(editor)).toEqual([]);
      expect(await decide(body.name, 'accept', editor)).toMatchObject({
        status: 404,
      });
      expect(await list(owner)).toHaveLength(1);
    });

    test('show no more what their author sees no more', async () => {
      const {viewer, owner} = shared.people;
      const contact = await shared.addContact({biographies: [{value: 'old'}]});
      await suggest(contact, {biographies: [{value: 'new'}]});
      await api.ok(owner, `PATCH /v1/${shared.grants.viewer}`, {
        hiddenFields: ['biographies'],
      });
      const [suggestion] = await list(viewer);
      expect(suggestion.changes).toEqual([
        {field: 'biographies', new: [{value: 'new'}]},
      ]);
      await api.ok(owner, `DELETE /v1/${shared.grants.viewer}`);
      expect((await list(viewer))[0].changes).toEqual(suggestion.changes);
    });
  });

  describe('of a label', () => {
    const MIA: Content = normalizeContent({
      names: [{givenName: 'Mia'}],
      emailAddresses: [{value: 'mia@customer.example'}],
    });
    let sources = 0;

    /** A contact of somebody's own on which they put the label. */
    async function offer(content: Content, by = shared.people.viewer) {
      sources += 1;
      const id = randomUUID();
      await getDatabase()
        .db.transaction()
        .execute(tx =>
          suggestAdd(tx, {
            id,
            labelId: idOf(shared.label),
            by: {accountId: by.id, via: 'GOOGLE'},
            contact: {
              sourceId: `source-${sources}`,
              resourceName: `people/c${sources}`,
              content,
            },
          }),
        );
      return `suggestions/${id}`;
    }

    const readToken = async ({id}: Person) =>
      (
        await getDatabase()
          .db.selectFrom('accounts')
          .select('sync_token')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).sync_token;

    test.each(['reject', 'withdraw'] as const)(
      'of a contact of the author’s own leaves nothing of it in the store once it is over: %s',
      async how => {
        const {viewer, owner} = shared.people;
        const name = await offer({...MIA, biographies: [{value: 'private'}]});
        await decide(name, how, how === 'reject' ? owner : viewer);
        const {changes, state} = await getDatabase()
          .db.selectFrom('suggestions')
          .select(['changes', 'state'])
          .where('id', '=', idOf(name))
          .executeTakeFirstOrThrow();
        expect([changes, state]).toEqual([[], expect.stringMatching(/ED|WN/)]);
      },
    );

    test('for a contact of the author’s own: editors take it up, and the author’s account is listed anew', async () => {
      const {viewer, editor} = shared.people;
      await getDatabase()
        .db.updateTable('accounts')
        .set({sync_token: 'token'})
        .execute();
      const name = await offer(MIA);
      expect(await list(editor)).toMatchObject([
        {
          name,
          kind: 'add',
          label: shared.label,
          author: viewer.email,
          via: 'GOOGLE',
          changes: [{field: 'emailAddresses'}, {field: 'names'}],
          mayDecide: true,
        },
      ]);
      const {status, body} = await decide(name, 'accept', editor);
      expect([status, body.state]).toEqual([200, 'ACCEPTED']);
      const contact = await api.ok(viewer, `GET /v1/${body.contact}`);
      expect(contact).toMatchObject({
        labels: [shared.label],
        person: {names: [{givenName: 'Mia'}]},
      });
      const {revisions} = await api.ok(
        viewer,
        `GET /v1/${body.contact}/revisions`,
      );
      expect(revisions).toMatchObject([
        {kind: 'create', account: editor.email, author: viewer.email},
      ]);
      expect(await readToken(viewer)).toBeNull();
      expect(await readToken(editor)).toBe('token');
    });

    test('for a contact of the author’s own: rejected they are forgotten, and do not come back', async () => {
      const {editor} = shared.people;
      const name = await offer(MIA);
      await decide(name, 'reject', editor);
      expect(await decide(name, 'reopen', editor)).toMatchObject({status: 409});
    });

    test('for a contact of the author’s own: taken up and that undone they wait again, and once', async () => {
      const {remover} = shared.people;
      const name = await offer(MIA);
      const first = (await decide(name, 'accept', remover)).body.contact;
      await undoLast(first, remover);
      expect(await api.call(remover, `GET /v1/${first}`)).toMatchObject({
        status: 404,
      });
      const [open] = await list(remover);
      expect(open).toMatchObject({name, kind: 'add', mayDecide: true});
      expect(open.contact).toBeUndefined();
      const {contact} = (await decide(name, 'accept', remover)).body;
      expect(contact).not.toBe(first);
      expect(await read(contact)).toMatchObject({
        names: [{givenName: 'Mia'}],
      });
    });

    test('for a contact of the author’s own that is shared already: it gets the label', async () => {
      const {owner} = shared.people;
      const other = await shareLabel(api, `Has Mia ${labels}`);
      await grant(other, owner, {role: 'manager'});
      const mia = await other.addContact(MIA);
      expect(matchKeys(MIA)).toHaveLength(1);
      const {body} = await decide(await offer(MIA), 'accept', owner);
      expect(body.contact).toBe(mia);
      expect((await api.ok(owner, `GET /v1/${mia}`)).labels.sort()).toEqual(
        [shared.label, other.label].sort(),
      );
    });

    test('for a contact of the author’s own that is shared already: not by who may not share it on', async () => {
      const {owner} = shared.people;
      const other = await shareLabel(api, `Has Mia ${labels}`);
      await grant(other, owner, {role: 'remover'});
      const mia = await other.addContact(MIA);
      const name = await offer(MIA);
      expect(await decide(name, 'accept', owner)).toMatchObject({
        status: 403,
        body: {error: {message: expect.stringContaining(mia)}},
      });
      expect(await list(owner)).toMatchObject([{name, state: 'OPEN'}]);
      const {contacts} = await api.ok(
        owner,
        `GET /v1/${shared.label}/contacts`,
      );
      expect(contacts).toEqual([]);
    });

    test('for a contact of the author’s own: what is hidden from either waits for an owner', async () => {
      const {viewer, editor, owner} = shared.people;
      await api.ok(owner, `PATCH /v1/${shared.grants.viewer}`, {
        hiddenFields: ['biographies'],
      });
      const name = await offer({...MIA, biographies: [{value: 'typed'}]});
      const {body} = await decide(name, 'accept', editor);
      expect(await read(body.contact)).not.toHaveProperty('biographies');
      expect(await list(editor)).toEqual([]);
      const [rest] = await list(owner);
      expect(rest).toMatchObject({
        kind: 'edit',
        author: viewer.email,
        contact: body.contact,
        changes: [{field: 'biographies', new: [{value: 'typed'}]}],
      });
      await decide(rest.name, 'accept', owner);
      expect((await read(body.contact)).biographies).toEqual([
        {value: 'typed'},
      ]);
    });

    test('for a shared contact: managers where it is decide, who are editors there', async () => {
      const other = await shareLabel(api, `Has contact ${labels}`);
      const contact = await other.addContact();
      for (const [role, more] of [
        ['remover', {role: 'editor'}],
        ['manager', {role: 'editor'}],
        ['owner', {role: 'viewer'}],
      ] as const) {
        await grant(shared, other.people[role], more);
      }
      const id = randomUUID();
      await getDatabase()
        .db.transaction()
        .execute(tx =>
          suggestAdd(tx, {
            id,
            labelId: idOf(shared.label),
            by: {accountId: other.people.remover.id, via: 'GOOGLE'},
            contact: {contactId: idOf(contact)},
          }),
        );
      const name = `suggestions/${id}`;
      expect(await decide(name, 'accept', other.people.remover)).toMatchObject({
        status: 403,
      });
      for (const person of [other.people.owner, shared.people.owner]) {
        expect(await decide(name, 'accept', person)).toMatchObject({
          status: 404,
        });
      }
      expect(await list(other.people.manager)).toMatchObject([
        {name, kind: 'add', contact, label: shared.label, changes: []},
      ]);
      expect(await decide(name, 'accept', other.people.manager)).toMatchObject({
        status: 200,
      });
      expect(await read(contact, shared.people.viewer)).toEqual({
        names: [{givenName: '花子'}],
      });
    });
  });

  test('come in pages, each once, and by their state', async () => {
    const {viewer, editor} = shared.people;
    const names: string[] = [];
    for (let count = 0; count < 5; count++) {
      const contact = await shared.addContact(nicknames('A'));
      names.push((await suggest(contact, nicknames('B'))).body.name);
    }
    await decide(names[4]!, 'reject', editor);
    const seen: string[] = [];
    let token = '';
    do {
      const page = await api.ok(
        viewer,
        `GET /v1/suggestions?pageSize=3&pageToken=${token}`,
      );
      seen.push(...page.suggestions.map((each: {name: string}) => each.name));
      token = page.nextPageToken;
    } while (token !== undefined);
    expect(seen).toEqual(names.slice(0, 4));
    const {nextPageToken} = await api.ok(
      viewer,
      'GET /v1/suggestions?pageSize=1',
    );
    expect(
      await api.call(
        viewer,
        `GET /v1/suggestions?state=REJECTED&pageToken=${nextPageToken}`,
      ),
    ).toMatchObject({status: 400});
    expect(
      await api.call(viewer, 'GET /v1/suggestions?state=all'),
    ).toMatchObject({status: 400});
  });
});
