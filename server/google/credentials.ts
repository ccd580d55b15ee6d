/**
 * Access on behalf of somebody: a service account with domain-wide delegation
 * mints a token per subject and set of scopes.
 */
import {JWT} from 'google-auth-library';
import type {JWTOptions, OAuth2Client} from 'google-auth-library';
import type {GoogleFault, Outcome, Pacer} from '../core/google.ts';
import type {Transport} from './transport.ts';

/** What is asked of a user, and nothing else (contract section 3). */
export const USER_SCOPES = ['https://www.googleapis.com/auth/contacts'];

/** Asked alone, of who looks at their other contacts; a workplace may leave it out. */
export const OTHER_CONTACTS_SCOPE =
  'https://www.googleapis.com/auth/contacts.other.readonly';

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
  /** Asked before each call; without one, calls are made as they come. */
  readonly pacer?: Pacer | undefined;
}

export interface Credentials {
  accessFor(subject: Subject, scopes: readonly string[]): Access;
}

/**
 * A user of the workplace, known by id. Delegation impersonates by address, and
 * an address may go to somebody else: it is read anew before each token.
 */
export interface UserSubject {
  readonly userId: string;
  /** The user's primary address now; never an alias. */
  readonly readAddress: () => Promise<Outcome<string>>;
}

/** Whom a token acts for: a fixed address, or a user. */
export type Subject = string | UserSubject;

/** The Directory could not say who is to be impersonated: no token was asked for. */
export class SubjectFault extends Error {
  readonly fault: GoogleFault;

  constructor(fault: GoogleFault) {
    super(`The Directory did not say whom to act for: ${fault.kind}.`);
    this.fault = fault.kind === 'notFound' ? {kind: 'revoked'} : fault;
  }
}

class UserJwt extends JWT {
  readonly #readAddress: UserSubject['readAddress'];

  constructor(options: JWTOptions, {readAddress}: UserSubject) {
    super(options);
    this.#readAddress = readAddress;
  }

  protected override async refreshTokenNoCache() {
    const address = await this.#readAddress();
    if (address.kind === 'fault') throw new SubjectFault(address.fault);
    if (address.value !== this.subject) {
      this.subject = address.value;
      // It signs for the subject it was made with.
      delete this.gtoken;
    }
    return super.refreshTokenNoCache();
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

  const sign = (subject: Subject, scopes: readonly string[]) => {
    const jwt: JWTOptions = {
      email: key.clientEmail,
      key: key.privateKey,
      scopes: [...scopes],
      transporter: transport,
      eagerRefreshThresholdMillis: EAGER_REFRESH_MS,
    };
    return typeof subject === 'string'
      ? new JWT({...jwt, subject})
      : new UserJwt(jwt, subject);
  };

  return {
    accessFor: (subject, scopes) => {
      const who = typeof subject === 'string' ? subject : subject.userId;
      const name = JSON.stringify([who, ...[...scopes].sort()]);
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
