/** The emulator's own keys: one signs ID tokens, one is the service account's. */
import {createPublicKey, generateKeyPairSync, sign} from 'node:crypto';
import type {KeyObject} from 'node:crypto';
import type {Draft} from '../types.ts';

export interface EmulatorKeys {
  readonly idTokenKid: string;
  readonly idTokenKey: KeyObject;
  readonly serviceKid: string;
  readonly serviceKey: KeyObject;
}

/** Key generation takes a tenth of a second; worlds may share a pair. */
export function createKeys(): EmulatorKeys {
  const make = () => generateKeyPairSync('rsa', {modulusLength: 2048});
  return {
    idTokenKid: 'emulator-id-token-key',
    idTokenKey: make().privateKey,
    serviceKid: 'emulator-service-account-key',
    serviceKey: make().privateKey,
  };
}

export const SERVICE_ACCOUNT_EMAIL =
  'sync@emulator-project.iam.gserviceaccount.com';
export const SERVICE_ACCOUNT_CLIENT_ID = '112233445566778899001';

/** The key file an administrator would download. */
export function serviceAccountKeyFile(keys: EmulatorKeys): Draft {
  return {
    type: 'service_account',
    project_id: 'emulator-project',
    private_key_id: keys.serviceKid,
    private_key: keys.serviceKey.export({type: 'pkcs8', format: 'pem'}),
    client_email: SERVICE_ACCOUNT_EMAIL,
    client_id: SERVICE_ACCOUNT_CLIENT_ID,
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token',
    auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
    universe_domain: 'googleapis.com',
  };
}

const encode = (value: unknown) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

export function signJwt(key: KeyObject, header: Draft, claims: Draft): string {
  const signed = `${encode({alg: 'RS256', ...header})}.${encode(claims)}`;
  const signature = sign('RSA-SHA256', Buffer.from(signed), key);
  return `${signed}.${signature.toString('base64url')}`;
}

/** `{kid: PEM}`; the client library takes bare public keys as well as X.509 (auth §2). */
export function pemCertificates(keys: EmulatorKeys): Draft {
  return {
    [keys.idTokenKid]: createPublicKey(keys.idTokenKey).export({
      type: 'spki',
      format: 'pem',
    }),
  };
}

export function jwkCertificates(keys: EmulatorKeys): Draft {
  return {
    keys: [
      {
        ...createPublicKey(keys.idTokenKey).export({format: 'jwk'}),
        kid: keys.idTokenKid,
        alg: 'RS256',
        use: 'sig',
      },
    ],
  };
}
