import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {makeAdmin} from './support/matrix-cases.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

const MIA = {
  names: [{givenName: 'Mia'}],
  emailAddresses: [{value: 'mia@customer.example'}],
  biographies: [{value: 'likes tea'}],
};
const MIMI = {
  names: [{givenName: 'Mimi'}],
  emailAddresses: [{value: 'mimi@customer.example'}],
  biographies: [{value: 'likes coffee'}],
};

describeOnBothStores('merging contacts', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let mia: string;
  let mimi: string;
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    labels += 1;
    shared = await shareLabel(api, `Merging ${labels}`);
    mia = await shared.addContact(MIA);
    mimi = await shared.addContact(MIMI);
  });

  const merge = (as: Person, body: object = {contacts: [mia, mimi]}) =>
    api.call(as, 'POST /v1/contacts:merge', body);
  const unmerge = (as: Person, contact = mia) =>
    api.call(as, `POST /v1/${contact}:unmerge`);
  const read = (as: Person, contact: string) =>
    api.ok(as, `GET /v1/${contact}`);
  const history = async (as: Person, contact: string) =>
    (await api.ok(as, `GET /v1/${contact}/revisions`)).revisions;
  const addresses = (contact: {person: {emailAddresses: {value: string}[]}}) =>
    contact.person.emailAddresses.map(({value}) => value);

  test('leaves one, with what both say; what cannot stand is in the history', async () => {
    const {remover, viewer} = shared.people;
    const {status, body} = await merge(remover);
    expect([status, body.name]).toEqual([200, mia]);
    expect(addresses(body)).toEqual([
      'mia@customer.example',
      'mimi@customer.example',
    ]);
    expect(body.person.biographies).toEqual([{value: 'likes tea'}]);
    expect((await api.call(viewer, `GET /v1/${mimi}`)).status).toBe(404);
    const {contacts} = await api.ok(viewer, `GET /v1/${shared.label}/contacts`);
    expect(contacts).toHaveLength(1);
    expect((await history(viewer, mia)).slice(0, 2)).toMatchObject([
      {kind: 'merged', account: remover.email},
      {
        kind: 'lost',
        changes: expect.arrayContaining([
          {field: 'biographies', old: [{value: 'likes coffee'}]},
        ]),
      },
    ]);
    expect((await history(viewer, mimi))[0]).toMatchObject({
      kind: 'merged',
      labelsRemoved: [shared.label],
    });
    const {contacts: trash} = await api.ok(remover, 'GET /v1/trash');
    expect(trash).toEqual([]);
    expect((await api.call(remover, `POST /v1/${mimi}:undelete`)).status).toBe(
      404,
    );
  });

  test('leaves what was done to either in one history, in pages, each with whom it was done to', async () => {
    const {remover, editor, viewer} = shared.people;
    const edit = (contact: string, value: string) =>
      api.ok(editor, `PATCH /v1/${contact}`, {
        person: {biographies: [{value}]},
      });
    await edit(mimi, 'likes cake');
    await edit(mia, 'likes water');
    await merge(remover);
    await edit(mia, 'likes juice');
    const shown: unknown[] = [];
    for (let pageToken = ''; ;) {
      const {revisions, nextPageToken} = await api.ok(
        viewer,
        `GET /v1/${mia}/revisions?pageSize=2&pageToken=${pageToken}`,
      );
      for (const {kind, mergedContact} of revisions) {
        shown.push([kind, ...(mergedContact ? [mergedContact] : [])]);
      }
      if (nextPageToken === undefined) break;
      pageToken = nextPageToken;
    }
    expect(shown).toEqual([
      ...[['edit'], ['merged'], ['lost'], ['edit'], ['edit', mimi]],
      ...[['create', mimi], ['create']],
    ]);
  });

  test('stands in the history, and is undone from there, though it says nothing new', async () => {
    const {editor, remover, viewer} = shared.people;
    // One of the same address and nothing else, and the survivor says all of it.
    const {name: again} = await api.ok(
      editor,
      `POST /v1/${shared.label}/contacts`,
      {person: {emailAddresses: MIA.emailAddresses}},
    );
    await merge(remover, {contacts: [mia, again]});
    const last = async () => (await history(viewer, mia))[0];
    const merged = await last();
    expect(merged).toMatchObject({
      ...{kind: 'merged', account: remover.email, changes: []},
    });
    const undo = ({name}: {name: string}) =>
      api.ok(remover, `POST /v1/${name}:undo`, {});
    await undo(merged);
    expect(await read(viewer, again)).toMatchObject({name: again});
    const unmerged = await last();
    expect(unmerged).toMatchObject({kind: 'unmerged', account: remover.email});
    await undo(unmerged);
    expect(await last()).toMatchObject({kind: 'merged'});
    expect((await api.call(viewer, `GET /v1/${again}`)).status).toBe(404);
  });

  test('brings fields back as the other had them', async () => {
    const {remover, editor} = shared.people;
    await merge(remover);
    const [created] = (await history(editor, mia)).filter(
      ({kind, mergedContact}: {kind: string; mergedContact?: string}) =>
        kind === 'create' && mergedContact === mimi,
    );
    const {person} = await api.ok(editor, `POST /v1/${mia}:restore`, {
      revision: created.name,
      updateMask: 'biographies',
    });
    expect(person.biographies).toEqual(MIMI.biographies);
    const {status} = await api.call(editor, `POST /v1/${mia}:restore`, {
      revision: created.name.replace(mimi, mia),
    });
    expect(status).toBe(404);
  });

  test('takes what somebody chose, field by field, and the rest of both', async () => {
    const {body} = await merge(shared.people.remover, {
      contacts: [mia, mimi],
      person: {biographies: [{value: 'likes both'}], nicknames: []},
      updateMask: 'biographies',
    });
    expect(body.person.biographies).toEqual([{value: 'likes both'}]);
    expect(addresses(body)).toHaveLength(2);
    expect(await history(shared.people.viewer, mia)).not.toContainEqual(
      expect.objectContaining({
        changes: [{field: 'biographies', old: [{value: 'likes coffee'}]}],
      }),
    );
  });

  test.each<[string, () => object, string]>([
    ['one', () => ({contacts: [mia]}), 'contacts'],
    ['the same twice', () => ({contacts: [mia, mia]}), 'contacts'],
    ['what is no name', () => ({contacts: [mia, 'mimi']}), 'contacts[1]'],
    [
      'into nothing',
      () => ({contacts: [mia, mimi], person: {}, updateMask: '*'}),
      'person',
    ],
  ])('%s is refused', async (_, body, field) => {
    const answer = await merge(shared.people.remover, body());
    expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
      400,
      [field],
    ]);
  });

  test('one that is merged already is not found, by its place', async () => {
    const {remover} = shared.people;
    await merge(remover);
    const answer = await merge(remover);
    expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
      404,
      ['contacts[1]'],
    ]);
  });

  test('takes no more off a label than the bulk guard lets one account', async () => {
    const {owner, remover, viewer} = shared.people;
    await api.ok(owner, `PATCH /v1/${shared.label}?updateMask=bulkRemoval`, {
      bulkRemoval: {percent: 1, count: 3},
    });
    const more = [];
    for (const name of ['Mina', 'Mira', 'Mona']) {
      more.push(await shared.addContact({names: [{givenName: name}]}));
    }
    const refused = await merge(remover, {contacts: [mia, mimi, ...more]});
    expect(refused).toMatchObject({
      status: 409,
      body: {
        error: {
          status: 'FAILED_PRECONDITION',
          message: expect.stringContaining(`${shared.label} within an hour`),
        },
      },
    });
    const count = async () =>
      (await api.ok(viewer, `GET /v1/${shared.label}/contacts`)).contacts
        .length;
    expect(await count()).toBe(5);
    // Two pass; a removal after them is held, and so is what one held would bring.
    expect((await merge(remover, {contacts: [mia, mimi]})).status).toBe(200);
    expect((await merge(remover, {contacts: [mia, more[0]]})).status).toBe(200);
    expect((await merge(remover, {contacts: [mia, more[1]]})).status).toBe(409);
    await api.ok(remover, `POST /v1/${shared.label}/contacts:remove`, {
      contacts: [more[1]],
    });
    expect((await merge(remover, {contacts: [mia, more[1]]})).status).toBe(409);
    expect(await count()).toBe(3);
    // Each account is counted by itself.
    expect((await merge(owner, {contacts: [mia, more[2]]})).status).toBe(200);
  });

  describe('of another label', () => {
    let other: SharedLabel;
    let noa: string;

    beforeEach(async () => {
      other = await shareLabel(api, `Other ${labels}`);
      noa = await other.addContact({names: [{givenName: 'Noa'}]});
    });

    const join = (person: Person, role: string, more: object = {}) =>
      api.ok(other.people.owner, `POST /v1/${other.label}/grants`, {
        principal: {type: 'user', email: person.email},
        role,
        ...more,
      });
    const both = () => ({contacts: [mia, noa]});

    test('is no line of its history to who saw only the one that says what it said', async () => {
      const {manager, viewer} = shared.people;
      await join(manager, 'manager');
      const {name} = await api.ok(manager, `POST /v1/${other.label}/contacts`, {
        person: {biographies: MIA.biographies},
      });
      const kinds = async () =>
        (await history(viewer, mia)).map(({kind}: {kind: string}) => kind);
      expect((await merge(manager, {contacts: [mia, name]})).status).toBe(200);
      expect(await kinds()).not.toContain('merged');
      await unmerge(manager);
      expect(await kinds()).toEqual(['create']);
    });

    test('needs to see it', async () => {
      expect((await merge(shared.people.owner, both())).status).toBe(404);
    });

    test('needs manager in both, since more people see each', async () => {
      const {manager} = shared.people;
      await join(manager, 'remover');
      expect((await merge(manager, both())).status).toBe(403);
    });

    test('needs sight of all its fields', async () => {
      const {manager} = shared.people;
      await join(manager, 'manager', {hiddenFields: ['phoneNumbers']});
      expect((await merge(manager, both())).status).toBe(403);
    });

    test('is refused while one of them is in a label nobody told the caller of', async () => {
      const {owner} = shared.people;
      await join(owner, 'manager');
      const third = await shareLabel(api, `Third ${labels}`);
      await api.ok(other.people.owner, `POST /v1/${other.label}/grants`, {
        principal: {type: 'user', email: third.people.owner.email},
        role: 'manager',
      });
      await api.ok(third.people.owner, `POST /v1/${third.label}/contacts:add`, {
        contacts: [noa],
      });
      expect((await merge(owner, both())).status).toBe(403);
    });

    test('is refused while one of them is in a label that was deleted and may come back, but not to its owner', async () => {
      const {owner, remover} = shared.people;
      await join(owner, 'manager');
      await api.ok(owner, `POST /v1/${shared.label}/contacts:add`, {
        contacts: [noa],
      });
      await api.ok(owner, `POST /v1/${shared.label}/grants`, {
        principal: {type: 'user', email: other.people.owner.email},
        role: 'manager',
      });
      await api.ok(other.people.owner, `DELETE /v1/${other.label}`);
      expect((await merge(remover, both())).status).toBe(403);
      expect((await merge(owner, both())).status).toBe(403);
      await api.ok(other.people.owner, `POST /v1/${other.label}:undelete`);
      const {viewer} = other.people;
      expect((await api.call(viewer, `GET /v1/${mia}`)).status).toBe(404);

      await api.ok(other.people.owner, `DELETE /v1/${other.label}`);
      expect((await merge(other.people.owner, both())).status).toBe(200);
      await api.ok(other.people.owner, `POST /v1/${other.label}:undelete`);
      expect((await read(viewer, mia)).labels).toEqual([other.label]);
    });

    describe('whose labels nobody has in common any more', () => {
      let admin: Person;
      const audit = async () =>
        (await api.ok(admin, 'GET /v1/admin/auditEvents')).auditEvents;

      beforeEach(async () => {
        admin = api.workplace.join(`boss-${labels}`);
        await makeAdmin(api, admin);
        const {owner} = shared.people;
        await join(owner, 'manager');
        await merge(owner, both());
      });
      const leave = () =>
        api.ok(shared.people.owner, `POST /v1/${other.label}:leave`);

      test('is taken apart by an admin, who sees nothing of it, and that is audited', async () => {
        const {owner} = shared.people;
        await leave();
        for (const person of [owner, other.people.owner]) {
          const {label} = person === owner ? shared : other;
          const {status, body} = await unmerge(person);
          expect([status, body.error.message]).toEqual([
            403,
            'Taking them apart needs remover in every label that they are in or go back to. You lack it in one that you do not see. Somebody who has it in all of them can, and any admin of the workplace.',
          ]);
          expect(JSON.stringify(body)).not.toContain(label);
        }
        expect(await unmerge(admin)).toMatchObject({
          status: 200,
          body: {contacts: [mia, noa]},
        });
        expect((await audit())[0]).toMatchObject({
          action: 'contacts.unmerge',
          account: admin.email,
          resources: [mia, noa],
          changes: [],
        });
        const {viewer} = other.people;
        expect((await read(viewer, noa)).labels).toEqual([other.label]);
        expect((await api.call(viewer, `GET /v1/${mia}`)).status).toBe(404);
        expect((await read(owner, mia)).labels).toEqual([shared.label]);
        expect((await history(viewer, noa))[0]).toMatchObject({
          kind: 'unmerged',
          account: admin.email,
        });
        expect((await unmerge(admin)).status).toBe(400);
        const nobody = mia.replace(/.{8}$/, '00000000');
        expect((await unmerge(admin, nobody)).status).toBe(404);
      });

      test('is so out of the trash too', async () => {
        const acts = (await audit()).length;
        const {owner} = shared.people;
        await api.ok(owner, `DELETE /v1/${mia}`);
        await leave();
        expect((await unmerge(admin)).status).toBe(200);
        expect((await read(owner, mia)).labels).toEqual([shared.label]);
        expect((await read(other.people.viewer, noa)).labels).toEqual([
          other.label,
        ]);
        expect(await audit()).toHaveLength(acts + 1);
      });
    });

    test('names the labels in which the caller may not, of those they see', async () => {
      const {owner, manager} = shared.people;
      await join(owner, 'manager');
      await join(manager, 'editor');
      await merge(owner, both());
      const {status, body} = await unmerge(manager);
      expect([status, body.error.message]).toEqual([
        403,
        expect.stringContaining(`You lack it in ${other.label}. Somebody`),
      ]);
    });

    test('that two merges brought stays until both are undone, in whichever order', async () => {
      const {owner} = shared.people;
      await join(owner, 'manager');
      await merge(owner, both());
      const [first] = await history(owner, mia);
      const nell = await other.addContact({names: [{givenName: 'Nell'}]});
      await merge(owner, {contacts: [mia, nell]});
      const {contact} = await api.ok(owner, `POST /v1/${first.name}:undo`);
      expect([contact.name, contact.labels.sort()]).toEqual([
        mia,
        [shared.label, other.label].sort(),
      ]);
      expect((await read(owner, noa)).labels).toEqual([other.label]);
      expect((await unmerge(owner)).body.labels).toEqual([shared.label]);
      expect((await read(owner, nell)).labels).toEqual([other.label]);
    });

    test('gives the survivor both labels, and unmerging takes them apart', async () => {
      const {owner} = shared.people;
      await join(owner, 'manager');
      const {status, body} = await merge(owner, both());
      expect([status, body.labels.sort()]).toEqual([
        200,
        [shared.label, other.label].sort(),
      ]);
      expect((await read(other.people.viewer, mia)).labels).toEqual([
        other.label,
      ]);
      expect((await unmerge(shared.people.manager)).status).toBe(403);
      const after = await unmerge(owner);
      expect(after.body.labels).toEqual([shared.label]);
      expect(
        (await api.call(other.people.viewer, `GET /v1/${mia}`)).status,
      ).toBe(404);
      expect((await read(other.people.viewer, noa)).person).toEqual({
        names: [{givenName: 'Noa'}],
      });
    });
  });

  describe('is undone', () => {
    test('with what both said before, and what was changed since stays', async () => {
      const {remover, editor, viewer} = shared.people;
      const before = [await read(viewer, mia), await read(viewer, mimi)];
      await merge(remover);
      await api.ok(editor, `PATCH /v1/${mia}`, {
        person: {nicknames: [{value: 'Mi'}]},
      });
      const {status, body} = await unmerge(remover);
      expect(status).toBe(200);
      expect(body.person).toEqual({
        ...before[0].person,
        nicknames: [{value: 'Mi'}],
      });
      expect((await read(viewer, mimi)).person).toEqual(before[1].person);
      expect((await read(viewer, mimi)).labels).toEqual([shared.label]);
      for (const contact of [mia, mimi]) {
        expect(
          (await history(viewer, contact)).map(
            ({kind}: {kind: string}) => kind,
          ),
        ).toEqual(expect.arrayContaining(['unmerged', 'merged']));
      }
      expect(await unmerge(remover)).toMatchObject({
        status: 400,
        body: {error: {status: 'FAILED_PRECONDITION'}},
      });
      expect((await merge(remover)).status).toBe(200);
    });

    test('one merge at a time, the last first', async () => {
      const {remover} = shared.people;
      const noa = await shared.addContact({
        emailAddresses: [{value: 'noa@customer.example'}],
      });
      await merge(remover);
      await merge(remover, {contacts: [mia, noa]});
      expect(addresses((await unmerge(remover)).body)).toEqual([
        'mia@customer.example',
        'mimi@customer.example',
      ]);
      expect(addresses((await unmerge(remover)).body)).toEqual([
        'mia@customer.example',
      ]);
      expect(addresses(await read(remover, noa))).toHaveLength(1);
    });

    test('all of one call at once', async () => {
      const {remover} = shared.people;
      const noa = await shared.addContact({
        emailAddresses: [{value: 'noa@customer.example'}],
      });
      const {body} = await merge(remover, {contacts: [mia, noa, mimi]});
      expect(addresses(body)).toHaveLength(3);
      await unmerge(remover);
      for (const contact of [mia, noa, mimi]) {
        expect(addresses(await read(remover, contact))).toHaveLength(1);
      }
    });

    test('also where the survivor’s own labels came off since', async () => {
      const {owner} = shared.people;
      const other = await shareLabel(api, `Elsewhere ${labels}`);
      await api.ok(other.people.owner, `POST /v1/${other.label}/grants`, {
        principal: {type: 'user', email: owner.email},
        role: 'manager',
      });
      const noa = await other.addContact({names: [{givenName: 'Noa'}]});
      await merge(owner, {contacts: [mia, noa]});
      await api.ok(owner, `POST /v1/${shared.label}/contacts:remove`, {
        contacts: [mia],
      });
      const {status, body} = await unmerge(owner);
      expect([status, body.name, body.labels]).toEqual([
        200,
        noa,
        [other.label],
      ]);
    });

    test('in one act where what they became went to the trash since, by who may bring that back', async () => {
      const {remover, editor, viewer} = shared.people;
      const before = [await read(viewer, mia), await read(viewer, mimi)];
      await merge(remover);
      await api.ok(remover, `DELETE /v1/${mia}`);
      expect((await unmerge(editor)).status).toBe(404);
      const {status, body} = await unmerge(remover);
      expect([status, body.name, body.labels]).toEqual([
        200,
        mia,
        [shared.label],
      ]);
      for (const [at, contact] of [mia, mimi].entries()) {
        const {person, labels: its} = await read(viewer, contact);
        expect([person, its]).toEqual([before[at].person, [shared.label]]);
      }
      expect((await api.ok(remover, 'GET /v1/trash')).contacts).toEqual([]);
    });

    test('not where it is in the trash and nothing was merged into it: it stays there', async () => {
      const {remover} = shared.people;
      await api.ok(remover, `DELETE /v1/${mia}`);
      expect((await unmerge(remover)).status).toBe(400);
      expect((await api.ok(remover, 'GET /v1/trash')).contacts).toMatchObject([
        {name: mia},
      ]);
    });
  });

  test('moves a suggestion to the survivor, and back', async () => {
    const {viewer, remover} = shared.people;
    const {name} = await api.ok(viewer, `POST /v1/${mimi}/suggestions`, {
      person: {nicknames: [{value: 'Mi'}]},
    });
    const about = async () => {
      const {suggestions} = await api.ok(remover, 'GET /v1/suggestions');
      return suggestions.find((each: {name: string}) => each.name === name)
        ?.contact;
    };
    await merge(remover);
    expect(await about()).toBe(mia);
    await unmerge(remover);
    expect(await about()).toBe(mimi);
  });
});
