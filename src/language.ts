import type {Role} from '../server/contract/role.ts';

/** Everything the add-on says to people in one language; plain text, not HTML. */
export interface Language {
  /** BCP 47, without a region. */
  readonly code: string;
  readonly roles: Readonly<Record<Role, string>>;
  readonly home: {
    readonly title: string;
    readonly labels: string;
    readonly contacts: (count: number) => string;
    readonly noLabels: string;
    readonly refresh: string;
  };
  /** What a card says in place of what could not be shown, and what to do. */
  readonly faults: Readonly<
    Record<Fault, {readonly title: string; readonly what: string}>
  >;
  readonly tryAgain: string;
  readonly giveConsent: string;
}

/** Why there is nothing to show. */
export type Fault =
  /** Consent is missing. */
  | 'CONSENT'
  /** No service is set for this deployment. */
  | 'NOT_SET_UP'
  /** No answer in time. */
  | 'UNREACHABLE'
  /** The service does not take who they are. */
  | 'SIGN_IN'
  /** They have no account there, or may not do this. */
  | 'NOT_ALLOWED'
  /** It is not there any more, or not for them. */
  | 'NOT_FOUND'
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
