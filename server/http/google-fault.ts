import type {GoogleFault} from '../core/google.ts';
import {StatusError} from './status.ts';

/** Whether a fault passes by itself, so that the caller may try the same again. */
const PASSES: Record<GoogleFault['kind'], boolean> = {
  staleEtag: false,
  expiredSyncToken: false,
  invalidArgument: false,
  notFound: false,
  alreadyExists: false,
  rateLimited: true,
  paced: true,
  exhausted: true,
  full: false,
  revoked: false,
  denied: false,
  unreachable: true,
};

const RETRY_AFTER_SECONDS = 5;

/** What it means that somebody's own contacts cannot be read; `otherwise` where what was asked is wrong. */
export function refusedByBook(
  fault: GoogleFault,
  otherwise: StatusError,
): StatusError {
  refusePassingFault(fault);
  return fault.kind === 'revoked' || fault.kind === 'denied'
    ? new StatusError(
        'FAILED_PRECONDITION',
        'Google does not let the service read your contacts.',
      )
    : otherwise;
}

/** Throws 503 where Google could not be asked; else the fault says something about what was asked. */
export function refusePassingFault(fault: GoogleFault): void {
  if (!PASSES[fault.kind]) return;
  const retryAfterSeconds =
    'retryAfterMs' in fault
      ? Math.ceil(fault.retryAfterMs / 1000)
      : RETRY_AFTER_SECONDS;
  throw new StatusError(
    'UNAVAILABLE',
    'Google does not answer now: try again.',
    {
      retryAfterSeconds,
    },
  );
}
