import {Readable} from 'node:stream';
import * as z from 'zod/mini';
import {ErrorResponse} from '../contract/status.ts';
import {ExportQuery, type ExportFormat} from '../contract/transfer.ts';
import {photoOf, type Content} from '../core/content.ts';
import type {TableWriter} from '../formats/csv-cells.ts';
import {
  createGoogleWriter,
  EMPTY_LAYOUT,
  widenLayout,
} from '../formats/csv-google-writer.ts';
import {
  createSpreadsheetWriter,
  EMPTY_SPREADSHEET,
  widenSpreadsheet,
} from '../formats/csv-spreadsheet.ts';
import type {WrittenVersion} from '../formats/vcard-sheet.ts';
import {writeVcard} from '../formats/vcard-writer.ts';
import {readLabelNames} from '../store/exports.ts';
import {readPhoto} from '../store/photos.ts';
import type {Db} from '../store/queries.ts';
import {listContacts, type VisibleContact} from '../store/visible-contacts.ts';
import {callerOf, labelOf} from './access.ts';
import type {RouteDeps} from './deps.ts';
import {LABEL_PATH, LabelParams, type App} from './openapi.ts';

/** Contacts in memory at once. */
const PAGE_ROWS = 200;

/** A label holds at most so many contacts; more pages than that hang. */
const PAGES_MAX = 5000;

const ExportedFile = z.instanceof(Readable);

export function exportRoutes(app: App, {db}: RouteDeps): void {
  app.get(
    `${LABEL_PATH}::export`,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary:
          'The label’s contacts as the caller may see them, as a file; vCards have their photos, tables none',
        params: LabelParams,
        querystring: ExportQuery,
        response: {
          200: {
            content: {
              'text/csv': {schema: ExportedFile},
              'text/vcard': {schema: ExportedFile},
            },
          },
          default: ErrorResponse,
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const {format, languageCode} = request.query;
      const {mediaType, extension, text} = writeFile(
        {db, labelId: labelOf(request).id, accountId: caller.id},
        {format, locale: languageCode ?? caller.locale},
      );
      void reply.headers({
        'content-type': `${mediaType}; charset=utf-8`,
        'content-disposition': `attachment; filename="contacts-${format}.${extension}"`,
      });
      return reply.send(Readable.from(text, {objectMode: false}));
    },
  );
}

interface Source {
  readonly db: Db;
  readonly labelId: string;
  readonly accountId: string;
}

interface FileInTheMaking {
  readonly mediaType: 'text/csv' | 'text/vcard';
  readonly extension: 'csv' | 'vcf';
  /** Piece by piece, as it is asked for. */
  readonly text: AsyncGenerator<string>;
}

function writeFile(
  source: Source,
  {
    format,
    locale,
  }: {readonly format: ExportFormat; readonly locale: string | null},
): FileInTheMaking {
  const table = (createWriter: () => Promise<TableWriter>) => ({
    mediaType: 'text/csv' as const,
    extension: 'csv' as const,
    text: writeTable(source, createWriter),
  });
  const cards = (version: WrittenVersion) => ({
    mediaType: 'text/vcard' as const,
    extension: 'vcf' as const,
    text: writeCards(source, version),
  });
  switch (format) {
    case 'google-csv':
      return table(async () =>
        createGoogleWriter(await measure(source, EMPTY_LAYOUT, widenLayout)),
      );
    case 'spreadsheet-csv':
      return table(async () =>
        createSpreadsheetWriter(
          await measure(source, EMPTY_SPREADSHEET, widenSpreadsheet),
          locale,
        ),
      );
    case 'vcard3':
      return cards('3.0');
    case 'vcard4':
      return cards('4.0');
  }
}

/**
 * Read twice: what the columns have to be, then the contacts. One that is wider
 * by then loses nothing; see the writers. What the caller may see is asked anew
 * for each page.
 */
async function* writeTable(
  source: Source,
  createWriter: () => Promise<TableWriter>,
): AsyncGenerator<string> {
  const writer = await createWriter();
  yield writer.headings;
  for await (const page of labelledPagesOf(source)) {
    yield page
      .map(({content, labelNames}) => writer.row(content, labelNames))
      .join('');
  }
}

/** One after another, because a picture may be as large as a thousand contacts. */
async function* writeCards(
  source: Source,
  version: WrittenVersion,
): AsyncGenerator<string> {
  for await (const page of labelledPagesOf(source)) {
    for (const {content, labelNames} of page) {
      const hash = photoOf(content);
      const photo =
        hash === undefined ? undefined : await readPhoto(source.db, hash);
      yield writeVcard(version, {
        content,
        labels: labelNames,
        photo: photo?.bytes,
      });
    }
  }
}

interface LabelledContact {
  readonly content: Content;
  /** Of the labels that the caller sees it in. */
  readonly labelNames: readonly string[];
}

async function* labelledPagesOf(
  source: Source,
): AsyncGenerator<readonly LabelledContact[]> {
  for await (const page of pagesOf(source)) {
    const names = await readLabelNames(
      source.db,
      page.flatMap(({labels}) => labels.map(({id}) => id)),
    );
    yield page.map(({content, labels}) => ({
      content,
      labelNames: labels.flatMap(({id}) => names.get(id) ?? []),
    }));
  }
}

async function measure<Layout>(
  source: Source,
  empty: Layout,
  widen: (layout: Layout, content: Content) => Layout,
): Promise<Layout> {
  let layout = empty;
  for await (const page of pagesOf(source)) {
    for (const {content} of page) layout = widen(layout, content);
  }
  return layout;
}

async function* pagesOf({
  db,
  labelId,
  accountId,
}: Source): AsyncGenerator<readonly VisibleContact[]> {
  let after: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = await listContacts(db, {
      labelId,
      accountId,
      after,
      limit: PAGE_ROWS,
    });
    yield page;
    if (page.length < PAGE_ROWS) return;
    after = page.at(-1)?.id;
  }
  throw new Error(`More than ${PAGES_MAX} pages of one label.`);
}
