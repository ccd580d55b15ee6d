import {createHash, type Hash} from 'node:crypto';
import {Readable} from 'node:stream';
import type {FastifyRequest} from 'fastify';
import {ImportQuery, Operation} from '../contract/transfer.ts';
import {pickLanguage, type Language} from '../formats/language.ts';
import {addImportRows} from '../store/imports.ts';
import {
  beginOperation,
  createOperation,
  dropUpload,
} from '../store/operations.ts';
import {callerOf, labelOf, lockMembership} from './access.ts';
import {createOnce} from './create-once.ts';
import {readFieldsIn} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {answerOperation} from './operations.ts';
import {readOwnLabels} from './file-labels.ts';
import {batchesOf} from './import-batches.ts';
import {previewImport} from './preview-import.ts';
import {isImportType, readImport, type ImportFile} from './read-import.ts';
import {StatusError} from './status.ts';
import {inTransaction} from './transaction.ts';

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
      const accountId = caller.id;
      if (isPreview) {
        return previewImport(db, file, {accountId, label, newId, language});
      }
      const id = newId();
      await inTransaction(db, async tx => {
        await lockMembership(tx, request, 'editor');
        const about = {accountId, labelId: label.id};
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
