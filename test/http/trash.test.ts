import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('the trash', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    await setClock(getDatabase().db, '2030-01-01T08:00:00Z');
    labels += 1;
    shared = await shareLabel(api, `Trash ${labels}`);
  });

  const remove = (contact: string, as: Person) =>
    api.ok(as, `DELETE /v1/${contact}`);
  const undelete = (name: string, as: Person) =>
    api.call(as, `POST /v1/${name}:undelete`);
  const IS_BACK = {
    status: 409,
    body: {
      error: {
        status: 'ALREADY_EXISTS',
        details: [{}, {reason: 'ALREADY_DONE'}],
      },
    },
  };
  const read = (contact: string, as: Person) =>
    api.call(as, `GET /v1/${contact}`);
  const trash = (as: Person, query = '') => api.ok(as, `GET /v1/trash${query}`);
  const grant = (label: SharedLabel, person: Person, more: object) =>
    api.ok(label.people.owner, `POST /v1/${label.label}/grants`, {
      principal: {type: 'user', email: person.email},
      ...more,
    });

  describe('of contacts', () => {
    test('shows what somebody may remove, with the labels it comes back into', async () => {
      const {owner, manager, remover, editor, viewer} = shared.people;
      const contact = await shared.addContact();
      await remove(contact, remover);
      for (const person of [owner, manager, remover]) {
        expect(await trash(person)).toEqual({
          contacts: [
            {
              name: contact,
              person: {names: [{givenName: '花子'}]},
              labels: [shared.label],
              deleteTime: '2030-01-01T08:00:00.000Z',
            },
          ],
          labels: [],
        });
      }
      for (const person of [editor, viewer]) {
        expect(await trash(person)).toEqual({contacts: [], labels: []});
      }
    });

    test('gives back what was there, to everybody', async () => {
      const {remover, viewer} = shared.people;
      const contact = await shared.addContact();
      const before = await read(contact, viewer);
      await remove(contact, remover);
      const {status, body} = await undelete(contact, remover);
      expect([status, body.name, body.labels]).toEqual([
        200,
        contact,
        [shared.label],
      ]);
      expect((await read(contact, viewer)).body).toEqual({
        ...before.body,
        etag: expect.any(String),
      });
      expect(await trash(remover)).toEqual({contacts: [], labels: []});
      const {revisions} = await api.ok(viewer, `GET /v1/${contact}/revisions`);
      expect(revisions.slice(0, 2)).toMatchObject([
        {labelsAdded: [shared.label], account: remover.email},
        {labelsRemoved: [shared.label], account: remover.email},
      ]);
    });

    test('makes every copy of what comes back due', async () => {
      const {remover} = shared.people;
      const contact = await shared.addContact();
      await remove(contact, remover);
      const {db} = getDatabase();
      const id = contact.split('/').at(-1)!;
      await db
        .updateTable('copies')
        .set(({ref}) => ({settled: ref('marks')}))
        .where('contact_id', '=', id)
        .execute();
      await undelete(contact, remover);
      const copies = await db
        .selectFrom('copies')
        .select('due')
        .where('contact_id', '=', id)
        .execute();
      expect(copies).toEqual(Array(5).fill({due: true}));
    });

    test.each(['viewer', 'editor'] as const)(
      'gives nothing back to a %s',
      async role => {
        const contact = await shared.addContact();
        await remove(contact, shared.people.owner);
        expect(await undelete(contact, shared.people[role])).toMatchObject({
          status: 404,
        });
        expect(await read(contact, shared.people.owner)).toMatchObject({
          status: 404,
        });
      },
    );

    test('gives a contact back once', async () => {
      const {owner} = shared.people;
      const contact = await shared.addContact();
      expect(await undelete(contact, owner)).toMatchObject({status: 409});
      await remove(contact, owner);
      expect(await undelete(contact, owner)).toMatchObject({status: 200});
      expect(await undelete(contact, owner)).toMatchObject(IS_BACK);
    });

    test('keeps a contact for 30 days', async () => {
      const {owner} = shared.people;
      const contact = await shared.addContact();
      await remove(contact, owner);
      await setClock(getDatabase().db, '2030-01-31T07:59:59Z');
      expect((await trash(owner)).contacts).toHaveLength(1);
      await setClock(getDatabase().db, '2030-01-31T08:00:01Z');
      expect(await trash(owner)).toEqual({contacts: [], labels: []});
      expect(await undelete(contact, owner)).toMatchObject({status: 404});
    });

    test('gives back into those labels where somebody may remove, and no deleted one', async () => {
      const second = await shareLabel(api, `Second in trash ${labels}`);
      const third = await shareLabel(api, `Third in trash ${labels}`);
      const {manager} = shared.people;
      const contact = await shared.addContact();
      for (const [label, role] of [
        [second, 'editor'],
        [third, 'remover'],
      ] as const) {
        await grant(label, manager, {role});
        await api.ok(manager, `POST /v1/${label.label}/contacts:add`, {
          contacts: [contact],
        });
      }
      await grant(second, shared.people.owner, {role: 'remover'});
      await grant(third, shared.people.owner, {role: 'remover'});
      await remove(contact, shared.people.owner);
      await api.ok(third.people.owner, `DELETE /v1/${third.label}`);
      expect((await trash(manager)).contacts).toMatchObject([
        {name: contact, labels: [shared.label]},
      ]);
      expect((await trash(third.people.owner)).contacts).toEqual([]);
      expect((await undelete(contact, manager)).body.labels).toEqual([
        shared.label,
      ]);
      expect(await read(contact, second.people.owner)).toMatchObject({
        status: 404,
      });
    });

    describe('in two labels', () => {
      let other: SharedLabel;
      let contact: string;

      beforeEach(async () => {
        other = await shareLabel(api, `Beside trash ${labels}`);
        contact = await shared.addContact();
        const {manager} = shared.people;
        await grant(other, manager, {role: 'remover'});
        await api.ok(manager, `POST /v1/${other.label}/contacts:add`, {
          contacts: [contact],
        });
      });

      test('stays in the trash of those whose label did not come back with it', async () => {
        await remove(contact, shared.people.manager);
        await undelete(contact, other.people.remover);
        expect((await read(contact, other.people.viewer)).body.labels).toEqual([
          other.label,
        ]);
        const {remover} = shared.people;
        expect((await trash(remover)).contacts).toMatchObject([
          {
            name: contact,
            labels: [shared.label],
            deleteTime: '2030-01-01T08:00:00.000Z',
          },
        ]);
        expect((await trash(other.people.remover)).contacts).toEqual([]);
        expect((await undelete(contact, remover)).body.labels).toEqual([
          shared.label,
        ]);
        expect((await trash(remover)).contacts).toEqual([]);
      });

      test('shows them nothing that was written since where it is back', async () => {
        const {remover} = shared.people;
        await remove(contact, shared.people.manager);
        await undelete(contact, other.people.remover);
        await api.ok(other.people.editor, `PATCH /v1/${contact}`, {
          person: {nicknames: [{value: 'theirs'}]},
        });
        for (const again of [false, true]) {
          if (again) await remove(contact, other.people.remover);
          expect((await trash(remover)).contacts).toEqual([]);
          expect((await undelete(contact, remover)).status).toBe(404);
        }
      });

      test('stays in that trash whatever becomes of it in the other label', async () => {
        const {remover} = shared.people;
        await remove(contact, shared.people.manager);
        await undelete(contact, other.people.remover);
        await remove(contact, other.people.remover);
        expect((await undelete(contact, remover)).body.labels).toEqual([
          shared.label,
        ]);
        expect((await trash(other.people.remover)).contacts).toMatchObject([
          {name: contact, labels: [other.label]},
        ]);
      });

      test('stays in that trash when the other label was deleted and comes back', async () => {
        const {remover} = shared.people;
        await api.ok(other.people.owner, `DELETE /v1/${other.label}`);
        await remove(contact, remover);
        await api.ok(other.people.owner, `POST /v1/${other.label}:undelete`);
        expect((await read(contact, other.people.viewer)).status).toBe(200);
        expect((await trash(remover)).contacts).toHaveLength(1);
        expect((await undelete(contact, remover)).status).toBe(200);
      });

      test('is there for 30 days, though others have it back', async () => {
        const {remover} = shared.people;
        await remove(contact, shared.people.manager);
        await undelete(contact, other.people.remover);
        await setClock(getDatabase().db, '2030-01-31T07:59:59Z');
        expect((await trash(remover)).contacts).toHaveLength(1);
        await setClock(getDatabase().db, '2030-01-31T08:00:01Z');
        expect((await trash(remover)).contacts).toEqual([]);
        expect((await undelete(contact, remover)).status).toBe(404);
      });
    });

    test('shows no field that these labels hide', async () => {
      const partner = api.workplace.join(`partner-in-trash-${labels}`);
      await grant(shared, partner, {
        role: 'remover',
        hiddenFields: ['biographies'],
      });
      const contact = await shared.addContact({
        names: [{givenName: 'Anna'}],
        biographies: [{value: 'secret'}],
      });
      await remove(contact, partner);
      const {contacts} = await trash(partner);
      expect(contacts[0].person).toEqual({names: [{givenName: 'Anna'}]});
      const {body} = await undelete(contact, partner);
      expect(body.person).toEqual({names: [{givenName: 'Anna'}]});
      const whole = await read(contact, shared.people.owner);
      expect(whole.body.person.biographies).toEqual([{value: 'secret'}]);
    });
  });

  test('shows deleted labels to who owned them, for 30 days', async () => {
    const {owner, manager} = shared.people;
    await shared.addContact();
    await api.ok(owner, `DELETE /v1/${shared.label}`);
    expect(await trash(owner)).toEqual({
      contacts: [],
      labels: [
        {
          name: shared.label,
          displayName: `Trash ${labels}`,
          contactCount: 1,
          deleteTime: '2030-01-01T08:00:00.000Z',
        },
      ],
    });
    expect(await trash(manager)).toEqual({contacts: [], labels: []});
    await setClock(getDatabase().db, '2030-01-31T08:00:01Z');
    expect(await trash(owner)).toEqual({contacts: [], labels: []});
  });

  test('gives a label back once', async () => {
    const {owner, viewer} = shared.people;
    await api.ok(owner, `DELETE /v1/${shared.label}`);
    expect(await undelete(shared.label, viewer)).toMatchObject({status: 404});
    expect(await undelete(shared.label, owner)).toMatchObject({status: 200});
    expect(await undelete(shared.label, owner)).toMatchObject(IS_BACK);
    const stranger = api.workplace.join(`stranger-to-trash-${labels}`);
    expect(await undelete(shared.label, stranger)).toMatchObject({status: 404});
  });

  test('comes in pages, each contact and label once', async () => {
    const {owner} = shared.people;
    const names: string[] = [];
    for (let count = 0; count < 3; count++) {
      names.push(await shared.addContact());
      await remove(names.at(-1)!, owner);
      const {name} = await api.ok(owner, 'POST /v1/labels', {
        displayName: 'Gone',
      });
      await api.ok(owner, `DELETE /v1/${name}`);
      names.push(name);
    }
    const seen: string[] = [];
    let token = '';
    do {
      const page = await trash(owner, `?pageSize=2&pageToken=${token}`);
      const both = [...page.contacts, ...page.labels];
      expect(both.length).toBeLessThanOrEqual(2);
      seen.push(...both.map((each: {name: string}) => each.name));
      token = page.nextPageToken;
    } while (token !== undefined);
    expect(seen.sort()).toEqual(names.sort());
  });
});
