import {parentPort} from 'node:worker_threads';
import {linkContacts, type LinkedPair} from '../core/linkage.ts';
import type {Candidate} from '../core/match.ts';

/**
 * The thread in which linkage runs: 25,000 contacts keep it busy for seconds, and
 * on the service's own thread HTTP and leases would wait for it.
 */

export type Request =
  | {readonly kind: 'add'; readonly contacts: readonly Candidate[]}
  | {
      readonly kind: 'link';
      /** Pairs that somebody said are not one person. */
      readonly refused: readonly (readonly [string, string])[];
      readonly pairsMax: number;
    };

/** What a search finds. */
export interface Found {
  /** The strongest, those first. */
  readonly pairs: readonly LinkedPair[];
  /** How many more there are. */
  readonly left: number;
}

/** Which share of the contacts was compared, and in the end what was found. */
export type Answer =
  | {readonly kind: 'compared'; readonly share: number}
  | {readonly kind: 'found'; readonly found: Found};

const port = parentPort;
if (port !== null) {
  const contacts: Candidate[] = [];
  port.on('message', (request: Request) => {
    if (request.kind === 'add') {
      contacts.push(...request.contacts);
      return;
    }
    const {refused, pairsMax} = request;
    const tell = (answer: Answer) => port.postMessage(answer);
    const {pairs} = linkContacts(contacts, {
      refused,
      onCompared: share => tell({kind: 'compared', share}),
    });
    const found = {
      pairs: pairs.slice(0, pairsMax),
      left: Math.max(0, pairs.length - pairsMax),
    };
    tell({kind: 'found', found});
    port.close();
  });
}
