import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import {dumpStore} from './support/store-dump.ts';
import type {Person} from './support/workplace.ts';

const UNKNOWN_ID = '0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a';

const nicknames = (value: string) => ({nicknames: [{value}]});

describeOnBothStores('a label at a time', getDatabase => {
  let api: TestApi;
  let seconds = Date.UTC(2026, 10, 1) / 1000;

  beforeAll(async () => {
    await tick();
    api = await createTestApi(getDatabase());
  });

  afterAll(() => api.app.close());

  /** A minute passes; returns the time. */
  async function tick(): Promise<string> {
    seconds += 60;
    const time = new Date(seconds * 1000).toISOString();
    await setClock(getDatabase().db, time);
    return time;
  }

  const restore = async (
    label: string,
    as: Person,
    time: string,
    query = '',
  ) => {
    await tick();
    return api.call(as, `POST /v1/${label}:restore${query}`, {time});
  };
  const undo = async (name: string, as: Person) => {
    await tick();
    return api.call(as, `POST /v1/${name}:undo`);
  };
  const act = async (as: Person, line: string, body?: object) => {
    const time = await tick();
    await api.ok(as, line, body);
    return time;
  };
  const members = async (label: string, as: Person) => {
    const {contacts} = await api.ok(as, `GET /v1/${label}/contacts`);
    return Object.fromEntries(
      contacts.map((each: {name: string; person: object}) => [
        each.name,
        each.person,
      ]),
    );
  };
  const dump = () => dumpStore(getDatabase().db);

  type Step = readonly [verb: string, which: number, value: string];

  const step: fc.Arbitrary<Step> = fc.tuple(
    fc.constantFrom(
      'create',
      'edit',
      'edit',
      'remove',
      'delete',
      'label',
      'back',
      'restore',
      'undo',
    ),
    fc.nat(4),
    fc.constantFrom('A', 'B', 'C'),
  );

  let worlds = 0;

  /** A label, what has been in it at each time, and somebody who does things. */
  async function openLabel() {
    worlds += 1;
    await tick();
    const {people, label} = await shareLabel(api, `World ${worlds}`);
    const {owner} = people;
    const other = await api.ok(owner, 'POST /v1/labels', {
      displayName: `Other ${worlds}`,
    });
    const contacts: string[] = [];
    const past: {time: string; was: object}[] = [];
    const restores: string[] = [];
    const lines: Record<
      string,
      (contact: string, value: string) => readonly [string, object?]
    > = {
      edit: (contact, value) => [
        `PATCH /v1/${contact}`,
        {person: nicknames(value)},
      ],
      remove: contact => [
        `POST /v1/${label}/contacts:remove`,
        {contacts: [contact]},
      ],
      delete: contact => [`DELETE /v1/${contact}`],
      label: contact => [
        `POST /v1/${other.name}/contacts:add`,
        {contacts: [contact]},
      ],
    };
    const bring = async (contact: string) => {
      const {status} = await api.call(owner, `POST /v1/${contact}:undelete`);
      if (status === 200) return;
      const line = `POST /v1/${label}/contacts:add`;
      await api.call(owner, line, {contacts: [contact]});
    };
    const perform = async ([verb, which, value]: Step) => {
      const time = await tick();
      const contact = contacts[which % Math.max(contacts.length, 1)];
      if (verb === 'create' || contact === undefined) {
        const {name} = await api.ok(owner, `POST /v1/${label}/contacts`, {
          person: nicknames(value),
        });
        contacts.push(name);
      } else if (verb === 'back') await bring(contact);
      else if (verb === 'restore') {
        const {time: then} = past[which % past.length]!;
        const {body} = await api.call(owner, `POST /v1/${label}:restore`, {
          time: then,
        });
        if (body.name !== undefined) restores.push(body.name);
      } else if (verb === 'undo') {
        const last = restores.at(-1);
        if (last !== undefined) await api.call(owner, `POST /v1/${last}:undo`);
      } else {
        const [line, body] = lines[verb]!(contact, value);
        await api.call(owner, line, body);
      }
      past.push({time, was: await members(label, owner)});
    };
    return {label, owner, past, perform};
  }

  test('is what the label was, whatever happened, and undone is what it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, {minLength: 2, maxLength: 14}),
        fc.nat(13),
        fc.nat(59_999),
        async (steps, at, laterMs) => {
          const {label, owner, past, perform} = await openLabel();
          for (const each of steps) await perform(each);
          const {time, was} = past[at % past.length]!;
          const is = await members(label, owner);
          const then = new Date(Date.parse(time) + laterMs).toISOString();

          const before = await dump();
          const seen = await restore(label, owner, then, '?validateOnly=true');
          expect(seen.status).toBe(200);
          expect(await dump()).toEqual(before);

          const {body} = await restore(label, owner, then);
          expect(body).toEqual({
            ...seen.body,
            ...(body.name !== undefined && {name: body.name}),
          });
          expect(await members(label, owner)).toEqual(was);

          if (body.name === undefined) return;
          expect(await undo(body.name, owner)).toMatchObject({status: 200});
          expect(await members(label, owner)).toEqual(is);
        },
      ),
      {
        numRuns: 15,
        examples: [
          [
            [
              ['create', 0, 'C'],
              ['label', 0, 'A'],
              ['remove', 0, 'A'],
              ['edit', 0, 'A'],
              ['delete', 0, 'A'],
            ],
            0,
            0,
          ],
        ],
      },
    );
  }, 120_000);

  describe('of many', () => {
    let shared: SharedLabel;
    let start: string;

    const create = async (value: string) => {
      const time = await tick();
      return {contact: await shared.addContact(nicknames(value)), time};
    };

    beforeAll(async () => {
      await tick();
      shared = await shareLabel(api, 'Many');
      start = await tick();
    });

    test('says what changes, contact by contact', async () => {
      const {manager, editor, remover} = shared.people;
      const edited = await create('A');
      const gone = await create('B');
      const {time} = gone;
      const added = await create('C');
      await act(editor, `PATCH /v1/${edited.contact}`, {
        person: nicknames('D'),
      });
      await act(remover, `DELETE /v1/${gone.contact}`);
      const {body} = await restore(shared.label, manager, time);
      expect(body).toEqual({
        name: expect.stringMatching(
          new RegExp(`^${shared.label}/restores/[^/]+$`),
        ),
        added: 1,
        removed: 1,
        edited: 1,
        heldDecided: 0,
        left: {merged: 0, sharedOn: 0, tooOld: 0},
        contacts: [
          {
            contact: edited.contact,
            label: 'KEPT',
            changes: [
              {field: 'nicknames', old: [{value: 'D'}], new: [{value: 'A'}]},
            ],
          },
          {contact: gone.contact, label: 'ADDED', changes: []},
          {contact: added.contact, label: 'REMOVED', changes: []},
        ],
      });
      const {revisions} = await api.ok(
        shared.people.viewer,
        `GET /v1/${edited.contact}/revisions`,
      );
      expect(revisions[0]).toMatchObject({
        kind: 'restored',
        account: manager.email,
        via: 'API',
        changes: [
          {field: 'nicknames', old: [{value: 'D'}], new: [{value: 'A'}]},
        ],
      });
    });

    test('takes away as many as it has to, and holds none', async () => {
      const {manager} = shared.people;
      const before = await members(shared.label, manager);
      const time = await tick();
      for (let count = 0; count < 12; count++) await create('X');
      const {body} = await restore(shared.label, manager, time);
      expect(body).toMatchObject({added: 0, removed: 12, edited: 0});
      expect(await members(shared.label, manager)).toEqual(before);
      const {pendingRemovals} = await api.ok(
        manager,
        'GET /v1/pendingRemovals',
      );
      expect(pendingRemovals).toEqual([]);
      expect(await undo(body.name, manager)).toMatchObject({
        status: 200,
        body: {added: 12, removed: 0},
      });
    });

    test('tells of removals that were held and that it decides', async () => {
      const held = await shareLabel(api, 'Held');
      const {manager, owner, remover} = held.people;
      await act(owner, `PATCH /v1/${held.label}`, {
        bulkRemoval: {percent: 0, count: 1},
      });
      const time = await tick();
      await tick();
      const contacts = [await held.addContact(), await held.addContact()];
      await act(remover, `POST /v1/${held.label}/contacts:remove`, {contacts});
      for (const query of ['?validateOnly=true', '']) {
        const {body} = await restore(held.label, manager, time, query);
        expect(body).toMatchObject({removed: 2, heldDecided: 2});
        if (query === '') {
          expect((await undo(body.name, manager)).body).toMatchObject({
            ...{added: 2, heldDecided: 0},
          });
        }
      }
      const {pendingRemovals} = await api.ok(owner, 'GET /v1/pendingRemovals');
      expect(pendingRemovals).toEqual([]);
    });

    test('where nothing changed since is no act', async () => {
      const {manager} = shared.people;
      await tick();
      const {body} = await restore(shared.label, manager, await tick());
      expect(body).toMatchObject({added: 0, removed: 0, edited: 0});
      expect(body.name).toBeUndefined();
    });

    test.each<[string, () => Promise<unknown>, number]>([
      [
        'before the label was',
        async () =>
          new Date(Date.parse(start) - 24 * 3600 * 1000).toISOString(),
        400,
      ],
      ['in the future', async () => '2031-01-01T00:00:00Z', 400],
      ['of no such day', async () => '2026-02-30T00:00:00Z', 400],
      ['in words', async () => 'yesterday', 400],
      ['without a zone', async () => '2026-11-01T09:00:00', 400],
      ['that is a number', async () => 1_700_000_000, 400],
      ['that is not said', async () => undefined, 400],
    ])('%s is refused and changes nothing', async (_what, makeTime, status) => {
      const {manager} = shared.people;
      await tick();
      const before = await dump();
      for (const query of ['', '?validateOnly=true']) {
        const answer = await api.call(
          manager,
          `POST /v1/${shared.label}:restore${query}`,
          {time: await makeTime()},
        );
        expect([answer.status, Object.keys(violationsOf(answer))]).toEqual([
          status,
          ['time'],
        ]);
      }
      expect(await dump()).toEqual(before);
    });

    test('what is hidden from who brings it back stays', async () => {
      const {owner} = shared.people;
      const partner = api.workplace.join('partner-manager');
      await act(owner, `POST /v1/${shared.label}/grants`, {
        principal: {type: 'user', email: partner.email},
        role: 'manager',
        hiddenFields: ['biographies'],
      });
      await tick();
      const contact = await shared.addContact({
        ...nicknames('A'),
        biographies: [{value: 'secret-1'}],
      });
      const time = await tick();
      await act(owner, `PATCH /v1/${contact}`, {
        person: {...nicknames('B'), biographies: [{value: 'secret-2'}]},
      });
      const {body} = await restore(shared.label, partner, time);
      expect(JSON.stringify(body)).not.toMatch(/secret|biographies/);
      const {person} = await api.ok(owner, `GET /v1/${contact}`);
      expect(person).toEqual({
        ...nicknames('A'),
        biographies: [{value: 'secret-2'}],
      });
    });

    test('what others share now stays with them', async () => {
      const {manager, owner, remover} = shared.people;
      const {contact, time} = await create('A');
      const elsewhere = await shareLabel(api, 'Elsewhere');
      await act(elsewhere.people.owner, `POST /v1/${elsewhere.label}/grants`, {
        principal: {type: 'user', email: owner.email},
        role: 'editor',
      });
      await act(owner, `POST /v1/${elsewhere.label}/contacts:add`, {
        contacts: [contact],
      });
      await act(remover, `POST /v1/${shared.label}/contacts:remove`, {
        contacts: [contact],
      });
      const {body} = await restore(shared.label, manager, time);
      expect(body.left).toEqual({merged: 0, sharedOn: 1, tooOld: 0});
      expect(await members(shared.label, manager)).not.toHaveProperty(contact);
    });

    test('those that were made one since stay one', async () => {
      const {manager} = shared.people;
      const one = await create('A');
      const two = await create('B');
      const time = await tick();
      await act(manager, 'POST /v1/contacts:merge', {
        contacts: [one.contact, two.contact],
      });
      const before = await members(shared.label, manager);
      const {body} = await restore(shared.label, manager, time);
      expect(body.left.merged).toBe(1);
      expect(await members(shared.label, manager)).toEqual(before);
    });
  });

  describe('undone', () => {
    /** A label whose contact said A then, and says it again. */
    async function restored(name: string) {
      await tick();
      const shared = await shareLabel(api, name);
      await tick();
      const contact = await shared.addContact(nicknames('A'));
      const time = await tick();
      await act(shared.people.editor, `PATCH /v1/${contact}`, {
        person: nicknames('B'),
      });
      const {body} = await restore(shared.label, shared.people.manager, time);
      return {...shared, contact, restoreName: body.name};
    }

    test('can be undone again', async () => {
      const {label, people, restoreName} = await restored('Again');
      const {manager} = people;
      const then = await members(label, manager);
      const {body} = await undo(restoreName, manager);
      expect(await undo(body.name, manager)).toMatchObject({status: 200});
      expect(await members(label, manager)).toEqual(then);
    });

    test('once is all', async () => {
      const {people, restoreName} = await restored('Once');
      await undo(restoreName, people.manager);
      await tick();
      const before = await dump();
      expect(
        await api.call(people.manager, `POST /v1/${restoreName}:undo`),
      ).toMatchObject({status: 409});
      expect(await dump()).toEqual(before);
    });

    test('is refused where somebody changed the same since, and changes nothing', async () => {
      const {contact, people, restoreName} = await restored('Since');
      await act(people.editor, `PATCH /v1/${contact}`, {
        person: nicknames('C'),
      });
      await tick();
      const before = await dump();
      const answer = await api.call(
        people.manager,
        `POST /v1/${restoreName}:undo`,
      );
      expect(answer).toMatchObject({
        status: 409,
        body: {error: {message: expect.stringContaining(contact)}},
      });
      expect(await dump()).toEqual(before);
    });

    test('leaves what others changed beside it', async () => {
      const {contact, people, restoreName} = await restored('Beside');
      const urls = [{value: 'https://example.com'}];
      await act(people.editor, `PATCH /v1/${contact}`, {person: {urls}});
      expect(await undo(restoreName, people.manager)).toMatchObject({
        status: 200,
      });
      const {person} = await api.ok(people.viewer, `GET /v1/${contact}`);
      expect(person).toEqual({...nicknames('B'), urls});
    });

    test('only to see changes nothing', async () => {
      const {people, restoreName} = await restored('Seen');
      await tick();
      const before = await dump();
      for (const [query, body] of [
        ['?validateOnly=true', undefined],
        ['', {validateOnly: true}],
      ] as const) {
        const line = `POST /v1/${restoreName}:undo${query}`;
        expect(await api.ok(people.manager, line, body)).toMatchObject({
          edited: 1,
        });
      }
      expect(await dump()).toEqual(before);
    });

    test('is theirs who did it, and of this label', async () => {
      const {label, people, restoreName} = await restored('Theirs');
      expect(await undo(restoreName, people.owner)).toMatchObject({
        status: 403,
      });
      for (const id of [UNKNOWN_ID, 'latest']) {
        expect(
          await undo(`${label}/restores/${id}`, people.manager),
        ).toMatchObject({status: 404});
      }
    });
  });
});
