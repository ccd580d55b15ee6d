/** people-api §14, §16: errors, and the parameters every method takes. */
import {beforeEach, expect} from '@jest/globals';
import {gunzipSync} from 'node:zlib';
import type {Draft} from '../emulator/types.ts';
import {get} from 'node:http';
import {
  ADMIN,
  ANA,
  CONTACTS,
  DIRECTORY_SCOPES,
  emulatorFact,
  errorOf,
  fact,
  OTHER_CONTACTS,
  raw,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

const ME = '/v1/people/me?personFields=names';

emulatorFact('people-api §14: without a token a call is 401', async () => {
  const response = await fetch(`${bench.url}${ME}`);
  expect(response.status).toBe(401);
  const {error} = (await response.json()) as Draft;
  expect(error.status).toBe('UNAUTHENTICATED');
});

emulatorFact(
  'people-api §14: an expired token is 401 with reason and method',
  async () => {
    await raw(bench, 'GET', ME);
    bench.control('expireTokens', {user: ANA});
    const answer = await raw(bench, 'GET', ME);
    expect(answer.status).toBe(401);
    expect(answer.json['error'].message).toMatch(
      /^Request had invalid authentication credentials\./,
    );
    expect(answer.json['error'].details[0]).toMatchObject({
      reason: 'ACCESS_TOKEN_EXPIRED',
      metadata: {
        service: 'people.googleapis.com',
        method: 'google.people.v1.PeopleService.GetPerson',
      },
    });
  },
);

emulatorFact(
  'people-api §14: a missing scope is 403 with the method',
  async () => {
    const {status, error} = await errorOf(
      bench
        .people(ANA, [OTHER_CONTACTS])
        .people.createContact({requestBody: {}}),
    );
    expect(status).toBe(403);
    expect(error).toMatchObject({
      status: 'PERMISSION_DENIED',
      message: 'Request had insufficient authentication scopes.',
      details: [
        {
          reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
          metadata: {method: 'google.people.v1.PeopleService.CreateContact'},
        },
      ],
    });
  },
);

emulatorFact(
  'auth §4: contacts.readonly reads and does not write',
  async () => {
    const scopes = ['https://www.googleapis.com/auth/contacts.readonly'];
    const people = bench.people(ANA, scopes);
    const list = await people.people.connections.list({
      resourceName: 'people/me',
      personFields: 'names',
    });
    expect(list.status).toBe(200);
    const {status} = await errorOf(
      people.people.createContact({requestBody: {}}),
    );
    expect(status).toBe(403);
  },
);

fact('people-api §14: an unknown contact is 404', async () => {
  const {status, error} = await errorOf(bench.read('people/c12345'));
  expect(status).toBe(404);
  expect(error).toEqual({
    code: 404,
    status: 'NOT_FOUND',
    message: 'Requested entity was not found.',
  });
});

emulatorFact(
  'people-api §14: an unknown name in a body is 400 and says where',
  async () => {
    const {status, error} = await errorOf(
      bench.create({names: [{firstName: 'Ida'} as never]}),
    );
    expect(status).toBe(400);
    expect(error['message']).toBe(
      'Invalid JSON payload received. Unknown name "firstName" at \'names[0]\': Cannot find field.',
    );
  },
);

emulatorFact('people-api §14: a value of the wrong type is 400', async () => {
  const {status} = await errorOf(
    bench.create({names: [{givenName: 7 as never}]}),
  );
  expect(status).toBe(400);
});

emulatorFact('people-api §14: a body that is no JSON is 400', async () => {
  const answer = await raw(bench, 'POST', '/v1/people:createContact', {
    body: '{"names": [',
  });
  expect(answer.status).toBe(400);
  expect(answer.json['error'].status).toBe('INVALID_ARGUMENT');
});

emulatorFact(
  'people-api §16.1: an unknown query parameter is 400',
  async () => {
    const answer = await raw(bench, 'GET', `${ME}&nonsense=1`);
    expect(answer.status).toBe(400);
    expect(answer.json['error'].message).toContain('Unknown name "nonsense"');
  },
);

emulatorFact('people-api §16.1: an unknown enum value is 400', async () => {
  const answer = await raw(bench, 'GET', `${ME}&sources=NOWHERE`);
  expect(answer.status).toBe(400);
});

emulatorFact(
  'people-api §16.1: what is no path of the API is 404',
  async () => {
    expect((await raw(bench, 'GET', '/v1/persons/me')).status).toBe(404);
    expect((await raw(bench, 'POST', '/v1/people/me')).status).toBe(404);
  },
);

emulatorFact('people-api §16.1: repeated keys make a list', async () => {
  const one = await bench.create({names: [{givenName: 'A'}]});
  const two = await bench.create({names: [{givenName: 'B'}]});
  const answer = await raw(
    bench,
    'GET',
    `/v1/people:batchGet?personFields=names&resourceNames=${one.resourceName}&resourceNames=${two.resourceName}`,
  );
  expect(answer.json['responses']).toHaveLength(2);
});

emulatorFact(
  'people-api §16.2: fields selects parts of the answer',
  async () => {
    const person = await bench.create({
      names: [{givenName: 'Ida', familyName: 'Berg'}],
      emailAddresses: [{value: 'i@x.example', type: 'home'}],
    });
    const read = async (fields: string) =>
      (
        await raw(
          bench,
          'GET',
          `/v1/${person.resourceName}?personFields=names,emailAddresses&sources=READ_SOURCE_TYPE_CONTACT&fields=${encodeURIComponent(fields)}`,
        )
      ).json;
    expect(await read('resourceName')).toEqual({
      resourceName: person.resourceName,
    });
    expect(await read('names(givenName,familyName)')).toEqual({
      names: [{givenName: 'Ida', familyName: 'Berg'}],
    });
    expect(await read('emailAddresses/value')).toEqual({
      emailAddresses: [{value: 'i@x.example'}],
    });
  },
);

emulatorFact(
  'people-api §16.2: fields works on lists too, and nonsense in it is 400',
  async () => {
    await bench.create({names: [{givenName: 'Ida'}]});
    const path = '/v1/people/me/connections?personFields=names&fields=';
    const answer = await raw(
      bench,
      'GET',
      `${path}connections/names/givenName,totalItems`,
    );
    expect(answer.json).toEqual({
      connections: [{names: [{givenName: 'Ida'}]}],
      totalItems: 1,
    });
    expect((await raw(bench, 'GET', `${path}connections(`)).status).toBe(400);
  },
);

emulatorFact(
  'people-api §16.2: fields that no answer has are 400, and the write is not done',
  async () => {
    const {status, json} = await raw(
      bench,
      'POST',
      '/v1/people:createContact?fields=names(given)',
      {body: {names: [{givenName: 'Ida'}]}},
    );
    expect(status).toBe(400);
    expect(json['error']).toMatchObject({
      status: 'INVALID_ARGUMENT',
      details: [{fieldViolations: [{field: 'names.given'}]}],
    });
    const names = '/v1/people/me/connections?personFields=names&fields=*';
    expect((await raw(bench, 'GET', names)).json).toEqual({});
    const users = await raw(
      bench,
      'GET',
      '/admin/directory/v1/users?customer=my_customer&fields=user',
      {as: ADMIN, scopes: DIRECTORY_SCOPES},
    );
    expect(users.status).toBe(400);
    expect(users.json['error'].errors[0].reason).toBe('invalidParameter');
  },
);

emulatorFact(
  'people-api §16.2: answers are indented unless prettyPrint is false',
  async () => {
    expect((await raw(bench, 'GET', ME)).text).toContain('\n  "');
    expect(
      (await raw(bench, 'GET', `${ME}&prettyPrint=false`)).text,
    ).not.toContain('\n');
  },
);

emulatorFact('people-api §16.2: a token may stand in the query', async () => {
  const {token} = await bench.jwt(ANA, [CONTACTS]).getAccessToken();
  const response = await fetch(`${bench.url}${ME}&access_token=${token}`);
  expect(response.status).toBe(200);
});

emulatorFact('people-api §16.2: key, alt and quotaUser are taken', async () => {
  const answer = await raw(bench, 'GET', `${ME}&key=abc&alt=json&quotaUser=x`);
  expect(answer.status).toBe(200);
});

emulatorFact(
  'people-api §16.2: $.xgafv=1 adds the legacy list to an error',
  async () => {
    const path = '/v1/people/c123?personFields=names';
    const plain = await raw(bench, 'GET', path);
    expect(plain.json['error']).not.toHaveProperty('errors');
    const legacy = await raw(bench, 'GET', `${path}&$.xgafv=1`);
    expect(legacy.json['error'].errors[0].reason).toBe('notFound');
  },
);

emulatorFact(
  'people-api §16.2: the language asked for changes formatted parts',
  async () => {
    const person = await bench.create({
      phoneNumbers: [{value: '1', type: 'mobile'}],
    });
    const path = `/v1/${person.resourceName}?personFields=phoneNumbers`;
    const answer = await raw(bench, 'GET', path, {
      headers: {'accept-language': 'ja,en;q=0.5'},
    });
    expect(answer.json['phoneNumbers'][0].formattedType).toBe('携帯');
    const groups = await raw(bench, 'GET', '/v1/contactGroups/starred', {
      headers: {'accept-language': 'ja'},
    });
    expect(groups.json['formattedName']).toBe('スター付き');
  },
);

/** Node's fetch unpacks by itself, so this one asks on its own. */
function bytes(url: string, headers: Record<string, string>) {
  return new Promise<{encoding: string | undefined; body: Buffer}>(
    (resolve, reject) => {
      get(url, {headers}, response => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            encoding: response.headers['content-encoding'],
            body: Buffer.concat(chunks),
          }),
        );
      }).on('error', reject);
    },
  );
}

emulatorFact(
  'people-api §16.2: answers are compressed only if asked',
  async () => {
    for (let index = 0; index < 10; index++) {
      await bench.create({names: [{givenName: `n${index}`}]});
    }
    const {token} = await bench.jwt(ANA, [CONTACTS]).getAccessToken();
    const url = `${bench.url}/v1/people/me/connections?personFields=names`;
    const authorization = `Bearer ${token}`;
    const plain = await bytes(url, {authorization});
    expect(plain.encoding).toBeUndefined();
    const packed = await bytes(url, {authorization, 'accept-encoding': 'gzip'});
    expect(packed.encoding).toBe('gzip');
    expect(JSON.parse(gunzipSync(packed.body).toString())).toEqual(
      JSON.parse(plain.body.toString()),
    );
    const refused = {authorization, 'accept-encoding': 'gzip;q=0, identity'};
    expect((await bytes(url, refused)).encoding).toBeUndefined();
  },
);

emulatorFact(
  "people-api §14: server errors have Google's sentences",
  async () => {
    for (const [status, rpc, message] of [
      [500, 'INTERNAL', 'Internal error encountered.'],
      [503, 'UNAVAILABLE', 'The service is currently unavailable.'],
    ] as const) {
      bench.control('fault', {effect: 'status', status, count: 1});
      const answer = await raw(bench, 'GET', ME);
      expect(answer.status).toBe(status);
      expect(answer.json['error']).toEqual({
        code: status,
        status: rpc,
        message,
      });
    }
  },
);

emulatorFact(
  'people-api §14: an API that is not enabled is 403 SERVICE_DISABLED',
  async () => {
    bench.control('fault', {effect: 'serviceDisabled', count: 1});
    const answer = await raw(bench, 'GET', ME);
    expect(answer.status).toBe(403);
    expect(answer.json['error'].details[0].reason).toBe('SERVICE_DISABLED');
  },
);

emulatorFact(
  "auth §5: Google's client retries a delete that failed after it was done, and gets 404",
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    bench.control('fault', {
      method: 'deleteContact',
      effect: 'status',
      status: 503,
      when: 'after',
      count: 1,
    });
    const {status} = await errorOf(
      bench
        .people()
        .people.deleteContact(
          {resourceName: person.resourceName!},
          {retryConfig: {retry: 3, retryDelay: 1}, retry: true},
        ),
    );
    expect(status).toBe(404);
  },
);
