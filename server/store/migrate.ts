import {setTimeout as delay} from 'node:timers/promises';
import {sql} from 'kysely';
import {Migrator, type Migration} from 'kysely/migration';
import type {Database} from './database.ts';
import {KANJI_VARIANTS} from '../core/kanji-variants.ts';
import * as initial from './migrations/0001-initial.ts';
import * as doubtedMembers from './migrations/0003-doubted-members.ts';
import * as accountSize from './migrations/0004-account-size.ts';
import {contactSearch} from './migrations/0005-contact-search.ts';
import * as decisions from './migrations/0006-decisions.ts';
import * as decidedActs from './migrations/0007-decided-acts.ts';
import * as absences from './migrations/0009-absences.ts';
import * as departures from './migrations/0010-departures.ts';
import * as formerCopies from './migrations/0012-former-copies.ts';
import * as merges from './migrations/0013-merges.ts';
import * as lostLabels from './migrations/0014-lost-labels.ts';
import * as quota from './migrations/0015-quota.ts';
import * as photos from './migrations/0016-photos.ts';
import * as deliveryTimes from './migrations/0017-delivery-times.ts';
import * as roomAndRevocations from './migrations/0019-room-and-revocations.ts';
import * as pausedFields from './migrations/0020-paused-fields.ts';
import * as comments from './migrations/0021-comments.ts';
import * as notices from './migrations/0022-notices.ts';
import * as editTimes from './migrations/0023-edit-times.ts';
import * as goneLabels from './migrations/0024-gone-labels.ts';
import * as standingCopies from './migrations/0025-standing-copies.ts';
import * as goneOwnContacts from './migrations/0026-gone-own-contacts.ts';
import * as restores from './migrations/0028-restores.ts';
import * as duplicates from './migrations/0029-duplicates.ts';
import * as ownDuplicates from './migrations/0030-own-duplicates.ts';
import * as owedDeletions from './migrations/0031-owed-deletions.ts';
import * as leftInTrash from './migrations/0032-left-in-trash.ts';
import * as blindFields from './migrations/0033-blind-fields.ts';
import * as changedOwnContacts from './migrations/0034-changed-own-contacts.ts';
import * as gramsOfLongTexts from './migrations/0035-grams-of-long-texts.ts';
import * as keysInOrder from './migrations/0036-keys-in-order.ts';
import * as fewAmongManyCopies from './migrations/0037-few-among-many-copies.ts';
import * as copiesAsRead from './migrations/0040-copies-as-read.ts';
import * as contactsWithoutKeys from './migrations/0041-contacts-without-keys.ts';
import {sortKeys} from './migrations/0042-sort-keys.ts';
import * as createRequests from './migrations/0043-create-requests.ts';
import * as callCounts from './migrations/0044-call-counts.ts';
import * as phoneChoices from './migrations/0045-phone-choices.ts';
import * as noticesOfPausedFields from './migrations/0046-notices-of-paused-fields.ts';
import * as changes from './migrations/0047-changes.ts';
import * as detaching from './migrations/0048-detaching.ts';
import * as bookedReads from './migrations/0049-booked-reads.ts';
import * as suggestionsOfContacts from './migrations/0050-suggestions-of-contacts.ts';
import * as operations from './migrations/0051-operations.ts';
import * as indexesOfLists from './migrations/0052-indexes-of-lists.ts';
import * as duplicateSearches from './migrations/0053-duplicate-searches.ts';
import * as listedCopies from './migrations/0054-listed-copies.ts';
import * as customFields from './migrations/0055-custom-fields.ts';
import * as repairs from './migrations/0056-repairs.ts';
import * as hiddenDefinitions from './migrations/0057-hidden-definitions.ts';
import * as owedPictures from './migrations/0058-owed-pictures.ts';
import * as quotaWaits from './migrations/0059-quota-waits.ts';
import {mailboxKeys} from './migrations/0060-mailbox-keys.ts';
import * as rowRemarks from './migrations/0061-row-remarks.ts';
import * as countedLists from './migrations/0062-counted-lists.ts';
import * as rowRefusals from './migrations/0063-row-refusals.ts';
import * as auditEvents from './migrations/0064-audit-events.ts';
import * as labelRegions from './migrations/0065-label-regions.ts';
import * as importCharset from './migrations/0066-import-charset.ts';
import * as repeatedRows from './migrations/0067-repeated-rows.ts';
import * as typedPrints from './migrations/0068-typed-prints.ts';
import {kanjiVariants} from './migrations/0069-kanji-variants.ts';
import {indexAllContacts} from './search-index.ts';
import {isConflict} from './conflict.ts';
import {addMailboxKeys} from './mailbox-keys.ts';
import {keyAllContacts} from './sort-keys.ts';

/** In order. One that a release shipped never changes: the next one does. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0003-doubted-members': doubtedMembers,
  '0004-account-size': accountSize,
  '0005-contact-search': contactSearch(indexAllContacts),
  '0006-decisions': decisions,
  '0007-decided-acts': decidedActs,
  '0009-absences': absences,
  '0010-departures': departures,
  '0012-former-copies': formerCopies,
  '0013-merges': merges,
  '0014-lost-labels': lostLabels,
  '0015-quota': quota,
  '0016-photos': photos,
  '0017-delivery-times': deliveryTimes,
  '0019-room-and-revocations': roomAndRevocations,
  '0020-paused-fields': pausedFields,
  '0021-comments': comments,
  '0022-notices': notices,
  '0023-edit-times': editTimes,
  '0024-gone-labels': goneLabels,
  '0025-standing-copies': standingCopies,
  '0026-gone-own-contacts': goneOwnContacts,
  '0028-restores': restores,
  '0029-duplicates': duplicates,
  '0030-own-duplicates': ownDuplicates,
  '0031-owed-deletions': owedDeletions,
  '0032-left-in-trash': leftInTrash,
  '0033-blind-fields': blindFields,
  '0034-changed-own-contacts': changedOwnContacts,
  '0035-grams-of-long-texts': gramsOfLongTexts,
  '0036-keys-in-order': keysInOrder,
  '0037-few-among-many-copies': fewAmongManyCopies,
  '0040-copies-as-read': copiesAsRead,
  '0041-contacts-without-keys': contactsWithoutKeys,
  '0042-sort-keys': sortKeys(keyAllContacts),
  '0043-create-requests': createRequests,
  '0044-call-counts': callCounts,
  '0045-phone-choices': phoneChoices,
  '0046-notices-of-paused-fields': noticesOfPausedFields,
  '0047-changes': changes,
  '0048-detaching': detaching,
  '0049-booked-reads': bookedReads,
  '0050-suggestions-of-contacts': suggestionsOfContacts,
  '0051-operations': operations,
  '0052-indexes-of-lists': indexesOfLists,
  '0053-duplicate-searches': duplicateSearches,
  '0054-listed-copies': listedCopies,
  '0055-custom-fields': customFields,
  '0056-repairs': repairs,
  '0057-hidden-definitions': hiddenDefinitions,
  '0058-owed-pictures': owedPictures,
  '0059-quota-waits': quotaWaits,
  '0060-mailbox-keys': mailboxKeys(addMailboxKeys),
  '0061-row-remarks': rowRemarks,
  '0062-counted-lists': countedLists,
  '0063-row-refusals': rowRefusals,
  '0064-audit-events': auditEvents,
  '0065-label-regions': labelRegions,
  '0066-import-charset': importCharset,
  '0067-repeated-rows': repeatedRows,
  '0068-typed-prints': typedPrints,
  '0069-kanji-variants': kanjiVariants(KANJI_VARIANTS),
};

const APPLIED = 'applied_migrations';

/** Each meets the writes of a moment: that so many in a row are in the way is no chance. */
const ATTEMPTS_MAX = 10;
const RETRY_MS = 500;

/** The store was written by a newer release than this one. */
export class NewerStoreError extends Error {
  override readonly name = 'NewerStoreError';
}

/**
 * Brings the store to this release's schema, in one transaction; nothing to do
 * is fine, and so are several processes at once, which take turns. A store of
 * its own that already holds something is backed up first.
 *
 * Throws `NewerStoreError`, in one line.
 */
export async function migrate(
  database: Database,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<void> {
  const names = Object.keys(migrations).sort();
  const {newer, missing} = await compareSchema(database, names);
  refuseNewer(newer);
  if (missing === undefined) return;
  if ((await readApplied(database)).length > 0) {
    await database.backUp(`before-${missing}`);
  }

  const error = await applyMissing(database, migrations);
  // Somebody newer may have been quicker.
  refuseNewer((await compareSchema(database, names)).newer);
  if (error !== undefined) throw error;
}

/**
 * The previous release goes on working meanwhile, and its writes lock the same tables
 * in orders of their own: where PostgreSQL ends the migration for one, nothing of it
 * stands, and it begins anew. Returns why nothing was applied in the end.
 */
async function applyMissing(
  {db}: Database,
  migrations: Readonly<Record<string, Migration>>,
): Promise<unknown> {
  const migrator = new Migrator({
    db,
    provider: {getMigrations: async () => migrations},
    migrationTableName: APPLIED,
    migrationLockTableName: `${APPLIED}_lock`,
  });
  for (let attempt = 1; ; attempt++) {
    const {error} = await migrator.migrateToLatest();
    if (!isConflict(error) || attempt === ATTEMPTS_MAX) return error;
    // Whoever was in the way is done by then.
    await delay(RETRY_MS);
  }
}

/**
 * Whether the store has this release's schema, for `/readyz`. One that a newer
 * release went on with is fine: migrations leave the previous release working.
 */
export async function isMigrated(database: Database): Promise<boolean> {
  return (await compareSchema(database)).missing === undefined;
}

/** The first migration that only the store has, and the first that only this release has. */
export async function compareSchema(
  database: Database,
  names: readonly string[] = Object.keys(MIGRATIONS).sort(),
): Promise<{
  readonly newer: string | undefined;
  readonly missing: string | undefined;
}> {
  const applied = await readApplied(database);
  return {
    newer: applied.find(name => !names.includes(name)),
    missing: names.find(name => !applied.includes(name)),
  };
}

async function readApplied({db}: Database): Promise<readonly string[]> {
  const {rows: tables} = await sql`
    select 1 where to_regclass(${APPLIED}) is not null`.execute(db);
  if (tables.length === 0) return [];
  const {rows} = await sql<{name: string}>`
    select name from ${sql.table(APPLIED)} order by name`.execute(db);
  return rows.map(row => row.name);
}

function refuseNewer(newer: string | undefined): void {
  if (newer === undefined) return;
  throw new NewerStoreError(
    `The store has migration ${newer}, which this release does not know: start the newer release that wrote it.`,
  );
}
