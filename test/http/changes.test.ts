import {randomUUID} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {sql} from 'kysely';
import {sweepChanges} from '../../server/store/changes.ts';
import {createComment} from '../../server/store/comments.ts';
import type {Tx} from '../../server/store/queries.ts';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {openCache, readSight, untilTold} from './support/cache.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

const phones = (value: string) => ({phoneNumbers: [{value}]});
const nicknames = (value: string) => ({nicknames: [{value}]});

describeOnBothStores(
  'the feed of changes',
  (getDatabase, {openAnother, kind}) => {
    let api: TestApi;
    let labels = 0;

    beforeAll(async () => {
      api = await createTestApi(getDatabase());
    });

    afterAll(() => api.app.close());

    const share = () => shareLabel(api, `Changes ${++labels}`);
    const present = async (as: Person): Promise<string> => {
      await untilTold(api);
      return (await api.ok(as, 'GET /v1/changes')).nextSince;
    };
    const since = async (as: Person, position: string, query = '') => {
      await untilTold(api);
      return api.ok(as, `GET /v1/changes?since=${position}${query}`);
    };
    const counter = async (as: Person): Promise<string> =>
      (await api.ok(as, 'GET /v1/accounts/me')).changeCounter;
    const hide = (as: Person, grant: string, hiddenFields: readonly string[]) =>
      api.ok(as, `PATCH /v1/${grant}`, {hiddenFields});
    const edit = (contact: string, as: Person, value: string) =>
      api.ok(as, `PATCH /v1/${contact}`, {person: nicknames(value)});
    /** What holds no lock that others of the label wait for. */
    const say = (tx: Tx, contact: string, {id: accountId}: Person) =>
      createComment(tx, {
        id: randomUUID(),
        contactId: contact.split('/')[1]!,
        ...{accountId, text: 'Said', visibility: 'PUBLIC', mentions: []},
      });

    test('begins at the present, and then names what changed, once in a page', async () => {
      const {people, label, addContact} = await share();
      const contact = await addContact();
      const start = await present(people.viewer);
      expect(await since(people.viewer, start)).toEqual({
        changes: [],
        nextSince: expect.any(String),
      });
      await api.ok(people.owner, `PATCH /v1/${contact}`, {person: phones('1')});
      await api.ok(people.owner, `PATCH /v1/${contact}`, {person: phones('2')});
      const other = await addContact();
      const {changes, nextSince} = await since(people.viewer, start);
      expect(changes).toEqual([
        {contact, kinds: ['CONTACT']},
        {contact: other, kinds: ['CONTACT', 'COMMENTS']},
        {label, kinds: ['LABEL']},
      ]);
      expect((await since(people.viewer, nextSince)).changes).toEqual([]);
    });

    test('says of what went out of sight that it did, and nothing to whom it never was in', async () => {
      const {people, label, grants, addContact} = await share();
      const contact = await addContact();
      const stranger = api.workplace.join(`stranger-${labels}`);
      const [start, elsewhere] = [
        await present(people.viewer),
        await present(stranger),
      ];
      await api.ok(people.owner, `DELETE /v1/${contact}`);
      expect((await since(people.viewer, start)).changes).toContainEqual({
        contact,
        kinds: ['CONTACT', 'COMMENTS'],
        removed: true,
      });
      await api.ok(people.owner, `DELETE /v1/${grants.viewer}`);
      expect((await since(people.viewer, start)).changes).toEqual([
        {label, kinds: ['COMMENTS', 'LABEL', 'CONTACTS'], removed: true},
      ]);
      await api.ok(people.owner, `POST /v1/${label}/grants`, {
        principal: {type: 'user', email: stranger.email},
      });
      expect((await since(stranger, elsewhere)).changes).toEqual([
        {label, kinds: ['COMMENTS', 'LABEL', 'CONTACTS']},
      ]);
    });

    test('tells of no change of a hidden field and of no private comment of others', async () => {
      const {people, grants, addContact} = await share();
      const contact = await addContact();
      await hide(people.owner, grants.viewer, ['phoneNumbers']);
      const start = await present(people.viewer);
      const count = await counter(people.viewer);
      await api.ok(people.owner, `PATCH /v1/${contact}`, {person: phones('1')});
      await api.ok(people.owner, `POST /v1/${contact}/comments`, {
        text: 'Owes me lunch',
        visibility: 'PRIVATE',
      });
      expect((await since(people.viewer, start)).changes).toEqual([]);
      expect(await counter(people.viewer)).toBe(count);
      await api.ok(people.owner, `PATCH /v1/${contact}`, {
        person: {...phones('2'), ...nicknames('Hana')},
        updateMask: '*',
      });
      expect((await since(people.viewer, start)).changes).toEqual([
        {contact, kinds: ['CONTACT']},
      ]);
    });

    test.each([
      ['what is none', 'x', 'Not a position'],
      ['a page token of another list', '', 'Not a position'],
    ] as const)('refuses %s', async (what, text, reason) => {
      const {people, addContact} = await share();
      await addContact();
      await addContact();
      const {nextPageToken} = await api.ok(
        people.viewer,
        `GET /v1/contacts:search?query=${encodeURIComponent('花')}&pageSize=1`,
      );
      const position = text || nextPageToken;
      const answer = await api.call(
        people.viewer,
        `GET /v1/changes?since=${position}`,
      );
      expect([what, answer.status, answer.body.error.status]).toEqual([
        what,
        400,
        'INVALID_ARGUMENT',
      ]);
      expect(violationsOf(answer)['since']).toContain(reason);
    });

    test('refuses a position of somebody else, and a page of other changes', async () => {
      const {people, addContact} = await share();
      const mine = await present(people.viewer);
      const theirs = await present(people.editor);
      await addContact();
      const foreign = await api.call(
        people.viewer,
        `GET /v1/changes?since=${theirs}`,
      );
      expect([foreign.status, Object.keys(violationsOf(foreign))]).toEqual([
        400,
        ['since'],
      ]);
      const {nextPageToken} = await since(people.viewer, mine, '&pageSize=1');
      const other = await api.call(
        people.viewer,
        `GET /v1/changes?since=${await present(people.viewer)}&pageToken=${nextPageToken}`,
      );
      expect([other.status, Object.keys(violationsOf(other))]).toEqual([
        400,
        ['pageToken'],
      ]);
    });

    test('can be left after any page, and gone on from', async () => {
      const {people, addContact} = await share();
      let position = await present(people.viewer);
      const contacts: string[] = [];
      for (let count = 0; count < 5; count++) contacts.push(await addContact());
      const named = new Set<string>();
      for (let page = 0; page < 20; page++) {
        const {changes, nextSince} = await since(
          people.viewer,
          position,
          '&pageSize=3',
        );
        for (const {contact} of changes) named.add(contact);
        position = nextSince;
      }
      expect([...named].filter(Boolean).sort()).toEqual(contacts.sort());
    });

    test('is kept for 30 days, and says what to do with an older position', async () => {
      const {people, addContact} = await share();
      const contact = await addContact();
      const {db} = getDatabase();
      try {
        await setClock(db, '2026-11-01T00:00:00Z');
        const old = await present(people.viewer);
        await edit(contact, people.owner, 'A');
        await edit(contact, people.owner, 'B');
        await setClock(db, '2026-11-20T00:00:00Z');
        const newer = await present(people.viewer);
        await edit(contact, people.owner, 'C');
        await setClock(db, '2026-12-02T00:00:00Z');
        expect(await db.transaction().execute(sweepChanges)).toBeGreaterThan(0);
        const answer = await api.call(
          people.viewer,
          `GET /v1/changes?since=${old}`,
        );
        expect([answer.status, answer.body.error.status]).toEqual([
          400,
          'OUT_OF_RANGE',
        ]);
        expect(answer.body.error.message).toMatch(/read everything again/);
        expect((await since(people.viewer, newer)).changes).toEqual([
          {contact, kinds: ['CONTACT']},
        ]);
        expect(await db.transaction().execute(sweepChanges)).toBe(0);
      } finally {
        await sql`create or replace function service_now() returns timestamptz
        language sql volatile as 'select clock_timestamp()'`.execute(db);
      }
    });

    const onPostgres = kind === 'postgres' ? describe : describe.skip;

    onPostgres('of transactions under way at once', () => {
      test('misses none that commits after a later one, nor does the counter', async () => {
        const {people, addContact} = await share();
        const [early, late] = [await addContact(), await addContact()];
        const start = await present(people.viewer);
        const counts = [await counter(people.viewer)];
        const another = await openAnother();
        const begun = Promise.withResolvers<void>();
        const released = Promise.withResolvers<void>();
        const slow = another.db.transaction().execute(async tx => {
          await say(tx, early, people.owner);
          begun.resolve();
          await released.promise;
        });
        await begun.promise;
        await getDatabase()
          .db.transaction()
          .execute(tx => say(tx, late, people.owner));
        counts.push(await counter(people.viewer));
        const between = await since(people.viewer, start);
        released.resolve();
        await slow;
        counts.push(await counter(people.viewer));
        const after = await since(people.viewer, between.nextSince);
        expect(
          [...between.changes, ...after.changes].map(({contact}) => contact),
        ).toEqual(expect.arrayContaining([early, late]));
        expect(between.changes).toEqual([]);
        expect(new Set(counts).size).toBe(3);
      });
    });

    describe('a cache that follows it', () => {
      /** What people do: who, to which of what there is, and how. */
      interface Act {
        readonly kind: keyof typeof ACTS;
        readonly by: number;
        readonly at: number;
        readonly other: number;
      }

      interface World {
        readonly shared: readonly SharedLabel[];
        readonly actors: readonly Person[];
        readonly contacts: string[];
        readonly comments: string[];
        readonly merged: string[];
      }

      const pick = <T>(list: readonly T[], at: number): T | undefined =>
        list[at % Math.max(1, list.length)];

      /** Refused ones are acts as well. */
      const ACTS = {
        create: async (world: World, by: Person, {at}: Act) => {
          const {label} = pick(world.shared, at)!;
          const {body} = await api.call(by, `POST /v1/${label}/contacts`, {
            person: {
              names: [{givenName: `Contact ${world.contacts.length}`}],
              ...phones(`+81 90 0000 ${1000 + world.contacts.length}`),
            },
          });
          if (body.name !== undefined) world.contacts.push(body.name);
        },
        edit: (world: World, by: Person, {at, other}: Act) =>
          api.call(by, `PATCH /v1/${pick(world.contacts, at)}`, {
            person: pick(
              [
                phones(`+81 90 1111 ${other + 1000}`),
                nicknames(`N${other}`),
                phones(`03 9123 ${other + 1000}`),
              ],
              other,
            ),
          }),
        label: (world: World, by: Person, {at, other}: Act) =>
          api.call(
            by,
            `POST /v1/${pick(world.shared, other)!.label}/contacts:${other % 3 ? 'add' : 'remove'}`,
            {contacts: [pick(world.contacts, at)]},
          ),
        remove: (world: World, by: Person, {at}: Act) =>
          api.call(by, `DELETE /v1/${pick(world.contacts, at)}`),
        undelete: (world: World, by: Person, {at}: Act) =>
          api.call(by, `POST /v1/${pick(world.contacts, at)}:undelete`),
        merge: async (world: World, by: Person, {at, other}: Act) => {
          const contacts = [
            pick(world.contacts, at),
            pick(world.contacts, other),
          ];
          await api.call(by, 'POST /v1/contacts:merge', {contacts});
          world.merged.push(...contacts.flatMap(name => name ?? []));
        },
        unmerge: (world: World, by: Person, {at}: Act) =>
          api.call(by, `POST /v1/${pick(world.merged, at)}:unmerge`),
        comment: async (world: World, by: Person, {at, other}: Act) => {
          const {body} = await api.call(
            by,
            `POST /v1/${pick(world.contacts, at)}/comments`,
            {
              text: `Said ${other}`,
              visibility: other % 2 ? 'PUBLIC' : 'PRIVATE',
            },
          );
          if (body.name !== undefined) world.comments.push(body.name);
        },
        say: (world: World, by: Person, {at, other}: Act) => {
          const comment = pick(world.comments, at);
          return other % 3 === 0
            ? api.call(by, `DELETE /v1/${comment}`)
            : api.call(by, `PATCH /v1/${comment}`, {
                text: `Said again ${other}`,
                visibility: other % 3 === 1 ? 'PUBLIC' : 'PRIVATE',
              });
        },
        readComments: (world: World, by: Person, {at}: Act) =>
          api.call(
            by,
            `POST /v1/${pick(world.contacts, at)}/comments:markRead`,
          ),
        grant: (world: World, _by: Person, {at, other}: Act) => {
          const {people, grants} = pick(world.shared, at)!;
          const grant = pick(Object.values(grants), other);
          return api.call(people.owner, `PATCH /v1/${grant}`, {
            role: pick(['viewer', 'editor', 'remover', 'manager'], other >> 2),
            hiddenFields: pick(
              [[], ['phoneNumbers'], ['nicknames']],
              other >> 1,
            ),
          });
        },
        shareWith: (world: World, _by: Person, {at, by, other}: Act) => {
          const {label, people} = pick(world.shared, at)!;
          return api.call(people.owner, `POST /v1/${label}/grants`, {
            principal: {type: 'user', email: pick(world.actors, by)!.email},
            role: pick(['viewer', 'manager'], other),
            ...(other % 3 === 0 && {hiddenFields: ['phoneNumbers']}),
          });
        },
        revoke: (world: World, _by: Person, {at, other}: Act) => {
          const {people, grants} = pick(world.shared, at)!;
          const grant = pick(Object.values(grants), other);
          return api.call(people.owner, `DELETE /v1/${grant}`);
        },
        leave: (world: World, by: Person, {at, other}: Act) =>
          api.call(
            by,
            `POST /v1/${pick(world.shared, at)!.label}:${other % 2 ? 'leave' : 'rejoin'}`,
          ),
        rename: (world: World, by: Person, {at, other}: Act) =>
          api.call(by, `PATCH /v1/${pick(world.shared, at)!.label}`, {
            displayName: `Renamed ${other}`,
          }),
        readNumbers: (world: World, _by: Person, {at, other}: Act) => {
          const {people, label} = pick(world.shared, at)!;
          return api.call(people.owner, `PATCH /v1/${label}`, {
            regionCode: pick(['AU', ''], other),
          });
        },
        deleteLabel: (world: World, _by: Person, {at, other}: Act) => {
          const {people, label} = pick(world.shared, at)!;
          return other % 2
            ? api.call(people.owner, `DELETE /v1/${label}`)
            : api.call(people.owner, `POST /v1/${label}:undelete`);
        },
        transfer: (world: World, _by: Person, {at, by}: Act) => {
          const {people, label} = pick(world.shared, at)!;
          return api.call(people.owner, `POST /v1/${label}:transferOwnership`, {
            email: pick(world.actors, by)!.email,
          });
        },
      };

      const anyAct = fc.record({
        kind: fc.constantFrom(...(Object.keys(ACTS) as (keyof typeof ACTS)[])),
        by: fc.nat(9),
        at: fc.nat(20),
        other: fc.nat(40),
      });

      test(
        'has what a fresh reading has, whatever people of every role did',
        () =>
          fc.assert(
            fc.asyncProperty(
              fc.array(
                fc.record({
                  acts: fc.array(anyAct, {minLength: 4, maxLength: 12}),
                  pageSize: fc.integer({min: 1, max: 5}),
                }),
                {minLength: 2, maxLength: 3},
              ),
              async rounds => {
                const shared = [await share(), await share()];
                const world: World = {
                  shared,
                  actors: shared.flatMap(({people}) => Object.values(people)),
                  contacts: [],
                  comments: [],
                  merged: [],
                };
                for (const {addContact} of shared) {
                  world.contacts.push(
                    await addContact({
                      names: [{givenName: `First ${world.contacts.length}`}],
                      ...phones('03 9123 4567'),
                    }),
                  );
                }
                const watchers = [
                  ...Object.values(shared[0]!.people),
                  shared[1]!.people.viewer,
                ];
                const caches = await Promise.all(
                  watchers.map(person => openCache(api, person)),
                );
                for (const {acts, pageSize} of rounds) {
                  for (const act of acts) {
                    const by = pick(world.actors, act.by)!;
                    await ACTS[act.kind](world, by, act);
                  }
                  await untilTold(api);
                  for (const [at, cache] of caches.entries()) {
                    await cache.follow(pageSize);
                    const fresh = await readSight(api, watchers[at]!);
                    expect(cache.sight()).toEqual(fresh);
                  }
                }
              },
            ),
            {numRuns: 4},
          ),
        120_000,
      );
    });

    test('the counter moves with a person’s own acts and when their access ends, and else stands', async () => {
      const {people, grants, addContact} = await share();
      const {viewer} = people;
      const contact = await addContact();
      const counts: string[] = [];
      const note = async () => {
        await untilTold(api);
        const now = await counter(viewer);
        expect(await counter(viewer)).toBe(now);
        counts.push(now);
      };
      await note();
      const {name} = await api.ok(viewer, `POST /v1/${contact}/comments`, {
        text: 'Mine',
        visibility: 'PRIVATE',
      });
      await note();
      await api.ok(viewer, `DELETE /v1/${name}`);
      await note();
      await api.ok(people.editor, `POST /v1/${contact}/comments`, {
        text: 'Ours',
        visibility: 'PUBLIC',
      });
      await note();
      await api.ok(viewer, `POST /v1/${contact}/comments:markRead`);
      await note();
      await api.ok(people.owner, `PATCH /v1/${grants.viewer}`, {
        role: 'editor',
      });
      await note();
      await api.ok(people.owner, `DELETE /v1/${grants.viewer}`);
      await note();
      expect(new Set(counts).size).toBe(counts.length);
      await addContact();
      await untilTold(api);
      expect(await counter(viewer)).toBe(counts.at(-1));
    });

    test('notes nothing of what nobody sees', async () => {
      const {people, addContact} = await share();
      await addContact();
      const {db} = getDatabase();
      const size = async () =>
        (await sql<{n: number}>`select count(*) as n from changes`.execute(db))
          .rows[0]!.n;
      const before = await size();
      await sql`update labels set activity_time = now() - interval '2 hours'`.execute(
        db,
      );
      await sql`update collaborators set show_on_phones = not show_on_phones`.execute(
        db,
      );
      await api.ok(people.viewer, 'POST /v1/accounts/me:pause');
      expect(await size()).toBe(before);
    });
  },
);
