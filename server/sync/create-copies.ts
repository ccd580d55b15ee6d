import {photoOf, withPhoto} from '../core/content.ts';
import type {GoogleFault, ObservedPerson} from '../core/google.ts';
import {forgetRefusal, noteRefused, readRoom} from '../store/account-size.ts';
import {writeCopies, type CopyWrite} from '../store/copies.ts';
import {deliveredAs, type PlannedCopy} from './plan-account.ts';
import {pollWithin} from '../store/sync-state.ts';
import {recordWritten} from './record-written.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {
  ON_PHONES,
  calls,
  chunks,
  holdAll,
  oneByOne,
  settledAfter,
  whereItStands,
  type Groups,
  type Task,
} from './tasks.ts';
import {leftUnanswered, sendInTurn} from './unanswered.ts';

/** `people:batchCreateContacts`. */
const CREATES_MAX = 200;

type Create = Task<'createCopy'>;

/** Makes the copies an account lacks. */
export async function createCopies(
  run: Run,
  tasks: readonly Create[],
  groups: Groups,
): Promise<Step> {
  const homeless = tasks.filter(
    ({operation}) => !operation.labelIds.every(id => groups.names.has(id)),
  );
  await holdAll(run, homeless, 'LABEL_GROUP_MISSING');
  const placed = tasks.filter(task => !homeless.includes(task));
  return sendInTurn(run, placed, {
    cut: tasks => calls(run, tasks, CREATES_MAX),
    send: call => createWhatFits(run, call, groups),
  });
}

/**
 * What does not fit, by what is known, is never sent: it waits, and all else goes
 * on. Where Google says that the account is full before that, it knows of more:
 * halves are tried until it is known what fits.
 */
async function createWhatFits(
  run: Run,
  tasks: readonly Create[],
  groups: Groups,
): Promise<Step> {
  const {database, contactsMax} = run.deps;
  const room = await readRoom(database.db, run.account.id, contactsMax);
  const fitting = tasks.slice(0, room.count ?? tasks.length);
  await holdAll(run, tasks.slice(fitting.length), 'FULL');
  if (fitting.length === 0) return DONE;
  const step = await createBatch(run, fitting, groups);
  if (step.kind === 'done' && room.isDoubtful && run.silence.inRow === 0) {
    await fenced(run, tx => forgetRefusal(tx, run.account.id));
  }
  if (step.kind === 'done' || step.fault.kind !== 'full') return step;
  if (fitting.length === 1) {
    await holdAll(run, fitting, 'FULL');
    return DONE;
  }
  for (const half of chunks(fitting, Math.ceil(fitting.length / 2))) {
    const next = await createWhatFits(run, half, groups);
    if (next.kind === 'stopped') return next;
  }
  return DONE;
}

/** The row with its marker first, then Google, then what Google made of it. */
async function createBatch(
  run: Run,
  tasks: readonly Create[],
  groups: Groups,
): Promise<Step> {
  const accountId = run.account.id;
  await fenced(run, tx =>
    writeCopies(
      tx,
      accountId,
      tasks.map(({plan, operation}) => ({
        contactId: plan.copy.contactId,
        presence: 'unconfirmed',
        // The photo follows, by a write of its own.
        sent: withPhoto(operation.content, undefined),
        onPhones: isOnPhones(plan),
        attempted: true,
      })),
    ),
  );
  const outcome = await run.people.createPeople(
    tasks.map(({plan, operation}) => ({
      marker: plan.copy.marker,
      content: operation.content,
      groups: [
        ...operation.labelIds.flatMap(id => groups.names.get(id) ?? []),
        ...(isOnPhones(plan) ? [ON_PHONES] : []),
      ],
    })),
  );
  const left = await leftUnanswered(run, tasks, outcome);
  if (left !== undefined) {
    // They stay unconfirmed and are looked for by their markers.
    const confirmMs = run.deps.confirmSeconds * 1000;
    await fenced(run, tx => pollWithin(tx, accountId, confirmMs));
    return left;
  }
  if (outcome.kind === 'ok') {
    await recordCreated(run, tasks, outcome.value, groups);
    return DONE;
  }
  return createFailed(run, tasks, groups, outcome.fault);
}

function isOnPhones({snapshot}: PlannedCopy): boolean {
  return snapshot.contact?.showOnPhones ?? false;
}

async function recordCreated(
  run: Run,
  tasks: readonly Create[],
  people: readonly ObservedPerson[],
  groups: Groups,
): Promise<void> {
  const labelOf = new Map(
    [...groups.names].map(([label, name]) => [name, label]),
  );
  const writes = tasks.flatMap((task, index): CopyWrite[] => {
    const person = people[index];
    if (person === undefined) return [];
    const {copy} = task.plan;
    const labelIds = person.groups.flatMap(name => labelOf.get(name) ?? []);
    const owed = photoOf(task.operation.content) !== undefined;
    const complete = task.operation.labelIds.every(id => labelIds.includes(id));
    return [
      {
        ...whereItStands(person),
        contactId: copy.contactId,
        base: person.content,
        baseLabelIds: labelIds.sort(),
        observed: null,
        observedLabelIds: labelIds,
        sent: null,
        photo: nothingAt(person),
        ...(owed
          ? {photoOwed: true}
          : {
              delivered: deliveredAs(copy),
              ...(complete && settledAfter(task)),
            }),
      },
    ];
  });
  await recordWritten(run, 'create', writes);
}

/** Google draws a picture for whoever has none. */
function nothingAt({sourceId, etag}: ObservedPerson) {
  return {source: sourceId, url: null, etag, hash: null, seen: true};
}

/** Any fault but that there is no answer says that the creates did not happen. */
async function createFailed(
  run: Run,
  tasks: readonly Create[],
  groups: Groups,
  fault: GoogleFault,
): Promise<Step> {
  const accountId = run.account.id;
  await fenced(run, tx =>
    writeCopies(
      tx,
      accountId,
      tasks.map(({plan}) => ({
        contactId: plan.copy.contactId,
        presence: 'none',
        sent: null,
        ...(plan.copy.attemptTimeMs === null && {attempted: false}),
      })),
    ),
  );
  if (fault.kind === 'notFound') {
    await holdAll(run, tasks, 'LABEL_GROUP_MISSING');
    return DONE;
  }
  if (fault.kind === 'full') {
    const {contactsMax} = run.deps;
    const refused = {count: tasks.length, contactsMax};
    await fenced(run, tx => noteRefused(tx, accountId, refused));
  }
  if (fault.kind !== 'invalidArgument') return stopped(fault);
  if (tasks.length === 1) {
    await holdAll(run, tasks, 'REFUSED_BY_GOOGLE');
    return DONE;
  }
  // A batch is all or nothing: one bad contact must not keep the others away.
  return oneByOne(tasks, single => createWhatFits(run, single, groups));
}
