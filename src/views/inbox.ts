import type {PendingRemoval} from '../../server/contract/pending-removal.ts';
import type {Suggestion} from '../../server/contract/suggestion.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, Section} from '../card.ts';
import {formatTime, type Reader} from '../reader.ts';
import {changeText} from './history.ts';
import {nameOf} from './person.ts';
import {button, menu, noteSections, row, say, type Note} from './pieces.ts';

export interface Inbox {
  readonly suggestions: readonly Suggestion[];
  readonly removals: readonly PendingRemoval[];
}

/** Two widgets each, and a host draws 100. */
const EACH_MAX = 20;

/** What waits for the person, and what of theirs waits for others. */
export function inboxCard(
  {suggestions, removals}: Inbox,
  reader: Reader,
  note?: Note,
): Card {
  const {inbox} = reader.language;
  const mine = suggestions.filter(({mayDecide}) => mayDecide);
  const others = suggestions.filter(({mayDecide}) => !mayDecide);
  const sections = [
    ...listed(inbox.forYou, mine, each => suggestionWidgets(each, reader)),
    ...listed(inbox.removals, removals, each => removalWidgets(each, reader)),
    ...listed(inbox.yours, others, each => suggestionWidgets(each, reader)),
  ];
  return {
    header: {title: inbox.title},
    sections: [
      ...noteSections(reader, note, 'home'),
      ...(sections.length === 0 ? [section([say(inbox.none)])] : sections),
    ],
    cardActions: menu(reader),
  };
}

function listed<Each>(
  header: string,
  entries: readonly Each[],
  widgets: (entry: Each) => Section['widgets'],
): Section[] {
  return entries.length === 0
    ? []
    : [section(entries.slice(0, EACH_MAX).flatMap(widgets), header)];
}

function suggestionWidgets(
  {
    name,
    etag,
    kind,
    author,
    contact,
    changes,
    createTime,
    mayDecide,
  }: Suggestion,
  reader: Reader,
): Section['widgets'] {
  const {inbox} = reader.language;
  const decide = (verdict: 'accept' | 'reject' | 'withdraw') =>
    button(inbox[verdict], act('decide', {suggestion: name, etag, verdict}));
  return [
    row(changes.map(each => changeText(reader, each)).join('\n') || inbox.add, {
      top: `${author} · ${formatTime(reader, createTime)}`,
      bottom: kind === 'add' ? inbox.add : undefined,
      onClick:
        contact === undefined ? undefined : act('showContact', {contact}),
    }),
    mayDecide
      ? buttons(decide('accept'), decide('reject'))
      : buttons(decide('withdraw')),
  ];
}

function removalWidgets(
  {name, labelDisplayName, person, account, expireTime}: PendingRemoval,
  reader: Reader,
): Section['widgets'] {
  const {inbox} = reader.language;
  const decide = (verdict: 'approve' | 'reject') =>
    button(
      verdict === 'approve' ? inbox.approve : inbox.keep,
      act('decideRemoval', {removal: name, verdict}),
    );
  return [
    row(nameOf(reader, person), {
      icon: 'person',
      top: labelDisplayName,
      bottom: inbox.removedBy(account, formatTime(reader, expireTime)),
    }),
    buttons(decide('approve'), decide('reject')),
  ];
}
