import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {embeddedTemplate} from '../support/database.ts';
import {CALL} from './service.ts';
import {simulate} from './simulate.ts';
import {openSimulatedStore, type SimulatedStore} from './store.ts';

/**
 * A test for each of these seeds; they are shared out among files, which run at
 * the same time. More by `npm run simulate -- --seeds N --from S`.
 */
export function testWorlds(seeds: {from: number; count: number}): void {
  testEach(
    Array.from({length: seeds.count}, (_, n) => [
      seeds.from + n,
      'whatever befalls Google and the service',
    ]),
  );
}

/** Seeds that once broke a law, each with what became of it. */
export function testNamedWorlds(
  worlds: readonly (readonly [seed: number, law: string])[],
): void {
  testEach(worlds);
}

function testEach(worlds: readonly (readonly [number, string])[]): void {
  let store: SimulatedStore;
  beforeAll(async () => {
    store = await openSimulatedStore(await embeddedTemplate());
  });
  afterAll(() => store.database.close());

  test.each(worlds)(
    'every law holds in the world of seed %i: %s',
    async seed => {
      const {broken, story} = await simulate(store, seed);
      if (broken.length > 0) {
        const told = story.filter(line => !line.startsWith(CALL));
        console.log(`seed ${seed}\n${told.join('\n')}`);
      }
      expect(broken).toEqual([]);
    },
  );
}
