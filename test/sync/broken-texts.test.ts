import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {OWNER, openCustomers, type Customers} from '../support/customers.ts';

const EDITOR = 'editor@example.com';

let team: Customers;

beforeEach(async () => {
  team = await openCustomers({[EDITOR]: 'editor'});
});

afterEach(() => team.close());

test.each([
  ['a NUL', 'a\u0000b', 'ab'],
  ['half a character', 'cut \ud83d', 'cut \ufffd'],
])(
  '%s typed in Google holds nothing up and arrives without it',
  async (_, typed, arrives) => {
    const {world} = team;
    const type = (name: string, person: object) =>
      world.emulator.control('editContact', {
        user: EDITOR,
        contact: team.entry(EDITOR, name)['resourceName'],
        person,
      });
    type('Mia', {biographies: [{value: typed}]});
    type('Noa', {nicknames: [{value: 'Nono'}]});
    await world.poll(EDITOR);
    expect(team.entry(OWNER, 'Noa')['nicknames']).toMatchObject([
      {value: 'Nono'},
    ]);
    expect(team.entry(OWNER, 'Mia')['biographies']).toMatchObject([
      {value: arrives},
    ]);
  },
);
