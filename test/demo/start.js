// What `npm start` runs. JavaScript, so that a Node too old to strip types
// still says which one is needed instead of stumbling over the first type.
import {readFileSync} from 'node:fs';

const {engines} = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
const needed = engines.node.replace('>=', '');

if (isOlder(process.versions.node, needed)) {
  process.stderr.write(
    `Shared Contacts needs Node ${needed} or newer; this is Node ${process.versions.node}.\n`,
  );
  process.exit(1);
}

const configured = [
  'DATABASE_URL',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_OAUTH_CLIENT_ID',
  'WORKSPACE_EMULATOR_HOST',
].some(name => process.env[name]);

if (configured) {
  const {main} = await import('../../server/main.ts');
  await main();
}
if (!configured) await import('./main.ts');

/** Whether version `left` comes before `right`, part by part. */
function isOlder(left, right) {
  const [a, b] = [left, right].map(version => version.split('.').map(Number));
  const index = b.findIndex((part, place) => part !== a[place]);
  return index >= 0 && a[index] < b[index];
}
