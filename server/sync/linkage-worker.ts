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

/** The strongest first. */
export type Answer = readonly LinkedPair[];

const port = parentPort;
if (port !== null) {
  const contacts: Candidate[] = [];
  port.on('message', (request: Request) => {
    if (request.kind === 'add') {
      contacts.push(...request.contacts);
      return;
    }
    const {pairs} = linkContacts(contacts, {refused: request.refused});
    port.postMessage(pairs.slice(0, request.pairsMax) satisfies Answer);
    port.close();
  });
}
