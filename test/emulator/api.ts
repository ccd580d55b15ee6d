/** One API call from request to answer: sign-in, faults, quotas, the method, the books. */
import {header, jsonAnswer, partialResponse, readSelector} from './answer.ts';
import type {Selector} from './answer.ts';
import {authenticate, checkScopes} from './auth/authorise.ts';
import type {Bend, Call, ViolationKind} from './call.ts';
import {checkAnswer, readBody, readQuery} from './discovery/check.ts';
import type {Query} from './discovery/check.ts';
import type {Api, Method} from './discovery/discovery.ts';
import {errorBody, GoogleError} from './errors.ts';
import {bendOf, delayOf, errorOf} from './faults.ts';
import type {Fault} from './faults.ts';
import {expiredSyncToken} from './people/tokens.ts';
import {languageOf} from './people/words.ts';
import {costOf} from './quota.ts';
import {HANDLERS} from './routes.ts';
import type {EmulatorState} from './state.ts';
import {withRows} from './text-list.ts';
import {ConnectionCut} from './types.ts';
import type {Draft, EmulatorRequest, EmulatorResponse, Wait} from './types.ts';
import type {User} from './world/directory-state.ts';
import type {AccessToken, World} from './world/world.ts';

interface Incoming {
  readonly request: EmulatorRequest;
  readonly api: Api;
  readonly method: Method;
  readonly path: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
}

/** Rows of a long list are made by one function of fields checked when stored. */
const CHECKED_ROWS = 5;

const GOOGLE_PHOTOS = 'https://lh3.googleusercontent.com';

/** Photos come from the host that was asked, unless that is (or plays) Google itself. */
function photoBaseOf(state: EmulatorState, request: EmulatorRequest): string {
  const host = header(request, 'host');
  const own =
    state.world.switches.photoHost === 'emulator' &&
    host !== undefined &&
    !host.endsWith('googleapis.com');
  return own ? `http://${host}` : GOOGLE_PHOTOS;
}

const isWrite = (method: Method) => method.verb !== 'GET';

function answerError(
  incoming: Incoming,
  error: GoogleError,
  retryAfterSeconds: number,
): EmulatorResponse {
  const {request, api, search} = incoming;
  const legacy = search.get('$.xgafv') === '1';
  const answer = jsonAnswer(
    request,
    error.http,
    errorBody(error, api.name, legacy),
    search.get('prettyPrint') !== 'false',
  );
  const waits = retryAfterSeconds > 0 && [429, 503].includes(error.http);
  return waits
    ? {
        ...answer,
        headers: {...answer.headers, 'retry-after': String(retryAfterSeconds)},
      }
    : answer;
}

function answerBody(
  incoming: Incoming,
  body: unknown,
  selector: Selector | undefined,
): EmulatorResponse {
  const {request, api, method, search} = incoming;
  checkAnswer(api, method, withRows(body, CHECKED_ROWS));
  return jsonAnswer(
    request,
    200,
    selector ? partialResponse(withRows(body), selector) : body,
    search.get('prettyPrint') !== 'false',
  );
}

function firstPageOfFullSync(method: Method, query: Query): boolean {
  return (
    method.id === 'people.people.connections.list' &&
    query['requestSyncToken'] === true &&
    !query['syncToken'] &&
    !query['pageToken']
  );
}

/** Marks this user's write as under way; the answer ends it. */
function beginWrite(
  state: EmulatorState,
  user: User,
  note: (kind: ViolationKind, detail: string) => void,
): {end: () => void; parallel: boolean} {
  const under = state.writing.get(user.id) ?? 0;
  state.writing.set(user.id, under + 1);
  if (under > 0) note('parallelWrites', `${under + 1} at once`);
  return {
    parallel: under > 0,
    end: () => {
      state.writing.set(user.id, (state.writing.get(user.id) ?? 1) - 1);
    },
  };
}

function createCall(
  state: EmulatorState,
  incoming: Incoming,
  token: AccessToken,
  user: User,
  query: Query,
  body: Draft,
  bend: Bend,
): Call {
  const {world, ledger} = state;
  const {request, api, method, path} = incoming;
  return {
    world,
    api: api.name,
    method,
    path,
    query,
    body,
    user,
    account: world.account(user.id),
    clientId: token.clientId,
    scopes: token.scopes,
    language: languageOf(header(request, 'accept-language')),
    photoBase: photoBaseOf(state, request),
    bend,
    note: (kind, detail) =>
      ledger.violate({
        timeMs: world.nowMs(),
        user: user.email,
        method: method.id,
        kind,
        detail,
      }),
  };
}

/** Raises what the faults of this moment ask for. */
function strike(
  world: World,
  method: Method,
  faults: readonly Fault[],
  when: 'before' | 'after',
) {
  for (const fault of faults) {
    if ((fault.when ?? 'before') !== when) continue;
    if (fault.effect === 'cut') throw new ConnectionCut();
    const error = errorOf(fault, method, () => expiredSyncToken(world));
    if (error) throw error;
  }
}

async function perform(
  state: EmulatorState,
  incoming: Incoming,
  token: AccessToken,
  user: User,
  wait: Wait,
): Promise<EmulatorResponse> {
  const {world, ledger} = state;
  const {request, api, method, search} = incoming;
  const query = readQuery(api, method, search);
  const cost = costOf(method.id, firstPageOfFullSync(method, query));
  ledger.spend(user.email, method.id, cost);
  const faults = state.faults.take(
    {
      userId: user.id,
      email: user.email,
      method: method.id,
      isWrite: isWrite(method),
      hasSyncToken: query['syncToken'] !== undefined,
      nowMs: world.nowMs(),
    },
    world.ids,
  );
  const {switches} = world;
  const latencyMs = isWrite(method)
    ? switches.writeLatencyMs
    : switches.readLatencyMs;
  const since = state.rereads.position;
  const delayMs = latencyMs + delayOf(faults, 'before');
  if (delayMs > 0) await wait(delayMs);
  strike(world, method, faults, 'before');
  if (switches.quotas) {
    const charged =
      typeof query['quotaUser'] === 'string' ? query['quotaUser'] : user.id;
    state.quotas.charge(charged, cost, switches.quotaLimits, world.nowMs());
  }
  const handler = HANDLERS[method.id];
  if (!handler) throw new Error(`nothing answers ${method.id}`);
  const body = readBody(api, method, request.body);
  const call = createCall(
    state,
    incoming,
    token,
    user,
    query,
    body,
    bendOf(faults),
  );
  const selector = readSelector(api, method, search.get('fields'));
  const answer = answerBody(incoming, handler(call), selector);
  const leave = isWrite(method) ? undefined : state.rereads.drawn(call, since);
  const afterMs = delayOf(faults, 'after');
  if (afterMs > 0) await wait(afterMs);
  strike(world, method, faults, 'after');
  leave?.();
  return answer;
}

/** @throws ConnectionCut when a fault says so. */
export async function answerApi(
  state: EmulatorState,
  incoming: Incoming,
  wait: Wait,
): Promise<EmulatorResponse> {
  const {request, method, search} = incoming;
  const {world, ledger} = state;
  let user: User | undefined;
  let end: (() => void) | undefined;
  let status = 0;
  let counted = false;
  try {
    const who = authenticate(
      world,
      method,
      header(request, 'authorization'),
      search.get('access_token') ?? undefined,
    );
    user = who.user;
    const {email} = user;
    ledger.count(email, method.id);
    counted = true;
    checkScopes(method, who.token);
    if (isWrite(method)) {
      const write = beginWrite(state, user, (kind, detail) =>
        ledger.violate({
          timeMs: world.nowMs(),
          user: email,
          method: method.id,
          kind,
          detail,
        }),
      );
      end = write.end;
      if (write.parallel && world.switches.parallelWrites === 'refused') {
        throw new GoogleError({
          status: 'UNAVAILABLE',
          message: 'The service is currently unavailable.',
        });
      }
    }
    const answer = await perform(state, incoming, who.token, user, wait);
    status = answer.status;
    return answer;
  } catch (error) {
    if (!(error instanceof GoogleError)) throw error;
    status = error.http;
    return answerError(incoming, error, world.switches.retryAfterSeconds);
  } finally {
    end?.();
    // Nobody's: the token names no one.
    if (!counted) ledger.count('', method.id);
    ledger.finish({
      timeMs: world.nowMs(),
      user: user?.email ?? '',
      method: method.id,
      status,
    });
  }
}
