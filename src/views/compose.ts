import type {Contact} from '../../server/contract/contact.ts';
import type {Label} from '../../server/contract/label.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, OnClick, Widget} from '../card.ts';
import type {Reader} from '../reader.ts';
import {labelRow, labelTitle} from './label.ts';
import {emailsOf, nameOf} from './person.ts';
import {button, clip, nextPage, say} from './pieces.ts';

/** Labels whose people can be put into the draft. */
export function composeCard(
  labels: readonly Label[],
  nextPageToken: string | undefined,
  reader: Reader,
): Card {
  const {language} = reader;
  return {
    header: {title: language.compose.insert},
    sections: [
      section([
        ...(labels.length === 0
          ? [say(language.home.noLabels)]
          : labels.map(label =>
              labelRow(label, reader, act('composeLabel', {label: label.name})),
            )),
        ...nextPage(reader, nextPageToken, pageToken =>
          act('composeLabels', {pageToken}),
        ),
      ]),
    ],
  };
}

/** As it travels with a card; undefined of nobody. */
export const pickedText = (picked: readonly string[]): string | undefined =>
  picked.length === 0 ? undefined : picked.join('\n');

/** A page of a label's people, to pick from; or everybody at once. */
export function pickCard(
  {
    label,
    contacts,
    picked,
    nextPageToken,
  }: {
    readonly label: Label;
    readonly contacts: readonly Contact[];
    /** On the pages before. */
    readonly picked: readonly string[];
    readonly nextPageToken?: string | undefined;
  },
  reader: Reader,
): Card {
  const {compose} = reader.language;
  const items = contacts.flatMap(({person}) => {
    const [email] = emailsOf(person);
    return email === undefined
      ? []
      : [
          {
            value: email,
            text: clip(`${nameOf(reader, person)} – ${email}`, 100),
          },
        ];
  });
  const isEmpty =
    items.length === 0 && nextPageToken === undefined && picked.length === 0;
  const into = (act: (field: 'to' | 'cc' | 'bcc') => OnClick) =>
    buttons(
      ...(['to', 'cc', 'bcc'] as const).map(field =>
        button(compose[field], act(field)),
      ),
    );
  const before = pickedText(picked);
  const people: readonly Widget[] = [
    say(compose.hint),
    ...(before === undefined ? [] : [say(compose.picked(picked.length))]),
    into(field => act('insert', {field, picked: before})),
    items.length === 0
      ? say(compose.noneOnPage)
      : {selectionInput: {name: 'people', type: 'CHECK_BOX', items}},
    ...nextPage(reader, nextPageToken, pageToken =>
      act('composeLabel', {label: label.name, pageToken, picked: before}),
    ),
  ];
  return {
    header: {title: labelTitle(label), subtitle: compose.insert},
    sections: isEmpty
      ? [section([say(compose.noAddresses)])]
      : [
          section(people),
          section(
            [into(field => act('insertAll', {label: label.name, field}))],
            compose.everybody,
          ),
        ],
  };
}
