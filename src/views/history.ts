import type {FieldChange, Revision} from '../../server/contract/revision.ts';
import type {PersonItem} from '../../server/contract/person.ts';
import {act, section} from '../card.ts';
import type {Card} from '../card.ts';
import {formatTime, type Reader} from '../reader.ts';
import {actText} from './contact.ts';
import {lineOf} from './person.ts';
import {button, clip, fieldName, menu, row, say} from './pieces.ts';

/** The last changes of a contact. */
export function historyCard(
  contact: string,
  revisions: readonly Revision[],
  reader: Reader,
  {
    mayRestore,
    labels,
  }: {
    readonly mayRestore: boolean;
    /** Display names by name. */
    readonly labels: ReadonlyMap<string, string>;
  },
): Card {
  const {language} = reader;
  const rows = revisions.map(revision =>
    row(actText(reader, revision), {
      top: [formatTime(reader, revision.time), language.via[revision.via]].join(
        ' · ',
      ),
      bottom: [
        ...revision.changes.map(change => changeText(reader, change)),
        ...revision.labelsAdded.map(
          name => `+ ${labels.get(name) ?? language.contact.label}`,
        ),
        ...revision.labelsRemoved.map(
          name => `− ${labels.get(name) ?? language.contact.label}`,
        ),
      ].join('\n'),
      button:
        mayRestore && revision.changes.length > 0
          ? button(
              language.history.restore,
              act('restore', {contact, revision: revision.name}),
            )
          : undefined,
    }),
  );
  return {
    header: {title: language.contact.historyTitle},
    sections: [
      section(rows.length === 0 ? [say(language.history.none)] : rows),
      ...(mayRestore ? [] : [section([say(language.history.onlyView)])]),
    ],
    cardActions: menu(reader),
  };
}

/** `Phone: 03-1234-5678 → 03-8765-4321` */
export function changeText(reader: Reader, change: FieldChange): string {
  const {language} = reader;
  const side = (items: readonly Readonly<Record<string, unknown>>[] = []) =>
    items
      .map(item => lineOf(reader, change.field, shownItem(item)))
      .filter(text => text !== '')
      .join(language.comma) || '–';
  const name = fieldName(language.fields, change.field) ?? change.field;
  return clip(`${name}: ${side(change.old)} → ${side(change.new)}`, 300);
}

/** A history keeps what fields said then: what no card can show is left out. */
function shownItem(item: Readonly<Record<string, unknown>>): PersonItem {
  return Object.fromEntries(
    Object.entries(item).flatMap(
      ([part, value]): [string, PersonItem[string]][] =>
        typeof value === 'string' || typeof value === 'boolean' || isDay(value)
          ? [[part, value]]
          : [],
    ),
  );
}

function isDay(value: unknown): value is {month?: number; day?: number} {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
