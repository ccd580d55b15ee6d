import {sql, type RawBuilder} from 'kysely';
import type {Content} from '../core/content.ts';
import type {SharedField} from '../core/content.ts';
import {hiddenByAll, pickFields, viewContent} from '../core/view.ts';
import type {Actor} from './contact-history.ts';
import {changeContactLabels} from './contact-labels.ts';
import type {Db, Tx} from './queries.ts';
import {putBackCopies} from './copy-endings.ts';
import {touchContacts} from './reach.ts';

/** Undecided for so long, a removal counts as rejected (contract section 5). */
export const UNDECIDED_DAYS_MAX = 7;

/** A removal that is held, as one of those who decide about it may see it. */
export interface PendingRemoval {
  readonly id: string;
  readonly labelId: string;
  readonly labelDisplayName: string;
  readonly contactId: string;
  /** Through the reader's lens; of what an admin has no part in, the name. */
  readonly content: Content;
  readonly email: string;
  readonly via: Actor['via'];
  /** Else it is the reader's own. */
  readonly mayDecide: boolean;
  readonly createTime: Date;
  readonly expireTime: Date;
}

/** Who asks: an admin decides about every label. */
export interface Decider {
  readonly accountId: string;
  readonly isAdmin: boolean;
}

/** A page by id of what an account may decide about, or withdraw. */
export async function listPendingRemovals(
  db: Db,
  decider: Decider,
  page: {readonly after: string | undefined; readonly limit: number},
): Promise<readonly PendingRemoval[]> {
  const after = sql`${page.after ?? null}::uuid`;
  const {rows} = await sql<
    PendingRemoval & {readonly hidden: readonly (readonly SharedField[])[]}
  >`
    select p.id, p.label_id as "labelId", l.display_name as "labelDisplayName",
      p.contact_id as "contactId", k.content, a.email, p.via,
      ${isDecidedBy(decider)} as "mayDecide",
      p.create_time as "createTime",
      p.create_time + ${UNDECIDED_DAYS_MAX} * interval '1 day' as "expireTime",
      (select coalesce(jsonb_agg(to_jsonb(co.hidden_fields)), '[]')
       from contact_labels cl
       join collaborators co
         on co.label_id = cl.label_id and co.account_id = ${decider.accountId}
       where cl.contact_id = p.contact_id) as hidden
    from pending_removals p
    join labels l on l.id = p.label_id and l.delete_time is null
    join contacts k on k.id = p.contact_id
    join accounts a on a.id = p.account_id
    where (${isDecidedBy(decider)} or ${isOwn(decider)}) and (${after} is null or p.id > ${after})
    order by p.id limit ${page.limit}`.execute(db);
  return rows.map(({hidden, content, ...row}) => ({
    ...row,
    content:
      hidden.length === 0
        ? pickFields(content, field => field === 'names')
        : viewContent(content, hiddenByAll(hidden)),
  }));
}

function isDecidedBy(decider: Decider) {
  return sql`(${decider.isAdmin} or ${isManagedBy(decider)})`;
}

function isManagedBy({accountId}: Decider) {
  return sql`exists (
    select from collaborators co
    where co.label_id = p.label_id and co.account_id = ${accountId}
      and co.role in ('manager', 'owner'))`;
}

/** Of a label that the account still sees. */
function isOwn({accountId}: Pick<Decider, 'accountId'>) {
  return sql`(p.account_id = ${accountId} and exists (
    select from collaborators co
    where co.label_id = p.label_id and co.account_id = ${accountId}))`;
}

interface HeldRemoval {
  readonly id: string;
  readonly label_id: string;
  readonly contact_id: string;
  readonly account_id: string;
  readonly via: Actor['via'];
  /** Whether a role of the decider's lets them decide. */
  readonly isManaged: boolean;
}

/** Ids of an account's own removals of these contacts from a label that are held. */
export async function listOwnHeld(
  tx: Tx,
  {
    labelId,
    contactIds,
    accountId,
  }: {
    readonly labelId: string;
    readonly contactIds: readonly string[];
    readonly accountId: string;
  },
): Promise<readonly string[]> {
  const {rows} = await sql<{readonly id: string}>`
    select id from pending_removals
    where label_id = ${labelId} and account_id = ${accountId}
      and contact_id = any(${sql.val([...contactIds])}::uuid[])
    order by id`.execute(tx);
  return rows.map(({id}) => id);
}

/** How many removals of these contacts from a label are held. */
export async function countHeld(
  tx: Tx,
  labelId: string,
  contactIds: readonly string[],
): Promise<number> {
  const {rows} = await sql<{readonly count: number}>`
    select count(*)::int as count from pending_removals
    where label_id = ${labelId}
      and contact_id = any(${sql.val([...contactIds])}::uuid[])`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** A removal that somebody decided about. */
export interface Decided {
  readonly labelId: string;
  readonly contactId: string;
}

export type PendingOutcome =
  /** `asAdmin`: where no role of the decider's lets them. */
  | {readonly kind: 'ok'; readonly asAdmin: readonly Decided[]}
  /** The first of the ids that names nothing this account may do this to: nothing that it sees, or what it sees. */
  | {readonly kind: 'notFound'; readonly id: string}
  | {readonly kind: 'denied'; readonly id: string};

/**
 * Carries held removals out, as acts of those who removed: the history names
 * who approved. All of them, or none.
 */
export async function approveRemovals(
  tx: Tx,
  decider: Decider,
  ids: readonly string[],
): Promise<PendingOutcome> {
  const found = await takeRemovals(tx, decider, ids, isDecidedBy(decider));
  if (found.kind !== 'ok') return found;
  const acts = Map.groupBy(found.removals, row =>
    [row.label_id, row.via, row.account_id].join(' '),
  );
  for (const [first, ...others] of acts.values()) {
    if (first === undefined) continue;
    await changeContactLabels(tx, {
      contactIds: [first, ...others].map(row => row.contact_id),
      add: [],
      remove: [first.label_id],
      by: {accountId: first.account_id, via: first.via},
      decidedBy: decider.accountId,
    });
  }
  return {kind: 'ok', asAdmin: asAdmin(found.removals)};
}

/** The labels stay on; where a copy lost them they are put back. All, or none. */
export async function rejectRemovals(
  tx: Tx,
  decider: Decider,
  ids: readonly string[],
): Promise<PendingOutcome> {
  return leaveOn(tx, decider, ids, isDecidedBy(decider));
}

/** The same by those who removed, of their own. */
export async function withdrawRemovals(
  tx: Tx,
  decider: Decider,
  ids: readonly string[],
): Promise<PendingOutcome> {
  return leaveOn(tx, decider, ids, isOwn(decider));
}

async function leaveOn(
  tx: Tx,
  decider: Decider,
  ids: readonly string[],
  isTheirs: RawBuilder<unknown>,
): Promise<PendingOutcome> {
  const found = await takeRemovals(tx, decider, ids, isTheirs);
  if (found.kind !== 'ok') return found;
  await putBack(tx, found.removals);
  return {kind: 'ok', asAdmin: asAdmin(found.removals)};
}

function asAdmin(removals: readonly HeldRemoval[]): readonly Decided[] {
  return removals
    .filter(({isManaged}) => !isManaged)
    .map(row => ({labelId: row.label_id, contactId: row.contact_id}));
}

/** Whose copies lack the label gets it back: it was nobody's act from now on. */
async function putBack(
  tx: Tx,
  removals: readonly Pick<HeldRemoval, 'label_id' | 'contact_id'>[],
): Promise<void> {
  for (const {label_id: labelId, contact_id: contactId} of removals) {
    await putBackCopies(tx, {labelId, contactId});
  }
  await touchContacts(tx, [...new Set(removals.map(row => row.contact_id))]);
}

/** Labels are locked first, as whoever takes them off does. */
async function takeRemovals(
  tx: Tx,
  decider: Decider,
  ids: readonly string[],
  isTheirs: RawBuilder<unknown>,
): Promise<
  | Exclude<PendingOutcome, {kind: 'ok'}>
  | {readonly kind: 'ok'; readonly removals: readonly HeldRemoval[]}
> {
  const wanted = sql.val([...ids]);
  await sql`
    select id from labels where id in (
      select label_id from pending_removals where id = any(${wanted}::uuid[]))
    order by id for no key update`.execute(tx);
  const {rows} = await sql<HeldRemoval>`
    delete from pending_removals p
    using labels l
    where p.id = any(${wanted}::uuid[]) and l.id = p.label_id
      and l.delete_time is null and ${isTheirs}
    returning p.id, p.label_id, p.contact_id, p.account_id, p.via,
      ${isManagedBy(decider)} as "isManaged"`.execute(tx);
  const found = new Set(rows.map(row => row.id));
  const missing = ids.find(id => !found.has(id));
  if (missing === undefined) return {kind: 'ok', removals: rows};
  const {rows: seen} = await sql`
    select from pending_removals p
    join labels l on l.id = p.label_id and l.delete_time is null
    where p.id = ${missing}
      and (${isDecidedBy(decider)} or ${isOwn(decider)})`.execute(tx);
  return {kind: seen.length > 0 ? 'denied' : 'notFound', id: missing};
}

/** Rejects what nobody decided about in time; returns how many. */
export async function expirePendingRemovals(tx: Tx): Promise<number> {
  const {rows} = await sql<Pick<HeldRemoval, 'label_id' | 'contact_id'>>`
    delete from pending_removals
    where create_time <= (select service_now()) - ${UNDECIDED_DAYS_MAX} * interval '1 day'
    returning label_id, contact_id`.execute(tx);
  await putBack(tx, rows);
  return rows.length;
}
