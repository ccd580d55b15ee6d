import type {Content} from './content.ts';
import {compatibleNames, matchKeys} from './normalize.ts';

export interface Candidate {
  readonly id: string;
  readonly content: Content;
}

/**
 * Finds who a contact is among candidates. Sure is the same address or number
 * **and** compatible names: a shared switchboard or info@ address alone never
 * makes two people one (contract section 6).
 */
export function findSureMatch(
  content: Content,
  candidates: readonly Candidate[],
): Candidate | undefined {
  const keys = new Set(matchKeys(content));
  return candidates.find(
    candidate =>
      matchKeys(candidate.content).some(key => keys.has(key)) &&
      compatibleNames(content, candidate.content),
  );
}

/**
 * Who of these people each contact surely is, by the contact's id; in order,
 * and nobody twice.
 */
export function pairSureMatches<Person extends Candidate>(
  contacts: readonly Candidate[],
  people: readonly Person[],
): ReadonlyMap<string, Person> {
  const free = new Map(people.map(person => [person.id, person]));
  const pairs = new Map<string, Person>();
  for (const {id, content} of contacts) {
    const match = findSureMatch(content, [...free.values()]);
    const person = match && free.get(match.id);
    if (person === undefined) continue;
    pairs.set(id, person);
    free.delete(person.id);
  }
  return pairs;
}
