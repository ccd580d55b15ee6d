import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {embeddedTemplate} from '../support/database.ts';
import {CALL} from './service.ts';
import {simulate} from './simulate.ts';
import {openSimulatedStore, type SimulatedStore} from './store.ts';

/** More by `npm run simulate -- --seeds N --from S`. */
const SEEDS = 10;

let store: SimulatedStore;

beforeAll(async () => {
  store = await openSimulatedStore(await embeddedTemplate());
});

afterAll(() => store.database.close());

test.each(Array.from({length: SEEDS}, (_, index) => index + 1))(
  'every law holds in the world of seed %i',
  async seed => {
    const {broken, story} = await simulate(store, seed, {isCalm: true});
    if (broken.length > 0)
      console.log(
        `seed ${seed}\n${story.filter(line => !line.startsWith(CALL)).join('\n')}`,
      );
    expect(broken).toEqual([]);
  },
);
