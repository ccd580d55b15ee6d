/** All, or more than half and at least three: fewer leave by themselves. */
const LEFT_OUT_SHARE_MAX = 0.5;
const LEFT_OUT_COUNT_MIN = 3;

/** A grant to a group or domain, before a reading of the Directory and by it. */
export interface MembersReading {
  /** Accounts that the grant reaches so far, those in doubt too. */
  readonly accounts: readonly string[];
  /** Who is in the group or domain by this reading. */
  readonly members: ReadonlySet<string>;
  /** Accounts that the last reading left out and that stayed all the same. */
  readonly doubted: ReadonlySet<string>;
}

/**
 * Accounts that a reading leaves out and that keep access all the same, until
 * the next one agrees (contract section 5): a Directory that suddenly shows much
 * fewer may be a broken answer as well as somebody's decision. Whoever else is
 * left out leaves at once, and who comes, comes at once.
 */
export function doubtedMembers({
  accounts,
  members,
  doubted,
}: MembersReading): readonly string[] {
  const leftOut = accounts.filter(account => !members.has(account));
  const isMuch =
    leftOut.length >= LEFT_OUT_COUNT_MIN &&
    leftOut.length > accounts.length * LEFT_OUT_SHARE_MAX;
  const isAll = leftOut.length === accounts.length;
  return isMuch || isAll
    ? leftOut.filter(account => !doubted.has(account))
    : [];
}
