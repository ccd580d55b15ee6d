/** What a form asks of each item of a field. */
import {PERSON_FIELDS, type PersonItem} from '../../server/contract/person.ts';
import type {Reader} from '../reader.ts';
import {named, textOf} from '../views/person.ts';
import {DAY, definitionOf, type Defined} from './defined.ts';
import type {Form} from './form.ts';

type Kind =
  'text' | 'note' | 'flag' | 'date' | 'type' | 'day' | 'number' | 'choice';
export interface Part {
  readonly name: string;
  readonly kind: Kind;
}

/** Parts that people type; others stay as they are. */
function partsOf(field: string): readonly Part[] {
  const parts = named<Readonly<Record<string, string>>>(PERSON_FIELDS, field);
  return Object.entries(parts ?? {}).flatMap(([name, kind]): Part[] => {
    switch (kind) {
      case 'text':
        return [{name, kind: name === 'type' ? 'type' : 'text'}];
      case 'note':
      case 'flag':
      case 'date':
        return [{name, kind}];
      default:
        return [];
    }
  });
}

/** What an item's row asks for. */
export function shownParts(
  {language}: Reader,
  form: Form,
  field: string,
  item: PersonItem,
): readonly Part[] {
  const definition = definitionOf(form, field, item);
  if (definition !== undefined) {
    const value = textOf(item, 'value');
    const isDay = !value || DAY.test(value);
    return [{name: 'value', kind: kindOf(definition, isDay)}];
  }
  const usual = usualParts(field, language.nameParts, language.addressParts);
  const parts = partsOf(field);
  const ordered = [
    ...usual.flatMap(name => parts.filter(part => part.name === name)),
    ...parts.filter(({name}) => !usual.includes(name)),
  ];
  return ordered.filter(
    ({name}) =>
      form.whole.includes(field) ||
      usual.length === 0 ||
      usual.includes(name) ||
      (item[name] !== undefined && !BUILT.includes(name)),
  );
}

function kindOf({type}: Defined, isDay: boolean): Kind {
  switch (type) {
    case 'number':
    case 'choice':
      return type;
    case 'date':
      // What is no day would not be seen where days are picked.
      return isDay ? 'day' : 'text';
    default:
      return 'text';
  }
}

/** Google builds these of others. */
export const BUILT: readonly string[] = [
  'formattedValue',
  'phoneticFullName',
  'countryCode',
];

function usualParts(
  field: string,
  nameParts: readonly string[],
  addressParts: readonly string[],
): readonly string[] {
  switch (field) {
    case 'names':
      return nameParts;
    case 'addresses':
      return [...addressParts, 'type'];
    case 'organizations':
      return ['name', 'department', 'title'];
    case 'emailAddresses':
    case 'locations':
      return ['value', 'type'];
    case 'birthdays':
      return ['date'];
    default:
      return [];
  }
}
