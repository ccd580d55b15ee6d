import {
  SHARED_FIELDS,
  itemFingerprint,
  type Content,
  type Item,
  type SharedField,
} from '../core/content.ts';
import {holdsValues, indexHolders, tookIn} from '../core/held-values.ts';
import {writtenKeys} from '../core/normalize.ts';
import {holdsAll} from '../core/own-layer.ts';
import {restoreUnshown} from '../core/unshown.ts';
import {
  readCopiesSaying,
  readEditedCopies,
  readFreshlyGone,
} from '../store/awaited-copies.ts';
import {writeCopies, type CopyRow, type CopyWrite} from '../store/copies.ts';
import type {Db, Tx} from '../store/queries.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Copies that went in this list or the one before, while another of the account
 * was written that says all that they did: merged into that one. It may have
 * gained what they said, or have said so itself. Noted before anything is planned:
 * a plan sees a part of the account, and a merge is decided as a whole.
 * `touched`: contacts whose copies were written without a change of content.
 */
export async function noteSurvivors(
  tx: Tx,
  accountId: string,
  touched = NONE,
): Promise<void> {
  const gone = await readFreshlyGone(tx, accountId);
  if (gone.length === 0) return;
  const written = await readEditedCopies(tx, accountId, [...touched]);
  const standing = (copy: CopyRow) => changeOf(copy).now;
  const findGrown = indexHolders(written.filter(isGrown), standing);
  const findSame = indexHolders(
    written.filter(({contactId}) => touched.has(contactId)),
    standing,
  );
  const writes = gone.flatMap(({contactId, base}): CopyWrite[] => {
    const said = base ?? {};
    const survivor =
      findGrown(said).find(copy => tookIn(changeOf(copy), said)) ??
      findSame(said).find(copy => holdsValues(standing(copy), said));
    return survivor === undefined
      ? []
      : [{contactId, survivorId: survivor.contactId}];
  });
  await writeCopies(tx, accountId, writes);
}

function changeOf({base, observed}: CopyRow) {
  const before = base ?? {};
  return {before, now: observed ?? before};
}

/** An edit that only adds, but for what a phone leaves out. */
function isGrown(copy: CopyRow): boolean {
  const base = copy.base ?? {};
  return (
    copy.observed !== null &&
    holdsAll(restoreUnshown(copy.observed, base), base)
  );
}

/** One thing that a copy says. */
interface Saying {
  readonly field: SharedField;
  readonly item: Item;
}

/**
 * Copies all of whose values another has now, some of which an edit that only
 * adds has just brought: whether they still stand tells whether they were merged
 * into it, for a list may show the survivor before the deletion.
 */
export async function findAbsorbed(
  db: Db,
  accountId: string,
): Promise<readonly CopyRow[]> {
  const grown = (await readEditedCopies(db, accountId, [])).filter(isGrown);
  const gains = new Map<string, CopyRow[]>();
  const gained: Saying[] = [];
  for (const copy of grown) {
    for (const saying of gainedBy(copy)) {
      const key = keyOf(saying);
      const others = gains.get(key) ?? [];
      if (others.length === 0) gained.push(saying);
      gains.set(key, [...others, copy]);
    }
  }
  if (gained.length === 0) return [];
  const keys = gained.flatMap(({field, item}) =>
    writtenKeys({[field]: [item]}),
  );
  const near = await readCopiesSaying(db, accountId, {keys, said: gained});
  return near.filter(({contactId, base, goneList}) => {
    const before = base ?? {};
    const survivors = sayingsOf(before).flatMap(
      saying => gains.get(keyOf(saying)) ?? [],
    );
    // One that is doubted was just read.
    return (
      goneList === null &&
      survivors.some(
        copy => copy.contactId !== contactId && tookIn(changeOf(copy), before),
      )
    );
  });
}

function gainedBy({base, observed}: CopyRow): readonly Saying[] {
  const before = new Set(sayingsOf(base ?? {}).map(keyOf));
  return sayingsOf(observed ?? {}).filter(each => !before.has(keyOf(each)));
}

/** All beside the name, of which a survivor keeps its own. */
function sayingsOf(content: Content): readonly Saying[] {
  return SHARED_FIELDS.filter(field => field !== 'names').flatMap(field =>
    (content[field] ?? []).map(item => ({field, item})),
  );
}

function keyOf({field, item}: Saying): string {
  return `${field} ${itemFingerprint(item)}`;
}
