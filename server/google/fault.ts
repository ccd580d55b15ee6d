/**
 * Google's errors as faults: classified here, once. By the reason Google gives,
 * else by Google's whole sentence, and by status or HTTP code only where these
 * mean one thing. A stale etag, an expired sync token and a missing directory
 * are all 400 FAILED_PRECONDITION, and two unlike quotas are both 429
 * RESOURCE_EXHAUSTED: there the status tells nothing.
 *
 * Error texts of Google may repeat what was sent, so no text leaves this file:
 * only reasons, statuses, field paths and our own names of methods do.
 */
import {gaxios} from 'google-auth-library';
import {z} from 'zod';
import type {GoogleFault} from '../core/google.ts';
import type {NamedQuota} from '../core/quota.ts';
import {
  KIND_BY_REASON,
  KIND_BY_SENTENCE,
  QUOTA_SENTENCE,
  OVERFLOW,
  PROJECT_REASONS,
  KIND_BY_STATUS,
  STATUS_NAMES,
  KIND_BY_TOKEN_ERROR,
  KIND_BY_TOKEN_SENTENCE,
  NO_ANSWER_CODES,
  type FaultKind,
  type FaultTable,
} from './fault-words.ts';
import {quotaNamedIn} from './named-quota.ts';

/** Undocumented; the window is a minute, and most of one has passed when it is full. */
export const RATE_LIMITED_RETRY_MS = 15_000;
/** The hidden quota lasts hours (php-google-people-api issue 45): 5 minutes, and more each time. */
export const EXHAUSTED_RETRY_MS = 300_000;
const RETRY_MS = {
  rateLimited: RATE_LIMITED_RETRY_MS,
  exhausted: EXHAUSTED_RETRY_MS,
};
const RETRY_AFTER_MS_MAX = 24 * 3_600_000;

/** What is known of an answer that is an error. */
interface Refusal {
  /** Our name of the call, as `people.updateContact`. */
  readonly method: string;
  readonly httpStatus?: number | undefined;
  /** google.rpc.Code by name. */
  readonly status?: string | undefined;
  readonly reasons: readonly string[];
  readonly message?: string | undefined;
  readonly fields: readonly string[];
  readonly perDay: boolean;
  readonly quota?: NamedQuota | undefined;
  readonly retryAfterMs?: number | undefined;
}

const CAUSES_MAX = 8;

/** `google.rpc.Status` as it stands inside a 200 answer; other details are ignored. */
export const rpcStatusSchema = z.object({
  code: z.number().optional(),
  message: z.string().optional(),
  details: z.array(z.looseObject({})).optional(),
});
export type RpcStatus = z.output<typeof rpcStatusSchema>;

const tokenErrorSchema = z.object({
  error: z.string(),
  error_description: z.string().optional(),
});

const apiErrorSchema = z.object({
  error: z.object({
    status: z.string().optional(),
    message: z.string().optional(),
    details: z.array(z.looseObject({})).optional(),
    errors: z.array(z.looseObject({reason: z.string().optional()})).optional(),
  }),
});

const detailSchema = z.object({
  reason: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  violations: z.array(z.object({subject: z.string().optional()})).optional(),
  fieldViolations: z.array(z.object({field: z.string().optional()})).optional(),
  contactErrors: z.record(z.string(), rpcStatusSchema).optional(),
});
type Detail = z.output<typeof detailSchema>;

/**
 * The fault behind whatever a call at Google rejected with; `method` is our
 * name of the call. Throws what is no answer of Google's and no broken
 * connection: that is a bug here, told by method and HTTP status only, because
 * the library's own error carries what was sent.
 */
export function faultOf(error: unknown, method: string): GoogleFault {
  if (!(error instanceof gaxios.GaxiosError)) throw error;
  const {response} = error;
  if (response === undefined) {
    if (isNoAnswer(error)) return {kind: 'unreachable'};
    throw new Error(`${method} failed before it was sent: ${codesOf(error)}`);
  }
  const body: unknown = response.data;
  const httpStatus = response.status;
  const token = tokenErrorSchema.safeParse(body);
  if (token.success) return tokenFault(token.data, method, httpStatus);
  const parsed = apiErrorSchema.safeParse(body);
  const refusal = {
    ...refusalOf(parsed.success ? parsed.data.error : {}, method),
    httpStatus,
    retryAfterMs: retryAfterOf(response.headers),
  };
  return classify(refusal);
}

/**
 * The fault of one item of a batch, or nothing where its `Status` is OK or absent.
 */
export function faultOfStatus(
  status: RpcStatus | undefined,
  method: string,
): GoogleFault | undefined {
  if (status === undefined || (status.code ?? 0) === 0) return undefined;
  return classify(
    refusalOf({...status, status: STATUS_NAMES[status.code ?? 0]}, method),
  );
}

/** True where the access token was refused, so that a fresh one may do better. */
export function isTokenRefused(error: unknown): boolean {
  return (
    error instanceof gaxios.GaxiosError &&
    error.response?.status === 401 &&
    !tokenErrorSchema.safeParse(error.response.data).success
  );
}

function classify(refusal: Refusal): GoogleFault {
  const kind = kindOf(refusal);
  if (kind === undefined) {
    throw new Error(`Google gave an answer we do not know: ${tell(refusal)}`);
  }
  return faultOfKind(kind, refusal);
}

function kindOf(refusal: Refusal): FaultKind | undefined {
  const {message = '', reasons, status, httpStatus} = refusal;
  for (const reason of reasons) {
    const kind = kindIn(KIND_BY_REASON, reason);
    if (kind === 'rateLimited' && refusal.perDay) return 'exhausted';
    if (kind !== undefined) return kind;
  }
  if (OVERFLOW.test(message)) return 'full';
  const kind = kindIn(KIND_BY_SENTENCE, message);
  if (kind !== undefined) return kind;
  const unit = QUOTA_SENTENCE.exec(message)?.groups?.['unit'];
  if (unit !== undefined) return unit === 'day' ? 'exhausted' : 'rateLimited';
  return kindIn(KIND_BY_STATUS, status ?? '') ?? kindOfHttpStatus(httpStatus);
}

/** A word of Google's may be `constructor`, which every object answers to. */
function kindIn(table: FaultTable, word: string): FaultKind | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** For answers without a body of Google's: front ends and proxies. A bare 404 is no "not found". */
function kindOfHttpStatus(httpStatus = 0): FaultKind | undefined {
  if (httpStatus >= 500 || httpStatus === 408) return 'unreachable';
  if (httpStatus === 429) return 'rateLimited';
  if (httpStatus === 401) return 'revoked';
  if (httpStatus === 400 || httpStatus === 413) return 'invalidArgument';
  return undefined;
}

function faultOfKind(kind: FaultKind, refusal: Refusal): GoogleFault {
  switch (kind) {
    case 'invalidArgument':
      return {kind, detail: tell(refusal)};
    case 'denied':
      return {
        kind,
        detail: tell(refusal),
        ...(refusal.reasons.some(reason => PROJECT_REASONS.has(reason)) && {
          isOfProject: true,
        }),
      };
    case 'rateLimited':
    case 'exhausted':
      return {
        kind,
        retryAfterMs: refusal.retryAfterMs ?? RETRY_MS[kind],
        quota: refusal.quota,
      };
    case 'staleEtag':
    case 'expiredSyncToken':
    case 'notFound':
    case 'alreadyExists':
    case 'full':
    case 'revoked':
    case 'unreachable':
      return {kind};
  }
}

function tokenFault(
  body: z.output<typeof tokenErrorSchema>,
  method: string,
  httpStatus: number,
): GoogleFault {
  const sentence = (body.error_description ?? '').replace(/\.$/, '');
  const kind =
    kindIn(KIND_BY_TOKEN_SENTENCE, sentence) ??
    kindIn(KIND_BY_TOKEN_ERROR, body.error) ??
    kindOfHttpStatus(httpStatus);
  const refusal = {
    method: `token for ${method}`,
    httpStatus,
    reasons: [body.error],
    fields: [],
    perDay: false,
  };
  if (kind === undefined) {
    throw new Error(`Google gave an answer we do not know: ${tell(refusal)}`);
  }
  return faultOfKind(kind, refusal);
}

function refusalOf(
  error: Partial<z.output<typeof apiErrorSchema>['error']>,
  method: string,
): Refusal {
  const details = (error.details ?? []).map(parseDetail);
  const nested = details
    .flatMap(detail => Object.values(detail.contactErrors ?? {}))
    .filter(status => (status.code ?? 0) !== 0)
    .map(status =>
      refusalOf({...status, status: STATUS_NAMES[status.code ?? 0]}, method),
    )
    .at(0);
  const metadata = details.map(detail => detail.metadata ?? {});
  const message = nested?.message ?? error.message;
  return {
    method,
    status: nested?.status ?? error.status,
    message,
    reasons: [
      ...(nested?.reasons ?? []),
      ...details.map(detail => detail.reason),
      ...details.flatMap(detail =>
        (detail.violations ?? []).map(violation => violation.subject),
      ),
      ...(error.errors ?? []).map(entry => entry.reason),
    ].filter(reason => reason !== undefined),
    fields: details.flatMap(detail =>
      (detail.fieldViolations ?? []).flatMap(({field}) => field ?? []),
    ),
    perDay: metadata.some(isPerDay),
    quota: nested?.quota ?? quotaNamedIn(metadata, message ?? ''),
  };
}

function parseDetail(detail: unknown): Detail {
  const parsed = detailSchema.safeParse(detail);
  return parsed.success ? parsed.data : {};
}

/** Quotas of a day come under the same reason as those of a minute. */
function isPerDay(metadata: Readonly<Record<string, string>>): boolean {
  return (
    /^1\/d(\/|$)/.test(metadata['quota_unit'] ?? '') ||
    /PerDay/.test(metadata['quota_limit'] ?? '')
  );
}

/** Reason, status and field paths: nothing that somebody may have typed. */
function tell(refusal: Refusal): string {
  const paths = refusal.fields.filter(field => /^[\w.[\]]{1,80}$/.test(field));
  return [
    refusal.method,
    refusal.httpStatus === undefined ? '' : `HTTP ${refusal.httpStatus}`,
    refusal.status ?? '',
    ...refusal.reasons.filter(reason => /^\w{1,80}$/.test(reason)),
    ...paths,
  ]
    .filter(word => word !== '')
    .join(' ');
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3), which Google documents nowhere. */
function retryAfterOf(headers: Headers): number | undefined {
  // 0 as none: asked again at once, Google would refuse again.
  const seconds = /^0*[1-9]\d*$/.exec(headers.get('retry-after') ?? '')?.[0];
  return seconds === undefined
    ? undefined
    : Math.min(Number(seconds) * 1_000, RETRY_AFTER_MS_MAX);
}

function isNoAnswer(error: unknown): boolean {
  return causesOf(error).some(
    ({code, name}) =>
      NO_ANSWER_CODES.has(String(code)) || NO_ANSWER_CODES.has(name ?? ''),
  );
}

function codesOf(error: unknown): string {
  return causesOf(error)
    .map(({code, name}) => code ?? name ?? 'unknown')
    .join(' < ');
}

const causeSchema = z.object({
  name: z.string().optional(),
  code: z.union([z.string(), z.number()]).optional(),
  cause: z.unknown().optional(),
});
type Cause = z.output<typeof causeSchema>;

function causesOf(error: unknown): readonly Cause[] {
  const causes: Cause[] = [];
  let next: unknown = error;
  while (causes.length < CAUSES_MAX) {
    const parsed = causeSchema.safeParse(next);
    if (!parsed.success) break;
    causes.push(parsed.data);
    next = parsed.data.cause;
  }
  return causes;
}
