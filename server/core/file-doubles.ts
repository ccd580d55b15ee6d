import {pickFields} from './view.ts';
import type {SeenContact} from './duplicates.ts';
import type {Content} from './content.ts';
import {HOLDERS_MAX, type Candidate} from './match.ts';
import {shownKeys} from './regional-numbers.ts';
import {saysNoMore} from './unite.ts';

/** Rows of a file that were looked at before, by their addresses and numbers. */
export interface FileDoubles {
  /** Of each key of a content the first rows that have it too, by `lineOf`. */
  near(content: Content): readonly SeenContact[];
  add(line: number, content: Content): void;
  /** Whether somebody whom `near` named has all that a content says. */
  hasAll(candidate: Pick<Candidate, 'id'>, content: Content): boolean;
  /** The line of somebody whom `near` named. */
  lineOf(candidate: Pick<Candidate, 'id'>): number | undefined;
}

/** One more than a switchboard has tells that it is one. */
const NEAR_MAX = HOLDERS_MAX + 1;

/** Keeps of a row what tells who somebody is and nothing else: files are long. */
export function createFileDoubles(): FileDoubles {
  const byKey = new Map<string, SeenContact[]>();
  /** What rows say beside what tells who they are. */
  const rests = new Map<string, string>();
  return {
    near: content => [
      ...new Set(shownKeys(content).flatMap(key => byKey.get(key) ?? [])),
    ],
    add: (line, content) => {
      const {telling, rest} = partsOf(content);
      const row = {id: `line ${line}`, content: telling, hiddenFields: []};
      if (rest !== NOTHING) rests.set(row.id, rest);
      for (const key of shownKeys(content)) {
        const rows = byKey.get(key) ?? [];
        if (rows.length < NEAR_MAX) rows.push(row);
        byKey.set(key, rows);
      }
    },
    hasAll: ({id}, content) => {
      const {telling, rest} = partsOf(content);
      const row = shownKeys(content)
        .flatMap(key => byKey.get(key) ?? [])
        .find(known => known.id === id);
      if (row === undefined) return false;
      return (
        (rest === NOTHING || rest === rests.get(id)) &&
        saysNoMore(row.content, telling)
      );
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

/** What tells who somebody is, and the rest as text. */
function partsOf(content: Content) {
  const rest = pickFields(content, field => !TELLING.has(field));
  return {
    telling: pickFields(content, field => TELLING.has(field)),
    rest: JSON.stringify(rest),
  };
}

const NOTHING = JSON.stringify({});
