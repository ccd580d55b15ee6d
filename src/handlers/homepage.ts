import {Account} from '../../server/contract/account.ts';
import {ContactList} from '../../server/contract/contact.ts';
import {LabelList} from '../../server/contract/label.ts';
import {PendingRemovalList} from '../../server/contract/pending-removal.ts';
import {RecentContacts} from '../../server/contract/search.ts';
import {SuggestionList} from '../../server/contract/suggestion.ts';
import {act} from '../card.ts';
import type {Card, CardsResponse} from '../card.ts';
import {
  ask,
  askAll,
  get,
  learn,
  post,
  read,
  tell,
  type Answer,
} from '../client.ts';
import type {Handler, Ports, SuggestHandler} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {
  homepage,
  labelsCard,
  resultsCard,
  type Home,
} from '../views/homepage.ts';
import {nameOf} from '../views/person.ts';
import type {Note} from '../views/pieces.ts';
import {newsOf, unread} from './inbox.ts';
import {changed, noted, notified, orNone, shown, triggered} from './answers.ts';

const LABELS_SIZE = '30';
/** As many as the service gives: the person's own stand among those that wait for them. */
const WAITING_SIZE = '1000';
const RECENT_SIZE = '5';

function loadHome(ports: Ports): Answer<Home> {
  const [me, list, suggestions, removals, latest, notices] = askAll(ports, [
    get('accounts/me'),
    get('labels', {pageSize: LABELS_SIZE}),
    get('suggestions', {pageSize: WAITING_SIZE}),
    get('pendingRemovals', {pageSize: WAITING_SIZE}),
    {...get('contacts:recent', {pageSize: RECENT_SIZE}), extra: true},
    unread(ports),
  ]);
  const account = read(me, Account);
  if (account.kind === 'fault') return account;
  learn(ports, account.value);
  const labels = read(list, LabelList);
  if (labels.kind === 'fault') return labels;
  const suggested = read(suggestions, SuggestionList);
  const held = read(removals, PendingRemovalList);
  const waiting = [
    ...(suggested.kind === 'ok' ? suggested.value.suggestions : []),
    ...(held.kind === 'ok' ? held.value.pendingRemovals : []),
  ].filter(({mayDecide}) => mayDecide).length;
  const recent = recentOf(read(latest, RecentContacts));
  return {
    kind: 'ok',
    value: {
      account: account.value,
      ...labels.value,
      waiting,
      news: newsOf(notices).length,
      recent,
    },
  };
}

function recentOf(answer: Answer<RecentContacts>): Home['recent'] {
  if (answer.kind === 'fault') return [];
  const {contacts, cards} = answer.value;
  return contacts.flatMap((contact, at) => {
    const facts = cards[at];
    return facts === undefined ? [] : [{contact, facts}];
  });
}

export function showHome(ports: Ports): CardsResponse {
  return triggered(
    ports,
    loadHome(ports),
    act('showHome', {}),
    (home, reader) => [homepage(home, reader)],
  );
}

/** The homepage as it is now, and what is typed into its search; where it cannot be read, what was done. */
export function homeCardOf(ports: Ports, note: Note): Card {
  const [query] = ports.event.inputs['query'] ?? [];
  return noted(ports, loadHome(ports), note, 'home', (home, reader) =>
    homepage(home, reader, {note, query}),
  );
}

export const showLabels: Handler<'showLabels'> = (ports, {pageToken}) =>
  shown(
    ports,
    ask(ports, LabelList, get('labels', {pageSize: LABELS_SIZE, pageToken})),
    labelsCard,
  );

/** It may take a minute, and a run has half of one: what has not ended goes on. */
function sync(ports: Ports): Note & {readonly isDone: boolean} {
  const {home, faults} = readerOf(ports).language;
  const answer = tell(ports, Account, post('accounts/me:sync'));
  if (answer.kind === 'ok') {
    const {paused} = answer.value;
    return {text: paused ? home.paused : home.syncDone, isDone: true};
  }
  return {
    text:
      answer.fault === 'UNREACHABLE' ? home.syncing : faults[answer.fault].what,
    isDone: false,
  };
}

export const syncNow: Handler<'syncNow'> = ports => {
  const note = sync(ports);
  return note.isDone ? changed(homeCardOf(ports, note)) : notified(note.text);
};

/** Of the add-on's menu. */
export function syncFromMenu(ports: Ports): CardsResponse {
  const note = sync(ports);
  return triggered(
    ports,
    loadHome(ports),
    act('showHome', {}),
    (home, reader) => [homepage(home, reader, {note})],
  );
}

const RESULTS_SIZE = '25';

export const search: Handler<'search'> = (ports, {query: given, pageToken}) => {
  const query = given ?? ports.event.inputs['query']?.[0] ?? '';
  return shown(
    ports,
    orNone(
      ask(
        ports,
        ContactList,
        get('contacts:search', {
          query,
          pageToken,
          pageSize: RESULTS_SIZE,
          orderBy: 'displayName',
        }),
      ),
      {contacts: []},
    ),
    (found, reader) => resultsCard({query, ...found}, reader),
    act('search', {query, pageToken}),
  );
};

const SUGGESTIONS_SIZE = '8';

/** Names of those whom what was typed so far would find. */
export const suggestContacts: SuggestHandler<'suggestContacts'> = ports => {
  const [query = ''] = ports.event.inputs['query'] ?? [];
  const answer =
    query.trim() === ''
      ? undefined
      : ask(
          ports,
          ContactList,
          get('contacts:search', {query, pageSize: SUGGESTIONS_SIZE}),
        );
  const reader = readerOf(ports);
  const names =
    answer?.kind === 'ok'
      ? answer.value.contacts.map(({person}) => nameOf(reader, person))
      : [];
  return {kind: 'suggestions', texts: [...new Set(names)]};
};
