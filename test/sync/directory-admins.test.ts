import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {isAdmin} from '../../server/http/admins.ts';
import {describeOnBothStores} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const ADMIN = 'admin@example.com';
const ANA = 'ana@example.com';
const BEN = 'ben@example.com';

describeOnBothStores('admins', getDatabase => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld(getDatabase(), {
      users: [
        {email: ADMIN, isAdmin: true},
        {email: ANA},
        {email: BEN, isAdmin: true},
      ],
    });
  });
  afterAll(() => world.close());

  async function admins(adminEmail?: string): Promise<readonly string[]> {
    const {users} = world.emulator.control('world');
    const found: string[] = [];
    for (const {id, email} of users) {
      const deps = {db: getDatabase().db, adminEmail};
      if (await isAdmin(deps, id)) found.push(email);
    }
    return found;
  }

  test('are known from their first call on', async () => {
    expect(await admins()).toEqual([]);
    expect((await world.call(BEN, 'GET /v1/accounts/me')).status).toBe(200);
    expect((await world.call(ANA, 'GET /v1/accounts/me')).status).toBe(200);
    expect(await admins()).toEqual([BEN]);
  });

  test('are WORKSPACE_ADMIN and whom the Directory calls one', async () => {
    await world.readDirectory();
    expect(await admins()).toEqual([ADMIN, BEN]);
    expect(await admins('Ana@Example.com')).toEqual([ADMIN, ANA, BEN]);
  });

  test('are no longer when the Directory says so, nor while suspended', async () => {
    world.emulator.control('setAdmin', {user: BEN, isAdmin: false});
    world.emulator.control('addAlias', {user: BEN, alias: 'boss@example.com'});
    world.emulator.control('suspendUser', {user: ANA});
    await world.readDirectory();
    expect(await admins('boss@example.com')).toEqual([ADMIN]);
    expect(await admins(ANA)).toEqual([ADMIN]);
  });

  test('are nobody whom the Directory does not know', async () => {
    expect(await isAdmin({db: getDatabase().db, adminEmail: ''}, '1')).toBe(
      false,
    );
  });
});
