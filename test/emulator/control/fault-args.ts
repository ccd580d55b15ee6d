/** What a `fault` call may say; a slip in it would be a fault that never strikes. */
import type {FaultSpec} from '../faults.ts';
import {HANDLERS} from '../routes.ts';
import type {EmulatorState} from '../state.ts';
import type {Draft} from '../types.ts';
import {WorldError} from '../world/world-error.ts';
import {stringArg, userArg} from './args.ts';

const WORDS = ['*', 'reads', 'writes', 'token'];

/** The least and the most of each number. */
const NUMBERS: Readonly<Record<string, readonly [number, number]>> = {
  status: [400, 599],
  ms: [0, Infinity],
  count: [1, Infinity],
  skip: [0, Infinity],
  chance: [0, 1],
  forMs: [0, Infinity],
};

const TOKEN_EFFECTS = ['status', 'cut', 'delay'];

/** What says something of one effect and nothing of the others. */
const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  status: ['status'],
  message: ['status'],
  ms: ['delay'],
};

function isMethod(name: string): boolean {
  return (
    WORDS.includes(name) ||
    Object.keys(HANDLERS).some(id => id === name || id.endsWith(`.${name}`))
  );
}

/** @throws WorldError */
export function faultArgs(state: EmulatorState, args: Draft): FaultSpec {
  const spec: Draft = {...args};
  for (const [name, [least, most]] of Object.entries(NUMBERS)) {
    if (spec[name] === undefined) continue;
    const value = spec[name] === '' ? NaN : Number(spec[name]);
    if (!(value >= least && value <= most)) {
      throw new WorldError(`"${name}" must be a number, ${least} to ${most}`);
    }
    spec[name] = value;
  }
  if (spec['user'] !== undefined) spec['user'] = userArg(state, args).id;
  if (spec['method'] !== undefined && !isMethod(stringArg(args, 'method'))) {
    throw new WorldError(`no method ${args['method']}`);
  }
  if (spec['method'] === 'token' && !TOKEN_EFFECTS.includes(spec['effect'])) {
    throw new WorldError(
      `the token endpoint has no ${spec['effect']}: ${TOKEN_EFFECTS.join(', ')}`,
    );
  }
  for (const [name, effects] of Object.entries(ONLY_FOR)) {
    if (spec[name] !== undefined && !effects.includes(spec['effect'])) {
      throw new WorldError(
        `"${name}" goes with ${effects.join(' and ')} alone`,
      );
    }
  }
  return spec as FaultSpec;
}
