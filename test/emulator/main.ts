/** The emulator alone: `node test/emulator/main.ts [--port 8085] [--host 127.0.0.1] [--seed 1] [--empty]`. */
import {parseArgs} from 'node:util';
import {createEmulator} from './emulator.ts';
import {serveEmulator} from './http.ts';
import {SAMPLE_ADMIN, SAMPLE_SHARER, sampleWorld} from './sample.ts';
import {seededRandom} from './seeded-random.ts';

const PORT_DEFAULT = 8085;

const {values} = parseArgs({
  options: {
    port: {type: 'string'},
    host: {type: 'string', default: '127.0.0.1'},
    seed: {type: 'string', default: '1'},
    empty: {type: 'boolean', default: false},
  },
});

const random = seededRandom(Number(values.seed));
const emulator = createEmulator({
  now: () => Date.now(),
  random,
  world: values.empty ? {} : sampleWorld(random),
});
const port = Number(values.port ?? process.env['PORT'] ?? PORT_DEFAULT);
const server = await serveEmulator(emulator, {port, host: values.host});

console.log(`Google stand-in on ${server.url}

  WORKSPACE_EMULATOR_HOST=${server.host}   point a service here
  curl ${server.url}/__emulator/                      every control call
  curl ${server.url}/__emulator/world                 who is there
  curl ${server.url}/__emulator/serviceAccountKey     key file with domain-wide delegation
  curl ${server.url}/__emulator/account?user=${SAMPLE_SHARER}
  curl -d '{"email":"${SAMPLE_SHARER}","audience":"my-client"}' ${server.url}/__emulator/idToken

Administrator for WORKSPACE_ADMIN: ${SAMPLE_ADMIN}. Seed ${values.seed}. Documented in test/emulator/README.md.`);
