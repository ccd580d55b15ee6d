import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {writeAccountState} from '../../server/store/sync-state.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

interface Notice {
  readonly name: string;
  readonly kind: string;
  readonly text: string;
  readonly count: number;
}

describeOnBothStores('notices', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let contact: string;
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    labels += 1;
    shared = await shareLabel(api, `Notices ${labels}`);
    contact = await shared.addContact();
    for (const person of Object.values(shared.people)) {
      await api.ok(person, 'POST /v1/notices:markRead');
    }
  });

  const list = (as: Person, query = '') =>
    api.ok(as, `GET /v1/notices${query}`);
  const told = async (as: Person): Promise<Notice[]> =>
    (await list(as)).notices;
  const kinds = async (as: Person) => (await told(as)).map(({kind}) => kind);
  const mention = (text: string, ...people: readonly Person[]) =>
    api.ok(shared.people.editor, `POST /v1/${contact}/comments`, {
      text,
      visibility: 'PUBLIC',
      mentions: people.map(({email}) => email),
    });

  test('are told in the language that is asked for', async () => {
    const {editor, viewer} = shared.people;
    await mention('Look', viewer);
    const texts = async (languageCode: string) =>
      (await list(viewer, `?languageCode=${languageCode}`)).notices.map(
        ({text}: Notice) => text,
      );
    expect(await texts('ja-JP')).toEqual([
      `${editor.email} さんが連絡先「花子」へのコメントであなたをメンションしました`,
    ]);
    expect(await texts('en')).toEqual([
      `${editor.email} mentioned you in a comment on 花子`,
    ]);
  });

  describe('of a mention', () => {
    test('are theirs whom it mentions, but for its author', async () => {
      const {editor, viewer, owner} = shared.people;
      const comment = await mention('Look', viewer, editor);
      expect(await list(viewer)).toEqual({
        notices: [
          {
            name: expect.stringMatching(/^notices\/\d+$/),
            kind: 'MENTION',
            text: `${editor.email} mentioned you in a comment on 花子`,
            createTime: expect.any(String),
            actor: editor.email,
            contact,
            comment: comment.name,
            count: 1,
          },
        ],
        unreadCount: 1,
      });
      expect(await told(editor)).toEqual([]);
      expect(await told(owner)).toEqual([]);
    });

    test('end with it, and begin with one that is added', async () => {
      const {editor, viewer, owner} = shared.people;
      const {name} = await mention('Look', viewer);
      const change = (body: object) =>
        api.ok(editor, `PATCH /v1/${name}`, body);
      await change({mentions: [owner.email]});
      expect([await kinds(viewer), await kinds(owner)]).toEqual([
        [],
        ['MENTION'],
      ]);
      await change({visibility: 'PRIVATE'});
      expect(await list(owner)).toEqual({notices: [], unreadCount: 0});
      await change({visibility: 'PUBLIC', mentions: [viewer.email]});
      expect(await kinds(viewer)).toEqual(['MENTION']);
      await api.ok(editor, `DELETE /v1/${name}`);
      expect(await kinds(viewer)).toEqual([]);
    });

    test('are not told again by an edit once they are swept', async () => {
      const {editor, viewer} = shared.people;
      const {name} = await mention('Look', viewer);
      await getDatabase().db.deleteFrom('notices').execute();
      await api.ok(editor, `PATCH /v1/${name}`, {text: 'Look here'});
      expect(await kinds(viewer)).toEqual([]);
    });

    test('say nothing that is hidden, and nothing once the contact is out of sight', async () => {
      const {owner, viewer} = shared.people;
      await api.ok(owner, `PATCH /v1/${shared.grants.viewer}`, {
        hiddenFields: ['names'],
      });
      await mention('Look', viewer);
      const [notice] = await told(viewer);
      expect(notice!.text).toMatch(/comment on a contact$/);
      await api.ok(owner, `DELETE /v1/${shared.grants.viewer}`);
      expect(await list(viewer)).toEqual({notices: [], unreadCount: 0});
    });
  });

  describe('of removals that are held', () => {
    const holdAll = async () => {
      const {owner, remover} = shared.people;
      await api.ok(owner, `PATCH /v1/${shared.label}`, {
        bulkRemoval: {percent: 0, count: 1},
      });
      const contacts = [await shared.addContact(), await shared.addContact()];
      for (const each of contacts) await api.ok(remover, `DELETE /v1/${each}`);
      return contacts;
    };

    test('are one for who decides, and over when it is decided', async () => {
      const {owner, manager, remover, editor} = shared.people;
      await holdAll();
      for (const decider of [owner, manager]) {
        expect(await told(decider)).toMatchObject([
          {
            kind: 'HELD_REMOVAL',
            text: `${remover.email} wants to remove 2 contacts from “Notices ${labels}”: they stay until you decide`,
            label: shared.label,
            count: 2,
          },
        ]);
      }
      expect([await kinds(remover), await kinds(editor)]).toEqual([[], []]);
      const {pendingRemovals} = await api.ok(
        manager,
        'GET /v1/pendingRemovals',
      );
      await api.ok(manager, 'POST /v1/pendingRemovals:reject', {
        pendingRemovals: pendingRemovals.map(({name}: Notice) => name),
      });
      expect(await kinds(owner)).toEqual([]);
      await holdAll();
      expect(await kinds(owner)).toEqual(['HELD_REMOVAL']);
    });
  });

  describe('of a suggestion', () => {
    const suggest = async () =>
      api.ok(shared.people.viewer, `POST /v1/${contact}/suggestions`, {
        person: {nicknames: [{value: 'Hana'}]},
      });

    test('are theirs who may decide, until somebody has', async () => {
      const {viewer, editor, owner} = shared.people;
      const {name} = await suggest();
      await suggest();
      expect(await told(editor)).toMatchObject([
        {
          kind: 'SUGGESTION',
          text: `${viewer.email} suggested a change to 花子`,
          suggestion: name,
        },
      ]);
      expect([await kinds(viewer), await kinds(owner)]).toEqual([
        [],
        ['SUGGESTION'],
      ]);
      await api.ok(owner, `POST /v1/${name}:accept`);
      expect(await kinds(editor)).toEqual([]);
    });

    test('that waits again are theirs anew, but for who made it wait', async () => {
      const {viewer, editor, owner} = shared.people;
      const {name} = await suggest();
      const {notices} = await api.ok(owner, 'GET /v1/notices');
      await api.ok(owner, 'POST /v1/notices:markRead', {
        notices: notices.map((each: Notice) => each.name),
      });
      const unread = async (person: typeof owner) =>
        (await api.ok(person, 'GET /v1/notices')).unreadCount;
      await api.ok(editor, `POST /v1/${name}:reject`);
      await api.ok(editor, `POST /v1/${name}:reopen`);
      expect(await unread(owner)).toBe(1);
      expect((await told(owner))[0]).toMatchObject({
        text: `${viewer.email} suggested a change to 花子`,
        suggestion: name,
      });
    });

    test('that grew by what is hidden from somebody are not theirs any more', async () => {
      const {viewer, editor, owner} = shared.people;
      await suggest();
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        hiddenFields: ['biographies'],
      });
      expect(await kinds(editor)).toEqual(['SUGGESTION']);
      await api.ok(viewer, `POST /v1/${contact}/suggestions`, {
        person: {biographies: [{value: 'hidden'}]},
      });
      expect(await list(editor)).toEqual({notices: [], unreadCount: 0});
      expect(await kinds(owner)).toEqual(['SUGGESTION']);
    });

    test('are not theirs from whom the field is hidden since', async () => {
      const {editor, owner} = shared.people;
      await suggest();
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        hiddenFields: ['nicknames'],
      });
      expect(await list(editor)).toEqual({notices: [], unreadCount: 0});
    });

    test('of a field hidden from its author are the owner’s', async () => {
      const {viewer, editor, owner, manager} = shared.people;
      await api.ok(owner, `PATCH /v1/${shared.grants.viewer}`, {
        hiddenFields: ['nicknames'],
      });
      await suggest();
      expect([
        await kinds(owner),
        await kinds(editor),
        await kinds(manager),
        await kinds(viewer),
      ]).toEqual([['SUGGESTION'], [], [], []]);
    });
  });

  test('of removals by others are the owner’s, counted', async () => {
    const {owner, remover, manager} = shared.people;
    const contacts = [];
    for (let count = 0; count < 4; count++) {
      contacts.push(await shared.addContact());
    }
    await api.ok(owner, `DELETE /v1/${contacts[0]}`);
    expect(await kinds(owner)).toEqual([]);
    await api.ok(remover, `POST /v1/${shared.label}/contacts:remove`, {
      contacts: contacts.slice(1, 3),
    });
    expect(await told(owner)).toMatchObject([
      {
        kind: 'REMOVALS',
        text: `${remover.email} removed 2 contacts from “Notices ${labels}”`,
      },
    ]);
    await api.ok(manager, `DELETE /v1/${contacts[3]}`);
    expect(await told(owner)).toMatchObject([
      {text: `Several people removed 3 contacts from “Notices ${labels}”`},
    ]);
    expect([await kinds(remover), await kinds(manager)]).toEqual([[], []]);
  });

  test('of a lost permission are the account’s while it is lost', async () => {
    const {viewer} = shared.people;
    const setState = (state: 'PERMISSION_LOST' | 'ACTIVE') =>
      getDatabase()
        .db.transaction()
        .execute(tx => writeAccountState(tx, viewer.id, state));
    await setState('PERMISSION_LOST');
    await setState('PERMISSION_LOST');
    expect(await kinds(viewer)).toEqual(['PERMISSION_LOST']);
    await setState('ACTIVE');
    expect(await kinds(viewer)).toEqual([]);
  });

  describe('of a label that is shared', () => {
    test('are theirs who see it newly, with who shared it and how', async () => {
      const {owner, manager, editor} = shared.people;
      const newcomer = api.workplace.join(`newcomer-${labels}`);
      const grant = await api.ok(manager, `POST /v1/${shared.label}/grants`, {
        principal: {type: 'user', email: newcomer.email},
        role: 'editor',
      });
      expect(await told(newcomer)).toMatchObject([
        {
          kind: 'LABEL_SHARED',
          text: `${manager.email} shared “Notices ${labels}” with you (Editor)`,
          label: shared.label,
        },
      ]);
      await api.ok(owner, `PATCH /v1/${grant.name}`, {role: 'viewer'});
      expect(await told(newcomer)).toHaveLength(1);
      expect([await kinds(owner), await kinds(editor)]).toEqual([[], []]);
      await api.ok(owner, `DELETE /v1/${grant.name}`);
      expect(await kinds(newcomer)).toEqual([]);
    });

    test('are nobody’s who made it, came back to it or had it back', async () => {
      const {owner, viewer} = shared.people;
      await api.ok(owner, 'POST /v1/labels', {displayName: 'Own'});
      await api.ok(viewer, `POST /v1/${shared.label}:leave`);
      await api.ok(viewer, `POST /v1/${shared.label}:rejoin`);
      await api.ok(owner, `DELETE /v1/${shared.label}`);
      await api.ok(owner, `POST /v1/${shared.label}:undelete`);
      expect([await kinds(owner), await kinds(viewer)]).toEqual([[], []]);
    });
  });

  describe('are read', () => {
    test('by name or all, and listed by whether they are', async () => {
      const {viewer, owner} = shared.people;
      await mention('One', viewer);
      await mention('Two', viewer, owner);
      const [two, one] = await told(viewer);
      expect(
        await api.ok(viewer, 'POST /v1/notices:markRead', {
          notices: [one!.name],
        }),
      ).toEqual({unreadCount: 1});
      expect(await told(viewer)).toMatchObject([{name: two!.name}]);
      const read = (await list(viewer, '?state=READ')).notices;
      expect(read[0]).toMatchObject({
        name: one!.name,
        readTime: expect.any(String),
      });
      const all = (await list(viewer, '?state=ALL')).notices;
      expect(all.slice(0, 2)).toMatchObject([two, {name: one!.name}]);
      expect(await api.ok(viewer, 'POST /v1/notices:markRead')).toEqual({
        unreadCount: 0,
      });
      expect(await told(owner)).toHaveLength(1);
    });

    test('by their receiver alone, all of those named or none', async () => {
      const {viewer, owner} = shared.people;
      await mention('One', viewer, owner);
      const [[own], [theirs]] = [await told(viewer), await told(owner)];
      const answer = await api.call(viewer, 'POST /v1/notices:markRead', {
        notices: [own!.name, theirs!.name],
      });
      expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
        404,
        ['notices[1]'],
      ]);
      expect((await told(viewer)).length + (await told(owner)).length).toBe(2);
    });

    test('in pages', async () => {
      const {viewer} = shared.people;
      for (const text of ['1', '2', '3']) await mention(text, viewer);
      const first = await list(viewer, '?pageSize=2');
      const second = await list(
        viewer,
        `?pageSize=2&pageToken=${first.nextPageToken}`,
      );
      expect([first.notices.length, second.notices.length]).toEqual([2, 1]);
      expect(second.nextPageToken).toBeUndefined();
      const answer = await api.call(
        viewer,
        `GET /v1/notices?state=ALL&pageToken=${first.nextPageToken}`,
      );
      expect(Object.keys(violationsOf(answer))).toEqual(['pageToken']);
    });
  });

  describe('have settings', () => {
    const SETTINGS = '/v1/accounts/me/noticeSettings';

    test('of one’s own: language, hour and what is mailed', async () => {
      const {viewer} = shared.people;
      expect(await api.ok(viewer, `GET ${SETTINGS}`)).toEqual({
        name: 'accounts/me/noticeSettings',
        language: 'en',
        digestHour: 6,
        mail: {
          MENTION: 'IMMEDIATE',
          HELD_REMOVAL: 'IMMEDIATE',
          SUGGESTION: 'DAILY',
          REMOVALS: 'DAILY',
          PERMISSION_LOST: 'IMMEDIATE',
          LABEL_SHARED: 'IMMEDIATE',
          FIELD_PAUSED: 'DAILY',
        },
      });
      await mention('Look', viewer);
      expect(
        await api.ok(viewer, `PATCH ${SETTINGS}`, {
          language: 'ja',
          mail: {MENTION: 'NONE'},
        }),
      ).toMatchObject({
        language: 'ja',
        digestHour: 22,
        mail: {MENTION: 'NONE', LABEL_SHARED: 'IMMEDIATE'},
      });
      expect((await told(viewer))[0]!.text).toBe(
        `${shared.people.editor.email} さんが連絡先「花子」へのコメントであなたをメンションしました`,
      );
      expect(
        await api.ok(viewer, `PATCH ${SETTINGS}?updateMask=*`, {
          digestHour: 0,
        }),
      ).toMatchObject({
        language: 'en',
        digestHour: 0,
        mail: {MENTION: 'IMMEDIATE'},
      });
    });

    test('in the language that the Directory knows', async () => {
      const {viewer} = shared.people;
      await getDatabase()
        .db.updateTable('accounts')
        .set({locale: 'ja-JP'})
        .where('id', '=', viewer.id)
        .execute();
      expect(await api.ok(viewer, `GET ${SETTINGS}`)).toMatchObject({
        language: 'ja',
      });
    });
  });
});
