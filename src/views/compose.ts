import type {Contact} from '../../server/contract/contact.ts';
import type {Label, LabelList} from '../../server/contract/label.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, OnClick, Widget} from '../card.ts';
import type {Reader} from '../reader.ts';
import {labelTitle, labelWidgets} from './label.ts';
import {emailsOf, nameOf} from './person.ts';
import {button, clip, nextPage, say} from './pieces.ts';

/** Labels whose people can be put into the draft. */
export function composeCard(list: LabelList, reader: Reader): Card {
  const {compose, label} = reader.language;
  const isNone = list.labels.length === 0;
  return {
    header: {title: compose.insert},
    sections: [
      section([
        ...labelWidgets(
          list,
          reader,
          label => act('composeLabel', {label}),
          pageToken => act('composeLabels', {pageToken}),
        ),
        ...(isNone ? [buttons(button(label.create, act('newLabel', {})))] : []),
      ]),
    ],
  };
}

/** As it travels with a card. */
export const pickedText = (picked: readonly string[]) => picked.join('\n');

interface Page {
  readonly label: Label;
  readonly contacts: readonly Contact[];
  /** So far, here and on other pages. */
  readonly picked: readonly string[];
  /** Of this page; none of the first. */
  readonly pageToken?: string | undefined;
  readonly nextPageToken?: string | undefined;
}

/** A page of a label's people, to pick from; or everybody at once. */
export function pickCard(page: Page, reader: Reader): Card {
  const {compose} = reader.language;
  const {label, picked, nextPageToken} = page;
  const items = itemsOf(page, reader);
  const isEmpty =
    items.length === 0 && nextPageToken === undefined && picked.length === 0;
  const elsewhere = picked.filter(
    email => !items.some(({value}) => value === email),
  );
  const travelling = {label: label.name, picked: pickedText(elsewhere)};
  const people: readonly Widget[] = [
    say(compose.hint),
    ...(elsewhere.length === 0 ? [] : [say(compose.picked(elsewhere.length))]),
    into(reader, field => act('insert', {field, picked: travelling.picked})),
    items.length === 0
      ? say(compose.noneOnPage)
      : {selectionInput: {name: 'people', type: 'CHECK_BOX', items}},
    ...nextPage(reader, nextPageToken, pageToken =>
      act('composeLabel', {...travelling, pageToken}),
    ),
    ...(page.pageToken === undefined
      ? []
      : [buttons(button(compose.first, act('composeLabel', travelling)))]),
  ];
  return {
    header: {title: labelTitle(label), subtitle: compose.insert},
    sections: isEmpty
      ? [section([say(compose.noAddresses)])]
      : [
          section(people),
          section(
            [
              into(reader, field =>
                act('insertAll', {label: label.name, field}),
              ),
            ],
            compose.everybody,
          ),
        ],
  };
}

/** Each address once, whoever else has it. */
function itemsOf({contacts, picked}: Page, reader: Reader) {
  const known = new Set<string>();
  return contacts.flatMap(({person}) => {
    const [email] = emailsOf(person);
    if (email === undefined || known.has(email)) return [];
    known.add(email);
    return {
      value: email,
      text: clip(`${clip(nameOf(reader, person), 60)} – ${email}`, 180),
      selected: picked.includes(email),
    };
  });
}

const into = (
  {language: {compose}}: Reader,
  act: (field: 'to' | 'cc' | 'bcc') => OnClick,
) =>
  buttons(
    ...(['to', 'cc', 'bcc'] as const).map(field =>
      button(compose[field], act(field)),
    ),
  );
