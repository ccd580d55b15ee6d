import {sql, type RawBuilder} from 'kysely';
import {
  mayDecide,
  type Reach,
  type Standing,
  type Suggested,
  type SuggestionKind,
} from '../core/suggestion.ts';
import type {FieldChange} from '../core/history.ts';
import type {Db} from './queries.ts';
import type {SuggestionState} from './schema.ts';

/** A suggestion, and how its reader and its author stand to what it is about. */
export interface SuggestionRow extends Suggested {
  readonly id: string;
  readonly state: SuggestionState;
  readonly version: number;
  readonly authorId: string;
  readonly authorEmail: string;
  readonly via: 'API' | 'GOOGLE';
  readonly contactId: string | null;
  readonly labelId: string | null;
  readonly createTime: Date;
  readonly updateTime: Date;
  readonly deciderId: string | null;
  readonly deciderEmail: string | null;
  readonly isInTrash: boolean;
  readonly reader: Standing;
}

/** Whether an account sees a suggestion: it made it, or decides about it. */
export function isSeen(suggestion: SuggestionRow, accountId: string): boolean {
  return (
    suggestion.authorId === accountId ||
    mayDecide(suggestion, suggestion.reader)
  );
}

/** So many candidates are read at once, and so often for one page. */
const BATCH_SIZE_MIN = 100;
const BATCHES_MAX = 1000;

/** A page by id of the suggestions that an account sees. */
export async function listSuggestions(
  db: Db,
  page: {
    readonly accountId: string;
    readonly state: SuggestionState;
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<readonly SuggestionRow[]> {
  const {accountId, state, limit} = page;
  const size = Math.max(limit, BATCH_SIZE_MIN);
  const seen: SuggestionRow[] = [];
  let {after} = page;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const rows = await readSuggestions(db, accountId, {
      ids: candidates({accountId, state, after}),
      limit: size,
    });
    seen.push(...rows.filter(row => isSeen(row, accountId)));
    after = rows.at(-1)?.id;
    if (rows.length < size || seen.length >= limit) return seen.slice(0, limit);
  }
  throw new Error(
    `account ${accountId} sees too few of its ${state} suggestions after ${page.after ?? 'the first'}`,
  );
}

export async function readSuggestion(
  db: Db,
  {id, accountId}: {readonly id: string; readonly accountId: string},
): Promise<SuggestionRow | undefined> {
  const rows = await readSuggestions(db, accountId, {
    ids: sql`select ${id}::uuid`,
    limit: 1,
  });
  return rows[0];
}

/**
 * SQL: ids of the suggestions that an account made, or may decide about by its
 * roles, found from what is its own: its labels, their contacts, and those of the
 * trash that went with them.
 */
function candidates({
  accountId,
  state,
  after,
}: {
  readonly accountId: string;
  readonly state: SuggestionState;
  readonly after: string | undefined;
}): RawBuilder<unknown> {
  const isNext = sql`s.state = ${state}
    and (${after ?? null}::uuid is null or s.id > ${after ?? null}::uuid)`;
  return sql`
    with mine as materialized (
      select label_id from collaborators
      where account_id = ${accountId} and role <> 'viewer')
    select s.id from suggestions s where s.account_id = ${accountId} and ${isNext}
    union
    select s.id from mine join suggestions s using (label_id) where ${isNext}
    union
    select s.id from mine join contact_labels cl using (label_id)
    join suggestions s using (contact_id) where ${isNext}
    union
    select s.id from contacts k join suggestions s on s.contact_id = k.id
    where k.delete_time is not null
      and k.trash_label_ids && array(select label_id from mine) and ${isNext}`;
}

interface Row extends Omit<SuggestionRow, 'author' | 'reader'> {
  readonly changes: readonly FieldChange[];
  readonly kind: SuggestionKind;
  readonly readerContact: readonly Reach[];
  readonly readerLabel: readonly Reach[];
  readonly authorContact: readonly Reach[];
  readonly authorLabel: readonly Reach[];
}

/** Ids of the accounts that decide about a suggestion, its author left out. */
export async function listDeciders(
  db: Db,
  id: string,
): Promise<readonly string[]> {
  const rows = await selectSuggestions(db, {
    reader: sql`reader.id`,
    readers: sql`cross join lateral (
      select distinct co.account_id as id from collaborators co
      where co.role <> 'viewer' and co.account_id <> s.account_id
        and (co.label_id = s.label_id or co.label_id = any(about.labels))
    ) reader`,
    condition: sql`s.id = ${id}`,
  });
  return rows
    .filter(({row}) => mayDecide(row, row.reader))
    .map(({readerId}) => readerId);
}

/** Ids of those that an account was told of and may decide about now. */
export async function listDecidable(
  db: Db,
  accountId: string,
): Promise<readonly string[]> {
  const rows = await selectSuggestions(db, {
    reader: sql`${accountId}::text`,
    condition: sql`s.state = 'OPEN' and s.id in (
      select suggestion_id from notices
      where account_id = ${accountId} and kind = 'SUGGESTION')`,
  });
  return rows
    .filter(({row}) => !row.isInTrash && mayDecide(row, row.reader))
    .map(({row}) => row.id);
}

async function readSuggestions(
  db: Db,
  accountId: string,
  {ids, limit}: {readonly ids: RawBuilder<unknown>; readonly limit: number},
): Promise<readonly SuggestionRow[]> {
  const rows = await selectSuggestions(db, {
    reader: sql`${accountId}::text`,
    condition: sql`s.id in (${ids})`,
    limit,
  });
  return rows.map(({row}) => row);
}

/** SQL: the labels through which a contact, `k`, is seen, or was before it went to the trash. */
export function labelsOf() {
  return sql`case when k.delete_time is null
    then array(select label_id from contact_labels where contact_id = k.id)
    else k.trash_label_ids end`;
}

/** How an account collaborates on labels. */
function reachOf(account: RawBuilder<unknown>, labels: RawBuilder<unknown>) {
  return sql`(
    select coalesce(jsonb_agg(jsonb_build_object('role', co.role,
             'hiddenFields', to_jsonb(co.hidden_fields))), '[]')
    from collaborators co
    where co.account_id = ${account} and co.label_id = any(${labels}))`;
}

/** Of a contact in the trash those who saw it through the labels it went with decide. */
async function selectSuggestions(
  db: Db,
  {
    reader,
    readers = sql``,
    condition,
    limit,
  }: {
    /** Whose standing is read: the id of an account. */
    readonly reader: RawBuilder<unknown>;
    /** Where there are several, a join that has them. */
    readonly readers?: RawBuilder<unknown>;
    readonly condition: RawBuilder<unknown>;
    readonly limit?: number;
  },
): Promise<
  readonly {readonly row: SuggestionRow; readonly readerId: string}[]
> {
  const author = sql`s.account_id`;
  const contact = sql`about.labels`;
  const label = sql`array[s.label_id]`;
  const {rows} = await sql<Row & {readonly readerId: string}>`
    select ${reader} as "readerId", s.id, s.state, s.version, s.account_id as "authorId",
      a.email as "authorEmail", s.via, s.contact_id as "contactId",
      s.label_id as "labelId", s.changes, s.create_time as "createTime",
      s.update_time as "updateTime", s.decided_by as "deciderId",
      d.email as "deciderEmail", s.blind_fields as "blindFields",
      case when s.kind = 'edit' then 'edit'
           when s.source_id is not null then 'offer' else 'share' end as kind,
      coalesce(k.delete_time is not null, false) as "isInTrash",
      ${reachOf(reader, contact)} as "readerContact",
      ${reachOf(reader, label)} as "readerLabel",
      ${reachOf(author, contact)} as "authorContact",
      ${reachOf(author, label)} as "authorLabel"
    from suggestions s
    join accounts a on a.id = s.account_id
    left join accounts d on d.id = s.decided_by
    left join contacts k on k.id = s.contact_id
    cross join lateral (select ${labelsOf()} as labels) about
    ${readers}
    where ${condition}
    order by s.id limit ${limit ?? null}`.execute(db);
  return rows.map(({readerId, ...row}) => ({readerId, row: toRow(row)}));
}

function toRow({
  readerContact,
  readerLabel,
  authorContact,
  authorLabel,
  ...row
}: Row): SuggestionRow {
  return {
    ...row,
    reader: {contact: readerContact, label: readerLabel[0]},
    author: {contact: authorContact, label: authorLabel[0]},
  };
}
