/** Quota buckets: per user and per project and minute, charged as Google's guide says (people-api §12). */
import {directoryError, errorInfo, GoogleError} from './errors.ts';
import type {QuotaLimits} from './world/switches.ts';

/** What of all users together is limited, where a limit is set. */
const OF_PROJECT = {
  criticalReads: 'projectCriticalReads',
  criticalWrites: 'projectCriticalWrites',
} as const;

export type Bucket = Exclude<
  keyof QuotaLimits,
  (typeof OF_PROJECT)[keyof typeof OF_PROJECT]
>;
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
    display: 'Critical write requests (Contact Creates and Updates)',
    metric: 'people.googleapis.com/critical_write_requests',
    limit: 'CriticalWritesPerMinutePerProjectPerUser',
  },
  dailyContactWrites: {
    display: 'Daily Contact Writes (total)',
    metric: 'people.googleapis.com/daily_contact_writes',
    limit: 'DailyContactWritesPerDayPerProjectPerUser',
  },
  // Buckets of the console; what their metrics and limits are called is made after their neighbours'.
  photoWrites: {
    display: 'Photo write requests (Photo Updates)',
    metric: 'people.googleapis.com/photo_write_requests',
    limit: 'PhotoWritesPerMinutePerProjectPerUser',
  },
  groupReads: {
    display: 'Read requests (Contact Group Reads)',
    metric: 'people.googleapis.com/read_requests',
    limit: 'ReadsPerMinutePerProjectPerUser',
  },
  writes: {
    display: 'Write requests (Contact Deletes and Contact Group Writes)',
    metric: 'people.googleapis.com/write_requests',
    limit: 'WritesPerMinutePerProjectPerUser',
  },
};

const OTHER_WORDS: Words = {
  display: 'Requests',
  metric: 'people.googleapis.com/requests',
  limit: 'RequestsPerMinutePerProjectPerUser',
};

/** @param ofProject - the limit of all users together that was reached. */
export function quotaError(bucket: Bucket, ofProject?: number): GoogleError {
  if (bucket === 'directoryQueries') {
    return directoryError(
      403,
      'userRateLimitExceeded',
      'Quota exceeded for quota metric. User Rate Limit Exceeded.',
    );
  }
  const words = WORDS[bucket] ?? OTHER_WORDS;
  const per = bucket === 'dailyContactWrites' ? 'day' : 'minute';
  const whose = ofProject === undefined ? ' per user' : '';
  return new GoogleError({
    status: 'RESOURCE_EXHAUSTED',
    message: `Quota exceeded for quota metric '${words.display}' and limit '${words.display} per ${per}${whose}' of service 'people.googleapis.com' for consumer 'project_number:112233445566'.`,
    details: [
      errorInfo('RATE_LIMIT_EXCEEDED', 'googleapis.com', {
        service: 'people.googleapis.com',
        consumer: 'projects/112233445566',
        quota_limit:
          ofProject === undefined
            ? words.limit
            : words.limit.replace(/PerUser$/, ''),
        ...(ofProject !== undefined && {quota_limit_value: `${ofProject}`}),
        quota_metric: words.metric,
        quota_location: 'global',
      }),
    ],
  });
}

/** 0: none. */
function projectLimit(bucket: Bucket, limits: QuotaLimits): number {
  return bucket === 'criticalReads' || bucket === 'criticalWrites'
    ? limits[OF_PROJECT[bucket]]
    : 0;
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
    const costs = Object.entries(cost) as [Bucket, number][];
    const slots = costs.map(([bucket, units]) =>
      this.#slot(`${user} ${bucket}`, {bucket, units, nowMs}),
    );
    const shared = costs.flatMap(([bucket, units]) => {
      const limit = projectLimit(bucket, limits);
      if (limit === 0) return [];
      return {...this.#slot(`* ${bucket}`, {bucket, units, nowMs}), limit};
    });
    for (const slot of slots) {
      if (slot.units > limits[slot.bucket]) throw quotaError(slot.bucket);
    }
    for (const {bucket, units, limit} of shared) {
      if (units > limit) throw quotaError(bucket, limit);
    }
    for (const {key, window, units} of [...slots, ...shared]) {
      this.#used.set(key, {window, units});
    }
  }

  /** What will have been used of a bucket in the window that is now. */
  #slot(
    key: string,
    {bucket, units, nowMs}: {bucket: Bucket; units: number; nowMs: number},
  ) {
    const span = bucket === 'dailyContactWrites' ? DAY_MS : MINUTE_MS;
    const window = Math.floor(nowMs / span);
    const used = this.#used.get(key);
    const before = used?.window === window ? used.units : 0;
    return {bucket, key, window, units: before + units};
  }
}
