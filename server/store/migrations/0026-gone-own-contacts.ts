import {sql, type Kysely} from 'kysely';

/**
 * An own contact that was deleted is remembered for one more list: into what it
 * was merged may show only then. And a copy that was merged into another one
 * remembers which.
 */
export async function up(db: Kysely<never>): Promise<void> {
  // gone_list: the account's lists when its deletion was seen; null: it stands.
  await sql`alter table own_keys add column gone_list bigint`.execute(db);
  await sql`
    create index own_keys_gone on own_keys (account_id)
      where gone_list is not null`.execute(db);
  await sql`alter table copies add column survivor_id uuid`.execute(db);
}
