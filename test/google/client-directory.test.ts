/** Our Directory client, by Google's own library, on the emulator. */
import {beforeEach, describe, expect, test} from '@jest/globals';
import {CONTRACT_WORLD, directoryOf, valueOf} from './client-support.ts';
import {ADMIN, ANA, BEN, useBench} from './google-support.ts';

const bench = useBench(CONTRACT_WORLD);

beforeEach(() => {
  bench.reset();
});

describe('users', () => {
  test('are found by id, address and alias', async () => {
    const directory = directoryOf(bench);
    const ana = await valueOf(directory.getUser(ANA));
    expect(ana).toMatchObject({email: ANA, suspended: false, admin: false});
    expect(ana.aliases).toContain('anna@example.com');
    expect(await valueOf(directory.getUser(ana.id))).toEqual(ana);
    expect(await valueOf(directory.getUser('anna@example.com'))).toEqual(ana);
    expect((await valueOf(directory.getUser(ADMIN))).admin).toBe(true);
  });

  test('keep their id when their address changes', async () => {
    const directory = directoryOf(bench);
    const before = await valueOf(directory.getUser(BEN));
    bench.control('renameUser', {user: BEN, email: 'benjamin@example.com'});
    const after = await valueOf(directory.getUser(before.id));
    expect(after.email).toBe('benjamin@example.com');
  });

  test('are all listed, suspended ones too and deleted ones not', async () => {
    const users = Array.from({length: 1_203}, (_unused, index) => ({
      email: `user${index}@example.com`,
    }));
    bench.reset({users: [...(CONTRACT_WORLD.users ?? []), ...users]});
    bench.control('suspendUser', {user: ANA});
    bench.control('deleteUser', {user: BEN});
    const listed = await valueOf(directoryOf(bench).listUsers());
    expect(new Set(listed.map(user => user.id)).size).toBe(1_205);
    expect(listed.find(user => user.email === ANA)?.suspended).toBe(true);
    expect(listed.find(user => user.email === BEN)).toBeUndefined();
  });

  test('that nobody knows are not found', async () => {
    expect(await directoryOf(bench).getUser('no@example.com')).toEqual({
      kind: 'fault',
      fault: {kind: 'notFound'},
    });
  });
});

describe('groups', () => {
  test('list their direct members and what these are', async () => {
    bench.control('joinGroup', {group: 'team@example.com', type: 'CUSTOMER'});
    const directory = directoryOf(bench);
    const team = await valueOf(directory.getGroup('team@example.com'));
    const inner = await valueOf(directory.getGroup('inner@example.com'));
    const ana = await valueOf(directory.getUser(ANA));
    const members = await valueOf(directory.listMembers(team.id));
    expect(members).toHaveLength(3);
    expect(members).toEqual(
      expect.arrayContaining([
        {id: ana.id, kind: 'user'},
        {id: inner.id, kind: 'group', domain: 'example.com'},
        expect.objectContaining({kind: 'everybody'}),
      ]),
    );
  });

  test('of more than a page are listed whole', async () => {
    const users = Array.from({length: 403}, (_unused, index) => ({
      email: `user${index}@example.com`,
    }));
    bench.reset({
      users: [...(CONTRACT_WORLD.users ?? []), ...users],
      groups: [{email: 'all@example.com', members: users}],
    });
    const directory = directoryOf(bench);
    const {id} = await valueOf(directory.getGroup('all@example.com'));
    expect(await valueOf(directory.listMembers(id))).toHaveLength(403);
  });

  test('from outside are no users of the workplace', async () => {
    const directory = directoryOf(bench);
    const inner = await valueOf(directory.getGroup('inner@example.com'));
    const members = await valueOf(directory.listMembers(inner.id));
    const ben = await valueOf(directory.getUser(BEN));
    const inside = members.filter(
      member => member.kind === 'user' && member.id === ben.id,
    );
    expect(inside).toHaveLength(1);
    for (const {id} of members.filter(member => member.id !== ben.id)) {
      expect(await directory.getUser(id)).toMatchObject({kind: 'fault'});
    }
  });

  test('that nobody knows are not found', async () => {
    const directory = directoryOf(bench);
    expect(await directory.getGroup('no@example.com')).toMatchObject({
      fault: {kind: 'notFound'},
    });
    expect(await directory.listMembers('no@example.com')).toMatchObject({
      fault: {kind: 'notFound'},
    });
  });
});

test('a workplace has its domains, each with its other names', async () => {
  expect(await valueOf(directoryOf(bench).listDomains())).toEqual([
    {name: 'example.com', aliases: ['example.net']},
    {name: 'example.org', aliases: []},
  ]);
});

test('a workplace has its customer id', async () => {
  expect(await valueOf(directoryOf(bench).getCustomerId())).toBe('C0testing');
});

describe('trouble', () => {
  test('who is no admin is told so', async () => {
    expect(await directoryOf(bench, ANA).listUsers()).toMatchObject({
      fault: {kind: 'denied', detail: 'users.list HTTP 403 forbidden'},
    });
  });

  test('a page that fails spoils the list', async () => {
    const users = Array.from({length: 600}, (_unused, index) => ({
      email: `user${index}@example.com`,
    }));
    bench.reset({users: [...(CONTRACT_WORLD.users ?? []), ...users]});
    bench.control('fault', {
      method: 'directory.users.list',
      effect: 'status',
      status: 503,
      skip: 1,
    });
    expect(await directoryOf(bench).listUsers()).toEqual({
      kind: 'fault',
      fault: {kind: 'unreachable'},
    });
  });

  test('its quota is one of a minute', async () => {
    bench.control('fault', {method: 'directory.users.get', effect: 'quota'});
    expect(await directoryOf(bench).getUser(ANA)).toMatchObject({
      fault: {kind: 'rateLimited'},
    });
  });
});
