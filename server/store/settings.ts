import {sql} from 'kysely';
import type {Db, Tx} from './queries.ts';

/**
 * What the store keeps once for itself, by key: any JSON. Undefined where
 * nothing was written.
 */
export async function readSetting(db: Db, key: string): Promise<unknown> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.value;
}

export async function writeSetting(
  tx: Tx,
  key: string,
  value: unknown,
): Promise<void> {
  await tx
    .insertInto('settings')
    .values({key, value: JSON.stringify(value)})
    .onConflict(conflict =>
      conflict.column('key').doUpdateSet({
        value: sql<string>`excluded.value`,
      }),
    )
    .execute();
}

/**
 * Writes a setting unless there is one, and returns the one that stands: of
 * several processes at their first start all get the same.
 */
export async function settleSetting(
  tx: Tx,
  key: string,
  value: unknown,
): Promise<unknown> {
  await tx
    .insertInto('settings')
    .values({key, value: JSON.stringify(value)})
    .onConflict(conflict => conflict.column('key').doNothing())
    .execute();
  return readSetting(tx, key);
}
