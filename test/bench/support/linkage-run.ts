/** Links so many made-up contacts in a process of its own, and prints what that took as JSON. */
import {writeFileSync} from 'node:fs';
import {linkContacts} from '../../../server/core/linkage.ts';
import {makeContacts} from '../../support/linkage-people.ts';
import {scoreClusters, scoreSure} from '../../support/linkage-sets.ts';

const SEED = 1;
const KB = 1_024;

const contacts = [...makeContacts(Number(process.argv[2]), SEED)];
globalThis.gc?.();
// The peak begins anew: with the contacts, without what made them.
writeFileSync('/proc/self/clear_refs', '5');
const before = process.cpuUsage();
const sinceMs = performance.now();
const {pairs, clusters} = linkContacts(contacts);
const wallMs = performance.now() - sinceMs;
const {user, system} = process.cpuUsage(before);
console.log(
  JSON.stringify({
    cpuMs: (user + system) / 1_000,
    wallMs,
    peakMb: process.resourceUsage().maxRSS / KB,
    score: scoreClusters(contacts, clusters),
    sure: scoreSure(contacts, pairs),
  }),
);
