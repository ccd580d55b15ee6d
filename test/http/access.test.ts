import {afterAll, beforeAll, expect, test} from '@jest/globals';
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

const UNKNOWN_ID = '0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a';

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

test('a grant that does not exist is not found by who may change grants', async () => {
  const path = `/v1/${shared.label}/grants/${UNKNOWN_ID}`;
  for (const line of [`GET ${path}`, `DELETE ${path}`]) {
    expect(await api.call(shared.people.manager, line)).toMatchObject({
      status: 404,
    });
  }
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
