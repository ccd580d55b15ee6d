/** What Directory lists share: admin check, page tokens, sizes. */
import {count, text} from '../call.ts';
import type {Call} from '../call.ts';
import {directoryError} from '../errors.ts';
import {bendList} from '../people/connections.ts';
import {bind, readToken, writeToken} from '../people/tokens.ts';

const PAGE_TOKEN_LIFE_MS = 3 * 24 * 3600 * 1000;

/** directory-api §5: a subject that is no administrator. */
export function requireAdmin(call: Call) {
  if (call.user.isAdmin) return;
  throw directoryError(
    403,
    'forbidden',
    'Not Authorized to access this resource/api',
  );
}

export const invalidInput = (name: string) =>
  directoryError(400, 'invalid', `Invalid Input: ${name}`);

export const unknownKey = (name: string) =>
  directoryError(404, 'notFound', `Resource Not Found: ${name}`);

/** `my_customer` or the id of this customer; anybody else's is refused. */
export function checkCustomer(call: Call, customer: string) {
  const {directory} = call.world;
  if (customer === 'my_customer' || customer === directory.customerId) return;
  throw directoryError(
    403,
    'forbidden',
    'Not Authorized to access this resource/api',
  );
}

/** What a listing is of: a token of one is none of another, however large its pages are. */
function listed(call: Call): unknown[] {
  const {method, query} = call;
  return [...method.params.keys()]
    .filter(name => !['pageToken', 'maxResults'].includes(name))
    .map(name => query[name] ?? null);
}

/** A page of `all`, its token good for three days and this user. */
export function page<T>(
  call: Call,
  all: readonly T[],
  sizes: {fallback: number; max: number},
): {rows: readonly T[]; token: {nextPageToken?: string}} {
  const {world, user, method} = call;
  const asked = count(call, 'maxResults') ?? sizes.fallback;
  if (asked < 1) throw invalidInput('maxResults');
  const size = Math.min(asked, sizes.max);
  const pageToken = text(call, 'pageToken');
  const use = {
    kind: 'page',
    user: user.id,
    method: method.id,
    bound: bind({path: call.path, asked: listed(call)}),
  } as const;
  let from = 0;
  let beganMs = world.nowMs();
  if (pageToken !== undefined) {
    try {
      const state = readToken(world, pageToken, use);
      if (world.nowMs() - state.fullAtMs > PAGE_TOKEN_LIFE_MS) {
        throw new Error('expired');
      }
      from = state.at;
      beganMs = state.head ?? beganMs;
    } catch {
      // The legacy dialect has one answer for every bad page token.
      throw invalidInput('pageToken');
    }
  }
  if (world.nowMs() - beganMs > world.switches.directoryListingMsMax) {
    throw directoryError(
      503,
      'backendError',
      'Service unavailable. Please try again',
    );
  }
  const rows = bendList(call, all.slice(from, from + size));
  if (call.bend.list === 'short' || call.bend.list === 'empty') {
    return {rows, token: {}};
  }
  const next = from + size;
  if (next >= all.length) return {rows, token: {}};
  return {
    rows,
    token: {
      nextPageToken: writeToken(world, {
        ...use,
        at: next,
        head: beganMs,
        fullAtMs: world.nowMs(),
      }),
    },
  };
}
