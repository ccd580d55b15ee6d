/**
 * Apps Script's services as the add-on may use them, one run at a time: each has
 * the methods named here and no others, takes what Google documents, and needs
 * the scope it needs. HTTP goes to the real service.
 */
import {createCardService} from './card-service.ts';
import type {CardRules} from './card-rules.ts';
import type {HttpAnswer, HttpCall, SyncHttp} from './sync-http.ts';

/** What goes wrong between the script and the service. */
export type HttpFault =
  | {readonly status: number; readonly text: string}
  /** UrlFetchApp throws. */
  | 'timeout';

export interface OpenMessage {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly body: string;
}

/** Who runs the add-on, and how the world stands to them. */
export interface Person {
  readonly email: string;
  /** Of the service's; null where consent to `openid` is missing. */
  readonly identityToken: () => string | null;
  /** Scopes that they did not consent to, without Google's address before them. */
  readonly denied?: readonly string[];
}

export interface PlatformOptions {
  readonly person: Person;
  readonly rules: CardRules;
  readonly scopes: readonly string[];
  /** `urlFetchWhitelist` of the manifest. */
  readonly fetchPrefixes: readonly string[];
  /** What the manifest calls the service, and where it really is. */
  readonly service: {readonly publicUrl: string; readonly url: string};
  readonly http: SyncHttp;
}

export interface Platform {
  readonly globals: Readonly<Record<string, unknown>>;
  readonly cardService: ReturnType<typeof createCardService>;
  /** What went out since the last look. */
  takeCalls(): readonly HttpCall[];
  /** What was logged as an error since the last look. */
  takeFaults(): readonly string[];
  /** From now on; `undefined` ends it. */
  breakHttp(fault: HttpFault | undefined): void;
  openMessage(message: OpenMessage | undefined): void;
  /** From now on whatever is asked of the cache throws. */
  breakCache(): void;
  /**
   * A function of the script begins: it has 30 seconds, and may read a message's
   * body if somebody pressed something.
   */
  startRun(called: {readonly isClick: boolean}): void;
  /** What waiting has cost the run so far, though nobody waited. */
  readonly lagMs: () => number;
  /** @throws Error where the host has given up on the run */
  endRun(): void;
  readonly properties: Map<string, string>;
  readonly cache: Map<string, {readonly text: string; readonly until: number}>;
}

const CACHE_SECONDS_MAX = 21_600;
const CACHE_KEY_LENGTH_MAX = 250;
const CACHE_BYTES_MAX = 100 * 1024;
/** Of a trigger and an action alike (add-ons, concepts/actions). */
const RUN_SECONDS_MAX = 30;
const URL_LENGTH_MAX = 2082;

const FETCH_OPTIONS = [
  'url',
  'method',
  'headers',
  'contentType',
  'payload',
  'muteHttpExceptions',
  'followRedirects',
  'timeoutSeconds',
];

export function createPlatform(options: PlatformOptions): Platform {
  const {person, rules, scopes, service, http} = options;
  const cardService = createCardService(rules);
  const properties = new Map<string, string>();
  const cache: Platform['cache'] = new Map();
  let calls: HttpCall[] = [];
  let faults: string[] = [];
  let fault: HttpFault | undefined;
  let message: OpenMessage | undefined;
  let messageToken: string | undefined;
  let isCacheBroken = false;
  let isClick = false;
  let startedMs = Date.now();
  let lagMs = 0;

  const need = (scope: string) => {
    if (!scopes.some(each => each.endsWith(scope))) {
      throw new Error(`You do not have permission: ${scope} is not asked for`);
    }
    if (person.denied?.includes(scope)) {
      throw new Error(`You do not have permission: ${scope} is denied`);
    }
  };
  const isConsentMissing = () =>
    person.identityToken() === null || person.denied !== undefined;

  function send(requests: readonly unknown[]): readonly object[] {
    need('script.external_request');
    const made = requests.map(request => toCall(request, options));
    calls.push(...made);
    const answers: readonly HttpAnswer[] =
      fault === undefined
        ? http.send(
            made.map(call => ({
              ...call,
              url: call.url.replace(service.publicUrl, service.url),
            })),
          )
        : made.map(() =>
            fault === 'timeout' ? {failure: 'timeout'} : (fault as HttpAnswer),
          );
    if (fault === 'timeout') {
      lagMs += Math.max(...made.map(({timeoutMs}) => timeoutMs));
    }
    return answers.map(answer => {
      if ('failure' in answer) throw new Error(`Timeout: ${service.publicUrl}`);
      return closed('HTTPResponse', {
        getResponseCode: () => answer.status,
        getContentText: () => answer.text,
      });
    });
  }

  const globals = {
    CardService: cardService.CardService,
    UrlFetchApp: closed('UrlFetchApp', {
      fetch: (url: string, rest: object) => send([{...rest, url}])[0],
      fetchAll: send,
    }),
    ScriptApp: closed('ScriptApp', {
      AuthMode: {FULL: 'FULL'},
      AuthorizationStatus: {REQUIRED: 'REQUIRED', NOT_REQUIRED: 'NOT_REQUIRED'},
      getIdentityToken: () => {
        need('openid');
        return person.identityToken();
      },
      getAuthorizationInfo: (mode: unknown) => {
        if (mode !== 'FULL')
          throw new TypeError('AuthMode.FULL is asked about');
        const isMissing = isConsentMissing();
        return closed('AuthorizationInfo', {
          getAuthorizationStatus: () =>
            isMissing ? 'REQUIRED' : 'NOT_REQUIRED',
          getAuthorizationUrl: () =>
            isMissing ? 'https://script.google.com/macros/d/x/auth' : null,
        });
      },
    }),
    Session: closed('Session', {
      getActiveUser: () => {
        need('userinfo.email');
        return closed('User', {getEmail: () => person.email});
      },
      getActiveUserLocale: () => 'en',
    }),
    PropertiesService: closed('PropertiesService', {
      getScriptProperties: () =>
        closed('Properties', {
          getProperties: () => Object.fromEntries(properties),
          setProperties: (given: Readonly<Record<string, string>>) => {
            for (const [key, value] of Object.entries(given)) {
              properties.set(key, String(value));
            }
          },
        }),
    }),
    CacheService: closed('CacheService', {
      getUserCache: () =>
        closed('Cache', isCacheBroken ? BROKEN_CACHE : cacheOn(cache)),
    }),
    GmailApp: closed('GmailApp', {
      setCurrentMessageAccessToken: (token: string) => {
        messageToken = token;
      },
      getMessageById: (id: string) => {
        need('gmail.addons.current.message.metadata');
        if (messageToken === undefined || message?.id !== id) {
          throw new Error('Access denied');
        }
        const {from, to, cc, body} = message;
        return closed('GmailMessage', {
          getFrom: () => from,
          getTo: () => to,
          getCc: () => cc,
          getPlainBody: () => {
            need('gmail.addons.current.message.action');
            if (!isClick) throw new Error('Access denied: nobody asked for it');
            return body;
          },
        });
      },
    }),
    console: closed('console', {
      error: (text: string) => void faults.push(text),
    }),
  };
  return {
    globals,
    cardService,
    properties,
    cache,
    takeCalls() {
      const taken = calls;
      calls = [];
      return taken;
    },
    takeFaults() {
      const taken = faults;
      faults = [];
      return taken;
    },
    breakCache() {
      isCacheBroken = true;
    },
    startRun(called) {
      isClick = called.isClick;
      startedMs = Date.now();
      lagMs = 0;
    },
    lagMs: () => lagMs,
    endRun() {
      if (Date.now() - startedMs + lagMs > RUN_SECONDS_MAX * 1000) {
        throw new Error('Exceeded maximum execution time');
      }
    },
    breakHttp(next) {
      fault = next;
    },
    openMessage(next) {
      message = next;
      messageToken = undefined;
    },
  };
}

function fails(): never {
  throw new Error('Service error: CacheService');
}
const BROKEN_CACHE = {getAll: fails, putAll: fails};

function cacheOn(kept: Platform['cache']) {
  const check = (key: string) => {
    if (key.length > CACHE_KEY_LENGTH_MAX)
      throw new Error('Argument too large');
  };
  const isKept = (key: string) => (kept.get(key)?.until ?? 0) >= Date.now();
  return {
    getAll: (keys: readonly string[]) => {
      keys.forEach(check);
      return Object.fromEntries(
        keys.filter(isKept).map(key => [key, kept.get(key)!.text]),
      );
    },
    putAll: (texts: Readonly<Record<string, string>>, seconds: number) => {
      if (
        !Number.isInteger(seconds) ||
        seconds < 1 ||
        seconds > CACHE_SECONDS_MAX
      ) {
        throw new Error('Invalid expiration');
      }
      for (const [key, text] of Object.entries(texts)) {
        check(key);
        if (Buffer.byteLength(text) > CACHE_BYTES_MAX) {
          throw new Error('Argument too large');
        }
        kept.set(key, {text, until: Date.now() + seconds * 1000});
      }
    },
  };
}

/** @throws Error for what UrlFetchApp refuses, and for what an add-on should not ask of it */
function toCall(request: unknown, {fetchPrefixes}: PlatformOptions): HttpCall {
  const given = request as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given)) {
    if (!FETCH_OPTIONS.includes(key)) throw new Error(`No option ${key}`);
  }
  const url = String(given['url']);
  if (url.length > URL_LENGTH_MAX) throw new Error('URL Length');
  if (!fetchPrefixes.some(prefix => url.startsWith(prefix))) {
    throw new Error(`${url} is not within urlFetchWhitelist`);
  }
  const seconds = Number(given['timeoutSeconds']);
  if (!(seconds >= 1 && seconds < RUN_SECONDS_MAX)) {
    throw new Error(`timeoutSeconds ${given['timeoutSeconds']}`);
  }
  if (given['muteHttpExceptions'] !== true) {
    throw new Error('Anything but 200 would be an exception');
  }
  const payload = given['payload'] as string | undefined;
  return {
    url,
    method: String(given['method'] ?? 'get').toUpperCase(),
    headers: {
      ...(given['headers'] as Readonly<Record<string, string>>),
      ...(payload !== undefined && {
        'content-type': String(
          given['contentType'] ?? 'application/x-www-form-urlencoded',
        ),
      }),
    },
    body: payload,
    timeoutMs: seconds * 1000,
  };
}

/** An object of the platform: what is not there breaks at once. */
function closed<T extends object>(name: string, members: T): T {
  return new Proxy(Object.freeze(members), {
    get(target, property) {
      if (typeof property === 'symbol') return undefined;
      if (property in target) return Reflect.get(target, property) as unknown;
      throw new TypeError(`${name}.${property} is not a function`);
    },
  });
}
