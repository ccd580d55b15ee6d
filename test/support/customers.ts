import {expect} from '@jest/globals';
import type {Draft} from '../emulator/types.ts';
import {openTestStore, type Kind, type TestStore} from './database.ts';
import {grantTo, person, shareLabelOf} from './sharing.ts';
import {openWorld, type World, type WorldOptions} from './world.ts';

export const OWNER = 'owner@example.com';

/** A team that shares the label Customers, with Mia and Noa in it. */
export interface Customers {
  readonly store: TestStore;
  readonly world: World;
  /** `labels/…`. */
  readonly label: string;
  /** Grants by the address of whom they reach. */
  readonly grants: ReadonlyMap<string, string>;
  /** A call that succeeds, and all that follows from it; the answer's body. */
  ok(who: string, request: string, body?: object): Promise<Draft>;
  /** Display names in an address book. */
  names(email: string): readonly string[];
  /** The person that an address book shows under a name. */
  entry(email: string, name: string): Draft;
  /** A removal counts after another list. */
  pollTwice(...emails: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** `roles`: by address, of everybody but the owner; without one, somebody of the workplace. */
export async function openCustomers(
  roles: Readonly<Record<string, string | undefined>>,
  contacts: readonly string[] = ['Mia', 'Noa'],
  {kind, ...options}: WorldOptions & {readonly kind?: Kind} = {},
): Promise<Customers> {
  const store = await openTestStore(kind);
  const seed = {
    domains: [{name: 'example.com'}],
    users: [
      {email: 'admin@example.com', isAdmin: true},
      {
        email: OWNER,
        contacts: contacts.map(name => ({
          person: person(name),
          labels: ['Customers'],
        })),
      },
      ...Object.keys(roles).map(email => ({email})),
    ],
  };
  const world = await openWorld(store.database, seed, options);
  const label = await shareLabelOf(world, OWNER);
  const grants = new Map<string, string>();
  for (const [email, role] of Object.entries(roles)) {
    if (role === undefined) continue;
    grants.set(
      email,
      await grantTo(world, {owner: OWNER, label}, email, {role}),
    );
  }
  return {
    ...{store, world, label, grants},
    async ok(who, request, body) {
      const answer = await world.call(who, request, body);
      expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
      await world.settle();
      return answer.body;
    },
    names: email => world.book(email).map(({name}) => name),
    entry(email, name) {
      const found = world.book(email).find(each => each.name === name);
      if (found === undefined) throw new Error(`${email} has no ${name}`);
      return found.person;
    },
    async pollTwice(...emails) {
      await world.poll(...emails);
      await world.poll(...emails);
    },
    async close() {
      await world.close();
      await store.close();
    },
  };
}
