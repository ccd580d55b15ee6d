/** What a file's rows bring beside their fields, and what whoever sends it is told of them. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {Operation} from '../../server/contract/transfer.ts';
import {REFUSAL_CODES} from '../../server/core/row-refusal.ts';
import {ROW_REMARKS} from '../../server/core/row-remark.ts';
import {monogram} from '../emulator/people/photos.ts';
import {encode} from '../formats/encode.ts';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {createImportBench, type ImportBench} from './support/imports.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

const CARDS = {contentType: 'text/vcard'};
const PREVIEW = {query: '?validateOnly=true'};

const card = (name: string, ...lines: readonly string[]) =>
  ['BEGIN:VCARD', 'VERSION:3.0', `FN:${name}`, ...lines, 'END:VCARD', ''].join(
    '\r\n',
  );

const codesOf = (rows: readonly {remarks?: {code: string}[]}[]) =>
  rows.map(({remarks = []}) => remarks.map(({code}) => code));

describeOnBothStores('rows of a file', getDatabase => {
  let api: TestApi;
  let bench: ImportBench;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    bench = createImportBench(api, getDatabase());
  });
  afterAll(() => api.app.close());

  const label = (name: string): Promise<SharedLabel> => shareLabel(api, name);

  const look = async (...args: Parameters<ImportBench['send']>) => {
    const [who, shared, file, options] = args;
    const answer = await bench.send(who, shared, file, {
      ...options,
      ...PREVIEW,
    });
    expect(answer.status).toBe(200);
    return answer.body;
  };

  const reads = (who: Person, locale: string) =>
    api.db
      .updateTable('accounts')
      .set({locale})
      .where('email', '=', who.email)
      .execute();

  describe('with pictures', () => {
    const PICTURE = monogram('picture in a file');
    const GIF = Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(60)]);
    const LARGE = Buffer.concat([PICTURE, Buffer.alloc(2 * 1024 * 1024)]);
    const photo = (bytes: Buffer) =>
      `PHOTO;ENCODING=b:${bytes.toString('base64')}`;
    const file = [
      card('Ann Lee', photo(PICTURE)),
      card('Bob Ray', photo(GIF)),
      card('Cem Kaya', photo(LARGE)),
      card('Dai Mori', photo(PICTURE), photo(GIF)),
      card('Eve Roe', 'PHOTO;ENCODING=b:&&&'),
    ].join('');
    const REFUSED = [
      ['PHOTO_KIND'],
      ['PHOTO_TOO_LARGE'],
      ['PHOTO_SECOND'],
      ['PHOTO_BROKEN'],
    ];

    test('pictures come along, and each that does not is told with its row', async () => {
      const shared = await label('Pictures');
      const {owner} = shared.people;
      const preview = await look(owner, shared, file, CARDS);
      expect(codesOf(preview.response.rows)).toEqual([[], ...REFUSED]);
      expect(preview.response.rows[1].remarks[0].text).toContain('JPEG');
      const {metadata, response} = await bench.finish(
        owner,
        shared,
        file,
        CARDS,
      );
      expect(metadata.counts).toMatchObject({created: 5, rejected: 0});
      expect(codesOf(response.rows)).toEqual(REFUSED);
      expect(response.rows[0]).toMatchObject({outcome: 'CREATED'});
      expect(response.codeCounts).toEqual(
        Object.fromEntries(REFUSED.map(([code]) => [code, 1])),
      );
      expect(preview.response.codeCounts).toEqual(response.codeCounts);
      const contacts = await bench.contactsOf(shared);
      const urls = contacts.map(({person}) =>
        (person['photos'] ?? []).map(({url}) => String(url)),
      );
      expect(urls.map(({length}) => length)).toEqual([1, 0, 0, 1, 0]);
      const answer = await api.app.inject({method: 'GET', url: urls[0]![0]!});
      expect(answer.rawPayload).toEqual(PICTURE);
    });

    test('a card that comes again with its picture changes nothing', async () => {
      const shared = await label('Pictures again');
      const {owner} = shared.people;
      const known = card('Ann Lee', photo(PICTURE), 'EMAIL:ann@p.example');
      await bench.finish(owner, shared, known, CARDS);
      const {metadata} = await bench.finish(owner, shared, known, CARDS);
      expect(metadata.counts).toMatchObject({unchanged: 1});
    });

    test('that join somebody say of which fields that one’s value stays, and history has theirs', async () => {
      const shared = await label('Overruled');
      const {owner} = shared.people;
      const ann = (title: string, day: string, ...lines: readonly string[]) =>
        card(
          `${title} Ann Lee`,
          ...[`N:Lee;Ann;;${title};`, `BDAY:${day}`, ...lines],
        );
      const known = ann(
        ...(['Dr.', '--0102', 'NOTE:likes tea', photo(PICTURE)] as const),
        'EMAIL;TYPE=work:ann@o.example',
      );
      await bench.finish(owner, shared, known, CARDS);
      const row = ann(
        ...(['Prof.', '19800102', 'NOTE:likes coffee'] as const),
        photo(monogram('another picture')),
        'EMAIL;TYPE=home:ann@o.example',
        'TITLE:Buyer',
      );
      const preview = await look(owner, shared, row, CARDS);
      const {response} = await bench.finish(owner, shared, row, CARDS);
      const told = [
        ...['OTHER_NAME', 'OTHER_NOTE', 'OTHER_PHOTO', 'OTHER_VALUE'],
      ];
      for (const {rows} of [preview.response, response]) {
        expect(rows).toMatchObject([{outcome: 'MERGED'}]);
        expect(codesOf(rows)[0]!.toSorted()).toEqual(told);
        expect(rows[0].remarks[0].text).toContain('in its history');
      }
      const [contact] = await bench.contactsOf(shared);
      const {name, person} = contact!;
      expect(person['biographies']).toMatchObject([{value: 'likes tea'}]);
      // No other birthday, but more of the same.
      expect(person['birthdays']).toMatchObject([
        {date: {year: 1980, month: 1, day: 2}},
      ]);
      const past = await api.ok(owner, `GET /v1/${name}/revisions`);
      expect(JSON.stringify(past)).toContain('likes coffee');
      const again = await bench.finish(owner, shared, known, CARDS);
      expect(codesOf(again.response.rows)).toEqual([[]]);
    });

    test('where photos are hidden the contact comes without', async () => {
      const shared = await label('Hidden pictures');
      const {owner, editor} = shared.people;
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        hiddenFields: ['photos'],
      });
      const {metadata, response} = await bench.finish(
        editor,
        shared,
        file,
        CARDS,
      );
      expect(metadata.counts).toMatchObject({created: 5});
      expect(codesOf(response.rows)[0]).toEqual(['PHOTO_HIDDEN']);
    });

    test('that are hidden once the file is sent stay out, and the contact comes', async () => {
      const shared = await label('Hidden meanwhile');
      const {owner, editor} = shared.people;
      const two = [
        card('Ann Lee', photo(PICTURE), 'EMAIL:ann@h.example', 'BDAY:in May'),
        card('Bob Ray'),
      ].join('');
      const {body} = await bench.send(editor, shared, two, CARDS);
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        hiddenFields: ['photos'],
      });
      await bench.run('operations');
      const {metadata, response} = await api.ok(editor, `GET /v1/${body.name}`);
      expect(metadata.counts).toMatchObject({created: 2, rejected: 0});
      expect(codesOf(response.rows)).toEqual([
        ['DATE_AS_TEXT', 'PHOTO_HIDDEN'],
      ]);
      expect(response.codeCounts).toEqual({DATE_AS_TEXT: 1, PHOTO_HIDDEN: 1});
      const [ann] = await bench.contactsOf(shared);
      expect(ann!.person).toMatchObject({
        emailAddresses: [{value: 'ann@h.example'}],
      });
      expect(ann!.person).not.toHaveProperty('photos');
    });

    test('of a table the addresses of pictures are told of', async () => {
      const shared = await label('Addresses of pictures');
      const preview = await look(
        shared.people.owner,
        shared,
        'First Name,Photo\nAnn,https://a.example/ann.png\n',
      );
      expect(codesOf(preview.response.rows)).toEqual([['PHOTO_ADDRESS']]);
    });
  });

  describe('under labels of another address book', () => {
    test('keep them as custom fields, but for those that are shared here or everybody has', async () => {
      const shared = await label('Filed');
      const {owner} = shared.people;
      const table =
        'First Name,Last Name,Labels\n' +
        'Ann,Lee,Friends ::: Sales ::: Filed (shared) ::: * myContacts\n' +
        'Bob,Ray,Filed ::: * starred\n';
      const {response} = await look(owner, shared, table);
      expect(response.keptLabels).toEqual(['Friends', 'Sales']);
      await bench.finish(owner, shared, table);
      const contacts = await bench.contactsOf(shared);
      expect(contacts.map(({person}) => person['userDefined'])).toEqual([
        [
          {key: 'Labels', value: 'Friends'},
          {key: 'Labels', value: 'Sales'},
        ],
        undefined,
      ]);
      for (const format of ['google-csv', 'vcard4']) {
        const file = await api.app.inject({
          method: 'GET',
          url: `/v1/${shared.label}:export?format=${format}`,
          headers: {authorization: `Bearer ${api.workplace.idToken(owner)}`},
        });
        const contentType = String(file.headers['content-type']);
        const again = await look(owner, shared, file.body, {contentType});
        expect(again.response.keptLabels).toBeUndefined();
      }
    });

    test('come without them where custom fields are hidden, and are no contact by them alone', async () => {
      const shared = await label('Filed and hidden');
      const {owner, editor} = shared.people;
      await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
        hiddenFields: ['userDefined'],
      });
      const file = card('Ann Lee', 'CATEGORIES:Friends');
      const {response} = await bench.finish(editor, shared, file, CARDS);
      expect(codesOf(response.rows)).toEqual([['LABELS_HIDDEN']]);
      const bare = await look(owner, shared, 'Name,Labels\n,Friends\n');
      expect(bare.response.rows).toMatchObject([{code: 'NO_FIELD'}]);
    });
  });

  test('of a family, a switchboard and the mailbox of a firm are several people, and what is previewed happens', async () => {
    const shared = await label('Several');
    const {owner} = shared.people;
    const file =
      'First Name,Last Name,Email,Phone,Company\n' +
      'Hanako,Yamada,,090-1111-2222,\nTaro,Yamada,,090-1111-2222,\n' +
      'Ann,Lee,info@firm.example,,\nAnn,Lee,info@firm.example,,Firm\n' +
      'Bob,Ray,,03-1234-5678,\nCid,Poe,,03-1234-5678,\nDan,Fry,,03-1234-5678,\n' +
      'Eve,Roe,eve@firm.example,,\nEve,Roe,eve@firm.example,,Firm\n' +
      'Eve,Roe,eve@firm.example,,\n';
    const preview = await look(owner, shared, file);
    expect(
      preview.response.rows.map(({outcome}: {outcome: string}) => outcome),
    ).toEqual([...Array<string>(8).fill('CREATED'), 'MERGED', 'UNCHANGED']);
    const {metadata} = await bench.finish(owner, shared, file);
    expect(metadata.counts).toEqual(preview.metadata.counts);
    expect(await bench.contactsOf(shared)).toHaveLength(8);
  });

  test('that are refused are told by line, column and code, in the language of who asks', async () => {
    const shared = await label('Words');
    const {owner, editor} = shared.people;
    await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
      hiddenFields: ['biographies'],
    });
    await api.ok(owner, `POST /v1/${shared.label}/customFields`, {
      displayName: 'Grade',
      type: 'choice',
      choices: ['A', 'B'],
    });
    const long = 'x'.repeat(1025);
    const file =
      'First Name,Company,Notes,Grade\n' +
      `Ann,${long},,A\nBob,,secret,A\nCid,,,C\nDan,${long},,B\n,,,\n`;
    const places = [
      {line: 2, column: 2, code: 'FIELD_TOO_LONG'},
      {line: 3, column: 3, code: 'FIELD_HIDDEN'},
      {line: 4, column: 4, code: 'CUSTOM_FIELD'},
      {line: 5, column: 2, code: 'FIELD_TOO_LONG'},
    ];
    const preview = await look(editor, shared, file);
    expect(preview.response.rows).toMatchObject(places);
    const english = await bench.finish(editor, shared, file);
    expect(english.response.rows).toEqual(preview.response.rows);
    expect(english.response.codeCounts).toEqual({
      FIELD_TOO_LONG: 2,
      ...{FIELD_HIDDEN: 1, CUSTOM_FIELD: 1},
    });
    expect(english.response.rows).toMatchObject([
      {
        field: 'organizations[0].name',
        reason: 'the company: At most 1024 characters. Shorten it.',
      },
      {reason: expect.stringMatching(/^the notes: hidden from you/)},
      {field: 'Grade', reason: 'Grade: not one of A, B'},
      {},
    ]);
    await reads(editor, 'ja');
    const japanese = await api.ok(editor, `GET /v1/${english.name}`);
    expect(japanese.response.rows).toMatchObject(places);
    expect(japanese.response.rows).toMatchObject([
      {
        field: 'organizations[0].name',
        reason: '会社: 1024 文字までです。短くしてください。',
      },
      {reason: expect.stringMatching(/^メモ: .*非公開/)},
      {reason: 'Grade: A, B のいずれでもありません'},
      {},
    ]);
  });

  test('whose columns nobody understands keep them as custom fields, which is told before', async () => {
    const shared = await label('Added columns');
    const {owner} = shared.people;
    // As of Google Contacts, with two columns of somebody's.
    const file =
      'First Name,Organization Title,Organization Department,Telefon 2,Yacht,Empty\nAnn,,,030 123456,Nina,\n';
    const {response} = await look(owner, shared, file);
    expect(response.keptColumns).toEqual(['Yacht']);
    await bench.finish(owner, shared, file);
    const [contact] = await bench.contactsOf(shared);
    expect(contact?.person).toMatchObject({
      phoneNumbers: [{value: '030 123456'}],
      userDefined: [{key: 'Yacht', value: 'Nina'}],
    });
  });

  test('of a group are no contact, and say how many members it has', async () => {
    const shared = await label('A group');
    const {owner} = shared.people;
    const file = card('Team', 'KIND:group', 'MEMBER:urn:uuid:1') + card('Ana');
    const {response} = await bench.finish(owner, shared, file, CARDS);
    expect(response.rows).toMatchObject([
      {
        ...{line: 1, outcome: 'REJECTED', code: 'GROUP'},
        reason: expect.stringContaining('a group of 1'),
      },
    ]);
    expect(await bench.contactsOf(shared)).toHaveLength(1);
  });

  test('of the footer of a report are no contacts, and say so', async () => {
    const shared = await label('A report');
    const {owner} = shared.people;
    const file =
      'First Name,Last Name\nAnn,Lee\n\nCustomers\nCopyright (c) 2000-2026 salesforce.com, inc.\n';
    const {response} = await bench.finish(owner, shared, file);
    const footer = {code: 'REPORT_FOOTER', outcome: 'REJECTED'};
    expect(response.rows).toMatchObject([
      {...footer, line: 4},
      {...footer, line: 5, reason: expect.stringContaining('footer')},
    ]);
    expect(await bench.contactsOf(shared)).toHaveLength(1);
  });

  test('that are refused name the column of the wrong value, and all columns of what is wrong as a whole', async () => {
    const shared = await label('Columns');
    const {owner, editor} = shared.people;
    await api.ok(owner, `PATCH /v1/${shared.grants.editor}`, {
      hiddenFields: ['addresses', 'birthdays'],
    });
    await api.ok(owner, `POST /v1/${shared.label}/customFields`, {
      displayName: 'Grade',
      type: 'choice',
      choices: ['A', 'B'],
      required: true,
    });
    const long = 'x'.repeat(1025);
    const many = Array.from({length: 60}, (_, n) => `09000000${n}`);
    const headings = [
      ...['First Name', 'Last Name', 'Address 1 - City', 'Address 2 - Street'],
      ...['Address 2 - City', 'Phone 1 - Label', 'Phone 1 - Value'],
      ...['Phone 2 - Label', 'Phone 2 - Value', 'Custom Field 1 - Label'],
      ...['Custom Field 1 - Value', 'Grade'],
    ];
    const row = (cells: Readonly<Record<number, string>>) =>
      headings.map((_, at) => cells[at + 1] ?? '').join(',');
    const google = [
      headings.join(','),
      row({1: 'Ann', 2: long, 12: 'A'}),
      row({1: 'Ann', 3: 'Paris', 4: '1 Main St', 5: long, 12: 'A'}),
      row({1: 'Ann', 6: 'work', 7: '03-1', 8: long, 9: '03-2', 12: 'A'}),
      row({1: 'Ann', 6: 'work', 7: long, 8: 'work', 9: '03-2', 12: 'A'}),
      row({
        1: 'Ann',
        6: 'a',
        7: many.join(' ::: '),
        9: `1${many.join(' ::: 1')}`,
      }),
      row({1: 'Ann', 10: 'Grade', 11: 'B', 12: 'A'}),
      row({1: 'Ann', 10: 'Grade', 11: 'Z'}),
      row({1: 'Ann'}),
    ].join('\n');
    const told = async (who: Person, file: string) => {
      const {response} = await bench.finish(who, shared, file);
      const rows: {column?: number; columns?: number[]; field: string}[] =
        response.rows;
      expect((await look(who, shared, file)).response.rows).toMatchObject(rows);
      return rows.map(({column, columns, field}) => [field, columns ?? column]);
    };
    expect(await told(owner, google)).toEqual([
      ['names[0].familyName', 2],
      ['addresses[1].city', 5],
      ['phoneNumbers[1].type', 8],
      ['phoneNumbers[0].value', 7],
      ['phoneNumbers', [6, 7, 9]],
      ['Grade', [11, 12]],
      ['Grade', 11],
      ['Grade', 12],
    ]);
    const parts = [
      'Salutation,Name,Birth Year,Birth Month,Birth Day,Home City,Home Street',
      `Dr,Ann ${long},,,,,`,
      'Dr,Ann Lee,1980,4,17,,',
      'Dr,Ann Lee,,,,Paris,1 Main St',
    ].join('\n');
    expect(await told(editor, parts)).toEqual([
      ['names[0].familyName', 2],
      ['birthdays', [3, 4, 5]],
      ['addresses', [6, 7]],
    ]);
  });

  test('that were mended at a loss come, with what was lost', async () => {
    const shared = await label('Mended');
    const {owner} = shared.people;
    const unended = card('No End', 'TEL:03-1234-5678').replace(/END.*/s, '');
    const file = [
      card('Long Kept', `X-SKYLINE:${'x'.repeat(1100)}`),
      card('Odd Day', 'BDAY:some day in May'),
      unended,
      card('Last One'),
    ].join('');
    const {metadata, response} = await bench.finish(owner, shared, file, CARDS);
    expect(metadata.counts).toMatchObject({created: 4});
    expect(codesOf(response.rows)).toEqual([
      ['PROPERTY_TOO_LONG'],
      ['DATE_AS_TEXT'],
      expect.arrayContaining(['CARD_CUT_OFF']),
    ]);
  });

  test('a file that breaks off is shown as far as it was understood, and refused whole', async () => {
    const shared = await label('Broken off');
    const {owner} = shared.people;
    const files = [
      {
        file: `${card('Ann Lee')}${card('Cut Off', 'EMAIL:a@b.example')}`.slice(
          0,
          -20,
        ),
        options: CARDS,
        broken: {line: 5, code: 'CARD_CUT_OFF', reason: /^The file ends/},
        told: /^cardCutOff \(line 5\).*It is vCards; up to there a contact was/,
      },
      {
        file: 'First Name,Notes\nAnn,\nBob,"open\nCid,\n',
        options: {},
        broken: {line: 3, code: 'OPEN_QUOTE', reason: /^A quotation mark/},
        told: /^openQuote \(line 3\).*a table \(CSV\); up to there a contact was/,
      },
    ];
    for (const {file, options, broken, told} of files) {
      const {response} = await look(owner, shared, file, options);
      expect(response.rows).toMatchObject([
        {outcome: 'CREATED'},
        {
          ...broken,
          ...{
            outcome: 'REJECTED',
            reason: expect.stringMatching(broken.reason),
          },
        },
      ]);
      const {status, body} = await bench.send(owner, shared, file, options);
      expect(status).toBe(400);
      expect(body.error.details[0].fieldViolations[0].description).toMatch(
        told,
      );
    }
    await reads(owner, 'ja');
    const {body} = await bench.send(owner, shared, files[1]!.file);
    expect(body.error.message).toContain('引用符');
    expect(await bench.contactsOf(shared)).toEqual([]);
  });

  test.each([
    ['a web page', '<!DOCTYPE html>\n<p>ann@a.example</p>\n', 'HTML'],
    ['XML', '<?xml version="1.0"?>\n<c>ann@a.example</c>\n', 'XML'],
    ['JSON', '[{"email": "ann@a.example"}]\n', 'JSON'],
    ['a directory', '# x\ndn: cn=Ann\nmail: ann@a.example\n', 'LDIF'],
    ['a calendar', 'BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n', 'iCal'],
  ])('%s is no file of contacts', async (kind, file, named) => {
    const shared = await label(`File of ${kind}`);
    for (const type of ['text/csv', 'text/vcard', 'application/octet-stream']) {
      const {status, body} = await bench.send(
        shared.people.owner,
        shared,
        file,
        {contentType: type, ...PREVIEW},
      );
      expect([status, body.error.message]).toEqual([
        400,
        expect.stringContaining(named),
      ]);
    }
  });

  test('a file without rows says so', async () => {
    const shared = await label('No rows');
    const told = async (file: string, contentType: string) => {
      const {body} = await bench.send(shared.people.owner, shared, file, {
        contentType,
      });
      return String(body.error?.message).split(' ', 2)[1];
    };
    expect(await told('', 'text/vcard')).toBe('empty');
    expect(await told(' \r\n \n', 'text/csv')).toBe('empty');
    expect(await told('Name,Email\n', 'text/csv')).toBe('noRows');
    expect(await told('hello', 'text/csv')).toBe('noColumns');
    expect(await told('hello', 'text/vcard')).toBe('noCards');
  });

  test('vCards are read wherever the first begins and whatever they are sent as; another type is refused in words', async () => {
    const shared = await label('Any type');
    const {owner} = shared.people;
    const ann = card('Ann Lee');
    for (const file of [
      `# made by somebody\r\n${ann}`,
      `From: a@b.example\r\nSubject: "x"\r\n\r\n${ann}`,
      ann.replaceAll('VCARD', ' vcard'),
      ann.replaceAll(/(BEGIN|END):/g, 'home.$1:'),
    ]) {
      for (const contentType of ['text/csv', 'application/octet-stream']) {
        const {response} = await look(owner, shared, file, {contentType});
        expect(response.rows).toContainEqual(
          expect.objectContaining({outcome: 'CREATED'}),
        );
        expect(response.codeCounts).not.toHaveProperty('NOTHING_UNDERSTOOD');
      }
    }
    const noted = 'Name,Notes\nAnn Lee,"see\nBEGIN:VCARD\nmore"\n';
    const excel = {contentType: 'application/vnd.ms-excel'};
    const {response} = await look(owner, shared, noted, excel);
    expect(response.rows).toMatchObject([{line: 2, outcome: 'CREATED'}]);
    await reads(owner, 'ja');
    const pdf = {contentType: 'application/pdf'};
    const {status, body} = await bench.send(owner, shared, '%PDF', pdf);
    expect([status, body.error.message]).toEqual([
      415,
      expect.stringContaining('送信できます'),
    ]);
  });

  test('a file that is refused says what it is, where it breaks and how much was understood', async () => {
    const shared = await label('Broken files');
    const {owner} = shared.people;
    const told = async (...args: Parameters<ImportBench['send']>) => {
      const {status, body} = await bench.send(...args);
      expect(status).toBe(400);
      return body.error.details[0].fieldViolations[0].description as string;
    };
    const rows = 'First Name,Notes\nAnn,\nBob,\n';
    const long = `${rows}Cid,"${'x'.repeat(1_100_000)}"\n`;
    for (const options of [{}, PREVIEW]) {
      expect(await told(owner, shared, long, options)).toMatch(
        /^rowLengthMax \(line 4.*1048576 bytes.*a table \(CSV\); up to there 2 contacts were understood, and nothing is imported/,
      );
    }
    const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(3000)]);
    expect(await told(owner, shared, zip)).toMatch(/^notText.*Excel workbook/);
    const pdf = {contentType: 'text/vcard'};
    expect(await told(owner, shared, '%PDF-1.7\nxyz', pdf)).toMatch(
      /^noCards.*a PDF document; up to there 0/,
    );
    await reads(owner, 'ja-JP');
    expect(await told(owner, shared, long)).toMatch(
      /^rowLengthMax （4 行目.*このファイルは表（CSV）です。そこまでに 2 件/,
    );
    expect(await bench.contactsOf(shared)).toEqual([]);
  });

  describe('in a character set that they do not name', () => {
    const CSV = {contentType: 'text/csv'};
    const file = encode(
      'Name,Email\nŞahin Şen,s@corp.example\nAnn Lee,a@corp.example\n',
      'windows-1254',
    );
    const namesOf = async (shared: SharedLabel) =>
      (await bench.contactsOf(shared)).map(
        ({person}) => person['names']?.[0]?.['familyName'],
      );

    test('are told which was taken where another is likely, and are read in what they are sent as', async () => {
      const guessed = await label('Guessed');
      const {owner} = guessed.people;
      await reads(owner, 'en');
      const preview = await look(owner, guessed, file, CSV);
      expect(preview.metadata.charset).toBe('windows-1254');
      expect(codesOf(preview.response.rows)).toEqual([['CHARSET_GUESSED'], []]);
      const done = await bench.finish(owner, guessed, file, CSV);
      expect(done.metadata.charset).toBe('windows-1254');
      expect(codesOf(done.response.rows)).toEqual([['CHARSET_GUESSED']]);

      const named = await label('Named');
      const contentType = 'text/csv; charset="windows-1252"';
      const {metadata, response} = await bench.finish(
        named.people.owner,
        named,
        file,
        {contentType},
      );
      expect(metadata.charset).toBe('windows-1252');
      expect(response.rows).toEqual([]);
      expect(await namesOf(named)).toContain('Þen');
    });

    test('are in no doubt where the language of who sends them tells', async () => {
      const shared = await label('Told by language');
      await reads(shared.people.owner, 'tr');
      const {response} = await bench.finish(
        shared.people.owner,
        shared,
        file,
        CSV,
      );
      expect(response.rows).toEqual([]);
      expect(await namesOf(shared)).toContain('Şen');
    });

    test('are refused by a name that nobody knows, in the language of who sends them', async () => {
      const shared = await label('Unknown');
      const {owner} = shared.people;
      const contentType = 'text/csv; charset=klingon';
      const refused = async () => {
        const sent = await bench.send(owner, shared, file, {contentType});
        expect(sent.status).toBe(400);
        return JSON.stringify(sent.body);
      };
      expect(await refused()).toContain('charset: no character set');
      await reads(owner, 'ja');
      expect(await refused()).toContain('charset: その名前の文字コード');
    });
  });
});

test('the codes of the API are those of the core', () => {
  const row =
    Operation.shape.response.def.innerType.shape.rows.def.innerType.def.element
      .shape;
  expect(row.code.def.innerType.def.entries).toEqual(
    Object.fromEntries(REFUSAL_CODES.map(code => [code, code])),
  );
  expect(row.remarks.def.innerType.def.element.shape.code.def.entries).toEqual(
    Object.fromEntries(ROW_REMARKS.map(code => [code, code])),
  );
});
