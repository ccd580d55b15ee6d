import {sql, type RawBuilder} from 'kysely';
import type {Content, SharedField} from '../core/content.ts';
import type {Pauses, Trails} from '../core/loops.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import type {CopyPhoto, Origin, Presence} from './schema.ts';

/** A copy as its row tells it, with what its account may see of the contact. */
export interface CopyRow {
  readonly contactId: string;
  readonly marker: string;
  readonly origin: Origin;
  readonly presence: Presence;
  readonly sourceId: string | null;
  readonly resourceName: string | null;
  readonly etag: string | null;
  readonly updateTimeMs: number | null;
  readonly base: Content | null;
  readonly baseLabelIds: readonly string[];
  /** Own layer of a linked copy; null: it is not linked. */
  readonly own: Content | null;
  readonly found: Content | null;
  /** Whether it was put into My Contacts; null: not by us. */
  readonly onPhones: boolean | null;
  readonly observed: Content | null;
  readonly observedLabelIds: readonly string[];
  readonly sent: Content | null;
  /** The picture that stands there; null: nobody looked yet. */
  readonly photo: CopyPhoto | null;
  readonly attemptTimeMs: number | null;
  readonly deliveredVersion: number;
  readonly deliveredHidden: readonly SharedField[];
  /** See `lostList` of `CopyWrite`. */
  readonly lostList: number | null;
  /** See `goneList` of `CopyWrite`. */
  readonly goneList: number | null;
  /** Runs that did not find it by name since a complete list lacked it. */
  readonly absences: number;
  /** See `goneLabelIds` of `CopyWrite`; null: not known. */
  readonly goneLabelIds: readonly string[] | null;
  /** See `detaching` of `CopyWrite`. */
  readonly detaching: Detaching | null;
  /** How its account rewrote its fields lately. */
  readonly trails: Trails;
  /** Fields another program keeps rewriting, with what stands in them. */
  readonly pauses: Pauses;
  /** Why it could not be written when it was last tried; null: it could. */
  readonly hold: string | null;
  readonly marks: number;
}

/** Labels that were to come off a copy, and its account's lists by then. */
export interface Detaching {
  readonly labelIds: readonly string[];
  readonly lists: number;
}

/** The row `c` of `copies` as a `CopyRow`. */
export const COPY_COLUMNS = sql`
  c.contact_id as "contactId", c.marker, c.origin, c.presence,
  c.source_id as "sourceId", c.resource_name as "resourceName", c.etag,
  (extract(epoch from c.update_time) * 1000)::float8 as "updateTimeMs", c.base,
  c.base_label_ids as "baseLabelIds", c.own, c.found,
  c.on_phones as "onPhones", c.observed,
  c.observed_label_ids as "observedLabelIds", c.sent, c.photo,
  (extract(epoch from c.attempt_time) * 1000)::float8 as "attemptTimeMs",
  c.delivered_version as "deliveredVersion",
  c.delivered_hidden as "deliveredHidden", c.lost_list as "lostList",
  c.gone_list as "goneList", c.absences, c.gone_label_ids as "goneLabelIds", c.detaching,
  coalesce(c.trails, '{}') as trails, coalesce(c.pauses, '{}') as pauses, c.hold, c.marks`;

/** The copies behind these CONTACT source ids or markers of one account. */
export async function readCopiesSeen(
  db: Db,
  accountId: string,
  seen: {
    readonly sourceIds: readonly string[];
    readonly markers: readonly string[];
  },
): Promise<readonly CopyRow[]> {
  const {rows} = await sql<CopyRow>`
    select ${COPY_COLUMNS} from copies c
    where c.account_id = ${accountId}
      and (c.source_id = any(${sql.val([...seen.sourceIds])}::text[])
           or c.marker = any(${sql.val([...seen.markers])}::uuid[]))`.execute(
    db,
  );
  return rows;
}

/** An account's copies of these contacts. */
export async function readCopiesOf(
  db: Db,
  accountId: string,
  contactIds: readonly string[],
): Promise<readonly CopyRow[]> {
  const {rows} = await sql<CopyRow>`
    select ${COPY_COLUMNS} from copies c
    where c.account_id = ${accountId}
      and c.contact_id = any(${sql.val([...contactIds])}::uuid[])`.execute(db);
  return rows;
}

/** Which version of the contact, and through which lens. */
export interface Delivered {
  readonly version: number;
  readonly hiddenFields: readonly SharedField[];
}

export interface CopyWrite {
  readonly contactId: string;
  readonly marker?: string;
  readonly presence?: Presence;
  readonly sourceId?: string;
  readonly resourceName?: string;
  readonly etag?: string;
  readonly updateTimeMs?: number;
  readonly base?: Content;
  readonly baseLabelIds?: readonly string[];
  readonly origin?: Origin;
  readonly own?: Content;
  readonly found?: Content;
  readonly onPhones?: boolean;
  /**
   * How many lists of the account had ended when its deletion was confirmed. Still
   * `present`: when a read contradicted its deletion mark, or missed it.
   */
  readonly goneList?: number;
  /** The contact whose copy it was merged into, as far as the account shows. */
  readonly survivorId?: string;
  /** From which of its labels its account might remove it when its deletion was confirmed. */
  readonly goneLabelIds?: readonly string[];
  /** Labels that we are about to take off: a list may show it before it is recorded. */
  readonly detaching?: Detaching | null;
  /** The account's lists when it was to go for no act of a person's: it may show a list later. */
  readonly lostList?: number;
  /** It was found by name: it is neither absent nor doubted. */
  readonly present?: true;
  /** What stands there is not what its account should see: it is written anew. */
  readonly stale?: true;
  /** null: as base. */
  readonly observed?: Content | null;
  readonly observedLabelIds?: readonly string[];
  readonly sent?: Content | null;
  readonly photo?: CopyPhoto;
  /** Whether it lacks its photo and nothing else: such copies are planned last. */
  readonly photoOwed?: boolean;
  readonly hold?: string | null;
  readonly trails?: Trails;
  readonly pauses?: Pauses;
  /** Something new is known: the copy is due, a hold is off. */
  readonly marked?: true;
  /** As `marked`, where nothing new is known but that a write may go through now. */
  readonly retried?: true;
  /** The marks that were planned; one set since keeps the copy due. */
  readonly settled?: number;
  /**
   * Stamps an attempt with the database's clock, the same for all that went together: of a create before it is made, of
   * any write that was not answered. False: the last one was, and a hold for that is off.
   */
  readonly attempted?: boolean;
  /** What the copy now shows; stamped with the database's clock. */
  readonly delivered?: Delivered;
}

/** A copy of which nothing is due any more. */
export interface SettledCopy {
  readonly contactId: string;
  /** How long it was due, of that time in which its account could be synced. */
  readonly waitedSeconds: number;
}

/** Writes what is named of each copy and leaves the rest; one statement. Returns those it settled. */
export async function writeCopies(
  tx: Tx,
  accountId: string,
  writes: readonly CopyWrite[],
): Promise<readonly SettledCopy[]> {
  if (writes.length === 0) return [];
  const {rows} = await sql<SettledCopy & {readonly isSettled: boolean | null}>`
    update copies c set
      marker = coalesce((r.s->>'marker')::uuid, c.marker),
      presence = coalesce(r.s->>'presence', c.presence),
      source_id = coalesce(r.s->>'sourceId', c.source_id),
      resource_name = coalesce(r.s->>'resourceName', c.resource_name),
      etag = coalesce(r.s->>'etag', c.etag),
      read_etag = case when r.s ?| ${READ_PARTS} then null else c.read_etag end,
      update_time = coalesce(to_timestamp((r.s->>'updateTimeMs')::float8 / 1000), c.update_time),
      origin = coalesce(r.s->>'origin', c.origin),
      own = coalesce(r.s->'own', c.own),
      found = coalesce(r.s->'found', c.found),
      on_phones = coalesce((r.s->>'onPhones')::boolean, c.on_phones),
      absences = case when r.s ? 'present' then 0 else c.absences end,
      gone_list = case when r.s ? 'present' then null
        else coalesce((r.s->>'goneList')::bigint, c.gone_list) end,
      gone_label_ids = ${uuids('goneLabelIds', 'gone_label_ids')},
      detaching = ${nullable('detaching')},
      lost_list = coalesce((r.s->>'lostList')::bigint, c.lost_list),
      survivor_id = case when ${IS_THERE} then null
        else coalesce((r.s->>'survivorId')::uuid, c.survivor_id) end,
      away = c.away and not ${IS_THERE},
      removal_times = case when c.away and ${IS_THERE} then '{}' else c.removal_times end,
      base = coalesce(r.s->'base', c.base),
      base_label_ids = ${uuids('baseLabelIds', 'base_label_ids')},
      observed = ${nullable('observed')}, sent = ${nullable('sent')},
      observed_label_ids = ${uuids('observedLabelIds', 'observed_label_ids')},
      photo = coalesce(r.s->'photo', c.photo),
      photo_owed = coalesce((r.s->>'photoOwed')::boolean,
        c.photo_owed and not r.s ? 'marked'),
      delivered_version = case when r.s ? 'stale' then 0
        else coalesce((r.s->'delivered'->>'version')::bigint, c.delivered_version) end,
      delivered_hidden = case when r.s ? 'delivered'
        then array(select jsonb_array_elements_text(r.s->'delivered'->'hiddenFields'))
        else c.delivered_hidden end,
      trails = case when ${IS_ANOTHER} then null else coalesce(r.s->'trails', c.trails) end,
      pauses = ${pausing(sql`nullif(r.s->'pauses', '{}')`, sql`c.pauses`)},
      pause_until = ${pausing(pauseEnd(sql`r.s->'pauses'`), sql`c.pause_until`)},
      hold = ${HOLD},
      marks = c.marks + (r.s ?| '{marked,retried}')::int,
      settled = coalesce((r.s->>'settled')::bigint, c.settled),
      attempt_time = case when (r.s->>'attempted')::boolean then (select service_now())
                          when r.s ? 'attempted' then null else c.attempt_time end,
      delivery_time = case when r.s ? 'delivered' then service_now() else c.delivery_time end
    from jsonb_array_elements(${jsonRows(writes)}) as r(s)
    where c.account_id = ${accountId} and c.contact_id = (r.s->>'contactId')::uuid
    returning c.contact_id as "contactId",
      r.s ? 'settled' and not c.due and c.due_time is not null as "isSettled",
      extract(epoch from service_now() - greatest(c.due_time,
        (select resume_time from accounts where id = ${accountId})))::float8
        as "waitedSeconds"`.execute(tx);
  return rows.filter(({isSettled}) => isSettled);
}

/** What of a row is compared with what stands there: once it is written, that is read again. */
const READ_PARTS = sql`array['base', 'etag', 'found', 'observed', 'observedLabelIds',
  'own', 'pauses', 'photo', 'presence', 'sent', 'sourceId', 'stale']`;

const HOLD = sql`case when r.s ? 'hold' then r.s->>'hold'
  when r.s ?| '{marked,retried}' then null
  when not (r.s->>'attempted')::boolean then nullif(c.hold, 'UNANSWERED')
  else c.hold end`;

/** Out of Google's trash comes what its account asks for: it stays away no more. */
const IS_THERE = sql`coalesce(r.s->>'presence' = 'present', false)`;

/** Another contact stands there than before: how that one was written tells nothing of it. */
const IS_ANOTHER = sql`c.source_id <> r.s->>'sourceId'`;

/** A column of pauses: of another contact there are none. */
function pausing(written: RawBuilder<unknown>, kept: RawBuilder<unknown>) {
  return sql`case when ${IS_ANOTHER} then null
    when r.s ? 'pauses' then ${written} else ${kept} end`;
}

/** When the first of some pauses ends; null where there are none. */
function pauseEnd(pauses: RawBuilder<unknown>) {
  return sql`(select to_timestamp(min((p.pause->>'untilMs')::float8) / 1000)
    from jsonb_each(${pauses}) as p(field, pause))`;
}

/** A jsonb column: left alone when absent, emptied when JSON null. */
function nullable(name: string) {
  return sql`case when r.s ? ${sql.lit(name)}
    then nullif(r.s->${sql.lit(name)}, 'null'::jsonb)
    else c.${sql.ref(name)} end`;
}

function uuids(name: string, column: string) {
  return sql`case when r.s ? ${sql.lit(name)}
    then array(select jsonb_array_elements_text(r.s->${sql.lit(name)}))::uuid[]
    else c.${sql.ref(column)} end`;
}

export interface NewCopy {
  readonly contactId: string;
  readonly sourceId: string;
  readonly resourceName: string;
  readonly etag: string;
  readonly updateTimeMs: number;
  readonly content: Content;
  /** Own layer: what stands there and is not shared. */
  readonly own?: Content;
  readonly found?: Content;
  /** The labels it is shared in, of those that it carries. */
  readonly labelIds: readonly string[];
  readonly observedLabelIds: readonly string[];
  readonly hiddenFields: readonly SharedField[];
}

/** An account's own contacts that became shared: what stands there is agreed. */
export async function adoptCopies(
  tx: Tx,
  accountId: string,
  copies: readonly NewCopy[],
): Promise<void> {
  if (copies.length === 0) return;
  await sql`
    insert into copies (contact_id, account_id, marker, origin, presence, source_id,
      resource_name, etag, update_time, base, own, found, base_label_ids,
      observed_label_ids, delivered_version, delivered_hidden, delivery_time, settled)
    select r."contactId", ${accountId}, gen_random_uuid(), 'account', 'present',
      r."sourceId", r."resourceName", r.etag,
      to_timestamp(r."updateTimeMs" / 1000), r.content, r.own, r.found, r."labelIds",
      r."observedLabelIds", 1, r."hiddenFields", service_now(),
      (r."labelIds" = r."observedLabelIds")::int
    from jsonb_to_recordset(${jsonRows(copies)})
      as r("contactId" uuid, "sourceId" text, "resourceName" text, etag text,
           "updateTimeMs" float8, content jsonb, own jsonb, found jsonb,
           "labelIds" uuid[], "observedLabelIds" uuid[], "hiddenFields" text[])
    on conflict (contact_id, account_id) do update set
      origin = excluded.origin, presence = excluded.presence,
      source_id = excluded.source_id, resource_name = excluded.resource_name,
      etag = excluded.etag, read_etag = null, update_time = excluded.update_time,
      base = excluded.base, own = excluded.own, found = excluded.found,
      base_label_ids = excluded.base_label_ids,
      observed_label_ids = excluded.observed_label_ids,
      delivered_version = 1, delivered_hidden = excluded.delivered_hidden,
      delivery_time = excluded.delivery_time,
      trails = null, pauses = null, pause_until = null,
      settled = case when excluded.base_label_ids = excluded.observed_label_ids
        then copies.marks else copies.settled end`.execute(tx);
}
