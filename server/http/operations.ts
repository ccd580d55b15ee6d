import {contactName, labelName, operationName} from '../contract/names.ts';
import {PreviewQuery} from '../contract/preview.ts';
import {Empty} from '../contract/query.ts';
import {HTTP_CODES} from '../contract/status.ts';
import {
  Operation,
  type ImportCounts,
  type ImportRow as AnsweredRow,
} from '../contract/transfer.ts';
import type {Role} from '../core/role.ts';
import {EARLY_ENDS, type OperationKind} from '../core/long-work.ts';
import {pickLanguage, type Language} from '../formats/language.ts';
import type {OperationLanguage} from '../formats/operation-language.ts';
import {
  countCodes,
  countImportRows,
  countToldRows,
  listToldRows,
  type ToldRow,
} from '../store/imports.ts';
import {lockLabel, readCollaboration} from '../store/labels.ts';
import {
  beginOperation,
  cancelOperation,
  createOperation,
  readOperation,
  readUndoOf,
  SEARCHED_MAX,
  type OperationRow,
} from '../store/operations.ts';
import type {Db, Tx} from '../store/queries.ts';
import type {ActResult, ImportRowState, SearchResult} from '../store/schema.ts';
import {callerOf, checkRole, readId} from './access.ts';
import type {RouteDeps} from './deps.ts';
import {answers, OPERATION_PATH, OperationParams, type App} from './openapi.ts';
import {tellRefusal, tellRemarks} from './import-words.ts';
import {failedPrecondition, notFound} from './status.ts';
import {inPreview, inTransaction} from './transaction.ts';

/** Rows in an answer. */
export const ANSWERED_ROWS_MAX = 1000;

/** Long work of the caller’s: how far it is, its end, and the way back. */
export function operationRoutes(app: App, deps: RouteDeps): void {
  const {db, languages} = deps;
  undoRoute(app, deps);
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
        language: pickLanguage(languages, callerOf(request).locale),
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

/** An operation, and who asks about it in which language. */
interface AskedOf {
  readonly id: string;
  readonly accountId: string;
  readonly language: Language;
}

function undoRoute(app: App, deps: RouteDeps): void {
  const {db, newId, languages} = deps;
  app.post(
    `${OPERATION_PATH}::undo`,
    {
      config: {access: 'account', previews: true},
      schema: {
        summary:
          'Take an import or a repair of the caller’s back as a whole, by another operation; contacts that somebody changed since stay, and are named',
        params: OperationParams,
        querystring: PreviewQuery,
        response: answers(Operation),
      },
    },
    async request => {
      const id = readId(request, 'operation');
      const {id: accountId, locale} = callerOf(request);
      const language = pickLanguage(languages, locale);
      if (request.query.validateOnly) {
        return previewUndo(deps, {id, accountId, language});
      }
      const undoId = await inTransaction(db, tx =>
        beginUndo(tx, newId(), {id, accountId, language}),
      );
      return answerOperation(db, {id: undoId, accountId, language});
    },
  );
}

/** What would be taken back and what would stay, by doing it; nothing of that stays. */
async function previewUndo(
  {db, newId, applyWhole}: RouteDeps,
  undone: AskedOf,
): Promise<Operation> {
  const {accountId, language} = undone;
  return inPreview(db, async tx => {
    const about = {accountId, language};
    const id = await beginUndo(tx, newId(), undone);
    const known = await answerOperation(tx, {...about, id});
    if (known.done) return known;
    if (!(await applyWhole(tx, id))) {
      throw failedPrecondition(
        language.operations.refusals.TOO_MUCH_TO_PREVIEW,
      );
    }
    const {metadata, response, error} = await answerOperation(tx, {
      ...about,
      id,
    });
    const {kind, label, undoes, changed} = metadata;
    return {
      done: true,
      metadata: {kind, label, undoes, changed},
      ...{response, error},
    };
  });
}

/** The role that each kind takes to be undone. */
const UNDONE_BY: Readonly<Partial<Record<OperationKind, Role>>> = {
  IMPORT: 'remover',
  REPAIR: 'editor',
};

/** Returns the id of the operation that undoes: asked again, of the one there is. */
async function beginUndo(
  tx: Tx,
  undoId: string,
  {id, accountId, language}: AskedOf,
): Promise<string> {
  const {refusals} = language.operations;
  const operation = await readOperation(tx, {id, accountId});
  if (operation === undefined) throw notFound();
  const {kind, labelId, endTime} = operation;
  const least = UNDONE_BY[kind];
  if (least === undefined || labelId === null) {
    throw failedPrecondition(refusals.NOT_UNDONE);
  }
  await lockLabel(tx, labelId);
  const label = await readCollaboration(tx, {labelId, accountId});
  if (label === undefined) throw notFound();
  checkRole(label.role, least);
  if (endTime === null) {
    throw failedPrecondition(refusals.UNDER_WAY);
  }
  const known = await readUndoOf(tx, id);
  if (known !== undefined) return known.id;
  const undo = {id: undoId, kind: 'UNDO'} as const;
  await createOperation(tx, {...undo, accountId, labelId, undoes: id});
  await beginOperation(tx, undo);
  return undoId;
}

/** As its caller is told of it. */
export async function answerOperation(
  db: Db,
  {language, ...key}: AskedOf,
): Promise<Operation> {
  const operation = await readOperation(db, key);
  if (operation === undefined) throw notFound();
  const {id, kind, labelId, createTime, endTime, result, undoes, charset} =
    operation;
  const counts = kind === 'IMPORT' && (await countImportRows(db, id));
  return {
    name: operationName(id),
    done: endTime !== null,
    metadata: {
      kind,
      ...(labelId !== null && {label: labelName(labelId)}),
      createTime: createTime.toISOString(),
      ...(endTime !== null && {endTime: endTime.toISOString()}),
      ...(undoes !== null && {undoes: operationName(undoes)}),
      ...(result !== null && 'changed' in result && {changed: result.changed}),
      ...(charset !== null && {charset}),
      ...(counts && {counts: toCounts(counts)}),
      ...(endTime === null &&
        result !== null &&
        'progress' in result && {progress: result.progress}),
    },
    ...(endTime !== null && (await outcomeOf(db, operation, language))),
  };
}

async function outcomeOf(
  db: Db,
  {id, kind, accountId, error, result}: OperationRow,
  language: Language,
): Promise<Pick<Operation, 'error' | 'response'>> {
  if (error !== null) return {error: toError(error, kind, language.operations)};
  switch (kind) {
    case 'IMPORT': {
      const told = await listToldRows(db, {
        ...{operationId: id, accountId, limit: ANSWERED_ROWS_MAX},
      });
      const rows = told.map(row => toToldRow(row, language));
      const rowCount = await countToldRows(db, id);
      return {response: {rows, rowCount, codeCounts: await countCodes(db, id)}};
    }
    case 'FIND_DUPLICATES':
    case 'REPAIR':
    case 'UNDO':
      return {
        response:
          result === null ? {} : toResponse(result, language.operations),
      };
  }
}

function toResponse(
  result: SearchResult | ActResult,
  words: OperationLanguage,
): NonNullable<Operation['response']> {
  if ('contacts' in result) return {...result};
  const {changed, leftCount, left} = result;
  return {
    ...{changed, leftCount},
    left: left.map(({contactId, reason}) => ({
      ...{contact: contactName(contactId), reason, text: words.left[reason]},
    })),
  };
}

/** `google.rpc.Code` has a number for CANCELLED, HTTP has none (AIP-193 maps it to 499). */
const CANCELLED_CODE = 499;

function toError(
  error: string,
  kind: OperationKind,
  words: OperationLanguage,
): NonNullable<Operation['error']> {
  const end = EARLY_ENDS.find(each => each === error) ?? 'PERMISSION_DENIED';
  return {
    code: end === 'CANCELLED' ? CANCELLED_CODE : HTTP_CODES[end],
    status: end,
    message: words.ends[end](kind, SEARCHED_MAX),
  };
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

/** What came of a row that is told of. */
function toToldRow(
  {line, state, refusal, reason, place, remarks, contactId, sameAs}: ToldRow,
  language: Language,
): AnsweredRow {
  return {
    ...{line, outcome: state},
    ...(contactId !== null && {contact: contactName(contactId)}),
    ...(sameAs !== null && {sameAs}),
    ...(place !== null && {column: place}),
    ...(reason !== null && {reason}),
    ...(refusal !== null && tellRefusal(refusal, language)),
    ...tellRemarks(remarks, language.imports),
  };
}
