import {ContactList} from '../../server/contract/contact.ts';
import {Label} from '../../server/contract/label.ts';
import {push, update} from '../card.ts';
import type {Card} from '../card.ts';
import {askBoth, create, get, remove, tell, type Answer} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {labelCard, newLabelCard, type LabelShown} from '../views/label.ts';
import {failureText, type Note} from '../views/pieces.ts';
import {changed, noted, shown} from './answers.ts';

const pageSize = '25';
const orderBy = 'displayName';

function loadLabel(
  ports: Ports,
  name: string,
  pageToken?: string,
): Answer<LabelShown> {
  const list = get(`${name}/contacts`, {pageSize, pageToken, orderBy});
  return askBoth(
    ports,
    [get(name), Label],
    [list, ContactList],
    (label, contacts) => ({label, ...contacts}),
  );
}

/** The label as it is now; where it cannot be read, what was done. */
export function labelCardOf(ports: Ports, label: string, note: Note): Card {
  return noted(ports, loadLabel(ports, label), note, label, labelCard);
}

export const showLabel: Handler<'showLabel'> = (ports, {label, pageToken}) =>
  shown(ports, loadLabel(ports, label, pageToken), labelCard);

export const newLabel: Handler<'newLabel'> = ports =>
  push(newLabelCard(readerOf(ports)));

export const createLabel: Handler<'createLabel'> = (ports, {id}) => {
  const reader = readerOf(ports);
  const [displayName = ''] = ports.event.inputs['displayName'] ?? [];
  const answer = tell(
    ports,
    Label,
    create('labels', {displayName}, id + displayName),
  );
  if (answer.kind === 'fault') {
    return update(
      newLabelCard(reader, {
        id,
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
