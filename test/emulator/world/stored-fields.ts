/**
 * The fields of one contact, kept as the JSON text that lists answer with. Lists are read
 * far more often than single fields are looked into: a page of 1,000 is put together from
 * texts in 3 ms, where building and serialising objects takes 20, and half a million
 * contacts are a third of the memory.
 */
import type {Item} from '../people/fields.ts';

/**
 * Characters beyond ASCII as `\u` escapes: the texts of a page then join as bytes, where
 * one Japanese name would make two-byte text of all of it (measured: 14 ms against 3).
 */
function asciiJson(value: unknown): string {
  const json = JSON.stringify(value);
  const escaped = json.replace(
    /[^\x20-\x7e]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  // What is cut from two-byte text stays two-byte, unless it is built anew.
  return escaped === json
    ? json
    : Buffer.from(escaped, 'latin1').toString('latin1');
}

export type FieldItems = Readonly<Record<string, readonly Item[]>>;

export class StoredFields {
  readonly #texts: Readonly<Record<string, string>>;

  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = texts;
  }

  /** Empty lists are left out: an empty field is an absent one. */
  static of(fields: FieldItems): StoredFields {
    return new StoredFields({}).with(fields);
  }

  /** The field's list as JSON text; nothing when the contact has none. */
  text(field: string): string | undefined {
    return this.#texts[field];
  }

  items(field: string): readonly Item[] {
    const text = this.#texts[field];
    return text === undefined ? [] : JSON.parse(text);
  }

  has(field: string): boolean {
    return this.#texts[field] !== undefined;
  }

  get names(): readonly string[] {
    return Object.keys(this.#texts);
  }

  all(): FieldItems {
    return Object.fromEntries(
      this.names.map(field => [field, this.items(field)]),
    );
  }

  /** These fields replaced whole, or cleared by an empty list. */
  with(changes: FieldItems): StoredFields {
    const texts: Record<string, string> = {...this.#texts};
    for (const [field, items] of Object.entries(changes)) {
      if (items.length > 0) texts[field] = asciiJson(items);
      else delete texts[field];
    }
    return new StoredFields(texts);
  }

  only(fields: readonly string[]): StoredFields {
    return new StoredFields(
      Object.fromEntries(
        Object.entries(this.#texts).filter(([field]) => fields.includes(field)),
      ),
    );
  }

  equals(other: StoredFields): boolean {
    const {names} = this;
    return (
      names.length === other.names.length &&
      names.every(field => this.text(field) === other.text(field))
    );
  }

  /** Characters of text, escapes included. */
  get length(): number {
    return Object.values(this.#texts).reduce(
      (sum, text) => sum + text.length,
      0,
    );
  }
}
