/** Lines of text; on a terminal also a part below them that is drawn again as it changes. */
import {stripVTControlCharacters} from 'node:util';
import {textWidth} from './text-width.ts';

const COLUMNS_MIN = 80;

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  red(text: string): string;
}

export interface Screen {
  readonly paint: Paint;
  /** Whether `live` shows anything. */
  readonly isLive: boolean;
  print(...lines: readonly string[]): void;
  /** Lines that stand below all printed ones until the next call of either. */
  live(...lines: readonly string[]): void;
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Colours only on a terminal that has them and where NO_COLOR (no-color.org) is not set. */
export function createScreen(output: Output, env: Environment): Screen {
  const isTerminal = output.isTTY === true && env['TERM'] !== 'dumb';
  const columns = output.columns ?? 0;
  const isLive = isTerminal && columns >= COLUMNS_MIN;
  let height = 0;
  const erase = () => {
    if (height > 0) output.write(`\u001b[${height}A\u001b[0J`);
    height = 0;
  };
  return {
    isLive,
    paint: createPaint(isTerminal && !env['NO_COLOR']),
    print(...lines) {
      erase();
      for (const line of lines) output.write(`${line}\n`);
    },
    live(...lines) {
      if (!isLive) return;
      erase();
      for (const line of lines) {
        output.write(`${line}\n`);
        const width = textWidth(stripVTControlCharacters(line));
        height += Math.max(1, Math.ceil(width / columns));
      }
    },
  };
}

function createPaint(isColoured: boolean): Paint {
  const code = (open: number, close: number) => (text: string) =>
    isColoured ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    green: code(32, 39),
    yellow: code(33, 39),
    red: code(31, 39),
  };
}
