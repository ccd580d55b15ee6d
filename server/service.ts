import {randomUUID} from 'node:crypto';
import {setTimeout as delay} from 'node:timers/promises';
import type {Logger} from 'pino';
import {Registry} from 'prom-client';
import {v7 as uuidv7} from 'uuid';
import {excessOf} from './contract/person.ts';
import type {Content} from './core/content.ts';
import type {DirectoryClient, Outcome} from './core/google.ts';
import type {Languages} from './formats/language.ts';
import {createCredentials, type Credentials} from './google/credentials.ts';
import {createDirectoryClient} from './google/directory-client.ts';
import {createPeopleClient} from './google/people-client.ts';
import {SYNC_PARAMETERS} from './google/person.ts';
import {createPhotoReader} from './google/photo-reader.ts';
import {createTransport} from './google/transport.ts';
import {createApp} from './http/app.ts';
import {createSignIn} from './http/sign-in.ts';
import {loadLanguages} from './languages.ts';
import {runMailLane} from './mail/mail-lane.ts';
import {runDirectoryLane} from './queue/directory-lane.ts';
import type {Handlers} from './queue/run-lane.ts';
import {createWorker, type Worker} from './queue/worker.ts';
import {requireDelegation, type Settings} from './settings.ts';
import {stopService} from './stop-service.ts';
import type {Database} from './store/database.ts';
import {ACCOUNT_CONTACTS_MAX} from './store/account-size.ts';
import {isMigrated, migrate} from './store/migrate.ts';
import {forgoTurn} from './store/quota.ts';
import {pollNow, waitNoLonger} from './store/sync-state.ts';
import {applyActs, applyWhole} from './sync/apply-acts.ts';
import {applyImport} from './sync/apply-import.ts';
import {startOnWorkplace} from './sync/bind-workplace.ts';
import {findDuplicatesOf} from './sync/find-duplicates.ts';
import {createLinker} from './sync/linkage-thread.ts';
import {createPacer} from './sync/pacer.ts';
import {readNumbers} from './sync/read-numbers.ts';
import {readPrincipal} from './sync/read-principal.ts';
import type {SyncDeps} from './sync/run.ts';
import {createSyncMetrics} from './sync/sync-metrics.ts';
import {syncAccount} from './sync/sync-account.ts';

/** A started service. */
export interface Service {
  /** Where it listens: `http://HOST:PORT`. */
  readonly url: string;
  /** Finishes what is under way, within 10 s, and closes. */
  stop(): Promise<void>;
}

/**
 * Builds everything and joins it: the only place that does. The store is closed
 * when the service stops, and when it does not start.
 *
 * @throws SettingsError, or an error of one line from the store.
 */
export async function startService(
  settings: Settings,
  database: Database,
  log: Logger,
): Promise<Service> {
  try {
    return await start(settings, database, log);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function start(
  settings: Settings,
  database: Database,
  log: Logger,
): Promise<Service> {
  warnOfEmulator(settings, log);
  const {serviceAccount: key, admin} = requireDelegation(settings);
  const transport = createTransport({emulatorHost: settings.emulatorHost});
  const credentials = createCredentials({key, transport});
  const metrics = new Registry();
  const deps = createSyncDeps({
    ...{settings, database, credentials, admin, log},
    metrics,
  });
  const languages = await loadLanguages();
  const mail = await createMailHandler({settings, database, languages, log});
  const worker = createWorker({
    database,
    owner: `${process.pid}-${randomUUID()}`,
    handlers: {...createHandlers(deps), ...(mail && {mail})},
    log,
  });
  const app = await createApp({
    db: database.db,
    signIn: createSignIn({
      audiences: settings.idTokenAudiences,
      transporter: transport,
    }),
    directory: deps.directory,
    adminEmail: admin,
    people: deps.people,
    readPrincipal: principal => readPrincipal(deps, principal),
    syncNow: (accountId, limit) => syncNow(worker, accountId, limit),
    applyWhole: (tx, id) => applyWhole(tx, {fits, regionOf}, id),
    isReady: () => isMigrated(database),
    newId: uuidv7,
    regionOf,
    languages,
    publicUrl: settings.publicUrl,
    logger: log,
    metrics,
  });
  await startOnWorkplace(deps, {ready: migrate(database)});
  const url = await app.listen({host: settings.host, port: settings.port});
  await worker.start();
  return {
    url,
    stop: () => stopService({app, worker, database}),
  };
}

function fits(person: Content): boolean {
  return excessOf(person) === undefined;
}

function createHandlers(deps: SyncDeps): Handlers {
  const linker = createLinker();
  return {
    account: (accountId, hold) => syncAccount(deps, accountId, hold),
    directory: hold => runDirectoryLane(deps, hold),
    operation: (id, hold) => applyImport({...deps, fits}, id, hold),
    act: (id, hold) => applyActs({...deps, fits, regionOf}, id, hold),
    numbers: (id, hold) => readNumbers(deps, id, hold),
    search: (id, hold) => findDuplicatesOf({...deps, linker}, id, hold),
  };
}

function warnOfEmulator({emulatorHost}: Settings, log: Logger): void {
  if (emulatorHost === undefined) return;
  const fields = {emulator: emulatorHost};
  log.warn(fields, 'NOT GOOGLE: every Google call goes to the emulator');
}

/** Undefined: no mail is sent, and Nodemailer (0.2 s) is not loaded. */
async function createMailHandler({
  settings,
  database,
  languages,
  log,
}: {
  readonly settings: Settings;
  readonly database: Database;
  readonly languages: Languages;
  readonly log: Logger;
}): Promise<Handlers['mail']> {
  const {mail, publicUrl} = settings;
  if (mail === undefined) return undefined;
  const {createMailer} = await import('./mail/mailer.ts');
  const deps = {
    ...{db: database.db, languages, publicUrl, log},
    mailer: createMailer(mail),
    newId: uuidv7,
  };
  return hold => runMailLane(deps, hold);
}

/** By then whoever revoked by mistake has noticed, and hardly a phone has. */
const WITHDRAWAL_GRACE_POLLS = 2;
const WITHDRAWAL_GRACE_MS_MAX = 5 * 60_000;

const COPIES_MAX = 1000;

/** What the stages of a run work with, on Google's libraries. */
export function createSyncDeps({
  settings,
  database,
  credentials,
  admin,
  log,
  metrics,
}: {
  readonly settings: Pick<
    Settings,
    | 'syncIntervalMs'
    | 'directoryIntervalMs'
    | 'createConfirmMs'
    | 'emulatorHost'
  >;
  readonly database: Database;
  readonly credentials: Credentials;
  readonly admin: string;
  readonly log: SyncDeps['log'];
  /** Of this process; each has its own. */
  readonly metrics: Registry;
}): SyncDeps {
  const directory = createDirectoryClient({credentials, adminEmail: admin});
  return {
    database,
    directory,
    photos: createPhotoReader({emulatorHost: settings.emulatorHost}),
    people: async ({id, locale}, pace) =>
      createPeopleClient({
        credentials,
        subject: {userId: id, readAddress: () => addressOf(directory, id)},
        region: regionOf(locale),
        pacer: createPacer(database.db, id, pace),
      }),
    newId: uuidv7,
    wait: (ms, signal) =>
      delay(ms, undefined, {signal}).catch(() => signal.throwIfAborted()),
    log,
    metrics: createSyncMetrics(metrics),
    syncParameters: SYNC_PARAMETERS,
    copiesMax: COPIES_MAX,
    contactsMax: ACCOUNT_CONTACTS_MAX,
    pollIntervalMs: settings.syncIntervalMs,
    directoryIntervalMs: settings.directoryIntervalMs,
    confirmSeconds: settings.createConfirmMs / 1000,
    withdrawalGraceMs: Math.min(
      WITHDRAWAL_GRACE_POLLS * settings.syncIntervalMs,
      WITHDRAWAL_GRACE_MS_MAX,
    ),
  };
}

async function addressOf(
  directory: DirectoryClient,
  userId: string,
): Promise<Outcome<string>> {
  const user = await directory.getUser(userId);
  return user.kind === 'ok' ? {kind: 'ok', value: user.value.email} : user;
}

/** How somebody with this locale types phone numbers: `ja` as in Japan. */
function regionOf(locale: string | null): string | undefined {
  return locale === null
    ? undefined
    : new Intl.Locale(locale).maximize().region;
}

async function syncNow(
  worker: Worker,
  accountId: string,
  {timeoutMs}: {readonly timeoutMs: number},
): Promise<void> {
  await worker.syncNow(accountId, {
    timeoutMs,
    prepare: async tx => {
      await pollNow(tx, accountId);
      await waitNoLonger(tx, accountId);
      await forgoTurn(tx, accountId);
    },
  });
}
