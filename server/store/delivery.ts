import {sql} from 'kysely';
import type {Db} from './queries.ts';
import type {AccountFault, AccountState} from './schema.ts';

export type DeliveryReason =
  | 'QUOTA'
  | 'PERMISSION_LOST'
  | 'SUSPENDED'
  | 'FULL'
  | 'HELD'
  | 'REMOVED_BY_MEMBER'
  | 'PAUSED'
  | 'SYNCING';

/** How far a label has come in one account. */
export interface DeliveryRow {
  readonly email: string;
  readonly upToDate: number;
  readonly waiting: number;
  /** Why contacts wait; absent where none does. */
  readonly reason?: DeliveryReason;
}

interface Row {
  readonly email: string;
  readonly state: AccountState;
  readonly paused: boolean;
  readonly fault: AccountFault | null;
  readonly upToDate: number;
  readonly waiting: number;
  readonly held: number;
  readonly away: number;
}

/** Every collaborator of a label, by address. A contact whose copy has no row yet waits too. */
export async function readDelivery(
  db: Db,
  labelId: string,
): Promise<readonly DeliveryRow[]> {
  const {rows} = await sql<Row>`
    select a.email, a.state, a.paused, a.fault,
           count(*) filter (where s.standing = 'upToDate')::int as "upToDate",
           count(*) filter (where s.standing <> 'upToDate')::int as waiting,
           count(*) filter (where s.standing = 'held')::int as held,
           count(*) filter (where s.standing = 'away')::int as away
    from collaborators co
    join accounts a on a.id = co.account_id
    left join lateral (
      select case when c.away then 'away'
                  when c.hold is not null or exists (
                    select from pending_removals p
                    where p.label_id = cl.label_id and p.contact_id = cl.contact_id
                      and p.account_id = co.account_id) then 'held'
                  when c.presence = 'present' and not c.due then 'upToDate'
                  else 'waiting' end as standing
      from contact_labels cl
      left join copies c
        on c.contact_id = cl.contact_id and c.account_id = co.account_id
      where cl.label_id = co.label_id
      union all
      select 'held' from held_arrivals h
      where h.label_id = co.label_id and h.account_id = co.account_id
    ) s on true
    where co.label_id = ${labelId}
    group by a.id order by a.email collate "C"`.execute(db);
  return rows.map(row => ({
    email: row.email,
    upToDate: row.upToDate,
    waiting: row.waiting,
    ...(row.waiting > 0 && {reason: reasonOf(row)}),
  }));
}

/** What an account's state alone explains. */
const STATE_REASONS: Record<AccountState, DeliveryReason | undefined> = {
  ACTIVE: undefined,
  INVITED: 'PERMISSION_LOST',
  PERMISSION_LOST: 'PERMISSION_LOST',
  SUSPENDED: 'SUSPENDED',
  DELETED: 'SUSPENDED',
};

const FAULT_REASONS: Record<AccountFault, DeliveryReason> = {
  QUOTA: 'QUOTA',
  FULL: 'FULL',
  ABSENT: 'PAUSED',
};

/** The first cause in the way: who may sync at all, then what Google refuses, then what waits for a person. */
function reasonOf(row: Row): DeliveryReason {
  const state = STATE_REASONS[row.state];
  if (state !== undefined) return state;
  if (row.paused || row.fault === 'ABSENT') return 'PAUSED';
  if (row.waiting === row.away) return 'REMOVED_BY_MEMBER';
  if (row.waiting === row.held + row.away) return 'HELD';
  return row.fault === null ? 'SYNCING' : FAULT_REASONS[row.fault];
}

/** Copies that are due, over all accounts: for the metrics. */
export async function countDueCopies(db: Db): Promise<number> {
  const {rows} = await sql<{due: number}>`
    select count(*)::int as due from copies where due and hold is null`.execute(
    db,
  );
  return rows[0]?.due ?? 0;
}
