import type {Content} from '../core/content.ts';
import {FORMULA_SIGN} from './csv-values.ts';

/** Writes a table whose columns are known beforehand. */
export interface TableWriter {
  /** Once, before all rows. */
  readonly headings: string;
  /** One contact; its photo is left out, for a table has only room for an address. */
  row(content: Content, labels: readonly string[]): string;
}

/** A row as RFC 4180 writes it: cells that could be misread stand in quotes. */
export function writeRow(cells: readonly string[]): string {
  return `${cells.map(quoteCell).join(',')}\r\n`;
}

function quoteCell(cell: string): string {
  return /[",;|\t\r\n]|^\s|\s$/.test(cell)
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}

/**
 * A cell that no spreadsheet calculates: an apostrophe stands before what would
 * begin a formula (OWASP, "CSV Injection"); `cellText` takes it away again.
 */
export function guardCell(cell: string): string {
  return FORMULA_SIGN.test(cell) ? `'${cell}` : cell;
}
