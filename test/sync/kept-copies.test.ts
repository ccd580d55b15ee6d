import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {Draft} from '../emulator/types.ts';
import {describeOnBothStores} from '../support/database.ts';
import {OWNER, openCustomers, type Customers} from '../support/customers.ts';
import {grantTo} from '../support/sharing.ts';
import type {World} from '../support/world.ts';

const VIEWER = 'viewer@example.com';
const REMOVER = 'remover@example.com';
const OTHER = 'other@example.com';

let team: Customers;
let world: World;
let label: string;
let secret: string;
let mia: string;

describeOnBothStores('a copy that stayed', (_, {kind}) => {
  beforeEach(async () => {
    team = await openCustomers(
      {[VIEWER]: 'viewer', [REMOVER]: 'remover', [OTHER]: undefined},
      ['Mia'],
      {kind},
    );
    ({world, label} = team);
    secret = (await ok(OWNER, 'POST /v1/labels', {displayName: 'Secret'}))[
      'name'
    ];
    await grantTo(world, {owner: OWNER, label: secret}, OTHER, {
      role: 'viewer',
    });
    const {contacts} = await ok(OWNER, `GET /v1/${label}/contacts`);
    mia = contacts[0].name;
    await ok(OWNER, `POST /v1/${secret}/contacts:add`, {contacts: [mia]});
  });

  afterEach(() => team.close());

  const ok: Customers['ok'] = (...call) => team.ok(...call);
  const poll = (email: string) => team.pollTwice(email);

  function act(
    kind: 'labelContact' | 'unlabelContact',
    user: string,
    to: string,
  ) {
    const entry = world.book(user).find(({name}) => name === 'Mia');
    world.emulator.control(kind, {
      user,
      contacts: [entry!.person['resourceName']],
      label: to,
    });
  }

  const note = (value: string) =>
    ok(OWNER, `PATCH /v1/${mia}?updateMask=biographies`, {
      person: {biographies: [{value}]},
    });

  const labelsOf = (contact: Draft) =>
    contact['labels'].map((each: Draft) => each['name'] ?? each);

  test('a label of their own on a contact that stayed shares nothing of what others share', async () => {
    await ok(VIEWER, 'POST /v1/labels', {displayName: 'Mine'});
    await ok(OWNER, `DELETE /v1/${label}?keepCopies=true`);
    act('labelContact', VIEWER, 'Mine');
    await poll(VIEWER);
    await note('secret');

    expect(JSON.stringify(world.book(VIEWER))).not.toContain('secret');
    const {status} = await world.call(
      VIEWER,
      `PATCH /v1/${mia}?updateMask=nicknames`,
      {person: {nicknames: [{value: 'changed'}]}},
    );
    expect(status).toBe(404);
    expect(labelsOf(await ok(OWNER, `GET /v1/${mia}`))).toEqual([secret]);
    const {contacts} = await ok(VIEWER, 'GET /v1/contacts:search?query=mia');
    expect(contacts).toHaveLength(1);
    expect(contacts[0].name).not.toBe(mia);
    expect(world.book(VIEWER)).toHaveLength(1);
  });

  test('a label put back on brings nothing of what was typed where its actor does not see', async () => {
    act('unlabelContact', REMOVER, 'Customers');
    await poll(REMOVER);
    expect(world.book(VIEWER)).toEqual([]);
    await note('secret');
    act('labelContact', REMOVER, 'Customers');
    await poll(REMOVER);
    await world.poll(OWNER, VIEWER, OTHER);

    expect(world.book(VIEWER)).toMatchObject([{name: 'Mia'}]);
    expect(world.book(REMOVER)).toHaveLength(1);
    for (const email of [VIEWER, REMOVER]) {
      expect(JSON.stringify(world.book(email))).not.toContain('secret');
    }
    expect(JSON.stringify(world.book(OTHER))).toContain('secret');
  });
});
