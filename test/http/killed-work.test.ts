/** Imports, repairs and undos whose process dies at any commit, and what an undo would do. */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Database} from '../../server/store/database.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type Json, type TestApi} from './support/api.ts';
import {createImportBench, type ImportBench} from './support/imports.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import {dumpStore} from './support/store-dump.ts';
import type {Person} from './support/workplace.ts';

/** A store whose process is killed once `commits` transactions have ended: the next one has done all but that. */
function dyingAfter(commits: number, database: Database): Database {
  let ended = 0;
  const {db} = database;
  const transaction = () => ({
    execute: (work: (tx: unknown) => Promise<unknown>) =>
      db.transaction().execute(async tx => {
        const result = await work(tx);
        ended += 1;
        if (ended > commits) throw new Error('killed');
        return result;
      }),
  });
  const dying = new Proxy(db, {
    get: (target, name) =>
      name === 'transaction' ? transaction : Reflect.get(target, name),
  });
  return {...database, db: dying};
}

describeOnBothStores('work that is killed', getDatabase => {
  let api: TestApi;
  let bench: ImportBench;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    bench = createImportBench(api, getDatabase());
  });
  afterAll(() => api.app.close());

  /** Runs it, killed at its first commit and at the one after, and at last to its end. */
  async function runKilled(kind: 'operations' | 'acts'): Promise<void> {
    for (const commits of [0, 1]) {
      const database = dyingAfter(commits, getDatabase());
      await expect(bench.run(kind, {...bench.deps, database})).rejects.toThrow(
        'killed',
      );
    }
    await bench.run(kind);
  }

  async function finish(who: Person, {name}: Json): Promise<Json> {
    await runKilled('acts');
    const done = await api.ok(who, `GET /v1/${name}`);
    expect(done).toMatchObject({done: true});
    return done;
  }

  /** How many revisions contacts have. */
  async function countRevisions(contacts: readonly {name: string}[]) {
    const ids = contacts.map(({name}) => name.replace('contacts/', ''));
    const rows = await api.db
      .selectFrom('revisions')
      .select('contact_id')
      .where('contact_id', 'in', ids)
      .execute();
    return rows.length;
  }

  /** More than one part of each kind of work has. */
  const ROWS = 130;

  const importUnclean = async (shared: SharedLabel): Promise<string> => {
    const rows = Array.from(
      {length: ROWS},
      (_, n) => `Ann${n},Lee${n},a${n}@ｋ.example`,
    );
    const file = `First Name,Last Name,Email\n${rows.join('\n')}\n`;
    const {body} = await bench.send(shared.people.remover, shared, file);
    await runKilled('operations');
    return body.name;
  };

  test('imports, repairs, undoes a repair and an import once, whenever it dies', async () => {
    const shared = await shareLabel(api, 'Killed');
    const {remover} = shared.people;
    const imported = await importUnclean(shared);
    const contacts = await bench.contactsOf(shared);
    expect(contacts).toHaveLength(ROWS);
    const revisions = () => countRevisions(contacts);
    expect(await revisions()).toBe(ROWS);

    const code = 'EMAIL_SPELLING';
    const line = `POST /v1/${shared.label}/qualityFindings:repair`;
    const repair = await api.ok(remover, line, {code});
    expect((await finish(remover, repair)).response.changed).toBe(ROWS);
    expect(await revisions()).toBe(2 * ROWS);

    const unrepair = await api.ok(remover, `POST /v1/${repair.name}:undo`);
    expect((await finish(remover, unrepair)).response.changed).toBe(ROWS);
    expect(await revisions()).toBe(3 * ROWS);
    expect(await bench.contactsOf(shared)).toEqual(
      contacts.map(({name, person}) => expect.objectContaining({name, person})),
    );

    const unimport = await api.ok(remover, `POST /v1/${imported}:undo`);
    expect((await finish(remover, unimport)).response).toMatchObject({
      changed: ROWS,
      leftCount: 0,
    });
    expect(await bench.contactsOf(shared)).toEqual([]);
    expect(await revisions()).toBe(4 * ROWS);
  });

  test('an undo is looked at before, and does then what was seen', async () => {
    const shared = await shareLabel(api, 'Looked at');
    const {owner, editor} = shared.people;
    const known = {
      names: [{givenName: 'Ann', familyName: 'Lee'}],
      emailAddresses: [{value: 'ann@l.example'}],
    };
    await shared.addContact(known);
    const {name} = await bench.finish(
      owner,
      shared,
      'Name,Email,Company\nAnn Lee,ann@l.example,Acme\nBob Ray,b@l.example,\nCid Poe,c@l.example,\n',
    );
    const cid = (await bench.contactsOf(shared)).find(
      ({person}) => person['names']?.[0]?.['givenName'] === 'Cid',
    )!.name;
    await api.ok(editor, `PATCH /v1/${cid}`, {
      person: {nicknames: [{value: 'C'}]},
    });
    const before = await dumpStore(api.db);
    const seen = await api.ok(owner, `POST /v1/${name}:undo?validateOnly=true`);
    expect(await dumpStore(api.db)).toEqual(before);
    expect(seen).toEqual({
      done: true,
      metadata: {kind: 'UNDO', label: shared.label, undoes: name, changed: 2},
      response: {
        ...{changed: 2, leftCount: 1},
        left: [{contact: cid, reason: 'CHANGED', text: expect.any(String)}],
      },
    });
    const begun = await api.ok(owner, `POST /v1/${name}:undo`);
    await bench.run('acts');
    const done = await api.ok(owner, `GET /v1/${begun.name}`);
    expect(done.response).toEqual(seen.response);
    const again = `POST /v1/${name}:undo?validateOnly=true`;
    expect(await api.ok(owner, again)).toEqual(done);
    const theirs = await api.call(editor, again);
    expect(theirs.status).toBe(404);
  });
});
