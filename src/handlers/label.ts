import {ContactList} from '../../server/contract/contact.ts';
import {Label} from '../../server/contract/label.ts';
import {Empty} from '../../server/contract/query.ts';
import {act, push, update} from '../card.ts';
import type {Card} from '../card.ts';
import {
  ask,
  askAll,
  create,
  get,
  patch,
  post,
  read,
  remove,
  tell,
  type Answer,
} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {
  confirmCard,
  labelCard,
  newLabelCard,
  settingsCard,
  type LabelShown,
} from '../views/label.ts';
import {doneCard} from '../views/message.ts';
import {failureText, type Note} from '../views/pieces.ts';
import {back, changed, failureCard, notDone, shown} from './answers.ts';
import {homeCardOf} from './homepage.ts';

const PAGE_SIZE = '25';
const orderBy = 'displayName';

function loadLabel(
  ports: Ports,
  name: string,
  pageToken?: string,
): Answer<LabelShown> {
  const [one, list] = askAll(ports, [
    get(name),
    get(`${name}/contacts`, {pageSize: PAGE_SIZE, pageToken, orderBy}),
  ]);
  const label = read(one, Label);
  if (label.kind === 'fault') return label;
  const contacts = read(list, ContactList);
  if (contacts.kind === 'fault') return contacts;
  return {kind: 'ok', value: {label: label.value, ...contacts.value}};
}

/** The label as it is now; where it cannot be read, what was done. */
export function labelCardOf(ports: Ports, label: string, note?: Note): Card {
  const reader = readerOf(ports);
  const answer = loadLabel(ports, label);
  if (answer.kind === 'ok') return labelCard(answer.value, reader, note);
  return note === undefined
    ? failureCard(ports, answer, act('showLabel', {label}))
    : doneCard(reader, note, label);
}

export const showLabel: Handler<'showLabel'> = (ports, {label, pageToken}) =>
  shown(
    ports,
    loadLabel(ports, label, pageToken),
    act('showLabel', {label, pageToken}),
    labelCard,
  );

export const labelSettings: Handler<'labelSettings'> = (ports, {label}) =>
  shown(
    ports,
    ask(ports, Label, get(label)),
    act('labelSettings', {label}),
    settingsCard,
  );

export const rename: Handler<'rename'> = (ports, {label}) => {
  const reader = readerOf(ports);
  const [displayName = ''] = ports.event.inputs['displayName'] ?? [];
  const before = ask(ports, Label, get(label));
  if (before.kind === 'fault') {
    return notDone(ports, before);
  }
  const {etag, displayName: old} = before.value;
  const answer = tell(ports, Label, patch(label, {displayName, etag}));
  if (answer.kind === 'fault') {
    return update(
      settingsCard(before.value, reader, {
        note: {text: failureText(reader, answer)},
        typed: ports.event.inputs,
      }),
    );
  }
  return back(
    labelCardOf(ports, label, {
      text: reader.language.label.renamed,
      undo: patch(label, {displayName: old}),
    }),
  );
};

/** Nobody but the new owner can give it back: it is asked once more. */
export const transfer: Handler<'transfer'> = (ports, {label}) => {
  const reader = readerOf(ports);
  const {label: texts} = reader.language;
  const [email = ''] = ports.event.inputs['email'] ?? [];
  return push(
    confirmCard(
      {
        title: texts.transfer,
        text: texts.confirmTransfer(email),
        confirm: {
          actionLabel: texts.transfer,
          onClick: act('transferNow', {label, email}),
        },
      },
      reader,
    ),
  );
};

export const transferNow: Handler<'transferNow'> = (ports, {label, email}) => {
  const {language} = readerOf(ports);
  const answer = tell(
    ports,
    Label,
    post(`${label}:transferOwnership`, {email}),
  );
  if (answer.kind === 'fault') {
    return push(failureCard(ports, answer, act('transferNow', {label, email})));
  }
  return twiceBack(
    labelCardOf(ports, label, {text: language.label.transferred(email)}),
  );
};

export const stopSharing: Handler<'stopSharing'> = (ports, {label}) => {
  const reader = readerOf(ports);
  const {label: texts} = reader.language;
  const keepCopies =
    ports.event.inputs['keepCopies'] === undefined ? undefined : 'true';
  return push(
    confirmCard(
      {
        title: texts.stop,
        text: keepCopies ? texts.confirmKeep : texts.confirmStop,
        confirm: {
          actionLabel: texts.stop,
          onClick: act('stopNow', {label, keepCopies}),
        },
      },
      reader,
    ),
  );
};

export const stopNow: Handler<'stopNow'> = (ports, {label, keepCopies}) => {
  const {language} = readerOf(ports);
  const answer = tell(ports, Empty, remove(label, {keepCopies}));
  if (answer.kind === 'fault') {
    return push(
      failureCard(ports, answer, act('stopNow', {label, keepCopies})),
    );
  }
  return home(
    homeCardOf(ports, {
      text: language.label.stopped,
      undo: post(`${label}:undelete`),
    }),
  );
};

export const leave: Handler<'leave'> = (ports, {label}) => {
  const {language} = readerOf(ports);
  const answer = tell(ports, Empty, post(`${label}:leave`));
  if (answer.kind === 'fault') {
    return push(failureCard(ports, answer, act('leave', {label})));
  }
  return home(
    homeCardOf(ports, {
      text: language.label.left,
      undo: post(`${label}:rejoin`),
    }),
  );
};

/** What stood on top is gone with it. */
const home = (card: Card) =>
  ({
    kind: 'action',
    navigations: [{popToRoot: true}, {updateCard: card}],
    stateChanged: true,
  }) as const;

const twiceBack = (card: Card) =>
  ({
    kind: 'action',
    navigations: [{pop: true}, {pop: true}, {updateCard: card}],
    stateChanged: true,
  }) as const;

export const newLabel: Handler<'newLabel'> = ports =>
  push(newLabelCard(readerOf(ports)));

export const createLabel: Handler<'createLabel'> = ports => {
  const reader = readerOf(ports);
  const [displayName = ''] = ports.event.inputs['displayName'] ?? [];
  const answer = tell(
    ports,
    Label,
    create('labels', {displayName}, `${ports.now()} ${displayName}`),
  );
  if (answer.kind === 'fault') {
    return update(
      newLabelCard(reader, {
        typed: displayName,
        problem: failureText(reader, answer),
      }),
    );
  }
  const {name} = answer.value;
  return changed(
    labelCardOf(ports, name, {
      text: reader.language.label.created,
      undo: remove(name),
    }),
  );
};
