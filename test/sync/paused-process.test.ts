import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {PeopleClient} from '../../server/core/google.ts';
import {
  accountLane,
  claimLane,
  LostLeaseError,
  releaseLane,
  wakeLane,
} from '../../server/store/lanes.ts';
import {pollNow} from '../../server/store/sync-state.ts';
import {syncAccount} from '../../server/sync/sync-account.ts';
import {monogram} from '../emulator/people/photos.ts';
import type {Draft} from '../emulator/types.ts';
import {describeOnBothStores, emptyStore} from '../support/database.ts';
import {grantTo, person, shareLabelOf} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';
const BEN = 'ben@example.com';
const EVERYBODY = [OWNER, ANA, BEN];

type Method = keyof PeopleClient;

describeOnBothStores('a process that sleeps through its lease', getDatabase => {
  let world: World;
  let label: string;

  beforeEach(async () => {
    await emptyStore(getDatabase());
    world = await openWorld(getDatabase(), {
      domains: [{name: 'example.com'}],
      users: [
        {email: 'admin@example.com', isAdmin: true},
        {
          email: OWNER,
          contacts: ['Ida', 'Joe'].map(name => ({
            person: person(name),
            labels: ['Team'],
          })),
        },
        {email: ANA, contacts: [{person: person('Joe')}]},
        {email: BEN},
      ],
      switches: {photosReencoded: true},
    });
    label = await shareLabelOf(world, OWNER);
  });

  afterEach(() => world.close());

  const laneOf = async (email: string) => {
    const {id} = await getDatabase()
      .db.selectFrom('accounts')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    return {id, prefix: accountLane(id)};
  };

  /** A run of one account; before the first call of `method` something else happens. */
  async function run(
    email: string,
    pause?: {
      readonly method: Method;
      readonly meanwhile: () => Promise<void>;
    },
  ): Promise<void> {
    const {db} = getDatabase();
    const {id, prefix} = await laneOf(email);
    await db.transaction().execute(async tx => {
      await pollNow(tx, id);
      await wakeLane(tx, prefix);
    });
    const lane = await claimLane(db, {owner: 'p', leaseMs: 60_000, prefix});
    const {signal} = new AbortController();
    let isPaused = false;
    const deps = {
      ...world.deps,
      people: async (...args: Parameters<typeof world.deps.people>) =>
        new Proxy(await world.deps.people(...args), {
          get: (client, key: Method) =>
            key !== pause?.method || isPaused
              ? client[key]
              : async (...given: never[]) => {
                  isPaused = true;
                  await pause.meanwhile();
                  const call = client[key] as (...all: never[]) => unknown;
                  return call.apply(client, given);
                },
        }),
    };
    await syncAccount(deps, id, {lane: lane!, signal, rest: wait => wait()});
    expect(isPaused).toBe(pause !== undefined);
    await releaseLane(db, lane!, {kind: 'done', nextInMs: null});
  }

  const endLease = async (email: string) => {
    const {prefix} = await laneOf(email);
    await sql`update lanes set lease_until = service_now() - interval '1 second'
      where key = ${prefix}`.execute(getDatabase().db);
  };

  const ida = (email: string): Draft =>
    world.book(email).find(({name}) => name === 'Ida')!.person;

  function setPhoto(email: string, picture: string): void {
    world.emulator.control('setPhoto', {
      user: email,
      contact: ida(email)['resourceName'],
      photoBytes: monogram(picture).toString('base64'),
    });
  }

  const colourOf = (bytes: Buffer) => {
    const at = bytes.indexOf('IDAT');
    return bytes.subarray(at, at + 20).toString('hex');
  };

  const shows = (email: string, picture: string) => {
    const photo = world.emulator.world.photos.get(ida(email)['photoKey']);
    return (
      photo !== undefined &&
      colourOf(Buffer.from(photo.bytes)) === colourOf(monogram(picture))
    );
  };

  test('does not undo a newer photo with the one that it was about to write', async () => {
    for (const email of [ANA, BEN]) {
      await grantTo(world, {owner: OWNER, label}, email, {role: 'editor'});
    }
    setPhoto(OWNER, 'first');
    await run(OWNER);
    const meanwhile = async () => {
      await endLease(ANA);
      setPhoto(OWNER, 'newer');
      await run(OWNER);
      await run(ANA);
      expect(shows(ANA, 'newer')).toBe(true);
    };
    await expect(run(ANA, {method: 'writePhoto', meanwhile})).rejects.toThrow(
      LostLeaseError,
    );
    await world.poll(...EVERYBODY);
    await world.poll(...EVERYBODY);
    expect(EVERYBODY.filter(email => !shows(email, 'newer'))).toEqual([]);
  });

  test('calls Google no more, whatever it was about to call', async () => {
    setPhoto(OWNER, 'first');
    await world.poll(OWNER);
    const grant = await world.call(OWNER, `POST /v1/${label}/grants`, {
      principal: {type: 'user', email: ANA},
      role: 'editor',
    });
    const calls = () =>
      JSON.stringify(world.emulator.control('counters')['byMethod']);
    const expectLate = async (method: Method) => {
      let before = '';
      const meanwhile = async () => {
        await endLease(ANA);
        const {prefix} = await laneOf(ANA);
        const claim = {owner: 'q', leaseMs: 60_000, prefix};
        const lane = await claimLane(getDatabase().db, claim);
        const release = {kind: 'done', nextInMs: null} as const;
        await releaseLane(getDatabase().db, lane!, release);
        before = calls();
      };
      await expect(run(ANA, {method, meanwhile})).rejects.toThrow(
        LostLeaseError,
      );
      expect([method, calls()]).toEqual([method, before]);
    };
    await expectLate('listPeople');
    await expectLate('listGroups');
    await expectLate('createGroup');
    await expectLate('createPeople');
    await expectLate('getPeople');
    await expectLate('writePhoto');
    await run(ANA);
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    await world.call(OWNER, `PATCH /v1/${body.contacts[0].name}`, {
      person: {nicknames: [{value: 'Idi'}]},
    });
    await expectLate('updatePeople');
    await world.call(OWNER, `DELETE /v1/${grant.body.name}`);
    await expectLate('deletePeople');
    await expectLate('changeMembers');
    await expectLate('deleteGroup');
  });
});
