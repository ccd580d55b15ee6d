import type {FastifyRequest} from 'fastify';
import type {AccountRow} from '../store/accounts.ts';
import type {CallLimits} from './call-limit.ts';
import type {Deps} from './deps.ts';
import {enrol} from './enrol.ts';
import type {Claims} from './sign-in.ts';
import {StatusError} from './status.ts';

const BEARER = /^Bearer (?<token>[\w.~+/=-]+)$/i;

/** The account behind a call's ID token; throws where there is none. */
export async function admit(
  request: FastifyRequest,
  deps: Pick<Deps, 'db' | 'directory' | 'signIn'>,
  limits: CallLimits,
): Promise<AccountRow> {
  const claims = await readClaims(request, deps);
  if (claims === undefined) {
    await limits.countRefused(request);
    throw new StatusError(
      'UNAUTHENTICATED',
      'Sign in with a Google ID token that is meant for this service.',
    );
  }
  await limits.countCall(request, claims.sub);
  return enrol(claims, {
    db: deps.db,
    directory: deps.directory,
    log: request.log,
  });
}

async function readClaims(
  request: FastifyRequest,
  {signIn}: Pick<Deps, 'signIn'>,
): Promise<Claims | undefined> {
  const {authorization = ''} = request.headers;
  const token = BEARER.exec(authorization)?.groups?.['token'];
  if (token === undefined) return undefined;
  const outcome = await signIn(token);
  switch (outcome.kind) {
    case 'ok':
      return outcome.claims;
    case 'refused':
      return undefined;
    case 'unavailable':
      throw new StatusError(
        'UNAVAILABLE',
        'Google’s certificates cannot be read now: try again.',
      );
  }
}
