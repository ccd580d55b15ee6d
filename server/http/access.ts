import type {FastifyRequest} from 'fastify';
import {isResourceId} from '../contract/names.ts';
import {isAtLeast, type Role} from '../core/role.ts';
import type {AccountRow} from '../store/accounts.ts';
import {readContact, type VisibleContact} from '../store/visible-contacts.ts';
import {
  lockLabel,
  readCollaboration,
  type Collaboration,
} from '../store/labels.ts';
import type {AccountState} from '../store/schema.ts';
import {readMergedContact} from '../store/trash.ts';
import type {Db, Tx} from '../store/queries.ts';
import type {App} from './openapi.ts';
import {denied, notFound, StatusError} from './status.ts';

/** Who may make a call. Every route says so; one that does not is refused at start. */
export type Access =
  | 'public'
  /** The caller about themselves, also while their consent is awaited. */
  | 'self'
  /** Any account of the service. */
  | 'account'
  /** Who has at least this role in the label of the path. */
  | {readonly label: Role}
  /** Who has at least this role in some label of the contact of the path. */
  | {readonly contact: Role};

/** Who calls, and what the rule of the route let them reach. */
export interface Admission {
  readonly caller: AccountRow;
  readonly label?: Collaboration;
  readonly contact?: VisibleContact;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** The contact of the path may also be one that was merged into another. */
    alsoMerged?: boolean;
  }
  interface FastifyRequest {
    admission: Admission | undefined;
  }
}

/** From a bearer token to the account that calls; throws where there is none. */
export type Admit = (request: FastifyRequest) => Promise<AccountRow>;

/** What an account in this state may call. */
const REACH: Record<AccountState, 'everything' | 'itself' | 'nothing'> = {
  ACTIVE: 'everything',
  INVITED: 'itself',
  PERMISSION_LOST: 'everything',
  SUSPENDED: 'nothing',
  DELETED: 'nothing',
};

/**
 * Holds every route to its rule, before the body is read: 401 for who is not
 * known, 404 for what the caller may not see, 403 for what they may not do.
 */
export function enforceAccess(
  app: App,
  {db, admit}: {readonly db: Db; readonly admit: Admit},
): void {
  app.decorateRequest('admission', undefined);
  app.addHook('onRoute', route => {
    if (route.config?.access === undefined) {
      throw new Error(
        `${String(route.method)} ${route.url} does not say who may call it (config.access).`,
      );
    }
  });
  app.addHook('onRequest', async request => {
    const {access} = request.routeOptions.config;
    if (access === undefined || access === 'public') return;
    const caller = await admit(request);
    request.admission = {caller};
    checkState(caller, access);
    if (typeof access === 'object') {
      request.admission = await reach(db, caller, access, request);
    }
  });
}

function checkState(caller: AccountRow, access: Access): void {
  const allowed = REACH[caller.state];
  if (allowed === 'nothing' || (allowed === 'itself' && access !== 'self')) {
    throw new StatusError(
      'PERMISSION_DENIED',
      'This account may not use the service now.',
      {reason: `ACCOUNT_${caller.state}`},
    );
  }
}

async function reach(
  db: Db,
  caller: AccountRow,
  access: {readonly label: Role} | {readonly contact: Role},
  request: FastifyRequest,
): Promise<Admission> {
  if ('label' in access) {
    const label = await readCollaboration(db, {
      labelId: readId(request, 'label'),
      accountId: caller.id,
    });
    if (label === undefined) throw notFound();
    checkRole(label.role, access.label);
    return {caller, label};
  }
  const key = {
    contactId: readId(request, 'contact'),
    accountId: caller.id,
  };
  const {alsoMerged = false} = request.routeOptions.config;
  const contact =
    (await readContact(db, key)) ??
    (alsoMerged ? await readMergedContact(db, key) : undefined);
  if (contact === undefined) throw notFound();
  checkRole(contact.role, access.contact);
  return {caller, contact};
}

/** @throws PERMISSION_DENIED where the role is a lower one. */
export function checkRole(role: Role, least: Role): void {
  if (!isAtLeast(role, least)) {
    throw denied(`Your role is ${role}; this needs ${least}.`);
  }
}

/**
 * The label of the path with what the caller may do there now, which stays so
 * until the transaction ends: the role may have changed since the call was let in.
 */
export async function lockMembership(
  tx: Tx,
  request: FastifyRequest,
  least: Role,
): Promise<Collaboration> {
  const labelId = labelOf(request).id;
  await lockLabel(tx, labelId);
  const accountId = callerOf(request).id;
  const label = await readCollaboration(tx, {labelId, accountId});
  if (label === undefined) throw notFound();
  checkRole(label.role, least);
  return label;
}

/** The id a path names; what is no id names nothing that exists. */
export function readId(request: FastifyRequest, name: string): string {
  const {params} = request;
  const segment: unknown =
    typeof params === 'object' && params !== null
      ? Object.entries(params).find(([key]) => key === name)?.[1]
      : undefined;
  if (typeof segment !== 'string' || !isResourceId(segment)) throw notFound();
  return segment;
}

function admissionOf(request: FastifyRequest): Admission {
  if (request.admission === undefined) {
    throw new StatusError('UNAUTHENTICATED', 'Sign in first.');
  }
  return request.admission;
}

export function callerOf(request: FastifyRequest): AccountRow {
  return admissionOf(request).caller;
}

/** The label of the path with what the caller may do there. */
export function labelOf(request: FastifyRequest): Collaboration {
  const {label} = admissionOf(request);
  if (label === undefined)
    throw new Error('The rule of this route names no label.');
  return label;
}

/** The contact of the path as the caller may see it. */
export function contactOf(request: FastifyRequest): VisibleContact {
  const {contact} = admissionOf(request);
  if (contact === undefined) {
    throw new Error('The rule of this route names no contact.');
  }
  return contact;
}
