import {OAuth2Client} from 'google-auth-library';
import {
  SubjectFault,
  type Credentials,
  type Subject,
} from '../../server/google/credentials.ts';
import type {Transport} from '../../server/google/transport.ts';
import {SERVICE_ACCOUNT_EMAIL, signJwt} from '../emulator/auth/keys.ts';
import type {Emulator} from '../emulator/emulator.ts';
import type {Draft} from '../emulator/types.ts';
import {keys} from './keys.ts';

/** What the workplace delegates. */
export const SCOPES = [
  'contacts',
  'admin.directory.user.readonly',
  'admin.directory.group.readonly',
  'admin.directory.domain.readonly',
  'admin.directory.customer.readonly',
];

const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const TOKEN_SECONDS = 3600;

interface TownAccess {
  readonly admin: string;
  readonly credentials: Credentials;
}

/**
 * Everybody's access token from the beginning: signing takes real time, and
 * Google's library looks at the real clock. One that Google refuses is the last,
 * unless `renews`: then another is asked for, as the service does, signed by the
 * world's clock.
 */
export function signIn(
  emulator: Emulator,
  transport: Transport,
  {nowMs, renews}: {readonly nowMs: () => number; readonly renews: boolean},
): TownAccess {
  const {users} = emulator.control('world');
  const clients = new Map<string, OAuth2Client>();
  for (const {id, email} of users) {
    const token = `token-${id}`;
    emulator.world.tokens.set(token, {
      userId: id,
      clientId: 'service-account',
      scopes: SCOPES,
      expiresAtMs: Infinity,
      refreshToken: undefined,
    });
    const client = new OAuth2Client({transporter: transport});
    client.setCredentials({access_token: token});
    clients.set(id, client);
    clients.set(email, client);
  }
  const known = (who: string) => {
    const client = clients.get(who);
    if (client === undefined) throw new Error(`nobody is ${who}`);
    return client;
  };
  return {
    admin: users.find((user: Draft) => user['isAdmin'])['email'],
    credentials: {
      accessFor: (subject, scopes) => {
        const who = typeof subject === 'string' ? subject : subject.userId;
        return {
          client: () => known(who),
          drop: client => {
            if (!renews || clients.get(who) !== client) return;
            clients.set(who, renewed(transport, subject, {scopes, nowMs}));
          },
        };
      },
    },
  };
}

/** A client whose token is asked for when it is needed. */
function renewed(
  transport: Transport,
  subject: Subject,
  {
    scopes,
    nowMs,
  }: {readonly scopes: readonly string[]; readonly nowMs: () => number},
): OAuth2Client {
  const client = new OAuth2Client({transporter: transport});
  client.refreshHandler = async () => {
    const now = Math.floor(nowMs() / 1000);
    const assertion = signJwt(
      keys.serviceKey,
      {typ: 'JWT'},
      {
        iss: SERVICE_ACCOUNT_EMAIL,
        sub: await addressOf(subject),
        aud: TOKEN_URL,
        scope: scopes.join(' '),
        iat: now,
        exp: now + TOKEN_SECONDS,
      },
    );
    const {data} = await transport.request<Draft>({
      url: TOKEN_URL,
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      data: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      }).toString(),
    });
    // By the real clock it is always good: Google says when it is not.
    const expiry_date = Date.now() + TOKEN_SECONDS * 1000;
    return {access_token: data['access_token'], expiry_date};
  };
  return client;
}

/** @throws SubjectFault as the service's own credentials do. */
async function addressOf(subject: Subject): Promise<string> {
  if (typeof subject === 'string') return subject;
  const address = await subject.readAddress();
  if (address.kind === 'fault') throw new SubjectFault(address.fault);
  return address.value;
}
