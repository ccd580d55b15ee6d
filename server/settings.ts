import {createPrivateKey} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {isIPv6} from 'node:net';
import {z} from 'zod';
import type {MailSettings, SmtpServer} from './mail/mailer.ts';

const DAY_SECONDS = 86_400;
const PORT_MAX = 65_535;
const ENCRYPTION_KEY_BYTES = 32;

export interface ServiceAccount {
  readonly clientEmail: string;
  /** PEM. */
  readonly privateKey: string;
}

export interface OAuthClient {
  readonly id: string;
  readonly secret: string;
  /** For stored refresh tokens. */
  readonly encryptionKey: Buffer;
}

export interface Delegation {
  readonly serviceAccount: ServiceAccount;
  /** Address impersonated for the Directory API. */
  readonly admin: string;
}

/** The service's settings, read once at start; nothing else reads the environment. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** Absent: the embedded database under `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly delegation: Delegation | undefined;
  /** Present when the consent flow and the console's sign-in are on. */
  readonly oauthClient: OAuthClient | undefined;
  /** Empty refuses every token. */
  readonly idTokenAudiences: readonly string[];
  /** `host:port` on this machine that answers in Google's place. */
  readonly emulatorHost: string | undefined;
  /** Absent: notices are not mailed. */
  readonly mail: MailSettings | undefined;
  readonly syncIntervalMs: number;
  readonly directoryIntervalMs: number;
  readonly createConfirmMs: number;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = [
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'silent',
] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Settings that cannot be used: a line for each, naming the variable and never a value. */
export class SettingsError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'SettingsError';
    this.lines = lines;
  }
}

const address = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+$/, 'must be an address such as admin@example.com');

const VARIABLES = z.object({
  PORT: wholeNumber({min: 0, max: PORT_MAX}).default(8080),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an IP address')
    .default('127.0.0.1'),
  PUBLIC_URL: z
    .string()
    .refine(isPublicUrl, 'must be an http or https address without a query')
    .transform(url => url.replace(/\/+$/, ''))
    .optional(),
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'must be a postgres:// address')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  GOOGLE_APPLICATION_CREDENTIALS: z
    .string()
    .transform(readServiceAccount)
    .optional(),
  WORKSPACE_ADMIN: address.optional(),
  GOOGLE_OAUTH_CLIENT_ID: z.string().optional(),
  GOOGLE_OAUTH_CLIENT_SECRET: z.string().optional(),
  ENCRYPTION_KEY: z.string().transform(decodeKey).optional(),
  WORKSPACE_EMULATOR_HOST: z
    .string()
    .refine(isLoopback, 'must be host:port on this machine (loopback)')
    .optional(),
  SMTP_URL: z.string().transform(readSmtpServer).optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^\s@<>]+@[^\s@<>]+|[^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>)$/,
      'must be an address, or a name with one: Contacts <contacts@example.com>',
    )
    .optional(),
  SYNC_INTERVAL_SECONDS: wholeNumber({min: 1, max: DAY_SECONDS}).default(60),
  DIRECTORY_INTERVAL_SECONDS: wholeNumber({min: 1, max: DAY_SECONDS}).default(
    300,
  ),
  CREATE_CONFIRM_SECONDS: wholeNumber({min: 0, max: DAY_SECONDS}).default(30),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .default('info'),
});

type Variables = z.output<typeof VARIABLES>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings of contract section 2 from environment variables. A variable
 * set to nothing counts as unset, `ID_TOKEN_AUDIENCES` excepted.
 *
 * @throws SettingsError with one line for each setting that is missing or malformed.
 */
export function readSettings(env: Environment): Settings {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== ''),
  );
  const parsed = VARIABLES.safeParse(given);
  const lines = [
    ...(parsed.success ? [] : parsed.error.issues.map(describe)),
    ...missingLines(given),
  ];
  if (!parsed.success || lines.length > 0) throw new SettingsError(lines);
  return toSettings(parsed.data, readAudiences(env));
}

/** What one setting demands of another. */
function missingLines(env: Environment): readonly string[] {
  const has = (name: string) => env[name] !== undefined;
  const requirements = [
    ['GOOGLE_OAUTH_CLIENT_SECRET', 'GOOGLE_OAUTH_CLIENT_ID'],
    ['GOOGLE_OAUTH_CLIENT_SECRET', 'ENCRYPTION_KEY'],
    ['GOOGLE_APPLICATION_CREDENTIALS', 'WORKSPACE_ADMIN'],
    ['SMTP_URL', 'MAIL_FROM'],
  ] as const;
  return requirements
    .filter(([given, needed]) => has(given) && !has(needed))
    .map(([given, needed]) => `${needed}: is required with ${given}`);
}

function toSettings(
  variables: Variables,
  idTokenAudiences: readonly string[],
): Settings {
  const {HOST: host, PORT: port} = variables;
  const urlHost = isIPv6(host) ? `[${host}]` : host;
  return {
    port,
    host,
    publicUrl: variables.PUBLIC_URL ?? `http://${urlHost}:${port}`,
    databaseUrl: variables.DATABASE_URL,
    dataDir: variables.DATA_DIR,
    delegation: readDelegation(variables),
    oauthClient: readOAuthClient(variables),
    idTokenAudiences,
    emulatorHost: variables.WORKSPACE_EMULATOR_HOST,
    mail: readMail(variables),
    syncIntervalMs: variables.SYNC_INTERVAL_SECONDS * 1000,
    directoryIntervalMs: variables.DIRECTORY_INTERVAL_SECONDS * 1000,
    createConfirmMs: variables.CREATE_CONFIRM_SECONDS * 1000,
    logLevel: variables.LOG_LEVEL,
  };
}

function readDelegation(variables: Variables): Delegation | undefined {
  const {
    GOOGLE_APPLICATION_CREDENTIALS: serviceAccount,
    WORKSPACE_ADMIN: admin,
  } = variables;
  return serviceAccount && admin ? {serviceAccount, admin} : undefined;
}

function readMail({
  SMTP_URL: smtp,
  MAIL_FROM: from,
}: Variables): MailSettings | undefined {
  return smtp && from ? {smtp, from} : undefined;
}

function readOAuthClient(variables: Variables): OAuthClient | undefined {
  const {
    GOOGLE_OAUTH_CLIENT_ID: id,
    GOOGLE_OAUTH_CLIENT_SECRET: secret,
    ENCRYPTION_KEY: encryptionKey,
  } = variables;
  return id && secret && encryptionKey
    ? {id, secret, encryptionKey}
    : undefined;
}

/** Set to nothing it refuses every token; unset, the client id is its default. */
function readAudiences(env: Environment): readonly string[] {
  const audiences =
    env['ID_TOKEN_AUDIENCES'] ?? env['GOOGLE_OAUTH_CLIENT_ID'] ?? '';
  return audiences
    .split(',')
    .map(audience => audience.trim())
    .filter(audience => audience !== '');
}

function describe(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')}: ${issue.message}`;
}

function wholeNumber({min, max}: {min: number; max: number}) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine(value => value >= min && value <= max, message);
}

function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const {protocol, search, hash} = new URL(text);
  return ['http:', 'https:'].includes(protocol) && search === '' && hash === '';
}

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
}

/** Plain HTTP may carry a stand-in's traffic only where it never leaves the machine. */
function isLoopback(text: string): boolean {
  const match =
    /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]):(?<port>\d{1,5})$/.exec(
      text,
    );
  const port = Number(match?.groups?.['port']);
  return port >= 1 && port <= PORT_MAX && URL.canParse(`http://${text}/`);
}

const LOOPBACK_HOST = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;
/** Submission (RFC 6409), and over TLS (RFC 8314, section 3.3). */
const SMTP_PORT = 587;
const SMTPS_PORT = 465;

function readSmtpServer(
  text: string,
  context: z.core.$RefinementCtx,
): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secure = url?.protocol === 'smtps:';
  const user = decodePart(url?.username);
  const pass = decodePart(url?.password);
  const isSmtp = secure || url?.protocol === 'smtp:';
  const isBare =
    url && ['', '/'].includes(url.pathname + url.search + url.hash);
  if (
    !isSmtp ||
    !isBare ||
    url.hostname === '' ||
    user === undefined ||
    pass === undefined
  ) {
    context.addIssue({
      code: 'custom',
      message:
        'must be smtp:// or smtps://, user:password@ if needed, host:port',
    });
    return z.NEVER;
  }
  const {hostname, port} = url;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? SMTPS_PORT : SMTP_PORT) : Number(port),
    secure,
    auth: user === '' ? undefined : {user, pass},
    isLocal: LOOPBACK_HOST.test(hostname),
  };
}

/** Undefined for what is no percent-encoding. */
function decodePart(text = ''): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function decodeKey(text: string, context: z.core.$RefinementCtx): Buffer {
  const key = Buffer.from(text, 'base64');
  if (
    key.length !== ENCRYPTION_KEY_BYTES ||
    key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')
  ) {
    context.addIssue({
      code: 'custom',
      message: `must be ${ENCRYPTION_KEY_BYTES} bytes in base64 (openssl rand -base64 32)`,
    });
  }
  return key;
}

const KEY_FILE = z.object({
  client_email: z.string(),
  private_key: z.string().refine(isPrivateKey),
});

function readServiceAccount(
  path: string,
  context: z.core.$RefinementCtx,
): ServiceAccount {
  const file = readJson(path);
  const parsed = KEY_FILE.safeParse(file);
  if (!parsed.success) {
    context.addIssue({
      code: 'custom',
      message:
        file === undefined
          ? 'must be the path of a readable JSON file'
          : 'must be a service account key file with client_email and private_key',
    });
    return z.NEVER;
  }
  return {
    clientEmail: parsed.data.client_email,
    privateKey: parsed.data.private_key,
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** @throws SettingsError where the service would start without its key. */
export function requireDelegation({delegation}: Settings): Delegation {
  if (delegation !== undefined) return delegation;
  throw new SettingsError([
    'GOOGLE_APPLICATION_CREDENTIALS: is required: the key file of a service account with domain-wide delegation',
  ]);
}
