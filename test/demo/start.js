// What `npm start` runs: the demo, or the service where it is configured.
import '../../server/begin.js';

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
