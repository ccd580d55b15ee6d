import {Histogram, type Registry} from 'prom-client';

/** What a copy had due: it had to be made, or to be written to. */
export type WriteKind = 'create' | 'update';

/** How long changes take, over everybody: no account, label or contact is told apart. */
export interface SyncMetrics {
  /** The longest wait, in seconds, among what a run wrote. */
  noteSyncLag(seconds: number): void;
  /** From a change of a contact to its last copy, in seconds, once for each version. */
  noteDelivery(kind: WriteKind, seconds: number): void;
}

const SECONDS = [
  0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 21_600, 86_400,
];

export function createSyncMetrics(registry: Registry): SyncMetrics {
  const lag = new Histogram({
    name: 'shared_contacts_sync_lag_seconds',
    help: 'From when a change was due in an account to when it was written: the longest of each run that wrote',
    buckets: SECONDS,
    registers: [registry],
  });
  const delivery = new Histogram({
    name: 'shared_contacts_delivery_seconds',
    help: 'From the change of a contact to the last of its copies that could be written, by what that one needed',
    labelNames: ['write'],
    buckets: SECONDS,
    registers: [registry],
  });
  return {
    noteSyncLag: seconds => lag.observe(seconds),
    noteDelivery: (kind, seconds) => delivery.observe({write: kind}, seconds),
  };
}
