import type {FastifyBaseLogger} from 'fastify';
import type {DirectoryClient, DirectoryUser} from '../core/google.ts';
import {enrolAccount, readAccount, type AccountRow} from '../store/accounts.ts';
import {noteDirectoryUser} from '../store/directory.ts';
import type {Db} from '../store/queries.ts';
import type {Claims} from './sign-in.ts';
import {refusePassingFault} from './google-fault.ts';
import {denied} from './status.ts';
import {inTransaction} from './transaction.ts';

/**
 * The account of who signed in. With delegation the first call of an active
 * user of the workplace enrols them; the Directory knows who that is, by `sub`,
 * whatever domain a token names. Anybody else is refused and nothing is stored.
 */
export async function enrol(
  claims: Claims,
  {
    db,
    directory,
    log,
  }: {
    readonly db: Db;
    readonly directory: DirectoryClient | undefined;
    readonly log: FastifyBaseLogger;
  },
): Promise<AccountRow> {
  const known = await readAccount(db, claims.sub);
  if (known !== undefined) return known;
  const user = directory && (await findUser(directory, claims.sub, log));
  if (user === undefined || user.suspended) {
    throw denied('This account does not use the service.');
  }
  return inTransaction(db, async tx => {
    // An admin is one from their first call on.
    await noteDirectoryUser(tx, user);
    return enrolAccount(tx, user);
  });
}

async function findUser(
  directory: DirectoryClient,
  sub: string,
  log: FastifyBaseLogger,
): Promise<DirectoryUser | undefined> {
  const outcome = await directory.getUser(sub);
  if (outcome.kind === 'ok') {
    // An address or alias would be found as well, but is nobody's identity.
    return outcome.value.id === sub ? outcome.value : undefined;
  }
  refusePassingFault(outcome.fault);
  if (outcome.fault.kind === 'denied') {
    // Users of other workplaces, but a delegation that does not work as well.
    log.warn('the Directory refused to show who calls');
  }
  return undefined;
}
