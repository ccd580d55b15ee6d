import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {readContents, readContacts} from '../formats/csv-support.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

describeOnBothStores('exports', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api, 'Exported');
  });
  afterAll(() => api.app.close());

  const get = (person: Person, query: string) =>
    api.app.inject({
      method: 'GET',
      url: `/v1/${shared.label}:export${query}`,
      headers: {authorization: `Bearer ${api.workplace.idToken(person)}`},
    });

  test('a label without contacts is a file with nobody in it', async () => {
    const answer = await get(shared.people.viewer, '');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="contacts-google-csv.csv"',
    });
    expect(readContacts(answer.rawPayload)).toEqual([]);
  });

  test('contacts of several pages leave as they are, with their labels', async () => {
    const count = 205;
    for (let n = 0; n < count; n++) {
      await shared.addContact({
        names: [{givenName: `Ann${n}`, familyName: 'Lee'}],
        occupations: [{value: '=carpenter'}],
      } as never);
    }
    const google = await get(shared.people.viewer, '?format=google-csv');
    const contacts = readContacts(google.rawPayload);
    expect(contacts).toHaveLength(count);
    expect(new Set(contacts.flatMap(({labels}) => labels))).toEqual(
      new Set(['Exported']),
    );
    expect(readContents(google.rawPayload)[0]).toEqual({
      names: [{givenName: 'Ann0', familyName: 'Lee'}],
      occupations: [{value: '=carpenter'}],
    });
    const table = await get(
      shared.people.viewer,
      '?format=spreadsheet-csv&languageCode=ja',
    );
    expect(readContacts(table.rawPayload)).toHaveLength(count);
    expect(table.payload).toContain('姓,名');
  });

  test('what is hidden from somebody is not in their file', async () => {
    const {viewer, owner} = shared.people;
    await api.ok(owner, `PATCH /v1/${shared.grants.viewer}`, {
      hiddenFields: ['occupations'],
    });
    const theirs = await get(viewer, '');
    expect(theirs.payload).toContain('Ann0');
    expect(theirs.payload).not.toContain('carpenter');
    expect((await get(owner, '')).payload).toContain('carpenter');
  });

  test('another format is refused', async () => {
    const answer = await get(shared.people.viewer, '?format=excel');
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.status).toBe('INVALID_ARGUMENT');
  });
});
