import {sql} from 'kysely';
import type {Item, SharedField} from '../core/content.ts';
import {COPY_COLUMNS, type CopyRow} from './copies.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';

/** Copies of an account in which an edit was seen that nobody decided yet, and those named. */
export async function readEditedCopies(
  db: Db,
  accountId: string,
  contactIds: readonly string[],
): Promise<readonly CopyRow[]> {
  const {rows} = await sql<CopyRow>`
    select ${COPY_COLUMNS} from copies c
    where c.account_id = ${accountId} and c.presence = 'present'
      and (c.due and c.observed is not null
           or c.contact_id = any(${sql.val([...contactIds])}::uuid[]))`.execute(
    db,
  );
  return rows;
}

/**
 * The contact `k` has no match key, as the index contacts_keyless says it: few have
 * none, so they are gone through rather than all copies of an account.
 */
const IS_KEYLESS = sql`not (k.content @? '$.emailAddresses[*].matchKey'
  or k.content @? '$.phoneNumbers[*].canonicalForm')`;

/**
 * Copies that stand in an account and of whose contacts one of these match keys
 * is known, or no key at all and whose base has one of these items to the letter.
 */
export async function readCopiesSaying(
  db: Db,
  accountId: string,
  {
    keys,
    said,
  }: {
    readonly keys: readonly string[];
    readonly said: readonly {
      readonly field: SharedField;
      readonly item: Item;
    }[];
  },
): Promise<readonly CopyRow[]> {
  const {rows: saying} = await sql<{id: string}>`
    with said as materialized (
      select r.field, r.item
      from jsonb_to_recordset(${jsonRows(said)}) as r(field text, item jsonb)),
    keyless as materialized (select k.id from contacts k where ${IS_KEYLESS})
    select x.contact_id as id from contact_keys x
    where x.key = any(${sql.val([...keys])}::text[])
    union
    select o.contact_id from keyless k
    join copies o on o.contact_id = k.id
    cross join lateral jsonb_each(o.base) as f(field, items)
    cross join lateral jsonb_array_elements(f.items) as i(item)
    join said s on s.field = f.field and s.item = i.item
    where o.account_id = ${accountId} and o.presence = 'present'`.execute(db);
  if (saying.length === 0) return [];
  const {rows} = await sql<CopyRow>`
    select ${COPY_COLUMNS} from copies c
    where c.account_id = ${accountId} and c.presence = 'present'
      and c.contact_id = any(${sql.val(saying.map(({id}) => id))}::uuid[])
    order by c.contact_id`.execute(db);
  return rows;
}

/** Deleted and missed copies of an account are looked at again after another list ended. */
export async function markGoneCopies(tx: Tx, accountId: string): Promise<void> {
  await sql`
    update copies c set marks = c.marks + 1 from accounts a
    where a.id = ${accountId} and c.account_id = a.id
      and not c.away and not c.due and a.lists > c.gone_list + 1
      and not exists (select from pending_removals p
        where p.contact_id = c.contact_id)`.execute(tx);
}

/** Copies that a read by name did not explain are planned again after a list. */
export async function releaseChanged(tx: Tx, accountId: string): Promise<void> {
  await sql`
    update copies set hold = null, marks = marks + 1
    where account_id = ${accountId} and hold = 'CHANGED_MEANWHILE'`.execute(tx);
}

/**
 * Copies with a deletion mark that a read by name contradicted in an earlier run.
 * One that is to be withdrawn is read for that, and not twice.
 */
export async function readDoubted(
  db: Db,
  accountId: string,
): Promise<readonly CopyRow[]> {
  const {rows} = await sql<CopyRow>`
    select ${COPY_COLUMNS} from copies c join accounts a on a.id = c.account_id
    where c.account_id = ${accountId} and c.presence = 'present'
      and c.gone_list < a.lists
      and exists (
        select from contact_labels cl
        join contacts k on k.id = cl.contact_id and k.delete_time is null
        join collaborators co
          on co.label_id = cl.label_id and co.account_id = c.account_id
        where cl.contact_id = c.contact_id)`.execute(db);
  return rows;
}

export interface GoneCopy extends CopyRow {
  /** Its account still sees the contact. */
  readonly isSeen: boolean;
}

/** Copies found deleted in the account's last list, or this one: a survivor may show yet. */
export async function readFreshlyGone(
  db: Db,
  accountId: string,
): Promise<readonly GoneCopy[]> {
  const {rows} = await sql<GoneCopy>`
    select ${COPY_COLUMNS}, exists (
        select from contact_labels cl
        join contacts k on k.id = cl.contact_id and k.delete_time is null
        join collaborators co
          on co.label_id = cl.label_id and co.account_id = c.account_id
        where cl.contact_id = c.contact_id) as "isSeen"
    from copies c join accounts a on a.id = c.account_id
    where c.account_id = ${accountId} and c.presence = 'gone' and not c.away
      and a.lists <= c.gone_list + 1
    order by c.contact_id`.execute(db);
  return rows;
}

/** Whether a deleted copy of the account waits for another list, or one is doubted. */
export async function awaitsList(db: Db, accountId: string): Promise<boolean> {
  const {rows} = await sql`
    select 1 from copies c join accounts a on a.id = c.account_id
    where c.account_id = ${accountId} and (
      c.presence = 'gone' and a.lists <= c.gone_list + 1
      or c.presence = 'present' and c.gone_list is not null) limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

/**
 * Creates sent at least `confirmSeconds` before `listBegunMs` that a complete
 * list begun then did not show: they never happened and are tried again, held ones later.
 */
export async function releaseUnconfirmed(
  tx: Tx,
  accountId: string,
  listBegunMs: number,
  confirmSeconds: number,
): Promise<void> {
  await sql`
    update copies set presence = 'none', sent = null,
      marks = marks + (hold is distinct from 'UNANSWERED')::int
    where account_id = ${accountId} and presence = 'unconfirmed'
      and attempt_time <= to_timestamp(${listBegunMs}::float8 / 1000)
                          - ${confirmSeconds}::float8 * interval '1 second'`.execute(
    tx,
  );
}

/** How long a copy is held of which Google answers no write. */
const UNANSWERED_MINUTES = 10;

/** When a copy `c` that is held for that is tried again; null for all others. */
export const UNANSWERED_UNTIL = sql<Date | null>`case when c.hold = 'UNANSWERED'
  then c.attempt_time + ${UNANSWERED_MINUTES} * interval '1 minute' end`;

/** Copies held for that long are planned again. */
export async function releaseUnanswered(
  tx: Tx,
  accountId: string,
): Promise<void> {
  await sql`
    update copies c set hold = null, marks = marks + 1
    where account_id = ${accountId} and hold is not null
      and ${UNANSWERED_UNTIL} <= (select service_now())`.execute(tx);
}

/** When the oldest unconfirmed create may be tried again; undefined: there is none. */
export async function oldestUnconfirmedMs(
  db: Db,
  accountId: string,
): Promise<number | undefined> {
  const {rows} = await sql<{oldest: number | null}>`
    select (extract(epoch from min(attempt_time)) * 1000)::float8 as oldest
    from copies where account_id = ${accountId} and presence = 'unconfirmed'`.execute(
    db,
  );
  return rows[0]?.oldest ?? undefined;
}
