/** Sources, counters and the bodies of faults: what callers and tests go by. */
import {beforeEach, describe, expect, test} from '@jest/globals';
import type {Draft} from '../emulator/types.ts';
import {
  ADMIN,
  ANA,
  BEN,
  DIRECTORY_SCOPES,
  raw,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

const onEmulator = REAL_ACCOUNT ? describe.skip : describe;
const ADMINISTRATOR = {as: ADMIN, scopes: DIRECTORY_SCOPES};

onEmulator('sources', () => {
  const PROFILE =
    'personFields=names,emailAddresses,nicknames,photos,memberships,metadata&sources=READ_SOURCE_TYPE_PROFILE';
  const typesOf = (person: Draft) =>
    person['metadata'].sources.map((each: Draft) => each['type']);

  test('of profiles alone show a contact without what is its own', async () => {
    const linked = await bench.create({
      names: [{givenName: 'B.'}],
      nicknames: [{value: 'Benny'}],
      emailAddresses: [{value: BEN}],
    });
    const {json} = await raw(
      bench,
      'GET',
      `/v1/${linked.resourceName}?${PROFILE}`,
    );
    expect(typesOf(json)).toEqual(['PROFILE']);
    expect(json['names']).toMatchObject([{givenName: 'Ben'}]);
    expect(json).not.toHaveProperty('nicknames');
    expect(json).not.toHaveProperty('photos');
    expect(json).not.toHaveProperty('memberships');
  });

  test('of profiles alone leave a name only of a contact without profile', async () => {
    const plain = await bench.create({names: [{givenName: 'Ida'}]});
    const {json} = await raw(
      bench,
      'GET',
      `/v1/people/me/connections?${PROFILE}`,
    );
    expect(json['connections']).toEqual([
      {
        resourceName: plain.resourceName,
        etag: expect.any(String),
        metadata: {sources: [], objectType: 'PERSON'},
      },
    ]);
  });
});

onEmulator('counters', () => {
  const counts = (): Draft[] => bench.control('counters')['counts'];

  test.each([
    ['a bad mask', '/v1/people/me?personFields=bogus', {}, 400],
    ['a bad query', '/v1/people/me?personFields=names&bogus=1', {}, 400],
    ['a missing scope', '/v1/otherContacts?readMask=names', {}, 403],
  ])(
    'a call refused for %s is a call with its error',
    async (_why, path, options, status) => {
      const answer = await raw(bench, 'GET', path, options);
      expect(answer.status).toBe(status);
      const refused = counts().find(each => each['method'] !== 'token');
      expect(refused).toMatchObject({
        user: ANA,
        calls: 1,
        errors: {[status]: 1},
      });
    },
  );

  test('a call without a token is nobody’s call with its error', async () => {
    await fetch(`${bench.url}/v1/people/me?personFields=names`);
    expect(counts()).toMatchObject([{user: '', calls: 1, errors: {401: 1}}]);
  });
});

onEmulator('faults speak as the method they strike', () => {
  const strike = async (effect: string, people: boolean) => {
    bench.control('fault', {effect, method: 'reads', count: 1});
    const answer = people
      ? await raw(bench, 'GET', '/v1/people/me?personFields=names')
      : await raw(
          bench,
          'GET',
          `/admin/directory/v1/users/${ANA}`,
          ADMINISTRATOR,
        );
    return answer.json['error'];
  };

  test('the quota of the Directory is a 403', async () => {
    expect(await strike('quota', false)).toMatchObject({
      code: 403,
      errors: [{domain: 'global', reason: 'userRateLimitExceeded'}],
    });
  });

  test('the quota of photos is a bucket of its own', async () => {
    const {resourceName} = await bench.create({names: [{givenName: 'Ida'}]});
    bench.control('fault', {effect: 'quota', count: 1});
    const {status, json} = await raw(
      bench,
      'DELETE',
      `/v1/${resourceName}:deleteContactPhoto`,
    );
    expect(status).toBe(429);
    expect(json['error'].details[0].metadata.quota_metric).toContain('photo');
  });

  test('a disabled API is named', async () => {
    expect(await strike('serviceDisabled', true)).toMatchObject({
      message: expect.stringContaining('People API'),
    });
    expect(await strike('serviceDisabled', false)).toMatchObject({
      code: 403,
      message: expect.stringContaining('Admin SDK'),
      errors: [{reason: 'accessNotConfigured'}],
      details: [{metadata: {service: 'admin.googleapis.com'}}],
    });
  });

  test('an expired token says which method of which service it was for', async () => {
    expect(await strike('expiredToken', true)).toMatchObject({
      code: 401,
      details: [
        {
          reason: 'ACCESS_TOKEN_EXPIRED',
          metadata: {
            service: 'people.googleapis.com',
            method: 'google.people.v1.PeopleService.GetPerson',
          },
        },
      ],
    });
  });
});
