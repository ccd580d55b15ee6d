import {randomUUID} from 'node:crypto';
import {Writable} from 'node:stream';
import pino from 'pino';
import {Registry} from 'prom-client';
import {createApp} from '../../../server/http/app.ts';
import type {Deps} from '../../../server/http/deps.ts';
import type {App} from '../../../server/http/openapi.ts';
import {createSignIn} from '../../../server/http/sign-in.ts';
import {loadLanguages} from '../../../server/languages.ts';
import type {Database} from '../../../server/store/database.ts';
import type {Db} from '../../../server/store/queries.ts';
import {excessOf} from '../../../server/contract/person.ts';
import {applyWhole} from '../../../server/sync/apply-acts.ts';
import {readPrincipal} from '../../../server/sync/read-principal.ts';
import {
  AUDIENCE,
  createWorkplace,
  type Person,
  type Workplace,
} from './workplace.ts';

/** Whatever the app answered. */
export type Json = ReturnType<JSON['parse']>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** The app on one store, with a workplace of its own behind it. */
export interface TestApi {
  readonly app: App;
  readonly db: Db;
  readonly workplace: Workplace;
  readonly syncs: {accountId: string; timeoutMs: number}[];
  /** Everything that was logged. */
  readonly log: () => string;
  /** One call; by nobody when `as` is undefined. */
  readonly call: (
    as: Person | undefined,
    line: string,
    body?: unknown,
  ) => Promise<Answer>;
  /** As `call`, and it has to succeed. */
  readonly ok: (as: Person, line: string, body?: unknown) => Promise<Json>;
}

/** The rising ids of a version 7 UUID without its clock. */
export function risingIds(): () => string {
  let count = 0;
  const run = randomUUID().slice(0, 8);
  return () => {
    count += 1;
    return `${run}-0000-7000-8000-${String(count).padStart(12, '0')}`;
  };
}

/** Who reads American English is there, and everybody else in Japan. */
const regionOf = (locale: string | null) => (locale === 'en-US' ? 'US' : 'JP');

export async function createTestApi(
  database: Database,
  overrides: Partial<Deps> = {},
): Promise<TestApi> {
  const workplace = createWorkplace();
  const lines: string[] = [];
  const syncs: TestApi['syncs'] = [];
  const app = await createApp({
    db: database.db,
    signIn: createSignIn({
      audiences: [AUDIENCE],
      transporter: workplace.transport,
    }),
    directory: workplace.directory,
    people: ({id}) => workplace.people(id),
    readPrincipal: principal =>
      readPrincipal({database, directory: workplace.directory}, principal),
    syncNow: async (accountId, {timeoutMs}) => {
      syncs.push({accountId, timeoutMs});
    },
    applyWhole: (tx, id) =>
      applyWhole(
        tx,
        {
          fits: content => excessOf({...content}) === undefined,
          regionOf,
        },
        id,
      ),
    isReady: async () => true,
    newId: risingIds(),
    regionOf,
    languages: await loadLanguages(),
    logger: pino(
      {level: 'trace'},
      new Writable({
        write: (chunk, _encoding, done) => {
          lines.push(String(chunk));
          done();
        },
      }),
    ),
    metrics: new Registry(),
    ...overrides,
  });
  const call: TestApi['call'] = async (as, line, body) => {
    const [method, url] = line.split(' ') as ['GET', string];
    const response = await app.inject({
      method,
      url,
      headers:
        as === undefined
          ? {}
          : {
              authorization: `Bearer ${workplace.idToken(as)}`,
              ...(typeof body === 'string' && {'content-type': 'text/csv'}),
            },
      ...(body !== undefined && {payload: body as object}),
    });
    return {
      status: response.statusCode,
      body: /json/.test(String(response.headers['content-type']))
        ? response.json()
        : response.body,
      headers: response.headers,
    };
  };
  return {
    app,
    db: database.db,
    workplace,
    syncs,
    log: () => lines.join(''),
    call,
    ok: async (as, line, body) => {
      const answer = await call(as, line, body);
      if (answer.status !== 200) {
        throw new Error(`${line}: ${JSON.stringify(answer.body)}`);
      }
      return answer.body;
    },
  };
}

/** The fields an answer complains about, with what it says of each. */
export function violationsOf(answer: Answer): Record<string, string> {
  const violations = answer.body.error?.details?.[0]?.fieldViolations ?? [];
  return Object.fromEntries(
    violations.map((each: {field: string; description: string}) => [
      each.field,
      each.description,
    ]),
  );
}
