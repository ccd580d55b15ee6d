/** A complete list looks at the content of what may have changed, and at nothing else. */
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {writeCopies} from '../../server/store/copies.ts';
import {monogram} from '../emulator/people/photos.ts';
import type {Draft} from '../emulator/types.ts';
import {
  describeOnOneStore,
  openTestStore,
  type TestStore,
} from '../support/database.ts';
import {grantTo, person, shareLabelOf} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';
const NAMES = ['Mia', 'Noa', 'Ole', 'Pia'];

describeOnOneStore(
  'a complete list of an address book that is known',
  (_, {kind}) => {
    let store: TestStore;
    let world: World;
    let label: string;
    /** Names in the pages that were read since the last look: whose content was parsed. */
    let looked: string[];
    let known: number;

    beforeEach(async () => {
      store = await openTestStore(kind);
      looked = [];
      known = 0;
      world = await openWorld(
        store.database,
        {
          domains: [{name: 'example.com'}],
          users: [
            {email: 'admin@example.com', isAdmin: true},
            {
              email: OWNER,
              contacts: NAMES.map(name => ({
                person: person(name),
                labels: ['Customers'],
              })),
            },
            {email: ANA},
          ],
        },
        {
          wrapPeople: client => ({
            ...client,
            async listPeople(...request) {
              const page = await client.listPeople(...request);
              if (page.kind === 'ok') {
                looked.push(
                  ...page.value.people.map(({content}) =>
                    String(content.names?.[0]?.['givenName']),
                  ),
                );
                known += page.value.known.length;
              }
              return page;
            },
          }),
        },
      );
      label = await shareLabelOf(world, OWNER);
      await grantTo(world, {owner: OWNER, label}, ANA, {role: 'editor'});
      await listAll();
      await listAll();
    });

    afterEach(async () => {
      await world.close();
      await store.close();
    });

    async function listAll(email = ANA): Promise<void> {
      await store.database.db
        .updateTable('accounts')
        .set({sync_token: null})
        .where('email', '=', email)
        .execute();
      looked = [];
      known = 0;
      await world.poll(email);
    }

    const entryOf = (name: string, email = ANA): Draft =>
      world.book(email).find(each => each.name === name)!.person;

    const edit = (name: string, change: object) =>
      world.emulator.control('editContact', {
        user: ANA,
        contact: entryOf(name)['resourceName'],
        person: change,
      });

    const nicknameOf = (name: string, email: string) =>
      entryOf(name, email)['nicknames']?.[0]?.value;

    test('looks at no content where nothing changed, and misses nobody', async () => {
      await listAll();
      expect([looked, known]).toEqual([[], NAMES.length]);
      await listAll();
      await listAll();
      expect(world.book(ANA).map(({name}) => name)).toEqual(NAMES);
      expect(world.log()).not.toContain('absent');
    });

    test('looks at the one that was edited, and the edit reaches everybody', async () => {
      edit('Noa', {nicknames: [{value: 'Nono'}]});
      await listAll();
      expect(looked).toContain('Noa');
      expect(new Set(looked)).toEqual(new Set(['Noa']));
      expect(nicknameOf('Noa', OWNER)).toBe('Nono');
    });

    test('looks at one that we wrote, until it is found as we wrote it', async () => {
      const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
      const {name} = body.contacts.find(
        (each: Draft) => each['person'].names[0].givenName === 'Ole',
      );
      const {status} = await world.call(
        OWNER,
        `PATCH /v1/${name}?updateMask=nicknames`,
        {person: {nicknames: [{value: 'Lollo'}]}},
      );
      expect(status).toBe(200);
      await world.settle();
      expect(nicknameOf('Ole', ANA)).toBe('Lollo');
      await listAll();
      expect(looked).toEqual(['Ole']);
      await listAll();
      expect([looked, known]).toEqual([[], NAMES.length]);
    });

    test('looks at one from which the label came off', async () => {
      world.emulator.control('unlabelContact', {
        user: ANA,
        contact: entryOf('Pia')['resourceName'],
        label: 'Customers',
      });
      await listAll();
      expect(new Set(looked)).toEqual(new Set(['Pia']));
    });

    test('looks at one whose picture is another', async () => {
      world.emulator.control('setPhoto', {
        user: ANA,
        contact: entryOf('Mia')['resourceName'],
        photoBytes: monogram('another').toString('base64'),
      });
      await listAll();
      expect(looked).toContain('Mia');
    });

    test('looks again at one whose row was written since', async () => {
      const {account_id: accountId, contact_id: contactId} =
        await store.database.db
          .selectFrom('copies')
          .innerJoin('accounts', 'accounts.id', 'copies.account_id')
          .select(['copies.account_id', 'copies.contact_id'])
          .where('accounts.email', '=', ANA)
          .orderBy('copies.source_id')
          .executeTakeFirstOrThrow();
      await store.database.db
        .transaction()
        .execute(tx => writeCopies(tx, accountId, [{contactId, sent: null}]));
      await listAll();
      expect([looked.length, known]).toEqual([1, NAMES.length - 1]);
    });
  },
);
