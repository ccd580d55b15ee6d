import type {ReadRow} from './read-import.ts';

/** Rows that are written, or looked at, at once. */
const ROWS_AT_ONCE = 200;

/** Of their pictures, bytes: fewer rows where these are large. */
const PHOTO_BYTES_AT_ONCE = 4 * 1024 * 1024;

export async function* batchesOf(
  rows: AsyncIterable<ReadRow>,
): AsyncGenerator<readonly ReadRow[]> {
  let batch: ReadRow[] = [];
  let photoBytes = 0;
  for await (const row of rows) {
    batch.push(row);
    photoBytes += row.photo?.bytes.length ?? 0;
    const isFull =
      batch.length >= ROWS_AT_ONCE || photoBytes >= PHOTO_BYTES_AT_ONCE;
    if (!isFull) continue;
    yield batch;
    batch = [];
    photoBytes = 0;
  }
  if (batch.length > 0) yield batch;
}
