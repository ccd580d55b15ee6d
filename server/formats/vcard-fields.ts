/** Properties with one value, each one item of a field; writer and reader share the table. */
import type {ItemValue} from '../core/content.ts';
import {
  addItem,
  isEmptyItem,
  itemOf,
  paramOf,
  textOf,
  type Draft,
  type PersonField,
} from './vcard-draft.ts';
import type {Property} from './vcard-property.ts';
import {typeOf, type TypeWords} from './vcard-types.ts';

export interface ValueField {
  readonly field: PersonField;
  /** The sub-field that the value is. */
  readonly value: string;
  /** Absent where the field has no type. */
  readonly words?: TypeWords;
  /** What a card has no word for, as parameters. */
  readonly params?: Readonly<Record<string, string>>;
  readonly form?: 'uri';
}

/** Properties by name; the first of a field is the one that is written. */
export const VALUE_FIELDS: Readonly<Record<string, ValueField>> = {
  CALURI: {field: 'calendarUrls', value: 'url', words: 'general', form: 'uri'},
  EMAIL: {
    field: 'emailAddresses',
    value: 'value',
    words: 'general',
    params: {displayName: 'X-DISPLAY-NAME'},
  },
  'X-EXTERNAL-ID': {field: 'externalIds', value: 'value', words: 'own'},
  INTEREST: {field: 'interests', value: 'value'},
  LANG: {field: 'locales', value: 'value'},
  'X-LOCATION': {
    field: 'locations',
    value: 'value',
    words: 'own',
    params: {
      current: 'X-CURRENT',
      buildingId: 'X-BUILDING-ID',
      deskCode: 'X-DESK-CODE',
      floor: 'X-FLOOR',
      floorSection: 'X-FLOOR-SECTION',
    },
  },
  'X-MISC-KEYWORD': {field: 'miscKeywords', value: 'value', words: 'own'},
  'X-OCCUPATION': {field: 'occupations', value: 'value'},
  URL: {field: 'urls', value: 'value', words: 'general', form: 'uri'},
};

/** Names of parameters that stand for sub-fields. */
export const FIELD_PARAMS: ReadonlySet<string> = new Set(
  Object.values(VALUE_FIELDS).flatMap(({params = {}}) => Object.values(params)),
);

export function readValue(
  draft: Draft,
  property: Property,
  {field, value, words, params = {}}: ValueField,
): void {
  const found =
    words === undefined ? undefined : typeNoted(draft, property, words);
  const item = itemOf({
    [value]: textOf(property, draft.version),
    ...Object.fromEntries(
      Object.entries(params).map(([name, param]) => [
        name,
        subfield(name, paramOf(property, param)),
      ]),
    ),
    type: found?.type,
  });
  if (isEmptyItem(item)) {
    draft.remarks.add('emptyProperty', property.line, property.name);
  } else {
    addItem(draft, field, item, found?.isPreferred);
  }
}

/** The one flag among the sub-fields is `current`. */
function subfield(
  name: string,
  text: string | undefined,
): ItemValue | undefined {
  if (name !== 'current') return text;
  return text?.toLowerCase() === 'true' ? true : undefined;
}

/** The type of a value; what the type leaves out is remarked on. */
export function typeNoted(
  draft: Draft,
  property: Property,
  words: TypeWords,
): {readonly type?: string; readonly isPreferred: boolean} {
  const found = typeOf(property, words);
  if (found.leavesOut) {
    draft.remarks.add('typesLeftOut', property.line, property.name);
  }
  return found;
}
