/** What linkage is compared with: two ways to find duplicates that need no statistics. */
import {
  createTraitReader,
  type Traits,
} from '../../../server/core/linkage-traits.ts';
import {forEachCandidate} from '../../../server/core/linkage-blocks.ts';
import type {Candidate} from '../../../server/core/match.ts';
import {matchKeys} from '../../../server/core/normalize.ts';
import {jaroWinkler} from '../../../server/core/text-likeness.ts';

type Clusters = readonly (readonly string[])[];

/** Whoever has an address or number of another is that other. */
export function clusterByAddress(contacts: readonly Candidate[]): Clusters {
  const groups = createGroups();
  const first = new Map<string, string>();
  for (const {id, content} of contacts) {
    for (const key of matchKeys(content)) {
      groups.join(id, first.get(key) ?? id);
      first.set(key, first.get(key) ?? id);
    }
  }
  return groups.clusters();
}

const ALIKE_MIN = 0.88;

/** What each field counts for: names and what an office gives most. */
const FIELDS: readonly (readonly [number, (traits: Traits) => string])[] = [
  [3, ({given}) => given.text],
  [3, ({family}) => family.text],
  [2, ({birthday}) => (birthday ? JSON.stringify(birthday) : '')],
  [2, ({mails}) => mails[0]?.address ?? ''],
  [2, ({phones}) => phones[0] ?? ''],
  [2, ({ids}) => ids[0] ?? ''],
  [1, ({streets}) => streets[0]?.whole ?? ''],
  [1, ({cities}) => cities[0] ?? ''],
  [1, ({postcodes}) => postcodes[0] ?? ''],
];

/** The weighted mean of the fields' Jaro–Winkler, of the same candidates. */
export function clusterByLikeness(contacts: readonly Candidate[]): Clusters {
  const read = createTraitReader();
  const people = contacts.map(({content}) => read(content));
  const groups = createGroups();
  forEachCandidate(people, (left, right) => {
    if (likenessOf(people[left]!, people[right]!) < ALIKE_MIN) return;
    groups.join(contacts[left]!.id, contacts[right]!.id);
  });
  return groups.clusters();
}

function likenessOf(left: Traits, right: Traits): number {
  let [sum, weights] = [0, 0];
  for (const [weight, textOf] of FIELDS) {
    const [one, other] = [textOf(left), textOf(right)];
    if (one === '' || other === '') continue;
    sum += weight * jaroWinkler(one, other);
    weights += weight;
  }
  return weights === 0 ? 0 : sum / weights;
}

function createGroups() {
  const parents = new Map<string, string>();
  const find = (id: string): string => {
    const parent = parents.get(id);
    if (parent === undefined || parent === id) return id;
    const root = find(parent);
    parents.set(id, root);
    return root;
  };
  return {
    join: (left: string, right: string) => {
      for (const id of [left, right]) {
        if (!parents.has(id)) parents.set(id, id);
      }
      parents.set(find(left), find(right));
    },
    clusters: () => [...Map.groupBy(parents.keys(), find).values()],
  };
}
