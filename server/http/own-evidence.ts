import {shownReasons} from '../core/duplicates.ts';
import {weighPair} from '../core/pair-weight.ts';
import {asRead} from '../core/regional-numbers.ts';
import type {AccountRow} from '../store/accounts.ts';
import type {SeenOwnDuplicate} from '../store/own-duplicates.ts';
import {readByName} from './address-book.ts';
import type {Deps} from './deps.ts';

/**
 * Proposals about contacts of the caller's own, weighed as those about two shared ones
 * are: what an own contact says is stored nowhere, so it is read as it stands now. One
 * that does not look like the same person any more, or is gone, is left out; where
 * Google does not answer all are as the store has them, without weight.
 */
export async function weighOwn(
  {people}: Pick<Deps, 'people'>,
  caller: AccountRow,
  proposals: readonly SeenOwnDuplicate[],
): Promise<readonly SeenOwnDuplicate[]> {
  if (proposals.length === 0) return [];
  const names = new Set(proposals.map(({resourceName}) => resourceName));
  const book = await readByName(await people(caller), [...names]);
  if (book.kind === 'fault') return proposals;
  const contentOf = new Map(
    book.value.map(({sourceId, content}) => [sourceId, content]),
  );
  return proposals.flatMap(proposal => {
    const {sourceId: id, contact} = proposal;
    const content = contentOf.get(id);
    if (content === undefined) return [];
    const seen = asRead(contact);
    const reasons = shownReasons(proposal.reasons, [
      {id, content, hiddenFields: []},
      seen,
    ]);
    const weighed = weighPair(content, seen.content);
    return reasons.length === 0 ? [] : [{...proposal, reasons, weighed}];
  });
}
