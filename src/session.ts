/** The run as the platform describes it, put behind the ports. */
import * as z from 'zod/mini';
import {createTransport} from './api.ts';
import type {
  Cache,
  CalendarEvent,
  Draft,
  Event,
  MessageBody,
  MessageHeaders,
  Ports,
  Settings,
} from './ports.ts';

/** The host gives up on a run after this (add-ons, concepts/actions). */
const RUN_MS_MAX = 30_000;
/** For drawing a card and carrying it to the host. */
const RESERVE_MS = 3000;
/** CacheService refuses more. */
const CACHE_BYTES_MAX = 100 * 1024;
/** UTF-8 has no character of more bytes than three for each of JavaScript's. */
const BYTES_PER_UNIT_MAX = 3;

/** `SERVICE_URL` of the build, or nothing; the build puts it in place of this name. */
declare const SERVICE_URL_BUILT: string | undefined;

const Texts = z.catch(z.array(z.string()), []);
const Text = z.catch(z.optional(z.string()), undefined);
const Flag = z.catch(z.boolean(), false);

const FormInput = z.object({
  stringInputs: z.optional(z.object({value: Texts})),
  dateInput: z.optional(z.object({msSinceEpoch: z.coerce.string()})),
});
type FormInput = z.output<typeof FormInput>;

/**
 * What a host sends (add-ons, concepts/event-objects). What is not as described
 * there is taken as absent: no host may keep somebody from a card.
 */
const HostEvent = z.object({
  commonEventObject: z.object({
    userLocale: Text,
    timeZone: z.catch(z.optional(z.object({id: z.string()})), undefined),
    parameters: z.catch(z.record(z.string(), z.string()), {}),
    formInputs: z.catch(z.record(z.string(), z.catch(FormInput, {})), {}),
  }),
  gmail: z.catch(
    z.optional(
      z.object({
        messageId: Text,
        accessToken: Text,
        toRecipients: z.optional(Texts),
        ccRecipients: z.optional(Texts),
        bccRecipients: z.optional(Texts),
      }),
    ),
    undefined,
  ),
  calendar: z.catch(
    z.optional(
      z.object({
        capabilities: z.catch(z.object({canSeeAttendees: Flag}), {
          canSeeAttendees: false,
        }),
        attendees: z.catch(
          z.array(
            z.object({
              email: z.catch(z.string(), ''),
              displayName: Text,
              self: Flag,
              resource: Flag,
            }),
          ),
          [],
        ),
      }),
    ),
    undefined,
  ),
});
type HostEvent = z.output<typeof HostEvent>;

export interface Session {
  readonly ports: Ports;
  /** Those of the action that was pressed, `act` among them. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** @param raw the event that the platform hands to a function of the manifest */
export function openSession(raw: unknown): Session {
  const startedMs = Date.now();
  const parsed = HostEvent.safeParse(raw);
  const hostEvent = parsed.success
    ? parsed.data
    : HostEvent.parse({commonEventObject: {}});
  const timeLeftMs = () => startedMs + RUN_MS_MAX - RESERVE_MS - Date.now();
  const settings = readSettings();
  const transport = createTransport({
    serviceUrl: settings.serviceUrl,
    identityToken,
    timeLeftMs,
  });
  return {
    parameters: hostEvent.commonEventObject.parameters,
    ports: {
      event: toEvent(hostEvent),
      http: requests => transport.send(requests),
      cache: openCache(),
      settings,
      identityToken,
      consentUrl,
      ownAddress: () =>
        tried(
          () => Session.getActiveUser().getEmail().toLowerCase(),
          undefined,
        ) || undefined,
      messageHeaders: () => readHeaders(hostEvent),
      messageBody: () => readBody(hostEvent),
      now: () => Date.now(),
      timeLeftMs,
    },
  };
}

/** For Cloud Logging. Where it broke, and not what it said: that may hold what somebody typed. */
export function reportFault(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const places = stack
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n');
  console.error(
    `${error instanceof Error ? error.name : typeof error}\n${places}`,
  );
}

/** What the platform has, or what stands for it where it fails: no card is lost for it. */
function tried<T>(call: () => T, otherwise: T): T {
  try {
    return call();
  } catch (error) {
    reportFault(error);
    return otherwise;
  }
}

function identityToken(): string | undefined {
  // Declared as a text, it is null where consent to `openid` is missing.
  return ScriptApp.getIdentityToken() || undefined;
}

function consentUrl(): string | undefined {
  const consent = ScriptApp.getAuthorizationInfo(ScriptApp.AuthMode.FULL);
  return consent.getAuthorizationStatus() ===
    ScriptApp.AuthorizationStatus.REQUIRED
    ? consent.getAuthorizationUrl()
    : undefined;
}

/**
 * Script properties: `SERVICE_URL`, and `SERVICE_URL_BUILT`, the one of the
 * build that wrote it. A build for another service writes both anew; one that
 * an administrator writes by hand stands until then.
 */
function readSettings(): Settings {
  const properties = PropertiesService.getScriptProperties();
  const kept = properties.getProperties();
  const built = SERVICE_URL_BUILT;
  if (built === undefined || kept['SERVICE_URL_BUILT'] === built) {
    return {serviceUrl: kept['SERVICE_URL']?.replace(/\/+$/, '') || undefined};
  }
  properties.setProperties({SERVICE_URL: built, SERVICE_URL_BUILT: built});
  return {serviceUrl: built};
}

function openCache(): Cache {
  const kept = CacheService.getUserCache();
  return {
    getAll: keys => tried(() => kept.getAll([...keys]), {}),
    putAll: (texts, seconds) =>
      tried(
        () =>
          kept.putAll(
            Object.fromEntries(
              Object.entries(texts).filter(
                ([, text]) =>
                  text.length * BYTES_PER_UNIT_MAX <= CACHE_BYTES_MAX,
              ),
            ),
            seconds,
          ),
        undefined,
      ),
  };
}

/** The open message; its token gives access to this one alone, until the host closes it. */
function openMessage({gmail}: HostEvent) {
  if (gmail?.messageId === undefined || gmail.accessToken === undefined) {
    return undefined;
  }
  GmailApp.setCurrentMessageAccessToken(gmail.accessToken);
  return GmailApp.getMessageById(gmail.messageId);
}

function readHeaders(hostEvent: HostEvent): MessageHeaders | undefined {
  return tried(() => {
    const message = openMessage(hostEvent);
    return (
      message && {
        from: message.getFrom(),
        to: message.getTo(),
        cc: message.getCc(),
      }
    );
  }, undefined);
}

function readBody(hostEvent: HostEvent): MessageBody {
  return tried<MessageBody>(
    () => {
      const message = openMessage(hostEvent);
      return message === undefined
        ? {kind: 'none'}
        : {kind: 'text', text: message.getPlainBody()};
    },
    // Without `gmail.addons.current.message.action` the platform throws; it names no kinds.
    {kind: 'notAllowed'},
  );
}

function toEvent({commonEventObject: common, gmail, calendar}: HostEvent) {
  const event: Event = {
    locale: common.userLocale || Session.getActiveUserLocale(),
    timeZone: common.timeZone?.id ?? 'UTC',
    inputs: toInputs(common.formInputs),
    draft: gmail === undefined ? undefined : toDraft(gmail),
    calendarEvent:
      calendar === undefined ? undefined : toCalendarEvent(calendar),
  };
  return event;
}

/** The host tells recipients in the compose window alone. */
function toDraft({
  toRecipients: to,
  ccRecipients: cc,
  bccRecipients: bcc,
}: NonNullable<HostEvent['gmail']>): Draft | undefined {
  if (to === undefined && cc === undefined && bcc === undefined) {
    return undefined;
  }
  return {to: to ?? [], cc: cc ?? [], bcc: bcc ?? []};
}

function toCalendarEvent(
  calendar: NonNullable<HostEvent['calendar']>,
): CalendarEvent {
  return {
    canSeeAttendees: calendar.capabilities.canSeeAttendees,
    attendees: calendar.attendees.map(({displayName, ...attendee}) => ({
      ...attendee,
      displayName: displayName || undefined,
    })),
  };
}

function toInputs(
  inputs: Readonly<Record<string, FormInput>>,
): Event['inputs'] {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, input]) => {
      const texts = inputTexts(input);
      return texts.length === 0 ? [] : [[name, texts]];
    }),
  );
}

/** Of an emoji that a keyboard cut in two: no address takes them, nor does a database. */
const HALVES = /\p{Cs}/gu;

function inputTexts({stringInputs, dateInput}: FormInput): readonly string[] {
  if (stringInputs !== undefined) {
    return stringInputs.value
      .map(text => text.replace(HALVES, ''))
      .filter(text => text !== '');
  }
  return dateInput === undefined ? [] : [dateInput.msSinceEpoch];
}
