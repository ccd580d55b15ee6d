import {afterEach, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {readDirectory} from '../../server/sync/read-directory.ts';
import {claimLane, DIRECTORY_LANE, wakeLane} from '../../server/store/lanes.ts';
import type {DirectoryClient} from '../../server/core/google.ts';
import type {Draft, WorldSeed} from '../emulator/types.ts';
import {describeOnBothStores, emptyStore} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const TEAM = 'team@example.com';
const MEMBERS = ['ana', 'ben', 'cho', 'dan', 'eva'].map(
  name => `${name}@example.com`,
);
const [ANA, BEN, CHO, DAN, EVA] = MEMBERS as [
  string,
  string,
  string,
  string,
  string,
];
const KANA = 'kana@example.org';

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}, {name: 'example.org'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {email: OWNER},
    ...MEMBERS.map(email => ({email})),
    {email: KANA},
  ],
  groups: [
    {
      email: TEAM,
      members: [
        {email: ANA},
        {email: 'inner@example.com', type: 'GROUP'},
        {email: 'guest@elsewhere.example'},
      ],
    },
    {
      email: 'inner@example.com',
      members: [
        {email: BEN},
        {email: CHO},
        {email: 'partners@example.org', type: 'GROUP'},
      ],
    },
    {email: 'partners@example.org', members: [{email: DAN}, {email: EVA}]},
    {email: 'everybody@example.com', members: [{type: 'CUSTOMER'}]},
  ],
};

describeOnBothStores('the Directory', getDatabase => {
  let world: World;
  let label: string;

  async function open(): Promise<void> {
    world = await openWorld(getDatabase(), structuredClone(SEED));
    const made = await ok('POST /v1/labels', {displayName: 'Customers'});
    label = made['name'];
    await ok(`POST /v1/${label}/contacts`, {
      person: {names: [{givenName: 'Hanako'}]},
    });
    await world.settle();
  }

  afterEach(async () => {
    await world.close();
    await emptyStore(getDatabase());
  });

  async function ok(line: string, body: object): Promise<Draft> {
    const answer = await world.call(OWNER, line, body);
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
    return answer.body;
  }

  async function share(principal: object): Promise<string> {
    const grant = await ok(`POST /v1/${label}/grants`, {principal});
    await world.settle();
    return grant['name'];
  }

  const control = (act: string, args: object) =>
    world.emulator.control(act, args as Draft);

  /** Whoever of these has the contact. */
  const having = (emails: readonly string[]) =>
    emails.filter(email =>
      world.book(email).some(({name}) => name === 'Hanako'),
    );

  async function stateOf(id: string): Promise<string | undefined> {
    const account = await getDatabase()
      .db.selectFrom('accounts')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirst();
    return account?.state;
  }

  const idOf = (email: string): string =>
    control('account', {user: email})['user'].id;

  /** Everything written to anybody's contacts since `resetCounters`. */
  const writes = () =>
    Object.keys(control('counters', {})['byMethod']).filter(
      method => method.startsWith('people.') && !/\.(get|list)/i.test(method),
    );

  describe('groups', () => {
    test('reach users through groups in groups, and nobody from outside', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      expect(having([...MEMBERS, KANA])).toEqual(MEMBERS);
    });

    test('that hold each other reach everybody in either', async () => {
      await open();
      const {groups} = world.emulator.world.directory;
      const ids = new Map([...groups.values()].map(g => [g.email, g.id]));
      groups
        .get(ids.get('partners@example.org')!)!
        .members.set(ids.get(TEAM)!, {
          id: ids.get(TEAM)!,
          type: 'GROUP',
          role: 'MEMBER',
          email: undefined,
          etag: 'etag',
        });
      await share({type: 'group', email: 'partners@example.org'});
      expect(having(MEMBERS)).toEqual(MEMBERS);
    });

    test('with the whole customer in them reach everybody active', async () => {
      await open();
      control('suspendUser', {user: EVA});
      await share({type: 'group', email: 'everybody@example.com'});
      expect(having([...MEMBERS, KANA])).toEqual([ANA, BEN, CHO, DAN, KANA]);
    });

    test('take in who joins and leave who goes, nested ones too', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      control('joinGroup', {group: 'partners@example.org', member: KANA});
      control('leaveGroup', {group: 'inner@example.com', member: BEN});
      await world.readDirectory();
      expect(having([...MEMBERS, KANA])).toEqual([ANA, CHO, DAN, EVA, KANA]);
      control('leaveGroup', {
        group: 'inner@example.com',
        member: 'partners@example.org',
      });
      control('joinGroup', {group: TEAM, member: DAN});
      await world.readDirectory();
      expect(having([...MEMBERS, KANA])).toEqual([ANA, CHO, DAN]);
    });

    test('may be renamed and have aliases: nothing changes', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      control('resetCounters', {});
      control('renameGroup', {group: TEAM, email: 'crew@example.com'});
      control('renameUser', {user: ANA, email: 'anna@example.com'});
      control('addAlias', {user: BEN, alias: 'benny@example.com'});
      await world.readDirectory();
      await world.poll(OWNER, 'anna@example.com', BEN);
      expect(having(['anna@example.com', BEN])).toHaveLength(2);
      expect(writes()).toEqual([]);
      const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
      expect(body.accounts.map((row: Draft) => row['email'])).toContain(
        'anna@example.com',
      );
    });

    test('that are deleted reach nobody once two readings say so, and a new one of that address is another', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      control('deleteGroup', {group: TEAM});
      await world.readDirectory();
      expect(having(MEMBERS)).toEqual(MEMBERS);
      control('addGroup', {email: TEAM, members: [{email: KANA}]});
      await world.readDirectory();
      expect(having([...MEMBERS, KANA])).toEqual([]);
      expect(having([OWNER])).toEqual([OWNER]);
    });

    test('of a grant revoked and given again reach who is in them then', async () => {
      await open();
      const grant = await share({type: 'group', email: TEAM});
      await world.call(OWNER, `DELETE /v1/${grant}`);
      await world.readDirectory();
      expect(having(MEMBERS)).toEqual([]);
      control('leaveGroup', {group: TEAM, member: ANA});
      control('leaveGroup', {group: 'inner@example.com', member: BEN});
      control('leaveGroup', {group: 'inner@example.com', member: CHO});
      await share({type: 'group', email: TEAM});
      expect(having(MEMBERS)).toEqual([DAN, EVA]);
    });

    test('that the Directory refuses to show stay as they were, others go on', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      await share({type: 'group', email: 'everybody@example.com'});
      control('addUser', {email: 'new@example.com'});
      control('leaveGroup', {group: TEAM, member: ANA});
      const groups = world.emulator.world.directory.groups;
      const team = [...groups.values()].find(({email}) => email === TEAM)!;
      await readWith({
        listMembers: async id =>
          id === team.id
            ? {kind: 'fault', fault: {kind: 'denied', detail: ''}}
            : world.deps.directory.listMembers(id),
      });
      expect(having(['new@example.com'])).toEqual(['new@example.com']);
      expect(await membersOf(team.id)).toContain(idOf(ANA));
      await world.readDirectory();
      expect(await membersOf(team.id)).not.toContain(idOf(ANA));
    });

    test.each([
      ['of another workplace hold nobody', false, []],
      ['of our own that are refused leave all as it was', true, [DAN, EVA]],
    ])('inside a group that are %s', async (_name, isOurs, kept) => {
      await open();
      await share({type: 'group', email: TEAM});
      const groups = world.emulator.world.directory.groups;
      const partners = [...groups.values()].find(({email}) =>
        email.startsWith('partners@'),
      )!;
      const {directory} = world.deps;
      await readWith({
        listMembers: async id =>
          id === partners.id
            ? {kind: 'fault', fault: {kind: 'denied', detail: ''}}
            : directory.listMembers(id),
        listDomains: async () => ({
          kind: 'ok',
          value: ['example.com', ...(isOurs ? ['example.org'] : [])].map(
            name => ({name, aliases: []}),
          ),
        }),
      });
      expect(having(MEMBERS)).toEqual([ANA, BEN, CHO, ...kept]);
    });
  });

  /** One reading through a client that answers otherwise here and there. */
  async function readWith(changes: Partial<DirectoryClient>): Promise<void> {
    const {db} = getDatabase();
    await wakeLane(db, DIRECTORY_LANE);
    const lane = await claimLane(db, {
      owner: 'test',
      leaseMs: 60_000,
      prefix: DIRECTORY_LANE,
    });
    const directory = {...world.deps.directory, ...changes};
    const result = await readDirectory(
      {...world.deps, directory},
      {lane: lane!, signal: new AbortController().signal},
    );
    expect(result).toEqual({nextInMs: world.deps.directoryIntervalMs});
    await sql`update lanes set owner = null, lease_until = null
      where key = ${DIRECTORY_LANE}`.execute(db);
    await world.settle();
  }

  async function membersOf(groupId: string): Promise<readonly string[]> {
    const rows = await getDatabase()
      .db.selectFrom('directory_members')
      .select('user_id')
      .where('group_id', '=', groupId)
      .execute();
    return rows.map(row => row.user_id);
  }

  describe('a reading that takes much from a grant', () => {
    test('counts when the next one agrees', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      control('leaveGroup', {group: TEAM, member: 'inner@example.com'});
      control('joinGroup', {group: TEAM, member: KANA});
      control('resetCounters', {});
      await world.readDirectory();
      // Who comes, comes at once.
      expect(having([...MEMBERS, KANA])).toEqual([...MEMBERS, KANA]);
      await world.readDirectory();
      expect(having([...MEMBERS, KANA])).toEqual([ANA, KANA]);
    });

    test.each(['emptyList', 'shortList'])(
      'and was %s of members only once takes nobody',
      async effect => {
        await open();
        for (const email of [BEN, CHO, DAN, EVA]) {
          control('joinGroup', {group: TEAM, member: email});
        }
        control('leaveGroup', {group: TEAM, member: 'inner@example.com'});
        await share({type: 'group', email: TEAM});
        control('resetCounters', {});
        for (let turn = 0; turn < 3; turn++) {
          const method = 'directory.members.list';
          control('fault', {method, effect, count: 1});
          await world.readDirectory();
          await world.readDirectory();
        }
        expect(having(MEMBERS)).toEqual(MEMBERS);
        expect(writes()).toEqual([]);
      },
    );

    test('by a change of addresses counts for a domain in the same way', async () => {
      await open();
      await share({type: 'domain', domain: 'example.com'});
      const moved = MEMBERS.map(email => email.replace('.com', '.org'));
      MEMBERS.forEach((user, index) => {
        control('renameUser', {user, email: moved[index]});
      });
      await world.readDirectory();
      expect(having(moved)).toEqual(moved);
      await world.readDirectory();
      expect(having(moved)).toEqual([]);
    });
  });

  describe('a list of users', () => {
    test.each(['emptyList', 'shortList', 'repeatedList', 'shuffledList'])(
      'that is %s removes nobody, however often',
      async effect => {
        await open();
        await share({type: 'domain', domain: 'example.com'});
        await share({type: 'group', email: 'everybody@example.com'});
        const everybody = [OWNER, ...MEMBERS, KANA];
        control('resetCounters', {});
        control('fault', {method: 'directory.users.list', effect});
        for (let turn = 0; turn < 3; turn++) await world.readDirectory();
        expect(having(everybody)).toEqual(everybody);
        expect(writes()).toEqual([]);
        for (const email of everybody) {
          expect(await stateOf(idOf(email))).toBe('ACTIVE');
        }
      },
    );

    test.each(['directory.users.list', 'directory.members.list'])(
      'or members that Google does not give (%s) changes nothing',
      async method => {
        await open();
        await share({type: 'group', email: TEAM});
        control('fault', {method, effect: 'status', status: 503, count: 2});
        await world.readDirectory();
        expect(having(MEMBERS)).toEqual(MEMBERS);
      },
    );

    test('that says what is known writes nothing', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      const versions = async () => {
        const {rows} = await sql`
          select id as key, xmin::text from directory_users
          union all select group_id || user_id, xmin::text from directory_members
          union all select id, xmin::text from directory_groups
          union all select account_id, xmin::text from collaborators
          order by key`.execute(getDatabase().db);
        return rows;
      };
      const before = await versions();
      await world.readDirectory();
      expect(await versions()).toEqual(before);
    });
  });

  describe('a suspended user', () => {
    test('keeps everything and gets the rest when they return', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      control('suspendUser', {user: ANA});
      control('resetCounters', {});
      await world.readDirectory();
      expect(await stateOf(idOf(ANA))).toBe('SUSPENDED');
      expect(having([ANA])).toEqual([ANA]);
      expect(writes()).toEqual([]);
      await ok(`POST /v1/${label}/contacts`, {
        person: {names: [{givenName: 'Later'}]},
      });
      await world.settle();
      const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
      expect(body.accounts).toContainEqual({
        email: ANA,
        upToDate: 1,
        waiting: 1,
        reason: 'SUSPENDED',
      });
      expect((await world.call(ANA, 'GET /v1/labels')).status).toBe(403);
      control('suspendUser', {user: ANA, suspended: false});
      await world.readDirectory();
      expect(await stateOf(idOf(ANA))).toBe('ACTIVE');
      expect(world.book(ANA).map(({name}) => name)).toEqual([
        'Hanako',
        'Later',
      ]);
    });

    test('who leaves the group meanwhile loses it on their return', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      control('suspendUser', {user: ANA});
      control('leaveGroup', {group: TEAM, member: ANA});
      await world.readDirectory();
      expect(having([ANA])).toEqual([ANA]);
      control('suspendUser', {user: ANA, suspended: false});
      await world.readDirectory();
      expect(having([ANA])).toEqual([]);
    });
  });

  describe('a deleted user', () => {
    test('keeps their labels, which go on for everybody else', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      const owner = idOf(OWNER);
      control('deleteUser', {user: OWNER});
      await world.readDirectory();
      expect(await stateOf(owner)).toBe('DELETED');
      expect(having(MEMBERS)).toEqual(MEMBERS);
      const {body} = await world.call(ANA, `GET /v1/${label}/grants`);
      expect(body.grants.map((grant: Draft) => grant['role'])).toEqual([
        'owner',
        'viewer',
      ]);
      control('undeleteUser', {user: owner});
      await world.readDirectory();
      expect(await stateOf(owner)).toBe('ACTIVE');
      expect(await world.call(OWNER, `GET /v1/${label}`)).toMatchObject({
        body: {role: 'owner'},
      });
    });

    test('leaves nothing to whoever has their address next', async () => {
      await open();
      await share({type: 'user', email: ANA});
      const before = idOf(ANA);
      control('deleteUser', {user: ANA});
      control('recycleAddress', {address: ANA});
      await world.readDirectory();
      const after = idOf(ANA);
      expect(after).not.toBe(before);
      expect([await stateOf(before), await stateOf(after)]).toEqual([
        'DELETED',
        undefined,
      ]);
      expect(having([ANA])).toEqual([]);
      expect((await world.call(ANA, `GET /v1/${label}`)).status).toBe(404);
      // And a grant to the address is one to who has it now.
      await share({type: 'user', email: ANA});
      expect(having([ANA])).toEqual([ANA]);
    });

    test('is gone at once, however many are', async () => {
      await open();
      await share({type: 'group', email: 'everybody@example.com'});
      const ids = MEMBERS.map(idOf);
      for (const user of MEMBERS) control('deleteUser', {user});
      await world.readDirectory();
      for (const id of ids) expect(await stateOf(id)).toBe('DELETED');
      expect(having([OWNER, KANA])).toEqual([OWNER, KANA]);
    });
  });

  describe('an account that Google refuses before any reading', () => {
    const touch = async () => {
      await ok(`POST /v1/${label}/contacts`, {
        person: {names: [{givenName: 'Later'}]},
      });
      await world.settle();
    };

    test.each([
      ['suspended', 'suspendUser', 'SUSPENDED'],
      ['deleted', 'deleteUser', 'DELETED'],
    ])('is %s where the Directory says so', async (_name, act, state) => {
      await open();
      await share({type: 'group', email: TEAM});
      const ana = idOf(ANA);
      control(act, {user: ANA});
      await touch();
      expect(await stateOf(ana)).toBe(state);
    });

    test('stays what it was while the Directory does not answer', async () => {
      await open();
      await share({type: 'group', email: TEAM});
      const ana = idOf(ANA);
      control('suspendUser', {user: ANA});
      // Whom to act for is told; why that is refused, never.
      const method = 'directory.users.get';
      control('fault', {method, effect: 'status', status: 503, skip: 1});
      await expect(touch()).rejects.toThrow('lanes still fail');
      expect(await stateOf(ana)).toBe('ACTIVE');
      control('clearFaults', {});
      await world.poll(ANA);
      expect(await stateOf(ana)).toBe('SUSPENDED');
    });
  });

  test('a recycled alias is nobody’s way in', async () => {
    await open();
    control('addAlias', {user: BEN, alias: 'ben.old@example.com'});
    await share({type: 'user', email: 'ben.old@example.com'});
    control('removeAlias', {user: BEN, alias: 'ben.old@example.com'});
    control('addUser', {email: 'ben.old@example.com'});
    await world.readDirectory();
    expect(having([BEN, 'ben.old@example.com'])).toEqual([BEN]);
  });
});
