import {sql} from 'kysely';
import type {Db} from '../../server/store/queries.ts';

/**
 * Stops the database's clock at a time (ISO 8601): leases, waits and polls pass
 * when the test says so.
 */
export async function setClock(db: Db, time: string): Promise<void> {
  const body = sql.lit(`select timestamptz '${time}'`);
  await sql`create or replace function service_now() returns timestamptz
    language sql volatile as ${body}`.execute(db);
}
