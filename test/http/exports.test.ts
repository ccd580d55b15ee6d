import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {withPhoto} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {editContact} from '../../server/store/contacts.ts';
import {describeOnBothStores} from '../support/database.ts';
import {readContents, readContacts} from '../formats/csv-support.ts';
import {readWhole} from '../formats/vcard-support.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {givePhoto, PHOTO} from './support/matrix-cases.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

/** Something of most kinds that a contact may have. */
const RICH = {
  names: [
    {
      givenName: '太郎',
      familyName: '山田',
      phoneticGivenName: 'たろう',
      phoneticFamilyName: 'やまだ',
    },
  ],
  nicknames: [{value: 'Ta;ro, "T"'}],
  emailAddresses: [
    {value: 'taro@example.co.jp', type: 'work', displayName: 'Taro Y.'},
    {value: 'taro@home.example', type: 'Allotment'},
  ],
  phoneNumbers: [{value: '+81 3-1234-5678', type: 'mobile'}],
  addresses: [
    {
      streetAddress: '1-2-3 Ginza',
      city: 'Chuo',
      country: 'Japan',
      type: 'home',
    },
  ],
  organizations: [{name: 'Acme', department: 'R&D', title: 'Chief; of all'}],
  birthdays: [{date: {month: 2, day: 29}}],
  events: [{date: {year: 2020, month: 5, day: 1}, type: 'Wedding'}],
  relations: [{person: 'Hanako', type: 'spouse'}],
  urls: [{value: 'https://example.co.jp/a,b;c', type: 'homePage'}],
  biographies: [{value: 'met in\nKyoto', contentType: 'TEXT_PLAIN'}],
  userDefined: [{key: 'Shoe', value: '42'}],
};

describeOnBothStores('exports', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api, 'Exported');
  });
  afterAll(() => api.app.close());

  const getUrl = (person: Person, url: string) =>
    api.app.inject({
      method: 'GET',
      url,
      headers: {authorization: `Bearer ${api.workplace.idToken(person)}`},
    });
  const get = (person: Person, query: string) =>
    getUrl(person, `/v1/${shared.label}:export${query}`);

  test('a label without contacts is a file with nobody in it', async () => {
    const answer = await get(shared.people.viewer, '');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="contacts-google-csv.csv"',
    });
    expect(() => readContacts(answer.rawPayload)).toThrow(
      'No row has a contact.',
    );
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

  const VCARDS = [
    ['vcard3', '3.0'],
    ['vcard4', '4.0'],
  ] as const;
  const VCARD_FORMATS = VCARDS.map(([format]) => format);

  test.each(VCARDS)('%s is a file of vCards %s', async (format, version) => {
    const answer = await get(shared.people.owner, `?format=${format}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/vcard; charset=utf-8',
      'content-disposition': `attachment; filename="contacts-${format}.vcf"`,
    });
    const versions = answer.payload.match(/^VERSION:.*$/gm) ?? [];
    expect(versions).toHaveLength(205);
    expect(new Set(versions)).toEqual(new Set([`VERSION:${version}`]));
  });

  describe('as vCards', () => {
    let cards: SharedLabel;
    let ids: string[];

    beforeAll(async () => {
      cards = await shareLabel(api, 'Cards; of, all');
      ids = [];
      for (const person of [RICH, {names: [{givenName: '花子'}]}]) {
        ids.push((await cards.addContact(person)).replace('contacts/', ''));
      }
      await givePhoto(api, ids[0]!, cards.people.owner);
    });

    const exported = async (person: Person, format: string) => {
      const url = `/v1/${cards.label}:export?format=${format}`;
      const answer = await getUrl(person, url);
      expect(answer.statusCode).toBe(200);
      return {...readWhole(answer.rawPayload), text: answer.payload};
    };

    /** What the API shows of the label's contacts, as it is kept. */
    const seenBy = async (person: Person) => {
      const {contacts = []} = await api.ok(
        person,
        `GET /v1/${cards.label}/contacts`,
      );
      return (contacts as {person: object}[]).map(({person: seen}) =>
        normalizeContent({...seen}),
      );
    };

    test.each(VCARD_FORMATS)(
      'contacts of %s are read again as their reader sees them, with labels and photo',
      async format => {
        const {viewer} = cards.people;
        const {contacts, remarks} = await exported(viewer, format);
        const read = contacts.map(({person}) => normalizeContent(person));
        expect(read).toEqual(await seenBy(viewer));
        expect(read[0]).toEqual(normalizeContent(RICH));
        expect(contacts.map(({labels}) => labels)).toEqual([
          ['Cards; of, all'],
          ['Cards; of, all'],
        ]);
        const [photo, none] = contacts.map(each => each.photo);
        expect(Buffer.from(photo ?? [])).toEqual(PHOTO);
        expect(none).toBeUndefined();
        expect(remarks).toEqual([]);
      },
    );

    test.each(VCARD_FORMATS)(
      '%s has nothing of a field, a photo or a label that is hidden from its reader',
      async format => {
        const {viewer, owner} = cards.people;
        const {name: secret} = await api.ok(owner, 'POST /v1/labels', {
          displayName: `Secret ${format}`,
        });
        await api.ok(owner, `POST /v1/${secret}/contacts:add`, {
          contacts: [`contacts/${ids[0]}`],
        });
        const grant = `PATCH /v1/${cards.grants.viewer}`;
        const hiddenFields = ['biographies', 'userDefined', 'photos'];
        await api.ok(owner, grant, {hiddenFields});
        const theirs = await exported(viewer, format);
        expect(
          theirs.contacts.map(({person}) => normalizeContent(person)),
        ).toEqual(await seenBy(viewer));
        expect(theirs.contacts[0]?.person).toHaveProperty('emailAddresses');
        for (const hidden of ['met in', 'Shoe', 'PHOTO', 'Secret']) {
          expect(theirs.text).not.toContain(hidden);
          expect((await exported(owner, format)).text).toContain(hidden);
        }
        await api.ok(owner, grant, {hiddenFields: []});
      },
    );

    test('a photo whose bytes are not there is left out, and the contact is not', async () => {
      const {owner} = cards.people;
      await api.db.transaction().execute(tx =>
        editContact(tx, {
          contactId: ids[1]!,
          by: {accountId: owner.id, via: 'GOOGLE'},
          change: content => ({content: withPhoto(content, 'ab'.repeat(32))}),
        }),
      );
      const {contacts} = await exported(owner, 'vcard4');
      expect(contacts[1]?.person).toMatchObject({
        names: [{givenName: '花子'}],
      });
      expect(contacts.map(({photo}) => photo !== undefined)).toEqual([
        true,
        false,
      ]);
    });
  });

  test('another format is refused', async () => {
    const answer = await get(shared.people.viewer, '?format=excel');
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.status).toBe('INVALID_ARGUMENT');
  });
});
