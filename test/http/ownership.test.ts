import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('transferring a label', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    labels += 1;
    shared = await shareLabel(api, `Transfer ${labels}`);
  });

  const transfer = (as: Person, email: string) =>
    api.call(as, `POST /v1/${shared.label}:transferOwnership`, {email});

  const roleOf = async (as: Person) =>
    (await api.call(as, `GET /v1/${shared.label}`)).body.role;

  async function owners(as: Person): Promise<string[]> {
    const {grants} = await api.ok(as, `GET /v1/${shared.label}/grants`);
    return grants
      .filter((grant: {role: string}) => grant.role === 'owner')
      .map((grant: {principal: {email: string}}) => grant.principal.email);
  }

  test('makes a collaborator the owner and the former owner a manager', async () => {
    const {owner, viewer} = shared.people;
    await api.ok(
      owner,
      `PATCH /v1/${shared.grants.viewer}?updateMask=hiddenFields`,
      {hiddenFields: ['phoneNumbers']},
    );
    expect(await transfer(owner, viewer.email)).toMatchObject({
      status: 200,
      body: {name: shared.label, role: 'manager'},
    });
    expect(await roleOf(viewer)).toBe('owner');
    expect(await owners(viewer)).toEqual([viewer.email]);
    const grant = await api.ok(owner, `GET /v1/${shared.grants.viewer}`);
    expect(grant).toMatchObject({role: 'owner', hiddenFields: []});
    expect((await transfer(owner, owner.email)).status).toBe(403);
    expect((await transfer(viewer, owner.email)).status).toBe(200);
    expect(await roleOf(owner)).toBe('owner');
    expect(await owners(owner)).toEqual([owner.email]);
  });

  test('enrols somebody of the workplace who never called, by any address', async () => {
    const {owner} = shared.people;
    const {email} = api.workplace.join(`newcomer-${labels}`, {
      aliases: [`alias-${labels}@example.co.jp`],
    });
    const answer = await transfer(owner, `alias-${labels}@example.co.jp`);
    expect(answer.status).toBe(200);
    expect(await owners(owner)).toEqual([email]);
  });

  test('to who owns it already changes nothing', async () => {
    const {owner} = shared.people;
    const before = await api.ok(owner, `GET /v1/${shared.ownerGrant}`);
    expect(await transfer(owner, owner.email)).toMatchObject({
      status: 200,
      body: {role: 'owner'},
    });
    expect(await api.ok(owner, `GET /v1/${shared.ownerGrant}`)).toEqual(before);
  });

  test('to somebody who left the label ends that', async () => {
    const {owner, viewer} = shared.people;
    await api.ok(viewer, `POST /v1/${shared.label}:leave`);
    await transfer(owner, viewer.email);
    expect(await roleOf(viewer)).toBe('owner');
    expect(
      (await api.call(owner, `POST /v1/${shared.label}:leave`)).status,
    ).toBe(200);
  });

  test('needs an active user', async () => {
    const {owner, viewer} = shared.people;
    const suspended = api.workplace.join(`suspended-${labels}`, {
      suspended: true,
    });
    await getDatabase()
      .db.updateTable('accounts')
      .set({state: 'SUSPENDED'})
      .where('id', '=', viewer.id)
      .execute();
    for (const email of [
      suspended.email,
      viewer.email,
      'nobody@example.co.jp',
      'somebody@elsewhere.example',
    ]) {
      const answer = await transfer(owner, email);
      expect([email, answer.status]).toEqual([email, 400]);
      expect(Object.keys(violationsOf(answer))).toEqual(['email']);
    }
    expect(await roleOf(owner)).toBe('owner');
  });

  test('goes to an active account from outside too', async () => {
    const {owner} = shared.people;
    const email = `guest-${labels}@gmail.com`;
    await getDatabase()
      .db.insertInto('accounts')
      .values({id: `9000${labels}`, email, state: 'ACTIVE'})
      .execute();
    expect((await transfer(owner, email.toUpperCase())).status).toBe(200);
    expect(await owners(owner)).toEqual([email]);
  });

  test('by an admin repairs a label whose owner is gone, also unseen', async () => {
    const {owner, editor} = shared.people;
    const admin = api.workplace.join(`admin-${labels}`, {isAdmin: true});
    const outsider = api.workplace.join(`other-${labels}`);
    await getDatabase()
      .db.updateTable('accounts')
      .set({state: 'DELETED'})
      .where('id', '=', owner.id)
      .execute();
    expect((await transfer(outsider, editor.email)).status).toBe(404);
    const {status, body} = await transfer(admin, editor.email);
    expect([status, body.name, body.role]).toEqual([
      200,
      shared.label,
      undefined,
    ]);
    expect(await roleOf(editor)).toBe('owner');
    expect(await owners(editor)).toEqual([editor.email]);
  });

  test('at once to two people ends with one owner', async () => {
    const {owner, editor, remover} = shared.people;
    const answers = await Promise.all(
      [editor, remover].map(({email}) => transfer(owner, email)),
    );
    expect(answers.map(({status}) => status).sort()).toEqual([200, 403]);
    expect(await owners(owner)).toHaveLength(1);
  });

  test('of a deleted label is not found', async () => {
    const {owner, editor} = shared.people;
    await api.ok(owner, `DELETE /v1/${shared.label}`);
    expect((await transfer(owner, editor.email)).status).toBe(404);
  });
});
