import type {Label} from '../../server/contract/label.ts';
import type {
  LeftLabel,
  TrashedContact,
  TrashedLabel,
} from '../../server/contract/trash.ts';
import {act, section} from '../card.ts';
import type {Card} from '../card.ts';
import {formatTime, type Reader} from '../reader.ts';
import {joined, nameOf} from './person.ts';
import {
  button,
  more,
  noteSections,
  row,
  say,
  type Note,
  pageCard,
} from './pieces.ts';

export interface Trash {
  readonly contacts: readonly TrashedContact[];
  readonly labels: readonly TrashedLabel[];
  readonly leftLabels?: readonly LeftLabel[] | undefined;
  /** All that the person may see. */
  readonly known: readonly Pick<Label, 'name' | 'displayName'>[];
}

/** The place that is drawn again after an undo. */
export const TRASH = 'trash';

const ROWS_MAX = 90;

/** What the person can bring back, what went last first. */
export function trashCard(
  {contacts, labels, leftLabels = [], known}: Trash,
  reader: Reader,
  note?: Note,
): Card {
  const {trash, history, home} = reader.language;
  const called = (label: string) =>
    known.find(({name}) => name === label)?.displayName;
  const restored = {text: history.restore, verb: 'undelete'};
  const gone = [
    ...labels.map(each => ({
      ...{...each, ...restored, icon: 'label', title: each.displayName},
      top: home.contacts(each.contactCount),
    })),
    ...contacts.map(each => ({
      ...{...each, ...restored, icon: 'person'},
      title: nameOf(reader, each.person),
      top: joined(each.labels.map(called)),
    })),
    ...leftLabels.map(each => ({
      ...{...each, icon: 'label', title: each.displayName},
      ...{deleteTime: each.leaveTime, top: trash.left},
      ...{text: trash.rejoin, verb: 'rejoin'},
    })),
  ].sort((one, other) => other.deleteTime.localeCompare(one.deleteTime));
  const rows = gone
    .slice(0, ROWS_MAX)
    .map(({name, title, icon, top, deleteTime, text, verb}) =>
      row(title, {
        ...{icon, top, bottom: formatTime(reader, deleteTime)},
        button: button(text, act('bringBack', {name, verb})),
      }),
    );
  return pageCard(reader, {title: trash.title}, [
    ...noteSections(reader, note, TRASH),
    section(
      rows.length === 0
        ? [say(trash.none)]
        : [...rows, ...more(reader, gone.length - rows.length)],
    ),
  ]);
}
