/** The token endpoint behind the same faults and books as every method. */
import {header} from '../answer.ts';
import {delayOf} from '../faults.ts';
import type {Fault} from '../faults.ts';
import type {EmulatorState} from '../state.ts';
import {ConnectionCut} from '../types.ts';
import type {EmulatorRequest, EmulatorResponse, Wait} from '../types.ts';
import type {User} from '../world/directory-state.ts';
import {answerToken} from './token-endpoint.ts';

/** Whom the form speaks for, without checking anything. */
function claimedUser(
  state: EmulatorState,
  form: URLSearchParams,
): User | undefined {
  const {world} = state;
  const refreshToken = form.get('refresh_token');
  if (refreshToken) {
    const consent = world.refreshTokens.get(refreshToken);
    return consent && world.directory.users.get(consent.userId);
  }
  const code = world.codes.get(form.get('code') ?? '');
  if (code) return world.directory.users.get(code.userId);
  const claims = form.get('assertion')?.split('.')[1];
  if (!claims) return undefined;
  try {
    const {sub} = JSON.parse(Buffer.from(claims, 'base64url').toString());
    return world.directory.findUser(String(sub));
  } catch {
    // Malformed: the endpoint says so itself.
    return undefined;
  }
}

/** @throws ConnectionCut when a fault says so. */
export async function answerTokenCall(
  state: EmulatorState,
  request: EmulatorRequest,
  form: URLSearchParams,
  wait: Wait,
): Promise<EmulatorResponse> {
  const {world, ledger, keys} = state;
  const user = claimedUser(state, form);
  const email = user?.email ?? '';
  ledger.count(email, 'token');
  const faults = state.faults.take(
    {
      userId: user?.id ?? '',
      email,
      method: 'token',
      isWrite: false,
      hasSyncToken: false,
      nowMs: world.nowMs(),
    },
    world.ids,
  );
  const finish = (status: number) =>
    ledger.finish({
      timeMs: world.nowMs(),
      user: email,
      method: 'token',
      status,
    });
  const wants = (effect: Fault['effect'], when: 'before' | 'after') =>
    faults.find(
      fault => fault.effect === effect && (fault.when ?? 'before') === when,
    );
  const strike = (when: 'before' | 'after') => {
    if (wants('cut', when)) {
      finish(0);
      throw new ConnectionCut();
    }
    const fault = wants('status', when);
    return fault && refusalOf(fault);
  };
  const delayMs = delayOf(faults, 'before') + delayOf(faults, 'after');
  if (delayMs > 0) await wait(delayMs);
  const authorization = header(request, 'authorization');
  let answer = strike('before');
  if (!answer) {
    answer = answerToken(world, keys, form, authorization);
    answer = strike('after') ?? answer;
  }
  finish(answer.status);
  return answer;
}

function refusalOf(fault: Fault): EmulatorResponse {
  return {
    status: fault.status ?? 503,
    headers: {'content-type': 'application/json; charset=utf-8'},
    body: JSON.stringify({
      error: fault.message ?? 'internal_failure',
      error_description: 'Try again.',
    }),
  };
}
