import {stripTypeScriptTypes} from 'node:module';

/** Jest transformer: removes the types in place, so line and column stay as written. */
export default {
  process: source => ({code: stripTypeScriptTypes(source, {mode: 'strip'})}),
};
