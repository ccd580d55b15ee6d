import {spawn, spawnSync} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {DEFAULT_SWITCHES} from '../emulator/world/switches.ts';
import {NEW_NUMBER} from './phone-edit.ts';
import {textWidth} from './text-width.ts';

const START = fileURLToPath(new URL('start.js', import.meta.url));

const MEMBERS = [
  'Haruka Tanaka',
  'Emma Watson-Hale',
  'Takumi Sato',
  'Oliver Grant',
  'Yui Kobayashi',
  'Ren Yamamoto',
];

/** A cold store on a busy machine. */
const START_MS_MAX = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'demo-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** As a newcomer has it: none of the service's settings. */
function environment(more: Readonly<Record<string, string>> = {}) {
  const {PATH, HOME} = process.env;
  return {PATH, HOME, DATA_DIR: folder, ...more};
}

describe('the demo', () => {
  let demo: ChildProcess;
  let output = '';
  let complaints = '';

  beforeAll(async () => {
    demo = spawn(process.execPath, [START], {env: environment()});
    demo.stderr?.setEncoding('utf8').on('data', text => (complaints += text));
    const told = new Promise<void>((resolve, reject) => {
      demo.stdout?.setEncoding('utf8').on('data', text => {
        output += text;
        if (/Try next[^]*__emulator\/\n/.test(output)) resolve();
      });
      demo.once('exit', code =>
        reject(new Error(`ended with ${code}: ${output}${complaints}`)),
      );
    });
    await told;
  }, START_MS_MAX);

  afterAll(() => {
    demo.kill('SIGKILL');
  });

  test('shows every member’s arrival with all sixty contacts', () => {
    const rows = MEMBERS.map(name => rowOf(name));
    for (const row of rows) {
      expect(row).toMatch(/ 60 +\d+ +[\d,]+ ms/);
    }
    expect(rowOf('Emma Watson-Hale')).toMatch(/6 linked$/);
    expect(rowOf('Everybody')).toMatch(/ 360 /);
  });

  test('shows the edit on one phone at every other account, Google’s delay included', () => {
    const [, editor, oldNumber] =
      /An edit on (.*)’s phone: .* {2}(\S+) → /.exec(output) ?? [];
    const others = MEMBERS.filter(name => name !== editor);
    expect(oldNumber).not.toBe(NEW_NUMBER);
    for (const name of others) {
      const [, ms] = new RegExp(`✓ ${name} +([\\d,]+) ms`).exec(output) ?? [];
      expect(Number(ms?.replace(',', ''))).toBeGreaterThanOrEqual(
        DEFAULT_SWITCHES.feedDelayMs,
      );
    }
  });

  test('is at most fifty aligned lines without colours, and complains of nothing', () => {
    const lines = output.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(50);
    const story = lines.slice(
      0,
      lines.findIndex(line => /Try next/.test(line)),
    );
    expect(Math.max(...story.map(textWidth))).toBeLessThan(80);
    expect(output).not.toContain('\u001b');
    expect(complaints).toBe('');
  });

  test('prints lines that work when pasted', () => {
    const pasted = output.slice(output.indexOf('TOKEN='));
    const {stdout, status, error} = spawnSync('sh', ['-c', pasted], {
      encoding: 'utf8',
    });
    expect([status, error]).toEqual([0, undefined]);
    const wanted = [
      '"displayName":"Customers 顧客"',
      '"regionCode":"JP"',
      // Of a number as it was typed, without its country.
      '"canonicalForm":"+81',
      '"upToDate":60',
      `\n${NEW_NUMBER}\n`,
      '"value":"after 14:00"',
      '"openapi"',
      '"editContact"',
    ];
    expect(wanted.filter(text => !stdout.includes(text))).toEqual([]);
  });

  test('keeps the key and the token from other users', () => {
    for (const name of ['service-account.json', 'token']) {
      expect(statSync(join(folder, 'demo', name)).mode & 0o077).toBe(0);
    }
  });

  test('keeps a second demo away from its folder', () => {
    const {status, stderr} = start([]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^DATA_DIR .* is in use by process \d+: .*\n$/);
  });

  test('stops both processes when it is told to, and ends well', async () => {
    const urls = ['Emulator', 'Service'].map(
      name => new RegExp(`${name} +(http\\S+)`).exec(output)![1]!,
    );
    const log = readFileSync(join(folder, 'demo', 'service.log'), 'utf8');
    const servicePid = Number(/"pid":(\d+)/.exec(log)![1]);
    expect(() => process.kill(servicePid, 0)).not.toThrow();
    demo.removeAllListeners('exit');
    demo.kill('SIGTERM');
    expect(await once(demo, 'exit')).toEqual([0, null]);
    for (const url of urls) await expect(fetch(url)).rejects.toThrow();
    expect(() => process.kill(servicePid, 0)).toThrow('ESRCH');
  });

  function rowOf(name: string): string {
    return (
      output.split('\n').find(line => line.startsWith(`  ${name}  `)) ?? ''
    );
  }
});

describe('a start that cannot succeed says why in one line', () => {
  test('an unknown option', () => {
    expect(refusal(start(['--nope']))).toBe(
      "Unknown option '--nope'. There are --contacts FILE.csv and --help.\n",
    );
  });

  test('a file that is no CSV of Google Contacts', () => {
    const file = join(folder, 'leads.csv');
    writeFileSync(file, 'created_time,full_name\n2024,John Doe\n');
    expect(refusal(start(['--contacts', file]))).toMatch(
      /^leads\.csv has none of the columns of Google Contacts; expected .*\n$/,
    );
  });

  test('a file that is not there', () => {
    expect(refusal(start(['--contacts', join(folder, 'no.csv')]))).toMatch(
      /no\.csv cannot be read \(ENOENT\)\.\n$/,
    );
  });

  test('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const PORT = `${(server.address() as AddressInfo).port}`;
    expect(refusal(start([], {PORT}))).toMatch(
      new RegExp(`^PORT ${PORT} cannot be listened on: .*\\n$`),
    );
    server.close();
  });

  test('a DATA_DIR that cannot be written', () => {
    expect(refusal(start([], {DATA_DIR: START}))).toMatch(
      /^DATA_DIR .* cannot be written \(ENOTDIR\): .*\n$/,
    );
  });

  test('an option beside settings for production', () => {
    const settings = {DATABASE_URL: 'postgres://localhost/contacts'};
    expect(refusal(start(['--contacts', 'my.csv'], settings))).toBe(
      'Unknown option --contacts: only the demo takes options.\n',
    );
  });

  function refusal({status, stdout, stderr}: ReturnType<typeof start>): string {
    expect([status, stdout]).toEqual([1, '']);
    return stderr;
  }
});

function start(
  options: readonly string[],
  settings: Readonly<Record<string, string>> = {},
) {
  return spawnSync(process.execPath, [START, ...options], {
    env: environment(settings),
    encoding: 'utf8',
  });
}
