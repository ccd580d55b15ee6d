/** Who surely is one person: the one rule by which contacts are linked or made one unasked. */
import {
  itemFingerprint,
  sameContent,
  sameItems,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {sameFirm} from './firm-name.ts';
import {foldLetters} from './fold.ts';
import {mailboxOf} from './mailbox.ts';
import {matchKeys} from './normalize.ts';
import {withoutDisputed} from './regional-numbers.ts';
import {isRole} from './role-mailbox.ts';
import {compareSurely, readSureName, type SureName} from './sure-names.ts';
import {saysNoMore, uniteContents} from './unite.ts';

export interface Candidate {
  readonly id: string;
  readonly content: Content;
  /** Of which nobody knows here whether it says them: what is hidden is not absent. */
  readonly hiddenFields?: readonly SharedField[];
}

/**
 * Finds who a contact is among candidates: the one of them, and of the bystanders,
 * who surely is (`createSureRule`). Before that, whoever has all that it says under
 * the very same name: it is sent again, and joining changes nothing.
 */
export function findSureMatch<Person extends Candidate>(
  content: Content,
  candidates: readonly Person[],
  bystanders: readonly Candidate[] = [],
): Person | undefined {
  const again = candidates.find(candidate => isAgain(content, candidate));
  if (again !== undefined) return again;
  const arrival = {id: '', content};
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
  for (const person of people) {
    for (const contact of near(person)) {
      const isOne = isContact.has(contact) && isAgain(person.content, contact);
      if (isOne) pair(contact, person);
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
 * have it are one by it, and it is no function's, no switchboard's and no fax.
 * Birthdays, titles and generations do not contradict; by a number alone, firms
 * neither. What is hidden may say anything. Numbers count as their writers mean them:
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
    (key: string) => !isRole(key) && areOne(holdersBy(key).map(personOf), key),
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

const isMail = (key: string) => key.startsWith('mail:');

/** A contact, read once. */
interface Person {
  readonly mails: readonly Mail[];
  readonly phones: readonly string[];
  /** Numbers that it says are nobody's own. */
  readonly sharedLines: readonly string[];
  readonly name: SureName | undefined;
  readonly firms: readonly string[];
  /** The firm whose own entry this is: it names no person. */
  readonly firm: Item | undefined;
  readonly birthday: Item | undefined;
  readonly hides: (field: SharedField) => boolean;
}

interface Mail {
  readonly written: string;
  readonly box: string;
  /** What stands after the plus. */
  readonly tag: string;
}

function readPerson({content, hiddenFields = []}: Candidate): Person {
  return {
    mails: textsOf(content.emailAddresses, 'matchKey').map(readMail),
    phones: phonesOf(withoutDisputed(content).phoneNumbers),
    sharedLines: phonesOf(content.phoneNumbers?.filter(isSharedLine)),
    name: readSureName(content),
    firms: textsOf(content.organizations, 'name'),
    firm: hiddenFields.includes('names') ? undefined : firmOf(content),
    birthday: content.birthdays?.[0],
    hides: field => hiddenFields.includes(field),
  };
}

function readMail(address: string): Mail {
  const tag = /\+(?<tag>[^@]*)@/u.exec(address)?.groups?.['tag'] ?? '';
  return {written: `mail:${address}`, box: `mail:${mailboxOf(address)}`, tag};
}

/** Keys of addresses that two have in common; eva+shop@ and eva+news@ are two where a provider takes both for eva@. */
function sharedMails(left: Person, right: Person): readonly string[] {
  return left.mails.flatMap(mail =>
    right.mails.flatMap(other => {
      if (mail.written === other.written) return [mail.written];
      const areTwo =
        mail.tag !== '' && other.tag !== '' && mail.tag !== other.tag;
      return mail.box === other.box && !areTwo ? [mail.box] : [];
    }),
  );
}

function sharedPhones(left: Person, right: Person): readonly string[] {
  return left.phones.filter(key => right.phones.includes(key));
}

function phonesOf(items: readonly Item[] | undefined): readonly string[] {
  return textsOf(items, 'canonicalForm').map(number => `tel:${number}`);
}

/** By its type, in the words of Google, of phones and of offices. */
const SHARED_LINE =
  /fax|pager|switchboard|reception|zentrale|empfang|standard|centrali|代表|受付|ファックス|ファクス|^(?:work)?main$/u;

function isSharedLine({type}: Item): boolean {
  return typeof type === 'string' && SHARED_LINE.test(foldLetters(type));
}

function textsOf(items: readonly Item[] = [], name: string): readonly string[] {
  return items
    .map(item => item[name])
    .filter(value => typeof value === 'string');
}

/** Whether what two say of themselves makes them one, if this key is one person's. */
function speaksFor(left: Person, right: Person, key: string): boolean {
  if (left.firm !== undefined || right.firm !== undefined) {
    return areOneFirm(left, right);
  }
  const names = compareSurely(left.name, right.name);
  if (names === 'unsure' || mayContradict(left, right)) return false;
  return isMail(key) || (names === 'whole' && !mayWorkElsewhere(left, right));
}

function areOneFirm({firm}: Person, {firm: other}: Person): boolean {
  if (firm === undefined || other === undefined) return false;
  const [department, ...others] = [firm, other].map(each =>
    foldLetters(textsOf([each], 'department').join('')),
  );
  return isOneFirm(firm, other) && others.every(each => each === department);
}

function isOneFirm(firm: Item, other: Item): boolean {
  const [name = '', ...others] = textsOf([firm, other], 'name');
  return others.length > 0 && others.every(each => sameFirm(name, each));
}

/** Whether one says what the other says otherwise, or may say so where nobody looks. */
function mayBe(
  field: SharedField,
  [left, right]: readonly [Person, Person],
  says: (person: Person) => boolean,
  otherwise: () => boolean,
): boolean {
  const known = (person: Person) => says(person) || person.hides(field);
  return (
    known(left) &&
    known(right) &&
    (left.hides(field) || right.hides(field) || otherwise())
  );
}

function mayContradict(left: Person, right: Person): boolean {
  return mayBe(
    'birthdays',
    [left, right],
    ({birthday}) => birthday !== undefined,
    () => differInBirth(left.birthday, right.birthday),
  );
}

/** What only one says of a date contradicts nothing. */
function differInBirth(left: Item = {}, right: Item = {}): boolean {
  const [date, other] = [left['date'], right['date']];
  if (typeof date !== 'object' || typeof other !== 'object') {
    return itemFingerprint(left) !== itemFingerprint(right);
  }
  return (['year', 'month', 'day'] as const).some(
    part =>
      date[part] !== undefined &&
      other[part] !== undefined &&
      date[part] !== other[part],
  );
}

/** A number is given to somebody else of the name, elsewhere. */
function mayWorkElsewhere(left: Person, right: Person): boolean {
  return mayBe(
    'organizations',
    [left, right],
    ({firms}) => firms.length > 0,
    () =>
      !left.firms.some(firm =>
        right.firms.some(other => sameFirm(firm, other)),
      ),
  );
}

/** How two entries stand to each other, as far as they are firms' own. */
export type FirmRelation = 'none' | 'same' | 'different';

/** none: neither is one. A firm's own entry is no person's, whoever works there. */
export function compareFirms(left: Content, right: Content): FirmRelation {
  const [firm, other] = [firmOf(left), firmOf(right)];
  if (firm === undefined && other === undefined) return 'none';
  return firm !== undefined && other !== undefined && isOneFirm(firm, other)
    ? 'same'
    : 'different';
}

/** The firm whose own entry this is: it names no person. */
function firmOf({names = [], organizations = []}: Content): Item | undefined {
  if (names.length > 0) return undefined;
  return organizations.find(({name}) => typeof name === 'string');
}
