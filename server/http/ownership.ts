import {labelName} from '../contract/names.ts';
import {Label, TransferOwnershipRequest} from '../contract/label.ts';
import {
  enrolAccount,
  findActiveAccount,
  readAccount,
  type AccountRow,
} from '../store/accounts.ts';
import {
  lockLabel,
  readCollaboration,
  readLabel,
  readUnseenLabel,
} from '../store/labels.ts';
import {noteAdminAct} from '../store/audit-events.ts';
import {readOwnerId, transferLabel, type NewOwner} from '../store/ownership.ts';
import type {Db, Tx} from '../store/queries.ts';
import {callerOf, checkRole, readId} from './access.ts';
import {isAdmin} from './admins.ts';
import type {Deps} from './deps.ts';
import {refusePassingFault} from './google-fault.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {invalid, notFound} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toLabel} from './wire.ts';

/** A label has one owner; who owns it, or an admin, gives it to another. */
export function ownershipRoutes(app: App, deps: Deps): void {
  app.post(
    `${LABEL_PATH}::transferOwnership`,
    {
      // An admin need not see it: who may is looked up.
      config: {access: 'account'},
      schema: {
        summary:
          'Give the label to another owner; who owned it is manager then',
        params: LabelParams,
        body: TransferOwnershipRequest,
        response: answers(Label),
      },
    },
    async request => {
      const caller = callerOf(request);
      const labelId = readId(request, 'label');
      await checkMayTransfer(deps, deps.db, {labelId, caller});
      const owner = await findNewOwner(deps, request.body.email);
      const grantId = deps.newId();
      return inTransaction(deps.db, async tx => {
        await lockLabel(tx, labelId);
        const isOwner = await checkMayTransfer(deps, tx, {labelId, caller});
        const former = await readOwnerId(tx, labelId);
        await becomeAccount(tx, owner);
        await transferLabel(tx, {labelId, owner, grantId, by: caller.id});
        if (!isOwner && former !== owner.id) {
          const old = former && (await readAccount(tx, former));
          await noteAdminAct(tx, {
            accountId: caller.id,
            action: 'labels.transferOwnership',
            resources: [labelName(labelId)],
            changes: [
              {
                field: 'owner',
                ...(old && {old: old.email}),
                new: owner.email,
              },
            ],
          });
        }
        return answerLabel(tx, {labelId, accountId: caller.id});
      });
    },
  );
}

async function answerLabel(
  tx: Tx,
  key: {readonly labelId: string; readonly accountId: string},
): Promise<Label> {
  const label =
    (await readLabel(tx, key)) ?? (await readUnseenLabel(tx, key.labelId));
  if (label === undefined) throw notFound();
  return toLabel(label);
}

/**
 * The owner, and admins, whether they collaborate on it or not.
 * @returns whether it is the owner
 */
async function checkMayTransfer(
  {adminEmail}: Deps,
  db: Db,
  {labelId, caller}: {readonly labelId: string; readonly caller: AccountRow},
): Promise<boolean> {
  if ((await readUnseenLabel(db, labelId)) === undefined) throw notFound();
  const key = {labelId, accountId: caller.id};
  const label = await readCollaboration(db, key);
  if (label?.role === 'owner') return true;
  if (await isAdmin({db, adminEmail}, caller.id)) return false;
  if (label === undefined) throw notFound();
  checkRole(label.role, 'owner');
  return true;
}

/** An active user of the workplace by any address, or an active account from outside by its own. */
async function findNewOwner(
  {db, directory}: Deps,
  email: string,
): Promise<NewOwner> {
  const outcome = await directory?.getUser(email);
  if (outcome?.kind === 'ok') {
    const user = outcome.value;
    const account = await readAccount(db, user.id);
    if (user.suspended || (account && account.state !== 'ACTIVE')) {
      throw invalid('email', 'Their account is not active');
    }
    return {id: user.id, email: user.email, user};
  }
  if (outcome !== undefined) refusePassingFault(outcome.fault);
  const account = await findActiveAccount(db, email);
  if (account !== undefined) return account;
  throw invalid('email', 'The workplace has no user with this address');
}

async function becomeAccount(tx: Tx, {user}: NewOwner): Promise<void> {
  if (user !== undefined) await enrolAccount(tx, user);
}
