import {createServer} from 'node:http';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {generateKeyPairSync} from 'node:crypto';
import {afterEach, describe, expect, test} from '@jest/globals';
import {JWT} from 'google-auth-library';
import {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import {faultOf} from '../../server/google/fault.ts';
import {createTransport} from '../../server/google/transport.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Something on this machine that answers for Google; its address and what it was asked. */
async function standIn(listener: Listener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host} ${request.url}`);
    request.resume();
    request.on('end', () => listener(request, response));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const {port} = server.address() as AddressInfo;
  return {host: `127.0.0.1:${port}`, asked};
}

const answer = (body: object, status = 200): Listener => {
  return (_request, response) => {
    response.writeHead(status, {'content-type': 'application/json'});
    response.end(JSON.stringify(body));
  };
};

const failing = answer({error: {code: 503, status: 'UNAVAILABLE'}}, 503);

describe('where a call goes', () => {
  test.each(['oauth2', 'people', 'admin', 'www'])(
    '%s.googleapis.com is stood in for, path and query unchanged',
    async name => {
      const {host, asked} = await standIn(answer({}));
      const transport = createTransport({emulatorHost: host});
      const path = '/v1/people/c1:updateContact?a=1%2C2&a=b';
      await transport.request({url: `https://${name}.googleapis.com${path}`});
      expect(asked).toEqual([`GET ${host} ${path}`]);
    },
  );

  test('any other address is passed on', async () => {
    const emulator = await standIn(answer({}));
    const other = await standIn(answer({}));
    const transport = createTransport({emulatorHost: emulator.host});
    await transport.request({url: `http://${other.host}/photo`});
    expect(emulator.asked).toEqual([]);
    expect(other.asked).toHaveLength(1);
  });

  test('without a stand-in it is Google itself', async () => {
    const urls: string[] = [];
    const transport = createTransport({
      fetch: async url => {
        urls.push(String(url));
        return Response.json({});
      },
    });
    await transport.request({url: 'https://people.googleapis.com/v1/x'});
    expect(urls).toEqual(['https://people.googleapis.com/v1/x']);
  });

  test.each([
    'example.com:9000',
    '10.0.0.1:80',
    '127.0.0.1.example.com:80',
    '127.0.0.1:9000/path',
    '0.0.0.0:9000',
    '',
  ])('a stand-in at "%s" is refused', emulatorHost => {
    expect(() => createTransport({emulatorHost})).toThrow(
      'WORKSPACE_EMULATOR_HOST',
    );
  });

  test.each(['127.0.0.1:9000', 'localhost:9000', '[::1]:9000'])(
    'a stand-in at %s is not',
    emulatorHost => {
      expect(() => createTransport({emulatorHost})).not.toThrow();
    },
  );
});

describe('how often', () => {
  const api = new people_v1.People({});

  test('a read that fails is asked once', async () => {
    const {host, asked} = await standIn(failing);
    const auth = signedIn(host);
    const call = api.people.get({auth, resourceName: 'people/c1'});
    await expect(call).rejects.toMatchObject({status: 503});
    expect(asked).toHaveLength(1);
  });

  test('a deletion that fails is asked once', async () => {
    const {host, asked} = await standIn(failing);
    const auth = signedIn(host);
    const call = api.people.deleteContact({auth, resourceName: 'people/c1'});
    await expect(call).rejects.toMatchObject({status: 503});
    expect(asked).toHaveLength(1);
  });

  test('a token is asked for once', async () => {
    const {host, asked} = await standIn(failing);
    const {privateKey} = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
      publicKeyEncoding: {type: 'spki', format: 'pem'},
    });
    const auth = new JWT({
      email: 'service@example.com',
      key: privateKey,
      subject: 'ann@example.com',
      scopes: ['https://www.googleapis.com/auth/contacts'],
      transporter: createTransport({emulatorHost: host}),
    });
    const call = api.people.get({auth, resourceName: 'people/c1'});
    await expect(call).rejects.toMatchObject({status: 503});
    expect(asked).toEqual([`POST ${host} /token`]);
  });

  /** A client that holds a token already. */
  function signedIn(emulatorHost: string) {
    const auth = new JWT({transporter: createTransport({emulatorHost})});
    auth.setCredentials({access_token: 'token', expiry_date: Date.now() + 6e6});
    auth.scopes = ['https://www.googleapis.com/auth/contacts'];
    return auth;
  }
});

describe('what a broken connection is', () => {
  const cases: readonly (readonly [string, Listener, number?])[] = [
    ['cut before the answer', request => request.socket.destroy()],
    [
      'cut within the answer',
      (request, response) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': '1000',
        });
        response.write('{"resourceName"');
        setImmediate(() => request.socket.destroy());
      },
    ],
    ['never answered', () => undefined, 50],
    [
      'no HTTP',
      request => {
        request.socket.end('SSH-2.0-OpenSSH\r\n');
      },
    ],
  ];

  test.each(cases)(
    '%s: the write may have happened, and it is not sent again',
    async (_what, listener, timeoutMs = 5_000) => {
      const {host, asked} = await standIn(listener);
      const transport = createTransport({emulatorHost: host, timeoutMs});
      const error = await transport
        .request({
          url: 'https://people.googleapis.com/v1/people:createContact',
          method: 'POST',
          data: {names: []},
        })
        .then(
          () => undefined,
          (rejected: unknown) => rejected,
        );
      expect(faultOf(error, 'people.createContact')).toEqual({
        kind: 'unreachable',
      });
      expect(asked).toHaveLength(1);
    },
  );

  test('nobody listens', async () => {
    const {host} = await standIn(answer({}));
    for (const close of closing.splice(0)) close();
    const error = await createTransport({emulatorHost: host})
      .request({url: 'https://people.googleapis.com/v1/x'})
      .then(
        () => undefined,
        (rejected: unknown) => rejected,
      );
    expect(faultOf(error, 'people.get')).toEqual({kind: 'unreachable'});
  });
});
