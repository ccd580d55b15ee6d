import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {constants, createContext} from 'node:vm';
import {TestEnvironment} from 'jest-environment-node';

/**
 * Node, but its global is an ordinary object: jest's own stands behind an
 * interceptor and a proxy, through which every use of `Object` or `Map` goes.
 * It also knows whether a test of this file failed: then its database is kept.
 */
export default class Environment extends TestEnvironment {
  /**
   * V8 shares the machine code of what is compiled already as long as somebody
   * holds it: each database of this process goes on from what the last one had.
   */
  static pglite = new globalThis.WebAssembly.Module(
    readFileSync(pathOfPglite()),
  );

  constructor(config, context) {
    super(config, context);
    const global = createContext(constants.DONT_CONTEXTIFY);
    furnish(global, this.global);
    this.global = global;
    this.context = global;
    this.moduleMocker = new this.moduleMocker.constructor(global);
  }

  handleTestEvent(event) {
    if (event.name === 'test_done' && event.test.errors.length > 0) {
      this.global.hasFailedTest = true;
    }
  }
}

function pathOfPglite() {
  const entry = import.meta.resolve('@electric-sql/pglite');
  return fileURLToPath(new URL('pglite.wasm', entry));
}

/** What Node's own modules make, so that `instanceof` says so. */
const SHARED = ['ArrayBuffer', 'Uint8Array'];

/** All that jest's global has; what Node loads when it is first used still is then. */
function furnish(global, furnished) {
  for (const key of Reflect.ownKeys(furnished)) {
    if (Object.hasOwn(global, key) && !SHARED.includes(key)) continue;
    const descriptor = Object.getOwnPropertyDescriptor(furnished, key);
    const {value, get, enumerable} = descriptor;
    const settle = settled =>
      Object.defineProperty(global, key, {
        value: settled,
        ...{configurable: true, enumerable, writable: true},
      });
    if (get === undefined) {
      settle(value);
      continue;
    }
    Object.defineProperty(global, key, {
      ...{configurable: true, enumerable},
      get: () => settle(globalThis[key])[key],
      set: settle,
    });
  }
  global.global = global;
  global.Error.stackTraceLimit = furnished.Error.stackTraceLimit;
}
