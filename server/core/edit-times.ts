import {itemFingerprint, type Item, type SharedField} from './content.ts';
import type {FieldChange} from './history.ts';
import type {Conflict, Side} from './merge.ts';

/** Changes that were made to a contact at once. */
export interface PastEdit {
  /** In Google the CONTACT source's update time, through our own doors the database's clock. */
  readonly timeMs: number;
  readonly via: 'API' | 'GOOGLE';
  readonly changes: readonly FieldChange[];
}

/** Within this span an edit through our own doors counts as the later one. */
const TIE_MS = 2000;

/**
 * Whose value stands in a conflict: that of the later edit of this very thing
 * (contract section 5), whatever else of the contact was edited since and
 * whenever somebody looked. `edits` are those of our side, the last made first.
 */
export function laterSide(
  conflict: Conflict,
  edits: readonly PastEdit[],
  theirsMs: number,
): Side {
  const {field} = conflict;
  const touching = edits.flatMap(edit => {
    const change = edit.changes.find(each => each.field === field);
    return change === undefined ? [] : [{...edit, change}];
  });
  const ours =
    touching.find(({change}) => isOurs(conflict, change)) ?? touching[0];
  // Older than all that is known of it.
  if (ours === undefined) return 'theirs';
  const tieMs = ours.via === 'API' ? TIE_MS : 0;
  return theirsMs > ours.timeMs + tieMs ? 'theirs' : 'ours';
}

/** It brought in what our side says, or took away what our side says no more. */
function isOurs(
  {field, was, ours}: Conflict,
  {old = [], new: after = []}: FieldChange,
): boolean {
  if (ours !== undefined) return has(field, after, ours, old);
  return was !== undefined && has(field, old, was, after);
}

/** Of a name it is one part that counts. */
function has(
  field: SharedField,
  items: readonly Item[],
  item: Item,
  others: readonly Item[],
): boolean {
  const isIn = (list: readonly Item[]) =>
    list.some(each =>
      field === 'names'
        ? Object.entries(item).every(([part, value]) => each[part] === value)
        : itemFingerprint(each) === itemFingerprint(item),
    );
  return isIn(items) && !isIn(others);
}
