import {generateKeyPairSync} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {readSettings, SettingsError} from '../server/settings.ts';

const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');

let folder: string;
let keyFile: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  keyFile = join(folder, 'key.json');
  const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  writeFileSync(
    keyFile,
    JSON.stringify({
      client_email: 'sync@project.iam.gserviceaccount.com',
      private_key: privateKey.export({type: 'pkcs8', format: 'pem'}),
    }),
  );
});

afterAll(() => rmSync(folder, {recursive: true}));

function linesOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.lines;
    throw error;
  }
  return [];
}

test('an empty environment gives the defaults', () => {
  expect(readSettings({})).toEqual({
    port: 8080,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1:8080',
    databaseUrl: undefined,
    dataDir: './data',
    delegation: undefined,
    oauthClient: undefined,
    idTokenAudiences: [],
    emulatorHost: undefined,
    mail: undefined,
    syncIntervalMs: 60_000,
    directoryIntervalMs: 300_000,
    createConfirmMs: 30_000,
    logLevel: 'info',
  });
});

test('a variable set to nothing counts as unset', () => {
  expect(readSettings({PORT: '', DATABASE_URL: '', HOST: ''})).toEqual(
    readSettings({}),
  );
});

test('every setting is read', () => {
  expect(
    readSettings({
      PORT: '9000',
      HOST: '::1',
      PUBLIC_URL: 'https://contacts.example.com/',
      DATABASE_URL: 'postgresql:///contacts?host=/run/postgresql',
      DATA_DIR: '/var/lib/contacts',
      GOOGLE_APPLICATION_CREDENTIALS: keyFile,
      WORKSPACE_ADMIN: 'admin@example.com',
      GOOGLE_OAUTH_CLIENT_ID: 'client',
      GOOGLE_OAUTH_CLIENT_SECRET: 'secret',
      ID_TOKEN_AUDIENCES: 'one, two',
      ENCRYPTION_KEY,
      WORKSPACE_EMULATOR_HOST: 'localhost:9999',
      SMTP_URL: 'smtps://robot:p%40ss@mail.example.com',
      MAIL_FROM: 'Contacts <contacts@example.com>',
      SYNC_INTERVAL_SECONDS: '1',
      DIRECTORY_INTERVAL_SECONDS: '2',
      CREATE_CONFIRM_SECONDS: '0',
      LOG_LEVEL: 'debug',
    }),
  ).toEqual({
    port: 9000,
    host: '::1',
    publicUrl: 'https://contacts.example.com',
    databaseUrl: 'postgresql:///contacts?host=/run/postgresql',
    dataDir: '/var/lib/contacts',
    delegation: {
      serviceAccount: {
        clientEmail: 'sync@project.iam.gserviceaccount.com',
        privateKey: expect.stringContaining('PRIVATE KEY'),
      },
      admin: 'admin@example.com',
    },
    oauthClient: {
      id: 'client',
      secret: 'secret',
      encryptionKey: Buffer.from(ENCRYPTION_KEY, 'base64'),
    },
    idTokenAudiences: ['one', 'two'],
    emulatorHost: 'localhost:9999',
    mail: {
      smtp: {
        host: 'mail.example.com',
        port: 465,
        secure: true,
        auth: {user: 'robot', pass: 'p@ss'},
        isLocal: false,
      },
      from: 'Contacts <contacts@example.com>',
    },
    syncIntervalMs: 1000,
    directoryIntervalMs: 2000,
    createConfirmMs: 0,
    logLevel: 'debug',
  });
});

test('an IPv6 host stands in brackets in the public address', () => {
  expect(readSettings({HOST: '::1'}).publicUrl).toBe('http://[::1]:8080');
});

describe('accepted audiences of ID tokens', () => {
  test('are the client id where nothing is said', () => {
    expect(
      readSettings({GOOGLE_OAUTH_CLIENT_ID: 'client'}).idTokenAudiences,
    ).toEqual(['client']);
  });

  test.each(['', ' ', ',', ' , '])('are none when set to %j', audiences => {
    expect(
      readSettings({
        GOOGLE_OAUTH_CLIENT_ID: 'client',
        ID_TOKEN_AUDIENCES: audiences,
      }).idTokenAudiences,
    ).toEqual([]);
  });
});

test.each([
  ['PORT', '70000'],
  ['PORT', '80 '],
  ['PORT', '-1'],
  ['PORT', '1e3'],
  ['HOST', 'a host'],
  ['PUBLIC_URL', 'contacts.example.com'],
  ['PUBLIC_URL', 'ftp://contacts.example.com'],
  ['PUBLIC_URL', 'https://contacts.example.com/?a=1'],
  ['DATABASE_URL', 'mysql://localhost/contacts'],
  ['GOOGLE_APPLICATION_CREDENTIALS', '/nowhere/key.json'],
  ['WORKSPACE_ADMIN', 'admin'],
  ['ENCRYPTION_KEY', 'short'],
  ['ENCRYPTION_KEY', Buffer.alloc(16).toString('base64')],
  ['WORKSPACE_EMULATOR_HOST', 'localhost'],
  ['WORKSPACE_EMULATOR_HOST', 'emulator.example.com:80'],
  ['WORKSPACE_EMULATOR_HOST', '10.0.0.1:80'],
  ['WORKSPACE_EMULATOR_HOST', '127.0.0.1.example.com:80'],
  ['WORKSPACE_EMULATOR_HOST', 'localhost:0'],
  ['WORKSPACE_EMULATOR_HOST', 'http://localhost:80'],
  ['SMTP_URL', 'mail.example.com'],
  ['SMTP_URL', 'http://mail.example.com'],
  ['SMTP_URL', 'smtp://'],
  ['SMTP_URL', 'smtp://mail.example.com:70000'],
  ['SMTP_URL', 'smtp://robot:%zz@mail.example.com'],
  ['SMTP_URL', 'smtp://mail.example.com/?rejectUnauthorized=false'],
  ['MAIL_FROM', 'contacts'],
  ['MAIL_FROM', 'Contacts <contacts>'],
  ['MAIL_FROM', 'a@example.com, b@example.com'],
  ['MAIL_FROM', 'Contacts\r\nBcc: x <contacts@example.com>'],
  ['SYNC_INTERVAL_SECONDS', '0'],
  ['SYNC_INTERVAL_SECONDS', '86401'],
  ['DIRECTORY_INTERVAL_SECONDS', '0.5'],
  ['CREATE_CONFIRM_SECONDS', 'soon'],
  ['LOG_LEVEL', 'loud'],
])('%s=%j is refused in one line that names it', (name, value) => {
  const extra = {
    ...(name === 'GOOGLE_APPLICATION_CREDENTIALS' && {
      WORKSPACE_ADMIN: 'admin@example.com',
    }),
    ...(name === 'SMTP_URL' && {MAIL_FROM: 'contacts@example.com'}),
  };
  expect(linesOf({[name]: value, ...extra})).toEqual([
    expect.stringMatching(new RegExp(`^${name}: [^\\n]+$`)),
  ]);
});

test('a key file of another kind is refused', () => {
  const path = join(folder, 'other.json');
  writeFileSync(path, '{"type": "authorized_user"}');
  expect(
    linesOf({
      GOOGLE_APPLICATION_CREDENTIALS: path,
      WORKSPACE_ADMIN: 'admin@example.com',
    }),
  ).toEqual([
    'GOOGLE_APPLICATION_CREDENTIALS: must be a service account key file with client_email and private_key',
  ]);
});

test('the consent flow needs the client id and the encryption key', () => {
  expect(linesOf({GOOGLE_OAUTH_CLIENT_SECRET: 'secret'})).toEqual([
    'GOOGLE_OAUTH_CLIENT_ID: is required with GOOGLE_OAUTH_CLIENT_SECRET',
    'ENCRYPTION_KEY: is required with GOOGLE_OAUTH_CLIENT_SECRET',
  ]);
});

test('delegation needs the admin it impersonates for the Directory', () => {
  expect(linesOf({GOOGLE_APPLICATION_CREDENTIALS: keyFile})).toEqual([
    'WORKSPACE_ADMIN: is required with GOOGLE_APPLICATION_CREDENTIALS',
  ]);
});

test.each([
  ['smtp://localhost:2525', {host: 'localhost', port: 2525, isLocal: true}],
  ['smtp://[::1]', {host: '::1', port: 587, isLocal: true}],
  ['smtp://mail.example.com', {port: 587, secure: false, auth: undefined}],
])('mail goes through %s', (SMTP_URL, smtp) => {
  const {mail} = readSettings({SMTP_URL, MAIL_FROM: 'contacts@example.com'});
  expect(mail).toMatchObject({smtp, from: 'contacts@example.com'});
});

test('mail needs a sender', () => {
  expect(linesOf({SMTP_URL: 'smtp://localhost'})).toEqual([
    'MAIL_FROM: is required with SMTP_URL',
  ]);
});

test('a refused setting is never echoed', () => {
  const secret = 'hunter2';
  const lines = linesOf({
    DATABASE_URL: `mysql://user:${secret}@localhost`,
    ENCRYPTION_KEY: secret,
    GOOGLE_OAUTH_CLIENT_SECRET: secret,
    PUBLIC_URL: secret,
    SMTP_URL: `smtp://robot:${secret}@localhost/x`,
    LOG_LEVEL: secret,
  });
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.join()).not.toContain(secret);
});

test('every bad setting has its own line', () => {
  expect(linesOf({PORT: 'x', LOG_LEVEL: 'y'})).toHaveLength(2);
});
