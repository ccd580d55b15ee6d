import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
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

describeOnBothStores('the phone switch of a member', getDatabase => {
  let world: World;
  let label: string;

  beforeAll(async () => {
    world = await openWorld(getDatabase(), {
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
        {email: ANA},
        {email: BEN},
      ],
    });
    label = await shareLabelOf(world, OWNER);
    for (const email of [ANA, BEN]) {
      await grantTo(world, {owner: OWNER, label}, email, {showOnPhones: true});
    }
  });

  afterAll(() => world.close());

  const onPhone = (email: string) =>
    world
      .book(email)
      .filter(entry =>
        JSON.stringify(entry.person.memberships).includes(
          'contactGroups/myContacts',
        ),
      ).length;

  test('takes the contacts off that member’s phone alone, and brings them back', async () => {
    expect([ANA, BEN].map(onPhone)).toEqual([2, 2]);
    const choose = async (showOnPhones: boolean | null) => {
      const {status} = await world.call(ANA, `PATCH /v1/${label}/membership`, {
        showOnPhones,
      });
      expect(status).toBe(200);
      await world.settle();
    };
    await choose(false);
    expect([ANA, BEN].map(onPhone)).toEqual([0, 2]);
    expect(world.book(ANA).map(({name}) => name)).toEqual(['Mia', 'Noa']);
    await expectOnlyLists(world, OWNER, ANA, BEN);
    await choose(null);
    expect([ANA, BEN].map(onPhone)).toEqual([2, 2]);
  });
});
