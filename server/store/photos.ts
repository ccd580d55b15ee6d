import {randomBytes} from 'node:crypto';
import {sql} from 'kysely';
import type {Db, Tx} from './queries.ts';
import {readSetting, settleSetting} from './settings.ts';

/** A picture; stored once, whoever has it. */
export interface Photo {
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Stores a picture unless it is there; either way it is used from now on. */
export async function writePhoto(
  db: Db,
  {hash, mediaType, bytes}: Photo,
): Promise<void> {
  await sql`
    insert into photos (hash, media_type, bytes, size)
    values (${hash}, ${mediaType}, decode(${bytes.toString('base64')}, 'base64'),
            ${bytes.length})
    on conflict (hash) do update set use_time = service_now()`.execute(db);
}

export async function readPhoto(
  db: Db,
  hash: string,
): Promise<Photo | undefined> {
  const {rows} = await sql<{mediaType: string; text: string}>`
    select media_type as "mediaType", encode(bytes, 'base64') as text
    from photos where hash = ${hash}`.execute(db);
  const [row] = rows;
  return (
    row && {
      hash,
      mediaType: row.mediaType,
      bytes: Buffer.from(row.text, 'base64'),
    }
  );
}

/**
 * Notes that Google serves bytes with the hash `seen` for one of our photos: it
 * encodes anew what it is sent, and that is nobody's edit.
 */
export async function writeEcho(
  tx: Tx,
  {seen, hash}: {readonly seen: string; readonly hash: string},
): Promise<void> {
  if (seen === hash) return;
  await sql`
    insert into photo_echoes (seen, hash)
    select ${seen}, p.hash from photos p where p.hash = ${hash}
    on conflict (seen) do nothing`.execute(tx);
}

/** The photo of ours that Google serves these bytes for; undefined: they are none. */
export async function readEcho(
  db: Db,
  seen: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('photo_echoes')
    .select('hash')
    .where('seen', '=', seen)
    .executeTakeFirst();
  return row?.hash;
}

const KEY_SETTING = 'photoAddressKey';
const KEY_BYTES = 32;

/** The store's own key for the addresses of photos, made where there is none; it never leaves the database. */
export async function readPhotoKey(db: Db): Promise<Buffer> {
  const made = () => randomBytes(KEY_BYTES).toString('base64');
  const key =
    (await readSetting(db, KEY_SETTING)) ??
    (await db
      .transaction()
      .execute(tx => settleSetting(tx, KEY_SETTING, made())));
  if (typeof key !== 'string') throw new Error('the store has no photo key');
  return Buffer.from(key, 'base64');
}

/**
 * A picture that nothing refers to stays a day: one that was fetched is not in
 * its contact yet.
 */
const UNUSED_HOURS = 24;

/** Rows are looked through whole, so this is for once a day at most. */
const SWEEP_HOURS = 24;

/**
 * Removes photos that no contact, copy, suggestion, merge, revision or waiting row refers to:
 * the history keeps its pictures. Once a day; returns how many went.
 */
export async function sweepPhotos(tx: Tx): Promise<number> {
  const {rows: due} = await sql`
    insert into settings (key, value)
    values ('photosSweptAt', to_jsonb(extract(epoch from service_now())))
    on conflict (key) do update set value = excluded.value
    where settings.value::text::float8
      < extract(epoch from service_now()) - ${SWEEP_HOURS} * 3600
    returning 1`.execute(tx);
  if (due.length === 0) return 0;
  const {rows} = await sql`
    with used as (
      select content->'photos'->0->>'hash' as hash from contacts
      union select content_before->'photos'->0->>'hash' from merges
      union select content_after->'photos'->0->>'hash' from merges
      union select x.hash from copies c cross join lateral (values
        (c.photo->>'hash'), (c.base->'photos'->0->>'hash'),
        (c.observed->'photos'->0->>'hash'), (c.sent->'photos'->0->>'hash'),
        (c.own->'photos'->0->>'hash'), (c.found->'photos'->0->>'hash')) as x(hash)
      union select content->'photos'->0->>'hash' from import_rows
        where state = 'WAITING'
      union ${changedIn('revisions')}
      union ${changedIn('suggestions')}
    )
    delete from photos p
    where p.use_time < service_now() - ${UNUSED_HOURS} * interval '1 hour'
      and not exists (select from used where used.hash = p.hash)
    returning 1`.execute(tx);
  return rows.length;
}

/** The photos, old and new, that recorded changes speak of. */
function changedIn(table: 'revisions' | 'suggestions') {
  return sql`
    select item->>'hash' from ${sql.table(table)} t,
      jsonb_array_elements(t.changes) as change,
      jsonb_array_elements(coalesce(change->'old', '[]')
                           || coalesce(change->'new', '[]')) as item
    where t.changes @> '[{"field": "photos"}]' and change->>'field' = 'photos'`;
}
