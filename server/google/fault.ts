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
import type {NamedQuota, QuotaBucket} from '../core/quota.ts';

/** Undocumented; the window is a minute, and most of one has passed when it is full. */
export const RATE_LIMITED_RETRY_MS = 15_000;
/** The hidden quota lasts hours (php-google-people-api issue 45): 5 minutes, and more each time. */
export const EXHAUSTED_RETRY_MS = 300_000;
const RETRY_AFTER_MS_MAX = 24 * 3_600_000;

/** `paced` is our own word: Google was not asked. */
type FaultKind = Exclude<GoogleFault['kind'], 'paced'>;
type FaultTable = Readonly<Record<string, FaultKind>>;

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

/** `google.rpc.ErrorInfo.reason` (google.api.ErrorReason, People) and `errors[].reason` (Directory). */
const KIND_BY_REASON: FaultTable = {
  EXPIRED_SYNC_TOKEN: 'expiredSyncToken',
  RATE_LIMIT_EXCEEDED: 'rateLimited',
  RESOURCE_QUOTA_EXCEEDED: 'exhausted',
  QUOTA_EXCEEDED: 'exhausted',
  MY_CONTACTS_OVERFLOW_COUNT: 'full',
  ACCESS_TOKEN_EXPIRED: 'revoked',
  ACCESS_TOKEN_TYPE_UNSUPPORTED: 'revoked',
  ACCOUNT_STATE_INVALID: 'revoked',
  CREDENTIALS_MISSING: 'revoked',
  USER_BLOCKED_BY_ADMIN: 'denied',
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: 'denied',
  SERVICE_DISABLED: 'denied',
  SERVICE_NOT_VISIBLE: 'denied',
  BILLING_DISABLED: 'denied',
  CONSUMER_INVALID: 'denied',
  CONSUMER_SUSPENDED: 'denied',
  USER_PROJECT_DENIED: 'denied',
  SECURITY_POLICY_VIOLATED: 'denied',
  ORG_RESTRICTION_VIOLATION: 'denied',

  userRateLimitExceeded: 'rateLimited',
  rateLimitExceeded: 'rateLimited',
  quotaExceeded: 'rateLimited',
  dailyLimitExceeded: 'exhausted',
  authError: 'revoked',
  forbidden: 'denied',
  insufficientPermissions: 'denied',
  accessNotConfigured: 'denied',
  domainCannotUseApis: 'denied',
  notFound: 'notFound',
  duplicate: 'alreadyExists',
  invalid: 'invalidArgument',
  invalidParameter: 'invalidArgument',
  badRequest: 'invalidArgument',
  required: 'invalidArgument',
  backendError: 'unreachable',
  internalError: 'unreachable',
  serviceNotAvailable: 'unreachable',
};

/** Google's sentences where there is no reason; test/google holds the answers they stand in. */
const KIND_BY_SENTENCE: FaultTable = {
  'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.':
    'staleEtag',
  'Request person.metadata.sources.etag is different than the current person.metadata.sources.etag. Clear local cache and get the latest person.':
    'staleEtag',
  'Sync token is expired. Clear local cache and retry call without the sync token.':
    'expiredSyncToken',
  'Resource has been exhausted (e.g. check quota).': 'exhausted',
};

/** The metric, the limit and the project differ; the sentence does not. */
const QUOTA_SENTENCE =
  /^Quota exceeded for quota metric '[^']*' and limit '[^']*per (?<unit>minute|day)[^']*' of service '[^']*' for consumer '[^']*'\.$/;

/** The one thing ever quoted of this body is its identifier, so that has to do. */
const OVERFLOW = /(?<!\w)MY_CONTACTS_OVERFLOW_COUNT(?!\w)/;

/** google.rpc.Code where one code means one thing. */
const KIND_BY_STATUS: FaultTable = {
  INVALID_ARGUMENT: 'invalidArgument',
  OUT_OF_RANGE: 'invalidArgument',
  FAILED_PRECONDITION: 'invalidArgument',
  UNAUTHENTICATED: 'revoked',
  PERMISSION_DENIED: 'denied',
  NOT_FOUND: 'notFound',
  ALREADY_EXISTS: 'alreadyExists',
  RESOURCE_EXHAUSTED: 'rateLimited',
  ABORTED: 'unreachable',
  CANCELLED: 'unreachable',
  DATA_LOSS: 'unreachable',
  DEADLINE_EXCEEDED: 'unreachable',
  INTERNAL: 'unreachable',
  UNAVAILABLE: 'unreachable',
  UNKNOWN: 'unreachable',
};

/** google.rpc.Code by number, as `Status` inside an answer gives it. */
const STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** RFC 6749 section 5.2 and Google's own `error` values of the token endpoint. */
const KIND_BY_TOKEN_ERROR: FaultTable = {
  invalid_grant: 'revoked',
  unauthorized_client: 'denied',
  access_denied: 'denied',
  admin_policy_enforced: 'denied',
  disabled_client: 'denied',
  deleted_client: 'denied',
  invalid_client: 'denied',
  invalid_scope: 'denied',
  org_internal: 'denied',
  invalid_request: 'invalidArgument',
  rate_limit_exceeded: 'rateLimited',
  internal_failure: 'unreachable',
  server_error: 'unreachable',
  temporarily_unavailable: 'unreachable',
};

/**
 * Token errors whose `error` alone would mislead: the key, the clock or the
 * service account is at fault, not the account; or the account is long gone.
 * Quoted with and without their full stop, so here they stand without.
 */
const KIND_BY_TOKEN_SENTENCE: FaultTable = {
  'Invalid JWT Signature': 'denied',
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim':
    'denied',
  'Invalid JWT: No valid verifier found for issuer': 'denied',
  'Invalid grant: account not found': 'denied',
  'Invalid impersonation "sub" field': 'revoked',
  'Invalid impersonation &quot;sub&quot; field': 'revoked',
  'Invalid impersonation prn email address': 'revoked',
};

/** Node, its fetch and its TLS, by code or name: no answer, or only a part of one. */
const NO_ANSWER_CODES: ReadonlySet<string> = new Set([
  'AbortError',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ETIMEDOUT',
  'HTTPParserError',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'TimeoutError',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_SOCKET',
  'Z_BUF_ERROR',
]);

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
    case 'denied':
      return {kind, detail: tell(refusal)};
    case 'rateLimited':
      return {
        kind,
        retryAfterMs: refusal.retryAfterMs ?? RATE_LIMITED_RETRY_MS,
        quota: refusal.quota,
      };
    case 'exhausted':
      return {kind, retryAfterMs: refusal.retryAfterMs ?? EXHAUSTED_RETRY_MS};
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
  return {
    method,
    status: nested?.status ?? error.status,
    message: nested?.message ?? error.message,
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
    quota: metadata.map(quotaNamedIn).find(named => named !== undefined),
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

/** `quota_limit` as `CriticalReadsPerMinutePerProjectPerUser`; its value only newer answers have. */
const QUOTA_LIMIT = /^(?<what>\w+?)PerMinutePerProject(?<perUser>PerUser)?$/;

const BUCKETS: Readonly<Record<string, QuotaBucket>> = {
  CriticalReads: 'criticalReads',
  CriticalWrites: 'criticalWrites',
  PhotoWrites: 'photoWrites',
};

function quotaNamedIn(
  metadata: Readonly<Record<string, string>>,
): NamedQuota | undefined {
  const {what = '', perUser} =
    QUOTA_LIMIT.exec(metadata['quota_limit'] ?? '')?.groups ?? {};
  const bucket = Object.hasOwn(BUCKETS, what) ? BUCKETS[what] : undefined;
  if (bucket === undefined) return undefined;
  const value = metadata['quota_limit_value'] ?? '';
  return {
    bucket,
    scope: perUser === undefined ? 'project' : 'user',
    units: /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined,
  };
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
  const seconds = /^\d+$/.exec(headers.get('retry-after') ?? '')?.[0];
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
