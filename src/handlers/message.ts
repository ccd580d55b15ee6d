import {act, cards, push} from '../card.ts';
import type {Card, CardsResponse, OnClick} from '../card.ts';
import {
  correspondents,
  parseAddresses,
  type Correspondent,
} from '../headers.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import type {Shown} from '../views/contact-rows.ts';
import {contactCard} from '../views/contact.ts';
import {faultCard} from '../views/fault.ts';
import {nobodyCard, restCard, unknownCard} from '../views/message.ts';
import {failed, triggered} from './answers.ts';
import {lookUp} from './lookup.ts';

/** Nobody is called more; a sender may write anything, and it travels with the card's buttons. */
const NAME_LENGTH_MAX = 300;
/** Nobody leafs through more; a list of the rest follows. */
const CARDS_MAX = 20;

/** A message was opened: a card for each person it names. */
export function openMessage(ports: Ports): CardsResponse {
  const headers = ports.messageHeaders();
  const {language} = readerOf(ports);
  if (headers === undefined) {
    const consentUrl = ports.consentUrl();
    return cards(
      faultCard(consentUrl === undefined ? 'BROKEN' : 'CONSENT', language, {
        consentUrl,
        retry: act('openMessage', {}),
      }),
    );
  }
  const [sender] = parseAddresses(headers.from);
  return peopleCards(
    ports,
    correspondents(headers, ports.ownAddress()),
    {nobody: language.message.onlyYou, retry: act('openMessage', {})},
    sender?.email,
  );
}

/** A calendar event was opened: a card for each person invited. */
export function openEvent(ports: Ports): CardsResponse {
  const {language} = readerOf(ports);
  const event = ports.event.calendarEvent;
  const people = (event?.attendees ?? [])
    .filter(({self, resource}) => !self && !resource)
    .map(({email, displayName}) => ({
      email: email.toLowerCase(),
      displayName: displayName?.trim(),
    }));
  return peopleCards(
    ports,
    people.filter(({email}) => email !== '' && email !== ports.ownAddress()),
    {
      nobody:
        event?.canSeeAttendees === false
          ? language.message.hiddenGuests
          : language.message.noGuests,
      retry: act('openEvent', {}),
    },
  );
}

/** @param sender whose signature the message has, if it is one */
function peopleCards(
  ports: Ports,
  people: readonly Correspondent[],
  {nobody, retry}: {readonly nobody: string; readonly retry: OnClick},
  sender?: string,
): CardsResponse {
  if (people.length === 0) return cards(nobodyCard(readerOf(ports), nobody));
  const called = people.map(({email, displayName = ''}) =>
    displayName === '' || displayName.length > NAME_LENGTH_MAX
      ? {email}
      : {email, displayName},
  );
  const first = called.slice(0, CARDS_MAX);
  const rest = called.slice(CARDS_MAX);
  const found = lookUp(
    ports,
    first.map(({email}) => email),
  );
  return triggered(ports, found, retry, (matches, reader) => [
    ...first.map((person, at) =>
      personCard(ports, person, matches[at] ?? [], person.email === sender),
    ),
    ...(rest.length > 0 ? [restCard(rest, reader)] : []),
  ]);
}

function personCard(
  ports: Ports,
  person: Correspondent,
  [shown, ...also]: readonly Shown[],
  isSender = false,
): Card {
  const reader = readerOf(ports);
  return shown === undefined
    ? unknownCard(person, reader, isSender)
    : contactCard(shown, reader, {also});
}

/** One of those that had no card of their own. */
export const showPerson: Handler<'showPerson'> = (ports, {email, name}) => {
  const found = lookUp(ports, [email]);
  if (found.kind === 'fault') {
    return failed(ports, found);
  }
  return push(
    personCard(ports, {email, displayName: name}, found.value[0] ?? []),
  );
};
