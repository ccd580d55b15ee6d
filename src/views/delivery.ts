import type {Contact} from '../../server/contract/contact.ts';
import type {
  ContactDelivery,
  Delivery,
} from '../../server/contract/delivery.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, Widget} from '../card.ts';
import {formatTime, type Reader} from '../reader.ts';
import {joined} from './person.ts';
import {button, more, row, say, titleOf, pageCard} from './pieces.ts';

/** Ours: a host draws 100 widgets, and an account is one. */
const ROWS_MAX = 40;

type Account = (Delivery | ContactDelivery)['accounts'][number];

/** Whom something has reached, and why it has not reached others. @param said how far it has come, in words */
export function deliveryRows<Each extends Account>(
  {
    accounts,
    nextPageToken,
  }: {
    readonly accounts: readonly Each[];
    readonly nextPageToken?: string | undefined;
  },
  reader: Reader,
  said: (account: Each) => string,
): Widget[] {
  const {share} = reader.language;
  return [
    ...accounts.slice(0, ROWS_MAX).map(account => {
      const {email, reason, retryTime} = account;
      return row(email, {
        icon: reason === undefined ? 'check_circle' : 'schedule',
        bottom: joined([
          said(account),
          reason && share.reasons[reason],
          // What is held waits for a person.
          reason !== 'HELD' &&
            retryTime &&
            share.retry(formatTime(reader, retryTime)),
        ]),
      });
    }),
    ...more(reader, accounts.length - ROWS_MAX),
    ...(nextPageToken === undefined ? [] : [say(share.moreDelivery)]),
  ];
}

/** Whom a contact has reached as it is now. */
export function contactDeliveryCard(
  {
    contact: {name: contact, person},
    delivery,
  }: {
    readonly contact: Pick<Contact, 'name' | 'person'>;
    readonly delivery: ContactDelivery;
  },
  reader: Reader,
): Card {
  const {share, refresh} = reader.language;
  const again = act('showDelivery', {contact, again: 'true'});
  return pageCard(
    reader,
    {title: share.delivery, subtitle: titleOf(reader, person)},
    [
      section(
        deliveryRows(delivery, reader, ({state, deliverTime}) =>
          state === 'UP_TO_DATE' && deliverTime !== undefined
            ? formatTime(reader, deliverTime)
            : '',
        ),
      ),
      section([buttons(button(refresh, again))]),
    ],
  );
}
