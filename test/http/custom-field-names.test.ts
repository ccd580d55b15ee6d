import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {makeAdmin} from './support/matrix-cases.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('a custom field', (getDatabase, {kind}) => {
  let api: TestApi;
  let shared: SharedLabel;
  let admin: Person;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    admin = api.workplace.join('boss');
    await makeAdmin(api, admin);
    shared = await shareLabel(api);
  });
  afterAll(() => api.app.close());

  const floor = {userDefined: [{key: 'Floor', value: '4'}]};
  const owner = () => shared.people.owner;

  /** Until so many transactions wait for one another. */
  async function untilWaiting(count: number): Promise<void> {
    for (let tries = 0; tries < 1000; tries++) {
      const {rows} = await sql<{waiting: number}>`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(
        api.db,
      );
      if (rows[0]!.waiting >= count) return;
      await delay(5);
    }
  }

  // The embedded store has one transaction at a time.
  const onPostgres = kind === 'postgres' ? describe : describe.skip;

  onPostgres('of calls at once', () => {
    test.each([
      {
        what: 'suggested',
        write: (contact: string) =>
          api.ok(shared.people.viewer, `POST /v1/${contact}/suggestions`, {
            person: floor,
          }),
        read: async ({name}: {name: string}) =>
          (await api.ok(owner(), `POST /v1/${name}:accept`)).changes[0].new,
      },
      {
        what: 'written',
        write: (contact: string) =>
          api.ok(owner(), `PATCH /v1/${contact}`, {person: floor}),
        read: async ({name}: {name: string}) =>
          (await api.ok(owner(), `GET /v1/${name}`)).person.userDefined,
      },
      {
        what: 'created',
        write: () =>
          api.ok(owner(), `POST /v1/${shared.label}/contacts`, {person: floor}),
        read: async ({name}: {name: string}) =>
          (await api.ok(owner(), `GET /v1/${name}`)).person.userDefined,
      },
    ])(
      'that is renamed just while it is $what is renamed there too',
      async ({write, read}) => {
        const field = await api.ok(admin, 'POST /v1/customFields', {
          ...{displayName: 'Floor', type: 'text'},
        });
        const contact = await shared.addContact();
        const [begun, end] = [Promise.withResolvers(), Promise.withResolvers()];
        const holding = api.db.transaction().execute(async tx => {
          await sql`select id from contacts for update`.execute(tx);
          await sql`select id from labels for update`.execute(tx);
          begun.resolve(undefined);
          await end.promise;
        });
        await begun.promise;
        const writing = write(contact);
        await untilWaiting(1);
        const renaming = api.ok(admin, `PATCH /v1/${field.name}`, {
          displayName: '階',
        });
        await Promise.race([renaming, untilWaiting(2)]);
        end.resolve(undefined);
        await holding;
        const written = await writing;
        await renaming;
        expect(await read(written)).toEqual([{key: '階', value: '4'}]);
        await api.ok(admin, `DELETE /v1/${field.name}?force=true`);
      },
    );
  });
});
