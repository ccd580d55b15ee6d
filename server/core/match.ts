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
