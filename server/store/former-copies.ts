import {sql, type RawBuilder} from 'kysely';
import type {Content} from '../core/content.ts';
import {isUnlisted} from './absences.ts';
import {photoRetryTime} from './copy-photos.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import type {Origin} from './schema.ts';

/** What a contact of an account was while it was a copy. */
export interface FormerCopy {
  readonly contactId: string;
  readonly sourceId: string;
  readonly origin: Origin;
  /** What stood there last, as it was shared; null: from before that was kept. */
  readonly base: Content | null;
  /** The service is still to delete it. */
  readonly owed: boolean;
}

/** One that stayed in its account as an ordinary contact. */
export interface StandingCopy extends FormerCopy {
  readonly resourceName: string;
  readonly marker: string | null;
  /** What a linked one had where the share stands over it: it is nowhere else. */
  readonly found: Content | null;
  readonly onPhones: boolean | null;
}

/** How copies end. */
export type Ending =
  /** They were deleted, by whomever, or nothing ever stood there. */
  | 'gone'
  /** The account's own contact stays, and the share is off it. */
  | 'released'
  /** They stay as they are. */
  | 'left';

/**
 * Remembers by what these copies were known; call it before the rows forget.
 * Those that do not stay lie in Google's trash from now on: one that is not found
 * may have gone by a deletion of ours that nobody answered.
 */
export async function noteFormerCopies(
  tx: Tx,
  accountId: string,
  contactIds: readonly string[],
  ending: Ending = 'gone',
): Promise<void> {
  const mayStand = ending === 'released' || ending === 'left';
  const isLeft = sql`(presence = 'present' and ${ending === 'left'}::boolean)`;
  const stays = sql`(presence = 'present' and ${mayStand}::boolean)`;
  await sql`
    insert into former_copies (account_id, source_id, contact_id, delete_time,
      resource_name, marker, origin, base, found, on_phones)
    select account_id, source_id, contact_id,
      case when origin = 'service' and not away and not ${stays}
        then service_now() end,
      case when ${stays} then resource_name end,
      marker, origin, base, case when ${isLeft} then found end, on_phones
    from copies
    where account_id = ${accountId} and source_id is not null
      and contact_id = any(${sql.val([...contactIds])}::uuid[])
    on conflict (account_id, source_id) do update set
      contact_id = excluded.contact_id, delete_time = excluded.delete_time,
      resource_name = excluded.resource_name, marker = excluded.marker,
      origin = excluded.origin, base = excluded.base, found = excluded.found,
      on_phones = excluded.on_phones`.execute(tx);
}

/** A contact the service made that another has taken the place of. */
export interface OwedDeletion {
  readonly contactId: string;
  readonly sourceId: string;
  readonly resourceName: string;
  /** What it said when it was read last, nothing of which is lost with it. */
  readonly base: Content;
}

/** One that is to be deleted now. */
export interface DueDeletion extends OwedDeletion {
  /** Looks in a row at which its picture could not be fetched. */
  readonly photoTries: number;
}

/** Remembers contacts to delete, until Google says that they are. */
export async function oweDeletions(
  tx: Tx,
  accountId: string,
  owed: readonly OwedDeletion[],
): Promise<void> {
  if (owed.length === 0) return;
  await sql`
    insert into former_copies (account_id, source_id, contact_id, deletion_name, base)
    select ${accountId}, r."sourceId", r."contactId", r."resourceName", r.base
    from jsonb_to_recordset(${jsonRows(owed)}) as r("sourceId" text, "contactId" uuid,
      "resourceName" text, base jsonb)
    on conflict (account_id, source_id) do update set
      contact_id = excluded.contact_id, deletion_name = excluded.deletion_name,
      delete_time = null, resource_name = null, base = excluded.base,
      photo_tries = 0, photo_retry_time = null`.execute(tx);
}

export async function readOwedDeletions(
  db: Db,
  accountId: string,
): Promise<readonly DueDeletion[]> {
  const {rows} = await sql<DueDeletion>`
    select contact_id as "contactId", source_id as "sourceId",
      deletion_name as "resourceName", coalesce(base, '{}') as base,
      photo_tries as "photoTries"
    from former_copies
    where account_id = ${accountId} and deletion_name is not null
      and (photo_retry_time is null or photo_retry_time <= service_now())
    order by source_id`.execute(db);
  return rows;
}

/** Their pictures could not be fetched: they wait, each time for longer. */
export async function awaitPictures(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  if (sourceIds.length === 0) return;
  await sql`
    update former_copies set photo_tries = photo_tries + 1,
      photo_retry_time = ${photoRetryTime(sql`photo_tries`)}
    where account_id = ${accountId}
      and source_id = any(${sql.val([...sourceIds])}::text[])`.execute(tx);
}

/** Contacts the service is still to delete, over all accounts: for the metrics. */
export async function countOwedDeletions(db: Db): Promise<number> {
  const {rows} = await sql<{count: number}>`
    select count(*)::int as count from former_copies
    where deletion_name is not null`.execute(db);
  return rows[0]?.count ?? 0;
}

/** They lie in Google's trash now. */
export async function settleDeletions(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  await sql`
    update former_copies set deletion_name = null, delete_time = service_now()
    where account_id = ${accountId}
      and source_id = any(${sql.val([...sourceIds])}::text[])`.execute(tx);
}

/** What stayed as an ordinary contact and was deleted since lies in Google's trash as well. */
export function noteDeletedStanding(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  const ids = sql.val([...sourceIds]);
  return noteGone(tx, accountId, sql`source_id = any(${ids}::text[])`);
}

/** The same, as far as a complete list without it tells: its deletion had no mark. */
export function noteUnlistedStanding(
  tx: Tx,
  accountId: string,
  listed: ReadonlySet<string>,
): Promise<void> {
  return noteGone(tx, accountId, isUnlisted(listed));
}

async function noteGone(
  tx: Tx,
  accountId: string,
  which: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    update former_copies set delete_time = service_now()
    where account_id = ${accountId} and resource_name is not null
      and delete_time is null and ${which}`.execute(tx);
}

/** What these CONTACT sources were copies of, by source id. */
export async function readFormerCopies(
  db: Db,
  accountId: string,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, FormerCopy | StandingCopy>> {
  if (sourceIds.length === 0) return new Map();
  const rows = await readRows(
    db,
    sql`f.account_id = ${accountId}
      and f.source_id = any(${sql.val([...sourceIds])}::text[])`,
  );
  return new Map(rows.map(row => [row.sourceId, row]));
}

/** Those of these CONTACT sources that were copies and were deleted. */
export async function findDeletedCopies(
  db: Db,
  accountId: string,
  sourceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (sourceIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('former_copies')
    .select('source_id')
    .where('account_id', '=', accountId)
    .where('source_id', 'in', sourceIds)
    .where('delete_time', 'is not', null)
    .execute();
  return new Set(rows.map(row => row.source_id));
}

/** Contacts of an account that were copies of these, as far as they are none of others now. */
export async function readStandingCopies(
  db: Db,
  accountId: string,
  contactIds: readonly string[],
): Promise<readonly StandingCopy[]> {
  if (contactIds.length === 0) return [];
  const rows = await readRows(
    db,
    sql`f.account_id = ${accountId} and f.resource_name is not null
      and f.contact_id = any(${sql.val([...contactIds])}::uuid[])
      and not exists (select from copies c
        where c.account_id = f.account_id and c.source_id = f.source_id)`,
  );
  return rows.filter(isStanding);
}

/** Those that stand there and whose contacts have one of these match keys. */
export async function findStandingByKey(
  db: Db,
  accountId: string,
  keys: readonly string[],
): Promise<
  readonly {readonly sourceId: string; readonly resourceName: string}[]
> {
  if (keys.length === 0) return [];
  const {rows} = await sql<{sourceId: string; resourceName: string}>`
    select distinct f.source_id as "sourceId", f.resource_name as "resourceName"
    from former_copies f join contact_keys x on x.contact_id = f.contact_id
    where f.account_id = ${accountId} and f.resource_name is not null
      and x.key = any(${sql.val([...keys])}::text[])
      and not exists (select from copies c
        where c.account_id = f.account_id and c.source_id = f.source_id)`.execute(
    db,
  );
  return rows;
}

export function isStanding(
  copy: FormerCopy | StandingCopy,
): copy is StandingCopy {
  return 'resourceName' in copy && copy.resourceName !== null;
}

/** The service never deletes these. */
export function isOfOwn(copy: FormerCopy | StandingCopy): boolean {
  return isStanding(copy) || copy.origin === 'account';
}

async function readRows(
  db: Db,
  condition: ReturnType<typeof sql>,
): Promise<readonly (FormerCopy | StandingCopy)[]> {
  const {rows} = await sql<FormerCopy | StandingCopy>`
    select f.contact_id as "contactId", f.source_id as "sourceId",
      f.resource_name as "resourceName", f.marker, f.origin, f.base, f.found,
      f.on_phones as "onPhones", f.deletion_name is not null as owed
    from former_copies f where ${condition} order by f.source_id`.execute(db);
  return rows;
}

/** These are copies again. */
export async function dropFormerCopies(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  if (sourceIds.length === 0) return;
  await tx
    .deleteFrom('former_copies')
    .where('account_id', '=', accountId)
    .where('source_id', 'in', sourceIds)
    .execute();
}
