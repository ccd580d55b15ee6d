import {writeSync} from 'node:fs';

/** Jest reporter: ends the run with `N passed, M failed`, alone on the last line. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    const line = `${results.numPassedTests} passed, ${failed} failed${tail}\n`;
    // jest's own summary follows its reporters; the exit comes after both.
    process.once('exit', () => writeSync(1, `\n${line}`));
  }
}
