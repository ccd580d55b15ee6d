import {expect} from '@jest/globals';
import {excessOf} from '../../../server/contract/person.ts';
import type {Database} from '../../../server/store/database.ts';
import {
  claimLane,
  releaseLane,
  type Lane,
} from '../../../server/store/lanes.ts';
import {applyActs, type ActDeps} from '../../../server/sync/apply-acts.ts';
import {
  applyImport,
  type ImportDeps,
} from '../../../server/sync/apply-import.ts';
import {risingIds, type Json, type TestApi} from './api.ts';
import type {SharedLabel} from './shared-label.ts';
import type {Person} from './workplace.ts';

type WorkDeps = ImportDeps & ActDeps;

export interface ImportBench {
  readonly deps: WorkDeps;
  /** A lane of work that is due: of imports, or of repairs and undos. */
  readonly claim: (kind: WorkKind) => Promise<Lane | undefined>;
  /** Runs what is due to its end; what throws leaves its lane to be claimed again. */
  readonly run: (kind: WorkKind, deps?: WorkDeps) => Promise<void>;
  /** Sends a file, and has the answer. */
  readonly send: (
    who: Person,
    shared: SharedLabel,
    file: string | Buffer,
    options?: {readonly query?: string; readonly contentType?: string},
  ) => Promise<{readonly status: number; readonly body: Json}>;
  /** Imports a file to its end, and has the operation. */
  readonly finish: ImportBench['send'] extends (...args: infer A) => unknown
    ? (...args: A) => Promise<Json>
    : never;
  readonly contactsOf: (shared: SharedLabel) => Promise<FoundContact[]>;
}

export interface FoundContact {
  readonly name: string;
  readonly person: Readonly<
    Record<string, readonly Readonly<Record<string, unknown>>[]>
  >;
}

type WorkKind = 'operations' | 'acts';

const RUNS_MAX = 100;

/** Imports files through the API, and runs what they begin. */
export function createImportBench(
  api: TestApi,
  database: Database,
): ImportBench {
  const deps: WorkDeps = {
    database,
    newId: risingIds(),
    fits: content => excessOf({...content}) === undefined,
    regionOf: () => 'JP',
  };
  const claim = (kind: WorkKind) =>
    claimLane(api.db, {
      ...{owner: 'test', leaseMs: 60_000, prefix: `${kind}/`},
    });
  const run: ImportBench['run'] = async (kind, using = deps) => {
    for (let runs = 0; runs < RUNS_MAX; runs++) {
      const lane = await claim(kind);
      if (lane === undefined) return;
      const [, id = ''] = lane.key.split('/');
      const hold = {lane, signal: new AbortController().signal};
      let next: {readonly nextInMs: number | null} = {nextInMs: 0};
      try {
        next =
          kind === 'acts'
            ? await applyActs(using, id, hold)
            : await applyImport(using, id, hold);
      } finally {
        await releaseLane(api.db, lane, {kind: 'done', ...next});
      }
    }
    throw new Error('work that does not end');
  };
  const send: ImportBench['send'] = async (
    who,
    {label},
    file,
    {query = '', contentType = 'text/csv'} = {},
  ) => {
    const answer = await api.app.inject({
      method: 'POST',
      url: `/v1/${label}:import${query}`,
      headers: {
        authorization: `Bearer ${api.workplace.idToken(who)}`,
        'content-type': contentType,
      },
      payload: file,
    });
    return {status: answer.statusCode, body: answer.json()};
  };
  return {
    deps,
    claim,
    run,
    send,
    finish: async (who, ...rest) => {
      const {status, body} = await send(who, ...rest);
      expect(status).toBe(200);
      await run('operations');
      return api.ok(who, `GET /v1/${body.name}`);
    },
    contactsOf: async ({label, people}) =>
      (await api.ok(people.owner, `GET /v1/${label}/contacts?pageSize=1000`))
        .contacts,
  };
}
