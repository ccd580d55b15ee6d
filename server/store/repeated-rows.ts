import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import {matchKeys} from '../core/normalize.ts';
import type {Db} from './queries.ts';
import {readVisible, type VisibleContact} from './visible-contacts.ts';

/** SQL: whether no address or number tells a contact, `x`; as the index has it. */
const IS_KEYLESS = sql`
  not x.content @? '$.emailAddresses[*].matchKey'
  and not x.content @? '$.phoneNumbers[*].canonicalForm'`;

/**
 * The contact of a label that says just what a content says which no address or number
 * tells, as an account sees it that sees all of it: it is in the file again.
 */
export async function findRepeated(
  db: Db,
  {
    accountId,
    labelId,
    content,
  }: {
    readonly accountId: string;
    readonly labelId: string;
    readonly content: Content;
  },
): Promise<VisibleContact | undefined> {
  if (matchKeys(content).length > 0) return undefined;
  const said = sql`${JSON.stringify(content)}::jsonb`;
  // By id, or before tables are analysed all that the account sees would be read.
  const found = await readVisible(
    db,
    accountId,
    sql`k.id = any(array(
      select x.id from contacts x
      join contact_labels l on l.contact_id = x.id and l.label_id = ${labelId}
      where md5(x.content::text) = md5((${said})::text) and x.content = ${said}
        and ${IS_KEYLESS} and x.delete_time is null
      order by x.id limit 1))`,
  );
  return found.find(({hiddenFields}) => hiddenFields.length === 0);
}
