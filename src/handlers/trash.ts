import * as z from 'zod/mini';
import {LabelList} from '../../server/contract/label.ts';
import {Trash} from '../../server/contract/trash.ts';
import {act} from '../card.ts';
import type {Card} from '../card.ts';
import {
  ALL_LABELS,
  askBoth,
  get,
  post,
  remove,
  tell,
  type Answer,
} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import type {Note} from '../views/pieces.ts';
import {TRASH, trashCard, type Trash as Shown} from '../views/trash.ts';
import {changed, failed, noted, shown} from './answers.ts';
import {isLast, undoOfLast} from './contact.ts';

/** As many as the service gives at once. */
const SIZE = '1000';

function loadTrash(ports: Ports): Answer<Shown> {
  return askBoth(
    ports,
    [get('trash', {pageSize: SIZE}), Trash],
    [ALL_LABELS, LabelList],
    (trash, {labels: known}) => ({...trash, known}),
  );
}

export const showTrash: Handler<'showTrash'> = ports =>
  shown(ports, loadTrash(ports), trashCard);

/** What is left in it; where it cannot be read, what was done. */
export function trashCardOf(ports: Ports, note: Note): Card {
  return noted(ports, loadTrash(ports), note, TRASH, trashCard);
}

function undoOf(ports: Ports, name: string, verb: string) {
  if (verb === 'rejoin') return post(`${name}:leave`);
  return name.startsWith('labels/')
    ? remove(name)
    : undoOfLast(ports, name, isLast);
}

export const bringBack: Handler<'bringBack'> = (ports, {name, verb}) => {
  const answer = tell(ports, z.unknown(), post(`${name}:${verb}`));
  if (answer.kind === 'fault' && answer.isDone !== true) {
    return failed(ports, answer, act('showTrash', {}));
  }
  return changed(
    trashCardOf(ports, {
      text: readerOf(ports).language.history.restored,
      undo: undoOf(ports, name, verb),
    }),
  );
};
