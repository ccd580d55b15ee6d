import {createHash} from 'node:crypto';
import {sql} from 'kysely';
import type {Fault} from '../core/quality.ts';
import type {Db} from './queries.ts';

/** By the database's clock, in ms since 1970. */
export async function readNow(db: Db): Promise<number> {
  const {rows} = await sql<{readonly now: Date}>`
    select service_now() as now`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('The database tells no time.');
  return row.now.getTime();
}

const PRINT_LENGTH = 16;

/** By which a fault of a contact is known again: another value is another fault. */
export function printFault({code, field, value}: Fault): string {
  return createHash('sha256')
    .update(JSON.stringify([code, field, value]))
    .digest('hex')
    .slice(0, PRINT_LENGTH);
}
