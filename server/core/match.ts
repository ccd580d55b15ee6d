/** Who surely is one person: the one rule by which contacts are linked or made one unasked. */
import {
  sameContent,
  sameItems,
  type Content,
  type SharedField,
} from './content.ts';
import {matchKeys} from './normalize.ts';
import {withoutDisputed} from './regional-numbers.ts';
import {isRole} from './role-mailbox.ts';
import {isServiceNumber} from './service-number.ts';
import {
  readPerson,
  sharedMails,
  sharedPhones,
  speaksFor,
  type Person,
} from './sure-person.ts';
import {saysNoMore, uniteContents} from './unite.ts';

export interface Candidate {
  readonly id: string;
  readonly content: Content;
  /** Of which nobody knows here whether it says them: what is hidden is not absent. */
  readonly hiddenFields?: readonly SharedField[];
}

/**
 * Finds who a contact is among candidates: the one of them, and of the bystanders,
 * who surely is (`createSureRule`). Before that, whoever says the same, or alone has
 * all that it says under the very same name: it is sent again, and joining changes
 * nothing.
 */
export function findSureMatch<Person extends Candidate>(
  content: Content,
  candidates: readonly Person[],
  bystanders: readonly Candidate[] = [],
): Person | undefined {
  const arrival = {id: '', content};
  const again = onlyAgain(arrival, candidates);
  if (again !== undefined) return again;
  const known = [...candidates, ...bystanders];
  const judge = createSureRule([arrival, ...known]);
  const only = onlySure(arrival, known, judge);
  return candidates.find(candidate => candidate === only);
}

/** Whoever of these surely is somebody, where no other of them may be. */
function onlySure(
  one: Candidate,
  others: readonly Candidate[],
  judge: ReturnType<typeof createSureRule>,
): Candidate | undefined {
  const [only, ...more] = others.filter(other => judge(one, other) !== 'other');
  return only !== undefined && more.length === 0 && judge(one, only) === 'sure'
    ? only
    : undefined;
}

export interface PairOptions {
  /** Whom these people know too; nobody's match. */
  readonly bystanders?: readonly Candidate[];
  /** Whether somebody said that this contact and this person are two. */
  readonly isRefused?: (contactId: string, personId: string) => boolean;
}

/**
 * Which of these people each contact surely is, by the contact's id: nobody is two,
 * and nobody who may be two is one. People who say nothing beyond a contact come
 * first, as in `findSureMatch`.
 */
export function pairSureMatches<Person extends Candidate>(
  contacts: readonly Candidate[],
  people: readonly Person[],
  {bystanders = [], isRefused = () => false}: PairOptions = {},
): ReadonlyMap<string, Person> {
  const known = [...contacts, ...people, ...bystanders];
  const judge = createSureRule(known);
  const near = createNearby(known);
  const isPerson = new Map<Candidate, Person>(people.map(each => [each, each]));
  const isContact = new Set<Candidate>(contacts);
  const pairs = new Map<string, Person>();
  const taken = new Set<Candidate>();
  const pair = (contact: Candidate, person: Candidate | undefined) => {
    const found = person && isPerson.get(person);
    if (found === undefined || taken.has(found)) return;
    if (pairs.has(contact.id) || isRefused(contact.id, found.id)) return;
    pairs.set(contact.id, found);
    taken.add(found);
  };
  const isOpen = (contact: Candidate, person: Candidate) =>
    isContact.has(contact) && !isRefused(contact.id, person.id);
  // Who says the very same comes before who only says no more.
  for (const isEnough of [isRepeated, isAgain]) {
    for (const person of people) {
      const again = near(person).filter(other =>
        isEnough(person.content, other),
      );
      const open = again.filter(other => isOpen(other, person));
      const isOne = isEnough === isRepeated || again.length === 1;
      if (isOne) for (const contact of open) pair(contact, person);
    }
  }
  for (const contact of contacts) {
    const person = onlySure(contact, near(contact), judge);
    const isMutual =
      person !== undefined && onlySure(person, near(person), judge) === contact;
    if (isMutual) pair(contact, person);
  }
  return pairs;
}

/** Whoever has an address or number of somebody, without them, in order. */
function createNearby(
  known: readonly Candidate[],
): (one: Candidate) => readonly Candidate[] {
  const holders = holdersOf(known, ({content}) => matchKeys(content));
  return one => {
    const near = matchKeys(one.content).flatMap(key => holders.get(key) ?? []);
    return [...new Set(near)].filter(other => other !== one);
  };
}

function holdersOf(
  known: readonly Candidate[],
  keysOf: (candidate: Candidate) => readonly string[],
): ReadonlyMap<string, readonly Candidate[]> {
  const holders = new Map<string, Candidate[]>();
  for (const each of known) {
    for (const key of keysOf(each)) {
      const others = holders.get(key);
      if (others === undefined) holders.set(key, [each]);
      else others.push(each);
    }
  }
  return holders;
}

/** Who says the same as somebody, else the only one who has all that they say. */
function onlyAgain<Person extends Candidate>(
  {content}: Candidate,
  candidates: readonly Person[],
): Person | undefined {
  const again = candidates.filter(candidate => isAgain(content, candidate));
  const [only, ...more] = again;
  const same = again.find(candidate => isRepeated(content, candidate));
  return same ?? (more.length === 0 ? only : undefined);
}

/** Whether neither says anything beyond the other. */
function isRepeated(content: Content, candidate: Candidate): boolean {
  return isAgain(content, candidate) && saysNoMore(content, candidate.content);
}

/** Whether they share an address or number, are called the very same, and it adds nothing. */
function isAgain(
  content: Content,
  {content: known, hiddenFields = []}: Candidate,
): boolean {
  if (!sameItems(content.names, known.names)) return false;
  const isSeen = !CALLING.some(field => hiddenFields.includes(field));
  if (content.names === undefined && !isSeen) return false;
  const keys = new Set(matchKeys(known));
  if (!matchKeys(content).some(key => keys.has(key))) return false;
  // A number that is read otherwise is no other spelling.
  const isExact = uniteContents(known, content).lost.length === 0;
  const isDisputed = [known, content].some(
    each => !sameContent(withoutDisputed(each), each),
  );
  return saysNoMore(known, content) && (isExact || !isDisputed);
}

/** An entry without a name is whoever or whichever firm these say. */
const CALLING: readonly SharedField[] = ['names', 'organizations'];

/** Nobody has so many entries: it is a switchboard's. */
export const HOLDERS_MAX = 20;

/** unsure: by what they share they may be one, but it may be somebody else's too. */
export type Verdict = 'sure' | 'unsure' | 'other';

/**
 * Whether two of these people surely are one: by an address of both that is one
 * person's, under names that contradict in nothing and both say the given one, or by
 * a number of both, under one whole name. A value is one person's where any two who
 * have it are one by it, and it is no function's, no switchboard's, no service's and
 * no fax. Birthdays, genders, titles and generations do not contradict; by a number
 * alone, firms and mailboxes neither. What is hidden may say anything. Numbers count as their writers mean them:
 * how a label reads one makes nobody sure who was not.
 */
export function createSureRule(
  known: readonly Candidate[],
): (left: Candidate, right: Candidate) => Verdict {
  const keysOf = once(({content}: Candidate) => matchKeys(content));
  const personOf = once(readPerson);
  const holders = holdersOf(known, keysOf);
  const holdersBy = (key: string) => holders.get(key) ?? [];
  const isOnes = once(
    (key: string) =>
      !isRole(key) &&
      !isServiceNumber(key) &&
      areOne(holdersBy(key).map(personOf), key),
  );
  return (left, right) => {
    const theirs = keysOf(right);
    const keys = keysOf(left).filter(
      key => theirs.includes(key) && holdersBy(key).length <= HOLDERS_MAX,
    );
    if (keys.length === 0) return 'other';
    const pair = [personOf(left), personOf(right)] as const;
    const evidence = [...sharedMails(...pair), ...sharedPhones(...pair)];
    if (evidence.some(key => keys.includes(key) && isOnes(key))) return 'sure';
    return keys.some(key => speaksFor(...pair, key)) ? 'unsure' : 'other';
  };
}

/** What a function says of each argument, asked once. */
function once<Argument, Value>(
  tell: (argument: Argument) => Value,
): (argument: Argument) => Value {
  const told = new Map<Argument, {readonly value: Value}>();
  return argument => {
    const known = told.get(argument) ?? {value: tell(argument)};
    told.set(argument, known);
    return known.value;
  };
}

/** Whether all who have this address or number surely are one by it. */
function areOne(people: readonly Person[], key: string): boolean {
  return (
    people.every(({sharedLines}) => !sharedLines.includes(key)) &&
    people.every((left, at) =>
      people.slice(at + 1).every(right => speaksFor(left, right, key)),
    )
  );
}
