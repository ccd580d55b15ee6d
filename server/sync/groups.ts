import type {ObservedGroup, Outcome} from '../core/google.ts';
import {
  deleteLabelGroup,
  forgetGroupAttempt,
  loseLabelGroup,
  noteGroupAttempt,
  readLabelGroups,
  writeLabelGroup,
  type LabelGroup,
} from '../store/label-groups.ts';
import {updateLabel} from '../store/labels.ts';
import {writeGroupsListTime} from '../store/sync-state.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';

/** The contract asks for a list of labels at least every five minutes. */
const LIST_INTERVAL_MS = 5 * 60 * 1000;

const NAME_TRIES_MAX = 20;

/** What tells a real answer from an empty one: every account has it. */
const ALWAYS_THERE = 'contactGroups/myContacts';

/**
 * Makes the contact group of each label the account newly collaborates on, or
 * of which somebody deleted it; renames those of renamed labels; and takes away
 * ours where access ended and nothing of the label is left. `look`: list them
 * whenever they were listed last. Says whether they were listed.
 */
export async function ensureLabelGroups(
  run: Run,
  {polled = false, look = false}: {polled?: boolean; look?: boolean},
): Promise<Step | {readonly kind: 'listed'}> {
  const {account, deps} = run;
  const {db} = deps.database;
  const rows = await readLabelGroups(db, account.id);
  const listDue =
    polled && account.nowMs - (account.groupsListMs ?? 0) >= LIST_INTERVAL_MS;
  const lists = look || listDue || rows.some(isWanting);
  if (lists) {
    const step = await listAndPlace(run, rows);
    if (step.kind === 'stopped') return step;
  }
  for (const row of rows.filter(isOver)) {
    const step = await removeGroup(run, row);
    if (step.kind === 'stopped') return step;
  }
  return lists ? {kind: 'listed'} : DONE;
}

function isWanting(row: LabelGroup): boolean {
  return (
    row.visible &&
    (row.resourceName === null || baseName(row) !== row.labelName)
  );
}

/** A deleted label's group of the account's own stays known: the label may come back. */
function isOver(row: LabelGroup): boolean {
  const mayReturn = row.deleted && row.origin === 'account';
  return !row.visible && row.copyCount === 0 && !mayReturn;
}

/** The label's name the group was named after: `Name` of `Name (shared 2)`. */
function baseName(row: LabelGroup): string | null {
  const name = row.displayName;
  if (name === null || name === row.labelName) return name;
  const suffixed = candidateNames(row.labelName).includes(name);
  return suffixed ? row.labelName : name;
}

async function listAndPlace(
  run: Run,
  before: readonly LabelGroup[],
): Promise<Step> {
  const {account, deps} = run;
  const listed = await run.people.listGroups();
  if (listed.kind === 'fault') return stopped(listed.fault);
  const groups = [...listed.value];
  if (!groups.some(group => group.resourceName === ALWAYS_THERE)) {
    return stopped({kind: 'unreachable'});
  }
  const confirmed = new Map<string, ObservedGroup>();
  for (const row of before) {
    const step = await noteActs(run, row, {groups, confirmed});
    if (step.kind === 'stopped') return step;
  }
  await fenced(run, tx => writeGroupsListTime(tx, account.id));
  const rows = await readLabelGroups(deps.database.db, account.id);
  const ours = new Set(rows.map(row => row.resourceName));
  for (const row of rows.filter(isWanting)) {
    const taken = groups.filter(
      group => group.resourceName !== row.resourceName,
    );
    const step = await placeGroup(run, row, {groups: taken, ours, confirmed});
    if (step.kind === 'stopped') return step;
    if (step.kind === 'placed') groups.push(step.group);
  }
  return DONE;
}

/**
 * What a person did to a label's group. Deleted, it is made again: that never
 * spreads. Renamed by the owner, the label has that name for everybody; by
 * anybody else, its name is put back.
 */
async function noteActs(
  run: Run,
  row: LabelGroup,
  {
    groups,
    confirmed,
  }: Pick<Surroundings, 'groups'> & {
    readonly confirmed: Map<string, ObservedGroup>;
  },
): Promise<Step> {
  const {resourceName, labelId} = row;
  if (!row.visible || resourceName === null) return DONE;
  const key = {accountId: run.account.id, labelId};
  const group = groups.find(each => each.resourceName === resourceName);
  if (group === undefined) {
    return confirmLoss(run, row, {resourceName, confirmed});
  }
  const {displayName} = group;
  if (displayName === row.displayName) return DONE;
  const isOurs = displayName === row.attemptName;
  await fenced(run, async tx => {
    await writeLabelGroup(tx, key, group);
    if (row.role === 'owner' && !isOurs) {
      await updateLabel(tx, {labelId, displayName});
    }
  });
  return DONE;
}

/** A list proves nothing: the group is asked for by its name. */
async function confirmLoss(
  run: Run,
  {labelId}: LabelGroup,
  {
    resourceName,
    confirmed,
  }: {resourceName: string; confirmed: Map<string, ObservedGroup>},
): Promise<Step> {
  const outcome = await run.people.getGroup(resourceName);
  if (outcome.kind === 'ok') {
    confirmed.set(resourceName, outcome.value);
    return DONE;
  }
  if (outcome.fault.kind !== 'notFound') return stopped(outcome.fault);
  const key = {accountId: run.account.id, labelId};
  await fenced(run, tx => loseLabelGroup(tx, key));
  return DONE;
}

interface Surroundings {
  readonly groups: readonly ObservedGroup[];
  readonly ours: ReadonlySet<string | null>;
  /** Read by name in this run. */
  readonly confirmed: ReadonlyMap<string, ObservedGroup>;
}

type Placed = Step | {readonly kind: 'placed'; readonly group: ObservedGroup};

async function placeGroup(
  run: Run,
  row: LabelGroup,
  around: Surroundings,
): Promise<Placed> {
  const key = {accountId: run.account.id, labelId: row.labelId};
  const landed = landedAttempt(row, around);
  if (landed !== undefined) return placed(run, key, landed);
  const taken = new Set(around.groups.map(group => folded(group.displayName)));
  for (const name of candidateNames(row.labelName)) {
    if (taken.has(folded(name))) continue;
    await fenced(run, tx => noteGroupAttempt(tx, key, name));
    const outcome =
      row.resourceName === null
        ? await run.people.createGroup(name)
        : await run.people.renameGroup({
            resourceName: row.resourceName,
            displayName: name,
            etag: around.confirmed.get(row.resourceName)?.etag,
          });
    if (outcome.kind === 'ok') return placed(run, key, outcome.value);
    if (outcome.fault.kind === 'alreadyExists' && name === row.attemptName) {
      const found = await findAttempt(run, row, around);
      if (found.kind === 'fault') return stopped(found.fault);
      if (found.value !== undefined) return placed(run, key, found.value);
    }
    if (outcome.fault.kind !== 'unreachable') {
      await fenced(run, tx => forgetGroupAttempt(tx, key));
    }
    if (outcome.fault.kind !== 'alreadyExists') return stopped(outcome.fault);
  }
  throw new Error(
    `no free label name for label ${row.labelId} in account ${run.account.id}`,
  );
}

async function placed(
  run: Run,
  key: Parameters<typeof writeLabelGroup>[1],
  group: ObservedGroup,
): Promise<Placed> {
  await fenced(run, tx => writeLabelGroup(tx, key, group));
  return {kind: 'placed', group};
}

/** The name is taken, and no list showed by what: the create may have gone through. */
async function findAttempt(
  run: Run,
  row: LabelGroup,
  around: Surroundings,
): Promise<Outcome<ObservedGroup | undefined>> {
  const again = await run.people.listGroups();
  return again.kind === 'fault'
    ? again
    : {kind: 'ok', value: landedAttempt(row, {...around, groups: again.value})};
}

/** A group whose create was sent and never answered: ours if it is empty and new. */
function landedAttempt(
  row: LabelGroup,
  {groups, ours}: Surroundings,
): ObservedGroup | undefined {
  if (row.attemptName === null || row.resourceName !== null) return undefined;
  return groups.find(
    group =>
      group.userGroup &&
      group.memberCount === 0 &&
      group.displayName === row.attemptName &&
      !ours.has(group.resourceName),
  );
}

/** `Name`, `Name (shared)`, `Name (shared 2)`, … : a taken name is never adopted. */
function candidateNames(name: string): readonly string[] {
  const suffixes = Array.from({length: NAME_TRIES_MAX}, (_, index) =>
    index === 0 ? ' (shared)' : ` (shared ${index + 1})`,
  );
  return ['', ...suffixes].map(suffix => name + suffix);
}

/** Google compares label names without case and outer blanks (unproven; the stricter reading). */
function folded(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

async function removeGroup(run: Run, row: LabelGroup): Promise<Step> {
  if (row.origin === 'service' && row.resourceName !== null) {
    const outcome = await run.people.deleteGroup(row.resourceName);
    if (outcome.kind === 'fault' && outcome.fault.kind !== 'notFound') {
      return stopped(outcome.fault);
    }
  }
  const key = {accountId: run.account.id, labelId: row.labelId};
  await fenced(run, tx => deleteLabelGroup(tx, key));
  return DONE;
}
