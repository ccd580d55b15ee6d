/** A PostgreSQL server of this run, as durable as one in production: fsync on. */
import {execFileSync} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {chownSync, globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import pg from 'pg';
import {openFolder} from './folder.ts';

export interface Server extends AsyncDisposable {
  /** `server_version` */
  readonly version: string;
  /** Address of a new and empty database. */
  createDatabase(): Promise<string>;
}

const SERVER_SETTINGS = {
  listen_addresses: '',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
};

/** Debian's layout; the newest release that is installed. */
function binaries(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin/postgres')
    .sort((a, b) => a.localeCompare(b, 'en', {numeric: true}))
    .at(-1)
    ?.replace(/\/postgres$/, '');
}

/** Starts one on a socket in a folder of its own; undefined where none is installed. */
export async function startPostgres(): Promise<Server | undefined> {
  const bin = binaries();
  if (bin === undefined) return undefined;
  const folder = openFolder();
  const {path} = folder;
  const user = unprivilegedUser();
  if (user !== undefined) chownSync(path, user.uid, user.gid);
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(bin, program), args, {
      ...user,
      cwd: path,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  const cluster = join(path, 'cluster');
  run(
    'initdb',
    ...['-D', cluster, '-U', 'postgres', '-A', 'trust'],
    ...['-E', 'UTF8', '--locale=C.UTF-8'],
  );
  const options = Object.entries({
    ...SERVER_SETTINGS,
    unix_socket_directories: path,
  }).map(([name, value]) => `-c ${name}='${value}'`);
  const log = join(path, 'log');
  run(
    'pg_ctl',
    '-D',
    cluster,
    '-l',
    log,
    '-w',
    '-o',
    options.join(' '),
    'start',
  );
  const stop = () =>
    run('pg_ctl', '-D', cluster, '-m', 'immediate', '-w', 'stop');
  // Before the folder's own, which would take the socket away.
  process.prependOnceListener('exit', stop);
  const urlOf = (name: string) =>
    `postgres://postgres@${encodeURIComponent(path)}/${name}`;
  const ask = async (statement: string) => {
    const client = new pg.Client(urlOf('postgres'));
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };
  const [settings] = await ask('show server_version');
  return {
    version: settings['server_version'],
    async createDatabase() {
      const name = `bench_${randomUUID().replaceAll('-', '')}`;
      await ask(`create database ${name}`);
      return urlOf(name);
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', stop);
      stop();
      folder[Symbol.dispose]();
    },
  };
}

/** PostgreSQL refuses to run as root. */
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
