import type {SharedField} from '../../server/core/content.ts';
import type {Draft} from '../emulator/types.ts';
import type {Contact} from '../emulator/world/account.ts';
import {inBook, newWord, noteTyped, type Notes} from './notes.ts';
import {control, type Person, type World} from './world.ts';

/** How a word stands in a field, so that it survives as it is. */
export const FIELDS: readonly {
  readonly field: SharedField;
  readonly isSingle?: true;
  /** Which part of a single item the word is. */
  readonly parts?: readonly string[];
  readonly item: (word: string) => Draft;
}[] = [
  {field: 'nicknames', item: value => ({value})},
  {field: 'biographies', isSingle: true, item: value => ({value})},
  {field: 'organizations', item: name => ({name})},
  {
    field: 'emailAddresses',
    item: word => ({value: `${word}@typed.example`}),
  },
  {field: 'urls', item: word => ({value: `https://${word}.example`})},
  {field: 'userDefined', item: value => ({key: 'note', value})},
  {field: 'relations', item: person => ({person, type: 'friend'})},
  {
    field: 'names',
    isSingle: true,
    parts: ['familyName', 'phoneticGivenName', 'middleName'],
    item: familyName => ({familyName}),
  },
];

/** Fields that a phone shows: it takes away whatever is in the others. */
const PHONE_FIELDS: readonly SharedField[] = [
  'names',
  'nicknames',
  'emailAddresses',
  'organizations',
  'urls',
  'biographies',
];

const READ_ONLY = new Set(['metadata', 'formattedType', 'canonicalForm']);

/** An item without what Google adds. */
function bare(item: Draft): Draft {
  return Object.fromEntries(
    Object.entries(item).filter(
      ([name]) => !READ_ONLY.has(name) && !name.startsWith('display'),
    ),
  );
}

/** A value typed into one field of a contact: added, put in another's place, or one taken away. */
export function typeInto(
  world: World,
  notes: Notes,
  before: (field: SharedField) => readonly Draft[],
  fields = FIELDS,
): {word: string | undefined; field: SharedField; items: readonly Draft[]} {
  const {dice} = world;
  const {field, isSingle, parts, item} = dice.pick(fields);
  const items = before(field).map(bare);
  if (items.length > 0 && field !== 'names' && dice.chance(0.15)) {
    const left = items.filter((_, index) => index !== items.length - 1);
    return {word: undefined, field, items: left};
  }
  const word = newWord(notes);
  if (parts !== undefined) {
    const [name = {}] = items;
    return {word, field, items: [{...name, [dice.pick(parts)]: word}]};
  }
  if (isSingle) return {word, field, items: [item(word)]};
  if (items.length > 0 && dice.chance(0.5)) {
    const at = dice.below(items.length);
    const changed = items.map((each, index) =>
      index === at ? {...each, ...item(word)} : each,
    );
    return {word, field, items: changed};
  }
  return {word, field, items: [...items, item(word)]};
}

export async function typeAndSave(
  world: World,
  notes: Notes,
  {
    person,
    contact,
    isRaced,
    isPhone = false,
  }: {person: Person; contact: Contact; isRaced: boolean; isPhone?: boolean},
): Promise<string | undefined> {
  const fields = isPhone
    ? FIELDS.filter(({field}) => PHONE_FIELDS.includes(field))
    : FIELDS;
  const {word, field, items} = typeInto(
    world,
    notes,
    name => contact.fields.items(name),
    fields,
  );
  await inBook(
    world,
    notes,
    person,
    () => {
      if (word !== undefined) {
        const {sourceId} = contact;
        const {copies, markers} = world.facts;
        // One that was made twice stands for the same contact.
        const twinOf = contact.fields
          .items('clientData')
          .map(({value}) => markers.get(value))
          .find(id => id !== undefined);
        const contactId = copies.get(`${person.id} ${sourceId}`) ?? twinOf;
        noteTyped(notes, {word, field, person, sourceId, contactId, isRaced});
      }
      return control(world, isPhone ? 'phoneEdit' : 'editContact', {
        user: person.email,
        contact: contact.resourceName,
        person: {[field]: items},
      });
    },
    {isPhone},
  );
  return `${isPhone ? 'on a phone ' : ''}edits ${field} of ${nameOf(contact)}${word === undefined ? ', taking a value away' : `: ${word}`}`;
}

export function nameOf(contact: Contact): string {
  const [name] = contact.fields.items('names');
  return `${name?.['givenName'] ?? 'nobody'} (${contact.resourceName.slice(-4)})`;
}
