import {
  photoOf,
  typedFingerprint,
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
import {readNumbers, shownKeys} from '../core/regional-numbers.ts';
import {isAtLeast} from '../core/role.ts';
import {evidenceOf} from '../core/row-evidence.ts';
import type {RowRefusal} from '../core/row-refusal.ts';
import {overruledRemarks, type RowRemark} from '../core/row-remark.ts';
import {readAccount} from '../store/accounts.ts';
import type {NewContact} from '../store/contacts.ts';
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
import {findRepeated, mayBeUnfound} from '../store/repeated-rows.ts';
import type {AccountState} from '../store/schema.ts';
import {
  addAll,
  addOrJoin,
  findNear,
  findSureContact,
  pickSure,
} from '../store/sure-match.ts';
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
  await settleRows(
    tx,
    operationId,
    await applyRows(tx, deps, {about, adding, rows}),
  );
  return false;
}

/**
 * Those who surely are nobody go in together, or each takes over a dozen statements.
 * Whoever has an address or number of one of them comes after them.
 */
async function applyRows(
  tx: Tx,
  deps: ImportDeps,
  {
    about,
    adding,
    rows,
  }: {
    readonly about: About;
    readonly adding: Adding;
    readonly rows: readonly WaitingRow[];
  },
): Promise<readonly SettledRow[]> {
  const settled: SettledRow[] = [];
  let fresh: NewContact[] = [];
  let keys = new Set<string>();
  const addFresh = async () => {
    const by = {accountId: about.accountId, via: 'API'} as const;
    await addAll(tx, {contacts: fresh, by, newId: deps.newId});
    // Their labels are ours until the transaction ends.
    for (const {id} of fresh) adding.locked.add(id);
    fresh = [];
    keys = new Set();
  };
  for (const waiting of rows) {
    const row = withoutHiddenPhoto(waiting, adding);
    const refusal = refuse(row, adding);
    if (refusal !== undefined) {
      settled.push({number: row.number, state: 'REJECTED', refusal});
      continue;
    }
    const told = shownKeys(readNumbers(row.content, adding.regions));
    // One that nothing tells may be in the file twice.
    const own = [...told, typedFingerprint(row.content)];
    if (own.some(key => keys.has(key))) await addFresh();
    const outcome = await joinRow(tx, deps, {about, adding, row});
    if (outcome !== undefined) {
      settled.push(outcome);
      continue;
    }
    const {content, ...rest} = row;
    const id = deps.newId();
    fresh.push({id, content, labelIds: [about.labelId]});
    for (const key of own) keys.add(key);
    settled.push({...rest, state: 'CREATED', contactId: id});
  }
  await addFresh();
  return settled;
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
    const found = await findSureContact(tx, {accountId, labelId, content});
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

function refuse(
  {content}: WaitingRow,
  {hiddenFields, customFields}: Adding,
): RowRefusal | undefined {
  const hidden = hiddenFields.find(field => content[field] !== undefined);
  if (hidden !== undefined) return {code: 'FIELD_HIDDEN', field: hidden};
  // They may have been defined otherwise since the file was read.
  const [fault] = findNewFaults(customFields, undefined, content);
  return fault && refusalOfFault(fault);
}

/** What came of somebody who surely is there; undefined: nobody is. */
async function joinRow(
  tx: Tx,
  {newId, fits}: ImportDeps,
  {
    about: {accountId, labelId},
    adding: {regions, locked},
    row: {content, ...row},
  }: {
    readonly about: About;
    readonly adding: Adding;
    readonly row: WaitingRow;
  },
): Promise<SettledRow | undefined> {
  const read = readNumbers(content, regions);
  const near = await findNear(tx, {accountId, content: read});
  const sure = await pickSure(tx, near, {labelId, content: read});
  if (sure === undefined) {
    if (!mayBeUnfound(content, near)) return undefined;
    const again = await findRepeated(tx, {accountId, labelId, content});
    return again && {...row, contactId: again.id, state: 'UNCHANGED'};
  }
  // Before the locks somebody may have changed them.
  if (!locked.has(sure.id)) return undefined;
  const id = newId();
  const by = {accountId, via: 'API'} as const;
  const about = {id, labelId, content, sure, fits, by, newId};
  const {contactId, overruled} = await addOrJoin(tx, about);
  if (contactId === id) {
    locked.add(id);
    return {...row, state: 'CREATED', contactId};
  }
  const joined = {...row, contactId, evidence: evidenceOf(read, sure.content)};
  if (!(await isStored(tx, id))) return {...joined, state: 'UNCHANGED'};
  const remarks = [...(row.remarks ?? []), ...overruledRemarks(overruled)];
  return {...joined, remarks, state: 'MERGED', absorbedId: id};
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
