/** Google ID tokens for people of the world, sound or broken on purpose (auth §7). */
import type {Draft} from '../types.ts';
import type {User} from '../world/directory-state.ts';
import {domainOf} from '../world/directory-state.ts';
import type {World} from '../world/world.ts';
import {signJwt} from './keys.ts';
import type {EmulatorKeys} from './keys.ts';

const LIFE_SECONDS = 3600;

/** Claims as Google sets them; `overrides` replaces any, `null` takes one away. */
export function mintIdToken(
  world: World,
  keys: EmulatorKeys,
  user: User,
  audience: string,
  overrides: Draft = {},
): string {
  const now = Math.floor(world.signInNowMs() / 1000);
  const claims: Draft = {
    iss: 'https://accounts.google.com',
    azp: audience,
    aud: audience,
    sub: user.id,
    ...(user.consumer ? {} : {hd: domainOf(user.email)}),
    email: user.email,
    email_verified: true,
    iat: now,
    exp: now + LIFE_SECONDS,
    ...overrides,
  };
  for (const [claim, value] of Object.entries(claims)) {
    if (value === null) delete claims[claim];
  }
  return signJwt(keys.idTokenKey, {kid: keys.idTokenKid, typ: 'JWT'}, claims);
}
