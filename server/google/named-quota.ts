import type {NamedQuota, QuotaBucket} from '../core/quota.ts';

/** `quota_limit` as `CriticalReadsPerMinutePerProjectPerUser`; its value only newer answers have. */
const QUOTA_LIMIT = /^(?<what>\w+?)PerMinutePerProject(?<perUser>PerUser)?$/;

const BUCKETS: Readonly<Record<string, QuotaBucket>> = {
  CriticalReads: 'criticalReads',
  CriticalWrites: 'criticalWrites',
  PhotoWrites: 'photoWrites',
};

/** Undefined where a refusal names none that is counted. */
export function quotaNamedIn(
  metadata: Readonly<Record<string, string>>,
): NamedQuota | undefined {
  const {what = '', perUser} =
    QUOTA_LIMIT.exec(metadata['quota_limit'] ?? '')?.groups ?? {};
  const bucket = Object.hasOwn(BUCKETS, what) ? BUCKETS[what] : undefined;
  if (bucket === undefined) return undefined;
  const value = metadata['quota_limit_value'] ?? '';
  return {
    bucket,
    scope: perUser === undefined ? 'project' : 'user',
    units: /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined,
  };
}
