import type {Contact} from '../../server/contract/contact.ts';
import type {Label} from '../../server/contract/label.ts';
import {act, buttons, section} from '../card.ts';
import type {Card} from '../card.ts';
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

/** Nobody picked means everybody. */
export function pickCard(
  {
    label,
    contacts,
    nextPageToken,
  }: {
    readonly label: Label;
    readonly contacts: readonly Contact[];
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
  const into = (field: 'to' | 'cc' | 'bcc') =>
    button(compose[field], act('insert', {label: label.name, field}));
  return {
    header: {title: labelTitle(label), subtitle: compose.insert},
    sections: [
      section(
        items.length === 0
          ? [say(compose.noAddresses)]
          : [
              say(compose.hint),
              buttons(into('to'), into('cc'), into('bcc')),
              {
                selectionInput: {
                  name: 'people',
                  type: 'CHECK_BOX',
                  items,
                },
              },
              ...nextPage(reader, nextPageToken, pageToken =>
                act('composeLabel', {label: label.name, pageToken}),
              ),
            ],
      ),
    ],
  };
}
