import {sql, type RawBuilder, type SqlBool} from 'kysely';
import {cutByName, seenContacts} from './sort-keys.ts';
import {
  readVisible,
  readVisibleInOrder,
  type VisibleContact,
} from './visible-contacts.ts';
import type {Db} from './queries.ts';

export interface Search {
  readonly accountId: string;
  /** Folded: see `searchWords`. */
  readonly words: readonly string[];
  readonly after?: string | undefined;
  readonly limit: number;
  /** By what they are called, and not by id; then all that are found are looked at. */
  readonly isByName?: boolean;
}

/**
 * Contacts in which each word is a part of some text of a field that the
 * account sees: their order, whichever it is, tells nothing that is hidden.
 *
 * The contacts that the account sees are walked along until there are enough.
 * Most are not looked at: where few contacts of the store have a word's grams,
 * the others cannot have the word. Where many have them, a page is soon full.
 */
export async function searchContacts(
  db: Db,
  {accountId, words, after = undefined, limit, isByName = false}: Search,
): Promise<readonly VisibleContact[]> {
  const searched = words.map((word, index) => ({
    word,
    grams: gramsOf(word),
    nearby: `near${index}`,
  }));
  const condition = sql<SqlBool>`${sql.join(searched.map(hasWord), sql` and `)}`;
  if (isByName) {
    const seen = sql`
      select seen.id, seen.hidden_fields
      from (${seenContacts(accountId)} offset 0) as seen where ${condition}`;
    return readVisibleInOrder(
      db,
      accountId,
      sql`${withNearby(searched)} ${cutByName({accountId, seen, after, limit})}`,
    );
  }
  const found = sql`
    ${withNearby(searched)}
    select seen.id from (
      select cl.contact_id as id, fields_in_all(co.hidden_fields) as hidden_fields
      from collaborators co join contact_labels cl on cl.label_id = co.label_id
      where co.account_id = ${accountId}
        and (${after ?? null}::uuid is null or cl.contact_id > ${after ?? null}::uuid)
      group by id order by id offset 0
    ) as seen
    where ${condition}
    order by seen.id limit ${limit}`;
  return readVisible(db, accountId, sql`k.id in (${found})`, limit);
}

interface SearchedWord {
  readonly word: string;
  /** Empty where the word is too short to tell contacts apart. */
  readonly grams: readonly string[];
  /** Name of the subquery of contacts that have the grams. */
  readonly nearby: string;
}

const GRAM_LENGTH = 3;
const ASCII = /^[\0-\x7f]*$/;

/** Those of `text_grams` that a text with the word has. */
function gramsOf(word: string): readonly string[] {
  const letters = [...word];
  if (letters.length < GRAM_LENGTH) return ASCII.test(word) ? [] : [word];
  return letters
    .slice(GRAM_LENGTH - 1)
    .map((_, start) => letters.slice(start, start + GRAM_LENGTH).join(''));
}

/** To read more of them takes longer than to look at the contacts an account sees. */
const NEARBY_MAX = 5_000;

function withNearby(searched: readonly SearchedWord[]): RawBuilder<unknown> {
  const queries = searched
    .filter(({grams}) => grams.length > 0)
    .map(
      ({grams, nearby}) => sql`${sql.ref(nearby)} as materialized (
        select contact_id from contact_texts
        where text_grams(text) @> ${sql.val(grams)}::text[]
        limit ${sql.lit(NEARBY_MAX + 1)})`,
    );
  return queries.length === 0 ? sql`` : sql`with ${sql.join(queries)}`;
}

function hasWord({word, grams, nearby}: SearchedWord): RawBuilder<SqlBool> {
  // `offset 0` keeps the planner from reading the texts of the whole store.
  const has = sql<SqlBool>`exists (
    select from contact_texts t
    where t.contact_id = seen.id and t.text like ${`%${word}%`}
      and t.field <> all(seen.hidden_fields)
    offset 0)`;
  if (grams.length === 0) return has;
  const table = sql.table(nearby);
  return sql`
    ((select count(*) from ${table}) > ${sql.lit(NEARBY_MAX)}
      or seen.id in (select contact_id from ${table}))
    and ${has}`;
}
