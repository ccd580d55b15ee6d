/**
 * Recorded answers of the live API, replayed against the emulator: the same requests must
 * give the same keys, types and constants. Recordings: KDE libkgapi's, as described in
 * ../shared/testdata/SOURCES.md; skipped where they are absent.
 */
import {describe, expect, test} from '@jest/globals';
import {existsSync, readFileSync} from 'node:fs';
import {monogram} from '../emulator/people/photos.ts';
import type {Draft} from '../emulator/types.ts';
import type {Emulator} from '../emulator/emulator.ts';
import {ANA, newEmulator, SMALL_WORLD} from './google-support.ts';

const RECORDINGS = new URL(
  '../../../shared/testdata/people-api/kde-recorded-pairs.json',
  import.meta.url,
);

interface Pair {
  readonly request: {
    file: string;
    method: string;
    url: string;
    body: Draft | null;
  };
  readonly response: {file: string; status: number; body: Draft | null};
}

const recorded = existsSync(RECORDINGS);
const pairs: Pair[] = recorded
  ? JSON.parse(readFileSync(RECORDINGS, 'utf8'))
  : [];
const onRecordings = recorded ? describe : describe.skip;

const pair = (file: string): Pair => {
  const found = pairs.find(each => each.request.file === file);
  if (!found) throw new Error(`no recording ${file}`);
  return found;
};

/** Values that the request or Google's rules fix; all others are compared by type only. */
const CONSTANTS = [
  'type',
  'formattedType',
  'formattedProtocol',
  'objectType',
  'groupType',
  'contentType',
  'displayName',
  'displayNameLastFirst',
  'unstructuredName',
  'familyName',
  'givenName',
  'name',
  'formattedName',
  'primary',
  'default',
  'value',
  'protocol',
  'formattedValue',
  'deleted',
];

/** The part of a person etag that depends on mask and sources alone. */
const ETAG_CONSTANT = 67;

/** Keys in which the recordings of 2023 and the captures of 2026 differ. */
const NEWER_KEYS = ['sourcePrimary'];

type Outline = string | Outline[] | {[key: string]: Outline};

/** The answer with every value that may differ replaced by its type. */
function outline(value: unknown, key = ''): Outline {
  if (Array.isArray(value)) return value.map(each => outline(each, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !NEWER_KEYS.includes(name))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, each]) => [name, outline(each, name)]),
    );
  }
  return CONSTANTS.includes(key) ? String(value) : typeof value;
}

class Replay {
  readonly emulator: Emulator;

  constructor() {
    this.emulator = newEmulator({...SMALL_WORLD, region: 'ES'});
    const {world} = this.emulator;
    world.tokens.set('t', {
      userId: world.directory.findUser(ANA)!.id,
      clientId: 'replay',
      scopes: ['contacts'],
      expiresAtMs: Number.POSITIVE_INFINITY,
      refreshToken: undefined,
    });
  }

  async send(request: Pair['request'], changes: Draft = {}, name?: string) {
    const url = new URL(request.url);
    const path = name
      ? url.pathname.replace(/(people\/c\d+|contactGroups\/[0-9a-f]{16})/, name)
      : url.pathname;
    const {status, body} = await this.emulator.handle({
      method: request.method,
      url: path + url.search,
      headers: {authorization: 'Bearer t'},
      ...(request.body
        ? {body: JSON.stringify({...request.body, ...changes})}
        : {}),
    });
    return {status, body: JSON.parse(String(body)) as Draft};
  }

  create(who: 'person1' | 'person2') {
    return this.send(pair(`${who}_create_request.txt`).request);
  }
}

onRecordings(
  'recorded answers (skipped where ../shared/testdata is absent)',
  () => {
    for (const who of ['person1', 'person2'] as const) {
      test(`creating ${who} answers as recorded`, async () => {
        const {response} = pair(`${who}_create_request.txt`);
        const answer = await new Replay().create(who);
        expect(answer.status).toBe(response.status);
        expect(outline(answer.body)).toEqual(outline(response.body));
        expect(answer.body['etag'].slice(0, ETAG_CONSTANT)).toBe(
          response.body!['etag'].slice(0, ETAG_CONSTANT),
        );
      });

      test(`the keys of ${who} come in the recorded order`, async () => {
        const {response} = pair(`${who}_create_request.txt`);
        const {body} = await new Replay().create(who);
        expect(Object.keys(body)).toEqual(Object.keys(response.body!));
      });

      test(`fetching ${who} answers as recorded`, async () => {
        const replay = new Replay();
        const {body: made} = await replay.create(who);
        const {request, response} = pair(`${who}_fetch_request.txt`);
        const answer = await replay.send(request, {}, made['resourceName']);
        expect(outline(answer.body)).toEqual(outline(response.body));
      });
    }

    test('updating person2 answers as recorded', async () => {
      const replay = new Replay();
      const {body: made} = await replay.create('person2');
      const {request, response} = pair('person2_modify_request.txt');
      const answer = await replay.send(
        request,
        {
          resourceName: made['resourceName'],
          etag: made['etag'],
          metadata: made['metadata'],
        },
        made['resourceName'],
      );
      expect(answer.status).toBe(200);
      expect(outline(answer.body)).toEqual(outline(response.body));
    });

    test('listing both answers as recorded', async () => {
      const replay = new Replay();
      await replay.create('person1');
      await replay.create('person2');
      const {request, response} = pair('connections_initial_fetch_request.txt');
      const {body} = await replay.send(request);
      expect(outline(body)).toEqual(outline(response.body));
      expect(body['totalItems']).toBe(response.body!['totalItems']);
    });

    test('deleting answers nothing', async () => {
      const replay = new Replay();
      const {body: made} = await replay.create('person1');
      const {request, response} = pair('person1_delete_request.txt');
      const answer = await replay.send(request, {}, made['resourceName']);
      expect(answer).toEqual({status: response.status, body: {}});
    });

    test('a photo set and taken away answers with the recorded keys', async () => {
      const replay = new Replay();
      const {body: made} = await replay.create('person2');
      const set = pair('person2_photo_update_request.txt');
      const photoBytes = monogram('x').toString('base64');
      const updated = await replay.send(
        set.request,
        {photoBytes},
        made['resourceName'],
      );
      // The recorded person had another address type by then, so items are not compared.
      const keys = (body: Draft) => Object.keys(body['person']).sort();
      expect(keys(updated.body)).toEqual(keys(set.response.body!));
      expect(outline(updated.body['person'].photos)).toEqual(
        outline(set.response.body!['person'].photos),
      );
      const drop = pair('person2_photo_delete_request.txt');
      const deleted = await replay.send(drop.request, {}, made['resourceName']);
      expect(keys(deleted.body)).toEqual(keys(drop.response.body!));
    });

    test('a label made, fetched and renamed answers as recorded', async () => {
      const replay = new Replay();
      const create = pair('contactgroup3_create_request.txt');
      const made = await replay.send(create.request);
      expect(outline(made.body)).toEqual(outline(create.response.body));
      const modify = pair('contactgroup3_modify_request.txt');
      const renamed = await replay.send(
        modify.request,
        {
          contactGroup: {
            ...modify.request.body!['contactGroup'],
            resourceName: made.body['resourceName'],
            etag: made.body['etag'],
          },
        },
        made.body['resourceName'],
      );
      expect(outline(renamed.body)).toEqual(outline(modify.response.body));
    });

    test('a label with members and a system group are fetched as recorded', async () => {
      const replay = new Replay();
      const create = pair('contactgroup2_create_request.txt');
      const {body: label} = await replay.send(create.request);
      const {body: person} = await replay.create('person2');
      replay.emulator.control('labelContact', {
        user: ANA,
        contact: person['resourceName'],
        label: label['resourceName'],
      });
      const fetch = pair('contactgroup2_fetch_request.txt');
      const fetched = await replay.send(
        fetch.request,
        {},
        label['resourceName'],
      );
      expect(outline(fetched.body)).toEqual(outline(fetch.response.body));
      const system = pair('contactgroup1_fetch_request.txt');
      const mine = await replay.send(system.request);
      expect(outline(mine.body)).toEqual(outline(system.response.body));
    });

    test('the list of labels has the recorded keys, rows and token', async () => {
      const replay = new Replay();
      await replay.create('person2');
      await replay.send(pair('contactgroup2_create_request.txt').request);
      const {request, response} = pair('contactgroup_list_fetch_request.txt');
      const {body} = await replay.send(request);
      expect(Object.keys(body).sort()).toEqual(
        Object.keys(response.body!).sort(),
      );
      const row = (list: Draft, name: string) =>
        outline(
          list['contactGroups'].find((group: Draft) => group['name'] === name),
        );
      expect(row(body, 'myContacts')).toEqual(
        row(response.body!, 'myContacts'),
      );
    });
  },
);
