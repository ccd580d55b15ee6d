import {sql, type RawBuilder} from 'kysely';
import {noteMentions} from './notices.ts';
import {plannedOnce, type Db, type Tx} from './queries.ts';
import type {CommentVisibility} from './schema.ts';

/** A comment as one account may see it. */
export interface CommentRow {
  readonly id: string;
  /** The contact it shows at: the one it was said about, or what that was merged into. */
  readonly contactId: string;
  /** Lists come by it, the newest first. */
  readonly position: number;
  readonly authorId: string;
  /** Address; the last one where the account is gone. */
  readonly author: string;
  readonly visibility: CommentVisibility;
  readonly text: string;
  /** Accounts by id. */
  readonly mentions: readonly Mention[];
  readonly isUnread: boolean;
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

export interface Mention {
  readonly accountId: string;
  readonly email: string;
}

/** Comments at one contact, as one account sees them: who asks has made sure that it sees the contact. */
export interface CommentLens {
  readonly contactId: string;
  readonly accountId: string;
}

/** More are not counted: whoever has so many does not need to know. */
export const UNREAD_COUNT_MAX = 1000;

/** A page, the newest first: what is public, and the account's own. */
export async function listComments(
  db: Db,
  {
    before,
    limit,
    ...lens
  }: CommentLens & {
    readonly before: number | undefined;
    readonly limit: number;
  },
): Promise<readonly CommentRow[]> {
  return readComments(db, lens, isBefore(before), limit);
}

function isBefore(position: number | undefined): RawBuilder<unknown> {
  const before = sql`${position ?? null}::bigint`;
  return sql`(${before} is null or c.position < ${before})`;
}

/** Undefined as well for a private one of somebody else. */
export async function readComment(
  db: Db,
  {id, ...lens}: CommentLens & {readonly id: string},
): Promise<CommentRow | undefined> {
  const rows = await readComments(db, lens, sql`c.id = ${id}`, 1);
  return rows[0];
}

/** The contact and those that were merged into it, and into those. */
function partsOf(contactId: string): RawBuilder<unknown> {
  return sql`
    with recursive parts(id) as (
      select ${contactId}::uuid
      union
      select k.id from contacts k join parts p on k.merged_into = p.id)`;
}

function columnsFor(accountId: string): RawBuilder<unknown> {
  return sql`c.id, c.position, c.account_id as "authorId", a.email as author,
    c.visibility, c.text, c.version, c.create_time as "createTime",
    c.update_time as "updateTime", ${isUnreadBy(accountId)} as "isUnread",
    (select coalesce(jsonb_agg(jsonb_build_object(
         'accountId', m.id, 'email', m.email) order by m.id), '[]')
     from comment_mentions cm join accounts m on m.id = cm.account_id
     where cm.comment_id = c.id) as mentions`;
}

/** Beside `r`, what the account has read of the comment's contact. */
function isUnreadBy(accountId: string): RawBuilder<unknown> {
  return sql`(c.visibility = 'PUBLIC' and c.account_id <> ${accountId}
    and c.position > coalesce(r.position, 0))`;
}

async function readComments(
  db: Db,
  {contactId, accountId}: CommentLens,
  condition: RawBuilder<unknown>,
  limit: number,
): Promise<readonly CommentRow[]> {
  const {rows} = await sql<CommentRow>`
    ${partsOf(contactId)}
    select ${columnsFor(accountId)}, ${contactId} as "contactId"
    from comments c
    join parts on parts.id = c.contact_id
    join accounts a on a.id = c.account_id
    left join comment_reads r
      on r.contact_id = c.contact_id and r.account_id = ${accountId}
    where (c.visibility = 'PUBLIC' or c.account_id = ${accountId})
      and ${condition}
    order by c.position desc limit ${limit}`.execute(db);
  return rows;
}

/** The newest few at each of these contacts, of each the newest first. */
export async function listNewestComments(
  db: Db,
  {
    accountId,
    contactIds,
    perContact,
  }: {
    readonly accountId: string;
    readonly contactIds: readonly string[];
    readonly perContact: number;
  },
): Promise<readonly CommentRow[]> {
  if (contactIds.length === 0) return [];
  const {rows} = await sql<CommentRow>`
    with recursive ${plannedOnce()} parts(root, id) as (
      select k.id, k.id from unnest(${sql.val([...contactIds])}::uuid[]) as k(id)
      union
      select p.root, k.id from contacts k join parts p on k.merged_into = p.id
    ), newest as (
      select parts.root, c.*,
        row_number() over (partition by parts.root order by c.position desc) as rank
      from parts cross join lateral (
        select * from comments x
        where x.contact_id = parts.id
          and (x.visibility = 'PUBLIC' or x.account_id = ${accountId})
        order by x.position desc limit ${perContact}) c
    )
    select ${columnsFor(accountId)}, c.root as "contactId"
    from newest c
    join accounts a on a.id = c.account_id
    left join comment_reads r
      on r.contact_id = c.contact_id and r.account_id = ${accountId}
    where c.rank <= ${perContact}
    order by c.root, c.position desc`.execute(db);
  return rows;
}

/** What others said in public of a contact and the account has not read. */
export async function countUnreadComments(
  db: Db,
  {contactId, accountId}: CommentLens,
): Promise<number> {
  const {rows} = await sql<{readonly count: number}>`
    ${partsOf(contactId)}
    select count(*)::int as count from (
      select from comments c
      join parts on parts.id = c.contact_id
      left join comment_reads r
        on r.contact_id = c.contact_id and r.account_id = ${accountId}
      where ${isUnreadBy(accountId)}
      limit ${UNREAD_COUNT_MAX}) found`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Of all contacts that the account sees now, contact by contact (so says `offset
 * 0`): they are few beside what a workplace says over the years.
 */
function unreadOf(accountId: string): RawBuilder<unknown> {
  return sql`
    with recursive parts(root, id) as (
      select cl.contact_id, cl.contact_id from collaborators co
      join contact_labels cl on cl.label_id = co.label_id
      where co.account_id = ${accountId}
      union
      select p.root, k.id from contacts k join parts p on k.merged_into = p.id
    ), unread as (
      select c.*, parts.root from parts
      left join comment_reads r
        on r.contact_id = parts.id and r.account_id = ${accountId}
      cross join lateral (
        select * from comments c
        where c.contact_id = parts.id and ${isUnreadBy(accountId)} offset 0) c)`;
}

/** A page of what an account has not read, over all contacts it sees, the newest first. */
export async function listUnreadComments(
  db: Db,
  {
    accountId,
    before,
    limit,
  }: {
    readonly accountId: string;
    readonly before: number | undefined;
    readonly limit: number;
  },
): Promise<readonly CommentRow[]> {
  const {rows} = await sql<CommentRow>`
    ${unreadOf(accountId)}
    select ${columnsFor(accountId)}, c.root as "contactId"
    from (
      select * from unread c where ${isBefore(before)}
      order by c.position desc limit ${limit}) c
    join accounts a on a.id = c.account_id
    left join comment_reads r
      on r.contact_id = c.contact_id and r.account_id = ${accountId}
    order by c.position desc`.execute(db);
  return rows;
}

export async function countAllUnreadComments(
  db: Db,
  accountId: string,
): Promise<number> {
  const {rows} = await sql<{readonly count: number}>`
    ${unreadOf(accountId)}
    select count(*)::int as count from (
      select from unread limit ${UNREAD_COUNT_MAX}) found`.execute(db);
  return rows[0]?.count ?? 0;
}

/** What the account sees at the contact up to a position is read; nothing becomes unread. */
export async function markCommentsRead(
  tx: Tx,
  {
    contactId,
    accountId,
    upTo,
  }: CommentLens & {readonly upTo: number | undefined},
): Promise<void> {
  const last = sql`${upTo ?? null}::bigint`;
  await sql`
    ${partsOf(contactId)}
    insert into comment_reads as r (account_id, contact_id, position)
    select ${accountId}, c.contact_id, max(c.position)
    from comments c join parts on parts.id = c.contact_id
    where (c.visibility = 'PUBLIC' or c.account_id = ${accountId})
      and (${last} is null or c.position <= ${last})
    group by c.contact_id
    on conflict (account_id, contact_id) do update
      set position = excluded.position
      where r.position < excluded.position`.execute(tx);
}

export interface NewComment extends CommentLens {
  readonly id: string;
  readonly text: string;
  readonly visibility: CommentVisibility;
  /** Ids of accounts. */
  readonly mentions: readonly string[];
}

/** Under the contact's lock, so that whoever read up to it has seen all before it. */
export async function createComment(
  tx: Tx,
  {id, contactId, accountId, text, visibility, mentions}: NewComment,
): Promise<void> {
  await sql`
    insert into comments (id, contact_id, account_id, visibility, text)
    values (${id}, ${contactId}, ${accountId}, ${visibility}, ${text})`.execute(
    tx,
  );
  await writeMentions(tx, {id, authorId: accountId, mentions: []}, mentions);
}

/** One that becomes public is the newest there; under the contact's lock. */
export async function updateComment(
  tx: Tx,
  before: CommentRow,
  after: {
    readonly text: string;
    readonly visibility: CommentVisibility;
    readonly mentions: readonly string[];
  },
): Promise<void> {
  const isPublished =
    before.visibility === 'PRIVATE' && after.visibility === 'PUBLIC';
  const position = isPublished ? sql`position = default,` : sql``;
  await sql`
    update comments set ${position} text = ${after.text},
      visibility = ${after.visibility}, version = version + 1,
      update_time = service_now()
    where id = ${before.id}`.execute(tx);
  await tx
    .deleteFrom('comment_mentions')
    .where('comment_id', '=', before.id)
    .execute();
  await writeMentions(tx, before, after.mentions);
}

async function writeMentions(
  tx: Tx,
  comment: Pick<CommentRow, 'id' | 'authorId' | 'mentions'>,
  after: readonly string[],
): Promise<void> {
  await noteMentions(tx, {
    commentId: comment.id,
    authorId: comment.authorId,
    before: comment.mentions.map(({accountId}) => accountId),
    after,
  });
  if (after.length === 0) return;
  await tx
    .insertInto('comment_mentions')
    .values(after.map(id => ({comment_id: comment.id, account_id: id})))
    .execute();
}

/** It is gone with what it told: a comment is no content of a contact and has no history. */
export async function deleteComment(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('comments').where('id', '=', id).execute();
}
