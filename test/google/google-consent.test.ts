/** auth §6: consent, refresh tokens, revocation. */
import {beforeEach, expect} from '@jest/globals';
import {OAuth2Client, UserRefreshClient} from 'google-auth-library';
import {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import type {Draft} from '../emulator/types.ts';
import {
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

async function post(form: Record<string, string>) {
  const response = await fetch(`${bench.url}/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return {status: response.status, body: (await response.json()) as Draft};
}

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
  'auth §6: after a revocation the next consent brings a refresh token again',
  async () => {
    await tokens(ANA);
    expect((await tokens(ANA)).tokens.refresh_token).toBeUndefined();
    bench.control('revokeConsent', {user: ANA});
    expect((await tokens(ANA)).tokens.refresh_token).toBeTruthy();
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
