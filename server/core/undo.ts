import type {Content, SharedField, Item} from './content.ts';
import {CHANGING_KINDS, type FieldChange} from './history.ts';
import type {PastAct} from './label-past.ts';

/** A revision that may have been taken back, or takes another one back. */
export interface UndoableRevision extends PastAct {
  readonly id: number;
  /** The revision that this one took back. */
  readonly undoes: number | null;
}

/**
 * stands: nobody changed the same since. undone: it was taken back. changed:
 * somebody changed a field or label that it changed.
 */
export type UndoState = 'stands' | 'undone' | 'changed';

/** How a revision stands, by all later ones of its contact, the oldest first. */
export function undoState(
  revision: UndoableRevision,
  later: readonly UndoableRevision[],
): UndoState {
  const undone = findUndone(later);
  if (undone.has(revision.id)) return 'undone';
  const touching = later.filter(
    each =>
      !undone.has(each.id) &&
      // What took back a later one left this one as it was.
      (each.undoes === null || each.undoes <= revision.id) &&
      touchesSame(revision, each),
  );
  return touching.length > 0 ? 'changed' : 'stands';
}

/** What was taken back by something that was not taken back itself. */
function findUndone(
  revisions: readonly UndoableRevision[],
): ReadonlySet<number> {
  const undone = new Set<number>();
  for (const {id, undoes} of revisions.toReversed()) {
    if (undoes !== null && !undone.has(id)) undone.add(undoes);
  }
  return undone;
}

function touchesSame(one: UndoableRevision, other: UndoableRevision): boolean {
  const labels = new Set([...one.labelsAdded, ...one.labelsRemoved]);
  if (other.labelsAdded.some(id => labels.has(id))) return true;
  if (other.labelsRemoved.some(id => labels.has(id))) return true;
  if (!CHANGING_KINDS.has(other.kind)) return false;
  // A new contact is all that was done to it.
  if (one.kind === 'create') return other.changes.length > 0;
  const fields = new Set(one.changes.map(({field}) => field));
  return other.changes.some(({field}) => fields.has(field));
}

/** A content with what these changes replaced. */
export function takeBack(
  current: Content,
  changes: readonly FieldChange[],
): Content {
  const content: {[F in SharedField]?: readonly Item[]} = {...current};
  for (const {field, old} of changes) {
    if (old === undefined) delete content[field];
    else content[field] = old;
  }
  return content;
}
