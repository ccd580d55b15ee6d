import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {
  ADMIN_SCOPES,
  USER_SCOPES,
  createCredentials,
} from '../../server/google/credentials.ts';
import {createTransport} from '../../server/google/transport.ts';

const {privateKey} = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
  publicKeyEncoding: {type: 'spki', format: 'pem'},
});
const key = {clientEmail: 'service@example.com', privateKey};

describe('scopes', () => {
  test('are those of the contract and no others', () => {
    const prefix = 'https://www.googleapis.com/auth/';
    expect(USER_SCOPES).toEqual([`${prefix}contacts`]);
    expect(ADMIN_SCOPES).toEqual([
      `${prefix}admin.directory.user.readonly`,
      `${prefix}admin.directory.group.readonly`,
      `${prefix}admin.directory.domain.readonly`,
      `${prefix}admin.directory.customer.readonly`,
    ]);
  });
});

describe('clients', () => {
  /** Credentials whose Google mints tokens of the given lifetime. */
  function credentialsOf(expiresIn = 3_599, clientsMax?: number) {
    const assertions: Record<string, unknown>[] = [];
    const transport = createTransport({
      fetch: async (_url, init) => {
        const form = new URLSearchParams(String(init?.body));
        const claims = form.get('assertion')?.split('.')[1] ?? '';
        assertions.push(
          JSON.parse(Buffer.from(claims, 'base64url').toString()),
        );
        return Response.json({
          access_token: `token ${assertions.length}`,
          expires_in: expiresIn,
          token_type: 'Bearer',
        });
      },
    });
    const credentials = createCredentials({
      key,
      transport,
      ...(clientsMax === undefined ? {} : {clientsMax}),
    });
    return {credentials, assertions};
  }

  test('speak for their subject with their scopes', async () => {
    const {credentials, assertions} = credentialsOf();
    const access = credentials.accessFor('ann@example.com', USER_SCOPES);
    await access.client().getAccessToken();
    expect(assertions).toMatchObject([
      {
        iss: 'service@example.com',
        sub: 'ann@example.com',
        scope: USER_SCOPES.join(' '),
        aud: 'https://oauth2.googleapis.com/token',
      },
    ]);
  });

  test('keep their token, also one of five minutes', async () => {
    const {credentials, assertions} = credentialsOf(300);
    for (let call = 0; call < 3; call++) {
      const access = credentials.accessFor('ann@example.com', USER_SCOPES);
      await access.client().getAccessToken();
    }
    expect(assertions).toHaveLength(1);
  });

  test('of two subjects or two sets of scopes are two', () => {
    const {credentials} = credentialsOf();
    const ann = credentials.accessFor('ann@example.com', USER_SCOPES);
    const bob = credentials.accessFor('bob@example.com', USER_SCOPES);
    const admin = credentials.accessFor('ann@example.com', ADMIN_SCOPES);
    expect(ann.client()).toBe(ann.client());
    expect(bob.client()).not.toBe(ann.client());
    expect(admin.client()).not.toBe(ann.client());
  });

  test('whose token was refused are made anew, once for all who saw it', async () => {
    const {credentials, assertions} = credentialsOf();
    const access = credentials.accessFor('ann@example.com', USER_SCOPES);
    const refused = access.client();
    await refused.getAccessToken();
    access.drop(refused);
    const renewed = access.client();
    expect(renewed).not.toBe(refused);
    access.drop(refused);
    expect(access.client()).toBe(renewed);
    await renewed.getAccessToken();
    expect(assertions).toHaveLength(2);
  });

  test('are forgotten beyond the bound, the least recently used first', () => {
    const {credentials} = credentialsOf(3_599, 2);
    const [ann, bob, eve] = ['ann', 'bob', 'eve'].map(name =>
      credentials.accessFor(`${name}@example.com`, USER_SCOPES),
    );
    const anns = ann!.client();
    const bobs = bob!.client();
    expect(ann!.client()).toBe(anns);
    eve!.client();
    expect(ann!.client()).toBe(anns);
    expect(bob!.client()).not.toBe(bobs);
  });
});
