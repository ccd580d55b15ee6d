import {Contact} from '../../server/contract/contact.ts';
import {Label, LabelList} from '../../server/contract/label.ts';
import {
  NoticeList,
  ReadNoticesResponse,
  type Notice,
} from '../../server/contract/notice.ts';
import {PendingRemovalList} from '../../server/contract/pending-removal.ts';
import {Empty} from '../../server/contract/query.ts';
import {Suggestion, SuggestionList} from '../../server/contract/suggestion.ts';
import {act} from '../card.ts';
import type {Card} from '../card.ts';
import {
  ALL_LABELS,
  ask,
  askAll,
  get,
  post,
  read,
  tell,
  type Answer,
  type Failure,
} from '../client.ts';
import type {Language} from '../language.ts';
import type {Handler, Ports, Reply, Request} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {MAY_REMOVE} from '../views/contact.ts';
import {INBOX, inboxCard, type Inbox} from '../views/inbox.ts';
import type {Note} from '../views/pieces.ts';
import {changed, failed, noted, shown} from './answers.ts';
import {removalOf, undoOfLast, type LastChange} from './contact.ts';
import {loadContact} from './lookup.ts';

/** As many as the service gives: the person's own stand among those that wait for them. */
const SIZE = '1000';

/** Notices that nobody read, in the language of the card: of no more is told here. */
export const unread = (ports: Ports): Request => ({
  ...get('notices', {
    pageSize: '100',
    languageCode: readerOf(ports).language.code,
  }),
  extra: true,
});

/** Those of them that are no request, which stands beside them itself. */
export function newsOf(reply: Reply | undefined): readonly Notice[] {
  const answer = read(reply, NoticeList);
  return answer.kind === 'ok'
    ? answer.value.notices.filter(({kind}) => !REQUESTS.includes(kind))
    : [];
}

const REQUESTS: readonly string[] = ['SUGGESTION', 'HELD_REMOVAL'];

function loadInbox(ports: Ports): Answer<Inbox> {
  const [first, second, third, fourth] = askAll(ports, [
    get('suggestions', {pageSize: SIZE}),
    get('pendingRemovals', {pageSize: SIZE}),
    ALL_LABELS,
    unread(ports),
  ]);
  const suggestions = read(first, SuggestionList);
  if (suggestions.kind === 'fault') return suggestions;
  const removals = read(second, PendingRemovalList);
  const labels = read(third, LabelList);
  const listed = waitingFirst(suggestions.value.suggestions);
  return {
    kind: 'ok',
    value: {
      suggestions: listed,
      contacts: contactsOf(ports, listed),
      labels: labels.kind === 'ok' ? labels.value.labels : [],
      removals: waitingFirst(
        removals.kind === 'ok' ? removals.value.pendingRemovals : [],
      ),
      news: newsOf(fourth),
    },
  };
}

/** What waits for the person before what is their own. */
const waitingFirst = <Each extends {readonly mayDecide: boolean}>(
  all: readonly Each[],
) =>
  [...all].sort(
    (one, other) => Number(other.mayDecide) - Number(one.mayDecide),
  );

/** Each is a call; of more than these a suggestion says what, and not of whom. */
const CONTACTS_MAX = 20;

/** What suggestions are about, as far as it can be seen. */
function contactsOf(
  ports: Ports,
  suggestions: readonly Suggestion[],
): Inbox['contacts'] {
  const named = suggestions.flatMap(({contact}) => contact ?? []);
  const wanted = [...new Set(named)].slice(0, CONTACTS_MAX);
  const replies = askAll(
    ports,
    wanted.map(contact => get(contact)),
  );
  return replies.flatMap(reply => {
    const answer = read(reply, Contact);
    return answer.kind === 'ok' ? [answer.value] : [];
  });
}

export const showInbox: Handler<'showInbox'> = ports =>
  shown(ports, loadInbox(ports), inboxCard);

export const markRead: Handler<'markRead'> = (ports, {notices}) => {
  const answer = tell(
    ports,
    ReadNoticesResponse,
    post('notices:markRead', {notices: notices.split(' ')}),
  );
  if (answer.kind === 'fault') return undecided(ports, answer);
  const text = readerOf(ports).language.inbox.read;
  return changed(inboxCardOf(ports, {text}));
};

const VERDICTS = ['accept', 'reject', 'withdraw'] as const;

export const decide: Handler<'decide'> = (
  ports,
  {suggestion, etag, verdict},
) => {
  const [verb = 'reject'] = VERDICTS.filter(each => each === verdict);
  const answer = tell(ports, Suggestion, post(`${suggestion}:${verb}`, {etag}));
  if (answer.kind === 'fault') return undecided(ports, answer);
  const {contact} = answer.value;
  if (verb !== 'accept') {
    return decided(ports, verb, post(`${suggestion}:reopen`));
  }
  return decided(
    ports,
    verb,
    contact === undefined ? undefined : undoOfLast(ports, contact, isAccepted),
  );
};

/** Of a contact that was there, its fields; else it was put on a label. */
const isAccepted = ({kind, labelsAdded}: LastChange) =>
  kind === 'suggestion' || labelsAdded.length > 0;

/** To keep what was to be removed changes nothing that could be undone. */
export const decideRemoval: Handler<'decideRemoval'> = (
  ports,
  {removal, verdict, contact, label},
) => {
  const [verb = 'reject'] = REMOVAL_VERDICTS.filter(each => each === verdict);
  const answer = tell(ports, Empty, post(`${removal}:${verb}`));
  if (answer.kind === 'fault') return undecided(ports, answer);
  switch (verb) {
    case 'approve':
      return decided(ports, verb, undoOfRemoval(ports, contact, label));
    case 'reject':
      return decided(ports, 'keep', undefined);
    case 'withdraw':
      return decided(ports, verb, removalOf(contact, label));
  }
};

const REMOVAL_VERDICTS = ['approve', 'reject', 'withdraw'] as const;

/** The act was another's: what brings the contact back is this person's own. */
function undoOfRemoval(
  ports: Ports,
  contact: string,
  label: string,
): Request | undefined {
  // An admin decides about labels of others too, and brings nothing back there.
  const own = ask(ports, Label, get(label));
  const role = own.kind === 'ok' ? own.value.role : undefined;
  if (role === undefined || !MAY_REMOVE.includes(role)) return undefined;
  const now = loadContact(ports, contact);
  if (now.kind === 'fault') {
    return now.fault === 'NOT_FOUND' ? post(`${contact}:undelete`) : undefined;
  }
  return now.value.facts.may.share
    ? post(`${label}/contacts:add`, {contacts: [contact]})
    : undefined;
}

const undecided = (ports: Ports, failure: Failure) =>
  failed(ports, failure, act('showInbox', {}));

/** What waits as it is now; where it cannot be read, what was done. */
export function inboxCardOf(ports: Ports, note: Note): Card {
  return noted(ports, loadInbox(ports), note, INBOX, inboxCard);
}

function decided(
  ports: Ports,
  verdict: keyof Language['inbox']['decided'],
  undo: Request | undefined,
) {
  const text = readerOf(ports).language.inbox.decided[verdict];
  return changed(inboxCardOf(ports, {text, undo}));
}
