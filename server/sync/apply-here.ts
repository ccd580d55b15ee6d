import type {HoldReason} from '../core/operation.ts';
import {deleteCopies} from '../store/copy-endings.ts';
import {writeCopies, type CopyWrite} from '../store/copies.ts';
import {deliveredAs, type PlannedCopy} from './plan-account.ts';
import {fenced, type Run} from './run.ts';

/** Plans that need nothing of Google: recorded in one transaction. */
export async function settleHere(
  run: Run,
  plans: readonly PlannedCopy[],
): Promise<void> {
  const writes = plans.flatMap(plan => settlement(plan) ?? []);
  const forgotten = plans.filter(({operations}) =>
    operations.some(({kind}) => kind === 'forgetCopy'),
  );
  if (writes.length === 0 && forgotten.length === 0) return;
  await fenced(run, async tx => {
    await writeCopies(tx, run.account.id, writes);
    await deleteCopies(
      tx,
      run.account.id,
      forgotten.map(({copy}) => copy.contactId),
    );
  });
}

function settlement({
  copy,
  snapshot,
  operations,
}: PlannedCopy): CopyWrite | undefined {
  const settled = {contactId: copy.contactId, settled: copy.marks};
  const [operation] = operations;
  if (operation === undefined) return settled;
  switch (operation.kind) {
    case 'awaitConfirmation':
    case 'awaitNextList':
      return settled;
    case 'agree':
      return snapshot.copy.kind === 'present'
        ? {
            ...settled,
            base: snapshot.copy.content,
            baseLabelIds: snapshot.copy.labelIds,
            observed: null,
            delivered: deliveredAs(copy),
          }
        : settled;
    case 'createCopy':
    case 'linkCopy':
    case 'updateCopy':
    case 'setPhoto':
    case 'pullEdit':
    case 'mergeContacts':
    case 'suggestEdit':
    case 'setOnPhones':
    case 'attachLabel':
    case 'detachLabel':
    case 'removeFromLabels':
    case 'addToLabel':
    case 'suggestLabel':
    case 'restoreCopy':
    case 'leaveAway':
    case 'deleteCopy':
    case 'releaseCopy':
    case 'forgetCopy':
      return undefined;
  }
}

/** The copy waits with its reason until something about it changes. */
export function held(copy: PlannedCopy['copy'], reason: HoldReason): CopyWrite {
  return {contactId: copy.contactId, settled: copy.marks, hold: reason};
}
