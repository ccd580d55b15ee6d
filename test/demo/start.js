// What `npm start` runs. JavaScript, so that a Node too old to strip types
// still says which one is needed instead of stumbling over the first type.
import {readFileSync} from 'node:fs';

const {engines} = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
const needed = engines.node.replace('>=', '');

if (isOlder(process.versions.node, needed)) {
  stop(
    `Shared Contacts needs Node ${needed} or newer; this is Node ${process.versions.node}.`,
  );
}

const configured = [
  'DATABASE_URL',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_OAUTH_CLIENT_ID',
  'WORKSPACE_EMULATOR_HOST',
].some(name => process.env[name]);

try {
  if (configured) await startForProduction(process.argv.slice(2));
  else await import('./main.ts');
} catch (error) {
  if (!isMissingPackage(error)) throw error;
  stop(`${error.message.split('\n')[0]}: run npm ci first.`);
}

async function startForProduction(options) {
  if (options.length > 0) {
    stop(`Unknown option ${options[0]}: only the demo takes options.`);
  }
  const {main} = await import('../../server/main.ts');
  await main();
}

/** A clone whose packages are not installed yet. */
function isMissingPackage(error) {
  return (
    error?.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.startsWith('Cannot find package')
  );
}

function stop(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** Whether version `left` comes before `right`, part by part. */
function isOlder(left, right) {
  const [a, b] = [left, right].map(version => version.split('.').map(Number));
  const index = b.findIndex((part, place) => part !== a[place]);
  return index >= 0 && a[index] < b[index];
}
