import {sql, type Kysely} from 'kysely';

/** What a poll asks about few copies is found among few, however many the account has. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index copies_absent on copies (account_id) where absences > 0`.execute(
    db,
  );
  await sql`create index copies_seen_gone on copies (account_id, gone_list)
    where gone_list is not null`.execute(db);
}
