import {sql} from 'kysely';
import type {Db} from './queries.ts';

/**
 * By the id of each contact that lives on in one of these, however often it was
 * merged, which one that is; each of these lives on in itself. Read apart from what
 * is looked up by it: PostgreSQL takes what a recursion finds for half of a table.
 */
export async function readParts(
  db: Db,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const {rows} = await sql<{readonly root: string; readonly id: string}>`
    with recursive parts(root, id) as (
      select given, given from unnest(${sql.val([...contactIds])}::uuid[]) given
      union
      select p.root, k.id from contacts k join parts p on k.merged_into = p.id
    ) select root, id from parts`.execute(db);
  return new Map(rows.map(({root, id}) => [id, root]));
}

/** In whom those of these contacts live on that were merged into others. */
export async function readSurvivorIds(
  db: Db,
  contactIds: readonly string[],
): Promise<readonly string[]> {
  const {rows} = await sql<{readonly id: string}>`
    select distinct surviving_contact(k.id) as id from contacts k
    where k.merged_into is not null
      and k.id = any(${sql.val([...contactIds])}::uuid[])`.execute(db);
  return rows.map(({id}) => id);
}
