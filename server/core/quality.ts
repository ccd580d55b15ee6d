import {
  SHARED_FIELDS,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {normalizeContent} from './normalize.ts';
import {findAddressFaults} from './quality-addresses.ts';
import {findMailFaults} from './quality-mails.ts';
import {findNameFaults} from './quality-names.ts';
import {findPhoneFaults} from './quality-phones.ts';

/** What may be wrong with a contact: stable codes. */
export const QUALITY_CODES = [
  'ADDRESS_POSTAL_CODE',
  'ADDRESS_POSTAL_CODE_INVALID',
  'ADDRESS_UNSPLIT',
  'BIRTHDAY_IMPOSSIBLE',
  'CONTACT_STALE',
  'EMAIL_DOMAIN_TYPO',
  'EMAIL_INVALID',
  'EMAIL_RESERVED',
  'EMAIL_SPELLING',
  'KANA_HALF_WIDTH',
  'NAME_CASE',
  'NAME_HONORIFIC',
  'NAME_IS_EMAIL',
  'NAME_IS_PHONE',
  'NAME_MISSING',
  'NAME_SWAPPED',
  'NAME_UNSPLIT',
  'PHONE_FULL_WIDTH',
  'PHONE_INVALID',
  'PHONE_PLACEHOLDER',
] as const;
export type QualityCode = (typeof QUALITY_CODES)[number];

/** Fields that a repair replaces as a whole; an empty list clears one. */
export type Repair = {readonly [F in SharedField]?: readonly Item[]};

export interface Fault {
  readonly code: QualityCode;
  readonly field: SharedField;
  /** What stands there; empty where something is missing. */
  readonly value: string;
  /** What would stand there instead; absent where nobody but a person can tell. */
  readonly proposed?: string;
  readonly repair?: Repair;
}

export interface QualityOptions {
  /** CLDR: how numbers without a country are read. */
  readonly region: string | undefined;
  /** The same of who writes a repair: what is kept of a number is how its writer means it. */
  readonly writerRegion: string | undefined;
  /** From who looks: nothing is found there, and nothing is moved into it. */
  readonly hiddenFields: readonly SharedField[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** When the contact was changed last. */
  readonly updateTimeMs: number;
}

/** A contact that nobody changed for so long may be out of date. */
const STALE_YEARS = 3;
const YEAR_MS = 365.25 * 24 * 3600 * 1000;

/**
 * What looks wrong in a contact, as somebody sees it. A repair that is proposed takes
 * its fault away, loses nothing that was typed but what is wrong, and is never made by
 * itself.
 */
export function findFaults(
  content: Content,
  options: QualityOptions,
): readonly Fault[] {
  return [
    ...findNameFaults(content, options),
    ...findMailFaults(content),
    ...findPhoneFaults(content, options),
    ...findAddressFaults(content, options),
    ...findKanaFaults(content),
    ...findBirthdayFaults(content, options),
    ...findStale(content, options),
  ].map(fault => withinSight(fault, options));
}

/** What is hidden cannot be written, so whoever does not see it has no such repair. */
function withinSight(fault: Fault, {hiddenFields}: QualityOptions): Fault {
  const fields = Object.keys(fault.repair ?? {});
  if (!hiddenFields.some(field => fields.includes(field))) return fault;
  const {code, field, value} = fault;
  return {code, field, value};
}

/** Of one contact: a repair takes its fault away, and each makes at most one more. */
const REPAIRS_MAX = 1000;

/** A content with the proposed repairs of all faults that are wanted. */
export function repairFaults(
  content: Content,
  options: QualityOptions,
  isWanted: (fault: Fault) => boolean,
): Content {
  let repaired = content;
  for (let made = 0; made < REPAIRS_MAX; made++) {
    const fault = findFaults(repaired, options).find(
      each => each.repair !== undefined && isWanted(each),
    );
    if (fault?.repair === undefined) return repaired;
    repaired = applyRepair(repaired, fault.repair, options);
  }
  throw new Error(`More than ${REPAIRS_MAX} repairs of one contact.`);
}

function applyRepair(
  content: Content,
  repair: Repair,
  {writerRegion: region}: QualityOptions,
): Content {
  const written = normalizeContent(repair, {region});
  const entries = SHARED_FIELDS.flatMap(field => {
    const items = field in repair ? written[field] : content[field];
    return items === undefined || items.length === 0 ? [] : [[field, items]];
  });
  return Object.fromEntries(entries);
}

/** Half-width katakana and the marks that follow it. */
const HALF_KANA = /[\uff61-\uff9f]+/gu;

/** Names and companies, and how they are read. */
function findKanaFaults(content: Content): readonly Fault[] {
  return (['names', 'organizations', 'addresses'] as const).flatMap(field => {
    const items = content[field] ?? [];
    const widened = items.map(widenKana);
    return items.flatMap((item, at): readonly Fault[] => {
      const wide = widened[at] ?? item;
      const changed = Object.keys(item).filter(
        part => item[part] !== wide[part],
      );
      if (changed.length === 0) return [];
      const say = (side: Item) =>
        changed.map(part => String(side[part])).join(' ');
      return [
        {
          ...{code: 'KANA_HALF_WIDTH', field, value: say(item)},
          proposed: say(wide),
          repair: {[field]: items.with(at, wide)},
        },
      ];
    });
  });
}

function widenKana(item: Item): Item {
  return Object.fromEntries(
    Object.entries(item).map(([part, value]) => [
      part,
      typeof value === 'string'
        ? value.replace(HALF_KANA, kana => kana.normalize('NFKC'))
        : value,
    ]),
  );
}

const OLDEST_YEARS = 130;

/** A day that no month has, one that is still to come, or nobody's. */
function findBirthdayFaults(
  {birthdays = []}: Content,
  {nowMs}: QualityOptions,
): readonly Fault[] {
  return birthdays.flatMap(({date}): readonly Fault[] => {
    if (typeof date !== 'object') return [];
    // A birthday without a year may be in a leap year.
    const {year = 2000, month = 1, day = 1} = date;
    const time = new Date(Date.UTC(year, month - 1, day));
    time.setUTCFullYear(year);
    const isDay = time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
    // The day has begun already somewhere east of here.
    const isLived =
      date.year === undefined ||
      (time.getTime() <= nowMs + 24 * 3600 * 1000 &&
        time.getTime() > nowMs - OLDEST_YEARS * YEAR_MS);
    if (isDay && isLived) return [];
    const parts = [date.year, date.month, date.day].map(part => part ?? '-');
    return [
      {code: 'BIRTHDAY_IMPOSSIBLE', field: 'birthdays', value: parts.join('/')},
    ];
  });
}

/** Only what can be out of date: a contact that somebody may write to or call. */
function findStale(
  {emailAddresses, phoneNumbers, addresses}: Content,
  {nowMs, updateTimeMs}: QualityOptions,
): readonly Fault[] {
  const [field] = [
    ...(emailAddresses ? (['emailAddresses'] as const) : []),
    ...(phoneNumbers ? (['phoneNumbers'] as const) : []),
    ...(addresses ? (['addresses'] as const) : []),
  ];
  const isOld = nowMs - updateTimeMs > STALE_YEARS * YEAR_MS;
  if (!isOld || field === undefined) return [];
  const value = new Date(updateTimeMs).toISOString().slice(0, 10);
  return [{code: 'CONTACT_STALE', field, value}];
}
