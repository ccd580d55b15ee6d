/** Photos: what an answer says of them, writing them, and fetching the pictures. */
import {beforeEach, describe, expect, test} from '@jest/globals';
import {PHOTO_BYTES_MAX} from '../../server/core/picture.ts';
import {personToObserved} from '../../server/google/person.ts';
import {createPhotoReader} from '../../server/google/photo-reader.ts';
import {monogram} from '../emulator/people/photos.ts';
import {CONTRACT_WORLD, only, peopleOf, valueOf} from './client-support.ts';
import {useBench} from './google-support.ts';

const bench = useBench(CONTRACT_WORLD);

beforeEach(() => {
  bench.reset();
});

const PNG = monogram('a picture');
const GOOGLE = 'https://lh3.googleusercontent.com/contacts/abc=s100';
const signal = new AbortController().signal;

describe('what an answer says of a photo', () => {
  const id = '44a408968bb43d08';
  const contact = {source: {type: 'CONTACT', id}};
  const profile = {source: {type: 'PROFILE', id: '1'}};
  const photoOf = (photos?: readonly object[]) => {
    const seen = personToObserved(
      {
        resourceName: 'people/c4946087733441608968',
        metadata: {
          sources: [
            {
              ...{type: 'CONTACT', id, etag: '#a'},
              updateTime: '2026-01-01T00:00:00Z',
            },
          ],
        },
        ...(photos && {photos}),
      },
      {},
    );
    return 'photo' in seen ? seen.photo : undefined;
  };

  test('an own one is told by its address', () => {
    expect(photoOf([{metadata: contact, url: GOOGLE}])).toEqual({
      kind: 'own',
      url: GOOGLE,
    });
  });

  test('the drawn one is none', () => {
    const drawn = {metadata: contact, url: GOOGLE, default: true};
    expect(photoOf([drawn])).toEqual({kind: 'default'});
  });

  test('a profile’s photo and a list without any say nothing', () => {
    expect(photoOf([{metadata: profile, url: GOOGLE}])).toBeUndefined();
    expect(photoOf([{metadata: contact}])).toBeUndefined();
    expect(photoOf([])).toBeUndefined();
    expect(photoOf()).toBeUndefined();
  });
});

describe('a photo that is written', () => {
  const make = async () =>
    only(
      await valueOf(
        peopleOf(bench).createPeople([
          {
            marker: 'm1',
            content: {names: [{givenName: 'Ida'}]},
            groups: ['contactGroups/myContacts'],
          },
        ]),
      ),
    );

  test('is answered with its address and a new etag, and can be taken away', async () => {
    const people = peopleOf(bench);
    const {resourceName, etag, photo} = await make();
    expect(photo).toEqual({kind: 'default'});
    const written = await valueOf(
      people.writePhoto({resourceName, bytes: PNG}),
    );
    expect(written.photo?.kind).toBe('own');
    expect(written.etag).not.toBe(etag);
    const taken = await valueOf(people.writePhoto({resourceName, bytes: null}));
    expect(taken.photo).toBeUndefined();
    const again = await people.writePhoto({resourceName, bytes: null});
    expect(again).toEqual({kind: 'fault', fault: {kind: 'notFound'}});
  });

  test('that Google does not take is told', async () => {
    const {resourceName} = await make();
    const bytes = Buffer.from('GIF89a');
    const outcome = await peopleOf(bench).writePhoto({resourceName, bytes});
    expect(outcome).toMatchObject({fault: {kind: 'invalidArgument'}});
  });
});

/** Answers as told, by address; notes what was asked. */
function answering(
  answers: Readonly<Record<string, () => Response>>,
  emulatorHost?: string,
) {
  const asked: string[] = [];
  const reader = createPhotoReader({
    emulatorHost,
    fetch: async input => {
      const url = String(input);
      asked.push(url);
      const answer = answers[url];
      if (answer === undefined) throw new Error(`nobody at ${url}`);
      return answer();
    },
  });
  return {asked, read: (url: string) => reader.read(url, signal)};
}

const picture = (bytes: string | Buffer) => () =>
  new Response(Buffer.from(bytes as string, 'latin1'));

describe('fetching a picture', () => {
  const big = 'https://lh3.googleusercontent.com/contacts/abc=s720';

  test('asks for a size fit for phones, and knows the kind by its bytes', async () => {
    const {read, asked} = answering({[big]: picture(PNG)});
    expect(await read(GOOGLE)).toEqual({
      kind: 'ok',
      bytes: PNG,
      mediaType: 'image/png',
    });
    expect(asked).toEqual([big]);
  });

  test.each([
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a', 'image/gif'],
    ['RIFF\x10\n\x00\x00WEBPVP8 ', 'image/webp'],
  ])('%j is %s', async (bytes, mediaType) => {
    const {read} = answering({[big]: picture(bytes)});
    expect(await read(GOOGLE)).toMatchObject({kind: 'ok', mediaType});
  });

  test('what is no picture, or too large, is of no use', async () => {
    for (const bytes of [
      '<svg onload="alert(1)"/>',
      '',
      Buffer.concat([PNG, Buffer.alloc(PHOTO_BYTES_MAX)]),
    ]) {
      const {read} = answering({[big]: picture(bytes)});
      expect(await read(GOOGLE)).toEqual({kind: 'unusable'});
    }
  });

  test.each([404, 429, 500])('%d says nothing of the photo', async status => {
    const {read} = answering({[big]: () => new Response(null, {status})});
    expect(await read(GOOGLE)).toEqual({kind: 'unreachable'});
  });

  test.each([
    'http://lh3.googleusercontent.com/a=s100',
    'https://googleusercontent.com.evil.example/a',
    'https://evil.example/.googleusercontent.com',
    'https://evilgoogleusercontent.com/a',
    'https://user@lh3.googleusercontent.com/a',
    'https://lh3.googleusercontent.com:8443/a',
    'https://169.254.169.254/a',
    'http://127.0.0.1:9000/contacts/a=s100',
    'file:///etc/passwd',
    'not an address',
  ])('%s is never asked', async url => {
    const {read, asked} = answering({});
    expect(await read(url)).toEqual({kind: 'unusable'});
    expect(asked).toEqual([]);
  });

  test('a redirect is followed to Google’s own hosts alone', async () => {
    const redirect = (location: string) => () =>
      new Response(null, {status: 302, headers: {location}});
    const other = 'https://lh5.googleusercontent.com/other';
    const followed = answering({
      [big]: redirect(other),
      [other]: picture(PNG),
    });
    expect(await followed.read(GOOGLE)).toMatchObject({kind: 'ok'});
    const stray = answering({[big]: redirect('https://evil.example/a')});
    expect(await stray.read(GOOGLE)).toEqual({kind: 'unusable'});
    expect(stray.asked).toEqual([big]);
    const circle = answering({[big]: redirect(big)});
    expect(await circle.read(GOOGLE)).toEqual({kind: 'unusable'});
    expect(circle.asked.length).toBeLessThan(10);
  });

  test('where an emulator stands in, it is asked for its own and for Google’s', async () => {
    const host = '127.0.0.1:9000';
    const there = `http://${host}/contacts/abc=s720`;
    const {read, asked} = answering({[there]: picture(PNG)}, host);
    expect(await read(GOOGLE)).toMatchObject({kind: 'ok'});
    expect(await read(`http://${host}/contacts/abc=s100`)).toMatchObject({
      kind: 'ok',
    });
    expect(asked).toEqual([there, there]);
    expect(await read('http://127.0.0.1:9001/contacts/abc')).toEqual({
      kind: 'unusable',
    });
  });
});
