import {sql} from 'kysely';
import type {CommentLens, Mention} from './comments.ts';
import type {Db} from './queries.ts';

/**
 * Accounts that may be mentioned at a contact, by the addresses asked for, in
 * lower case: those that can use the service and see the contact in a label in
 * which the account that asks sees it too. Of others nothing is told, whether
 * they see it elsewhere or there is nobody with such an address.
 */
export async function findMentionable(
  db: Db,
  {
    contactId,
    accountId,
    addresses,
  }: CommentLens & {readonly addresses: readonly string[]},
): Promise<ReadonlyMap<string, Mention>> {
  if (addresses.length === 0) return new Map();
  const {rows} = await sql<Mention & {readonly address: string}>`
    select distinct wanted.address, a.id as "accountId", a.email
    from contact_labels cl
    join collaborators mine
      on mine.label_id = cl.label_id and mine.account_id = ${accountId}
    join collaborators co on co.label_id = cl.label_id
    join accounts a
      on a.id = co.account_id and a.state in ('ACTIVE', 'PERMISSION_LOST')
    left join directory_users u on u.id = a.id
    join unnest(${sql.val([...addresses])}::text[]) as wanted(address)
      on wanted.address = lower(a.email) or wanted.address = lower(u.email)
        or exists (select from unnest(u.aliases) as alias
                   where lower(alias) = wanted.address)
    where cl.contact_id = ${contactId}`.execute(db);
  return new Map(rows.map(({address, ...mention}) => [address, mention]));
}

/**
 * Addresses that hold the part asked for, of those whom `findMentionable` would
 * find; those that begin with it first. Who is reached by a group or a domain is
 * told to whom the Directory tells it anyway, its own users, and to managers, who
 * see whom a label has reached; anybody from outside hears of those alone whom
 * grants name.
 */
export async function listMentionable(
  db: Db,
  {
    contactId,
    accountId,
    part,
    limit,
  }: CommentLens & {readonly part: string; readonly limit: number},
): Promise<string[]> {
  const place = sql`position(lower(${part}) in lower(a.email))`;
  const {rows} = await sql<{readonly email: string}>`
    select a.email
    from contact_labels cl
    join collaborators mine
      on mine.label_id = cl.label_id and mine.account_id = ${accountId}
    join collaborators co on co.label_id = cl.label_id
    join accounts a
      on a.id = co.account_id and a.state in ('ACTIVE', 'PERMISSION_LOST')
    where cl.contact_id = ${contactId} and a.id <> ${accountId}
      and ${place} > 0
      and (mine.role in ('manager', 'owner')
        or exists (select from directory_users u where u.id = ${accountId})
        or exists (select from grants g where g.label_id = cl.label_id
          and g.principal_type = 'user' and g.principal_id = a.id))
    group by a.email order by ${place} > 1, a.email
    limit ${limit}`.execute(db);
  return rows.map(({email}) => email);
}

const SHARERS_MAX = 5;

/**
 * Addresses of who could share a contact with more people: owners, then
 * managers, of its labels that the account sees too. Only those whose own grants
 * name them: who is in a granted group is not for every collaborator to know.
 */
export async function listSharers(
  db: Db,
  {contactId, accountId}: CommentLens,
): Promise<readonly string[]> {
  const {rows} = await sql<{readonly email: string}>`
    select a.email, min(case co.role when 'owner' then 0 else 1 end) as rank
    from contact_labels cl
    join collaborators mine
      on mine.label_id = cl.label_id and mine.account_id = ${accountId}
    join collaborators co on co.label_id = cl.label_id
    join grants g on g.label_id = cl.label_id and g.principal_type = 'user'
      and g.principal_id = co.account_id and g.role in ('manager', 'owner')
    join accounts a on a.id = co.account_id and a.state = 'ACTIVE'
    where cl.contact_id = ${contactId} and co.role in ('manager', 'owner')
      and a.id <> ${accountId}
    group by a.email order by rank, a.email limit ${SHARERS_MAX}`.execute(db);
  return rows.map(({email}) => email);
}
