import {parseArgs} from 'node:util';
import {CALL} from './service.ts';
import {simulate} from './simulate.ts';
import {openSimulatedStore} from './store.ts';
import {traitsNamed, traitsOf} from './traits.ts';

/** `--seeds N --from S`: N worlds, the first of them S. `--story` tells what happened in each, and
 * `--calls` what was asked of Google; in a calm one Google and the service never
 * fail. `--only photos,states` gives every world these and no more, `--only ''` none. */
const {values} = parseArgs({
  options: {
    seeds: {type: 'string', default: '100'},
    from: {type: 'string', default: '1'},
    story: {type: 'boolean', default: false},
    calm: {type: 'boolean', default: false},
    calls: {type: 'boolean', default: false},
    log: {type: 'boolean', default: false},
    only: {type: 'string'},
  },
});
const only = values.only === undefined ? undefined : traitsNamed(values.only);
const from = Number(values.from);
const seeds = Number(values.seeds);
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds)) {
  throw new Error('--seeds and --from are whole numbers');
}

const store = await openSimulatedStore();
const failed: number[] = [];
for (let seed = from; seed < from + seeds; seed++) {
  process.stdout.write(`seed ${seed} ${[...(only ?? traitsOf(seed))].join()}`);
  const begunMs = performance.now();
  const {story, broken, log} = await simulate(store, seed, {
    isCalm: values.calm,
    ...(only && {traits: only}),
  });
  const seconds = (performance.now() - begunMs) / 1000;
  console.log(
    ` ${broken.length === 0 ? 'ok' : 'BROKEN'} ${seconds.toFixed(1)} s`,
  );
  if (broken.length > 0) failed.push(seed);
  if (values.log) for (const line of log) console.log(`  ${line.trim()}`);
  if (broken.length > 0 || values.story) {
    for (const line of story) {
      if (values.calls || !line.startsWith(CALL)) console.log(`  ${line}`);
    }
    for (const law of broken) console.log(`  BROKEN ${law}`);
  }
}
await store.database.close();
console.log(
  failed.length === 0
    ? `${seeds} seeds from ${from}: every law holds`
    : `broken seeds: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
