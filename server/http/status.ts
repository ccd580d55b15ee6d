import {
  BAD_REQUEST_TYPE,
  ERROR_DOMAIN,
  ERROR_INFO_TYPE,
  HTTP_CODES,
  type ErrorResponse,
  type FieldViolation,
  type StatusCode,
} from '../contract/status.ts';

interface StatusDetail {
  readonly violations?: readonly FieldViolation[];
  /** When trying again may help, in seconds. */
  readonly retryAfterSeconds?: number;
  /** Where HTTP has a narrower code than the status's own, 413 for instance. */
  readonly httpCode?: number;
  /** For programs, where the status alone does not say what to do; UPPER_SNAKE_CASE. */
  readonly reason?: string;
}

/** What a call answers instead of its result. The message goes to the caller: ids only. */
export class StatusError extends Error {
  readonly status: StatusCode;
  readonly detail: StatusDetail;

  constructor(status: StatusCode, message: string, detail: StatusDetail = {}) {
    super(message);
    this.name = 'StatusError';
    this.status = status;
    this.detail = detail;
  }

  get httpCode(): number {
    return this.detail.httpCode ?? HTTP_CODES[this.status];
  }
}

/** 400: the field, as the caller wrote its path, and what is wrong with it. */
export function invalid(field: string, description: string): StatusError {
  return invalidFields([{field, description}]);
}

export function invalidFields(
  violations: readonly FieldViolation[],
): StatusError {
  const [first] = violations;
  const message =
    first === undefined
      ? 'The request is not valid.'
      : `${first.field}: ${first.description}`;
  return new StatusError('INVALID_ARGUMENT', message, {violations});
}

/** 404, also for what exists and the caller may not see. */
export function notFound(field?: string): StatusError {
  return new StatusError(
    'NOT_FOUND',
    'It does not exist, or you may not see it.',
    field === undefined
      ? {}
      : {violations: [{field, description: 'Not found'}]},
  );
}

/** 403: seen, but not allowed. */
export function denied(message: string, field?: string): StatusError {
  return new StatusError(
    'PERMISSION_DENIED',
    message,
    field === undefined ? {} : {violations: [{field, description: message}]},
  );
}

/** 409: somebody wrote since the caller read. */
export function staleEtag(reason?: string): StatusError {
  return new StatusError(
    'ABORTED',
    'It was changed since its etag was read: read it again.',
    {
      violations: [{field: 'etag', description: 'Out of date'}],
      ...(reason !== undefined && {reason}),
    },
  );
}

/** 409: what it is about is in no state for that now, and trying again does not help. */
export function conflict(message: string, reason?: string): StatusError {
  return new StatusError('FAILED_PRECONDITION', message, {
    httpCode: 409,
    ...(reason !== undefined && {reason}),
  });
}

export function alreadyExists(
  message: string,
  field: string,
  reason?: string,
): StatusError {
  return new StatusError('ALREADY_EXISTS', message, {
    violations: [{field, description: message}],
    ...(reason !== undefined && {reason}),
  });
}

/** Of a 409: it is so already, as after a call that had no answer and is repeated. */
export const ALREADY_DONE = 'ALREADY_DONE';

/** 400: asked well, but not as things stand. */
export function failedPrecondition(message: string): StatusError {
  return new StatusError('FAILED_PRECONDITION', message);
}

/** 400: it was right once, and what it needs is gone. */
export function outOfRange(field: string, description: string): StatusError {
  return new StatusError('OUT_OF_RANGE', `${field}: ${description}`, {
    violations: [{field, description}],
  });
}

/** google.rpc.Status as JSON, the form of AIP-193. */
export function toErrorResponse(error: StatusError): ErrorResponse {
  const {violations = [], reason} = error.detail;
  const details = [
    ...(violations.length > 0
      ? [{'@type': BAD_REQUEST_TYPE, fieldViolations: [...violations]}]
      : []),
    ...(reason === undefined
      ? []
      : [{'@type': ERROR_INFO_TYPE, reason, domain: ERROR_DOMAIN}]),
  ];
  return {
    error: {
      code: error.httpCode,
      message: error.message,
      status: error.status,
      ...(details.length > 0 && {details}),
    },
  };
}
