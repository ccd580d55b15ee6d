import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {Outcome, PeopleClient} from '../../server/core/google.ts';
import {monogram} from '../emulator/people/photos.ts';
import {describeOnOneStore, emptyStore} from '../support/database.ts';
import {grantTo, person} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';

/** Goes by batches; below seven single calls are cheaper. */
const COUNT = 24;

const NAMES = Array.from({length: COUNT}, (_, index) => `Person${index}`);
const BAD = NAMES[5]!;

type Write =
  | 'createPeople'
  | 'updatePeople'
  | 'deletePeople'
  | 'changeMembers'
  | 'writePhoto';

const WRITES: ReadonlySet<string> = new Set<Write>([
  'createPeople',
  'updatePeople',
  'deletePeople',
  'changeMembers',
  'writePhoto',
]);

describeOnOneStore('a Google that leaves writes unanswered', getDatabase => {
  let world: World;
  let label: string;
  /** Which writes it leaves so, by whom they name; none: it answers all. */
  let isSilent: (named: string) => boolean;
  let unanswered: number;

  /** The database's clock goes on from here: by it is told which attempt was before which. */
  const clockAt = (minutes: number) =>
    sql`create or replace function service_now() returns timestamptz
      language sql volatile as ${sql.lit(`select clock_timestamp()
        + interval '${minutes} minutes'`)}`.execute(getDatabase().db);

  function wrapPeople(client: PeopleClient): PeopleClient {
    return new Proxy(client, {
      get(target, name, receiver) {
        const method = Reflect.get(target, name, receiver);
        if (!WRITES.has(String(name))) return method;
        return async (asked: unknown): Promise<Outcome<unknown>> => {
          if (!isSilent(JSON.stringify(asked))) return method(asked);
          unanswered += 1;
          return {kind: 'fault', fault: {kind: 'unreachable'}};
        };
      },
    });
  }

  async function ok(request: string, body?: object) {
    const answer = await world.call(OWNER, request, body);
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
    return answer.body;
  }

  beforeEach(async () => {
    const {db} = getDatabase();
    await emptyStore(getDatabase());
    await clockAt(0);
    isSilent = () => false;
    unanswered = 0;
    world = await openWorld(
      getDatabase(),
      {
        domains: [{name: 'example.com'}],
        users: [
          {email: 'admin@example.com', isAdmin: true},
          {email: OWNER},
          {email: ANA},
        ],
      },
      {wrapPeople},
    );
    // A batch costs as much of a minute as six single calls, and of the day little.
    await sql`update quota_limits set units = 1000000
      where bucket in ('criticalReads', 'criticalWrites')`.execute(db);
    label = (await ok('POST /v1/labels', {displayName: 'Customers'})).name;
    await world.settle();
  });

  afterEach(() => world.close());

  async function add(): Promise<readonly string[]> {
    const names: string[] = [];
    for (const name of NAMES) {
      const {name: contact} = await ok(`POST /v1/${label}/contacts`, {
        person: person(name),
      });
      names.push(contact);
    }
    return names;
  }

  const share = () => grantTo(world, {owner: OWNER, label}, ANA, {});

  /** The one that Google never answers a write of in Ana's account. */
  function breakBadOf(email: string): void {
    const bad = world.book(email).find(({name}) => name === BAD)?.person;
    const {resourceName} = bad!;
    isSilent = asked => asked.includes(`"${resourceName}"`);
  }

  const inBook = (isDone: (entry: ReturnType<World['book']>[0]) => boolean) =>
    world
      .book(ANA)
      .filter(isDone)
      .map(({name}) => name)
      .sort();

  const others = NAMES.filter(name => name !== BAD).sort();

  const deliveryOfAna = async () => {
    const {accounts} = await ok(`GET /v1/${label}/delivery`);
    return accounts.find(({email}: {email: string}) => email === ANA);
  };

  /** It stays away for some minutes, is tried again then, and arrives once Google answers. */
  async function expectHeldThenDone(
    isDone: (entry: ReturnType<World['book']>[0]) => boolean,
  ): Promise<void> {
    expect(inBook(isDone)).toEqual(others);
    expect(await deliveryOfAna()).toEqual({
      email: ANA,
      upToDate: COUNT - 1,
      waiting: 1,
      reason: 'HELD',
      retryTime: expect.stringMatching(/^20/),
    });
    unanswered = 0;
    await clockAt(9);
    await world.poll(ANA);
    expect(unanswered).toBe(0);
    await clockAt(11);
    await world.poll(ANA);
    expect(unanswered).toBeGreaterThan(0);
    expect(inBook(isDone)).toEqual(others);
    isSilent = () => false;
    await clockAt(60);
    await world.poll(ANA);
    expect(inBook(isDone)).toEqual([...NAMES].sort());
    expect(await deliveryOfAna()).toMatchObject({waiting: 0});
  }

  test('a contact that can never be made keeps no other away', async () => {
    await add();
    await world.settle();
    isSilent = asked => asked.includes(BAD);
    await share();
    await world.poll(ANA);
    await expectHeldThenDone(() => true);
    expect(world.book(ANA)).toHaveLength(COUNT);
  });

  test('a contact that can never be edited keeps no other edit away', async () => {
    const contacts = await add();
    await share();
    breakBadOf(ANA);
    for (const contact of contacts) {
      await ok(`PATCH /v1/${contact}?updateMask=nicknames`, {
        person: {nicknames: [{value: 'edited'}]},
      });
    }
    await world.settle();
    await expectHeldThenDone(({person}) => 'nicknames' in person);
  });

  test('a photo that can never be set keeps no other away', async () => {
    await add();
    await share();
    breakBadOf(ANA);
    for (const {person: own} of world.book(OWNER)) {
      world.emulator.control('setPhoto', {
        user: OWNER,
        contact: own['resourceName'],
        photoBytes: monogram(own['resourceName']).toString('base64'),
      });
    }
    await world.poll(OWNER);
    await expectHeldThenDone(({person}) =>
      world.emulator.world.photos.has(person['photoKey']),
    );
  });

  test('a contact that can never be put into a label keeps no other out', async () => {
    const contacts = await add();
    await share();
    breakBadOf(ANA);
    const second = (await ok('POST /v1/labels', {displayName: 'Second'})).name;
    await grantTo(world, {owner: OWNER, label: second}, ANA, {});
    await ok(`POST /v1/${second}/contacts:add`, {contacts});
    await world.settle();
    await expectHeldThenDone(({labels}) => labels.includes('Second'));
  });

  test('a contact that can never be taken off phones keeps no other there', async () => {
    await add();
    const grant = await share();
    breakBadOf(ANA);
    await ok(`PATCH /v1/${grant}?updateMask=showOnPhones`, {
      showOnPhones: false,
    });
    await world.settle();
    await expectHeldThenDone(
      ({person}) =>
        !JSON.stringify(person).includes('contactGroups/myContacts'),
    );
  });

  test('a copy that can never be withdrawn keeps no other there', async () => {
    await add();
    const grant = await share();
    breakBadOf(ANA);
    await ok(`DELETE /v1/${grant}`);
    await world.settle();
    expect(world.book(ANA).map(({name}) => name)).toEqual([BAD]);
    isSilent = () => false;
    await clockAt(11);
    await world.poll(ANA);
    expect(world.book(ANA)).toEqual([]);
  });

  test('what was typed last into a copy that cannot be withdrawn is in the history once', async () => {
    await add();
    const grant = await share();
    breakBadOf(ANA);
    const bad = world.book(ANA).find(({name}) => name === BAD)!.person;
    world.emulator.control('editContact', {
      user: ANA,
      contact: bad['resourceName'],
      person: {nicknames: [{value: 'Andi'}]},
    });
    await ok(`DELETE /v1/${grant}`);
    await world.settle();
    await clockAt(11);
    await world.poll(ANA);
    expect(unanswered).toBeGreaterThan(2);
    const {rows} = await sql`select changes from revisions
      where kind = 'withdrawn'`.execute(getDatabase().db);
    expect(rows).toEqual([
      {changes: [expect.objectContaining({field: 'nicknames'})]},
    ]);
  });

  test('several bad contacts, created and edited, keep nothing else away', async () => {
    const contacts = await add();
    await share();
    const bad = [2, 3, 11, 20].map(index => NAMES[index]!);
    const names = world
      .book(ANA)
      .filter(({name}) => bad.includes(name))
      .map(({person}) => person['resourceName']);
    isSilent = asked =>
      asked.includes('Poison') ||
      names.some(name => asked.includes(`"${name}"`));
    for (const contact of contacts) {
      await ok(`PATCH /v1/${contact}?updateMask=nicknames`, {
        person: {nicknames: [{value: 'edited'}]},
      });
    }
    for (let index = 0; index < 12; index++) {
      const name = `${index % 5 === 1 ? 'Poison' : 'Fresh'}${index}`;
      await ok(`POST /v1/${label}/contacts`, {person: person(name)});
    }
    for (let polls = 0; polls < 4; polls++) await world.poll(ANA);
    expect(inBook(({person}) => 'nicknames' in person)).toEqual(
      NAMES.filter(name => !bad.includes(name)).sort(),
    );
    expect(inBook(({name}) => name.startsWith('Fresh'))).toHaveLength(9);
    isSilent = () => false;
    for (const minutes of [11, 22]) {
      await clockAt(minutes);
      await world.poll(ANA);
    }
    expect(inBook(({person}) => 'nicknames' in person)).toHaveLength(COUNT);
    expect(world.book(ANA)).toHaveLength(COUNT + 12);
    expect(world.book(OWNER)).toHaveLength(COUNT + 12);
  });

  test('an outage ends each run after two calls, and is over when it ends', async () => {
    const contacts = await add();
    await share();
    for (const contact of contacts) {
      await ok(`PATCH /v1/${contact}?updateMask=nicknames`, {
        person: {nicknames: [{value: 'edited'}]},
      });
    }
    isSilent = () => true;
    const {db} = getDatabase();
    for (let runs = 1; runs <= 6; runs++) {
      unanswered = 0;
      await sql`update lanes set retry_time = null`.execute(db);
      await world.run();
      // Ana's account, and the owner's.
      expect(unanswered).toBeLessThanOrEqual(4);
    }
    isSilent = () => false;
    await world.settle();
    expect(inBook(({person}) => 'nicknames' in person)).toHaveLength(COUNT);
  });
});
