/** Page and sync tokens: opaque outside, bound to user, method and parameters (people-api §7). */
import {createHash} from 'node:crypto';
import {errorInfo, GoogleError, invalidArgument} from '../errors.ts';
import type {World} from '../world/world.ts';

export interface TokenState {
  readonly kind: 'page' | 'sync';
  /** Account and method it was given for. */
  readonly user: string;
  readonly method: string;
  /** Digest of the parameters that must stay the same. */
  readonly bound: string;
  /** Page: last position served. Sync: the position to go on from. */
  readonly at: number;
  /** Page only: the position of the feed when the first page was served. */
  readonly head?: number;
  /** Page only: the position the listing began from; 0 is a full list. */
  readonly from?: number;
  /** When the full list that all this goes back to was begun. */
  readonly fullAtMs: number;
}

export function bind(parameters: Record<string, unknown>): string {
  return createHash('sha256')
    .update(JSON.stringify(parameters))
    .digest('base64url')
    .slice(0, 10);
}

function sign(world: World, payload: string): string {
  return createHash('sha256')
    .update(world.tokenSecret)
    .update(payload)
    .digest('base64url')
    .slice(0, 12);
}

export function writeToken(world: World, state: TokenState): string {
  const payload = Buffer.from(JSON.stringify(state)).toString('base64url');
  return `${payload}${sign(world, payload)}`;
}

/** @throws GoogleError 400 INVALID_ARGUMENT when it is no token of ours, or of another use. */
export function readToken(
  world: World,
  token: string,
  expected: Pick<TokenState, 'kind' | 'user' | 'method' | 'bound'>,
): TokenState {
  const payload = token.slice(0, -12);
  if (payload === '' || sign(world, payload) !== token.slice(-12)) {
    throw invalidArgument();
  }
  const state: TokenState = JSON.parse(
    Buffer.from(payload, 'base64url').toString('utf8'),
  );
  if (
    state.kind !== expected.kind ||
    state.user !== expected.user ||
    state.method !== expected.method
  ) {
    throw invalidArgument();
  }
  if (state.bound !== expected.bound) {
    throw state.kind === 'sync' &&
      world.switches.syncTokenMismatch === 'expired'
      ? expiredSyncToken(world)
      : invalidArgument();
  }
  return state;
}

/** The captured answer; the reason tells it from a stale etag, the status does not. */
export function expiredSyncToken(world: World) {
  return new GoogleError({
    status: world.switches.expiredSyncTokenStatus,
    http: 400,
    message:
      'Sync token is expired. Clear local cache and retry call without the sync token.',
    details: [errorInfo('EXPIRED_SYNC_TOKEN', 'people.googleapis.com')],
  });
}

/** @throws GoogleError EXPIRED_SYNC_TOKEN */
export function checkSyncTokenAge(world: World, state: TokenState) {
  if (world.nowMs() - state.fullAtMs > world.switches.syncTokenLifeMs) {
    throw expiredSyncToken(world);
  }
}
