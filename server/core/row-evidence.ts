import type {Content} from './content.ts';
import {matchKeys} from './normalize.ts';

/** By which field a row of a file surely is a contact. */
export type RowEvidence = 'emailAddresses' | 'phoneNumbers';

/** Of the first address or number of a row that somebody who surely is the same has too. */
export function evidenceOf(row: Content, same: Content): RowEvidence {
  const keys = new Set(matchKeys(same));
  const shared = matchKeys(row).find(key => keys.has(key)) ?? '';
  return shared.startsWith('mail:') ? 'emailAddresses' : 'phoneNumbers';
}
