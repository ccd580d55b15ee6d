/**
 * Calls of the service: its answers parsed with the contract's schemas, what
 * went wrong as a value. Names are the contract's, `labels/…`, `contacts/…`.
 */
import type * as z from 'zod/mini';
import type {Account} from '../server/contract/account.ts';
import {ErrorResponse, type FieldViolation} from '../server/contract/status.ts';
import type {Fault} from './language.ts';
import type {Ports, Reply, Request} from './ports.ts';

export type Answer<T> = {readonly kind: 'ok'; readonly value: T} | Failure;

export interface Failure {
  readonly kind: 'fault';
  readonly fault: Fault;
  /** Of `REFUSED`: what is wrong with which field, in the service's words. */
  readonly violations: readonly FieldViolation[];
  /** It is so already, as where what was pressed before had no answer. */
  readonly isDone?: boolean;
}

const request = (
  method: Request['method'],
  path: string,
  query: Query = {},
  body?: unknown,
): Request => ({method, path: `/v1/${path}${queryOf(query)}`, body});

export const get = (path: string, query?: Query) => request('GET', path, query);

/** As many as the service gives at once. */
export const ALL_LABELS = get('labels', {pageSize: '1000'});

export const post = (path: string, body: unknown = {}, query?: Query) =>
  request('POST', path, query, body);

/**
 * Something new, once: asked again with the same `id` the service makes nothing
 * more (AIP-155), so that it may be tried again.
 */
export function create(path: string, body: unknown, id: string): Request {
  return {
    ...post(path, body, {requestId: requestId(id)}),
    repeatable: true,
  };
}

/** A UUID by its form, of any text: it has to differ among one account's creates of a day. */
function requestId(text: string): string {
  const words = ['a', 'b', 'c', 'd'].map(salt =>
    hash(salt + text)
      .toString(16)
      .padStart(8, '0'),
  );
  return words.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** FNV-1a of 32 bits. */
export function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return sum >>> 0;
}

export const patch = (path: string, body: unknown, query?: Query) =>
  request('PATCH', path, query, body);

export function remove(path: string, query?: Query): Request {
  return {...request('DELETE', path, query), repeatable: true};
}

type Query = Readonly<Record<string, string | undefined>>;

function queryOf(query: Query): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Asks, and changes nothing. */
export function ask<Schema extends z.ZodMiniType>(
  ports: Ports,
  schema: Schema,
  request: Request,
): Answer<z.output<Schema>> {
  return read(askAll(ports, [request])[0], schema);
}

/** The same of several, sent at once; answers stand in the order of the requests. */
export function askAll(
  ports: Ports,
  requests: readonly Request[],
): readonly Reply[] {
  const replies = ports.http(requests);
  if (replies.some(isRefusal)) forget(ports);
  return replies;
}

/** A right ended since something was kept: none of it is shown again. */
function isRefusal(reply: Reply): boolean {
  return reply.kind === 'answered' && [401, 403, 404].includes(reply.status);
}

/** What to ask for, and how its answer is read. */
type Question<Schema> = readonly [request: Request, schema: Schema];

/** Two, sent at once: both answers, or why there are not both. */
export function askBoth<
  One extends z.ZodMiniType,
  Other extends z.ZodMiniType,
  Value,
>(
  ports: Ports,
  [first, one]: Question<One>,
  [second, other]: Question<Other>,
  join: (one: z.output<One>, other: z.output<Other>) => Value,
): Answer<Value> {
  const [reply, otherReply] = askAll(ports, [first, second]);
  const answer = read(reply, one);
  if (answer.kind === 'fault') return answer;
  const otherAnswer = read(otherReply, other);
  return otherAnswer.kind === 'fault'
    ? otherAnswer
    : {kind: 'ok', value: join(answer.value, otherAnswer.value)};
}

/** Changes something: what is kept of earlier answers is not shown again. */
export function tell<Schema extends z.ZodMiniType>(
  ports: Ports,
  schema: Schema,
  request: Request,
): Answer<z.output<Schema>> {
  const [reply] = ports.http([request]);
  // Without an answer it may have happened all the same.
  forget(ports);
  return read(reply, schema);
}

const ACTS = 'acts';
const COUNTER = 'counter';
const STAMP_SECONDS = 21_600;

/**
 * What kept answers are good for: another text after each act of the person's own
 * here, and once the service has told of any change that they see. To be read
 * before what is kept under it.
 */
export function stampOf(ports: Ports): string {
  const {[ACTS]: acts = '', [COUNTER]: counter = ''} = ports.cache.getAll([
    ACTS,
    COUNTER,
  ]);
  return `${acts}:${counter}`;
}

export function forget(ports: Ports): void {
  ports.cache.putAll({[ACTS]: String(ports.now())}, STAMP_SECONDS);
}

/** What the service says of the account tells whether anything changed for it. */
export function learn(ports: Ports, {changeCounter}: Account): void {
  if (changeCounter === undefined) return;
  ports.cache.putAll({[COUNTER]: changeCounter}, STAMP_SECONDS);
}

/** What an answer says by the contract's schema, or why it says nothing. */
export function read<Schema extends z.ZodMiniType>(
  reply: Reply | undefined,
  schema: Schema,
): Answer<z.output<Schema>> {
  switch (reply?.kind) {
    case 'notSetUp':
      return failed('NOT_SET_UP');
    case 'noIdentity':
      return failed('CONSENT');
    case undefined:
    case 'unreachable':
    case 'outOfTime':
      return failed('UNREACHABLE');
    case 'answered': {
      if (reply.status !== OK) {
        return failed(FAULTS[reply.status] ?? 'BROKEN', reply.body);
      }
      const parsed = schema.safeParse(reply.body);
      return parsed.success
        ? {kind: 'ok', value: parsed.data}
        : failed('BROKEN');
    }
  }
}

function failed(fault: Fault, body?: unknown): Failure {
  const said = ErrorResponse.safeParse(body);
  const details = said.success ? (said.data.error.details ?? []) : [];
  const [reason = ''] = details.flatMap(each => each.reason ?? []);
  return {
    kind: 'fault',
    fault: REASONS[reason] ?? fault,
    isDone: reason === 'ALREADY_DONE',
    violations: details.flatMap(({fieldViolations = []}) => fieldViolations),
  };
}

const OK = 200;

/** Said beside the code: what is missing is no role. */
const REASONS: Readonly<Record<string, Fault>> = {
  OTHER_CONTACTS_SCOPE_MISSING: 'NO_OTHERS',
  BULK_REMOVAL: 'GUARDED',
  ACCOUNT_INVITED: 'INVITED',
  ACCOUNT_SUSPENDED: 'SUSPENDED',
  ACCOUNT_DELETED: 'DELETED',
};

/** `server/contract/status.ts` has these codes. */
const FAULTS: Readonly<Record<number, Fault>> = {
  400: 'REFUSED',
  401: 'SIGN_IN',
  403: 'NOT_ALLOWED',
  404: 'NOT_FOUND',
  409: 'CHANGED',
  429: 'BUSY',
  502: 'UNREACHABLE',
  503: 'UNREACHABLE',
  504: 'UNREACHABLE',
};
