import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {Draft} from '../emulator/types.ts';
import {DEFAULT_SWITCHES} from '../emulator/world/switches.ts';
import {describeOnOneStore, emptyStore} from '../support/database.ts';
import {
  expectOnlyLists,
  grantTo,
  person,
  shareLabelOf,
} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const ADMIN = 'admin@example.com';
const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';
const BEN = 'ben@example.com';
const EVERYBODY = [OWNER, ANA, BEN];

const NAMES = ['Ada', 'Bea', 'Cleo', 'Dora'];

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describeOnOneStore('an account', getDatabase => {
  let world: World;
  let label: string;
  let contacts: ReadonlyMap<string, string>;

  beforeEach(async () => {
    await emptyStore(getDatabase());
    world = await openWorld(getDatabase(), {
      domains: [{name: 'example.com'}],
      users: [
        {email: ADMIN, isAdmin: true},
        {
          email: OWNER,
          contacts: NAMES.map(name => ({
            person: person(name),
            labels: ['Team'],
          })),
        },
        {email: ANA},
        {email: BEN, contacts: [{person: person('Zoe')}]},
      ],
    });
    label = await shareLabelOf(world, OWNER);
    for (const email of [ANA, BEN]) {
      await grantTo(world, {owner: OWNER, label}, email, {role: 'remover'});
    }
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    contacts = new Map(
      body.contacts.map(({name, person: {names}}: Draft) => [
        names[0].givenName,
        name,
      ]),
    );
  });

  afterEach(() => world.close());

  const control = (act: string, args: Draft) =>
    world.emulator.control(act, args);

  /** What stands in the label there. */
  const namesAt = (email: string) =>
    world
      .book(email)
      .flatMap(({name, labels}) => (labels.length > 0 ? [name] : []));

  const copyOf = (email: string, name: string): Draft =>
    world.book(email).find(entry => entry.name === name)!.person;

  const typeAt = (email: string, name: string, fields: Draft) =>
    control('editContact', {
      user: email,
      contact: copyOf(email, name)['resourceName'],
      person: fields,
    });

  const patch = (name: string, fields: Draft, as = OWNER) =>
    world.call(as, `PATCH /v1/${contacts.get(name)}`, {person: fields});

  const stateOf = async (email: string): Promise<string> => {
    const {state} = await getDatabase()
      .db.selectFrom('accounts')
      .select('state')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    return state;
  };

  async function deliveryTo(email: string): Promise<Draft> {
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    return body.accounts.find((each: Draft) => each['email'] === email);
  }

  /** Polls everybody, as time would; whoever fails waits for the next round. */
  async function passRounds(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const {db} = getDatabase();
      await sql`update accounts set next_poll_time = service_now()`.execute(db);
      await sql`update lanes set retry_time = null, next_time = service_now()
        where key like 'accounts/%'`.execute(db);
      await world.run();
    }
  }

  /** What everybody does while Ben cannot be reached: here, there and with him. */
  async function liveOn(): Promise<void> {
    await patch('Ada', {nicknames: [{value: 'edited here'}]});
    typeAt(ANA, 'Bea', {nicknames: [{value: 'edited by Ana'}]});
    typeAt(BEN, 'Cleo', {nicknames: [{value: 'edited by Ben'}]});
    control('deleteContact', {
      user: ANA,
      contact: copyOf(ANA, 'Dora')['resourceName'],
    });
    await passRounds(3);
  }

  /** Everybody but Ben has what happened; Ben's book is as it was. */
  async function expectBenUntouched(reason: string): Promise<void> {
    expect(namesAt(BEN)).toEqual(NAMES);
    expect(copyOf(BEN, 'Ada')['nicknames']).toBeUndefined();
    for (const email of [OWNER, ANA]) {
      expect(namesAt(email)).toEqual(['Ada', 'Bea', 'Cleo']);
      expect(JSON.stringify(world.book(email))).toContain('edited here');
      expect(JSON.stringify(world.book(email))).toContain('edited by Ana');
    }
    expect(await deliveryTo(BEN)).toMatchObject({waiting: 2, reason});
  }

  async function expectHealed(): Promise<void> {
    await world.settle();
    await world.poll(...EVERYBODY);
    for (const email of EVERYBODY) {
      expect(await stateOf(email)).toBe('ACTIVE');
      expect(namesAt(email)).toEqual(['Ada', 'Bea', 'Cleo']);
      for (const [name, nickname] of [
        ['Ada', 'edited here'],
        ['Bea', 'edited by Ana'],
        ['Cleo', 'edited by Ben'],
      ] as const) {
        expect(copyOf(email, name)['nicknames']).toMatchObject([
          {value: nickname},
        ]);
      }
    }
    await expectOnlyLists(world, ...EVERYBODY);
  }

  describe('that lost its permission', () => {
    test.each(['unauthorizedClient', 'accessDenied', 'invalidGrant'])(
      'loses nothing and takes nothing from anybody (%s), and is as everybody once it is back',
      async revokedDelegation => {
        control('switches', {revokedDelegation});
        control('revokeConsent', {user: BEN});
        await liveOn();
        expect(await stateOf(BEN)).toBe('PERMISSION_LOST');
        await expectBenUntouched('PERMISSION_LOST');
        control('grantConsent', {user: BEN});
        await expectHealed();
      },
    );

    test('in the middle of its first sync gets the rest, each contact once', async () => {
      control('addUser', {email: 'new@example.com'});
      await world.readDirectory();
      await patch('Ada', {nicknames: [{value: 'edited here'}]});
      control('fault', {
        user: 'new@example.com',
        method: 'createContact',
        effect: 'expiredToken',
        skip: 2,
        count: 2,
      });
      await grantTo(world, {owner: OWNER, label}, 'new@example.com', {
        role: 'viewer',
      });
      await world.poll('new@example.com');
      expect(namesAt('new@example.com')).toEqual(NAMES);
      await expectOnlyLists(world, ...EVERYBODY);
    });
  });

  test('that is the owner’s and lost its permission takes nothing from the members, who go on among themselves', async () => {
    control('revokeConsent', {user: OWNER});
    typeAt(ANA, 'Bea', {nicknames: [{value: 'edited by Ana'}]});
    await passRounds(2);
    expect(await stateOf(OWNER)).toBe('PERMISSION_LOST');
    expect(copyOf(BEN, 'Bea')['nicknames']).toMatchObject([
      {value: 'edited by Ana'},
    ]);
    expect(namesAt(OWNER)).toEqual(NAMES);
    expect(namesAt(BEN)).toEqual(NAMES);
    control('grantConsent', {user: OWNER});
    await world.poll(...EVERYBODY);
    expect(copyOf(OWNER, 'Bea')['nicknames']).toMatchObject([
      {value: 'edited by Ana'},
    ]);
    await expectOnlyLists(world, ...EVERYBODY);
  });

  test.each([
    ['suspended', 'suspendUser', 'SUSPENDED', {suspended: false}],
    ['deleted', 'deleteUser', 'DELETED', undefined],
  ] as const)(
    'that is %s loses nothing and takes nothing from anybody, and is as everybody once it is back',
    async (_what, act, state, back) => {
      const {user} = control('account', {user: BEN});
      control(act, {user: BEN});
      await patch('Ada', {nicknames: [{value: 'edited here'}]});
      typeAt(ANA, 'Bea', {nicknames: [{value: 'edited by Ana'}]});
      control('deleteContact', {
        user: ANA,
        contact: copyOf(ANA, 'Dora')['resourceName'],
      });
      await world.settle();
      await world.poll(...EVERYBODY);
      await world.poll(...EVERYBODY);
      expect(await stateOf(BEN)).toBe(state);
      await world.readDirectory();
      await world.poll(...EVERYBODY);
      expect(await stateOf(BEN)).toBe(state);
      expect(await deliveryTo(BEN)).toMatchObject({
        waiting: 2,
        reason: 'SUSPENDED',
      });
      if (back === undefined) control('undeleteUser', {user: user.id});
      else control('suspendUser', {user: BEN, ...back});
      expect(namesAt(BEN)).toEqual(NAMES);
      typeAt(BEN, 'Cleo', {nicknames: [{value: 'edited by Ben'}]});
      await world.readDirectory();
      await expectHealed();
    },
  );

  test('of a workplace that withdrew the delegation altogether loses nothing, like all others', async () => {
    const {delegatedScopes} = control('world', {});
    control('delegate', {scopes: ['openid']});
    control('expireTokens', {});
    await patch('Ada', {nicknames: [{value: 'edited here'}]});
    typeAt(ANA, 'Bea', {nicknames: [{value: 'edited by Ana'}]});
    typeAt(BEN, 'Cleo', {nicknames: [{value: 'edited by Ben'}]});
    await passRounds(3);
    expect(namesAt(BEN)).toEqual(NAMES);
    expect(namesAt(ANA)).toEqual(NAMES);
    for (const email of EVERYBODY) {
      expect(['ACTIVE', 'PERMISSION_LOST']).toContain(await stateOf(email));
    }
    control('delegate', {scopes: delegatedScopes});
    control('deleteContact', {
      user: ANA,
      contact: copyOf(ANA, 'Dora')['resourceName'],
    });
    await world.readDirectory();
    await world.poll(...EVERYBODY);
    await world.poll(...EVERYBODY);
    await expectHealed();
  });

  test('of a workplace whose project has an API switched off is nobody’s loss', async () => {
    for (const user of EVERYBODY) {
      control('fault', {
        ...{user, method: '*', effect: 'serviceDisabled'},
      });
    }
    await liveOn();
    for (const email of EVERYBODY) {
      expect(await stateOf(email)).toBe('ACTIVE');
      expect(namesAt(email)).toContain('Cleo');
    }
    control('clearFaults', {});
    await world.poll(...EVERYBODY);
    await expectHealed();
  });

  describe('whose sync token is of no use', () => {
    const fullLists = (email: string): number =>
      control('counters', {})
        ['counts'].filter((each: Draft) => each['user'] === email)
        .reduce(
          (sum: number, {units}: Draft) =>
            sum + (units.fullSyncFirstPages ?? 0),
          0,
        );

    /** Typed while nobody looked. */
    const typeMeanwhile = () => {
      typeAt(BEN, 'Cleo', {nicknames: [{value: 'edited by Ben'}]});
      typeAt(ANA, 'Bea', {nicknames: [{value: 'edited by Ana'}]});
    };

    async function expectOneFullListEach(): Promise<void> {
      control('resetCounters', {});
      await world.poll(...EVERYBODY);
      await world.poll(...EVERYBODY);
      for (const email of EVERYBODY) {
        expect(namesAt(email)).toEqual(NAMES);
        expect(copyOf(email, 'Cleo')['nicknames']).toMatchObject([
          {value: 'edited by Ben'},
        ]);
        expect(copyOf(email, 'Bea')['nicknames']).toMatchObject([
          {value: 'edited by Ana'},
        ]);
        expect(fullLists(email)).toBe(1);
      }
      await expectOnlyLists(world, ...EVERYBODY);
    }

    test('and whose complete list runs into a quota of its own waits, takes nothing from anybody, and is as everybody once there is room', async () => {
      const allow = (fullSyncFirstPages: number) =>
        control('switches', {
          quotas: true,
          quotaLimits: {...DEFAULT_SWITCHES.quotaLimits, fullSyncFirstPages},
        });
      allow(0);
      await getDatabase()
        .db.updateTable('accounts')
        .set({sync_token: null})
        .where('email', '=', BEN)
        .execute();
      typeMeanwhile();
      await patch('Ada', {nicknames: [{value: 'edited here'}]});
      await passRounds(3);
      expect(await stateOf(BEN)).toBe('ACTIVE');
      expect(namesAt(BEN)).toEqual(NAMES);
      expect(await deliveryTo(BEN)).toMatchObject({reason: 'QUOTA'});
      expect(namesAt(ANA)).toEqual(NAMES);
      expect(copyOf(ANA, 'Ada')['nicknames']).toMatchObject([
        {value: 'edited here'},
      ]);
      allow(6);
      control('resetCounters', {});
      await passRounds(2);
      expect(fullLists(BEN)).toBe(1);
      for (const [name, nickname] of [
        ['Ada', 'edited here'],
        ['Bea', 'edited by Ana'],
        ['Cleo', 'edited by Ben'],
      ] as const) {
        for (const email of EVERYBODY) {
          expect(copyOf(email, name)['nicknames']).toMatchObject([
            {value: nickname},
          ]);
        }
      }
      await expectOnlyLists(world, ...EVERYBODY);
    });

    test.each(['FAILED_PRECONDITION', 'INVALID_ARGUMENT'])(
      'since it expired (%s) is listed once as a whole, and nothing is lost or doubled',
      async expiredSyncTokenStatus => {
        control('switches', {expiredSyncTokenStatus});
        typeMeanwhile();
        control('clock', {advanceMs: 8 * DAY_MS});
        await expectOneFullListEach();
      },
    );

    test.each([
      ['is malformed', 'invalid'],
      ['was given for other parameters', 'invalid'],
      ['was given for other parameters, told as expired', 'expired'],
    ])(
      'since it %s (%s) is listed once as a whole, and never again for that',
      async (why, syncTokenMismatch) => {
        control('switches', {syncTokenMismatch});
        typeMeanwhile();
        if (why === 'is malformed') {
          await getDatabase()
            .db.updateTable('accounts')
            .set({sync_token: 'no token of Google’s'})
            .execute();
        } else {
          // As after a release that asks for other fields.
          await getDatabase()
            .db.updateTable('accounts')
            .set({sync_parameters: 'of another release'})
            .execute();
        }
        await expectOneFullListEach();
      },
    );
  });
});
