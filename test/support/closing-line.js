/** Jest reporter: ends the run with `N passed, M failed`, alone on its line. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const failed =
      results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stdout.write(
      `\n${results.numPassedTests} passed, ${failed} failed${tail}\n`,
    );
  }
}
