/**
 * The slow clock of an account: what lists and sync tokens see. A write reaches it
 * `delay` after it happened; direct reads do not come here (people-api §7, §16.5).
 *
 * The log is kept in order of change, one live entry per contact, so a full list in
 * LAST_MODIFIED_ASCENDING order is the log without tombstones, and a delta its tail.
 */

export interface FeedEntry<T> {
  /** Position in the log; a sync token is one of these numbers. */
  readonly seq: number;
  readonly key: string;
  /** Nothing stands for a deletion. */
  readonly state: T | undefined;
  readonly tombstone: T | undefined;
}

interface Pending<T> {
  readonly key: string;
  readonly state: T | undefined;
  readonly tombstone: T | undefined;
  readonly visibleAtMs: number;
}

/** Superseded entries may make up half of the log before it is rewritten. */
const COMPACT_AT_MIN = 1024;

export class Feed<T> {
  #log: FeedEntry<T>[] = [];
  readonly #latest = new Map<string, FeedEntry<T>>();
  #pending: Pending<T>[] = [];
  #lastVisibleAtMs = 0;
  #seq = 0;
  #liveCount = 0;

  /** What happened to `key` shows from `visibleAtMs` on, never before what happened earlier. */
  write(
    key: string,
    state: T | undefined,
    tombstone: T | undefined,
    visibleAtMs: number,
  ) {
    this.#lastVisibleAtMs = Math.max(this.#lastVisibleAtMs, visibleAtMs);
    this.#pending.push({
      key,
      state,
      tombstone,
      visibleAtMs: this.#lastVisibleAtMs,
    });
  }

  /** Lets in what is due at `nowMs`. */
  advance(nowMs: number) {
    let due = 0;
    while (
      due < this.#pending.length &&
      this.#pending[due]!.visibleAtMs <= nowMs
    ) {
      this.#append(this.#pending[due]!);
      due++;
    }
    if (due > 0) this.#pending = this.#pending.slice(due);
    this.#compact();
  }

  flush() {
    this.#lastVisibleAtMs = 0;
    this.advance(Number.POSITIVE_INFINITY);
  }

  #append(entry: Pending<T>) {
    const before = this.#latest.get(entry.key);
    if (before?.state !== undefined) this.#liveCount--;
    if (entry.state !== undefined) this.#liveCount++;
    // Born and gone before anybody could see it.
    if (entry.state === undefined && !before) return;
    const {key, state, tombstone} = entry;
    const appended = {seq: ++this.#seq, key, state, tombstone};
    this.#log.push(appended);
    this.#latest.set(key, appended);
  }

  #compact() {
    if (this.#log.length < COMPACT_AT_MIN) return;
    if (this.#log.length < 2 * this.#latest.size) return;
    this.#log = this.#log.filter(entry => this.isCurrent(entry));
  }

  isCurrent(entry: FeedEntry<T>): boolean {
    return this.#latest.get(entry.key) === entry;
  }

  get head(): number {
    return this.#seq;
  }

  get liveCount(): number {
    return this.#liveCount;
  }

  get pendingCount(): number {
    return this.#pending.length;
  }

  /** Up to `count` current entries after `seq`; `more` says whether others follow. */
  after(
    seq: number,
    count: number,
    withTombstones: boolean,
  ): {entries: FeedEntry<T>[]; more: boolean} {
    const entries: FeedEntry<T>[] = [];
    for (let at = this.#firstAfter(seq); at < this.#log.length; at++) {
      const entry = this.#log[at]!;
      if (!this.isCurrent(entry)) continue;
      if (entry.state === undefined && !withTombstones) continue;
      if (entries.length === count) return {entries, more: true};
      entries.push(entry);
    }
    return {entries, more: false};
  }

  countAfter(seq: number): number {
    let count = 0;
    for (let at = this.#firstAfter(seq); at < this.#log.length; at++) {
      if (this.isCurrent(this.#log[at]!)) count++;
    }
    return count;
  }

  live(): T[] {
    const states: T[] = [];
    for (const entry of this.#log) {
      if (entry.state !== undefined && this.isCurrent(entry)) {
        states.push(entry.state);
      }
    }
    return states;
  }

  #firstAfter(seq: number): number {
    let low = 0;
    let high = this.#log.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#log[middle]!.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
