import {
  SHARED_FIELDS,
  type Content,
  type SharedField,
} from '../core/content.ts';
import {laterSide} from '../core/edit-times.ts';
import {findConflicts, mergeContent, type Merge} from '../core/merge.ts';
import {restoreHidden, viewContent} from '../core/view.ts';
import type {Tx} from '../store/queries.ts';
import {readEdits} from '../store/revisions.ts';

export interface CopyEdit {
  readonly contactId: string;
  /** As the account may see it, like `observed`. */
  readonly base: Content;
  readonly observed: Content;
  readonly hiddenFields: readonly SharedField[];
  /** The copy's CONTACT source's update time when the edit was observed. */
  readonly editTimeMs: number;
}

/**
 * The whole contact, under its row's lock, with what somebody made of a copy. In
 * a conflict the later edit wins, which the history tells of each value.
 */
export async function mergeEdit(
  tx: Tx,
  {contactId, base, observed, hiddenFields, editTimeMs}: CopyEdit,
  current: Content,
): Promise<Merge> {
  const ours = viewContent(current, hiddenFields);
  const sides = {base, ours, theirs: observed};
  const conflicts = findConflicts(sides);
  const edits =
    conflicts.length === 0
      ? []
      : await readEdits(tx, {
          contactId,
          fields: SHARED_FIELDS.filter(name =>
            conflicts.some(({field}) => field === name),
          ),
        });
  const {content, lost} = mergeContent({
    ...sides,
    later: conflict => laterSide(conflict, edits, editTimeMs),
  });
  return {content: restoreHidden(content, current, hiddenFields), lost};
}
