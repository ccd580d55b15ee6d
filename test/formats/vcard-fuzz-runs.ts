const USUAL_RUNS = 500;

/** How often a property is tried; `FUZZ_RUNS` asks for more. */
export function fuzzRuns(): number {
  const asked = Number(process.env['FUZZ_RUNS'] ?? USUAL_RUNS);
  return Number.isInteger(asked) && asked > 0 ? asked : USUAL_RUNS;
}
