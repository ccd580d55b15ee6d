import {ContactList} from '../../server/contract/contact.ts';
import {Label, LabelList} from '../../server/contract/label.ts';
import {act, update} from '../card.ts';
import type {ActionResponse, CardsResponse, DraftResponse} from '../card.ts';
import {ask, askBoth, get, type Answer} from '../client.ts';
import {parseAddresses} from '../headers.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {composeCard, pickCard} from '../views/compose.ts';
import {emailsOf} from '../views/person.ts';
import {notDone, notified, shown, triggered} from './answers.ts';

const LABELS_SIZE = '30';
/** A host takes 100 to choose from. */
const PICKED_SIZE = '100';
const PAGE_SIZE = '1000';
/** Gmail sends one message to no more (Gmail Help, "sending limits"). */
const RECIPIENTS_MAX = 500;
const PAGES_MAX = 3;

export function openCompose(ports: Ports): CardsResponse {
  return triggered(
    ports,
    ask(ports, LabelList, get('labels', {pageSize: LABELS_SIZE})),
    act('openCompose', {}),
    (list, reader) => [composeCard(list, reader)],
  );
}

export const composeLabels: Handler<'composeLabels'> = (ports, {pageToken}) =>
  shown(
    ports,
    ask(ports, LabelList, get('labels', {pageSize: LABELS_SIZE, pageToken})),
    composeCard,
  );

/** One page in the place of another: nobody who was picked is left behind in a card below. */
export const composeLabel: Handler<'composeLabel'> = (
  ports,
  {label, pageToken, picked: before},
) => {
  const picked = pickedOf(ports, before);
  const list = {pageSize: PICKED_SIZE, pageToken, orderBy: 'displayName'};
  const answer = askBoth(
    ports,
    [get(label), Label],
    [get(`${label}/contacts`, list), ContactList],
    (head, page) => ({label: head, picked, pageToken, ...page}),
  );
  return before === undefined
    ? shown(ports, answer, pickCard)
    : answer.kind === 'ok'
      ? update(pickCard(answer.value, readerOf(ports)))
      : notDone(ports, answer);
};

/** Who was picked here and on other pages. @param before `pickedText` of those */
const pickedOf = (ports: Ports, before = ''): readonly string[] => [
  ...new Set([
    ...before.split('\n').filter(email => email !== ''),
    ...(ports.event.inputs['people'] ?? []),
  ]),
];

export const insert: Handler<'insert'> = (ports, {field, picked}) => {
  const {compose} = readerOf(ports).language;
  const emails = pickedOf(ports, picked);
  return emails.length === 0
    ? notified(compose.nobodyPicked)
    : drafted(ports, field, emails);
};

export const insertAll: Handler<'insertAll'> = (ports, {label, field}) => {
  const {compose} = readerOf(ports).language;
  const all = everybody(ports, label);
  if (all.kind === 'fault') return notDone(ports, all);
  const {emails, isWhole} = all.value;
  if (!isWhole) return notified(compose.tooMany(RECIPIENTS_MAX));
  return emails.length === 0
    ? notified(compose.noAddresses)
    : drafted(ports, field, emails);
};

/** Into the draft, but who is in it already. */
function drafted(
  ports: Ports,
  field: string,
  emails: readonly string[],
): ActionResponse | DraftResponse {
  const {compose} = readerOf(ports).language;
  if (emails.length > RECIPIENTS_MAX) {
    return notified(compose.tooMany(RECIPIENTS_MAX));
  }
  const {to = [], cc = [], bcc = []} = ports.event.draft ?? {};
  const known = new Set(
    [...to, ...cc, ...bcc].flatMap(parseAddresses).map(({email}) => email),
  );
  const fresh = emails.filter(email => !known.has(email.toLowerCase()));
  if (fresh.length === 0) return notified(compose.allThere);
  switch (field) {
    case 'cc':
      return {kind: 'draft', cc: fresh};
    case 'bcc':
      return {kind: 'draft', bcc: fresh};
    default:
      return {kind: 'draft', to: fresh};
  }
}

interface Everybody {
  /** The first address of each. */
  readonly emails: readonly string[];
  /** False where there are more pages than were read. */
  readonly isWhole: boolean;
}

function everybody(ports: Ports, label: string): Answer<Everybody> {
  const emails = new Set<string>();
  let pageToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = ask(
      ports,
      ContactList,
      get(`${label}/contacts`, {pageSize: PAGE_SIZE, pageToken}),
    );
    if (answer.kind === 'fault') return answer;
    for (const {person} of answer.value.contacts) {
      for (const email of emailsOf(person).slice(0, 1)) emails.add(email);
    }
    pageToken = answer.value.nextPageToken;
    if (pageToken === undefined || emails.size > RECIPIENTS_MAX) break;
  }
  return {
    kind: 'ok',
    value: {emails: [...emails], isWhole: pageToken === undefined},
  };
}
