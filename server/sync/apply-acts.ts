import {isAtLeast, type Role} from '../core/role.ts';
import {readAccount} from '../store/accounts.ts';
import {judgedBy, lockLabel, readCollaboration} from '../store/labels.ts';
import {assertFence, type Lane} from '../store/lanes.ts';
import {
  endOperation,
  lockRunningOperation,
  noteProgress,
  readOperation,
  type OperationRow,
} from '../store/operations.ts';
import type {Tx} from '../store/queries.ts';
import type {AccountState, ActResult} from '../store/schema.ts';
import {repairContacts} from './repair-contacts.ts';
import type {SyncDeps} from './run.ts';
import {undoImport} from './undo-import.ts';
import {undoRepair} from './undo-repair.ts';
import type {ActPart, ActScope} from './act-part.ts';

export interface PartDeps {
  readonly fits: ActScope['fits'];
  readonly regionOf: (locale: string | null) => string | undefined;
}

export interface ActDeps extends PartDeps, Pick<SyncDeps, 'database'> {}

interface Hold {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}

/** Of one run: then others have their turn. */
const PARTS_MAX = 20;

/** Contacts that were left as they are are named up to so many. */
const LEFT_NAMED_MAX = 1000;

const ACTING: ReadonlySet<AccountState> = new Set([
  'ACTIVE',
  'PERMISSION_LOST',
]);

const NOTHING: ActResult = {changed: 0, leftCount: 0, left: []};

/**
 * Carries out an act upon many contacts of a label, part by part, with the role in
 * force at each. What a part did is noted in its transaction, so whoever goes on after
 * a crash does nothing twice.
 */
export async function applyActs(
  deps: ActDeps,
  operationId: string,
  {lane, signal}: Hold,
): Promise<{readonly nextInMs: number | null; readonly isBulk?: boolean}> {
  for (let part = 0; part < PARTS_MAX; part++) {
    if (signal.aborted) return {nextInMs: 0, isBulk: true};
    const isOver = await deps.database.db.transaction().execute(async tx => {
      await assertFence(tx, lane);
      return applyPart(tx, deps, operationId);
    });
    if (isOver) return {nextInMs: null};
  }
  return {nextInMs: 0, isBulk: true};
}

/** Of an act that is carried out in one transaction: 10,000 contacts. */
const WHOLE_PARTS_MAX = 100;

/**
 * Carries out a whole act in one transaction, of which nothing is meant to stay.
 * Returns whether that was all of it: so many contacts stay locked until then.
 */
export async function applyWhole(
  tx: Tx,
  deps: PartDeps,
  operationId: string,
): Promise<boolean> {
  for (let part = 0; part < WHOLE_PARTS_MAX; part++) {
    if (await applyPart(tx, deps, operationId)) return true;
  }
  return false;
}

/** Returns whether there is nothing left to do. */
async function applyPart(
  tx: Tx,
  deps: PartDeps,
  operationId: string,
): Promise<boolean> {
  const operation = await lockRunningOperation(tx, operationId);
  if (operation === undefined) return true;
  const end = async (error?: string) => {
    await endOperation(tx, operationId, {error});
    return true;
  };
  if (operation.isCancelled) return end('CANCELLED');
  const act = await readAct(tx, operation);
  const scope = act && (await readScope(tx, deps, operation, act.least));
  if (act === undefined || scope === undefined) return end('PERMISSION_DENIED');
  const {changed, left, position} = await act.carryOut(tx, scope);
  const known = operation.result;
  const sum = known !== null && 'left' in known ? known : NOTHING;
  const result = {
    changed: sum.changed + changed,
    leftCount: sum.leftCount + left.length,
    left: [...sum.left, ...left].slice(0, LEFT_NAMED_MAX),
  };
  await noteProgress(tx, operationId, {
    ...{result, position: position ?? operation.position ?? ''},
  });
  return position === undefined ? end() : false;
}

interface Act {
  /** Of who does it, in the label. */
  readonly least: Role;
  readonly carryOut: (tx: Tx, scope: ActScope) => Promise<ActPart>;
}

/** Undefined: there is nothing any more that it was about. */
async function readAct(
  tx: Tx,
  {kind, request, undoes, accountId}: OperationRow,
): Promise<Act | undefined> {
  if (kind === 'REPAIR' && request !== null) {
    return {
      least: 'editor',
      carryOut: (inner, scope) => repairContacts(inner, scope, request),
    };
  }
  if (undoes === null) return undefined;
  const undone = await readOperation(tx, {id: undoes, accountId});
  switch (undone?.kind) {
    case 'IMPORT':
      // It takes contacts off the label, as nobody may who may not remove them.
      return {
        least: 'remover',
        carryOut: (inner, scope) => undoImport(inner, scope, undone.id),
      };
    case 'REPAIR':
      return {
        least: 'editor',
        carryOut: (inner, scope) => undoRepair(inner, scope, undone.id),
      };
    case 'FIND_DUPLICATES':
    case 'UNDO':
    case undefined:
      return undefined;
  }
}

/** Undefined: the account may not do it now. */
async function readScope(
  tx: Tx,
  {fits, regionOf}: PartDeps,
  {id, accountId, labelId, position}: OperationRow,
  least: Role,
): Promise<ActScope | undefined> {
  if (labelId === null) return undefined;
  await lockLabel(tx, labelId);
  const account = await readAccount(tx, accountId);
  const label = await readCollaboration(tx, {labelId, accountId});
  const mayAct =
    account !== undefined &&
    ACTING.has(account.state) &&
    label !== undefined &&
    isAtLeast(label.role, least);
  if (!mayAct) return undefined;
  const regions = judgedBy(label, regionOf(account.locale));
  return {...{actId: id, accountId, labelId, position}, ...regions, fits};
}
