import {randomUUID} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {excessOf} from '../../server/contract/person.ts';
import {claimLane, releaseLane, type Lane} from '../../server/store/lanes.ts';
import {applyActs} from '../../server/sync/apply-acts.ts';
import {applyImport} from '../../server/sync/apply-import.ts';
import {describeOnBothStores} from '../support/database.ts';
import {
  createTestApi,
  risingIds,
  violationsOf,
  type TestApi,
} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('imports', getDatabase => {
  let api: TestApi;
  const newId = risingIds();
  const labels = new Map<string, SharedLabel>();

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });
  afterAll(() => api.app.close());

  async function label(name: string): Promise<SharedLabel> {
    const made = await shareLabel(api, name);
    labels.set(name, made);
    return made;
  }

  const deps = () => ({
    database: getDatabase(),
    newId,
    fits: (content: object) => excessOf({...content}) === undefined,
  });

  async function claim(): Promise<Lane | undefined> {
    return claimLane(api.db, {
      owner: 'test',
      leaseMs: 60_000,
      prefix: 'operations/',
    });
  }

  /** Runs what is due to its end. */
  async function run(): Promise<void> {
    for (let runs = 0; runs < 100; runs++) {
      const lane = await claim();
      if (lane === undefined) return;
      const id = lane.key.split('/')[1]!;
      const {signal} = new AbortController();
      const result = await applyImport(deps(), id, {lane, signal});
      await releaseLane(api.db, lane, {kind: 'done', ...result});
    }
    throw new Error('an import that does not end');
  }

  const importFile = (
    who: Person,
    {label: name}: SharedLabel,
    file: string,
    query = '',
  ) => api.ok(who, `POST /v1/${name}:import${query}`, file);

  const contactsOf = async (shared: SharedLabel) => {
    const {contacts = []} = await api.ok(
      shared.people.owner,
      `GET /v1/${shared.label}/contacts`,
    );
    return contacts as {name: string; person: Record<string, unknown[]>}[];
  };

  test('each row becomes a contact of the label, as if it was created', async () => {
    const shared = await label('Rows');
    const {editor, owner} = shared.people;
    const begun = await importFile(
      editor,
      shared,
      'First Name,Last Name,Phone\nHanako,Yamada,03-1234-5678\nTaro,Suzuki,\n',
    );
    expect(begun).toMatchObject({
      done: false,
      metadata: {label: shared.label, counts: {total: 2, waiting: 2}},
    });
    await run();
    const done = await api.ok(editor, `GET /v1/${begun.name}`);
    expect(done).toMatchObject({
      done: true,
      metadata: {counts: {total: 2, waiting: 0, created: 2}},
      response: {rows: []},
    });
    const contacts = await contactsOf(shared);
    expect(contacts.map(({person}) => person)).toMatchObject([
      {
        names: [{givenName: 'Hanako', familyName: 'Yamada'}],
        phoneNumbers: [{value: '03-1234-5678', canonicalForm: '+81312345678'}],
      },
      {names: [{givenName: 'Taro', familyName: 'Suzuki'}]},
    ]);
    const {revisions} = await api.ok(
      owner,
      `GET /v1/${contacts[0]!.name}/revisions`,
    );
    expect(revisions).toHaveLength(1);
  });

  test('who is surely known, or stands twice in the file, is one contact', async () => {
    const shared = await label('Known');
    const known = await shared.addContact({
      names: [{givenName: 'Ann', familyName: 'Lee'}],
      emailAddresses: [{value: 'ann@a.example'}],
    } as never);
    const file =
      'Name,Email,Company\nAnn Lee,ANN@a.example,Acme\n' +
      'Bob Ray,bob@a.example,\nBob Ray,bob@a.example,\n';
    const preview = await importFile(
      shared.people.owner,
      shared,
      file,
      '?validateOnly=true',
    );
    expect(preview).toMatchObject({
      done: true,
      response: {
        rows: [
          {line: 2, outcome: 'MERGED', reason: 'emailAddresses'},
          {line: 3, outcome: 'CREATED'},
          {line: 4, outcome: 'UNCHANGED', sameAs: 3},
        ],
      },
    });
    expect(await contactsOf(shared)).toHaveLength(1);
    const {name} = await importFile(shared.people.owner, shared, file);
    await run();
    const {metadata, response} = await api.ok(
      shared.people.owner,
      `GET /v1/${name}`,
    );
    expect(metadata.counts).toMatchObject({
      created: 1,
      merged: 1,
      unchanged: 1,
    });
    const contacts = await contactsOf(shared);
    expect(contacts).toHaveLength(2);
    const bob = contacts.find(each => each.name !== known);
    expect(response).toMatchObject({
      rowCount: 2,
      rows: [
        {line: 2, outcome: 'MERGED', contact: known, reason: 'emailAddresses'},
        {line: 4, outcome: 'UNCHANGED', contact: bob?.name, sameAs: 3},
      ],
    });
    const companies = contacts.flatMap(
      ({person}) => person['organizations'] ?? [],
    );
    expect(companies).toMatchObject([{name: 'Acme'}]);
  });

  test('which row joined whom and by what is told after an import too, of whom its caller sees', async () => {
    const shared = await label('Joined');
    const {owner, manager} = shared.people;
    const named = (person: object) => shared.addContact(person as never);
    const ann = await named({
      names: [{givenName: 'Ann', familyName: 'Lee'}],
      phoneNumbers: [{value: '+81 90-1234-5678'}],
    });
    const bob = await named({
      names: [{givenName: 'Bob', familyName: 'Ray'}],
      emailAddresses: [{value: 'bob@a.example'}],
    });
    const file =
      'First Name,Last Name,Phone,Email,Company\n' +
      'Cid,Poe,,cid@a.example,\nAnn,Lee,+81 90-1234-5678,,\n' +
      'Bob,Ray,,bob@a.example,Acme\nCid,Poe,,cid@a.example,Firm\n,,,,\n' +
      `Dan,Fry,,,${'x'.repeat(1025)}\n`;
    const preview = await importFile(
      ...([manager, shared, file, '?validateOnly=true'] as const),
    );
    const {name} = await importFile(manager, shared, file);
    await run();
    const told = async () =>
      (await api.ok(manager, `GET /v1/${name}`)).response;
    const {rows, rowCount} = await told();
    const joined = {contact: bob, reason: 'emailAddresses'};
    const cid = (await contactsOf(shared)).find(
      each => each.name !== ann && each.name !== bob,
    );
    expect(rows).toMatchObject([
      {line: 7, outcome: 'REJECTED', code: 'FIELD_TOO_LONG'},
      {line: 4, outcome: 'MERGED', ...joined},
      {
        ...{line: 5, outcome: 'MERGED', contact: cid?.name, sameAs: 2},
        reason: 'emailAddresses',
      },
      {line: 3, outcome: 'UNCHANGED', contact: ann, reason: 'phoneNumbers'},
    ]);
    expect(rowCount).toBe(4);
    for (const {contact, ...row} of rows) {
      expect(preview.response.rows).toContainEqual(
        row.sameAs ? row : {...row, ...(contact && {contact})},
      );
    }
    // Who was joined may live on in another by now, or be out of sight.
    await api.ok(owner, 'POST /v1/contacts:merge', {contacts: [ann, bob]});
    expect((await told()).rows[1]).toMatchObject({line: 4, contact: ann});
    await api.ok(owner, `DELETE /v1/${ann}`);
    expect((await told()).rows[1]).toEqual({
      ...{line: 4, outcome: 'MERGED', reason: 'emailAddresses'},
    });
  });

  test('an address or number in another spelling is nothing new, and what stands beside it is', async () => {
    const shared = await label('Respelt');
    const {owner} = shared.people;
    const known = await shared.addContact({
      names: [{givenName: 'Ann', familyName: 'Lee'}],
      emailAddresses: [{value: 'ann@a.example', type: 'work'}],
      phoneNumbers: [{value: '+81 3-1234-5678'}],
    } as never);
    const head =
      'First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value';
    const rows = [
      'Ann,Lee,Work,ANN@A.example,',
      'Ann,Lee,,Ａnn@a.example,+81312345678',
      'Ann,Lee,,ann@a.example,０３-1234-5678',
    ];
    const last = 'Ann,Lee,Work,ANN@A.example,+81 3-1234-5678 Reception';
    const same = [head, ...rows].join('\n');
    const preview = await importFile(owner, shared, same, '?validateOnly=true');
    expect(preview.metadata.counts).toMatchObject({unchanged: 3});
    const {name} = await importFile(owner, shared, same);
    await run();
    const {metadata} = await api.ok(owner, `GET /v1/${name}`);
    expect(metadata.counts).toMatchObject({unchanged: 3});
    const line = `GET /v1/${known}/revisions`;
    expect((await api.ok(owner, line)).revisions).toHaveLength(1);
    // Of rows of one file the later says nothing either; a word beside a number does.
    const twice = [
      head,
      'Bo,Ray,,bo@a.example,',
      'Bo,Ray,,BO@a.example,',
      last,
    ];
    const {response} = await importFile(
      owner,
      shared,
      twice.join('\n'),
      '?validateOnly=true',
    );
    expect(response.rows).toMatchObject([
      {outcome: 'CREATED'},
      {outcome: 'UNCHANGED', sameAs: 2},
      {outcome: 'MERGED', contact: known},
    ]);
  });

  test('is told of in about four times the time where four times as many rows joined one', async () => {
    const shared = await label('Many');
    const {owner} = shared.people;
    const tellMs = async (count: number) => {
      const rows = Array.from({length: count}, (_, at) => `P${at},${count}`);
      const file = ['Name,Notes', ...rows, ...rows].join('\n');
      const {name} = await importFile(owner, shared, file);
      await run();
      const times: number[] = [];
      for (let time = 0; time < 3; time++) {
        const begin = performance.now();
        const {response} = await api.ok(owner, `GET /v1/${name}`);
        times.push(performance.now() - begin);
        expect(response.rows).toHaveLength(count);
        expect(response.rows.at(-1).sameAs).toBe(count + 1);
      }
      return Math.min(...times);
    };
    const few = await tellMs(40);
    expect(await tellMs(160)).toBeLessThan(16 * few);
  });

  test('who has the mailbox of an address in another spelling is one contact, where the names agree', async () => {
    const shared = await label('Mailboxes');
    const {owner} = shared.people;
    const known = await shared.addContact({
      names: [{givenName: 'John', familyName: 'Poe'}],
      emailAddresses: [{value: 'john@gmail.com'}],
    } as never);
    const file =
      'Name,Email\nJohn Poe,j.ohn+x@gmail.com\nJane Roe,j.o.hn@gmail.com\n';
    const preview = await importFile(owner, shared, file, '?validateOnly=true');
    expect(preview.response.rows).toEqual([
      {line: 2, outcome: 'MERGED', contact: known, reason: 'emailAddresses'},
      {
        ...{line: 3, outcome: 'CREATED'},
        duplicates: [{contact: known, reasons: ['SAME_EMAIL']}],
      },
    ]);
    await importFile(owner, shared, file);
    await run();
    const contacts = await contactsOf(shared);
    expect(contacts).toHaveLength(2);
    expect(
      contacts.find(({name}) => name === known)?.person['emailAddresses'],
    ).toMatchObject([{value: 'john@gmail.com'}, {value: 'j.ohn+x@gmail.com'}]);
  });

  describe('under a request id', () => {
    const line = (shared: SharedLabel, requestId: string) =>
      `POST /v1/${shared.label}:import?requestId=${requestId}`;
    const FILE = 'First Name,Last Name\nHanako,Yamada\n';

    const uploads = async () =>
      Number(
        (
          await api.db
            .selectFrom('operations')
            .select(({fn}) => fn.countAll().as('count'))
            .executeTakeFirstOrThrow()
        ).count,
      );

    test('the same file, sent again or at once, is one operation', async () => {
      const shared = await label('Once');
      const {owner, editor} = shared.people;
      const id = randomUUID();
      const before = await uploads();
      const answers = await Promise.all(
        [1, 2, 3].map(() => api.ok(editor, line(shared, id), FILE)),
      );
      const names = new Set(answers.map(({name}) => name));
      expect(names.size).toBe(1);
      expect(await uploads()).toBe(before + 1);
      await run();
      expect(await contactsOf(shared)).toHaveLength(1);
      const again = await api.ok(editor, line(shared, id), FILE);
      expect(again).toMatchObject({name: [...names][0], done: true});
      const theirs = await api.ok(owner, line(shared, id), FILE);
      expect(names).not.toContain(theirs.name);
      expect(await uploads()).toBe(before + 2);
      await run();
    });

    test('another file is refused and adds nothing; one that failed may be sent again', async () => {
      const shared = await label('Another');
      const {owner} = shared.people;
      const id = randomUUID();
      const bad = `First Name,Notes\nAnn,"${'x'.repeat(1_100_000)}"\n`;
      expect((await api.call(owner, line(shared, id), bad)).status).toBe(400);
      await api.ok(owner, line(shared, id), FILE);
      const before = await uploads();
      const other = await api.call(
        owner,
        line(shared, id),
        FILE.replace('Hanako', 'Taro'),
      );
      expect(other.status).toBe(409);
      expect(Object.keys(violationsOf(other))).toEqual(['requestId']);
      expect(await uploads()).toBe(before);
      await run();
      expect(await contactsOf(shared)).toHaveLength(1);
    });
  });

  test('a row that cannot be taken is named by its line, and the others come', async () => {
    const shared = await label('Refused');
    const {owner, editor} = shared.people;
    await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
      hiddenFields: ['biographies'],
    });
    const long = 'x'.repeat(1025);
    const {name} = await importFile(
      editor,
      shared,
      `First Name,Company,Notes\nAnn,${long},\nBob,,secret\nCid,,\n`,
    );
    await run();
    const done = await api.ok(editor, `GET /v1/${name}`);
    expect(done.metadata.counts).toMatchObject({created: 1, rejected: 2});
    expect(done.response.rows).toMatchObject([
      {line: 2, outcome: 'REJECTED'},
      {line: 3, outcome: 'REJECTED', code: 'FIELD_HIDDEN'},
    ]);
    expect(done.response.rows[0].reason).toContain('the company');
    expect(JSON.stringify(done)).not.toContain('secret');
  });

  test('what a file is refused for is told with its limit and what to do', async () => {
    const shared = await label('Limits');
    const {people, label: name} = shared;
    const {status, body} = await api.call(
      people.owner,
      `POST /v1/${name}:import`,
      `First Name,Notes\nAnn,"${'x'.repeat(1_100_000)}"\n`,
    );
    expect(status).toBe(400);
    expect(body.error.details[0].fieldViolations[0]).toEqual({
      field: 'body',
      description: expect.stringMatching(
        /^rowLengthMax \(line 2.*\): The row has more than 1048576 bytes\. Shorten it/,
      ),
    });
    const preview = await importFile(
      people.owner,
      shared,
      'First Name,Notes\nAnn,\nBob,"never closed\n',
      '?validateOnly=true',
    );
    expect(preview.response.rows).toMatchObject([
      {line: 2, outcome: 'CREATED'},
      {
        line: 3,
        outcome: 'REJECTED',
        code: 'OPEN_QUOTE',
      },
    ]);
  });

  test('the role in force when a batch is done counts for it', async () => {
    const shared = await label('Demoted');
    const {owner, editor} = shared.people;
    const rows = Array.from({length: 30}, (_, n) => `Ann${n}`).join('\n');
    const {name} = await importFile(editor, shared, `First Name\n${rows}\n`);
    await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {role: 'viewer'});
    await run();
    expect(await api.ok(editor, `GET /v1/${name}`)).toMatchObject({
      done: true,
      metadata: {counts: {created: 0, cancelled: 30}},
      error: {status: 'PERMISSION_DENIED'},
    });
    expect(await contactsOf(shared)).toEqual([]);
  });

  test('a cancelled one does nothing more', async () => {
    const shared = await label('Cancelled');
    const {owner} = shared.people;
    const {name} = await importFile(owner, shared, 'First Name\nAnn\n');
    expect(await api.ok(owner, `POST /v1/${name}:cancel`)).toEqual({});
    await run();
    expect(await api.ok(owner, `GET /v1/${name}`)).toMatchObject({
      done: true,
      metadata: {counts: {created: 0, cancelled: 1}},
      error: {status: 'CANCELLED'},
    });
  });

  test('one that a worker died over goes on without doubles, and keeps no content', async () => {
    const shared = await label('Crashed');
    const {owner} = shared.people;
    const rows = Array.from({length: 50}, (_, n) => `Ann${n},a${n}@c.example`);
    const {name} = await importFile(
      owner,
      shared,
      `First Name,Email\n${rows.join('\n')}\n`,
    );
    const lane = (await claim())!;
    let created = 0;
    const dying = {
      ...deps(),
      newId: () => {
        created += 1;
        if (created > 33) throw new Error('killed');
        return newId();
      },
    };
    const {signal} = new AbortController();
    const id = name.split('/')[1];
    await expect(applyImport(dying, id, {lane, signal})).rejects.toThrow(
      'killed',
    );
    expect(await contactsOf(shared)).toHaveLength(20);
    await releaseLane(api.db, lane, {kind: 'done', nextInMs: 0});
    await run();
    expect(await contactsOf(shared)).toHaveLength(50);
    const kept = await api.db
      .selectFrom('import_rows')
      .select('content')
      .where('operation_id', '=', id)
      .where('content', 'is not', null)
      .execute();
    expect(kept).toEqual([]);
    expect(api.log()).not.toContain('@c.example');
  });

  test('vCards are told by their first line', async () => {
    const shared = await label('Cards');
    const {owner} = shared.people;
    const answer = await api.app.inject({
      method: 'POST',
      url: `/v1/${shared.label}:import`,
      headers: {
        authorization: `Bearer ${api.workplace.idToken(owner)}`,
        'content-type': 'application/octet-stream',
      },
      payload:
        'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;Ann;;;\r\nFN:Ann Lee\r\n' +
        'EMAIL:ann@v.example\r\nEND:VCARD\r\n',
    });
    expect(answer.statusCode).toBe(200);
    await run();
    expect(await contactsOf(shared)).toMatchObject([
      {person: {names: [{givenName: 'Ann', familyName: 'Lee'}]}},
    ]);
  });

  describe('undone as a whole', () => {
    async function runActs(): Promise<void> {
      for (;;) {
        const lane = await claimLane(api.db, {
          owner: 'test',
          leaseMs: 60_000,
          prefix: 'acts/',
        });
        if (lane === undefined) return;
        const {signal} = new AbortController();
        const id = lane.key.split('/')[1]!;
        const acts = {...deps(), regionOf: () => 'JP'};
        const result = await applyActs(acts, id, {lane, signal});
        await releaseLane(api.db, lane, {kind: 'done', ...result});
      }
    }

    async function imported(
      who: Person,
      shared: SharedLabel,
      file: string,
    ): Promise<string> {
      const {name} = await importFile(who, shared, file);
      await run();
      return name;
    }

    async function undo(who: Person, name: string) {
      const begun = await api.ok(who, `POST /v1/${name}:undo`);
      await runActs();
      return api.ok(who, `GET /v1/${begun.name}`);
    }

    test('takes away whom it created, however many, and leaves who was there and who was changed since', async () => {
      const shared = await label('Undone');
      const {remover, owner} = shared.people;
      await shared.addContact({
        names: [{givenName: 'Ann', familyName: 'Lee'}],
        emailAddresses: [{value: 'ann@u.example'}],
      });
      const before = await contactsOf(shared);
      const rows = Array.from(
        {length: 130},
        (_, n) => `Row${n},r${n}@u.example,`,
      );
      const name = await imported(
        remover,
        shared,
        `Name,Email,Company\nAnn Lee,ann@u.example,Acme\n${rows.join('\n')}\nRow5,r5@u.example,Acme\n`,
      );
      const after = await contactsOf(shared);
      expect(after).toHaveLength(100);
      const changed = after.find(
        ({person}) =>
          (person['names']?.[0] as {givenName?: string})?.givenName === 'Row7',
      )!;
      await api.ok(owner, `PATCH /v1/${changed.name}`, {
        person: {nicknames: [{value: 'Seven'}]},
      });
      const done = await undo(remover, name);
      expect(done).toMatchObject({
        done: true,
        metadata: {kind: 'UNDO', undoes: name, label: shared.label},
        response: {
          leftCount: 1,
          left: [{contact: changed.name, reason: 'CHANGED'}],
        },
      });
      const left = await contactsOf(shared);
      const [was] = before;
      expect(left.map(each => each.name).sort()).toEqual(
        [was!.name, changed.name].sort(),
      );
      const still = left.find(({name}) => name === was!.name)!;
      expect(still.person).toEqual(was!.person);
      // Nothing waits for an approval, and all of it lies in the trash.
      const {pendingRemovals} = await api.ok(owner, 'GET /v1/pendingRemovals');
      expect(pendingRemovals).toEqual([]);
      const row = after.at(-1)!.name;
      await api.ok(remover, `POST /v1/${row}:undelete`);
      expect(await contactsOf(shared)).toHaveLength(3);
      const {revisions} = await api.ok(owner, `GET /v1/${row}/revisions`);
      expect(revisions).toContainEqual(
        expect.objectContaining({kind: 'undone', account: remover.email}),
      );
      expect((await undo(remover, name)).name).toBe(done.name);
    });

    test('leaves who was put into another label or made one with somebody since', async () => {
      const shared = await label('Undone later');
      const other = await label('Undone elsewhere');
      const {owner} = shared.people;
      await api.ok(other.people.owner, `POST /v1/${other.label}/grants`, {
        principal: {type: 'user', email: owner.email},
        role: 'manager',
      });
      const name = await imported(
        owner,
        shared,
        'Name,Email\nAnn Lee,a@l.example\nBob Ray,b@l.example\nCid Poe,c@l.example\nDan Fry,d@l.example\nEli Ode,e@l.example\n',
      );
      const [ann, bob, cid, dan, eli] = (await contactsOf(shared)).map(
        each => each.name,
      );
      const known = await shared.addContact({nicknames: [{value: 'Elias'}]});
      await api.ok(owner, `POST /v1/${other.label}/contacts:add`, {
        contacts: [ann],
      });
      await api.ok(owner, 'POST /v1/contacts:merge', {contacts: [bob, cid]});
      await api.ok(owner, 'POST /v1/contacts:merge', {contacts: [known, eli]});
      const {response} = await undo(owner, name);
      expect(response).toMatchObject({changed: 1, leftCount: 3});
      const stay = (await contactsOf(shared)).map(each => each.name);
      expect(new Set(stay)).toEqual(new Set([ann, bob, known]));
      const left = response.left.map((each: {contact: string}) => each.contact);
      expect(new Set(left)).toEqual(new Set(stay));
      expect(dan).toBeDefined();
    });

    test('is told in the language of who asks: why it ended, what stays, and why it cannot be', async () => {
      const shared = await label('Told');
      const {owner, remover} = shared.people;
      const reads = (locale: string) =>
        api.db
          .updateTable('accounts')
          .set({locale})
          .where('id', '=', remover.id)
          .execute();
      const toldIn = async (locale: string, name: string) => {
        await reads(locale);
        return api.ok(remover, `GET /v1/${name}`);
      };
      const cancelled = await importFile(remover, shared, 'Name\nBob Ray\n');
      await reads('ja');
      const early = await api.call(remover, `POST /v1/${cancelled.name}:undo`);
      expect(early.body.error.message).toContain('処理中');
      await api.ok(remover, `POST /v1/${cancelled.name}:cancel`);
      const name = await imported(remover, shared, 'Name\nAnn Lee\n');
      const [ann] = await contactsOf(shared);
      await api.ok(owner, `PATCH /v1/${ann!.name}`, {
        person: {nicknames: [{value: 'Annie'}]},
      });
      const undone = await undo(remover, name);
      expect(undone.response.left[0].text).toContain('変更があった');
      const again = await api.call(remover, `POST /v1/${undone.name}:undo`);
      expect(again.body.error.message).toContain('インポートと修正だけ');
      expect((await toldIn('en', undone.name)).response.left[0].text).toMatch(
        /^Somebody changed the contact since/,
      );
      for (const [locale, message] of [
        ['ja-JP', 'キャンセルされました。残りの行は取り込まれていません。'],
        ['en', 'It was cancelled: the rows that waited were left out.'],
      ] as const) {
        const {error} = await toldIn(locale, cancelled.name);
        expect(error).toEqual({code: 499, status: 'CANCELLED', message});
      }
    });

    test('is for who did it, with the role that removing takes, once it is over', async () => {
      const shared = await label('Undone by');
      const {editor, owner, manager} = shared.people;
      const {name} = await importFile(editor, shared, 'Name\nAnn Lee\n');
      const early = await api.call(owner, `POST /v1/${name}:undo`);
      expect(early.status).toBe(404);
      await run();
      expect((await api.call(editor, `POST /v1/${name}:undo`)).status).toBe(
        403,
      );
      expect((await api.call(manager, `POST /v1/${name}:undo`)).status).toBe(
        404,
      );
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        role: 'remover',
      });
      const under = await importFile(editor, shared, 'Name\nBob Ray\n');
      const answer = await api.call(editor, `POST /v1/${under.name}:undo`);
      expect([answer.status, answer.body.error.status]).toEqual([
        400,
        'FAILED_PRECONDITION',
      ]);
      await run();
      const begun = await api.ok(editor, `POST /v1/${name}:undo`);
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        role: 'editor',
      });
      await runActs();
      expect(await api.ok(editor, `GET /v1/${begun.name}`)).toMatchObject({
        done: true,
        error: {status: 'PERMISSION_DENIED'},
      });
      expect(await contactsOf(shared)).toHaveLength(2);
      const twice = await api.call(editor, `POST /v1/${begun.name}:undo`);
      expect(twice.status).toBe(400);
    });
  });

  test('somebody else’s operation does not exist', async () => {
    const shared = await label('Foreign');
    const {name} = await importFile(shared.people.owner, shared, 'Name\nAnn\n');
    const answer = await api.call(shared.people.manager, `GET /v1/${name}`);
    expect(answer.status).toBe(404);
    await run();
  });

  test('JSON is no file', async () => {
    const {label: name, people} = await label('Json');
    const answer = await api.call(people.owner, `POST /v1/${name}:import`, {});
    expect(answer.status).toBe(415);
  });
});
