/**
 * What a message with 20 people costs in the sidebar: the built add-on opens it, the service answers
 * from 100,000 contacts; then the same message again, from what the add-on keeps.
 */
import {buildAddOn, type BuiltAddOn} from '../../src/deploy/build.ts';
import {MESSAGE_ID, messageEvent} from '../addon/support/events.ts';
import {openSyncHttp, type SyncHttp} from '../addon/support/sync-http.ts';
import {addOnWith, SERVICE_URL} from '../addon/support/world.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import {fill, openWorkplace, WORKPLACE, type Tokens} from './api.ts';
import type {FilledLabel} from './support/filled-store.ts';
import {startService, type Google} from './support/service.ts';
import {quantile} from './support/statistics.ts';
import {openStores, type Store} from './support/stores.ts';
import type {Row, Table} from './support/table.ts';

const MESSAGES = 300;
const WARM_MESSAGES = 30;
const PEOPLE = 20;
const SERVICE_P95_MS_MAX = 30;

export async function run(): Promise<Table> {
  await using stores = await openStores();
  await using workplace = await openWorkplace();
  const built = await buildAddOn(SERVICE_URL);
  const rows: Row[] = [];
  for (const store of stores.all) {
    rows.push(...(await measureStore(store, workplace, built)));
  }
  return {
    title: `sidebar: a message with ${PEOPLE} people; ${WORKPLACE}`,
    conditions: [
      `${MESSAGES} messages after ${WARM_MESSAGES} to warm up, one after another, each of another person; half of the people are contacts that the reader sees`,
      'service: from the request to its answer, over HTTP; all: with the add-on beside it, its 20 cards drawn and held against the rules',
      'the built add-on in a bare V8 context; service and add-on in two processes; nothing is synced meanwhile',
    ],
    columns: [
      ...['store', 'message', 'requests', 'service p50 ms', 'service p95 ms'],
      ...['all p50 ms', 'all p95 ms'],
    ],
    rows,
  };
}

/** Of one opening. */
interface Opening {
  readonly requests: number;
  readonly serviceMs: number;
  readonly allMs: number;
}

async function measureStore(
  store: Store,
  {google, tokens}: {readonly google: Google; readonly tokens: Tokens},
  built: BuiltAddOn,
): Promise<readonly Row[]> {
  const settings = await store.create(google);
  const labels = await fill(settings, tokens);
  await using service = await startService(google, settings);
  // Google is in this process, which the add-on's calls hold: keys are to be known before.
  await service.call(labels[0]!.owner.email, 'GET accounts/me');
  const http = openSyncHttp();
  const pairs = openMessages(labels, tokens, built, service.child.url, http);
  await http.close();
  const row = (message: string, openings: readonly Opening[]) => {
    const of = (what: keyof Opening) => openings.map(each => each[what]);
    return {
      requests: Math.max(...of('requests')),
      p95: quantile(of('serviceMs'), 0.95),
      cells: [
        ...[store.name, message, Math.max(...of('requests'))],
        ...(['serviceMs', 'allMs'] as const).flatMap(what =>
          [0.5, 0.95].map(share => quantile(of(what), share)),
        ),
      ],
    };
  };
  const first = row(
    'opened',
    pairs.map(([each]) => each),
  );
  const again = row(
    'opened again',
    pairs.map(([, each]) => each),
  );
  return [
    {
      cells: first.cells,
      goal: {
        text: `1 request, service p95 < ${SERVICE_P95_MS_MAX} ms`,
        isMet: first.requests === 1 && first.p95 < SERVICE_P95_MS_MAX,
      },
    },
    {
      cells: again.cells,
      goal: {text: 'no request', isMet: again.requests === 0},
    },
  ];
}

function openMessages(
  [common, ...teams]: readonly FilledLabel[],
  tokens: Tokens,
  built: BuiltAddOn,
  url: string,
  http: SyncHttp,
): readonly (readonly [Opening, Opening])[] {
  const random = seededRandom(11);
  const any = <T>(list: readonly T[]): T =>
    list[Math.floor(random() * list.length)]!;
  let serviceMs = 0;
  const timed: SyncHttp = {
    ...http,
    send(calls) {
      const began = performance.now();
      const answers = http.send(calls);
      serviceMs += performance.now() - began;
      return answers;
    },
  };
  return Array.from({length: WARM_MESSAGES + MESSAGES}, () => {
    const team = any(teams);
    const {email} = any(team.members);
    const mailboxes = Array.from({length: PEOPLE}, (_, at) => {
      const label = at % 4 === 0 ? team : at % 4 === 1 ? common! : any(teams);
      const {emails} = any(label.contacts.filter(each => each.emails[0]));
      return `Somebody <${emails[0]}>`;
    });
    const person = {email, identityToken: () => tokens.get(email) ?? null};
    const addOn = addOnWith(built, {person, url, http: timed});
    const {platform} = addOn;
    platform.openMessage({
      ...{id: MESSAGE_ID, from: mailboxes[0]!, cc: '', body: ''},
      to: mailboxes.slice(1).join(', '),
    });
    const open = (): Opening => {
      serviceMs = 0;
      const began = performance.now();
      const cards = addOn.cards('onMessageOpen', messageEvent({locale: 'ja'}));
      const allMs = performance.now() - began;
      const refusals = platform.cardService.takeRefusals();
      if (refusals.length > 0) throw new Error(refusals.join());
      if (cards.length < PEOPLE / 2) throw new Error('Cards are missing');
      return {requests: platform.takeCalls().length, serviceMs, allMs};
    };
    return [open(), open()] as const;
  }).slice(WARM_MESSAGES);
}
