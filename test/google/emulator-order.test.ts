/** One seed is one world on every machine. */
import {afterEach, expect, jest, test} from '@jest/globals';
import {raw, REAL_ACCOUNT, useBench} from './google-support.ts';

const bench = useBench();

afterEach(() => {
  jest.restoreAllMocks();
});

const onEmulator = REAL_ACCOUNT ? test.skip : test;

onEmulator('names sort the same on a Swedish machine', async () => {
  for (const givenName of ['Zoe', 'Åsa', 'Ben']) {
    await bench.create({names: [{givenName}]});
  }
  const swedish = new Intl.Collator('sv');
  jest.spyOn(String.prototype, 'localeCompare').mockImplementation(function (
    this: string,
    other: string,
  ) {
    return swedish.compare(String(this), other);
  });
  const {json} = await raw(
    bench,
    'GET',
    '/v1/people/me/connections?personFields=names&sortOrder=FIRST_NAME_ASCENDING',
  );
  expect(
    json['connections'].map(
      (each: {names: {givenName: string}[]}) => each.names[0]?.givenName,
    ),
  ).toEqual(['Åsa', 'Ben', 'Zoe']);
});
