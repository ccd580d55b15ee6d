import {sql, type Kysely, type RawBuilder, type Transaction} from 'kysely';
import type {Schema} from './schema.ts';

/** What a reading query takes: the database or a transaction. */
export type Db = Kysely<Schema>;

/** What a writing query takes, so that nobody writes outside a transaction. */
export type Tx = Transaction<Schema>;

/**
 * Rows as one parameter, for `jsonb_to_recordset`: a statement for any number
 * of rows, and the same on both stores.
 */
export function jsonRows(rows: readonly object[]): RawBuilder<unknown> {
  return sql`${JSON.stringify(rows)}::jsonb`;
}

export const PLANNED_ONCE = '/* planned once */';

/**
 * Anywhere in a statement but at its head: PostgreSQL plans it for each connection a few times and then
 * keeps the plan. For statements with one text that run with each mail somebody opens, and
 * that one plan suits whatever is asked for; the embedded store plans all of its own so.
 */
export function plannedOnce(): RawBuilder<unknown> {
  return sql.raw(PLANNED_ONCE);
}
