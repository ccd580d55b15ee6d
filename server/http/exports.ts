import {Readable} from 'node:stream';
import * as z from 'zod/mini';
import {ErrorResponse} from '../contract/status.ts';
import {ExportQuery, type ExportFormat} from '../contract/transfer.ts';
import type {Content} from '../core/content.ts';
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
import {readLabelNames} from '../store/exports.ts';
import type {Db} from '../store/queries.ts';
import {listContacts, type VisibleContact} from '../store/visible-contacts.ts';
import {callerOf, labelOf} from './access.ts';
import type {RouteDeps} from './deps.ts';
import {LABEL_PATH, LabelParams, type App} from './openapi.ts';

/** Contacts in memory at once. */
const PAGE_ROWS = 200;

/** A label holds at most so many contacts; more pages than that hang. */
const PAGES_MAX = 5000;

const Csv = z.instanceof(Readable);

export function exportRoutes(app: App, {db}: RouteDeps): void {
  app.get(
    `${LABEL_PATH}::export`,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary:
          'The label’s contacts as the caller may see them, as a file; photos are left out',
        params: LabelParams,
        querystring: ExportQuery,
        response: {
          200: {content: {'text/csv': {schema: Csv}}},
          default: ErrorResponse,
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const {format, languageCode} = request.query;
      const lines = writeTable(
        {db, labelId: labelOf(request).id, accountId: caller.id},
        {format, locale: languageCode ?? caller.locale},
      );
      void reply.headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="contacts-${format}.csv"`,
      });
      return reply.send(Readable.from(lines, {objectMode: false}));
    },
  );
}

interface Source {
  readonly db: Db;
  readonly labelId: string;
  readonly accountId: string;
}

/**
 * Read twice: what the columns have to be, then the contacts. One that is wider
 * by then loses nothing; see the writers. What the caller may see is asked anew
 * for each page.
 */
async function* writeTable(
  source: Source,
  about: {readonly format: ExportFormat; readonly locale: string | null},
): AsyncGenerator<string> {
  const writer = await createWriter(source, about);
  yield writer.headings;
  for await (const page of pagesOf(source)) {
    const names = await readLabelNames(
      source.db,
      page.flatMap(({labels}) => labels.map(({id}) => id)),
    );
    yield page
      .map(({content, labels}) =>
        writer.row(
          content,
          labels.flatMap(({id}) => names.get(id) ?? []),
        ),
      )
      .join('');
  }
}

async function createWriter(
  source: Source,
  {
    format,
    locale,
  }: {readonly format: ExportFormat; readonly locale: string | null},
): Promise<TableWriter> {
  switch (format) {
    case 'google-csv':
      return createGoogleWriter(
        await measure(source, EMPTY_LAYOUT, widenLayout),
      );
    case 'spreadsheet-csv':
      return createSpreadsheetWriter(
        await measure(source, EMPTY_SPREADSHEET, widenSpreadsheet),
        locale,
      );
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
