/** Quota buckets: per user and minute, charged as Google's guide says (people-api §12). */
import {directoryError, errorInfo, GoogleError} from './errors.ts';
import type {QuotaLimits} from './world/switches.ts';

export type Bucket = keyof QuotaLimits;
export type Cost = Partial<Record<Bucket, number>>;

const SINGLE_WRITE: Cost = {
  criticalReads: 1,
  criticalWrites: 1,
  dailyContactWrites: 1,
};
/** "200 daily writes" are charged for a batch of 2 as well. */
const BATCH_WRITE: Cost = {
  criticalReads: 6,
  criticalWrites: 6,
  dailyContactWrites: 200,
};

const COSTS: Readonly<Record<string, Cost>> = {
  'people.people.createContact': SINGLE_WRITE,
  'people.people.updateContact': SINGLE_WRITE,
  'people.people.batchCreateContacts': BATCH_WRITE,
  'people.people.batchUpdateContacts': BATCH_WRITE,
  'people.people.deleteContact': {writes: 1},
  'people.people.batchDeleteContacts': {writes: 10},
  'people.contactGroups.create': {writes: 1},
  'people.contactGroups.update': {writes: 1},
  'people.contactGroups.delete': {writes: 1},
  'people.contactGroups.members.modify': {writes: 1},
  'people.people.updateContactPhoto': {photoWrites: 1},
  'people.people.deleteContactPhoto': {photoWrites: 1},
  'people.otherContacts.copyOtherContactToMyContactsGroup': SINGLE_WRITE,
  'people.contactGroups.list': {groupReads: 1},
  'people.contactGroups.get': {groupReads: 1},
  'people.contactGroups.batchGet': {groupReads: 1},
  'people.people.get': {criticalReads: 1},
  'people.people.getBatchGet': {criticalReads: 1},
  'people.people.connections.list': {criticalReads: 1},
};

/** What one call costs; the first page of a full sync costs its own bucket besides. */
export function costOf(method: string, firstPageOfFullSync: boolean): Cost {
  if (method.startsWith('directory.')) return {directoryQueries: 1};
  const cost = COSTS[method] ?? {reads: 1};
  return firstPageOfFullSync ? {...cost, fullSyncFirstPages: 1} : cost;
}

interface Words {
  readonly display: string;
  readonly metric: string;
  readonly limit: string;
}

const WORDS: Readonly<Partial<Record<Bucket, Words>>> = {
  criticalReads: {
    display: 'Critical read requests (Contact and Profile Reads)',
    metric: 'people.googleapis.com/critical_read_requests',
    limit: 'CriticalReadsPerMinutePerProjectPerUser',
  },
  criticalWrites: {
    display: 'Critical write requests (Contact and Profile Writes)',
    metric: 'people.googleapis.com/critical_write_requests',
    limit: 'CriticalWritesPerMinutePerProjectPerUser',
  },
  dailyContactWrites: {
    display: 'Daily Contact Writes (total)',
    metric: 'people.googleapis.com/daily_contact_writes',
    limit: 'DailyContactWritesPerDayPerProjectPerUser',
  },
  // Seen as a bucket of its own; its words are made after its neighbours'.
  photoWrites: {
    display: 'Photo write requests',
    metric: 'people.googleapis.com/photo_write_requests',
    limit: 'PhotoWritesPerMinutePerProjectPerUser',
  },
};

const OTHER_WORDS: Words = {
  display: 'Requests',
  metric: 'people.googleapis.com/requests',
  limit: 'RequestsPerMinutePerProjectPerUser',
};

export function quotaError(bucket: Bucket): GoogleError {
  if (bucket === 'directoryQueries') {
    return directoryError(
      403,
      'userRateLimitExceeded',
      'Quota exceeded for quota metric. User Rate Limit Exceeded.',
    );
  }
  const words = WORDS[bucket] ?? OTHER_WORDS;
  const per = bucket === 'dailyContactWrites' ? 'day' : 'minute';
  return new GoogleError({
    status: 'RESOURCE_EXHAUSTED',
    message: `Quota exceeded for quota metric '${words.display}' and limit '${words.display} per ${per} per user' of service 'people.googleapis.com' for consumer 'project_number:112233445566'.`,
    details: [
      errorInfo('RATE_LIMIT_EXCEEDED', 'googleapis.com', {
        service: 'people.googleapis.com',
        consumer: 'projects/112233445566',
        quota_limit: words.limit,
        quota_metric: words.metric,
        quota_location: 'global',
      }),
    ],
  });
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3600 * 1000;

export class Quotas {
  /** `user bucket` and the window it counts. */
  readonly #used = new Map<string, {window: number; units: number}>();

  /**
   * Charges every bucket or none.
   *
   * @throws GoogleError 429 (403 for the Directory) when one would overflow.
   */
  charge(user: string, cost: Cost, limits: QuotaLimits, nowMs: number) {
    const slots = (Object.entries(cost) as [Bucket, number][]).map(
      ([bucket, units]) => {
        const span = bucket === 'dailyContactWrites' ? DAY_MS : MINUTE_MS;
        const window = Math.floor(nowMs / span);
        const key = `${user} ${bucket}`;
        const used = this.#used.get(key);
        const before = used?.window === window ? used.units : 0;
        return {bucket, key, window, units: before + units};
      },
    );
    for (const slot of slots) {
      if (slot.units > limits[slot.bucket]) throw quotaError(slot.bucket);
    }
    for (const {key, window, units} of slots) {
      this.#used.set(key, {window, units});
    }
  }
}
