/** More than a tenth, and at least ten: fewer absences happen by hand. */
const ABSENT_SHARE_MAX = 0.1;
const ABSENT_COUNT_MIN = 10;

export interface Census {
  /** Copies that should stand in the account. */
  readonly mapped: number;
  /** Of those, how many were not found without any mark of a deletion. */
  readonly absent: number;
}

/**
 * Whether an account may be written to. When much of it is suddenly absent,
 * something other than a person is at work: nothing is written, removed or
 * created again there until somebody looked (contract section 5, "Absence
 * creates nothing").
 */
export function guardAccount({mapped, absent}: Census): 'go' | 'pause' {
  return absent >= ABSENT_COUNT_MIN && absent > mapped * ABSENT_SHARE_MAX
    ? 'pause'
    : 'go';
}
