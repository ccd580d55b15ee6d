import type {Account} from '../../server/contract/account.ts';
import type {NoticeSettings} from '../../server/contract/notice.ts';
import {act, buttons, section} from '../card.ts';
import type {Card} from '../card.ts';
import type {Event} from '../ports.ts';
import type {Reader} from '../reader.ts';
import {named} from './person.ts';
import {
  button,
  noteSections,
  oneOf,
  say,
  type Note,
  pageCard,
} from './pieces.ts';

export interface Settings {
  readonly account: Account;
  readonly notices: NoticeSettings;
}

/**
 * What is a person's own to choose: whether they are synced, and what is mailed to them.
 *
 * @param chosen what stands in the card and is not saved yet
 */
export function settingsCard(
  {account: {paused}, notices}: Settings,
  reader: Reader,
  note?: Note,
  chosen: Event['inputs'] = {},
): Card {
  const {home, settings, form} = reader.language;
  const modes = Object.entries(settings.modes);
  return pageCard(reader, {title: settings.title}, [
    ...noteSections(reader, note, notices.name),
    section(
      [
        ...Object.entries(notices.mail).map(([kind, mode]) =>
          oneOf(
            {
              name: kind,
              label: named(settings.kinds, kind) ?? kind,
              type: 'DROPDOWN',
              selected: chosen[kind]?.[0] ?? mode,
            },
            modes,
          ),
        ),
        buttons(button(form.edit.save, act('saveSettings', {}), 'FILLED')),
      ],
      settings.mail,
    ),
    section([
      say(paused ? home.paused : settings.pauseHint),
      buttons(
        paused
          ? button(home.resume, act('resume', {back: notices.name}))
          : button(settings.pause, act('pause', {})),
      ),
    ]),
  ]);
}
