import {Readable} from 'node:stream';
import {operationName, contactName, labelName} from '../contract/names.ts';
import {Empty} from '../contract/query.ts';
import {PreviewQuery} from '../contract/preview.ts';
import {HTTP_CODES} from '../contract/status.ts';
import {
  Operation,
  type ImportCounts,
  type ImportRow as AnsweredRow,
} from '../contract/transfer.ts';
import {matchKeys} from '../core/normalize.ts';
import {
  addImportRows,
  beginImport,
  cancelOperation,
  countImportRows,
  createImport,
  dropImport,
  listRejectedRows,
  readOperation,
  type ImportRow,
  type OperationRow,
} from '../store/imports.ts';
import type {Db, Tx} from '../store/queries.ts';
import type {ImportRowState} from '../store/schema.ts';
import {findSureContact} from '../store/sure-match.ts';
import {callerOf, labelOf, lockMembership, readId} from './access.ts';
import type {RouteDeps} from './deps.ts';
import {
  answers,
  LABEL_PATH,
  LabelParams,
  OPERATION_PATH,
  OperationParams,
  type App,
} from './openapi.ts';
import {IMPORT_TYPES, readImport} from './read-import.ts';
import {invalid, notFound} from './status.ts';
import {inTransaction} from './transaction.ts';

/** Rows that are written at once. */
const ROWS_AT_ONCE = 200;

/** Rows in an answer. */
const ANSWERED_ROWS_MAX = 1000;

export function importRoutes(app: App, deps: RouteDeps): void {
  // Files are bodies of this call alone, and are read as they arrive.
  void app.register(async (files: App) => {
    files.addContentTypeParser(IMPORT_TYPES, (_request, payload, done) =>
      done(null, payload),
    );
    importRoute(files, deps);
  });
  operationRoutes(app, deps);
}

function importRoute(app: App, deps: RouteDeps): void {
  app.post(
    `${LABEL_PATH}::import`,
    {
      config: {access: {label: 'editor'}, previews: true},
      schema: {
        summary:
          'Add the contacts of a CSV or vCard file, which is the body, to the label; an operation does it',
        params: LabelParams,
        querystring: PreviewQuery,
        response: answers(Operation),
      },
    },
    async request => {
      const {db, newId} = deps;
      const caller = callerOf(request);
      const label = labelOf(request);
      const {body} = request;
      if (!(body instanceof Readable)) {
        throw invalid('body', 'A CSV or vCard file');
      }
      const rows = readImport(body, {
        contentType: request.headers['content-type'],
        region: deps.regionOf?.(caller.locale),
        hiddenFields: label.hiddenFields,
      });
      const about = {accountId: caller.id, labelId: label.id};
      if (request.query.validateOnly) return preview(db, rows, about);
      const id = newId();
      await inTransaction(db, async tx => {
        await lockMembership(tx, request, 'editor');
        await createImport(tx, {id, ...about});
      });
      try {
        for await (const batch of batchesOf(rows)) {
          await addImportRows(db, id, batch);
        }
      } catch (error) {
        await dropImport(db, id);
        throw error;
      }
      await inTransaction(db, tx => beginImport(tx, id));
      return answerOperation(db, {id, accountId: caller.id});
    },
  );
}

async function* batchesOf(
  rows: AsyncIterable<ImportRow>,
): AsyncGenerator<readonly ImportRow[]> {
  let batch: ImportRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < ROWS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What each row would do to the contacts as they are now. */
async function preview(
  db: Db,
  rows: AsyncIterable<ImportRow>,
  {accountId, labelId}: {readonly accountId: string; readonly labelId: string},
): Promise<Operation> {
  const counts = new Map<ImportRowState, number>();
  const answered: AnsweredRow[] = [];
  for await (const batch of batchesOf(rows)) {
    const judged = await db
      .transaction()
      .execute(tx => judgeRows(tx, batch, accountId));
    for (const row of judged) {
      counts.set(row.outcome, (counts.get(row.outcome) ?? 0) + 1);
      if (answered.length < ANSWERED_ROWS_MAX) answered.push(row);
    }
  }
  return {
    done: true,
    metadata: {
      label: labelName(labelId),
      counts: toCounts(Object.fromEntries(counts)),
    },
    response: {rows: answered},
  };
}

async function judgeRows(
  tx: Tx,
  rows: readonly ImportRow[],
  accountId: string,
): Promise<readonly AnsweredRow[]> {
  const judged: AnsweredRow[] = [];
  for (const {line, content, reason, place} of rows) {
    if (content === undefined) {
      judged.push(toRejected({line, reason, place}));
      continue;
    }
    const sure = await findSureContact(tx, {accountId, content});
    if (sure === undefined) {
      judged.push({line, outcome: 'CREATED'});
      continue;
    }
    const known = new Set(matchKeys(sure.content));
    const shared = matchKeys(content).find(key => known.has(key)) ?? '';
    judged.push({
      line,
      outcome: 'MERGED',
      contact: contactName(sure.id),
      reason: shared.startsWith('mail:') ? 'emailAddresses' : 'phoneNumbers',
    });
  }
  return judged;
}

function toRejected({
  line,
  reason,
  place,
}: {
  readonly line: number;
  readonly reason?: string | null | undefined;
  readonly place?: number | null | undefined;
}): AnsweredRow {
  return {
    line,
    outcome: 'REJECTED',
    ...(place !== undefined && place !== null && {column: place}),
    ...(reason !== undefined && reason !== null && {reason}),
  };
}

function operationRoutes(app: App, {db}: RouteDeps): void {
  app.get(
    OPERATION_PATH,
    {
      // Its caller's own: looked up by the route.
      config: {access: 'account'},
      schema: {
        summary: 'How far long work of the caller’s is, and what came of it',
        params: OperationParams,
        response: answers(Operation),
      },
    },
    request =>
      answerOperation(db, {
        id: readId(request, 'operation'),
        accountId: callerOf(request).id,
      }),
  );
  app.post(
    `${OPERATION_PATH}::cancel`,
    {
      config: {access: 'account'},
      schema: {
        summary: 'End long work of the caller’s early; what it did stays',
        params: OperationParams,
        response: answers(Empty),
      },
    },
    async request => {
      const id = readId(request, 'operation');
      const accountId = callerOf(request).id;
      await inTransaction(db, async tx => {
        const operation = await readOperation(tx, {id, accountId});
        if (operation === undefined) throw notFound();
        await cancelOperation(tx, id);
      });
      return {};
    },
  );
}

async function answerOperation(
  db: Db,
  key: {readonly id: string; readonly accountId: string},
): Promise<Operation> {
  const operation = await readOperation(db, key);
  if (operation === undefined) throw notFound();
  const {id, labelId, createTime, endTime} = operation;
  const counts = await countImportRows(db, id);
  const rejected =
    endTime === null ? [] : await listRejectedRows(db, id, ANSWERED_ROWS_MAX);
  return {
    name: operationName(id),
    done: endTime !== null,
    metadata: {
      label: labelName(labelId),
      createTime: createTime.toISOString(),
      ...(endTime !== null && {endTime: endTime.toISOString()}),
      counts: toCounts(counts),
    },
    ...(endTime !== null && outcomeOf(operation, rejected.map(toRejected))),
  };
}

/** `google.rpc.Code` has a number for CANCELLED, HTTP has none (AIP-193 maps it to 499). */
const CANCELLED_CODE = 499;

function outcomeOf(
  {error}: OperationRow,
  rows: AnsweredRow[],
): Pick<Operation, 'error' | 'response'> {
  switch (error) {
    case null:
      return {response: {rows}};
    case 'CANCELLED':
      return {
        error: {
          code: CANCELLED_CODE,
          status: 'CANCELLED',
          message: 'It was cancelled: the rows that waited were left out.',
        },
      };
    default:
      return {
        error: {
          code: HTTP_CODES.PERMISSION_DENIED,
          status: 'PERMISSION_DENIED',
          message:
            'You may not add to the label any more: the rows that waited were left out.',
        },
      };
  }
}

function toCounts(
  counts: Readonly<Partial<Record<ImportRowState, number>>>,
): ImportCounts {
  const of = (state: ImportRowState) => counts[state] ?? 0;
  return {
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    waiting: of('WAITING'),
    created: of('CREATED'),
    merged: of('MERGED'),
    unchanged: of('UNCHANGED'),
    rejected: of('REJECTED'),
    cancelled: of('CANCELLED'),
  };
}
