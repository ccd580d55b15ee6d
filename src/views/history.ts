import type {Contact} from '../../server/contract/contact.ts';
import type {FieldChange, Revision} from '../../server/contract/revision.ts';
import type {PersonItem} from '../../server/contract/person.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, Widget} from '../card.ts';
import {formatTime, type Reader} from '../reader.ts';
import {actText} from './contact-rows.ts';
import {joined, lineOf, typeOf, named} from './person.ts';
import {button, clip, row, say, titleOf, pageCard} from './pieces.ts';

/** The last changes of a contact. */
export function historyCard(
  {name: contact, person, role}: Contact,
  revisions: readonly Revision[],
  reader: Reader,
  /** Display names by name. */
  labels: ReadonlyMap<string, string>,
): Card {
  const {language} = reader;
  const mayRestore = role !== 'viewer';
  const labelText = (name: string) =>
    labels.get(name) ?? language.contact.label;
  const labelLines = (sign: string, names: readonly string[]) =>
    names.map(
      label => `${language.contact.labels}: ${sign} ${labelText(label)}`,
    );
  const rows = revisions.flatMap((revision, at): Widget[] => {
    const {name, kind, changes, time, via} = revision;
    const lines = [
      actText(reader, revision),
      ...inOrder(changes, reader).map(change => changeText(reader, change)),
      ...labelLines('+', revision.labelsAdded),
      ...labelLines('−', revision.labelsRemoved),
    ];
    // As it was after the last act it is now.
    const isNow = at === 0 && !KEPT_OUT.includes(kind);
    const told = row(joined(lines, '\n'), {
      top: `${formatTime(reader, time)} · ${language.via[via]}`,
    });
    return mayRestore && changes.length > 0 && !isNow
      ? [
          told,
          buttons(
            button(
              language.history.restore,
              act('restore', {contact, revision: name}),
            ),
          ),
        ]
      : [told];
  });
  return pageCard(
    reader,
    {
      title: language.contact.historyTitle,
      subtitle: titleOf(reader, person),
    },
    [
      section(rows.length === 0 ? [say(language.history.none)] : rows),
      ...(mayRestore ? [] : [section([say(language.history.onlyView)])]),
    ],
  );
}

/** Kinds whose values are not in the contact. */
const KEPT_OUT: readonly string[] = ['lost', 'withdrawn'];

/** As a contact's card and form have them. */
function inOrder(
  changes: readonly FieldChange[],
  {language}: Reader,
): readonly FieldChange[] {
  const order = Object.keys(language.fields);
  const place = ({field}: FieldChange) => order.indexOf(field);
  return [...changes].sort((one, other) => place(one) - place(other));
}

/** `Phone: 03-1234-5678 → 03-8765-4321`; what is on both sides is left out, and empty where that is all. */
export function changeText(
  reader: Reader,
  change: FieldChange,
  lengthMax = 300,
): string {
  const {language} = reader;
  const {field} = change;
  const texts = (items: FieldChange['old'] = [], hasType: boolean) =>
    items.map(shownItem).flatMap(item => {
      const type = hasType ? typeOf(reader, item) : '';
      return lineOf(reader, field, item) + (type && ` (${type})`) || [];
    });
  const differing = (hasType: boolean) => {
    const [old, now] = [texts(change.old, hasType), texts(change.new, hasType)];
    const without = (some: readonly string[], others: readonly string[]) =>
      some.filter(text => !others.includes(text)).join(language.comma);
    return [without(old, now), without(now, old)] as const;
  };
  const bare = differing(false);
  // Nothing else changed but what kind of number it is.
  const [old, now] = bare.join('') === '' ? differing(true) : bare;
  if (!old && !now) return '';
  const was = apart(old);
  const is = apart(now);
  const what = old && now ? `${was} → ${is}` : now ? `+ ${is}` : `− ${was}`;
  return clip(`${named(language.fields, field) ?? field}: ${what}`, lengthMax);
}

/** What is read from right to left leaves the order of what stands beside it as it is. */
const apart = (text: string) =>
  /[\u0590-\u08ff]/.test(text) ? `\u2068${text}\u2069` : text;

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
