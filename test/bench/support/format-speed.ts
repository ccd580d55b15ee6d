import {attempt, processorSeconds} from './processor-time.ts';
import type {Row} from './table.ts';

const REAL_ROUNDS = 20;
const MEBIBYTE = 1024 * 1024;

interface Reader {
  readonly name: string;
  count(bytes: Buffer): number;
}

/** Each reader's contacts in a second of processor time: of one long file, and of the real files that are there. */
export function speedRows(
  readers: readonly Reader[],
  long: {
    readonly bytes: Buffer;
    readonly count: number;
    readonly format: string;
  },
  files: readonly {readonly bytes: Buffer; readonly count: number}[],
): readonly Row[] {
  const sum = (counts: readonly number[]) =>
    counts.reduce((all, count) => all + count, 0);
  const contacts = sum(files.map(({count}) => count));
  return readers.flatMap((reader): Row[] => {
    const seconds = processorSeconds(() => reader.count(long.bytes));
    const made = [
      reader.name,
      `${long.count.toLocaleString('en')} of ${long.format}`,
      long.bytes.length / MEBIBYTE,
      Math.round(long.count / seconds),
    ];
    if (files.length === 0) return [{cells: made}];
    const real = processorSeconds(() => {
      for (let round = 0; round < REAL_ROUNDS; round++) {
        for (const {bytes} of files) attempt(() => reader.count(bytes));
      }
    });
    return [
      {cells: made},
      {
        cells: [
          reader.name,
          `${files.length} real files, ${REAL_ROUNDS} times`,
          sum(files.map(({bytes}) => bytes.length)) / MEBIBYTE,
          Math.round((contacts * REAL_ROUNDS) / real),
        ],
      },
    ];
  });
}
