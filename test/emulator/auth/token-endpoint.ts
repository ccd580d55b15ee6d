/** POST /token in its three forms, and POST /revoke (auth §3, §6). */
import {createHash, createPublicKey, verify} from 'node:crypto';
import type {Draft, EmulatorResponse} from '../types.ts';
import {domainOf} from '../world/directory-state.ts';
import type {World} from '../world/world.ts';
import {dropOldestRefreshTokens, revokeGrant} from './refresh-tokens.ts';
import {mintIdToken} from './id-tokens.ts';
import {SERVICE_ACCOUNT_CLIENT_ID, SERVICE_ACCOUNT_EMAIL} from './keys.ts';
import type {EmulatorKeys} from './keys.ts';

const SCOPE_PREFIX = 'https://www.googleapis.com/auth/';
const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const TOKEN_URLS = [
  TOKEN_URL,
  'https://www.googleapis.com/oauth2/v4/token',
  'https://accounts.google.com/o/oauth2/token',
];
const ASSERTION_SECONDS_MAX = 3600;
const CLOCK_SKEW_SECONDS = 300;

/** An OAuth error: `{error, error_description}` with its status. */
class TokenRefusal extends Error {
  readonly status: number;
  readonly error: string;
  constructor(status: number, error: string, description: string) {
    super(description);
    this.status = status;
    this.error = error;
  }
}

const grantRefused = (description: string) =>
  new TokenRefusal(400, 'invalid_grant', description);

function json(status: number, body: Draft): EmulatorResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
    },
    body: JSON.stringify(body, null, 2),
  };
}

export const shortScope = (scope: string) =>
  scope.startsWith(SCOPE_PREFIX) ? scope.slice(SCOPE_PREFIX.length) : scope;

const longScope = (scope: string) =>
  ['openid', 'email', 'profile'].includes(scope) || scope.includes('://')
    ? scope
    : SCOPE_PREFIX + scope;

export const splitScopes = (text: string) =>
  text
    .split(' ')
    .filter(scope => scope !== '')
    .map(shortScope);

/** @throws TokenRefusal when the part is no JSON object. */
function readJwtPart(part: string): Draft {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    throw grantRefused('Bad Request');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw grantRefused('Bad Request');
  }
  return value;
}

function readJwt(assertion: string): {
  header: Draft;
  claims: Draft;
  signed: string;
  signature: Buffer;
} {
  const [header, claims, signature, ...rest] = assertion.split('.');
  if (!header || !claims || !signature || rest.length > 0) {
    throw grantRefused('Bad Request');
  }
  return {
    header: readJwtPart(header),
    claims: readJwtPart(claims),
    signed: `${header}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function checkAssertion(
  world: World,
  keys: EmulatorKeys,
  assertion: string,
): Draft {
  const {header, claims, signed, signature} = readJwt(assertion);
  const sound =
    header['alg'] === 'RS256' &&
    verify(
      'RSA-SHA256',
      Buffer.from(signed),
      createPublicKey(keys.serviceKey),
      signature,
    );
  if (claims['iss'] !== SERVICE_ACCOUNT_EMAIL) {
    throw grantRefused('Invalid grant: account not found');
  }
  if (!sound) throw grantRefused('Invalid JWT Signature.');
  if (!TOKEN_URLS.includes(claims['aud'])) {
    throw grantRefused('Invalid JWT: Failed audience check.');
  }
  const now = world.signInNowMs() / 1000;
  const {iat, exp} = claims;
  if (
    typeof iat !== 'number' ||
    typeof exp !== 'number' ||
    exp - iat > ASSERTION_SECONDS_MAX ||
    iat > now + CLOCK_SKEW_SECONDS ||
    exp < now - CLOCK_SKEW_SECONDS
  ) {
    throw grantRefused(
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    );
  }
  return claims;
}

/** Adds an access token to the world and answers it. */
function issue(
  world: World,
  grant: {userId: string; clientId: string; scopes: readonly string[]},
  refreshToken?: string,
): Draft {
  const {accessTokenSeconds} = world.switches;
  const token = `ya29.${world.ids.token(48)}`;
  const nowMs = world.signInNowMs();
  for (const [old, state] of world.tokens) {
    // Issued in order of time, so the first that is still good ends the search.
    if (state.expiresAtMs > nowMs) break;
    world.tokens.delete(old);
  }
  world.tokens.set(token, {
    ...grant,
    expiresAtMs: nowMs + accessTokenSeconds * 1000,
    refreshToken,
  });
  return {
    access_token: token,
    expires_in: accessTokenSeconds,
    token_type: 'Bearer',
  };
}

const unauthorizedClient = () =>
  new TokenRefusal(
    401,
    'unauthorized_client',
    'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
  );

/** Delegation that no longer reaches one person: as if missing, or one of the others of auth §3. */
function delegationRevoked(world: World): TokenRefusal {
  switch (world.switches.revokedDelegation) {
    case 'unauthorizedClient':
      return unauthorizedClient();
    case 'accessDenied':
      return new TokenRefusal(
        403,
        'access_denied',
        'Requested client not authorized.',
      );
    case 'invalidGrant':
      return grantRefused('Token has been expired or revoked.');
  }
}

function jwtBearer(world: World, keys: EmulatorKeys, form: URLSearchParams) {
  const claims = checkAssertion(world, keys, form.get('assertion') ?? '');
  const scopes = splitScopes(String(claims['scope'] ?? ''));
  if (scopes.length === 0) {
    throw new TokenRefusal(
      400,
      'invalid_scope',
      'Invalid OAuth scope or ID token audience provided.',
    );
  }
  const subject = claims['sub'];
  if (typeof subject !== 'string' || !subject.includes('@')) {
    throw grantRefused('Not a valid email or user ID.');
  }
  const user = world.directory.findUser(subject);
  // Aliases are no subjects; whether Google takes them is unknown, so callers must not lean on it.
  if (
    !user ||
    user.suspended ||
    user.archived ||
    user.email !== subject.toLowerCase()
  ) {
    throw grantRefused('Invalid email or User ID');
  }
  const foreign =
    user.consumer || !world.directory.domains.has(domainOf(user.email));
  if (
    foreign ||
    !scopes.every(scope => world.delegatedScopes.includes(scope))
  ) {
    throw unauthorizedClient();
  }
  if (world.undelegated.has(user.id)) throw delegationRevoked(world);
  return issue(world, {
    userId: user.id,
    clientId: SERVICE_ACCOUNT_CLIENT_ID,
    scopes,
  });
}

function checkClient(world: World, form: URLSearchParams, auth?: string) {
  const basic = auth?.startsWith('Basic ')
    ? Buffer.from(auth.slice(6), 'base64').toString().split(':')
    : undefined;
  const id = form.get('client_id') ?? basic?.[0];
  const secret = form.get('client_secret') ?? basic?.[1];
  if (id !== world.oauthClient.id || secret !== world.oauthClient.secret) {
    throw new TokenRefusal(
      401,
      'invalid_client',
      'The OAuth client was not found.',
    );
  }
}

function idTokenFor(
  world: World,
  keys: EmulatorKeys,
  userId: string,
  scopes: readonly string[],
  nonce?: string,
): Draft {
  if (!scopes.includes('openid')) return {};
  const user = world.directory.users.get(userId)!;
  const withEmail =
    scopes.includes('email') || scopes.includes('userinfo.email');
  return {
    id_token: mintIdToken(world, keys, user, world.oauthClient.id, {
      ...(withEmail ? {} : {email: null, email_verified: null}),
      ...(nonce ? {nonce} : {}),
    }),
  };
}

function authorizationCode(
  world: World,
  keys: EmulatorKeys,
  form: URLSearchParams,
) {
  const code = form.get('code') ?? '';
  const grant = world.codes.get(code);
  if (!grant || grant.expiresAtMs < world.signInNowMs()) {
    throw grantRefused('Malformed auth code.');
  }
  world.codes.delete(code);
  if (grant.redirectUri !== form.get('redirect_uri')) {
    throw new TokenRefusal(400, 'redirect_uri_mismatch', 'Bad Request');
  }
  const verifier = form.get('code_verifier') ?? '';
  if (
    grant.challenge !== undefined &&
    createHash('sha256').update(verifier).digest('base64url') !==
      grant.challenge &&
    verifier !== grant.challenge
  ) {
    throw grantRefused('Invalid code verifier.');
  }
  const {userId, clientId, scopes} = grant;
  const refreshToken = grant.offline ? `1//${world.ids.token(40)}` : undefined;
  if (refreshToken) {
    world.refreshTokens.set(refreshToken, {userId, clientId, scopes});
    dropOldestRefreshTokens(world, {userId, clientId});
  }
  return {
    ...issue(world, {userId, clientId, scopes}, refreshToken),
    ...(refreshToken ? {refresh_token: refreshToken} : {}),
    scope: scopes.map(longScope).join(' '),
    ...idTokenFor(world, keys, userId, scopes, grant.nonce),
  };
}

function refresh(world: World, keys: EmulatorKeys, form: URLSearchParams) {
  const token = form.get('refresh_token') ?? '';
  const consent = world.refreshTokens.get(token);
  if (!consent) throw grantRefused('Token has been expired or revoked.');
  const user = world.directory.users.get(consent.userId);
  if (!user || user.deletedAtMs !== undefined) {
    throw grantRefused('The account has been deleted');
  }
  if (user.suspended || user.archived) throw grantRefused('Bad Request');
  const {userId, clientId, scopes} = consent;
  return {
    ...issue(world, {userId, clientId, scopes}, token),
    scope: scopes.map(longScope).join(' '),
    ...idTokenFor(world, keys, userId, scopes),
  };
}

export function answerToken(
  world: World,
  keys: EmulatorKeys,
  form: URLSearchParams,
  auth: string | undefined,
): EmulatorResponse {
  try {
    switch (String(form.get('grant_type'))) {
      case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
        return json(200, jwtBearer(world, keys, form));
      case 'authorization_code':
        checkClient(world, form, auth);
        return json(200, authorizationCode(world, keys, form));
      case 'refresh_token':
        checkClient(world, form, auth);
        return json(200, refresh(world, keys, form));
      default:
        return json(400, {
          error: 'unsupported_grant_type',
          error_description: `Invalid grant_type: ${form.get('grant_type') ?? ''}`,
        });
    }
  } catch (refusal) {
    if (!(refusal instanceof TokenRefusal)) throw refusal;
    return json(refusal.status, {
      error: refusal.error,
      error_description: refusal.message,
    });
  }
}

/** Either token of a grant ends the whole grant. */
export function answerRevoke(
  world: World,
  form: URLSearchParams,
): EmulatorResponse {
  const token = form.get('token') ?? '';
  const refreshToken = world.refreshTokens.has(token)
    ? token
    : world.tokens.get(token)?.refreshToken;
  if (!refreshToken && !world.tokens.has(token)) {
    return json(400, {
      error: 'invalid_token',
      error_description: 'Token expired or revoked',
    });
  }
  world.tokens.delete(token);
  if (refreshToken) revokeGrant(world, refreshToken);
  return json(200, {});
}
