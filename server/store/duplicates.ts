import {sql} from 'kysely';
import type {FoundEvidence} from '../core/duplicate-evidence.ts';
import {
  findDuplicates,
  type DuplicatePair,
  type DuplicateReason,
} from '../core/duplicates.ts';
import {HOLDERS_MAX} from '../core/match.ts';
import {asRead, keysToFind, shownKeys} from '../core/regional-numbers.ts';
import {jsonRows, type Tx} from './queries.ts';
import type {DuplicateState} from './schema.ts';
import {findContactsByKey, readVisible} from './visible-contacts.ts';

/**
 * Proposes pairs of contacts that may be one person, where one of them has just
 * arrived: among all that the account who brought it sees. Whoever arrives surely
 * as somebody was linked before. A pair is proposed once; one that is open may be so
 * for other reasons now.
 */
export async function proposeDuplicates(
  tx: Tx,
  {
    contactIds,
    accountId,
    newId,
  }: {
    readonly contactIds: readonly string[];
    readonly accountId: string;
    readonly newId: () => string;
  },
): Promise<void> {
  if (contactIds.length === 0) return;
  const arrived = (
    await readVisible(
      tx,
      accountId,
      sql`k.id = any(${sql.val([...contactIds])}::uuid[])`,
    )
  ).map(asRead);
  // Of a key that more people have, one more is enough to know it.
  const near = await findContactsByKey(tx, {
    accountId,
    keys: keysToFind(arrived.flatMap(({content}) => shownKeys(content))),
    limit: HOLDERS_MAX + 1,
  });
  const people = new Map(
    [...arrived, ...near.map(asRead)].map(each => [each.id, each]),
  );
  const pairs = findDuplicates(new Set(contactIds), [...people.values()]);
  await insertPairs(tx, pairs, newId);
}

async function insertPairs(
  tx: Tx,
  pairs: readonly DuplicatePair[],
  newId: () => string,
): Promise<void> {
  if (pairs.length === 0) return;
  const rows = pairs.map(({ids: [first, other], reasons}) => ({
    ...{id: newId(), first, other, reasons},
  }));
  await sql`
    insert into duplicates (id, contact_id, other_id, reasons)
    select r.id, r.first, r.other, array(select jsonb_array_elements_text(r.reasons))
    from jsonb_to_recordset(${jsonRows(rows)})
      as r(id uuid, first uuid, other uuid, reasons jsonb)
    on conflict (least(contact_id, other_id), greatest(contact_id, other_id))
    do update set reasons = excluded.reasons
    where duplicates.state = 'OPEN' and duplicates.reasons <> excluded.reasons`.execute(
    tx,
  );
}

/** Two contacts that a search took for one person; the first was there before. */
export interface FoundPair {
  readonly ids: readonly [string, string];
  readonly found: FoundEvidence;
}

/**
 * Proposes pairs that a search found, each once. One that is open has the evidence of
 * the last search, unless one by somebody who saw less said it to more people.
 */
export async function proposeFound(
  tx: Tx,
  pairs: readonly FoundPair[],
  newId: () => string,
): Promise<void> {
  const rows = pairs.map(({ids: [first, other], found}) => ({
    ...{id: newId(), first, other, found},
  }));
  await sql`
    insert into duplicates (id, contact_id, other_id, reasons, evidence)
    select r.id, r.first, r.other, '{}', r.found
    from jsonb_to_recordset(${jsonRows(rows)})
      as r(id uuid, first uuid, other uuid, found jsonb)
    join contacts a on a.id = r.first join contacts b on b.id = r.other
    on conflict (least(contact_id, other_id), greatest(contact_id, other_id))
    do update set evidence = excluded.evidence
    where duplicates.state = 'OPEN' and (duplicates.evidence is null
      or not (duplicates.evidence->'hidden') @> (excluded.evidence->'hidden')
      or (excluded.evidence->'hidden') @> (duplicates.evidence->'hidden'))`.execute(
    tx,
  );
}

/** Contacts that were made one. */
export interface MergedContacts {
  readonly survivorId: string;
  readonly absorbedIds: readonly string[];
}

/**
 * What is open about contacts that were made one is open about the one that lives on,
 * which says what they said. It is told as any: not of a pair about which somebody
 * decided, and no more once the two are apart and look like two.
 */
export async function followMergedPairs(
  tx: Tx,
  {survivorId, absorbedIds}: MergedContacts,
  newId: () => string,
): Promise<void> {
  const absorbed = sql.val([...absorbedIds]);
  const {rows} = await sql<{
    readonly other: string;
    readonly reasons: readonly DuplicateReason[];
    readonly found: FoundEvidence | null;
  }>`
    select distinct on (other) other, reasons, found from (
      select reasons, evidence as found, id,
        case when contact_id = any(${absorbed}::uuid[]) then other_id
          else contact_id end as other
      from duplicates where state = 'OPEN'
        and (contact_id = any(${absorbed}::uuid[])
          or other_id = any(${absorbed}::uuid[]))) d
    where other <> ${survivorId} and other <> all(${absorbed}::uuid[])
    order by other, id`.execute(tx);
  const pairs = rows.map(row => ({id: newId(), ...row}));
  await sql`
    insert into duplicates as d (id, contact_id, other_id, reasons, evidence)
    select r.id, least(r.other, ${survivorId}::uuid),
      greatest(r.other, ${survivorId}::uuid),
      array(select jsonb_array_elements_text(r.reasons)), r.found
    from jsonb_to_recordset(${jsonRows(pairs)})
      as r(id uuid, other uuid, reasons jsonb, found jsonb)
    on conflict (least(contact_id, other_id), greatest(contact_id, other_id))
    do update set evidence = coalesce(d.evidence, excluded.evidence),
      reasons = array(select distinct unnest(d.reasons || excluded.reasons))
    where d.state = 'OPEN'`.execute(tx);
}

/** Ends an open proposal; what follows from it is done by who decides. */
export async function endDuplicate(
  tx: Tx,
  {
    id,
    state,
    deciderId,
  }: {
    readonly id: string;
    readonly state: Exclude<DuplicateState, 'OPEN'>;
    readonly deciderId: string;
  },
): Promise<void> {
  await tx
    .updateTable('duplicates')
    .set({
      state,
      decided_by: deciderId,
      update_time: sql<Date>`service_now()`,
    })
    .where('id', '=', id)
    .execute();
}

/** One that was rejected is open again. */
export async function reopenDuplicate(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('duplicates')
    .set({
      state: 'OPEN',
      decided_by: null,
      update_time: sql<Date>`service_now()`,
    })
    .where('id', '=', id)
    .execute();
}
