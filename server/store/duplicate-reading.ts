import {sql, type RawBuilder, type SqlBool} from 'kysely';
import type {SharedField} from '../core/content.ts';
import {
  isFoundFor,
  reasonsIn,
  weighSeen,
  type FoundEvidence,
} from '../core/duplicate-evidence.ts';
import {
  DUPLICATE_REASONS,
  shownReasons,
  type DuplicateReason,
} from '../core/duplicates.ts';
import {asRead} from '../core/regional-numbers.ts';
import {mayMerge, mayUnmerge, type LabelSight} from '../core/merge-right.ts';
import type {WeighedPair} from '../core/pair-weight.ts';
import type {Role} from '../core/role.ts';
import {mayStand, roleWithin} from './label-trash.ts';
import {readParts} from './merged-parts.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import type {DuplicateState} from './schema.ts';
import {readVisible, type VisibleContact} from './visible-contacts.ts';

/** A proposal, as it stands. */
export interface DuplicateRow {
  readonly id: string;
  readonly state: DuplicateState;
  readonly contactId: string;
  readonly otherId: string;
  readonly reasons: readonly DuplicateReason[];
  /** Null: no search found them. */
  readonly found: FoundEvidence | null;
  readonly createTime: Date;
  readonly updateTime: Date;
  readonly deciderId: string | null;
}

/** A proposal with both contacts, as one who may make them one sees them. */
export interface SeenDuplicate extends DuplicateRow {
  readonly contacts: readonly [VisibleContact, VisibleContact];
  readonly weighed: WeighedPair;
}

/**
 * A page by id of open proposals that an account may have to do with: those of
 * contacts which it may remove from a label each. What it decides about is for
 * `readSeenDuplicates` to say.
 */
export async function listDuplicates(
  db: Db,
  page: {
    readonly accountId: string;
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<readonly DuplicateRow[]> {
  const after = sql`${page.after ?? null}::uuid`;
  const {accountId} = page;
  return selectDuplicates(
    db,
    sql`d.state = 'OPEN' and (${after} is null or d.id > ${after})
      and ${isRemovable(sql`d.contact_id`, accountId)}
      and ${isRemovable(sql`d.other_id`, accountId)}`,
    page.limit,
  );
}

/** Not in the trash, and in some label the account may take it out of. */
function isRemovable(
  contactId: RawBuilder<unknown>,
  accountId: string,
): RawBuilder<SqlBool> {
  return sql`exists (
    select from contact_labels cl
    join collaborators co on co.label_id = cl.label_id
    join contacts k on k.id = cl.contact_id
    where cl.contact_id = ${contactId} and co.account_id = ${accountId}
      and co.role in ('remover', 'manager', 'owner') and k.delete_time is null)`;
}

/** Of these pairs of contacts the proposals that are open, in the order of ids. */
export async function readOpenPairs(
  tx: Tx,
  pairs: readonly (readonly [string, string])[],
): Promise<readonly DuplicateRow[]> {
  const rows = pairs.map(([first, other]) => ({first, other}));
  return selectDuplicates(
    tx,
    sql`d.state = 'OPEN'
      and (least(d.contact_id, d.other_id), greatest(d.contact_id, d.other_id))
        in (select least(r.first, r.other), greatest(r.first, r.other)
            from jsonb_to_recordset(${jsonRows(rows)}) as r(first uuid, other uuid))`,
    pairs.length,
  );
}

/**
 * Pairs of contacts that an account sees, in a label or all, about which somebody
 * decided, or about two that live on in them.
 */
export async function listDecidedPairs(
  db: Db,
  {
    accountId,
    labelId,
  }: {readonly accountId: string; readonly labelId: string | null},
): Promise<readonly (readonly [string, string])[]> {
  const isSeen = (contactId: RawBuilder<unknown>) => sql`exists (
    select from contact_labels cl
    join collaborators co on co.label_id = cl.label_id
    where cl.contact_id = ${contactId} and co.account_id = ${accountId}
      and (${labelId}::uuid is null or cl.label_id = ${labelId}))`;
  const {rows} = await sql<{readonly first: string; readonly other: string}>`
    select first, other from (
      select ${surviving(sql`a`)} as first, ${surviving(sql`b`)} as other
      from (${answers()}) d join contacts a on a.id = d.first
      join contacts b on b.id = d.other) decided
    where first <> other and ${isSeen(sql`first`)} and ${isSeen(sql`other`)}`.execute(
    db,
  );
  return rows.map(({first, other}) => [first, other]);
}

/** SQL: pairs that somebody decided about, or that somebody took apart again. */
function answers(): RawBuilder<unknown> {
  return sql`
    select contact_id as first, other_id as other from duplicates
    where state <> 'OPEN'
    union all
    select survivor_id, absorbed_id from merges where undo_time is not null`;
}

/** The id of who a contact lives on in; few were merged, and following these takes longest. */
function surviving(contact: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${contact}.merged_into is null then ${contact}.id
    else surviving_contact(${contact}.id) end`;
}

/**
 * Which of these contacts somebody decided about, pair by pair, by what was said or done to
 * any that live on in them: an answer goes along when its contact is merged, and is
 * where it was when that is undone.
 */
async function readAnswered(
  db: Db,
  contactIds: readonly string[],
): Promise<(first: string, other: string) => boolean> {
  const parts = await readParts(db, contactIds);
  const {rows} = await sql<{readonly first: string; readonly other: string}>`
    select first, other from (${answers()}) d
    where first = any(${sql.val([...parts.keys()])}::uuid[])`.execute(db);
  const pairs = new Set(
    rows.flatMap(row => {
      const [first, other] = [parts.get(row.first), parts.get(row.other)];
      return [`${first}${other}`, `${other}${first}`];
    }),
  );
  return (first, other) => pairs.has(first + other);
}

/** Holds a proposal until the transaction ends: it is decided once. */
export async function lockDuplicate(
  tx: Tx,
  id: string,
): Promise<DuplicateRow | undefined> {
  await tx
    .selectFrom('duplicates')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .execute();
  const rows = await selectDuplicates(tx, sql`d.id = ${id}`, 1);
  return rows[0];
}

async function selectDuplicates(
  db: Db,
  condition: RawBuilder<SqlBool>,
  limit: number,
): Promise<readonly DuplicateRow[]> {
  const {rows} = await sql<DuplicateRow>`
    select d.id, d.state, d.contact_id as "contactId", d.other_id as "otherId",
      d.reasons, d.evidence as found, d.create_time as "createTime", d.update_time as "updateTime",
      d.decided_by as "deciderId"
    from duplicates d where ${condition}
    order by d.id limit ${limit}`.execute(db);
  return rows;
}

/**
 * Of these proposals those that an account is shown: it sees both contacts, may
 * make them one, and they still look like one person to it. Of open ones those
 * alone that no other answer decided; see `readAnswered`. `reasons` are those it
 * may know.
 */
export async function readSeenDuplicates(
  db: Db,
  rows: readonly DuplicateRow[],
  accountId: string,
): Promise<readonly SeenDuplicate[]> {
  const ids = rows.flatMap(row => [row.contactId, row.otherId]);
  const contacts = await readPeople(db, ids, accountId);
  const sights = await readSights(db, ids, accountId);
  const isAnswered = await readAnswered(db, ids);
  return rows.flatMap(row => {
    const {state, contactId, otherId} = row;
    if (state === 'OPEN' && isAnswered(contactId, otherId)) return [];
    const [first, other] = [contacts.get(contactId), contacts.get(otherId)];
    if (first === undefined || other === undefined) return [];
    const labels = [first, other].map(({id}) => sights.get(id) ?? []);
    return mayMerge(labels) ? lookAt(row, [first, other]) : [];
  });
}

/** Why somebody is told of a pair, by what they see of it; nothing: they are not told. */
function lookAt(
  row: DuplicateRow,
  contacts: SeenDuplicate['contacts'],
): readonly SeenDuplicate[] {
  const read = [asRead(contacts[0]), asRead(contacts[1])] as const;
  const asArrived = shownReasons(row.reasons, read);
  const found =
    row.found !== null && isFoundFor(row.found, read) ? row.found : undefined;
  if (asArrived.length === 0 && found === undefined) return [];
  const weighed = weighSeen(found, read);
  const told = new Set([
    ...asArrived,
    ...(found === undefined ? [] : reasonsIn(weighed.evidence)),
  ]);
  const reasons = DUPLICATE_REASONS.filter(reason => told.has(reason));
  return [{...row, reasons, contacts, weighed}];
}

/** Whether an account decides about what is left of a pair, however it was decided. */
export async function isConcerned(
  db: Db,
  {contactId, otherId}: DuplicateRow,
  accountId: string,
): Promise<boolean> {
  const ids = [contactId, otherId];
  const contacts = await readPeople(db, ids, accountId);
  const sights = await readSights(db, ids, accountId);
  const labels = [...contacts.keys()].flatMap(id => sights.get(id) ?? []);
  return contacts.size > 0 && mayUnmerge(labels);
}

async function readPeople(
  db: Db,
  ids: readonly string[],
  accountId: string,
): Promise<ReadonlyMap<string, VisibleContact>> {
  const contacts = await readVisible(
    db,
    accountId,
    sql`k.id = any(${sql.val([...ids])}::uuid[])`,
  );
  return new Map(contacts.map(contact => [contact.id, contact]));
}

/** The labels of these contacts that stand or may come back, those the account does not see too. */
async function readSights(
  db: Db,
  ids: readonly string[],
  accountId: string,
): Promise<ReadonlyMap<string, readonly LabelSight[]>> {
  const {rows} = await sql<{
    readonly contactId: string;
    readonly labelId: string;
    readonly role: Role | null;
    readonly hiddenFields: readonly SharedField[];
  }>`
    select cl.contact_id as "contactId", l.id as "labelId",
      ${roleWithin(accountId)} as role,
      coalesce(co.hidden_fields, '{}') as "hiddenFields"
    from contact_labels cl join labels l on l.id = cl.label_id and ${mayStand()}
    left join collaborators co
      on co.label_id = l.id and co.account_id = ${accountId}
    where cl.contact_id = any(${sql.val([...ids])}::uuid[])`.execute(db);
  return Map.groupBy(rows, ({contactId}) => contactId);
}
