import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {openTestStore, type TestStore} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';

interface Operation {
  readonly summary?: string;
  readonly 'x-access'?: unknown;
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, {content?: object}>>;
  readonly parameters?: readonly {in: string; name: string}[];
  readonly requestBody?: {content: object};
}

let store: TestStore;
let api: TestApi;
let document: {
  openapi: string;
  info: object;
  paths: Record<string, Record<string, Operation>>;
  components: {schemas: Record<string, object>};
};

beforeAll(async () => {
  store = await openTestStore();
  api = await createTestApi(store.database);
  document = (await api.call(undefined, 'GET /openapi.json')).body;
});

afterAll(async () => {
  await api.app.close();
  await store.close();
});

function operations(): readonly [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

test('the document is OpenAPI 3.1', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.info).toEqual({
    title: 'Shared Contacts',
    version: expect.any(String),
    description: expect.any(String),
  });
});

test('every operation says what it does and answers', () => {
  for (const [name, operation] of operations()) {
    expect([name, operation.summary]).toEqual([name, expect.any(String)]);
    expect([name, Object.keys(operation.responses)]).toEqual([
      name,
      expect.arrayContaining(['200']),
    ]);
    for (const response of Object.values(operation.responses)) {
      expect([name, response.content]).toEqual([name, expect.any(Object)]);
    }
  }
});

/** Who has the address of a photo sees it, and a letter says nothing of anybody. */
const PICTURES = ['GET /v1/photos/{photo}', 'GET /v1/monograms/{monogram}'];

test('every call under /v1 but for pictures is signed in and may answer with a Status', () => {
  for (const [name, operation] of operations()) {
    const signedIn = name.includes(' /v1/') && !PICTURES.includes(name);
    expect([name, operation.security]).toEqual([
      name,
      signedIn ? undefined : [],
    ]);
    if (signedIn) {
      expect(operation.responses['default']?.content).toEqual({
        'application/json': {schema: {$ref: '#/components/schemas/Status'}},
      });
    }
  }
});

test('every operation says who may call it', () => {
  const rules = Object.fromEntries(
    operations().map(([name, operation]) => [name, operation['x-access']]),
  );
  expect(Object.values(rules)).not.toContain(undefined);
  expect(rules).toMatchObject({
    'GET /healthz': 'public',
    'GET /v1/accounts/me': 'self',
    'POST /v1/labels': 'account',
    'POST /v1/labels/{label}/grants': {label: 'manager'},
    'PATCH /v1/contacts/{contact}': {contact: 'editor'},
  });
});

test('every parameter of a path is declared', () => {
  for (const [name, operation] of operations()) {
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(match => match[1]);
    const declared = (operation.parameters ?? [])
      .filter(parameter => parameter.in === 'path')
      .map(parameter => parameter.name);
    expect([name, declared.sort()]).toEqual([name, inPath.sort()]);
  }
});

test('every reference leads somewhere', () => {
  const references = [
    ...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g),
  ].map(match => match[1]!);
  expect(references.length).toBeGreaterThan(0);
  for (const reference of references) {
    const name = reference.replace('#/components/schemas/', '');
    expect(document.components.schemas).toHaveProperty([name]);
  }
});

test('answers may grow: no schema of one forbids more fields', () => {
  expect(JSON.stringify(document.components.schemas['Contact'])).not.toContain(
    'additionalProperties',
  );
});

test('the bounds of a request are in the document', () => {
  expect(document.paths['/v1/labels']!['get']!.parameters).toContainEqual(
    expect.objectContaining({
      in: 'query',
      name: 'pageSize',
      schema: expect.objectContaining({type: 'integer', minimum: 0}),
    }),
  );
  const person = JSON.stringify(
    document.components.schemas['PersonToWriteInput'],
  );
  expect(person).toContain('"maxLength":1024');
});
