import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {Draft} from '../emulator/types.ts';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores, emptyStore} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const BEN = 'ben@example.com';

const NOON = Date.now();
const GRACE_MS = 120_000;

const person = (givenName: string) => ({
  names: [{givenName}],
  emailAddresses: [{value: `${givenName.toLowerCase()}@customer.example`}],
});

describeOnBothStores('a grant that is revoked', getDatabase => {
  let world: World;
  let label: string;
  let grant: string;
  /** Called before copies are deleted at Google. */
  let beforeDeletion: () => Promise<void>;

  const clockAfter = (ms: number) =>
    setClock(getDatabase().db, new Date(NOON + ms).toISOString());

  beforeEach(async () => {
    beforeDeletion = async () => {};
    await emptyStore(getDatabase());
    await clockAfter(0);
    const seed = {
      domains: [{name: 'example.com'}],
      users: [
        {email: 'admin@example.com', isAdmin: true},
        {
          email: OWNER,
          contacts: ['Mia', 'Noa', 'Ole'].map(name => ({
            person: person(name),
            labels: ['Customers'],
          })),
        },
        // One of them was Ben's own before.
        {email: BEN, contacts: [{person: person('Ole')}]},
      ],
    };
    world = await openWorld(getDatabase(), seed, {
      withdrawalGraceMs: GRACE_MS,
      wrapPeople: client => ({
        ...client,
        async deletePeople(names) {
          await beforeDeletion();
          return client.deletePeople(names);
        },
      }),
    });
    const {groups} = world.emulator.control('account', {user: OWNER});
    const {body} = await world.call(OWNER, 'POST /v1/labels', {
      contactGroup: groups.find(({name}: Draft) => name === 'Customers')
        .resourceName,
    });
    label = body.name;
    await world.settle();
    grant = await grantBen();
    await world.settle();
    world.emulator.control('resetCounters');
  });

  afterEach(() => world.close());

  async function grantBen(role = 'remover'): Promise<string> {
    const {status, body} = await world.call(OWNER, `POST /v1/${label}/grants`, {
      principal: {type: 'user', email: BEN},
      role,
    });
    expect(status).toBe(200);
    return body.name;
  }

  async function revoke(): Promise<void> {
    const {status} = await world.call(OWNER, `DELETE /v1/${grant}`);
    expect(status).toBe(200);
    await world.settle();
  }

  const standing = () =>
    world
      .book(BEN)
      .map(({name, person: {resourceName}}) => `${name} ${resourceName}`);

  const names = () => world.book(BEN).map(({name}) => name);

  /** Calls that made or deleted contacts or labels. */
  const madeOrDeleted = () =>
    Object.keys(world.emulator.control('counters')['byMethod']).filter(method =>
      /create|delete/i.test(method),
    );

  const resourceOf = (name: string) =>
    world.book(BEN).find(each => each.name === name)!.person['resourceName'];

  test('and given again within minutes deletes and makes nothing: the same copies stand', async () => {
    const before = standing();
    expect(before).toHaveLength(3);
    await revoke();
    await clockAfter(GRACE_MS - 1_000);
    await world.poll('owner@example.com');
    await world.settle();
    await grantBen();
    await world.settle();
    await clockAfter(2 * GRACE_MS);
    await world.settle();
    expect(standing()).toEqual(before);
    expect(madeOrDeleted()).toEqual([]);
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    expect(body.accounts).toContainEqual({email: BEN, upToDate: 3, waiting: 0});
  });

  test('ends access through the API at once, and is owed until the copies are gone', async () => {
    await revoke();
    const answer = await world.call(BEN, `GET /v1/${label}`);
    expect(answer.status).toBe(404);
    const me = await world.call(BEN, 'GET /v1/accounts/me');
    expect(me.body.pendingWrites).toBe(3);
    await clockAfter(GRACE_MS);
    await world.settle();
    expect(names()).toEqual(['Ole']);
    const then = await world.call(BEN, 'GET /v1/accounts/me');
    expect(then.body.pendingWrites).toBe(0);
  });

  test('is carried out at once for an account that syncs by itself', async () => {
    await revoke();
    expect(names()).toHaveLength(3);
    await world.call(BEN, 'POST /v1/accounts/me:sync');
    expect(names()).toEqual(['Ole']);
  });

  test('brings no edit of the time without access to anybody when it is given again', async () => {
    await revoke();
    world.emulator.control('editContact', {
      user: BEN,
      contact: resourceOf('Mia'),
      person: {...person('Mia'), nicknames: [{value: 'Secretly'}]},
    });
    await world.poll(BEN);
    await grantBen();
    await world.settle();
    await world.poll(BEN);
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    expect(JSON.stringify(body)).not.toContain('Secretly');
    expect(JSON.stringify(world.book(BEN))).not.toContain('Secretly');
    const mia = body.contacts.find(
      (each: Draft) => each['person'].names[0].givenName === 'Mia',
    );
    const history = await world.call(OWNER, `GET /v1/${mia.name}/revisions`);
    expect(JSON.stringify(history.body)).toContain('Secretly');
    expect(madeOrDeleted()).toEqual([]);
  });

  test('keeps what a list showed last though the read before the deletion is stale', async () => {
    world.emulator.control('editContact', {
      user: BEN,
      contact: resourceOf('Mia'),
      person: {...person('Mia'), nicknames: [{value: 'Typed last'}]},
    });
    await revoke();
    await clockAfter(GRACE_MS + 60_000);
    world.emulator.control('fault', {
      method: 'getBatchGet',
      user: BEN,
      effect: 'staleRead',
      count: 1,
    });
    await world.poll(BEN);
    await world.settle();
    expect(JSON.stringify(world.book(BEN))).not.toContain('Mia');
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    const mia = body.contacts.find(
      (each: Draft) => each['person'].names[0].givenName === 'Mia',
    );
    const history = await world.call(OWNER, `GET /v1/${mia.name}/revisions`);
    expect(JSON.stringify(history.body)).toContain('Typed last');
  });

  test('takes nothing off the label for what its account took off meanwhile', async () => {
    await revoke();
    const {groups} = world.emulator.control('account', {user: BEN});
    world.emulator.control('unlabelContact', {
      user: BEN,
      contact: resourceOf('Mia'),
      label: groups.find(({name}: Draft) => name === 'Customers').resourceName,
    });
    await world.poll(BEN);
    await grantBen();
    await world.settle();
    await world.poll(BEN);
    const {body} = await world.call(OWNER, `GET /v1/${label}`);
    expect(body.contactCount).toBe(3);
    const mia = world.book(BEN).find(({name}) => name === 'Mia');
    expect(mia!.labels).toContain('Customers');
  });

  test('spares no copy of a contact that leaves the label, and none of who left', async () => {
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    const mia = body.contacts.find(
      (each: Draft) => each['person'].names[0].givenName === 'Mia',
    );
    await revoke();
    await world.call(OWNER, `DELETE /v1/${mia.name}`);
    await world.settle();
    expect(names()).toEqual(['Noa', 'Ole']);
    grant = await grantBen();
    await world.settle();
    await world.call(BEN, `POST /v1/${label}:leave`);
    await world.settle();
    expect(names()).toEqual(['Ole']);
  });

  test('a copy that is withdrawn while access comes back comes back too', async () => {
    beforeDeletion = async () => {
      beforeDeletion = async () => {};
      await grantBen();
    };
    await revoke();
    await clockAfter(GRACE_MS);
    await world.settle();
    expect(names()).toEqual(['Mia', 'Noa', 'Ole']);
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    expect(body.accounts).toContainEqual({email: BEN, upToDate: 3, waiting: 0});
  });
});
