import {sql, type RawBuilder} from 'kysely';
import type {Content, SharedField} from '../core/content.ts';
import type {Pauses, Trails} from '../core/loops.ts';
import type {Role} from '../core/role.ts';
import {accountLane, wakeLane} from './lanes.ts';
import {countAsOwn} from './account-size.ts';
import {noteFormerCopies, type Ending} from './former-copies.ts';
import {endPauses, keepPaused} from './paused-fields.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import {isSpared} from './revocations.ts';
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
  /** See `goneLabelIds` of `CopyWrite`; null: not known. */
  readonly goneLabelIds: readonly string[] | null;
  /** How its account rewrote its fields lately. */
  readonly trails: Trails;
  /** Fields another program keeps rewriting, with what stands in them. */
  readonly pauses: Pauses;
  readonly marks: number;
}

/** One way a contact reaches an account: a label of it the account collaborates on. */
export interface Reach {
  readonly labelId: string;
  readonly role: Role;
  readonly hiddenFields: readonly SharedField[];
  readonly showOnPhones: boolean;
}

export interface DueCopy extends CopyRow {
  readonly content: Content;
  readonly version: number;
  /** Empty: the account may not see the contact, or it is in the trash. */
  readonly reach: readonly Reach[];
  /** Labels from which somebody removed it and that wait for a decision. */
  readonly heldLabelIds: readonly string[];
  /** Deleted so often that it stays away until it is asked for. */
  readonly away: boolean;
  /** How often its account deleted it within 30 days without the right to. */
  readonly removals: number;
  /** See `survivorId` of `CopyWrite`. */
  readonly survivorId: string | null;
  /** Another list ended after the one that showed its deletion, or after a read missed it. */
  readonly listedSince: boolean;
}

const COPY_COLUMNS = sql`
  c.contact_id as "contactId", c.marker, c.origin, c.presence,
  c.source_id as "sourceId", c.resource_name as "resourceName", c.etag,
  (extract(epoch from c.update_time) * 1000)::float8 as "updateTimeMs", c.base,
  c.base_label_ids as "baseLabelIds", c.own, c.found,
  c.on_phones as "onPhones", c.observed,
  c.observed_label_ids as "observedLabelIds", c.sent, c.photo,
  (extract(epoch from c.attempt_time) * 1000)::float8 as "attemptTimeMs",
  c.delivered_version as "deliveredVersion",
  c.delivered_hidden as "deliveredHidden", c.lost_list as "lostList",
  c.gone_list as "goneList", c.gone_label_ids as "goneLabelIds",
  coalesce(c.trails, '{}') as trails, coalesce(c.pauses, '{}') as pauses, c.marks`;

/**
 * Copies of an account that need planning, at most `limit`: edits first, the
 * latest before others, then what is to be made, then what lacks nothing but its
 * photo, which takes long. One that is absent waits until it is found or made
 * again: nothing is written to it.
 */
export async function readDueCopies(
  db: Db,
  accountId: string,
  {
    limit,
    graceMs,
  }: {
    readonly limit: number;
    /** How long those stay whose access was revoked. */
    readonly graceMs: number;
  },
): Promise<readonly DueCopy[]> {
  const {rows} = await sql<DueCopy>`
    select ${COPY_COLUMNS}, k.content, k.version, coalesce(r.reach, '[]'::jsonb) as reach,
      array(select p.label_id from pending_removals p
            where p.contact_id = c.contact_id) as "heldLabelIds",
      c.away, ${recentRemovals()} as removals, c.survivor_id as "survivorId",
      c.gone_list is null or a.lists > c.gone_list + 1 as "listedSince"
    from (
      select c.contact_id as id,
        case when c.photo_owed then 2 when c.presence = 'none' then 1 else 0 end as rank,
        case when c.presence <> 'none' then k.update_time end as edited
      from copies c join contacts k on k.id = c.contact_id
      where c.account_id = ${accountId} and (c.due or exists (
          select from copies g
          where g.account_id = c.account_id and g.survivor_id = c.contact_id
            and g.due and g.presence = 'gone' and c.presence = 'present'))
        and not (c.presence = 'present' and c.absences > 0)
        and not ${isSpared(accountId, graceMs)}
      order by 2, 3 desc, 1
      limit ${limit}
    ) due
    join contacts k on k.id = due.id
    join copies c on c.contact_id = due.id and c.account_id = ${accountId}
    join accounts a on a.id = c.account_id
    cross join lateral (
      select jsonb_agg(jsonb_build_object('labelId', cl.label_id, 'role', co.role,
               'hiddenFields', to_jsonb(co.hidden_fields),
               'showOnPhones', co.show_on_phones) order by cl.label_id) as reach
      from contact_labels cl
      join collaborators co
        on co.label_id = cl.label_id and co.account_id = c.account_id
      where cl.contact_id = c.contact_id and k.delete_time is null
    ) r
    order by due.rank, due.edited desc, due.id`.execute(db);
  return rows;
}

/** Deletions are counted this long (contract section 5). */
const REMOVAL_DAYS = 30;

function recentRemovals() {
  return sql`(select count(*)::int from unnest(c.removal_times) as t(time)
    where t.time > service_now() - ${REMOVAL_DAYS} * interval '1 day')`;
}

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

/** Copies of an account in which an edit was seen that nobody decided yet, and those named. */
export async function readEditedCopies(
  db: Db,
  accountId: string,
  contactIds: readonly string[],
): Promise<readonly CopyRow[]> {
  const {rows} = await sql<CopyRow>`
    select ${COPY_COLUMNS} from copies c
    where c.account_id = ${accountId} and c.presence = 'present'
      and (c.due and c.observed is not null
           or c.contact_id = any(${sql.val([...contactIds])}::uuid[]))`.execute(
    db,
  );
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
  /** The marks that were planned; one set since keeps the copy due. */
  readonly settled?: number;
  /** Stamps the attempt of a create with the database's clock. */
  readonly attempted?: true;
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
      update_time = coalesce(to_timestamp((r.s->>'updateTimeMs')::float8 / 1000), c.update_time),
      origin = coalesce(r.s->>'origin', c.origin),
      own = coalesce(r.s->'own', c.own),
      found = coalesce(r.s->'found', c.found),
      on_phones = coalesce((r.s->>'onPhones')::boolean, c.on_phones),
      absences = case when r.s ? 'present' then 0 else c.absences end,
      gone_list = case when r.s ? 'present' then null
        else coalesce((r.s->>'goneList')::bigint, c.gone_list) end,
      gone_label_ids = ${uuids('goneLabelIds', 'gone_label_ids')},
      lost_list = coalesce((r.s->>'lostList')::bigint, c.lost_list),
      survivor_id = case when r.s->>'presence' = 'present' then null
        else coalesce((r.s->>'survivorId')::uuid, c.survivor_id) end,
      base = coalesce(r.s->'base', c.base),
      base_label_ids = ${uuids('baseLabelIds', 'base_label_ids')},
      observed = ${nullable('observed')},
      observed_label_ids = ${uuids('observedLabelIds', 'observed_label_ids')},
      sent = ${nullable('sent')},
      photo = coalesce(r.s->'photo', c.photo),
      photo_owed = coalesce((r.s->>'photoOwed')::boolean,
        c.photo_owed and not r.s ? 'marked'),
      delivered_version = case when r.s ? 'stale' then 0
        else coalesce((r.s->'delivered'->>'version')::bigint, c.delivered_version) end,
      delivered_hidden = case when r.s ? 'delivered'
        then array(select jsonb_array_elements_text(r.s->'delivered'->'hiddenFields'))
        else c.delivered_hidden end,
      trails = case when ${IS_ANOTHER} then null else coalesce(r.s->'trails', c.trails) end,
      pauses = case when ${IS_ANOTHER} then null
        when r.s ? 'pauses' then nullif(r.s->'pauses', '{}') else c.pauses end,
      pause_until = case when ${IS_ANOTHER} then null
        when r.s ? 'pauses' then ${pauseEnd(sql`r.s->'pauses'`)} else c.pause_until end,
      hold = case when r.s ? 'hold' then r.s->>'hold'
                  when r.s ? 'marked' then null else c.hold end,
      marks = c.marks + (r.s ? 'marked')::int,
      settled = coalesce((r.s->>'settled')::bigint, c.settled),
      attempt_time = case when r.s ? 'attempted' then service_now() else c.attempt_time end,
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

/** Another contact stands there than before: how that one was written tells nothing of it. */
const IS_ANOTHER = sql`c.source_id <> r.s->>'sourceId'`;

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

/**
 * Has deleted copies made again, under the same marker. `counted`: their account
 * may not remove them, and did.
 */
export async function restoreCopies(
  tx: Tx,
  accountId: string,
  copies: {readonly contactIds: readonly string[]; readonly counted: boolean},
): Promise<void> {
  await noteFormerCopies(tx, accountId, copies.contactIds);
  await keepPaused(tx, accountId, copies.contactIds);
  await sql`
    update copies c set presence = 'none', origin = 'service', source_id = null,
      resource_name = null, etag = null, update_time = null, base = null,
      base_label_ids = '{}', own = null, found = null,
      photo = null, photo_tries = 0, photo_retry_time = null, photo_owed = false,
      on_phones = null, observed = null, observed_label_ids = '{}', sent = null,
      delivered_version = 0, delivered_hidden = '{}', gone_list = null,
      gone_label_ids = null, survivor_id = null, absences = 0,
      away = false, hold = null, marks = marks + 1,
      trails = null, pauses = null, pause_until = null,
      removal_times = ${removalTimes(copies.counted)}
    where c.account_id = ${accountId}
      and c.contact_id = any(${sql.val([...copies.contactIds])}::uuid[])`.execute(
    tx,
  );
}

/** Leaves a copy away from an account that deletes it again and again. */
export async function leaveAway(
  tx: Tx,
  accountId: string,
  contactId: string,
): Promise<void> {
  await sql`
    update copies c set away = true, hold = null, marks = marks + 1,
      removal_times = ${removalTimes(true)}
    where c.account_id = ${accountId} and c.contact_id = ${contactId}
      and c.presence = 'gone'`.execute(tx);
}

/**
 * Brings a copy back that its account deleted, and forgets that it did, however
 * often. In one that was not deleted paused fields go on; else it is left alone.
 */
export async function redeliverCopy(
  tx: Tx,
  {contactId, accountId}: {contactId: string; accountId: string},
): Promise<void> {
  const {numUpdatedRows} = await tx
    .updateTable('copies')
    .set({removal_times: []})
    .where('account_id', '=', accountId)
    .where('contact_id', '=', contactId)
    .where('presence', '=', 'gone')
    .executeTakeFirst();
  if (numUpdatedRows > 0n) {
    const contactIds = [contactId];
    await restoreCopies(tx, accountId, {contactIds, counted: false});
  } else if (!(await endPauses(tx, {contactId, accountId}))) return;
  await wakeLane(tx, accountLane(accountId));
}

function removalTimes(counted: boolean) {
  return counted ? sql`c.removal_times || service_now()` : sql`c.removal_times`;
}

/**
 * A removal was not let through: copies that lack the label get it back, and
 * those that were deleted are made again. Marks them; the caller wakes lanes.
 */
export async function putBackCopies(
  tx: Tx,
  removal: {readonly labelId: string; readonly contactId: string},
): Promise<void> {
  const {labelId, contactId} = removal;
  await sql`
    update copies c set marks = c.marks + 1,
      base_label_ids = array_remove(c.base_label_ids, ${labelId}::uuid)
    where c.contact_id = ${contactId} and c.presence = 'present'
      and ${labelId}::uuid = any(c.base_label_ids)
      and not ${labelId}::uuid = any(c.observed_label_ids)`.execute(tx);
  const gone = await tx
    .selectFrom('copies')
    .select('account_id')
    .where('contact_id', '=', contactId)
    .where('presence', '=', 'gone')
    .where('away', '=', false)
    .execute();
  for (const {account_id} of gone) {
    const contactIds = [contactId];
    await restoreCopies(tx, account_id, {contactIds, counted: false});
  }
}

/** Deleted and missed copies of an account are looked at again after another list ended. */
export async function markGoneCopies(tx: Tx, accountId: string): Promise<void> {
  await sql`
    update copies c set marks = c.marks + 1 from accounts a
    where a.id = ${accountId} and c.account_id = a.id
      and not c.away and not c.due and a.lists > c.gone_list + 1
      and not exists (select from pending_removals p
        where p.contact_id = c.contact_id)`.execute(tx);
}

/** Copies that a read by name did not explain are planned again after a list. */
export async function releaseChanged(tx: Tx, accountId: string): Promise<void> {
  await sql`
    update copies set hold = null, marks = marks + 1
    where account_id = ${accountId} and hold = 'CHANGED_MEANWHILE'`.execute(tx);
}

/**
 * Copies with a deletion mark that a read by name contradicted in an earlier run.
 * One that is to be withdrawn is read for that, and not twice.
 */
export async function readDoubted(
  db: Db,
  accountId: string,
): Promise<readonly CopyRow[]> {
  const {rows} = await sql<CopyRow>`
    select ${COPY_COLUMNS} from copies c join accounts a on a.id = c.account_id
    where c.account_id = ${accountId} and c.presence = 'present'
      and c.gone_list < a.lists
      and exists (
        select from contact_labels cl
        join contacts k on k.id = cl.contact_id and k.delete_time is null
        join collaborators co
          on co.label_id = cl.label_id and co.account_id = c.account_id
        where cl.contact_id = c.contact_id)`.execute(db);
  return rows;
}

export interface GoneCopy extends CopyRow {
  /** Its account still sees the contact. */
  readonly isSeen: boolean;
}

/** Copies found deleted in the account's last list, or this one: a survivor may show yet. */
export async function readFreshlyGone(
  db: Db,
  accountId: string,
): Promise<readonly GoneCopy[]> {
  const {rows} = await sql<GoneCopy>`
    select ${COPY_COLUMNS}, exists (
        select from contact_labels cl
        join contacts k on k.id = cl.contact_id and k.delete_time is null
        join collaborators co
          on co.label_id = cl.label_id and co.account_id = c.account_id
        where cl.contact_id = c.contact_id) as "isSeen"
    from copies c join accounts a on a.id = c.account_id
    where c.account_id = ${accountId} and c.presence = 'gone' and not c.away
      and a.lists <= c.gone_list + 1
    order by c.contact_id`.execute(db);
  return rows;
}

/** Whether a deleted copy of the account waits for another list, or one is doubted. */
export async function awaitsList(db: Db, accountId: string): Promise<boolean> {
  const {rows} = await sql`
    select 1 from copies c join accounts a on a.id = c.account_id
    where c.account_id = ${accountId} and (
      c.presence = 'gone' and a.lists <= c.gone_list + 1
      or c.presence = 'present' and c.gone_list is not null) limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

/**
 * Forgets copies that are none any more. Where access came back meanwhile they
 * are made anew: whoever sees a contact has a row of it.
 */
export async function deleteCopies(
  tx: Tx,
  accountId: string,
  contactIds: readonly string[],
  ending: Ending = 'gone',
): Promise<void> {
  if (contactIds.length === 0) return;
  await noteFormerCopies(tx, accountId, contactIds, ending);
  await keepPaused(tx, accountId, contactIds);
  await tx
    .deleteFrom('copies')
    .where('account_id', '=', accountId)
    .where('contact_id', 'in', contactIds)
    .execute();
  await sql`
    insert into copies (contact_id, account_id, marker, origin)
    select distinct cl.contact_id, co.account_id, gen_random_uuid(), 'service'
    from contact_labels cl join collaborators co on co.label_id = cl.label_id
    where co.account_id = ${accountId}
      and cl.contact_id = any(${sql.val([...contactIds])}::uuid[])
    on conflict do nothing`.execute(tx);
}

/**
 * Leaves copies in their account as ordinary contacts. Nothing of them is looked
 * at or stored from now on; should the account see their contacts again, what
 * stands there is linked (`readStandingCopies`).
 */
export async function leaveCopies(
  tx: Tx,
  accountId: string,
  contactIds: readonly string[],
): Promise<void> {
  const {rows} = await sql<{count: number}>`
    select count(*)::int as count from copies
    where account_id = ${accountId} and origin = 'service' and presence = 'present'
      and contact_id = any(${sql.val([...contactIds])}::uuid[])`.execute(tx);
  await countAsOwn(tx, accountId, rows[0]?.count ?? 0);
  await deleteCopies(tx, accountId, contactIds, 'left');
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
      etag = excluded.etag, update_time = excluded.update_time,
      base = excluded.base, own = excluded.own, found = excluded.found,
      base_label_ids = excluded.base_label_ids,
      observed_label_ids = excluded.observed_label_ids,
      delivered_version = 1, delivered_hidden = excluded.delivered_hidden,
      delivery_time = excluded.delivery_time,
      trails = null, pauses = null, pause_until = null,
      settled = case when excluded.base_label_ids = excluded.observed_label_ids
        then copies.marks else copies.settled end`.execute(tx);
}

/**
 * Creates sent at least `confirmSeconds` before `listBegunMs` that a complete
 * list begun then did not show: they never happened and are tried again.
 */
export async function releaseUnconfirmed(
  tx: Tx,
  accountId: string,
  listBegunMs: number,
  confirmSeconds: number,
): Promise<void> {
  await sql`
    update copies set presence = 'none', sent = null, marks = marks + 1
    where account_id = ${accountId} and presence = 'unconfirmed'
      and attempt_time <= to_timestamp(${listBegunMs}::float8 / 1000)
                          - ${confirmSeconds}::float8 * interval '1 second'`.execute(
    tx,
  );
}

/** When the oldest unconfirmed create may be tried again; undefined: there is none. */
export async function oldestUnconfirmedMs(
  db: Db,
  accountId: string,
): Promise<number | undefined> {
  const {rows} = await sql<{oldest: number | null}>`
    select (extract(epoch from min(attempt_time)) * 1000)::float8 as oldest
    from copies where account_id = ${accountId} and presence = 'unconfirmed'`.execute(
    db,
  );
  return rows[0]?.oldest ?? undefined;
}

export async function countCopies(
  db: Db,
  accountId: string,
): Promise<{readonly mapped: number; readonly absent: number}> {
  const {rows} = await sql<{mapped: number; absent: number}>`
    select count(*)::int as mapped,
           count(*) filter (where absences > 0 or hold = 'COPY_NOT_FOUND')::int as absent
    from copies where account_id = ${accountId} and presence = 'present'`.execute(
    db,
  );
  return rows[0] ?? {mapped: 0, absent: 0};
}

/** Whether some copy that is due stands nowhere yet. */
export async function hasCopyToMake(
  db: Db,
  accountId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('copies')
    .select('contact_id')
    .where('account_id', '=', accountId)
    .where('due', '=', true)
    .where('presence', '=', 'none')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
