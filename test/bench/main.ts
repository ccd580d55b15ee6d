/**
 * `npm run bench` runs every benchmark of this folder, `npm run bench -- NAME …` those named,
 * `npm run bench -- --list` names them. Each is a module with a `run()`; a goal that is missed is
 * exit code 1. Figures of a quiet machine stand in BENCHMARKS.md.
 */
import {readdirSync} from 'node:fs';
import {availableParallelism, cpus, loadavg} from 'node:os';
import {printTable, type Table} from './support/table.ts';

interface Benchmark {
  run(): Promise<Table | readonly Table[] | void>;
}

const HERE = new URL('./', import.meta.url);
const SELF = 'main.ts';

const known = readdirSync(HERE)
  .filter(file => file.endsWith('.ts') && file !== SELF)
  .map(file => file.replace(/\.ts$/, ''))
  .sort();

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--list')) {
    console.log(known.join('\n'));
    return 0;
  }
  const unknown = args.filter(name => !known.includes(name));
  if (unknown.length > 0) {
    console.error(
      `No benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.`,
    );
    return 2;
  }
  const ended: boolean[] = [];
  for (const name of args.length > 0 ? args : known) {
    ended.push(await runOne(name));
  }
  return ended.every(isMet => isMet) ? 0 : 1;
}

/** Whether every goal was met. */
async function runOne(name: string): Promise<boolean> {
  console.log(`${name} …\n`);
  try {
    const module: Benchmark = await import(new URL(`${name}.ts`, HERE).href);
    const tables = [(await module.run()) ?? []].flat();
    for (const table of tables) console.log(`${printTable(table)}\n`);
    console.log(`${machine()}\n`);
    return tables.every(({rows}) =>
      rows.every(({goal}) => goal?.isMet ?? true),
    );
  } catch (error) {
    console.error(error);
    return false;
  }
}

/** What the figures depend on; the load tells whether the machine was busy otherwise. */
function machine(): string {
  const load = loadavg().map(each => each.toFixed(1));
  return `${availableParallelism()} cores ${cpus()[0]?.model ?? ''}, Node ${process.versions.node}, load ${load.join(' ')}`;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(1));
}
process.exitCode = await main(process.argv.slice(2));
