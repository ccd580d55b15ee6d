import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('leaving a label', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    labels += 1;
    shared = await shareLabel(api, `Leaving ${labels}`);
  });

  const leave = (as: Person) => api.call(as, `POST /v1/${shared.label}:leave`);
  const rejoin = (as: Person) =>
    api.call(as, `POST /v1/${shared.label}:rejoin`);
  const sees = async (as: Person) =>
    (await api.call(as, `GET /v1/${shared.label}`)).status === 200;

  test('takes its contacts from who left, and from nobody else', async () => {
    const {viewer, editor} = shared.people;
    const contact = await shared.addContact();
    expect(await leave(viewer)).toMatchObject({status: 200, body: {}});
    expect(await sees(viewer)).toBe(false);
    expect(await api.ok(viewer, 'GET /v1/labels')).toEqual({labels: []});
    expect((await api.call(viewer, `GET /v1/${contact}`)).status).toBe(404);
    expect(await sees(editor)).toBe(true);
    expect((await leave(viewer)).status).toBe(404);
  });

  test('lasts until rejoining, whatever becomes of the grant', async () => {
    const {viewer, owner} = shared.people;
    await leave(viewer);
    await api.ok(owner, `PATCH /v1/${shared.grants.viewer}`, {role: 'editor'});
    expect(await sees(viewer)).toBe(false);
    expect(await rejoin(viewer)).toMatchObject({
      status: 200,
      body: {name: shared.label, role: 'editor'},
    });
    expect(await sees(viewer)).toBe(true);
    expect((await rejoin(viewer)).status).toBe(200);
  });

  test('stands in the trash for as long as a grant reaches who left', async () => {
    const {viewer, editor, owner} = shared.people;
    const left = async (as: Person) =>
      (await api.ok(as, 'GET /v1/trash')).leftLabels?.filter(
        ({name}: {name: string}) => name === shared.label,
      );
    await leave(viewer);
    expect(await left(viewer)).toMatchObject([
      {displayName: `Leaving ${labels}`, leaveTime: expect.any(String)},
    ]);
    expect(await left(editor)).toBeUndefined();
    await rejoin(viewer);
    expect(await left(viewer)).toBeUndefined();
    await leave(viewer);
    await api.ok(owner, `DELETE /v1/${shared.grants.viewer}`);
    expect(await left(viewer)).toBeUndefined();
  });

  test('is for good where the grant ends', async () => {
    const {viewer, owner} = shared.people;
    await leave(viewer);
    await api.ok(owner, `DELETE /v1/${shared.grants.viewer}`);
    expect((await rejoin(viewer)).status).toBe(404);
  });

  test('ends when somebody grants the label to that person anew', async () => {
    const {viewer, owner} = shared.people;
    await leave(viewer);
    await api.ok(owner, `DELETE /v1/${shared.grants.viewer}`);
    const principal = {type: 'user', email: viewer.email};
    const preview = await api.ok(
      owner,
      `POST /v1/${shared.label}/grants?validateOnly=true`,
      {principal},
    );
    expect(preview.accounts).toMatchObject([{email: viewer.email}]);
    await api.ok(owner, `POST /v1/${shared.label}/grants`, {principal});
    expect(await sees(viewer)).toBe(true);
  });

  test('is told by what a change of the grant would bring: nothing', async () => {
    const {viewer, owner} = shared.people;
    await leave(viewer);
    const {accounts} = await api.ok(
      owner,
      `PATCH /v1/${shared.grants.viewer}?validateOnly=true`,
      {role: 'editor'},
    );
    expect(accounts).toEqual([]);
  });

  test('is not for the owner', async () => {
    const {owner} = shared.people;
    expect(await leave(owner)).toMatchObject({
      status: 400,
      body: {error: {status: 'FAILED_PRECONDITION'}},
    });
    expect(await sees(owner)).toBe(true);
  });

  test('by a manager leaves the label to be rejoined as a manager', async () => {
    const {manager} = shared.people;
    await leave(manager);
    expect((await rejoin(manager)).body).toMatchObject({role: 'manager'});
  });
});
