import {sql} from 'kysely';
import type {
  Reach,
  Standing,
  Suggested,
  SuggestionKind,
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

/**
 * A page by id of suggestions that an account may have to do with: its own, and
 * those about a label in which it is more than a viewer. Whether it may see each
 * is for `mayDecide` to say.
 */
export async function listSuggestions(
  db: Db,
  page: {
    readonly accountId: string;
    readonly state: SuggestionState;
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<readonly SuggestionRow[]> {
  const after = sql`${page.after ?? null}::uuid`;
  return readSuggestions(
    db,
    page.accountId,
    sql`s.state = ${page.state} and (${after} is null or s.id > ${after})`,
    page.limit,
  );
}

export async function readSuggestion(
  db: Db,
  {id, accountId}: {readonly id: string; readonly accountId: string},
): Promise<SuggestionRow | undefined> {
  const rows = await readSuggestions(db, accountId, sql`s.id = ${id}`, 1);
  return rows[0];
}

interface Row extends Omit<SuggestionRow, 'author' | 'reader'> {
  readonly changes: readonly FieldChange[];
  readonly kind: SuggestionKind;
  readonly readerContact: readonly Reach[];
  readonly readerLabel: readonly Reach[];
  readonly authorContact: readonly Reach[];
  readonly authorLabel: readonly Reach[];
}

/** Of a contact in the trash those who saw it through the labels it went with decide. */
async function readSuggestions(
  db: Db,
  accountId: string,
  condition: ReturnType<typeof sql>,
  limit: number,
): Promise<readonly SuggestionRow[]> {
  const reachOf = (
    account: ReturnType<typeof sql>,
    labels: ReturnType<typeof sql>,
  ) => sql`(
    select coalesce(jsonb_agg(jsonb_build_object('role', co.role,
             'hiddenFields', to_jsonb(co.hidden_fields))), '[]')
    from collaborators co
    where co.account_id = ${account} and co.label_id = any(${labels}))`;
  const reader = sql`${accountId}`;
  const author = sql`s.account_id`;
  const contact = sql`about.labels`;
  const label = sql`array[s.label_id]`;
  const {rows} = await sql<Row>`
    select s.id, s.state, s.version, s.account_id as "authorId",
      a.email as "authorEmail", s.via, s.contact_id as "contactId",
      s.label_id as "labelId", s.changes, s.create_time as "createTime",
      s.update_time as "updateTime", s.decided_by as "deciderId",
      d.email as "deciderEmail",
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
    cross join lateral (
      select case when k.delete_time is null
        then array(select label_id from contact_labels where contact_id = k.id)
        else k.trash_label_ids end as labels
    ) about
    where ${condition} and (s.account_id = ${accountId} or exists (
      select from collaborators co
      where co.account_id = ${accountId} and co.role <> 'viewer'
        and (co.label_id = s.label_id or co.label_id = any(about.labels))))
    order by s.id limit ${limit}`.execute(db);
  return rows.map(
    ({readerContact, readerLabel, authorContact, authorLabel, ...row}) => ({
      ...row,
      reader: {contact: readerContact, label: readerLabel[0]},
      author: {contact: authorContact, label: authorLabel[0]},
    }),
  );
}
