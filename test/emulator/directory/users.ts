/** users.list and users.get (directory-api §1). */
import {text} from '../call.ts';
import type {Call} from '../call.ts';
import {directoryError} from '../errors.ts';
import type {Draft} from '../types.ts';
import {domainOf} from '../world/directory-state.ts';
import type {User} from '../world/directory-state.ts';
import {
  checkCustomer,
  invalidInput,
  page,
  requireAdmin,
  unknownKey,
} from './paging.ts';

const SIZES = {fallback: 100, max: 500};

function addressesOf(user: User): Draft[] {
  return [
    {address: user.email, primary: true},
    ...user.aliases.map(address => ({address})),
  ];
}

function publicFields(call: Call, user: User): Draft {
  return {
    kind: 'admin#directory#user',
    id: user.id,
    etag: user.etag,
    primaryEmail: user.email,
    name: {
      givenName: user.givenName,
      familyName: user.familyName,
      fullName: `${user.givenName} ${user.familyName}`.trim(),
    },
    emails: addressesOf(user),
    ...(user.title || user.department
      ? {
          organizations: [
            {
              primary: true,
              ...(user.title ? {title: user.title} : {}),
              ...(user.department ? {department: user.department} : {}),
            },
          ],
        }
      : {}),
    ...(user.phone ? {phones: [{value: user.phone, type: 'work'}]} : {}),
    ...(user.aliases.length > 0 ? {aliases: user.aliases} : {}),
    customerId: call.world.directory.customerId,
  };
}

function renderUser(call: Call, user: User): Draft {
  if (text(call, 'viewType') === 'domain_public') {
    return publicFields(call, user);
  }
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    ...publicFields(call, user),
    isAdmin: user.isAdmin,
    isDelegatedAdmin: false,
    creationTime: time(user.createdAtMs),
    lastLoginTime: '1970-01-01T00:00:00.000Z',
    agreedToTerms: true,
    suspended: user.suspended,
    ...(user.suspended ? {suspensionReason: 'ADMIN'} : {}),
    archived: user.archived,
    changePasswordAtNextLogin: false,
    ipWhitelisted: false,
    orgUnitPath: user.orgUnitPath,
    isMailboxSetup: true,
    isEnrolledIn2Sv: false,
    isEnforcedIn2Sv: false,
    includeInGlobalAddressList: user.inAddressList,
    ...(user.deletedAtMs === undefined
      ? {}
      : {deletionTime: time(user.deletedAtMs)}),
  };
}

const CLAUSE = /^(\w+)(:|=)('([^']*)'|"([^"]*)"|(\S+?))(\*?)$/;

/** `email:adm*`, `isSuspended=false`, `orgUnitPath='/x'`: all clauses must hold. */
function matchesQuery(user: User, query: string): boolean {
  const clauses = query.match(/(?:[^\s"']+|'[^']*'|"[^"]*")+/g) ?? [];
  return clauses.every(clause => {
    const match = CLAUSE.exec(clause);
    if (!match) throw invalidInput('query');
    const [, field, operator, , single, double, bare, star] = match;
    const wanted = (single ?? double ?? bare ?? '').toLowerCase();
    const holds = (value: string) => {
      const folded = value.toLowerCase();
      if (star) return folded.startsWith(wanted);
      return operator === ':' ? folded.includes(wanted) : folded === wanted;
    };
    switch (String(field)) {
      case 'email':
        return [user.email, ...user.aliases].some(holds);
      case 'givenName':
        return holds(user.givenName);
      case 'familyName':
        return holds(user.familyName);
      case 'name':
        return holds(`${user.givenName} ${user.familyName}`);
      case 'orgUnitPath':
        return holds(user.orgUnitPath);
      case 'isSuspended':
        return String(user.suspended) === wanted;
      case 'isArchived':
        return String(user.archived) === wanted;
      case 'isAdmin':
        return String(user.isAdmin) === wanted;
      default:
        throw invalidInput('query');
    }
  });
}

function sortKey(user: User, orderBy: string | undefined): string {
  if (orderBy === 'familyName') return user.familyName.toLowerCase();
  if (orderBy === 'givenName') return user.givenName.toLowerCase();
  return user.email;
}

function inScope(call: Call): (user: User) => boolean {
  const customer = text(call, 'customer');
  const domain = text(call, 'domain');
  if (customer === undefined && domain === undefined) {
    throw directoryError(400, 'badRequest', 'Bad Request');
  }
  if (customer !== undefined) {
    checkCustomer(call, customer);
    return user => !user.consumer;
  }
  if (!call.world.directory.domains.has(domain!)) {
    throw directoryError(404, 'notFound', 'Domain not found.');
  }
  return user => !user.consumer && domainOf(user.email) === domain;
}

export function listUsers(call: Call): Draft {
  if (text(call, 'viewType') !== 'domain_public') requireAdmin(call);
  const belongs = inScope(call);
  const deleted = text(call, 'showDeleted') === 'true';
  const query = text(call, 'query');
  const orderBy = text(call, 'orderBy');
  const all = [...call.world.directory.users.values()].filter(
    user =>
      belongs(user) &&
      (user.deletedAtMs !== undefined) === deleted &&
      (query === undefined || matchesQuery(user, query)),
  );
  // Without orderBy the order is nobody's promise.
  const key = (user: User) =>
    call.world.switches.shuffle && !orderBy
      ? user.etag
      : sortKey(user, orderBy);
  all.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  if (text(call, 'sortOrder') === 'DESCENDING' && orderBy) all.reverse();
  const {rows, token} = page(call, all, SIZES);
  return {
    kind: 'admin#directory#users',
    etag: call.world.directory.listEtag(rows),
    ...(rows.length > 0
      ? {users: rows.map(user => renderUser(call, user))}
      : {}),
    ...token,
  };
}

export function getUser(call: Call): Draft {
  if (text(call, 'viewType') !== 'domain_public') requireAdmin(call);
  const user = call.world.directory.findUser(call.path['userKey'] ?? '');
  if (!user || user.consumer) throw unknownKey('userKey');
  return renderUser(call, user);
}
