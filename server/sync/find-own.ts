import type {Content} from '../core/content.ts';
import {findDuplicates, type SeenContact} from '../core/duplicates.ts';
import type {ObservedPerson, Outcome} from '../core/google.ts';
import {pairSureMatches, type Candidate} from '../core/match.ts';
import {matchKeys} from '../core/normalize.ts';
import type {Operation} from '../core/operation.ts';
import {findContactsByKey} from '../store/visible-contacts.ts';
import {
  findStandingByKey,
  readStandingCopies,
  type StandingCopy,
} from '../store/former-copies.ts';
import {
  deleteOwnKeys,
  findOwnContacts,
  readKeyHash,
} from '../store/own-keys.ts';
import {proposeOwnDuplicates, readRefused} from '../store/own-duplicates.ts';
import {lookAt} from './read-people.ts';
import type {PlannedCopy} from './plan-account.ts';
import {fenced, type Run} from './run.ts';

/**
 * A copy is never made beside somebody's own contact of the same person: that
 * contact is linked. One that was the copy before is known by its id. For others
 * hashes say where to look; the contact itself is read and compared with what the
 * account may see, by id order, each one once.
 */
export async function linkOwnContacts(
  run: Run,
  plans: readonly PlannedCopy[],
): Promise<Outcome<readonly PlannedCopy[]>> {
  const creating = plans.filter(({operations}) =>
    operations.some(operation => operation.kind === 'createCopy'),
  );
  if (creating.length === 0) return {kind: 'ok', value: plans};
  const standing = await readStandingCopies(
    run.deps.database.db,
    run.account.id,
    creating.map(({copy}) => copy.contactId),
  );
  const near = await readOwnContactsNear(run, creating, standing);
  if (near.kind === 'fault') return near;
  if (near.value.length === 0) return {kind: 'ok', value: plans};
  const links = await pairContacts(run, creating, standing, near.value);
  await proposeOwn(run, creating, {links, people: near.value});
  return {
    kind: 'ok',
    value: plans.map(plan => {
      const link = links.get(plan.copy.contactId);
      return link === undefined ? plan : {...plan, operations: [link]};
    }),
  };
}

/** Which of these contacts of the account each copy is, by id of the shared contact. */
async function pairContacts(
  run: Run,
  creating: readonly PlannedCopy[],
  standing: readonly StandingCopy[],
  people: readonly ObservedPerson[],
): Promise<ReadonlyMap<string, Operation>> {
  const links = new Map<string, Operation>();
  const free = new Map(people.map(person => [person.sourceId, person]));
  for (const {contactId, sourceId} of standing) {
    const person = free.get(sourceId);
    if (person === undefined || links.has(contactId)) continue;
    free.delete(sourceId);
    links.set(contactId, {
      kind: 'linkCopy',
      person,
      reason: 'formerCopyStands',
    });
  }
  const contacts = creating.map(asSeen);
  const others = [...free.values()];
  const pairs = pairSureMatches(
    contacts.filter(({id}) => !links.has(id)),
    others.map(person => ({
      id: person.sourceId,
      content: person.content,
      person,
    })),
    {
      bystanders: await readBystanders(run, contacts, others),
      isRefused: await readRefused(
        run.deps.database.db,
        contacts.map(({id}) => id),
        run.account.id,
      ),
    },
  );
  for (const [contactId, {person}] of pairs) {
    links.set(contactId, {
      kind: 'linkCopy',
      person,
      reason: 'ownContactMatches',
    });
  }
  return links;
}

/**
 * Where it is not sure that an own contact is the person of a copy that is to be
 * made, the copy is made beside it, and its account is asked.
 */
async function proposeOwn(
  run: Run,
  creating: readonly PlannedCopy[],
  {
    links,
    people,
  }: {
    readonly links: ReadonlyMap<string, Operation>;
    readonly people: readonly ObservedPerson[];
  },
): Promise<void> {
  const contacts = creating
    .filter(({copy}) => !links.has(copy.contactId))
    .map(asSeen);
  const linked = new Set(
    [...links.values()].map(each =>
      each.kind === 'linkCopy' ? each.person.sourceId : '',
    ),
  );
  const own = people.map(({sourceId, content}) => ({
    id: sourceId,
    content,
    hiddenFields: [],
  }));
  const others = await readBystanders(run, contacts, people);
  const names = new Map(
    people
      .filter(({sourceId}) => !linked.has(sourceId))
      .map(({sourceId, resourceName}) => [sourceId, resourceName]),
  );
  const pairs = findDuplicates(new Set(contacts.map(({id}) => id)), [
    ...own,
    ...others,
    ...contacts,
  ]).flatMap(({ids: [sourceId, contactId], reasons}) => {
    const resourceName = names.get(sourceId);
    return resourceName === undefined
      ? []
      : [{contactId, sourceId, resourceName, reasons}];
  });
  if (pairs.length === 0) return;
  const {newId} = run.deps;
  await fenced(run, tx =>
    proposeOwnDuplicates(tx, run.account.id, pairs, newId),
  );
}

/** What so many have is a switchboard's: more of them tell no more. */
const KEY_CONTACTS_MAX = 100;

/** Everybody the account sees with an address or number that these have in common. */
async function readBystanders(
  {deps, account}: Run,
  contacts: readonly Candidate[],
  people: readonly ObservedPerson[],
): Promise<readonly SeenContact[]> {
  const held = new Set(people.flatMap(({content}) => matchKeys(content)));
  const keys = contacts.flatMap(({content}) => matchKeys(content));
  const found = await findContactsByKey(deps.database.db, {
    accountId: account.id,
    keys: keys.filter(key => held.has(key)),
    limit: KEY_CONTACTS_MAX,
  });
  const ids = new Set(contacts.map(({id}) => id));
  return found.filter(({id}) => !ids.has(id));
}

/** The contact of a copy that is to be made, as its account may see it. */
function asSeen(plan: PlannedCopy): SeenContact {
  return {
    id: plan.copy.contactId,
    content: visibleContent(plan),
    hiddenFields: plan.snapshot.contact?.hiddenFields ?? [],
  };
}

function visibleContent({snapshot}: PlannedCopy): Content {
  return snapshot.contact?.content ?? {};
}

async function readOwnContactsNear(
  run: Run,
  creating: readonly PlannedCopy[],
  standing: readonly StandingCopy[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const accountId = run.account.id;
  const keys = new Set(
    creating.flatMap(plan => matchKeys(visibleContent(plan))),
  );
  const own = await fenced(run, async tx => {
    const hash = await readKeyHash(tx);
    return [
      ...(await findOwnContacts(tx, accountId, [...keys].map(hash))),
      ...(await findStandingByKey(tx, accountId, [...keys])),
    ];
  });
  const names = new Map(
    [...own, ...standing].map(row => [row.sourceId, row.resourceName]),
  );
  const people = await lookAt(run, [...names.values()]);
  if (people.kind === 'fault') return people;
  const there = new Set(people.value.map(person => person.sourceId));
  const vanished = [...names.keys()].filter(id => !there.has(id));
  await fenced(run, tx => deleteOwnKeys(tx, accountId, vanished));
  return people;
}
