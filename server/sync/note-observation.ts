import {
  photoOf,
  sameContent,
  showsWrite,
  withPhoto,
  type Content,
} from '../core/content.ts';
import type {ObservedPerson} from '../core/google.ts';
import {
  hidePaused,
  noteRewritings,
  notePaused,
  type Pauses,
} from '../core/loops.ts';
import {layContent, splitContent} from '../core/own-layer.ts';
import type {CopyRow, CopyWrite} from '../store/copies.ts';

/**
 * Each contact once, as it was seen last: an answer may repeat itself, and who
 * stands in it twice is not two.
 */
export function newestOfEach<Seen extends ObservedPerson>(
  people: readonly Seen[],
): readonly Seen[] {
  const newest = new Map<string, Seen>();
  for (const person of people) {
    const before = newest.get(person.sourceId);
    if (before !== undefined && before.updateTimeMs > person.updateTimeMs) {
      continue;
    }
    newest.set(person.sourceId, person);
  }
  return [...newest.values()];
}

export interface Sight {
  readonly labelIds: readonly string[];
  readonly nowMs: number;
  /** How many lists of the account had ended before. */
  readonly lists: number;
}

/** What a seen state says about its copy; undefined: nothing new. */
export function noteObservation(
  row: CopyRow,
  person: ObservedPerson,
  {labelIds, nowMs, lists}: Sight,
): CopyWrite | undefined {
  const copy = asKnown(row, person);
  // The feed lags: what is older than our own last write was overtaken by it.
  if (copy.updateTimeMs !== null && person.updateTimeMs < copy.updateTimeMs) {
    return undefined;
  }
  if (isBeforeOurLabel(copy, person, labelIds)) return undefined;
  const known = copy.observed ?? copy.base ?? copy.sent ?? {};
  const {content, own, pauses} =
    asWritten(copy, person.content) ?? shareOf(copy, person.content, known);
  const rewritten = (before: Content) =>
    trailsAfter(copy, person, {known: before, seen: content, nowMs});
  const place = {
    contactId: copy.contactId,
    presence: 'present',
    sourceId: person.sourceId,
    resourceName: person.resourceName,
    etag: person.etag,
    updateTimeMs: person.updateTimeMs,
    ...(own !== null && {own}),
    ...(detachedByUs(copy, labelIds, lists) ?? {}),
    ...(pauses !== undefined && ({pauses, marked: true} as const)),
  } as const;
  const sent = landedWrite(copy, content);
  if (sent !== undefined) {
    const more = sameContent(content, sent) ? null : content;
    return {
      ...place,
      ...(more !== null && rewritten(sent)),
      base: sent,
      sent: null,
      ...observedAs(more, labelIds),
    };
  }
  const base = copy.base ?? copy.sent ?? {};
  const sameLabels = labelIds.join() === copy.observedLabelIds.join();
  if (
    copy.presence === 'present' &&
    sameLabels &&
    sameContent(content, known)
  ) {
    const isKnown = copy.etag === person.etag && copy === row;
    if (isKnown && pauses === undefined) return undefined;
    return {...place, ...(mayGoThrough(copy, person) && {retried: true})};
  }
  const differs = !sameContent(content, base);
  return {
    ...place,
    ...rewritten(known),
    ...(copy.base === null && {base}),
    ...observedAs(differs ? content : null, labelIds),
  };
}

/**
 * What Google refused for a contact, one in the trash say, it may do for one that
 * changed since.
 */
function mayGoThrough(copy: CopyRow, {etag}: ObservedPerson): boolean {
  const wasRefused =
    copy.hold === 'REFUSED_BY_GOOGLE' || copy.hold === 'COPY_NOT_FOUND';
  return wasRefused && copy.etag !== etag;
}

/**
 * An etag advances with every change, of memberships too, and putting a label on
 * answers none: the one known from before, without that label, is a stale read.
 */
function isBeforeOurLabel(
  copy: CopyRow,
  person: ObservedPerson,
  labelIds: readonly string[],
): boolean {
  return (
    copy.etag === person.etag &&
    copy.observedLabelIds.some(labelId => !labelIds.includes(labelId))
  );
}

/** A label that we were taking off and that is off is nobody's act, whatever came between. */
function detachedByUs(
  {detaching, baseLabelIds}: CopyRow,
  labelIds: readonly string[],
  lists: number,
): Pick<CopyWrite, 'baseLabelIds'> | undefined {
  if (detaching === null || lists > detaching.lists + 1) return undefined;
  const isOff = (id: string) =>
    detaching.labelIds.includes(id) && !labelIds.includes(id);
  return {baseLabelIds: baseLabelIds.filter(id => !isOff(id))};
}

/**
 * What stands there, taken apart as a write meant it that nobody answered; undefined:
 * it is not what that said. In a linked copy it has to be seen to have happened: what
 * the share says no more, and what the own layer shows in its place, are one value.
 */
function asWritten(
  copy: CopyRow,
  standing: Content,
): ReturnType<typeof shareOf> | undefined {
  const {sent, own} = copy;
  if (sent === null) return undefined;
  const split = shareOf(copy, standing, sent);
  if (own === null) return sameContent(split.content, sent) ? split : undefined;
  const from = layContent(copy.base ?? {}, own);
  const to = layContent(sent, own);
  const isDone = sameContent(standing, to) || showsWrite(standing, {from, to});
  return isDone ? split : undefined;
}

/** What a write said that nobody answered and that is seen to have happened. */
function landedWrite(
  {base, sent}: CopyRow,
  content: Content,
): Content | undefined {
  if (sent === null) return undefined;
  const isSent =
    sameContent(content, sent) ||
    (base !== null && showsWrite(content, {from: base, to: sent}));
  return isSent ? sent : undefined;
}

/**
 * Of another contact than before nothing is paused. The first picture that is
 * seen in a linked copy was there before the share.
 */
function asKnown(row: CopyRow, {sourceId, content}: ObservedPerson): CopyRow {
  const copy = row.sourceId === sourceId ? row : {...row, pauses: {}};
  const hash = photoOf(content);
  return copy.own === null || copy.photo !== null || hash === undefined
    ? copy
    : {...copy, own: withPhoto(copy.own, hash)};
}

/** How a copy was rewritten that stood there before as well. */
function trailsAfter(
  {presence, sourceId, trails}: CopyRow,
  person: ObservedPerson,
  seen: Parameters<typeof noteRewritings>[1],
): Pick<CopyWrite, 'trails'> {
  const stood = presence === 'present' && sourceId === person.sourceId;
  return stood && !sameContent(seen.known, seen.seen)
    ? {trails: noteRewritings(trails, seen)}
    : {};
}

/**
 * The share's part of what stands there, paused fields as last agreed, and the
 * own layer of a linked copy. `pauses`: what stands in paused fields is new.
 */
export function shareOf(
  copy: Pick<CopyRow, 'own' | 'base' | 'pauses'>,
  standing: Content,
  shared: Content,
): {
  readonly content: Content;
  readonly own: Content | null;
  readonly pauses: Pauses | undefined;
} {
  const {own} = copy;
  const split =
    own === null
      ? {shared: standing, own}
      : splitContent(standing, {shared, own});
  return {
    content: hidePaused(split.shared, copy),
    own: split.own,
    pauses: notePaused(copy.pauses, split.shared),
  };
}

function observedAs(
  observed: Content | null,
  labelIds: readonly string[],
): Pick<CopyWrite, 'observed' | 'observedLabelIds' | 'marked'> {
  return {observed, observedLabelIds: labelIds, marked: true};
}
