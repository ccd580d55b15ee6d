/** What hosts send, in the shape that Google documents (add-ons, concepts/event-objects). */

type Json = Readonly<Record<string, unknown>>;

export interface Where {
  readonly locale: string;
  readonly host?: 'GMAIL' | 'CALENDAR';
  readonly platform?: 'WEB' | 'IOS' | 'ANDROID';
}

/** Of a trigger on a homepage, and of the add-on's menu. */
export function homepageEvent({
  locale,
  host = 'GMAIL',
  platform = 'WEB',
}: Where): Json {
  return {
    commonEventObject: {
      userLocale: locale,
      hostApp: host,
      platform,
      timeZone: {id: 'Asia/Tokyo', offset: '32400000'},
    },
    ...(host === 'CALENDAR' ? {calendar: {}} : {gmail: {}}),
  };
}

export const MESSAGE_ID = 'msg-f:1780000000000000001';

export function messageEvent(where: Where): Json {
  return {
    ...homepageEvent(where),
    gmail: {
      messageId: MESSAGE_ID,
      threadId: 'thread-f:1780000000000000000',
      accessToken: 'AGQ-message-token',
    },
    messageMetadata: {messageId: MESSAGE_ID, accessToken: 'AGQ-message-token'},
  };
}

export function composeEvent(where: Where): Json {
  return {
    ...homepageEvent(where),
    gmail: {
      toRecipients: ['somebody@elsewhere.example'],
      ccRecipients: [],
      bccRecipients: [],
    },
  };
}

export interface Invited {
  readonly email: string;
  readonly displayName: string;
  readonly self?: boolean;
}

export function calendarEvent(where: Where, invited: readonly Invited[]): Json {
  return {
    ...homepageEvent({...where, host: 'CALENDAR'}),
    calendar: {
      id: 'event1',
      calendarId: 'primary',
      organizer: {email: invited[0]?.email ?? 'nobody@elsewhere.example'},
      capabilities: {
        canSeeAttendees: true,
        canAddAttendees: false,
        canSeeConferenceData: false,
        canSetConferenceData: false,
      },
      attendees: invited.map(({email, displayName, self = false}, index) => ({
        ...{email, displayName, self},
        additionalGuests: 0,
        optional: false,
        organizer: index === 0,
        resource: false,
        responseStatus: 'needsAction',
      })),
    },
  };
}

export type FormInputs = Readonly<Record<string, Json>>;

/** A click on a card that one of the others brought. */
export function actionEvent(
  base: Json,
  parameters: Readonly<Record<string, string>>,
  formInputs: FormInputs,
): Json {
  return {
    ...base,
    commonEventObject: {
      ...(base['commonEventObject'] as Json),
      parameters,
      formInputs,
    },
  };
}
