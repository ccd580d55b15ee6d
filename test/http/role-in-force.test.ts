import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {ROLES, type Role} from '../../server/core/role.ts';
import type {Db, Tx} from '../../server/store/queries.ts';
import {describeOnOneStore} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {
  operationsOf,
  readDocument,
  type ApiDocument,
  type Operation,
} from './support/api-document.ts';
import {CONTRACT_RULES, outcomeFor} from './support/contract-rules.ts';
import {requestFor, setScene, type Scene} from './support/matrix-cases.ts';
import {dumpStore, restoreStore, type StoreDump} from './support/store-dump.ts';

/** A database on which something is done just before each transaction begins. */
function interleave(db: Db, before: () => Promise<unknown>): Db {
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') {
        return () => ({
          execute: async (work: (tx: Tx) => Promise<unknown>) => {
            await before();
            return target.transaction().execute(work);
          },
        });
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Changing calls for which a role that ends meanwhile means nothing, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'POST /v1/labels/{label}:undelete':
    'a deleted label is its last owner’s: nobody can take it from them',
  'POST /v1/suggestions/{suggestion}:withdraw':
    'who takes back their own suggestion asks for nothing that a role gives',
  'POST /v1/operations/{operation}:cancel':
    'who ends their own work early asks for nothing that a role gives',
};

/**
 * A viewer sees no suggestions but their own, who decides about no held removals none
 * but theirs, and the scene's are another's.
 */
const UNSEEN_BY_LOWER: readonly string[] = [
  'POST /v1/pendingRemovals:approve',
  'POST /v1/pendingRemovals:reject',
  'POST /v1/pendingRemovals/{pendingRemoval}:approve',
  'POST /v1/pendingRemovals/{pendingRemoval}:reject',
  'POST /v1/suggestions/{suggestion}:accept',
  'POST /v1/suggestions/{suggestion}:reject',
];

/**
 * The least role for an act on what the caller did before: nobody else may do it,
 * so the lowest role in the contract's table says who that was in the scene.
 */
const OF_THEIR_OWN: Readonly<Record<string, Role>> = {
  'POST /v1/labels/{label}/restores/{restore}:undo': 'manager',
  'POST /v1/contacts/{contact}/revisions/{revision}:undo': 'editor',
  'POST /v1/duplicates/{duplicate}:reopen': 'remover',
  'POST /v1/operations/{operation}:undo': 'remover',
  'PATCH /v1/contacts/{contact}/comments/{comment}': 'editor',
  'DELETE /v1/contacts/{contact}/comments/{comment}': 'viewer',
  // Who takes back their own asks for nothing that a role gives.
  'POST /v1/pendingRemovals:withdraw': 'viewer',
  'POST /v1/pendingRemovals/{pendingRemoval}:withdraw': 'viewer',
};

/** What is the caller's own they see, though no longer with the role that it takes. */
const SEEN_AS_THEIRS: readonly string[] = [
  'POST /v1/operations/{operation}:undo',
];

/** Changing calls that a role in a label or contact lets through, as the contract has it. */
function callsByRole(document: ApiDocument): readonly Operation[] {
  return operationsOf(document).filter(
    ({name, method}) =>
      method !== 'GET' && typeof CONTRACT_RULES[name] !== 'string',
  );
}

/** With the lowest role of those who may make the call. */
function callerOf({name}: Operation): Role {
  const rule = CONTRACT_RULES[name];
  if (rule === undefined) throw new Error(`${name}: no rule of the contract`);
  return ROLES.find(role => outcomeFor(rule, role) === 'allowed')!;
}

/** The highest role that is not enough for the call. */
function tooLow(operation: Operation): Role | undefined {
  const least = OF_THEIR_OWN[operation.name] ?? callerOf(operation);
  return ROLES[ROLES.indexOf(least) - 1];
}

/** Takes the caller's role down to this one; undefined: ends their access. */
async function changeRole(
  {api, people, shared}: Scene,
  caller: Role,
  role: Role | undefined,
): Promise<void> {
  let by = people.owner;
  let grant: string;
  if (caller === 'owner') {
    // Who is an admin as well is neither any more.
    await api.db
      .updateTable('directory_users')
      .set({admin: false})
      .where('id', '=', by.id)
      .execute();
    const transfer = `POST /v1/${shared.label}:transferOwnership`;
    await api.ok(by, transfer, {email: people.manager.email});
    by = people.manager;
    if (role === 'manager') return;
    const {grants} = await api.ok(by, `GET /v1/${shared.label}/grants`);
    grant = grants.find(
      (each: {principal: {email: string}}) =>
        each.principal.email === people.owner.email,
    ).name;
  } else {
    grant = shared.grants[caller];
  }
  if (role === undefined) await api.ok(by, `DELETE /v1/${grant}`);
  else await api.ok(by, `PATCH /v1/${grant}`, {role});
}

describeOnOneStore(
  'a role that ends while a call is under way',
  getDatabase => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    let api: TestApi;
    let document: ApiDocument;
    let scene: Scene;
    let before: StoreDump;

    beforeAll(async () => {
      const db = interleave(getDatabase().db, async () => {
        const act = meanwhile;
        meanwhile = undefined;
        await act?.();
      });
      api = await createTestApi(getDatabase(), {db});
      document = await readDocument(api);
      scene = await setScene(api);
      before = await dumpStore(getDatabase().db);
    });

    afterAll(() => api.app.close());

    /** What the call answers if this happens once it was let in. */
    async function answerAfter(
      operation: Operation,
      role: Role | undefined,
    ): Promise<number | 'no transaction'> {
      const caller = callerOf(operation);
      try {
        const request = await requestFor(operation, document, scene);
        meanwhile = () => changeRole(scene, caller, role);
        const {status} = await api.call(
          scene.people[caller],
          `${request.method} ${request.url}`,
          request.body as object,
        );
        return meanwhile === undefined ? status : 'no transaction';
      } finally {
        meanwhile = undefined;
        await restoreStore(getDatabase().db, before);
      }
    }

    test('is not enough for any call that changes something', async () => {
      const answers: Record<string, unknown> = {};
      const wanted: Record<string, unknown> = {};
      for (const operation of callsByRole(document)) {
        const {name} = operation;
        const rule = CONTRACT_RULES[name]!;
        if (EXCEPTIONS[name] !== undefined) continue;
        answers[name] = await answerAfter(operation, undefined);
        wanted[name] = outcomeFor(rule, 'no collaborator');
        const role = tooLow(operation);
        if (role === undefined) continue;
        answers[`${name} as ${role}`] = await answerAfter(operation, role);
        wanted[`${name} as ${role}`] = UNSEEN_BY_LOWER.includes(name)
          ? 404
          : SEEN_AS_THEIRS.includes(name)
            ? 403
            : outcomeFor(rule, role);
      }
      expect(answers).toEqual(wanted);
    });

    test('is known of every exception', () => {
      const names = callsByRole(document).map(({name}) => name);
      expect(names).toEqual(
        expect.arrayContaining([
          ...Object.keys(EXCEPTIONS),
          ...Object.keys(OF_THEIR_OWN),
          ...UNSEEN_BY_LOWER,
          ...SEEN_AS_THEIRS,
        ]),
      );
    });
  },
);
