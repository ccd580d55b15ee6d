import {sql} from 'kysely';
import type {Notes} from './notes.ts';
import type {World} from './world.ts';

interface Labelling {
  readonly contactId: string;
  readonly accountId: string | null;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Law 30: a contact that stands in a label gets another only by somebody who ever
 * was manager of one it stood in, but for one it went to the trash with; what lies
 * in the trash comes back into labels it had.
 */
export async function sharedOnWithoutRight(
  {store}: World,
  notes: Notes,
): Promise<readonly string[]> {
  const {rows} = await sql<Labelling>`
    select contact_id as "contactId", account_id as "accountId",
      labels_added as added, labels_removed as removed
    from revisions where labels_added <> '{}' or labels_removed <> '{}'
    order by id`.execute(store.database.db);
  const broken: string[] = [];
  for (const [contactId, acts] of Map.groupBy(rows, row => row.contactId)) {
    const ever = new Set<string>();
    let stands = new Set<string>();
    let went = new Set<string>();
    for (const {accountId, added, removed} of acts) {
      const isManager = [...stands].some(labelId =>
        notes.managers.has(`${accountId} ${labelId}`),
      );
      const isNew = ever.size === 0;
      for (const labelId of added) {
        const may =
          isNew ||
          (stands.size === 0
            ? ever.has(labelId)
            : isManager || went.has(labelId));
        if (!may) {
          broken.push(
            `${accountId} put ${labelId} on ${contactId}, which others share`,
          );
        }
      }
      const before = stands;
      stands = before.union(new Set(added)).difference(new Set(removed));
      for (const labelId of added) ever.add(labelId);
      if (stands.size === 0) went = went.union(before);
    }
  }
  return broken;
}
