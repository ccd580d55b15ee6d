/** How fast files of contacts are read, and how many of real ones are read right. */
import {measureTables} from './support/format-tables.ts';
import {measureVcards} from './support/format-vcards.ts';
import type {Table} from './support/table.ts';

export async function run(): Promise<readonly Table[]> {
  return [...measureTables(), ...measureVcards()];
}
