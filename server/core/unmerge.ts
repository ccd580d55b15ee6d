import {
  SHARED_FIELDS,
  isSingleton,
  sameItems,
  type Content,
} from './content.ts';
import {pickFields} from './view.ts';
import {mergeContent, type LostItem, type Merge} from './merge.ts';
import {uniteAll} from './unite.ts';

/** What a contact said right before and right after others were merged into it. */
export interface MergeSides {
  readonly before: Content;
  readonly after: Content;
}

/** A merge with what those say that it brought. */
export interface LaterMerge extends MergeSides {
  readonly absorbed: readonly Content[];
}

export interface Unmerge extends Merge {
  /** The later merges as if the one that is undone had never been, in their order. */
  readonly later: readonly MergeSides[];
}

/**
 * What a contact says without one of the merges into it: what was changed since
 * stays, and so does what a later merge brought, though both of them had brought it.
 */
export function withoutMerge(
  merge: MergeSides,
  later: readonly LaterMerge[],
  current: Content,
): Unmerge {
  const lost: LostItem[] = [];
  const rewritten: MergeSides[] = [];
  const filled = SHARED_FIELDS.filter(
    field => !sameItems(merge.before[field], merge.after[field]),
  );
  let base = merge.after;
  let without = merge.before;
  /** With what people changed from what the merge before left. */
  const follow = (ours: Content): Content => {
    const edited = mergeContent({base, ours, theirs: without, later: 'ours'});
    lost.push(...edited.lost);
    return edited.content;
  };
  for (const {before, after, absorbed} of later) {
    const from = follow(before);
    const changed = mergeContent({
      ...{base: before, ours: after, theirs: from},
      // One that both brought goes with the merge that is undone, and comes again below.
      later: ({field}) => (isSingleton(field) ? 'ours' : 'theirs'),
    });
    const brought = absorbed.map(each =>
      pickFields(each, field => filled.includes(field)),
    );
    const to = uniteAll(changed.content, brought).content;
    rewritten.push({before: from, after: to});
    base = after;
    without = to;
  }
  return {content: follow(current), lost, later: rewritten};
}
