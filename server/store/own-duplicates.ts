import {sql, type RawBuilder, type SqlBool} from 'kysely';
import {shownOwnReasons, type DuplicateReason} from '../core/duplicates.ts';
import {matchKeys} from '../core/normalize.ts';
import type {WeighedPair} from '../core/pair-weight.ts';
import type {MergedContacts} from './duplicates.ts';
import {accountLane, wakeLane} from './lanes.ts';
import {readParts} from './merged-parts.ts';
import {findOwnContacts, readKnownKeyHash} from './own-keys.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import type {DuplicateState} from './schema.ts';
import {readVisible, type VisibleContact} from './visible-contacts.ts';

/** A shared contact and an own contact that may be the same person. */
export interface OwnPair {
  readonly contactId: string;
  /** Of the own contact, as its `resourceName`: all that is known of it. */
  readonly sourceId: string;
  readonly resourceName: string;
  readonly reasons: readonly DuplicateReason[];
}

export interface OwnDuplicateRow extends OwnPair {
  readonly id: string;
  readonly state: DuplicateState;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** A proposal to its account, with the shared contact as that sees it. */
export interface SeenOwnDuplicate extends OwnDuplicateRow {
  readonly contact: VisibleContact;
  /** Absent: nobody asked Google what the own contact says. */
  readonly weighed?: WeighedPair;
}

/** Keeps proposals of an account; a pair is proposed once, whatever became of it. */
export async function proposeOwnDuplicates(
  tx: Tx,
  accountId: string,
  pairs: readonly OwnPair[],
  newId: () => string,
): Promise<void> {
  const rows = pairs.map(pair => ({...pair, id: newId()}));
  await sql`
    insert into own_duplicates (id, account_id, contact_id, source_id,
      resource_name, reasons)
    select r.id, ${accountId}, r."contactId", r."sourceId", r."resourceName",
      array(select jsonb_array_elements_text(r.reasons))
    from jsonb_to_recordset(${jsonRows(rows)}) as r(id uuid, "contactId" uuid,
      "sourceId" text, "resourceName" text, reasons jsonb)
    on conflict (account_id, contact_id, source_id)
    do update set reasons = excluded.reasons, update_time = service_now()
    where own_duplicates.state = 'OPEN'
      and own_duplicates.reasons <> excluded.reasons`.execute(tx);
}

/** As `followMergedPairs`, of those about somebody's own contacts. */
export async function followMergedOwn(
  tx: Tx,
  {survivorId, absorbedIds}: MergedContacts,
  newId: () => string,
): Promise<void> {
  const {rows} = await sql<OwnPair & {readonly accountId: string}>`
    select distinct on (account_id, source_id) account_id as "accountId",
      ${survivorId}::uuid as "contactId", source_id as "sourceId",
      resource_name as "resourceName", reasons
    from own_duplicates where state = 'OPEN'
      and contact_id = any(${sql.val([...absorbedIds])}::uuid[])
    order by account_id, source_id, id`.execute(tx);
  for (const [accountId, pairs] of Map.groupBy(rows, row => row.accountId)) {
    await proposeOwnDuplicates(tx, accountId, pairs, newId);
  }
}

/** A page by id of an account's open proposals; which it is shown is for `readSeenOwn` to say. */
export async function listOwnDuplicates(
  db: Db,
  page: {
    readonly accountId: string;
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<readonly OwnDuplicateRow[]> {
  const after = sql`${page.after ?? null}::uuid`;
  return selectOwn(
    db,
    sql`d.account_id = ${page.accountId} and d.state = 'OPEN'
      and (${after} is null or d.id > ${after})`,
    page.limit,
  );
}

/** Holds an account's proposal until the transaction ends. */
export async function lockOwnDuplicate(
  tx: Tx,
  {id, accountId}: {readonly id: string; readonly accountId: string},
): Promise<OwnDuplicateRow | undefined> {
  await tx
    .selectFrom('own_duplicates')
    .select('id')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .forUpdate()
    .execute();
  const rows = await selectOwn(
    tx,
    sql`d.id = ${id} and d.account_id = ${accountId}`,
    1,
  );
  return rows[0];
}

async function selectOwn(
  db: Db,
  condition: RawBuilder<SqlBool>,
  limit: number,
): Promise<readonly OwnDuplicateRow[]> {
  const {rows} = await sql<OwnDuplicateRow>`
    select d.id, d.state, d.contact_id as "contactId", d.source_id as "sourceId",
      d.resource_name as "resourceName", d.reasons,
      d.create_time as "createTime", d.update_time as "updateTime"
    from own_duplicates d where ${condition}
    order by d.id limit ${limit}`.execute(db);
  return rows;
}

/**
 * Of its proposals those that an account is shown: it sees the contact, the copy
 * of it is none of their own, the hashes of the own contact say that the two still
 * have in common what was their reason, and they said of nobody who lives on in the
 * contact that the two are two.
 */
export async function readSeenOwn(
  db: Db,
  rows: readonly OwnDuplicateRow[],
  accountId: string,
): Promise<readonly SeenOwnDuplicate[]> {
  if (rows.length === 0) return [];
  const ids = sql.val(rows.map(({contactId}) => contactId));
  const contacts = await readVisible(
    db,
    accountId,
    sql`k.id = any(${ids}::uuid[]) and not exists (
      select from copies c where c.contact_id = k.id
        and c.account_id = ${accountId} and c.origin = 'account'
        and c.presence = 'present')`,
  );
  const hash = await readKnownKeyHash(db);
  if (hash === undefined) return [];
  const keys = contacts.flatMap(({content}) => matchKeys(content));
  const own = await findOwnContacts(
    db,
    accountId,
    [...new Set(keys)].map(hash),
  );
  const keysOf = Map.groupBy(own, ({sourceId}) => sourceId);
  const byId = new Map(contacts.map(contact => [contact.id, contact]));
  const isRefused = await readRefused(db, [...byId.keys()], accountId);
  return rows.flatMap(row => {
    const contact = byId.get(row.contactId);
    if (contact === undefined) return [];
    if (row.state === 'OPEN' && isRefused(row.contactId, row.sourceId))
      return [];
    const theirs = keysOf.get(row.sourceId) ?? [];
    const shared = matchKeys(contact.content).filter(key =>
      theirs.some(each => each.key === hash(key)),
    );
    const reasons = shownOwnReasons(row.reasons, contact, shared);
    return reasons.length > 0 ? [{...row, reasons, contact}] : [];
  });
}

/** Whether an account said that an own contact, by its source id, is none of a shared one. */
export type IsRefused = (contactId: string, sourceId: string) => boolean;

/** What an account said to be two, of these contacts and of those that live on in them. */
export async function readRefused(
  db: Db,
  contactIds: readonly string[],
  accountId: string,
): Promise<IsRefused> {
  const parts = await readParts(db, contactIds);
  const {rows} = await sql<Pick<OwnPair, 'contactId' | 'sourceId'>>`
    select contact_id as "contactId", source_id as "sourceId"
    from own_duplicates where account_id = ${accountId} and state = 'REJECTED'
      and contact_id = any(${sql.val([...parts.keys()])}::uuid[])`.execute(db);
  const refused = new Set(
    rows.map(row => `${parts.get(row.contactId)}/${row.sourceId}`),
  );
  return (contactId, sourceId) => refused.has(`${contactId}/${sourceId}`);
}

/** The account's next run links what was accepted. */
export async function endOwnDuplicate(
  tx: Tx,
  {
    id,
    accountId,
    state,
  }: {
    readonly id: string;
    readonly accountId: string;
    readonly state: Exclude<DuplicateState, 'OPEN'>;
  },
): Promise<void> {
  await tx
    .updateTable('own_duplicates')
    .set({
      state,
      link_due: state === 'ACCEPTED',
      update_time: sql<Date>`service_now()`,
    })
    .where('id', '=', id)
    .execute();
  if (state === 'ACCEPTED') await wakeLane(tx, accountLane(accountId));
}

/** One that was rejected is open again. */
export async function reopenOwnDuplicate(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('own_duplicates')
    .set({state: 'OPEN', update_time: sql<Date>`service_now()`})
    .where('id', '=', id)
    .execute();
}

/**
 * What an account accepted and that is not carried out to its end. It waits where the
 * account does not see the contact: what it said holds once it does again.
 */
export interface DueLink {
  readonly id: string;
  readonly contactId: string;
  readonly sourceId: string;
  readonly resourceName: string;
}

/** A few at a time: the others come with the next run. */
const LINKS_MAX = 200;

export async function readDueLinks(
  db: Db,
  accountId: string,
): Promise<readonly DueLink[]> {
  const {rows} = await sql<DueLink>`
    select id, contact_id as "contactId", source_id as "sourceId",
      resource_name as "resourceName"
    from own_duplicates d where account_id = ${accountId} and link_due
      and exists (
        select from contact_labels cl
        join collaborators co on co.label_id = cl.label_id
        where cl.contact_id = d.contact_id and co.account_id = d.account_id)
    order by id limit ${LINKS_MAX}`.execute(db);
  return rows;
}

/** It is linked, or there is nothing to link any more. */
export async function noteLinked(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('own_duplicates')
    .set({link_due: false})
    .where('id', '=', id)
    .execute();
}
