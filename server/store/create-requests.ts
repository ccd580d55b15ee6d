import {createHmac, randomBytes} from 'node:crypto';
import {sql} from 'kysely';
import type {Tx} from './queries.ts';
import {readSetting, settleSetting} from './settings.ts';

/** A create that its caller gave an id (AIP-155). */
export interface CreateRequest {
  readonly accountId: string;
  /** A UUID. */
  readonly requestId: string;
  /** All that was asked, as one text. */
  readonly asked: string;
}

export type RequestClaim =
  /** Nobody asked before: create, then `settleRequest`. */
  | {readonly kind: 'new'}
  | {readonly kind: 'repeated'; readonly createdId: string}
  /** Something else was asked under this id. */
  | {readonly kind: 'other'};

/** How long a request is known. */
export const REQUEST_HOURS = 24;
const KEPT = sql`interval '${sql.lit(REQUEST_HOURS)} hours'`;

/** Those of others that are too old, a few with each call. */
const CLEANED_MAX = 100;

/**
 * Whether this account asked under this id before. Waits for one under way with
 * the same; what failed was never asked. In the transaction that creates.
 */
export async function claimRequest(
  tx: Tx,
  {accountId, requestId, asked}: CreateRequest,
): Promise<RequestClaim> {
  const print = await printOf(tx, asked);
  const {rows: claimed} = await sql`
    insert into create_requests as r (account_id, request_id, print)
    values (${accountId}, ${requestId}, ${print})
    on conflict (account_id, request_id) do update
      set print = excluded.print, created_id = null, create_time = service_now()
      where r.create_time <= service_now() - ${KEPT}
    returning request_id`.execute(tx);
  if (claimed.length > 0) {
    await dropOldRequests(tx);
    return {kind: 'new'};
  }
  const row = await tx
    .selectFrom('create_requests')
    .select(['print', 'created_id'])
    .where('account_id', '=', accountId)
    .where('request_id', '=', requestId)
    .executeTakeFirstOrThrow();
  return row.print === print && row.created_id !== null
    ? {kind: 'repeated', createdId: row.created_id}
    : {kind: 'other'};
}

export async function settleRequest(
  tx: Tx,
  {accountId, requestId}: CreateRequest,
  createdId: string,
): Promise<void> {
  await tx
    .updateTable('create_requests')
    .set({created_id: createdId})
    .where('account_id', '=', accountId)
    .where('request_id', '=', requestId)
    .execute();
}

async function dropOldRequests(tx: Tx): Promise<void> {
  await sql`
    delete from create_requests r using (
      select account_id, request_id from create_requests
      where create_time <= service_now() - ${KEPT}
      order by create_time limit ${CLEANED_MAX}
      for update skip locked) old
    where r.account_id = old.account_id and r.request_id = old.request_id`.execute(
    tx,
  );
}

const KEY_SETTING = 'requestKey';
const KEY_BYTES = 32;

/** HMAC-SHA-256 by the store's own key: of what was asked nothing can be guessed from it. */
async function printOf(tx: Tx, asked: string): Promise<string> {
  const key =
    (await readSetting(tx, KEY_SETTING)) ??
    (await settleSetting(
      tx,
      KEY_SETTING,
      randomBytes(KEY_BYTES).toString('base64'),
    ));
  if (typeof key !== 'string') throw new Error('the store has no request key');
  return createHmac('sha256', Buffer.from(key, 'base64'))
    .update(asked)
    .digest('base64');
}
