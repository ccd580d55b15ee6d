const CONFLICTS: ReadonlySet<unknown> = new Set([
  // deadlock_detected, serialization_failure (PostgreSQL, appendix A)
  '40P01',
  '40001',
]);

/**
 * Whether two transactions stood in each other's way and PostgreSQL ended one of
 * them: nothing of it stands, and done anew it may go through.
 */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONFLICTS.has(error.code);
}
