import {sql} from 'kysely';
import {afterEach, describe, expect, test} from '@jest/globals';
import type {PeopleClient} from '../../server/core/google.ts';
import {OWNER, openCustomers, type Customers} from '../support/customers.ts';
import {grantTo, person} from '../support/sharing.ts';

const ANA = 'ana@example.com';
const NOTE = 'what only Ana knows';

describe('a release that stops halfway', () => {
  let team: Customers;
  /** Calls of one kind that stay unanswered, by whom they name, after so many answered. */
  let silence: {call: string; name: string; after: number; left: number};

  afterEach(() => team.close());

  const wrapPeople = (client: PeopleClient): PeopleClient =>
    new Proxy(client, {
      get(target, name, receiver) {
        const method = Reflect.get(target, name, receiver);
        if (name !== silence.call) return method;
        return async (asked: unknown) => {
          const isNamed = JSON.stringify(asked).includes(silence.name);
          if (!isNamed || silence.left === 0) return method(asked);
          if (silence.after-- > 0) return method(asked);
          silence.left -= 1;
          // An update arrives, and nobody hears of it.
          if (name === 'updatePeople') await method(asked);
          return {kind: 'fault', fault: {kind: 'unreachable'}};
        };
      },
    });

  /** Ana's own contacts, each with a note, linked with those of the team. */
  async function link(role: string, names: readonly string[]) {
    silence = {call: '', name: '', after: 0, left: 0};
    team = await openCustomers({[ANA]: undefined}, names, {wrapPeople});
    const {world, label} = team;
    for (const name of names) {
      world.emulator.control('createContact', {
        user: ANA,
        person: person(name, {biographies: [{value: NOTE}]}),
        labels: [],
      });
    }
    await grantTo(world, {owner: OWNER, label}, ANA, {role});
    await world.poll(ANA);
    const {contacts} = await team.ok(OWNER, `GET /v1/${label}/contacts`);
    for (const {name} of contacts) {
      await team.ok(
        OWNER,
        `PATCH /v1/${name}?updateMask=biographies,organizations`,
        {
          person: {
            biographies: [{value: 'note of all'}],
            organizations: [{name: 'X Ltd.'}],
          },
        },
      );
    }
    await world.poll(ANA);
    return contacts.map(({name}: {name: string}) => name);
  }

  async function expectKept(names: readonly string[]) {
    const {db} = team.store.database;
    const {rows} = await sql`
      select id from contacts where content::text like ${`%${NOTE}%`}
      union all select contact_id from revisions
      where changes::text like ${`%${NOTE}%`}`.execute(db);
    expect(rows).toEqual([]);
    for (const name of names) {
      const {biographies, organizations} = team.entry(ANA, name);
      expect([biographies[0].value, organizations]).toEqual([NOTE, undefined]);
    }
  }

  describe.each(['editor', 'viewer'])(
    'of the contact of somebody who is %s',
    role => {
      test.each(['updatePeople', 'changeMembers'])(
        'by an unanswered %s shows nobody the own note',
        async call => {
          const contacts = await link(role, ['Mia']);
          const name = team.entry(ANA, 'Mia')['resourceName'];
          silence = {call, name: `"${name}"`, after: 0, left: 1};
          const {label, world} = team;
          await team.ok(OWNER, `POST /v1/${label}/contacts:remove`, {contacts});
          await team.pollTwice(ANA, OWNER);
          expect(silence.left).toBe(0);
          await expectKept(['Mia']);
          expect(world.book(ANA).map(({labels}) => labels)).toEqual([[]]);
        },
      );
    },
  );

  test('after some of many goes on with the others and shows nobody an own note', async () => {
    const names = ['Mia', 'Noa', 'Kim', 'Lea'];
    const contacts = await link('editor', names);
    silence = {call: 'updatePeople', name: 'people/', after: 2, left: 2};
    const {label} = team;
    await team.ok(OWNER, `POST /v1/${label}/contacts:remove`, {contacts});
    await team.pollTwice(ANA, OWNER);
    expect(silence.left).toBe(0);
    await expectKept(names);
  });
});
