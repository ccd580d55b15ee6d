/** What is no message at all is refused in Google's words, and never answered. */
import {beforeEach, describe, expect, test} from '@jest/globals';
import {checkAnswer} from '../emulator/discovery/check.ts';
import {loadDiscovery} from '../emulator/discovery/discovery.ts';
import {raw, REAL_ACCOUNT, useBench} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

const onEmulator = REAL_ACCOUNT ? describe.skip : describe;

const part = (value: unknown) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

onEmulator('null where a value belongs', () => {
  test.each([
    ['a membership', {memberships: [null]}],
    ['a source', {metadata: {sources: [null]}}],
    ['a name', {names: [null]}],
  ])('%s of an update is refused', async (_what, changes) => {
    const {resourceName, etag} = await bench.create({
      names: [{givenName: 'Ida'}],
    });
    const answer = await raw(
      bench,
      'PATCH',
      `/v1/${resourceName}:updateContact?updatePersonFields=names,memberships`,
      {body: {etag, ...changes}},
    );
    expect(answer.status).toBe(400);
    expect(answer.json['error'].status).toBe('INVALID_ARGUMENT');
  });

  test.each([
    [
      'people:batchUpdateContacts',
      {contacts: {'people/c1': null}, updateMask: 'names'},
    ],
    ['people:batchCreateContacts', {contacts: [null]}],
    [
      'contactGroups/starred/members:modify',
      {resourceNamesToAdd: [null], resourceNamesToRemove: []},
    ],
  ])('an entry of %s is refused', async (path, body) => {
    const answer = await raw(bench, 'POST', `/v1/${path}`, {body});
    expect(answer.status).toBe(400);
    expect(answer.json['error'].status).toBe('INVALID_ARGUMENT');
  });

  test('a field sent as null is a field not sent', async () => {
    const answer = await raw(
      bench,
      'POST',
      '/v1/people:createContact?personFields=names,nicknames',
      {body: {names: [{givenName: 'Ida', metadata: null}], nicknames: null}},
    );
    expect(answer.status).toBe(200);
    expect(answer.json).not.toHaveProperty('nicknames');
  });

  test.each([
    ['claims', `${part({alg: 'RS256'})}.${part(null)}.c2ln`],
    ['header', `${part(null)}.${part({iss: 'x'})}.c2ln`],
    ['claims that are a list', `${part({alg: 'RS256'})}.${part([])}.c2ln`],
  ])('the %s of an assertion are refused', async (_what, assertion) => {
    const response = await fetch(`${bench.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({error: 'invalid_grant'});
  });

  test('a path of two slashes is not found', async () => {
    const response = await bench.emulator.handle({
      method: 'GET',
      url: '//',
      headers: {},
    });
    expect(response.status).toBe(404);
  });

  test.each([
    [{connections: [null]}],
    [{connections: null}],
    [{connections: [{resourceName: null}]}],
  ])('the answer %j would be a bug', answer => {
    const {people} = loadDiscovery();
    const method = people.methods.find(
      ({id}) => id === 'people.people.connections.list',
    )!;
    expect(() => checkAnswer(people, method, answer)).toThrow(/would answer/);
  });
});
