import {sql, type Kysely} from 'kysely';

/**
 * Contacts that no address or number tells are known again by all that they say, where
 * a file is imported again.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index contacts_by_content on contacts (md5(content::text))
    where not content @? '$.emailAddresses[*].matchKey'
      and not content @? '$.phoneNumbers[*].canonicalForm'`.execute(db);
}
