import {Comment, CommentList} from '../../server/contract/comment.ts';
import {
  Contact,
  RemoveContactsResponse,
} from '../../server/contract/contact.ts';
import {ContactDelivery} from '../../server/contract/delivery.ts';
import {LabelList} from '../../server/contract/label.ts';
import {Empty} from '../../server/contract/query.ts';
import {RevisionList} from '../../server/contract/revision.ts';
import {act, push, update} from '../card.ts';
import type {Card} from '../card.ts';
import {
  ask,
  ALL_LABELS,
  askAll,
  askBoth,
  create,
  get,
  post,
  read,
  remove,
  tell,
  type Answer,
} from '../client.ts';
import type {Handler, Ports, Request, SuggestHandler} from '../ports.ts';
import {readerOf, type Reader} from '../reader.ts';
import {
  commentsCard,
  commentsOf,
  type CommentsShown,
} from '../views/comments.ts';
import type {Shown} from '../views/contact-rows.ts';
import {contactCard, MAY_REMOVE, moreCard} from '../views/contact.ts';
import {contactDeliveryCard} from '../views/delivery.ts';
import {historyCard} from '../views/history.ts';
import {labelChoiceCard} from '../views/label.ts';
import {doneCard} from '../views/message.ts';
import {failureText, type Note} from '../views/pieces.ts';
import {
  back,
  changed,
  failed,
  failureCard,
  noted,
  notDone,
  notified,
  redrawn,
  shown,
} from './answers.ts';
import {labelCardOf} from './label.ts';
import {loadContact} from './lookup.ts';

export type LastChange = NonNullable<Shown['facts']['lastChange']>;

/** Of an act upon the contact; `undoes` tells it by what was done last. */
type ContactNote = Note & {readonly undoes?: (last: LastChange) => boolean};

export const isLast = () => true;
const putsOn =
  (label: string) =>
  ({labelsAdded}: LastChange) =>
    labelsAdded.includes(label);
/** Put there, or joined to somebody who was. */
export const comesTo =
  (label: string) =>
  (last: LastChange): boolean =>
    last.kind === 'merged' || putsOn(label)(last);
const takesOff =
  (label: string) =>
  ({labelsRemoved}: LastChange) =>
    labelsRemoved.includes(label);

/** What takes back a person's own act; none where that is not for their role. */
function undoOf(
  {facts: {lastChange, labels, may}}: Shown,
  {address}: Reader,
  isAct: (last: LastChange) => boolean,
): Request | undefined {
  // Somebody may have been quicker, and their act is theirs to undo.
  const isOwn = lastChange?.account?.toLowerCase() === address;
  if (lastChange === undefined || !isOwn || !isAct(lastChange))
    return undefined;
  const removable = labels.filter(({role}) => MAY_REMOVE.includes(role));
  const mayTakeOff =
    lastChange.kind === 'merged'
      ? removable.length === labels.length
      : lastChange.labelsAdded.every(added =>
          removable.some(({name}) => name === added),
        );
  // What stands in other labels is shared on by putting it back.
  const mayPutBack = lastChange.labelsRemoved.length === 0 || may.share;
  return mayTakeOff && mayPutBack ? post(`${lastChange.name}:undo`) : undefined;
}

/** The contact as it is now; where it cannot be read, what was done and a way to try again. */
export function contactCardOf(
  ports: Ports,
  contact: string,
  note?: ContactNote,
): Card {
  const reader = readerOf(ports);
  const answer = loadContact(ports, contact);
  if (answer.kind === 'fault') {
    return note === undefined
      ? failureCard(ports, answer)
      : doneCard(reader, note, contact);
  }
  if (note === undefined) return contactCard(answer.value, reader);
  const {undoes} = note;
  const {lastChange} = answer.value.facts;
  const isJoined = lastChange?.kind === 'merged' && undoes?.(lastChange);
  return contactCard(answer.value, reader, {
    note: {
      text: isJoined ? reader.language.form.joined : note.text,
      undo: undoes ? undoOf(answer.value, reader, undoes) : note.undo,
    },
  });
}

/** The same of a contact by name. */
export function undoOfLast(
  ports: Ports,
  contact: string,
  isAct: (last: LastChange) => boolean,
): Request | undefined {
  const answer = loadContact(ports, contact);
  return answer.kind === 'ok'
    ? undoOf(answer.value, readerOf(ports), isAct)
    : undefined;
}

export const showContact: Handler<'showContact'> = (ports, {contact}) =>
  push(contactCardOf(ports, contact));

export const showMore: Handler<'showMore'> = (ports, {contact, of, from}) =>
  shown(ports, loadContact(ports, contact), (value, reader) =>
    moreCard(value, {of, from}, reader),
  );

export const removalOf = (contact: string, label: string) =>
  post(`${label}/contacts:remove`, {contacts: [contact]});

export const takeOff: Handler<'takeOff'> = (ports, {contact, label}) => {
  const {language} = readerOf(ports);
  const answer = tell(ports, RemoveContactsResponse, removalOf(contact, label));
  if (answer.kind === 'fault') {
    return failed(ports, answer);
  }
  const {held, pendingRemovals: [removal] = []} = answer.value;
  if (held !== undefined) {
    return changed(
      contactCardOf(ports, contact, {
        text: language.contact.held,
        undo: removal === undefined ? undefined : post(`${removal}:withdraw`),
      }),
    );
  }
  const now = loadContact(ports, contact);
  const isGone = now.kind === 'fault' && now.fault === 'NOT_FOUND';
  const text = language.contact.takenOff;
  const undo = post(`${contact}:undelete`);
  return changed(
    isGone
      ? labelCardOf(ports, label, {text, undo, back: contact})
      : contactCardOf(ports, contact, {text, undoes: takesOff(label)}),
  );
};

export const pickLabel: Handler<'pickLabel'> = (ports, {contact}) => {
  const answer = askBoth(
    ports,
    [get(contact), Contact],
    [ALL_LABELS, LabelList],
    (there, {labels}) =>
      labels.filter(
        ({name, role}) =>
          role !== undefined &&
          role !== 'viewer' &&
          !there.labels.includes(name),
      ),
  );
  return shown(ports, answer, (labels, reader) =>
    labelChoiceCard(contact, labels, reader),
  );
};

export const putOn: Handler<'putOn'> = (ports, {contact}) => {
  const {language} = readerOf(ports);
  const [label = ''] = ports.event.inputs['label'] ?? [];
  const answer = tell(
    ports,
    Empty,
    post(`${label}/contacts:add`, {contacts: [contact]}),
  );
  if (answer.kind === 'fault') {
    return failed(ports, answer, act('pickLabel', {contact}));
  }
  return back(
    contactCardOf(ports, contact, {
      text: language.contact.putOn,
      undoes: putsOn(label),
    }),
  );
};

const HISTORY_SIZE = '10';

export const showHistory: Handler<'showHistory'> = (ports, {contact}) => {
  const [one, list, all] = askAll(ports, [
    get(contact),
    get(`${contact}/revisions`, {pageSize: HISTORY_SIZE}),
    ALL_LABELS,
  ]);
  const there = read(one, Contact);
  if (there.kind === 'fault') return failed(ports, there);
  const labels = read(all, LabelList);
  const known = labels.kind === 'ok' ? labels.value.labels : [];
  return shown(ports, read(list, RevisionList), ({revisions}, reader) =>
    historyCard(
      there.value,
      revisions,
      reader,
      new Map(known.map(({name, displayName}) => [name, displayName])),
    ),
  );
};

/** Cards do not change by themselves: it is asked for again. */
export const showDelivery: Handler<'showDelivery'> = (
  ports,
  {contact, again},
) => {
  const answer = askBoth(
    ports,
    [get(contact), Contact],
    [get(`${contact}/delivery`), ContactDelivery],
    (there, delivery) => ({contact: there, delivery}),
  );
  return (again === undefined ? shown : redrawn)(
    ports,
    answer,
    contactDeliveryCard,
  );
};

export const restore: Handler<'restore'> = (ports, {contact, revision}) => {
  const answer = tell(ports, Contact, post(`${contact}:restore`, {revision}));
  if (answer.kind === 'fault') {
    return failed(ports, answer, act('showHistory', {contact}));
  }
  return back(
    contactCardOf(ports, contact, {
      text: readerOf(ports).language.history.restored,
      undoes: isLast,
    }),
  );
};

export const repair: Handler<'repair'> = (ports, {contact}) => {
  const answer = tell(ports, Contact, post(`${contact}:repairCustomFields`));
  if (answer.kind === 'fault') {
    return failed(ports, answer, act('showContact', {contact}));
  }
  return changed(
    contactCardOf(ports, contact, {
      text: readerOf(ports).language.repair.done,
      undoes: isLast,
    }),
  );
};

const COMMENTS_SIZE = '20';

function loadComments(
  ports: Ports,
  contact: string,
  pageToken?: string,
): Answer<CommentsShown> {
  const pageSize = COMMENTS_SIZE;
  return askBoth(
    ports,
    [get(contact), Contact],
    [get(commentsOf(contact), {pageSize, pageToken}), CommentList],
    (there, list) => ({...list, contact: there, pageToken}),
  );
}

/** The comments as they are now, and what is typed beside them; where they cannot be read, what was done. */
export function commentsCardOf(
  ports: Ports,
  contact: string,
  id: string,
  note: Note,
): Card {
  const now = loadComments(ports, contact);
  const typed = ports.event.inputs;
  return noted(ports, now, note, contact, (comments, reader) =>
    commentsCard(comments, reader, {note, typed, id}),
  );
}

export const showComments: Handler<'showComments'> = (
  ports,
  {contact, pageToken},
) => shown(ports, loadComments(ports, contact, pageToken), commentsCard);

/** In its place among the others, as long as it is. */
export const showComment: Handler<'showComment'> = (
  ports,
  {contact, comment: whole, id, pageToken},
) =>
  redrawn(ports, loadComments(ports, contact, pageToken), (value, reader) =>
    commentsCard(value, reader, {typed: ports.event.inputs, whole, id}),
  );

const addressesIn = (typed = '') =>
  typed.split(/[\s,;、]+/).filter(address => address !== '');

export const addComment: Handler<'addComment'> = (ports, {contact, id}) => {
  const reader = readerOf(ports);
  const {inputs} = ports.event;
  const comment = {
    text: inputs['text']?.[0] ?? '',
    visibility: inputs['visibility']?.[0] ?? 'PRIVATE',
    mentions: addressesIn(inputs['mentions']?.[0]),
  };
  const answer = tell(
    ports,
    Comment,
    create(
      commentsOf(contact),
      comment,
      id + contact + JSON.stringify(comment),
    ),
  );
  if (answer.kind === 'fault') {
    const comments = loadComments(ports, contact);
    if (comments.kind === 'fault') return notDone(ports, answer);
    const note = {text: failureText(reader, answer)};
    return update(
      commentsCard(comments.value, reader, {note, typed: inputs, id}),
    );
  }
  return back(
    contactCardOf(ports, contact, {
      text: reader.language.comments.added,
      undo: remove(answer.value.name),
    }),
  );
};

export const deleteComment: Handler<'deleteComment'> = (
  ports,
  {contact, comment, id, pageToken},
) => {
  const {language} = readerOf(ports);
  const before = loadComments(ports, contact, pageToken);
  const answer = tell(ports, Empty, remove(comment));
  if (answer.kind === 'fault') return notDone(ports, answer);
  if (before.kind === 'fault')
    return {...notified(language.comments.deleted), stateChanged: true};
  const {comments} = before.value;
  const kept = comments.find(({name}) => name === comment);
  return changed(
    commentsCard(
      {...before.value, comments: comments.filter(each => each !== kept)},
      readerOf(ports),
      {
        typed: ports.event.inputs,
        id,
        note: {
          text: language.comments.deleted,
          undo: kept && again(contact, kept),
        },
      },
    ),
  );
};

function again(contact: string, {name, text, visibility, mentions}: Comment) {
  return create(commentsOf(contact), {text, visibility, mentions}, name);
}

const SUGGESTIONS_MAX = 8;

/** People who may be mentioned there; what was typed before the last comma stays. */
export const suggestPeople: SuggestHandler<'suggestPeople'> = (
  ports,
  {contact},
) => {
  const typed = ports.event.inputs['mentions']?.[0] ?? '';
  const [, before = '', mentionable = ''] =
    /^(.*[\s,;、])?([^\s,;、]*)$/.exec(typed) ?? [];
  const answer = ask(
    ports,
    CommentList,
    get(commentsOf(contact), {pageSize: '1', mentionable}),
  );
  const emails = answer.kind === 'ok' ? (answer.value.mentionable ?? []) : [];
  const known = addressesIn(before.toLowerCase());
  return {
    kind: 'suggestions',
    texts: emails
      .filter(email => !known.includes(email.toLowerCase()))
      .slice(0, SUGGESTIONS_MAX)
      .map(email => `${before}${email}`),
  };
};
