/** GET /o/oauth2/v2/auth: the page where a person agrees, or a URL that agrees for them (auth §6). */
import type {EmulatorResponse} from '../types.ts';
import type {User} from '../world/directory-state.ts';
import type {World} from '../world/world.ts';
import {splitScopes} from './token-endpoint.ts';

const CODE_LIFE_MS = 10 * 60 * 1000;

const escape = (text: string) =>
  text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

function html(status: number, title: string, body: string): EmulatorResponse {
  return {
    status,
    headers: {'content-type': 'text/html; charset=utf-8'},
    body: `<!doctype html><meta charset="utf-8"><title>${escape(title)}</title><h1>${escape(title)}</h1>${body}`,
  };
}

interface Asked {
  readonly redirectUri: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly search: URLSearchParams;
}

function redirect(asked: Asked, answer: Record<string, string>) {
  const target = new URL(asked.redirectUri);
  for (const [name, value] of Object.entries(answer)) {
    target.searchParams.set(name, value);
  }
  const state = asked.search.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return {
    status: 302,
    headers: {location: target.href, 'cache-control': 'no-store'},
    body: '',
  };
}

function grant(
  world: World,
  asked: Asked,
  user: User,
  scopes: readonly string[],
) {
  const {search, clientId} = asked;
  const consent = `${user.id} ${clientId}`;
  const again = world.consented.has(consent);
  world.consented.add(consent);
  const forced = (search.get('prompt') ?? '').split(' ').includes('consent');
  const code = `4/${world.ids.token(36)}`;
  world.codes.set(code, {
    userId: user.id,
    clientId,
    scopes,
    redirectUri: asked.redirectUri,
    expiresAtMs: world.signInNowMs() + CODE_LIFE_MS,
    challenge: search.get('code_challenge') ?? undefined,
    nonce: search.get('nonce') ?? undefined,
    // A refresh token comes with the first consent only, unless consent is asked again.
    offline: search.get('access_type') === 'offline' && (!again || forced),
  });
  return redirect(asked, {code, scope: search.get('scope') ?? ''});
}

function choicePage(world: World, asked: Asked): EmulatorResponse {
  const link = (user: User, decision: string) => {
    const search = new URLSearchParams(asked.search);
    search.set('emulator_user', user.email);
    search.set('emulator_decision', decision);
    return `<a href="?${escape(search.toString())}">${decision}</a>`;
  };
  const hint = asked.search.get('login_hint');
  const users = [...world.directory.users.values()].filter(
    user =>
      user.deletedAtMs === undefined &&
      !user.suspended &&
      (!hint || user.email === hint || user.id === hint),
  );
  const rows = users
    .map(
      user =>
        `<li>${escape(user.email)} ${link(user, 'allow')} ${link(user, 'deny')}</li>`,
    )
    .join('');
  const scopes = asked.scopes
    .map(scope => `<li><code>${escape(scope)}</code></li>`)
    .join('');
  return html(
    200,
    'Sign in with the Google stand-in',
    `<p>${escape(asked.clientId)} wants</p><ul>${scopes}</ul><p>as</p><ul>${rows}</ul>`,
  );
}

function refuse(error: string, why: string): EmulatorResponse {
  return html(
    error === 'invalid_client' ? 401 : 400,
    `Error: ${error}`,
    `<p>${escape(why)}</p>`,
  );
}

/**
 * The page, or with `emulator_user` and `emulator_decision=allow|deny` (and
 * `emulator_scopes` when only some boxes are ticked) the redirect the page leads to.
 */
export function answerConsent(
  world: World,
  search: URLSearchParams,
): EmulatorResponse {
  const clientId = search.get('client_id') ?? '';
  const redirectUri = search.get('redirect_uri') ?? '';
  if (clientId !== world.oauthClient.id) {
    return refuse('invalid_client', 'The OAuth client was not found.');
  }
  const known = world.oauthClient.redirectUris;
  if (!URL.canParse(redirectUri) || (known && !known.includes(redirectUri))) {
    return refuse('redirect_uri_mismatch', redirectUri);
  }
  if (search.get('response_type') !== 'code') {
    return refuse('invalid_request', 'response_type must be code');
  }
  const scopes = splitScopes(search.get('scope') ?? '');
  if (scopes.length === 0) return refuse('invalid_scope', 'no scope');
  const asked: Asked = {redirectUri, clientId, scopes, search};
  const chosen = search.get('emulator_user');
  if (!chosen) return choicePage(world, asked);
  if (search.get('emulator_decision') !== 'allow') {
    return redirect(asked, {error: 'access_denied'});
  }
  const user = world.findActiveUser(chosen);
  if (!user) return refuse('invalid_request', `no user ${chosen}`);
  const ticked = search.get('emulator_scopes');
  const granted = ticked === null ? scopes : splitScopes(ticked);
  return grant(world, asked, user, granted);
}
