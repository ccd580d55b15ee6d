import type {CalendarDate} from './content.ts';
import type {Mail, NamePart, Phrase, Traits} from './linkage-traits.ts';
import {longForms} from './nicknames.ts';

/** A pair is looked at when it shares a block of this size or smaller… */
const BLOCK_MAX = 24;
/** …or stands so near in a larger one, by name. */
const WINDOW = 4;

/** People in one run: their numbers have 21 bits beside a hash of 32. */
export const PEOPLE_MAX = 2 ** 21;

/**
 * Calls back with pairs of places in `people`, the lesser first, that share
 * anything by which one person would be found again: each once, in one order. So
 * many for each person and block at most, however many there are; `people` stand
 * by name, so that neighbours in a large block are the likeliest of it.
 */
export function forEachCandidate(
  people: readonly Traits[],
  visit: (left: number, right: number) => void,
): void {
  const entries = collectEntries(people);
  const starts = new Uint32Array(people.length + 1);
  const positions = positionsByPerson(entries, starts);
  const seen = new Int32Array(people.length).fill(-1);
  for (let left = 0; left < people.length; left++) {
    const end = starts[left + 1] ?? 0;
    for (let each = starts[left] ?? 0; each < end; each++) {
      const position = positions[each] ?? 0;
      const last = lastOfInterest(entries, position);
      for (let next = position + 1; next <= last; next++) {
        const right = personOf(entries[next] ?? 0);
        if (right === left || seen[right] === left) continue;
        seen[right] = left;
        visit(left, right);
      }
    }
  }
}

function personOf(entry: number): number {
  return entry % PEOPLE_MAX;
}

function blockOf(entry: number): number {
  return Math.floor(entry / PEOPLE_MAX);
}

/** Blocks with whom is in them, in the order of both. */
function collectEntries(people: readonly Traits[]): Float64Array {
  let entries = new Float64Array(people.length * 16);
  let count = 0;
  const add = (person: number, key: string) => {
    if (count === entries.length) {
      const longer = new Float64Array(entries.length * 2 + 16);
      longer.set(entries);
      entries = longer;
    }
    entries[count++] = hashOf(key) * PEOPLE_MAX + person;
  };
  for (const [person, traits] of people.entries()) {
    for (const key of new Set(blockKeys(traits))) add(person, key);
  }
  return entries.subarray(0, count).sort();
}

/** FNV-1a: two blocks of one hash cost a comparison, and are rare. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** Where the entries of each person stand; `starts` says where theirs begin. */
function positionsByPerson(
  entries: Float64Array,
  starts: Uint32Array,
): Uint32Array {
  for (const entry of entries) {
    const after = personOf(entry) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let person = 1; person < starts.length; person++) {
    starts[person] = (starts[person] ?? 0) + (starts[person - 1] ?? 0);
  }
  const next = starts.slice();
  const positions = new Uint32Array(entries.length);
  for (const [position, entry] of entries.entries()) {
    const person = personOf(entry);
    const place = next[person] ?? 0;
    positions[place] = position;
    next[person] = place + 1;
  }
  return positions;
}

/** The last entry of a block that somebody in it is compared with. */
function lastOfInterest(entries: Float64Array, position: number): number {
  const block = blockOf(entries[position] ?? 0);
  const isIn = (at: number) =>
    at >= 0 && at < entries.length && blockOf(entries[at] ?? 0) === block;
  let last = position;
  while (last - position < BLOCK_MAX && isIn(last + 1)) last++;
  if (last - position >= BLOCK_MAX) return position + WINDOW;
  let first = position;
  while (last - first < BLOCK_MAX && isIn(first - 1)) first--;
  return last - first < BLOCK_MAX ? last : Math.min(last, position + WINDOW);
}

const MAILBOX_LENGTH_MIN = 4;

/** What one person is found again by, however one or two of these are mistyped. */
function blockKeys(traits: Traits): readonly string[] {
  return [
    ...traits.mails.flatMap(mailKeys),
    ...traits.phones.map(phone => `p${phone.replace(/;.*/u, '')}`),
    ...traits.ids.map(id => `i${id}`),
    ...nameKeys(traits),
    ...birthdayKeys(traits),
    ...placeKeys(traits),
  ];
}

function mailKeys({address, box}: Mail): readonly string[] {
  return [
    `m${address}`,
    ...(box.length >= MAILBOX_LENGTH_MIN ? [`l${box}`] : []),
  ];
}

/**
 * What a part of a name sounds like, in its long forms where it is a short one; kanji
 * as they are written as well, for who else has them may not say how they are read.
 */
function soundsOf(part: NamePart): readonly string[] {
  if (part.text === '') return [];
  const forms = part.words.length === 1 ? longForms(part.text) : [];
  return [
    ...new Set([
      part.sound,
      ...(part.script === 'Han' ? [part.text] : []),
      ...forms.filter(form => form !== part.text),
    ]),
  ];
}

const PREFIX = 3;

function nameKeys({
  given,
  family,
  company,
  roleMails,
}: Traits): readonly string[] {
  if (company !== undefined) return [`o${company.phrase.whole}`];
  // Whichever part comes first, and whether there is a seam: the same letters.
  const letters = [...(given.text + family.text)].sort().join('');
  const pairs = soundsOf(given).flatMap(one =>
    soundsOf(family).map(other => `n${[one, other].sort().join(' ')}`),
  );
  const starts = [given.reading, family.reading]
    .map(reading => reading.slice(0, PREFIX))
    .sort()
    .join(' ');
  return [
    ...(letters === '' ? [] : [`w${letters}`]),
    ...pairs,
    ...(starts.length > PREFIX + 2 ? [`s${starts}`] : []),
    ...(letters === '' ? [] : roleMails.map(mail => `r${mail} ${letters}`)),
  ];
}

/** Of a part of a name: enough to find it again in a smaller crowd. */
function hintsOf({given, family}: Traits): readonly string[] {
  return [given, family].map(({sound}) => sound).filter(hint => hint !== '');
}

function birthdayKeys(traits: Traits): readonly string[] {
  const {birthday} = traits;
  if (birthday === undefined) return [];
  const {year = 0, month = 0, day = 0} = birthday;
  const turned = [month, day].sort((a, b) => a - b).join('-');
  const parts = (date: CalendarDate) =>
    [
      [date.year, date.month],
      [date.year, date.day],
      [date.month, date.day],
    ].map((each, at) => `${at}${each.join('-')}`);
  return [
    `b${year} ${turned}`,
    ...hintsOf(traits).flatMap(hint =>
      parts({year, month, day}).map(part => `y${part} ${hint}`),
    ),
  ];
}

function placeKeys(traits: Traits): readonly string[] {
  const {postcodes, cities, streets, buildings, firms} = traits;
  const hints = hintsOf(traits);
  const with_ = (kind: string, places: readonly string[]) =>
    places.flatMap(place => hints.map(hint => `${kind}${place} ${hint}`));
  const wholes = (phrases: readonly Phrase[]) =>
    phrases.map(({whole}) => whole);
  return [
    ...with_('c', postcodes),
    ...with_('t', cities),
    ...with_('f', wholes(firms)),
    ...with_('h', wholes(buildings)),
    ...wholes(streets).map(street => `a${street}`),
    ...streets.flatMap(({words}) =>
      words
        .filter(word => word.length >= MAILBOX_LENGTH_MIN)
        .flatMap(word => [
          ...hints.map(hint => `k${word} ${hint}`),
          ...postcodes.map(postcode => `q${word} ${postcode}`),
        ]),
    ),
  ];
}
