import {execFileSync, spawn} from 'node:child_process';
import {
  chownSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import pg from 'pg';
import {oncePerRun, RUNNER_PID, runDirectory} from './run-directory.ts';

/** Debian's layout; the newest release that is installed. */
function binaries(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin/postgres')
    .sort((a, b) => a.localeCompare(b, 'en', {numeric: true}))
    .at(-1)
    ?.replace(/\/postgres$/, '');
}

/** Whether tests on PostgreSQL can run here. */
export function hasPostgres(): boolean {
  return (
    process.env['TEST_DATABASE_URL'] !== undefined || binaries() !== undefined
  );
}

/**
 * Address of a database on this run's server, which the first caller starts: on
 * a socket in a folder of its own, as another user where this one is root, since
 * PostgreSQL refuses root. TEST_DATABASE_URL names a server that already runs.
 */
export async function postgresUrl(databaseName: string): Promise<string> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) {
    const url = new URL(given);
    url.pathname = databaseName;
    return url.href;
  }
  const directory = await oncePerRun('postgres', startPostgres);
  return `postgres://postgres@${encodeURIComponent(directory)}/${databaseName}`;
}

/** Durability is for the service; here it would only cost time. */
const SERVER_SETTINGS = {
  listen_addresses: '',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  shared_buffers: '64MB',
  deadlock_timeout: '300ms',
};

async function startPostgres(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'shared-contacts-postgres-'));
  const user = unprivilegedUser();
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  const cluster = join(directory, 'cluster');
  const bin = binaries();
  const run = (program: string, ...args: string[]) =>
    execFileSync(`${bin}/${program}`, args, {
      ...user,
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  run(
    'initdb',
    ...['-D', cluster, '-U', 'postgres', '-A', 'trust', '--no-sync'],
    ...['-E', 'UTF8', '--locale=C.UTF-8'],
  );
  const settings = {...SERVER_SETTINGS, unix_socket_directories: directory};
  const options = Object.entries(settings)
    .map(([name, value]) => `-c ${name}='${value}'`)
    .join(' ');
  const log = join(directory, 'log');
  run('pg_ctl', '-D', cluster, '-l', log, '-w', '-o', options, 'start');
  writeFileSync(join(runDirectory(), 'postgres.directory'), directory);
  watchOver(directory);
  return directory;
}

/** Stops the server when the run is gone without having done so, killed for instance. */
function watchOver(directory: string): void {
  const script = `while [ -d "$1" ]; do
    kill -0 "$2" 2>/dev/null || rm -rf "$1"
    sleep 1
  done
  [ -d "$3/cluster" ] && kill -QUIT $(head -1 "$3/cluster/postmaster.pid") && rm -rf "$3"`;
  const runner = process.env[RUNNER_PID] ?? String(process.pid);
  spawn('sh', ['-c', script, 'sh', runDirectory(), runner, directory], {
    detached: true,
    stdio: 'ignore',
  }).unref();
}

function unprivilegedUser(): {uid: number; gid: number} | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map(line => line.split(':'))
      .map(([name, , uid, gid]) => [
        name,
        {uid: Number(uid), gid: Number(gid)},
      ]),
  );
  return users.get('postgres') ?? users.get('nobody');
}

/** Names a database that a failed test leaves to be looked at. */
export function keepPostgres(databaseName: string): void {
  writeFileSync(join(runDirectory(), 'postgres.kept'), databaseName, {
    flag: 'a',
  });
}

/** Where the last failed run left its server's files. */
const KEPT = join(tmpdir(), 'shared-contacts-kept');

/** A server that was here before keeps nothing but databases of failed tests. */
export async function dropDatabase(databaseName: string): Promise<void> {
  const client = new pg.Client(await postgresUrl('postgres'));
  await client.connect();
  await client.query(`drop database ${client.escapeIdentifier(databaseName)}`);
  await client.end();
}

/** Stops the server, if this run started one; its files stay if a test failed. */
export function stopPostgres(): void {
  const note = join(runDirectory(), 'postgres.directory');
  if (!existsSync(note)) return;
  const directory = readFileSync(note, 'utf8');
  const cluster = join(directory, 'cluster');
  const user = unprivilegedUser();
  execFileSync(
    `${binaries()}/pg_ctl`,
    ['-D', cluster, '-m', 'immediate', '-w', 'stop'],
    {...user, cwd: directory, stdio: 'ignore'},
  );
  if (existsSync(join(runDirectory(), 'postgres.kept'))) {
    rmSync(KEPT, {recursive: true, force: true});
    renameSync(directory, KEPT);
    console.warn(
      'Databases of failed tests are kept until others are: ' +
        `${binaries()}/postgres -D ${KEPT}/cluster -k ${KEPT} -c listen_addresses=`,
    );
  } else {
    rmSync(directory, {recursive: true, force: true});
  }
}
