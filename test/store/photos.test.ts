import {createHash, randomUUID} from 'node:crypto';
import {beforeAll, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {withPhoto} from '../../server/core/content.ts';
import {createContact, editContact} from '../../server/store/contacts.ts';
import {addImportRows, endImport} from '../../server/store/imports.ts';
import {createOperation} from '../../server/store/operations.ts';
import {
  readEcho,
  readPhoto,
  sweepPhotos,
  writeEcho,
  writePhoto,
} from '../../server/store/photos.ts';
import {describeOnBothStores} from '../support/database.ts';

const hashOf = (bytes: Buffer) =>
  createHash('sha256').update(bytes).digest('hex');

describeOnBothStores('photos in the store', getDatabase => {
  const by = {accountId: 'u1', via: 'GOOGLE'} as const;
  const contactId = randomUUID();

  beforeAll(async () => {
    const {db} = getDatabase();
    await db
      .insertInto('accounts')
      .values({id: 'u1', email: 'u1@example.com', state: 'ACTIVE'})
      .execute();
    await db
      .transaction()
      .execute(tx =>
        createContact(tx, {id: contactId, content: {}, labelIds: [], by}),
      );
  });

  async function keep(text: string): Promise<string> {
    const bytes = Buffer.from(text);
    const hash = hashOf(bytes);
    await getDatabase()
      .db.transaction()
      .execute(tx => writePhoto(tx, {hash, bytes, mediaType: 'image/png'}));
    return hash;
  }

  const give = (hash: string | undefined) =>
    getDatabase()
      .db.transaction()
      .execute(tx =>
        editContact(tx, {
          contactId,
          by,
          change: content => ({content: withPhoto(content, hash)}),
        }),
      );

  async function sweepAfterDays(): Promise<number> {
    const {db} = getDatabase();
    await sql`update photos set use_time = use_time - interval '3 days'`.execute(
      db,
    );
    await sql`delete from settings where key = 'photosSweptAt'`.execute(db);
    return db.transaction().execute(sweepPhotos);
  }

  test('the same bytes are kept once, whole', async () => {
    const hash = await keep('\xff\x00 a picture');
    await keep('\xff\x00 a picture');
    const {db} = getDatabase();
    const photo = await readPhoto(db, hash);
    expect(photo?.bytes).toEqual(Buffer.from('\xff\x00 a picture'));
    const rows = await db.selectFrom('photos').select('hash').execute();
    expect(rows).toEqual([{hash}]);
  });

  test('what nothing refers to goes; what the history speaks of stays', async () => {
    const [now, before, never] = [
      await keep('now'),
      await keep('before'),
      await keep('never'),
    ];
    await give(before);
    await give(now);
    await getDatabase()
      .db.transaction()
      .execute(tx => writeEcho(tx, {seen: 'ab', hash: never}));
    expect(await sweepAfterDays()).toBe(2);
    const {db} = getDatabase();
    const rows = await db.selectFrom('photos').select('hash').execute();
    expect(rows.map(({hash}) => hash).sort()).toEqual([now, before].sort());
    expect(await readEcho(db, 'ab')).toBeUndefined();
  });

  test('the picture of a row of a file stays while the row waits', async () => {
    const {db} = getDatabase();
    const bytes = Buffer.from('in a file');
    const hash = hashOf(bytes);
    const id = randomUUID();
    await sql`delete from photos`.execute(db);
    await db.transaction().execute(tx =>
      createOperation(tx, {
        ...{id, kind: 'IMPORT', accountId: 'u1', labelId: undefined},
      }),
    );
    const photo = {hash, bytes, mediaType: 'image/png'};
    const row = {number: 1, line: 1, content: withPhoto({}, hash), photo};
    await addImportRows(db, id, [row]);
    expect(await sweepAfterDays()).toBe(0);
    await db.transaction().execute(tx => endImport(tx, id, 'CANCELLED'));
    expect(await sweepAfterDays()).toBe(1);
  });

  test('what was stored a moment ago stays, and one sweep a day is enough', async () => {
    const {db} = getDatabase();
    await sql`delete from settings where key = 'photosSweptAt'`.execute(db);
    const fresh = await keep('fresh');
    expect(await db.transaction().execute(sweepPhotos)).toBe(0);
    await sql`update photos set use_time = use_time - interval '3 days'`.execute(
      db,
    );
    expect(await db.transaction().execute(sweepPhotos)).toBe(0);
    expect(await readPhoto(db, fresh)).toBeDefined();
  });
});
