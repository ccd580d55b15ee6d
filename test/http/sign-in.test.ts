import {beforeAll, describe, expect, test} from '@jest/globals';
import {createSignIn} from '../../server/http/sign-in.ts';
import {createTokenIssuer, type TokenIssuer} from './support/token-issuer.ts';

const AUDIENCE = 'client.apps.googleusercontent.com';
const CLAIMS = {
  sub: '104200000000000000001',
  email: 'hanako@example.co.jp',
};

let issuer: TokenIssuer;
let stranger: TokenIssuer;

beforeAll(() => {
  issuer = createTokenIssuer();
  stranger = createTokenIssuer();
});

function signIn(token: string, audiences = [AUDIENCE]) {
  return createSignIn({audiences, transporter: issuer.transporter})(token);
}

test('a token of Google for this service says who calls', async () => {
  const token = issuer.sign({...CLAIMS, aud: AUDIENCE, hd: 'example.co.jp'});
  expect(await signIn(token)).toMatchObject({
    kind: 'ok',
    claims: {...CLAIMS, hd: 'example.co.jp'},
  });
});

test('any of several audiences is accepted', async () => {
  const token = issuer.sign({...CLAIMS, aud: AUDIENCE});
  expect(await signIn(token, ['other', AUDIENCE])).toMatchObject({kind: 'ok'});
});

test('the certificates are fetched once, as long as Google says they last', async () => {
  const own = createTokenIssuer();
  const verify = createSignIn({
    audiences: [AUDIENCE],
    transporter: own.transporter,
  });
  const token = own.sign({...CLAIMS, aud: AUDIENCE});
  await verify(token);
  await verify(token);
  expect(own.certificateFetches()).toBe(1);
});

const now = () => Math.floor(Date.now() / 1000);

describe('a token is refused', () => {
  test.each<[string, () => object]>([
    ['for another audience', () => ({aud: 'other'})],
    ['for no audience', () => ({aud: undefined})],
    ['for several audiences', () => ({aud: [AUDIENCE, 'other']})],
    ['of another issuer', () => ({iss: 'https://accounts.example.com'})],
    ['that expired a second ago', () => ({exp: now() - 1})],
    ['that is valid for longer than a day', () => ({exp: now() + 90_000})],
    ['from the future', () => ({iat: now() + 120})],
    ['without an expiry', () => ({exp: undefined})],
    ['without a subject', () => ({sub: undefined})],
    ['with an empty subject', () => ({sub: ''})],
    ['without an address', () => ({email: undefined})],
    ['whose address is not verified', () => ({email_verified: false})],
    ['whose address is verified in words', () => ({email_verified: 'true'})],
    ['that says nothing of verification', () => ({email_verified: undefined})],
  ])('%s', async (_case, claims) => {
    const token = issuer.sign({...CLAIMS, aud: AUDIENCE, ...claims()});
    expect(await signIn(token)).toEqual({kind: 'refused'});
  });

  test('signed by somebody else', async () => {
    const token = stranger.sign({...CLAIMS, aud: AUDIENCE});
    expect(await signIn(token)).toEqual({kind: 'refused'});
  });

  test('signed by somebody else under a key id of Google', async () => {
    const token = stranger.sign(
      {...CLAIMS, aud: AUDIENCE},
      {kid: issuer.keyId},
    );
    expect(await signIn(token)).toEqual({kind: 'refused'});
  });

  test.each(['none', 'HS256', 'RS512', 'ES256'])(
    'that says its algorithm is %s',
    async alg => {
      const token = issuer.sign({...CLAIMS, aud: AUDIENCE}, {alg});
      expect(await signIn(token)).toEqual({kind: 'refused'});
    },
  );

  test('without a signature', async () => {
    const [header, payload] = issuer
      .sign({...CLAIMS, aud: AUDIENCE})
      .split('.');
    expect(await signIn(`${header}.${payload}.`)).toEqual({kind: 'refused'});
    expect(await signIn(`${header}.${payload}`)).toEqual({kind: 'refused'});
  });

  test.each(['', 'a.b.c', '...', 'x'.repeat(10_000)])(
    'that is none: %#',
    async token => {
      expect(await signIn(token)).toEqual({kind: 'refused'});
    },
  );

  test('where the service accepts no audience at all', async () => {
    const token = issuer.sign({...CLAIMS, aud: AUDIENCE});
    expect(await signIn(token, [])).toEqual({kind: 'refused'});
    const empty = issuer.sign({...CLAIMS, aud: ''});
    expect(await signIn(empty, [])).toEqual({kind: 'refused'});
  });
});

test('certificates out of reach are nobody’s fault', async () => {
  const own = createTokenIssuer();
  own.failCertificates();
  const verify = createSignIn({
    audiences: [AUDIENCE],
    transporter: own.transporter,
  });
  expect(await verify(own.sign({...CLAIMS, aud: AUDIENCE}))).toEqual({
    kind: 'unavailable',
  });
});
