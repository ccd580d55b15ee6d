import {sql} from 'kysely';
import type {Pauses} from '../core/loops.ts';
import {fieldsOf} from '../core/loops.ts';
import {insertRevisions, readVersion} from './contact-history.ts';
import type {Db, Tx} from './queries.ts';

/** Copies of an account with a pause that is over are planned again. */
export async function markEndedPauses(
  tx: Tx,
  accountId: string,
): Promise<void> {
  await sql`
    update copies set marks = marks + 1
    where account_id = ${accountId} and pause_until <= service_now()
      and not due`.execute(tx);
}

/** Somebody wants an account's copy as the contact is: its pauses end, and how they came about is forgotten. */
export async function endPauses(
  tx: Tx,
  {contactId, accountId}: {contactId: string; accountId: string},
): Promise<boolean> {
  const {numAffectedRows = 0n} = await sql`
    update copies c set marks = c.marks + 1, trails = null,
      pause_until = service_now(),
      pauses = (select jsonb_object_agg(field, pause || '{"untilMs": 0}')
        from jsonb_each(c.pauses) as p(field, pause))
    where c.account_id = ${accountId} and c.contact_id = ${contactId}
      and c.pauses is not null`.execute(tx);
  return numAffectedRows > 0n;
}

/**
 * What stands in the paused fields of copies that are about to be forgotten goes
 * to the history: nobody decided it yet.
 */
export async function keepPaused(
  tx: Tx,
  accountId: string,
  contactIds: readonly string[],
): Promise<void> {
  const {rows} = await sql<{contactId: string; pauses: Pauses}>`
    select contact_id as "contactId", pauses from copies
    where account_id = ${accountId} and pauses is not null
      and contact_id = any(${sql.val([...contactIds])}::uuid[])
    order by contact_id`.execute(tx);
  for (const {contactId, pauses} of rows) {
    const changes = fieldsOf(pauses).flatMap(field => {
      const items = pauses[field]?.items ?? [];
      return items.length === 0 ? [] : [{field, old: items}];
    });
    if (changes.length === 0) continue;
    const version = await readVersion(tx, contactId);
    const by = {accountId, via: 'GOOGLE'} as const;
    await insertRevisions(
      tx,
      [{contactId, version, kind: 'lost', changes}],
      by,
    );
  }
}

/** Copies of which fields are paused, over all accounts: for the metrics. */
export async function countPausedCopies(db: Db): Promise<number> {
  const {rows} = await sql<{count: number}>`
    select count(*)::int as count from copies where pause_until is not null`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
