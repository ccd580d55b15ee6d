import {compareNames, compatibleNames} from './compatible-names.ts';
import type {Content} from './content.ts';
import {sameFirm} from './firm-name.ts';
import {matchKeys} from './normalize.ts';
import {withoutDisputed} from './regional-numbers.ts';

export interface Candidate {
  readonly id: string;
  readonly content: Content;
}

/**
 * Finds who a contact is among candidates. Sure is the same address or number
 * **and** compatible names, and that address or number belongs to one person
 * (contract section 6): it is no info@, and nobody has it, among the candidates
 * or the bystanders, who must be somebody else.
 */
export function findSureMatch(
  content: Content,
  candidates: readonly Candidate[],
  bystanders: readonly Candidate[] = [],
): Candidate | undefined {
  const known = [content, ...contentsOf(candidates), ...contentsOf(bystanders)];
  return findBy(createPersonalKeys(known), content, candidates);
}

/**
 * Who of these people each contact surely is, by the contact's id; in order,
 * and nobody twice. Bystanders are known too, and are nobody's match.
 */
export function pairSureMatches<Person extends Candidate>(
  contacts: readonly Candidate[],
  people: readonly Person[],
  bystanders: readonly Candidate[] = [],
): ReadonlyMap<string, Person> {
  const keysOf = createPersonalKeys(
    [contacts, people, bystanders].flatMap(contentsOf),
  );
  const places = new Map<string, number[]>();
  people.forEach(({content}, place) => {
    for (const key of keysOf(content)) {
      const others = places.get(key) ?? [];
      places.set(key, [...others, place]);
    }
  });
  const taken = new Set<number>();
  const pairs = new Map<string, Person>();
  for (const {id, content} of contacts) {
    const near = new Set(keysOf(content).flatMap(key => places.get(key) ?? []));
    for (const place of [...near].sort((a, b) => a - b)) {
      const person = people[place];
      if (person === undefined || taken.has(place)) continue;
      if (!mayBeOne(content, person.content)) continue;
      pairs.set(id, person);
      taken.add(place);
      break;
    }
  }
  return pairs;
}

type PersonalKeys = (content: Content) => readonly string[];

function findBy(
  keysOf: PersonalKeys,
  content: Content,
  candidates: readonly Candidate[],
): Candidate | undefined {
  const keys = new Set(keysOf(content));
  if (keys.size === 0) return undefined;
  return candidates.find(
    candidate =>
      keysOf(candidate.content).some(key => keys.has(key)) &&
      mayBeOne(content, candidate.content),
  );
}

function contentsOf(candidates: readonly Candidate[]): readonly Content[] {
  return candidates.map(({content}) => content);
}

/** Nobody has so many entries: it is a switchboard's. */
export const HOLDERS_MAX = 20;

/**
 * Whether two of these people are surely one and both say so by name: an entry
 * without a name is whoever has the address, and nobody's to make one by itself.
 */
export function createSureRule(
  known: readonly Content[],
): (left: Content, right: Content) => boolean {
  const keysOf = createPersonalKeys(known);
  return (left, right) => {
    const keys = new Set(keysOf(left));
    const relation = compareNames(left, right);
    return (
      (relation === 'same' || relation === 'similar') &&
      compareFirms(left, right) !== 'different' &&
      keysOf(right).some(key => keys.has(key))
    );
  };
}

/**
 * Keys of a content that tell who somebody is, as far as these people know: as their
 * writers mean them. How a label reads a number makes nobody sure who was not, or one
 * wrong setting would make people one.
 */
function createPersonalKeys(known: readonly Content[]): PersonalKeys {
  const holders = new Map<string, Content[]>();
  for (const content of known) {
    for (const key of matchKeys(content)) {
      const others = holders.get(key) ?? [];
      others.push(content);
      holders.set(key, others);
    }
  }
  const verdicts = new Map<string, boolean>();
  const isPersonal = (key: string): boolean => {
    const verdict =
      verdicts.get(key) ?? (!isRole(key) && areOne(holders.get(key) ?? []));
    verdicts.set(key, verdict);
    return verdict;
  };
  return content => matchKeys(withoutDisputed(content)).filter(isPersonal);
}

/** Whether all of these may be one person. */
export function areOne(holders: readonly Content[]): boolean {
  return (
    holders.length <= HOLDERS_MAX &&
    holders.every((left, index) =>
      holders.slice(index + 1).every(right => mayBeOne(left, right)),
    )
  );
}

/** An entry without a name is whoever has the address; a firm's is no person's. */
function mayBeOne(left: Content, right: Content): boolean {
  return (
    compareFirms(left, right) !== 'different' && compatibleNames(left, right)
  );
}

/** How two entries stand to each other, as far as they are firms' own. */
export type FirmRelation = 'none' | 'same' | 'different';

/** none: neither is one. A firm's own entry is no person's, whoever works there. */
export function compareFirms(left: Content, right: Content): FirmRelation {
  const [firm, other] = [firmOf(left), firmOf(right)];
  if (firm === undefined && other === undefined) return 'none';
  return firm !== undefined && other !== undefined && sameFirm(firm, other)
    ? 'same'
    : 'different';
}

/** The name of the firm whose own entry this is: it names no person. */
function firmOf({names = [], organizations = []}: Content): string | undefined {
  if (names.length > 0) return undefined;
  const [name] = organizations.flatMap(({name}) =>
    typeof name === 'string' ? [name] : [],
  );
  return name;
}

/** Mailboxes of functions (RFC 2142, and what offices call theirs). */
const ROLES: ReadonlySet<string> = new Set([
  'abuse',
  'accounting',
  'accounts',
  'admin',
  'billing',
  'buero',
  'contact',
  'contacts',
  'customerservice',
  'enquiries',
  'feedback',
  'hello',
  'help',
  'helpdesk',
  'hostmaster',
  'hr',
  'info',
  'inquiry',
  'invoice',
  'invoices',
  'jobs',
  'kontakt',
  'mail',
  'marketing',
  'no-reply',
  'noreply',
  'office',
  'orders',
  'post',
  'postmaster',
  'press',
  'reception',
  'reservations',
  'sales',
  'security',
  'service',
  'shop',
  'soumu',
  'support',
  'team',
  'toiawase',
  'webmaster',
]);

/** Whether a match key is the mailbox of a function: neither info@ nor info+shop@ is anybody's. */
export function isRole(key: string): boolean {
  const mailbox = /^mail:(?<name>[^+]*).*@/u.exec(key)?.groups?.['name'];
  return mailbox !== undefined && ROLES.has(mailbox);
}
