import {sql, type RawBuilder} from 'kysely';
import type {Content, SharedField} from '../core/content.ts';
import type {NoticeKind} from '../core/notice.ts';
import type {Role} from '../core/role.ts';
import {readVisible} from './visible-contacts.ts';
import type {Db, Tx} from './queries.ts';
import {listDecidable} from './suggestion-reading.ts';

/** A notice as its receiver may see what it is about now. */
export interface NoticeRow {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly createTime: Date;
  readonly readTime: Date | null;
  /** Address of whose act it is; null: nobody's, or several people's. */
  readonly actor: string | null;
  readonly label: {
    readonly id: string;
    readonly displayName: string;
    readonly role: Role;
  } | null;
  /** Through the receiver's lens. */
  readonly contact: {readonly id: string; readonly content: Content} | null;
  readonly comment: {readonly id: string; readonly text: string} | null;
  readonly suggestionId: string | null;
  /** What a program keeps rewriting. */
  readonly field: SharedField | null;
  /** Removals; of those that are held, how many wait; contacts whose field is paused now. */
  readonly count: number;
}

export type NoticeState = 'UNREAD' | 'READ' | 'ALL';

/** More unread ones are not counted. */
const UNREAD_COUNT_MAX = 1000;

/** A page of what an account was told and may still see, the newest first. */
export async function listNotices(
  db: Db,
  {
    accountId,
    state,
    before,
    limit,
  }: {
    readonly accountId: string;
    readonly state: NoticeState;
    readonly before: number | undefined;
    readonly limit: number;
  },
): Promise<readonly NoticeRow[]> {
  const earlier = sql`${before ?? null}::bigint`;
  return readNotices(
    db,
    accountId,
    sql`${IN_STATE[state]} and (${earlier} is null or n.id < ${earlier})`,
    limit,
  );
}

const IN_STATE: Record<NoticeState, RawBuilder<unknown>> = {
  UNREAD: sql`n.read_time is null`,
  READ: sql`n.read_time is not null`,
  ALL: sql`true`,
};

/** Unread ones of a mail, as far as there is still something to say; the oldest first. */
export async function listMailed(
  db: Db,
  {accountId, mailId}: {readonly accountId: string; readonly mailId: string},
): Promise<readonly NoticeRow[]> {
  const rows = await readNotices(
    db,
    accountId,
    sql`n.mail_id = ${mailId} and n.read_time is null`,
  );
  return rows.toReversed();
}

export async function countUnreadNotices(
  db: Db,
  accountId: string,
): Promise<number> {
  const decidable = await listDecidable(db, accountId);
  const {rows} = await sql<{readonly count: number}>`
    select count(*)::int as count from (
      select ${fromNotices(accountId, decidable)} and n.read_time is null
      limit ${UNREAD_COUNT_MAX}) found`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * What is over, gone or out of sight is not told any more: a comment that was
 * deleted or mentions others now, a suggestion that was decided or grew beyond
 * what the account may decide about, a label that was left.
 * @param decidable ids of suggestions
 */
function fromNotices(
  accountId: string,
  decidable: readonly string[],
): RawBuilder<unknown> {
  return sql`
    from notices n
    join accounts receiver on receiver.id = n.account_id
    left join accounts actor on actor.id = n.actor_id
    left join comments c on c.id = n.comment_id
    left join suggestions s on s.id = n.suggestion_id
    left join labels l on l.id = n.label_id
    left join collaborators co
      on co.label_id = n.label_id and co.account_id = n.account_id
    cross join lateral (
      select surviving_contact(coalesce(c.contact_id, s.contact_id)) as id) about
    cross join lateral (
      select count(*)::int as count from pending_removals p
      where n.kind = 'HELD_REMOVAL' and p.label_id = n.label_id
        and p.account_id = n.actor_id) held
    cross join lateral (${countPaused()}) paused
    where n.account_id = ${accountId} and case n.kind
      when 'MENTION' then c.visibility = 'PUBLIC'
        and exists (
          select from comment_mentions cm
          where cm.comment_id = c.id and cm.account_id = n.account_id)
        and exists (
          select from contact_labels cl
          join collaborators seen
            on seen.label_id = cl.label_id and seen.account_id = n.account_id
          where cl.contact_id = about.id)
      when 'SUGGESTION' then s.id = any(${sql.val([...decidable])}::uuid[])
      when 'HELD_REMOVAL' then co.role in ('manager', 'owner')
        and held.count > 0
      when 'REMOVALS' then co.role = 'owner'
      when 'LABEL_SHARED' then co.role is not null
      when 'PERMISSION_LOST' then receiver.state = 'PERMISSION_LOST'
      when 'FIELD_PAUSED' then paused.count > 0
    end`;
}

/** Contacts whose field is paused in the account's copy: all to itself, to others those they manage. */
function countPaused(): RawBuilder<unknown> {
  return sql`
    select count(*)::int as count from copies c
    where n.kind = 'FIELD_PAUSED' and c.account_id = n.actor_id
      and c.pause_until is not null and c.pauses ? n.field
      and (n.account_id = n.actor_id or exists (
        select from contact_labels cl
        join collaborators m on m.label_id = cl.label_id
          and m.account_id = n.account_id and m.role in ('manager', 'owner')
          and n.field <> all(m.hidden_fields)
        join collaborators k on k.label_id = cl.label_id
          and k.account_id = n.actor_id
        where cl.contact_id = c.contact_id))`;
}

interface Row extends Omit<NoticeRow, 'contact' | 'label' | 'comment'> {
  readonly contactId: string | null;
  readonly labelId: string | null;
  readonly labelDisplayName: string | null;
  readonly role: Role | null;
  readonly commentId: string | null;
  readonly text: string | null;
}

async function readNotices(
  db: Db,
  accountId: string,
  condition: RawBuilder<unknown>,
  limit?: number,
): Promise<readonly NoticeRow[]> {
  const decidable = await listDecidable(db, accountId);
  const {rows} = await sql<Row>`
    select n.id, n.kind, n.create_time as "createTime",
      n.read_time as "readTime", actor.email as actor,
      about.id as "contactId", n.label_id as "labelId",
      l.display_name as "labelDisplayName", co.role,
      n.comment_id as "commentId", c.text, n.suggestion_id as "suggestionId",
      n.field, case n.kind when 'HELD_REMOVAL' then held.count
        when 'FIELD_PAUSED' then paused.count else n.count end as count
    ${fromNotices(accountId, decidable)} and ${condition}
    order by n.id desc limit ${limit ?? null}`.execute(db);
  const ids = rows.flatMap(row => row.contactId ?? []);
  const contacts =
    ids.length === 0
      ? []
      : await readVisible(
          db,
          accountId,
          sql`k.id = any(${sql.val([...new Set(ids)])}::uuid[])`,
        );
  const byId = new Map(contacts.map(contact => [contact.id, contact]));
  return rows.map(row => toNotice(row, byId.get(row.contactId ?? '')));
}

function toNotice(
  {contactId, labelId, labelDisplayName, role, commentId, text, ...row}: Row,
  contact: NoticeRow['contact'] | undefined,
): NoticeRow {
  return {
    ...row,
    contact:
      contactId === null || contact === undefined || contact === null
        ? null
        : {id: contactId, content: contact.content},
    label:
      labelId === null || labelDisplayName === null || role === null
        ? null
        : {id: labelId, displayName: labelDisplayName, role},
    comment: commentId === null || text === null ? null : {id: commentId, text},
  };
}

/**
 * Notices are read: those named, all of them or none, or every one there is. The
 * first that is none of the account's own, where there is one.
 */
export async function markNoticesRead(
  tx: Tx,
  accountId: string,
  ids: readonly number[] | undefined,
): Promise<number | undefined> {
  if (ids !== undefined) {
    const rows = await tx
      .selectFrom('notices')
      .select('id')
      .where('account_id', '=', accountId)
      .where('id', 'in', [...ids])
      .execute();
    const known = new Set(rows.map(row => row.id));
    const unknown = ids.find(id => !known.has(id));
    if (unknown !== undefined) return unknown;
  }
  const wanted = sql`${ids === undefined ? null : sql.val([...ids])}::bigint[]`;
  await sql`
    update notices set read_time = service_now(), open = false,
      mail_look_time = null
    where id in (
      select id from notices
      where account_id = ${accountId} and read_time is null
        and (${wanted} is null or id = any(${wanted}))
      order by id for update)`.execute(tx);
  return undefined;
}
