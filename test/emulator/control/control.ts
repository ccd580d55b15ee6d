/** `/__emulator/<act>`: plain JSON in, plain JSON out; GET takes its arguments from the query. */
import {jsonAnswer} from '../answer.ts';
import {GoogleError} from '../errors.ts';
import type {EmulatorState} from '../state.ts';
import type {Draft, EmulatorRequest, EmulatorResponse} from '../types.ts';
import type {Act} from './args.ts';
import {argumentsOfQuery, checkArguments} from './arguments.ts';
import {DIRECTORY_ACTS} from './directory-acts.ts';
import {SURGERY_ACTS} from './contact-surgery.ts';
import {PEOPLE_ACTS} from './people-acts.ts';
import {WORLD_ACTS} from './world-acts.ts';
import {WorldError} from '../world/world-error.ts';

export const ACTS: Readonly<Record<string, Act>> = {
  ...WORLD_ACTS,
  ...PEOPLE_ACTS,
  ...SURGERY_ACTS,
  ...DIRECTORY_ACTS,
};

/** @throws WorldError for an unknown act or bad arguments. */
export function runControl(
  state: EmulatorState,
  act: string,
  args: Draft,
): Draft {
  const run = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
  if (!run) {
    throw new WorldError(
      `no control call ${act}; there are ${Object.keys(ACTS).join(', ')}`,
    );
  }
  checkArguments(state.discovery.people.schemas, act, args);
  return run(state, args);
}

function argsOf(
  request: EmulatorRequest,
  act: string,
  search: URLSearchParams,
): Draft {
  const sent = request.body;
  const text =
    typeof sent === 'string' ? sent : Buffer.from(sent ?? '').toString('utf8');
  const asked = argumentsOfQuery(act, search);
  if (text.trim() === '') return asked;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new WorldError('the body is not JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new WorldError('the body is not a JSON object');
  }
  return {...asked, ...body};
}

export function answerControl(
  state: EmulatorState,
  request: EmulatorRequest,
  path: string,
  search: URLSearchParams,
): EmulatorResponse {
  const act = path.replace(/^\/__emulator\/?/, '');
  const reply = (status: number, body: Draft) =>
    jsonAnswer(request, status, body, true);
  try {
    if (act === '') return reply(200, {acts: Object.keys(ACTS)});
    return reply(200, runControl(state, act, argsOf(request, act, search)));
  } catch (error) {
    if (error instanceof WorldError || error instanceof GoogleError) {
      return reply(400, {error: {code: 400, message: error.message}});
    }
    throw error;
  }
}
