import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {excessOf} from '../../server/contract/person.ts';
import {QUALITY_CODES} from '../../server/core/quality.ts';
import {QualityCode} from '../../server/contract/quality.ts';
import {claimLane, releaseLane} from '../../server/store/lanes.ts';
import {applyActs} from '../../server/sync/apply-acts.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type Answer, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

type Json = Answer['body'];

const UNSPLIT = {names: [{givenName: '山田　太郎'}]};
const TYPO = {
  names: [{givenName: 'Anna', familyName: 'Schmidt'}],
  emailAddresses: [{value: 'anna@gmial.com'}],
};
const SHORT = {
  names: [{givenName: 'Ben', familyName: 'Okafor'}],
  phoneNumbers: [{value: '03-1234-567'}],
};

describeOnBothStores('what looks wrong in a label', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
  });
  afterAll(() => api.app.close());
  beforeEach(async () => {
    labels += 1;
    shared = await shareLabel(api, `Unclean ${labels}`);
  });

  async function run(): Promise<void> {
    for (;;) {
      const lane = await claimLane(api.db, {
        owner: 'test',
        leaseMs: 60_000,
        prefix: 'acts/',
      });
      if (lane === undefined) return;
      const {signal} = new AbortController();
      const deps = {
        database: getDatabase(),
        fits: (content: object) => excessOf({...content}) === undefined,
        regionOf: () => 'JP',
      };
      const id = lane.key.split('/')[1]!;
      const result = await applyActs(deps, id, {lane, signal});
      await releaseLane(api.db, lane, {kind: 'done', ...result});
    }
  }

  const list = async (as: Person, query = '') =>
    (await api.ok(as, `GET /v1/${shared.label}/qualityFindings${query}`))
      .qualityFindings;
  const repair = (as: Person, body: object, query = '') =>
    api.ok(as, `POST /v1/${shared.label}/qualityFindings:repair${query}`, body);
  async function finish(as: Person, {name}: Json): Promise<Json> {
    await run();
    return api.ok(as, `GET /v1/${name}`);
  }
  const read = async (as: Person, contact: string) =>
    (await api.ok(as, `GET /v1/${contact}`)).person;

  test('has a code, a field, a value, words and a repair where there is one', async () => {
    const {viewer, owner} = shared.people;
    const contact = await shared.addContact(TYPO);
    const short = await shared.addContact(SHORT);
    await shared.addContact({names: [{givenName: 'Clara'}]});
    expect(await list(viewer)).toEqual([
      {
        name: expect.stringMatching(/^labels\/.*\/qualityFindings\//),
        code: 'EMAIL_DOMAIN_TYPO',
        contact,
        displayName: 'Anna Schmidt',
        field: 'emailAddresses',
        value: 'anna@gmial.com',
        proposed: 'anna@gmail.com',
        text: 'The mail provider seems to be misspelt',
      },
      expect.objectContaining({code: 'PHONE_INVALID', contact: short}),
    ]);
    const [first, invalid] = await list(viewer);
    expect(invalid.proposed).toBeUndefined();
    expect(await list(viewer, '?code=PHONE_INVALID')).toEqual([invalid]);
    await api.db
      .updateTable('accounts')
      .set({locale: 'ja'})
      .where('id', '=', owner.id)
      .execute();
    expect((await list(owner))[0]).toMatchObject({
      name: first.name,
      text: 'メールアドレスのドメインに入力ミスがあるようです',
    });
  });

  test('comes page by page, each finding once', async () => {
    const {viewer} = shared.people;
    for (let each = 0; each < 5; each++) await shared.addContact(UNSPLIT);
    const all = await list(viewer);
    const found: Json[] = [];
    let token = '';
    do {
      const page = await api.ok(
        viewer,
        `GET /v1/${shared.label}/qualityFindings?pageSize=2&pageToken=${token}`,
      );
      expect(page.qualityFindings.length).toBeLessThanOrEqual(2);
      found.push(...page.qualityFindings);
      token = page.nextPageToken ?? '';
    } while (token !== '');
    expect(found).toEqual(all);
    expect(all).toHaveLength(5);
  });

  test('tells nothing that is hidden, and moves nothing there', async () => {
    const {owner, editor} = shared.people;
    await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
      hiddenFields: ['emailAddresses'],
    });
    await shared.addContact(TYPO);
    const mixed = await shared.addContact({
      names: [{givenName: 'ben@firm.de', familyName: 'Okafor'}],
    });
    const [finding, ...others] = await list(editor);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({code: 'NAME_IS_EMAIL', contact: mixed});
    expect(finding.proposed).toBeUndefined();
    await finish(editor, await repair(editor, {code: 'NAME_IS_EMAIL'}));
    expect((await read(owner, mixed)).names[0].givenName).toBe('ben@firm.de');
  });

  test('is repaired singly, by an edit in the history, and undone', async () => {
    const {owner, editor} = shared.people;
    const contact = await shared.addContact(TYPO);
    const other = await shared.addContact({
      ...TYPO,
      emailAddresses: [{value: 'clara@gmial.com'}],
    });
    const [finding] = await list(editor);
    const begun = await repair(editor, {qualityFindings: [finding.name]});
    expect(begun).toMatchObject({done: false, metadata: {kind: 'REPAIR'}});
    const done = await finish(editor, begun);
    expect(done.response).toEqual({changed: 1, leftCount: 0, left: []});
    const mailOf = async (name: string) =>
      (await read(owner, name)).emailAddresses[0].value;
    expect(await mailOf(contact)).toBe('anna@gmail.com');
    expect(await mailOf(other)).toBe('clara@gmial.com');
    const {revisions} = await api.ok(owner, `GET /v1/${contact}/revisions`);
    expect(revisions[0]).toMatchObject({
      kind: 'edit',
      account: editor.email,
      changes: [{field: 'emailAddresses'}],
    });
    const undo = await api.ok(editor, `POST /v1/${begun.name}:undo`);
    expect(undo.metadata).toMatchObject({kind: 'UNDO', undoes: begun.name});
    expect((await finish(editor, undo)).response.changed).toBe(1);
    expect(await mailOf(contact)).toBe('anna@gmial.com');
    const again = await api.ok(editor, `POST /v1/${begun.name}:undo`);
    expect(again.name).toBe(undo.name);
  });

  test('is repaired for all of a code, looked at first, and undone as a whole but for what somebody changed since', async () => {
    const {owner, editor} = shared.people;
    const contacts: string[] = [];
    for (let each = 0; each < 3; each++) {
      contacts.push(await shared.addContact(UNSPLIT));
    }
    const typo = await shared.addContact(TYPO);
    const body = {code: 'NAME_UNSPLIT'};
    const seen = await repair(editor, body, '?validateOnly=true');
    expect(seen.response.changed).toBe(3);
    expect(await list(owner, '?code=NAME_UNSPLIT')).toHaveLength(3);
    const begun = await repair(editor, body);
    expect((await finish(editor, begun)).response.changed).toBe(3);
    const [first = '', ...others] = contacts;
    for (const contact of contacts) {
      expect((await read(owner, contact)).names).toEqual([
        {givenName: '太郎', familyName: '山田'},
      ]);
    }
    expect(await list(owner)).toMatchObject([{contact: typo}]);
    await api.ok(owner, `PATCH /v1/${first}`, {
      person: {names: [{givenName: '次郎', familyName: '山田'}]},
    });
    const undo = await api.ok(editor, `POST /v1/${begun.name}:undo`);
    expect((await finish(editor, undo)).response).toEqual({
      changed: 2,
      leftCount: 1,
      left: [{contact: first, reason: 'CHANGED', text: expect.any(String)}],
    });
    expect((await read(owner, first)).names[0].givenName).toBe('次郎');
    for (const contact of others) {
      expect((await read(owner, contact)).names).toEqual(UNSPLIT.names);
    }
  });

  test('is repaired by the role in force, and only where the finding still stands', async () => {
    const {owner, editor} = shared.people;
    const contact = await shared.addContact(TYPO);
    const [finding] = await list(editor);
    const stale = await repair(editor, {qualityFindings: [finding.name]});
    await api.ok(owner, `PATCH /v1/${contact}`, {
      person: {emailAddresses: [{value: 'anna@gmil.com'}]},
    });
    expect((await finish(editor, stale)).response.changed).toBe(0);
    const late = await repair(editor, {code: 'EMAIL_DOMAIN_TYPO'});
    await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {role: 'viewer'});
    expect(await finish(editor, late)).toMatchObject({
      done: true,
      error: {status: 'PERMISSION_DENIED'},
    });
    expect((await read(owner, contact)).emailAddresses[0].value).toBe(
      'anna@gmil.com',
    );
  });

  test.each([
    [{}, 'qualityFindings'],
    [{code: 'NAME_CASE', qualityFindings: ['a']}, 'qualityFindings'],
    [{qualityFindings: ['labels/x/qualityFindings/y']}, 'qualityFindings[0]'],
    [{code: 'NOTHING'}, 'code'],
  ])('%j is no repair', async (body, field) => {
    const answer = await api.call(
      shared.people.editor,
      `POST /v1/${shared.label}/qualityFindings:repair`,
      body,
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error.details[0].fieldViolations[0].field).toBe(field);
  });
});

test('the codes of the API are those of the core', () => {
  expect(QualityCode._zod.def.entries).toEqual(
    Object.fromEntries(QUALITY_CODES.map(code => [code, code])),
  );
});
