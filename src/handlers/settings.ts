import {Account} from '../../server/contract/account.ts';
import {NoticeSettings} from '../../server/contract/notice.ts';
import type {Card} from '../card.ts';
import {askBoth, get, patch, post, tell, type Answer} from '../client.ts';
import type {Event, Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import type {Note} from '../views/pieces.ts';
import {settingsCard, type Settings} from '../views/settings.ts';
import {changed, noted, notDone, notified, shown} from './answers.ts';
import {homeCardOf} from './homepage.ts';

const NOTICES = 'accounts/me/noticeSettings';

function loadSettings(ports: Ports): Answer<Settings> {
  return askBoth(
    ports,
    [get('accounts/me'), Account],
    [get(NOTICES), NoticeSettings],
    (account, notices) => ({account, notices}),
  );
}

/** The settings as they are now; where they cannot be read, what was done. @param chosen and not saved yet */
export function settingsCardOf(
  ports: Ports,
  note: Note,
  chosen: Event['inputs'] = {},
): Card {
  return noted(ports, loadSettings(ports), note, NOTICES, (settings, reader) =>
    settingsCard(settings, reader, note, chosen),
  );
}

export const showSettings: Handler<'showSettings'> = ports =>
  shown(ports, loadSettings(ports), settingsCard);

const patchMail = (mail: object) =>
  patch(NOTICES, {mail}, {updateMask: 'mail'});

export const saveSettings: Handler<'saveSettings'> = ports => {
  const {form} = readerOf(ports).language;
  const before = loadSettings(ports);
  if (before.kind === 'fault') return notDone(ports, before);
  const {inputs} = ports.event;
  const old = Object.entries(before.value.notices.mail).filter(
    ([kind, mode]) => (inputs[kind]?.[0] ?? mode) !== mode,
  );
  if (old.length === 0) return notified(form.nothing);
  const chosen = old.map(([kind]) => [kind, inputs[kind]?.[0]]);
  const answer = tell(
    ports,
    NoticeSettings,
    patchMail(Object.fromEntries(chosen)),
  );
  if (answer.kind === 'fault') return notDone(ports, answer);
  return changed(
    settingsCardOf(ports, {
      text: form.edit.done,
      undo: patchMail(Object.fromEntries(old)),
    }),
  );
};

export const pause: Handler<'pause'> = ports => {
  const answer = tell(ports, Account, post('accounts/me:pause'));
  if (answer.kind === 'fault') return notDone(ports, answer);
  const {paused} = readerOf(ports).language.settings;
  return changed(settingsCardOf(ports, {text: paused}, ports.event.inputs));
};

/** Of the settings, and of the homepage, which says that sync is paused. */
export const resume: Handler<'resume'> = (ports, {back}) => {
  const {home} = readerOf(ports).language;
  const answer = tell(ports, Account, post('accounts/me:resume'));
  if (answer.kind === 'fault') return notDone(ports, answer);
  const note = {text: home.resumed};
  return changed(
    back === undefined
      ? homeCardOf(ports, note)
      : settingsCardOf(ports, note, ports.event.inputs),
  );
};
