import {afterEach, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {readDirectory} from '../../server/sync/read-directory.ts';
import {claimLane, DIRECTORY_LANE, wakeLane} from '../../server/store/lanes.ts';
import type {
  DirectoryClient,
  DirectoryMember,
  GoogleFault,
  Outcome,
} from '../../server/core/google.ts';
import type {SyncResult} from '../../server/sync/run.ts';
import type {Draft} from '../emulator/types.ts';
import {describeOnBothStores, emptyStore} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const [ANA, BEN, CHO, DAN, EVA] = [
  'ana@example.com',
  'ben@example.com',
  'cho@example.com',
  'dan@example.com',
  'eva@example.com',
] as const;

const UNREACHABLE: GoogleFault = {kind: 'unreachable'};

describeOnBothStores('a group that cannot be read', getDatabase => {
  let world: World;
  let label: string;

  async function open(): Promise<void> {
    world = await openWorld(getDatabase(), {
      domains: [{name: 'example.com'}],
      users: [
        {email: 'admin@example.com', isAdmin: true},
        ...[OWNER, ANA, BEN, CHO, DAN, EVA].map(email => ({email})),
      ],
      groups: [
        {
          email: 'huge@example.com',
          members: [{email: ANA}, {email: 'inner@example.com', type: 'GROUP'}],
        },
        {email: 'inner@example.com', members: [{email: BEN}, {email: CHO}]},
        {email: 'small@example.com', members: [{email: DAN}, {email: EVA}]},
      ],
    });
    label = (await ok('POST /v1/labels', {displayName: 'Customers'}))['name'];
    await ok(`POST /v1/${label}/contacts`, {
      person: {names: [{givenName: 'Hanako'}]},
    });
    for (const group of ['huge', 'small']) {
      await ok(`POST /v1/${label}/grants`, {
        principal: {type: 'group', email: `${group}@example.com`},
      });
    }
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

  const control = (act: string, args: object) =>
    world.emulator.control(act, args as Draft);

  const having = () =>
    [ANA, BEN, CHO, DAN, EVA].filter(email =>
      world.book(email).some(({name}) => name === 'Hanako'),
    );

  const statusFor = async (email: string) =>
    (await world.call(email, `GET /v1/${label}/contacts`)).status;

  function groupId(email: string): string {
    const {groups} = world.emulator.world.directory;
    return [...groups.values()].find(group => group.email === email)!.id;
  }

  /** A Directory in which this one list is answered so. */
  function withMembers(
    email: string,
    answer: () => Promise<Outcome<readonly DirectoryMember[]>>,
  ): Partial<DirectoryClient> {
    const {listMembers} = world.deps.directory;
    const broken = groupId(email);
    return {listMembers: id => (id === broken ? answer() : listMembers(id))};
  }

  async function readWith(
    changes: Partial<DirectoryClient>,
  ): Promise<SyncResult> {
    const {db} = getDatabase();
    await wakeLane(db, DIRECTORY_LANE);
    const lane = await claimLane(db, {
      owner: 'test',
      leaseMs: 60_000,
      prefix: DIRECTORY_LANE,
    });
    const directory = {...world.deps.directory, ...changes};
    try {
      return await readDirectory(
        {...world.deps, directory},
        {lane: lane!, signal: new AbortController().signal},
      );
    } finally {
      await sql`update lanes set owner = null, lease_until = null
        where key = ${DIRECTORY_LANE}`.execute(db);
      await world.settle();
    }
  }

  /** Dan is suspended, Eva leaves the small group, and both big ones lose somebody. */
  function change(): void {
    control('suspendUser', {user: DAN});
    control('leaveGroup', {group: 'small@example.com', member: EVA});
    control('leaveGroup', {group: 'huge@example.com', member: ANA});
    control('leaveGroup', {group: 'inner@example.com', member: BEN});
  }

  test.each(['huge@example.com', 'inner@example.com'])(
    'stays as it was, by itself or for one inside it (%s), and everything else goes on',
    async email => {
      await open();
      change();
      const answer = async () => ({kind: 'fault', fault: UNREACHABLE}) as const;
      for (let reading = 0; reading < 3; reading++) {
        expect(await readWith(withMembers(email, answer))).toEqual({
          nextInMs: world.deps.directoryIntervalMs,
          isPartial: true,
        });
      }
      expect(await statusFor(DAN)).toBe(403);
      expect(await statusFor(EVA)).toBe(404);
      expect(having()).toEqual([ANA, BEN, CHO, DAN]);
      expect(world.log()).toContain(groupId('huge@example.com'));
      expect(world.log()).not.toContain('@example.com');
      // And it is itself again when it can be read.
      await world.readDirectory();
      expect(having()).toEqual([CHO, DAN]);
    },
  );

  test('is asked for once a reading, whoever else holds it', async () => {
    await open();
    await ok(`POST /v1/${label}/grants`, {
      principal: {type: 'group', email: 'inner@example.com'},
    });
    await world.settle();
    const inner = groupId('inner@example.com');
    const asked: string[] = [];
    const {listMembers} = world.deps.directory;
    await readWith({
      listMembers: async id => {
        asked.push(id);
        return id === inner
          ? {kind: 'fault', fault: UNREACHABLE}
          : listMembers(id);
      },
    });
    expect(asked.toSorted()).toEqual(
      [inner, groupId('huge@example.com'), groupId('small@example.com')].sort(),
    );
  });

  test('for its broken answer fails the run once everything else is carried', async () => {
    await open();
    change();
    const answer = async () => {
      throw new Error('members.list: no end after 5000 pages.');
    };
    await expect(
      readWith(withMembers('huge@example.com', answer)),
    ).rejects.toThrow('no end');
    expect(await statusFor(DAN)).toBe(403);
    expect(having()).toEqual([ANA, BEN, CHO, DAN]);
  });

  test('keeps nobody waiting who is suspended, however long its list takes', async () => {
    await open();
    change();
    const seen: number[] = [];
    const answer = async () => {
      seen.push(await statusFor(DAN));
      return {kind: 'fault', fault: UNREACHABLE} as const;
    };
    await readWith(withMembers('huge@example.com', answer));
    expect(seen).toEqual([403]);
  });

  describe('for want of quota', () => {
    test.each(['rateLimited', 'paced', 'exhausted'] as const)(
      'is the last one asked for (%s), and users go on',
      async kind => {
        await open();
        change();
        let calls = 0;
        const result = await readWith({
          listMembers: async () => {
            calls += 1;
            return {kind: 'fault', fault: {kind, retryAfterMs: 15_000}};
          },
        });
        expect(result).toMatchObject({isPartial: true});
        expect(calls).toBe(1);
        expect(await statusFor(DAN)).toBe(403);
        expect(having()).toEqual([ANA, BEN, CHO, DAN, EVA]);
      },
    );
  });

  test('is nothing to a Directory that does not list users: the reading stops', async () => {
    await open();
    change();
    const result = await readWith({
      listUsers: async () => ({kind: 'fault', fault: UNREACHABLE}),
    });
    expect(result).toEqual({retryInMs: expect.any(Number)});
    expect(await statusFor(DAN)).toBe(200);
    expect(having()).toEqual([ANA, BEN, CHO, DAN, EVA]);
  });
});
