import {createSign, generateKeyPairSync, randomUUID} from 'node:crypto';
import {gaxios} from 'google-auth-library';

/** Signs ID tokens as Google does, with certificates served in Google's place. */
export interface TokenIssuer {
  readonly keyId: string;
  readonly transporter: gaxios.Gaxios;
  /** Claims on top of a valid token's; `undefined` takes one away. */
  readonly sign: (
    claims: object,
    header?: {readonly alg?: string; readonly kid?: string},
  ) => string;
  readonly certificateFetches: () => number;
  readonly failCertificates: () => void;
}

const CERTIFICATES_URL = 'https://www.googleapis.com/oauth2/v1/certs';
const encode = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

export function createTokenIssuer(): TokenIssuer {
  const {privateKey, publicKey} = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const keyId = randomUUID();
  const certificates = {
    [keyId]: publicKey.export({type: 'spki', format: 'pem'}),
  };
  let fetches = 0;
  let failing = false;
  const transporter = new gaxios.Gaxios({
    retryConfig: {retry: 0},
    fetchImplementation: async input => {
      if (String(input) !== CERTIFICATES_URL) {
        throw new Error('Only certificates are fetched to sign in.');
      }
      fetches += 1;
      return failing
        ? new Response('{}', {status: 503})
        : Response.json(certificates, {
            headers: {'cache-control': 'public, max-age=3600'},
          });
    },
  });
  return {
    keyId,
    transporter,
    certificateFetches: () => fetches,
    failCertificates: () => {
      failing = true;
    },
    sign: (claims, header) => {
      const issued = Math.floor(Date.now() / 1000);
      const signed = `${encode({alg: 'RS256', kid: keyId, ...header})}.${encode(
        {
          iss: 'https://accounts.google.com',
          email_verified: true,
          iat: issued,
          exp: issued + 3600,
          ...claims,
        },
      )}`;
      const signature = createSign('sha256').update(signed).sign(privateKey);
      return `${signed}.${signature.toString('base64url')}`;
    },
  };
}
