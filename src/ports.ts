/**
 * What handlers get of the world: everything that the platform gives stands
 * behind these, and tests put their own in. All of it is synchronous, as Apps
 * Script is.
 */
import type {
  ActName,
  ActParameters,
  SuggestName,
  SuggestParameters,
} from './acts.ts';
import type {
  CardsResponse,
  OnClick,
  Response,
  SuggestionsResponse,
} from './card.ts';

export interface Ports {
  readonly event: Event;
  /** What was pressed, to be pressed again where it failed; absent of a trigger. */
  readonly again?: OnClick | undefined;
  /** Calls the service, all at once; answers stand in the order of the requests. It never throws. */
  http(requests: readonly Request[]): readonly Reply[];
  readonly cache: Cache;
  readonly settings: Settings;
  /** The caller's ID token; absent where consent to `openid` is missing. `http` sends it by itself. */
  identityToken(): string | undefined;
  /** Where the person gives the consent that is missing; absent where none is. https. */
  consentUrl(): string | undefined;
  /** The person's own address, in lower case; absent where consent to it is missing. */
  ownAddress(): string | undefined;
  /** Headers of the open message; absent where none is open, or it cannot be read. */
  messageHeaders(): MessageHeaders | undefined;
  /** The open message's body, read only now. Only where the person asks for it. */
  messageBody(): MessageBody;
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds until the host gives up on this run (30 s from its start), less a reserve to draw a card. */
  timeLeftMs(): number;
}

/** What the host says of where and by what it was called. */
export interface Event {
  /** Of the person's, `ja` or `en-GB`. */
  readonly locale: string;
  /** IANA, `Asia/Tokyo`; `UTC` where the host does not say. */
  readonly timeZone: string;
  /**
   * What stands in the card's inputs, by name; absent where nothing does. Of a
   * `dateTimePicker`: milliseconds since 1970 in UTC as a decimal.
   */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** Who the draft is to so far; absent but in the compose window. */
  readonly draft?: Draft | undefined;
  /** The open calendar event; absent elsewhere. */
  readonly calendarEvent?: CalendarEvent | undefined;
}

export interface Draft {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
}

export interface CalendarEvent {
  /** False where the event hides who is invited. */
  readonly canSeeAttendees: boolean;
  readonly attendees: readonly Attendee[];
}

export interface Attendee {
  /** Empty where the calendar tells none. */
  readonly email: string;
  readonly displayName?: string | undefined;
  /** Whether it is the person's own. */
  readonly self: boolean;
  /** A room. */
  readonly resource: boolean;
}

/** As they stand in the message: `"Sato, Ken" <ken@example.com>, …`, possibly empty. */
export interface MessageHeaders {
  readonly from: string;
  readonly to: string;
  readonly cc: string;
}

export type MessageBody =
  | {readonly kind: 'text'; readonly text: string}
  /** Consent is missing; `consentUrl` where it is given. */
  | {readonly kind: 'notAllowed'}
  /** No message is open. */
  | {readonly kind: 'none'};

/** The person's own, kept for a while or not at all. Keys have at most 250 characters. */
export interface Cache {
  /** Those that are there. */
  getAll(keys: readonly string[]): Texts;
  /** A text of more than 100 KB is not kept. */
  putAll(texts: Texts, seconds: number): void;
}

type Texts = Readonly<Record<string, string>>;

/** Of this deployment. */
export interface Settings {
  /** Of the service, `https://contacts.example.com`; absent where nobody set it. */
  readonly serviceUrl?: string | undefined;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From `/v1/` on, with its query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** That asking twice does no more than once: it is tried again, once. A GET is, without saying so. */
  readonly repeatable?: boolean | undefined;
  /** That a card can be drawn without it: it is not tried again, for it may be what the others waited for. */
  readonly extra?: boolean | undefined;
}

export type Reply =
  /** `body` is parsed JSON, and absent where the answer was none. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body?: unknown;
    }
  /** No answer in time. What was to be changed may have been. */
  | {readonly kind: 'unreachable'}
  /** Too little was left of this run: nothing was sent. */
  | {readonly kind: 'outOfTime'}
  /** Consent to `openid` is missing: nothing was sent. */
  | {readonly kind: 'noIdentity'}
  /** No service is set: nothing was sent. */
  | {readonly kind: 'notSetUp'};

/** Answers one act. It returns a card for every outcome. */
export type Handler<Name extends ActName> = (
  ports: Ports,
  parameters: ActParameters<Name>,
) => Exclude<Response, SuggestionsResponse>;

/** Answers what an input offers. */
export type SuggestHandler<Name extends SuggestName> = (
  ports: Ports,
  parameters: SuggestParameters<Name>,
) => SuggestionsResponse;

/** Answers a trigger of the manifest: a message opened, a homepage, … */
export type TriggerHandler = (ports: Ports) => CardsResponse;
