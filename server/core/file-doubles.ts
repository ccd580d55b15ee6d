import {pickFields} from './view.ts';
import type {SeenContact} from './duplicates.ts';
import type {Content} from './content.ts';
import {HOLDERS_MAX, type Candidate} from './match.ts';
import {matchKeys} from './normalize.ts';

/** Rows of a file that were looked at before, by their addresses and numbers. */
export interface FileDoubles {
  /** Of each key of a content the first rows that have it too, by `lineOf`. */
  near(content: Content): readonly SeenContact[];
  add(line: number, content: Content): void;
  /** The line of somebody whom `near` named. */
  lineOf(candidate: Pick<Candidate, 'id'>): number | undefined;
}

/** One more than a switchboard has tells that it is one. */
const NEAR_MAX = HOLDERS_MAX + 1;

/** Keeps of a row what tells who somebody is and nothing else: files are long. */
export function createFileDoubles(): FileDoubles {
  const byKey = new Map<string, SeenContact[]>();
  return {
    near: content => [
      ...new Set(matchKeys(content).flatMap(key => byKey.get(key) ?? [])),
    ],
    add: (line, content) => {
      const row = {
        id: `line ${line}`,
        content: pickFields(content, field => TELLING.has(field)),
        hiddenFields: [],
      };
      for (const key of matchKeys(content)) {
        const rows = byKey.get(key) ?? [];
        if (rows.length < NEAR_MAX) rows.push(row);
        byKey.set(key, rows);
      }
    },
    lineOf: ({id}) => {
      const line = /^line (\d+)$/.exec(id)?.[1];
      return line === undefined ? undefined : Number(line);
    },
  };
}

const TELLING: ReadonlySet<string> = new Set([
  'emailAddresses',
  'names',
  'organizations',
  'phoneNumbers',
]);
