import {setTimeout as delay} from 'node:timers/promises';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {
  createTestApi,
  violationsOf,
  type Answer,
  type TestApi,
} from './support/api.ts';
import {untilTold} from './support/cache.ts';
import {makeAdmin, typeCustomField} from './support/matrix-cases.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

/** Tests beside this one have long transactions of their own. */
const TOLD_TRIES_MAX = 2_000;

describeOnBothStores('custom fields', getDatabase => {
  let api: TestApi;
  /** The people of all tests. */
  let team: SharedLabel;
  /** A label of the test's own, of the owner, editor and viewer among them. */
  let shared: SharedLabel;
  let admin: Person;
  let labels = 0;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    admin = api.workplace.join('boss');
    await makeAdmin(api, admin);
    team = await shareLabel(api, 'Team');
  });
  afterAll(() => api.app.close());

  beforeEach(async () => {
    labels += 1;
    shared = await newLabel();
  });

  async function newLabel(): Promise<SharedLabel> {
    const {people} = team;
    const {name: label} = await api.ok(people.owner, 'POST /v1/labels', {
      displayName: `Fields ${labels}`,
    });
    const grants = {...team.grants};
    for (const role of ['viewer', 'editor'] as const) {
      const {name} = await api.ok(people.owner, `POST /v1/${label}/grants`, {
        ...{principal: {type: 'user', email: people[role].email}, role},
      });
      grants[role] = name;
    }
    const addContact: SharedLabel['addContact'] = async (body = person()) =>
      (await api.ok(people.owner, `POST /v1/${label}/contacts`, {person: body}))
        .name;
    return {...team, label, grants, addContact};
  }

  const owner = () => shared.people.owner;
  const fieldsOf = (label = shared.label) => `/v1/${label}/customFields`;

  const define = (displayName: string, more: object = {}) =>
    api.ok(owner(), `POST ${fieldsOf()}`, {
      ...{displayName, type: 'text'},
      ...more,
    });

  const person = (...userDefined: object[]) => ({
    names: [{givenName: '花子'}],
    ...(userDefined.length > 0 && {userDefined}),
  });

  const create = (body: object, as = owner()) =>
    api.call(as, `POST /v1/${shared.label}/contacts`, {person: body});

  const read = (contact: string, as = owner()) =>
    api.ok(as, `GET /v1/${contact}`);

  const type = (contact: string, key: string, value: string) =>
    typeCustomField(api, {
      contactId: contact.split('/').at(-1)!,
      by: shared.people.editor,
      ...{key, value},
    });

  describe('are defined', () => {
    test('by an owner for a label, and told to all who see it', async () => {
      const field = await define(' 契約 日 ', {
        type: 'date',
        required: true,
        helpTexts: {en: 'When it was signed', ja: '締結した日'},
      });
      expect(field).toEqual({
        name: expect.stringMatching(
          new RegExp(`^${shared.label}/customFields/[0-9a-f-]{36}$`),
        ),
        etag: expect.any(String),
        displayName: '契約 日',
        type: 'date',
        choices: [],
        required: true,
        helpTexts: {en: 'When it was signed', ja: '締結した日'},
        label: shared.label,
        createTime: expect.stringMatching(/Z$/),
        updateTime: expect.stringMatching(/Z$/),
      });
      const {viewer} = shared.people;
      expect(await api.ok(viewer, `GET /v1/${field.name}`)).toEqual(field);
      const {customFields} = await api.ok(viewer, `GET ${fieldsOf()}`);
      expect(customFields).toContainEqual(field);
    });

    test('by an admin for the workplace, and are every label’s', async () => {
      const field = await api.ok(admin, 'POST /v1/customFields', {
        displayName: `Cost centre ${labels}`,
        type: 'choice',
        choices: ['A', 'B'],
      });
      expect(field.name).toMatch(/^customFields\//);
      expect(field).not.toHaveProperty('label');
      for (const path of ['/v1/customFields', fieldsOf()]) {
        const {customFields} = await api.ok(owner(), `GET ${path}`);
        expect(customFields).toContainEqual(field);
      }
      const contact = await shared.addContact();
      expect((await read(contact)).customFields).toContainEqual(field);
      await api.ok(admin, `DELETE /v1/${field.name}`);
      expect(await read(contact)).not.toHaveProperty('customFields');
    });

    test('but not with what makes no sense, each refused by its path', async () => {
      const refused: readonly [object, string][] = [
        [{displayName: ' ', type: 'text'}, 'displayName'],
        [{displayName: 'a\nb', type: 'text'}, 'displayName'],
        [{displayName: 'a', type: 'TEXT'}, 'type'],
        [{displayName: 'a', type: 'choice'}, 'choices'],
        [{displayName: 'a', type: 'text', choices: ['x']}, 'choices'],
        [
          {displayName: 'a', type: 'choice', choices: ['x', 'Ｘ']},
          'choices[1]',
        ],
        [
          {displayName: 'a', type: 'text', helpTexts: {'?': 'x'}},
          'helpTexts.?',
        ],
      ];
      for (const [body, path] of refused) {
        const answer = await api.call(owner(), `POST ${fieldsOf()}`, body);
        expect(answer.status).toBe(400);
        expect(Object.keys(violationsOf(answer))).toEqual([path]);
      }
      const {customFields} = await api.ok(owner(), `GET ${fieldsOf()}`);
      expect(customFields).toEqual([]);
    });

    test('and what is no language is refused in words', async () => {
      const answer = await api.call(owner(), `POST ${fieldsOf()}`, {
        ...{displayName: 'a', type: 'text', helpTexts: {'x y': 'a'}},
      });
      expect(violationsOf(answer)).toEqual({
        'helpTexts.x y': 'Not a language such as en or ja',
      });
    });

    test('once under a name that contacts would have twice', async () => {
      const field = await define('Floor');
      const again = await api.call(owner(), `POST ${fieldsOf()}`, {
        ...{displayName: 'ｆｌｏｏｒ ', type: 'number'},
      });
      expect(again.body.error).toMatchObject({
        status: 'ALREADY_EXISTS',
        message: expect.stringContaining(field.name),
      });
      const everywhere = await api.call(admin, 'POST /v1/customFields', {
        ...{displayName: 'FLOOR', type: 'text'},
      });
      expect(everywhere.status).toBe(409);
      const other = await shareLabel(api, `Other ${labels}`);
      await api.ok(other.people.owner, `POST ${fieldsOf(other.label)}`, {
        ...{displayName: 'Floor', type: 'text'},
      });
    });

    test('under the name of a field whose label is in the trash; once that is back, the first counts', async () => {
      const displayName = `Desk ${labels}`;
      const first = await define(displayName, {type: 'number'});
      const contact = await shared.addContact(
        person({key: displayName, value: '5'}),
      );
      await api.ok(owner(), `DELETE /v1/${shared.label}`);
      const {name} = await api.ok(admin, 'POST /v1/customFields', {
        ...{displayName, type: 'date'},
      });
      await api.ok(owner(), `POST /v1/${shared.label}:undelete`);
      const field = {displayName, type: 'number'};
      expect((await read(contact)).customFields).toMatchObject([field]);
      const rename = (to: string) =>
        api.call(owner(), `PATCH /v1/${first.name}`, {displayName: to});
      const required = {displayName, required: true};
      await api.ok(owner(), `PATCH /v1/${first.name}`, required);
      expect((await rename('Seat')).status).toBe(200);
      expect((await rename(displayName)).body.error.status).toBe(
        'ALREADY_EXISTS',
      );
      // The workplace's field of that name keeps what it says, as any other would.
      expect((await read(contact)).person.userDefined).toEqual([
        {key: displayName, value: '5'},
      ]);
      await api.ok(admin, `DELETE /v1/${name}?force=true`);
    });

    test.each([
      ['At least one character that can be seen', '\u200B'],
      ['At least one character that can be seen', '\u2060\u3164'],
      ['Without characters that turn', 'Floor\u202E'],
      ['Without characters that turn', '\u2067Floor\u2069'],
    ])('but not by a name that misleads: %s, %j', async (why, name) => {
      const answer = await api.call(owner(), `POST ${fieldsOf()}`, {
        ...{displayName: name, type: 'text'},
      });
      expect(violationsOf(answer)).toEqual({
        displayName: expect.stringContaining(why),
      });
    });

    test('only to see whether they may be, where validateOnly asks', async () => {
      const body = {displayName: 'Floor', type: 'number'};
      const path = `POST ${fieldsOf()}?validateOnly=true`;
      expect(await api.ok(owner(), path, body)).toMatchObject(body);
      const {customFields} = await api.ok(owner(), `GET ${fieldsOf()}`);
      expect(customFields).toEqual([]);
    });

    test('otherwise by who read what they change', async () => {
      const field = await define('Floor', {type: 'number'});
      const {name, etag} = field;
      const after = await api.ok(owner(), `PATCH /v1/${name}`, {
        ...{etag, type: 'choice', choices: ['1', '2'], required: true},
      });
      expect(after).toMatchObject({type: 'choice', choices: ['1', '2']});
      const stale = await api.call(owner(), `PATCH /v1/${name}`, {
        ...{etag, required: false},
      });
      expect(stale.body.error.status).toBe('ABORTED');
      const half = await api.call(owner(), `PATCH /v1/${name}`, {type: 'text'});
      expect(violationsOf(half)).toHaveProperty('choices');
      expect(await api.ok(owner(), `GET /v1/${name}`)).toEqual(after);
    });
  });

  describe('at our doors', () => {
    beforeEach(async () => {
      await define('Signed', {type: 'date'});
      await define('Customer no.', {type: 'number', required: true});
    });

    const REQUIRED = {key: 'Customer no.', value: '7'};

    test('a required one is there from the beginning', async () => {
      const answer = await create(person());
      expect(answer.status).toBe(400);
      expect(violationsOf(answer)).toEqual({
        'person.userDefined': 'Customer no.: required, and empty',
      });
      const {contacts} = await api.ok(
        owner(),
        `GET /v1/${shared.label}/contacts`,
      );
      expect(contacts).toEqual([]);
      expect((await create(person(REQUIRED))).status).toBe(200);
    });

    test('a value of another type is refused by its place, field and reason', async () => {
      const answer = await create(
        person(REQUIRED, {key: 'ＳＩＧＮＥＤ', value: '1/2/2026'}),
      );
      expect(violationsOf(answer)).toEqual({
        'person.userDefined[1].value':
          'Signed: not a day: write it as 2026-01-31',
      });
      expect(JSON.stringify(answer.body)).not.toContain('1/2/2026');
    });

    describe('an edit', () => {
      let contact: string;

      beforeEach(async () => {
        contact = await shared.addContact(person(REQUIRED));
      });

      const edit = (body: object, as = shared.people.editor) =>
        api.call(as, `PATCH /v1/${contact}`, {person: body});

      test('takes no required one away, and changes nothing where it would', async () => {
        const before = await read(contact);
        const answer = await edit({userDefined: []});
        expect(violationsOf(answer)).toEqual({
          'person.userDefined': 'Customer no.: required, and empty',
        });
        expect(await read(contact)).toEqual(before);
      });

      test('of something else may leave what was wrong already', async () => {
        await define('Mentor', {required: true});
        await type(contact, 'Signed', 'soon');
        await api.ok(owner(), `PATCH /v1/${contact}`, {
          person: {nicknames: [{value: 'Hana'}]},
        });
        const {userDefined} = (await read(contact)).person;
        const answer = await edit({
          userDefined: [...userDefined, {key: 'Other', value: 'x'}],
        });
        expect(answer.status).toBe(200);
        expect(answer.body.customFieldProblems).toHaveLength(2);
      });

      test('that a viewer suggests is refused as well', async () => {
        const answer = await api.call(
          shared.people.viewer,
          `POST /v1/${contact}/suggestions`,
          {person: person(REQUIRED, {key: 'Signed', value: 'soon'})},
        );
        expect(violationsOf(answer)).toHaveProperty([
          'person.userDefined[1].value',
        ]);
      });

      test('that was suggested before the field was so is not accepted', async () => {
        const {name} = await api.ok(
          shared.people.viewer,
          `POST /v1/${contact}/suggestions`,
          {person: {userDefined: [REQUIRED, {key: 'Rank', value: 'high'}]}},
        );
        await define('Rank', {type: 'number'});
        const before = await read(contact);
        const answer = await api.call(owner(), `POST /v1/${name}:accept`);
        expect(answer.status).toBe(409);
        expect(answer.body.error.message).toContain('Rank: not a number');
        expect(await read(contact)).toEqual(before);
        await api.ok(owner(), `POST /v1/${name}:reject`);
      });

      test('by a merge is held to them too', async () => {
        const twin = await shared.addContact(person(REQUIRED));
        const merge = (userDefined: object[]) =>
          api.call(owner(), 'POST /v1/contacts:merge', {
            ...{contacts: [contact, twin], person: {userDefined}},
          });
        expect((await merge([])).status).toBe(400);
        expect((await merge([{...REQUIRED, value: 'x'}])).status).toBe(400);
        expect((await merge([REQUIRED])).status).toBe(200);
      });
    });

    test('a row of a file is refused for what a new contact would be', async () => {
      const file = [
        'First Name,Custom Field 1 - Label,Custom Field 1 - Value',
        'Aki,Customer no.,12',
        'Yui,Customer no.,twelve',
        'Ren,,',
      ].join('\n');
      const path = `POST /v1/${shared.label}:import`;
      const {response} = await api.ok(
        owner(),
        `${path}?validateOnly=true`,
        `${file}\n`,
      );
      expect(response.rows).toEqual([
        {line: 2, outcome: 'CREATED'},
        {
          ...{line: 3, column: 3, outcome: 'REJECTED', code: 'CUSTOM_FIELD'},
          reason: expect.stringMatching(/^Customer no\.: not a number/),
          field: 'Customer no.',
        },
        {
          ...{line: 4, outcome: 'REJECTED', code: 'CUSTOM_FIELD'},
          reason: 'Customer no.: required, and empty',
          field: 'Customer no.',
        },
      ]);
    });

    test('who does not see custom fields is asked for none', async () => {
      await api.ok(owner(), `PATCH /v1/${shared.grants.editor}`, {
        hiddenFields: ['userDefined'],
      });
      const {editor} = shared.people;
      const {status, body} = await create(person(), editor);
      expect(status).toBe(200);
      expect(body).not.toHaveProperty('customFields');
      expect(body).not.toHaveProperty('customFieldProblems');
      const own = await api.ok(editor, `GET ${fieldsOf()}`);
      expect(own.customFields).toEqual([]);
      expect((await read(body.name)).customFieldProblems).toMatchObject([
        {reason: 'MISSING'},
      ]);
    });
  });

  test('of a label that the caller does not see are neither told nor asked for', async () => {
    const contact = await shared.addContact();
    const other = await api.ok(owner(), 'POST /v1/labels', {
      displayName: 'Hidden',
    });
    await api.ok(owner(), `POST ${fieldsOf(other.name)}`, {
      ...{displayName: 'Secret', type: 'number', required: true},
    });
    await api.ok(owner(), `POST /v1/${other.name}/contacts:add`, {
      contacts: [contact],
    });
    const {editor} = shared.people;
    const seen = await api.ok(editor, `PATCH /v1/${contact}`, {
      person: {userDefined: [{key: 'Secret', value: 'x'}]},
    });
    expect(seen).not.toHaveProperty('customFields');
    expect(seen).not.toHaveProperty('customFieldProblems');
    expect((await read(contact)).customFieldProblems).toMatchObject([
      {reason: 'NOT_A_NUMBER'},
    ]);
  });

  describe('of what came otherwise', () => {
    let contact: string;
    let field: {name: string};

    beforeEach(async () => {
      field = await define('Floor', {type: 'number'});
      contact = await shared.addContact({
        ...person(),
        emailAddresses: [{value: `hana-${labels}@example.co.jp`}],
      });
      await shared.addContact();
      await type(contact, 'Floor', '１２');
    });

    const PROBLEM = () => ({
      customField: field.name,
      displayName: 'Floor',
      reason: 'NOT_A_NUMBER',
      value: '１２',
      proposal: '12',
    });

    test('the problem is told wherever the contact is', async () => {
      const {viewer} = shared.people;
      const whole = await read(contact, viewer);
      expect(whole.person.userDefined).toEqual([{key: 'Floor', value: '１２'}]);
      expect(whole.customFieldProblems).toEqual([PROBLEM()]);
      expect(whole.customFields).toEqual([field]);
      const looked = await api.ok(viewer, 'POST /v1/contacts:lookup', {
        emails: [`hana-${labels}@example.co.jp`],
      });
      expect(looked.customFields).toEqual([field]);
      expect(looked.matches[0].contacts[0].customFieldProblems).toEqual([
        PROBLEM(),
      ]);
      const path = `GET /v1/${shared.label}/contacts`;
      const {contacts, customFields} = await api.ok(viewer, path);
      expect(customFields).toEqual([field]);
      expect(contacts).toHaveLength(2);
      for (const order of ['', '&orderBy=displayName']) {
        const faulty = await api.ok(
          viewer,
          `${path}?filter=customFieldProblems:*${order}`,
        );
        expect(faulty.contacts).toEqual([
          expect.objectContaining({name: contact}),
        ]);
      }
    });

    test('whatever answers the contact answers it as a read does', async () => {
      const answered = async (call: string, body: object = {}) => {
        const answer = await api.ok(owner(), `POST /v1/${call}`, body);
        const told = answer.contact ?? answer;
        expect(told).toEqual(await read(told.name));
        expect(told.customFieldProblems).toHaveLength(1);
      };
      const last = async () =>
        (await api.ok(owner(), `GET /v1/${contact}/revisions`)).revisions[0]
          .name;
      const typed = await last();
      const right = {userDefined: [{key: 'Floor', value: '12'}]};
      await api.ok(owner(), `PATCH /v1/${contact}`, {person: right});
      await answered(`${await last()}:undo`);
      await api.ok(owner(), `PATCH /v1/${contact}`, {person: right});
      await answered(`${contact}:restore`, {revision: typed});
      await answered(`${contact}:redeliver`);
      await api.ok(owner(), `DELETE /v1/${contact}`);
      await answered(`${contact}:undelete`);
      const twin = await shared.addContact();
      await answered('contacts:merge', {contacts: [contact, twin]});
      await answered(`${contact}:unmerge`);
    });

    test('a look at what brings it back tells it, as the act does then', async () => {
      const right = {userDefined: [{key: 'Floor', value: '12'}]};
      await api.ok(owner(), `PATCH /v1/${contact}`, {person: right});
      const {revisions} = await api.ok(owner(), `GET /v1/${contact}/revisions`);
      const [edit, typed] = revisions;
      const looks = [
        [`${edit.name}:undo`, {}],
        [`${contact}:restore`, {revision: typed.name}],
      ] as const;
      for (const [call, body] of looks) {
        const path = `POST /v1/${call}?validateOnly=true`;
        const look = await api.ok(owner(), path, body);
        expect(look.changes[0].new).toEqual([{key: 'Floor', value: '１２'}]);
        expect(look.customFieldProblems).toEqual([PROBLEM()]);
      }
      expect(await read(contact)).not.toHaveProperty('customFieldProblems');
    });

    test('two right ones that become one keep what both said, and the answer tells', async () => {
      const [one, other] = await Promise.all(
        ['1', '2'].map(value =>
          shared.addContact(person({key: 'Floor', value})),
        ),
      );
      const merged = await api.ok(owner(), 'POST /v1/contacts:merge', {
        contacts: [one, other],
      });
      expect(merged.person.userDefined).toEqual([
        {key: 'Floor', value: '1'},
        {key: 'Floor', value: '2'},
      ]);
      expect(merged.customFieldProblems).toMatchObject([{reason: 'SEVERAL'}]);
    });

    test('what is proposed to become one, or looked at as one, tells it', async () => {
      const {editor} = shared.people;
      const created = await create(
        {
          names: [{givenName: 'Hanako'}],
          emailAddresses: [{value: `hana-${labels}@example.co.jp`}],
        },
        editor,
      );
      const twin = created.body.name;
      const {duplicates, customFields} = await api.ok(
        owner(),
        'GET /v1/duplicates',
      );
      const pair = duplicates.find(({contacts}: Answer['body']) =>
        contacts.some(({name}: Answer['body']) => name === twin),
      );
      expect(customFields).toContainEqual(field);
      expect(pair.contacts[0].customFieldProblems).toEqual([PROBLEM()]);
      expect(pair.contacts[1]).not.toHaveProperty('customFieldProblems');
      const looks = [
        ['contacts:merge', {contacts: [contact, twin]}],
        [`${pair.name}:accept`, {}],
      ] as const;
      for (const [call, body] of looks) {
        const look = await api.ok(
          owner(),
          `POST /v1/${call}?validateOnly=true`,
          body,
        );
        expect(look.survivor).toBe(contact);
        expect(look.customFieldProblems).toEqual([PROBLEM()]);
      }
      for (const verb of ['reject', 'reopen']) {
        const alone = await api.ok(owner(), `POST /v1/${pair.name}:${verb}`);
        expect(alone.contacts[0].customFieldProblems).toEqual([PROBLEM()]);
        expect(alone.customFields).toEqual([field]);
      }
    });

    test('whoever is shared already goes into a label that requires a field they lack, and that is told', async () => {
      const other = await api.ok(owner(), 'POST /v1/labels', {
        displayName: `Requiring ${labels}`,
      });
      const required = await api.ok(owner(), `POST ${fieldsOf(other.name)}`, {
        ...{displayName: 'Region', type: 'text', required: true},
      });
      const complete = await shared.addContact(
        person({key: 'Region', value: 'East'}),
      );
      const lacking = await shared.addContact();
      const path = `POST /v1/${other.name}/contacts:add`;
      const add = (...contacts: readonly string[]) =>
        api.ok(owner(), path, {contacts});
      expect(await add(complete)).toEqual({});
      expect(await add(lacking, complete)).toEqual({withProblems: [lacking]});
      expect((await read(lacking)).customFieldProblems).toEqual([
        {
          ...{customField: required.name, displayName: 'Region'},
          reason: 'MISSING',
        },
      ]);
      // It was there already, and was told of.
      expect(await add(lacking)).toEqual({});
    });

    test('those that have one are listed in pages', async () => {
      const others = await Promise.all([1, 2].map(() => shared.addContact()));
      for (const other of others) await type(other, 'Floor', 'x');
      const path = `GET /v1/${shared.label}/contacts?pageSize=2&filter=customFieldProblems:*`;
      const first = await api.ok(owner(), path);
      const second = await api.ok(
        owner(),
        `${path}&pageToken=${first.nextPageToken}`,
      );
      expect(
        [...first.contacts, ...second.contacts].map(({name}) => name),
      ).toEqual([contact, ...others].sort());
      expect(second).not.toHaveProperty('nextPageToken');
    });

    test('what is sure is repaired by an editor, seen before and undone after', async () => {
      const {editor} = shared.people;
      const path = `POST /v1/${contact}:repairCustomFields`;
      const preview = await api.ok(editor, `${path}?validateOnly=true`, {});
      expect(preview.changes).toMatchObject([
        {field: 'userDefined', new: [{key: 'Floor', value: '12'}]},
      ]);
      expect((await read(contact)).customFieldProblems).toHaveLength(1);
      const {etag} = await read(contact);
      const repaired = await api.ok(editor, path, {etag});
      expect(repaired.person.userDefined).toEqual([
        {key: 'Floor', value: '12'},
      ]);
      expect(repaired).not.toHaveProperty('customFieldProblems');
      expect((await api.call(editor, path, {})).body.error.status).toBe(
        'FAILED_PRECONDITION',
      );
      expect((await api.call(editor, path, {etag})).body.error.status).toBe(
        'ABORTED',
      );
      const {revisions} = await api.ok(editor, `GET /v1/${contact}/revisions`);
      await api.ok(editor, `POST /v1/${revisions[0].name}:undo`, {});
      expect((await read(contact)).customFieldProblems).toEqual([PROBLEM()]);
    });
  });

  describe('that contacts use', () => {
    let field: {name: string; etag: string};
    let used: string;

    beforeEach(async () => {
      field = await define('Floor');
      used = await shared.addContact(
        person({key: 'FLOOR', value: '3'}, {key: 'Other', value: 'x'}),
      );
      await shared.addContact();
    });

    test('are not deleted but by force, and what they say stays', async () => {
      const before = await read(used);
      const refused = await api.call(owner(), `DELETE /v1/${field.name}`);
      expect(refused).toMatchObject({
        status: 409,
        body: {
          error: {
            status: 'FAILED_PRECONDITION',
            message: expect.stringMatching(/^1 contacts in .*force=true/),
          },
        },
      });
      expect(await read(used)).toEqual(before);
      const path = `DELETE /v1/${field.name}?force=true`;
      await api.ok(owner(), `${path}&validateOnly=true`);
      expect(await read(used)).toEqual(before);
      await api.ok(owner(), path);
      const after = await read(used);
      expect(after.person).toEqual(before.person);
      expect(after.etag).toBe(before.etag);
      expect(after).not.toHaveProperty('customFields');
      expect((await api.call(owner(), path)).status).toBe(404);
    });

    test('are renamed in them, by a line of each one’s history that can be undone', async () => {
      const rename = {displayName: '階'};
      await api.ok(
        owner(),
        `PATCH /v1/${field.name}?validateOnly=true`,
        rename,
      );
      expect((await read(used)).person.userDefined[0].key).toBe('FLOOR');
      await api.ok(owner(), `PATCH /v1/${field.name}`, rename);
      const userDefined = [
        {key: '階', value: '3'},
        {key: 'Other', value: 'x'},
      ];
      expect((await read(used)).person.userDefined).toEqual(userDefined);
      const {revisions} = await api.ok(owner(), `GET /v1/${used}/revisions`);
      expect(revisions).toHaveLength(2);
      expect(revisions[0]).toMatchObject({
        ...{kind: 'edit', account: owner().email},
        changes: [{field: 'userDefined', new: userDefined}],
      });
      await api.ok(owner(), `POST /v1/${revisions[0].name}:undo`, {});
      expect((await read(used)).person.userDefined[0].key).toBe('FLOOR');
    });

    test('are renamed in what waits to be decided, which loses nothing then', async () => {
      const userDefined = [{key: 'floor', value: '4'}];
      const suggestion = await api.ok(
        shared.people.viewer,
        `POST /v1/${used}/suggestions`,
        {person: {userDefined}},
      );
      await api.ok(owner(), `PATCH /v1/${field.name}`, {displayName: '階'});
      const stale = {etag: suggestion.etag};
      const accept = `POST /v1/${suggestion.name}:accept`;
      expect((await api.call(owner(), accept, stale)).status).toBe(409);
      await api.ok(owner(), accept);
      expect((await read(used)).person.userDefined).toEqual([
        {key: '階', value: '4'},
      ]);
    });

    test('are renamed in those that are in the trash and come back', async () => {
      await api.ok(owner(), `DELETE /v1/${used}`);
      await api.ok(owner(), `DELETE /v1/${field.name}?validateOnly=true`);
      await api.ok(owner(), `PATCH /v1/${field.name}`, {displayName: '階'});
      const trash = await api.ok(owner(), 'GET /v1/trash?pageSize=1000');
      expect(trash.contacts).toContainEqual(
        expect.objectContaining({name: used, labels: [shared.label]}),
      );
      const back = await api.ok(owner(), `POST /v1/${used}:undelete`);
      expect(back.person.userDefined[0]).toEqual({key: '階', value: '3'});
    });

    test('keep what another label of the contact calls so', async () => {
      const other = await api.ok(owner(), 'POST /v1/labels', {
        displayName: 'Another',
      });
      await api.ok(owner(), `POST ${fieldsOf(other.name)}`, {
        ...{displayName: 'Floor', type: 'text'},
      });
      await api.ok(owner(), `POST /v1/${other.name}/contacts:add`, {
        contacts: [used],
      });
      await api.ok(owner(), `PATCH /v1/${field.name}`, {displayName: '階'});
      expect((await read(used)).person.userDefined[0].key).toBe('FLOOR');
    });
  });

  test('a definition moves the counter of whoever sees its contacts, and the feed names their label', async () => {
    const {viewer} = shared.people;
    const counter = async () =>
      (await api.ok(viewer, 'GET /v1/accounts/me')).changeCounter;
    const before = await counter();
    await untilTold(api, TOLD_TRIES_MAX);
    const {nextSince} = await api.ok(viewer, 'GET /v1/changes');
    await define('Floor');
    expect(await counter()).not.toBe(before);
    await untilTold(api, TOLD_TRIES_MAX);
    const feed = () => api.ok(viewer, `GET /v1/changes?since=${nextSince}`);
    let {changes} = await feed();
    // The feed waits for every transaction of the server, those of other tests too.
    for (let tries = 0; changes.length === 0 && tries < 100; tries++) {
      await delay(10);
      ({changes} = await feed());
    }
    expect(changes).toMatchObject([
      {label: shared.label, kinds: ['COMMENTS', 'LABEL', 'CONTACTS']},
    ]);
  });

  describe('that are hidden from a viewer', () => {
    const viewer = () => shared.people.viewer;
    const editor = () => shared.people.editor;
    const counter = async (as: Person) =>
      (await api.ok(as, 'GET /v1/accounts/me')).changeCounter;
    const present = async (as: Person) => {
      await untilTold(api, TOLD_TRIES_MAX);
      return (await api.ok(as, 'GET /v1/changes')).nextSince;
    };
    const since = async (as: Person, position: string) => {
      await untilTold(api, TOLD_TRIES_MAX);
      return (await api.ok(as, `GET /v1/changes?since=${position}`)).changes;
    };

    beforeEach(async () => {
      await api.ok(owner(), `PATCH /v1/${shared.grants.viewer}`, {
        hiddenFields: ['userDefined'],
      });
    });

    const add = (path: string, by: Person, displayName: string) =>
      api.ok(by, `POST ${path}`, {
        ...{displayName: `${displayName} ${labels}`, type: 'text'},
      });
    const acts = [
      ['defined', (path: string, by: Person) => add(path, by, 'New')],
      [
        'renamed',
        (_path: string, by: Person, field: string) =>
          api.ok(by, `PATCH /v1/${field}`, {displayName: `Other ${labels}`}),
      ],
      [
        'deleted',
        (_path: string, by: Person, field: string) =>
          api.ok(by, `DELETE /v1/${field}?force=true`),
      ],
    ] as const;

    const scopes = [
      ['the label', () => fieldsOf(), owner],
      ['the workplace', () => '/v1/customFields', () => admin],
    ] as const;

    describe.each(scopes)('are those of %s', (_whose, path, by) => {
      test.each(acts)(
        'and one that is %s tells of itself to others alone',
        async (_how, act) => {
          const {name} = await add(path(), by(), 'Shown');
          await create(person({key: `Shown ${labels}`, value: '3'}));
          const start = await present(viewer());
          const others = await present(editor());
          const count = await counter(viewer());
          const theirs = await counter(editor());
          await act(path(), by(), name);
          const told = await since(viewer(), start);
          expect(told.map((each: {label: string}) => each.label)).not.toContain(
            shared.label,
          );
          expect(await since(editor(), others)).toContainEqual({
            label: shared.label,
            kinds: expect.arrayContaining(['LABEL', 'CONTACTS']),
          });
          expect(await counter(editor())).not.toBe(theirs);
          if (by() === owner()) {
            expect(told).toEqual([]);
            expect(await counter(viewer())).toBe(count);
          }
        },
      );
    });

    test('are told of where another label shows them', async () => {
      const contact = await shared.addContact();
      const {name: other} = await api.ok(owner(), 'POST /v1/labels', {
        displayName: `Elsewhere ${labels}`,
      });
      await api.ok(owner(), `POST /v1/${other}/grants`, {
        principal: {type: 'user', email: viewer().email},
      });
      await api.ok(owner(), `POST /v1/${other}/contacts:add`, {
        contacts: [contact],
      });
      const start = await present(viewer());
      const field = await define('Floor');
      expect((await read(contact, viewer())).customFields).toContainEqual(
        field,
      );
      const changes = await since(viewer(), start);
      expect(changes.map((each: {label: string}) => each.label)).toEqual([
        other,
      ]);
    });
  });
});
