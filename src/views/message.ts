import {act, buttons, section} from '../card.ts';
import type {Card} from '../card.ts';
import {guessPerson} from '../guess.ts';
import type {Correspondent} from '../headers.ts';
import type {Reader} from '../reader.ts';
import {monogramOf, nameOf} from './person.ts';
import {
  button,
  clip,
  noteSections,
  picture,
  row,
  say,
  TITLE_LENGTH_MAX,
  type Note,
  pageCard,
} from './pieces.ts';

/** As the form will have it, not as the header writes it. */
const calledOf = (person: Correspondent, reader: Reader): string =>
  clip(
    person.displayName === undefined
      ? person.email
      : nameOf(reader, guessPerson(person)),
    TITLE_LENGTH_MAX,
  );

/** Somebody nobody shares with the reader. @param isSender so that the message's signature is theirs */
export function unknownCard(
  {email, displayName}: Correspondent,
  reader: Reader,
  isSender: boolean,
): Card {
  const {message} = reader.language;
  const who = {email, name: displayName};
  const title = calledOf({email, displayName}, reader);
  return pageCard(
    reader,
    {
      title,
      subtitle: message.unknown,
      ...picture(monogramOf(reader, title), title),
    },
    [
      section([
        row(email, {icon: 'mail'}),
        say(message.offer),
        buttons(button(message.add, act('addPerson', who), 'FILLED')),
      ]),
      ...(isSender
        ? [
            section([
              say(message.signature),
              buttons(button(message.readSignature, act('readSignature', who))),
            ]),
          ]
        : []),
    ],
  );
}

/** Nobody but the reader is named there. */
export function nobodyCard(reader: Reader, what: string): Card {
  const {language} = reader;
  return {
    header: {title: language.home.title},
    sections: [
      section([
        say(what),
        buttons(button(language.home.open, act('showHome', {}), 'FILLED')),
      ]),
    ],
  };
}

/** People beyond those that have cards. */
export function restCard(rest: readonly Correspondent[], reader: Reader): Card {
  const {message} = reader.language;
  return pageCard(reader, {title: message.rest(rest.length)}, [
    section(
      rest.slice(0, REST_MAX).map(({email, displayName}) =>
        row(calledOf({email, displayName}, reader), {
          icon: 'person',
          bottom: displayName && email,
          onClick: act('showPerson', {email, name: displayName}),
        }),
      ),
    ),
  ]);
}

const REST_MAX = 90;

/** What was done, where there is nothing else to show. @param name of what it was done to */
export function doneCard(reader: Reader, note: Note, name: string): Card {
  const {home} = reader.language;
  return {
    header: {title: home.title},
    sections: [
      ...noteSections(reader, note, name),
      section([buttons(button(home.open, act('showHome', {})))]),
    ],
  };
}
