import {afterEach, describe, expect, test} from '@jest/globals';
import type {PeopleClient} from '../../server/core/google.ts';
import {OWNER, openCustomers, type Customers} from '../support/customers.ts';
import {expectOnlyLists} from '../support/sharing.ts';
import type {World} from '../support/world.ts';

const VIEWER = 'viewer@example.com';
const EDITOR = 'editor@example.com';
const REMOVER = 'remover@example.com';
const EVERYBODY = [OWNER, VIEWER, EDITOR, REMOVER];

let team: Customers;
let world: World;

async function open(...more: [contacts?: string[], options?: object]) {
  team = await openCustomers(
    {[VIEWER]: 'viewer', [EDITOR]: 'editor', [REMOVER]: 'remover'},
    ...more,
  );
  ({world} = team);
}

afterEach(() => team.close());

function merge(user: string, survivor: string, other: string): void {
  const contacts = [survivor, other].map(
    name => team.entry(user, name)['resourceName'],
  );
  world.emulator.control('mergeContacts', {
    user,
    contacts,
    survivor: contacts[0],
  });
}

const addresses = (email: string, name: string) =>
  team.entry(email, name)['emailAddresses'].length;

const trash = async () =>
  (await team.ok(OWNER, 'GET /v1/trash'))['contacts'].length;

/** The merge is everybody's, and nobody's removal. */
async function expectMerged(survivor: string): Promise<void> {
  for (const email of EVERYBODY) expect(addresses(email, survivor)).toBe(2);
  // The owner's are contacts of their own.
  for (const email of [VIEWER, EDITOR, REMOVER]) {
    expect(team.names(email)).not.toContain(survivor === 'Mia' ? 'Noa' : 'Mia');
  }
  expect(await trash()).toBe(0);
  await expectOnlyLists(world, ...EVERYBODY);
}

/** Both are back everywhere as they were, and the merge is a suggestion. */
async function expectUndone(): Promise<void> {
  for (const email of EVERYBODY) {
    expect([addresses(email, 'Mia'), addresses(email, 'Noa')]).toEqual([1, 1]);
  }
  const {suggestions} = await team.ok(OWNER, 'GET /v1/suggestions');
  expect(suggestions).toMatchObject([{changes: [{field: 'emailAddresses'}]}]);
  await expectOnlyLists(world, ...EVERYBODY);
}

const BOTH_WAYS = [
  ['Mia', 'Noa'],
  ['Noa', 'Mia'],
] as const;

describe.each(BOTH_WAYS)(
  'copies that were merged into %s while more are due than are planned at a time',
  (survivor, other) => {
    test.each([EDITOR, REMOVER])('are one merge, by %s', async email => {
      await open(['Lea', 'Mia', 'Noa', 'Ole'], {copiesMax: 1});
      merge(email, survivor, other);
      // What an account may see is due in every copy of it.
      await world.call(
        OWNER,
        `PATCH /v1/${team.grants.get(email)}?updateMask=hiddenFields`,
        {hiddenFields: ['birthdays']},
      );
      await team.pollTwice(email);
      await (email === REMOVER ? expectMerged(survivor) : expectUndone());
    });
  },
);

/** Lists leave this out of what changed until the next one: Google's feeds do not go in step. */
function withholding(kind: 'people' | 'tombstones') {
  let late: unknown[] | undefined;
  const state = {withholds: false};
  const wrapPeople = (client: PeopleClient): PeopleClient => ({
    ...client,
    listPeople: async query => {
      const outcome = await client.listPeople(query);
      if (outcome.kind === 'fault') return outcome;
      const page = outcome.value;
      if (state.withholds && page[kind].length > 0) {
        state.withholds = false;
        late = [...page[kind]];
        return {...outcome, value: {...page, [kind]: []}};
      }
      const all = [...(late ?? []), ...page[kind]];
      late = undefined;
      return {...outcome, value: {...page, [kind]: all}};
    },
  });
  return {state, wrapPeople};
}

describe.each([
  {first: 'survivor', late: 'tombstones'},
  {first: 'deletion', late: 'people'},
] as const)(
  'a merge of copies of which the $first shows a list earlier',
  ({late}) => {
    test.each([VIEWER, EDITOR, REMOVER])('is a merge, by %s', async email => {
      const {state, wrapPeople} = withholding(late);
      await open(['Mia', 'Noa'], {wrapPeople});
      merge(email, 'Mia', 'Noa');
      state.withholds = true;
      await team.pollTwice(email);
      expect(state.withholds).toBe(false);
      await world.poll(email);
      await (email === REMOVER ? expectMerged('Mia') : expectUndone());
    });
  },
);

test('a copy into which somebody typed what another says is edited, and that one stays', async () => {
  await open();
  world.emulator.control('editContact', {
    user: REMOVER,
    contact: team.entry(REMOVER, 'Mia')['resourceName'],
    person: {
      emailAddresses: ['mia', 'noa'].map(name => ({
        value: `${name}@customer.example`,
      })),
    },
  });
  await team.pollTwice(REMOVER);
  for (const email of EVERYBODY) {
    expect([addresses(email, 'Mia'), addresses(email, 'Noa')]).toEqual([2, 1]);
  }
  await expectOnlyLists(world, ...EVERYBODY);
});
