import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {createPhotoAddresses} from '../../server/http/photo-addresses.ts';
import {withPhoto} from '../../server/core/content.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {
  givePhoto,
  PHOTO,
  PHOTO_HASH,
  setScene,
  type Scene,
} from './support/matrix-cases.ts';

const PATTERN = /^https:\/\/contacts\.example\/v1\/photos\/[\w-]+$/;
const ORIGIN = 'https://contacts.example';
const LIFE_MS = 15 * 60 * 1000;

describeOnBothStores('photos in the API', getDatabase => {
  let api: TestApi;
  let scene: Scene;
  let contact: string;
  let url: string;

  beforeAll(async () => {
    api = await createTestApi(getDatabase(), {publicUrl: ORIGIN});
    scene = await setScene(api);
    contact = `contacts/${scene.ids['contact']}`;
    url = await givePhoto(api, scene.ids['contact']!, scene.people.owner);
  });
  afterAll(() => api.app.close());

  const get = (address: string) =>
    api.app.inject({method: 'GET', url: address.replace(ORIGIN, '')});

  const addresses = async (nowMs: number) => {
    const {db} = getDatabase();
    const made = createPhotoAddresses({
      db,
      publicUrl: ORIGIN,
      nowMs: () => nowMs,
    });
    await made.load();
    return made;
  };

  test('a contact has the address of its photo, which shows it without signing in', async () => {
    expect(url).toMatch(PATTERN);
    const answer = await get(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload).toEqual(PHOTO);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cache-control': expect.stringMatching(
        /^private, max-age=\d{3}, immutable$/,
      ),
    });
  });

  test('an address is good for a quarter of an hour', async () => {
    const now = Date.now();
    const old = (await addresses(now - LIFE_MS - 1000)).of(PHOTO_HASH);
    expect((await get(old)).statusCode).toBe(404);
    const young = (await addresses(now - LIFE_MS + 120_000)).of(PHOTO_HASH);
    expect((await get(young)).statusCode).toBe(200);
  });

  test('an address that was changed, or was never given, is none', async () => {
    const [head, photo = ''] = url.split('/photos/');
    const flipped = (at: number) =>
      photo.slice(0, at) +
      (photo[at] === 'A' ? 'B' : 'A') +
      photo.slice(at + 1);
    for (const forged of [
      flipped(2),
      flipped(45),
      flipped(photo.length - 3),
      photo.slice(1),
      'x',
      PHOTO_HASH,
    ]) {
      const answer = await get(`${head}/photos/${forged}`);
      expect([forged, answer.statusCode]).toEqual([forged, 404]);
      expect(answer.json().error.status).toBe('NOT_FOUND');
    }
    const unknown = (await addresses(Date.now())).of('ab'.repeat(32));
    expect((await get(unknown)).statusCode).toBe(404);
  });

  test('history shows where a photo was, and no hash', async () => {
    const {owner} = scene.people;
    const {revisions} = await api.ok(owner, `GET /v1/${contact}/revisions`);
    expect(revisions[0].changes).toMatchObject([
      {field: 'photos', new: [{url: expect.stringMatching(PATTERN)}]},
    ]);
    expect(JSON.stringify(revisions)).not.toContain(PHOTO_HASH);
  });

  test('who may not see photos gets none', async () => {
    const {owner, viewer} = scene.people;
    const path = `/v1/${scene.shared.grants.viewer}`;
    await api.ok(owner, `PATCH ${path}`, {hiddenFields: ['photos']});
    const seen = await api.ok(viewer, `GET /v1/${contact}`);
    expect(seen.person).not.toHaveProperty('photos');
    await api.ok(owner, `PATCH ${path}`, {hiddenFields: []});
    const again = await api.ok(viewer, `GET /v1/${contact}`);
    expect(again.person.photos).toHaveLength(1);
  });

  test('no call sets a photo: neither a sent one nor a replaced whole touches it', async () => {
    const {owner} = scene.people;
    const {body} = await api.call(
      owner,
      `PATCH /v1/${contact}?updateMask=photos`,
      {person: {photos: [{hash: 'ab'.repeat(32)}]}},
    );
    expect(body.error.status).toBe('INVALID_ARGUMENT');
    await api.ok(owner, `PATCH /v1/${contact}?updateMask=*`, {
      person: {
        names: [{givenName: 'Replaced'}],
        photos: [{hash: 'ab'.repeat(32)}],
      },
    });
    const {content} = await getDatabase()
      .db.selectFrom('contacts')
      .select('content')
      .where('id', '=', scene.ids['contact']!)
      .executeTakeFirstOrThrow();
    expect(content).toEqual(
      withPhoto({names: [{givenName: 'Replaced'}]}, PHOTO_HASH),
    );
  });

  test('no address of a photo is logged', () => {
    expect(api.log()).not.toContain(url.split('/photos/')[1]);
  });

  test('a monogram is a picture for anybody, and there is none but those drawn', async () => {
    const answer = await get(`${ORIGIN}/v1/monograms/3055.png`);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=2592000',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(answer.rawPayload.subarray(1, 4).toString()).toBe('PNG');
    for (const name of ['5b57.png', 'none', '..%2Fphotos.ts']) {
      const {statusCode} = await get(`${ORIGIN}/v1/monograms/${name}`);
      expect([name, statusCode]).toEqual([name, 404]);
    }
  });
});
