/** What is done to the items of a row once all its cells are read. */
import type {Item} from '../core/content.ts';
import {splitJapaneseAddress} from '../core/japanese-address.ts';
import type {FileField} from './csv-columns.ts';
import {isPhone} from './csv-values.ts';

/** Two columns that give one address or number: a second one counts where its type is another. */
export function dropRepeated(fields: Map<FileField, Item[]>): void {
  for (const field of ['emailAddresses', 'phoneNumbers'] as const) {
    const items = fields.get(field);
    if (items !== undefined) fields.set(field, withoutRepeated(items));
  }
}

function withoutRepeated(items: readonly Item[]): Item[] {
  const kept: Item[] = [];
  /** Where the first of each address or number stands, and its types. */
  const known = new Map<string, {at: number; types: Set<unknown>}>();
  for (const item of items) {
    const {type} = item;
    const key = reachKey(item);
    const same = known.get(key);
    if (same === undefined) {
      known.set(key, {at: kept.length, types: new Set([type])});
      kept.push(item);
    } else if (type !== undefined && !same.types.has(type)) {
      if (same.types.delete(undefined)) kept[same.at] = item;
      else kept.push(item);
      same.types.add(type);
    }
  }
  return kept;
}

function reachKey({value, displayName = ''}: Item): string {
  const text = String(value).toLowerCase();
  return `${isPhone(text) ? text.replace(/\D/g, '') : text} ${String(displayName)}`;
}

/**
 * Google builds `formattedValue` from the parts, so beside parts it is a street or
 * nothing new. What another program has in one column comes apart where it can, with
 * the second line that stands in another.
 */
export function finishItem(
  field: FileField,
  item: Item,
  isGoogle: boolean,
): Item {
  if (field !== 'addresses') return item;
  const whole = isGoogle ? item : withSecondLine(item);
  const split = isGoogle ? undefined : splitJapaneseAddress(whole);
  if (split !== undefined) return split;
  const {formattedValue, ...parts} = whole;
  const names = Object.keys(parts).filter(name => name !== 'type');
  if (formattedValue === undefined || names.length === 0) return whole;
  return 'streetAddress' in parts
    ? parts
    : {...parts, streetAddress: formattedValue};
}

/** `Address` and `Address Line 2`, 住所 and 建物名: what stands beside a whole address goes on with it. */
function withSecondLine(address: Item): Item {
  const {formattedValue: whole, streetAddress: line, ...parts} = address;
  if (typeof whole !== 'string' || typeof line !== 'string') return address;
  const isSaid = whole.startsWith(line) || whole.endsWith(line);
  return {...parts, formattedValue: isSaid ? whole : `${whole}\n${line}`};
}
