// What `npm run doctor` begins with. JavaScript, so that a Node too old to strip
// types still says which one is needed instead of stumbling over the first type.
import {readFileSync} from 'node:fs';

const {engines} = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const needed = engines.node.replace('>=', '');
const [has, wants] = [process.versions.node, needed].map(version =>
  version.split('.').map(Number),
);
const first = wants.findIndex((part, place) => part !== has[place]);

if (first >= 0 && has[first] < wants[first]) {
  process.stderr.write(
    `  failed  Node: this is ${process.versions.node}\n           → Install Node ${needed} or newer.\n`,
  );
  process.exit(1);
}
