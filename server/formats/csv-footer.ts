/**
 * The lines that a program writes below the table of a report: Salesforce its title, a
 * copyright, who made it and their company, each alone in its row after a blank one.
 */
import type {TableRow} from './csv-table.ts';

/** A row, and whether it stands below the table. */
export interface WatchedRow {
  readonly row: TableRow;
  readonly isFooter: boolean;
}

/** Rows that are held back: no footer is longer above the line that tells it. */
const FOOTER_ROWS_MAX = 10;

/** A line that no contact is called. */
const TELLING = /^(?:copyright )?(?:©|\(c\)|copyright) *\d{4}\b/i;

/** That a report counts its rows, right below them. */
const TOTALS = /^grand totals? \(\d/i;

/** Holds rows back that may be a footer, until one tells that they are or are not. */
export class FooterWatch {
  #held: TableRow[] = [];
  #isFooter = false;

  *push(row: TableRow): Generator<WatchedRow> {
    const text = row.cells[0]?.trim() ?? '';
    const isTotals = TOTALS.test(text) && isAlone(row);
    const isTelling = TELLING.test(text) || isTotals;
    // Where nothing quotes its commas, the telling line is in several cells.
    const isLine = isTelling || isAlone(row);
    this.#isFooter &&= isLine;
    const mayBe =
      isLine &&
      (this.#held.length > 0 || row.isAfterBlank || isTotals) &&
      this.#held.length < FOOTER_ROWS_MAX;
    if (this.#isFooter) yield {row, isFooter: true};
    else if (mayBe) {
      this.#held.push(row);
      this.#isFooter = isTelling;
      if (isTelling) yield* this.end();
    } else {
      yield* this.end();
      yield {row, isFooter: false};
    }
  }

  /** Those that are held back. */
  *end(): Generator<WatchedRow> {
    const held = this.#held;
    this.#held = [];
    for (const row of held) yield {row, isFooter: this.#isFooter};
  }
}

/** Whether a row fills its first cell and no other. */
function isAlone({cells: [first = '', ...others]}: TableRow): boolean {
  return first.trim() !== '' && others.every(cell => cell.trim() === '');
}
