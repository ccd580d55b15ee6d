/** A row for a contact, a comment or a change, on whichever card it stands. */
import type {Card as Facts} from '../../server/contract/card.ts';
import type {Comment} from '../../server/contract/comment.ts';
import type {Contact} from '../../server/contract/contact.ts';
import {act} from '../card.ts';
import type {Widget} from '../card.ts';
import {formatTime, type Reader} from '../reader.ts';
import {
  emailsOf,
  joined,
  nameOf,
  positionOf,
  readingOf,
  named,
} from './person.ts';
import {row, whoIs, type RowOptions} from './pieces.ts';

/** A contact, and what a card shows beside its fields. */
export interface Shown {
  readonly contact: Contact;
  readonly facts: Facts;
}

/** A row that leads to a contact. */
export function contactRow(
  {name, person}: Pick<Contact, 'name' | 'person'>,
  reader: Reader,
): Widget {
  const called = nameOf(reader, person);
  return row(called, {
    icon: 'person',
    top: readingOf(person),
    bottom: [positionOf(person), ...emailsOf(person)].find(
      each => each !== '' && each !== called,
    ),
    onClick: act('showContact', {contact: name}),
  });
}

/** The same, with who changed what of it last, and when. */
export function recentRow(
  {contact: {name, person, updateTime}, facts: {lastChange}}: Shown,
  reader: Reader,
): Widget {
  return row(nameOf(reader, person), {
    icon: 'person',
    bottom:
      lastChange === undefined
        ? formatTime(reader, updateTime)
        : `${actText(reader, lastChange)} · ${whatAndWhen(reader, lastChange)}`,
    onClick: act('showContact', {contact: name}),
  });
}

/** @param options what may be done to it, beside what it says; @param draw as long as it is, maybe */
export function commentRow<Drawn>(
  comment: Comment,
  reader: Reader,
  draw: (text: string, options: RowOptions) => Drawn,
  options?: RowOptions,
): Drawn {
  const {contact, comments} = reader.language;
  return draw(comment.text, {
    icon: comment.visibility === 'PRIVATE' ? 'lock' : 'group',
    top: comment.mine ? contact.me : comment.author,
    bottom: joined([
      formatTime(reader, comment.createTime),
      comments.visibility[comment.visibility],
    ]),
    ...options,
  });
}

/** `Phone, Name · 14:02`; of a new contact nobody asks which. */
export function whatAndWhen(
  reader: Reader,
  {kind, fields, time}: NonNullable<Facts['lastChange']>,
): string {
  const {language} = reader;
  const names =
    kind === 'create'
      ? []
      : fields.flatMap(field => named(language.fields, field) ?? []);
  return joined([names.join(language.comma), formatTime(reader, time)]);
}

/** Who did what. */
export function actText(
  reader: Reader,
  {
    kind,
    account,
  }: {readonly kind: string; readonly account?: string | undefined},
): string {
  const {language} = reader;
  const what =
    named(language.history.kinds, kind) ?? language.history.kinds.edit;
  return language.history.act(whoIs(reader, account), what);
}
