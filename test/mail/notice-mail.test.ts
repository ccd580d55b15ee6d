import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {loadLanguages} from '../../server/languages.ts';
import {runMailLane} from '../../server/mail/mail-lane.ts';
import {createMailer, type Mailer} from '../../server/mail/mailer.ts';
import {createWorker, type Worker} from '../../server/queue/worker.ts';
import {MAIL_LANE, wakeLane} from '../../server/store/lanes.ts';
import {createTestApi, risingIds, type TestApi} from '../http/support/api.ts';
import {shareLabel, type SharedLabel} from '../http/support/shared-label.ts';
import type {Person} from '../http/support/workplace.ts';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores} from '../support/database.ts';
import {openSmtpInbox, type SmtpInbox} from './smtp-inbox.ts';

const SERVICE_URL = 'https://contacts.example.com';
const FROM = 'contacts@example.com';

const languages = await loadLanguages();

describeOnBothStores('mail of notices', getDatabase => {
  let api: TestApi;
  let inbox: SmtpInbox;
  let shared: SharedLabel;
  let contact: string;
  let worker: Worker;
  let synced: string[];
  let logged: string[];
  let tests = 0;
  /** What stands between the lane and the server. */
  let mailer: Mailer;

  /** Each test has days of its own, from ten o'clock on. */
  const goTo = async (hours: number) => {
    const day = 2 + tests * 10;
    const time = Date.UTC(2026, 2, day, 10) + hours * 3_600_000;
    await setClock(getDatabase().db, new Date(time).toISOString());
  };

  const connectTo = ({host, port}: Pick<SmtpInbox, 'host' | 'port'>) =>
    createMailer({
      smtp: {host, port, secure: false, auth: undefined, isLocal: true},
      from: `Shared Contacts <${FROM}>`,
    });

  beforeAll(async () => {
    const {db} = getDatabase();
    api = await createTestApi(getDatabase());
    const log = (fields: object, message: string) => {
      logged.push(JSON.stringify({...fields, message}));
    };
    const newId = risingIds();
    worker = createWorker({
      database: getDatabase(),
      owner: 'test',
      handlers: {
        account: async accountId => {
          synced.push(accountId);
          return {nextInMs: null};
        },
        directory: async () => ({nextInMs: null}),
        mail: hold =>
          runMailLane(
            {
              ...{db, languages, newId, publicUrl: SERVICE_URL},
              mailer: {send: mail => mailer.send(mail)},
              log: {info: log, warn: log},
            },
            hold,
          ),
      },
      log: {info: log, warn: log, error: log},
    });
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    tests += 1;
    await goTo(0);
    inbox = await openSmtpInbox();
    mailer = connectTo(inbox);
    [synced, logged] = [[], []];
    shared = await shareLabel(api, `Mail ${tests}`);
    contact = await shared.addContact();
    for (const person of Object.values(shared.people)) {
      await api.ok(person, 'POST /v1/notices:markRead');
    }
    await send();
    inbox.mails.length = 0;
  });

  afterEach(() => inbox.close());

  /** Runs what is due; a lane that failed waits until later. */
  const send = async () => {
    await wakeLane(getDatabase().db, MAIL_LANE);
    await worker.runUntilIdle();
  };
  const later = async (hours: number) => {
    await goTo(hours);
    await send();
  };
  const say = (text: string, ...people: readonly Person[]) =>
    api.ok(shared.people.editor, `POST /v1/${contact}/comments`, {
      text,
      visibility: 'PUBLIC',
      mentions: people.map(({email}) => email),
    });
  const settings = (as: Person, body: object) =>
    api.ok(as, 'PATCH /v1/accounts/me/noticeSettings', body);
  const receivers = () => inbox.mails.flatMap(mail => mail.to).sort();

  test('says who mentioned whom, where and how', async () => {
    const {editor, viewer} = shared.people;
    await say('Look at this\n—\nplease', viewer);
    await send();
    expect(inbox.mails).toEqual([
      {
        from: FROM,
        to: [viewer.email],
        headers: expect.objectContaining({
          from: `Shared Contacts <${FROM}>`,
          to: viewer.email,
          subject: `${editor.email} mentioned you in a comment on 花子`,
          'auto-submitted': 'auto-generated',
          'message-id': expect.stringMatching(/^<[\w-]+@example\.com>$/),
        }),
        text: expect.any(String),
      },
    ]);
    expect(inbox.mails[0]!.text.trim()).toBe(
      [
        `• ${editor.email} mentioned you in a comment on 花子`,
        '  > Look at this',
        '  > —',
        '  > please',
        '',
        '-- ',
        `You get this because contacts are shared with you on ${SERVICE_URL}. Which notices are mailed, and when, is in your notice settings there.`,
      ].join('\n'),
    );
    await later(1);
    expect(inbox.mails).toHaveLength(1);
  });

  test('is in the language of who reads it', async () => {
    const {editor, viewer} = shared.people;
    await settings(viewer, {language: 'ja'});
    await say('ご確認ください', viewer);
    await send();
    expect(inbox.mails[0]!.headers['subject']).toBe(
      `${editor.email} さんが連絡先「花子」へのコメントであなたをメンションしました`,
    );
    expect(inbox.mails[0]!.text).toContain('通知設定');
  });

  test('is one for what comes at once', async () => {
    const {viewer, owner} = shared.people;
    await say('One', viewer);
    await say('Two', viewer, owner);
    await send();
    expect(receivers()).toEqual([owner.email, viewer.email].sort());
    const mail = inbox.mails.find(({to}) => to[0] === viewer.email)!;
    expect(mail.headers['subject']).toBe(
      '2 notices about your shared contacts',
    );
    expect(mail.text).toMatch(/> One[\s\S]*> Two/);
  });

  test('of a mention goes out once, however often it is taken back', async () => {
    const {viewer, editor, owner} = shared.people;
    const {name} = await say('Look', owner);
    const mentions = [viewer.email];
    for (const [at, body] of [
      {mentions},
      {visibility: 'PRIVATE'},
      {visibility: 'PUBLIC', mentions},
      {mentions: []},
      {mentions},
    ].entries()) {
      await api.ok(editor, `PATCH /v1/${name}`, body);
      await later(at);
    }
    expect(receivers()).toEqual([viewer.email]);
  });

  describe('never has', () => {
    test('a suggestion that its receiver may not decide about any more', async () => {
      const {owner, editor, viewer} = shared.people;
      await settings(editor, {mail: {SUGGESTION: 'IMMEDIATE'}});
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        hiddenFields: ['biographies'],
      });
      for (const person of [
        {nicknames: [{value: 'x'}]},
        {biographies: [{value: 'y'}]},
      ]) {
        await api.ok(viewer, `POST /v1/${contact}/suggestions`, {person});
      }
      await send();
      expect(receivers()).not.toContain(editor.email);
    });

    test('what is hidden from who gets it', async () => {
      const {owner, viewer, manager} = shared.people;
      const secret = 'Geheimrat';
      contact = await shared.addContact({names: [{givenName: secret}]});
      for (const grant of [shared.grants.viewer, shared.grants.manager]) {
        await api.ok(owner, `PATCH /v1/${grant}`, {hiddenFields: ['names']});
      }
      await settings(manager, {mail: {SUGGESTION: 'IMMEDIATE'}});
      await api.ok(viewer, `POST /v1/${contact}/suggestions`, {
        person: {nicknames: [{value: 'x'}]},
      });
      await say('Look', viewer, manager);
      await send();
      expect(receivers()).toEqual([manager.email, viewer.email].sort());
      const all = JSON.stringify(inbox.mails);
      expect(all).toContain('a comment on');
      expect(all).toContain('suggested a change');
      expect(all).not.toContain(secret);
    });

    test('a private comment', async () => {
      const {editor, viewer} = shared.people;
      const secret = 'Kirschblüte';
      await api.ok(editor, `POST /v1/${contact}/comments`, {
        text: secret,
        visibility: 'PRIVATE',
      });
      const {name} = await say(`${secret}?`, viewer);
      await api.ok(editor, `PATCH /v1/${name}`, {visibility: 'PRIVATE'});
      await later(1);
      expect(inbox.mails).toEqual([]);
    });

    test('what was deleted, read or put out of sight before it went', async () => {
      const {editor, viewer, manager, owner} = shared.people;
      const {name} = await say('Deleted', manager);
      await api.ok(editor, `DELETE /v1/${name}`);
      await say('Read', owner);
      await api.ok(owner, 'POST /v1/notices:markRead');
      await say('Out of sight', viewer);
      await api.ok(owner, `DELETE /v1/${shared.grants.viewer}`);
      await later(1);
      expect(inbox.mails).toEqual([]);
    });

    test('a suspended or deleted account for a receiver', async () => {
      const {viewer, manager} = shared.people;
      await say('Look', viewer, manager);
      for (const [{id}, state] of [
        [viewer, 'SUSPENDED'],
        [manager, 'DELETED'],
      ] as const) {
        await getDatabase()
          .db.updateTable('accounts')
          .set({state})
          .where('id', '=', id)
          .execute();
      }
      await later(1);
      expect(inbox.mails).toEqual([]);
    });

    test('its receiver or its words in the log', async () => {
      const {viewer} = shared.people;
      inbox.refusals = {recipient: () => 450};
      await say('Confidential', viewer);
      await send();
      expect(logged.join()).toContain('mail refused');
      expect(logged.join()).not.toContain(viewer.email);
      expect(logged.join()).not.toContain('Confidential');
    });
  });

  describe('of what can wait', () => {
    test('is gathered once a day: for the owner, what others removed', async () => {
      const {owner, remover} = shared.people;
      const second = await shared.addContact();
      await api.ok(remover, `DELETE /v1/${contact}`);
      await later(19.9);
      expect(inbox.mails).toEqual([]);
      await api.ok(remover, `DELETE /v1/${second}`);
      await later(20);
      expect(inbox.mails).toMatchObject([
        {
          to: [owner.email],
          headers: {
            subject: `${remover.email} removed 2 contacts from “Mail ${tests}”`,
          },
        },
      ]);
      await api.ok(remover, `DELETE /v1/${await shared.addContact()}`);
      await later(43.9);
      expect(inbox.mails).toHaveLength(1);
      await later(44);
      expect(inbox.mails[1]!.headers['subject']).toContain('a contact');
    });

    test('comes at the hour somebody set, or at once, or not at all', async () => {
      const {viewer, editor, remover, manager, owner} = shared.people;
      await settings(editor, {digestHour: 12});
      await settings(remover, {mail: {SUGGESTION: 'NONE'}});
      await settings(manager, {mail: {SUGGESTION: 'IMMEDIATE'}});
      await api.ok(viewer, `POST /v1/${contact}/suggestions`, {
        person: {nicknames: [{value: 'x'}]},
      });
      await send();
      expect(receivers()).toEqual([manager.email]);
      await later(2);
      expect(receivers()).toEqual([editor.email, manager.email].sort());
      await settings(owner, {mail: {SUGGESTION: 'IMMEDIATE'}});
      await later(2);
      expect(receivers()).toContain(owner.email);
      await later(48);
      expect(receivers()).toHaveLength(3);
      const {notices} = await api.ok(remover, 'GET /v1/notices');
      expect(notices).toHaveLength(1);
    });
  });

  test('tells of a shared label and of removals that are held at once', async () => {
    const {owner, remover, manager} = shared.people;
    const newcomer = api.workplace.join(`newcomer-${tests}`);
    await api.ok(owner, `POST /v1/${shared.label}/grants`, {
      principal: {type: 'user', email: newcomer.email},
    });
    await api.ok(owner, `PATCH /v1/${shared.label}`, {
      bulkRemoval: {percent: 0, count: 1},
    });
    await api.ok(remover, `DELETE /v1/${contact}`);
    await send();
    expect(receivers()).toEqual(
      [newcomer.email, owner.email, manager.email].sort(),
    );
  });

  describe('after a crash', () => {
    test('goes out again as the same mail, and never once it is known to be sent', async () => {
      const real = connectTo(inbox);
      mailer = {
        send: async mail => {
          await real.send(mail);
          throw new Error('the process dies');
        },
      };
      await say('Look', shared.people.viewer);
      await send();
      mailer = real;
      await later(1);
      await later(2);
      const ids = inbox.mails.map(({headers}) => headers['message-id']);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
    });

    test('goes out once when it had not been sent', async () => {
      mailer = {
        send: async () => {
          throw new Error('the process dies');
        },
      };
      await say('Look', shared.people.viewer);
      await send();
      expect(inbox.mails).toEqual([]);
      mailer = connectTo(inbox);
      await later(1);
      await later(2);
      expect(inbox.mails).toHaveLength(1);
    });
  });

  describe('through a bad server', () => {
    test('waits until it is back, longer each time, and sync goes on', async () => {
      const {viewer, manager} = shared.people;
      const {port} = inbox;
      await inbox.close();
      await say('Look', viewer, manager);
      const attempts = async () => {
        const rows = await getDatabase()
          .db.selectFrom('mails')
          .select('attempts')
          .where('next_time', 'is not', null)
          .execute();
        return rows.map(row => row.attempts);
      };
      await send();
      await send();
      expect(await attempts()).toEqual([1, 1]);
      expect(logged.join()).toContain('no mail can be sent now');
      for (const seconds of [2, 3, 5, 8]) await later(seconds / 3600);
      for (const tried of await attempts()) expect(tried).toBeLessThan(5);
      synced = [];
      await api.ok(viewer, 'POST /v1/accounts/me:resume');
      await send();
      expect(synced).toContain(viewer.id);

      inbox = await openSmtpInbox(port);
      await later(1);
      expect(receivers()).toEqual([manager.email, viewer.email].sort());
    });

    test('that ends the connection at one mail gets the others', async () => {
      const {viewer, manager} = shared.people;
      const real = connectTo(inbox);
      mailer = {
        send: async mail =>
          mail.to === viewer.email
            ? {kind: 'unreachable', code: 'ECONNECTION'}
            : real.send(mail),
      };
      await say('Look', viewer, manager);
      await send();
      await later(1);
      expect(receivers()).toEqual([manager.email]);
    });

    test('that refuses one receiver for now gets the others, and that one later', async () => {
      const {viewer, manager} = shared.people;
      inbox.refusals = {
        recipient: address => (address === viewer.email ? 451 : undefined),
      };
      await say('Look', viewer, manager);
      await send();
      expect(receivers()).toEqual([manager.email]);
      inbox.refusals = {};
      await send();
      expect(receivers()).toEqual([manager.email]);
      await later(1);
      expect(receivers()).toEqual([manager.email, viewer.email].sort());
    });

    test('that takes a mail and then refuses it has it again later', async () => {
      inbox.refusals = {data: () => 452};
      await say('Look', shared.people.viewer);
      await send();
      inbox.refusals = {};
      await later(1);
      expect(inbox.mails).toHaveLength(1);
    });

    test('that refuses for good is left alone after some attempts', async () => {
      let count = 0;
      inbox.refusals = {
        recipient: () => {
          count += 1;
          return 550;
        },
      };
      await say('Look', shared.people.viewer);
      for (let hours = 0; hours < 100; hours += 7) await later(hours);
      expect(count).toBe(5);
    });

    test('for a week gets nothing of before any more', async () => {
      inbox.refusals = {recipient: () => 451};
      await say('Look', shared.people.viewer);
      for (let hours = 0; hours <= 7 * 24; hours += 24) await later(hours);
      inbox.refusals = {};
      await later(7 * 24 + 1);
      await later(8 * 24);
      expect(inbox.mails).toEqual([]);
    });
  });
});
