import {Account} from '../contract/account.ts';
import {countPendingWrites, readAccount, setPaused} from '../store/accounts.ts';
import {readChangeCounter} from '../store/changes.ts';
import {callerOf} from './access.ts';
import type {Deps} from './deps.ts';
import {answers, type App} from './openapi.ts';
import {notFound} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toAccount} from './wire.ts';

const SYNC_TIMEOUT_MS = 60_000;

const ME = '/v1/accounts/me';

export function accountRoutes(app: App, deps: Deps): void {
  const {db} = deps;

  const answerAccount = async (accountId: string): Promise<Account> => {
    const account = await readAccount(db, accountId);
    if (account === undefined) throw notFound();
    return toAccount(account, {
      changeCounter: await readChangeCounter(db, accountId),
      pendingWrites: await countPendingWrites(db, accountId),
    });
  };

  const config = {access: 'self'} as const;
  const response = answers(Account);

  app.get(
    ME,
    {config, schema: {summary: 'The caller’s account', response}},
    async request => answerAccount(callerOf(request).id),
  );
  app.post(
    `${ME}::sync`,
    {config, schema: {summary: 'Pull and push now', response}},
    async request => {
      const {id} = callerOf(request);
      await deps.syncNow(id, {timeoutMs: SYNC_TIMEOUT_MS});
      return answerAccount(id);
    },
  );
  for (const [verb, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    const summary = paused ? 'Stop syncing' : 'Take up syncing again';
    app.post(
      `${ME}::${verb}`,
      {config, schema: {summary, response}},
      async request => {
        const {id} = callerOf(request);
        await inTransaction(db, async tx => setPaused(tx, id, paused));
        return answerAccount(id);
      },
    );
  }
}
