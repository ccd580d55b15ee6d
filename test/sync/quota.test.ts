import {afterEach, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {Draft, WorldSeed} from '../emulator/types.ts';
import {DEFAULT_SWITCHES} from '../emulator/world/switches.ts';
import type {QuotaBucket} from '../../server/core/quota-costs.ts';
import type {Work} from '../../server/core/quota.ts';
import {accountLane, readLane} from '../../server/store/lanes.ts';
import {forgoTurn} from '../../server/store/quota.ts';
import {waitNoLonger, writeQuotaFault} from '../../server/store/sync-state.ts';
import {createPacer} from '../../server/sync/pacer.ts';
import {monogram} from '../emulator/people/photos.ts';
import {setClock} from '../support/clock.ts';
import {ONE_STORE, openTestStore, type TestStore} from '../support/database.ts';
import {hasPostgres} from '../support/postgres.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const BEN = 'ben@example.com';
const CAROL = 'carol@example.com';

const seedOf = (
  contacts: number,
  limits: {readonly criticalReads: number; readonly criticalWrites: number},
): WorldSeed => ({
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: Array.from({length: contacts}, (_, index) => ({
        person: {
          names: [{givenName: `Person ${index}`}],
          emailAddresses: [{value: `person${index}@customer.example`}],
          organizations: [{name: 'Customer'}],
        },
        labels: ['Customers'],
      })),
    },
    {email: BEN},
    {email: CAROL},
  ],
  switches: {
    quotas: true,
    quotaLimits: {...DEFAULT_SWITCHES.quotaLimits, ...limits},
  },
});

let store: TestStore;
let world: World;
let nowMs: number;

afterEach(async () => {
  await world.close();
  await store.close();
});

/** At the beginning of a minute, as Google counts them. */
async function open(
  kind: 'embedded' | 'postgres',
  seed: WorldSeed,
  options: {readonly copiesMax?: number} = {},
) {
  store = await openTestStore(kind);
  // Later than any world takes to open.
  nowMs = (Math.floor(Date.now() / 60_000) + 3) * 60_000;
  await setClock(store.database.db, new Date(nowMs).toISOString());
  world = await openWorld(store.database, seed, {isPaced: true, ...options});
  world.emulator.control('clock', {advanceMs: nowMs - Date.now()});
}

async function passSeconds(seconds: number) {
  nowMs += seconds * 1_000;
  await setClock(store.database.db, new Date(nowMs).toISOString());
  world.emulator.control('clock', {advanceMs: seconds * 1_000});
}

async function share(): Promise<string> {
  const {groups} = world.emulator.control('account', {user: OWNER});
  const {body} = await world.call(OWNER, 'POST /v1/labels', {
    contactGroup: groups[0].resourceName,
  });
  await world.settle();
  return body.name;
}

/** The owner has a label of many contacts, and one of a few that are called Solo. */
async function openTwoLabels(
  kind: 'embedded' | 'postgres',
  many: number,
  few = 1,
  {
    linked = false,
    ...options
  }: {readonly linked?: boolean; readonly copiesMax?: number} = {},
) {
  const seed = seedOf(many, {criticalReads: 90, criticalWrites: 90});
  const [admin, owner, ben, carol] = seed.users!;
  const solos = Array.from({length: few}, (_, index) => ({
    person: {names: [{givenName: 'Solo', familyName: `No. ${index}`}]},
    labels: ['Few'],
  }));
  const contacts = [...(owner!.contacts ?? []), ...solos];
  // He has those of the first label already, and says less of each.
  const own = (owner!.contacts ?? []).map(({person}) => {
    const {names, emailAddresses} = person as Draft;
    return {person: {names, emailAddresses}};
  });
  const users = [
    admin!,
    {...owner!, contacts},
    {...ben!, ...(linked && {contacts: own})},
    carol!,
  ];
  await open(kind, {...seed, users}, options);
}

/** With Ben; returns the labels, that of many first, and his grants. */
async function shareBoth() {
  const {groups} = world.emulator.control('account', {user: OWNER});
  const shared: {readonly label: string; readonly grant: string}[] = [];
  for (const {resourceName} of groups) {
    const {body: label} = await world.call(OWNER, 'POST /v1/labels', {
      contactGroup: resourceName,
    });
    await world.settle();
    const {body: grant} = await grantTo(label.name, BEN);
    shared.push({label: label.name, grant: grant.name});
    await passSeconds(61);
    await world.settle();
  }
  return shared;
}

/** The first so many that a search finds. */
async function editFound(query: string, count = 1) {
  const {body} = await world.call(
    OWNER,
    `GET /v1/contacts:search?query=${query}`,
  );
  for (const {name} of body.contacts.slice(0, count)) {
    await world.call(OWNER, `PATCH /v1/${name}?updateMask=urls`, {
      person: {urls: [{value: 'https://edited.example'}]},
    });
  }
}

const grantTo = (label: string, email: string) =>
  world.call(OWNER, `POST /v1/${label}/grants`, {
    principal: {type: 'user', email},
    role: 'editor',
  });

const refusals = () =>
  world.emulator
    .control('requests')
    ['requests'].filter((request: Draft) => request['status'] === 429).length;

/** What Google is believed to allow, as if it had said so. */
async function teach(bucket: QuotaBucket, units: number) {
  await sql`insert into quota_limits (scope, bucket, units, learn_time)
    values ('user', ${bucket}, ${units}, service_now())`.execute(
    store.database.db,
  );
}

const minutesUntil = (time: string) =>
  Math.round((Date.parse(time) - nowMs) / 60_000);

const stores = hasPostgres()
  ? (['embedded', 'postgres'] as const)
  : (['embedded'] as const);

describe('Google’s quota', () => {
  const kind = ONE_STORE;

  test('bulk work waits for its minute, an edit does not, and Google refuses nothing', async () => {
    await open(kind, seedOf(230, {criticalReads: 18, criticalWrites: 18}));
    await teach('criticalReads', 18);
    await teach('criticalWrites', 18);
    const label = await share();
    await passSeconds(61);
    await grantTo(label, BEN);
    await world.settle();
    expect(world.book(BEN)).toHaveLength(200);
    const {body: delivery} = await world.call(
      OWNER,
      `GET /v1/${label}/delivery`,
    );
    expect(
      delivery.accounts.find((each: Draft) => each['email'] === BEN),
    ).toMatchObject({waiting: 30, reason: 'QUOTA'});

    const {body} = await world.call(
      OWNER,
      'GET /v1/contacts:search?query=person0@',
    );
    const [contact] = body.contacts;
    await world.call(OWNER, `PATCH /v1/${contact.name}?updateMask=urls`, {
      person: {urls: [{value: 'https://edited.example'}]},
    });
    await world.settle();
    expect(JSON.stringify(world.book(BEN))).toContain('https://edited.example');
    expect(world.book(BEN)).toHaveLength(200);

    await passSeconds(61);
    await world.settle();
    expect(world.book(BEN)).toHaveLength(230);
    expect(refusals()).toBe(0);
  });

  test('an edit does not wait for what is withdrawn from the same account', async () => {
    await openTwoLabels(kind, 230);
    await teach('writes', 10);
    const [many] = await shareBoth();
    expect(world.book(BEN)).toHaveLength(231);
    await passSeconds(61);

    // Of two batches of deletions one finds room.
    await world.call(OWNER, `DELETE /v1/${many!.grant}`);
    await world.run();
    expect(world.book(BEN)).toHaveLength(31);
    await editFound('Solo');
    await world.run();
    expect(JSON.stringify(world.book(BEN))).toContain('https://edited.example');
    expect(world.book(BEN)).toHaveLength(31);

    await passSeconds(61);
    await world.settle();
    expect(world.book(BEN)).toHaveLength(1);
    expect(refusals()).toBe(0);
  });

  test('access that ends takes its copies though contacts are not written for hours', async () => {
    await openTwoLabels(kind, 9);
    const [many, few] = await shareBoth();
    world.emulator.control('fault', {
      user: BEN,
      method: 'updateContact',
      effect: 'hardQuota',
    });
    await editFound('Solo');
    await world.run();
    expect(refusals()).toBe(1);
    await world.call(OWNER, `DELETE /v1/${many!.grant}`);
    await world.run();
    expect(world.book(BEN)).toHaveLength(1);
    const {body} = await world.call(OWNER, `GET /v1/${few!.label}/delivery`);
    const of = body.accounts.find((each: Draft) => each['email'] === BEN);
    expect(of).toMatchObject({waiting: 1, reason: 'QUOTA'});
    expect(minutesUntil(of.retryTime)).toBe(5);
  });

  /** More edits wait at Ben, for hours, than are planned at a time. */
  async function openWaiting() {
    await openTwoLabels(kind, 9, 8, {copiesMax: 5});
    const [many] = await shareBoth();
    for (const method of ['updateContact', 'batchUpdateContacts']) {
      world.emulator.control('fault', {user: BEN, method, effect: 'hardQuota'});
    }
    await editFound('Solo', 8);
    await world.run();
    return many!;
  }

  test('what somebody types goes on though more edits wait there than are planned at a time', async () => {
    await openWaiting();
    const [own] = world.book(BEN);
    expect(own!.name).toBe('Person 0');
    world.emulator.control('editContact', {
      ...{user: BEN, contact: own!.person['resourceName']},
      person: {nicknames: [{value: 'Zero'}]},
    });
    await passSeconds(61);
    await world.poll(BEN);
    const [there] = world.book(OWNER);
    expect(there!.person).toMatchObject({nicknames: [{value: 'Zero'}]});
  });

  test('access that ends takes its copies though more edits wait than are planned at a time', async () => {
    const many = await openWaiting();
    await world.call(OWNER, `DELETE /v1/${many.grant}`);
    for (let minute = 0; minute < 4; minute++) {
      await passSeconds(61);
      await world.settle();
    }
    expect(world.book(BEN)).toHaveLength(8);
    expect(JSON.stringify(world.book(BEN))).not.toContain('edited.example');
  });

  test('many edits do not wait for what is withdrawn from the same account', async () => {
    await openTwoLabels(kind, 230, 12);
    await teach('writes', 10);
    const [many] = await shareBoth();
    await passSeconds(61);
    await world.call(OWNER, `DELETE /v1/${many!.grant}`);
    await world.run();
    expect(world.book(BEN)).toHaveLength(42);
    await editFound('Solo', 12);
    await world.run();
    const edited = world
      .book(BEN)
      .filter(each => JSON.stringify(each).includes('https://edited.example'));
    expect(edited).toHaveLength(12);
    expect(world.book(BEN)).toHaveLength(42);
    await passSeconds(61);
    await world.settle();
    expect(world.book(BEN)).toHaveLength(12);
    expect(refusals()).toBe(0);
  });

  test('an edit does not wait for what is released at the same account', async () => {
    await openTwoLabels(kind, 30, 1, {linked: true});
    await teach('criticalWrites', 18);
    const [many] = await shareBoth();
    expect(world.book(BEN)).toHaveLength(31);
    await passSeconds(61);

    // Each takes a call of its own: what the share said comes off what was there.
    await world.call(OWNER, `DELETE /v1/${many!.grant}`);
    await world.run();
    const shared = () =>
      world.book(BEN).filter(({labels}) => labels.includes('Customers')).length;
    const left = shared();
    expect(left).toBeGreaterThan(10);
    await editFound('Solo');
    await world.run();
    expect(JSON.stringify(world.book(BEN))).toContain('https://edited.example');
    expect(shared()).toBe(left);
    for (let minute = 0; minute < 3; minute++) {
      await passSeconds(61);
      await world.settle();
    }
    expect(shared()).toBe(0);
    expect(world.book(BEN)).toHaveLength(31);
    expect(refusals()).toBe(0);
  });

  test('a label that is put on one contact does not wait for what is withdrawn', async () => {
    await openTwoLabels(kind, 430);
    await teach('writes', 10);
    const [many, few] = await shareBoth();
    const {body: third} = await world.call(OWNER, 'POST /v1/labels', {
      displayName: 'Third',
    });
    await grantTo(third.name, BEN);
    await world.settle();
    await passSeconds(61);
    await world.call(OWNER, `DELETE /v1/${many!.grant}`);
    await world.run();
    expect(world.book(BEN)).toHaveLength(231);
    await passSeconds(61);
    const {body} = await world.call(OWNER, `GET /v1/${few!.label}/contacts`);
    await world.call(OWNER, `POST /v1/${third.name}/contacts:add`, {
      contacts: [body.contacts[0].name],
    });
    await world.run();
    const solo = world.book(BEN).find(({name}) => name.startsWith('Solo'));
    expect(solo?.labels).toContain('Third');
    expect(world.book(BEN)).toHaveLength(231);
    for (let minute = 0; minute < 3; minute++) {
      await passSeconds(61);
      await world.settle();
    }
    expect(world.book(BEN)).toHaveLength(1);
    expect(refusals()).toBe(0);
  });

  test('a refusal teaches the limit, and nobody runs into it again', async () => {
    await open(kind, seedOf(1_300, {criticalReads: 36, criticalWrites: 36}));
    const label = await share();
    await passSeconds(61);
    await grantTo(label, BEN);
    await world.settle();
    expect(refusals()).toBe(1);
    for (let minute = 0; minute < 4; minute++) {
      await passSeconds(61);
      await world.settle();
    }
    expect(world.book(BEN)).toHaveLength(1_300);
    await grantTo(label, CAROL);
    for (let minute = 0; minute < 6; minute++) {
      await world.settle();
      await passSeconds(61);
    }
    expect(world.book(CAROL)).toHaveLength(1_300);
    expect(refusals()).toBe(1);
  });

  test('the quota that lasts for hours stops writes of contacts alone, each time for longer', async () => {
    await open(kind, seedOf(3, {criticalReads: 90, criticalWrites: 90}));
    const label = await share();
    await grantTo(label, BEN);
    await world.settle();
    world.emulator.control('fault', {
      user: BEN,
      method: 'updateContact',
      effect: 'hardQuota',
    });
    const {body: list} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    const edit = (site: string) =>
      world.call(OWNER, `PATCH /v1/${list.contacts[0].name}?updateMask=urls`, {
        person: {urls: [{value: site}]},
      });
    const untilBen = async () => {
      const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
      const of = body.accounts.find((each: Draft) => each['email'] === BEN);
      return {reason: of.reason, minutes: minutesUntil(of.retryTime)};
    };
    await edit('https://first.example');
    await world.settle();
    expect(refusals()).toBe(1);
    expect(await untilBen()).toEqual({reason: 'QUOTA', minutes: 5});

    // What Ben does still arrives.
    const mine = world.book(BEN).find(({name}) => name === 'Person 2');
    world.emulator.control('editContact', {
      user: BEN,
      contact: mine!.person['resourceName'],
      person: {urls: [{value: 'https://by-ben.example'}]},
    });
    await passSeconds(61);
    await world.poll(BEN);
    await world.settle();
    expect(JSON.stringify(world.book(OWNER))).toContain('by-ben.example');
    expect(refusals()).toBe(1);
    expect(await untilBen()).toEqual({reason: 'QUOTA', minutes: 4});

    await passSeconds(5 * 60);
    await world.settle();
    expect(refusals()).toBe(2);
    expect(await untilBen()).toEqual({reason: 'QUOTA', minutes: 10});
    world.emulator.control('clearFaults');
    await passSeconds(6 * 60);
    await world.settle();
    expect(JSON.stringify(world.book(BEN))).not.toContain('first.example');
    await passSeconds(5 * 60);
    await world.settle();
    expect(JSON.stringify(world.book(BEN))).toContain('first.example');
    expect(refusals()).toBe(2);
  });

  test('what somebody types is read within a minute though contacts are not written, and a photo found its contact gone', async () => {
    await open(kind, seedOf(3, {criticalReads: 90, criticalWrites: 90}));
    const label = await share();
    await grantTo(label, BEN);
    await world.settle();
    await passSeconds(61);
    await world.poll(OWNER, BEN);
    const control = {user: BEN, method: 'updateContact', effect: 'hardQuota'};
    world.emulator.control('fault', control);
    const {body: list} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    const other = list.contacts.find(
      (each: Draft) => each['person'].names[0].givenName === 'Person 1',
    );
    await world.call(OWNER, `PATCH /v1/${other.name}?updateMask=urls`, {
      person: {urls: [{value: 'https://edited.example'}]},
    });
    await world.settle();
    expect(refusals()).toBe(1);
    const nameAt = (email: string, name: string) =>
      world.book(email).find(each => each.name === name)!.person[
        'resourceName'
      ];
    world.emulator.control('deleteContact', {
      user: BEN,
      contact: nameAt(BEN, 'Person 0'),
    });
    world.emulator.control('setPhoto', {
      user: OWNER,
      contact: nameAt(OWNER, 'Person 0'),
      photoBytes: monogram('a picture').toString('base64'),
    });
    await world.poll(OWNER);
    world.emulator.control('editContact', {
      user: BEN,
      contact: nameAt(BEN, 'Person 2'),
      person: {urls: [{value: 'https://by-ben.example'}]},
    });
    await passSeconds(61);
    await world.run();
    expect(JSON.stringify(world.book(OWNER))).toContain('by-ben.example');
  });

  test('delivery says that Google’s minute is waited for, a minute at most however often it refuses', async () => {
    await open(kind, seedOf(3, {criticalReads: 90, criticalWrites: 90}));
    const label = await share();
    world.emulator.control('fault', {
      ...{user: BEN, method: 'createContact'},
      ...{effect: 'quota', count: 7},
    });
    await grantTo(label, BEN);
    const told: string[] = [];
    for (let seconds = 0; seconds < 360; seconds += 15) {
      await world.run();
      const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
      const of = body.accounts.find((each: Draft) => each['email'] === BEN);
      if (of.waiting > 0) {
        const inMs = Date.parse(of.retryTime) - nowMs;
        told.push(`${of.reason} ${inMs > 60_000 ? 'longer' : 'a minute'}`);
      }
      await passSeconds(15);
    }
    expect([...new Set(told)]).toEqual(['QUOTA a minute']);
    expect(refusals()).toBe(7);
    expect(world.book(BEN)).toHaveLength(3);
  });

  test('delivery says when a day’s writes have room again, not when the account is read again', async () => {
    await open(kind, seedOf(12, {criticalReads: 90, criticalWrites: 90}));
    const label = await share();
    await teach('contactWrites', 10);
    await grantTo(label, BEN);
    await world.settle();
    expect(world.book(BEN)).toHaveLength(10);
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    const of = body.accounts.find((each: Draft) => each['email'] === BEN);
    expect(of).toMatchObject({waiting: 2, reason: 'QUOTA'});
    const hours = minutesUntil(of.retryTime) / 60;
    expect(hours).toBeGreaterThan(23);
    expect(hours).toBeLessThanOrEqual(25);
    await passSeconds(hours * 3600 + 60);
    await world.settle();
    expect(world.book(BEN)).toHaveLength(12);
  });

  test('a sync that somebody asks for waits for the quota, and no longer', async () => {
    await open(kind, seedOf(1, {criticalReads: 90, criticalWrites: 90}));
    const label = await share();
    await grantTo(label, BEN);
    await world.settle();
    const {db} = store.database;
    const {id} = await db
      .selectFrom('accounts')
      .select('id')
      .where('email', '=', BEN)
      .executeTakeFirstOrThrow();
    const waitsAfterAsking = async () => {
      await sql`update lanes set retry_time = service_now() + interval '5 minutes'
        where key = ${accountLane(id)}`.execute(db);
      await db.transaction().execute(tx => waitNoLonger(tx, id));
      return (await readLane(db, accountLane(id)))?.waitsMs;
    };
    await db
      .transaction()
      .execute(tx => writeQuotaFault(tx, id, {retryAfterMs: 15_000}));
    expect(await waitsAfterAsking()).toBeGreaterThan(0);
    // Google gave no other answer since: nothing was read that would say so.
    await passSeconds(16);
    expect(await waitsAfterAsking()).toBe(0);
  });
});

test.each([
  'embedded',
  ...(hasPostgres() ? ['postgres' as const] : []),
] as const)(
  'accounts that find no room in the project’s quota have a turn each, and read on in it (%s store)',
  async kind => {
    await open(kind, seedOf(1, {criticalReads: 90, criticalWrites: 90}));
    const {db} = store.database;
    await sql`insert into quota_limits (scope, bucket, units, learn_time)
      values ('project', 'criticalReads', 20, '2100-01-01')`.execute(db);
    const ask = (id: string, method = 'people.connections.list') =>
      createPacer(db, id).admit(method);
    const waits: number[] = [];
    for (let id = 0; id < 48; id++) waits.push(await ask(`${id}`));
    const turns = waits.map(wait => Math.round(wait / 61_000));
    // Eight tenths of the quota, and a second more than a minute.
    expect(turns).toEqual([0, 1, 2].flatMap(turn => Array(16).fill(turn)));
    // Whoever asks before its turn keeps it.
    expect(await ask('47')).toBe(waits[47]);
    expect(await ask('an edit', 'people.updateContact')).toBe(0);
    await passSeconds(61);
    for (let id = 16; id < 32; id++) expect(await ask(`${id}`)).toBe(0);
    // The next page of one, and nobody else's list.
    expect(await ask('18')).toBe(0);
    expect(await ask('48')).toBeGreaterThan(100_000);
    // Nor does who waits for it: there is room for one more beside the turns.
    const forgo = (id: string) =>
      db.transaction().execute(tx => forgoTurn(tx, id));
    const turnOf47 = await ask('47');
    await forgo('47');
    expect(await ask('47')).toBe(0);
    await forgo('asked');
    expect(await ask('asked')).toBeGreaterThan(0);
    // What was given up is the next one's, and who finds no room keeps it.
    expect(await ask('49')).toBe(turnOf47);
    const turnOf46 = await ask('46');
    await forgo('46');
    expect(await ask('46')).toBe(turnOf46);
    await passSeconds(turnOf46 / 1_000);
    expect(await ask('46')).toBe(0);
  },
);

describe.each(stores)('what a refusal teaches, %s store', kind => {
  /** Of one account, by its id. */
  const pacer = (id: string) => createPacer(store.database.db, id);
  const LIST = 'people.connections.list';
  const EDIT = 'people.updateContact';

  const limits = async () => {
    const {rows} = await sql<{limit: string}>`
      select scope || ' ' || bucket || ' ' || units as limit from quota_limits
      where learn_time > service_now() - interval '24 hours' order by 1`.execute(
      store.database.db,
    );
    return rows.map(({limit}) => limit);
  };

  test('that the project has no room keeps all accounts, though no figure is told', async () => {
    await open(kind, seedOf(0, {criticalReads: 90, criticalWrites: 90}));
    for (let id = 0; id < 120; id++)
      expect(await pacer(`${id}`).admit(LIST)).toBe(0);
    const refused = {
      ...({kind: 'rateLimited', retryAfterMs: 15_000} as const),
      quota: {bucket: 'criticalReads', scope: 'project'} as const,
    };
    await pacer('7').learn(LIST, refused);
    expect(await limits()).toEqual(['project criticalReads 119']);
    expect(await pacer('200').admit(LIST)).toBeGreaterThan(30_000);
    await passSeconds(62);
    expect(await pacer('200').admit(LIST)).toBe(0);

    // Then others use it up: what is known of it stands, and its minute is full.
    await passSeconds(200);
    await pacer('7').admit(LIST);
    await pacer('7').learn(LIST, refused);
    expect(await limits()).toEqual(['project criticalReads 119']);
    expect(await pacer('201').admit(LIST)).toBeGreaterThan(30_000);
    // It was a guess.
    await passSeconds(3_600);
    expect(await limits()).toEqual([]);
  });

  test('that a day is used up keeps contacts from being written, all of them where it is the project’s', async () => {
    await open(kind, seedOf(0, {criticalReads: 90, criticalWrites: 90}));
    const refused = (scope: 'user' | 'project', units?: number) => ({
      ...({kind: 'exhausted', retryAfterMs: 300_000} as const),
      quota: {bucket: 'contactWrites', scope, units} as const,
    });
    expect(await pacer('1').learn(EDIT, refused('user', 5_000))).toMatchObject({
      retryAfterMs: 5 * 60_000,
    });
    expect(await limits()).toEqual(['user contactWrites 5000']);
    expect(await pacer('1').admit(EDIT)).toBe(5 * 60_000);
    expect(await pacer('1').admit(LIST)).toBe(0);
    expect(await pacer('2').admit(EDIT)).toBe(0);

    // Two that were under way are one refusal.
    for (const id of ['2', '3']) {
      expect(await pacer(id).learn(EDIT, refused('project'))).toMatchObject({
        retryAfterMs: 5 * 60_000,
      });
    }
    expect(await pacer('4').admit(EDIT)).toBe(5 * 60_000);
    expect(await pacer('4').admit(LIST)).toBe(0);
    await passSeconds(5 * 60);
    expect(await pacer('4').admit(EDIT)).toBe(0);
    expect(await pacer('4').learn(EDIT, refused('project'))).toMatchObject({
      retryAfterMs: 10 * 60_000,
    });
  });
});

describe.each(stores)('the project’s quota, %s store', kind => {
  const LIMIT = 100;

  async function openShared() {
    await open(kind, seedOf(0, {criticalReads: 90, criticalWrites: 90}));
    const {db} = store.database;
    await sql`insert into quota_limits (scope, bucket, units, learn_time)
      select 'project', bucket, ${LIMIT}, '2100-01-01'
      from unnest(array['criticalReads', 'criticalWrites', 'writes', 'photoWrites']) as b(bucket)`.execute(
      db,
    );
    return (id: string, method: string, work?: Work) =>
      createPacer(db, id, {work}).admit(method);
  }

  test.each([
    ['people.batchDeleteContacts', 'people.deleteContact'],
    ['people.updateContactPhoto', 'people.updateContactPhoto'],
    ['people.updateContact', 'people.updateContact'],
    ['contactGroups.members.modify', 'contactGroups.members.modify'],
    ['people.getBatchGet', 'people.getBatchGet'],
  ])('however much is done by %s, a few %s find room', async (many, few) => {
    const ask = await openShared();
    for (let id = 0; id < LIMIT; id++) await ask(`many ${id}`, many, 'bulk');
    expect(await ask('one more', many, 'bulk')).toBeGreaterThan(0);
    for (let id = 0; id < LIMIT / 10; id++) {
      expect(await ask(`few ${id}`, few, 'few')).toBe(0);
    }
    expect(await ask('few more', few, 'few')).toBeGreaterThan(0);
  });

  test('what is read for a write waits for no turn', async () => {
    const ask = await openShared();
    for (let id = 0; id < 2 * LIMIT; id++) {
      await ask(`${id}`, 'people.connections.list');
    }
    expect(await ask('197', 'people.getBatchGet')).toBeGreaterThan(60_000);
    expect(await ask('198', 'people.getBatchGet', 'bulk')).toBe(0);
    expect(await ask('199', 'people.getBatchGet', 'few')).toBe(0);
  });
});
