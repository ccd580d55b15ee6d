import {sql, type Kysely} from 'kysely';

/** Contacts with neither address nor number are found without going through all. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index contacts_keyless on contacts (id)
    where not (content @? '$.emailAddresses[*].matchKey'
      or content @? '$.phoneNumbers[*].canonicalForm')`.execute(db);
}
