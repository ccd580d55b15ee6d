import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {describeOnOneStore} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import {dumpStore, type StoreDump} from './support/store-dump.ts';
import type {Person} from './support/workplace.ts';

const UNKNOWN_ID = '0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a';

const WHERE = {
  labels: 'POST /v1/labels',
  label: 'PATCH {label}',
  grants: 'POST {label}/grants',
  grant: 'PATCH {grant}',
  contacts: 'POST {label}/contacts',
  contact: 'PATCH {contact}',
} as const;

const items = (count: number, value: string) => Array(count).fill({value});

/** A call that is refused: what it says, and the paths it is refused by. */
type Case = readonly [what: string, line: string, body: object, field: string];

const PRINCIPALS: readonly Case[] = (
  [
    [
      'somebody with an account at Google elsewhere',
      'user',
      'consumer@gmail.com',
    ],
    [
      'a user of the workplace who was deleted',
      'user',
      'deleted@example.co.jp',
    ],
    ['an address under a domain of others', 'user', 'hanako@other.example'],
    ['a group of others', 'group', 'sales@other.example'],
    ['a group, said to be a user', 'user', 'team@example.co.jp'],
    ['a user, said to be a group', 'group', 'member@example.co.jp'],
    ['what has two ats', 'user', 'a@b@example.co.jp'],
    ['what has a blank in it', 'user', 'a b@example.co.jp'],
    ['what is longer than an address', 'user', `${'a'.repeat(250)}@b.jp`],
    ['nothing', 'user', ''],
  ] as const
).map(([what, type, email]) => [
  `a grant to ${what}`,
  WHERE.grants,
  {principal: {type, email}},
  'principal.email',
]);

const DOMAINS: readonly Case[] = (
  [
    ['a domain of others', 'other.example'],
    ['a domain everybody has addresses in', 'gmail.com'],
    ['an address for a domain', 'member@example.co.jp'],
    ['a name without a dot', 'localhost'],
  ] as const
).map(([what, domain]) => [
  `a grant to ${what}`,
  WHERE.grants,
  {principal: {type: 'domain', domain}},
  'principal.domain',
]);

const ROLES: readonly Case[] = [
  ['a role in capitals', 'Editor'],
  ['a role as Google Drive has it', 'writer'],
  ['no role at all', null],
  ['a number for a role', 3],
].flatMap(([what, role]): Case[] => [
  [
    `a grant with ${what}`,
    WHERE.grants,
    {principal: {type: 'user', email: 'member@example.co.jp'}, role},
    'role',
  ],
  [`a changed grant with ${what}`, WHERE.grant, {role}, 'role'],
]);

const PEOPLE: readonly Case[] = (
  [
    ['two names', {names: [{givenName: 'A'}, {givenName: 'B'}]}, 'names'],
    ['two notes', {biographies: items(2, 'x')}, 'biographies'],
    [
      'two birthdays',
      {birthdays: [{date: {month: 1, day: 1}}, {date: {month: 2, day: 2}}]},
      'birthdays',
    ],
    ['200 phone numbers', {phoneNumbers: items(200, '03')}, 'phoneNumbers'],
    ['101 addresses', {emailAddresses: items(101, 'a@b.jp')}, 'emailAddresses'],
    [
      'a field of 2,000 characters',
      {organizations: [{name: 'Acme', department: 'x'.repeat(2000)}]},
      'organizations[0].department',
    ],
    [
      'half a character',
      {nicknames: [{value: '\ud83d'}]},
      'nicknames[0].value',
    ],
    ['501 items', {urls: items(501, 'https://example.com')}, ''],
    ['more than 128 KB', {biographies: items(1, '林'.repeat(50_000))}, ''],
    ['text where a list belongs', {names: 'Hanako'}, 'names'],
    [
      'the 31st of June',
      {birthdays: [{date: {month: 6, day: 31}}]},
      'birthdays[0].date',
    ],
    ['groups of Google’s', {memberships: []}, 'memberships'],
    ['data of other programs', {clientData: []}, 'clientData'],
    ['a field nobody knows', {salary: [{value: '1'}]}, 'salary'],
  ] as const
).flatMap(([what, person, field]): Case[] =>
  [WHERE.contacts, WHERE.contact].map(line => [
    `${line === WHERE.contact ? 'a changed' : 'a new'} person with ${what}`,
    line,
    {person},
    field === '' ? 'person' : `person.${field}`,
  ]),
);

const MASKS: readonly Case[] = (
  [
    [WHERE.label, 'name', {displayName: 'New'}],
    [WHERE.label, 'displayName,createTime', {displayName: 'New'}],
    [WHERE.label, 'displayName,', {displayName: 'New'}],
    [WHERE.label, '*,displayName', {displayName: 'New'}],
    [WHERE.grant, 'role,principal', {role: 'editor'}],
    [WHERE.grant, 'createTime', {role: 'editor'}],
    [WHERE.contact, 'names,role', {person: {names: [{givenName: 'New'}]}}],
    [WHERE.contact, 'memberships', {person: {}}],
    [WHERE.contact, 'person.names', {person: {}}],
    [WHERE.contact, 'names[0].givenName', {person: {}}],
    [WHERE.contact, 'NAMES', {person: {}}],
  ] as const
).map(([line, mask, body]) => [
  `the mask ${mask}`,
  `${line}?updateMask=${encodeURIComponent(mask)}`,
  body,
  'updateMask',
]);

const OTHERS: readonly Case[] = [
  [
    'a label by a name of 2,000 characters',
    WHERE.labels,
    {displayName: 'x'.repeat(2000)},
    'displayName',
  ],
  [
    'a label renamed to nothing',
    WHERE.label,
    {displayName: ' '},
    'displayName',
  ],
  [
    'a label that hides what cannot be hidden',
    WHERE.label,
    {defaultHiddenFields: ['names', 'memberships']},
    'defaultHiddenFields[1]',
  ],
  ...['starred', 'all', 'friends'].map((name): Case => [
    `sharing Google’s own ${name}`,
    WHERE.labels,
    {contactGroup: `contactGroups/${name}`},
    'contactGroup',
  ]),
  [
    'sharing a group of somebody else',
    WHERE.labels,
    {contactGroup: '{theirGroup}'},
    'contactGroup',
  ],
  ['an etag that is a number', WHERE.label, {etag: 7}, 'etag'],
  ['an etag without end', WHERE.grant, {etag: 'x'.repeat(257)}, 'etag'],
  ['a list for a body', WHERE.grants, [], 'body'],
  [
    'whether to keep copies, in other words',
    'DELETE {label}?keepCopies=perhaps',
    {},
    'keepCopies',
  ],
];

const COMMENTS: readonly Case[] = (
  [
    ['of 100,000 characters', {text: 'x'.repeat(100_000)}, 'text'],
    ['of nothing but blanks', {text: ' \n\u3000'}, 'text'],
    ['of half a character', {text: 'x\ud83d'}, 'text'],
    ['without a text', {text: undefined}, 'text'],
    ['for friends', {visibility: 'FRIENDS'}, 'visibility'],
    ['without saying for whom', {visibility: undefined}, 'visibility'],
    [
      'that mentions a stranger',
      {mentions: ['stranger@other.example']},
      'mentions[0]',
    ],
    ['that mentions nothing', {mentions: [' ']}, 'mentions[0]'],
    [
      'that mentions a crowd',
      {mentions: Array(51).fill('member@example.co.jp')},
      'mentions',
    ],
  ] as const
).map(([what, body, field]) => [
  `a comment ${what}`,
  'POST {contact}/comments',
  {text: 'x', visibility: 'PUBLIC', ...body},
  field,
]);

const READ_MARKS: readonly Case[] = [
  [
    'what was read, by no name',
    'POST {contact}/comments:markRead',
    {comment: 'comments/1'},
    'comment',
  ],
];

const SETTINGS = 'PATCH /v1/accounts/me/noticeSettings';

const NOTICES: readonly Case[] = [
  [
    'a notice that was read, by no name',
    'POST /v1/notices:markRead',
    {notices: ['notices/one']},
    'notices[0]',
  ],
  [
    'notices that were read, and none',
    'POST /v1/notices:markRead',
    {notices: []},
    'notices',
  ],
  ['a language nobody wrote', SETTINGS, {language: 'tlh'}, 'language'],
  [
    'a digest at midnight and a half',
    SETTINGS,
    {digestHour: 0.5},
    'digestHour',
  ],
  ['a digest after the day', SETTINGS, {digestHour: 24}, 'digestHour'],
  [
    'a kind of notice mailed sometimes',
    SETTINGS,
    {mail: {MENTION: 'SOMETIMES'}},
    'mail.MENTION',
  ],
];

describeOnOneStore('bad input', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let owner: Person;
  let contact: string;
  let theirGroup: string;
  let before: StoreDump;

  const dump = () => dumpStore(getDatabase().db);

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    const {emulator, join} = api.workplace;
    shared = await shareLabel(api, 'Bad input');
    ({owner} = shared.people);
    contact = await shared.addContact();
    join('consumer', {domain: 'gmail.com', consumer: true});
    emulator.control('deleteUser', {user: join('deleted').email});
    const member = join('member');
    emulator.control('addGroup', {email: 'team@example.co.jp'});
    theirGroup = emulator.control('createLabel', {
      user: member.email,
      name: 'Theirs',
    })['resourceName'];
    before = await dump();
  });

  afterAll(() => api.app.close());

  let strangers = 0;

  /** Somebody who has an account and no label; the dump to compare with has them too. */
  async function enrolled(): Promise<Person> {
    strangers += 1;
    const stranger = api.workplace.join(`stranger-to-it-${strangers}`);
    await api.ok(stranger, 'GET /v1/accounts/me');
    before = await dump();
    return stranger;
  }

  const fill = (text: string) =>
    text
      .replace('{label}', `/v1/${shared.label}`)
      .replace('{grant}', `/v1/${shared.grants.viewer}`)
      .replace('{contact}', `/v1/${contact}`)
      .replace('{theirGroup}', theirGroup);

  describe('is refused by its path, says why and changes nothing:', () => {
    test.each([
      ...PRINCIPALS,
      ...DOMAINS,
      ...ROLES,
      ...PEOPLE,
      ...MASKS,
      ...OTHERS,
      ...COMMENTS,
      ...READ_MARKS,
      ...NOTICES,
    ])('%s', async (_what, line, body, field) => {
      const answer = await api.call(
        owner,
        fill(line),
        JSON.parse(fill(JSON.stringify(body))),
      );
      expect(answer.body).toMatchObject({
        error: {code: 400, status: 'INVALID_ARGUMENT'},
      });
      expect(violationsOf(answer)).toEqual({
        [field]: expect.stringMatching(/^.{4,400}$/u),
      });
      expect(await dump()).toEqual(before);
    });
  });

  test('several mistakes at once are told at once', async () => {
    const answer = await api.call(owner, fill(WHERE.contacts), {
      person: {
        names: [{givenName: 'A'}, {givenName: 'B'}],
        nicknames: [{value: 'x'.repeat(2000)}],
        salary: [],
      },
    });
    expect(Object.keys(violationsOf(answer)).sort()).toEqual([
      'person.names',
      'person.nicknames[0].value',
      'person.salary',
    ]);
    expect(await dump()).toEqual(before);
  });

  test('a note may be longer than any other text', async () => {
    const value = 'x'.repeat(2000);
    const {person} = await api.ok(owner, fill(WHERE.contacts), {
      person: {biographies: [{value}]},
    });
    expect(person.biographies).toEqual([{value}]);
    before = await dump();
  });

  describe('what is not the caller’s to see is not found:', () => {
    test.each([
      ['a label of others', 'GET', 'label', undefined],
      [
        'contacts for a label of others',
        'POST',
        'label/contacts',
        {person: {}},
      ],
      ['a grant of a label of others', 'GET', 'grant', undefined],
      ['a contact of others', 'PATCH', 'contact', {person: {names: []}}],
    ] as const)('%s', async (_what, method, place, body) => {
      const stranger = await enrolled();
      const url = fill(place.replace(/^\w+/, '{$&}'));
      const answer = await api.call(stranger, `${method} ${url}`, body);
      expect(answer).toMatchObject({
        status: 404,
        body: {error: {status: 'NOT_FOUND'}},
      });
      expect(await dump()).toEqual(before);
    });

    test('a contact of others, named in a body', async () => {
      const stranger = await enrolled();
      const {name} = await api.ok(stranger, 'POST /v1/labels', {
        displayName: 'Own',
      });
      before = await dump();
      const answer = await api.call(stranger, `POST /v1/${name}/contacts:add`, {
        contacts: [contact],
      });
      expect(answer).toMatchObject({
        status: 404,
        body: {error: {status: 'NOT_FOUND'}},
      });
      expect(Object.keys(violationsOf(answer))).toEqual(['contacts[0]']);
      expect(await dump()).toEqual(before);
    });
  });

  describe('a page token opens no other list:', () => {
    let lists = 0;

    test.each<[string, (token: string, other: SharedLabel) => string]>([
      ['the grants of the label', token => `{label}/grants?pageToken=${token}`],
      ['the labels', token => `/v1/labels?pageToken=${token}`],
      [
        'the contacts of another label',
        (token, {label}) => `/v1/${label}/contacts?pageToken=${token}`,
      ],
      [
        'its own list, cut short',
        token => `{label}/contacts?pageToken=${token.slice(0, -4)}`,
      ],
      [
        'its own list, changed',
        token =>
          `{label}/contacts?pageToken=${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`,
      ],
    ])('%s', async (_what, line) => {
      lists += 1;
      const other = await shareLabel(api, `Other list ${lists}`);
      await shared.addContact();
      await api.ok(other.people.owner, `POST /v1/${other.label}/grants`, {
        principal: {type: 'user', email: owner.email},
      });
      const {nextPageToken} = await api.ok(
        owner,
        fill('GET {label}/contacts?pageSize=1'),
      );
      const answer = await api.call(
        owner,
        `GET ${fill(line(nextPageToken, other))}`,
      );
      expect(answer).toMatchObject({
        status: 400,
        body: {error: {status: 'INVALID_ARGUMENT'}},
      });
      expect(violationsOf(answer)).toEqual({
        pageToken: 'Not a token of this list',
      });
    });
  });

  describe('an etag that is not the resource’s own is out of date:', () => {
    test.each<[string, string, () => Promise<string>]>([
      ['a label by its grant’s', WHERE.label, () => etagOf('{grant}')],
      ['a grant by its label’s', WHERE.grant, () => etagOf('{label}')],
      ['a contact by its label’s', WHERE.contact, () => etagOf('{label}')],
      ['a label by an empty one', WHERE.label, async () => ''],
      ['a grant by one that is none', WHERE.grant, async () => '"*"'],
      [
        'a contact by one of a version to come',
        WHERE.contact,
        async () => Buffer.from(`99 ${contact}`).toString('base64url'),
      ],
    ])('%s', async (_what, line, etag) => {
      before = await dump();
      const answer = await api.call(owner, fill(line), {
        displayName: 'New',
        role: 'editor',
        person: {names: [{givenName: 'New'}]},
        etag: await etag(),
      });
      expect(answer).toMatchObject({
        status: 409,
        body: {error: {code: 409, status: 'ABORTED'}},
      });
      expect(violationsOf(answer)).toEqual({etag: 'Out of date'});
      expect(await dump()).toEqual(before);
    });

    const etagOf = async (place: string): Promise<string> =>
      (await api.ok(owner, `GET ${fill(place)}`)).etag;
  });

  test.each([
    ['an id that is none', 'labels/Customers'],
    ['an id in capitals', `labels/${UNKNOWN_ID.toUpperCase()}`],
    ['a path out of the API', 'labels/..%2f..%2fhealthz'],
    [
      'an id of something else',
      () => shared.label.replace('labels', 'contacts'),
    ],
  ])('%s names nothing', async (_what, place) => {
    const path = typeof place === 'string' ? place : place();
    expect(await api.call(owner, `GET /v1/${path}`)).toMatchObject({
      status: 404,
      body: {error: {status: 'NOT_FOUND'}},
    });
  });
});
