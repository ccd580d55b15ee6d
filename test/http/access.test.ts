import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {Role} from '../../server/core/role.ts';
import {enforceAccess} from '../../server/http/access.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import type {Person} from './support/workplace.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';

let store: TestStore;
let api: TestApi;
let shared: SharedLabel;
let other: Person;

beforeAll(async () => {
  store = await openTestStore();
  api = await createTestApi(store.database);
  shared = await shareLabel(api);
  other = api.workplace.join('other');
});

afterAll(async () => {
  await api.app.close();
  await store.close();
});

type Caller = Role | 'other';
const CALLERS: readonly Caller[] = [
  'other',
  'viewer',
  'editor',
  'remover',
  'manager',
  'owner',
];

/**
 * What each call answers to whom, in the order of CALLERS. Bodies are refused
 * by 400 once the caller may make the call, so that nothing changes.
 */
const RULES: readonly [string, readonly number[]][] = [
  ['GET label', [404, 200, 200, 200, 200, 200]],
  ['PATCH label', [404, 403, 403, 403, 403, 400]],
  ['GET label/grants', [404, 200, 200, 200, 200, 200]],
  ['POST label/grants', [404, 403, 403, 403, 400, 400]],
  ['GET label/grants/grant', [404, 200, 200, 200, 200, 200]],
  ['PATCH label/grants/grant', [404, 403, 403, 403, 400, 400]],
  ['DELETE label/grants/ownerGrant', [404, 403, 403, 403, 403, 403]],
  ['DELETE label/grants/unknown', [404, 403, 403, 403, 404, 404]],
  ['GET label/delivery', [404, 403, 403, 403, 200, 200]],
  ['GET label/contacts', [404, 200, 200, 200, 200, 200]],
  ['POST label/contacts', [404, 403, 400, 400, 400, 400]],
  ['POST label/contacts:add', [404, 403, 400, 400, 400, 400]],
  ['POST label/contacts:remove', [404, 403, 403, 400, 400, 400]],
  ['GET contact', [404, 200, 200, 200, 200, 200]],
  ['PATCH contact', [404, 403, 400, 400, 400, 400]],
  ['DELETE contact', [404, 403, 403, 200, 200, 200]],
];

const UNKNOWN_ID = '0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a';

function urlOf(path: string, contact: string): string {
  return path
    .replace(/^label/, `/v1/${shared.label}`)
    .replace(/^contact$/, `/v1/${contact}`)
    .replace('ownerGrant', shared.ownerGrant.split('/').at(-1)!)
    .replace('grants/grant', `grants/${shared.grants.viewer.split('/').at(-1)}`)
    .replace('unknown', UNKNOWN_ID);
}

describe.each(RULES)('%s', (line, codes) => {
  test.each(CALLERS.map((caller, index) => [caller, codes[index]!] as const))(
    'by %s is answered %i',
    async (caller, code) => {
      const person = caller === 'other' ? other : shared.people[caller];
      const contact = await shared.addContact();
      const [method, path = ''] = line.split(' ');
      const answer = await api.call(
        person,
        `${method} ${urlOf(path, contact)}`,
        method === 'POST' || method === 'PATCH'
          ? {role: 7, person: 7, displayName: 7, contacts: 7}
          : undefined,
      );
      expect([answer.status, answer.body]).toEqual([code, expect.anything()]);
    },
  );
});

test('the table above has every call that names a label or a contact', async () => {
  const {paths} = (await api.call(undefined, 'GET /openapi.json')).body;
  const calls = Object.entries<object>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      method =>
        `${method.toUpperCase()} ${path
          .replace('/v1/labels/{label}', 'label')
          .replace('/v1/contacts/{contact}', 'contact')
          .replace('{grant}', 'grant')}`,
    ),
  );
  const named = calls.filter(call => /^\w+ (label|contact)/.test(call));
  const tabled = RULES.map(([line]) =>
    line.replace(/grants\/(ownerGrant|unknown)/, 'grants/grant'),
  );
  expect([...new Set(tabled)].sort()).toEqual(named.sort());
});

describe('every call under /v1 is closed to', () => {
  const bearer = (claims: object) =>
    `Bearer ${api.workplace.idToken({...shared.people.owner, claims: {...claims}})}`;

  test.each<[string, () => string | undefined]>([
    ['nobody', () => undefined],
    ['another scheme', () => 'Basic aGFuYWtvOng='],
    ['an empty token', () => 'Bearer '],
    ['what is no token', () => 'Bearer abc'],
    [
      'a token for another service',
      () => bearer({aud: 'another.apps.googleusercontent.com'}),
    ],
    ['a token of another issuer', () => bearer({iss: 'https://example.com'})],
    ['an expired token', () => bearer({exp: 1})],
    [
      'a token without a verified address',
      () => bearer({email_verified: false}),
    ],
  ])('%s', async (_case, authorization) => {
    const {paths} = (await api.call(undefined, 'GET /openapi.json')).body;
    const header = authorization();
    for (const [path, methods] of Object.entries<object>(paths)) {
      if (!path.startsWith('/v1/')) continue;
      for (const method of Object.keys(methods)) {
        const response = await api.app.inject({
          method: method.toUpperCase() as 'GET',
          url: path.replace(/\{\w+\}/g, UNKNOWN_ID),
          headers: header === undefined ? {} : {authorization: header},
        });
        expect([path, method, response.statusCode]).toEqual([
          path,
          method,
          401,
        ]);
        expect(response.json().error.status).toBe('UNAUTHENTICATED');
        expect(response.headers['www-authenticate']).toBe('Bearer');
      }
    }
  });
});

test('what does not exist and what may not be seen look the same', async () => {
  const answers = [];
  for (const path of [shared.label, `labels/${UNKNOWN_ID}`, 'labels/x']) {
    answers.push((await api.call(other, `GET /v1/${path}`)).body);
  }
  const contact = await shared.addContact();
  for (const path of [contact, `contacts/${UNKNOWN_ID}`, 'contacts/x']) {
    answers.push((await api.call(other, `GET /v1/${path}`)).body);
  }
  expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);
});

test('a grant of another label is not found through this one', async () => {
  const another = await shareLabel(api, 'another');
  const id = another.grants.viewer.split('/').at(-1);
  expect(
    await api.call(shared.people.owner, `GET /v1/${shared.label}/grants/${id}`),
  ).toMatchObject({status: 404});
});

test('out of reach of Google’s certificates nobody is told to sign in again', async () => {
  const cut = await createTestApi(store.database, {
    signIn: async () => ({kind: 'unavailable'}),
  });
  const caller = cut.workplace.join('caller');
  expect(await cut.call(caller, 'GET /v1/labels')).toMatchObject({
    status: 503,
    body: {error: {status: 'UNAVAILABLE'}},
  });
  await cut.app.close();
});

test('a route that does not say who may call it is refused at start', () => {
  let onRoute: (route: object) => void = () => {};
  const app = {
    decorateRequest: () => {},
    addHook: (name: string, hook: (route: object) => void) => {
      if (name === 'onRoute') onRoute = hook;
    },
  };
  enforceAccess(app as never, {} as never);
  const route = {method: 'GET', url: '/v1/new'};
  expect(() => onRoute({...route, config: {access: 'public'}})).not.toThrow();
  for (const config of [undefined, {}]) {
    expect(() => onRoute({...route, config})).toThrow(
      'GET /v1/new does not say who may call it (config.access).',
    );
  }
});
