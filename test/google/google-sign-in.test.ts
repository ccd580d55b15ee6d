/** auth §2, §3, §5, §6, §7: tokens, delegation, consent, ID tokens. */
import {beforeEach, expect} from '@jest/globals';
import {generateKeyPairSync} from 'node:crypto';
import {OAuth2Client, UserRefreshClient} from 'google-auth-library';
import {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import {createKeys, signJwt} from '../emulator/auth/keys.ts';
import type {Draft} from '../emulator/types.ts';
import {
  ADMIN,
  ANA,
  BEN,
  CONTACTS,
  emulatorFact,
  emulatorFetch,
  errorOf,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  bench.reset();
});

const transporterOptions = () => ({
  fetchImplementation: emulatorFetch(bench.host),
});

const tokenOf = (subject: string, scopes = [CONTACTS], keyFile?: Draft) =>
  bench.jwt(subject, scopes, keyFile).getAccessToken();

async function post(form: Record<string, string>) {
  const response = await fetch(`${bench.url}/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return {status: response.status, body: (await response.json()) as Draft};
}

function assertion(claims: Draft, keys = bench.emulator.keys): string {
  const now = Math.floor(Date.now() / 1000);
  const file = bench.keyFile();
  return signJwt(
    keys.serviceKey,
    {},
    {
      iss: file['client_email'],
      scope: CONTACTS,
      aud: 'https://oauth2.googleapis.com/token',
      iat: now,
      exp: now + 3600,
      sub: ANA,
      ...claims,
    },
  );
}

const grant = (text: string) =>
  post({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: text,
  });

emulatorFact(
  'auth §3: a delegated service account gets a token for a user',
  async () => {
    const {token} = await tokenOf(ANA);
    expect(token).toBeTruthy();
  },
);

emulatorFact('auth §3: tokens live for 3599 seconds', async () => {
  const {body} = await grant(assertion({}));
  expect(body).toMatchObject({expires_in: 3599, token_type: 'Bearer'});
});

emulatorFact(
  'auth §3: one scope that is not delegated fails the whole request',
  async () => {
    const {status, error} = await errorOf(
      tokenOf(ANA, [
        CONTACTS,
        'https://www.googleapis.com/auth/gmail.readonly',
      ]),
    );
    expect(status).toBe(401);
    expect(error).toBe('unauthorized_client');
  },
);

emulatorFact(
  'auth §3: contacts delegated does not cover contacts.readonly',
  async () => {
    bench.control('delegate', {scopes: ['contacts']});
    const readonly = await errorOf(
      tokenOf(ANA, ['https://www.googleapis.com/auth/contacts.readonly']),
    );
    expect(readonly.status).toBe(401);
    expect((await tokenOf(ANA)).token).toBeTruthy();
  },
);

emulatorFact('auth §3: an unknown subject is 400 invalid_grant', async () => {
  const {status, body} = await grant(assertion({sub: 'no@example.com'}));
  expect(status).toBe(400);
  expect(body).toEqual({
    error: 'invalid_grant',
    error_description: 'Invalid email or User ID',
  });
});

emulatorFact(
  'auth §3: a suspended or deleted subject is 400 invalid_grant',
  async () => {
    bench.control('suspendUser', {user: ANA});
    expect((await grant(assertion({}))).body['error']).toBe('invalid_grant');
    bench.control('suspendUser', {user: ANA, suspended: false});
    expect((await grant(assertion({}))).status).toBe(200);
    bench.control('deleteUser', {user: ANA});
    expect((await grant(assertion({}))).body['error']).toBe('invalid_grant');
  },
);

emulatorFact(
  'auth §3: the signature is checked against the key file',
  async () => {
    const forged = {
      ...createKeys(),
      serviceKey: generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey,
    };
    const {status, body} = await grant(assertion({}, forged));
    expect(status).toBe(400);
    expect(body['error_description']).toBe('Invalid JWT Signature.');
  },
);

emulatorFact('auth §3: issuer, audience and times are checked', async () => {
  const now = Math.floor(Date.now() / 1000);
  for (const claims of [
    {iss: 'other@project.iam.gserviceaccount.com'},
    {aud: 'https://elsewhere.example/token'},
    {iat: now - 7200, exp: now - 3600},
    {iat: now, exp: now + 7200},
    {iat: now + 3000, exp: now + 6000},
    {sub: 'not an address'},
  ]) {
    const {status, body} = await grant(assertion(claims));
    expect(status).toBe(400);
    expect(body['error']).toBe('invalid_grant');
  }
});

emulatorFact(
  'auth §3: delegation reaches nobody outside the domain',
  async () => {
    bench.control('addUser', {email: 'me@mail.example', consumer: true});
    const {status} = await grant(assertion({sub: 'me@mail.example'}));
    expect(status).toBe(401);
  },
);

emulatorFact(
  'auth §3: calls of a user suspended meanwhile are 401',
  async () => {
    await bench.create({names: [{givenName: 'Ida'}]});
    bench.control('suspendUser', {user: ANA});
    const {status} = await errorOf(bench.create({names: [{givenName: 'Ida'}]}));
    expect(status).toBe(401);
  },
);

emulatorFact(
  'auth §3: on a 401 the client library keeps its token; a new client signs in afresh',
  async () => {
    await bench.create({names: [{givenName: 'Ida'}]});
    bench.control('expireTokens', {user: ANA});
    expect((await errorOf(bench.create({}))).status).toBe(401);
    const fresh = new people_v1.People({
      auth: bench.jwt(ANA, [CONTACTS], bench.keyFile()),
      retryConfig: {retry: 0},
    });
    const {status} = await fresh.people.createContact({requestBody: {}});
    expect(status).toBe(200);
  },
);

emulatorFact('auth §5: the token endpoint is retried on 5xx', async () => {
  bench.control('fault', {
    method: 'token',
    effect: 'status',
    status: 503,
    count: 1,
  });
  const {token} = await tokenOf(ANA, [CONTACTS], bench.keyFile());
  expect(token).toBeTruthy();
  expect(bench.control('counters')['byMethod']['token']).toBe(2);
});

emulatorFact('auth §2: an unknown grant type is 400', async () => {
  const {status, body} = await post({grant_type: 'password'});
  expect(status).toBe(400);
  expect(body['error']).toBe('unsupported_grant_type');
});

const REDIRECT = 'http://127.0.0.1:8080/consent';

function webClient(): OAuth2Client {
  const {id, secret} = bench.control('world')['oauthClient'];
  return new OAuth2Client({
    clientId: id,
    clientSecret: secret,
    redirectUri: REDIRECT,
    transporterOptions: transporterOptions(),
  });
}

const SCOPES = ['openid', 'email', CONTACTS];

/** Where the page sends the browser when `user` decides. */
async function consent(
  user: string,
  options: Draft = {},
  decision = 'allow',
): Promise<URL> {
  const asked = new URL(
    webClient().generateAuthUrl({
      scope: SCOPES,
      access_type: 'offline',
      state: 's1',
      ...options,
    }),
  );
  asked.searchParams.set('emulator_user', user);
  asked.searchParams.set('emulator_decision', decision);
  const response = await fetch(`${bench.url}${asked.pathname}${asked.search}`, {
    redirect: 'manual',
  });
  return new URL(response.headers.get('location')!);
}

async function tokens(user: string, options: Draft = {}) {
  const target = await consent(user, options);
  const client = webClient();
  const {tokens} = await client.getToken(target.searchParams.get('code')!);
  return {client, tokens};
}

emulatorFact(
  'auth §6: the consent page names the client, the scopes and the people',
  async () => {
    const asked = new URL(webClient().generateAuthUrl({scope: SCOPES}));
    const page = await fetch(`${bench.url}${asked.pathname}${asked.search}`);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('contacts');
    expect(html).toContain(ANA);
  },
);

emulatorFact('auth §6: consent brings back a code and the state', async () => {
  const target = await consent(ANA);
  expect(target.href.startsWith(REDIRECT)).toBe(true);
  expect(target.searchParams.get('state')).toBe('s1');
  expect(target.searchParams.get('code')).toBeTruthy();
});

emulatorFact(
  'auth §6: a person who declines brings back access_denied',
  async () => {
    const target = await consent(ANA, {}, 'deny');
    expect(target.searchParams.get('error')).toBe('access_denied');
  },
);

emulatorFact(
  'auth §6: a code gives access, refresh and ID tokens, once',
  async () => {
    const target = await consent(ANA);
    const code = target.searchParams.get('code')!;
    const {tokens} = await webClient().getToken(code);
    expect(tokens.access_token).toBeTruthy();
    expect(tokens.refresh_token).toBeTruthy();
    expect(tokens.id_token).toBeTruthy();
    const {status, error} = await errorOf(webClient().getToken(code));
    expect(status).toBe(400);
    expect(error).toBe('invalid_grant');
  },
);

emulatorFact(
  'auth §6: a refresh token comes with the first consent, or when consent is asked again',
  async () => {
    expect((await tokens(ANA)).tokens.refresh_token).toBeTruthy();
    expect((await tokens(ANA)).tokens.refresh_token).toBeUndefined();
    const again = await tokens(ANA, {prompt: 'consent'});
    expect(again.tokens.refresh_token).toBeTruthy();
    const online = await tokens(BEN, {access_type: 'online'});
    expect(online.tokens.refresh_token).toBeUndefined();
  },
);

async function refreshClient(user: string) {
  const {tokens: granted} = await tokens(user, {prompt: 'consent'});
  const {id, secret} = bench.control('world')['oauthClient'];
  const client = new UserRefreshClient({
    clientId: id,
    clientSecret: secret,
    refreshToken: granted.refresh_token!,
    transporterOptions: transporterOptions(),
  });
  return {client, granted};
}

emulatorFact('auth §6: a refresh token works for the API', async () => {
  const {client} = await refreshClient(ANA);
  const people = new people_v1.People({auth: client, retryConfig: {retry: 0}});
  const {data} = await people.people.createContact({
    requestBody: {names: [{givenName: 'By consent'}]},
  });
  expect(data.names![0]!.givenName).toBe('By consent');
});

emulatorFact(
  'auth §6: a revoked consent is invalid_grant with the known sentence',
  async () => {
    const {client} = await refreshClient(ANA);
    bench.control('revokeConsent', {user: ANA});
    try {
      await client.getAccessToken();
      throw new Error('expected a refusal');
    } catch (error) {
      const {data} = (error as {response: {data: Draft}}).response;
      expect(data).toEqual({
        error: 'invalid_grant',
        error_description: 'Token has been expired or revoked.',
      });
    }
  },
);

emulatorFact(
  'auth §6: revoking through the API ends refresh and access tokens',
  async () => {
    const {granted} = await refreshClient(ANA);
    const response = await fetch(`${bench.url}/revoke`, {
      method: 'POST',
      body: new URLSearchParams({token: granted.refresh_token!}),
    });
    expect(response.status).toBe(200);
    const call = await fetch(`${bench.url}/v1/people/me?personFields=names`, {
      headers: {authorization: `Bearer ${granted.access_token}`},
    });
    expect(call.status).toBe(401);
    const again = await fetch(
      `${bench.url}/revoke?token=${granted.refresh_token}`,
      {
        method: 'POST',
      },
    );
    expect(again.status).toBe(400);
  },
);

emulatorFact(
  'auth §6: a wrong client secret is 401 invalid_client',
  async () => {
    const {id} = bench.control('world')['oauthClient'];
    const {status, body} = await post({
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_id: id,
      client_secret: 'wrong',
    });
    expect(status).toBe(401);
    expect(body['error']).toBe('invalid_client');
  },
);

emulatorFact(
  'auth §6: an unknown client or redirect is refused on the page itself',
  async () => {
    const unknown = await fetch(
      `${bench.url}/o/oauth2/v2/auth?client_id=no&redirect_uri=${REDIRECT}`,
    );
    expect(unknown.status).toBe(401);
    bench.reset({
      oauthClient: {
        id: 'c',
        secret: 's',
        redirectUris: ['https://right.example/'],
      },
    });
    const wrong = await fetch(
      `${bench.url}/o/oauth2/v2/auth?client_id=c&response_type=code&scope=openid&redirect_uri=${REDIRECT}`,
    );
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('redirect_uri_mismatch');
  },
);

emulatorFact('auth §6: PKCE is checked', async () => {
  const client = webClient();
  const {codeVerifier, codeChallenge} =
    await client.generateCodeVerifierAsync();
  const options = {
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  };
  const bad = await consent(ANA, options);
  const refused = await errorOf(
    client.getToken({
      code: bad.searchParams.get('code')!,
      codeVerifier: 'wrong',
    }),
  );
  expect(refused.status).toBe(400);
  const good = await consent(ANA, options);
  const {tokens: granted} = await client.getToken({
    code: good.searchParams.get('code')!,
    codeVerifier,
  });
  expect(granted.access_token).toBeTruthy();
});

emulatorFact(
  'auth §6: the hundred-and-first refresh token drops the first silently',
  async () => {
    const first = (await refreshClient(ANA)).granted.refresh_token!;
    for (let index = 0; index < 100; index++)
      await tokens(ANA, {prompt: 'consent'});
    const {id, secret} = bench.control('world')['oauthClient'];
    const {body} = await post({
      grant_type: 'refresh_token',
      refresh_token: first,
      client_id: id,
      client_secret: secret,
    });
    expect(body['error']).toBe('invalid_grant');
  },
);

const AUDIENCE = 'addon-client';
const verify = (idToken: string, audience?: string) =>
  new OAuth2Client({transporterOptions: transporterOptions()}).verifyIdToken({
    idToken,
    ...(audience === undefined ? {} : {audience}),
  });

const mint = (claims: Draft = {}): string =>
  bench.control('idToken', {email: ANA, audience: AUDIENCE, ...claims})[
    'idToken'
  ];

emulatorFact(
  'auth §7: an ID token verifies with the library and carries the claims',
  async () => {
    const ticket = await verify(mint(), AUDIENCE);
    expect(ticket.getPayload()).toMatchObject({
      iss: 'https://accounts.google.com',
      aud: AUDIENCE,
      email: ANA,
      email_verified: true,
      hd: 'example.com',
    });
  },
);

emulatorFact(
  'auth §7: wrong audience, other issuer and old tokens are refused by the library',
  async () => {
    const now = Math.floor(Date.now() / 1000);
    await expect(verify(mint(), 'other')).rejects.toThrow('Wrong recipient');
    await expect(
      verify(mint({iss: 'https://evil.example'}), AUDIENCE),
    ).rejects.toThrow('Invalid issuer');
    await expect(
      verify(mint({iat: now - 7200, exp: now - 3600}), AUDIENCE),
    ).rejects.toThrow('Token used too late');
  },
);

emulatorFact(
  'auth §7: the library itself lets pass: no audience given, unverified address, no hd',
  async () => {
    await expect(verify(mint({aud: 'anybody'}))).resolves.toBeTruthy();
    await expect(
      verify(mint({email_verified: false}), AUDIENCE),
    ).resolves.toBeTruthy();
    await expect(verify(mint({hd: null}), AUDIENCE)).resolves.toBeTruthy();
  },
);

emulatorFact('auth §7: consumer accounts have no hd', async () => {
  bench.control('addUser', {email: 'me@mail.example', consumer: true});
  const ticket = await verify(mint({email: 'me@mail.example'}), AUDIENCE);
  expect(ticket.getPayload()).not.toHaveProperty('hd');
});

emulatorFact(
  'auth §2: certificates come as PEM and as JWKS, and may be cached',
  async () => {
    const pem = await fetch(`${bench.url}/oauth2/v1/certs`);
    expect(pem.headers.get('cache-control')).toMatch(/max-age=\d+/);
    const certificates = (await pem.json()) as Record<string, string>;
    const [kid] = Object.keys(certificates);
    expect(certificates[kid!]).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    const jwks = (await (
      await fetch(`${bench.url}/oauth2/v3/certs`)
    ).json()) as Draft;
    expect(jwks.keys[0]).toMatchObject({
      kid,
      kty: 'RSA',
      alg: 'RS256',
      use: 'sig',
    });
  },
);

emulatorFact(
  'auth §3: the Directory wants an administrator as subject',
  async () => {
    const {status} = await errorOf(
      bench.directory(BEN).users.list({customer: 'my_customer'}),
    );
    expect(status).toBe(403);
    bench.control('setAdmin', {user: BEN});
    const {data} = await bench
      .directory(BEN)
      .users.list({customer: 'my_customer'});
    expect(data.users!.map(user => user.primaryEmail)).toContain(ADMIN);
  },
);
