import {createHash, type Hash} from 'node:crypto';
import {Readable} from 'node:stream';
import type {FastifyRequest} from 'fastify';
import {contactName, labelName} from '../contract/names.ts';
import {
  ImportQuery,
  Operation,
  type ImportRow as AnsweredRow,
} from '../contract/transfer.ts';
import type {Content} from '../core/content.ts';
import {findDuplicates, type SeenContact} from '../core/duplicates.ts';
import {createFileDoubles, type FileDoubles} from '../core/file-doubles.ts';
import {findSureMatch} from '../core/match.ts';
import {matchKeys} from '../core/normalize.ts';
import {
  asRead,
  keysToFind,
  readNumbers,
  shownKeys,
} from '../core/regional-numbers.ts';
import {isAtLeast} from '../core/role.ts';
import {pickLanguage, type Language} from '../formats/language.ts';
import {addImportRows} from '../store/imports.ts';
import {regionsOf, type Collaboration} from '../store/labels.ts';
import {
  beginOperation,
  createOperation,
  dropUpload,
} from '../store/operations.ts';
import type {Db, Tx} from '../store/queries.ts';
import type {ImportRowState} from '../store/schema.ts';
import {hasAll, KEY_CONTACTS_MAX} from '../store/sure-match.ts';
import {findContactsByKey} from '../store/visible-contacts.ts';
import {callerOf, labelOf, lockMembership} from './access.ts';
import {createOnce} from './create-once.ts';
import {readFieldsIn} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {ANSWERED_ROWS_MAX, answerOperation, toCounts} from './operations.ts';
import {readOwnLabels} from './file-labels.ts';
import {tellRefusal, tellRemarks} from './import-words.ts';
import {
  isImportType,
  readImport,
  type ImportFile,
  type ReadRow,
} from './read-import.ts';
import {StatusError} from './status.ts';
import {inTransaction} from './transaction.ts';

/** Rows that are written at once. */
const ROWS_AT_ONCE = 200;

/** Of their pictures, bytes: fewer rows where these are large. */
const PHOTO_BYTES_AT_ONCE = 4 * 1024 * 1024;

/** Labels of a file that are told. */
const LABELS_TOLD_MAX = 100;

export function importRoutes(app: App, deps: RouteDeps): void {
  // Files are bodies of this call alone, and are read as they arrive.
  void app.register(async (files: App) => {
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('*', (_request, payload, done) =>
      done(null, payload),
    );
    importRoute(files, deps);
  });
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
        querystring: ImportQuery,
        response: answers(Operation),
      },
    },
    async request => {
      const {db, newId, languages} = deps;
      const caller = callerOf(request);
      const label = labelOf(request);
      const language = pickLanguage(languages, caller.locale);
      const print = createHash('sha256');
      const isPreview = request.query.validateOnly === true;
      const file = await openFile(request, deps, {print, isPreview});
      const about = {accountId: caller.id, labelId: label.id};
      if (isPreview) {
        return preview(db, file, {...about, label, language});
      }
      const id = newId();
      await inTransaction(db, async tx => {
        await lockMembership(tx, request, 'editor');
        await createOperation(tx, {id, kind: 'IMPORT', ...about});
      });
      try {
        for await (const batch of batchesOf(file.rows)) {
          await addImportRows(db, id, batch);
        }
        return await createOnce(db, request, {
          body: [request.headers['content-type'], print.digest('base64')],
          create: async tx => {
            await beginOperation(tx, {
              ...{id, kind: 'IMPORT'},
              charset: file.charset(),
            });
            return id;
          },
          answer: (tx, created) =>
            answerOperation(tx, {id: created, accountId: caller.id, language}),
        });
      } finally {
        await dropUpload(db, id);
      }
    },
  );
}

/** @throws 415 for what no file of contacts is sent as. */
function fileOf(
  {body, headers}: FastifyRequest,
  {imports}: Language,
): {readonly body: Readable; readonly contentType: string | undefined} {
  const contentType = headers['content-type'];
  if (body instanceof Readable && isImportType(contentType)) {
    return {body, contentType};
  }
  throw new StatusError('INVALID_ARGUMENT', imports.types, {httpCode: 415});
}

async function openFile(
  request: FastifyRequest,
  {db, languages, regionOf}: RouteDeps,
  {print, isPreview}: {readonly print: Hash; readonly isPreview: boolean},
): Promise<ImportFile> {
  const {id, locale} = callerOf(request);
  const label = labelOf(request);
  const language = pickLanguage(languages, locale);
  const {body, contentType} = fileOf(request, language);
  return readImport(printed(body, print), {
    ...{contentType, language, isPreview},
    region: regionOf?.(locale),
    hiddenFields: label.hiddenFields,
    customFields: await readFieldsIn(db, label),
    ownLabels: await readOwnLabels(db, id),
    locale: locale ?? undefined,
  });
}

/** The bytes, noted in the print as they are read. */
async function* printed(
  bytes: AsyncIterable<unknown>,
  print: Hash,
): AsyncGenerator<unknown> {
  for await (const chunk of bytes) {
    if (chunk instanceof Uint8Array) print.update(chunk);
    yield chunk;
  }
}

async function* batchesOf(
  rows: AsyncIterable<ReadRow>,
): AsyncGenerator<readonly ReadRow[]> {
  let batch: ReadRow[] = [];
  let photoBytes = 0;
  for await (const row of rows) {
    batch.push(row);
    photoBytes += row.photo?.bytes.length ?? 0;
    const isFull =
      batch.length >= ROWS_AT_ONCE || photoBytes >= PHOTO_BYTES_AT_ONCE;
    if (!isFull) continue;
    yield batch;
    batch = [];
    photoBytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** What each row would do to the contacts as they are now. */
async function preview(
  db: Db,
  {rows, charset}: ImportFile,
  looking: Omit<Looking, 'file'>,
): Promise<Operation> {
  const file = createFileDoubles();
  const counts = new Map<ImportRowState, number>();
  const answered: AnsweredRow[] = [];
  const codes = new Map<string, number>();
  const keptLabels = new Set<string>();
  for await (const batch of batchesOf(rows)) {
    for (const name of batch.flatMap(({labels = []}) => labels)) {
      if (keptLabels.size < LABELS_TOLD_MAX) keptLabels.add(name);
    }
    const judged = await db
      .transaction()
      .execute(tx => judgeRows(tx, batch, {...looking, file}));
    for (const row of judged) {
      counts.set(row.outcome, (counts.get(row.outcome) ?? 0) + 1);
      for (const code of codesOf(row)) {
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
      if (answered.length < ANSWERED_ROWS_MAX) answered.push(row);
    }
  }
  const readIn = charset();
  return {
    done: true,
    metadata: {
      label: labelName(looking.labelId),
      ...(readIn !== undefined && {charset: readIn}),
      counts: toCounts(Object.fromEntries(counts)),
    },
    response: {
      rows: answered,
      codeCounts: Object.fromEntries(codes),
      ...(keptLabels.size > 0 && {keptLabels: [...keptLabels]}),
    },
  };
}

function codesOf({code, remarks = []}: AnsweredRow): readonly string[] {
  return [
    ...(code === undefined ? [] : [code]),
    ...remarks.map(each => each.code),
  ];
}

/** As whom a file is looked at, and what was seen of it. */
interface Looking {
  readonly accountId: string;
  readonly labelId: string;
  /** The account's role in it, and how it has numbers read. */
  readonly label: Pick<Collaboration, 'role' | 'regionCode'>;
  readonly file: FileDoubles;
  readonly language: Language;
}

async function judgeRows(
  tx: Tx,
  rows: readonly ReadRow[],
  looking: Looking,
): Promise<readonly AnsweredRow[]> {
  const judged: AnsweredRow[] = [];
  const {imports: words} = looking.language;
  for (const {line, content: typed, refusal, remarks} of rows) {
    const content = typed && readNumbers(typed, regionsOf(looking.label));
    if (content === undefined) {
      judged.push({
        ...{line, outcome: 'REJECTED'},
        ...(refusal && tellRefusal(refusal, words)),
      });
      continue;
    }
    judged.push({
      ...{line, ...(await judgeRow(tx, content, looking))},
      ...tellRemarks(remarks, words),
    });
    looking.file.add(line, content);
  }
  return judged;
}

/** What a row would do after those before it. */
async function judgeRow(
  tx: Tx,
  content: Content,
  {accountId, labelId, label: {role}, file}: Looking,
): Promise<Omit<AnsweredRow, 'line'>> {
  const found = await findContactsByKey(tx, {
    accountId,
    keys: keysToFind(shownKeys(content)),
    limit: KEY_CONTACTS_MAX,
  });
  const stored = found.map(asRead);
  const near: readonly SeenContact[] = [...stored, ...file.near(content)];
  const sure = findSureMatch(content, near);
  // Whoever may not merge the two has both, and the two proposed.
  if (sure !== undefined && isAtLeast(role, 'remover')) {
    const keys = new Set(matchKeys(sure.content));
    const shared = matchKeys(content).find(key => keys.has(key)) ?? '';
    const known = stored.find(({id}) => id === sure.id);
    const isKnown =
      known === undefined
        ? file.hasAll(sure, content)
        : hasAll(known, {labelId, content});
    return {
      outcome: isKnown ? 'UNCHANGED' : 'MERGED',
      ...named(file, sure.id, 'sameAs'),
      reason: shared.startsWith('mail:') ? 'emailAddresses' : 'phoneNumbers',
    };
  }
  const arrived = {id: ARRIVED, content, hiddenFields: []};
  const pairs = findDuplicates(new Set([ARRIVED]), [...near, arrived]);
  const duplicates = pairs.map(({ids: [id], reasons}) => ({
    ...named(file, id, 'line'),
    reasons: [...reasons],
  }));
  return {outcome: 'CREATED', ...(duplicates.length > 0 && {duplicates})};
}

/** The row that is looked at. */
const ARRIVED = 'row';

/** A row of the file by its line, under this name, or a contact by its own. */
function named(file: FileDoubles, id: string, row: 'line' | 'sameAs') {
  const line = file.lineOf({id});
  return line === undefined ? {contact: contactName(id)} : {[row]: line};
}
