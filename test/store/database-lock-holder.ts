import {lockDirectory} from '../../server/store/directory-lock.ts';

/** A process that locks the directory it is given, says so, and stays. */
const [directory = ''] = process.argv.slice(2);
try {
  await lockDirectory(directory);
  process.stdout.write('held\n');
  setInterval(() => {}, 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
}
