import {sql, type Kysely} from 'kysely';

/**
 * What was hidden from the author of a suggestion stays known when their access
 * ends. Of those that are open it is what no grant shows them now.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table suggestions
      add column blind_fields text[] not null default '{}'`.execute(db);
  await sql`
    update suggestions s set blind_fields = array(
      select distinct c.change->>'field'
      from jsonb_array_elements(s.changes) as c(change)
      where not exists (
        select from collaborators co
        where co.account_id = s.account_id
          and (co.label_id = s.label_id or exists (
            select from contact_labels cl
            where cl.contact_id = s.contact_id and cl.label_id = co.label_id))
          and c.change->>'field' <> all(co.hidden_fields)))
    where s.state = 'OPEN'`.execute(db);
}
