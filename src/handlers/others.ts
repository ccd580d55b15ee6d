import {
  OtherContact,
  OtherContactList,
} from '../../server/contract/other-contact.ts';
import {act, push} from '../card.ts';
import type {Card} from '../card.ts';
import {ask, get} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {otherCard, othersCard, placeText} from '../views/others.ts';
import type {OthersPlace} from '../views/others.ts';
import type {Note} from '../views/pieces.ts';
import {noted, orNone, shown} from './answers.ts';

const PAGE_SIZE = '20';

function loadOthers(ports: Ports, place: OthersPlace, pageToken?: string) {
  const answer = orNone(
    ask(
      ports,
      OtherContactList,
      get('otherContacts', {
        label: place.label || undefined,
        query: place.query || undefined,
        pageToken,
        pageSize: PAGE_SIZE,
      }),
    ),
    {otherContacts: []},
  );
  return answer.kind === 'ok'
    ? {...answer, value: {...answer.value, place}}
    : answer;
}

export const showOthers: Handler<'showOthers'> = (
  ports,
  {label = '', query: given, pageToken},
) => {
  const query = given ?? ports.event.inputs['query']?.[0]?.trim() ?? '';
  return shown(
    ports,
    loadOthers(ports, {label, query}, pageToken),
    othersCard,
    act('showOthers', {label, query, pageToken}),
  );
};

/** Those who are left; where they cannot be read, what was done. */
export function othersCardOf(
  ports: Ports,
  place: OthersPlace,
  note: Note,
): Card {
  const name = placeText(place);
  return noted(ports, loadOthers(ports, place), note, name, othersCard);
}

export const showOther: Handler<'showOther'> = (ports, {other, place}) =>
  push(
    otherCard(OtherContact.parse(JSON.parse(other)), place, readerOf(ports)),
  );
