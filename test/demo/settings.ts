import {readSettings, SettingsError} from '../../server/settings.ts';
import {DemoFault} from './fault.ts';
import {claimPort, freePort} from './ports.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The service's own settings that the demo leaves to the reader. Without PORT the usual one
 * is taken when it is free, and any other when not.
 *
 * @throws DemoFault that names what is malformed or taken.
 */
export async function readDemoSettings(
  env: Environment,
): Promise<{readonly dataDir: string; readonly port: number}> {
  const {PORT, DATA_DIR, LOG_LEVEL} = env;
  try {
    const {dataDir, port} = readSettings({PORT, DATA_DIR, LOG_LEVEL});
    return {dataDir, port: PORT ? await claimPort(port) : await freePort(port)};
  } catch (error) {
    if (error instanceof SettingsError) throw new DemoFault(error.message);
    throw error;
  }
}

/** Settings that would lead the service away from the demo. */
export const NOT_FOR_THE_DEMO = {
  DATABASE_URL: undefined,
  PUBLIC_URL: undefined,
  GOOGLE_OAUTH_CLIENT_ID: undefined,
  GOOGLE_OAUTH_CLIENT_SECRET: undefined,
  ENCRYPTION_KEY: undefined,
  SMTP_URL: undefined,
  MAIL_FROM: undefined,
  DIRECTORY_INTERVAL_SECONDS: undefined,
  CREATE_CONFIRM_SECONDS: undefined,
};
