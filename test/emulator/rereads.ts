/**
 * Reads of what was just read. README, "Violations", says when one counts; what is asked is
 * compared as values, so that another order of a mask or another layout is the same read.
 */
import type {Bend, Call} from './call.ts';
import {bind} from './people/tokens.ts';

interface Read {
  /** All that the answer followed from. */
  readonly state: string;
  readonly atMs: number;
  readonly position: number;
}

/** By caller; the oldest go first. */
const READS_MAX = 1000;

/** They say how an answer is sent, not what is in it. `fields` does, and is none of them. */
const LAYOUT_ONLY: readonly string[] = [
  '$.xgafv',
  'access_token',
  'alt',
  'callback',
  'key',
  'oauth_token',
  'prettyPrint',
  'quotaUser',
  'uploadType',
  'upload_protocol',
];

/** Lists come from a feed that lags: asking again is how one waits for a write to show. */
const FEED_METHODS: readonly string[] = [
  'people.people.connections.list',
  'people.contactGroups.list',
  'people.otherContacts.list',
];

/** The same holds for searches, which answer from a cache that a search orders. */
const UNWATCHED: readonly string[] = [
  'people.people.searchContacts',
  'people.otherContacts.search',
];

/** Sets, whatever order they are written in. */
function canonical(call: Call, name: string, value: unknown): unknown {
  const shape = call.method.params.get(name);
  if (shape?.kind === 'mask' && typeof value === 'string') {
    return [...new Set(value.split(',').map(path => path.trim()))].sort();
  }
  return Array.isArray(value) ? [...new Set(value)].sort() : value;
}

function keyOf(call: Call): string {
  const asked = Object.entries(call.query)
    .filter(([name]) => !LAYOUT_ONLY.includes(name))
    .map(([name, value]) => [name, canonical(call, name, value)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return bind({
    method: call.method.id,
    path: call.path,
    asked,
    language: call.language,
  });
}

function stateOf(call: Call): string {
  const {account, world} = call;
  const nowMs = world.nowMs();
  const feeds = [account.feed, account.groupFeed, account.otherFeed].map(
    feed => {
      feed.advance(nowMs);
      return feed.head;
    },
  );
  return [account.version, ...feeds, world.directory.version].join(' ');
}

/** The answer may differ the next time though nobody does anything. */
function isUnsettled(call: Call): boolean {
  const {account, world, method} = call;
  const {staleReadChance, staleReadWindowMs} = world.switches;
  if (
    FEED_METHODS.includes(method.id) &&
    account.feed.pendingCount +
      account.groupFeed.pendingCount +
      account.otherFeed.pendingCount >
      0
  ) {
    return true;
  }
  return (
    staleReadChance > 0 &&
    world.nowMs() - account.changedAtMs < staleReadWindowMs
  );
}

const isBent = (bend: Bend) => bend.stale || bend.list !== 'whole';

const NOTHING = () => undefined;

export class Rereads {
  readonly #byCaller = new Map<string, Map<string, Read>>();
  /** Counts answers: what was under way at once was not asked again. */
  #answers = 0;

  /** Where the books stand when a read begins. */
  get position(): number {
    return this.#answers;
  }

  /**
   * A read just drawn, that began at `since`; the result is called when its answer leaves.
   * An answer that a fault bent tells nothing and is no reason not to ask again.
   */
  drawn(call: Call, since: number): () => void {
    const {world, user, clientId, method} = call;
    const windowMs = world.switches.rereadWindowMs;
    if (!(windowMs > 0) || UNWATCHED.includes(method.id)) return NOTHING;
    const reads = this.#readsOf(`${user.id} ${clientId}`);
    const key = keyOf(call);
    const before = reads.get(key);
    reads.delete(key);
    if (isBent(call.bend)) return NOTHING;
    const state = stateOf(call);
    const atMs = world.nowMs();
    const isSame =
      before !== undefined &&
      before.position <= since &&
      before.state === state &&
      atMs - before.atMs < windowMs &&
      !isUnsettled(call);
    return () => {
      if (isSame) {
        call.note(
          'redundantRead',
          [method.id, ...Object.values(call.path)].join(' '),
        );
      }
      reads.set(key, {state, atMs, position: ++this.#answers});
      forget(reads, atMs - windowMs);
    };
  }

  #readsOf(caller: string): Map<string, Read> {
    let reads = this.#byCaller.get(caller);
    if (!reads) {
      reads = new Map();
      this.#byCaller.set(caller, reads);
    }
    return reads;
  }

  clear() {
    this.#byCaller.clear();
  }
}

/** Reads stand in order of time. */
function forget(reads: Map<string, Read>, beforeMs: number) {
  for (const [key, {atMs}] of reads) {
    if (atMs >= beforeMs && reads.size <= READS_MAX) return;
    reads.delete(key);
  }
}
