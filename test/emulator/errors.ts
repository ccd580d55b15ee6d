/** Google's two error dialects: google.rpc.Status (People) and `errors[]` (Directory). */
import type {ApiName} from './discovery/discovery.ts';
import type {Draft} from './types.ts';

/** https://cloud.google.com/apis/design/errors: canonical code, its number and HTTP status. */
export const RPC = {
  INVALID_ARGUMENT: {number: 3, http: 400},
  FAILED_PRECONDITION: {number: 9, http: 400},
  UNAUTHENTICATED: {number: 16, http: 401},
  PERMISSION_DENIED: {number: 7, http: 403},
  NOT_FOUND: {number: 5, http: 404},
  ALREADY_EXISTS: {number: 6, http: 409},
  ABORTED: {number: 10, http: 409},
  RESOURCE_EXHAUSTED: {number: 8, http: 429},
  INTERNAL: {number: 13, http: 500},
  UNAVAILABLE: {number: 14, http: 503},
  DEADLINE_EXCEEDED: {number: 4, http: 504},
} as const;

export type RpcStatus = keyof typeof RPC;

/** An answer that is an error; thrown by methods, rendered once at the end. */
export class GoogleError extends Error {
  readonly status: RpcStatus | undefined;
  readonly http: number;
  readonly details: readonly Draft[];
  /** The legacy `reason` of the Directory dialect. */
  readonly reason: string | undefined;

  constructor(options: {
    status?: RpcStatus;
    http?: number;
    message: string;
    details?: readonly Draft[];
    reason?: string;
  }) {
    super(options.message);
    this.status = options.status;
    this.http = options.http ?? (options.status ? RPC[options.status].http : 0);
    this.details = options.details ?? [];
    this.reason = options.reason;
  }

  /** google.rpc.Status as it stands inside batch answers and error details. */
  rpcStatus(): Draft {
    return {
      code: this.status ? RPC[this.status].number : 2,
      message: this.message,
    };
  }
}

export const GENERIC_INVALID = 'Request contains an invalid argument.';
const NOT_FOUND_TEXT = 'Requested entity was not found.';
export const UNAUTHENTICATED_TEXT =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

export const invalidArgument = (
  message = GENERIC_INVALID,
  details?: readonly Draft[],
) =>
  new GoogleError({
    status: 'INVALID_ARGUMENT',
    message,
    ...(details ? {details} : {}),
  });

export const badRequest = (
  message: string,
  violations: readonly {field?: string; description: string}[],
) =>
  invalidArgument(message, [
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: violations,
    },
  ]);

export const failedPrecondition = (
  message: string,
  details?: readonly Draft[],
) =>
  new GoogleError({
    status: 'FAILED_PRECONDITION',
    message,
    ...(details ? {details} : {}),
  });

export const notFound = () =>
  new GoogleError({status: 'NOT_FOUND', message: NOT_FOUND_TEXT});

/** google.rpc.ErrorInfo. */
export const errorInfo = (
  reason: string,
  domain: string,
  metadata?: Record<string, string>,
): Draft => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain,
  ...(metadata ? {metadata} : {}),
});

/** directory-api §5: the legacy body, with its reason. */
export const directoryError = (http: number, reason: string, message: string) =>
  new GoogleError({http, reason, message});

const REASON_BY_STATUS: Partial<Record<RpcStatus, string>> = {
  INVALID_ARGUMENT: 'badRequest',
  FAILED_PRECONDITION: 'failedPrecondition',
  UNAUTHENTICATED: 'authError',
  PERMISSION_DENIED: 'forbidden',
  NOT_FOUND: 'notFound',
  ALREADY_EXISTS: 'alreadyExists',
  ABORTED: 'aborted',
  RESOURCE_EXHAUSTED: 'rateLimitExceeded',
  UNAVAILABLE: 'backendError',
  INTERNAL: 'backendError',
};

/** The body of an error. `$.xgafv=1` asks for the legacy list in the new dialect too. */
export function errorBody(
  error: GoogleError,
  api: ApiName,
  legacyAsked: boolean,
): Draft {
  const reason =
    error.reason ??
    (error.status ? REASON_BY_STATUS[error.status] : undefined) ??
    'backendError';
  const entry = {message: error.message, domain: 'global', reason};
  const body: Draft = {code: error.http, message: error.message};
  if (api === 'directory' || legacyAsked) body['errors'] = [entry];
  if (error.status) body['status'] = error.status;
  if (error.details.length > 0) body['details'] = error.details;
  return {error: body};
}
