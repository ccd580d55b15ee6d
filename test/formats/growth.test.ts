/** Reading a file of twice the size takes about twice as long, whatever there is more of in it. */
import {expect, test} from '@jest/globals';
import {normalizeContent} from '../../server/core/normalize.ts';
import type {FileEntry} from '../../server/formats/file-contact.ts';
import {readFile} from './csv-support.ts';
import {card, readWhole} from './vcard-support.ts';

/** What there is more of, in a file with so much of it. */
type Sample = readonly [of: string, file: (count: number) => string];

function times(count: number, piece: (index: number) => string): string[] {
  return Array.from({length: count}, (_, index) => piece(index));
}

const CARDS: readonly Sample[] = [
  ['types', n => card([`TEL;${'TYPE=a;'.repeat(n * 4)}:1`])],
  [
    'quotation marks never closed',
    n => card([`TEL;X="${'a;'.repeat(n * 8)}:1`]),
  ],
  [
    'folds before the colon',
    n => card([`NOTE;A=b${`\r\n ;X="${'y'.repeat(70)}:"`.repeat(n * 2)}:1`]),
  ],
  [
    'addresses with a label',
    n =>
      card(
        times(n / 2, i => `ADR:;;s${i};;;;`).concat(
          times(n / 2, i => `LABEL:l${i}`),
        ),
      ),
  ],
  [
    'workplaces',
    n => card(times(n * 2, i => `i${i}.ORG:o${i}\r\nTITLE:t${i}\r\nROLE:r`)),
  ],
  [
    'words of a name',
    n =>
      card([
        `N:${times(n * 8, i => `w${i}x`).join(' ')};Ana`,
        `FN:${times(n * 8, i => `w${i}y`).join(' ')}`,
      ]),
  ],
  [
    'keys by which a name sorts',
    n =>
      card([
        `N:${times(n, i => `w${i}x`).join(' ')};Ana`,
        ...times(n, () => 'SORT-STRING:Ana'),
      ]),
  ],
];

const TABLES: readonly Sample[] = [
  ['addresses', n => inCell('Email', times(n, i => `a${i}@b.example`).join())],
  ['numbers', n => inCell('Phone', times(n, i => `03-1234-${i}`).join())],
  ['blanks', n => inCell('Phone', `12345${' '.repeat(n * 8)}x`)],
  ['blanks', n => inCell('Email', `a${' '.repeat(n * 8)}b`)],
  ['digits of a heading', n => `Name,${'1 '.repeat(n * 4)}a\nAna,b\n`],
];

function inCell(heading: string, cell: string): string {
  return `Name,${heading}\nAna,"${cell}"\n`;
}

const SMALL = 400;
const FACTOR = 8;
/** Halfway, in powers, between what grows with the size and what grows with its square. */
const GROWTH_MAX = FACTOR ** 1.5;
/** Below it the clock tells nothing. */
const LEAST_MS = 2;

/** Of this process alone, so that others beside it make no difference. */
function readingMs(
  read: (file: string) => readonly FileEntry[],
  file: string,
): number {
  const runs = [0, 1].map(() => {
    const before = process.cpuUsage();
    for (const entry of read(file)) {
      if (entry.kind === 'contact') normalizeContent(entry.person);
    }
    return process.cpuUsage(before).user / 1000;
  });
  return Math.max(LEAST_MS, Math.min(...runs));
}

test.each(CARDS)('%s in a card', (_of, file) => {
  const read = (text: string) => readWhole(text).entries;
  const small = readingMs(read, file(SMALL));
  expect(readingMs(read, file(SMALL * FACTOR)) / small).toBeLessThan(
    GROWTH_MAX,
  );
});

test.each(TABLES)('%s in a cell', (_of, file) => {
  const small = readingMs(readFile, file(SMALL));
  expect(readingMs(readFile, file(SMALL * FACTOR)) / small).toBeLessThan(
    GROWTH_MAX,
  );
});
