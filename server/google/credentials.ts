/**
 * Access on behalf of somebody: a service account with domain-wide delegation
 * mints a token per subject and set of scopes.
 */
import {createPrivateKey} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {JWT} from 'google-auth-library';
import type {OAuth2Client} from 'google-auth-library';
import {z} from 'zod';
import type {Transport} from './transport.ts';

/** What is asked of a user, and nothing else (contract section 3). */
export const USER_SCOPES = ['https://www.googleapis.com/auth/contacts'];

/** What is asked of `WORKSPACE_ADMIN`, and nothing else (contract section 3). */
export const ADMIN_SCOPES = [
  'https://www.googleapis.com/auth/admin.directory.user.readonly',
  'https://www.googleapis.com/auth/admin.directory.group.readonly',
  'https://www.googleapis.com/auth/admin.directory.domain.readonly',
  'https://www.googleapis.com/auth/admin.directory.customer.readonly',
];

/** Signed clients kept at most; each holds one token, and one more costs one token request. */
const CLIENTS_MAX = 2_000;

/**
 * The library takes a token for stale this long before it expires, and one that
 * lives no longer is fetched anew for every single call: with its own 5 minutes
 * a 300 s token would never be reused.
 */
const EAGER_REFRESH_MS = 30_000;

export interface ServiceAccountKey {
  readonly clientEmail: string;
  readonly privateKey: string;
}

/** The access of one subject. The client may change, so it is asked for per call. */
export interface Access {
  client(): OAuth2Client;
  /**
   * `client` had its token refused. The library would send the same cached
   * token again even when told to refresh, so the next `client()` is a new one.
   */
  drop(client: OAuth2Client): void;
}

export interface Credentials {
  /** `subject`: the primary address impersonated; never an alias. */
  accessFor(subject: string, scopes: readonly string[]): Access;
}

const keyFileSchema = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().refine(isPrivateKey),
});

/**
 * The key file that `GOOGLE_APPLICATION_CREDENTIALS` names.
 *
 * @throws an error of one line that names the setting, the path and what is
 * wrong, and holds nothing of the file.
 */
export async function readServiceAccountKey(
  path: string,
): Promise<ServiceAccountKey> {
  const refuse = (what: string) =>
    new Error(`GOOGLE_APPLICATION_CREDENTIALS: ${path} ${what}.`);
  const text = await readFile(path, 'utf8').catch(() => {
    throw refuse('cannot be read');
  });
  const parsed = keyFileSchema.safeParse(parseJson(text));
  if (parsed.success) {
    const {client_email: clientEmail, private_key: privateKey} = parsed.data;
    return {clientEmail, privateKey};
  }
  const names = parsed.error.issues.map(issue => issue.path.join('.'));
  throw refuse(
    names.includes('')
      ? 'is not a JSON object'
      : `is not the key of a service account: see ${names.join(', ')}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Undefined is refused by the schema like any other wrong shape.
    return undefined;
  }
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    // Node's only way to say that a text is no key.
    return false;
  }
}

/** Clients of one service account, at most `clientsMax`, the least recently used forgotten first. */
export function createCredentials(options: {
  readonly key: ServiceAccountKey;
  readonly transport: Transport;
  readonly clientsMax?: number;
}): Credentials {
  const {key, transport, clientsMax = CLIENTS_MAX} = options;
  const clients = new Map<string, OAuth2Client>();

  const sign = (subject: string, scopes: readonly string[]) =>
    new JWT({
      email: key.clientEmail,
      key: key.privateKey,
      subject,
      scopes: [...scopes],
      transporter: transport,
      eagerRefreshThresholdMillis: EAGER_REFRESH_MS,
    });

  return {
    accessFor: (subject, scopes) => {
      const name = JSON.stringify([subject, ...[...scopes].sort()]);
      return {
        client: () => {
          const client = clients.get(name) ?? sign(subject, scopes);
          clients.delete(name);
          clients.set(name, client);
          const [oldest] = clients.keys();
          if (clients.size > clientsMax && oldest !== undefined) {
            clients.delete(oldest);
          }
          return client;
        },
        drop: client => {
          if (clients.get(name) === client) clients.delete(name);
        },
      };
    },
  };
}
