import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';

describeOnBothStores('the restores of a label', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
  });

  afterAll(() => api.app.close());

  const list = (query = '') =>
    api.ok(shared.people.manager, `GET /v1/${shared.label}/restores${query}`);

  test('are listed with whose act it was, and their undoing, in pages', async () => {
    const {owner} = shared.people;
    expect(await list()).toEqual({restores: []});
    const contact = await shared.addContact();
    const {createTime: past} = await api.ok(owner, `GET /v1/${contact}`);
    await api.ok(owner, `PATCH /v1/${contact}`, {
      person: {nicknames: [{value: 'Hana'}]},
    });
    const at = new Date(past).toISOString();
    const restore = await api.ok(owner, `POST /v1/${shared.label}:restore`, {
      time: at,
      validateOnly: true,
    });
    expect(restore).not.toHaveProperty('name');
    expect(await list()).toEqual({restores: []});
    const done = await api.ok(owner, `POST /v1/${shared.label}:restore`, {
      time: at,
    });
    const undone = await api.ok(owner, `POST /v1/${done.name}:undo`);
    const time = expect.stringMatching(/Z$/);
    const first = {name: undone.name, account: owner.email, time};
    const second = {name: done.name, account: owner.email, time, past: at};
    expect(await list()).toEqual({restores: [first, second]});
    const page = await list('?pageSize=1');
    expect(page.restores).toEqual([first]);
    expect(await list(`?pageToken=${page.nextPageToken}`)).toEqual({
      restores: [second],
    });
  });
});
