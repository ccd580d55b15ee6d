/** Cards that are lists of others and no person. */
import type {Card} from './vcard-property.ts';

/** RFC 6350, 6.1.4 and 6.6.5, and what Apple wrote before it. */
const KINDS: ReadonlySet<string> = new Set([
  'KIND',
  'X-ADDRESSBOOKSERVER-KIND',
]);
const MEMBERS: ReadonlySet<string> = new Set([
  'MEMBER',
  'X-ADDRESSBOOKSERVER-MEMBER',
]);

/** How many members a group has; undefined of a card that is none. */
export function countMembers({properties}: Card): number | undefined {
  const isGroup = properties.some(
    ({name, value}) =>
      KINDS.has(name) && value.trim().toLowerCase() === 'group',
  );
  return isGroup
    ? properties.filter(({name}) => MEMBERS.has(name)).length
    : undefined;
}
