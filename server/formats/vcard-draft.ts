/** A contact in the making: what the properties of a card add to it. */
import type {Item, ItemValue, SharedField} from '../core/content.ts';
import type {Remarks, VcardLimits} from './vcard-limits.ts';
import type {Property} from './vcard-property.ts';
import {encodeParameter, unescapeText, type Version} from './vcard-text.ts';

export type PersonField = Exclude<SharedField, 'photos'>;

export interface Draft {
  readonly version: Version;
  readonly remarks: Remarks;
  readonly limits: VcardLimits;
  readonly labels: string[];
  photo: Uint8Array | undefined;
  readonly items: Map<PersonField, DraftItem[]>;
}

export interface DraftItem {
  readonly item: Item;
  readonly isPreferred: boolean;
}

export function createDraft(
  version: Version,
  remarks: Remarks,
  limits: VcardLimits,
): Draft {
  return {
    version,
    remarks,
    limits,
    labels: [],
    photo: undefined,
    items: new Map(),
  };
}

export function addItem(
  draft: Draft,
  field: PersonField,
  item: Item,
  isPreferred = false,
): void {
  const items = draft.items.get(field);
  if (items === undefined) draft.items.set(field, [{item, isPreferred}]);
  else items.push({item, isPreferred});
}

/** Without what is absent or empty. */
export function itemOf(
  parts: Readonly<Record<string, ItemValue | undefined>>,
): Item {
  const item: Record<string, ItemValue> = {};
  for (const [name, value] of Object.entries(parts)) {
    if (value !== undefined && value !== '') item[name] = value;
  }
  return item;
}

export function isEmptyItem(item: Item): boolean {
  return Object.keys(item).every(name => name === 'type' || name === 'current');
}

/** The value as somebody typed it. */
export function textOf(property: Property, version: Version): string {
  return unescapeText(property.value, version).trim();
}

export function paramOf(property: Property, name: string): string | undefined {
  return property.params.get(name)?.join(',');
}

/** What no field is for, under the head of its property: `X-FOO;TYPE=home`. */
export function keepProperty(draft: Draft, property: Property): void {
  const value = keptText(property, draft.version);
  if (value === '') {
    draft.remarks.add('emptyProperty', property.line, property.name);
  } else if (value.length > draft.limits.keptCharacters) {
    draft.remarks.add('tooLongToKeep', property.line, property.name);
  } else {
    addItem(draft, 'userDefined', {key: headOf(property), value});
  }
}

function keptText({value, isBase64}: Property, version: Version): string {
  if (isBase64) return value.replace(/\s+/g, '');
  // A card within a card, line by line: its escapes are its own.
  if (value.includes('\n')) return value.trim();
  return unescapeText(value, version).trim();
}

export function headOf({name, params, label, isBase64}: Property): string {
  const parts = [...params]
    .filter(([key]) => key !== 'CHARSET' && (key !== 'ENCODING' || isBase64))
    .map(([key, values]) =>
      key === 'ENCODING'
        ? 'ENCODING=b'
        : `${key}=${values.map(encodeParameter).join(',')}`,
    );
  const labels =
    label === undefined ? [] : [`X-ABLABEL=${encodeParameter(label)}`];
  return [name, ...parts, ...labels].join(';');
}
