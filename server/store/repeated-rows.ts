import {sql} from 'kysely';
import {photoOf, type Content, type SharedField} from '../core/content.ts';
import {isTold} from '../core/regional-numbers.ts';
import type {Db} from './queries.ts';
import {KEY_CONTACTS_MAX, wasToldApart} from './sure-match.ts';
import {readVisible, type VisibleContact} from './visible-contacts.ts';

/**
 * Whether those who have an address or number of a content may leave out who says just
 * the same: it has none that says whose it is, or so many have it that not all were read.
 */
export function mayBeUnfound(
  content: Content,
  near: readonly VisibleContact[],
): boolean {
  return !isTold(content) || near.length >= KEY_CONTACTS_MAX;
}

/** Whether an account sees all by which somebody is known again. */
export function seesTyped(hiddenFields: readonly SharedField[]): boolean {
  return hiddenFields.every(field => field === 'photos');
}

/**
 * The contact of a label that says just what a content says, as an account sees it
 * that sees all that was typed: it is in the file again. Pictures tell two apart where the
 * content has one: most files cannot.
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
  const said = sql`${JSON.stringify(content)}::jsonb`;
  const hash = photoOf(content);
  const hasPhoto =
    hash === undefined
      ? sql`true`
      : sql`x.content->'photos' @> ${JSON.stringify([{hash}])}::jsonb`;
  // By id, or before tables are analysed all that the account sees would be read.
  const found = await readVisible(
    db,
    accountId,
    sql`k.id = any(array(
      select x.id from contacts x
      join contact_labels l on l.contact_id = x.id and l.label_id = ${labelId}
      where typed_print(x.content) = typed_print(${said})
        and ${hasPhoto} and x.delete_time is null
      order by x.id limit 1))`,
  );
  const again = found.find(({hiddenFields}) => seesTyped(hiddenFields));
  return again !== undefined && (await wasToldApart(db, again.id, content))
    ? undefined
    : again;
}
