import type {Card as Facts} from '../../server/contract/card.ts';
import type {PersonItem} from '../../server/contract/person.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, CardAction, Section, Widget} from '../card.ts';
import {formatTime, type Reader} from '../reader.ts';
import {actText, commentRow, whatAndWhen, type Shown} from './contact-rows.ts';
import {
  joined,
  lineOf,
  nameOf,
  pictureOf,
  positionOf,
  readingOf,
  typeOf,
  named,
} from './person.ts';
import {
  button,
  clip,
  cutRow,
  iconButton,
  longRow,
  menu,
  nextPage,
  noteSections,
  picture,
  row,
  say,
  TITLE_LENGTH_MAX,
  titleOf,
  type Note,
  type RowOptions,
  footer,
  pageCard,
} from './pieces.ts';
import {REACH, reachRows} from './reach.ts';

/** A host draws 100 widgets at most: what there is no room for has a card of its own. */
const ROWS_MAX = 8;
const OTHER_ROWS_MAX = 30;
const LABELS_MAX = 12;
const MORE_ROWS_MAX = 90;

/** What a card may have no room for: a field of `REACH`, or one of these. */
const DETAILS = 'details';
const LABELS = 'labels';

export function contactCard(
  shown: Shown,
  reader: Reader,
  {
    note,
    also = [],
  }: {readonly note?: Note; readonly also?: readonly Shown[]} = {},
): Card {
  const {contact, facts} = shown;
  const {person, name} = contact;
  const title = titleOf(reader, person);
  const position = positionOf(person);
  const subtitle = joined([
    readingOf(person),
    position !== nameOf(reader, person) && position,
  ]);
  const {names: [called] = [], organizations: [work] = []} = person;
  const isWhole = called && lineOf(reader, 'names', called) === title;
  const hasRoom = position !== '' && subtitle.length <= TITLE_LENGTH_MAX;
  return {
    header: {
      title,
      subtitle: clip(subtitle, TITLE_LENGTH_MAX) || undefined,
      ...picture(pictureOf(reader, person), title),
    },
    sections: [
      ...noteSections(reader, note, name),
      ...filled(problemRows(shown, reader), reader.language.repair.title),
      ...filled(
        Object.keys(REACH).flatMap(of => {
          const rows = reachRows(shown, reader, of);
          return first(shown, reader, {of, rows, max: ROWS_MAX});
        }),
      ),
      ...alsoSection(also, reader),
      labelsSection(shown, reader),
      commentsSection(shown, reader),
      ...detailsSection(shown, reader, [
        isWhole ? called : undefined,
        hasRoom ? work : undefined,
      ]),
      changeSection(shown, reader),
    ],
    cardActions: contactMenu(shown, reader),
    fixedFooter: footer(
      [
        facts.may.edit
          ? reader.language.contact.edit
          : reader.language.contact.suggest,
        act('editContact', {contact: name}),
      ],
      [reader.language.contact.comment, act('showComments', {contact: name})],
    ),
  };
}

const filled = (widgets: readonly Widget[], header?: string): Section[] =>
  widgets.length === 0 ? [] : [section(widgets, header)];

function rowsOf(shown: Shown, reader: Reader, of: string): readonly Widget[] {
  switch (of) {
    case DETAILS:
      return detailRows(shown, reader, longRow);
    case LABELS:
      return labelRows(shown, reader);
    default:
      return reachRows(shown, reader, of);
  }
}

/** As many as there is room for, and a way to all of them. */
function first(
  {contact: {name: contact}}: Shown,
  {language}: Reader,
  {of, rows, max}: {of: string; rows: readonly Widget[]; max: number},
): readonly Widget[] {
  const rest = rows.length - max;
  return rest > 0
    ? [
        ...rows.slice(0, max),
        buttons(button(language.more(rest), act('showMore', {contact, of}))),
      ]
    : rows;
}

/** All of what a contact's card shows the first of. @param from the row that is first here */
export function moreCard(
  shown: Shown,
  {of, from = '0'}: {readonly of: string; readonly from?: string | undefined},
  reader: Reader,
): Card {
  const {contact: words, fields} = reader.language;
  const {name: contact, person} = shown.contact;
  const rows = rowsOf(shown, reader, of);
  const end = Number(from) + MORE_ROWS_MAX;
  const now = rows.slice(Number(from), end);
  if (now.length === 0) return contactCard(shown, reader);
  return pageCard(
    reader,
    {
      title:
        of === LABELS ? words.labels : (named(fields, of) ?? words.details),
      subtitle: titleOf(reader, person),
    },
    [
      section([
        ...now,
        ...nextPage(reader, end < rows.length ? `${end}` : undefined, next =>
          act('showMore', {contact, of, from: next}),
        ),
      ]),
    ],
  );
}

/** What custom fields say and may not, with what was surely meant. */
function problemRows(
  {contact: {name, customFieldProblems = []}, facts}: Shown,
  {language}: Reader,
): Widget[] {
  const {act: repair, reasons} = language.repair;
  const rows = customFieldProblems
    .slice(0, ROWS_MAX)
    .map(({displayName, reason, value = '–', proposal}) =>
      row(proposal === undefined ? value : `${value} → ${proposal}`, {
        icon: 'info',
        top: displayName,
        bottom: reasons[reason],
      }),
    );
  const isSure = customFieldProblems.some(each => each.proposal !== undefined);
  return isSure && facts.may.edit
    ? [...rows, buttons(button(repair, act('repair', {contact: name})))]
    : rows;
}

/** Others with the same address. */
function alsoSection(also: readonly Shown[], reader: Reader): Section[] {
  const rows = also.slice(0, ROWS_MAX).map(({contact}) =>
    row(nameOf(reader, contact.person), {
      icon: 'person',
      bottom: positionOf(contact.person),
      onClick: act('showContact', {contact: contact.name}),
    }),
  );
  return filled(rows, reader.language.contact.also);
}

function labelsSection(shown: Shown, reader: Reader): Section {
  const {contact} = reader.language;
  const {facts} = shown;
  const rows = labelRows(shown, reader);
  return section(
    [
      ...first(shown, reader, {of: LABELS, rows, max: LABELS_MAX}),
      facts.may.share
        ? buttons(
            button(
              contact.addLabel,
              act('pickLabel', {contact: facts.contact}),
            ),
          )
        : say(whyNot(facts, reader)),
    ],
    contact.labels,
  );
}

function labelRows({facts}: Shown, {language}: Reader): Widget[] {
  return facts.labels.map(label =>
    row(label.displayName, {
      icon: 'label',
      bottom: joined([
        language.roles[label.role],
        label.sharedBy && language.contact.sharedBy(label.sharedBy),
      ]),
      onClick: act('showLabel', {label: label.name}),
      button: MAY_REMOVE.includes(label.role)
        ? iconButton(
            'label_off',
            language.contact.takeOff(label.displayName),
            act('takeOff', {contact: facts.contact, label: label.name}),
          )
        : undefined,
    }),
  );
}

/** Roles that take contacts off a label, and so undo that they were put on it. */
export const MAY_REMOVE: readonly string[] = ['remover', 'manager', 'owner'];

/** What the role forbids, told where somebody would look for it. */
function whyNot({may, labels}: Facts, {language}: Reader): string {
  const sharer = labels.find(({sharedBy}) => sharedBy !== undefined)?.sharedBy;
  const {onlyView, onlyEdit, onlyRemove} = language.contact;
  const why = may.remove ? onlyRemove : may.edit ? onlyEdit : onlyView;
  return sharer === undefined ? why : why + language.contact.ask(sharer);
}

function commentsSection({facts}: Shown, reader: Reader): Section {
  const {contact} = reader.language;
  const rows = facts.comments.map(comment => commentRow(comment, reader, row));
  return section(
    rows.length === 0 ? [say(contact.noComments)] : rows,
    contact.comments,
  );
}

/** @param draw in one row each, or as long as they are; @param told what the header says */
function detailRows(
  {contact: {person}}: Shown,
  reader: Reader,
  draw: typeof longRow,
  told: readonly (PersonItem | undefined)[] = [],
): Widget[] {
  return Object.entries(reader.language.fields).flatMap(([field, label]) =>
    field in REACH || field === 'photos'
      ? []
      : (person[field] ?? [])
          .filter(item => !told.includes(item))
          .flatMap(item =>
            draw(lineOf(reader, field, item), {
              top: joined([label, typeOf(reader, item)]),
            }),
          ),
  );
}

function detailsSection(
  shown: Shown,
  reader: Reader,
  told: readonly (PersonItem | undefined)[],
): Section[] {
  const of = DETAILS;
  const whole = act('showMore', {contact: shown.contact.name, of});
  const cut = (text: string, options?: RowOptions) => [
    cutRow(text, whole, options),
  ];
  const rows = detailRows(shown, reader, cut, told);
  const widgets = first(shown, reader, {of, rows, max: OTHER_ROWS_MAX});
  return filled(widgets, reader.language.contact.details).map(each => ({
    ...each,
    collapsible: true,
    uncollapsibleWidgetsCount: 2,
  }));
}

function changeSection({contact, facts}: Shown, reader: Reader): Section {
  const {language} = reader;
  const change = facts.lastChange;
  const history = iconButton(
    'history',
    language.contact.history,
    act('showHistory', {contact: contact.name}),
  );
  if (change === undefined) {
    return section([
      row(language.contact.changed, {
        icon: 'schedule',
        bottom: formatTime(reader, contact.updateTime),
        button: history,
      }),
    ]);
  }
  return section([
    row(actText(reader, change), {
      icon: 'schedule',
      bottom: `${whatAndWhen(reader, change)} · ${language.via[change.via]}`,
      button: history,
    }),
  ]);
}

function contactMenu(
  {contact: {name: contact}, facts}: Shown,
  reader: Reader,
): CardAction[] {
  const {
    contact: {history},
    share: {delivery},
  } = reader.language;
  return [
    ...menu(reader),
    {actionLabel: history, onClick: act('showHistory', {contact})},
    // Who has a label is the managers’ to hear.
    ...(facts.may.share
      ? [{actionLabel: delivery, onClick: act('showDelivery', {contact})}]
      : []),
  ];
}
