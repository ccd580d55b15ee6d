/** What a benchmark found, and how it is printed. */

export interface Goal {
  /** Such as `< 2 s`. */
  readonly text: string;
  readonly isMet: boolean;
}

export interface Row {
  readonly cells: readonly (string | number)[];
  /** Absent where nothing is asked of the figure. */
  readonly goal?: Goal;
}

export interface Table {
  readonly title: string;
  /** How it was measured, one line each: n, what was beside what. */
  readonly conditions: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const SEPARATOR = '  ';

/** Words to the left, figures to the right, goals at the end of their lines. */
export function printTable({title, conditions, columns, rows}: Table): string {
  const hasGoals = rows.some(row => row.goal !== undefined);
  const head = [...columns, ...(hasGoals ? ['goal'] : [])];
  const lines = rows.map(({cells, goal}) => [
    ...cells.map(printCell),
    ...(hasGoals ? [goal === undefined ? '' : verdict(goal)] : []),
  ]);
  const widths = head.map((name, index) =>
    Math.max(name.length, ...lines.map(line => line[index]!.length)),
  );
  const isFigure = head.map((_, index) =>
    rows.every(row => isFigureCell(row.cells[index])),
  );
  const align = (line: readonly string[]) =>
    line
      .map((text, index) =>
        isFigure[index]
          ? text.padStart(widths[index]!)
          : text.padEnd(widths[index]!),
      )
      .join(SEPARATOR)
      .trimEnd();
  return [
    title,
    ...conditions.map(line => `  ${line}`),
    '',
    align(head),
    widths.map(width => '-'.repeat(width)).join(SEPARATOR),
    ...lines.map(align),
  ].join('\n');
}

function verdict({text, isMet}: Goal): string {
  return `${text}: ${isMet ? 'met' : 'MISSED'}`;
}

/** An empty cell stands in a column of figures as well as of words. */
function isFigureCell(cell: string | number | undefined): boolean {
  return (
    typeof cell === 'number' ||
    (cell !== undefined && /^[\d.,]*( ms| s|%)?$/.test(cell))
  );
}

const DIGITS = 3;

/** Three digits that matter: 12345, 123, 12.3, 0.123. */
function printCell(cell: string | number): string {
  if (typeof cell === 'string') return cell;
  if (Number.isInteger(cell)) return cell.toLocaleString('en');
  return cell.toLocaleString('en', {
    maximumSignificantDigits: Math.max(
      DIGITS,
      Math.trunc(cell).toString().length,
    ),
  });
}
