import {
  SHARED_FIELDS,
  itemFingerprint,
  isSingleton,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {mergeContent, sameIdentity, type Merge} from './merge.ts';
import {pickFields} from './view.ts';

/** One field of one act; an absent side means the field had no item. */
export interface FieldChange {
  readonly field: SharedField;
  readonly old?: readonly Item[];
  readonly new?: readonly Item[];
}

/**
 * Revisions whose changes were made to the contact. The others keep what was
 * typed and did not come to stand there.
 */
export const CHANGING_KINDS: ReadonlySet<string> = new Set([
  'create',
  'edit',
  'suggestion',
  'merged',
  'unmerged',
  'restored',
  'undone',
]);

export interface PastRevision {
  readonly kind: string;
  readonly changes: readonly FieldChange[];
}

/**
 * A contact with some fields brought back from a revision: as they stood right
 * after it; what a conflict or the end of access kept out is merged in.
 */
export function restoreFields({
  current,
  latest = current,
  revision,
  later,
  fields,
}: {
  readonly current: Content;
  /** What the contact says that the revision is of, where that one was merged into this one. */
  readonly latest?: Content;
  readonly revision: PastRevision;
  /** Oldest first. */
  readonly later: readonly PastRevision[];
  readonly fields: readonly SharedField[];
}): Merge {
  const isKept = !CHANGING_KINDS.has(revision.kind);
  const kept = revision.changes.filter(
    ({field}) => isKept && fields.includes(field),
  );
  const others = fields.filter(
    field => !kept.some(change => change.field === field),
  );
  const content = {
    ...pickFields(current, field => !others.includes(field)),
    ...pickFields(walkBack(latest, later), field => others.includes(field)),
  };
  if (kept.length === 0) return {content, lost: []};
  return revision.kind === 'lost'
    ? {content: putBack(content, kept), lost: []}
    : applyChanges(content, kept);
}

/** The content before these revisions were made: of each field what the first of them replaced. */
export function walkBack(
  current: Content,
  later: readonly PastRevision[],
): Content {
  const content: {[F in SharedField]?: readonly Item[]} = {...current};
  const seen = new Set<SharedField>();
  for (const {kind, changes} of later) {
    if (!CHANGING_KINDS.has(kind)) continue;
    for (const change of changes) {
      if (seen.has(change.field)) continue;
      seen.add(change.field);
      if (change.old === undefined) delete content[change.field];
      else content[change.field] = change.old;
    }
  }
  return content;
}

/** Items that lost a conflict join what stands there; one that is there already gets back what it said. */
function putBack(current: Content, changes: readonly FieldChange[]): Content {
  const content: {[F in SharedField]?: readonly Item[]} = {...current};
  for (const {field, old = []} of changes) {
    for (const item of old) {
      content[field] = joinItem(field, content[field] ?? [], item);
    }
  }
  return content;
}

function joinItem(
  field: SharedField,
  items: readonly Item[],
  item: Item,
): readonly Item[] {
  // A lost part of a name comes without the others.
  if (field === 'names') return [{...items[0], ...item}];
  if (isSingleton(field)) return [item];
  const print = itemFingerprint(item);
  if (items.some(other => itemFingerprint(other) === print)) return items;
  const same = items.findIndex(other => sameIdentity(field, other, item));
  return same === -1
    ? [...items, item]
    : items.with(same, {...items[same], ...item});
}

/** A change that somebody made looking at an earlier state, made now; in a conflict it wins. */
export function applyChanges(
  current: Content,
  changes: readonly FieldChange[],
): Merge {
  const changed = new Set(changes.map(({field}) => field));
  const {content, lost} = mergeContent({
    base: oldContent(changes),
    ours: pickFields(current, field => changed.has(field)),
    theirs: newContent(changes),
    later: 'theirs',
  });
  const kept = pickFields(current, field => !changed.has(field));
  return {
    content: {...kept, ...content},
    lost: lost.filter(({side}) => side === 'ours'),
  };
}

export function oldContent(changes: readonly FieldChange[]): Content {
  return Object.fromEntries(
    changes.flatMap(({field, old}) => (old ? [[field, old]] : [])),
  );
}

export function newContent(changes: readonly FieldChange[]): Content {
  return Object.fromEntries(
    changes.flatMap(change => (change.new ? [[change.field, change.new]] : [])),
  );
}

/** Of a content what stands in `said`, all that a contact ever said; a name part by part. */
export function pickSaid(content: Content, said: Content): Content {
  const picked = SHARED_FIELDS.map(field => {
    const known = said[field] ?? [];
    const items = content[field] ?? [];
    if (field === 'names') return [field, items.flatMap(saidParts(known))];
    const prints = new Set(known.map(itemFingerprint));
    return [field, items.filter(item => prints.has(itemFingerprint(item)))];
  });
  return pickFields(Object.fromEntries(picked), () => true);
}

function saidParts(known: readonly Item[]): (name: Item) => readonly Item[] {
  return name => {
    const parts = Object.entries(name).filter(([part, value]) =>
      known.some(other => other[part] === value),
    );
    return parts.length === 0 ? [] : [Object.fromEntries(parts)];
  };
}
