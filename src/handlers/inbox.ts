import {PendingRemovalList} from '../../server/contract/pending-removal.ts';
import {Empty} from '../../server/contract/query.ts';
import {Suggestion, SuggestionList} from '../../server/contract/suggestion.ts';
import {act, push} from '../card.ts';
import type {ActionResponse} from '../card.ts';
import {
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

const SIZE = '50';

function loadInbox(ports: Ports): Answer<Inbox> {
  const [first, second] = askAll(ports, [
    get('suggestions', {pageSize: SIZE}),
    get('pendingRemovals', {pageSize: SIZE}),
  ]);
  const suggestions = read(first, SuggestionList);
  if (suggestions.kind === 'fault') return suggestions;
  const removals = read(second, PendingRemovalList);
  return {
    kind: 'ok',
    value: {
      suggestions: suggestions.value.suggestions,
      removals: removals.kind === 'ok' ? removals.value.pendingRemovals : [],
    },
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
