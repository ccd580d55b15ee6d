/** One call at Google: sent, its fault classified, its answer parsed. */
import type {OAuth2Client} from 'google-auth-library';
import type {z} from 'zod';
import type {GoogleFault, Outcome} from '../core/google.ts';
import {SubjectFault, type Access} from './credentials.ts';
import {faultOf, isTokenRefused} from './fault.ts';

export interface Call<T> {
  /** Our name of the call, as `people.updateContact`; it stands in faults and errors. */
  readonly method: string;
  readonly answer: z.ZodType<T>;
  readonly send: (auth: OAuth2Client) => Promise<{readonly data: unknown}>;
}

/**
 * Sends when the quota has room, and once more with a new token where Google
 * refused the token: such a call was not carried out. Everything else is the
 * caller's to retry.
 *
 * @throws where the answer is not of the shape that Google documents.
 */
export async function callGoogle<T>(
  access: Access,
  call: Call<T>,
): Promise<Outcome<T>> {
  const retryAfterMs = (await access.pacer?.admit(call.method)) ?? 0;
  if (retryAfterMs > 0) return fault({kind: 'paced', retryAfterMs});
  const outcome = await sendWithToken(access, call);
  if (outcome.kind === 'ok' || access.pacer === undefined) return outcome;
  return fault(await access.pacer.learn(call.method, outcome.fault));
}

async function sendWithToken<T>(
  access: Access,
  call: Call<T>,
): Promise<Outcome<T>> {
  const client = access.client();
  try {
    return await send(client, call);
  } catch (error) {
    if (!isTokenRefused(error)) return faultFrom(error, call.method);
    access.drop(client);
  }
  const renewed = access.client();
  try {
    return await send(renewed, call);
  } catch (error) {
    if (isTokenRefused(error)) access.drop(renewed);
    return faultFrom(error, call.method);
  }
}

function faultFrom(error: unknown, method: string): Outcome<never> {
  return fault(
    error instanceof SubjectFault ? error.fault : faultOf(error, method),
  );
}

async function send<T>(
  client: OAuth2Client,
  call: Call<T>,
): Promise<Outcome<T>> {
  const {data} = await call.send(client);
  return ok(parseAnswer(call.answer, data, call.method));
}

/**
 * Parses at the door.
 *
 * @throws an error with the paths of what is wrong and none of the values.
 */
export function parseAnswer<T>(
  schema: z.ZodType<T>,
  answer: unknown,
  what: string,
): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues
    .slice(0, ISSUES_MAX)
    .map(issue => `${issue.path.join('.') || 'the whole'} (${issue.code})`);
  throw new Error(`${what}: malformed answer at ${paths.join(', ')}`);
}

const ISSUES_MAX = 5;

export function ok<T>(value: T): Outcome<T> {
  return {kind: 'ok', value};
}

export function fault(what: GoogleFault): Outcome<never> {
  return {kind: 'fault', fault: what};
}
