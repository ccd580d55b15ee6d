import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, violationsOf, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

const called = (
  familyName: string,
  phoneticFamilyName: string | undefined,
  nick: string,
) => ({
  names: [{familyName, ...(phoneticFamilyName && {phoneticFamilyName})}],
  nicknames: [{value: nick}],
});

/** In the order of their readings; nicknames the other way round. */
const IN_ORDER = [
  called('Smith', undefined, 'f team'),
  called('青木', 'アオキ', 'e team'),
  called('河合', 'かわい', 'd team'),
  called('山田', 'ヤマダ', 'c team'),
  called('渡辺', 'ワタナベ', 'b team'),
  {nicknames: [{value: 'a team'}]},
];

describeOnBothStores('contacts by name', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;
  let names: string[];

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api);
    const byIndex = new Map<number, string>();
    for (const index of [3, 0, 5, 1, 4, 2]) {
      byIndex.set(index, await shared.addContact(IN_ORDER[index]));
    }
    names = [5, 0, 1, 2, 3, 4].map(index => byIndex.get(index)!);
  });

  afterAll(() => api.app.close());

  const ask = async (as: Person, path: string, pageSize: number) => {
    const found: string[] = [];
    let pageToken = '';
    do {
      const query = new URLSearchParams({
        orderBy: 'displayName',
        pageSize: String(pageSize),
        pageToken,
      });
      const glue = path.includes('?') ? '&' : '?';
      const answer = await api.ok(as, `GET ${path}${glue}${query.toString()}`);
      found.push(...answer.contacts.map(({name}: {name: string}) => name));
      pageToken = answer.nextPageToken ?? '';
    } while (pageToken !== '');
    return found;
  };

  const list = () => `/v1/${shared.label}/contacts`;
  const SEARCH = '/v1/contacts:search?query=team';

  test.each([1, 2, 4, 100])(
    'come in the order of their readings, in pages of %i',
    async pageSize => {
      const {viewer} = shared.people;
      expect(await ask(viewer, list(), pageSize)).toEqual(names);
      expect(await ask(viewer, SEARCH, pageSize)).toEqual(names);
    },
  );

  test('come to who does not see the names by what it sees', async () => {
    const {owner, viewer} = shared.people;
    const grant = `/v1/${shared.grants.viewer}`;
    await api.ok(owner, `PATCH ${grant}`, {hiddenFields: ['names']});
    const byNick = [names[0], ...names.slice(1).reverse()];
    expect(await ask(viewer, list(), 2)).toEqual(byNick);
    expect(await ask(viewer, SEARCH, 2)).toEqual(byNick);
    const {contacts} = await api.ok(
      viewer,
      `GET ${SEARCH}&orderBy=displayName`,
    );
    expect(
      contacts.map(({displayName}: {displayName: string}) => displayName),
    ).toEqual(['a team', 'b team', 'c team', 'd team', 'e team', 'f team']);
    await api.ok(owner, `PATCH ${grant}`, {hiddenFields: []});
  });

  test('move with their names, and a page goes on behind one that went', async () => {
    const {owner, viewer} = shared.people;
    const first = await api.ok(
      viewer,
      `GET ${list()}?orderBy=displayName&pageSize=3`,
    );
    const gone = names[2]!;
    await api.ok(owner, `DELETE /v1/${gone}`);
    const rest = await api.ok(
      viewer,
      `GET ${list()}?orderBy=displayName&pageToken=${first.nextPageToken}`,
    );
    expect(rest.contacts.map(({name}: {name: string}) => name)).toEqual(
      names.slice(3),
    );
    await api.ok(owner, `POST /v1/${gone}:undelete`);
    await api.ok(owner, `PATCH /v1/${gone}`, {
      person: {names: [{familyName: '湾', phoneticFamilyName: 'ワン'}]},
    });
    expect((await ask(viewer, list(), 100)).at(-1)).toBe(gone);
    await api.ok(owner, `PATCH /v1/${gone}`, {
      person: {names: called('青木', 'アオキ', '').names},
    });
    expect(await ask(viewer, list(), 100)).toEqual(names);
  });

  test('are called family name first where their script has it so', async () => {
    const name = await shared.addContact({
      names: [{givenName: '太郎', familyName: '松本'}],
    });
    expect(await api.ok(shared.people.owner, `GET /v1/${name}`)).toMatchObject({
      displayName: '松本 太郎',
    });
    await api.ok(shared.people.owner, `DELETE /v1/${name}`);
  });

  test('are refused in another order, and by the token of another', async () => {
    const {owner} = shared.people;
    const unknown = await api.call(owner, `GET ${list()}?orderBy=etag`);
    expect(unknown.status).toBe(400);
    expect(Object.keys(violationsOf(unknown))).toEqual(['orderBy']);
    const {nextPageToken} = await api.ok(owner, `GET ${list()}?pageSize=1`);
    const other = await api.call(
      owner,
      `GET ${list()}?orderBy=displayName&pageToken=${nextPageToken}`,
    );
    expect(Object.keys(violationsOf(other))).toEqual(['pageToken']);
  });
});
