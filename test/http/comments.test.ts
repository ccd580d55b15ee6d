import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {inTransaction} from '../../server/http/transaction.ts';
import {writeDirectory} from '../../server/store/directory.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

interface Comment {
  readonly name: string;
  readonly text: string;
  readonly etag: string;
  readonly unread: boolean;
}

describeOnBothStores('comments', getDatabase => {
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
    shared = await shareLabel(api, `Comments ${labels}`);
    contact = await shared.addContact();
  });

  const say = (as: Person, body: object, at = contact) =>
    api.call(as, `POST /v1/${at}/comments`, {visibility: 'PUBLIC', ...body});
  const said = async (as: Person, text: string, more: object = {}) => {
    const {status, body} = await say(as, {text, ...more});
    expect([status, body]).toEqual([200, expect.anything()]);
    return body as Comment;
  };
  const list = (as: Person, at = contact) =>
    api.ok(as, `GET /v1/${at}/comments`);
  const texts = async (as: Person, at = contact) =>
    (await list(as, at)).comments.map((comment: Comment) => comment.text);

  test('in public are everybody’s who sees the contact, the newest first', async () => {
    const {editor, viewer, owner} = shared.people;
    const first = await said(editor, 'Moved to Osaka');
    await said(owner, 'Thank you');
    expect(await texts(viewer)).toEqual(['Thank you', 'Moved to Osaka']);
    expect(first).toEqual({
      name: expect.stringMatching(
        new RegExp(`^${contact}/comments/[0-9a-f-]{36}$`),
      ),
      etag: expect.any(String),
      text: 'Moved to Osaka',
      visibility: 'PUBLIC',
      author: editor.email,
      mine: true,
      mentions: [],
      unread: false,
      createTime: expect.any(String),
      updateTime: expect.any(String),
    });
  });

  test('in private are their author’s alone, whatever the role', async () => {
    const {viewer, owner} = shared.people;
    const own = await said(viewer, 'Call on Friday', {visibility: 'PRIVATE'});
    expect(await texts(viewer)).toEqual(['Call on Friday']);
    expect(await list(owner)).toEqual({comments: [], unreadCount: 0});
    for (const [method, body] of [
      ['PATCH', {text: 'x'}],
      ['DELETE', undefined],
    ] as const) {
      const {status} = await api.call(owner, `${method} /v1/${own.name}`, body);
      expect([method, status]).toEqual([method, 404]);
    }
    expect(
      await api.call(owner, `POST /v1/${contact}/comments:markRead`, {
        comment: own.name,
      }),
    ).toMatchObject({status: 404});
  });

  test('of a viewer are private and mention nobody', async () => {
    const {viewer, owner} = shared.people;
    const loud = await say(viewer, {text: 'Hello'});
    expect([loud.status, Object.keys(violationsOf(loud))]).toEqual([
      403,
      ['visibility'],
    ]);
    const mention = await say(viewer, {
      text: 'Hello',
      visibility: 'PRIVATE',
      mentions: [owner.email],
    });
    expect([mention.status, Object.keys(violationsOf(mention))]).toEqual([
      403,
      ['mentions'],
    ]);
    expect(await texts(owner)).toEqual([]);
  });

  describe('mention', () => {
    test('people who see the contact, each once, by address or alias', async () => {
      const {editor, viewer, manager} = shared.people;
      const alias = `alias-${labels}@example.co.jp`;
      await getDatabase()
        .db.updateTable('directory_users')
        .set({aliases: [alias]})
        .where('id', '=', manager.id)
        .execute();
      const {mentions} = (await said(editor, 'Look', {
        mentions: [viewer.email.toUpperCase(), ` ${viewer.email} `, alias],
      })) as never as {mentions: string[]};
      expect([...mentions].sort()).toEqual(
        [manager.email, viewer.email].sort(),
      );
    });

    /** The same words whoever it is: nothing is told of whether they exist, or see it elsewhere. */
    test('nobody else, and say who could share it with them', async () => {
      const {editor, owner, manager} = shared.people;
      const elsewhere = await shareLabel(api, `Elsewhere ${labels}`);
      await api.ok(elsewhere.people.owner, 'GET /v1/labels');
      await api.ok(owner, `POST /v1/${shared.label}/grants`, {
        principal: {type: 'user', email: elsewhere.people.owner.email},
        role: 'manager',
      });
      await api.ok(
        elsewhere.people.owner,
        `POST /v1/${elsewhere.label}/contacts:add`,
        {contacts: [contact]},
      );
      const suspended = api.workplace.join(`suspended-${labels}`, {
        suspended: true,
      });
      const answers = [];
      for (const address of [
        elsewhere.people.viewer.email,
        api.workplace.join(`colleague-${labels}`).email,
        suspended.email,
        'nobody@nowhere.example',
        'no address',
      ]) {
        const answer = await say(editor, {
          text: 'Look',
          mentions: [editor.email, address],
        });
        answers.push([answer.status, violationsOf(answer)]);
      }
      expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(
        1,
      );
      const sharers = [
        owner.email,
        ...[manager.email, elsewhere.people.owner.email].sort(),
      ].join(', ');
      expect(answers[0]).toEqual([
        400,
        {
          'mentions[1]': `Nobody who sees the contact with you has this address; who could share it with them: ${sharers}`,
        },
      ]);
      expect(await texts(owner)).toEqual([]);
    });

    test('nobody else, and name the caller where they could share it', async () => {
      const answer = await say(shared.people.owner, {
        text: 'Look',
        mentions: ['nobody@nowhere.example'],
      });
      expect(Object.values(violationsOf(answer))).toEqual([
        expect.stringContaining(`them: you, ${shared.people.manager.email}`),
      ]);
    });

    describe('are suggested', () => {
      const suggested = async (as: Person, part = '') => {
        const query = `pageSize=1&mentionable=${encodeURIComponent(part)}`;
        const page = await api.ok(as, `GET /v1/${contact}/comments?${query}`);
        return page.mentionable;
      };

      /** A granted group with somebody in it who is named by no grant. */
      async function shareWithGroup(): Promise<Person> {
        const {db} = getDatabase();
        const email = `group-${labels}@example.co.jp`;
        const {id} = api.workplace.emulator.control('addGroup', {email});
        const member = api.workplace.join(`in-the-group-${labels}`);
        await api.ok(shared.people.owner, `POST /v1/${shared.label}/grants`, {
          principal: {type: 'group', email},
        });
        const user = {...member, aliases: [], suspended: false, admin: false};
        await inTransaction(db, tx =>
          writeDirectory(tx, {
            users: [user],
            goneIds: [],
            groups: [{id, userIds: [member.id]}],
          }),
        );
        return member;
      }

      test('by a part of the address, whoever sees the contact, groups too', async () => {
        const {editor, manager, owner, remover, viewer} = shared.people;
        const member = await shareWithGroup();
        const colleagues = [manager, member, owner, remover, viewer];
        expect(await suggested(editor)).toEqual(
          colleagues.map(({email}) => email).sort(),
        );
        expect(await suggested(editor, 'IN-THE')).toEqual([member.email]);
        expect(await suggested(editor, 'er-')).toEqual(
          [manager, owner, remover, viewer].map(({email}) => email).sort(),
        );
        expect(await suggested(editor, '%')).toEqual([]);
        await said(editor, 'Look', {mentions: await suggested(editor)});
      });

      test('those first whose address begins so', async () => {
        const {editor, owner} = shared.people;
        const email = `an-owner-${labels}@example.co.jp`;
        api.workplace.join(`an-owner-${labels}`);
        await api.ok(owner, `POST /v1/${shared.label}/grants`, {
          principal: {type: 'user', email},
        });
        expect(await suggested(editor, 'owner')).toEqual([owner.email, email]);
      });

      test('to nobody who may mention nobody, and where nobody asks', async () => {
        expect(await suggested(shared.people.viewer)).toBeUndefined();
        expect(await list(shared.people.editor)).not.toHaveProperty(
          'mentionable',
        );
      });

      test('to an editor from outside only those whom grants name', async () => {
        const {editor} = shared.people;
        const member = await shareWithGroup();
        expect(await suggested(editor, 'in-the')).toEqual([member.email]);
        await getDatabase()
          .db.deleteFrom('directory_users')
          .where('id', '=', editor.id)
          .execute();
        expect(await suggested(editor, 'in-the')).toEqual([]);
        expect(await suggested(editor, 'owner')).toEqual([
          shared.people.owner.email,
        ]);
        const {manager} = shared.people;
        expect(await suggested(manager, 'in-the')).toEqual([member.email]);
      });
    });

    test('nobody in private', async () => {
      const {editor, owner} = shared.people;
      const answer = await say(editor, {
        text: 'Look',
        visibility: 'PRIVATE',
        mentions: [owner.email],
      });
      expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
        400,
        ['mentions'],
      ]);
    });
  });

  describe('are changed', () => {
    test('by their author alone', async () => {
      const {editor, owner, viewer} = shared.people;
      const comment = await said(editor, 'Moved to Osaka');
      for (const other of [owner, viewer]) {
        for (const method of ['PATCH', 'DELETE'] as const) {
          const {status} = await api.call(
            other,
            `${method} /v1/${comment.name}`,
            method === 'PATCH' ? {text: 'x'} : undefined,
          );
          expect([method, status]).toEqual([method, 403]);
        }
      }
      await api.ok(editor, `PATCH /v1/${comment.name}`, {
        text: 'Moved to Kobe',
      });
      expect(await texts(viewer)).toEqual(['Moved to Kobe']);
      await api.ok(editor, `DELETE /v1/${comment.name}`);
      expect(await texts(viewer)).toEqual([]);
      expect(
        await api.call(editor, `DELETE /v1/${comment.name}`),
      ).toMatchObject({status: 404});
    });

    test('not by a stale etag', async () => {
      const {editor} = shared.people;
      const {name, etag} = await said(editor, 'One');
      await api.ok(editor, `PATCH /v1/${name}`, {text: 'Two', etag});
      expect(
        await api.call(editor, `PATCH /v1/${name}`, {text: 'Three', etag}),
      ).toMatchObject({status: 409, body: {error: {status: 'ABORTED'}}});
      expect(await texts(editor)).toEqual(['Two']);
    });

    test('and one that becomes private mentions nobody and is nobody else’s', async () => {
      const {editor, owner} = shared.people;
      const {name} = await said(editor, 'Look', {mentions: [owner.email]});
      const after = await api.ok(editor, `PATCH /v1/${name}`, {
        visibility: 'PRIVATE',
      });
      expect(after).toMatchObject({visibility: 'PRIVATE', mentions: []});
      expect(await list(owner)).toEqual({comments: [], unreadCount: 0});
    });

    test('not in public any more by who is viewer now; they may take it back', async () => {
      const {editor, owner, viewer} = shared.people;
      const {name} = await said(editor, 'Moved');
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        role: 'viewer',
      });
      expect(
        await api.call(editor, `PATCH /v1/${name}`, {text: 'Stayed'}),
      ).toMatchObject({status: 403});
      await api.ok(editor, `PATCH /v1/${name}`, {visibility: 'PRIVATE'});
      expect(await texts(viewer)).toEqual([]);
    });

    test('in the fields of the mask alone', async () => {
      const {editor, owner} = shared.people;
      const {name} = await said(editor, 'Look', {mentions: [owner.email]});
      const change = (mask: string, body: object) =>
        api.call(editor, `PATCH /v1/${name}?updateMask=${mask}`, body);
      expect(await change('mentions', {text: 'No'})).toMatchObject({
        status: 200,
        body: {text: 'Look', mentions: []},
      });
      expect(await change('text', {visibility: 'PRIVATE'})).toMatchObject({
        status: 400,
      });
      expect(await change('author', {text: 'x'})).toMatchObject({status: 400});
    });
  });

  describe('are unread', () => {
    const unread = async (as: Person) => (await list(as)).unreadCount;
    const markRead = (as: Person, body?: object) =>
      api.ok(as, `POST /v1/${contact}/comments:markRead`, body);

    test('by each account until it read them; one’s own never', async () => {
      const {editor, owner, viewer} = shared.people;
      const first = await said(editor, 'One');
      await said(owner, 'Two');
      await said(viewer, 'Mine', {visibility: 'PRIVATE'});
      expect([
        await unread(editor),
        await unread(owner),
        await unread(viewer),
      ]).toEqual([1, 1, 2]);
      expect(await markRead(viewer, {comment: first.name})).toEqual({
        unreadCount: 1,
      });
      const {comments} = await list(viewer);
      expect(comments.map((each: Comment) => [each.text, each.unread])).toEqual(
        [
          ['Mine', false],
          ['Two', true],
          ['One', false],
        ],
      );
      expect(await markRead(viewer)).toEqual({unreadCount: 0});
      expect(await markRead(viewer, {comment: first.name})).toEqual({
        unreadCount: 0,
      });
      expect(await unread(owner)).toBe(1);
    });

    test('when they become public, however late', async () => {
      const {editor, owner} = shared.people;
      const {name} = await said(editor, 'Draft', {visibility: 'PRIVATE'});
      await said(editor, 'Later');
      await markRead(owner);
      await api.ok(editor, `PATCH /v1/${name}`, {visibility: 'PUBLIC'});
      expect(await unread(owner)).toBe(1);
      expect(await texts(owner)).toEqual(['Draft', 'Later']);
    });

    test('of all contacts in one list, those alone that the account sees', async () => {
      const {editor, viewer, owner} = shared.people;
      const other = await shared.addContact();
      await said(editor, 'One');
      await say(editor, {text: 'Two'}, other);
      await said(editor, 'Mine', {visibility: 'PRIVATE'});
      const all = async () => {
        const {comments, unreadCount} = await api.ok(
          viewer,
          'GET /v1/contacts/-/comments',
        );
        return [comments.map((each: Comment) => each.text), unreadCount];
      };
      expect(await all()).toEqual([['Two', 'One'], 2]);
      await api.ok(owner, `DELETE /v1/${other}`);
      expect(await all()).toEqual([['One'], 1]);
      await api.ok(owner, `POST /v1/${other}:undelete`);
      expect(await all()).toEqual([['Two', 'One'], 2]);
      await markRead(viewer);
      expect(await all()).toEqual([['Two'], 1]);
    });
  });

  test('come in pages', async () => {
    const {editor, viewer} = shared.people;
    for (const text of ['1', '2', '3']) await said(editor, text);
    const first = await api.ok(
      viewer,
      `GET /v1/${contact}/comments?pageSize=2`,
    );
    const second = await api.ok(
      viewer,
      `GET /v1/${contact}/comments?pageSize=2&pageToken=${first.nextPageToken}`,
    );
    expect([first, second].map(({comments}) => comments.length)).toEqual([
      2, 1,
    ]);
    expect(second).toMatchObject({comments: [{text: '1'}], unreadCount: 3});
    expect(second.nextPageToken).toBeUndefined();
  });

  test('stay with the contact: in the trash nobody’s, back with it', async () => {
    const {editor, owner, viewer} = shared.people;
    await said(editor, 'Moved');
    await api.ok(owner, `DELETE /v1/${contact}`);
    expect(await api.call(viewer, `GET /v1/${contact}/comments`)).toMatchObject(
      {status: 404},
    );
    await api.ok(owner, `POST /v1/${contact}:undelete`);
    expect(await texts(viewer)).toEqual(['Moved']);
    await api.ok(owner, `DELETE /v1/${shared.label}`);
    expect((await say(editor, {text: 'x'})).status).toBe(404);
    await api.ok(owner, `POST /v1/${shared.label}:undelete`);
    expect(await texts(viewer)).toEqual(['Moved']);
  });

  test('of a merged contact show at the survivor, at that one’s survivor too, and go back', async () => {
    const {editor, owner, viewer} = shared.people;
    const [second, third] = [
      await shared.addContact({names: [{givenName: 'Mimi'}]}),
      await shared.addContact({names: [{givenName: 'Mio'}]}),
    ];
    const {name} = await said(editor, 'One');
    await say(editor, {text: 'Two'}, second);
    await api.ok(viewer, `POST /v1/${contact}/comments:markRead`);
    const merge = (into: string, from: string) =>
      api.ok(owner, 'POST /v1/contacts:merge', {contacts: [into, from]});
    const unmerge = (from: string) => api.ok(owner, `POST /v1/${from}:unmerge`);

    await merge(second, contact);
    expect((await api.call(viewer, `GET /v1/${contact}/comments`)).status).toBe(
      404,
    );
    expect(await list(viewer, second)).toMatchObject({
      comments: [{text: 'Two'}, {text: 'One', unread: false}],
      unreadCount: 1,
    });
    await merge(third, second);
    expect(await texts(viewer, third)).toEqual(['Two', 'One']);
    const moved = `${third}/comments/${name.split('/').at(-1)}`;
    await api.ok(editor, `PATCH /v1/${moved}`, {text: 'One and a half'});
    await say(owner, {text: 'Three'}, third);
    await api.ok(viewer, `POST /v1/${third}/comments:markRead`);

    await unmerge(third);
    expect(await list(viewer, third)).toMatchObject({
      comments: [{text: 'Three'}],
      unreadCount: 0,
    });
    expect(await texts(viewer, second)).toEqual(['Two', 'One and a half']);
    await unmerge(second);
    expect(await list(viewer, second)).toMatchObject({
      comments: [{text: 'Two'}],
      unreadCount: 0,
    });
    expect(await texts(viewer)).toEqual(['One and a half']);
  });

  test('of who is gone stay with their address', async () => {
    const {editor, viewer} = shared.people;
    await said(editor, 'Moved');
    await getDatabase()
      .db.updateTable('accounts')
      .set({state: 'DELETED'})
      .where('id', '=', editor.id)
      .execute();
    expect(await list(viewer)).toMatchObject({
      comments: [{text: 'Moved', author: editor.email, mine: false}],
    });
  });

  test('said twenty at once are all read by who read the newest', async () => {
    const {editor, owner, viewer} = shared.people;
    const count = 20;
    await Promise.all(
      Array.from({length: count}, (_, index) =>
        say(index % 2 === 0 ? editor : owner, {text: String(index)}),
      ),
    );
    const {comments, unreadCount} = await list(viewer);
    expect([comments.length, unreadCount]).toEqual([count, count]);
    expect(
      await api.ok(viewer, `POST /v1/${contact}/comments:markRead`, {
        comment: comments[0].name,
      }),
    ).toEqual({unreadCount: 0});
  });
});
