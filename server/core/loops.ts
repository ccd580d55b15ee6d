/**
 * Other programs that write contacts: a CRM's sync that puts its own value back,
 * a phone that rewrites a number whenever it is written. Where such a program
 * answers every write of ours, or two of them answer each other through us,
 * nothing ever comes to rest. Such a field is paused: in that copy it is left as
 * it stands, in both directions, and everything else goes on.
 *
 * | what tells a loop, of one field of one copy within 24 hours | and a person |
 * | --- | --- |
 * | five times the very value came back that had been overwritten | types it again two or three times and then asks, or takes another value |
 * | twenty rewritings, whatever they say | saves one field of one contact hardly ten times a day |
 *
 * Colleagues who write into one field by turns build on what they find, so no
 * value comes back. Within a day, because some programs come round by the hour.
 */
import {
  SHARED_FIELDS,
  differingFields,
  itemFingerprint,
  sameItems,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {restoreUnshown} from './unshown.ts';
import {pickFields} from './view.ts';

const HOUR_MS = 3_600_000;

/** So long a rewriting counts. */
export const TRAIL_MS = 24 * HOUR_MS;
/** So often the same value comes back before it is a loop. */
export const RETURNS_MAX = 5;
/** So often a field is rewritten at all. */
export const REWRITINGS_MAX = 20;
/** Shorter than a trail: a program that is still at it is known by its first answer. */
export const PAUSE_MS = 6 * HOUR_MS;

/**
 * One rewriting: when, a print of what stood there then, and whether that had
 * stood there before and somebody else's value came between.
 */
type Rewriting = readonly [timeMs: number, print: string, isReturn: boolean];

/** The rewritings of a copy's fields by its own account, oldest first. */
export type Trails = {readonly [F in SharedField]?: readonly Rewriting[]};

export interface Pause {
  readonly untilMs: number;
  /** A print of what the contact said when it began: another value ends it. */
  readonly shared: string;
  /** What stands there: seen, and not decided. */
  readonly items: readonly Item[];
}

/** The paused fields of a copy. */
export type Pauses = {readonly [F in SharedField]?: Pause};

/**
 * Trails with what was rewritten between two looks at a copy. What a phone
 * leaves out beside an edit was not rewritten: whoever edits on it does so.
 */
export function noteRewritings(
  trails: Trails,
  {
    known,
    seen,
    nowMs,
  }: {readonly known: Content; readonly seen: Content; readonly nowMs: number},
): Trails {
  const typed = differingFields(restoreUnshown(seen, known), known);
  const fields = typed.length > 0 ? typed : differingFields(seen, known);
  const longer = fields.map(field => {
    const recent = recentOf(trails, field, nowMs);
    const print = printOf(seen[field]);
    const last = recent.at(-1)?.[1];
    const isReturn =
      recent.some(([, other]) => other === print) &&
      last !== printOf(known[field]);
    const rewriting: Rewriting = [nowMs, print, isReturn];
    return [field, [...recent, rewriting].slice(-REWRITINGS_MAX)] as const;
  });
  return {...trails, ...Object.fromEntries(longer)};
}

function recentOf(
  trails: Trails,
  field: SharedField,
  nowMs: number,
): readonly Rewriting[] {
  const trail = trails[field] ?? [];
  return trail.filter(([timeMs]) => timeMs > nowMs - TRAIL_MS);
}

/** Whether what stands in the field now is one answer too many. */
function isLoop(trails: Trails, field: SharedField, nowMs: number): boolean {
  const recent = recentOf(trails, field, nowMs);
  const returns = recent.filter(([, , isReturn]) => isReturn);
  const hasReturned = recent.at(-1)?.[2] === true;
  return (
    (hasReturned && returns.length >= RETURNS_MAX) ||
    recent.length >= REWRITINGS_MAX
  );
}

/** A copy as far as its pauses concern it. */
export interface PausableCopy {
  readonly base: Content | null;
  /** null: as base. */
  readonly observed: Content | null;
  readonly trails: Trails;
  readonly pauses: Pauses;
}

export interface Steering {
  readonly observed: Content | null;
  readonly pauses: Pauses;
  /** Fields whose pause begins, and those whose pause ends. */
  readonly begun: readonly SharedField[];
  readonly ended: readonly SharedField[];
}

/**
 * Which fields of a copy that stands there are paused from now on: those in a
 * loop. A pause ends after its time, when the contact says something else than
 * when it began, when both say the same, and when access ends (no `contact`):
 * then what stands in the field is an edit like any other. Undefined: all stays.
 */
export function steerPauses(
  copy: PausableCopy,
  {contact, nowMs}: {readonly contact: Content | undefined; nowMs: number},
): Steering | undefined {
  const {base, observed, trails, pauses} = copy;
  const ended = fieldsOf(pauses).filter(field =>
    isOver(pauses[field], contact, field, nowMs),
  );
  const begun = differingFields(observed ?? base ?? {}, base ?? {}).filter(
    field =>
      contact !== undefined &&
      pauses[field] === undefined &&
      !sameItems(observed?.[field], contact[field]) &&
      isLoop(trails, field, nowMs),
  );
  if (begun.length === 0 && ended.length === 0) return undefined;
  const resumed = showPaused(observed ?? base ?? {}, pickPauses(pauses, ended));
  const kept = fieldsOf(pauses).filter(field => !ended.includes(field));
  const added = begun.map(field => {
    const pause: Pause = {
      untilMs: nowMs + PAUSE_MS,
      shared: printOf(contact?.[field]),
      items: observed?.[field] ?? [],
    };
    return [field, pause] as const;
  });
  const now = {...pickPauses(pauses, kept), ...Object.fromEntries(added)};
  const decided = hidePaused(resumed, {base, pauses: now});
  const isAsBase = differingFields(decided, base ?? {}).length === 0;
  return {observed: isAsBase ? null : decided, pauses: now, begun, ended};
}

function isOver(
  pause: Pause | undefined,
  contact: Content | undefined,
  field: SharedField,
  nowMs: number,
): boolean {
  if (pause === undefined || contact === undefined) return true;
  return (
    pause.untilMs <= nowMs ||
    pause.shared !== printOf(contact[field]) ||
    sameItems(pause.items, contact[field])
  );
}

/** What stands in a copy, its paused fields as last agreed: what is planned by. */
export function hidePaused(
  content: Content,
  {base, pauses}: Pick<PausableCopy, 'base' | 'pauses'>,
): Content {
  return withFields(content, fieldsOf(pauses), base ?? {});
}

/** The other way round: paused fields as they stand there. */
export function showPaused(content: Content, pauses: Pauses): Content {
  const standing = Object.fromEntries(
    fieldsOf(pauses).map(field => [field, pauses[field]?.items ?? []]),
  );
  return withFields(content, fieldsOf(pauses), standing);
}

/** Pauses with what was seen in their fields; undefined: it is what was there. */
export function notePaused(pauses: Pauses, seen: Content): Pauses | undefined {
  const changed = fieldsOf(pauses).filter(
    field => !sameItems(pauses[field]?.items, seen[field]),
  );
  if (changed.length === 0) return undefined;
  return Object.fromEntries(
    fieldsOf(pauses).map(field => [
      field,
      {...pauses[field], items: seen[field] ?? []},
    ]),
  );
}

export function fieldsOf(pauses: Pauses): readonly SharedField[] {
  return SHARED_FIELDS.filter(field => pauses[field] !== undefined);
}

function pickPauses(pauses: Pauses, wanted: readonly SharedField[]): Pauses {
  return Object.fromEntries(wanted.map(field => [field, pauses[field]]));
}

function withFields(
  content: Content,
  fields: readonly SharedField[],
  other: Content,
): Content {
  if (fields.length === 0) return content;
  const isOther = (field: SharedField) => fields.includes(field);
  return {
    ...pickFields(content, field => !isOther(field)),
    ...pickFields(other, isOther),
  };
}

/** The same for the same items in any order; what they say cannot be read from it. */
function printOf(items: readonly Item[] = []): string {
  const text = JSON.stringify(items.map(itemFingerprint).sort());
  let [low, high] = [0x811c9dc5, 0xcbf29ce4];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b) ^ (high >>> 13);
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36);
}
