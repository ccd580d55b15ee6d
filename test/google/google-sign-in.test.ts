/** auth §2, §3, §5, §7: delegation, the token endpoint, ID tokens. */
import {beforeEach, expect} from '@jest/globals';
import {generateKeyPairSync} from 'node:crypto';
import {OAuth2Client} from 'google-auth-library';
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
  'auth §3: delegation that no longer reaches one person is 401 unauthorized_client for them, at once, until it does again',
  async () => {
    const {token} = await tokenOf(ANA);
    bench.control('revokeConsent', {user: ANA});
    const call = await fetch(`${bench.url}/v1/people/me?personFields=names`, {
      headers: {authorization: `Bearer ${token}`},
    });
    expect(call.status).toBe(401);
    const refused = await grant(assertion({}));
    expect(refused).toEqual({
      status: 401,
      body: {
        error: 'unauthorized_client',
        error_description:
          'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
      },
    });
    expect((await grant(assertion({sub: BEN}))).status).toBe(200);
    expect(bench.control('grantConsent', {user: ANA})).toEqual({granted: true});
    expect((await grant(assertion({}))).status).toBe(200);
  },
);

emulatorFact(
  'auth §3: or it is one of the other refusals of the token endpoint, by a switch',
  async () => {
    bench.control('revokeConsent', {user: ANA});
    for (const [revokedDelegation, status, error] of [
      ['accessDenied', 403, 'access_denied'],
      ['invalidGrant', 400, 'invalid_grant'],
    ] as const) {
      bench.control('switches', {revokedDelegation});
      const refused = await grant(assertion({}));
      expect(refused.status).toBe(status);
      expect(refused.body['error']).toBe(error);
    }
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
