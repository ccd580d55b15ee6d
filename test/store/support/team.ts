import {randomUUID} from 'node:crypto';
import type {Content} from '../../../server/core/content.ts';
import type {Role} from '../../../server/core/role.ts';
import type {Actor} from '../../../server/store/contact-history.ts';
import {createContacts} from '../../../server/store/contacts.ts';
import type {Db} from '../../../server/store/queries.ts';
import {createLabel} from '../../../server/store/labels.ts';
import {refreshReach} from '../../../server/store/reach.ts';

/** An account of its own, by a made-up id. */
export async function addAccount(db: Db, name: string): Promise<Actor> {
  const accountId = `${name}-${randomUUID()}`;
  await db
    .insertInto('accounts')
    .values({
      id: accountId,
      email: `${accountId}@example.co.jp`,
      state: 'ACTIVE',
    })
    .execute();
  return {accountId, via: 'API'};
}

/** A label of this owner with some contacts. */
export async function addLabel(
  db: Db,
  owner: Actor,
  contactCount = 0,
): Promise<{readonly labelId: string; readonly contactIds: string[]}> {
  const labelId = randomUUID();
  const contactIds = Array.from({length: contactCount}, () => randomUUID());
  await db.transaction().execute(async tx => {
    await createLabel(tx, {
      id: labelId,
      displayName: 'Customers',
      defaultHiddenFields: [],
      owner: {id: owner.accountId, email: 'owner@example.co.jp'},
      grantId: randomUUID(),
    });
    await createContacts(
      tx,
      contactIds.map(id => ({id, content: CONTENT, labelIds: [labelId]})),
      owner,
    );
  });
  return {labelId, contactIds};
}

const CONTENT: Content = {names: [{givenName: '花子'}]};

export async function grantTo(
  db: Db,
  labelId: string,
  {accountId}: Actor,
  role: Role,
): Promise<void> {
  await db.transaction().execute(async tx => {
    await tx
      .insertInto('grants')
      .values({
        id: randomUUID(),
        label_id: labelId,
        principal_type: 'user',
        principal_id: accountId,
        principal_email: `${accountId}@example.co.jp`,
        role,
      })
      .execute();
    await refreshReach(tx, [labelId]);
  });
}
