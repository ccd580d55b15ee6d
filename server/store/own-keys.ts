import {createHmac, randomBytes} from 'node:crypto';
import {sql} from 'kysely';
import {isUnlisted, readUnlistedCopyIds} from './absences.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import {readSetting, settleSetting} from './settings.ts';

/** Contacts of an account that nobody shared, as far as matching needs them. */
export interface OwnContact {
  readonly sourceId: string;
  readonly resourceName: string;
  /** Match keys in the clear; they are stored as keyed hashes only. */
  readonly keys: readonly string[];
}

const SECRET_BYTES = 32;
const SECRET_SETTING = 'ownKeysSecret';

/** Hashes match keys with the store's own secret: no dump tells whom they belong to. */
export type KeyHash = (key: string) => string;

/** The store's hash; its secret is made at first use and never leaves the database. */
export async function readKeyHash(tx: Tx): Promise<KeyHash> {
  const secret =
    (await readSetting(tx, SECRET_SETTING)) ??
    (await settleSetting(
      tx,
      SECRET_SETTING,
      randomBytes(SECRET_BYTES).toString('base64'),
    ));
  return hashWith(secret);
}

/** As `readKeyHash`, but nothing is made: undefined until something was hashed. */
export async function readKnownKeyHash(db: Db): Promise<KeyHash | undefined> {
  const secret = await readSetting(db, SECRET_SETTING);
  return secret === undefined ? undefined : hashWith(secret);
}

function hashWith(secret: unknown): KeyHash {
  if (typeof secret !== 'string') {
    throw new Error(`the setting ${SECRET_SETTING} is not a text`);
  }
  const bytes = Buffer.from(secret, 'base64');
  return key => createHmac('sha256', bytes).update(key).digest('base64url');
}

/** Replaces what is known of these contacts. */
export async function writeOwnKeys(
  tx: Tx,
  accountId: string,
  contacts: readonly OwnContact[],
  hash: KeyHash,
): Promise<void> {
  await deleteOwnKeys(
    tx,
    accountId,
    contacts.map(contact => contact.sourceId),
  );
  const rows = contacts.flatMap(({sourceId, resourceName, keys}) =>
    keys.map(key => ({sourceId, resourceName, key: hash(key)})),
  );
  if (rows.length === 0) return;
  await sql`
    insert into own_keys (account_id, source_id, resource_name, key, seen_list)
    select ${accountId}, r."sourceId", r."resourceName", r.key,
      (select lists from accounts where id = ${accountId})
    from jsonb_to_recordset(${jsonRows(rows)})
      as r("sourceId" text, "resourceName" text, key text)
    on conflict do nothing`.execute(tx);
}

export async function deleteOwnKeys(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  if (sourceIds.length === 0) return;
  await sql`
    delete from own_keys where account_id = ${accountId}
      and source_id = any(${sql.val([...sourceIds])}::text[])`.execute(tx);
}

/** What is known of an own contact by which copies are told that have it. */
export interface OwnKeys {
  readonly sourceId: string;
  /** Hashed; none: nobody ever saw what it said. */
  readonly keys: ReadonlySet<string>;
}

/** In the place of the keys of a contact that was deleted before it was ever seen. */
const NEVER_SEEN = '';

/** The hashed keys known of these contacts. */
export async function readOwnKeys(
  db: Db,
  accountId: string,
  sourceIds: readonly string[],
): Promise<readonly OwnKeys[]> {
  if (sourceIds.length === 0) return [];
  return readKeys(
    db,
    accountId,
    sql`source_id = any(${sql.val([...sourceIds])}::text[])`,
  );
}

/** Own contacts whose deletion was seen in this list or the one before. */
export async function readGoneOwnKeys(
  db: Db,
  accountId: string,
): Promise<readonly OwnKeys[]> {
  return readKeys(db, accountId, sql`gone_list is not null`);
}

async function readKeys(
  db: Db,
  accountId: string,
  condition: ReturnType<typeof sql>,
): Promise<readonly OwnKeys[]> {
  const {rows} = await sql<{sourceId: string; keys: readonly string[]}>`
    select source_id as "sourceId", array_agg(key) as keys from own_keys
    where account_id = ${accountId} and ${condition}
    group by 1 order by 1`.execute(db);
  return rows.map(({sourceId, keys}) => ({
    sourceId,
    keys: new Set(keys.filter(key => key !== NEVER_SEEN)),
  }));
}

/**
 * These contacts were deleted. One that is neither an own contact nor a copy, nor
 * ever was, came and went between two lists: nobody knows what it said.
 */
export async function noteGoneOwn(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  if (sourceIds.length === 0) return;
  const ids = sql.val([...sourceIds]);
  await sql`
    insert into own_keys (account_id, source_id, resource_name, key)
    select ${accountId}, g.id, '', ${NEVER_SEEN} from unnest(${ids}::text[]) as g(id)
    where not exists (select from own_keys o
        where o.account_id = ${accountId} and o.source_id = g.id)
      and not exists (select from copies c
        where c.account_id = ${accountId} and c.source_id = g.id)
      and not exists (select from former_copies f
        where f.account_id = ${accountId} and f.source_id = g.id)
    on conflict do nothing`.execute(tx);
  await sql`
    update own_keys set gone_list = (select lists from accounts where id = ${accountId})
    where account_id = ${accountId} and gone_list is null
      and source_id = any(${ids}::text[])`.execute(tx);
}

/** What was deleted before the list that ends now was merged into nothing. */
export async function forgetGoneOwn(tx: Tx, accountId: string): Promise<void> {
  await sql`
    delete from own_keys
    where account_id = ${accountId}
      and gone_list < (select lists from accounts where id = ${accountId})`.execute(
    tx,
  );
}

/** Own contacts that share a key with any of these, a row a key. */
export async function findOwnContacts(
  db: Db,
  accountId: string,
  hashedKeys: readonly string[],
): Promise<
  readonly {
    readonly sourceId: string;
    readonly resourceName: string;
    readonly key: string;
    /** It showed in the list that is read or the one before: it may have been written. */
    readonly isFresh: boolean;
  }[]
> {
  if (hashedKeys.length === 0) return [];
  const {rows} = await sql<{
    sourceId: string;
    resourceName: string;
    key: string;
    isFresh: boolean;
  }>`
    select source_id as "sourceId", resource_name as "resourceName", key,
      coalesce(seen_list + 1 >= (select lists from accounts where id = ${accountId}),
        false) as "isFresh"
    from own_keys where account_id = ${accountId} and gone_list is null
      and key = any(${sql.val([...hashedKeys])}::text[])`.execute(db);
  return rows;
}

/** Contacts known of an account, copies too, that are not among these CONTACT source ids. */
export async function readUnlistedIds(
  db: Db,
  accountId: string,
  listed: ReadonlySet<string>,
): Promise<readonly string[]> {
  const {rows} = await sql<{id: string}>`
    select distinct source_id as id from own_keys
    where account_id = ${accountId} and gone_list is null
      and ${isUnlisted(listed)}`.execute(db);
  const copyIds = await readUnlistedCopyIds(db, accountId, listed);
  const ids = new Set([...rows.map(({id}) => id), ...copyIds]);
  return [...ids].sort();
}
