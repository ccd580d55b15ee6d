/** A row in the making: what its cells add to it. */
import {isSingleton} from '../core/content.ts';
import type {Item, ItemValue} from '../core/content.ts';
import type {FileField, ValueColumn} from './csv-columns.ts';
import {addItems} from './csv-rest.ts';
import {finishItem} from './csv-row-items.ts';
import type {Cell, ItemOrigin} from './file-contact.ts';

/** A cell that is being read. */
export interface Place {
  readonly heading: string;
  /** From 0. */
  readonly index: number;
  /** Of the other cells that say one value with it. */
  readonly others?: readonly number[];
}

/** The parts of an item that are known so far. */
export type Parts = Record<string, ItemValue>;

interface DraftItem {
  readonly field: FileField;
  readonly parts: Parts;
  readonly cells: Cell[];
}

/** A type, and the cell that says it; undefined: the heading does. */
interface ItemType {
  readonly type: string;
  readonly place: Place | undefined;
}

/** What a row came to. */
interface FinishedRow {
  readonly fields: Map<FileField, Item[]>;
  readonly origins: readonly ItemOrigin[];
}

export class RowDraft {
  /** By keys of the reader's: cells with one key make one item together. */
  readonly #items = new Map<string, DraftItem>();
  /** By the beginnings of those keys. */
  readonly #types = new Map<string, ItemType>();

  /** By the same, of custom fields: what all of a cell are called. */
  readonly #keys = new Map<string, string>();

  get items(): IterableIterator<DraftItem> {
    return this.#items.values();
  }

  partsOf(key: string): Parts | undefined {
    return this.#items.get(key)?.parts;
  }

  set(
    key: string,
    field: FileField,
    parts: Parts,
    {subfield, place}: {readonly subfield: string; readonly place: Place},
  ): void {
    const cells = this.#items.get(key)?.cells ?? [];
    cells.push({subfield, column: place.index + 1});
    for (const index of place.others ?? []) {
      cells.push({subfield, column: index + 1});
    }
    this.#items.set(key, {field, parts, cells});
  }

  drop(key: string): void {
    this.#items.delete(key);
  }

  hasType(base: string): boolean {
    return this.#types.has(base);
  }

  /** For items that name none themselves; `place`: of the cell that says so, if one does. */
  setType(base: string, type: string, place?: Place): void {
    this.#types.set(base, {type, place});
  }

  /** Of custom fields that come after it and have none themselves. */
  setKey(base: string, key: string): void {
    this.#keys.set(base, key);
  }

  /** As a custom field under its heading. */
  keep(value: string, place: Place): void {
    const {heading, index} = place;
    const key = `userDefined beside ${index} ${this.#items.size}`;
    const parts = {key: heading, value};
    this.set(key, 'userDefined', parts, {subfield: 'value', place});
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
      const parts = {
        ...known,
        [subfield]: value,
        ...(protocol !== undefined && {protocol}),
        ...(field === 'userDefined' &&
          subfield === 'value' &&
          known?.['key'] === undefined && {
            key: type ?? this.#keys.get(baseOf(key)) ?? place.heading,
          }),
      };
      this.set(key, field, parts, {subfield, place});
      return;
    }
    if (JSON.stringify(before) === JSON.stringify(value)) return;
    if (field === 'userDefined' && subfield === 'key') {
      this.set(key, field, {...known, key: value}, {subfield, place});
      return;
    }
    const isLines = field === 'biographies' || subfield === 'streetAddress';
    if (isLines && typeof before === 'string' && typeof value === 'string') {
      const parts = {...known, [subfield]: `${before}\n${value}`};
      this.set(key, field, parts, {subfield, place});
      return;
    }
    if (isSingleton(field) || typeof value !== 'string') {
      this.keep(typeof value === 'string' ? value : writtenDate(value), place);
      return;
    }
    const parts = {...(type !== undefined && {type}), [subfield]: value};
    this.set(`${key} ${place.index}`, field, parts, {subfield, place});
  }

  finish(isGoogle: boolean): FinishedRow {
    const fields = new Map<FileField, Item[]>();
    const origins: ItemOrigin[] = [];
    for (const [key, {field, parts, cells}] of this.#items) {
      const typed = this.#types.get(baseOf(key));
      const takesType = parts['type'] === undefined && typed !== undefined;
      const whole = takesType ? {...parts, type: typed.type} : parts;
      const item = finishItem(field, whole, isGoogle);
      addItems(fields, field, [item]);
      if (takesType && typed.place !== undefined) {
        cells.push({subfield: 'type', column: typed.place.index + 1});
      }
      origins.push({item, cells});
    }
    return {fields, origins};
  }
}

/** Of the key of an item, without its place in the cell. */
function baseOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.'));
}

function writtenDate(value: ItemValue): string {
  return typeof value === 'object'
    ? [value.year, value.month, value.day].filter(Boolean).join('-')
    : String(value);
}
