import {writeSync} from 'node:fs';
import {openDatabase} from '../../server/store/database.ts';

/**
 * A process that writes settings `row/1`, `row/2`, ... each with a twin in the
 * same transaction, and says each number once it is acknowledged.
 */
const [dataDir = '', first = ''] = process.argv.slice(2);
const {db} = await openDatabase({dataDir});
writeSync(1, 'open\n');
for (let row = Number(first); ; row++) {
  await db.transaction().execute(async tx => {
    for (const key of [`row/${row}`, `twin/${row}`]) {
      await tx.insertInto('settings').values({key, value: '{}'}).execute();
    }
  });
  writeSync(1, `${row}\n`);
}
