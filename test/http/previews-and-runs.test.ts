import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const ADMIN = 'admin@example.com';
const OWNER = 'owner@example.com';
const ANNA = 'anna@example.com';
const BEN = 'ben@example.com';

const person = (givenName: string, address: string) => ({
  names: [{givenName}],
  emailAddresses: [{value: `${address}@customer.example`}],
});

/** One person of the share, somebody else at an address of it, and somebody unrelated. */
const BOOK = [
  {person: person('Hanako', 'HANAKO')},
  {person: person('Taro', 'info')},
  {person: person('Friend', 'friend')},
];

const SEED = {
  domains: [{name: 'example.com'}],
  users: [
    {email: ADMIN, isAdmin: true},
    {
      email: OWNER,
      contacts: [
        {person: person('Hanako', 'hanako'), labels: ['Customers']},
        {person: person('Jiro', 'info'), labels: ['Customers']},
        {person: person('Ken', 'ken'), labels: ['Customers']},
      ],
    },
    {email: ANNA, contacts: BOOK},
    {email: BEN, contacts: BOOK},
  ],
  groups: [
    {email: 'sales@example.com', members: [{email: ANNA}, {email: BEN}]},
  ],
};

describeOnBothStores('a previewed grant', getDatabase => {
  let world: World;
  let label: string;

  const sales = {principal: {type: 'group', email: 'sales@example.com'}};

  const preview = async (as: string) => {
    const {status, body} = await world.call(
      as,
      `POST /v1/${label}/grants?validateOnly=true`,
      sales,
    );
    expect([status, body]).toEqual([200, expect.anything()]);
    return body.accounts;
  };

  const arriving = (email: string) => ({
    email,
    arrive: 3,
    doesNotFit: 0,
    create: 2,
    link: 1,
    merge: 0,
  });

  beforeAll(async () => {
    world = await openWorld(getDatabase(), SEED);
    const {groups} = world.emulator.control('account', {user: OWNER});
    const {resourceName: contactGroup} = groups.find(
      (each: {name: string}) => each.name === 'Customers',
    );
    const {body} = await world.call(OWNER, 'POST /v1/labels', {contactGroup});
    label = body.name;
    await world.settle();
    await world.call(OWNER, `POST /v1/${label}/grants`, {
      principal: {type: 'user', email: ADMIN},
      role: 'manager',
    });
    await world.readDirectory();
    // Anna has been here before, Ben never: her contacts are known by hashes.
    await world.call(ANNA, 'GET /v1/accounts/me');
    await world.settle();
  });

  afterAll(() => world.close());

  test('tells an admin the same of who was here before and of who never was', async () => {
    expect(await preview(ADMIN)).toEqual([arriving(ANNA), arriving(BEN)]);
  });

  test('tells its owner how many arrive, and not who is there already', async () => {
    expect(await preview(OWNER)).toEqual(
      [ANNA, BEN].map(email => ({email, arrive: 3, doesNotFit: 0})),
    );
  });

  test('enrols nobody and writes nothing at Google', async () => {
    const accounts = await getDatabase()
      .db.selectFrom('accounts')
      .select('email')
      .execute();
    expect(accounts.map(({email}) => email)).not.toContain(BEN);
    expect(world.book(BEN)).toHaveLength(3);
  });

  test('happens as it was previewed', async () => {
    await world.call(OWNER, `POST /v1/${label}/grants`, sales);
    await world.settle();
    for (const email of [ANNA, BEN]) {
      const copies = await getDatabase()
        .db.selectFrom('copies')
        .innerJoin('accounts', 'accounts.id', 'copies.account_id')
        .select('origin')
        .where('accounts.email', '=', email)
        .orderBy('origin')
        .execute();
      expect(copies.map(({origin}) => origin)).toEqual([
        'account',
        'service',
        'service',
      ]);
      expect(world.book(email)).toHaveLength(5);
    }
  });
});
