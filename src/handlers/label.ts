import {ContactList} from '../../server/contract/contact.ts';
import {Label} from '../../server/contract/label.ts';
import {push, update} from '../card.ts';
import type {Card} from '../card.ts';
import {
  askAll,
  create,
  get,
  read,
  remove,
  tell,
  type Answer,
} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {labelCard, newLabelCard, type LabelShown} from '../views/label.ts';
import {doneCard} from '../views/message.ts';
import {failureText, type Note} from '../views/pieces.ts';
import {changed, failureCard, shown} from './answers.ts';

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
    ? failureCard(ports, answer)
    : doneCard(reader, note, label);
}

export const showLabel: Handler<'showLabel'> = (ports, {label, pageToken}) =>
  shown(ports, loadLabel(ports, label, pageToken), labelCard);

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
