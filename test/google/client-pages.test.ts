/** Lists that Google cuts short, and answers that are not Google's. */
import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {ok} from '../../server/google/call.ts';
import {createCredentials} from '../../server/google/credentials.ts';
import {listAll} from '../../server/google/pages.ts';
import type {Page} from '../../server/google/pages.ts';
import {createPeopleClient} from '../../server/google/people-client.ts';
import {createTransport} from '../../server/google/transport.ts';

/** A list over the given pages; the token of a page is its number. */
function listOf(pages: readonly Page<string>[], pagesMax = 10) {
  return listAll({
    method: 'x.list',
    pagesMax,
    readPage: async (pageToken = '0') => ok(pages[Number(pageToken)]!),
  });
}

describe('a list in pages', () => {
  test('is read to its last one', async () => {
    const pages = [
      {entries: ['a'], nextPageToken: '1'},
      {entries: [], nextPageToken: '2'},
      {entries: ['b']},
    ];
    expect(await listOf(pages)).toEqual(ok(['a', 'b']));
    expect(await listOf(pages, 3)).toEqual(ok(['a', 'b']));
  });

  test('that is longer than its bound is an error, never a short list', async () => {
    const pages = [
      {entries: ['a'], nextPageToken: '1'},
      {entries: ['b'], nextPageToken: '0'},
    ];
    await expect(listOf(pages)).rejects.toThrow('no end after 10 pages');
  });

  test('that leads to itself is an error', async () => {
    const pages = [
      {entries: ['a'], nextPageToken: '1'},
      {entries: ['b'], nextPageToken: '1'},
    ];
    await expect(listOf(pages)).rejects.toThrow('leads to itself');
  });

  test('is nothing where a page of it is a fault', async () => {
    const fault = {kind: 'fault', fault: {kind: 'unreachable'}} as const;
    const list = listAll({
      method: 'x.list',
      pagesMax: 10,
      readPage: async pageToken =>
        pageToken === undefined
          ? ok({entries: ['a'], nextPageToken: '1'})
          : fault,
    });
    expect(await list).toEqual(fault);
  });
});

const {privateKey} = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
  publicKeyEncoding: {type: 'spki', format: 'pem'},
});

/** A client whose Google gives one answer to everything but sign-in. */
function clientOf(answer: unknown) {
  const transport = createTransport({
    fetch: async url =>
      String(url).endsWith('/token')
        ? Response.json({access_token: 'token', expires_in: 3_599})
        : typeof answer === 'string'
          ? new Response(answer, {headers: {'content-type': 'text/html'}})
          : Response.json(answer),
  });
  const credentials = createCredentials({
    key: {clientEmail: 'service@example.com', privateKey},
    transport,
  });
  return createPeopleClient({credentials, subject: 'ann@example.com'});
}

describe('an answer that is not of the documented shape', () => {
  test('a list of contacts without its sync token is cut off, not short', async () => {
    await expect(clientOf({}).listPeople({})).rejects.toThrow(
      'people.connections.list: malformed answer at nextSyncToken',
    );
  });

  test('a page of some captive portal is no empty list', async () => {
    const client = clientOf('<html>Log in to the hotel</html>');
    await expect(client.listPeople({})).rejects.toThrow('malformed answer');
    await expect(client.listGroups()).rejects.toThrow('malformed answer');
    await expect(client.deletePeople(['people/c1'])).rejects.toThrow(
      'malformed answer',
    );
  });

  test('silence about a contact does not say that it is gone', async () => {
    await expect(clientOf({}).getPeople(['people/c1'])).rejects.toThrow(
      'nothing of people/c1',
    );
    const empty = {responses: [{requestedResourceName: 'people/c1'}]};
    await expect(clientOf(empty).getPeople(['people/c1'])).rejects.toThrow(
      'malformed answer',
    );
  });

  test('a batch that does not tell of each contact is refused', async () => {
    const drafts = ['m1', 'm2'].map(marker => ({
      marker,
      content: {},
      groups: [],
    }));
    await expect(
      clientOf({createdPeople: []}).createPeople(drafts),
    ).rejects.toThrow('marker m1: missing in the answer');
  });

  test('a label without a name is refused', async () => {
    const contactGroups = [{resourceName: 'contactGroups/1'}];
    await expect(clientOf({contactGroups}).listGroups()).rejects.toThrow(
      'contactGroups.0',
    );
  });
});
