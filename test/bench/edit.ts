/**
 * How long an edit in the API takes to stand in every copy of 50 members, where each call to
 * Google takes 50 ms longer than the emulator needs.
 */
import {setTimeout as delay} from 'node:timers/promises';
import type {Draft} from '../emulator/types.ts';
import {startGoogle, startService, type Google} from './support/service.ts';
import {quantile} from './support/statistics.ts';
import {openStores, type Store} from './support/stores.ts';
import type {Row, Table} from './support/table.ts';
import {
  atRest,
  grantToTeam,
  OWNER,
  shareLabel,
  teamSeed,
  until,
} from './support/team.ts';

const CONTACTS = 20;
const MEMBERS = 50;
const COPIES = MEMBERS + 1;
const EDITS = 30;
const CALL_MS = 50;
const P95_MS_MAX = 2_000;

/** Between edits, so that each is measured alone. */
const PAUSE_MS = 300;

/** At the emulator, in this process: no load on the service. */
const LOOK_MS = 10;

const UPDATE = 'people.people.updateContact';

export async function run(): Promise<Table> {
  await using stores = await openStores();
  const rows: Row[] = [];
  for (const store of stores.all) rows.push(toRow(store, await measure(store)));
  return {
    title: `edit: from PATCH /v1/contacts/… to the last of ${COPIES} copies (${MEMBERS} members and the owner)`,
    conditions: [
      `service and emulator in two processes, over HTTP; ${CALL_MS} ms added to each call to Google; polls every 60 s go on`,
      `n = ${EDITS} edits, one after another; measured until Google answered the last write`,
    ],
    columns: ['store', 'first ms', 'p50 ms', 'p95 ms', 'max ms', 'API p50 ms'],
    rows,
  };
}

interface Edit {
  readonly firstMs: number;
  readonly lastMs: number;
  /** Until the API answered. */
  readonly answeredMs: number;
}

async function measure(store: Store): Promise<readonly Edit[]> {
  await using google = await startGoogle(
    teamSeed({contacts: CONTACTS, members: MEMBERS}),
  );
  await using service = await startService(google, await store.create(google));
  const label = await shareLabel(google, service, CONTACTS);
  await grantToTeam(service, label);
  await atRest(service, label, COPIES);
  const {contacts} = await service.call(OWNER, `GET ${label}/contacts`);
  google.emulator.control('fault', {effect: 'delay', ms: CALL_MS});
  const edits: Edit[] = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const {name} = contacts[edit % contacts.length];
    const sinceMs = Date.now();
    google.emulator.control('resetCounters');
    await service.call(OWNER, `PATCH ${name}?updateMask=organizations`, {
      person: {organizations: [{name: `Company ${edit}`}]},
    });
    const answeredMs = Date.now() - sinceMs;
    await until(
      () => updates(google).length >= COPIES,
      'every copy is written',
      LOOK_MS,
    );
    await atRest(service, label, COPIES);
    const times = updates(google).map(timeMs => timeMs - sinceMs);
    if (times.length !== COPIES) throw new Error(`${times.length} writes.`);
    edits.push({
      firstMs: Math.min(...times),
      lastMs: Math.max(...times),
      answeredMs,
    });
    await delay(PAUSE_MS);
  }
  return edits;
}

/** When the writes so far were answered. */
function updates({emulator}: Google): readonly number[] {
  const {requests} = emulator.control('requests');
  return requests
    .filter(
      (each: Draft) => each['method'] === UPDATE && each['status'] === 200,
    )
    .map((each: Draft) => each['timeMs']);
}

function toRow({name}: Store, edits: readonly Edit[]): Row {
  const last = edits.map(edit => edit.lastMs);
  const p95 = quantile(last, 0.95);
  return {
    cells: [
      name,
      quantile(
        edits.map(edit => edit.firstMs),
        0.5,
      ),
      quantile(last, 0.5),
      p95,
      quantile(last, 1),
      quantile(
        edits.map(edit => edit.answeredMs),
        0.5,
      ),
    ],
    goal: {text: `p95 < ${P95_MS_MAX / 1000} s`, isMet: p95 < P95_MS_MAX},
  };
}
