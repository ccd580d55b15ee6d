/**
 * Writing contacts of one account. Each write is answered with the full read
 * mask, so what Google made of it comes back.
 */
import {z} from 'zod';
import type {
  ObservedPerson,
  Outcome,
  PersonDraft,
  PersonEdit,
} from '../core/google.ts';
import {callGoogle, fault, ok} from './call.ts';
import {changeMembers, getGroup} from './contact-groups.ts';
import {faultOfStatus} from './fault.ts';
import {
  BATCH_GET_MAX,
  assertCount,
  getPeople,
  personResponseSchema,
} from './people-reads.ts';
import type {PeopleContext} from './people-reads.ts';
import {
  READ_MASK,
  READ_SOURCES,
  draftToPerson,
  editToPerson,
  isObserved,
  personToObserved,
} from './person.ts';

/** Google's limits of one batch (discovery document, revision 20251117). */
const BATCH_CREATE_MAX = 200;
const BATCH_UPDATE_MAX = 200;
const BATCH_DELETE_MAX = 500;

const MY_CONTACTS = 'contactGroups/myContacts';

/** A batch of deletions with an unknown name in it is refused whole; who is left is asked this often. */
const DELETE_ROUNDS_MAX = 3;

/**
 * Several go by one batch and never one by one: when the third of five single
 * creations fails, two unreported contacts stand there.
 *
 * Whether Google takes memberships at creation is disputed (people-api notes,
 * section 6), so a refusal is tried once more without, and what the answer
 * lacks is added afterwards. From then on every fault is `unreachable`: the
 * contacts are there.
 */
export async function createPeople(
  context: PeopleContext,
  drafts: readonly PersonDraft[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  assertCount('people.batchCreateContacts', drafts, BATCH_CREATE_MAX);
  assertDistinct(
    'people.batchCreateContacts',
    drafts.map(draft => draft.marker),
  );
  if (drafts.length === 0) return ok([]);
  const outcome = await sendDrafts(context, drafts);
  if (outcome.kind === 'ok')
    return settleGroups(context, drafts, outcome.value);
  const groups = new Set(drafts.flatMap(draft => draft.groups));
  if (outcome.fault.kind !== 'invalidArgument' || groups.size === 0) {
    return outcome;
  }
  for (const group of groups) {
    const found = await getGroup(context, group);
    if (found.kind === 'fault') return found;
  }
  const plain = drafts.map(draft => ({...draft, groups: []}));
  const retried = await sendDrafts(context, plain);
  return retried.kind === 'ok'
    ? settleGroups(context, drafts, retried.value)
    : retried;
}

async function sendDrafts(
  context: PeopleContext,
  drafts: readonly PersonDraft[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const [draft, ...others] = drafts;
  if (draft === undefined) return ok([]);
  if (others.length > 0) return sendDraftBatch(context, drafts);
  const method = 'people.createContact';
  const outcome = await callGoogle(context.access, {
    method,
    answer: z.unknown(),
    send: auth =>
      context.api.people.createContact({
        auth,
        personFields: READ_MASK,
        sources: READ_SOURCES,
        requestBody: draftToPerson(draft),
      }),
  });
  return outcome.kind === 'ok'
    ? ok([observeWritten(context, outcome.value, method)])
    : outcome;
}

const batchCreateSchema = z.object({
  createdPeople: z.array(personResponseSchema),
});

async function sendDraftBatch(
  context: PeopleContext,
  drafts: readonly PersonDraft[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const method = 'people.batchCreateContacts';
  const outcome = await callGoogle(context.access, {
    method,
    answer: batchCreateSchema,
    send: auth =>
      context.api.people.batchCreateContacts({
        auth,
        requestBody: {
          contacts: drafts.map(draft => ({
            contactPerson: draftToPerson(draft),
          })),
          readMask: READ_MASK,
          sources: READ_SOURCES,
        },
      }),
  });
  if (outcome.kind === 'fault') return outcome;
  const answers = outcome.value.createdPeople;
  const refused = firstFault(answers, method);
  if (refused !== undefined) return refused;
  const people = answers.map(({person}) =>
    observeWritten(context, person, method),
  );
  return ok(
    drafts.map(({marker}) =>
      written(
        people.find(({markers}) => markers.includes(marker)),
        `${method}, marker ${marker}`,
      ),
    ),
  );
}

/** Brings each contact into the groups its draft names, and out of `myContacts` where it names others only. */
async function settleGroups(
  context: PeopleContext,
  drafts: readonly PersonDraft[],
  people: readonly ObservedPerson[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const named = new Set(drafts.flatMap(draft => draft.groups));
  named.delete(MY_CONTACTS);
  // Last, because a contact leaves no group before it is in another.
  const groups = [...named, MY_CONTACTS];
  let changed = false;
  for (const group of groups) {
    const astray = people.filter((person, index) => {
      const asked = drafts[index]?.groups ?? [];
      return (
        asked.length > 0 &&
        asked.includes(group) !== person.groups.includes(group)
      );
    });
    const namesOf = (inside: boolean) =>
      astray
        .filter(person => person.groups.includes(group) === inside)
        .map(person => person.resourceName);
    const add = namesOf(false);
    const remove = group === MY_CONTACTS ? namesOf(true) : [];
    if (add.length + remove.length === 0) continue;
    changed = true;
    const outcome = await changeMembers(context, {group, add, remove});
    if (outcome.kind === 'fault' || outcome.value.refused.length > 0) {
      return fault({kind: 'unreachable'});
    }
  }
  return changed ? readAgain(context, people) : ok(people);
}

/** A changed membership is a new etag. */
async function readAgain(
  context: PeopleContext,
  people: readonly ObservedPerson[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const names = people.map(person => person.resourceName);
  const outcome = await getPeople(context, names);
  if (outcome.kind === 'fault') return fault({kind: 'unreachable'});
  const found = people.map(({sourceId}) =>
    outcome.value.find(person => person.sourceId === sourceId),
  );
  return found.includes(undefined)
    ? fault({kind: 'unreachable'})
    : ok(found.filter(person => person !== undefined));
}

/**
 * Below `batchLeast` one by one: after a fault those before it are written, and
 * asking again finds their etags stale. All edits have the same fields, because
 * a batch has one mask, under which an absent field is cleared.
 */
export async function updatePeople(
  context: PeopleContext,
  edits: readonly PersonEdit[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const method = 'people.batchUpdateContacts';
  assertCount(method, edits, BATCH_UPDATE_MAX);
  assertDistinct(
    method,
    edits.map(edit => edit.resourceName),
  );
  const mask = maskOf(edits[0]);
  if (edits.some(edit => maskOf(edit) !== mask)) {
    throw new Error(`${method}: edits of one batch have one mask.`);
  }
  if (edits.length === 0) return ok([]);
  if (mask === '') throw new Error(`${method}: an edit of no field.`);
  if (edits.length >= context.batchLeast) {
    return sendEditBatch(context, edits, mask);
  }
  const people: ObservedPerson[] = [];
  for (const edit of edits) {
    const outcome = await sendEdit(context, edit, mask);
    if (outcome.kind === 'fault') return outcome;
    people.push(outcome.value);
  }
  return ok(people);
}

function maskOf(edit: PersonEdit | undefined): string {
  return [...(edit?.fields ?? [])].sort().join(',');
}

async function sendEdit(
  context: PeopleContext,
  edit: PersonEdit,
  mask: string,
): Promise<Outcome<ObservedPerson>> {
  const method = 'people.updateContact';
  const outcome = await callGoogle(context.access, {
    method,
    answer: z.unknown(),
    send: auth =>
      context.api.people.updateContact({
        auth,
        resourceName: edit.resourceName,
        updatePersonFields: mask,
        personFields: READ_MASK,
        sources: READ_SOURCES,
        requestBody: editToPerson(edit),
      }),
  });
  return outcome.kind === 'ok'
    ? ok(observeWritten(context, outcome.value, method))
    : outcome;
}

const batchUpdateSchema = z.object({
  updateResult: z.record(z.string(), personResponseSchema),
});

async function sendEditBatch(
  context: PeopleContext,
  edits: readonly PersonEdit[],
  mask: string,
): Promise<Outcome<readonly ObservedPerson[]>> {
  const method = 'people.batchUpdateContacts';
  const bodies = edits.map(
    edit => [edit.resourceName, editToPerson(edit)] as const,
  );
  const outcome = await callGoogle(context.access, {
    method,
    answer: batchUpdateSchema,
    send: auth =>
      context.api.people.batchUpdateContacts({
        auth,
        requestBody: {
          contacts: Object.fromEntries(bodies),
          updateMask: mask,
          readMask: READ_MASK,
          sources: READ_SOURCES,
        },
      }),
  });
  if (outcome.kind === 'fault') return outcome;
  const answers = Object.values(outcome.value.updateResult);
  const refused = firstFault(answers, method);
  if (refused !== undefined) return refused;
  const people = answers.map(({person}) =>
    observeWritten(context, person, method),
  );
  return ok(
    edits.map(({sourceId, resourceName}) =>
      written(
        people.find(person => person.sourceId === sourceId),
        `${method}, ${resourceName}`,
      ),
    ),
  );
}

/** Mixed answers mean that some were written after all. */
function firstFault(
  answers: readonly z.output<typeof personResponseSchema>[],
  method: string,
): Outcome<never> | undefined {
  const faults = answers
    .map(({status}) => faultOfStatus(status, method))
    .filter(one => one !== undefined);
  const [first] = faults;
  if (first === undefined) return undefined;
  return fault(
    faults.length === answers.length ? first : {kind: 'unreachable'},
  );
}

/** @throws where a write is answered with a deleted contact. */
export function observeWritten(
  context: PeopleContext,
  raw: unknown,
  method: string,
): ObservedPerson {
  const seen = personToObserved(raw, context);
  if (!isObserved(seen)) {
    throw new Error(`${method}: ${seen.resourceName} answered as deleted.`);
  }
  return seen;
}

function written(
  person: ObservedPerson | undefined,
  what: string,
): ObservedPerson {
  if (person === undefined) throw new Error(`${what}: missing in the answer.`);
  return person;
}

const emptySchema = z.looseObject({});

/** Who is not there counts as deleted. */
export async function deletePeople(
  context: PeopleContext,
  resourceNames: readonly string[],
): Promise<Outcome<void>> {
  assertCount('people.batchDeleteContacts', resourceNames, BATCH_DELETE_MAX);
  if (resourceNames.length >= context.batchDeleteLeast) {
    return deleteTogether(context, resourceNames);
  }
  for (const resourceName of resourceNames) {
    const outcome = await callGoogle(context.access, {
      method: 'people.deleteContact',
      answer: emptySchema,
      send: auth => context.api.people.deleteContact({auth, resourceName}),
    });
    if (outcome.kind === 'fault' && outcome.fault.kind !== 'notFound') {
      return outcome;
    }
  }
  return ok(undefined);
}

async function deleteTogether(
  context: PeopleContext,
  resourceNames: readonly string[],
): Promise<Outcome<void>> {
  let left = resourceNames;
  for (let round = 0; round < DELETE_ROUNDS_MAX; round++) {
    const outcome = await sendDeleteBatch(context, left);
    if (outcome.kind === 'ok') return ok(undefined);
    if (outcome.fault.kind !== 'notFound') return outcome;
    const present = await stillThere(context, left);
    if (present.kind === 'fault') return present;
    if (present.value.length === 0) return ok(undefined);
    left = present.value;
  }
  // Reads and deletions disagree about who is there: observe again.
  return fault({kind: 'unreachable'});
}

async function sendDeleteBatch(
  context: PeopleContext,
  resourceNames: readonly string[],
): Promise<Outcome<unknown>> {
  return callGoogle(context.access, {
    method: 'people.batchDeleteContacts',
    answer: emptySchema,
    send: auth =>
      context.api.people.batchDeleteContacts({
        auth,
        requestBody: {resourceNames: [...resourceNames]},
      }),
  });
}

async function stillThere(
  context: PeopleContext,
  resourceNames: readonly string[],
): Promise<Outcome<readonly string[]>> {
  const present: string[] = [];
  for (let from = 0; from < resourceNames.length; from += BATCH_GET_MAX) {
    const some = resourceNames.slice(from, from + BATCH_GET_MAX);
    const outcome = await getPeople(context, some);
    if (outcome.kind === 'fault') return outcome;
    present.push(...outcome.value.map(person => person.resourceName));
  }
  return ok(present);
}

function assertDistinct(method: string, names: readonly string[]): void {
  if (new Set(names).size !== names.length) {
    throw new Error(`${method}: one contact is named twice.`);
  }
}
