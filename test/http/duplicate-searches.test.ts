import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {createContacts} from '../../server/store/contacts.ts';
import {claimLane, releaseLane} from '../../server/store/lanes.ts';
import {findDuplicatesOf} from '../../server/sync/find-duplicates.ts';
import {
  createLinker,
  type Linker,
  type Linking,
} from '../../server/sync/linkage-thread.ts';
import {describeOnBothStores} from '../support/database.ts';
import {
  createTestApi,
  risingIds,
  type Answer,
  type TestApi,
} from './support/api.ts';
import {createImportBench} from './support/imports.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

type Json = Answer['body'];

const BORN = {birthdays: [{date: {year: 1980, month: 4, day: 17}}]};
const HOME = {
  addresses: [
    {streetAddress: '平河町2-16-1', city: '千代田区', postalCode: '102-0093'},
  ],
};
const WATANABE = {
  names: [{givenName: '健太郎', familyName: '渡辺'}],
  ...BORN,
  ...HOME,
};
const OLD_FORM = {
  ...WATANABE,
  names: [{givenName: '健太郎', familyName: '渡邉'}],
};

describeOnBothStores(
  'a search for contacts that are one person',
  getDatabase => {
    let api: TestApi;
    let shared: SharedLabel;
    let labels = 0;
    const newId = risingIds();
    const linker = createLinker();

    beforeAll(async () => {
      api = await createTestApi(getDatabase());
    });
    afterAll(() => api.app.close());

    beforeEach(async () => {
      labels += 1;
      shared = await shareLabel(api, `Searched ${labels}`);
      // Who is compared with nobody tells nothing of how rare a value is.
      const others = Array.from({length: 12}, (_, each) => ({
        id: newId(),
        content: {
          names: [{givenName: `Person${each}`, familyName: `Family${each}`}],
        },
        labelIds: [shared.label.split('/')[1]!],
      }));
      const by = {accountId: shared.people.owner.id, via: 'API'} as const;
      await api.db.transaction().execute(tx => createContacts(tx, others, by));
    });

    async function run(by: Linker = linker): Promise<void> {
      for (;;) {
        const lane = await claimLane(api.db, {
          owner: 'test',
          leaseMs: 60_000,
          prefix: 'searches/',
        });
        if (lane === undefined) return;
        const {signal} = new AbortController();
        const deps = {database: getDatabase(), newId, linker: by};
        const id = lane.key.split('/')[1]!;
        const result = await findDuplicatesOf(deps, id, {lane, signal});
        await releaseLane(api.db, lane, {kind: 'done', ...result});
      }
    }

    async function search(as: Person, of = shared.label): Promise<Json> {
      const {name} = await api.ok(as, `POST /v1/${of}:findDuplicates`);
      await run();
      return api.ok(as, `GET /v1/${name}`);
    }
    /** The linker, but for how it comes to its answer. */
    const linkingBy = (
      link: (
        linking: Linking,
        wanted: Parameters<Linking['link']>[0],
      ) => ReturnType<Linking['link']>,
    ): Linker => ({
      begin: signal => {
        const linking = linker.begin(signal);
        return linking && {...linking, link: wanted => link(linking, wanted)};
      },
    });
    const list = async (as: Person) =>
      (await api.ok(as, 'GET /v1/duplicates')).duplicates;
    const namesOf = ({contacts}: Json) =>
      contacts.map(({name}: Json) => name as string);

    test('proposes, with what it weighs and why, whom no address or number tells', async () => {
      const {owner, remover, editor} = shared.people;
      const pair = [
        await shared.addContact(WATANABE),
        await shared.addContact(OLD_FORM),
      ];
      expect(await list(remover)).toEqual([]);
      const done = await search(remover);
      expect(done).toMatchObject({
        done: true,
        metadata: {kind: 'FIND_DUPLICATES', label: shared.label},
        response: {contacts: 14, duplicates: 1},
      });
      const [duplicate] = await list(owner);
      expect(namesOf(duplicate)).toEqual(pair);
      expect(duplicate.reasons).toEqual(['SAME_NAME']);
      expect(duplicate.weight).toBeGreaterThan(0);
      expect(duplicate.evidence).toContainEqual({
        trait: 'birthday',
        level: 'same',
        field: 'birthdays',
        weight: expect.any(Number),
        text: 'Same birthday',
      });
      expect(await list(editor)).toEqual([]);
      const merged = await api.ok(remover, `POST /v1/${duplicate.name}:accept`);
      expect(merged.name).toBe(pair[0]);
    });

    test('says why in the language of who reads it', async () => {
      const {owner} = shared.people;
      await shared.addContact(WATANABE);
      await shared.addContact(OLD_FORM);
      await search(owner);
      await api.db
        .updateTable('accounts')
        .set({locale: 'ja'})
        .where('id', '=', owner.id)
        .execute();
      const [{evidence}] = await list(owner);
      expect(evidence.map(({text}: Json) => text)).toContain('誕生日が同じ');
    });

    test('follows an import of whoever may merge what it finds', async () => {
      const {remover, editor} = shared.people;
      const bench = createImportBench(api, getDatabase());
      const file =
        'Last Name,First Name,Birthday,Postal Code,City,Street\n' +
        '渡辺,健太郎,1980-04-17,102-0093,千代田区,平河町2-16-1\n' +
        '渡邉,健太郎,1980-04-17,102-0093,千代田区,平河町2-16-1\n';
      await bench.finish(editor, shared, file);
      await run();
      expect(await list(remover)).toEqual([]);
      const third = '渡辺,健太朗,1980-04-17,102-0093,千代田区,平河町2-16-1\n';
      await bench.finish(
        remover,
        shared,
        file.replace(/渡辺.*\n渡邉.*\n/, third),
      );
      await run();
      expect(await list(remover)).not.toEqual([]);
    });

    test('follows an import that ends while another has read already', async () => {
      const {remover} = shared.people;
      const bench = createImportBench(api, getDatabase());
      await shared.addContact(WATANABE);
      const file =
        'Last Name,First Name,Birthday,Postal Code,City,Street\n' +
        '渡邉,健太郎,1980-04-17,102-0093,千代田区,平河町2-16-1\n';
      const call = `POST /v1/${shared.label}:findDuplicates`;
      const first = await api.ok(remover, call);
      let imports = 0;
      await run(
        linkingBy(async (linking, wanted) => {
          if (imports++ === 0) {
            await bench.finish(remover, shared, file);
            // Who asks by themselves is told of the one that is under way.
            expect((await api.ok(remover, call)).name).toBe(first.name);
          }
          return linking.link(wanted);
        }),
      );
      const done = await api.ok(remover, `GET /v1/${first.name}`);
      expect(done.response).toEqual({contacts: 14, duplicates: 1});
      expect(await list(remover)).toHaveLength(1);
    });

    test('does not propose again whom somebody said to be two', async () => {
      const {owner, remover} = shared.people;
      await shared.addContact(WATANABE);
      await shared.addContact(OLD_FORM);
      await search(remover);
      const [{name}] = await list(remover);
      await api.ok(remover, `POST /v1/${name}:reject`);
      expect((await search(owner)).response.duplicates).toBe(0);
      expect(await list(owner)).toEqual([]);
    });

    test('does not propose again who were one and were taken apart, nor is that open any more', async () => {
      const {owner, remover} = shared.people;
      const contacts = [
        await shared.addContact(WATANABE),
        await shared.addContact(OLD_FORM),
      ];
      await search(remover);
      expect(await list(owner)).toHaveLength(1);
      await api.ok(remover, 'POST /v1/contacts:merge', {contacts});
      await api.ok(remover, `POST /v1/${contacts[0]}:unmerge`);
      expect(await list(owner)).toEqual([]);
      expect((await search(owner)).response.duplicates).toBe(0);
      expect(await list(owner)).toEqual([]);
    });

    test('does not propose them again where one of them went into another', async () => {
      const {owner, remover} = shared.people;
      const first = await shared.addContact(WATANABE);
      await shared.addContact(OLD_FORM);
      await search(remover);
      const [{name}] = await list(remover);
      await api.ok(remover, `POST /v1/${name}:reject`);
      const third = await shared.addContact({
        names: [{givenName: 'Kentaro', familyName: 'Watanabe'}],
      });
      await api.ok(remover, 'POST /v1/contacts:merge', {
        contacts: [third, first],
        ...{person: WATANABE, updateMask: 'names'},
      });
      expect((await search(owner)).response.duplicates).toBe(0);
      expect(await list(owner)).toEqual([]);
    });

    test('goes across labels for who may merge in both', async () => {
      const other = await shareLabel(api, `Beside ${labels}`);
      const {owner} = shared.people;
      await api.ok(other.people.owner, `POST /v1/${other.label}/grants`, {
        principal: {type: 'user', email: owner.email},
        role: 'remover',
      });
      const pair = [
        await shared.addContact(WATANABE),
        await other.addContact(OLD_FORM),
      ];
      expect((await search(owner)).response.duplicates).toBe(0);
      const across = await search(owner, 'contacts');
      expect(across.metadata.label).toBeUndefined();
      expect(across.response).toMatchObject({contacts: 14});
      const found = (await list(owner)).map(namesOf);
      // Who sees but one of the labels is told of none.
      expect(await list(other.people.owner)).toEqual([]);
      expect(await list(shared.people.remover)).toEqual([]);
      // Merging shares either on, which needs more than to remove.
      expect(found).toEqual([]);
      const grants = await api.ok(owner, `GET /v1/${other.label}/grants`);
      const grant = grants.grants.find(
        ({principal}: Json) => principal.email === owner.email,
      );
      await api.ok(other.people.owner, `PATCH /v1/${grant.name}`, {
        role: 'manager',
      });
      expect((await list(owner)).map(namesOf)).toEqual([pair]);
    });

    test('tells nothing of a field to whom it is hidden from', async () => {
      const {owner, remover} = shared.people;
      await api.ok(owner, `PATCH /v1/${shared.grants.remover}`, {
        hiddenFields: ['birthdays'],
      });
      await shared.addContact(WATANABE);
      await shared.addContact(OLD_FORM);
      await search(owner);
      expect(await list(owner)).toHaveLength(1);
      expect(await list(remover)).toEqual([]);
      await search(remover);
      const [duplicate] = await list(remover);
      expect(duplicate.evidence.map(({field}: Json) => field)).not.toContain(
        'birthdays',
      );
      expect(duplicate.evidence.map(({field}: Json) => field)).toContain(
        'addresses',
      );
      const [whole] = await list(owner);
      expect(whole.evidence.map(({field}: Json) => field)).toContain(
        'birthdays',
      );
    });

    test('is one for who asks twice, and ends by the role in force and by cancelling', async () => {
      const {owner, remover} = shared.people;
      await shared.addContact(WATANABE);
      await shared.addContact(OLD_FORM);
      const call = `POST /v1/${shared.label}:findDuplicates`;
      const {name} = await api.ok(remover, call);
      expect((await api.ok(remover, call)).name).toBe(name);
      const cancelled = await api.ok(owner, call);
      await api.ok(owner, `POST /v1/${cancelled.name}:cancel`);
      await api.ok(owner, `PATCH /v1/${shared.grants.remover}`, {
        role: 'editor',
      });
      await run();
      expect(await api.ok(remover, `GET /v1/${name}`)).toMatchObject({
        done: true,
        error: {status: 'PERMISSION_DENIED'},
      });
      expect(await api.ok(owner, `GET /v1/${cancelled.name}`)).toMatchObject({
        done: true,
        error: {status: 'CANCELLED'},
      });
      expect(await list(owner)).toEqual([]);
    });

    test('says how far it is, and ends soon where it is cancelled while it compares', async () => {
      const {remover} = shared.people;
      await shared.addContact(WATANABE);
      const {name} = await api.ok(
        remover,
        `POST /v1/${shared.label}:findDuplicates`,
      );
      const steps: Json[] = [];
      await run(
        linkingBy(async () => {
          while (steps.at(-1)?.step !== 'COMPARING') {
            const {metadata} = await api.ok(remover, `GET /v1/${name}`);
            steps.push(metadata.progress);
          }
          await api.ok(remover, `POST /v1/${name}:cancel`);
          return new Promise(() => {});
        }),
      );
      expect(steps.at(-1)).toEqual({step: 'COMPARING', done: 0, total: 13});
      const ended = await api.ok(remover, `GET /v1/${name}`);
      expect(ended).toMatchObject({
        done: true,
        error: {status: 'CANCELLED'},
      });
      expect(ended.metadata.progress).toBeUndefined();
    });

    test('says how many pairs it left out', async () => {
      const {remover} = shared.people;
      for (let copies = 0; copies < 3; copies++) {
        await shared.addContact(WATANABE);
      }
      const {name} = await api.ok(
        remover,
        `POST /v1/${shared.label}:findDuplicates`,
      );
      await run(
        linkingBy((linking, wanted) => linking.link({...wanted, pairsMax: 1})),
      );
      const {response} = await api.ok(remover, `GET /v1/${name}`);
      expect(response).toEqual({
        ...{contacts: 15, duplicates: 1, duplicatesLeft: 2},
      });
    });

    test('waits while another is under way', async () => {
      const {owner} = shared.people;
      const {signal} = new AbortController();
      const other = linker.begin(signal)!;
      const {name} = await api.ok(
        owner,
        `POST /v1/${shared.label}:findDuplicates`,
      );
      await run();
      expect((await api.ok(owner, `GET /v1/${name}`)).done).toBe(false);
      await other.end();
      await api.db
        .updateTable('lanes')
        .set({next_time: new Date(0)})
        .where('key', '=', `searches/${name.split('/')[1]}`)
        .execute();
      await run();
      expect((await api.ok(owner, `GET /v1/${name}`)).done).toBe(true);
    });
  },
);
