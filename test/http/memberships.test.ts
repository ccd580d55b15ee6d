import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('the phone switch of a member', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
  });

  afterAll(() => api.app.close());

  const path = () => `/v1/${shared.label}/membership`;
  const read = (as: Person) => api.ok(as, `GET ${path()}`);
  const choose = (as: Person, showOnPhones: boolean | null) =>
    api.ok(as, `PATCH ${path()}`, {showOnPhones});
  const grant = (showOnPhones: boolean) =>
    api.ok(shared.people.owner, `PATCH /v1/${shared.grants.viewer}`, {
      showOnPhones,
    });

  test('is as the grants say until the member chooses', async () => {
    const {owner, viewer} = shared.people;
    await grant(true);
    expect(await read(viewer)).toEqual({
      name: `${shared.label}/membership`,
      role: 'viewer',
      sharedBy: owner.email,
      showOnPhones: true,
      isOwnChoice: false,
    });
    await grant(false);
    expect(await read(viewer)).toMatchObject({showOnPhones: false});
  });

  test('holds whatever the grants say, until the member takes it back', async () => {
    const {viewer} = shared.people;
    await grant(true);
    const off = {showOnPhones: false, isOwnChoice: true};
    expect(await choose(viewer, false)).toMatchObject(off);
    await grant(false);
    await grant(true);
    expect(await read(viewer)).toMatchObject(off);
    expect(await choose(viewer, null)).toMatchObject({
      showOnPhones: true,
      isOwnChoice: false,
    });
  });

  test('holds when the member leaves and comes back', async () => {
    const {viewer} = shared.people;
    await grant(true);
    await choose(viewer, false);
    await api.ok(viewer, `POST /v1/${shared.label}:leave`);
    expect((await api.call(viewer, `GET ${path()}`)).status).toBe(404);
    await api.ok(viewer, `POST /v1/${shared.label}:rejoin`);
    expect(await read(viewer)).toMatchObject({showOnPhones: false});
    await choose(viewer, null);
  });

  test('leaves others as they were, and the grants', async () => {
    const {viewer, editor, owner} = shared.people;
    const grants = await api.ok(owner, `GET /v1/${shared.label}/grants`);
    const before = await read(editor);
    await choose(viewer, false);
    expect(await read(editor)).toEqual(before);
    expect(await api.ok(owner, `GET /v1/${shared.label}/grants`)).toEqual(
      grants,
    );
    await choose(viewer, null);
  });

  test('is refused where it is neither on, off nor left to the grants', async () => {
    for (const body of [{}, {showOnPhones: 'yes'}]) {
      const answer = await api.call(
        shared.people.viewer,
        `PATCH ${path()}`,
        body,
      );
      expect(answer.status).toBe(400);
      expect(Object.keys(violationsOf(answer))).toEqual(['showOnPhones']);
    }
  });
});
