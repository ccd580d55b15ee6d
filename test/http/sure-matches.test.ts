import {createHash} from 'node:crypto';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {withPhoto} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {insertContacts} from '../../server/store/contacts.ts';
import {writePhoto} from '../../server/store/photos.ts';
import {KEY_CONTACTS_MAX} from '../../server/store/sure-match.ts';
import {monogram} from '../emulator/people/photos.ts';
import {contents} from '../google/client-contents.ts';
import {describeOnBothStores} from '../support/database.ts';
import '../support/properties.ts';
import {
  createTestApi,
  risingIds,
  type Json,
  type TestApi,
} from './support/api.ts';
import {createImportBench, type ImportBench} from './support/imports.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';

const PHONE = {phoneNumbers: [{value: '+49 170 1234567'}]};
const MAIL = {emailAddresses: [{value: 'berg@customer.example'}]};
const NOTE = {biographies: [{value: 'met in Bonn'}]};
const named = (givenName: string, familyName: string, more: object = {}) => ({
  names: [{givenName, familyName, ...more}],
});
const John = {...named('John', 'Brandt'), ...PHONE};
const initial = {...named('J.', 'Brandt'), ...PHONE};

describeOnBothStores(
  'contacts that arrive one after another',
  (getDatabase, {kind}) => {
    let api: TestApi;
    let bench: ImportBench;
    let count = 0;

    beforeAll(async () => {
      api = await createTestApi(getDatabase());
      bench = createImportBench(api, getDatabase());
    });
    afterAll(() => api.app.close());

    const label = () => shareLabel(api, `Sure ${(count += 1)}`);

    const create = async (
      {label: name, people}: SharedLabel,
      person: object,
    ): Promise<string> =>
      (await api.ok(people.remover, `POST /v1/${name}/contacts`, {person}))
        .name;

    const called = async (shared: SharedLabel) =>
      (await bench.contactsOf(shared))
        .map(({person}) => {
          const {givenName = '', familyName = ''} = person['names']?.[0] ?? {};
          return `${givenName} ${familyName}`.trim();
        })
        .sort();

    const proposed = async ({people: {remover}}: SharedLabel) =>
      (await api.ok(remover, 'GET /v1/duplicates')).duplicates as Json[];

    test.each<[string, object, object, number?]>([
      ['Paul and Paula', named('Paul', 'Berg'), named('Paula', 'Berg')],
      [
        'senior and junior, but by the mailbox alone,',
        named('John', 'Smith', {honorificSuffix: 'Sr.'}),
        named('John', 'Smith', {honorificSuffix: 'Jr.'}),
        1,
      ],
      [
        'Maria and Anna Maria',
        named('Maria', 'Berg'),
        named('Anna Maria', 'Berg'),
      ],
      ['nobody and Ute', NOTE, named('Ute', 'Berg')],
    ])(
      '%s with one number or mailbox stay two, proposed',
      async (_, one, other, proposals = 2) => {
        const shared = await label();
        await create(shared, {...one, ...PHONE});
        await create(shared, {...other, ...PHONE});
        await create(shared, {...one, ...MAIL});
        await create(shared, {...other, ...MAIL});
        expect(await bench.contactsOf(shared)).toHaveLength(4);
        expect(await proposed(shared)).toHaveLength(proposals);
      },
    );

    test('a family with one number stays a family, in whatever order it comes', async () => {
      for (const order of [
        ['J.', 'John', 'Jane', 'Joan'],
        ['Jane', 'J.', 'Joan', 'John'],
      ]) {
        const shared = await label();
        for (const given of order) {
          await create(shared, {...named(given, 'Smith'), ...PHONE});
        }
        expect(await called(shared)).toEqual(
          order.map(given => `${given} Smith`).sort(),
        );
      }
    });

    test('join neither of two of whom somebody said that they are two', async () => {
      const shared = await label();
      const {remover} = shared.people;
      const [first, second] = [
        await create(shared, initial),
        await create(shared, John),
      ];
      const [duplicate] = await proposed(shared);
      await api.ok(remover, `POST /v1/${duplicate.name}:reject`);
      await create(shared, {...John, ...NOTE});
      expect(await called(shared)).toEqual([
        'J. Brandt',
        'John Brandt',
        'John Brandt',
      ]);
      expect(first).not.toBe(second);
    });

    test('nor the other where one of the two is deleted since', async () => {
      const shared = await label();
      const {remover} = shared.people;
      const one = await create(shared, John);
      const known = await create(shared, {...John, ...NOTE});
      expect(known).toBe(one);
      await api.ok(remover, `POST /v1/${one}:unmerge`);
      const contacts = await bench.contactsOf(shared);
      const other = contacts.find(({name}) => name !== one)!;
      await api.ok(remover, `DELETE /v1/${other.name}`);
      const again = await create(shared, {...John, ...NOTE});
      expect(again).not.toBe(one);
      expect(await called(shared)).toEqual(['John Brandt', 'John Brandt']);
    });

    test('after an undone import are one as before it', async () => {
      const shared = await label();
      const {remover} = shared.people;
      const one = await create(shared, John);
      const file = 'Name,Phone,Notes\nJohn Brandt,+49 170 1234567,tea\n';
      for (let time = 0; time < 2; time++) {
        const done = await bench.finish(remover, shared, file);
        expect(done.metadata.counts).toMatchObject({merged: 1});
        await api.ok(remover, `POST /v1/${done.name}:undo`);
        await bench.run('acts');
      }
      expect(await bench.contactsOf(shared)).toMatchObject([{name: one}]);
    });

    test('join the one whose address it is, not the first with their number', async () => {
      const shared = await label();
      await create(shared, {...named('S.', 'Pick'), ...PHONE});
      const sabine = {...named('Sabine', 'Pick'), ...PHONE};
      const mails = (...values: string[]) => ({
        emailAddresses: values.map(value => ({value})),
      });
      const known = await create(shared, {
        ...sabine,
        ...mails('sab@x.example'),
      });
      const joined = await create(shared, {
        ...sabine,
        ...mails('sab@x.example', 'sabneu@x.example'),
      });
      expect(joined).toBe(known);
    });

    test('join nobody of whom it is hidden whether they are a firm', async () => {
      const shared = await label();
      const {owner} = shared.people;
      await api.ok(owner, `POST /v1/${shared.label}/contacts`, {
        person: {organizations: [{name: 'Sakura KK'}], ...PHONE},
      });
      await api.ok(owner, `PATCH /v1/${shared.grants.remover}`, {
        hiddenFields: ['organizations'],
      });
      await create(shared, {...named('太郎', '山田'), ...PHONE});
      expect(await bench.contactsOf(shared)).toHaveLength(2);
    });

    test('change nothing where they are an export of these very contacts, whoever shares a number', async () => {
      const shared = await label();
      const {owner} = shared.people;
      for (const person of [
        initial,
        John,
        {...John, ...named('Jane', 'Brandt'), ...MAIL, ...NOTE},
        {...PHONE, nicknames: [{value: 'the house'}]},
        {...PHONE, organizations: [{name: 'ACME'}]},
        {
          ...named('Ann', 'Lee'),
          emailAddresses: [{value: 'info@acme.example'}],
        },
        // No country says how that is read.
        {...named('花子', '山田'), phoneNumbers: [{value: '555-0199'}]},
        {...named('Ute', 'Berg'), addresses: [{city: 'Bonn'}], ...NOTE},
      ]) {
        await create(shared, person);
      }
      const before = await bench.contactsOf(shared);
      expect(before).toHaveLength(8);
      const {payload} = await api.app.inject({
        url: `/v1/${shared.label}:export?format=google-csv`,
        headers: {authorization: `Bearer ${api.workplace.idToken(owner)}`},
      });
      const {metadata} = await bench.finish(owner, shared, payload);
      expect(metadata.counts).toMatchObject({unchanged: 8});
      expect(await bench.contactsOf(shared)).toEqual(before);
    });

    test('change nothing where they are an export of any contacts, in whichever format', async () => {
      const newId = risingIds();
      const bytes = monogram('picture in an export');
      const photo = {
        hash: createHash('sha256').update(bytes).digest('hex'),
        mediaType: 'image/png',
        bytes,
      };
      await writePhoto(api.db, photo);
      const anybody = fc
        .tuple(contents, fc.boolean(), fc.boolean())
        .filter(([content]) => Object.keys(content).length > 0)
        .map(([content, hasPhoto, isReadAbroad]) =>
          withPhoto(
            isReadAbroad ? normalizeContent(content) : content,
            hasPhoto ? photo.hash : undefined,
          ),
        );
      await fc.assert(
        fc.asyncProperty(
          fc.array(anybody, {minLength: 1, maxLength: 8}),
          fc.constantFrom('google-csv', 'vcard3', 'vcard4'),
          async (people, format) => {
            const owner = api.workplace.join(`exporter-${(count += 1)}`);
            const {name} = await api.ok(owner, 'POST /v1/labels', {
              displayName: 'Customers',
            });
            const shared = {label: name, people: {owner}} as SharedLabel;
            const labelIds = [String(name).slice('labels/'.length)];
            await api.db.transaction().execute(tx =>
              insertContacts(
                tx,
                people.map(content => ({id: newId(), content, labelIds})),
                {accountId: owner.id, via: 'API'},
              ),
            );
            // The address of a picture is another every now and then.
            const said = async () =>
              (await bench.contactsOf(shared)).map(
                ({name: contact, person: {photos, ...person}}) => ({
                  ...{contact, person, hasPhoto: photos !== undefined},
                }),
              );
            const before = await said();
            const {payload, headers} = await api.app.inject({
              url: `/v1/${name}:export?format=${format}`,
              headers: {
                authorization: `Bearer ${api.workplace.idToken(owner)}`,
              },
            });
            const contentType = String(headers['content-type']);
            const {body: preview} = await bench.send(owner, shared, payload, {
              query: '?validateOnly=true',
              contentType,
            });
            const {metadata} = await bench.finish(owner, shared, payload, {
              contentType,
            });
            expect(metadata.counts).toMatchObject({created: 0, merged: 0});
            expect(preview.metadata.counts).toEqual(metadata.counts);
            expect(await said()).toEqual(before);
          },
        ),
        {
          numRuns: kind === 'embedded' ? 8 : 4,
          examples: [
            [
              [
                {names: [{givenName: 'Ute'}], photos: [{hash: photo.hash}]},
                // Read as Japan’s by whoever imports.
                {phoneNumbers: [{value: '03-1234-5678'}]},
                {
                  emailAddresses: [{value: 'a@x.jp', matchKey: 'a@x.jp'}],
                  relations: [{person: 'Ann'}, {person: 'Ann', type: 'sister'}],
                },
              ],
              'google-csv',
            ],
          ],
        },
      );
    });

    test('change nothing where they are an export from which pictures are hidden', async () => {
      const shared = await label();
      const {owner, editor} = shared.people;
      const picture = monogram('hidden in an export').toString('base64');
      const card = `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ute Berg\r\nPHOTO;ENCODING=b:${picture}\r\nEND:VCARD\r\n`;
      const contentType = 'text/vcard';
      await bench.finish(owner, shared, card, {contentType});
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        hiddenFields: ['photos'],
      });
      const {payload} = await api.app.inject({
        url: `/v1/${shared.label}:export?format=vcard4`,
        headers: {authorization: `Bearer ${api.workplace.idToken(editor)}`},
      });
      // With their own picture of the same person, too.
      for (const file of [payload, card]) {
        const {body: preview} = await bench.send(editor, shared, file, {
          ...{query: '?validateOnly=true', contentType},
        });
        expect(preview.metadata.counts).toMatchObject({unchanged: 1});
        const {metadata} = await bench.finish(editor, shared, file, {
          contentType,
        });
        expect(metadata.counts).toMatchObject({unchanged: 1});
      }
    });

    test('change nothing where they are one of more people behind one number than are looked at', async () => {
      const shared = await label();
      const {owner} = shared.people;
      const newId = risingIds();
      const labelIds = [shared.label.slice('labels/'.length)];
      const people = Array.from({length: KEY_CONTACTS_MAX + 1}, (_, n) =>
        normalizeContent({
          ...named(`Ann${n}`, 'Lee'),
          phoneNumbers: [{value: '+81 3 1234 5678'}],
        }),
      );
      await api.db.transaction().execute(tx =>
        insertContacts(
          tx,
          people.map(content => ({id: newId(), content, labelIds})),
          {accountId: owner.id, via: 'API'},
        ),
      );
      const name = `Ann${KEY_CONTACTS_MAX},Lee`;
      const file = `First Name,Last Name,Phone\n${name},+81 3 1234 5678\n`;
      const {body: preview} = await bench.send(owner, shared, file, {
        query: '?validateOnly=true',
      });
      const {metadata} = await bench.finish(owner, shared, file);
      expect(metadata.counts).toMatchObject({unchanged: 1});
      expect(preview.metadata.counts).toEqual(metadata.counts);
    });

    test('that lack a picture are who has one; another picture tells two apart', async () => {
      const shared = await label();
      const {owner} = shared.people;
      const card = (picture: string) =>
        `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ute Berg\r\nPHOTO;ENCODING=b:${monogram(picture).toString('base64')}\r\nEND:VCARD\r\n`;
      const cards = card('one') + card('other');
      const file = `${cards}BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ute Berg\r\nEND:VCARD\r\n`;
      const contentType = 'text/vcard';
      const {body: preview} = await bench.send(owner, shared, file, {
        ...{query: '?validateOnly=true', contentType},
      });
      const counts = {created: 2, unchanged: 1};
      expect(preview.metadata.counts).toMatchObject(counts);
      expect(preview.response.rows[2]).toMatchObject({sameAs: 1});
      const {metadata} = await bench.finish(owner, shared, file, {contentType});
      expect(metadata.counts).toMatchObject(counts);
    });

    test('are told by no address or number and made once, however often a file has them', async () => {
      const shared = await label();
      const {editor} = shared.people;
      const rows = ['Ute Berg,Bonn,tea', 'Ute Berg,Bonn,coffee'];
      const file = ['Name,City,Notes', ...rows, ...rows].join('\n');
      const {body: preview} = await bench.send(editor, shared, file, {
        query: '?validateOnly=true',
      });
      const created = await bench.finish(editor, shared, file);
      const again = await bench.finish(editor, shared, file);
      const counts = {created: 2, unchanged: 2};
      expect(preview.metadata.counts).toMatchObject(counts);
      expect(preview.response.rows[2]).toMatchObject({sameAs: 2});
      expect(created.metadata.counts).toMatchObject(counts);
      expect(again.metadata.counts).toMatchObject({unchanged: 4});
      expect(await bench.contactsOf(shared)).toHaveLength(2);
    });

    const HEADER =
      'First Name,Last Name,Phone,Email,Company,Birthday,Notes,Nickname';
    const more = [
      fc.constantFrom('', '', 'Acme', 'Umbrella'),
      fc.constantFrom('', '', '1980-01-02', '1950-01-02'),
      fc.constantFrom('', '', 'tea', 'coffee'),
    ] as const;
    const anybody = fc.tuple(
      fc.constantFrom('J.', 'John', 'Jane', ''),
      fc.constantFrom('Jones', ''),
      fc.constantFrom('', '+49 170 1234567', '+49 30 123450'),
      fc.constantFrom('', 'j.o@gmail.com', 'jo+a@gmail.com', 'info@x.example'),
      ...more,
    );
    const somebody = fc.tuple(
      fc.constantFrom(
        'John,Jones,+49 170 1234567,',
        'Ann,Lee,,a.nn@gmail.com',
        'Ann,,+49 30 123450,ann+x@gmail.com',
      ),
      ...more,
    );
    const row = fc.oneof(anybody, somebody).map(cells => cells.join(','));
    const rows = (maxLength: number) => fc.array(row, {maxLength});

    test('come of an import as its preview says, row by row', async () => {
      const outcomes = new Set<string>();
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            there: rows(4),
            elsewhere: rows(3),
            file: fc.array(row, {minLength: 1, maxLength: 8}),
            role: fc.constantFrom('owner', 'remover', 'editor'),
          }),
          async ({there, elsewhere, file, role}) => {
            count += 1;
            const owner = api.workplace.join(`owner-${count}`);
            const who =
              role === 'owner' ? owner : api.workplace.join(`other-${count}`);
            const begin = async (contacts: readonly string[]) => {
              const {name} = await api.ok(owner, 'POST /v1/labels', {
                displayName: 'Customers',
              });
              const shared = {label: name} as SharedLabel;
              if (contacts.length > 0) {
                await bench.finish(owner, shared, linesOf(contacts));
              }
              return shared;
            };
            const other = await begin(elsewhere);
            const shared = await begin(there);
            if (who !== owner) {
              for (const each of [shared, other]) {
                await api.ok(owner, `POST /v1/${each.label}/grants`, {
                  principal: {type: 'user', email: who.email},
                  role: each === shared ? role : 'viewer',
                });
              }
            }
            const {body: preview} = await bench.send(
              who,
              shared,
              linesOf(file),
              {
                query: '?validateOnly=true',
              },
            );
            const done = await bench.finish(who, shared, linesOf(file));
            expect(preview.metadata.counts).toEqual(done.metadata.counts);
            const settled = await api.db
              .selectFrom('import_rows')
              .select(['line', 'state', 'contact_id'])
              .where('operation_id', '=', done.name.split('/')[1])
              .orderBy('line')
              .execute();
            const contactOf = new Map(
              settled.map(each => [each.line, `contacts/${each.contact_id}`]),
            );
            const previewed = preview.response.rows.map((each: Json) => {
              outcomes.add(each.outcome);
              const known = each.contact ?? contactOf.get(each.sameAs);
              const isNamed = ['MERGED', 'UNCHANGED'].includes(each.outcome);
              return [each.line, each.outcome, ...(isNamed ? [known] : [])];
            });
            expect(previewed).toEqual(
              settled.map(({line, state}) => {
                const isNamed = ['MERGED', 'UNCHANGED'].includes(state);
                return [line, state, ...(isNamed ? [contactOf.get(line)] : [])];
              }),
            );
          },
        ),
        {
          numRuns: kind === 'embedded' ? 16 : 6,
          examples: [
            // A birthday has its parts in another order once it was stored.
            [
              {
                there: ['Ann,,+49 30 123450,ann+x@gmail.com,,,'],
                elsewhere: ['Ann,Lee,,a.nn@gmail.com,,1980-01-02,'],
                file: ['Ann,,+49 30 123450,ann+x@gmail.com,,1980-01-02,'],
                role: 'owner' as const,
              },
            ],
          ],
        },
      );
      expect(outcomes).toEqual(new Set(['CREATED', 'MERGED', 'UNCHANGED']));
    });

    const linesOf = (lines: readonly string[]) =>
      [HEADER, ...lines.map(line => `${line},`)].join('\n');
  },
);
