import {sql, type Kysely} from 'kysely';

/** Photos by the hash of their bytes, and what stands in each copy. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Contents refer to it by hash, inside their JSON: what nothing refers to is
  // swept out once it was not used for a day.
  `create table photos (
     hash text primary key,
     media_type text not null,
     bytes bytea not null,
     size int not null,
     use_time timestamptz not null default service_now()
   )`,
  // Google encodes anew what it is sent: bytes that it serves for a photo of ours.
  `create table photo_echoes (
     seen text primary key,
     hash text not null references photos on delete cascade
   )`,
  'create index photo_echoes_by_hash on photo_echoes (hash)',
  `alter table copies
     add column photo jsonb,
     add column photo_tries int not null default 0,
     add column photo_retry_time timestamptz,
     add column photo_owed boolean not null default false`,
  `create index copies_by_photo_retry on copies (account_id, photo_retry_time)
     where photo_retry_time is not null`,
  // For the sweep: few revisions and suggestions speak of a photo.
  `create index revisions_of_photos on revisions (id)
     where changes @> '[{"field": "photos"}]'`,
];
