import * as z from 'zod/mini';
import type {Card} from '../card.ts';
import type {Fault} from '../language.ts';
import {tell} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {INBOX} from '../views/inbox.ts';
import {parsePlace} from '../views/others.ts';
import {failureText, type Note} from '../views/pieces.ts';
import {TRASH} from '../views/trash.ts';
import {changed, failed} from './answers.ts';
import {commentsCardOf, contactCardOf} from './contact.ts';
import {homeCardOf} from './homepage.ts';
import {inboxCardOf} from './inbox.ts';
import {labelSettingsCardOf} from './label-settings.ts';
import {labelCardOf} from './label.ts';
import {othersCardOf} from './others.ts';
import {settingsCardOf} from './settings.ts';
import {peopleCardOf} from './share.ts';
import {trashCardOf} from './trash.ts';

/** What takes an act back; it travelled with the button that does. */
const Call = z.object({
  method: z.enum(['POST', 'PATCH', 'DELETE']),
  path: z.string(),
  repeatable: z.optional(z.boolean()),
  body: z.optional(
    z.looseObject({mail: z.optional(z.record(z.string(), z.string()))}),
  ),
});

/** What the service says no to: the place as it is now says it too. */
const REFUSALS: readonly Fault[] = [
  'CHANGED',
  'GUARDED',
  'NOT_ALLOWED',
  'NOT_FOUND',
];

export const undo: Handler<'undo'> = (ports, {call, back}) => {
  const request = Call.parse(JSON.parse(call));
  const reader = readerOf(ports);
  const answer = tell(ports, z.unknown(), request);
  if (answer.kind === 'ok' || answer.isDone === true) {
    const undone = Object.keys(request.body?.mail ?? {});
    const note = {text: reader.language.undone};
    return changed(placeCard(ports, back, note, undone));
  }
  return REFUSALS.includes(answer.fault)
    ? changed(placeCard(ports, back, {text: failureText(reader, answer)}))
    : failed(ports, answer);
};

/**
 * What a name of the service stands for, as it is now, and what is typed there.
 *
 * @param undone inputs that say what was undone
 */
function placeCard(
  ports: Ports,
  name: string,
  note: Note,
  undone: readonly string[] = [],
): Card {
  const [, contact, id = ''] =
    /^(contacts\/.*)\/comments\?(.*)/.exec(name) ?? [];
  if (contact !== undefined) return commentsCardOf(ports, contact, id, note);
  if (name.startsWith('contacts/')) return contactCardOf(ports, name, note);
  const [, label, part] = /^(labels\/[^/]+)(.*)/.exec(name) ?? [];
  if (label !== undefined) {
    const cardOf =
      part === '/membership'
        ? labelSettingsCardOf
        : part === '/grants'
          ? peopleCardOf
          : labelCardOf;
    return cardOf(ports, label, note);
  }
  if (name.startsWith('accounts/')) {
    const chosen = Object.entries(ports.event.inputs).filter(
      ([kind]) => !undone.includes(kind),
    );
    return settingsCardOf(ports, note, Object.fromEntries(chosen));
  }
  if (name === INBOX) return inboxCardOf(ports, note);
  if (name === TRASH) return trashCardOf(ports, note);
  const others = parsePlace(name);
  if (others !== undefined) return othersCardOf(ports, others, note);
  return homeCardOf(ports, note);
}
