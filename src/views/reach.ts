/** Rows by which somebody is called, written to or found. */
import {link} from '../card.ts';
import type {Button, Widget} from '../card.ts';
import type {Reader} from '../reader.ts';
import type {Shown} from './contact-rows.ts';
import {lineOf, textOf, typeOf} from './person.ts';
import {iconButton, row} from './pieces.ts';

/** Ways to reach somebody stand first, in this order. */
export const REACH: Readonly<Record<string, string>> = {
  phoneNumbers: 'call',
  emailAddresses: 'mail',
  addresses: 'location_on',
};

export function reachRows(
  {contact: {person}}: Shown,
  reader: Reader,
  field: string,
): Widget[] {
  return (person[field] ?? []).map(item => {
    const text = lineOf(reader, field, item);
    return row(text, {
      icon: REACH[field],
      top: typeOf(reader, item),
      button: reachButton(
        reader,
        field,
        textOf(item, 'canonicalForm') || textOf(item, 'value') || text,
      ),
    });
  });
}

/** The text beside it stays text, to be selected and copied. */
function reachButton(
  {language: {contact}}: Reader,
  field: string,
  value: string,
): Button | undefined {
  switch (field) {
    case 'phoneNumbers': {
      const digits = dialled(value);
      return digits === ''
        ? undefined
        : iconButton('call', contact.call, link(`tel:${digits}`));
    }
    case 'emailAddresses':
      return iconButton(
        'mail',
        contact.mail,
        link(`mailto:${encodeURIComponent(value).replace(/%40/g, '@')}`),
      );
    default:
      return iconButton(
        'map',
        contact.map,
        link(
          `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(
            value.slice(0, 300).replace(/[\uD800-\uDBFF]$/, ''),
          )}`,
        ),
      );
  }
}

/** What stands after a whole number: an extension, or another number. */
const AFTER_NUMBER = /^((?:\D*\d){5,}?\D*?)(?:ext|x|内線|[#;/,]).*$/is;

const dialled = (value: string) =>
  value
    .normalize('NFKC')
    .replace(AFTER_NUMBER, '$1')
    .replace(/[^\d+*#]/g, '');
