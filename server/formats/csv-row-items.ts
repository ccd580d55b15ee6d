/** What is done to the items of a row once all its cells are read. */
import type {Item} from '../core/content.ts';
import {splitJapaneseAddress} from '../core/japanese-address.ts';
import type {FileField} from './csv-columns.ts';
import {isPhone} from './csv-values.ts';

/** Two columns that give one address or number: a second one counts where its type is another. */
export function dropRepeated(fields: Map<FileField, Item[]>): void {
  for (const field of ['emailAddresses', 'phoneNumbers'] as const) {
    const kept: Item[] = [];
    for (const item of fields.get(field) ?? []) {
      const at = kept.findIndex(other => isOneReach(other, item));
      if (at === -1) kept.push(item);
      else if (kept[at]?.['type'] === undefined) kept[at] = item;
    }
    if (kept.length > 0) fields.set(field, kept);
  }
}

function isOneReach(left: Item, right: Item): boolean {
  const [type, other] = [left['type'], right['type']];
  return (
    reachKey(left) === reachKey(right) &&
    (type === other || type === undefined || other === undefined)
  );
}

function reachKey({value, displayName = ''}: Item): string {
  const text = String(value).toLowerCase();
  return `${isPhone(text) ? text.replace(/\D/g, '') : text} ${String(displayName)}`;
}

/**
 * Google builds `formattedValue` from the parts, so beside parts it is a street or
 * nothing new. What another program has in one column comes apart where it can.
 */
export function finishItem(
  field: FileField,
  item: Item,
  isGoogle: boolean,
): Item {
  const {formattedValue, ...parts} = item;
  if (field !== 'addresses' || formattedValue === undefined) return item;
  const split = isGoogle ? undefined : splitJapaneseAddress(item);
  if (split !== undefined) return split;
  const names = Object.keys(parts).filter(name => name !== 'type');
  if (names.length === 0) return item;
  return 'streetAddress' in parts
    ? parts
    : {...parts, streetAddress: formattedValue};
}
