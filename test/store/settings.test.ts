import {expect, test} from '@jest/globals';
import {
  readSetting,
  settleSetting,
  writeSetting,
} from '../../server/store/settings.ts';
import {describeOnBothStores} from '../support/database.ts';

describeOnBothStores('settings', (getDatabase, {openAnother}) => {
  const write = (key: string, value: unknown) =>
    getDatabase()
      .db.transaction()
      .execute(tx => writeSetting(tx, key, value));

  test('a setting nobody wrote is undefined', async () => {
    expect(await readSetting(getDatabase().db, 'absent')).toBeUndefined();
  });

  test('a setting is any JSON, and the last one written stands', async () => {
    await write('any', 'text');
    await write('any', {list: [1, null]});
    expect(await readSetting(getDatabase().db, 'any')).toEqual({
      list: [1, null],
    });
  });

  test('processes that settle a setting at once get the same', async () => {
    const other = await openAnother();
    const settled = await Promise.all(
      [getDatabase(), other, getDatabase()].map((database, n) =>
        database.db.transaction().execute(tx => settleSetting(tx, 'once', n)),
      ),
    );
    expect(new Set(settled).size).toBe(1);
  });
});
