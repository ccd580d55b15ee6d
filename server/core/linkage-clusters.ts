/** Two contacts that look like one person, by how much. */
export interface Link {
  readonly left: number;
  readonly right: number;
  readonly bits: number;
}

/**
 * Puts contacts that are linked into clusters, the strongest links first. Two
 * clusters become one unless somebody of one contradicts somebody of the other, so
 * that no chain of likenesses joins people who are told apart. Returns clusters of
 * two and more, in order.
 */
export function clusterLinks(
  links: readonly Link[],
  agree: (left: readonly number[], right: readonly number[]) => boolean,
): readonly (readonly number[])[] {
  const clusterOf = new Map<number, readonly number[]>();
  const membersOf = (person: number) => clusterOf.get(person) ?? [person];
  const ordered = [...links].sort(
    (a, b) => b.bits - a.bits || a.left - b.left || a.right - b.right,
  );
  for (const {left, right} of ordered) {
    const [one, other] = [membersOf(left), membersOf(right)];
    if (one === other || !agree(one, other)) continue;
    const joined = [...one, ...other];
    for (const person of joined) clusterOf.set(person, joined);
  }
  return [...new Set(clusterOf.values())]
    .map(cluster => [...cluster].sort((a, b) => a - b))
    .sort(([a = 0], [b = 0]) => a - b);
}
