/** A row in the making: what its cells add to it. */
import {isSingleton} from '../core/content.ts';
import type {Item, ItemValue} from '../core/content.ts';
import type {FileField, ValueColumn} from './csv-columns.ts';
import {addItems} from './csv-rest.ts';
import {finishItem} from './csv-row-items.ts';

/** A cell that is being read. */
export interface Place {
  readonly heading: string;
  /** From 0. */
  readonly index: number;
}

/** The parts of an item that are known so far. */
export type Parts = Record<string, ItemValue>;

interface DraftItem {
  readonly field: FileField;
  readonly parts: Parts;
}

export class RowDraft {
  /** By keys of the reader's: cells with one key make one item together. */
  readonly #items = new Map<string, DraftItem>();
  /** By the beginnings of those keys. */
  readonly #types = new Map<string, string>();

  get items(): IterableIterator<DraftItem> {
    return this.#items.values();
  }

  partsOf(key: string): Parts | undefined {
    return this.#items.get(key)?.parts;
  }

  set(key: string, field: FileField, parts: Parts): void {
    this.#items.set(key, {field, parts});
  }

  drop(key: string): void {
    this.#items.delete(key);
  }

  hasType(base: string): boolean {
    return this.#types.has(base);
  }

  /** For items that name none themselves. */
  setType(base: string, type: string): void {
    this.#types.set(base, type);
  }

  /** As a custom field under its heading. */
  keep(value: string, {heading, index}: Place): void {
    const key = `userDefined beside ${index} ${this.#items.size}`;
    this.set(key, 'userDefined', {key: heading, value});
  }

  put(
    {field, subfield, type, protocol}: ValueColumn,
    key: string,
    value: ItemValue,
    place: Place,
  ): void {
    const known = this.partsOf(key);
    const before = known?.[subfield];
    if (known === undefined || before === undefined) {
      this.set(key, field, {
        ...known,
        [subfield]: value,
        ...(protocol !== undefined && {protocol}),
        ...(field === 'userDefined' &&
          subfield === 'value' &&
          known?.['key'] === undefined && {key: type ?? place.heading}),
      });
      return;
    }
    if (JSON.stringify(before) === JSON.stringify(value)) return;
    if (field === 'userDefined' && subfield === 'key') {
      known[subfield] = value;
      return;
    }
    const isLines = field === 'biographies' || subfield === 'streetAddress';
    if (isLines && typeof before === 'string' && typeof value === 'string') {
      known[subfield] = `${before}\n${value}`;
      return;
    }
    if (isSingleton(field) || typeof value !== 'string') {
      this.keep(typeof value === 'string' ? value : writtenDate(value), place);
      return;
    }
    const parts = type === undefined ? {} : {type};
    this.set(`${key} ${place.index}`, field, {...parts, [subfield]: value});
  }

  finish(isGoogle: boolean): Map<FileField, Item[]> {
    const fields = new Map<FileField, Item[]>();
    for (const [key, {field, parts}] of this.#items) {
      const type = this.#types.get(key.replace(/\.\d+$/, ''));
      const whole =
        parts['type'] === undefined && type !== undefined
          ? {...parts, type}
          : parts;
      addItems(fields, field, [finishItem(field, whole, isGoogle)]);
    }
    return fields;
  }
}

function writtenDate(value: ItemValue): string {
  return typeof value === 'object'
    ? [value.year, value.month, value.day].filter(Boolean).join('-')
    : String(value);
}
