import type {Comment} from '../../server/contract/comment.ts';
import type {Contact} from '../../server/contract/contact.ts';
import {act, buttons, section, suggest} from '../card.ts';
import type {Card, Widget} from '../card.ts';
import type {Event} from '../ports.ts';
import type {Reader} from '../reader.ts';
import {commentRow} from './contact-rows.ts';
import {
  button,
  cutRow,
  iconButton,
  longRow,
  nextPage,
  noteSections,
  oneOf,
  say,
  titleOf,
  type Note,
  pageCard,
} from './pieces.ts';

/** The name of a contact's comments, as the service has it. */
export const commentsOf = (contact: string) => `${contact}/comments`;

export interface CommentsShown {
  readonly contact: Contact;
  readonly comments: readonly Comment[];
  readonly nextPageToken?: string | undefined;
  /** Of these; none of the first. */
  readonly pageToken?: string | undefined;
}

/** @param typed what stood in the form, where it comes back */
export function commentsCard(
  shown: CommentsShown,
  reader: Reader,
  {
    note,
    typed = {},
    whole,
    id = String(reader.nowMs),
  }: {
    readonly note?: Note | undefined;
    readonly typed?: Event['inputs'] | undefined;
    /** Name of the one that is shown in its whole length. */
    readonly whole?: string | undefined;
    /** Of the form. */
    readonly id?: string;
  } = {},
): Card {
  const {comments, nextPageToken, pageToken: ownToken} = shown;
  const {name: contact, person} = shown.contact;
  const {language} = reader;
  const rows = comments.flatMap(comment => {
    const which = {
      ...{contact, comment: comment.name, id},
      pageToken: ownToken,
    };
    return commentRow(
      comment,
      reader,
      comment.name === whole
        ? longRow
        : (text, options) => [cutRow(text, act('showComment', which), options)],
      {
        button: comment.mine
          ? iconButton(
              'delete',
              language.comments.delete,
              act('deleteComment', which),
            )
          : undefined,
      },
    );
  });
  return pageCard(
    reader,
    {
      title: language.contact.comments,
      subtitle: titleOf(reader, person),
    },
    [
      ...noteSections(reader, note, `${commentsOf(contact)}?${id}`),
      section(commentForm(shown, reader, typed, id)),
      section([
        ...(rows.length === 0 ? [say(language.contact.noComments)] : rows),
        ...nextPage(reader, nextPageToken, pageToken =>
          act('showComments', {contact, pageToken}),
        ),
      ]),
    ],
  );
}

function commentForm(
  {contact: {name: contact, role}}: CommentsShown,
  {language}: Reader,
  typed: Event['inputs'],
  id: string,
): Widget[] {
  const {comments} = language;
  const chosen = typed['visibility']?.[0] ?? 'PRIVATE';
  const text: Widget = {
    textInput: {
      name: 'text',
      label: comments.text,
      value: typed['text']?.[0],
      type: 'MULTIPLE_LINE',
    },
  };
  const publicly: Widget[] = [
    oneOf(
      {name: 'visibility', type: 'RADIO_BUTTON', selected: chosen},
      (['PRIVATE', 'PUBLIC'] as const).map(value => [
        value,
        comments.visibility[value],
      ]),
    ),
    {
      textInput: {
        name: 'mentions',
        label: comments.mentions,
        hintText: comments.mentionsHint,
        value: typed['mentions']?.[0],
        autoCompleteAction: suggest('suggestPeople', {contact}),
      },
    },
  ];
  return [
    text,
    ...(role === 'viewer' ? [say(comments.onlyPrivate)] : publicly),
    buttons(
      button(
        comments.add,
        act('addComment', {contact, id}, {requiredWidgets: ['text']}),
        'FILLED',
      ),
    ),
  ];
}
