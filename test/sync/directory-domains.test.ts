import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {WorldSeed} from '../emulator/types.ts';
import {describeOnBothStores} from '../support/database.ts';
import {openWorld, type Answer, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';
const BEN = 'ben@example.org';
const AWAY = 'away@example.com';

const SEED: WorldSeed = {
  domains: [
    {name: 'example.com', aliases: ['example.net']},
    {name: 'example.org'},
    {name: 'unproven.example', verified: false},
  ],
  users: [
    {email: 'admin@example.org', isAdmin: true},
    {email: OWNER},
    {email: ANA},
    {email: BEN, aliases: ['ben@example.com']},
    {email: AWAY, suspended: true},
  ],
};

describeOnBothStores('a label shared with a domain', getDatabase => {
  let world: World;
  let label: string;
  let grant: string;

  beforeAll(async () => {
    world = await openWorld(getDatabase(), structuredClone(SEED));
    const made = await world.call(OWNER, 'POST /v1/labels', {
      displayName: 'Customers',
    });
    label = made.body.name;
    await world.call(OWNER, `POST /v1/${label}/contacts`, {
      person: {names: [{givenName: 'Hanako'}]},
    });
    await world.settle();
  });
  afterAll(() => world.close());

  const share = (domain: unknown): Promise<Answer> =>
    world.call(OWNER, `POST /v1/${label}/grants`, {
      principal: {type: 'domain', domain},
    });
  const names = (email: string) => world.book(email).map(({name}) => name);

  test.each([
    'elsewhere.example',
    'unproven.example',
    'example',
    'mail.example.com',
    OWNER,
    '',
    undefined,
  ])('has to be of the workplace: %j is refused', async domain => {
    const {status, body} = await share(domain);
    expect(status).toBe(400);
    expect(body.error.details[0].fieldViolations[0].field).toBe(
      'principal.domain',
    );
  });

  test('waits while the Directory is out of reach', async () => {
    world.emulator.control('fault', {
      method: 'directory.domains.list',
      effect: 'status',
      status: 503,
      count: 1,
    });
    expect(await share('example.com')).toMatchObject({
      status: 503,
      body: {error: {status: 'UNAVAILABLE'}},
    });
  });

  test('by any of its names is one grant, kept by the first', async () => {
    const {status, body} = await share('Example.NET');
    expect([status, body]).toEqual([200, expect.anything()]);
    expect(body.principal).toEqual({type: 'domain', domain: 'example.com'});
    grant = body.name;
    expect((await share('example.com')).status).toBe(409);
  });

  test('reaches active users with their primary address in it', async () => {
    await world.settle();
    expect(names(ANA)).toEqual(['Hanako']);
    expect(names(OWNER)).toEqual(['Hanako']);
    // An alias there makes Ben nobody of that domain.
    expect(names(BEN)).toEqual([]);
    expect(names(AWAY)).toEqual([]);
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    expect(body.accounts).toEqual([
      {email: ANA, upToDate: 1, waiting: 0},
      {email: OWNER, upToDate: 1, waiting: 0},
    ]);
  });

  test('reaches a new hire, who returns and who moves in at the next reading', async () => {
    world.emulator.control('addUser', {email: 'new@example.com'});
    world.emulator.control('suspendUser', {user: AWAY, suspended: false});
    world.emulator.control('renameUser', {user: BEN, email: 'ben@example.com'});
    await world.readDirectory();
    for (const email of ['new@example.com', AWAY, 'ben@example.com']) {
      expect(names(email)).toEqual(['Hanako']);
    }
  });

  test('leaves who moves to another domain', async () => {
    world.emulator.control('renameUser', {user: ANA, email: 'ana@example.org'});
    await world.readDirectory();
    expect(names('ana@example.org')).toEqual([]);
    expect(names('ben@example.com')).toEqual(['Hanako']);
  });

  test('leaves everybody when it is revoked', async () => {
    await world.call(OWNER, `DELETE /v1/${grant}`);
    await world.settle();
    for (const email of ['new@example.com', AWAY, 'ben@example.com']) {
      expect(names(email)).toEqual([]);
    }
    expect(names(OWNER)).toEqual(['Hanako']);
  });
});
