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

describeOnBothStores('of a member alone', getDatabase => {
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

  const delivery = async () =>
    (await world.call(OWNER, `GET /v1/${label}/delivery`)).body['accounts'];

  test('the phone switch takes the contacts off their phone, and brings them back', async () => {
    expect([ANA, BEN].map(onPhone)).toEqual([2, 2]);
    const choose = async (showOnPhones: boolean | null) => {
      const {status} = await world.call(ANA, `PATCH /v1/${label}/membership`, {
        showOnPhones,
      });
      expect(status).toBe(200);
      expect(await delivery()).toMatchObject([
        {email: ANA, upToDate: 0, waiting: 2, reason: 'SYNCING'},
        {email: BEN, upToDate: 2, waiting: 0},
        {email: OWNER, upToDate: 2, waiting: 0},
      ]);
      await world.settle();
      expect(await delivery()).toMatchObject([
        {email: ANA, upToDate: 2, waiting: 0},
        {email: BEN, upToDate: 2, waiting: 0},
        {email: OWNER, upToDate: 2, waiting: 0},
      ]);
    };
    await choose(false);
    expect([ANA, BEN].map(onPhone)).toEqual([0, 2]);
    expect(world.book(ANA).map(({name}) => name)).toEqual(['Mia', 'Noa']);
    await expectOnlyLists(world, OWNER, ANA, BEN);
    await choose(null);
    expect([ANA, BEN].map(onPhone)).toEqual([2, 2]);
  });

  test('a pause keeps everything away, both ways, until it ends', async () => {
    const call = async (who: string, line: string, body?: object) => {
      const answer = await world.call(who, line, body);
      expect(answer.status).toBe(200);
      return answer.body;
    };
    const said = (email: string) =>
      world.book(email).map(({person}) => person['nicknames']?.[0]?.value);
    const {contacts} = await call(OWNER, `GET /v1/${label}/contacts`);
    await call(ANA, 'POST /v1/accounts/me:pause');
    await call(OWNER, `PATCH /v1/${contacts[0].name}`, {
      person: {nicknames: [{value: 'Mimi'}]},
    });
    await world.settle();
    expect([ANA, BEN].map(said)).toEqual([
      [undefined, undefined],
      ['Mimi', undefined],
    ]);
    expect(await delivery()).toMatchObject([
      {email: ANA, upToDate: 1, waiting: 1, reason: 'PAUSED'},
      {email: BEN, upToDate: 2, waiting: 0},
      {email: OWNER, upToDate: 2, waiting: 0},
    ]);
    await call(ANA, 'POST /v1/accounts/me:resume');
    await world.settle();
    expect(said(ANA)).toEqual(['Mimi', undefined]);
    expect((await delivery())[0]).toMatchObject({upToDate: 2, waiting: 0});
  });
});
