import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {PAUSE_MS, RETURNS_MAX} from '../../server/core/loops.ts';
import type {Draft} from '../emulator/types.ts';
import {setClock} from '../support/clock.ts';
import {describeOnOneStore, emptyStore} from '../support/database.ts';
import {
  expectOnlyLists,
  grantTo,
  person,
  shareLabelOf,
} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';
const BEN = 'ben@example.com';
const EVERYBODY = [OWNER, ANA, BEN];

const NOON = Date.now();
const MINUTE_MS = 60_000;

const PLAIN = '03-1234-5678';
const TIDY = '+81 3 1234 5678';

describeOnOneStore('another program', getDatabase => {
  let world: World;
  let label: string;
  let contact: string;
  let nowMs: number;

  const pass = async (ms: number) => {
    nowMs += ms;
    await setClock(getDatabase().db, new Date(nowMs).toISOString());
  };

  beforeEach(async () => {
    await emptyStore(getDatabase());
    nowMs = NOON;
    await pass(0);
    world = await openWorld(getDatabase(), {
      domains: [{name: 'example.com'}],
      users: [
        {email: 'admin@example.com', isAdmin: true},
        {
          email: OWNER,
          contacts: ['Ida', 'Joe'].map(name => ({
            person: person(name, {phoneNumbers: [{value: PLAIN}]}),
            labels: ['Team'],
          })),
        },
        {email: ANA},
        {email: BEN},
      ],
    });
    label = await shareLabelOf(world, OWNER);
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    contact = body.contacts.find(
      (each: Draft) => each['person'].names[0].givenName === 'Ida',
    ).name;
  });

  afterEach(() => world.close());

  const grant = (email: string, role: string) =>
    grantTo(world, {owner: OWNER, label}, email, {role});

  const copyOf = (email: string, name = 'Ida'): Draft =>
    world.book(email).find(entry => entry.name === name)!.person;

  const phoneAt = (email: string, name = 'Ida') =>
    copyOf(email, name)['phoneNumbers']?.[0]?.value;

  const edit = (email: string, change: Draft) =>
    world.emulator.control('editContact', {
      user: email,
      contact: copyOf(email)['resourceName'],
      person: change,
    });

  /** Puts its own number into a copy whenever another stands there. */
  function rewrite(email: string, number: string): void {
    if (phoneAt(email) === number) return;
    edit(email, {phoneNumbers: [{value: number}]});
  }

  /** Minutes in each of which programs look at their copies, and all accounts are polled. */
  async function live(minutes: number, ...programs: readonly (() => void)[]) {
    for (let minute = 0; minute < minutes; minute++) {
      await pass(MINUTE_MS);
      for (const program of programs) program();
      await world.poll(...EVERYBODY);
    }
  }

  const writesAt = (email: string): number =>
    world.emulator
      .control('requests')
      ['requests'].filter(
        (request: Draft) =>
          request['method'].endsWith('updateContact') &&
          request['user'] === email,
      ).length;

  async function deliveryTo(email: string): Promise<Draft> {
    const {body} = await world.call(OWNER, `GET /v1/${contact}/delivery`);
    return body.accounts.find((each: Draft) => each['email'] === email);
  }

  const patch = (person: Draft, fields: string) =>
    world.call(OWNER, `PATCH /v1/${contact}?updateMask=${fields}`, {person});

  const anaTidies = () => rewrite(ANA, TIDY);

  test('that puts back its own number after every write has it left alone there, and everything else goes on', async () => {
    await grant(ANA, 'viewer');
    await grant(BEN, 'editor');
    world.emulator.control('resetCounters');
    await live(8, anaTidies);
    expect(writesAt(ANA)).toBe(RETURNS_MAX);
    expect(phoneAt(ANA)).toBe(TIDY);
    expect([phoneAt(OWNER), phoneAt(BEN)]).toEqual([PLAIN, PLAIN]);
    await expectOnlyLists(world, ...EVERYBODY);

    // Another field of that copy, and other copies.
    await patch({urls: [{value: 'https://new.example'}]}, 'urls');
    edit(BEN, {nicknames: [{value: 'Idi'}]});
    await live(2, anaTidies);
    for (const email of EVERYBODY) {
      expect(copyOf(email)).toMatchObject({
        urls: [{value: 'https://new.example'}],
        nicknames: [{value: 'Idi'}],
      });
    }
    edit(ANA, {nicknames: [{value: 'not allowed'}]});
    await live(1, anaTidies);
    expect(copyOf(ANA)['nicknames']).toMatchObject([{value: 'Idi'}]);
    expect(phoneAt(ANA)).toBe(TIDY);
    expect(phoneAt(ANA, 'Joe')).toBe(PLAIN);
    await expectOnlyLists(world, ...EVERYBODY);
  });

  test('is told of, with account and field', async () => {
    await grant(ANA, 'viewer');
    await live(8, anaTidies);
    const until = {retryTime: expect.any(String)};
    expect(await deliveryTo(ANA)).toMatchObject({
      state: 'WAITING',
      reason: 'PAUSED',
      pausedFields: ['phoneNumbers'],
      ...until,
    });
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    expect(body.accounts.find((each: Draft) => each['email'] === ANA)).toEqual({
      email: ANA,
      upToDate: 1,
      waiting: 1,
      reason: 'PAUSED',
      pausedFields: ['phoneNumbers'],
      ...until,
    });
    expect(await deliveryTo(OWNER)).not.toHaveProperty('pausedFields');
    expect(world.log()).toContain('"fields":["phoneNumbers"]');
    expect(await world.metrics()).toContain('shared_contacts_paused_copies 1');
    const me = await world.call(ANA, 'GET /v1/accounts/me');
    expect(me.body.pendingWrites).toBe(0);
  });

  const noticesOf = async (email: string): Promise<readonly Draft[]> =>
    (await world.call(email, 'GET /v1/notices')).body.notices.filter(
      ({kind}: Draft) => kind === 'FIELD_PAUSED',
    );

  test('is a notice to its account and to who manages the label, once, while it lasts', async () => {
    await grant(ANA, 'viewer');
    await grant(BEN, 'viewer');
    await live(8, anaTidies);
    const notice = {actor: ANA, field: 'phoneNumbers', count: 1};
    for (const email of [ANA, OWNER]) {
      expect(await noticesOf(email)).toEqual([expect.objectContaining(notice)]);
    }
    const [{text}] = (await noticesOf(OWNER)) as [Draft];
    expect(text).toContain(
      `the phone number of a contact in the account ${ANA}`,
    );
    expect(await noticesOf(BEN)).toEqual([]);
    await pass(PAUSE_MS);
    await live(1);
    expect(await noticesOf(OWNER)).toEqual([]);
    await live(8, anaTidies);
    expect(await noticesOf(OWNER)).toHaveLength(1);
    await world.call(OWNER, 'POST /v1/notices:markRead');
    await pass(PAUSE_MS);
    await live(3, anaTidies);
    expect(await noticesOf(OWNER)).toEqual([]);
    expect(await noticesOf(ANA)).toHaveLength(1);
  });

  test('is no notice to a manager from whom the field is hidden', async () => {
    await grantTo(world, {owner: OWNER, label}, BEN, {
      role: 'manager',
      hiddenFields: ['phoneNumbers'],
    });
    await grant(ANA, 'viewer');
    await live(8, anaTidies);
    expect(await noticesOf(BEN)).toEqual([]);
    expect(await noticesOf(OWNER)).toHaveLength(1);
  });

  test('and one at another account that answer each other come to rest, one of them left alone', async () => {
    await grant(ANA, 'editor');
    await grant(BEN, 'editor');
    const benPlains = () => rewrite(BEN, PLAIN);
    await live(16, anaTidies, benPlains);
    world.emulator.control('resetCounters');
    await live(4, anaTidies, benPlains);
    expect(writesAt(ANA) + writesAt(BEN) + writesAt(OWNER)).toBe(0);
    expect([phoneAt(ANA), phoneAt(BEN)]).toEqual([TIDY, PLAIN]);
    const paused = await Promise.all([ANA, BEN].map(deliveryTo));
    expect(paused.filter(({reason}) => reason === 'PAUSED')).toHaveLength(1);
  });

  test('that writes another value each time, all day long, is left alone as well', async () => {
    await grant(ANA, 'editor');
    let count = 0;
    const stamp = () =>
      void edit(ANA, {biographies: [{value: `synced ${count++}`}]});
    await live(21, stamp);
    const spread = copyOf(OWNER)['biographies'][0].value;
    await live(3, stamp);
    expect(copyOf(OWNER)['biographies'][0].value).toBe(spread);
    expect(await deliveryTo(ANA)).toMatchObject({
      reason: 'PAUSED',
      pausedFields: ['biographies'],
    });
  });

  test('that takes away what phones do not show, whenever it is there, is left alone as well', async () => {
    await patch({interests: [{value: 'Chess'}]}, 'interests');
    await grant(ANA, 'editor');
    world.emulator.control('resetCounters');
    await live(8, () => {
      if (copyOf(ANA)['interests'] === undefined) return;
      edit(ANA, {interests: []});
    });
    expect(writesAt(ANA)).toBe(RETURNS_MAX);
    expect(copyOf(OWNER)['interests']).toHaveLength(1);
    await expectOnlyLists(world, ...EVERYBODY);
  });

  test('that has stopped: the field is as the contact says again once the pause is over', async () => {
    await grant(ANA, 'viewer');
    await live(8, anaTidies);
    await pass(PAUSE_MS);
    await live(1);
    expect(phoneAt(ANA)).toBe(PLAIN);
    expect(await deliveryTo(ANA)).toMatchObject({state: 'UP_TO_DATE'});
    await expectOnlyLists(world, ...EVERYBODY);
  });

  test('that has not stopped gets one write more after each pause', async () => {
    await grant(ANA, 'viewer');
    await live(8, anaTidies);
    const before = writesAt(ANA);
    await pass(PAUSE_MS);
    await live(4, anaTidies);
    expect(writesAt(ANA)).toBe(before + 1);
    expect(await deliveryTo(ANA)).toMatchObject({reason: 'PAUSED'});
  });

  test('gives way as soon as somebody edits the field, and to the account that asks for its copy', async () => {
    await grant(ANA, 'viewer');
    await live(8, anaTidies);
    await patch({phoneNumbers: [{value: '03-9999-0000'}]}, 'phoneNumbers');
    await live(1);
    expect(phoneAt(ANA)).toBe('03-9999-0000');
    await live(8, anaTidies);
    expect(phoneAt(ANA)).toBe(TIDY);
    expect(await deliveryTo(ANA)).toMatchObject({reason: 'PAUSED'});
    const asked = await world.call(ANA, `POST /v1/${contact}:redeliver`, {});
    expect(asked.status).toBe(200);
    await world.settle();
    expect(phoneAt(ANA)).toBe('03-9999-0000');
    await live(2, anaTidies);
    expect(await deliveryTo(ANA)).toMatchObject({state: 'UP_TO_DATE'});
  });

  test('and a person at the same copy: what was typed meanwhile is not lost', async () => {
    await grant(ANA, 'editor');
    await grant(BEN, 'editor');
    const programs = [anaTidies, () => rewrite(BEN, PLAIN)];
    await live(16, ...programs);
    const states = await Promise.all([ANA, BEN].map(deliveryTo));
    const at = states.find(({reason}) => reason === 'PAUSED')!['email'];
    edit(at, {phoneNumbers: [{value: '03-5555-0000'}]});
    await live(3);
    expect(phoneAt(OWNER)).not.toBe('03-5555-0000');
    await pass(PAUSE_MS);
    await live(1);
    for (const email of EVERYBODY) expect(phoneAt(email)).toBe('03-5555-0000');
  });

  test('and a copy that is deleted meanwhile: what stood in it is in the history', async () => {
    await grant(ANA, 'viewer');
    await live(8, anaTidies);
    edit(ANA, {phoneNumbers: [{value: '03-7777-0000'}]});
    await live(1);
    world.emulator.control('deleteContact', {
      user: ANA,
      contact: copyOf(ANA)['resourceName'],
    });
    await live(3);
    expect(phoneAt(ANA)).toBe(PLAIN);
    const {body} = await world.call(OWNER, `GET /v1/${contact}/revisions`);
    expect(JSON.stringify(body)).toContain('03-7777-0000');
  });

  test('leaves nothing behind when access ends', async () => {
    const name = await grant(ANA, 'viewer');
    await live(8, anaTidies);
    edit(ANA, {phoneNumbers: [{value: '03-8888-0000'}]});
    await live(1);
    await world.call(OWNER, `DELETE /v1/${name}`);
    await world.settle();
    await live(1);
    expect(world.book(ANA)).toEqual([]);
    const {body} = await world.call(OWNER, `GET /v1/${contact}/revisions`);
    expect(JSON.stringify(body)).toContain('03-8888-0000');
  });

  test('is nobody who edits one field five times in a row', async () => {
    await grant(ANA, 'editor');
    await grant(BEN, 'viewer');
    for (let count = 1; count <= 5; count++) {
      edit(ANA, {phoneNumbers: [{value: `03-1111-000${count}`}]});
      edit(BEN, {phoneNumbers: [{value: TIDY}]});
      await live(1);
    }
    for (const email of EVERYBODY) expect(phoneAt(email)).toBe('03-1111-0005');
    const states = await Promise.all(EVERYBODY.map(deliveryTo));
    expect(states.map(({state}) => state)).toEqual(
      EVERYBODY.map(() => 'UP_TO_DATE'),
    );
  });
});
