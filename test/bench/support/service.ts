/** The service beside an emulator of Google: two processes that talk over HTTP. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createEmulator, type Emulator} from '../../emulator/emulator.ts';
import {serveEmulator} from '../../emulator/http.ts';
import {seededRandom} from '../../emulator/seeded-random.ts';
import type {Draft, WorldSeed} from '../../emulator/types.ts';
import {startChild, type Child} from './child.ts';
import {openFolder} from './folder.ts';

const AUDIENCE = 'bench';

export const ADMIN = 'admin@example.com';

/** Google, as far as the service can tell; nothing is written to its disk but the key. */
export interface Google extends AsyncDisposable {
  readonly emulator: Emulator;
  /** What a service needs to be told, but for its store. */
  readonly settings: Readonly<Record<string, string>>;
  /** For the service's log and store. */
  readonly folder: string;
}

export async function startGoogle(seed: WorldSeed): Promise<Google> {
  const folder = openFolder();
  const emulator = createEmulator({
    now: Date.now,
    random: seededRandom(1),
    // Whoever waits for the feed measures the emulator.
    world: {...seed, switches: {feedDelayMs: 0, ...seed.switches}},
  });
  const server = await serveEmulator(emulator);
  const key = join(folder.path, 'key.json');
  writeFileSync(key, JSON.stringify(emulator.control('serviceAccountKey')));
  return {
    emulator,
    folder: folder.path,
    settings: {
      GOOGLE_APPLICATION_CREDENTIALS: key,
      WORKSPACE_ADMIN: ADMIN,
      WORKSPACE_EMULATOR_HOST: server.host,
      ID_TOKEN_AUDIENCES: AUDIENCE,
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      folder[Symbol.dispose]();
    },
  };
}

export interface Service extends AsyncDisposable {
  readonly child: Child;
  /** A call to the HTTP API as somebody; a table as it is. @throws where it is not answered 200. */
  call(who: string, request: string, body?: object | Buffer): Promise<Draft>;
}

/** Where the service keeps its data; `databaseUrl` absent: embedded, in `google.folder`. */
export async function startService(
  google: Google,
  settings: Readonly<Record<string, string>> & {
    readonly DATABASE_URL?: string;
  } = {},
): Promise<Service> {
  const child = await startChild(
    {
      DATA_DIR: join(google.folder, 'data'),
      ...google.settings,
      ...settings,
    },
    join(google.folder, 'service.log'),
  );
  const tokens = new Map<string, string>();
  const tokenOf = (email: string) => {
    const token =
      tokens.get(email) ??
      google.emulator.control('idToken', {email, audience: AUDIENCE})[
        'idToken'
      ];
    tokens.set(email, token);
    return token;
  };
  return {
    child,
    async call(who, request, body) {
      const [method, path] = request.split(' ');
      const isTable = Buffer.isBuffer(body);
      const response = await fetch(`${child.url}/v1/${path}`, {
        method: method!,
        headers: {
          authorization: `Bearer ${tokenOf(who)}`,
          ...(body && {
            'content-type': isTable ? 'text/csv' : 'application/json',
          }),
        },
        ...(body && {body: isTable ? body : JSON.stringify(body)}),
      });
      const answer = await response.text();
      if (response.ok) return JSON.parse(answer);
      throw new Error(`${request} answered ${response.status}: ${answer}`);
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
