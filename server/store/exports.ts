import type {Db} from './queries.ts';

/** Names of labels by id. */
export async function readLabelNames(
  db: Db,
  labelIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (labelIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('labels')
    .select(['id', 'display_name'])
    .where('id', 'in', [...new Set(labelIds)])
    .execute();
  return new Map(rows.map(row => [row.id, row.display_name]));
}
