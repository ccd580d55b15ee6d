import type {CalendarDate} from '../core/content.ts';
import {dateOf as calendarDate} from './csv-values.ts';

export interface DateFound {
  readonly date: CalendarDate;
  /** Not in an order that a standard has. */
  readonly isGuessed: boolean;
}

/** RFC 6350 section 4.3.1, its extended forms of 3.0, and what only a zero stands for. */
const STANDARD =
  /^(?:(\d{4})-?(\d\d)-?(\d\d)|(\d{4})-(\d\d)|(\d{4})|--(\d\d)-?(\d\d)?|---(\d\d))$/;
/** Orders that are none of a standard, and still cannot mean two things. */
const YEAR_FIRST = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})\.?$/;
const YEAR_MONTH_DAY = /^(\d{4})年(\d{1,2})月(\d{1,2})日$/;
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const MONTH_DAY = /^(\d\d)-(\d\d)$/;
/** Any parts in this order, where a calendar has no such date. */
const PARTS = /^(\d*)\/(\d*)\/(\d*)$/;

/** A date of a property; its time is left out. `omittedYear` stands for none (Apple's 1604). */
export function parseDate(
  raw: string,
  omittedYear?: string,
): DateFound | undefined {
  const text = raw.trim().replace(/(\d)[T ][\d:.,+-]*Z?$/, '$1');
  const found =
    standardDate(text) ??
    guessed(YEAR_FIRST.exec(text), [1, 2, 3]) ??
    guessed(YEAR_MONTH_DAY.exec(text), [1, 2, 3]) ??
    guessed(DAY_FIRST.exec(text), [3, 2, 1]) ??
    guessed(MONTH_DAY.exec(text), [0, 1, 2]);
  if (found === undefined) return undefined;
  const isOmitted =
    omittedYear !== undefined && found.date.year === Number(omittedYear);
  if (!isOmitted) return found;
  const {month = 0, day = 0} = found.date;
  const date = dateOf(undefined, String(month), String(day));
  return date && {...found, date};
}

function standardDate(text: string): DateFound | undefined {
  const match = STANDARD.exec(text);
  if (!match) return undefined;
  const date = dateOf(
    match[1] ?? match[4] ?? match[6],
    match[2] ?? match[5] ?? match[7],
    match[3] ?? match[8] ?? match[9],
  );
  return date && isPossible(date) ? {date, isGuessed: false} : undefined;
}

function guessed(
  match: RegExpExecArray | null,
  [year, month, day]: readonly [number, number, number],
): DateFound | undefined {
  if (!match) return undefined;
  const date = dateOf(
    year === 0 ? undefined : match[year],
    match[month],
    match[day],
  );
  return date && isPossible(date) ? {date, isGuessed: true} : undefined;
}

/** Google takes none that no calendar has, and no day without its month. */
function isPossible({year, month, day}: CalendarDate): boolean {
  if (day !== undefined) return calendarDate(year, month, day) !== undefined;
  return month === undefined || month <= 12;
}

function dateOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): CalendarDate | undefined {
  const date = {
    ...(Number(year) > 0 ? {year: Number(year)} : {}),
    ...(Number(month) > 0 ? {month: Number(month)} : {}),
    ...(Number(day) > 0 ? {day: Number(day)} : {}),
  };
  return Object.keys(date).length === 0 ? undefined : date;
}

/** `form`: with hyphens as 3.0 has them, or without as 4.0 has them. Undefined where neither can say it. */
export function formatDate(
  date: CalendarDate,
  form: 'extended' | 'basic',
): string | undefined {
  const pad = (part: number, width: number) =>
    String(part).padStart(width, '0');
  const hyphen = form === 'extended' ? '-' : '';
  const {year, month, day} = date;
  const text =
    year === undefined
      ? `--${month === undefined ? '-' : pad(month, 2)}${
          month === undefined || day === undefined ? '' : hyphen
        }${day === undefined ? '' : pad(day, 2)}`
      : [
          pad(year, 4),
          ...(month === undefined ? [] : [pad(month, 2)]),
          ...(day === undefined ? [] : [pad(day, 2)]),
        ].join(day === undefined ? '-' : hyphen);
  const back = parseDate(text)?.date;
  const isSame =
    back?.year === year && back?.month === month && back?.day === day;
  return isSame ? text : undefined;
}

/** A date of any parts, for parameters of our own. */
export function spellDate(date: CalendarDate): string {
  return `${date.year ?? ''}/${date.month ?? ''}/${date.day ?? ''}`;
}

export function readSpelledDate(text: string): CalendarDate | undefined {
  const match = PARTS.exec(text);
  return match ? dateOf(match[1], match[2], match[3]) : undefined;
}
