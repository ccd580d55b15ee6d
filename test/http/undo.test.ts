import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import {dumpStore} from './support/store-dump.ts';
import type {Person} from './support/workplace.ts';

interface Revision {
  readonly name: string;
  readonly kind: string;
  readonly undoes?: string;
}

const nicknames = (...values: string[]) => ({
  nicknames: values.map(value => ({value})),
});

describeOnBothStores('undoing', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let people: SharedLabel['people'];

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
    people = shared.people;
  });

  afterAll(() => api.app.close());

  const patch = (contact: string, person: object, as: Person) =>
    api.ok(as, `PATCH /v1/${contact}`, {person});
  const history = async (
    contact: string,
    as: Person,
  ): Promise<readonly Revision[]> =>
    (await api.ok(as, `GET /v1/${contact}/revisions`)).revisions;
  const newest = async (contact: string, as: Person): Promise<string> =>
    (await history(contact, as))[0]!.name;
  const undo = (revision: string, as: Person, query = '') =>
    api.call(as, `POST /v1/${revision}:undo${query}`);
  const look = (revision: string, as: Person) =>
    api.ok(as, `POST /v1/${revision}:undo?validateOnly=true`);
  const dump = () => dumpStore(getDatabase().db);
  const refused = async (revision: string, as: Person, status: number) => {
    const before = await dump();
    const answer = await undo(revision, as);
    expect([answer.status, answer.body.error.message]).toEqual([
      status,
      expect.any(String),
    ]);
    expect(await dump()).toEqual(before);
    return answer.body;
  };
  const take = (contact: string, as: Person) =>
    api.ok(as, `POST /v1/${shared.label}/contacts:remove`, {
      contacts: [contact],
    });

  describe('an edit', () => {
    let contact: string;
    let edit: string;

    beforeAll(async () => {
      contact = await shared.addContact(nicknames('A'));
      await patch(contact, nicknames('B'), people.editor);
      edit = await newest(contact, people.editor);
    });

    test('only to see changes nothing, and says what would', async () => {
      const before = await dump();
      const {body} = await undo(edit, people.editor, '?validateOnly=true');
      expect(body).toEqual({
        changes: [
          {field: 'nicknames', old: [{value: 'B'}], new: [{value: 'A'}]},
        ],
        ...{labelsAdded: [], labelsRemoved: [], contacts: []},
      });
      expect(await dump()).toEqual(before);
    });

    test('is for who did it alone', async () => {
      await refused(edit, people.owner, 403);
      await refused(edit, people.viewer, 403);
    });

    test('brings back what stood there, once', async () => {
      const {status, body} = await undo(edit, people.editor);
      expect([status, body.contact.person]).toEqual([200, nicknames('A')]);
      const [taken] = await history(contact, people.viewer);
      expect(taken).toMatchObject({kind: 'undone', undoes: edit});
      const {details} = (await refused(edit, people.editor, 409)).error;
      expect(details).toMatchObject([{reason: 'ALREADY_DONE'}]);
    });

    test('can be undone itself', async () => {
      const {body} = await undo(
        await newest(contact, people.editor),
        people.editor,
      );
      expect(body.contact.person).toEqual(nicknames('B'));
      const again = await undo(edit, people.editor);
      expect(again.body.contact.person).toEqual(nicknames('A'));
    });
  });

  test('edits go back one after the other', async () => {
    const contact = await shared.addContact(nicknames('A'));
    const edits: string[] = [];
    for (const value of ['B', 'C', 'D']) {
      await patch(contact, nicknames(value), people.editor);
      edits.unshift(await newest(contact, people.editor));
    }
    await refused(edits[1]!, people.editor, 409);
    for (const edit of edits) await undo(edit, people.editor);
    const {person} = await api.ok(people.viewer, `GET /v1/${contact}`);
    expect(person).toEqual(nicknames('A'));
  });

  test('of two people that change the same, only the last has something to undo', async () => {
    const contact = await shared.addContact(nicknames('A'));
    await patch(contact, nicknames('B'), people.editor);
    const first = await newest(contact, people.editor);
    await patch(contact, nicknames('C'), people.manager);
    const second = await newest(contact, people.manager);
    await refused(first, people.editor, 409);
    await undo(second, people.manager);
    await undo(first, people.editor);
    await refused(second, people.manager, 409);
    const {person} = await api.ok(people.viewer, `GET /v1/${contact}`);
    expect(person).toEqual(nicknames('A'));
  });

  test('leaves what others changed beside it', async () => {
    const contact = await shared.addContact(nicknames('A'));
    await patch(contact, nicknames('B'), people.editor);
    const edit = await newest(contact, people.editor);
    const urls = [{value: 'https://example.com'}];
    await patch(contact, {urls}, people.manager);
    const {body} = await undo(edit, people.editor);
    expect(body.contact.person).toEqual({...nicknames('A'), urls});
  });

  test('never leaves a contact without anything', async () => {
    const contact = await shared.addContact(nicknames('A'));
    const urls = [{value: 'https://example.com'}];
    await patch(contact, {urls}, people.editor);
    const edit = await newest(contact, people.editor);
    await patch(contact, {nicknames: []}, people.manager);
    await refused(edit, people.editor, 409);
  });

  test('never leaves a contact without anything that who undoes sees', async () => {
    const partner = api.workplace.join('partner-in-clearing');
    await api.ok(people.owner, `POST /v1/${shared.label}/grants`, {
      principal: {type: 'user', email: partner.email},
      role: 'editor',
      hiddenFields: ['biographies'],
    });
    const contact = await shared.addContact({
      ...nicknames('A'),
      biographies: [{value: 'secret'}],
    });
    await patch(contact, {urls: [{value: 'https://example.com'}]}, partner);
    const edit = await newest(contact, partner);
    await patch(contact, {nicknames: []}, people.manager);
    await refused(edit, partner, 409);
  });

  test('a restore brings back what it replaced', async () => {
    const contact = await shared.addContact(nicknames('A'));
    const created = await newest(contact, people.editor);
    await patch(contact, nicknames('B'), people.editor);
    await api.ok(people.editor, `POST /v1/${contact}:restore`, {
      revision: created,
    });
    const {body} = await undo(
      await newest(contact, people.editor),
      people.editor,
    );
    expect(body.contact.person).toEqual(nicknames('B'));
  });

  test('a removal brings the contact out of the trash', async () => {
    const contact = await shared.addContact();
    await take(contact, people.remover);
    const removal = await readLast(contact);
    await refused(removal, people.owner, 403);
    expect(await look(removal, people.remover)).toEqual({
      ...{changes: [], labelsAdded: [shared.label], labelsRemoved: []},
      contacts: [],
    });
    const {status, body} = await undo(removal, people.remover);
    expect([status, body.contact.labels]).toEqual([200, [shared.label]]);
  });

  /** The name of a contact's last revision, wherever the contact is. */
  async function readLast(contact: string): Promise<string> {
    const {id} = await getDatabase()
      .db.selectFrom('revisions')
      .select('id')
      .where('contact_id', '=', contact.split('/').at(-1)!)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    return `${contact}/revisions/${id}`;
  }

  describe('a label that was put on', () => {
    test('takes it off', async () => {
      const contact = await shared.addContact();
      const {owner} = people;
      const other = await api.ok(owner, 'POST /v1/labels', {
        displayName: 'Second',
      });
      await api.ok(owner, `POST /v1/${other.name}/contacts:add`, {
        contacts: [contact],
      });
      const {body} = await undo(await newest(contact, owner), owner);
      expect(body.contact.labels).toEqual([shared.label]);
    });

    test('with a new contact puts it into the trash, for who may remove', async () => {
      const {name: byOwner} = await api.ok(
        people.owner,
        `POST /v1/${shared.label}/contacts`,
        {person: nicknames('A')},
      );
      const creation = await newest(byOwner, people.owner);
      expect(await look(creation, people.owner)).toEqual({
        ...{changes: [], labelsAdded: [], labelsRemoved: [shared.label]},
        contacts: [],
      });
      expect(await undo(creation, people.owner)).toMatchObject({
        status: 200,
        body: {},
      });
      expect(await api.call(people.owner, `GET /v1/${byOwner}`)).toMatchObject({
        status: 404,
      });
      const {name: byEditor} = await api.ok(
        people.editor,
        `POST /v1/${shared.label}/contacts`,
        {person: nicknames('A')},
      );
      await refused(await newest(byEditor, people.editor), people.editor, 403);
    });

    test('is not more than the bulk guard lets through', async () => {
      const guarded = await shareLabel(api, 'Guarded');
      const {owner} = guarded.people;
      await api.ok(owner, `PATCH /v1/${guarded.label}`, {
        bulkRemoval: {percent: 0, count: 1},
      });
      const contact = await guarded.addContact();
      await refused(await newest(contact, owner), owner, 409);
      const {body} = await undo(await newest(contact, owner), owner);
      expect(body.error.details).toMatchObject([{reason: 'BULK_REMOVAL'}]);
    });
  });

  test('a label that came off a contact which others share goes back only by who may share it on', async () => {
    const contact = await shared.addContact();
    const {owner, manager, remover} = people;
    const {name: second} = await api.ok(owner, 'POST /v1/labels', {
      displayName: 'Another',
    });
    for (const [{email}, role] of [
      [manager, 'manager'],
      [remover, 'remover'],
    ] as const) {
      await api.ok(owner, `POST /v1/${second}/grants`, {
        principal: {type: 'user', email},
        role,
      });
    }
    for (const [who, status] of [
      [remover, 403],
      [manager, 200],
    ] as const) {
      await api.ok(owner, `POST /v1/${second}/contacts:add`, {
        contacts: [contact],
      });
      await api.ok(who, `POST /v1/${second}/contacts:remove`, {
        contacts: [contact],
      });
      const removal = await newest(contact, who);
      expect((await undo(removal, who)).status).toBe(status);
    }
  });

  describe('a merge', () => {
    const merge = async () => {
      const contacts = [
        await shared.addContact(nicknames('A')),
        await shared.addContact(nicknames('B')),
      ] as const;
      await api.ok(people.remover, 'POST /v1/contacts:merge', {contacts});
      return contacts;
    };

    test('is named where it stands in the way of another undo', async () => {
      const survivor = await shared.addContact(nicknames('A'));
      const absorbed = await shared.addContact(nicknames('B'));
      await patch(absorbed, nicknames('C'), people.manager);
      const edit = await newest(absorbed, people.manager);
      await api.ok(people.manager, 'POST /v1/contacts:merge', {
        contacts: [survivor, absorbed],
      });
      const {status, body} = await undo(edit, people.manager);
      expect([status, body.error.message]).toEqual([
        409,
        `The contact was merged into ${survivor} since: restore fields there, or take the two apart first.`,
      ]);
    });

    test('takes the contacts apart', async () => {
      const [survivor, absorbed] = await merge();
      const merged = await newest(survivor, people.remover);
      await refused(merged, people.owner, 403);
      expect(await look(merged, people.remover)).toEqual({
        changes: [
          {
            field: 'nicknames',
            old: [{value: 'A'}, {value: 'B'}],
            new: [{value: 'A'}],
          },
        ],
        ...{labelsAdded: [], labelsRemoved: [], contacts: [absorbed]},
      });
      const {body} = await undo(merged, people.remover);
      expect(body.contact.person).toEqual(nicknames('A'));
      const {person} = await api.ok(people.viewer, `GET /v1/${absorbed}`);
      expect(person).toEqual(nicknames('B'));
      await refused(merged, people.remover, 409);
    });

    test('by the history of the contact that went into another too', async () => {
      const [, absorbed] = await merge();
      const {body} = await undo(
        await newest(absorbed, people.remover),
        people.remover,
      );
      expect(body.contact.person).toEqual(nicknames('B'));
    });

    test('takes them apart though another was made since, and leaves that one', async () => {
      const [survivor, absorbed] = await merge();
      const first = await newest(survivor, people.remover);
      const third = await shared.addContact(nicknames('C', 'B'));
      await api.ok(people.remover, 'POST /v1/contacts:merge', {
        contacts: [survivor, third],
      });
      const {body} = await undo(first, people.remover);
      expect(body.contact.person).toEqual(nicknames('A', 'B', 'C'));
      const said = async (contact: string) =>
        (await api.ok(people.viewer, `GET /v1/${contact}`)).person;
      expect(await said(absorbed)).toEqual(nicknames('B'));
      const split = await newest(survivor, people.remover);
      await api.ok(people.remover, `POST /v1/${survivor}:unmerge`);
      expect(await said(survivor)).toEqual(nicknames('A'));
      expect(await said(third)).toEqual(nicknames('C', 'B'));
      await refused(first, people.remover, 409);
      await undo(await newest(survivor, people.remover), people.remover);
      await undo(split, people.remover);
      expect((await said(survivor)).nicknames).toHaveLength(3);
    });

    describe('that was taken apart', () => {
      let survivor: string;
      let absorbed: string;
      let split: string;

      beforeEach(async () => {
        [survivor, absorbed] = await merge();
        await api.ok(people.remover, `POST /v1/${survivor}:unmerge`);
        split = await newest(survivor, people.remover);
      });

      test('is one again, with what was changed beside it, and apart once more', async () => {
        await refused(split, people.owner, 403);
        const notes = {biographies: [{value: 'met since'}]};
        await patch(survivor, notes, people.editor);
        const {status, body} = await undo(split, people.remover);
        expect([status, body.contact.person]).toEqual([
          200,
          {...notes, nicknames: [{value: 'A'}, {value: 'B'}]},
        ]);
        expect(
          await api.call(people.viewer, `GET /v1/${absorbed}`),
        ).toMatchObject({status: 404});
        await refused(split, people.remover, 409);
        await undo(await newest(survivor, people.remover), people.remover);
        const {person} = await api.ok(people.viewer, `GET /v1/${absorbed}`);
        expect(person).toEqual(nicknames('B'));
      });

      test('is so from the side of who came out of it', async () => {
        const {body} = await undo(
          await newest(absorbed, people.remover),
          people.remover,
        );
        expect(body).toEqual({});
        const {person} = await api.ok(people.viewer, `GET /v1/${survivor}`);
        expect(person.nicknames).toHaveLength(2);
      });

      test.each([
        ['the one that lived on', () => survivor],
        ['who came out of it', () => absorbed],
      ])('stays apart once somebody changed %s', async (_who, which) => {
        await patch(which(), nicknames('C'), people.editor);
        await refused(split, people.remover, 409);
      });
    });
  });

  test('what is hidden from who did it by now is refused', async () => {
    const {owner} = people;
    const partner = api.workplace.join('partner-in-undoing');
    const grant = await api.ok(owner, `POST /v1/${shared.label}/grants`, {
      principal: {type: 'user', email: partner.email},
      role: 'editor',
    });
    const contact = await shared.addContact(nicknames('A'));
    await patch(
      contact,
      {...nicknames('B'), biographies: [{value: 'secret'}]},
      partner,
    );
    const edit = await newest(contact, partner);
    await api.ok(owner, `PATCH /v1/${grant.name}`, {
      hiddenFields: ['biographies'],
    });
    await refused(edit, partner, 403);
  });

  test('by who lost the role is refused', async () => {
    const contact = await shared.addContact(nicknames('A'));
    const {owner} = people;
    const former = api.workplace.join('former-editor');
    const grant = await api.ok(owner, `POST /v1/${shared.label}/grants`, {
      principal: {type: 'user', email: former.email},
      role: 'editor',
    });
    await patch(contact, nicknames('B'), former);
    const edit = await newest(contact, former);
    await api.ok(owner, `PATCH /v1/${grant.name}`, {role: 'viewer'});
    await refused(edit, former, 403);
    await api.ok(owner, `DELETE /v1/${grant.name}`);
    await refused(edit, former, 404);
  });

  test('one contact of a label that was brought back leaves the others', async () => {
    const label = await shareLabel(api, 'In part');
    const {manager} = label.people;
    const [one, two] = [
      await label.addContact(nicknames('A')),
      await label.addContact(nicknames('A')),
    ];
    const {revisions} = await api.ok(manager, `GET /v1/${two}/revisions`);
    for (const each of [one, two]) await patch(each, nicknames('B'), manager);
    const {name} = await api.ok(manager, `POST /v1/${label.label}:restore`, {
      time: revisions[0].time,
    });
    const {body} = await undo(await newest(one, manager), manager);
    expect(body.contact.person).toEqual(nicknames('B'));
    const {person} = await api.ok(manager, `GET /v1/${two}`);
    expect(person).toEqual(nicknames('A'));
    expect(await api.ok(manager, `POST /v1/${name}:undo`)).toMatchObject({
      edited: 1,
    });
  });

  test.each(['latest', '0', '999999999999'])(
    'what is no revision, %s, is not found',
    async id => {
      const contact = await shared.addContact();
      await refused(`${contact}/revisions/${id}`, people.owner, 404);
    },
  );

  test('a revision of another contact is not found', async () => {
    const contact = await shared.addContact();
    const other = await newest(await shared.addContact(), people.owner);
    const id = other.split('/').at(-1)!;
    await refused(`${contact}/revisions/${id}`, people.owner, 404);
  });
});
