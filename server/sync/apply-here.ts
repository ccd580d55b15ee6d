import {mergeContent} from '../core/merge.ts';
import type {HoldReason, Operation} from '../core/plan.ts';
import {restoreHidden, viewContent} from '../core/view.ts';
import {sameContent} from '../core/content.ts';
import {editContact} from '../store/contacts.ts';
import {deleteCopies, writeCopies, type CopyWrite} from '../store/copies.ts';
import {deliveredAs, type PlannedCopy} from './plan-account.ts';
import {fenced, type Run} from './run.ts';

/** Within this span an edit through our own doors counts as the later one. */
const TIE_MS = 2000;

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
      return settled;
    case 'hold':
      return held(copy, operation.reason);
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
    case 'pullEdit':
    case 'setOnPhones':
    case 'attachLabel':
    case 'detachLabel':
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

/**
 * Carries edits made in the account into their contacts, each in one
 * transaction: contact, revision, new base. What the contact says beyond the
 * edit is pushed back in the next round.
 */
export async function pullEdits(
  run: Run,
  plans: readonly PlannedCopy[],
): Promise<void> {
  for (const plan of plans) {
    for (const operation of plan.operations) {
      if (operation.kind === 'pullEdit') await pullEdit(run, plan, operation);
    }
  }
}

async function pullEdit(
  run: Run,
  {copy, snapshot, operations}: PlannedCopy,
  {base, observed}: Extract<Operation, {kind: 'pullEdit'}>,
): Promise<void> {
  const hiddenFields = snapshot.contact?.hiddenFields ?? [];
  const editedMs = copy.updateTimeMs ?? 0;
  await fenced(run, async tx => {
    const outcome = await editContact(tx, {
      contactId: copy.contactId,
      by: {accountId: run.account.id, via: 'GOOGLE'},
      change: (current, changedAt) => {
        const merged = mergeContent({
          base,
          ours: viewContent(current, hiddenFields),
          theirs: observed,
          later: editedMs > changedAt.getTime() + TIE_MS ? 'theirs' : 'ours',
        });
        return {
          content: restoreHidden(merged.content, current, hiddenFields),
          lost: merged.lost,
        };
      },
    });
    if (outcome.kind !== 'ok') return;
    const agrees =
      operations.length === 1 &&
      sameContent(viewContent(outcome.content, hiddenFields), observed);
    const own = outcome.changed ? 1 : 0;
    await writeCopies(tx, run.account.id, [
      {
        contactId: copy.contactId,
        base: observed,
        observed: null,
        sent: null,
        ...(agrees && {
          delivered: {version: outcome.version, hiddenFields},
          settled: copy.marks + own,
        }),
      },
    ]);
  });
}
