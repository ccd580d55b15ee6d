// What every command begins with. JavaScript, so that a Node too old to strip
// types still says which one is needed instead of stumbling over the first type.
import {readFileSync} from 'node:fs';
import module from 'node:module';
import {fileURLToPath} from 'node:url';
import v8 from 'node:v8';
import {isMainThread} from 'node:worker_threads';

const {engines} = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const needed = engines.node.replace('>=', '');

if (isOlder(process.versions.node, needed)) {
  process.stderr.write(
    `Shared Contacts needs Node ${needed} or newer; this is Node ${process.versions.node}.\n`,
  );
  process.exit(1);
}

// V8 lets garbage lie while a machine has memory, and holds several times of what is
// used. So it collects old objects sooner, and threads, whose heaps are made from now on,
// young ones too. This thread keeps its room for those: lookups take twice as long without.
// A thread leaves the flags, which are the whole process's, to who started it.
if (isMainThread) {
  v8.setFlagsFromString('--heap-growing-percent=50');
  v8.setFlagsFromString('--max-semi-space-size=4');
}

// Stripped and compiled once, not at every start. Not in the temporary folder,
// where others could write it. A folder that cannot be written costs nothing.
module.enableCompileCache(
  fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)),
);

/** Whether version `left` comes before `right`, part by part. */
function isOlder(left, right) {
  const [a, b] = [left, right].map(version => version.split('.').map(Number));
  const index = b.findIndex((part, place) => part !== a[place]);
  return index >= 0 && a[index] < b[index];
}
