import {sameContent} from '../core/content.ts';
import {uniteAll} from '../core/unite.ts';
import type {Operation} from '../core/operation.ts';
import {viewContent} from '../core/view.ts';
import type {Actor} from '../store/contact-history.ts';
import {changeContactLabels} from '../store/contact-labels.ts';
import {editContact} from '../store/contacts.ts';
import {followMergedPairs, proposeDuplicates} from '../store/duplicates.ts';
import {followMergedOwn} from '../store/own-duplicates.ts';
import {leaveAway, leaveCopies, restoreCopies} from '../store/copy-endings.ts';
import {writeCopies} from '../store/copies.ts';
import {readContact} from '../store/visible-contacts.ts';
import {mergeContacts} from '../store/merges.ts';
import type {Tx} from '../store/queries.ts';
import {removeFromLabels} from '../store/removals.ts';
import {suggestAdd, suggestEdit} from '../store/suggestions.ts';
import {mergeEdit, type CopyEdit} from './merge-edit.ts';
import type {PlannedCopy} from './plan-account.ts';
import {fenced, type Run} from './run.ts';

/**
 * Carries what people did in the account into the contacts, each plan in one
 * transaction: contact or suggestion, revision, and what is agreed from now on.
 * What the contact says beyond that is pushed back in the next round.
 */
export async function carryActs(
  run: Run,
  plans: readonly PlannedCopy[],
): Promise<void> {
  for (const plan of plans) {
    if (!plan.operations.some(isAct)) continue;
    await fenced(run, async tx => {
      for (const operation of plan.operations) {
        await carryAct(tx, run, plan, operation);
      }
    });
  }
}

type Act = Extract<
  Operation,
  {
    kind:
      | 'pullEdit'
      | 'mergeContacts'
      | 'suggestEdit'
      | 'removeFromLabels'
      | 'addToLabel'
      | 'suggestLabel'
      | 'restoreCopy'
      | 'leaveAway';
  }
>;

const ACTS: ReadonlySet<Operation['kind']> = new Set<Act['kind']>([
  'pullEdit',
  'mergeContacts',
  'suggestEdit',
  'removeFromLabels',
  'addToLabel',
  'suggestLabel',
  'restoreCopy',
  'leaveAway',
]);

function isAct(operation: Operation): operation is Act {
  return ACTS.has(operation.kind);
}

function inGoogle({account}: Run): Actor {
  return {accountId: account.id, via: 'GOOGLE'};
}

async function carryAct(
  tx: Tx,
  run: Run,
  plan: PlannedCopy,
  operation: Operation,
): Promise<void> {
  if (!isAct(operation)) return;
  const {contactId} = plan.copy;
  const accountId = run.account.id;
  switch (operation.kind) {
    case 'pullEdit':
      return pullEdit(tx, run, plan, operation);
    case 'mergeContacts':
      return carryMerge(tx, run, plan, operation);
    case 'suggestEdit':
      return keepSuggestion(tx, run, plan, operation);
    case 'removeFromLabels':
      return takeOff(tx, run, plan, operation);
    case 'addToLabel':
      return putOn(tx, run, plan, operation);
    case 'suggestLabel':
      return suggestAdd(tx, {
        id: run.deps.newId(),
        labelId: operation.labelId,
        by: inGoogle(run),
        contact: {contactId},
      });
    case 'restoreCopy': {
      const counted = operation.reason === 'removalNotAllowed';
      return restoreCopies(tx, accountId, {contactIds: [contactId], counted});
    }
    case 'leaveAway':
      return leaveAway(tx, accountId, contactId);
  }
}

function editOf(
  {copy, snapshot}: Pick<PlannedCopy, 'copy' | 'snapshot'>,
  {base, observed}: Pick<CopyEdit, 'base' | 'observed'>,
): CopyEdit {
  return {
    contactId: copy.contactId,
    ...{base, observed},
    hiddenFields: snapshot.contact?.hiddenFields ?? [],
    editTimeMs: copy.updateTimeMs ?? 0,
  };
}

async function pullEdit(
  tx: Tx,
  run: Run,
  {copy, snapshot, operations}: PlannedCopy,
  {base, observed}: Extract<Operation, {kind: 'pullEdit'}>,
): Promise<void> {
  const edit = editOf({copy, snapshot}, {base, observed});
  const {contactId, hiddenFields, editTimeMs} = edit;
  const outcome = await editContact(tx, {
    contactId,
    by: {...inGoogle(run), editTimeMs},
    change: current => mergeEdit(tx, edit, current),
  });
  if (outcome.kind !== 'ok' || snapshot.copy.kind !== 'present') return;
  const agrees =
    operations.length === 1 &&
    sameContent(
      viewContent(outcome.content, hiddenFields),
      snapshot.copy.content,
    );
  const own = outcome.changed ? 1 : 0;
  await writeCopies(tx, run.account.id, [
    {
      contactId: copy.contactId,
      base: snapshot.copy.content,
      observed: null,
      sent: null,
      ...(agrees && {
        delivered: {version: outcome.version, hiddenFields},
        settled: copy.marks + own,
      }),
    },
  ]);
}

/**
 * Contacts become one as the account's copies did. What Google's merge left out
 * is pushed to the copy next. Who may not, by labels they do not see too, or by
 * so many within an hour, gets the copies back, and what the merge made is a
 * suggestion.
 */
async function carryMerge(
  tx: Tx,
  run: Run,
  plan: PlannedCopy,
  {base, observed, absorbedIds}: Extract<Operation, {kind: 'mergeContacts'}>,
): Promise<void> {
  const edit = editOf(plan, {base, observed});
  const outcome = await mergeContacts(tx, {
    id: run.deps.newId(),
    survivorId: edit.contactId,
    absorbedIds,
    by: {...inGoogle(run), editTimeMs: edit.editTimeMs},
    unite: async (survivor, absorbed) => {
      const pulled = await mergeEdit(tx, edit, survivor.content);
      const united = uniteAll(
        pulled.content,
        absorbed.map(({content}) => content),
      );
      return {...united, lost: [...pulled.lost, ...united.lost]};
    },
  });
  if (outcome.kind === 'ok') {
    const merged = {survivorId: edit.contactId, absorbedIds};
    await followMergedPairs(tx, merged, run.deps.newId);
    await followMergedOwn(tx, merged, run.deps.newId);
    await agreeOn(tx, run, plan);
    return;
  }
  const contactIds = absorbedIds;
  await keepSuggestion(tx, run, plan, {
    kind: 'suggestEdit',
    ...{base, observed},
    reason: 'mergeNotAllowed',
  });
  await restoreCopies(tx, run.account.id, {contactIds, counted: false});
}

/** What stands in the copy was carried; what the contact says beyond is still to come. */
async function agreeOn(
  tx: Tx,
  run: Run,
  {copy, snapshot}: PlannedCopy,
): Promise<void> {
  if (snapshot.copy.kind !== 'present') return;
  const {contactId} = copy;
  const base = snapshot.copy.content;
  await writeCopies(tx, run.account.id, [
    {contactId, base, observed: null, sent: null, stale: true},
  ]);
}

/** What stands in the copy is agreed to be wrong: the next round puts it back. */
async function keepSuggestion(
  tx: Tx,
  run: Run,
  {copy, snapshot}: PlannedCopy,
  {base, observed}: Extract<Operation, {kind: 'suggestEdit'}>,
): Promise<void> {
  if (snapshot.copy.kind !== 'present') return;
  await suggestEdit(tx, {
    id: run.deps.newId(),
    contactId: copy.contactId,
    by: inGoogle(run),
    base,
    proposed: observed,
    sent: copy.sent,
  });
  await writeCopies(tx, run.account.id, [
    {
      contactId: copy.contactId,
      base: snapshot.copy.content,
      observed: null,
      sent: null,
      stale: true,
    },
  ]);
}

/**
 * The contact leaves labels for everybody, as far as the bulk guard lets it.
 * Who took the label off keeps the copy, an ordinary contact from now on.
 */
async function takeOff(
  tx: Tx,
  run: Run,
  plan: PlannedCopy,
  {labelIds}: Extract<Operation, {kind: 'removeFromLabels'}>,
): Promise<void> {
  const {copy} = plan;
  const {contactId} = copy;
  const accountId = run.account.id;
  const {removed} = await removeFromLabels(tx, {
    removals: labelIds.map(labelId => ({labelId, contactIds: [contactId]})),
    by: inGoogle(run),
    newId: run.deps.newId,
  });
  const gone = new Set(removed.map(({labelId}) => labelId));
  const contact = await readContact(tx, {contactId, accountId});
  if (contact === undefined && copy.presence === 'present') {
    await leaveCopies(tx, accountId, [contactId]);
    // It is an ordinary contact now: what it should not carry comes off, and that is all.
    for (const each of plan.operations) {
      if (each.kind !== 'detachLabel') plan.completed.add(each);
    }
    return;
  }
  await writeCopies(tx, accountId, [
    {
      contactId,
      baseLabelIds: copy.baseLabelIds.filter(id => !gone.has(id)),
      marked: true,
    },
  ]);
}

async function putOn(
  tx: Tx,
  run: Run,
  {copy}: PlannedCopy,
  {labelId}: Extract<Operation, {kind: 'addToLabel'}>,
): Promise<void> {
  const {contactId} = copy;
  await changeContactLabels(tx, {
    contactIds: [contactId],
    add: [labelId],
    remove: [],
    by: inGoogle(run),
  });
  await proposeDuplicates(tx, {
    contactIds: [contactId],
    accountId: run.account.id,
    newId: run.deps.newId,
  });
  await writeCopies(tx, run.account.id, [
    {
      contactId,
      baseLabelIds: [...new Set([...copy.baseLabelIds, labelId])],
    },
  ]);
}
