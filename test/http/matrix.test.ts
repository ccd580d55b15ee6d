import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {Database} from '../../server/store/database.ts';
import type {AccountState} from '../../server/store/schema.ts';
import {describeOnOneStore} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {
  operationsOf,
  readDocument,
  routesOf,
  type Operation,
} from './support/api-document.ts';
import {
  CALLERS,
  CONTRACT_RULES,
  declarationOf,
  outcomeFor,
  type ContractRule,
} from './support/contract-rules.ts';
import {
  adviceFor,
  needsPreparation,
  requestFor,
  setScene,
  type Request,
  type Scene,
} from './support/matrix-cases.ts';
import {dumpStore, restoreStore, type StoreDump} from './support/store-dump.ts';
import {createTokenIssuer} from './support/token-issuer.ts';
import type {Person} from './support/workplace.ts';

/** The document needs no store, so the routes are known before the tests begin. */
const reading = await createTestApi({db: {}} as Database);
const document = await readDocument(reading);
const routes = routesOf(reading);
await reading.app.close();
const operations = operationsOf(document);

const stranger = createTokenIssuer();

describe('every route', () => {
  test('is in the document', () => {
    expect(operations.map(({name}) => name).sort()).toEqual([...routes].sort());
  });

  test('has a rule of the contract', () => {
    const lacking = operations.filter(
      ({name}) => CONTRACT_RULES[name] === undefined,
    );
    expect(
      lacking.map(
        ({name}) =>
          `${name}: say in CONTRACT_RULES (test/http/support/contract-rules.ts) who may call it by the contract`,
      ),
    ).toEqual([]);
  });

  test('declares the rule that the contract has for it', () => {
    const declared = operations.map(operation => [
      operation.name,
      operation['x-access'],
    ]);
    const wanted = operations.map(({name}) => [
      name,
      declarationOf(CONTRACT_RULES[name]!),
    ]);
    expect(declared).toEqual(wanted);
  });
});

/** Whoever calls, and what every call of theirs is answered that is not public. */
const TOKENS: readonly (readonly [
  who: string,
  status: number,
  authorization: (scene: Scene) => string | undefined,
])[] = [
  ['nobody', 401, () => undefined],
  ['another scheme', 401, () => 'Basic aGFuYWtvOng='],
  ['an empty token', 401, () => 'Bearer '],
  ['what is no token', 401, () => 'Bearer abc'],
  ['an expired token', 401, scene => ownersWith(scene, {exp: now() - 1})],
  ['an unsigned token', 401, unsigned],
  ['a token somebody else signed', 401, signedByAnother],
  [
    'a token for another audience',
    401,
    scene => ownersWith(scene, {aud: 'other.apps.googleusercontent.com'}),
  ],
  [
    'a token of another issuer',
    401,
    scene => ownersWith(scene, {iss: 'https://accounts.example.com'}),
  ],
  [
    'a token without a verified address',
    401,
    scene => ownersWith(scene, {email_verified: false}),
  ],
  [
    'somebody with an account at Google elsewhere',
    403,
    scene => bearer(scene, outsider(scene)),
  ],
  [
    'somebody elsewhere whose token names the workplace’s domain',
    403,
    scene => bearer(scene, {...outsider(scene), claims: {hd: 'example.co.jp'}}),
  ],
  [
    'somebody elsewhere with the owner’s address',
    403,
    scene =>
      bearer(scene, {
        ...outsider(scene),
        claims: {email: scene.people.owner.email, hd: 'example.co.jp'},
      }),
  ],
  [
    'a suspended user who never called',
    403,
    scene => bearer(scene, newcomer(scene, {suspended: true})),
  ],
];

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function bearer({api}: Scene, person: Person): string {
  return `Bearer ${api.workplace.idToken(person)}`;
}

function ownersWith(scene: Scene, claims: Person['claims']): string {
  return bearer(scene, {...scene.people.owner, ...(claims && {claims})});
}

function parts(scene: Scene): readonly string[] {
  return ownersWith(scene, {}).slice('Bearer '.length).split('.');
}

function unsigned(scene: Scene): string {
  const header = Buffer.from('{"alg":"none","typ":"JWT"}');
  return `Bearer ${header.toString('base64url')}.${parts(scene)[1]}.`;
}

/** Under the id of Google's key. */
function signedByAnother(scene: Scene): string {
  const [header, claims] = parts(scene)
    .slice(0, 2)
    .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return `Bearer ${stranger.sign(claims, header)}`;
}

let strangers = 0;

function newcomer({api}: Scene, about: object): Person {
  strangers += 1;
  return api.workplace.join(`stranger-${strangers}`, about);
}

function outsider(scene: Scene): Person {
  return newcomer(scene, {domain: 'gmail.com', consumer: true});
}

async function send(
  {api}: Scene,
  {method, url, body}: Request,
  authorization: string | undefined,
) {
  return api.app.inject({
    method: method as 'GET',
    url,
    headers: {
      ...(authorization !== undefined && {authorization}),
      // A file, not a message.
      ...(typeof body === 'string' && {'content-type': 'text/csv'}),
    },
    ...(body !== undefined && {payload: body as object}),
  });
}

describeOnOneStore('who may call', getDatabase => {
  let api: TestApi;
  let scene: Scene;
  /** The store with nothing in it but the scene. */
  let untouched: StoreDump;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    scene = await setScene(api);
    untouched = await dump();
  });

  afterAll(() => api.app.close());

  const dump = () => dumpStore(getDatabase().db);

  const setState = ({id}: Person, state: AccountState) =>
    getDatabase()
      .db.updateTable('accounts')
      .set({state})
      .where('id', '=', id)
      .execute();

  /** Whatever a call does is undone, so that each one meets the same scene. */
  async function meeting(
    operation: Operation,
    check: (request: Request) => Promise<'changes' | 'changes nothing'>,
    prepare?: () => Promise<unknown>,
  ): Promise<void> {
    try {
      const request = await requestFor(operation, document, scene);
      await prepare?.();
      const prepared = prepare !== undefined || needsPreparation(operation);
      const before = prepared ? await dump() : untouched;
      const effect = await check(request);
      if (effect === 'changes nothing') expect(await dump()).toEqual(before);
    } finally {
      await restoreStore(getDatabase().db, untouched);
    }
  }

  describe.each(
    operations.map(operation => [operation.name, operation] as const),
  )('%s', (name, operation) => {
    // Until the contract's is written down, at least what it says of itself.
    const rule =
      CONTRACT_RULES[name] ?? (operation['x-access'] as ContractRule);

    test('is closed to whoever is not known, and stores nothing of them', () =>
      meeting(operation, async request => {
        for (const [who, refusal, authorization] of TOKENS) {
          const answer = await send(scene, request, authorization(scene));
          const status = rule === 'public' ? 200 : refusal;
          expect([who, answer.statusCode]).toEqual([who, status]);
          if (status !== 401) continue;
          expect(answer.json().error.status).toBe('UNAUTHENTICATED');
          expect(answer.headers['www-authenticate']).toBe('Bearer');
        }
        return 'changes nothing';
      }));

    test.each(
      CALLERS.map(caller => [caller, outcomeFor(rule, caller)] as const),
    )('by %s: %s', (caller, outcome) =>
      meeting(operation, async request => {
        const person = bearer(scene, scene.people[caller]);
        const answer = await send(scene, request, person);
        if (outcome === 'allowed') {
          const fault = answer.statusCode === 200 ? '' : answer.body;
          expect([fault, fault && adviceFor(operation)]).toEqual(['', '']);
          return operation.method === 'GET' ? 'changes nothing' : 'changes';
        }
        expect([answer.statusCode, answer.json()]).toEqual([
          outcome,
          {error: expect.objectContaining({code: outcome})},
        ]);
        return 'changes nothing';
      }),
    );

    test.each(['SUSPENDED', 'DELETED', 'INVITED'] as const)(
      'by an owner whose account is %s',
      state =>
        meeting(
          operation,
          async request => {
            const answer = await send(scene, request, ownersWith(scene, {}));
            const isAllowed =
              rule === 'public' || (rule === 'self' && state === 'INVITED');
            expect(answer.statusCode).toBe(isAllowed ? 200 : 403);
            return isAllowed ? 'changes' : 'changes nothing';
          },
          () => setState(scene.people.owner, state),
        ),
    );

    if (operation.method !== 'GET') return;

    test('is as closed to HEAD', () =>
      meeting(operation, async request => {
        const other = bearer(scene, scene.people['no collaborator']);
        for (const authorization of [undefined, other]) {
          const get = await send(scene, request, authorization);
          const head = await send(
            scene,
            {...request, method: 'HEAD'},
            authorization,
          );
          expect(head.statusCode).toBe(get.statusCode);
        }
        return 'changes nothing';
      }));
  });
});
