import {sql} from 'kysely';
import {hiddenByAll} from '../core/view.ts';
import {highestRole, type Role} from '../core/role.ts';
import type {SharedField} from '../core/content.ts';
import {accountLane, wakeLanes} from './lanes.ts';
import {noteShared} from './notices.ts';
import {jsonRows, type Tx} from './queries.ts';
import {dropRevocations, noteRevocations} from './revocations.ts';

interface Reached {
  readonly label_id: string;
  readonly account_id: string;
  readonly email: string;
  readonly locale: string | null;
  readonly role: Role;
  readonly hidden_fields: readonly SharedField[];
  readonly show_on_phones: boolean;
  /** What the account chose for itself; null: nothing. */
  readonly phone_choice: boolean | null;
  readonly granted_by: string | null;
}

type Collaborator = Omit<
  Reached,
  'email' | 'locale' | 'granted_by' | 'phone_choice'
>;

/** Who granted it: of its grants that count most, the first. */
type Granted = Collaborator & Pick<Reached, 'granted_by'>;

/**
 * Works out anew whom these labels reach, from grants and Directory, and marks
 * what follows from it: reached users of the workplace are enrolled, newcomers
 * get rows for their copies, whoever gained, changed or lost access becomes due
 * and their lanes wake. Call it in the transaction that changed grants, members
 * or labels. Copies are told to the planner, never decided here.
 */
export async function refreshReach(
  tx: Tx,
  labelIds: readonly string[],
  {
    /** Whoever loses access loses it by a grant that was revoked. */
    isRevoked = false,
    /** Who comes knows why: nobody is told. */
    isQuiet = false,
  } = {},
): Promise<void> {
  if (labelIds.length === 0) return;
  await sql`
    select id from labels where id = any(${sql.val([...labelIds])}::uuid[])
    order by id for no key update`.execute(tx);
  const reached = await readReached(tx, labelIds);
  await enrol(tx, reached);
  const now = fold(reached);
  const before = await tx
    .selectFrom('collaborators')
    .selectAll()
    .where('label_id', 'in', labelIds)
    .forNoKeyUpdate()
    .execute();
  const known = new Map(before.map(row => [keyOf(row), row]));
  const wanted = new Map(now.map(row => [keyOf(row), row]));
  const newcomers = now.filter(row => !known.has(keyOf(row)));
  const gone = before.filter(row => !wanted.has(keyOf(row)));
  const changed = now.filter(row => differs(row, known.get(keyOf(row))));

  await deleteCollaborators(tx, gone);
  await putCollaborators(tx, changed);
  await dropRevocations(tx, [...gone, ...changed]);
  if (isRevoked) await noteRevocations(tx, gone);
  // In this order: a row that is being deleted meanwhile is waited for, and made again.
  await markDue(tx, [...gone, ...changed]);
  await makeCopies(tx, changed);
  if (!isQuiet) await noteShared(tx, newcomers);
  await wakeLanes(
    tx,
    [...gone, ...changed].map(row => accountLane(row.account_id)),
  );
}

function keyOf(row: {label_id: string; account_id: string}): string {
  return `${row.label_id} ${row.account_id}`;
}

/** Every account a grant reaches and that has not left: users as they are, suspended ones only if already enrolled. */
async function readReached(
  tx: Tx,
  labelIds: readonly string[],
): Promise<readonly Reached[]> {
  const {rows} = await sql<Reached>`
    with targets as (
      select g.label_id, g.principal_id as user_id, g.role, g.hidden_fields,
             g.show_on_phones, g.granted_by
      from grants g join labels l on l.id = g.label_id and l.delete_time is null
      where g.principal_type = 'user' and g.label_id = any(${sql.val([...labelIds])}::uuid[])
      union all
      select g.label_id, m.user_id, g.role, g.hidden_fields,
             g.show_on_phones, g.granted_by
      from grants g join labels l on l.id = g.label_id and l.delete_time is null
      join directory_members m on m.group_id = g.principal_id
      where g.principal_type in ('group', 'domain') and g.label_id = any(${sql.val([...labelIds])}::uuid[])
    )
    select t.label_id, t.user_id as account_id,
           coalesce(u.email, a.email) as email, coalesce(u.locale, a.locale) as locale,
           t.role, t.hidden_fields, t.show_on_phones, t.granted_by,
           pc.show_on_phones as phone_choice
    from targets t
    left join phone_choices pc
      on pc.label_id = t.label_id and pc.account_id = t.user_id
    left join directory_users u on u.id = t.user_id
    left join accounts a on a.id = t.user_id
    where (a.id is not null or (u.id is not null and not u.suspended))
      and not exists (select from departures d
        where d.label_id = t.label_id and d.account_id = t.user_id)`.execute(
    tx,
  );
  return rows;
}

async function enrol(tx: Tx, reached: readonly Reached[]): Promise<void> {
  const people = new Map(
    reached.map(({account_id, email, locale}) => [
      account_id,
      {id: account_id, email, locale},
    ]),
  );
  if (people.size === 0) return;
  await sql`
    insert into accounts (id, email, locale, state)
    select r.id, r.email, r.locale, 'ACTIVE'
    from jsonb_to_recordset(${jsonRows([...people.values()])})
      as r(id text, email text, locale text)
    on conflict (id) do nothing`.execute(tx);
}

/** One row per label and account: the highest role, what all grants hide, phones as the account chose, else if any says so. */
function fold(reached: readonly Reached[]): readonly Granted[] {
  const byKey = Map.groupBy(reached, keyOf);
  return [...byKey.values()].flatMap(grants => {
    const [first] = grants;
    const role = highestRole(grants.map(grant => grant.role));
    if (first === undefined || role === undefined) return [];
    return [
      {
        label_id: first.label_id,
        account_id: first.account_id,
        role,
        hidden_fields: hiddenByAll(grants.map(grant => grant.hidden_fields)),
        show_on_phones:
          first.phone_choice ?? grants.some(grant => grant.show_on_phones),
        granted_by:
          grants.find(grant => grant.role === role)?.granted_by ?? null,
      },
    ];
  });
}

function differs(now: Collaborator, before: Collaborator | undefined): boolean {
  return (
    before === undefined ||
    before.role !== now.role ||
    before.show_on_phones !== now.show_on_phones ||
    before.hidden_fields.join() !== now.hidden_fields.join()
  );
}

const PAIR_COLUMNS = sql`as r(label_id uuid, account_id text)`;

async function deleteCollaborators(
  tx: Tx,
  rows: readonly Collaborator[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    delete from collaborators c
    using jsonb_to_recordset(${jsonRows(rows)}) ${PAIR_COLUMNS}
    where c.label_id = r.label_id and c.account_id = r.account_id`.execute(tx);
}

async function putCollaborators(
  tx: Tx,
  rows: readonly Collaborator[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into collaborators (label_id, account_id, role, hidden_fields, show_on_phones)
    select r.label_id, r.account_id, r.role,
           array(select jsonb_array_elements_text(r.hidden_fields)), r.show_on_phones
    from jsonb_to_recordset(${jsonRows(rows)})
      as r(label_id uuid, account_id text, role text, hidden_fields jsonb, show_on_phones boolean)
    on conflict (label_id, account_id) do update set
      role = excluded.role, hidden_fields = excluded.hidden_fields,
      show_on_phones = excluded.show_on_phones`.execute(tx);
}

async function makeCopies(
  tx: Tx,
  rows: readonly Collaborator[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into label_groups (label_id, account_id, origin)
    select r.label_id, r.account_id, 'service'
    from jsonb_to_recordset(${jsonRows(rows)}) ${PAIR_COLUMNS}
    on conflict do nothing`.execute(tx);
  await sql`
    insert into copies (contact_id, account_id, marker, origin)
    select distinct cl.contact_id, r.account_id, gen_random_uuid(), 'service'
    from jsonb_to_recordset(${jsonRows(rows)}) ${PAIR_COLUMNS}
    join contact_labels cl on cl.label_id = r.label_id
    on conflict do nothing`.execute(tx);
}

/** A held copy is looked at again too: the right that held it may have changed. */
async function markDue(tx: Tx, rows: readonly Collaborator[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update copies c set marks = c.marks + 1, hold = null
    from jsonb_to_recordset(${jsonRows(rows)}) ${PAIR_COLUMNS}
    join contact_labels cl on cl.label_id = r.label_id
    where c.contact_id = cl.contact_id and c.account_id = r.account_id`.execute(
    tx,
  );
}

/**
 * Keeps whom these labels reach as it is until the transaction ends. Who puts a
 * contact into a label holds this, or a collaborator who arrives meanwhile and
 * the contact would miss each other.
 */
export async function keepReach(
  tx: Tx,
  labelIds: readonly string[],
): Promise<void> {
  await sql`
    select id from labels where id = any(${sql.val([...labelIds])}::uuid[])
    order by id for share`.execute(tx);
}

/**
 * Marks every copy of these contacts due, makes the rows of accounts that see
 * them newly, and wakes the lanes. Call it in the transaction that changed them.
 */
export async function touchContacts(
  tx: Tx,
  contactIds: readonly string[],
): Promise<void> {
  if (contactIds.length === 0) return;
  const ids = sql.val([...contactIds]);
  // Rows first that are there: one that is being deleted meanwhile is made again.
  const {rows: marked} = await sql<{account_id: string}>`
    update copies set marks = marks + 1, hold = null, photo_owed = false
    where contact_id = any(${ids}::uuid[])
    returning account_id`.execute(tx);
  const {rows: made} = await sql<{account_id: string}>`
    insert into copies (contact_id, account_id, marker, origin)
    select distinct cl.contact_id, co.account_id, gen_random_uuid(), 'service'
    from contact_labels cl join collaborators co on co.label_id = cl.label_id
    where cl.contact_id = any(${ids}::uuid[])
    on conflict do nothing
    returning account_id`.execute(tx);
  // To the hour is enough for polling. A label whose row is busy is left to
  // whoever has it: waiting for each other here would be a deadlock.
  await sql`
    update labels set activity_time = service_now()
    where id in (
      select l.id from labels l
      where l.activity_time < service_now() - interval '1 hour'
        and l.id in (select label_id from contact_labels
                     where contact_id = any(${ids}::uuid[]))
      for no key update skip locked)`.execute(tx);
  await wakeLanes(
    tx,
    [...marked, ...made].map(row => accountLane(row.account_id)),
  );
}
