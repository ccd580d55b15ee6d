import type {
  DirectoryClient,
  PeopleClient,
} from '../../../server/core/google.ts';
import {
  ADMIN_SCOPES,
  createCredentials,
  USER_SCOPES,
} from '../../../server/google/credentials.ts';
import {createDirectoryClient} from '../../../server/google/directory-client.ts';
import {createPeopleClient} from '../../../server/google/people-client.ts';
import {
  createTransport,
  type Transport,
} from '../../../server/google/transport.ts';
import {createKeys} from '../../emulator/auth/keys.ts';
import {createEmulator, type Emulator} from '../../emulator/emulator.ts';
import {seededRandom} from '../../emulator/seeded-random.ts';
import type {UserSeed} from '../../emulator/world/seed-types.ts';

export const AUDIENCE = 'client.apps.googleusercontent.com';

export const DOMAIN = 'example.co.jp';
const ADMIN = `admin@${DOMAIN}`;

/** Without which the service does not work. */
export const DELEGATED_SCOPES = [...USER_SCOPES, ...ADMIN_SCOPES].map(scope =>
  scope.replace('https://www.googleapis.com/auth/', ''),
);

/** What a fault of the emulator's makes of a call, by our own word for it. */
const FAULTS = {
  denied: {effect: 'serviceDisabled'},
  rateLimited: {effect: 'quota'},
  revoked: {effect: 'expiredToken'},
  unreachable: {effect: 'status', status: 503},
} as const;

export interface Person {
  readonly id: string;
  readonly email: string;
  /** On top of what Google would say of them; null takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Who works there, and what their address books hold: an emulator and our clients on it. */
export interface Workplace {
  readonly emulator: Emulator;
  readonly transport: Transport;
  readonly directory: DirectoryClient;
  readonly people: (accountId: string) => Promise<PeopleClient>;
  readonly join: (
    name: string,
    about?: Omit<UserSeed, 'email'> & {readonly domain?: string},
  ) => Person;
  readonly idToken: (person: Person) => string;
  /** Every call to Google is answered so; undefined ends it. */
  readonly breakGoogle: (fault: keyof typeof FAULTS | undefined) => void;
}

/** RSA keys take 0.1 s to make; the workplaces of one file share them. */
const keys = createKeys();
let workplaces = 0;

export function createWorkplace(): Workplace {
  // No two workplaces of a file have the same user ids: some share a store.
  workplaces += 1;
  const emulator = createEmulator({
    now: Date.now,
    random: seededRandom(workplaces),
    world: {
      domains: [{name: DOMAIN}],
      users: [{email: ADMIN, isAdmin: true}],
      delegatedScopes: [...DELEGATED_SCOPES, 'contacts.other.readonly'],
      switches: {feedDelayMs: 0},
    },
    keys,
  });
  const file = emulator.control('serviceAccountKey');
  const transport = createTransport({fetch: fetchFrom(emulator)});
  const credentials = createCredentials({
    key: {clientEmail: file['client_email'], privateKey: file['private_key']},
    transport,
  });
  return {
    emulator,
    transport,
    directory: createDirectoryClient({credentials, adminEmail: ADMIN}),
    people: async accountId => {
      const {user} = emulator.control('account', {user: accountId});
      return createPeopleClient({credentials, subject: user.email});
    },
    join: (name, {domain = DOMAIN, ...about} = {}) => {
      const {id, email} = emulator.control('addUser', {
        email: `${name}@${domain}`,
        ...about,
      });
      return {id, email};
    },
    idToken: ({id, email, claims = {}}) =>
      emulator.control('idToken', {
        email,
        audience: AUDIENCE,
        sub: id,
        ...claims,
      })['idToken'],
    breakGoogle: fault => {
      emulator.control('clearFaults');
      if (fault !== undefined) emulator.control('fault', FAULTS[fault]);
    },
  };
}

/** The emulator without sockets. */
function fetchFrom(emulator: Emulator): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    // It is fetch itself that undoes what a real answer is compressed with.
    request.headers.delete('accept-encoding');
    const {pathname, search} = new URL(request.url);
    const answer = await emulator.handle({
      method: request.method,
      url: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    });
    return new Response(Buffer.from(answer.body), answer);
  };
}
