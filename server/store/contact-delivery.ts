import {sql} from 'kysely';
import {
  ACCOUNT_STANDING,
  heldUntil,
  reasonOf,
  retryTimeOf,
  type AccountStanding,
  type DeliveryReason,
  type Ends,
} from './delivery-reason.ts';
import {UNDECIDED_DAYS_MAX} from './pending-removals.ts';
import type {Db} from './queries.ts';

/** UP_TO_DATE: it stands there; AWAY: its account deleted it again and again. */
export type CopyDeliveryState = 'UP_TO_DATE' | 'WAITING' | 'HELD' | 'AWAY';

/** One contact in one account. */
export interface CopyDelivery {
  /** Of the account. */
  readonly id: string;
  readonly email: string;
  readonly state: CopyDeliveryState;
  /** The contact's version that stands there; absent: none that anybody knows. */
  readonly version?: number;
  /** When that arrived. */
  readonly deliverTime?: Date;
  readonly reason?: DeliveryReason;
  /** Until when it waits at least; absent where that is not known. */
  readonly retryTime?: Date;
  /** Fields that another program keeps rewriting there; absent where there are none. */
  readonly pausedFields?: readonly string[];
}

interface Row extends AccountStanding, Ends {
  readonly id: string;
  readonly email: string;
  readonly stands: boolean;
  readonly version: number;
  readonly deliveryTime: Date | null;
  readonly isOpen: boolean;
  readonly isHeld: boolean;
  readonly isFull: boolean;
  readonly isAway: boolean;
  readonly pausedFields: readonly string[] | null;
}

/** The contact's version, and its labels that say whom it reaches; undefined where it is in no label. */
export async function readContactLabels(
  db: Db,
  contactId: string,
): Promise<
  {readonly version: number; readonly labelIds: readonly string[]} | undefined
> {
  const rows = await db
    .selectFrom('contacts')
    .innerJoin('contact_labels', 'contact_labels.contact_id', 'contacts.id')
    .innerJoin('labels', 'labels.id', 'contact_labels.label_id')
    .select(['contacts.version', 'labels.id as labelId'])
    .where('contacts.id', '=', contactId)
    .where('contacts.delete_time', 'is', null)
    .where('labels.delete_time', 'is', null)
    .orderBy('labels.id')
    .execute();
  const [first] = rows;
  return (
    first && {
      version: first.version,
      labelIds: rows.map(({labelId}) => labelId),
    }
  );
}

/** A page by address of the accounts that these labels of the contact reach. */
export async function readContactDelivery(
  db: Db,
  page: {
    readonly contactId: string;
    readonly labelIds: readonly string[];
    /** Id of an account. */
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<readonly CopyDelivery[]> {
  const {contactId, labelIds, after = null, limit} = page;
  const {rows} = await sql<Row>`
    select a.id, a.email, ${ACCOUNT_STANDING},
      coalesce(c.presence = 'present' and c.delivered_version > 0, false) as stands,
      c.delivered_version as version, c.delivery_time as "deliveryTime",
      coalesce(c.due or c.hold is not null or c.presence <> 'present', true) as "isOpen",
      coalesce(c.hold <> 'FULL', false) or p.until is not null as "isHeld",
      coalesce(c.hold = 'FULL', false) as "isFull",
      coalesce(c.away, false) as "isAway",
      least(p.until, ${heldUntil()}) as "heldUntil",
      c.pause_until as "pausedUntil", case when c.pauses is not null
        then array(select jsonb_object_keys(c.pauses) order by 1) end as "pausedFields"
    from accounts a
    left join copies c on c.account_id = a.id and c.contact_id = ${contactId}
    left join lanes l on l.key = 'accounts/' || a.id
    cross join lateral (
      select min(r.create_time) + ${UNDECIDED_DAYS_MAX} * interval '1 day' as until
      from pending_removals r
      where r.contact_id = ${contactId} and r.account_id = a.id
        and r.label_id = any(${sql.val([...labelIds])}::uuid[])
    ) p
    where a.id in (
        select co.account_id from contact_labels cl
        join collaborators co on co.label_id = cl.label_id
        where cl.contact_id = ${contactId}
          and cl.label_id = any(${sql.val([...labelIds])}::uuid[]))
      and (${after}::text is null or (a.email collate "C", a.id collate "C") > (
        select o.email collate "C", o.id collate "C" from accounts o where o.id = ${after}))
    order by a.email collate "C", a.id collate "C" limit ${limit}`.execute(db);
  return rows.map(toDelivery);
}

function toDelivery(row: Row): CopyDelivery {
  const {id, email, deliveryTime, pausedFields} = row;
  const state = stateOf(row);
  const reason = reasonOf(row, {
    waiting: Number(state !== 'UP_TO_DATE'),
    held: Number(state === 'HELD'),
    full: Number(state === 'WAITING' && row.isFull),
    away: Number(state === 'AWAY'),
    looping: Number(state === 'WAITING' && !row.isOpen),
  });
  const retryTime = reason && retryTimeOf(reason, row, row);
  return {
    ...{id, email, state},
    ...(row.stands && {version: row.version}),
    ...(row.stands && deliveryTime && {deliverTime: deliveryTime}),
    ...(reason && {reason}),
    ...(retryTime && {retryTime}),
    ...(pausedFields && {pausedFields}),
  };
}

function stateOf(row: Row): CopyDeliveryState {
  const {isOpen, isHeld, isAway, pausedFields} = row;
  if (isAway) return 'AWAY';
  if (isHeld) return 'HELD';
  return isOpen || pausedFields !== null ? 'WAITING' : 'UP_TO_DATE';
}
