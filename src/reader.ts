import type {Language} from './language.ts';
import {pickLanguage} from './languages.ts';
import type {Ports} from './ports.ts';

/** For whom a card is drawn. */
export interface Reader {
  readonly language: Language;
  /** BCP 47. */
  readonly locale: string;
  /** IANA. */
  readonly timeZone: string;
  readonly nowMs: number;
  /** Of the service's pictures. */
  readonly serviceUrl?: string | undefined;
  /** In lower case. */
  readonly address?: string | undefined;
}

export function readerOf(ports: Ports): Reader {
  const {locale, timeZone} = ports.event;
  return {
    language: pickLanguage(locale),
    locale,
    timeZone,
    nowMs: ports.now(),
    serviceUrl: ports.settings.serviceUrl,
    address: ports.ownAddress(),
  };
}

/** A moment, as people write it where the reader is. @param time RFC 3339 */
export function formatTime(
  {locale, timeZone, nowMs}: Reader,
  time: string,
): string {
  const date = new Date(time);
  const isToday = (zone: string) =>
    date.toLocaleDateString('en', {timeZone: zone}) ===
    new Date(nowMs).toLocaleDateString('en', {timeZone: zone});
  try {
    return isToday(timeZone)
      ? date.toLocaleTimeString(locale, {timeZone, timeStyle: 'short'})
      : date.toLocaleString(locale, {
          timeZone,
          dateStyle: 'medium',
          timeStyle: 'short',
        });
  } catch {
    // A locale or a zone that this engine does not know.
    return time.slice(0, 16).replace('T', ' ');
  }
}

interface Day {
  readonly year?: number | undefined;
  readonly month?: number | undefined;
  readonly day?: number | undefined;
}

/** A day of the calendar, as Google has it: any part may be absent. */
export function formatDay({locale}: Reader, {year, month, day}: Day): string {
  if (!month || !day) return isoDay({year, month, day});
  // A leap year, for 29 February without one.
  const date = new Date(Date.UTC(2000, month - 1, day));
  if (year) date.setUTCFullYear(year);
  const long = {month: 'long', day: 'numeric', timeZone: 'UTC'} as const;
  return date.toLocaleDateString(
    locale,
    year ? {...long, year: 'numeric'} : long,
  );
}

/** `1990-05-23`, or of it what there is. */
export function isoDay({year, month, day}: Day): string {
  const padded = (part: number | undefined, width: number) =>
    part ? [String(part).padStart(width, '0')] : [];
  return [...padded(year, 4), ...padded(month, 2), ...padded(day, 2)].join('-');
}
