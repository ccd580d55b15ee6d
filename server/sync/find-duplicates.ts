import {setTimeout} from 'node:timers/promises';
import {sql} from 'kysely';
import type {SharedField} from '../core/content.ts';
import {toFound} from '../core/duplicate-evidence.ts';
import {isComparable} from '../core/duplicates.ts';
import type {LinkedPair} from '../core/linkage.ts';
import {asRead} from '../core/regional-numbers.ts';
import {isAtLeast} from '../core/role.ts';
import {readAccount} from '../store/accounts.ts';
import {
  listDecidedPairs,
  readOpenPairs,
  readSeenDuplicates,
} from '../store/duplicate-reading.ts';
import {proposeFound} from '../store/duplicates.ts';
import {readCollaboration} from '../store/labels.ts';
import {assertFence, type Lane} from '../store/lanes.ts';
import {
  endOperation,
  lockRunningOperation,
  noteReading,
  noteSearch,
  SEARCHED_MAX,
  type OperationRow,
} from '../store/operations.ts';
import type {Tx} from '../store/queries.ts';
import type {AccountState, SearchResult} from '../store/schema.ts';
import {readVisible} from '../store/visible-contacts.ts';
import type {Linker, Linking} from './linkage-thread.ts';
import type {Found} from './linkage-worker.ts';
import type {SyncDeps} from './run.ts';

export interface SearchDeps extends Pick<SyncDeps, 'database' | 'newId'> {
  readonly linker: Linker;
}

interface Hold {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}

const PAGE_CONTACTS = 500;

/** The strongest of what a search finds: who decided about these finds the others. */
const PAIRS_MAX = 5_000;

/** Of one transaction. */
const BATCH_PAIRS = 100;

/** How often a search that compares looks whether it is cancelled. */
const LOOK_MS = 500;

/** Until the search before this one is over. */
const BUSY_MS = 2_000;

const ACTING: ReadonlySet<AccountState> = new Set([
  'ACTIVE',
  'PERMISSION_LOST',
]);

/**
 * Looks for contacts that are one person among those of a label, or all that an
 * account sees, as it sees them, and proposes them. Whoever goes on after a crash
 * looks anew, as a search does that contacts came to meanwhile: a pair is proposed once.
 */
export async function findDuplicatesOf(
  deps: SearchDeps,
  operationId: string,
  {lane, signal}: Hold,
): Promise<{readonly nextInMs: number | null; readonly isBulk?: boolean}> {
  const inTurn: InTurn = work =>
    deps.database.db.transaction().execute(async tx => {
      await assertFence(tx, lane);
      return inForce(tx, operationId, work);
    });
  const operation = await inTurn(async (_tx, row) => row);
  if (operation === undefined) return {nextInMs: null};
  const linking = deps.linker.begin(signal);
  if (linking === undefined) return {nextInMs: BUSY_MS, isBulk: true};
  try {
    await inTurn(tx => noteReading(tx, operationId));
    const note: Note = result =>
      inTurn(async tx => {
        await noteSearch(tx, operationId, result);
        return result;
      });
    const hidden = await readInto(deps, operation, {linking, signal, note});
    if (hidden === undefined) return {nextInMs: null};
    if (hidden === 'tooMany') {
      await inTurn(tx => end(tx, operationId, 'RESOURCE_EXHAUSTED'));
      return {nextInMs: null};
    }
    const answer = linking.link({
      refused: await listDecidedPairs(deps.database.db, operation),
      pairsMax: PAIRS_MAX,
    });
    const contacts = hidden.size;
    const compared = (total: number) =>
      Math.floor(linking.comparedShare() * total);
    const found = await watch(answer, signal, () =>
      note({
        ...{contacts, duplicates: 0},
        progress: {
          step: 'COMPARING',
          done: compared(contacts),
          total: contacts,
        },
      }),
    );
    const result =
      found && (await proposeAll(deps, operationId, {found, hidden, inTurn}));
    if (result === undefined) return {nextInMs: null};
    const isOver = await inTurn(async (tx, {position}) => {
      if (position !== null) return false;
      await endOperation(tx, operationId, {result});
      return true;
    });
    return isOver === false ? {nextInMs: 0, isBulk: true} : {nextInMs: null};
  } finally {
    await linking.end();
  }
}

/** In a transaction of its own; undefined: it ended, as where somebody cancelled it. */
type InTurn = <Result>(
  work: (tx: Tx, operation: OperationRow) => Promise<Result>,
) => Promise<Result | undefined>;

/** Says how far it is. */
type Note = (result: SearchResult) => Promise<SearchResult | undefined>;

/** Proposes what was found, so many pairs at a time, and says what came of it. */
async function proposeAll(
  deps: SearchDeps,
  operationId: string,
  {
    found: {pairs, left},
    hidden,
    inTurn,
  }: {
    readonly found: Found;
    readonly hidden: ReadonlyMap<string, readonly SharedField[]>;
    readonly inTurn: InTurn;
  },
): Promise<SearchResult | undefined> {
  const contacts = hidden.size;
  let duplicates = 0;
  for (let from = 0; from < pairs.length; from += BATCH_PAIRS) {
    const batch = pairs.slice(from, from + BATCH_PAIRS);
    const shown = await inTurn(async (tx, {accountId}) => {
      const count = await propose(tx, deps, {accountId, pairs: batch, hidden});
      await noteSearch(tx, operationId, {
        ...{contacts, duplicates: duplicates + count},
        progress: {step: 'PROPOSING', done: from, total: pairs.length},
      });
      return count;
    });
    if (shown === undefined) return undefined;
    duplicates += shown;
  }
  return {contacts, duplicates, ...(left > 0 && {duplicatesLeft: left})};
}

/** What comes of it, or undefined as soon as `look`, asked now and then, says so. */
async function watch<Result>(
  answer: Promise<Result>,
  signal: AbortSignal,
  look: () => Promise<unknown>,
): Promise<Result | undefined> {
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  try {
    for (;;) {
      const result = await Promise.race([
        answer,
        setTimeout(LOOK_MS, undefined, {signal: ended}).catch(() => answer),
      ]);
      if (result !== undefined) return result;
      if ((await look()) === undefined) return undefined;
    }
  } finally {
    over.abort();
  }
}

/** Under the operation's lock, with the role that it takes now; else it ends. */
async function inForce<Result>(
  tx: Tx,
  operationId: string,
  work: (tx: Tx, operation: OperationRow) => Promise<Result>,
): Promise<Result | undefined> {
  const operation = await lockRunningOperation(tx, operationId);
  if (operation === undefined) return undefined;
  const {accountId, labelId} = operation;
  if (operation.isCancelled) return end(tx, operationId, 'CANCELLED');
  const account = await readAccount(tx, accountId);
  const label =
    labelId === null
      ? undefined
      : await readCollaboration(tx, {labelId, accountId});
  const mayAct = account !== undefined && ACTING.has(account.state);
  const mayMerge =
    labelId === null || (label && isAtLeast(label.role, 'remover'));
  return mayAct && mayMerge
    ? work(tx, operation)
    : end(tx, operationId, 'PERMISSION_DENIED');
}

async function end(tx: Tx, operationId: string, error: string) {
  await endOperation(tx, operationId, {error});
  return undefined;
}

/** What is hidden of each contact that is looked through; undefined: it ended meanwhile. */
async function readInto(
  {database: {db}}: SearchDeps,
  {accountId, labelId}: OperationRow,
  {
    linking,
    signal,
    note,
  }: {
    readonly linking: Linking;
    readonly signal: AbortSignal;
    readonly note: Note;
  },
): Promise<
  ReadonlyMap<string, readonly SharedField[]> | 'tooMany' | undefined
> {
  const hidden = new Map<string, readonly SharedField[]>();
  let after: string | null = null;
  for (;;) {
    signal.throwIfAborted();
    const page = await readVisible(
      db,
      accountId,
      sql`(${after}::uuid is null or k.id > ${after}::uuid) and exists (
        select from contact_labels x
        join collaborators c on c.label_id = x.label_id
        where x.contact_id = k.id and c.account_id = ${accountId}
          and c.role in ('remover', 'manager', 'owner')
          and (${labelId}::uuid is null or x.label_id = ${labelId}))`,
      PAGE_CONTACTS,
    );
    const seen = page.filter(isComparable);
    for (const {id, hiddenFields} of seen) hidden.set(id, hiddenFields);
    if (hidden.size > SEARCHED_MAX) return 'tooMany';
    linking.add(seen.map(asRead).map(({id, content}) => ({id, content})));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_CONTACTS) return hidden;
    after = last.id;
    const contacts = hidden.size;
    const noted = await note({
      ...{contacts, duplicates: 0},
      progress: {step: 'READING', done: contacts},
    });
    if (noted === undefined) return undefined;
  }
}

/** Returns how many of them the account is shown. */
async function propose(
  tx: Tx,
  {newId}: SearchDeps,
  {
    accountId,
    pairs,
    hidden,
  }: {
    readonly accountId: string;
    readonly pairs: readonly LinkedPair[];
    readonly hidden: ReadonlyMap<string, readonly SharedField[]>;
  },
): Promise<number> {
  const found = pairs.map(pair => ({
    ids: pair.ids,
    found: toFound(
      pair,
      pair.ids.map(id => ({hiddenFields: hidden.get(id) ?? []})),
    ),
  }));
  await proposeFound(tx, found, newId);
  const ids = pairs.map(pair => pair.ids);
  const rows = await readOpenPairs(tx, ids);
  return (await readSeenDuplicates(tx, rows, accountId)).length;
}
