import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores, emptyStore} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const BEN = 'ben@example.com';
const EVA = 'eva@example.com';

const NOON = Date.now();

const person = (givenName: string) => ({
  names: [{givenName}],
  emailAddresses: [{value: `${givenName.toLowerCase()}@customer.example`}],
});

describeOnBothStores('how long changes take', getDatabase => {
  let world: World;
  let label: string;
  let contact: string;

  /** Lets a time begin, in seconds since all of them had everything. */
  const clockAt = (seconds: number) =>
    setClock(getDatabase().db, new Date(NOON + seconds * 1000).toISOString());

  beforeEach(async () => {
    await emptyStore(getDatabase());
    await clockAt(-1000);
    world = await openWorld(getDatabase(), {
      domains: [{name: 'example.com'}],
      users: [
        {email: 'admin@example.com', isAdmin: true},
        {
          email: OWNER,
          contacts: [{person: person('Mia'), labels: ['Customers']}],
        },
        {email: BEN},
        {email: EVA},
      ],
    });
    const {groups} = world.emulator.control('account', {user: OWNER});
    const {resourceName: contactGroup} = groups.find(
      (each: {name: string}) => each.name === 'Customers',
    );
    const made = await world.call(OWNER, 'POST /v1/labels', {contactGroup});
    label = made.body.name;
    await world.settle();
    for (const email of [BEN, EVA]) {
      const {status} = await world.call(OWNER, `POST /v1/${label}/grants`, {
        principal: {type: 'user', email},
        role: 'viewer',
      });
      expect(status).toBe(200);
    }
    await world.settle();
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    contact = body.contacts[0].name;
    await clockAt(0);
  });

  afterEach(() => world.close());

  const edit = async (value: string) => {
    const {status} = await world.call(OWNER, `PATCH /v1/${contact}`, {
      person: {phoneNumbers: [{value}]},
    });
    expect(status).toBe(200);
  };

  /** Count and sum of a histogram. */
  async function measured(
    name: string,
    labels = '',
  ): Promise<readonly [number, number]> {
    const text = await world.metrics();
    const read = (part: string) => {
      const start = `shared_contacts_${name}_${part}${labels} `;
      const line = text.split('\n').find(each => each.startsWith(start));
      return Number(line?.slice(start.length) ?? 0);
    };
    return [read('count'), Math.round(read('sum'))];
  }

  const deliveries = () => measured('delivery_seconds', '{write="update"}');

  test('an edit is measured once, by the copy that got it last', async () => {
    const before = await measured('sync_lag_seconds');
    await edit('03-1111-1111');
    const {db} = getDatabase();
    await db
      .updateTable('lanes')
      .set({retry_time: new Date(NOON + 40_000)})
      .where('key', 'in', ({selectFrom}) =>
        selectFrom('accounts')
          .select(sql<string>`'accounts/' || id`.as('key'))
          .where('email', '=', EVA),
      )
      .execute();
    await clockAt(10);
    await world.run();
    expect(await deliveries()).toEqual([0, 0]);
    await clockAt(50);
    await world.run();
    expect(await deliveries()).toEqual([1, 50]);
    // Two runs wrote it after 10 seconds each, one after 50.
    const [runs, seconds] = await measured('sync_lag_seconds');
    expect([runs - before[0], seconds - before[1]]).toEqual([3, 70]);
  });

  test('whom Google does not let in holds up no measure, and is measured no more once back', async () => {
    await getDatabase()
      .db.updateTable('accounts')
      .set({paused: true})
      .where('email', '=', EVA)
      .execute();
    await edit('03-2222-2222');
    await clockAt(5);
    await world.settle();
    expect(await deliveries()).toEqual([1, 5]);
    const before = await measured('sync_lag_seconds');
    await clockAt(5000);
    await world.call(EVA, 'POST /v1/accounts/me:resume');
    await clockAt(5003);
    await world.settle();
    expect(await deliveries()).toEqual([1, 5]);
    const [runs, seconds] = await measured('sync_lag_seconds');
    expect([runs - before[0], seconds - before[1]]).toEqual([1, 3]);
  });

  test('a copy is told with the time at which it arrived', async () => {
    await edit('03-3333-3333');
    await clockAt(7);
    await world.settle();
    const {body} = await world.call(OWNER, `GET /v1/${contact}/delivery`);
    expect(body.accounts).toEqual(
      [BEN, EVA, OWNER].map(email => ({
        email,
        state: 'UP_TO_DATE',
        version: body.version,
        etag: body.etag,
        deliverTime: new Date(NOON + 7000).toISOString(),
      })),
    );
  });

  test('the measures name nobody', async () => {
    await edit('03-4444-4444');
    await world.settle();
    const text = await world.metrics();
    expect(text).toContain('shared_contacts_delivery_seconds_bucket');
    for (const secret of [OWNER, 'Mia', 'Customers', label, contact]) {
      expect(text).not.toContain(secret);
    }
  });
});
