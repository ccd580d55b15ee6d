/**
 * A stand-in for Google: People API v1, Directory API v1 and sign-in, on Google's own
 * paths. `handle` is the whole of it: no sockets, no clock and no dice of its own, so one
 * seed and one clock are one world. HTTP is wrapped around it in http.ts.
 */
import {jsonAnswer} from './answer.ts';
import {answerApi} from './api.ts';
import {answerConsent} from './auth/consent.ts';
import {createKeys, jwkCertificates, pemCertificates} from './auth/keys.ts';
import type {EmulatorKeys} from './auth/keys.ts';
import {answerRevoke} from './auth/token-endpoint.ts';
import {answerTokenCall} from './auth/token-call.ts';
import {answerControl, runControl} from './control/control.ts';
import {findMethod, loadDiscovery} from './discovery/discovery.ts';
import type {Discovery} from './discovery/discovery.ts';
import {Faults} from './faults.ts';
import {Ledger} from './ledger.ts';
import {PhoneBook} from './people/phone.ts';
import {answerPicture} from './people/photos.ts';
import {Quotas} from './quota.ts';
import {Rereads} from './rereads.ts';
import {createWorld} from './state.ts';
import type {EmulatorState} from './state.ts';
import type {Draft, EmulatorRequest, EmulatorResponse, Wait} from './types.ts';
import type {WorldSeed} from './world/seed-types.ts';
import type {World} from './world/world.ts';

export interface EmulatorOptions {
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly world?: WorldSeed;
  /** RSA keys; made when absent. Worlds of one test run may share them. */
  readonly keys?: EmulatorKeys;
  readonly discovery?: Discovery;
}

export interface Emulator {
  /**
   * Answers one request. `wait` is how delays pass on the caller's clock; without it
   * they take no time.
   *
   * @throws ConnectionCut when a fault breaks the connection.
   */
  handle(request: EmulatorRequest, wait?: Wait): Promise<EmulatorResponse>;
  /** A control call without HTTP: `control('deleteContact', {user, contact})`. */
  control(act: string, args?: Draft): Draft;
  /** The present world; a reset makes another. */
  readonly world: World;
  readonly keys: EmulatorKeys;
}

/** A turn of the loop and no more: enough for two calls at once to be seen as such. */
const noWait: Wait = () => Promise.resolve();

function certificates(request: EmulatorRequest, body: Draft): EmulatorResponse {
  const answer = jsonAnswer(request, 200, body, true);
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'cache-control': 'public, max-age=19800, must-revalidate, no-transform',
    },
  };
}

function formOf(request: EmulatorRequest): URLSearchParams {
  const {body} = request;
  return new URLSearchParams(
    typeof body === 'string' ? body : Buffer.from(body ?? '').toString('utf8'),
  );
}

function unknownPath(request: EmulatorRequest, path: string) {
  return jsonAnswer(
    request,
    404,
    {
      error: {
        code: 404,
        message: `The requested URL ${path} was not found on this server.`,
        status: 'NOT_FOUND',
      },
    },
    true,
  );
}

/** `//` is a path like any other, not the beginning of a host. */
const urlOf = (request: EmulatorRequest) =>
  request.url.startsWith('/')
    ? new URL(`http://emulator${request.url}`)
    : new URL(request.url, 'http://emulator');

async function route(
  state: EmulatorState,
  request: EmulatorRequest,
  wait: Wait,
): Promise<EmulatorResponse> {
  const {pathname, searchParams} = urlOf(request);
  const verb = request.method.toUpperCase();
  if (pathname.startsWith('/__emulator')) {
    return answerControl(state, request, pathname, searchParams);
  }
  switch (`${verb} ${pathname}`) {
    case 'POST /token':
    case 'POST /oauth2/v4/token':
      return answerTokenCall(state, request, formOf(request), wait);
    case 'POST /revoke': {
      const form = formOf(request);
      if (!form.has('token'))
        form.set('token', searchParams.get('token') ?? '');
      return answerRevoke(state.world, form);
    }
    case 'GET /o/oauth2/v2/auth':
      return answerConsent(state.world, searchParams);
    case 'GET /oauth2/v1/certs':
      return certificates(request, pemCertificates(state.keys));
    case 'GET /oauth2/v3/certs':
      return certificates(request, jwkCertificates(state.keys));
    default: {
      const picture =
        verb === 'GET' ? answerPicture(state.world, pathname) : undefined;
      if (picture) return picture;
      const {people, directory} = state.discovery;
      const api = pathname.startsWith('/admin/') ? directory : people;
      const found = findMethod(api, verb, pathname);
      if (!found) return unknownPath(request, pathname);
      const {method, pathParams} = found;
      return answerApi(
        state,
        {request, api, method, path: pathParams, search: searchParams},
        wait,
      );
    }
  }
}

export function createEmulator(options: EmulatorOptions): Emulator {
  const {now, random} = options;
  const phones = new PhoneBook();
  const discovery = options.discovery ?? loadDiscovery();
  const state: EmulatorState = {
    keys: options.keys ?? createKeys(),
    discovery,
    now,
    random,
    phones,
    world: createWorld({now, random, phones, discovery}, options.world ?? {}),
    faults: new Faults(),
    ledger: new Ledger(),
    quotas: new Quotas(),
    writing: new Map(),
    rereads: new Rereads(),
  };
  return {
    handle: (request, wait = noWait) => route(state, request, wait),
    control: (act, args = {}) => runControl(state, act, args),
    get world() {
      return state.world;
    },
    keys: state.keys,
  };
}
