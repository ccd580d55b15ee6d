import type {Contact} from '../../server/contract/contact.ts';
import type {Label} from '../../server/contract/label.ts';
import type {Notice} from '../../server/contract/notice.ts';
import type {PendingRemoval} from '../../server/contract/pending-removal.ts';
import type {Suggestion} from '../../server/contract/suggestion.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, Section} from '../card.ts';
import {formatTime, type Reader} from '../reader.ts';
import {changeText} from './history.ts';
import {joined, nameOf} from './person.ts';
import {
  button,
  more,
  noteSections,
  row,
  say,
  whoIs,
  type Note,
  pageCard,
} from './pieces.ts';

export interface Inbox {
  readonly suggestions: readonly Suggestion[];
  readonly removals: readonly PendingRemoval[];
  /** Unread notices of all else. */
  readonly news: readonly Notice[];
  /** Those that suggestions are about, as far as they can be seen. */
  readonly contacts: readonly Pick<Contact, 'name' | 'person'>[];
  /** All that the person may see. */
  readonly labels: readonly Pick<Label, 'name' | 'displayName' | 'role'>[];
}

/** The place that is drawn again after an undo. */
export const INBOX = 'inbox';

/** Two widgets each, in three sections, and one each in another: a host draws 100. */
const EACH_MAX = 13;

/** All their suggestions together, so that a host takes the card. */
const CHANGES_LENGTH_MAX = 24_000;
const CHANGE_LENGTH_MAX = 2000;

/** What waits for the person, and what of theirs waits for others. */
export function inboxCard(
  {suggestions, removals, news, ...seen}: Inbox,
  reader: Reader,
  note?: Note,
): Card {
  const {inbox} = reader.language;
  const about = {...seen, suggestionCount: suggestions.length};
  const mine = suggestions.filter(({mayDecide}) => mayDecide);
  const others = suggestions.filter(({mayDecide}) => !mayDecide);
  const sections = [
    ...listed(reader, inbox.forYou, mine, each =>
      suggestionWidgets(each, about, reader),
    ),
    ...listed(reader, inbox.removals, removals, each =>
      removalWidgets(each, about, reader),
    ),
    ...listed(reader, inbox.yours, others, each =>
      suggestionWidgets(each, about, reader),
    ),
    ...newsSection(news, reader),
  ];
  return pageCard(reader, {title: inbox.title}, [
    ...noteSections(reader, note, INBOX),
    ...(sections.length === 0 ? [section([say(inbox.none)])] : sections),
  ]);
}

function listed<Each>(
  reader: Reader,
  header: string,
  entries: readonly Each[],
  widgets: (entry: Each) => Section['widgets'],
): Section[] {
  return entries.length === 0
    ? []
    : [
        section(
          [
            ...entries.slice(0, EACH_MAX).flatMap(widgets),
            ...more(reader, entries.length - EACH_MAX),
          ],
          header,
        ),
      ];
}

function newsSection(
  news: readonly Notice[],
  reader: Reader,
): readonly Section[] {
  const {inbox} = reader.language;
  const now = news.slice(0, EACH_MAX);
  const notices = now.map(({name}) => name).join(' ');
  return listed(reader, inbox.news, news, each => [
    noticeRow(each, reader),
  ]).map(({widgets, ...rest}) => ({
    ...rest,
    widgets: [
      ...widgets,
      buttons(button(inbox.markRead, act('markRead', {notices}))),
    ],
  }));
}

const noticeRow = (
  {text, createTime, contact, label}: Notice,
  reader: Reader,
) =>
  row(text, {
    icon: 'info',
    bottom: formatTime(reader, createTime),
    onClick:
      contact !== undefined
        ? act('showContact', {contact})
        : label !== undefined
          ? act('showLabel', {label})
          : undefined,
  });

function suggestionWidgets(
  {
    name,
    etag,
    kind,
    author,
    contact,
    label,
    changes,
    createTime,
    mayDecide,
  }: Suggestion,
  {
    contacts,
    labels,
    suggestionCount,
  }: Pick<Inbox, 'contacts' | 'labels'> & {readonly suggestionCount: number},
  reader: Reader,
): Section['widgets'] {
  const {inbox, message} = reader.language;
  // Nobody decides about what they cannot read.
  const lengthMax = Math.min(
    CHANGE_LENGTH_MAX,
    CHANGES_LENGTH_MAX / Math.min(suggestionCount, 2 * EACH_MAX),
  );
  const decide = (verdict: 'accept' | 'reject' | 'withdraw') =>
    button(inbox[verdict], act('decide', {suggestion: name, etag, verdict}));
  const about = contacts.find(each => each.name === contact);
  const to = labels.find(each => each.name === label)?.displayName;
  const added = joined([message.add, to], ': ');
  const changed = changes.map(each => changeText(reader, each, lengthMax));
  return [
    row(joined([...changed, kind === 'add' && added], '\n'), {
      lengthMax,
      icon: 'edit',
      top: about && nameOf(reader, about.person),
      bottom: `${whoIs(reader, author)} · ${formatTime(reader, createTime)}`,
      onClick:
        contact === undefined ? undefined : act('showContact', {contact}),
    }),
    mayDecide
      ? buttons(decide('accept'), decide('reject'))
      : buttons(decide('withdraw')),
  ];
}

function removalWidgets(
  removal: PendingRemoval,
  {labels}: Pick<Inbox, 'labels'>,
  reader: Reader,
): Section['widgets'] {
  const {name, label, labelDisplayName, contact, person} = removal;
  const {account, mayDecide, expireTime} = removal;
  const {inbox} = reader.language;
  const decide = (text: string, verdict: string) =>
    button(
      text,
      act('decideRemoval', {removal: name, verdict, contact, label}),
    );
  const until = formatTime(reader, expireTime);
  return [
    row(nameOf(reader, person), {
      icon: 'person',
      top: labelDisplayName,
      bottom: mayDecide
        ? inbox.removedBy(whoIs(reader, account), until)
        : inbox.waitsUntil(until),
      // An admin decides about labels of others too, and sees nobody there.
      onClick: labels.some(each => each.name === label && each.role)
        ? act('showContact', {contact})
        : undefined,
    }),
    mayDecide
      ? buttons(decide(inbox.approve, 'approve'), decide(inbox.keep, 'reject'))
      : buttons(decide(inbox.withdraw, 'withdraw')),
  ];
}
