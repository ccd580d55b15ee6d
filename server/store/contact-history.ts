import {sql, type SqlBool} from 'kysely';
import {
  differingFields,
  itemFingerprint,
  type Content,
  type Item,
} from '../core/content.ts';
import type {FieldChange} from '../core/history.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';

/** Who did it and through which door. */
export interface Actor {
  readonly accountId: string;
  readonly via: 'API' | 'GOOGLE';
  /** When it was done, by Google's clock; else it is done now, by the database's. */
  readonly editTimeMs?: number;
}

export async function readContent(tx: Tx, contactId: string): Promise<Content> {
  const row = await tx
    .selectFrom('contacts')
    .select('content')
    .where('id', '=', contactId)
    .executeTakeFirstOrThrow();
  return row.content;
}

/** The contact's version now, under its row's lock; 0: there is none. */
export async function readVersion(tx: Tx, contactId: string): Promise<number> {
  const row = await tx
    .selectFrom('contacts')
    .select('version')
    .where('id', '=', contactId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row?.version ?? 0;
}

interface NewRevision {
  readonly contactId: string;
  readonly version: number;
  readonly kind: string;
  readonly changes: readonly FieldChange[];
  readonly labelsAdded?: readonly string[];
  readonly labelsRemoved?: readonly string[];
  /** Whose suggestion it was. */
  readonly authorId?: string;
  readonly decidedBy?: string;
  /** Revisions of one act share it. */
  readonly actId?: string;
  /** The revision of the same contact that this one takes back. */
  readonly undoes?: number;
}

/** History: who, when, through what, old and new. Nothing here is ever rewritten. */
export async function insertRevisions(
  tx: Tx,
  revisions: readonly NewRevision[],
  by: Actor,
): Promise<void> {
  if (revisions.length === 0) return;
  await sql`
    insert into revisions (contact_id, version, kind, changes, labels_added,
                           labels_removed, account_id, via, edit_time,
                           author_id, decided_by, act_id, undoes)
    select r."contactId", r.version, r.kind, r.changes,
           coalesce(r."labelsAdded", '{}'), coalesce(r."labelsRemoved", '{}'),
           ${by.accountId}, ${by.via},
           to_timestamp(${by.editTimeMs ?? null}::float8 / 1000),
           r."authorId", r."decidedBy", r."actId", r.undoes
    from jsonb_to_recordset(${jsonRows(revisions)})
      as r("contactId" uuid, version bigint, kind text, changes jsonb,
           "labelsAdded" uuid[], "labelsRemoved" uuid[],
           "authorId" text, "decidedBy" text, "actId" uuid, undoes bigint)`.execute(
    tx,
  );
}

/** What an edit did, field by field. */
export function diffContent(
  before: Content,
  after: Content,
): readonly FieldChange[] {
  return differingFields(before, after).map(field => ({
    field,
    ...(before[field] && {old: before[field]}),
    ...(after[field] && {new: after[field]}),
  }));
}

/**
 * Items an account typed into a contact and those merged into it, old ones that
 * were replaced since, those it suggested and those that came too late included.
 */
export async function readTyped(
  db: Db,
  {contactId, accountId}: {contactId: string; accountId: string},
): Promise<Content> {
  const rows = await db
    .selectFrom('revisions')
    .select('changes')
    .where(
      sql<SqlBool>`(contact_id = ${contactId} or contact_id in (
        select absorbed_id from merges
        where survivor_id = ${contactId} and undo_time is null))`,
    )
    .where(is =>
      is.or([
        is('author_id', '=', accountId),
        is('account_id', '=', accountId).and('author_id', 'is', null),
      ]),
    )
    .where('kind', 'in', ['create', 'edit', 'suggestion', 'withdrawn'])
    .orderBy('id')
    .execute();
  const changes = rows.flatMap(row => row.changes);
  const byField = Map.groupBy(changes, change => change.field);
  return Object.fromEntries(
    [...byField].map(([field, list]) => [
      field,
      list.flatMap(change => addedItems(change)),
    ]),
  );
}

function addedItems(change: FieldChange): readonly Item[] {
  const before = new Set((change.old ?? []).map(itemFingerprint));
  return (change.new ?? []).filter(item => !before.has(itemFingerprint(item)));
}
