import type {FastifyRequest} from 'fastify';
import {
  claimRequest,
  REQUEST_HOURS,
  settleRequest,
} from '../store/create-requests.ts';
import type {Db, Tx} from '../store/queries.ts';
import {callerOf} from './access.ts';
import {alreadyExists} from './status.ts';
import {inTransaction} from './transaction.ts';

/**
 * Creates in one transaction, and once for each `requestId` of the caller's
 * (AIP-155): asked the same again within a day, what was created then is read
 * and answered as it stands now; 404 where it is gone. 409 where something else
 * is asked under the same id. A call that failed may be repeated.
 */
export async function createOnce<Answer>(
  db: Db,
  request: FastifyRequest<{Querystring: {requestId?: string | undefined}}>,
  {
    body = request.body,
    create,
    answer,
  }: {
    /** What stands for a body that is read as it arrives. */
    readonly body?: unknown;
    /** Returns the id of what it created. */
    readonly create: (tx: Tx) => Promise<string>;
    readonly answer: (tx: Tx, id: string) => Promise<Answer>;
  },
): Promise<Answer> {
  const {requestId} = request.query;
  return inTransaction(db, async tx => {
    if (requestId === undefined) return answer(tx, await create(tx));
    const {id: accountId} = callerOf(request);
    const named = {accountId, requestId, asked: textOf(request, body)};
    const claim = await claimRequest(tx, named);
    switch (claim.kind) {
      case 'new': {
        const id = await create(tx);
        await settleRequest(tx, named, id);
        return answer(tx, id);
      }
      case 'repeated':
        return answer(tx, claim.createdId);
      case 'other':
        throw alreadyExists(
          `Something else was asked under this id within ${REQUEST_HOURS} hours`,
          'requestId',
        );
    }
  });
}

/** What is asked: parsed, so that the order of keys and what nobody reads says nothing. */
function textOf(
  {routeOptions, params, query}: FastifyRequest,
  body: unknown,
): string {
  return JSON.stringify([routeOptions.url, params, query, body]);
}
