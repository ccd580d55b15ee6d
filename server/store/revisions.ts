import {sql, type RawBuilder} from 'kysely';
import type {Content, SharedField} from '../core/content.ts';
import type {PastEdit} from '../core/edit-times.ts';
import {
  CHANGING_KINDS,
  type FieldChange,
  type PastRevision,
} from '../core/history.ts';
import {jsonRows, plannedOnce, type Db} from './queries.ts';
import type {RevisionsTable} from './schema.ts';

/** One act upon a contact as one account may see it. */
export interface RevisionRow extends PastRevision {
  readonly id: number;
  /** The one it was done to, which may have gone into another since. */
  readonly contactId: string;
  readonly time: Date;
  readonly via: RevisionsTable['via'];
  /** Addresses; null where there is nobody, or no account any more. */
  readonly account: string | null;
  readonly author: string | null;
  readonly decider: string | null;
  readonly labelsAdded: readonly string[];
  readonly labelsRemoved: readonly string[];
  /** The revision that it took back. */
  readonly undoes: number | null;
}

/** Through whose eyes: fields hidden from them and labels they do not see are left out. */
export interface RevisionLens {
  readonly contactId: string;
  readonly accountId: string;
  readonly hiddenFields: readonly SharedField[];
}

/**
 * A page of a contact's history and of those merged into it, the newest first: by
 * id, since revisions made at once share their version and may share their time.
 * One that shows nothing is left out, and of a merge there is the survivor's. That one
 * shows who of those that the account saw is one with it.
 */
export async function listRevisions(
  db: Db,
  {
    before,
    limit,
    ...lens
  }: RevisionLens & {
    readonly before: number | undefined;
    readonly limit: number;
  },
): Promise<readonly RevisionRow[]> {
  return readRevisions(
    db,
    lens,
    sql`${before ?? null}::bigint is null or r.id < ${before ?? null}::bigint`,
    limit,
  );
}

/** One of such a history; undefined as well for one that shows nothing. */
export async function readRevision(
  db: Db,
  {id, ...lens}: RevisionLens & {readonly id: number},
): Promise<RevisionRow | undefined> {
  const rows = await readRevisions(db, lens, sql`r.id = ${id}::bigint`, 1);
  return rows[0];
}

async function readRevisions(
  db: Db,
  {contactId, accountId, hiddenFields}: RevisionLens,
  condition: ReturnType<typeof sql>,
  limit: number,
): Promise<readonly RevisionRow[]> {
  const {rows} = await sql<RevisionRow>`
    with recursive parts(id) as (
      select ${contactId}::uuid
      union
      select k.id from contacts k join parts p on k.merged_into = p.id
    ), ${seenLabels(accountId)}, shown as (
      select r.* from parts cross join lateral (
        ${shownRevisions({
          contactId: sql`parts.id`,
          hiddenFields: sql`${sql.val([...hiddenFields])}::text[]`,
          told: sql`c`,
        })}
        and (${condition})
        and (parts.id = ${contactId} or r.kind <> 'merged' or not exists (
          select from merges m where m.id = r.act_id and m.absorbed_id = parts.id))
        order by r.id desc limit ${limit}) r
      order by r.id desc limit ${limit}
    )
    ${selectShown()}
    order by s.id desc`.execute(db);
  return rows;
}

/** The labels that an account sees, for `shownRevisions`. */
function seenLabels(accountId: string): RawBuilder<unknown> {
  return sql`seen as materialized (
    select array(select label_id from collaborators
                 where account_id = ${accountId}) as labels)`;
}

/** SQL: revisions, `r`, of a contact that show something, beside `seenLabels`. */
function shownRevisions({
  contactId,
  hiddenFields,
  told,
}: {
  readonly contactId: RawBuilder<unknown>;
  readonly hiddenFields: RawBuilder<unknown>;
  /** What is read of a change, `c`. */
  readonly told: RawBuilder<unknown>;
}): RawBuilder<unknown> {
  return sql`
    select r.*, x.* from revisions r cross join seen
    cross join lateral (
      select
        (select coalesce(jsonb_agg(${told} order by n), '[]')
         from jsonb_array_elements(r.changes) with ordinality as e(c, n)
         where c->>'field' <> all(${hiddenFields})) as visible,
        array(select l from unnest(r.labels_added) as l
              where l = any(seen.labels)) as added,
        array(select l from unnest(r.labels_removed) as l
              where l = any(seen.labels)) as removed
    ) x
    where r.contact_id = ${contactId}
      and (x.visible <> '[]' or x.added <> '{}' or x.removed <> '{}'
        or r.kind in ('merged', 'unmerged') and ${sawAbsorbed()})`;
}

/**
 * SQL: whether who sees the labels `seen` saw one that a merge, or its taking apart, `r`,
 * is about beside the survivor: that they are one, or two, is told though that one says
 * what it said.
 */
function sawAbsorbed(): RawBuilder<unknown> {
  return sql`exists (
    select from merges m
    where m.survivor_id = r.contact_id and m.absorbed_label_ids && seen.labels
      and (m.id = r.act_id or m.id = (
        select u.act_id from revisions u where u.id = r.undoes)))`;
}

/** SQL: rows of `shown` with the people. */
function selectShown(): RawBuilder<unknown> {
  return sql`
    select s.id, s.contact_id as "contactId", s.time, s.via, s.kind,
      a.email as account, w.email as author, d.email as decider,
      s.visible as changes, s.added as "labelsAdded", s.removed as "labelsRemoved", s.undoes
    from shown s
    left join accounts a on a.id = s.account_id
    left join accounts w on w.id = s.author_id
    left join accounts d on d.id = s.decided_by`;
}

/** What changed each of these contacts last, as far as the account sees it: the names of fields alone. */
export async function readLastChanges(
  db: Db,
  {
    accountId,
    contacts,
  }: {
    readonly accountId: string;
    readonly contacts: readonly {
      readonly id: string;
      readonly hiddenFields: readonly SharedField[];
    }[];
  },
): Promise<readonly RevisionRow[]> {
  if (contacts.length === 0) return [];
  const lenses = contacts.map(({id, hiddenFields}) => ({id, hiddenFields}));
  const {rows} = await sql<RevisionRow>`
    with ${plannedOnce()} ${seenLabels(accountId)}, shown as (
      select last.* from jsonb_to_recordset(${jsonRows(lenses)})
        as k(id uuid, "hiddenFields" text[])
      cross join lateral (
        ${shownRevisions({
          contactId: sql`k.id`,
          hiddenFields: sql`k."hiddenFields"`,
          told: sql`jsonb_build_object('field', c->'field')`,
        })}
        and (r.kind = any(${sql.val([...CHANGING_KINDS])}::text[])
          or x.added <> '{}' or x.removed <> '{}')
        order by r.id desc limit 1) last
    )
    ${selectShown()}`.execute(db);
  return rows;
}

/** What was changed after a revision, the oldest first, unseen by anybody's lens. */
export async function readLaterRevisions(
  db: Db,
  {contactId, id}: {readonly contactId: string; readonly id: number},
): Promise<
  readonly {readonly kind: string; readonly changes: readonly FieldChange[]}[]
> {
  return db
    .selectFrom('revisions')
    .select(['kind', 'changes'])
    .where('contact_id', '=', contactId)
    .where('id', '>', id)
    .orderBy('id')
    .execute();
}

/** All that a contact ever said, field by field, before and after each change. */
export async function readSaid(db: Db, contactId: string): Promise<Content> {
  const rows = await db
    .selectFrom('revisions')
    .select('changes')
    .where('contact_id', '=', contactId)
    .where('kind', 'in', [...CHANGING_KINDS])
    .orderBy('id')
    .execute();
  const byField = Map.groupBy(
    rows.flatMap(({changes}) => changes),
    ({field}) => field,
  );
  return Object.fromEntries(
    [...byField].map(([field, changes]) => [
      field,
      changes.flatMap(change => [...(change.old ?? []), ...(change.new ?? [])]),
    ]),
  );
}

/** What was done before so many edits of a field decides no conflict any more. */
const EDITS_MAX = 1000;

/** The edits of some fields of a contact, the last made first. */
export async function readEdits(
  db: Db,
  {
    contactId,
    fields,
  }: {
    readonly contactId: string;
    readonly fields: readonly SharedField[];
  },
): Promise<readonly PastEdit[]> {
  const {rows} = await sql<PastEdit>`
    select (extract(epoch from coalesce(edit_time, time)) * 1000)::float8 as "timeMs",
      via, changes
    from revisions
    where contact_id = ${contactId}
      and kind = any(${sql.val([...CHANGING_KINDS])}::text[])
      and exists (select from jsonb_array_elements(changes) as c
                  where c->>'field' = any(${sql.val([...fields])}::text[]))
    order by id desc limit ${EDITS_MAX}`.execute(db);
  return rows;
}
