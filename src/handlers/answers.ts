/** What handlers answer with, whatever came of it. */
import {cards, push, update} from '../card.ts';
import type {ActionResponse, Card, CardsResponse, OnClick} from '../card.ts';
import type {Answer, Failure} from '../client.ts';
import type {Ports} from '../ports.ts';
import {readerOf, type Reader} from '../reader.ts';
import {faultCard} from '../views/fault.ts';
import {doneCard} from '../views/message.ts';
import {clip, failureText, type Note} from '../views/pieces.ts';

/** @param retry what was pressed, unless something else is said */
export function failureCard(
  ports: Ports,
  failure: Failure,
  retry: OnClick | undefined = ports.again,
): Card {
  const reader = readerOf(ports);
  const consentUrl = ports.consentUrl();
  // Where calling out was not consented to, it fails as a service does that is down.
  const isDenied = failure.fault === 'UNREACHABLE' && consentUrl !== undefined;
  const fault = isDenied ? 'CONSENT' : failure.fault;
  const text = failureText(reader, {...failure, fault});
  return faultCard(fault, reader.language, {consentUrl, retry, text});
}

/** A trigger's: who is refused here has no account. @param retry the same again */
export function triggered<T>(
  ports: Ports,
  answer: Answer<T>,
  retry: OnClick,
  draw: (value: T, reader: Reader) => readonly Card[],
): CardsResponse {
  if (answer.kind === 'ok')
    return cards(...draw(answer.value, readerOf(ports)));
  const fault = answer.fault === 'NOT_ALLOWED' ? 'NO_ACCOUNT' : answer.fault;
  return cards(failureCard(ports, {...answer, fault}, retry));
}

/** Something to look at, on top; or why not. @param retry as a failure's card has it */
export function shown<T>(
  ports: Ports,
  answer: Answer<T>,
  draw: (value: T, reader: Reader) => Card,
  retry?: OnClick,
): ActionResponse {
  return push(
    answer.kind === 'ok'
      ? draw(answer.value, readerOf(ports))
      : failureCard(ports, answer, retry),
  );
}

/** What something was done to, as it is now; where it cannot be read, what was done. @param name of it */
export function noted<T>(
  ports: Ports,
  answer: Answer<T>,
  note: Note,
  name: string,
  draw: (value: T, reader: Reader, note: Note) => Card,
): Card {
  const reader = readerOf(ports);
  return answer.kind === 'ok'
    ? draw(answer.value, reader, note)
    : doneCard(reader, note, name);
}

/** What nobody can search for, is not found. */
export const orNone = <T>(answer: Answer<T>, none: T): Answer<T> =>
  answer.kind === 'fault' && answer.fault === 'REFUSED'
    ? {kind: 'ok', value: none}
    : answer;

/** In place of what it was pressed in; or why not, on top. */
export function redrawn<T>(
  ports: Ports,
  answer: Answer<T>,
  draw: (value: T, reader: Reader) => Card,
  retry?: OnClick,
): ActionResponse {
  return answer.kind === 'ok'
    ? update(draw(answer.value, readerOf(ports)))
    : failed(ports, answer, retry);
}

/** Why nothing was done, on top. @param retry as a failure's card has it */
export const failed = (ports: Ports, failure: Failure, retry?: OnClick) =>
  push(failureCard(ports, failure, retry));

/** A host shows no more of a notification. */
const NOTIFICATION_LENGTH_MAX = 200;

/** Why nothing was done, over the card as it stands, with all that is typed into it. */
export function notified(text: string): ActionResponse {
  return {kind: 'action', notification: clip(text, NOTIFICATION_LENGTH_MAX)};
}

export function notDone(ports: Ports, failure: Failure): ActionResponse {
  return notified(failureText(readerOf(ports), failure));
}

/** The card that was on top is done with: below it stands what came of it. */
export function back(card: Card): ActionResponse {
  return {
    kind: 'action',
    navigations: [{pop: true}, {updateCard: card}],
    stateChanged: true,
  };
}

/** Something changed, and this is how it is now. */
export function changed(card: Card): ActionResponse {
  return {...update(card), stateChanged: true};
}
