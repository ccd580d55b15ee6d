/** What was asked of the emulator: calls, quota units, violations. */
import type {ViolationKind} from './call.ts';
import type {Bucket, Cost} from './quota.ts';

export interface CallCount {
  readonly user: string;
  readonly method: string;
  calls: number;
  /** Calls that answered an error, by HTTP status; 0 stands for a cut connection. */
  readonly errors: Record<string, number>;
  readonly units: Partial<Record<Bucket, number>>;
}

export interface Violation {
  readonly timeMs: number;
  readonly user: string;
  readonly method: string;
  readonly kind: ViolationKind;
  readonly detail: string;
}

export interface RequestRecord {
  readonly timeMs: number;
  readonly user: string;
  readonly method: string;
  readonly status: number;
}

const VIOLATIONS_MAX = 10_000;
const REQUESTS_MAX = 2000;

export class Ledger {
  readonly #counts = new Map<string, CallCount>();
  #violations: Violation[] = [];
  #requests: RequestRecord[] = [];

  /** One more call, whatever becomes of it. */
  count(user: string, method: string) {
    this.#entry(user, method).calls++;
  }

  spend(user: string, method: string, cost: Cost) {
    const {units: used} = this.#entry(user, method);
    for (const [bucket, units] of Object.entries(cost) as [Bucket, number][]) {
      used[bucket] = (used[bucket] ?? 0) + units;
    }
  }

  #entry(user: string, method: string): CallCount {
    const key = `${user} ${method}`;
    let entry = this.#counts.get(key);
    if (!entry) {
      entry = {user, method, calls: 0, errors: {}, units: {}};
      this.#counts.set(key, entry);
    }
    return entry;
  }

  finish(record: RequestRecord) {
    this.#requests.push(record);
    if (this.#requests.length > 2 * REQUESTS_MAX) {
      this.#requests = this.#requests.slice(-REQUESTS_MAX);
    }
    if (record.status >= 200 && record.status < 300) return;
    const entry = this.#counts.get(`${record.user} ${record.method}`);
    if (!entry) return;
    entry.errors[record.status] = (entry.errors[record.status] ?? 0) + 1;
  }

  violate(violation: Violation) {
    if (this.#violations.length < VIOLATIONS_MAX) {
      this.#violations.push(violation);
    }
  }

  get violations(): readonly Violation[] {
    return this.#violations;
  }

  get requests(): readonly RequestRecord[] {
    return this.#requests.slice(-REQUESTS_MAX);
  }

  /** Sums by method and by user beside the single counts. */
  report() {
    const byMethod: Record<string, number> = {};
    const byUser: Record<string, number> = {};
    const units: Partial<Record<Bucket, number>> = {};
    let calls = 0;
    for (const entry of this.#counts.values()) {
      calls += entry.calls;
      byMethod[entry.method] = (byMethod[entry.method] ?? 0) + entry.calls;
      byUser[entry.user] = (byUser[entry.user] ?? 0) + entry.calls;
      for (const [bucket, used] of Object.entries(entry.units) as [
        Bucket,
        number,
      ][]) {
        units[bucket] = (units[bucket] ?? 0) + used;
      }
    }
    return {calls, byMethod, byUser, units, counts: [...this.#counts.values()]};
  }

  reset() {
    this.#counts.clear();
    this.#violations = [];
    this.#requests = [];
  }
}
