import type {Label} from '../../server/contract/label.ts';
import type {Membership} from '../../server/contract/membership.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, CardAction, Section} from '../card.ts';
import type {Event} from '../ports.ts';
import type {Reader} from '../reader.ts';
import {labelTitle} from './label.ts';
import {
  TITLE_LENGTH_MAX,
  button,
  clip,
  noteSections,
  say,
  type Note,
  footer,
  pageCard,
} from './pieces.ts';

export interface LabelSettings {
  readonly label: Label;
  readonly membership: Membership;
}

/** What each member may choose for themselves, and its owner for everybody. */
export function labelSettingsCard(
  {label, membership}: LabelSettings,
  reader: Reader,
  {
    note,
    typed = {},
  }: {
    readonly note?: Note;
    readonly typed?: Event['inputs'];
  } = {},
): Card {
  const isOwner = membership.role === 'owner';
  return pageCard(
    reader,
    {
      title: labelTitle(label),
      subtitle: reader.language.settings.title,
    },
    [
      ...noteSections(reader, note, membership.name),
      phonesSection(label, membership, reader),
      ...(isOwner
        ? ownerSections(label, reader, typed)
        : [leaveSection(label, reader)]),
    ],
  );
}

function phonesSection(
  {name: label}: Label,
  {showOnPhones}: Membership,
  {language: {settings}}: Reader,
): Section {
  return section([
    say(showOnPhones ? settings.shown : settings.hidden),
    buttons(
      showOnPhones
        ? button(settings.hide, act('choosePhones', {label}))
        : button(settings.show, act('choosePhones', {label, show: 'true'})),
    ),
  ]);
}

function leaveSection(
  {name}: Label,
  {language: {label: texts}}: Reader,
): Section {
  return section([
    say(texts.leaveHint),
    buttons(button(texts.leave, act('leave', {label: name}))),
  ]);
}

function ownSection(
  {name, displayName, regionCode}: Label,
  {language: {form, label: texts}}: Reader,
  typed: Event['inputs'],
): Section {
  return section([
    {
      textInput: {
        name: 'displayName',
        label: texts.name,
        value: typed['displayName']?.[0] ?? displayName,
      },
    },
    {
      textInput: {
        name: 'regionCode',
        label: texts.region,
        value: typed['regionCode']?.[0] ?? regionCode,
      },
    },
    buttons(
      button(
        form.edit.save,
        act('saveLabel', {label: name}, {requiredWidgets: ['displayName']}),
      ),
    ),
  ]);
}

function ownerSections(
  label: Label,
  reader: Reader,
  typed: Event['inputs'],
): readonly Section[] {
  const {name} = label;
  const {label: texts} = reader.language;
  return [
    ownSection(label, reader, typed),
    section([
      say(texts.transferHint),
      {
        textInput: {
          name: 'email',
          label: texts.newOwner,
          value: typed['email']?.[0],
          validation: {inputType: 'EMAIL'},
        },
      },
      buttons(
        button(
          texts.transfer,
          act('transfer', {label: name}, {requiredWidgets: ['email']}),
        ),
      ),
    ]),
    section([
      say(texts.stopHint),
      {
        selectionInput: {
          name: 'keepCopies',
          type: 'SWITCH',
          items: [
            {
              text: texts.keepCopies,
              value: 'true',
              selected: typed['keepCopies'] !== undefined,
            },
          ],
        },
      },
      buttons(button(texts.stop, act('stopSharing', {label: name}))),
    ]),
  ];
}

/** Asked once more before what others will notice. */
export function confirmCard(
  {
    title,
    subtitle,
    text,
    confirm,
  }: {
    readonly title: string;
    readonly subtitle?: string;
    readonly text: string;
    readonly confirm: CardAction;
  },
  reader: Reader,
): Card {
  return pageCard(
    reader,
    {title: clip(title, TITLE_LENGTH_MAX), subtitle},
    [section([say(text)])],
    footer([confirm.actionLabel, confirm.onClick]),
  );
}
