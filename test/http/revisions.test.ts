import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {insertRevisions} from '../../server/store/contact-history.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

interface Revision {
  readonly name: string;
  readonly kind: string;
  readonly changes: readonly {
    readonly field: string;
    readonly old?: readonly object[];
    readonly new?: readonly object[];
  }[];
}

describeOnBothStores('history', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
  });

  afterAll(() => api.app.close());

  const patch = (contact: string, person: object, as: Person) =>
    api.ok(as, `PATCH /v1/${contact}`, {person});
  const list = async (
    contact: string,
    as: Person,
    query = '',
  ): Promise<readonly Revision[]> =>
    (await api.ok(as, `GET /v1/${contact}/revisions${query}`)).revisions;
  const restore = (contact: string, body: object, as: Person) =>
    api.call(as, `POST /v1/${contact}:restore`, body);
  const nicknames = (...values: readonly string[]) => ({
    nicknames: values.map(value => ({value})),
  });
  const idOf = (name: string) => name.split('/').at(-1)!;

  /** A value that lost a conflict, as a run of somebody's account leaves it. */
  async function lose(contact: string, by: Person, item: object) {
    await getDatabase()
      .db.transaction()
      .execute(tx =>
        insertRevisions(
          tx,
          [
            {
              contactId: idOf(contact),
              version: 2,
              kind: 'lost',
              changes: [{field: 'phoneNumbers', old: [item as never]}],
            },
          ],
          {accountId: by.id, via: 'GOOGLE'},
        ),
      );
  }

  describe('of a contact', () => {
    let contact: string;

    beforeAll(async () => {
      contact = await shared.addContact(nicknames('A'));
      await patch(contact, nicknames('B'), shared.people.editor);
      await lose(contact, shared.people.remover, {value: '03-1234-5678'});
    });

    test('says who did what, when and through what, the newest first', async () => {
      const {owner, editor, remover, viewer} = shared.people;
      expect(await list(contact, viewer)).toEqual([
        {
          name: expect.stringMatching(
            new RegExp(`^${contact}/revisions/[1-9][0-9]*$`),
          ),
          time: expect.stringMatching(/Z$/),
          kind: 'lost',
          account: remover.email,
          via: 'GOOGLE',
          changes: [{field: 'phoneNumbers', old: [{value: '03-1234-5678'}]}],
          labelsAdded: [],
          labelsRemoved: [],
        },
        expect.objectContaining({
          kind: 'edit',
          account: editor.email,
          via: 'API',
          changes: [
            {field: 'nicknames', old: [{value: 'A'}], new: [{value: 'B'}]},
          ],
        }),
        expect.objectContaining({
          kind: 'create',
          account: owner.email,
          changes: [{field: 'nicknames', new: [{value: 'A'}]}],
          labelsAdded: [shared.label],
        }),
      ]);
    });

    test('comes in pages, each revision once', async () => {
      const whole = await list(contact, shared.people.viewer);
      const seen: string[] = [];
      let token = '';
      do {
        const page = await api.ok(
          shared.people.viewer,
          `GET /v1/${contact}/revisions?pageSize=1&pageToken=${token}`,
        );
        seen.push(...page.revisions.map((each: Revision) => each.name));
        token = page.nextPageToken;
      } while (token !== undefined);
      expect(seen).toEqual(whole.map(({name}) => name));
    });

    test('of another contact has no page for its token', async () => {
      const {nextPageToken} = await api.ok(
        shared.people.viewer,
        `GET /v1/${contact}/revisions?pageSize=1`,
      );
      const other = await shared.addContact();
      expect(
        await api.call(
          shared.people.viewer,
          `GET /v1/${other}/revisions?pageToken=${nextPageToken}`,
        ),
      ).toMatchObject({status: 400});
    });
  });

  describe('restoring', () => {
    test('brings back what stood right after the revision, as a new revision', async () => {
      const {editor} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      await patch(contact, nicknames('B'), editor);
      await patch(contact, nicknames('C'), editor);
      const [, second] = await list(contact, editor);
      const {status, body} = await restore(
        contact,
        {revision: second!.name},
        editor,
      );
      expect([status, body.person]).toEqual([200, nicknames('B')]);
      const [newest] = await list(contact, editor);
      expect(newest).toMatchObject({
        kind: 'edit',
        account: editor.email,
        changes: [
          {field: 'nicknames', old: [{value: 'C'}], new: [{value: 'B'}]},
        ],
      });
    });

    test('can be undone by restoring', async () => {
      const {editor} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      await patch(contact, nicknames('B'), editor);
      const [edit, create] = await list(contact, editor);
      await restore(contact, {revision: create!.name}, editor);
      const {body} = await restore(contact, {revision: edit!.name}, editor);
      expect(body.person).toEqual(nicknames('B'));
      const [, restored] = await list(contact, editor);
      const again = await restore(contact, {revision: restored!.name}, editor);
      expect(again.body.person).toEqual(nicknames('A'));
    });

    test('leaves alone what the revision did not change, and by a mask what it names', async () => {
      const {editor} = shared.people;
      const contact = await shared.addContact({
        ...nicknames('A'),
        urls: [{value: 'https://example.com'}],
      });
      const [create] = await list(contact, editor);
      await patch(contact, nicknames('B'), editor);
      const [edit] = await list(contact, editor);
      await patch(contact, {urls: []}, editor);
      await patch(
        contact,
        {...nicknames('C'), occupations: [{value: 'O'}]},
        editor,
      );
      const byDefault = await restore(contact, {revision: edit!.name}, editor);
      expect(byDefault.body.person).toEqual({
        ...nicknames('B'),
        occupations: [{value: 'O'}],
      });
      const byMask = await restore(
        contact,
        {revision: idOf(create!.name), updateMask: 'urls,occupations'},
        editor,
      );
      expect(byMask.body.person).toEqual({
        ...nicknames('B'),
        urls: [{value: 'https://example.com'}],
      });
    });

    test('what lost a conflict comes back beside what won it', async () => {
      const {editor} = shared.people;
      const contact = await shared.addContact({
        phoneNumbers: [{value: '03-9999-9999'}],
      });
      await lose(contact, editor, {value: '03-1234-5678'});
      const [lost] = await list(contact, editor);
      await patch(contact, nicknames('A'), editor);
      const {body} = await restore(contact, {revision: lost!.name}, editor);
      expect(body.person).toMatchObject({
        ...nicknames('A'),
        phoneNumbers: [{value: '03-9999-9999'}, {value: '03-1234-5678'}],
      });
    });

    test('only to see changes nothing, and says what would', async () => {
      const {editor} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const [create] = await list(contact, editor);
      await patch(contact, nicknames('B'), editor);
      const before = await list(contact, editor);
      const body = {revision: create!.name};
      const line = `POST /v1/${contact}:restore`;
      for (const [query, more] of [
        ['?validateOnly=true', {}],
        ['', {validateOnly: true}],
      ] as const) {
        const seen = await api.ok(editor, line + query, {...body, ...more});
        expect(seen).toEqual({
          changes: [
            {field: 'nicknames', old: [{value: 'B'}], new: [{value: 'A'}]},
          ],
        });
      }
      expect(await list(contact, editor)).toEqual(before);
      const {person} = await api.ok(editor, `GET /v1/${contact}`);
      expect(person).toEqual(nicknames('B'));
      expect(
        await restore(contact, {...body, validateOnly: 'yes'}, editor),
      ).toMatchObject({status: 400});
    });

    test('only to see is refused where the act is', async () => {
      const {editor, viewer} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const [create] = await list(contact, editor);
      const urls = [{value: 'https://example.com'}];
      await patch(contact, {nicknames: [], urls}, editor);
      const body = {revision: create!.name, validateOnly: true};
      expect(
        await restore(contact, {...body, updateMask: 'urls'}, editor),
      ).toMatchObject({status: 409});
      expect(await restore(contact, body, viewer)).toMatchObject({status: 403});
    });

    test('never leaves a contact without anything', async () => {
      const {editor} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const [create] = await list(contact, editor);
      const urls = [{value: 'https://example.com'}];
      await patch(contact, {nicknames: [], urls}, editor);
      const body = {revision: create!.name, updateMask: 'urls'};
      expect(await restore(contact, body, editor)).toMatchObject({status: 409});
      const {person} = await api.ok(editor, `GET /v1/${contact}`);
      expect(person).toEqual({urls});
    });

    test('what stands there already makes no revision', async () => {
      const {editor} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const before = await list(contact, editor);
      const {body} = await restore(
        contact,
        {revision: before[0]!.name},
        editor,
      );
      expect(body.person).toEqual(nicknames('A'));
      expect(await list(contact, editor)).toEqual(before);
    });

    test.each<
      [string, (mine: string, other: string) => object, number, string]
    >([
      ['what is no revision', () => ({revision: 'latest'}), 400, 'revision'],
      ['none', () => ({}), 400, 'revision'],
      [
        'one of another contact',
        (_mine, other) => ({revision: other}),
        404,
        'revision',
      ],
      [
        'one of another contact by its id',
        (_mine, other) => ({revision: idOf(other)}),
        404,
        'revision',
      ],
      [
        'a field that is none',
        mine => ({revision: mine, updateMask: 'salary'}),
        400,
        'updateMask',
      ],
    ])('%s is refused', async (_what, body, code, field) => {
      const {editor} = shared.people;
      const contact = await shared.addContact(nicknames('A'));
      const [mine] = await list(contact, editor);
      const [other] = await list(await shared.addContact(), editor);
      const answer = await restore(
        contact,
        body(mine!.name, other!.name),
        editor,
      );
      expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
        code,
        [field],
      ]);
    });

    test('a revision that changed labels alone needs the fields to be named', async () => {
      const label = await shareLabel(api, 'Labels alone');
      const {owner} = label.people;
      const contact = await label.addContact(nicknames('A'));
      const {name} = await api.ok(owner, 'POST /v1/labels', {displayName: 'B'});
      await api.ok(owner, `POST /v1/${name}/contacts:add`, {
        contacts: [contact],
      });
      await patch(contact, nicknames('B'), owner);
      const [, labelled] = await list(contact, owner);
      expect(labelled).toMatchObject({kind: 'labels', labelsAdded: [name]});
      const revision = labelled!.name;
      const answer = await restore(contact, {revision}, owner);
      expect(Object.keys(violationsOf(answer))).toEqual(['updateMask']);
      const named = await restore(contact, {revision, updateMask: '*'}, owner);
      expect(named.body.person).toEqual(nicknames('A'));
    });
  });

  describe('where fields are hidden', () => {
    let label: SharedLabel;
    let partner: Person;
    let contact: string;

    beforeAll(async () => {
      label = await shareLabel(api, 'Hidden');
      partner = api.workplace.join('partner-in-history');
      await api.ok(label.people.owner, `POST /v1/${label.label}/grants`, {
        principal: {type: 'user', email: partner.email},
        role: 'editor',
        hiddenFields: ['biographies'],
      });
      contact = await label.addContact({
        ...nicknames('A'),
        biographies: [{value: 'secret-1'}],
      });
      await patch(
        contact,
        {biographies: [{value: 'secret-2'}]},
        label.people.owner,
      );
      await patch(
        contact,
        {...nicknames('B'), biographies: [{value: 'secret-3'}]},
        label.people.owner,
      );
    });

    test('they show nowhere, and a revision of nothing else is not shown', async () => {
      const revisions = await list(contact, partner);
      expect(revisions.map(({kind}) => kind)).toEqual(['edit', 'create']);
      expect(JSON.stringify(revisions)).not.toMatch(/secret|biographies/);
    });

    test('a page is full of what is shown', async () => {
      const page = await api.ok(
        partner,
        `GET /v1/${contact}/revisions?pageSize=2`,
      );
      expect(page.revisions).toHaveLength(2);
      expect(page.nextPageToken).toBeUndefined();
    });

    test('they are not brought back', async () => {
      const [, create] = await list(contact, partner);
      const revision = create!.name;
      const answer = await restore(
        contact,
        {revision, updateMask: 'biographies'},
        partner,
      );
      expect(answer).toMatchObject({
        status: 403,
        body: {error: {status: 'PERMISSION_DENIED'}},
      });
      for (const more of [{}, {updateMask: '*'}]) {
        const {body} = await restore(contact, {revision, ...more}, partner);
        expect(body.person).toEqual(nicknames('A'));
      }
      const whole = await api.ok(label.people.owner, `GET /v1/${contact}`);
      expect(whole.person.biographies).toEqual([{value: 'secret-3'}]);
    });

    test('a restore never leaves a contact without anything that is seen, whatever else there is', async () => {
      const other = await label.addContact({
        ...nicknames('A'),
        biographies: [{value: 'secret'}],
      });
      const [create] = await list(other, partner);
      const urls = [{value: 'https://example.com'}];
      await patch(other, {nicknames: [], urls}, label.people.owner);
      const body = {revision: create!.name, updateMask: 'urls'};
      expect(await restore(other, body, partner)).toMatchObject({status: 409});
    });

    test('a revision that is not shown is not found', async () => {
      const hidden = (await list(contact, label.people.owner)).find(
        ({changes}) =>
          changes.length === 1 && changes[0]!.field === 'biographies',
      );
      expect(
        await restore(contact, {revision: hidden!.name}, partner),
      ).toMatchObject({status: 404});
    });
  });

  test('labels that somebody does not see are not in the history they see', async () => {
    const first = await shareLabel(api, 'First in history');
    const second = await shareLabel(api, 'Second in history');
    const {manager} = first.people;
    await api.ok(second.people.owner, `POST /v1/${second.label}/grants`, {
      principal: {type: 'user', email: manager.email},
      role: 'editor',
    });
    const contact = await first.addContact();
    await api.ok(manager, `POST /v1/${second.label}/contacts:add`, {
      contacts: [contact],
    });
    expect((await list(contact, manager)).map(({kind}) => kind)).toEqual([
      'labels',
      'create',
    ]);
    const seen = await list(contact, first.people.viewer);
    expect(seen.map(({kind}) => kind)).toEqual(['create']);
    expect(JSON.stringify(seen)).not.toContain(second.label);
    expect(
      (await list(contact, second.people.viewer)).map(({kind}) => kind),
    ).toEqual(['labels', 'create']);
  });
});
