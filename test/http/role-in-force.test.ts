import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import type {Db, Tx} from '../../server/store/queries.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';

/** A database on which something is done just before each transaction begins. */
function interleave(db: Db, before: () => Promise<unknown>): Db {
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') {
        return () => ({
          execute: async (work: (tx: Tx) => Promise<unknown>) => {
            await before();
            return target.transaction().execute(work);
          },
        });
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describeOnBothStores(
  'a role that ends while a call is under way',
  getDatabase => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    let api: TestApi;
    let shared: SharedLabel;
    let contact: string;
    let labels = 0;

    beforeAll(async () => {
      const db = interleave(getDatabase().db, async () => {
        const act = meanwhile;
        meanwhile = undefined;
        await act?.();
      });
      api = await createTestApi(getDatabase(), {db});
    });

    afterAll(() => api.app.close());

    beforeEach(async () => {
      labels += 1;
      shared = await shareLabel(api, `Under way ${labels}`);
      contact = await shared.addContact();
    });

    const ACTS: Readonly<
      Record<string, () => readonly [line: string, body?: object]>
    > = {
      'adding a new contact': () => [
        `POST /v1/${shared.label}/contacts`,
        {person: {names: [{givenName: 'A'}]}},
      ],
      'putting the label on a contact': () => [
        `POST /v1/${shared.label}/contacts:add`,
        {contacts: [contact]},
      ],
      'taking the label off a contact': () => [
        `POST /v1/${shared.label}/contacts:remove`,
        {contacts: [contact]},
      ],
      'sharing the label': () => [
        `POST /v1/${shared.label}/grants`,
        {principal: {type: 'user', email: shared.people.owner.email}},
      ],
      'changing a grant': () => [
        `PATCH /v1/${shared.grants.viewer}`,
        {role: 'editor'},
      ],
      'revoking a grant': () => [`DELETE /v1/${shared.grants.viewer}`],
    };

    test.each(Object.keys(ACTS))('is not enough for %s', async act => {
      const {owner, manager} = shared.people;
      const [line, body] = ACTS[act]!();
      for (const [change, status] of [
        [
          () =>
            api.ok(owner, `PATCH /v1/${shared.grants.manager}`, {
              role: 'viewer',
            }),
          403,
        ],
        [() => api.ok(owner, `DELETE /v1/${shared.grants.manager}`), 404],
      ] as const) {
        await api.ok(owner, `PATCH /v1/${shared.grants.manager}`, {
          role: 'manager',
        });
        meanwhile = change;
        expect((await api.call(manager, line, body)).status).toBe(status);
        expect(meanwhile).toBeUndefined();
      }
    });
  },
);
