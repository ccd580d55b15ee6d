import type {QuotaBucket} from '../core/quota-costs.ts';
import type {NamedQuota} from '../core/quota.ts';
import {QUOTA_SENTENCE} from './fault-words.ts';

/**
 * `quota_limit` as `CriticalReadsPerMinutePerProjectPerUser`, of which two were
 * ever captured; the others are named as those are.
 */
const QUOTA_LIMIT =
  /^(?<what>\w+?)Per(?<unit>Minute|Day)PerProject(?<perUser>PerUser)?$/;

const BUCKETS: Readonly<Record<string, QuotaBucket>> = {
  CriticalReads: 'criticalReads',
  CriticalWrites: 'criticalWrites',
  DailyContactWrites: 'contactWrites',
  PhotoWrites: 'photoWrites',
  Reads: 'groupReads',
  Writes: 'writes',
};

/** As the usage limits call them, what follows in brackets aside. */
const BUCKETS_IN_WORDS: Readonly<Record<string, QuotaBucket>> = {
  'Critical read requests': 'criticalReads',
  'Critical write requests': 'criticalWrites',
  'Daily Contact Writes': 'contactWrites',
  'Photo write requests': 'photoWrites',
  'Read requests': 'groupReads',
  'Write requests': 'writes',
};

/**
 * The quota that a refusal names, by its metadata, else by its sentence.
 * Undefined where it names none that is counted.
 */
export function quotaNamedIn(
  metadata: readonly Readonly<Record<string, string>>[],
  sentence: string,
): NamedQuota | undefined {
  const named = metadata.find(each => each['quota_limit'] !== undefined) ?? {};
  const limit = QUOTA_LIMIT.exec(named['quota_limit'] ?? '')?.groups;
  const words = QUOTA_SENTENCE.exec(sentence)?.groups;
  const bucket =
    bucketIn(BUCKETS, limit?.['what']) ??
    bucketIn(BUCKETS_IN_WORDS, words?.['what']);
  const {unit, perUser} = limit ?? words ?? {};
  const isOfDay = unit === 'Day' || unit === 'day';
  if (bucket === undefined || isOfDay !== (bucket === 'contactWrites')) {
    return undefined;
  }
  const value = named['quota_limit_value'] ?? '';
  return {
    bucket,
    scope: perUser === undefined ? 'project' : 'user',
    units: /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined,
  };
}

/** A word of Google's may be `constructor`, which every object answers to. */
function bucketIn(
  table: Readonly<Record<string, QuotaBucket>>,
  word = '',
): QuotaBucket | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
