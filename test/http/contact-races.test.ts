import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {v7 as uuidv7} from 'uuid';
import {changeContactLabels} from '../../server/store/contact-labels.ts';
import type {Db, Tx} from '../../server/store/queries.ts';
import {removeFromLabels} from '../../server/store/removals.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';

/**
 * A database in whose transactions something happens after the first statement, as
 * if another call had been done by then.
 */
function interrupt(db: Db, act: (tx: Tx) => Promise<unknown>): Db {
  const wrap = (tx: Tx) =>
    tx.withPlugin({
      transformQuery: ({node}) => node,
      transformResult: async ({result}) => {
        await act(tx);
        return result;
      },
    });
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') {
        return () => ({
          execute: (work: (tx: Tx) => Promise<unknown>) =>
            target.transaction().execute(tx => work(wrap(tx))),
        });
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const HANAKO = {
  names: [{givenName: '花子', familyName: '山田'}],
  emailAddresses: [{value: 'hanako@customer.example'}],
};

describeOnBothStores('a contact that changes under a call', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let labels = 0;
  let meanwhile: ((tx: Tx) => Promise<unknown>) | undefined;

  beforeAll(async () => {
    const db = interrupt(getDatabase().db, async tx => {
      const act = meanwhile;
      meanwhile = undefined;
      await act?.(tx);
    });
    api = await createTestApi(getDatabase(), {db});
  });

  afterAll(() => api.app.close());

  beforeEach(async () => {
    labels += 1;
    shared = await shareLabel(api, `Races ${labels}`);
  });

  const idOf = (name: string) => name.split('/')[1]!;

  const byOwner = () => ({
    accountId: shared.people.owner.id,
    via: 'API' as const,
  });

  test('is made anew where the person who is sent again is deleted just then', async () => {
    const {remover} = shared.people;
    const first = await shared.addContact(HANAKO);
    meanwhile = tx =>
      removeFromLabels(tx, {
        removals: [{labelId: idOf(shared.label), contactIds: [idOf(first)]}],
        by: byOwner(),
        newId: uuidv7,
      });
    const again = await api.ok(remover, `POST /v1/${shared.label}/contacts`, {
      person: HANAKO,
    });
    expect(meanwhile).toBeUndefined();
    expect(again.name).not.toBe(first);
    const {contacts} = await api.ok(
      remover,
      `GET /v1/${shared.label}/contacts`,
    );
    expect(contacts.map(({name}: {name: string}) => name)).toEqual([
      again.name,
    ]);
  });

  test('stays in a label that is put on while it is deleted', async () => {
    const {owner} = shared.people;
    const contact = await shared.addContact(HANAKO);
    const {name: other} = await api.ok(owner, 'POST /v1/labels', {
      displayName: `Other races ${labels}`,
    });
    meanwhile = tx =>
      changeContactLabels(tx, {
        contactIds: [idOf(contact)],
        add: [idOf(other)],
        remove: [],
        by: byOwner(),
      });
    expect(await api.ok(owner, `DELETE /v1/${contact}`)).toEqual({});
    expect(meanwhile).toBeUndefined();
    expect(await api.ok(owner, `GET /v1/${contact}`)).toMatchObject({
      labels: [other],
    });
  });
});
