/** people.searchContacts and otherContacts.search: lazy, capped, not paged (people-api §10). */
import {count, text, texts} from '../call.ts';
import type {Call} from '../call.ts';
import {invalidArgument} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {Contact} from '../world/account.ts';
import {requireMask} from './masks.ts';
import {renderOther} from './other-contacts.ts';
import {createView, readSources, renderContact} from './render.ts';
import type {View} from './render.ts';
import {
  CONTACT_SEARCH_FIELDS,
  fieldsMatch,
  OTHER_SEARCH_FIELDS,
} from './search-text.ts';
import type {SearchCache} from './search-text.ts';

const SIZE_DEFAULT = 10;
const SIZE_MAX = 30;
const CONTACT_ONLY = ['READ_SOURCE_TYPE_CONTACT'];
const OTHER_SEARCH_MASK = [
  'emailAddresses',
  'metadata',
  'names',
  'phoneNumbers',
];

function search(
  call: Call,
  cache: SearchCache,
  current: () => readonly Contact[],
  searched: readonly string[],
  draw: (contact: Contact) => Draft,
): Draft {
  const size = count(call, 'pageSize') ?? 0;
  if (size < 0) throw invalidArgument();
  const query = text(call, 'query') ?? '';
  const {world} = call;
  const seen = cache.contacts(
    world.nowMs(),
    world.switches.searchDelayMs,
    current,
  );
  const results = seen
    .filter(contact => fieldsMatch(contact.fields, searched, query))
    .slice(0, Math.min(size === 0 ? SIZE_DEFAULT : size, SIZE_MAX))
    .map(contact => ({person: draw(contact)}));
  return results.length > 0 ? {results} : {};
}

export function searchContacts(call: Call): Draft {
  const fields = requireMask('readMask', text(call, 'readMask'));
  const view: View = createView(
    call,
    fields,
    readSources(texts(call, 'sources'), CONTACT_ONLY),
  );
  const {account} = call;
  return search(
    call,
    account.search,
    () => [...account.contacts.values()],
    CONTACT_SEARCH_FIELDS,
    contact => renderContact(contact, view),
  );
}

export function searchOtherContacts(call: Call): Draft {
  const fields = requireMask(
    'readMask',
    text(call, 'readMask'),
    OTHER_SEARCH_MASK,
  );
  const view = createView(call, fields, CONTACT_ONLY);
  const {account} = call;
  return search(
    call,
    account.otherSearch,
    () => [...account.others.values()],
    OTHER_SEARCH_FIELDS,
    contact => renderOther(contact, view),
  );
}
