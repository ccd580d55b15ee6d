import {Contact} from '../../server/contract/contact.ts';
import {LabelList} from '../../server/contract/label.ts';
import {PendingRemovalList} from '../../server/contract/pending-removal.ts';
import {Empty} from '../../server/contract/query.ts';
import {Suggestion, SuggestionList} from '../../server/contract/suggestion.ts';
import {act, push} from '../card.ts';
import type {ActionResponse} from '../card.ts';
import {
  ask,
  askAll,
  get,
  post,
  read,
  tell,
  type Answer,
  type Failure,
} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {inboxCard, type Inbox} from '../views/inbox.ts';
import {doneCard} from '../views/message.ts';
import {changed, failureCard, shown} from './answers.ts';

/** As many as the service gives: the person's own stand among those that wait for them. */
const SIZE = '1000';

function loadInbox(ports: Ports): Answer<Inbox> {
  const [first, second] = askAll(ports, [
    get('suggestions', {pageSize: SIZE}),
    get('pendingRemovals', {pageSize: SIZE}),
  ]);
  const suggestions = read(first, SuggestionList);
  if (suggestions.kind === 'fault') return suggestions;
  const removals = read(second, PendingRemovalList);
  const {suggestions: all} = suggestions.value;
  const listed = [
    ...all.filter(({mayDecide}) => mayDecide),
    ...all.filter(({mayDecide}) => !mayDecide),
  ];
  return {
    kind: 'ok',
    value: {
      suggestions: listed,
      ...namesFor(ports, listed),
      removals: removals.kind === 'ok' ? removals.value.pendingRemovals : [],
    },
  };
}

/** Each is a call; of more than these a suggestion says what, and not of whom. */
const CONTACTS_MAX = 20;

/** What suggestions are about, as far as it can be seen. */
function namesFor(
  ports: Ports,
  suggestions: readonly Suggestion[],
): Pick<Inbox, 'contacts' | 'labels'> {
  const named = suggestions.flatMap(({contact}) => contact ?? []);
  const wanted = [...new Set(named)].slice(0, CONTACTS_MAX);
  const contacts = askAll(
    ports,
    wanted.map(contact => get(contact)),
  );
  const isLabelNamed = suggestions.some(({label}) => label !== undefined);
  const labels = isLabelNamed
    ? ask(ports, LabelList, get('labels', {pageSize: '1000'}))
    : undefined;
  return {
    contacts: contacts.flatMap(reply => {
      const answer = read(reply, Contact);
      return answer.kind === 'ok' ? [answer.value] : [];
    }),
    labels: labels?.kind === 'ok' ? labels.value.labels : [],
  };
}

export const showInbox: Handler<'showInbox'> = ports =>
  shown(ports, loadInbox(ports), act('showInbox', {}), inboxCard);

const VERDICTS = ['accept', 'reject', 'withdraw', 'approve'] as const;

export const decide: Handler<'decide'> = (
  ports,
  {suggestion, etag, verdict},
) => {
  const [verb = 'reject'] = VERDICTS.filter(each => each === verdict);
  return decided(
    ports,
    tell(ports, Suggestion, post(`${suggestion}:${verb}`, {etag})),
  );
};

export const decideRemoval: Handler<'decideRemoval'> = (
  ports,
  {removal, verdict},
) =>
  decided(
    ports,
    tell(
      ports,
      Empty,
      post(`${removal}:${verdict === 'approve' ? 'approve' : 'reject'}`),
    ),
  );

function decided(
  ports: Ports,
  answer: Failure | {readonly kind: 'ok'},
): ActionResponse {
  if (answer.kind === 'fault') {
    return push(failureCard(ports, answer, act('showInbox', {})));
  }
  const reader = readerOf(ports);
  const note = {text: reader.language.inbox.decided};
  const rest = loadInbox(ports);
  return changed(
    rest.kind === 'ok'
      ? inboxCard(rest.value, reader, note)
      : doneCard(reader, note, 'home'),
  );
}
