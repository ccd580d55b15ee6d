import {afterEach, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Outcome, PeopleClient} from '../../server/core/google.ts';
import {fromNextPlace, sendInHalves} from '../../server/sync/unanswered.ts';
import {openCustomers, type Customers} from '../support/customers.ts';
import {person} from '../support/sharing.ts';

const VIEWER = 'viewer@example.com';

describe('what may be sent twice', () => {
  const all = Array.from({length: 200}, (_, index) => index);
  const afterLists = (lists: number) => ({account: {lists}});
  const unreachable = {kind: 'fault', fault: {kind: 'unreachable'}} as const;

  test.each([0, 63, 199])(
    'is sent in halves until only number %i is left, which is never answered',
    async bad => {
      const outcome = await sendInHalves(all, async part =>
        part.includes(bad) ? unreachable : {kind: 'ok', value: undefined},
      );
      expect(outcome).toEqual({
        kind: 'ok',
        value: all.filter(each => each !== bad),
      });
    },
  );

  test.each([2, 3, 4, 7, 8, 24, 200])(
    'is all sent but for the first two of %i, which are never answered',
    async count => {
      const left = new Set(Array.from({length: count}, (_, index) => index));
      for (let lists = 0; lists < 3; lists++) {
        const open = fromNextPlace(afterLists(lists), [...left]);
        const outcome = await sendInHalves(open, async part =>
          part.some(each => each < 2)
            ? unreachable
            : {kind: 'ok', value: undefined},
        );
        if (outcome.kind === 'ok') outcome.value.forEach(x => left.delete(x));
      }
      expect([...left]).toEqual([0, 1]);
    },
  );

  test('is all sent in the end, whichever are bad', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), {minLength: 1, maxLength: 40}),
        async bad => {
          let left = bad.map((_, index) => index);
          for (let lists = 0; lists < 3 * bad.length; lists++) {
            const open = fromNextPlace(afterLists(lists), left);
            const outcome = await sendInHalves(open, async part =>
              part.some(each => bad[each])
                ? unreachable
                : {kind: 'ok', value: undefined},
            );
            const sent = outcome.kind === 'ok' ? outcome.value : [];
            left = left.filter(each => !sent.includes(each));
          }
          expect(left.filter(each => !bad[each])).toEqual([]);
        },
      ),
    ));

  test('is left after log2 n calls where nothing is answered', async () => {
    let calls = 0;
    const outcome = await sendInHalves(all, async () => {
      calls += 1;
      return unreachable;
    });
    expect(outcome).toEqual({kind: 'ok', value: []});
    expect(calls).toBeLessThanOrEqual(10);
  });
});

let team: Customers | undefined;

afterEach(async () => {
  await team?.close();
  team = undefined;
});

/** Google leaves changes of members unanswered wherever one of these is named. */
function silentTo(names: ReadonlySet<string>) {
  return (client: PeopleClient): PeopleClient =>
    new Proxy(client, {
      get(target, name, receiver) {
        const method = Reflect.get(target, name, receiver);
        if (name !== 'changeMembers') return method;
        return async (asked: unknown): Promise<Outcome<unknown>> => {
          const named = JSON.stringify(asked);
          return [...names].some(each => named.includes(`"${each}"`))
            ? {kind: 'fault', fault: {kind: 'unreachable'}}
            : method(asked);
        };
      },
    });
}

test('a label comes off all but the two contacts that come first and are never answered', async () => {
  const bad = new Set<string>();
  team = await openCustomers({[VIEWER]: 'viewer'}, ['Mia'], {
    wrapPeople: silentTo(bad),
  });
  const {world} = team;
  const own = Array.from({length: 8}, (_, index) => {
    const {resourceName} = world.emulator.control('createContact', {
      user: VIEWER,
      person: person(`Own${index}`),
      labels: ['Customers'],
    });
    return {name: `Own${index}`, resourceName};
  });
  const idOf = ({resourceName}: (typeof own)[number]) =>
    BigInt(resourceName.slice('people/c'.length)).toString(16);
  const first = [...own].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  for (const each of first.slice(0, 2)) bad.add(each.resourceName);
  await world.poll(VIEWER);
  await world.poll(VIEWER);
  const labelled = world
    .book(VIEWER)
    .filter(({labels}) => labels.includes('Customers'))
    .map(({name}) => name)
    .filter(name => name.startsWith('Own'));
  expect(labelled.sort()).toEqual(
    first
      .slice(0, 2)
      .map(({name}) => name)
      .sort(),
  );
});
