import {itemFingerprint, type Content, type SharedField} from './content.ts';
import {HOLDERS_MAX} from './match.ts';
import {asRead, shownKeys} from './regional-numbers.ts';
import type {Role} from './role.ts';
import {viewContent} from './view.ts';

/** A contact as somebody would see it after the rows of a file that were looked at. */
export interface MadeContact {
  readonly id: string;
  readonly content: Content;
  readonly hiddenFields: readonly SharedField[];
  readonly labels: readonly {readonly id: string; readonly role: Role}[];
  /** Of these labels, by which they have numbers read. */
  readonly regions: readonly string[];
  /** What is hidden included. */
  readonly whole: Content;
}

/** What the rows of a file would make, or make of contacts that are there. */
export interface MadeContacts {
  get(id: string): MadeContact | undefined;
  put(contact: Omit<MadeContact, 'content'>): void;
  /**
   * Of each key of a content the first who have it too, one more than a switchboard
   * has, and all who are called the same.
   */
  near(content: Content): readonly MadeContact[];
}

/** Files are long: a contact is kept as text. */
export function createMadeContacts(): MadeContacts {
  const byKey = new Map<string, string[]>();
  const made = new Map<
    string,
    {readonly called: string; readonly text: string}
  >();
  const get = (id: string): MadeContact | undefined => {
    const kept = made.get(id);
    if (kept === undefined) return undefined;
    const contact: Omit<MadeContact, 'content'> = JSON.parse(kept.text);
    const {whole, hiddenFields} = contact;
    return {...contact, content: viewContent(whole, hiddenFields)};
  };
  return {
    get,
    put: contact => {
      const {id, whole, hiddenFields, regions} = contact;
      const seen = viewContent(whole, hiddenFields);
      const text = JSON.stringify(contact);
      made.set(id, {called: calledIn(seen), text});
      const {content} = asRead({content: seen, regions});
      for (const key of shownKeys(content)) {
        const ids = byKey.get(key) ?? [];
        if (!ids.includes(id)) ids.push(id);
        byKey.set(key, ids);
      }
    },
    near: content => {
      const called = calledIn(content);
      const ids = shownKeys(content).flatMap(key =>
        (byKey.get(key) ?? []).filter(
          (id, at) => at <= HOLDERS_MAX || made.get(id)?.called === called,
        ),
      );
      return [...new Set(ids)].sort().flatMap(id => get(id) ?? []);
    },
  };
}

function calledIn({names = []}: Content): string {
  return names.map(itemFingerprint).join();
}
