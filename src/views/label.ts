import type {Contact} from '../../server/contract/contact.ts';
import type {Label} from '../../server/contract/label.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, CardAction, OnClick, Widget} from '../card.ts';
import type {Reader} from '../reader.ts';
import {contactRow} from './contact-rows.ts';
import {
  TITLE_LENGTH_MAX,
  button,
  clip,
  menu,
  nextPage,
  noteSections,
  oneOf,
  row,
  say,
  type Note,
  footer,
} from './pieces.ts';
import {joined} from './person.ts';

export interface LabelShown {
  readonly label: Label;
  /** A page of them. */
  readonly contacts: readonly Pick<Contact, 'name' | 'person'>[];
  readonly nextPageToken?: string | undefined;
}

export const labelTitle = ({displayName}: Label) =>
  clip(displayName, TITLE_LENGTH_MAX);

/** A label with its contacts. */
export function labelCard(
  {label, contacts, nextPageToken}: LabelShown,
  reader: Reader,
  note?: Note,
): Card {
  const {language} = reader;
  const {name, role = 'viewer'} = label;
  const rows = contacts.map(contact => contactRow(contact, reader));
  const mayAdd = role !== 'viewer';
  const people = [
    language.label.people,
    act('showPeople', {label: name}),
  ] as const;
  return {
    header: {title: labelTitle(label), subtitle: labelLine(label, reader)},
    sections: [
      ...noteSections(reader, note, name),
      section(
        [
          ...(rows.length === 0 ? [say(language.label.empty)] : rows),
          ...nextPage(reader, nextPageToken, pageToken =>
            act('showLabel', {label: name, pageToken}),
          ),
        ],
        language.label.contacts,
      ),
      ...(mayAdd ? [] : [section([say(language.label.onlyView)])]),
    ],
    cardActions: labelMenu(label, reader),
    fixedFooter: mayAdd
      ? footer([language.label.add, act('newContact', {label: name})], people)
      : footer(people),
  };
}

/** Role, size and who shares it. */
function labelLine(
  {role, contactCount, sharedBy}: Label,
  {language}: Reader,
): string {
  return joined([
    role && language.roles[role],
    language.home.contacts(contactCount),
    sharedBy && language.contact.sharedBy(sharedBy),
  ]);
}

/** An admin who does not collaborate on it has nothing to set. */
function labelMenu({name, role}: Label, reader: Reader): readonly CardAction[] {
  const {others, settings} = reader.language;
  const addFrom = {
    actionLabel: others.addFrom,
    onClick: act('showOthers', {label: name, query: ''}),
  };
  const set = {
    actionLabel: settings.open,
    onClick: act('labelSettings', {label: name}),
  };
  return [
    ...menu(reader),
    ...(role === undefined || role === 'viewer' ? [] : [addFrom]),
    ...(role === undefined ? [] : [set]),
  ];
}

/** Labels to put on a contact. */
export function labelChoiceCard(
  contact: string,
  labels: readonly Label[],
  reader: Reader,
): Card {
  const {language} = reader;
  if (labels.length === 0) return noLabelCard(reader);
  return {
    header: {title: language.contact.addLabel},
    sections: [
      section([
        oneOf(
          {
            name: 'label',
            label: language.form.label,
            type: 'RADIO_BUTTON',
            selected: labels[0]?.name,
          },
          labels
            .slice(0, CHOICES_MAX)
            .map(({name, displayName}) => [name, clip(displayName, 60)]),
        ),
      ]),
    ],
    fixedFooter: footer([language.contact.addLabel, act('putOn', {contact})]),
  };
}

/** A host takes no more. */
const CHOICES_MAX = 100;

/** There is none that the person may add to. */
export const noLabelCard = (reader: Reader): Card =>
  newLabelCard(reader, {problem: reader.language.label.noneHint});

/** @param typed where it comes back */
export function newLabelCard(
  reader: Reader,
  {
    typed,
    problem,
    id = String(reader.nowMs),
  }: {
    readonly typed?: string;
    readonly problem?: string;
    /** Of the form. */
    readonly id?: string;
  } = {},
): Card {
  const {label} = reader.language;
  return {
    header: {title: label.create},
    sections: [
      section([
        ...(problem === undefined ? [] : [say(problem)]),
        {textInput: {name: 'displayName', label: label.name, value: typed}},
        buttons(
          button(
            label.create,
            act('createLabel', {id}, {requiredWidgets: ['displayName']}),
            'FILLED',
          ),
        ),
      ]),
    ],
  };
}

/** Labels, each leading on, and a way to more; or that there are none. */
export function labelWidgets(
  {
    labels,
    nextPageToken,
  }: {
    readonly labels: readonly Label[];
    readonly nextPageToken?: string | undefined;
  },
  reader: Reader,
  open: (label: string) => OnClick,
  next: (pageToken: string) => OnClick,
): readonly Widget[] {
  return [
    ...(labels.length === 0
      ? [say(reader.language.home.noLabels)]
      : labels.map(label =>
          row(label.displayName, {
            icon: 'label',
            bottom: labelLine(label, reader),
            onClick: open(label.name),
          }),
        )),
    ...nextPage(reader, nextPageToken, next),
  ];
}
