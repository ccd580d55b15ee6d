import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {describeOnOneStore} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {operationsOf, readDocument} from './support/api-document.ts';
import type {ApiDocument} from './support/api-document.ts';
import {requestFor, setScene, type Scene} from './support/matrix-cases.ts';
import {dumpStore, restoreStore, type StoreDump} from './support/store-dump.ts';
import type {Person} from './support/workplace.ts';

const SECRET = 'Kirschblütenfest';

/** The document needs no store, so the doors are known before the tests begin. */
const reading = await createTestApi({db: {}} as never);
const doors = operationsOf(await readDocument(reading));
await reading.app.close();

describeOnOneStore('a private comment', getDatabase => {
  let api: TestApi;
  let document: ApiDocument;
  let scene: Scene;
  let untouched: StoreDump;
  let admin: Person;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    document = await readDocument(api);
    scene = await setScene(api);
    admin = api.workplace.join('root', {isAdmin: true});
    await api.ok(admin, 'GET /v1/accounts/me');
    const contact = `contacts/${scene.ids['contact']}`;
    await api.ok(scene.people.viewer, `POST /v1/${contact}/comments`, {
      text: SECRET,
      visibility: 'PRIVATE',
    });
    untouched = await dumpStore(getDatabase().db);
  });

  afterAll(() => api.app.close());

  test('is its author’s to read', async () => {
    const path = `/v1/contacts/${scene.ids['contact']}/comments`;
    const answer = await api.ok(scene.people.viewer, `GET ${path}`);
    expect(JSON.stringify(answer)).toContain(SECRET);
  });

  test.each(doors.map(door => [door.name, door] as const))(
    'is nobody else’s through %s',
    async (_, door) => {
      const {owner, manager, editor} = scene.people;
      for (const caller of [owner, manager, editor, admin]) {
        try {
          const {method, url, body} = await requestFor(door, document, scene);
          const answer = await api.call(caller, `${method} ${url}`, body);
          expect(JSON.stringify(answer)).not.toContain(SECRET);
        } finally {
          await restoreStore(getDatabase().db, untouched);
        }
      }
    },
  );

  test('is found by no search, by its author neither', async () => {
    for (const caller of Object.values(scene.people)) {
      const query = encodeURIComponent(SECRET);
      const {contacts} = await api.ok(
        caller,
        `GET /v1/contacts:search?query=${query}`,
      );
      expect(contacts).toEqual([]);
    }
  });

  test('stands in no log', () => {
    expect(api.log()).not.toContain(SECRET);
  });
});
