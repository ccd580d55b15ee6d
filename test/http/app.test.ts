import {once} from 'node:events';
import {createServer} from 'node:http';
import {connect, type AddressInfo} from 'node:net';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {answerBrokenHttp} from '../../server/http/errors.ts';
import {createSignIn} from '../../server/http/sign-in.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {AUDIENCE, type Person} from './support/workplace.ts';

let store: TestStore;
let api: TestApi;
let hanako: Person;

beforeAll(async () => {
  store = await openTestStore();
  api = await createTestApi(store.database);
  hanako = api.workplace.join('hanako');
});

afterAll(async () => {
  await api.app.close();
  await store.close();
});

describe('without signing in', () => {
  test('the service says that it lives and is ready', async () => {
    expect(await api.call(undefined, 'GET /healthz')).toMatchObject({
      status: 200,
      body: {status: 'OK'},
    });
    expect(await api.call(undefined, 'GET /readyz')).toMatchObject({
      status: 200,
      body: {status: 'OK'},
    });
  });

  test.each([
    ['is not migrated', async () => false],
    ['does not answer', async () => Promise.reject(new Error('down'))],
  ])('a store that %s is not ready', async (_case, isReady) => {
    const other = await createTestApi(store.database, {isReady});
    expect(await other.call(undefined, 'GET /readyz')).toMatchObject({
      status: 503,
      body: {error: {code: 503, status: 'UNAVAILABLE'}},
    });
    expect(await other.call(undefined, 'GET /healthz')).toMatchObject({
      status: 200,
    });
    await other.app.close();
  });

  test('the metrics are sums and name nobody', async () => {
    await api.ok(hanako, 'GET /v1/accounts/me');
    await api.call(
      hanako,
      'GET /v1/contacts/0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a',
    );
    const {status, body, headers} = await api.call(undefined, 'GET /metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(body).toContain('shared_contacts_accounts{state="ACTIVE"} 1');
    expect(body).toContain('shared_contacts_due_copies 0');
    expect(body).toContain('route="/v1/contacts/:contact(^[^:/]+)"');
    expect(body).not.toContain('0192f0c1');
    expect(body).not.toContain(hanako.email);
    expect(body).not.toContain(hanako.id);
  });
});

describe('what is no call of ours is answered as google.rpc.Status', () => {
  test.each([
    ['no path', 'GET /', 404, 'NOT_FOUND'],
    ['an unknown path', 'GET /v1/nothing', 404, 'NOT_FOUND'],
    ['an unknown method', 'PUT /v1/labels', 404, 'NOT_FOUND'],
    ['an unknown verb', 'POST /v1/accounts/me:delete', 404, 'NOT_FOUND'],
    ['a verb where there is none', 'GET /v1/labels/x:y', 404, 'NOT_FOUND'],
    ['a broken escape', 'GET /v1/labels/%zz', 400, 'INVALID_ARGUMENT'],
    [
      'a segment too long',
      `GET /v1/labels/${'x'.repeat(500)}`,
      414,
      'INVALID_ARGUMENT',
    ],
  ])('%s', async (_case, line, code, status) => {
    const answer = await api.call(hanako, line);
    expect(answer.status).toBe(code);
    expect(answer.body).toEqual({
      error: {code, message: expect.any(String), status},
    });
  });
});

describe('a request that cannot be read', () => {
  const send = (payload: string, type = 'application/json') =>
    api.app.inject({
      method: 'POST',
      url: '/v1/labels',
      headers: {
        authorization: `Bearer ${api.workplace.idToken(hanako)}`,
        'content-type': type,
      },
      payload,
    });

  test.each([
    ['broken JSON', '{"displayName": "hunter2', 400],
    ['JSON that is no message', '[]', 400],
    ['a poisoned prototype', '{"__proto__": {"displayName": "x"}}', 400],
    ['too much of it', `{"displayName": "${'x'.repeat(600_000)}"}`, 413],
  ])('%s', async (_case, payload, code) => {
    const response = await send(payload);
    expect(response.statusCode).toBe(code);
    expect(response.json()).toMatchObject({
      error: {code, status: 'INVALID_ARGUMENT'},
    });
    expect(response.body).not.toContain('hunter2');
  });

  test('another media type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const response = await send('displayName=x', type);
      expect(response.statusCode).toBe(415);
      expect(response.json().error.status).toBe('INVALID_ARGUMENT');
    }
  });

  test('no body where one is needed', async () => {
    const answer = await api.call(hanako, 'POST /v1/labels/x/grants');
    expect(answer.status).toBe(404);
    const response = await send('');
    expect(response.json()).toMatchObject({
      error: {code: 400, status: 'INVALID_ARGUMENT'},
    });
  });

  test('an empty JSON body of a custom verb is an empty message', async () => {
    const response = await api.app.inject({
      method: 'POST',
      url: '/v1/accounts/me:sync',
      headers: {
        authorization: `Bearer ${api.workplace.idToken(hanako)}`,
        'content-type': 'application/json',
      },
      payload: '',
    });
    expect(response.statusCode).toBe(200);
  });

  test('what is no HTTP at all', async () => {
    const other = await createTestApi(store.database);
    await other.app.listen({port: 0, host: '127.0.0.1'});
    const {port} = other.app.server.address() as AddressInfo;
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('?\r\n\r\n'),
      );
      socket.on('data', chunk => (text += String(chunk)));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"INVALID_ARGUMENT"');
    await other.app.close();
  });
});

test('a request that is not whole in time is told to be sent in parts', async () => {
  const server = createServer(
    {requestTimeout: 20, headersTimeout: 20, connectionsCheckingInterval: 5},
    request => request.resume(),
  ).on('clientError', answerBrokenHttp);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const {port} = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1', () =>
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf'),
  );
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
  expect(String(answer)).toContain('in parts');
  socket.destroy();
  server.close();
});

describe('every answer', () => {
  test('has the headers that a browser obeys', async () => {
    const {headers} = await api.call(undefined, 'GET /healthz');
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age='),
      'cache-control': 'no-store',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  test.each([
    ['job-42.a_B', 'job-42.a_B'],
    ['short', undefined],
    ['bad id with spaces', undefined],
    ['x'.repeat(65), undefined],
  ])('has a request id: sent was %j', async (given, repeated) => {
    const response = await api.app.inject({
      url: '/healthz',
      headers: {'x-request-id': given},
    });
    const id = response.headers['x-request-id'];
    if (repeated === undefined) {
      expect(id).not.toBe(given);
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
    } else {
      expect(id).toBe(repeated);
    }
  });
});

describe('too many calls', () => {
  /** Half a minute before the next begins. */
  const nowMs = () => 90_000;
  const limited = (callsPerMinuteMax: number, others = {}) =>
    createTestApi(store.database, {callsPerMinuteMax, nowMs, ...others});

  test('of one account are refused, and others go on', async () => {
    const other = await limited(3);
    const taro = other.workplace.join('taro');
    const jiro = other.workplace.join('jiro');
    for (let calls = 0; calls < 3; calls++) {
      await other.ok(taro, 'GET /v1/accounts/me');
    }
    const answer = await other.call(taro, 'GET /v1/accounts/me');
    expect(answer).toMatchObject({
      status: 429,
      body: {error: {code: 429, status: 'RESOURCE_EXHAUSTED'}},
    });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await other.ok(jiro, 'GET /v1/accounts/me');
    await other.app.close();
  });

  test('are foretold by every answer to who signed in', async () => {
    const other = await limited(2);
    const shiro = other.workplace.join('shiro');
    const standings: unknown[] = [];
    for (let calls = 0; calls < 3; calls++) {
      const {status, headers} = await other.call(shiro, 'GET /v1/labels');
      expect(headers['ratelimit-policy']).toBe('"account";q=2;w=60');
      const standing = /^"account";r=(\d+);t=30$/.exec(
        String(headers['ratelimit']),
      );
      standings.push([status, standing?.[1]]);
    }
    expect(standings).toEqual([
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ]);
    const stranger = await other.call(undefined, 'GET /v1/labels');
    expect(stranger.headers['ratelimit']).toMatch(/^"address";r=1;t=\d+$/);
    await other.app.close();
  });

  test('are counted over all processes on the store', async () => {
    const one = await limited(6);
    const {workplace} = one;
    const two = await limited(6, {
      signIn: createSignIn({
        audiences: [AUDIENCE],
        transporter: workplace.transport,
      }),
      directory: workplace.directory,
    });
    const goro = workplace.join('goro');
    const codes: number[] = [];
    for (const {app} of [one, two, one, two, one, two, one, two]) {
      const {statusCode} = await app.inject({
        url: '/v1/labels',
        headers: {authorization: `Bearer ${workplace.idToken(goro)}`},
      });
      codes.push(statusCode);
    }
    expect(codes.filter(code => code === 200)).toHaveLength(6);
    expect(codes.at(-1)).toBe(429);
    await one.app.close();
    await two.app.close();
  });

  test('of somebody outside are stored nowhere', async () => {
    const other = await limited(2);
    const outsider = other.workplace.join('y', {
      domain: 'gmail.com',
      consumer: true,
    });
    await other.call(outsider, 'GET /v1/labels');
    const {rows} = await sql`
      select from call_counts where account_id = ${outsider.id}`.execute(
      store.database.db,
    );
    expect(rows).toEqual([]);
    await other.app.close();
  });

  test('that are refused end in saying so, and bar nobody who signs in', async () => {
    const other = await limited(3);
    const codes: number[] = [];
    for (let calls = 0; calls < 5; calls++) {
      codes.push((await other.call(undefined, 'GET /v1/labels')).status);
    }
    expect(codes).toEqual([401, 401, 401, 429, 429]);
    await other.ok(other.workplace.join('saburo'), 'GET /v1/labels');
    await other.app.close();
  });

  test('of somebody outside are refused before the Directory is asked', async () => {
    const other = await limited(2);
    const outsider = other.workplace.join('x', {
      domain: 'gmail.com',
      consumer: true,
    });
    const codes: number[] = [];
    for (let calls = 0; calls < 4; calls++) {
      codes.push((await other.call(outsider, 'GET /v1/labels')).status);
    }
    expect(codes).toEqual([403, 403, 429, 429]);
    await other.app.close();
  });
});

test('a failure of our own says nothing and logs where, not what', async () => {
  const other = await createTestApi(store.database, {
    syncNow: async () => {
      throw Object.assign(new Error('hanako@example.co.jp 03-1234-5678'), {
        code: 'XX000',
        detail: 'secret detail',
      });
    },
  });
  const caller = other.workplace.join('hanako');
  const answer = await other.call(caller, 'POST /v1/accounts/me:sync');
  expect(answer.body).toEqual({
    error: {
      code: 500,
      message: 'The service failed; its log says why.',
      status: 'INTERNAL',
    },
  });
  expect(other.log()).toContain('"code":"XX000"');
  expect(other.log()).toContain('app.test.ts');
  expect(other.log()).not.toMatch(/hanako|03-1234|secret detail/);
  await other.app.close();
});
