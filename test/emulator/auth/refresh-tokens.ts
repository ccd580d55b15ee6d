/** Lasting consents (auth §6). */
import type {Consent, World} from '../world/world.ts';

/** Google drops the oldest silently. */
const REFRESH_TOKENS_MAX = 100;

/** Keeps at most 100 refresh tokens of one person and client: the oldest go. */
export function dropOldestRefreshTokens(
  world: World,
  consent: Pick<Consent, 'userId' | 'clientId'>,
) {
  const same = [...world.refreshTokens].filter(
    ([, each]) =>
      each.userId === consent.userId && each.clientId === consent.clientId,
  );
  for (const [token] of same.slice(
    0,
    Math.max(0, same.length - REFRESH_TOKENS_MAX),
  )) {
    world.refreshTokens.delete(token);
  }
}

/** The grant ends, and every access token that came from it: the next consent is a first one. */
export function revokeGrant(world: World, refreshToken: string) {
  const consent = world.refreshTokens.get(refreshToken);
  if (consent) world.consented.delete(`${consent.userId} ${consent.clientId}`);
  world.refreshTokens.delete(refreshToken);
  for (const [access, state] of world.tokens) {
    if (state.refreshToken === refreshToken) world.tokens.delete(access);
  }
}
