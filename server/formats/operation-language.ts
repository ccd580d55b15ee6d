import type {EarlyEnd, LeftReason, OperationKind} from '../core/long-work.ts';

/** What whoever began long work is told of it, in one language. */
export interface OperationLanguage {
  /** Why it ended early, and what is left then or to do about it; with the bound that it is beyond. */
  readonly ends: Readonly<
    Record<EarlyEnd, (kind: OperationKind, limit: number) => string>
  >;
  /** Why a contact stays as it is, and what to do about it. */
  readonly left: Readonly<Record<LeftReason, string>>;
  /** Why it cannot be undone, or looked at before. */
  readonly refusals: Readonly<
    Record<'NOT_UNDONE' | 'UNDER_WAY' | 'TOO_MUCH_TO_PREVIEW', string>
  >;
}
