import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {WorldSeed} from '../emulator/types.ts';
import {describeOnBothStores} from '../support/database.ts';
import {expectOnlyLists, person} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';
const BEN = 'ben@example.com';
const TEAM = 'team@example.com';

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: ['Mia', 'Noa'].map(name => ({
        person: person(name),
        labels: ['Customers'],
      })),
    },
    {
      email: ANA,
      contacts: [
        {person: {...person('Mia'), biographies: [{value: 'my note'}]}},
      ],
    },
    {email: BEN},
  ],
  groups: [{email: TEAM, members: [{email: ANA}, {email: BEN}]}],
};

describeOnBothStores('leaving a label', getDatabase => {
  let world: World;
  let label: string;

  beforeAll(async () => {
    world = await openWorld(getDatabase(), structuredClone(SEED));
    const {groups} = world.emulator.control('account', {user: OWNER});
    label = (
      await ok(OWNER, 'POST /v1/labels', {
        contactGroup: groups[0].resourceName,
      })
    ).name;
    await world.settle();
    await ok(OWNER, `POST /v1/${label}/grants`, {
      principal: {type: 'group', email: TEAM},
    });
    await world.settle();
  });

  afterAll(() => world.close());

  async function ok(who: string, request: string, body?: object) {
    const answer = await world.call(who, request, body);
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
    return answer.body;
  }

  const names = (email: string) => world.book(email).map(({name}) => name);
  const groupsOf = (email: string): string[] =>
    world.emulator
      .control('account', {user: email})
      ['groups'].map((group: {name: string}) => group.name);

  /** Who gets the label, and how many of its contacts stand there. */
  const delivery = async () => {
    const {accounts} = await ok(OWNER, `GET /v1/${label}/delivery`);
    return Object.fromEntries(
      accounts.map(
        (each: {email: string; upToDate: number; waiting: number}) => [
          each.email,
          [each.upToDate, each.waiting],
        ],
      ),
    );
  };

  const expectQuiet = () => expectOnlyLists(world, OWNER, ANA, BEN);

  test('withdraws its copies and gives own contacts back as they were', async () => {
    expect(names(ANA)).toEqual(['Mia', 'Noa']);
    await ok(ANA, `POST /v1/${label}:leave`);
    expect(await delivery()).toEqual({[OWNER]: [2, 0], [BEN]: [2, 0]});
    await world.settle();
    expect(names(ANA)).toEqual(['Mia']);
    expect(world.book(ANA)[0]).toMatchObject({
      labels: [],
      person: {biographies: [{value: 'my note'}]},
    });
    expect(groupsOf(ANA)).toEqual([]);
    for (const other of [OWNER, BEN]) {
      expect(names(other)).toEqual(['Mia', 'Noa']);
      expect(groupsOf(other)).toEqual(['Customers']);
    }
    await expectQuiet();
  });

  test('holds against the group that still has the person, and new contacts', async () => {
    await world.readDirectory();
    await ok(OWNER, `POST /v1/${label}/contacts`, {person: person('Ole')});
    await world.settle();
    expect(names(ANA)).toEqual(['Mia']);
    expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
  });

  test('ends by rejoining: everything arrives, and nobody is doubled', async () => {
    await ok(ANA, `POST /v1/${label}:rejoin`);
    const others = {[OWNER]: [3, 0], [BEN]: [3, 0]};
    expect(await delivery()).toEqual({...others, [ANA]: [0, 3]});
    await world.settle();
    expect(await delivery()).toEqual({...others, [ANA]: [3, 0]});
    expect(names(ANA)).toEqual(['Mia', 'Noa', 'Ole']);
    expect(world.book(ANA)[0]!.person['biographies']).toHaveLength(1);
    expect(groupsOf(ANA)).toEqual(['Customers']);
    await expectQuiet();
  });
});
