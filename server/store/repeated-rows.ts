import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import {matchKeys} from '../core/normalize.ts';
import type {Db} from './queries.ts';
import {readVisible, type VisibleContact} from './visible-contacts.ts';

/** SQL: whether no address or number tells a contact, `k`; as the index has it. */
const IS_KEYLESS = sql`
  not k.content @? '$.emailAddresses[*].matchKey'
  and not k.content @? '$.phoneNumbers[*].canonicalForm'`;

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
  const found = await readVisible(
    db,
    accountId,
    sql`md5(k.content::text) = md5((${said})::text) and k.content = ${said}
      and ${IS_KEYLESS} and exists (
        select from contact_labels x
        where x.contact_id = k.id and x.label_id = ${labelId})`,
    1,
  );
  return found.find(({hiddenFields}) => hiddenFields.length === 0);
}
