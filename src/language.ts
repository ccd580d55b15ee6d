import type {language as english} from './languages/en.ts';

/** Everything the add-on says to people in one language; plain text, not HTML. */
export type Language = typeof english;

/** Why there is nothing to show, or why something was not done. */
export type Fault =
  /** Consent is missing. */
  | 'CONSENT'
  /** No service is set for this deployment. */
  | 'NOT_SET_UP'
  /** No answer in time. */
  | 'UNREACHABLE'
  /** The service does not take who they are. */
  | 'SIGN_IN'
  /** They have no account there. */
  | 'NO_ACCOUNT'
  /** They have one that may not be used. */
  | 'INVITED'
  | 'SUSPENDED'
  | 'DELETED'
  /** Their role does not allow it. */
  | 'NOT_ALLOWED'
  /** The service may not see whom they wrote to. */
  | 'NO_OTHERS'
  /** It is not there any more, or not for them. */
  | 'NOT_FOUND'
  /** It would remove one of too many within an hour. */
  | 'GUARDED'
  /** Somebody was quicker. */
  | 'CHANGED'
  /** Too many calls. */
  | 'BUSY'
  /** What was sent was not as it has to be. */
  | 'REFUSED'
  /** Anything else: ours to mend. */
  | 'BROKEN'
  /** The card is of an older version. */
  | 'OUTDATED';
