import {sql} from 'kysely';
import type {SharedField} from '../core/content.ts';
import type {NoticeKind} from '../core/notice.ts';
import {jsonRows, type Tx} from './queries.ts';

/** Something to tell of; what it says is read through each receiver's eyes later. */
export interface NewNotice {
  readonly kind: NoticeKind;
  /** Of one account, kind and this there is one open notice: another joins it. */
  readonly about: string;
  readonly receiverIds: readonly string[];
  readonly labelId?: string;
  readonly commentId?: string;
  readonly suggestionId?: string;
  /** Whose act it is. */
  readonly actorId?: string | null;
  readonly count?: number;
}

/**
 * Tells accounts of something, in the transaction in which it happens. One that
 * joins an open notice adds to its count, and mails nothing anew.
 */
export async function putNotice(tx: Tx, notice: NewNotice): Promise<void> {
  if (notice.receiverIds.length === 0) return;
  await sql`
    insert into notices as n
      (account_id, kind, about, label_id, comment_id, suggestion_id, actor_id, count)
    select id, ${notice.kind}, ${notice.about}, ${notice.labelId ?? null}::uuid,
      ${notice.commentId ?? null}::uuid, ${notice.suggestionId ?? null}::uuid,
      ${notice.actorId ?? null}, ${notice.count ?? 1}::integer
    from (select distinct unnest(${sql.val([...notice.receiverIds])}::text[]) as id) r
    order by id
    on conflict (account_id, kind, about) where open do update set
      count = n.count + excluded.count,
      actor_id = case when n.actor_id = excluded.actor_id then n.actor_id end`.execute(
    tx,
  );
}

/**
 * Whom a public comment mentions is told, but for its author; whom it mentions no
 * more is not. What was mailed stays noted, so that it is mailed once.
 */
export async function noteMentions(
  tx: Tx,
  {
    commentId,
    authorId,
    before,
    after,
  }: {
    readonly commentId: string;
    readonly authorId: string;
    /** Ids of accounts. */
    readonly before: readonly string[];
    readonly after: readonly string[];
  },
): Promise<void> {
  const gone = before.filter(id => !after.includes(id));
  if (gone.length > 0) {
    await tx
      .deleteFrom('notices')
      .where('comment_id', '=', commentId)
      .where('account_id', 'in', gone)
      .where('mail_id', 'is', null)
      .execute();
  }
  const rows = await tx
    .selectFrom('notices')
    .select('account_id')
    .where('comment_id', '=', commentId)
    .execute();
  const told = new Set([authorId, ...rows.map(row => row.account_id)]);
  await putNotice(tx, {
    kind: 'MENTION',
    about: commentId,
    // One that was read long ago is swept; its mention still stands.
    receiverIds: after.filter(id => !before.includes(id) && !told.has(id)),
    commentId,
    actorId: authorId,
  });
}

/** Removals of one account from a label are held: who decides about them is told once while any wait. */
export async function noteHeldRemovals(
  tx: Tx,
  {
    labelId,
    actorId,
    count,
  }: {
    readonly labelId: string;
    readonly actorId: string;
    readonly count: number;
  },
): Promise<void> {
  const about = `${labelId} ${actorId}`;
  const waiting = await tx
    .selectFrom('pending_removals')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('label_id', '=', labelId)
    .where('account_id', '=', actorId)
    .executeTakeFirst();
  // Those that were told of before are decided.
  if (waiting?.count === count) await forget(tx, 'HELD_REMOVAL', about);
  const deciders = await tx
    .selectFrom('collaborators')
    .select('account_id')
    .where('label_id', '=', labelId)
    .where('role', 'in', ['manager', 'owner'])
    .execute();
  await putNotice(tx, {
    kind: 'HELD_REMOVAL',
    about,
    receiverIds: deciders.map(row => row.account_id),
    ...{labelId, actorId, count},
  });
}

/** Contacts by label that somebody took it off: its owner hears of what others did. */
export async function noteRemovals(
  tx: Tx,
  removed: ReadonlyMap<string, number>,
  {
    actorId,
    deciderId,
  }: {readonly actorId: string; readonly deciderId: string | undefined},
): Promise<void> {
  if (removed.size === 0) return;
  const owners = await tx
    .selectFrom('collaborators')
    .select(['label_id', 'account_id'])
    .where('label_id', 'in', [...removed.keys()])
    .where('role', '=', 'owner')
    .where('account_id', 'not in', [actorId, deciderId ?? actorId])
    .orderBy('label_id')
    .execute();
  for (const {label_id: labelId, account_id: ownerId} of owners) {
    await putNotice(tx, {
      kind: 'REMOVALS',
      about: labelId,
      receiverIds: [ownerId],
      ...{labelId, actorId, count: removed.get(labelId) ?? 0},
    });
  }
}

/** Google lets the service into an account no more. */
export async function notePermissionLost(
  tx: Tx,
  accountId: string,
): Promise<void> {
  const kind = 'PERMISSION_LOST';
  await forget(tx, kind, accountId);
  await putNotice(tx, {kind, about: accountId, receiverIds: [accountId]});
}

/** What was told so is over. */
async function forget(tx: Tx, kind: NoticeKind, about: string): Promise<void> {
  await tx
    .deleteFrom('notices')
    .where('kind', '=', kind)
    .where('about', '=', about)
    .execute();
}

/** Within this, access that comes and goes is told of once. */
const SHARED_AGAIN_HOURS = 24;

/** Accounts that see a label newly, each with who granted it; who did so themselves knows. */
export async function noteShared(
  tx: Tx,
  newcomers: readonly {
    readonly label_id: string;
    readonly account_id: string;
    readonly granted_by: string | null;
  }[],
): Promise<void> {
  if (newcomers.length === 0) return;
  await sql`
    insert into notices (account_id, kind, about, label_id, actor_id)
    select r.account_id, 'LABEL_SHARED', r.label_id::text, r.label_id, r.granted_by
    from jsonb_to_recordset(${JSON.stringify(newcomers)}::jsonb)
      as r(label_id uuid, account_id text, granted_by text)
    where r.granted_by is distinct from r.account_id and not exists (
      select from notices n
      where n.account_id = r.account_id and n.kind = 'LABEL_SHARED'
        and n.label_id = r.label_id and n.create_time >
          (select service_now()) - ${SHARED_AGAIN_HOURS} * interval '1 hour')
    order by r.label_id, r.account_id
    on conflict (account_id, kind, about) where open do nothing`.execute(tx);
}

/** A pause lasts hours: a program that goes on by the day is told of once in so long. */
const PAUSED_AGAIN_DAYS = 7;

/**
 * Fields of an account's copies are paused: told to the account, and to who
 * manages a label through which it has the contact and sees the field.
 */
export async function notePaused(
  tx: Tx,
  accountId: string,
  pauses: readonly {
    readonly contactId: string;
    readonly field: SharedField;
  }[],
): Promise<void> {
  if (pauses.length === 0) return;
  await sql`
    insert into notices as n (account_id, kind, about, field, actor_id, count)
    select r.id, 'FIELD_PAUSED', ${accountId}::text || ' ' || p.field, p.field,
      ${accountId}, count(*)
    from jsonb_to_recordset(${jsonRows(pauses)}) as p("contactId" uuid, field text)
    cross join lateral (
      select ${accountId}::text as id
      union
      select m.account_id from contact_labels cl
      join collaborators k
        on k.label_id = cl.label_id and k.account_id = ${accountId}
      join collaborators m on m.label_id = cl.label_id
        and m.role in ('manager', 'owner') and p.field <> all(m.hidden_fields)
      where cl.contact_id = p."contactId") r
    where not exists (
      select from notices o
      where o.account_id = r.id and o.kind = 'FIELD_PAUSED' and not o.open
        and o.about = ${accountId}::text || ' ' || p.field and o.create_time >
          (select service_now()) - ${PAUSED_AGAIN_DAYS} * interval '1 day')
    group by r.id, p.field order by r.id, p.field
    on conflict (account_id, kind, about) where open do update set
      count = n.count + excluded.count`.execute(tx);
}

/** Read ones and those nobody read are kept so long. */
const READ_DAYS_MAX = 30;
const UNREAD_DAYS_MAX = 180;

/** Forgets what is long past; returns how many notices that were. */
export async function sweepNotices(tx: Tx): Promise<number> {
  const {rows} = await sql`
    delete from notices
    where create_time < (select service_now()) - ${READ_DAYS_MAX} * interval '1 day'
      and (read_time is not null or create_time <
        (select service_now()) - ${UNREAD_DAYS_MAX} * interval '1 day')
    returning 1`.execute(tx);
  await sql`
    delete from mails
    where create_time < (select service_now()) - ${READ_DAYS_MAX} * interval '1 day'
      and next_time is null`.execute(tx);
  return rows.length;
}
