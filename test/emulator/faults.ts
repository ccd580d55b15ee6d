/** Trouble on demand, per user and method: what to answer instead, or how to bend the answer. */
import {unauthenticated} from './auth/authorise.ts';
import type {Bend} from './call.ts';
import type {ApiName, Method} from './discovery/discovery.ts';
import {errorInfo, GoogleError, RPC} from './errors.ts';
import type {RpcStatus} from './errors.ts';
import {costOf, quotaError} from './quota.ts';
import type {Bucket} from './quota.ts';
import type {Ids} from './world/ids.ts';
import {WorldError} from './world/world-error.ts';

export type FaultEffect =
  /** An error answer; `status` is the HTTP status. */
  | 'status'
  /** The connection breaks and no answer comes. */
  | 'cut'
  /** The answer takes `ms` longer. */
  | 'delay'
  /** A direct read shows the state before the latest write. */
  | 'staleRead'
  /** A list comes back empty, or with half its rows and no further page. */
  | 'emptyList'
  | 'shortList'
  /** Rows twice, rows in another order. */
  | 'repeatedList'
  | 'shuffledList'
  /** 400 EXPIRED_SYNC_TOKEN for a call that carries one. */
  | 'expiredSyncToken'
  /** 403: the API is not enabled in the project. */
  | 'serviceDisabled'
  /** 401 although the token is good. */
  | 'expiredToken'
  /** The per-minute 429, and the hidden one that lasts for hours. */
  | 'quota'
  | 'hardQuota';

export interface FaultSpec {
  /** Address or id; anybody when absent. */
  readonly user?: string;
  /** `people.people.updateContact`, its end (`updateContact`), `reads`, `writes`, `token`, `*`; any of the APIs when absent. */
  readonly method?: string;
  readonly effect: FaultEffect;
  /** Whether a write is applied before the trouble. Default `before`: nothing happens. */
  readonly when?: 'before' | 'after';
  readonly status?: number;
  readonly message?: string;
  readonly ms?: number;
  /** How often; until cleared when absent. */
  readonly count?: number;
  /** Lets so many matching calls through first. */
  readonly skip?: number;
  /** 0..1 for each matching call. */
  readonly chance?: number;
  /** Gone after so long by the emulator's clock. */
  readonly forMs?: number;
}

export interface Fault extends FaultSpec {
  readonly id: string;
  left: number;
  toSkip: number;
  readonly untilMs: number;
}

export interface FaultTarget {
  readonly userId: string;
  readonly email: string;
  readonly method: string;
  readonly isWrite: boolean;
  readonly hasSyncToken: boolean;
  readonly nowMs: number;
}

const EFFECTS: readonly FaultEffect[] = [
  'status',
  'cut',
  'delay',
  'staleRead',
  'emptyList',
  'shortList',
  'repeatedList',
  'shuffledList',
  'expiredSyncToken',
  'serviceDisabled',
  'expiredToken',
  'quota',
  'hardQuota',
];

function matches(fault: Fault, target: FaultTarget): boolean {
  const {user, method} = fault;
  if (fault.effect === 'expiredSyncToken' && !target.hasSyncToken) return false;
  if (user !== undefined && user !== target.userId && user !== target.email) {
    return false;
  }
  if (method === '*') return true;
  if (method === undefined) return target.method !== 'token';
  if (method === 'writes') return target.isWrite;
  if (method === 'reads') return !target.isWrite && target.method !== 'token';
  return target.method === method || target.method.endsWith(`.${method}`);
}

export class Faults {
  #faults: Fault[] = [];
  #count = 0;

  add(spec: FaultSpec, nowMs: number): Fault {
    if (!EFFECTS.includes(spec.effect)) {
      throw new WorldError(`no effect ${spec.effect}: ${EFFECTS.join(', ')}`);
    }
    const fault: Fault = {
      ...spec,
      id: `fault-${++this.#count}`,
      left: spec.count ?? Number.POSITIVE_INFINITY,
      toSkip: spec.skip ?? 0,
      untilMs: spec.forMs === undefined ? Infinity : nowMs + spec.forMs,
    };
    this.#faults.push(fault);
    return fault;
  }

  clear(id?: string) {
    this.#faults = id ? this.#faults.filter(fault => fault.id !== id) : [];
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  /** All faults that strike this call; each is used up by it. */
  take(target: FaultTarget, ids: Ids): Fault[] {
    if (this.#faults.length === 0) return [];
    const struck = this.#faults.filter(fault => {
      if (target.nowMs > fault.untilMs || !matches(fault, target)) return false;
      if (fault.toSkip > 0) {
        fault.toSkip--;
        return false;
      }
      return fault.chance === undefined || ids.random() < fault.chance;
    });
    for (const fault of struck) fault.left--;
    this.#faults = this.#faults.filter(
      fault => fault.left > 0 && target.nowMs <= fault.untilMs,
    );
    return struck;
  }
}

const LIST_BENDS: readonly (readonly [FaultEffect, Bend['list']])[] = [
  ['emptyList', 'empty'],
  ['shortList', 'short'],
  ['repeatedList', 'repeated'],
  ['shuffledList', 'shuffled'],
];

export function bendOf(faults: readonly Fault[]): Bend {
  const has = (effect: FaultEffect) =>
    faults.some(fault => fault.effect === effect);
  return {
    stale: has('staleRead'),
    list: LIST_BENDS.find(([effect]) => has(effect))?.[1] ?? 'whole',
  };
}

export const delayOf = (faults: readonly Fault[], when: 'before' | 'after') =>
  faults
    .filter(
      fault => fault.effect === 'delay' && (fault.when ?? 'before') === when,
    )
    .reduce((sum, fault) => sum + (fault.ms ?? 0), 0);

const SERVER_TEXTS: Readonly<Record<number, string>> = {
  500: 'Internal error encountered.',
  502: 'The server encountered a temporary error and could not complete your request.',
  503: 'The service is currently unavailable.',
};

/** people-api §12: the 429 nobody documents; it lasts for hours. */
function hardQuotaError() {
  return new GoogleError({
    status: 'RESOURCE_EXHAUSTED',
    message: 'Resource has been exhausted (e.g. check quota).',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            subject: 'QUOTA_EXCEEDED',
            description: 'FBS quota limit exceeded',
          },
        ],
      },
    ],
  });
}

function statusError(fault: Fault): GoogleError {
  const http = fault.status ?? 503;
  const status = (Object.keys(RPC) as RpcStatus[]).find(
    name => RPC[name].http === http,
  );
  return new GoogleError({
    ...(status ? {status} : {}),
    http,
    message: fault.message ?? SERVER_TEXTS[http] ?? `HTTP ${http}`,
  });
}

/** The first bucket of the method's cost, and its words. */
function overQuota(method: Method): GoogleError {
  const [bucket] = Object.keys(costOf(method.id, false)) as Bucket[];
  return quotaError(bucket ?? 'reads');
}

const PROJECT = '112233445566';

const DISABLED = {
  people: {name: 'People API', service: 'people.googleapis.com'},
  directory: {name: 'Admin SDK API', service: 'admin.googleapis.com'},
} as const;

function serviceDisabled(api: ApiName): GoogleError {
  const {name, service} = DISABLED[api];
  return new GoogleError({
    status: 'PERMISSION_DENIED',
    reason: 'accessNotConfigured',
    message: `${name} has not been used in project ${PROJECT} before or it is disabled.`,
    details: [
      errorInfo('SERVICE_DISABLED', 'googleapis.com', {
        service,
        consumer: `projects/${PROJECT}`,
      }),
    ],
  });
}

/** The error a fault answers `method` with; nothing when it bends, delays or cuts. */
export function errorOf(
  fault: Fault,
  method: Method,
  syncTokenError: () => GoogleError,
): GoogleError | undefined {
  switch (fault.effect) {
    case 'status':
      return statusError(fault);
    case 'expiredToken':
      return unauthenticated(method, 'ACCESS_TOKEN_EXPIRED');
    case 'quota':
      return overQuota(method);
    case 'hardQuota':
      return hardQuotaError();
    case 'cut':
    case 'delay':
    case 'staleRead':
    case 'emptyList':
    case 'shortList':
    case 'repeatedList':
    case 'shuffledList':
      return undefined;
    case 'expiredSyncToken':
      return syncTokenError();
    case 'serviceDisabled':
      return serviceDisabled(method.api);
  }
}
