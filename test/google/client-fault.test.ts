/** Answers as they were captured from Google, and the fault each one is. */
import {describe, expect, test} from '@jest/globals';
import {
  EXHAUSTED_RETRY_MS,
  RATE_LIMITED_RETRY_MS,
  faultOf,
  faultOfStatus,
  isTokenRefused,
} from '../../server/google/fault.ts';
import {createTransport} from '../../server/google/transport.ts';

interface Answer {
  readonly http: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** What the library rejects with when Google answers so. */
async function rejection(answer: Answer | Error): Promise<unknown> {
  const transport = createTransport({
    fetch: async () => {
      if (answer instanceof Error) throw answer;
      const text =
        typeof answer.body === 'string'
          ? answer.body
          : JSON.stringify(answer.body);
      return new Response(text, {
        status: answer.http,
        headers: {
          'content-type':
            typeof answer.body === 'string' ? 'text/html' : 'application/json',
          ...answer.headers,
        },
      });
    },
  });
  return transport
    .request({url: 'https://people.googleapis.com/v1/x', responseType: 'json'})
    .then(
      () => new Error('the library took an error for an answer'),
      (error: unknown) => error,
    );
}

async function faultFor(answer: Answer | Error) {
  return faultOf(await rejection(answer), 'people.updateContact');
}

const people = (
  http: number,
  status: string,
  message: string,
  details?: readonly object[],
): Answer => ({http, body: {error: {code: http, message, status, details}}});

const errorInfo = (reason: string, metadata?: Record<string, string>) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
  metadata,
});

const directory = (http: number, reason: string, message: string): Answer => ({
  http,
  body: {
    error: {
      code: http,
      message,
      errors: [{message, domain: 'global', reason}],
    },
  },
});

const STALE =
  'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.';
const EXPIRED =
  'Sync token is expired. Clear local cache and retry call without the sync token.';
const PER_MINUTE =
  "Quota exceeded for quota metric 'Critical read requests (Contact and Profile Reads)' and limit 'Critical read requests (Contact and Profile Reads) per minute per user' of service 'people.googleapis.com' for consumer 'project_number:1'.";

describe('one 400 FAILED_PRECONDITION is not the other', () => {
  test('somebody wrote since', async () => {
    expect(await faultFor(people(400, 'FAILED_PRECONDITION', STALE))).toEqual({
      kind: 'staleEtag',
    });
    const bySource = STALE.replaceAll(
      'person.etag',
      'person.metadata.sources.etag',
    );
    expect(
      await faultFor(people(400, 'FAILED_PRECONDITION', bySource)),
    ).toEqual({kind: 'staleEtag'});
  });

  test('the sync token is too old, by its reason', async () => {
    const answer = people(400, 'FAILED_PRECONDITION', 'Anything else.', [
      errorInfo('EXPIRED_SYNC_TOKEN'),
    ]);
    expect(await faultFor(answer)).toEqual({kind: 'expiredSyncToken'});
  });

  test.each([
    [400, 'INVALID_ARGUMENT'],
    [410, 'GONE'],
  ])(
    'the sync token is too old, by its sentence at %i',
    async (http, status) => {
      expect(await faultFor(people(http, status, EXPIRED))).toEqual({
        kind: 'expiredSyncToken',
      });
    },
  );

  test('a malformed sync token starts no full list', async () => {
    const answer = people(
      400,
      'INVALID_ARGUMENT',
      'Request contains an invalid argument.',
    );
    expect(await faultFor(answer)).toEqual({
      kind: 'invalidArgument',
      detail: 'people.updateContact HTTP 400 INVALID_ARGUMENT',
    });
  });

  test('a sentence with one of the known ones in it is neither', async () => {
    const answer = people(400, 'FAILED_PRECONDITION', `Oops: ${STALE}`);
    expect(await faultFor(answer)).toMatchObject({kind: 'invalidArgument'});
  });
});

describe('one 429 RESOURCE_EXHAUSTED is not the other', () => {
  test("the minute's quota", async () => {
    const limit = 'CriticalReadsPerMinutePerProjectPerUser';
    const answer = people(429, 'RESOURCE_EXHAUSTED', PER_MINUTE, [
      errorInfo('RATE_LIMIT_EXCEEDED', {quota_limit: limit}),
    ]);
    expect(await faultFor(answer)).toEqual({
      kind: 'rateLimited',
      retryAfterMs: RATE_LIMITED_RETRY_MS,
      quota: {bucket: 'criticalReads', scope: 'user'},
    });
    expect(
      await faultFor(people(429, 'RESOURCE_EXHAUSTED', PER_MINUTE)),
    ).toMatchObject({kind: 'rateLimited'});
  });

  test('the limit it tells, of a user or of the project', async () => {
    const quotaOf = async (metadata: Record<string, string>) =>
      faultFor(
        people(429, 'RESOURCE_EXHAUSTED', PER_MINUTE, [
          errorInfo('RATE_LIMIT_EXCEEDED', metadata),
        ]),
      );
    expect(
      await quotaOf({
        quota_limit: 'CriticalWritesPerMinutePerProject',
        quota_limit_value: '3000',
      }),
    ).toMatchObject({
      quota: {bucket: 'criticalWrites', scope: 'project', units: 3_000},
    });
    expect(
      await quotaOf({
        quota_limit: 'CriticalWritesPerMinutePerProjectPerUser',
        quota_limit_value: '-1',
      }),
    ).toMatchObject({
      quota: {bucket: 'criticalWrites', scope: 'user', units: undefined},
    });
    const unnamed = people(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.', [
      errorInfo('RATE_LIMIT_EXCEEDED', {
        quota_limit: 'constructorPerMinutePerProject',
      }),
    ]);
    expect(await faultFor(unnamed)).toMatchObject({
      kind: 'rateLimited',
      quota: undefined,
    });
  });

  // As the usage limits and the console call them, and two that nobody counts.
  test.each([
    ['Critical write requests', 'minute per user', 'user criticalWrites'],
    [
      'Critical write requests (Contact Creates and Updates)',
      'minute',
      'project criticalWrites',
    ],
    [
      'Photo write requests (Photo Updates)',
      'minute per user',
      'user photoWrites',
    ],
    [
      'Read requests (Contact Group Reads)',
      'minute per user',
      'user groupReads',
    ],
    [
      'Write requests (Contact Deletes and Contact Group Writes)',
      'minute',
      'project writes',
    ],
    ['Daily Contact Writes (Total)', 'day per user', 'user contactWrites'],
    ['Daily Contact Writes (Total)', 'day', 'project contactWrites'],
    ['Critical read requests', 'day', 'undefined'],
    ['constructor', 'minute', 'undefined'],
  ])('%s per %s, by its words', async (metric, span, named) => {
    const sentence = `Quota exceeded for quota metric '${metric}' and limit '${metric} per ${span}' of service 'people.googleapis.com' for consumer 'project_number:1'.`;
    const fault = await faultFor(people(429, 'RESOURCE_EXHAUSTED', sentence));
    const isOfDay = span.startsWith('day');
    expect(fault.kind).toBe(isOfDay ? 'exhausted' : 'rateLimited');
    const quota = 'quota' in fault ? fault.quota : undefined;
    expect(quota ? `${quota.scope} ${quota.bucket}` : 'undefined').toBe(named);
  });

  test.each([
    ['WritesPerMinutePerProject', {bucket: 'writes', scope: 'project'}],
    ['ReadsPerMinutePerProjectPerUser', {bucket: 'groupReads', scope: 'user'}],
    [
      'DailyContactWritesPerDayPerProjectPerUser',
      {bucket: 'contactWrites', scope: 'user'},
    ],
  ])('the limit %s, with its value', async (limit, named) => {
    const answer = people(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.', [
      errorInfo('RATE_LIMIT_EXCEEDED', {
        quota_limit: limit,
        quota_limit_value: '5000',
      }),
    ]);
    expect(await faultFor(answer)).toMatchObject({
      quota: {...named, units: 5_000},
    });
  });

  test("the day's quota under the minute's reason", async () => {
    const answer = people(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.', [
      errorInfo('RATE_LIMIT_EXCEEDED', {quota_unit: '1/d/{project}/{user}'}),
    ]);
    expect(await faultFor(answer)).toMatchObject({kind: 'exhausted'});
    const perDay = PER_MINUTE.replace('per minute', 'per day');
    expect(
      await faultFor(people(429, 'RESOURCE_EXHAUSTED', perDay)),
    ).toMatchObject({kind: 'exhausted'});
  });

  test('the hidden one that lasts hours', async () => {
    const message = 'Resource has been exhausted (e.g. check quota).';
    const answer = people(429, 'RESOURCE_EXHAUSTED', message, [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            subject: 'QUOTA_EXCEEDED',
            description: 'FBS quota limit exceeded',
          },
        ],
      },
    ]);
    const expected = {kind: 'exhausted', retryAfterMs: EXHAUSTED_RETRY_MS};
    expect(await faultFor(answer)).toEqual(expected);
    expect(await faultFor(people(429, 'RESOURCE_EXHAUSTED', message))).toEqual(
      expected,
    );
  });

  test.each([
    ['7', 7_000],
    ['0', 15_000],
  ])('Retry-After of %s s is %i ms', async (seconds, retryAfterMs) => {
    const answer = people(429, 'RESOURCE_EXHAUSTED', PER_MINUTE);
    const headers = {'retry-after': seconds};
    expect(await faultFor({...answer, headers})).toEqual({
      kind: 'rateLimited',
      retryAfterMs,
      quota: {bucket: 'criticalReads', scope: 'user'},
    });
  });
});

describe('other answers of the People API', () => {
  test.each([
    ['NOT_FOUND', 404, 'Requested entity was not found.', 'notFound'],
    [
      'ALREADY_EXISTS',
      409,
      'Contact group name already exists.',
      'alreadyExists',
    ],
    ['ABORTED', 409, 'The operation was aborted.', 'unreachable'],
    ['INTERNAL', 500, 'Internal error encountered.', 'unreachable'],
    [
      'UNAVAILABLE',
      503,
      'The service is currently unavailable.',
      'unreachable',
    ],
  ])('%s', async (status, http, message, kind) => {
    expect(await faultFor(people(http, status, message))).toEqual({kind});
  });

  test('25,000 contacts, however the rest of that body reads', async () => {
    for (const status of ['RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION']) {
      expect(
        await faultFor(people(400, status, 'MY_CONTACTS_OVERFLOW_COUNT')),
      ).toEqual({kind: 'full'});
      expect(
        await faultFor(
          people(429, status, 'Limit: MY_CONTACTS_OVERFLOW_COUNT.'),
        ),
      ).toEqual({kind: 'full'});
    }
  });

  test.each([
    ['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 403, {}],
    ['SERVICE_DISABLED', 403, {isOfProject: true}],
  ])('%s is for the admin to mend', async (reason, http, more) => {
    const answer = people(http, 'PERMISSION_DENIED', 'No.', [
      errorInfo(reason),
    ]);
    expect(await faultFor(answer)).toEqual({
      kind: 'denied',
      detail: `people.updateContact HTTP ${http} PERMISSION_DENIED ${reason}`,
      ...more,
    });
  });

  test('a refused token may be replaced, and if not it is withdrawn', async () => {
    const error = await rejection(
      people(401, 'UNAUTHENTICATED', 'Request had invalid credentials.', [
        errorInfo('ACCESS_TOKEN_EXPIRED'),
      ]),
    );
    expect(isTokenRefused(error)).toBe(true);
    expect(faultOf(error, 'people.get')).toEqual({kind: 'revoked'});
  });

  test('a batch has the fault of the contact that failed', async () => {
    const answer = people(400, 'INVALID_ARGUMENT', 'Some contacts failed.', [
      {
        '@type':
          'type.googleapis.com/google.people.v1.BatchUpdateContactsErrorDetails',
        contactErrors: {
          'people/c1': {code: 0},
          'people/c2': {code: 9, message: STALE},
        },
      },
    ]);
    expect(await faultFor(answer)).toEqual({kind: 'staleEtag'});
  });
});

describe('the Directory', () => {
  test.each([
    ['userRateLimitExceeded', 403, 'rateLimited'],
    ['quotaExceeded', 403, 'rateLimited'],
    ['rateLimitExceeded', 429, 'rateLimited'],
    ['forbidden', 403, 'denied'],
    ['domainCannotUseApis', 403, 'denied'],
    ['notFound', 404, 'notFound'],
    ['invalid', 400, 'invalidArgument'],
    ['badRequest', 400, 'invalidArgument'],
    ['duplicate', 409, 'alreadyExists'],
    ['backendError', 503, 'unreachable'],
  ])('%s', async (reason, http, kind) => {
    expect(await faultFor(directory(http, reason, 'Oh.'))).toMatchObject({
      kind,
    });
  });
});

describe('the token endpoint', () => {
  const token = (http: number, error: string, description?: string) =>
    faultFor({http, body: {error, error_description: description}});

  test('who is gone or suspended is for the Directory to tell', async () => {
    for (const description of [
      'Invalid email or User ID',
      'The account has been deleted',
      'Token has been expired or revoked.',
      'Not a valid email.',
      undefined,
    ]) {
      expect(await token(400, 'invalid_grant', description)).toEqual({
        kind: 'revoked',
      });
    }
    expect(
      await token(
        400,
        'invalid_request',
        'Invalid impersonation &quot;sub&quot; field.',
      ),
    ).toEqual({kind: 'revoked'});
  });

  test('a wrong key or clock says nothing about an account', async () => {
    expect(
      await token(400, 'invalid_grant', 'Invalid JWT Signature.'),
    ).toMatchObject({kind: 'denied'});
  });

  test('delegation that is missing is for the admin to mend', async () => {
    expect(
      await token(
        401,
        'unauthorized_client',
        'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
      ),
    ).toEqual({
      kind: 'denied',
      detail: 'token for people.updateContact HTTP 401 unauthorized_client',
    });
  });

  test('a refusal to mint is no refused token', async () => {
    const error = await rejection({
      http: 401,
      body: {error: 'unauthorized_client'},
    });
    expect(isTokenRefused(error)).toBe(false);
  });

  test('its own trouble passes', async () => {
    expect(await token(500, 'internal_failure', 'Backend Error')).toEqual({
      kind: 'unreachable',
    });
  });
});

describe('no answer of Google', () => {
  const broken = (code: string) =>
    Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('x'), {code}),
    });

  test.each(['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_SOCKET'])(
    'a connection that ends with %s leaves it open what happened',
    async code => {
      expect(await faultFor(broken(code))).toEqual({kind: 'unreachable'});
    },
  );

  test.each([500, 502, 503, 504])(
    'neither does a front end at %i',
    async http => {
      expect(await faultFor({http, body: '<html>Sorry</html>'})).toEqual({
        kind: 'unreachable',
      });
    },
  );

  test('a bare 404 is no "not found": nobody is gone by a wrong address', async () => {
    const error = await rejection({http: 404, body: '<html>Nothing</html>'});
    expect(() => faultOf(error, 'people.get')).toThrow('people.get HTTP 404');
  });

  test('what failed before it was sent is a bug', async () => {
    const error = await rejection(new TypeError('no such header'));
    expect(() => faultOf(error, 'people.get')).toThrow('before it was sent');
    const bug = new RangeError('out of range');
    expect(() => faultOf(bug, 'people.get')).toThrow(bug);
  });
});

test('a word that every object answers to is an unknown word', async () => {
  const error = await rejection(people(418, 'constructor', 'toString'));
  expect(() => faultOf(error, 'people.get')).toThrow('HTTP 418 constructor');
});

describe('what is told', () => {
  const secret = 'Yamada 090-1234-5678';

  test('holds paths and reasons and nothing that was typed', async () => {
    const answer = people(400, 'INVALID_ARGUMENT', `Invalid: ${secret}`, [
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: [
          {field: 'person.phone_numbers[0].value', description: secret},
          {field: secret},
        ],
      },
    ]);
    expect(await faultFor(answer)).toEqual({
      kind: 'invalidArgument',
      detail:
        'people.updateContact HTTP 400 INVALID_ARGUMENT person.phone_numbers[0].value',
    });
  });

  test('an unknown answer is thrown on without its text', async () => {
    const error = await rejection(people(418, 'TEAPOT', secret));
    expect(() => faultOf(error, 'people.get')).toThrow(
      /^Google gave an answer we do not know: people.get HTTP 418 TEAPOT$/,
    );
  });
});

describe('the status of one contact in a batch', () => {
  test('is no fault when it is OK or absent', () => {
    expect(faultOfStatus(undefined, 'm')).toBeUndefined();
    expect(faultOfStatus({}, 'm')).toBeUndefined();
    expect(faultOfStatus({code: 0}, 'm')).toBeUndefined();
  });

  test('is read as an answer is', () => {
    expect(faultOfStatus({code: 5}, 'm')).toEqual({kind: 'notFound'});
    expect(faultOfStatus({code: 9, message: STALE}, 'm')).toEqual({
      kind: 'staleEtag',
    });
    expect(faultOfStatus({code: 3}, 'm')).toEqual({
      kind: 'invalidArgument',
      detail: 'm INVALID_ARGUMENT',
    });
  });
});
