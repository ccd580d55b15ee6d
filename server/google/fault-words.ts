/**
 * The words of Google's answers and of broken connections, and the fault each one
 * is. test/google holds the answers they stand in.
 */
import type {GoogleFault} from '../core/google.ts';

/** `paced` is our own word: Google was not asked. */
export type FaultKind = Exclude<GoogleFault['kind'], 'paced'>;
export type FaultTable = Readonly<Record<string, FaultKind>>;

/** `google.rpc.ErrorInfo.reason` (google.api.ErrorReason, People) and `errors[].reason` (Directory). */
export const KIND_BY_REASON: FaultTable = {
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

/** Reasons that are the Cloud project's, and so every account's. */
export const PROJECT_REASONS: ReadonlySet<string> = new Set([
  'SERVICE_DISABLED',
  'BILLING_DISABLED',
  'CONSUMER_INVALID',
  'CONSUMER_SUSPENDED',
  'USER_PROJECT_DENIED',
  'accessNotConfigured',
]);

/** Google's sentences where there is no reason; test/google holds the answers they stand in. */
export const KIND_BY_SENTENCE: FaultTable = {
  'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.':
    'staleEtag',
  'Request person.metadata.sources.etag is different than the current person.metadata.sources.etag. Clear local cache and get the latest person.':
    'staleEtag',
  'Sync token is expired. Clear local cache and retry call without the sync token.':
    'expiredSyncToken',
  'Resource has been exhausted (e.g. check quota).': 'exhausted',
};

/** The metric, the limit and the project differ; the sentence does not. */
export const QUOTA_SENTENCE =
  /^Quota exceeded for quota metric '(?<what>[^'(]*?)(?: \([^']*)?' and limit '[^']*per (?<unit>minute|day)(?<perUser> per user)?[^']*' of service '[^']*' for consumer '[^']*'\.$/;

/** The one thing ever quoted of this body is its identifier, so that has to do. */
export const OVERFLOW = /(?<!\w)MY_CONTACTS_OVERFLOW_COUNT(?!\w)/;

/** google.rpc.Code where one code means one thing. */
export const KIND_BY_STATUS: FaultTable = {
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
export const STATUS_NAMES = [
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
export const KIND_BY_TOKEN_ERROR: FaultTable = {
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
export const KIND_BY_TOKEN_SENTENCE: FaultTable = {
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
export const NO_ANSWER_CODES: ReadonlySet<string> = new Set([
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
