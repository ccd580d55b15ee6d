import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import {pino} from 'pino';
import {startService} from '../../server/service.ts';
import {readSettings} from '../../server/settings.ts';
import {openDatabase} from '../../server/store/database.ts';
import {lockDirectory} from '../../server/store/directory-lock.ts';
import {readSetting} from '../../server/store/settings.ts';
import {
  bindWorkplace,
  startOnWorkplace,
  WorkplaceError,
} from '../../server/sync/bind-workplace.ts';
import {createKeys} from '../emulator/auth/keys.ts';
import {createEmulator} from '../emulator/emulator.ts';
import {serveEmulator} from '../emulator/http.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import type {WorldSeed} from '../emulator/types.ts';
import {describeOnBothStores} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const ADMIN = 'admin@example.com';

const seedOf = (customerId: string): WorldSeed => ({
  customerId,
  users: [{email: ADMIN, isAdmin: true}, {email: 'ana@example.com'}],
});

describeOnBothStores('the workplace of a store', getDatabase => {
  const worlds: World[] = [];
  let world: World;

  beforeAll(async () => {
    world = await openWorld(getDatabase(), seedOf('C0mine'));
    worlds.push(world);
  });
  afterEach(() => {
    world.emulator.control('clearFaults');
  });
  afterAll(() => Promise.all(worlds.map(each => each.close())));

  const remembered = () => readSetting(getDatabase().db, 'customerId');
  const breakGoogle = (status: number, count?: number) =>
    world.emulator.control('fault', {
      method: 'directory.customers.get',
      effect: 'status',
      status,
      ...(count !== undefined && {count}),
    });

  test('is not guessed: a new store waits for the Directory, and starts without it never', async () => {
    const waits: number[] = [];
    const wait = async (ms: number) => waits.push(ms);
    breakGoogle(503);
    await expect(startOnWorkplace(world.deps, {wait})).rejects.toThrow(
      'The Directory does not say which workplace this is (unreachable): npm run doctor finds out why.',
    );
    expect(waits).toHaveLength(6);
    world.emulator.control('clearFaults');
    breakGoogle(403);
    await expect(startOnWorkplace(world.deps, {wait})).rejects.toThrow(
      'customers.get HTTP 403',
    );
    expect(waits).toHaveLength(6);
    expect(await remembered()).toBeUndefined();
  });

  test('is the first one that the Directory names', async () => {
    breakGoogle(503, 2);
    await startOnWorkplace(world.deps, {wait: async () => {}});
    expect(await remembered()).toBe('C0mine');
    expect(await bindWorkplace(world.deps)).toEqual({
      kind: 'ok',
      value: undefined,
    });
  });

  test('is known without the Directory from then on', async () => {
    breakGoogle(503);
    await startOnWorkplace(world.deps, {
      wait: () => {
        throw new Error('nothing to wait for');
      },
    });
  });

  test('is no other: a start is refused in one line and nothing changes', async () => {
    await world.readDirectory();
    const other = await openWorld(getDatabase(), seedOf('C0other'));
    worlds.push(other);
    const start = startOnWorkplace(other.deps);
    await expect(start).rejects.toThrow(WorkplaceError);
    await expect(start).rejects.toThrow(
      /^The store belongs to workplace C0mine and WORKSPACE_ADMIN to C0other: .+$/,
    );
    expect(await remembered()).toBe('C0mine');
  });

  test('is no other: a reading of another Directory changes nothing', async () => {
    const users = () =>
      getDatabase()
        .db.selectFrom('directory_users')
        .selectAll()
        .orderBy('id')
        .execute();
    const before = await users();
    const other = await openWorld(getDatabase(), {
      ...seedOf('C0other'),
      users: [{email: ADMIN, isAdmin: true}, {email: 'zoe@example.com'}],
    });
    worlds.push(other);
    await expect(other.readDirectory()).rejects.toThrow('still fail');
    expect(await users()).toEqual(before);
    expect(before).toHaveLength(2);
  });
});

test('a service started on the store of another workplace says so and ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workplace-'));
  const keys = createKeys();
  const start = async (customerId: string) => {
    const emulator = createEmulator({
      now: Date.now,
      random: seededRandom(1),
      world: seedOf(customerId),
      keys,
    });
    const server = await serveEmulator(emulator);
    const keyFile = join(folder, 'key.json');
    const key = emulator.control('serviceAccountKey');
    writeFileSync(keyFile, JSON.stringify(key));
    const settings = readSettings({
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      WORKSPACE_ADMIN: ADMIN,
      GOOGLE_APPLICATION_CREDENTIALS: keyFile,
      WORKSPACE_EMULATOR_HOST: server.host,
    });
    try {
      const log = pino({level: 'silent'});
      const service = await startService(
        settings,
        await openDatabase({...settings, log}),
        log,
      );
      await service.stop();
    } finally {
      await server.close();
    }
  };
  try {
    await start('C0mine');
    await expect(start('C0other')).rejects.toThrow(
      'The store belongs to workplace C0mine',
    );
    // It closed its store: another may open it.
    await (await lockDirectory(join(folder, 'data'))).release();
  } finally {
    rmSync(folder, {recursive: true});
  }
}, 120_000);
