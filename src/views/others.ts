import type {
  OtherContact,
  OtherContactList,
} from '../../server/contract/other-contact.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, Widget} from '../card.ts';
import type {Reader} from '../reader.ts';
import {
  emailsOf,
  joined,
  nameOf,
  type Person,
  textOf,
  named,
} from './person.ts';
import {
  button,
  nextPage,
  noteSections,
  row,
  say,
  titleOf,
  type Note,
  footer,
  pageCard,
} from './pieces.ts';

/** What is looked for among Other contacts. */
export interface OthersPlace {
  /** Empty: any that the person may add to. */
  readonly label: string;
  /** Empty: everybody. */
  readonly query: string;
}

const PREFIX = 'otherContacts/';

/** Travels with buttons: where they lead back to. */
export const placeText = ({label, query}: OthersPlace): string =>
  `${PREFIX}${label}?${query}`;

/** Undefined: it is the name of something else. */
export function parsePlace(text: string): OthersPlace | undefined {
  const [, label = '', query = ''] =
    /^otherContacts\/([^?]*)\?([^]*)$/.exec(text) ?? [];
  return text.startsWith(PREFIX) ? {label, query} : undefined;
}

/** People whom the person wrote to and never saved. */
export function othersCard(
  {
    place,
    otherContacts,
    nextPageToken,
  }: OtherContactList & {readonly place: OthersPlace},
  reader: Reader,
  note?: Note,
): Card {
  const {language} = reader;
  const {label, query} = place;
  const rows = otherContacts.map(other =>
    otherRow(other, placeText(place), reader),
  );
  return pageCard(reader, {title: language.others.title}, [
    ...noteSections(reader, note, placeText(place)),
    section([
      say(language.others.hint),
      {
        textInput: {
          name: 'query',
          label: language.home.search,
          value: query,
        },
      },
      buttons(button(language.home.find, act('showOthers', {label}))),
    ]),
    section([
      ...(rows.length === 0 ? [say(language.others.none)] : rows),
      ...nextPage(reader, nextPageToken, pageToken =>
        act('showOthers', {label, query, pageToken}),
      ),
    ]),
  ]);
}

function otherRow(other: OtherContact, place: string, reader: Reader): Widget {
  const {person, duplicates} = other;
  const {others, comma} = reader.language;
  const name = nameOf(reader, person);
  const reach = reachOf(person).find(each => each !== name);
  const alike = duplicates.flatMap(({displayName}) => displayName ?? []);
  const travelling = {other: JSON.stringify(other), place};
  return row(name, {
    icon: 'person',
    bottom: joined([
      reach,
      alike.length > 0 && others.maybe(alike.join(comma)),
    ]),
    button:
      duplicates.length === 0
        ? button(others.add, act('addOther', travelling))
        : button(others.check, act('showOther', travelling)),
  });
}

const reachOf = (person: Person): readonly string[] => [
  ...emailsOf(person),
  ...(person['phoneNumbers'] ?? []).map(item => textOf(item, 'value')),
];

/** Somebody who may be a contact already, before they are added. */
export function otherCard(
  other: OtherContact,
  place: string,
  reader: Reader,
): Card {
  const {person, duplicates} = other;
  const {others} = reader.language;
  return pageCard(
    reader,
    {title: titleOf(reader, person), subtitle: others.title},
    [
      section(reachOf(person).map(each => row(each))),
      section(
        [
          ...duplicates.map(({contact, displayName, sure, reasons}) =>
            row(displayName ?? reader.language.contact.noName, {
              icon: 'person',
              bottom: joined([
                ...(sure ? [others.sure] : []),
                ...reasons.flatMap(each => named(others.reasons, each) ?? []),
              ]),
              onClick: act('showContact', {contact}),
            }),
          ),
          ...(duplicates.some(({sure}) => sure) ? [say(others.sureHint)] : []),
        ],
        others.same,
      ),
    ],
    footer([
      others.anyway,
      act('addOther', {
        other: JSON.stringify(other),
        place,
        checked: 'true',
      }),
    ]),
  );
}
