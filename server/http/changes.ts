import {
  CHANGE_KINDS,
  ChangeList,
  ChangesQuery,
  type Change,
} from '../contract/change.ts';
import {contactName, labelName} from '../contract/names.ts';
import {
  FEED_DAYS,
  readChanges,
  readFeedState,
  readSeen,
  type ChangeKind,
  type ChangeRow,
  type FeedPlace,
  type FeedState,
} from '../store/changes.ts';
import type {Db} from '../store/queries.ts';
import {callerOf} from './access.ts';
import type {Deps} from './deps.ts';
import {answers, type App} from './openapi.ts';
import {fetchLimit, readPage, readToken, writeToken} from './paging.ts';
import {invalid, outOfRange} from './status.ts';

/** What changed for the caller: names to be read again by the usual calls. */
export function changeRoutes(app: App, {db}: Deps): void {
  app.get(
    '/v1/changes',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'Contacts and labels that changed for the caller since a position; without one, the present position',
        querystring: ChangesQuery,
        response: answers(ChangeList),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      const {since = ''} = request.query;
      const state = await readFeedState(db);
      const positions = {
        list: 'changes',
        parameters: {store: state.store, account: accountId},
      };
      const toSince = (position: bigint | string) =>
        writeToken(positions, String(position));
      if (since === '') {
        return {changes: [], nextSince: toSince(state.present)};
      }
      const start = readSince(readToken(positions, since), state);
      const key = {...positions, parameters: {...positions.parameters, since}};
      const page = readPage(key, request.query, isPlace);
      const {from, below} =
        page.after === undefined
          ? {from: {position: start, id: 0}, below: state.present}
          : parsePlace(page.after);
      const found = await readChanges(db, {
        ...{accountId, from, below},
        limit: fetchLimit(page),
      });
      const rows = found.slice(0, page.size);
      const next = found[page.size];
      const last = rows.at(-1);
      return {
        changes: await toChanges(db, accountId, rows),
        ...(next !== undefined &&
          last !== undefined && {
            nextPageToken: writeToken(key, placeText(last, below)),
          }),
        nextSince: toSince(next?.position ?? below),
      };
    },
  );
}

const POSITION = /^\d{1,20}$/;

/** Where reading begins, or the reason why it cannot. */
function readSince(position: string | undefined, state: FeedState): string {
  if (
    position === undefined ||
    !POSITION.test(position) ||
    BigInt(position) > state.present
  ) {
    throw invalid(
      'since',
      'Not a position of yours here: ask without it for the present one, and read everything',
    );
  }
  if (state.cleaned !== undefined && BigInt(position) <= state.cleaned) {
    throw outOfRange(
      'since',
      `Changes are kept for ${FEED_DAYS} days, and some of those since are gone: ask without it for the present position, and read everything again`,
    );
  }
  return position;
}

const PLACE = /^(\d{1,20})-(\d{1,15})-(\d{1,20})$/;

function isPlace(text: string): boolean {
  return PLACE.test(text);
}

function placeText({position, id}: FeedPlace, below: bigint): string {
  return `${position}-${id}-${below}`;
}

function parsePlace(text: string): {
  readonly from: FeedPlace;
  readonly below: bigint;
} {
  const [position = '0', id = '0', below = '0'] = text.split('-');
  return {from: {position, id: Number(id)}, below: BigInt(below)};
}

const TOLD: Record<ChangeKind, readonly Change['kinds'][number][]> = {
  access: ['COMMENTS', 'LABEL', 'CONTACTS'],
  label: ['LABEL'],
  member: ['CONTACT', 'COMMENTS'],
  contact: ['CONTACT'],
  comments: ['COMMENTS'],
};

/** Each contact and label once, in the order in which they changed first. */
async function toChanges(
  db: Db,
  accountId: string,
  rows: readonly ChangeRow[],
): Promise<Change[]> {
  const byId = Map.groupBy(rows, row => row.contactId ?? row.labelId);
  const contactIds = rows.flatMap(({contactId}) => contactId ?? []);
  const labelIds = rows.flatMap(each =>
    each.contactId === null ? [each.labelId] : [],
  );
  const seen = await readSeen(db, {accountId, contactIds, labelIds});
  return [...byId].map(([id, changes]) => {
    const told = new Set(changes.flatMap(({kind}) => TOLD[kind]));
    return {
      ...(changes[0]?.contactId === null
        ? {label: labelName(id)}
        : {contact: contactName(id)}),
      kinds: CHANGE_KINDS.filter(kind => told.has(kind)),
      ...(!seen.has(id) && {removed: true}),
    };
  });
}
