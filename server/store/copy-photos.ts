import {sql, type RawBuilder} from 'kysely';
import {jsonRows, type Db, type Tx} from './queries.ts';
import type {CopyPhoto} from './schema.ts';

/** What a look at the picture of a contact told; undefined: it could not be fetched. */
export interface PhotoLook {
  /** Of the person that was read. */
  readonly sourceId: string;
  readonly etag: string;
  readonly photo: CopyPhoto | undefined;
}

/** A picture that could not be fetched is tried again after a minute, then twice as long each time. */
const RETRY_MINUTES_MAX = 24 * 60;

/** When the next try is, after so many that failed before this one. */
export const photoRetryTime = (tries: RawBuilder<unknown>) =>
  sql`service_now() + least(2 ^ least(${tries}, 20), ${RETRY_MINUTES_MAX}) * interval '1 minute'`;

/** What would take a picture away for good waits so often for it: 17 hours in all. */
export const PHOTO_TRIES_MAX = 10;

/**
 * Notes what stands in copies, where they are still as they were looked at. A copy
 * that waited for its picture is planned again once that is there, or waited for
 * too long.
 */
export async function notePhotos(
  tx: Tx,
  accountId: string,
  looks: readonly PhotoLook[],
): Promise<void> {
  if (looks.length === 0) return;
  const isOver = sql`(r.photo is not null or c.photo_tries + 1 >= ${PHOTO_TRIES_MAX})`;
  await sql`
    update copies c set
      photo = coalesce(r.photo, c.photo),
      photo_tries = case when r.photo is null then c.photo_tries + 1 else 0 end,
      photo_retry_time = case when r.photo is null then ${photoRetryTime(sql`c.photo_tries`)} end,
      marks = c.marks + (${isOver} and c.hold is not distinct from 'PHOTO_UNREAD')::int,
      hold = case when ${isOver} and c.hold = 'PHOTO_UNREAD' then null
        else c.hold end
    from jsonb_to_recordset(${jsonRows(looks)})
      as r("sourceId" text, etag text, photo jsonb)
    where c.account_id = ${accountId} and c.source_id = r."sourceId"
      and c.etag = r.etag`.execute(tx);
}

/** Names of copies whose picture is to be looked at again by now. */
export async function readPhotoRetries(
  db: Db,
  accountId: string,
): Promise<readonly string[]> {
  const {rows} = await sql<{name: string}>`
    select resource_name as name from copies
    where account_id = ${accountId} and photo_retry_time <= service_now()
      and presence = 'present' and resource_name is not null
    order by photo_retry_time limit 200`.execute(db);
  return rows.map(({name}) => name);
}
