import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {embeddedTemplate} from '../support/database.ts';
import {CALL} from './service.ts';
import {simulate} from './simulate.ts';
import {openSimulatedStore, type SimulatedStore} from './store.ts';
import {traitsOf, type Trait} from './traits.ts';

interface Told {
  readonly seed: number;
  readonly law: string;
  readonly traits: ReadonlySet<Trait>;
}

/**
 * A test for each of these seeds; they are shared out among files, which run at
 * the same time. More by `npm run simulate -- --seeds N --from S`.
 */
export function testWorlds(seeds: {from: number; count: number}): void {
  const all = Array.from({length: seeds.count}, (_, n) => seeds.from + n);
  const law = 'whatever befalls Google and the service';
  testEach(all.map(seed => ({seed, law, traits: traitsOf(seed)})));
}

/** Seeds that once broke a law, each with what became of it, and what its world has. */
export function testNamedWorlds(
  worlds: readonly (readonly [
    seed: number,
    law: string,
    ...traits: readonly Trait[],
  ])[],
): void {
  testEach(
    worlds.map(([seed, law, ...traits]) => ({
      ...{seed, law},
      traits: new Set(traits),
    })),
  );
}

function testEach(worlds: readonly Told[]): void {
  let store: SimulatedStore;
  beforeAll(async () => {
    store = await openSimulatedStore(await embeddedTemplate());
  });
  afterAll(() => store.database.close());

  test.each(worlds)(
    'every law holds in the world of seed $seed: $law',
    async ({seed, traits}) => {
      const {broken, story} = await simulate(store, seed, {traits});
      if (broken.length > 0) {
        const told = story.filter(line => !line.startsWith(CALL));
        console.log(
          `seed ${seed} with ${[...traits].join()}\n${told.join('\n')}`,
        );
      }
      expect(broken).toEqual([]);
    },
  );
}
