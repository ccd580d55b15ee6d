/** people-api §11: photos. */
import {beforeEach, expect} from '@jest/globals';
import {monogram} from '../emulator/people/photos.ts';
import {
  emulatorFact,
  errorOf,
  fact,
  raw,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

const PNG = monogram('a picture');

const setPhoto = (
  resourceName: string,
  photoBytes: string,
  personFields?: string,
) =>
  bench.people().people.updateContactPhoto({
    resourceName,
    requestBody: {photoBytes, ...(personFields ? {personFields} : {})},
  });

fact(
  'people-api §11: without personFields a photo update answers nothing',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {data} = await setPhoto(person.resourceName!, PNG.toString('base64'));
    expect(data).toEqual({});
  },
);

fact(
  'people-api §11: a set photo is no default, and the contact has a new etag',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {data} = await setPhoto(
      person.resourceName!,
      PNG.toString('base64'),
      'photos,metadata',
    );
    expect(data.person!.photos![0]).not.toHaveProperty('default');
    expect(data.person!.metadata!.sources![0]!.etag).not.toBe(
      person.metadata!.sources![0]!.etag,
    );
  },
);

fact('people-api §11: URL-safe base64 is taken too', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const {status} = await setPhoto(
    person.resourceName!,
    PNG.toString('base64url'),
  );
  expect(status).toBe(200);
});

fact('people-api §11: what is neither JPEG nor PNG is 400', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const {status} = await errorOf(
    setPhoto(person.resourceName!, Buffer.from('GIF89a').toString('base64')),
  );
  expect(status).toBe(400);
});

emulatorFact(
  'people-api §11: a photo is fetched by a plain GET, in any size',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    await setPhoto(person.resourceName!, PNG.toString('base64'));
    const answer = await raw(
      bench,
      'GET',
      `/v1/${person.resourceName}?personFields=photos`,
    );
    const url: string = answer.json['photos'][0].url;
    expect(new URL(url).host).toBe(bench.host);
    for (const size of ['=s100', '=s400', '']) {
      const photo = await fetch(url.replace(/=s100$/, size));
      expect(photo.headers.get('content-type')).toBe('image/png');
      expect(Buffer.from(await photo.arrayBuffer())).toEqual(PNG);
    }
  },
);

emulatorFact(
  'people-api §11: the generated picture can be fetched as well',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const answer = await raw(
      bench,
      'GET',
      `/v1/${person.resourceName}?personFields=photos`,
    );
    const photo = await fetch(answer.json['photos'][0].url);
    expect(photo.status).toBe(200);
    expect(photo.headers.get('content-type')).toBe('image/png');
  },
);

emulatorFact(
  'people-api §11: photos may also stand at Google, by a switch',
  async () => {
    bench.control('switches', {photoHost: 'google'});
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const answer = await raw(
      bench,
      'GET',
      `/v1/${person.resourceName}?personFields=photos`,
    );
    expect(answer.json['photos'][0].url).toMatch(
      /^https:\/\/lh3\.googleusercontent\.com\//,
    );
  },
);

emulatorFact(
  'people-api §11: a photo may come back as other bytes than were sent, by a switch',
  async () => {
    bench.control('switches', {photosReencoded: true});
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    await setPhoto(person.resourceName!, PNG.toString('base64'));
    const answer = await raw(
      bench,
      'GET',
      `/v1/${person.resourceName}?personFields=photos`,
    );
    const photo = await fetch(answer.json['photos'][0].url);
    const bytes = Buffer.from(await photo.arrayBuffer());
    expect(bytes).not.toEqual(PNG);
    expect(bytes.subarray(0, 8)).toEqual(PNG.subarray(0, 8));
    bench.control('switches', {pictureStatus: 503});
    expect((await fetch(answer.json['photos'][0].url)).status).toBe(503);
  },
);

fact('people-api §11: a photo can be deleted once', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const resourceName = person.resourceName!;
  await setPhoto(resourceName, PNG.toString('base64'));
  const {people} = bench.people();
  const {data} = await people.deleteContactPhoto({
    resourceName,
    personFields: 'names,photos',
  });
  expect(data.person).not.toHaveProperty('photos');
  const {status} = await errorOf(people.deleteContactPhoto({resourceName}));
  expect(status).toBe(404);
});

fact('people-api §11: photos are no part of create and update', async () => {
  const person = await bench.create({
    names: [{givenName: 'Ida'}],
    photos: [{url: 'https://x.example/me.png'}],
  });
  expect(person.photos![0]!.default).toBe(true);
});
