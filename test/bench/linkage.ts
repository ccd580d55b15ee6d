/**
 * How well contacts that are one person are found, and how fast: on public sets with known
 * answers, and on people made up for it (`test/support/linkage-people.ts`, `linkage-namesakes.ts`). One setting for all
 * of them. Sets that are absent are left out. Figures are of pairs after clustering.
 */
import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {linkContacts} from '../../server/core/linkage.ts';
import {makeNamesakes} from '../support/linkage-namesakes.ts';
import {makeContacts} from '../support/linkage-people.ts';
import {
  readAosp,
  readFake1000,
  readFebrl,
  scoreArrivals,
  scoreClusters,
  scoreSure,
  type KnownContact,
  type Score,
} from '../support/linkage-sets.ts';
import {
  clusterByAddress,
  clusterByLikeness,
} from './support/linkage-baselines.ts';
import type {Row, Table} from './support/table.ts';

const CURVE = [10_000, 100_000, 1_000_000];
/** The count that is asked something of, and what. */
const ASKED = 100_000;
const SECONDS_MAX = 20;
const MB_MAX = 500;
const SURE_MIN = 0.999;
const MADE_UP = 10_000;
const SEED = 1;

interface KnownSet {
  readonly name: string;
  readonly contacts: readonly KnownContact[] | undefined;
  readonly f1Min?: number;
}

export async function run(): Promise<readonly Table[]> {
  const sets: readonly KnownSet[] = [
    ...([1, 2, 3, 4] as const).map(set => ({
      name: `Febrl ${set}`,
      contacts: readFebrl(set),
      f1Min: 0.99,
    })),
    {name: 'fake_1000', contacts: readFake1000(), f1Min: 0.8},
    {
      name: `made up, ${MADE_UP}`,
      contacts: [...makeContacts(MADE_UP, SEED)],
    },
    ...[1, 5].map(percent => ({
      name: `namesakes, ${percent} % twice`,
      contacts: makeNamesakes(MADE_UP, percent / 100, SEED),
      f1Min: 0.85,
    })),
  ];
  return [
    {
      title: 'linkage: pairs of contacts that are one person',
      conditions: [
        'proposals and sure ones together, after clustering; the same settings for every set',
        'exact address: a shared address or number; weighted Jaro–Winkler: mean of the fields ≥ .88',
      ],
      columns: ['set', 'contacts', 'way', 'precision', 'recall', 'F1', 'CPU s'],
      rows: sets.flatMap(measureSet),
    },
    sureTable(sets),
    {
      title: 'linkage: so many made-up contacts at once',
      conditions: [
        'each in a process of its own, the contacts in its memory included, seed 1',
      ],
      columns: [
        'contacts',
        'CPU s',
        'wall s',
        'peak MB',
        'precision',
        'recall',
        'F1',
      ],
      rows: CURVE.map(measureCount),
    },
  ];
}

function measureSet({name, contacts, f1Min}: KnownSet): readonly Row[] {
  if (contacts === undefined) return [];
  const ways = {
    linkage: () => linkContacts(contacts).clusters,
    'exact address': () => clusterByAddress(contacts),
    'weighted Jaro–Winkler': () => clusterByLikeness(contacts),
  };
  return Object.entries(ways).map(([way, cluster]) => {
    const before = process.cpuUsage();
    const clusters = cluster();
    const {user, system} = process.cpuUsage(before);
    const score = scoreClusters(contacts, clusters);
    const isAsked = way === 'linkage' && f1Min !== undefined;
    return {
      cells: [
        name,
        contacts.length,
        way,
        ...cellsOf(score),
        (user + system) / 1e6,
      ],
      ...(isAsked && {
        goal: {text: `F1 ≥ ${f1Min}`, isMet: score.f1 >= f1Min},
      }),
    };
  });
}

function cellsOf({precision, recall, f1}: Score): readonly string[] {
  return [precision, recall, f1].map(share =>
    Number.isNaN(share) ? '' : share.toFixed(4),
  );
}

/** What would become one without being asked. */
function sureTable(sets: readonly KnownSet[]): Table {
  const rows = sets.flatMap(({name, contacts}): readonly Row[] => {
    if (contacts === undefined) return [];
    const found = scoreSure(contacts, linkContacts(contacts).pairs);
    return [
      sureRow(name, found),
      sureRow(`${name}, arriving`, scoreArrivals(contacts)),
    ];
  });
  const verdicts = readAosp() ?? [];
  const judged = verdicts.flatMap(({contacts, pairs}) => {
    const linked = linkContacts(contacts).pairs;
    return pairs.filter(({ids}) => {
      const found = linked.find(pair => ids.every(id => pair.ids.includes(id)));
      return found?.band === 'sure';
    });
  });
  if (verdicts.length > 0) {
    const right = judged.filter(({isSame}) => isSame).length;
    rows.push(sureRow('AOSP’s verdicts', {sure: judged.length, right}));
  }
  return {
    title: 'linkage: pairs that are sure',
    conditions: [
      'who may become one without anybody being asked, by the rule that merges',
      'arriving: one after another, as an import brings them',
    ],
    columns: ['set', 'sure', 'wrong'],
    rows,
  };
}

function sureRow(
  name: string,
  {sure, right}: {readonly sure: number; readonly right: number},
): Row {
  return {
    cells: [name, sure, sure - right],
    goal: {
      text: `precision ≥ ${SURE_MIN}`,
      isMet: sure === 0 || right / sure >= SURE_MIN,
    },
  };
}

const RUN = fileURLToPath(new URL('support/linkage-run.ts', import.meta.url));
/** Of the heap, for the count asked about: what a service would leave it. */
const HEAP_MB = 330;

function measureCount(count: number): Row {
  const heapMb = Math.max(HEAP_MB, (HEAP_MB * count) / ASKED);
  const printed = execFileSync(
    process.execPath,
    [
      '--expose-gc',
      `--max-old-space-size=${heapMb}`,
      '--max-semi-space-size=8',
      RUN,
      String(count),
    ],
    {encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']},
  );
  const {cpuMs, wallMs, peakMb, score} = JSON.parse(printed) as {
    cpuMs: number;
    wallMs: number;
    peakMb: number;
    score: Score;
  };
  const seconds = cpuMs / 1_000;
  return {
    cells: [count, seconds, wallMs / 1_000, peakMb, ...cellsOf(score)],
    ...(count === ASKED && {
      goal: {
        text: `CPU < ${SECONDS_MAX} s, < ${MB_MAX} MB`,
        isMet: seconds < SECONDS_MAX && peakMb < MB_MAX,
      },
    }),
  };
}
