import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {readSettings, SettingsError, type Settings} from '../settings.ts';
import {failed, ok, type Finding} from './finding.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsReport {
  readonly findings: readonly Finding[];
  /** Those that can be used, the others as if they were not set; undefined where none can. */
  readonly settings: Settings | undefined;
}

/** What goes with what: one without the other is no setting. */
const NEEDED_BY: Readonly<Record<string, string>> = {
  WORKSPACE_ADMIN: 'GOOGLE_APPLICATION_CREDENTIALS',
  GOOGLE_OAUTH_CLIENT_ID: 'GOOGLE_OAUTH_CLIENT_SECRET',
  ENCRYPTION_KEY: 'GOOGLE_OAUTH_CLIENT_SECRET',
  MAIL_FROM: 'SMTP_URL',
};

const KEY_FIX =
  'Cloud console > IAM & Admin > Service accounts > the account > Keys > Add key > JSON; set it to the path of that file, readable for the service.';

const FIXES: Readonly<Record<string, string>> = {
  GOOGLE_APPLICATION_CREDENTIALS: KEY_FIX,
  WORKSPACE_ADMIN:
    'Set it to the primary address of an admin of the workplace.',
};

/** Every setting that is missing or malformed, a line each. */
export function checkSettings(env: Environment): SettingsReport {
  const read = tryToRead(env);
  if (read instanceof SettingsError) {
    const bad = read.lines.map(line => line.split(':')[0] ?? '');
    const unusable = new Set(bad.flatMap(name => [name, NEEDED_BY[name]]));
    const others = Object.entries(env).filter(([name]) => !unusable.has(name));
    const usable = tryToRead(Object.fromEntries(others));
    return {
      findings: read.lines.map(describe),
      settings: usable instanceof SettingsError ? undefined : usable,
    };
  }
  const findings = [ok('Settings', 'complete and well formed')];
  return {findings: [...findings, ...checkMissing(read)], settings: read};
}

function tryToRead(env: Environment): Settings | SettingsError {
  try {
    return readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
}

function describe(line: string): Finding {
  const [name = '', ...message] = line.split(': ');
  const fix = FIXES[name] ?? `Set ${name} in the service’s environment.`;
  return failed(name, message.join(': '), fix);
}

/** Settings that have no default that works. */
function checkMissing(settings: Settings): readonly Finding[] {
  if (settings.delegation !== undefined) return [];
  return [failed('GOOGLE_APPLICATION_CREDENTIALS', 'is not set', KEY_FIX)];
}

/** Who may sign in. Client ids are no secret. */
export function checkAudiences({idTokenAudiences}: Settings): Finding {
  const what = 'ID_TOKEN_AUDIENCES';
  return idTokenAudiences.length > 0
    ? ok(what, idTokenAudiences.join(', '))
    : failed(
        what,
        'is empty: every call to the API is refused',
        'Set it to the OAuth client IDs that people sign in with, comma separated: the `aud` of the add-on’s ID token, the console’s client ID.',
      );
}

/** What stands in the key file beside the key: all an admin has to copy somewhere. */
export interface KeyFile {
  /** The number to which scopes are delegated. */
  readonly clientId: string;
  /** The Cloud project whose APIs are used. */
  readonly projectId: string;
}

const KEY_FILE = z.object({
  client_id: z.string().default('(client_id of the key file)'),
  project_id: z.string().default(''),
});

/** Of a file that the settings were read from already. */
export function readKeyFile(path: string): KeyFile {
  const file = KEY_FILE.parse(JSON.parse(readFileSync(path, 'utf8')));
  return {clientId: file.client_id, projectId: file.project_id};
}
