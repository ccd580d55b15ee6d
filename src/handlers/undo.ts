import * as z from 'zod/mini';
import type {Card} from '../card.ts';
import {tell} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {INBOX} from '../views/inbox.ts';
import {parsePlace} from '../views/others.ts';
import type {Note} from '../views/pieces.ts';
import {changed, failed} from './answers.ts';
import {commentsCardOf, contactCardOf} from './contact.ts';
import {homeCardOf} from './homepage.ts';
import {inboxCardOf} from './inbox.ts';
import {labelSettingsCardOf} from './label-settings.ts';
import {labelCardOf} from './label.ts';
import {othersCardOf} from './others.ts';
import {settingsCardOf} from './settings.ts';

/** What takes an act back; it travelled with the button that does. */
const Call = z.object({
  method: z.enum(['POST', 'PATCH', 'DELETE']),
  path: z.string(),
  body: z.optional(z.unknown()),
});

export const undo: Handler<'undo'> = (ports, {call, back}) => {
  const request = Call.parse(JSON.parse(call));
  const answer = tell(ports, z.unknown(), request);
  return answer.kind === 'fault'
    ? failed(ports, answer)
    : changed(placeCard(ports, back, {text: readerOf(ports).language.undone}));
};

/** What a name of the service stands for, as it is now. */
function placeCard(ports: Ports, name: string, note: Note): Card {
  const [, contact] = /^(contacts\/.*)\/comments$/.exec(name) ?? [];
  if (contact !== undefined) {
    return commentsCardOf(ports, contact, note, ports.event.inputs);
  }
  if (name.startsWith('contacts/')) return contactCardOf(ports, name, note);
  const [, label] = /^(.*)\/membership$/.exec(name) ?? [];
  if (label !== undefined) return labelSettingsCardOf(ports, label, note);
  if (name.startsWith('labels/')) return labelCardOf(ports, name, note);
  if (name.startsWith('accounts/')) return settingsCardOf(ports, note);
  if (name === INBOX) return inboxCardOf(ports, note);
  const others = parsePlace(name);
  if (others !== undefined) return othersCardOf(ports, others, note);
  return homeCardOf(ports, note);
}
