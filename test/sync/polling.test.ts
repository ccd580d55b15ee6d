import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {WorldSeed} from '../emulator/types.ts';
import {describeOnBothStores} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: [
        {person: {names: [{givenName: 'Mia'}]}, labels: ['Customers']},
      ],
    },
    {email: ANA},
  ],
};

describeOnBothStores('polls', getDatabase => {
  let world: World;
  let contact: string;

  beforeAll(async () => {
    world = await openWorld(getDatabase(), structuredClone(SEED));
    const {groups} = world.emulator.control('account', {user: OWNER});
    const {body: label} = await world.call(OWNER, 'POST /v1/labels', {
      contactGroup: groups[0].resourceName,
    });
    await world.settle();
    await world.call(OWNER, `POST /v1/${label.name}/grants`, {
      principal: {type: 'user', email: ANA},
      role: 'viewer',
    });
    await world.settle();
    const {body} = await world.call(OWNER, `GET /v1/${label.name}/contacts`);
    contact = body.contacts[0].name;
  });
  afterAll(() => world.close());

  async function secondsToPoll(email: string): Promise<number> {
    const {rows} = await sql<{seconds: number}>`
      select extract(epoch from next_poll_time - service_now())::float8 as seconds
      from accounts where email = ${email}`.execute(getDatabase().db);
    return rows[0]!.seconds;
  }

  const patch = (value: string) =>
    world.call(OWNER, `PATCH /v1/${contact}?updateMask=biographies`, {
      person: {biographies: [{value}]},
    });

  test('a burst of edits through the API is one write to each other member', async () => {
    world.emulator.control('resetCounters');
    for (const value of ['one', 'two', 'three', 'four']) await patch(value);
    await world.settle();
    const {byMethod} = world.emulator.control('counters');
    // Ana's copy, and the owner's own contact.
    expect(byMethod).toEqual({'people.people.updateContact': 2});
    expect(JSON.stringify(world.book(ANA))).toContain('four');
  });

  test('come every minute where a label changed within a week', async () => {
    await world.poll(ANA);
    expect(await secondsToPoll(ANA)).toBeGreaterThan(50);
    expect(await secondsToPoll(ANA)).toBeLessThanOrEqual(60);
  });

  test('come ten times rarer where nothing changed for four weeks, until something does', async () => {
    await sql`update labels set activity_time = service_now() - interval '29 days'`.execute(
      getDatabase().db,
    );
    await world.poll(ANA);
    expect(await secondsToPoll(ANA)).toBeGreaterThan(530);
    await patch('awake');
    await world.settle();
    expect(await secondsToPoll(ANA)).toBeLessThanOrEqual(60);
  });
});
