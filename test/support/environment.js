import {TestEnvironment} from 'jest-environment-node';

/** Node, and it knows whether a test of this file failed: then its database is kept. */
export default class Environment extends TestEnvironment {
  handleTestEvent(event) {
    if (event.name === 'test_done' && event.test.errors.length > 0) {
      this.global.hasFailedTest = true;
    }
  }
}
