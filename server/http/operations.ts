import {labelName, operationName} from '../contract/names.ts';
import {Empty} from '../contract/query.ts';
import {HTTP_CODES} from '../contract/status.ts';
import {
  Operation,
  type ImportCounts,
  type ImportRow as AnsweredRow,
} from '../contract/transfer.ts';
import {countImportRows, listRejectedRows} from '../store/imports.ts';
import {
  cancelOperation,
  readOperation,
  SEARCHED_MAX,
  type OperationRow,
} from '../store/operations.ts';
import type {Db} from '../store/queries.ts';
import type {ImportRowState, OperationKind} from '../store/schema.ts';
import {callerOf, readId} from './access.ts';
import type {RouteDeps} from './deps.ts';
import {answers, OPERATION_PATH, OperationParams, type App} from './openapi.ts';
import {notFound} from './status.ts';
import {inTransaction} from './transaction.ts';

/** Rows in an answer. */
export const ANSWERED_ROWS_MAX = 1000;

/** Long work of the caller’s: how far it is, and its end. */
export function operationRoutes(app: App, {db}: RouteDeps): void {
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
        await cancelOperation(tx, operation);
      });
      return {};
    },
  );
}

/** As its caller is told of it. */
export async function answerOperation(
  db: Db,
  key: {readonly id: string; readonly accountId: string},
): Promise<Operation> {
  const operation = await readOperation(db, key);
  if (operation === undefined) throw notFound();
  const {id, kind, labelId, createTime, endTime} = operation;
  const counts = kind === 'IMPORT' && (await countImportRows(db, id));
  return {
    name: operationName(id),
    done: endTime !== null,
    metadata: {
      kind,
      ...(labelId !== null && {label: labelName(labelId)}),
      createTime: createTime.toISOString(),
      ...(endTime !== null && {endTime: endTime.toISOString()}),
      ...(counts && {counts: toCounts(counts)}),
    },
    ...(endTime !== null && (await outcomeOf(db, operation))),
  };
}

async function outcomeOf(
  db: Db,
  {id, kind, error, result}: OperationRow,
): Promise<Pick<Operation, 'error' | 'response'>> {
  if (error !== null) return {error: toError(error, kind)};
  if (kind === 'FIND_DUPLICATES') {
    return {response: {contacts: 0, duplicates: 0, ...result}};
  }
  const rejected = await listRejectedRows(db, id, ANSWERED_ROWS_MAX);
  return {response: {rows: rejected.map(toRejected)}};
}

/** `google.rpc.Code` has a number for CANCELLED, HTTP has none (AIP-193 maps it to 499). */
const CANCELLED_CODE = 499;

/** What is left when work ends early. */
const LEFT: Readonly<Record<OperationKind, string>> = {
  IMPORT: 'the rows that waited were left out',
  FIND_DUPLICATES: 'what it found until then is proposed',
};

function toError(
  error: string,
  kind: OperationKind,
): NonNullable<Operation['error']> {
  switch (error) {
    case 'CANCELLED':
      return {
        code: CANCELLED_CODE,
        status: 'CANCELLED',
        message: `It was cancelled: ${LEFT[kind]}.`,
      };
    case 'RESOURCE_EXHAUSTED':
      return {
        code: HTTP_CODES.RESOURCE_EXHAUSTED,
        status: 'RESOURCE_EXHAUSTED',
        message: `These are more than ${SEARCHED_MAX} contacts. Look for duplicates label by label.`,
      };
    default:
      return {
        code: HTTP_CODES.PERMISSION_DENIED,
        status: 'PERMISSION_DENIED',
        message: `Your role does not allow it any more: ${LEFT[kind]}.`,
      };
  }
}

export function toCounts(
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

/** A row that is refused, and why. */
export function toRejected({
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
