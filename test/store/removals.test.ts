import {randomUUID} from 'node:crypto';
import {beforeEach, describe, expect, test} from '@jest/globals';
import type {Actor} from '../../server/store/contact-history.ts';
import {changeContactLabels} from '../../server/store/contact-labels.ts';
import {deleteLabel, undeleteLabel} from '../../server/store/label-trash.ts';
import {
  removeFromLabel,
  removeFromLabels,
  type LabelRemoval,
} from '../../server/store/removals.ts';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores} from '../support/database.ts';
import {addAccount, addLabel, grantTo} from './support/team.ts';

describeOnBothStores('taking a label off contacts', (getDatabase, {kind}) => {
  let owner: Actor;
  let actor: Actor;

  const db = () => getDatabase().db;

  beforeEach(async () => {
    await setClock(db(), '2030-01-01T08:00:00Z');
    owner = await addAccount(db(), 'owner');
    actor = await addAccount(db(), 'remover');
  });

  const remove = (labelId: string, contactIds: readonly string[], by = actor) =>
    db()
      .transaction()
      .execute(tx =>
        removeFromLabel(tx, {labelId, contactIds, by, newId: randomUUID}),
      );

  const change = (act: Parameters<typeof changeContactLabels>[1]) =>
    db()
      .transaction()
      .execute(tx => changeContactLabels(tx, act));

  const labelled = async (labelId: string) => {
    const rows = await db()
      .selectFrom('contact_labels')
      .select('contact_id')
      .where('label_id', '=', labelId)
      .execute();
    return rows.map(row => row.contact_id);
  };

  const pending = async (labelId: string) => {
    const rows = await db()
      .selectFrom('pending_removals')
      .select(['contact_id', 'account_id', 'via'])
      .where('label_id', '=', labelId)
      .execute();
    return rows.map(row => row.contact_id).sort();
  };

  const readContact = (id: string) =>
    db()
      .selectFrom('contacts')
      .select(['version', 'delete_time', 'trash_label_ids'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();

  const lastRevision = (contactId: string) =>
    db()
      .selectFrom('revisions')
      .select(['kind', 'labels_added', 'labels_removed', 'version'])
      .where('contact_id', '=', contactId)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();

  /** A label whose contacts were there long before. */
  async function oldLabel(size: number) {
    const label = await addLabel(db(), owner, size);
    await setClock(db(), '2030-01-02T08:00:00Z');
    return label;
  }

  describe('under the guard', () => {
    test('what reaches a tenth and ten contacts is held, and the label stays on', async () => {
      const {labelId, contactIds} = await oldLabel(20);
      const outcome = await remove(labelId, contactIds.slice(0, 12));
      expect(outcome).toEqual({
        removed: contactIds.slice(0, 9),
        held: contactIds.slice(9, 12),
      });
      expect((await labelled(labelId)).sort()).toEqual(
        contactIds.slice(9).sort(),
      );
      expect(await pending(labelId)).toEqual(contactIds.slice(9, 12).sort());
    });

    test('one by one is held like all at once', async () => {
      const {labelId, contactIds} = await oldLabel(20);
      for (const id of contactIds.slice(0, 9)) {
        expect((await remove(labelId, [id])).held).toEqual([]);
      }
      for (const id of contactIds.slice(9, 12)) {
        expect(await remove(labelId, [id])).toEqual({removed: [], held: [id]});
      }
      expect(await pending(labelId)).toHaveLength(3);
    });

    test('the size of the label is that before the hour', async () => {
      const {labelId, contactIds} = await oldLabel(200);
      expect((await remove(labelId, contactIds)).removed).toHaveLength(20);
      const another = await addAccount(db(), 'another');
      const left = contactIds.slice(20);
      expect((await remove(labelId, left, another)).removed).toHaveLength(20);
    });

    test('contacts added within the hour make a label no larger', async () => {
      const {labelId} = await oldLabel(20);
      const {contactIds} = await addLabel(db(), owner, 500);
      await change({contactIds, add: [labelId], remove: [], by: owner});
      expect((await remove(labelId, contactIds)).removed).toHaveLength(9);
    });

    test('contacts made within the hour make a label no larger', async () => {
      const {labelId, contactIds} = await addLabel(db(), owner, 200);
      expect((await remove(labelId, contactIds)).removed).toHaveLength(9);
    });

    test('after an hour it begins anew', async () => {
      const {labelId, contactIds} = await oldLabel(40);
      await remove(labelId, contactIds.slice(0, 12));
      await setClock(db(), '2030-01-02T08:59:59Z');
      expect((await remove(labelId, contactIds.slice(12, 13))).held).toEqual(
        contactIds.slice(12, 13),
      );
      await setClock(db(), '2030-01-02T10:00:00Z');
      expect((await remove(labelId, contactIds.slice(20, 24))).held).toEqual(
        [],
      );
    });

    test('every account and every label counts for itself', async () => {
      const {labelId, contactIds} = await oldLabel(40);
      const other = await oldLabel(40);
      await remove(labelId, contactIds.slice(0, 9));
      expect(
        (await remove(labelId, contactIds.slice(9, 18), owner)).held,
      ).toEqual([]);
      expect(
        (await remove(other.labelId, other.contactIds.slice(0, 9))).held,
      ).toEqual([]);
    });

    test('a removal that is held already stays so, and counts once', async () => {
      const {labelId, contactIds} = await oldLabel(20);
      const twelve = contactIds.slice(0, 12);
      await remove(labelId, twelve);
      expect(await remove(labelId, twelve)).toEqual({
        removed: [],
        held: contactIds.slice(9, 12),
      });
      expect(await pending(labelId)).toHaveLength(3);
    });

    test('what somebody else may remove is not held any more', async () => {
      const {labelId, contactIds} = await oldLabel(20);
      await remove(labelId, contactIds.slice(0, 12));
      const [ninth] = contactIds.slice(9);
      expect((await remove(labelId, [ninth!], owner)).removed).toEqual([ninth]);
      expect(await pending(labelId)).not.toContain(ninth);
    });

    test('a removal that somebody approved counts no more', async () => {
      const {labelId, contactIds} = await oldLabel(40);
      await remove(labelId, contactIds.slice(0, 12));
      await setClock(db(), '2030-01-02T08:30:00Z');
      await change({
        contactIds: contactIds.slice(9, 12),
        add: [],
        remove: [labelId],
        by: actor,
        decidedBy: owner.accountId,
      });
      expect(await pending(labelId)).toEqual([]);
      await setClock(db(), '2030-01-02T09:15:00Z');
      expect((await remove(labelId, contactIds.slice(12, 21))).held).toEqual(
        [],
      );
    });

    test('each label has its own limits', async () => {
      const {labelId, contactIds} = await oldLabel(20);
      await db()
        .updateTable('labels')
        .set({bulk_removal_percent: 50, bulk_removal_count: 2})
        .where('id', '=', labelId)
        .execute();
      expect((await remove(labelId, contactIds)).removed).toHaveLength(10);
    });

    test('contacts without the label are neither removed nor held', async () => {
      const {labelId} = await oldLabel(1);
      const other = await oldLabel(1);
      expect(await remove(labelId, other.contactIds)).toEqual({
        removed: [],
        held: [],
      });
      expect((await readContact(other.contactIds[0]!)).version).toBe(1);
    });

    test('off several labels is one act', async () => {
      const {labelId, contactIds} = await oldLabel(1);
      const other = await oldLabel(0);
      await change({contactIds, add: [other.labelId], remove: [], by: owner});
      const removals: LabelRemoval[] = [labelId, other.labelId].map(each => ({
        labelId: each,
        contactIds,
      }));
      const outcome = await db()
        .transaction()
        .execute(tx =>
          removeFromLabels(tx, {removals, by: actor, newId: randomUUID}),
        );
      expect(outcome.removed).toHaveLength(2);
      const labelIds = [labelId, other.labelId].sort();
      expect(await lastRevision(contactIds[0]!)).toMatchObject({
        kind: 'trash',
        labels_removed: labelIds,
        version: 3,
      });
      expect(await readContact(contactIds[0]!)).toMatchObject({
        trash_label_ids: labelIds,
        version: 3,
      });
    });

    test('two doors at once let through no more than one', async () => {
      const {labelId, contactIds} = await oldLabel(40);
      const outcomes = await Promise.all(
        [0, 10, 20, 30].map(from =>
          remove(labelId, contactIds.slice(from, from + 10)),
        ),
      );
      const removed = outcomes.flatMap(outcome => outcome.removed);
      expect([kind, removed.length]).toEqual([kind, 9]);
    });
  });

  describe('the history', () => {
    test('says what came off and went on, and not what was so already', async () => {
      const first = await oldLabel(2);
      const second = await oldLabel(0);
      const [one, two] = first.contactIds as [string, string];
      await change({
        contactIds: [one],
        add: [second.labelId],
        remove: [],
        by: owner,
      });
      await change({
        contactIds: [one, two],
        add: [second.labelId],
        remove: [first.labelId],
        by: owner,
      });
      expect(await lastRevision(one)).toMatchObject({
        labels_added: [],
        labels_removed: [first.labelId],
      });
      expect(await lastRevision(two)).toMatchObject({
        labels_added: [second.labelId],
        labels_removed: [first.labelId],
      });
    });

    test('says nothing where nothing changed', async () => {
      const {labelId, contactIds} = await oldLabel(1);
      await change({contactIds, add: [labelId], remove: [], by: owner});
      expect(await lastRevision(contactIds[0]!)).toMatchObject({
        kind: 'create',
        labels_added: [labelId],
      });
      expect((await readContact(contactIds[0]!)).version).toBe(1);
    });
  });

  describe('the trash', () => {
    test('knows the labels that came off last, until the contact comes out', async () => {
      const {labelId, contactIds} = await oldLabel(1);
      const [id] = contactIds as [string];
      await remove(labelId, contactIds);
      expect(await readContact(id)).toMatchObject({
        delete_time: new Date('2030-01-02T08:00:00Z'),
        trash_label_ids: [labelId],
      });
      await change({contactIds, add: [labelId], remove: [], by: owner});
      expect(await readContact(id)).toMatchObject({
        delete_time: null,
        trash_label_ids: [],
      });
    });

    test('takes a contact that is left in a deleted label alone, and the label brings it back', async () => {
      const {labelId, contactIds} = await oldLabel(1);
      const other = await oldLabel(0);
      await grantTo(db(), labelId, actor, 'remover');
      await change({contactIds, add: [other.labelId], remove: [], by: owner});
      const inTransaction = db().transaction();
      await inTransaction.execute(tx =>
        deleteLabel(tx, {labelId: other.labelId, keepCopies: false}),
      );
      await remove(labelId, contactIds);
      expect(await readContact(contactIds[0]!)).toMatchObject({
        delete_time: expect.any(Date),
        trash_label_ids: [labelId],
      });
      await inTransaction.execute(tx => undeleteLabel(tx, other.labelId));
      expect(await readContact(contactIds[0]!)).toMatchObject({
        delete_time: null,
        // The other label's people may bring it back there still.
        trash_label_ids: [labelId],
      });
    });
  });
});
