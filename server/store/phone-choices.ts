import {lockLabel} from './labels.ts';
import type {Db, Tx} from './queries.ts';
import {refreshReach} from './reach.ts';

interface Member {
  readonly labelId: string;
  readonly accountId: string;
}

/** Whether a label's contacts come to a member's phone. */
export interface PhoneSetting {
  readonly showOnPhones: boolean;
  readonly isOwnChoice: boolean;
}

export async function readPhoneSetting(
  db: Db,
  {labelId, accountId}: Member,
): Promise<PhoneSetting | undefined> {
  const row = await db
    .selectFrom('collaborators')
    .leftJoin('phone_choices', join =>
      join
        .onRef('phone_choices.label_id', '=', 'collaborators.label_id')
        .onRef('phone_choices.account_id', '=', 'collaborators.account_id'),
    )
    .select([
      'collaborators.show_on_phones as shown',
      'phone_choices.show_on_phones as chosen',
    ])
    .where('collaborators.label_id', '=', labelId)
    .where('collaborators.account_id', '=', accountId)
    .executeTakeFirst();
  return row && {showOnPhones: row.shown, isOwnChoice: row.chosen !== null};
}

/**
 * What a member wants, whatever grants say now or later; null ends that. Where
 * it is another than before, the copies become due.
 */
export async function choosePhones(
  tx: Tx,
  {labelId, accountId}: Member,
  choice: boolean | null,
): Promise<void> {
  await lockLabel(tx, labelId);
  if (choice === null) {
    await tx
      .deleteFrom('phone_choices')
      .where('label_id', '=', labelId)
      .where('account_id', '=', accountId)
      .execute();
  } else {
    await tx
      .insertInto('phone_choices')
      .values({
        label_id: labelId,
        account_id: accountId,
        show_on_phones: choice,
      })
      .onConflict(conflict =>
        conflict
          .columns(['label_id', 'account_id'])
          .doUpdateSet({show_on_phones: choice}),
      )
      .execute();
  }
  await refreshReach(tx, [labelId], {isQuiet: true});
}
