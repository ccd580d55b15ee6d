/** The built file in a bare V8 context: it has the language, the platform's fakes, and nothing of Node or a browser. */
import vm from 'node:vm';
import type {BuiltAddOn} from '../../../src/deploy/build.ts';
import type {PrintedResponse} from './card-service.ts';
import type {Platform} from './platform.ts';

type Json = Readonly<Record<string, unknown>>;

export interface AddOn {
  readonly platform: Platform;
  /** Calls a function of the script. @throws what the host would show as a failure */
  call(name: string, event: Json): PrintedResponse | undefined;
  /** A trigger's cards. */
  cards(name: string, event: Json): readonly Json[];
}

/** The script's clock has gone on while it waited for what was not waited for. */
const LATER =
  '(lag => { const now = Date.now; Date.now = () => now() + lag(); })';

/** @param built of `buildAddOn` */
export function openAddOn(built: BuiltAddOn, platform: Platform): AddOn {
  const script = new vm.Script(built.code, {filename: 'Code.js'});
  const run = (name: string, event: Json): unknown => {
    // Apps Script reads the project anew for each call: nothing stays in memory.
    const context = vm.createContext(
      {...platform.globals},
      {codeGeneration: {strings: false, wasm: false}},
    );
    script.runInContext(context);
    const called: unknown = context[name];
    if (typeof called !== 'function') {
      throw new TypeError(`Script function not found: ${name}`);
    }
    platform.startRun({isClick: name === 'onAction'});
    const later = vm.runInContext(LATER, context) as (lag: unknown) => void;
    later(platform.lagMs);
    // The event comes in as a value of the script's own world.
    const value: unknown = vm.runInContext(
      `${name}(${JSON.stringify(event)})`,
      context,
    );
    platform.endRun();
    return value;
  };
  const printed = (value: unknown) => platform.cardService.printed(value);
  return {
    platform,
    call(name, event) {
      const value = run(name, event);
      return value === undefined ? undefined : printed(value);
    },
    cards(name, event) {
      const value = run(name, event);
      if (Array.isArray(value)) {
        return value.map(each => {
          const {className, json} = printed(each);
          if (className !== 'Card')
            throw new TypeError(`${name}: ${className}`);
          return json;
        });
      }
      const {className, json} = printed(value);
      if (className !== 'UniversalActionResponse') {
        throw new TypeError(`${name}: ${className}`);
      }
      return json['cards'] as readonly Json[];
    },
  };
}
