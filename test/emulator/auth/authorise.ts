/** Who calls, and may they: access tokens and scopes (people-api §14, auth §4). */
import type {Method} from '../discovery/discovery.ts';
import {
  directoryError,
  errorInfo,
  GoogleError,
  UNAUTHENTICATED_TEXT,
} from '../errors.ts';
import type {User} from '../world/directory-state.ts';
import type {AccessToken, World} from '../world/world.ts';

/** `people.people.connections.list` as the service calls it: `ListConnections`. */
const RPC_NAMES: Readonly<Record<string, string>> = {
  'people.people.connections.list': 'ListConnections',
  'people.people.get': 'GetPerson',
  'people.people.getBatchGet': 'GetPeople',
  'people.contactGroups.list': 'ListContactGroups',
  'people.contactGroups.get': 'GetContactGroup',
  'people.contactGroups.batchGet': 'BatchGetContactGroups',
  'people.contactGroups.create': 'CreateContactGroup',
  'people.contactGroups.update': 'UpdateContactGroup',
  'people.contactGroups.delete': 'DeleteContactGroup',
  'people.contactGroups.members.modify': 'ModifyContactGroupMembers',
  'people.otherContacts.list': 'ListOtherContacts',
  'people.otherContacts.search': 'SearchOtherContacts',
};

function rpcName(method: Method): string {
  const last = method.id.split('.').at(-1)!;
  const name =
    RPC_NAMES[method.id] ?? last.charAt(0).toUpperCase() + last.slice(1);
  return `google.people.v1.PeopleService.${name}`;
}

export function unauthenticated(method: Method, reason: string) {
  return new GoogleError({
    status: 'UNAUTHENTICATED',
    message: UNAUTHENTICATED_TEXT,
    reason: 'authError',
    details: [
      errorInfo(reason, 'googleapis.com', {
        service: serviceOf(method),
        method: rpcName(method),
      }),
    ],
  });
}

const serviceOf = (method: Method) =>
  method.api === 'people' ? 'people.googleapis.com' : 'admin.googleapis.com';

function bearer(
  authorization: string | undefined,
  accessToken: string | undefined,
): string | undefined {
  const match = /^Bearer\s+(\S+)$/i.exec(authorization ?? '');
  return match?.[1] ?? accessToken;
}

/** @throws GoogleError 401 without a good token. */
export function authenticate(
  world: World,
  method: Method,
  authorization: string | undefined,
  accessToken: string | undefined,
): {token: AccessToken; user: User} {
  const text = bearer(authorization, accessToken);
  if (text === undefined) throw unauthenticated(method, 'CREDENTIALS_MISSING');
  const token = world.tokens.get(text);
  if (!token) throw unauthenticated(method, 'ACCESS_TOKEN_TYPE_UNSUPPORTED');
  if (token.expiresAtMs <= world.signInNowMs()) {
    throw unauthenticated(method, 'ACCESS_TOKEN_EXPIRED');
  }
  const user = world.directory.users.get(token.userId);
  if (!user || user.deletedAtMs !== undefined || user.suspended) {
    throw unauthenticated(method, 'ACCOUNT_STATE_INVALID');
  }
  return {token, user};
}

/** @throws GoogleError 403 without any scope of the method. */
export function checkScopes(method: Method, token: AccessToken) {
  if (method.scopes.some(scope => token.scopes.includes(scope))) return;
  throw insufficientScopes(method);
}

const SCOPES_TEXT = 'Request had insufficient authentication scopes.';

export function insufficientScopes(method: Method): GoogleError {
  return method.api === 'directory'
    ? directoryError(403, 'insufficientPermissions', SCOPES_TEXT)
    : new GoogleError({
        status: 'PERMISSION_DENIED',
        message: SCOPES_TEXT,
        details: [
          errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'googleapis.com', {
            method: rpcName(method),
            service: serviceOf(method),
          }),
        ],
      });
}
