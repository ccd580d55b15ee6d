import {
  photoOf,
  withPhoto,
  type Content,
  type SharedField,
} from '../core/content.ts';
import {
  fieldsIn,
  findNewFaults,
  refusalOfFault,
  type CustomField,
} from '../core/custom-fields.ts';
import {readNumbers} from '../core/regional-numbers.ts';
import {isAtLeast} from '../core/role.ts';
import {evidenceOf} from '../core/row-evidence.ts';
import type {RowRemark} from '../core/row-remark.ts';
import {readAccount} from '../store/accounts.ts';
import {listCustomFields} from '../store/custom-fields.ts';
import {
  countImportRows,
  endImport,
  listWaitingRows,
  settleRows,
  type SettledRow,
} from '../store/imports.ts';
import {lockLabel, readCollaboration, regionsOf} from '../store/labels.ts';
import {assertFence, type Lane} from '../store/lanes.ts';
import {lockLabelsOf} from '../store/merges.ts';
import {lockRunningOperation, searchAgain} from '../store/operations.ts';
import type {Tx} from '../store/queries.ts';
import type {AccountState} from '../store/schema.ts';
import {addOrJoin, findSureContact} from '../store/sure-match.ts';
import type {SyncDeps} from './run.ts';

export interface ImportDeps extends Pick<SyncDeps, 'database' | 'newId'> {
  /** Whether what one contact would say is not more than Google keeps. */
  readonly fits: (content: Content) => boolean;
}

interface Hold {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}

/** Rows of one transaction: while it lasts the label is locked. */
const BATCH_ROWS = 20;

/** Of one run: then others have their turn. */
const BATCHES_MAX = 20;

/** Of the accounts that may act. */
const ACTING: ReadonlySet<AccountState> = new Set([
  'ACTIVE',
  'PERMISSION_LOST',
]);

/**
 * Puts the rows of an import into its label, batch by batch, as if whoever asked
 * for it created each contact: the role in force at a batch counts for it, a sure
 * match is joined. What came of a row is written in the transaction that does it,
 * so whoever goes on after a crash does nothing twice.
 */
export async function applyImport(
  deps: ImportDeps,
  operationId: string,
  {lane, signal}: Hold,
): Promise<{readonly nextInMs: number | null; readonly isBulk?: boolean}> {
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    if (signal.aborted) return {nextInMs: 0, isBulk: true};
    const isOver = await deps.database.db.transaction().execute(async tx => {
      await assertFence(tx, lane);
      return applyBatch(tx, deps, operationId);
    });
    if (isOver) return {nextInMs: null};
  }
  return {nextInMs: 0, isBulk: true};
}

/** Returns whether there is nothing left to do. */
async function applyBatch(
  tx: Tx,
  deps: ImportDeps,
  operationId: string,
): Promise<boolean> {
  const operation = await lockRunningOperation(tx, operationId);
  if (operation === undefined || operation.labelId === null) return true;
  const about = {accountId: operation.accountId, labelId: operation.labelId};
  const end = async (error?: string) => {
    await endImport(tx, operationId, error);
    return true;
  };
  if (operation.isCancelled) return end('CANCELLED');
  const rows = await listWaitingRows(tx, operationId, BATCH_ROWS);
  if (rows.length === 0) {
    await searchAfter(tx, deps, about, operationId);
    return end();
  }
  const adding = await lockForAdding(tx, about, rows);
  if (adding === undefined) return end('PERMISSION_DENIED');
  const settled: SettledRow[] = [];
  for (const row of rows) {
    const outcome = await applyRow(tx, deps, {
      about,
      adding,
      ...withoutHiddenPhoto(row, adding),
    });
    // Its labels are ours until the transaction ends.
    if (outcome.contactId !== undefined) adding.locked.add(outcome.contactId);
    settled.push(outcome);
  }
  await settleRows(tx, operationId, settled);
  return false;
}

/**
 * Whom no address or number tells is looked for once all are there, where the
 * account may merge what is found.
 */
async function searchAfter(
  tx: Tx,
  {newId}: ImportDeps,
  about: About,
  operationId: string,
): Promise<void> {
  const {CREATED = 0} = await countImportRows(tx, operationId);
  const label = await readCollaboration(tx, about);
  if (CREATED === 0 || !label || !isAtLeast(label.role, 'remover')) return;
  await searchAgain(tx, newId(), about);
}

interface About {
  readonly accountId: string;
  readonly labelId: string;
}

interface Adding {
  /** From the account, in the label. */
  readonly hiddenFields: readonly SharedField[];
  /** Of the label's contacts, for the account. */
  readonly customFields: readonly CustomField[];
  /** By which the label has numbers read. */
  readonly regions: readonly string[];
  /** Contacts whose labels are locked. */
  readonly locked: Set<string>;
}

/** Undefined: the account may not add to the label now. */
async function lockForAdding(
  tx: Tx,
  {accountId, labelId}: About,
  rows: readonly {readonly content: Content}[],
): Promise<Adding | undefined> {
  const sure: string[] = [];
  for (const {content} of rows) {
    const found = await findSureContact(tx, {accountId, content});
    if (found !== undefined) sure.push(found.id);
  }
  await lockLabelsOf(tx, sure, [labelId]);
  await lockLabel(tx, labelId);
  const account = await readAccount(tx, accountId);
  const label = await readCollaboration(tx, {labelId, accountId});
  if (account === undefined || !ACTING.has(account.state)) return undefined;
  if (label === undefined || !isAtLeast(label.role, 'editor')) return undefined;
  const {hiddenFields} = label;
  const customFields = hiddenFields.includes('userDefined')
    ? []
    : fieldsIn(await listCustomFields(tx, [labelId]), [labelId]);
  const regions = regionsOf(label);
  return {hiddenFields, customFields, regions, locked: new Set(sure)};
}

interface WaitingRow {
  readonly number: number;
  readonly content: Content;
  readonly remarks?: readonly RowRemark[];
}

/** Photos may have been hidden since the file was read: the contact comes without. */
function withoutHiddenPhoto(
  {number, content}: WaitingRow,
  {hiddenFields}: Adding,
): WaitingRow {
  return hiddenFields.includes('photos') && photoOf(content) !== undefined
    ? {
        ...{number, content: withPhoto(content, undefined)},
        remarks: ['PHOTO_HIDDEN'],
      }
    : {number, content};
}

async function applyRow(
  tx: Tx,
  {newId, fits}: ImportDeps,
  {
    about: {accountId, labelId},
    adding: {hiddenFields, customFields, regions, locked},
    content,
    ...row
  }: WaitingRow & {readonly about: About; readonly adding: Adding},
): Promise<SettledRow> {
  const hidden = hiddenFields.find(field => content[field] !== undefined);
  if (hidden !== undefined) {
    const refusal = {code: 'FIELD_HIDDEN', field: hidden} as const;
    return {...row, state: 'REJECTED', refusal};
  }
  // They may have been defined otherwise since the file was read.
  const [fault] = findNewFaults(customFields, undefined, content);
  if (fault !== undefined) {
    return {...row, state: 'REJECTED', refusal: refusalOfFault(fault)};
  }
  const read = readNumbers(content, regions);
  const sure = await findSureContact(tx, {accountId, content: read});
  const id = newId();
  const contactId = await addOrJoin(tx, {
    id,
    labelId,
    content,
    // Before the locks somebody may have changed them.
    sure: sure !== undefined && locked.has(sure.id) ? sure : undefined,
    fits,
    by: {accountId, via: 'API'},
    newId,
  });
  if (contactId === id || sure === undefined) {
    return {...row, state: 'CREATED', contactId};
  }
  const joined = {...row, contactId, evidence: evidenceOf(read, sure.content)};
  const isNew = await isStored(tx, id);
  return isNew
    ? {...joined, state: 'MERGED', absorbedId: id}
    : {...joined, state: 'UNCHANGED'};
}

/** Whether it came in before it was joined: otherwise all it says was said already. */
async function isStored(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('contacts')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}
