/** Our own clients on the emulator. */
import type {
  DirectoryClient,
  Outcome,
  PeopleClient,
} from '../../server/core/google.ts';
import {createCredentials} from '../../server/google/credentials.ts';
import type {Credentials} from '../../server/google/credentials.ts';
import {createDirectoryClient} from '../../server/google/directory-client.ts';
import {createPeopleClient} from '../../server/google/people-client.ts';
import type {PeopleClientOptions} from '../../server/google/people-client.ts';
import {createTransport} from '../../server/google/transport.ts';
import {ADMIN, ANA, SMALL_WORLD} from './google-support.ts';
import type {Bench} from './google-support.ts';

/** Nothing is delegated but what the contract asks for. */
export const CONTRACT_WORLD = {
  ...SMALL_WORLD,
  delegatedScopes: [
    'contacts',
    'admin.directory.user.readonly',
    'admin.directory.group.readonly',
    'admin.directory.domain.readonly',
    'admin.directory.customer.readonly',
  ],
};

export function credentialsOf(bench: Bench, privateKey?: string): Credentials {
  const file = bench.keyFile();
  return createCredentials({
    key: {
      clientEmail: file['client_email'],
      privateKey: privateKey ?? file['private_key'],
    },
    transport: createTransport({emulatorHost: bench.host}),
  });
}

export function peopleOf(
  bench: Bench,
  options: Partial<PeopleClientOptions> = {},
): PeopleClient {
  return createPeopleClient({
    credentials: options.credentials ?? credentialsOf(bench),
    subject: ANA,
    region: 'JP',
    ...options,
  });
}

export function directoryOf(
  bench: Bench,
  adminEmail: string = ADMIN,
): DirectoryClient {
  return createDirectoryClient({credentials: credentialsOf(bench), adminEmail});
}

export async function valueOf<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const settled = await outcome;
  if (settled.kind === 'ok') return settled.value;
  throw new Error(`a fault: ${JSON.stringify(settled.fault)}`);
}

/** The one thing asked for and got. */
export function only<T>(list: readonly T[]): T {
  const [first, ...others] = list;
  if (first === undefined || others.length > 0) {
    throw new Error(`${list.length} instead of 1`);
  }
  return first;
}
