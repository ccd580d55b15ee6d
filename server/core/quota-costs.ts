/**
 * What calls cost at Google: People API usage limits
 * (https://developers.google.com/people/v1/contacts), and the limits that were seen,
 * for none is published.
 */

/** Each is counted per user and per project, by the minute but for `contactWrites`, by the day. */
export const BUCKETS = [
  'criticalReads',
  'criticalWrites',
  'contactWrites',
  'writes',
  'photoWrites',
  'groupReads',
] as const;

export type QuotaBucket = (typeof BUCKETS)[number];

export type QuotaUnits = Readonly<Partial<Record<QuotaBucket, number>>>;

export const SINGLE_WRITE: QuotaUnits = {
  criticalReads: 1,
  criticalWrites: 1,
  contactWrites: 1,
};

/** Whatever its size, a batch of two as well. */
export const BATCH_WRITE: QuotaUnits = {
  criticalReads: 6,
  criticalWrites: 6,
  contactWrites: 200,
};

const COSTS: Readonly<Record<string, QuotaUnits>> = {
  'people.connections.list': {criticalReads: 1},
  'people.getBatchGet': {criticalReads: 1},
  'otherContacts.list': {criticalReads: 1},
  'people.createContact': SINGLE_WRITE,
  'people.updateContact': SINGLE_WRITE,
  'people.batchCreateContacts': BATCH_WRITE,
  'people.batchUpdateContacts': BATCH_WRITE,
  'people.deleteContact': {writes: 1},
  'people.batchDeleteContacts': {writes: 10},
  'people.updateContactPhoto': {photoWrites: 1},
  'people.deleteContactPhoto': {photoWrites: 1},
  'contactGroups.list': {groupReads: 1},
  'contactGroups.get': {groupReads: 1},
  'contactGroups.create': {writes: 1},
  'contactGroups.update': {writes: 1},
  'contactGroups.delete': {writes: 1},
  'contactGroups.members.modify': {writes: 1},
};

/** What one call costs, by our name of it. @throws for a call that nobody priced. */
export function costOf(method: string): QuotaUnits {
  const cost = COSTS[method];
  if (cost === undefined) throw new Error(`${method}: its cost is not known.`);
  return cost;
}

/** Whether it writes contacts, which the quota that lasts for hours is about. */
export function writesContacts(cost: QuotaUnits): boolean {
  return cost.contactWrites !== undefined;
}

/** Per user, until Google says otherwise: what projects were given. */
export const USER_LIMITS: Readonly<Record<QuotaBucket, number>> = {
  criticalReads: 90,
  criticalWrites: 90,
  contactWrites: 100_000,
  writes: 30,
  photoWrites: 50,
  groupReads: 90,
};

/** The most that one call takes of it. */
export function dearestOf(bucket: QuotaBucket): number {
  return Math.max(...Object.values(COSTS).map(cost => cost[bucket] ?? 0));
}
