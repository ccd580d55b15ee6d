import {describe, expect, test} from '@jest/globals';
import {ROW_LENGTH_MAX, COLUMNS_MAX} from '../../server/formats/csv-table.ts';
import {FileFault, type FileEntry} from '../../server/formats/file-contact.ts';
import {createCsvReader} from '../../server/formats/csv-reader.ts';
import {readContacts, readContents, readFile} from './csv-support.ts';

describe('how a file is written', () => {
  const TABLE = 'Vorname,Nachname,Notizen\nJörg,Müller,"grüßt, ""oft"""\n';
  const READ = [
    {
      names: [{givenName: 'Jörg', familyName: 'Müller'}],
      biographies: [{value: 'grüßt, "oft"'}],
    },
  ];

  test.each([
    ['UTF-8', Buffer.from(TABLE)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TABLE}`)],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${TABLE}`, 'utf16le')],
    ['UTF-16 without one', Buffer.from(TABLE, 'utf16le')],
    [
      'UTF-16, high byte first',
      Buffer.from(`\uFEFF${TABLE}`, 'utf16le').swap16(),
    ],
    ['windows-1252', Buffer.from(TABLE, 'latin1')],
  ])('%s is recognised', (_name, bytes) => {
    expect(readContents(bytes)).toEqual(READ);
  });

  test('Shift_JIS is recognised in a table of one contact', () => {
    // 姓,名,会社名,携帯電話 / 山田,太郎,株式会社ソニー,090-1234-5678
    const bytes = Buffer.from(
      '90a92c96bc2c89ef8ed096bc2c8c6791d1936498620a8e5293632c91be98592c8a948eae89ef8ed0835c836a815b2c3039302d313233342d353637380a',
      'hex',
    );
    const [first] = readContents(bytes);
    expect(first?.names).toEqual([{familyName: '山田', givenName: '太郎'}]);
    expect(first?.organizations).toEqual([{name: '株式会社ソニー'}]);
  });

  test('windows-1251 is recognised by the words over the columns', () => {
    // Имя,Фамилия,Телефон / Иван,Петров,+7 495 1234567
    const bytes = Buffer.from(
      'c8ecff2cd4e0ece8ebe8ff2cd2e5ebe5f4eeed0ac8e2e0ed2ccfe5f2f0eee22c2b372034393520313233343536370a',
      'hex',
    );
    const [first] = readContents(bytes);
    expect(first?.names).toEqual([{givenName: 'Иван', familyName: 'Петров'}]);
  });

  test('characters beyond ASCII that come late are read as well as early ones', () => {
    const rows = Array.from(
      {length: 5000},
      (_, n) => `Ann${n},a${n}@a.example`,
    );
    const text = `First Name,Email\n${rows.join('\n')}\nJörg,j@a.example\n`;
    const contents = readContents(Buffer.from(text, 'latin1'));
    expect(contents).toHaveLength(5001);
    expect(contents.at(-1)?.names).toEqual([{givenName: 'Jörg'}]);
  });

  test.each([',', ';', '\t', '|'])('%j parts the cells', separator => {
    const text = TABLE.replaceAll(/,(?! )/g, separator);
    expect(readContents(text)).toEqual(READ);
  });

  test('Excel’s word for the separator is believed', () => {
    expect(
      readContents(`sep=;\r\n${TABLE.replaceAll(/,(?! )/g, ';')}`),
    ).toEqual(READ);
  });

  test.each([1, 2, 3, 7])('pieces of %d bytes change nothing', pieceSize => {
    const text = `${TABLE}\r\n"A\r\nB",Ç,😀\r\n`;
    expect(readFile(text, {pieceSize})).toEqual(readFile(text));
  });

  test('lines are counted through quoted line breaks and blank rows', () => {
    const text = 'Name,Notes\r\n\r\nA,"one\r\ntwo"\r\n,,\r\nB,x\r\n';
    expect(readContacts(text).map(({line}) => line)).toEqual([3, 6]);
  });

  test('quotes within a cell are part of it', () => {
    const [content] = readContents('Name,Notes\nAnn,5" or so\n');
    expect(content?.biographies).toEqual([{value: '5" or so'}]);
  });
});

describe('rows that do not fit', () => {
  test('a short row lacks what it does not say', () => {
    expect(readContents('First Name,Last Name,Email\nAnn\n')).toEqual([
      {names: [{givenName: 'Ann'}]},
    ]);
  });

  test('cells beyond the headings are kept and told of', () => {
    const [contact] = readContacts('First Name,Email\nAnn,a@a.example,extra\n');
    expect(contact?.person.userDefined).toEqual([
      {key: 'Column 3', value: 'extra'},
    ]);
    expect(contact?.remarks).toEqual([
      {code: 'longRow', line: 2, column: 3, field: 'Column 3'},
    ]);
  });

  test('what stands before the headings is passed over, and told', () => {
    const text =
      'Notes:\n"Some addresses may be missing, because of privacy"\n\n' +
      'First Name,Last Name,URL,Email Address,Company,Position,Connected On\n' +
      'Ann,Lee,https://www.linkedin.com/in/annlee,ann@a.example,Acme,CEO,01 May 2020\n';
    const entries = readFile(text);
    expect(entries.map(({kind, line}) => [kind, line])).toEqual([
      ['unread', 1],
      ['unread', 2],
      ['contact', 5],
    ]);
    expect(readContents(text)[0]).toMatchObject({
      names: [{givenName: 'Ann', familyName: 'Lee'}],
      organizations: [{name: 'Acme', title: 'CEO'}],
      userDefined: [{key: 'Connected On', value: '01 May 2020'}],
    });
  });

  test('an address of Japan in one column comes apart, beside its postal code too', () => {
    const [whole, beside, abroad] = readContents(
      '氏名,郵便番号,住所\n' +
        '山田 太郎,,〒１０２－００９３　東京都千代田区平河町１－２\n' +
        '鈴木 花子,220-0012,神奈川県横浜市西区みなとみらい2-2-1\n' +
        'Ann Lee,,"1 Main St, Reno"\n',
    );
    expect(whole?.addresses).toEqual([
      {
        ...{postalCode: '102-0093', region: '東京都', city: '千代田区'},
        streetAddress: '平河町１－２',
      },
    ]);
    expect(beside?.addresses).toEqual([
      {
        ...{postalCode: '220-0012', region: '神奈川県', city: '横浜市西区'},
        streetAddress: 'みなとみらい2-2-1',
      },
    ]);
    expect(abroad?.addresses).toEqual([{formattedValue: '1 Main St, Reno'}]);
  });

  test.each([
    [
      'Name,Address,Address Line 2,City\nAnn,1 Main St,Apt 4,Boston\n',
      {streetAddress: '1 Main St\nApt 4', city: 'Boston'},
    ],
    [
      'Name,Home Address 1,Home Address 2\nAnn,1 Main St,Apt 4\n',
      {formattedValue: '1 Main St\nApt 4', type: 'home'},
    ],
    [
      'Name,Street,Address\nAnn,1 Main St,"1 Main St, Reno"\n',
      {formattedValue: '1 Main St, Reno'},
    ],
    [
      '氏名,住所,建物名\n山田,東京都渋谷区神宮前1-2-3,青山201\n',
      {
        ...{region: '東京都', city: '渋谷区'},
        streetAddress: '神宮前1-2-3\n青山201',
      },
    ],
  ])(
    'the second line of an address goes on with the first: %s',
    (file, address) => {
      const [content] = readContents(file);
      expect(content?.addresses).toEqual([address]);
    },
  );

  test('a table without headings is read by what its cells look like', () => {
    const [first, second] = readContents(
      'Ann Lee,ann@a.example,+1 555 0100\nBob Ray,bob@a.example,+1 555 0101\n',
    );
    expect(first?.emailAddresses).toMatchObject([{value: 'ann@a.example'}]);
    expect(second?.phoneNumbers).toMatchObject([{value: '+1 555 0101'}]);
    expect(first?.names).toEqual([{givenName: 'Ann', familyName: 'Lee'}]);
    const [third] = readContents('A12,90 High St,x@a.example,山田太郎,東京\n');
    expect(third?.names).toEqual([{givenName: '山田太郎'}]);
    expect(third?.userDefined).toEqual([
      {key: 'Column 1', value: 'A12'},
      {key: 'Column 2', value: '90 High St'},
      {key: 'Column 5', value: '東京'},
    ]);
  });

  test('a quote that never closes costs its own row only from there', () => {
    expect(readFile('Name,Notes\nAnn,x\nBob,"never\nends')).toMatchObject([
      {kind: 'contact', line: 2},
      {kind: 'unread', line: 3, remark: {code: 'openQuote'}},
    ]);
  });

  test('a column of Google’s that nobody ever had is kept under its heading', () => {
    const [content] = readContents(
      'First Name,Organization 1 - Name,Organization 1 - Region\nAnn,Acme,North\n',
    );
    expect(content?.userDefined).toEqual([
      {key: 'Organization 1 - Region', value: 'North'},
    ]);
  });

  test.each([
    ['empty', ''],
    ['empty', '\n \n'],
    ['noRows', 'Name,Email\n,\n'],
    ['noColumns', 'Once upon a time\nthere was a table.\n'],
  ])('%s is a file that holds nobody', (code, text) => {
    expect(() => readFile(text)).toThrow(
      expect.objectContaining({remark: {code, line: 1}}),
    );
  });
});

describe('limits', () => {
  function readUntilFault(text: string): [FileEntry[], unknown] {
    const entries: FileEntry[] = [];
    const reader = createCsvReader();
    try {
      for (const entry of reader.push(Buffer.from(text))) entries.push(entry);
      for (const entry of reader.end()) entries.push(entry);
    } catch (error) {
      return [entries, error];
    }
    return [entries, undefined];
  }

  test('a row that is too long is named, after what was understood before it', () => {
    const text = `Name,Notes\nAnn,x\nBob,${'y'.repeat(ROW_LENGTH_MAX + 1)}\n`;
    const [entries, fault] = readUntilFault(text);
    expect(entries).toMatchObject([{kind: 'contact', line: 2}]);
    expect(fault).toBeInstanceOf(FileFault);
    expect(fault).toMatchObject({
      remark: {code: 'rowLengthMax', line: 3, column: 2},
    });
  });

  test('too many columns are named with the first one that is too many', () => {
    const text = `Name,Notes\nAnn,x\n${','.repeat(COLUMNS_MAX)}y\n`;
    const [entries, fault] = readUntilFault(text);
    expect(entries).toMatchObject([{kind: 'contact', line: 2}]);
    expect(fault).toMatchObject({
      remark: {code: 'columnsMax', line: 3, column: COLUMNS_MAX + 1},
    });
  });
});

test('a file of bytes, a picture or a workbook, is refused as no text', () => {
  const bytes = Buffer.from(
    Array.from({length: 4_000}, (_, at) => (at * at * 31 + at * 7) % 256),
  );
  expect(() => readContents(bytes)).toThrow(
    new FileFault('The file is no text.', {
      code: 'notText',
      line: 1,
    }),
  );
});

describe('what a heading means', () => {
  test.each([
    ['Contact ID', '0035g00000AbCdE'],
    ['Contact Id', '12345'],
    ['Contact owner', 'Bob Ray'],
    ['Number of emails', '5'],
    ['Phone extension', '12'],
    ['Mobile carrier', 'Example Mobile'],
    ['Do not call', '0'],
    ['Email opt out', 'false'],
    ['Fax opt out', '1'],
    ['Phone id', '7'],
    ['Last seen', '01-02-2020'],
  ])('%s is neither a number nor an address', (heading, cell) => {
    const [person] = readContacts(`Name,${heading}\nAnn Lee,${cell}\n`);
    expect(person?.person).toEqual({
      names: [{unstructuredName: 'Ann Lee'}],
      userDefined: [{key: heading, value: cell}],
    });
  });

  test.each([
    ['Frist Name,Emial Adress', 'Ann,ann@a.example'],
    ['First Name,Lead Email Id', 'Ann,ann@a.example'],
  ])('%s is understood all the same', (headings, row) => {
    const [content] = readContacts(`${headings}\n${row}\n`);
    expect(content?.person).toEqual({
      names: [{givenName: 'Ann'}],
      emailAddresses: [{value: 'ann@a.example'}],
    });
  });

  test('Japanese headings are read by the words they are put together of', () => {
    const [content] = readContents(
      'お客様名,自宅郵便番号,自宅住所1,自宅住所2,郵送先(郵便番号),' +
        '都道府県 (会社),番地 2 (会社),電話番号（携帯）,会社ＦＡＸ番号,ご連絡先\n' +
        '佐藤 花子,150-0001,東京都渋谷区神宮前1-2-3,青山201,101-0021,' +
        '東京都,外神田ビル,090-1234-5678,03-1234-5679,03-1234-5678\n',
    );
    expect(content).toMatchObject({
      names: [{familyName: '佐藤', givenName: '花子'}],
      addresses: [
        {
          ...{type: 'home', postalCode: '150-0001', region: '東京都'},
          ...{city: '渋谷区', streetAddress: '神宮前1-2-3\n青山201'},
        },
        {
          ...{type: 'work', postalCode: '101-0021', region: '東京都'},
          streetAddress: '外神田ビル',
        },
      ],
      phoneNumbers: [
        {type: 'mobile', value: '090-1234-5678'},
        {type: 'workFax', value: '03-1234-5679'},
        {value: '03-1234-5678'},
      ],
    });
    expect(content?.userDefined).toBeUndefined();
  });

  test.each([
    ['Nombre,Fecha de nacimiento\nJosé,05/03/1979\n', {month: 3, day: 5}],
    ['Vorname,Geburtstag\nAnn,05/03/1979\n', {month: 3, day: 5}],
    ['Name,Birthday\nAnn,05/03/1979\n', undefined],
    ['Name,Geburtstag\nAnn,12/31/1979\nBen,05/03/1979\n', {month: 12, day: 31}],
  ])('a date is read as the language over it has it: %s', (file, date) => {
    const [content] = readContents(file);
    expect(content?.birthdays).toEqual([
      date === undefined ? {text: '05/03/1979'} : {date: {year: 1979, ...date}},
    ]);
  });

  test('a code under a heading that nobody knows is no telephone number', () => {
    const [content] = readContents(
      'Name,Hub,Plus,Tax\nAnn,150-0001,94103-1234,078-05-1120\n',
    );
    expect(content?.phoneNumbers).toBeUndefined();
    expect(content?.userDefined).toHaveLength(3);
  });

  test('readings in brackets and Outlook’s words in Chinese are known', () => {
    const [taro] = readContacts(
      '姓,名,フリガナ(姓),フリガナ(名)\n山田,太郎,ヤマダ,タロウ\n',
    );
    expect(taro?.person.names).toEqual([
      {
        ...{familyName: '山田', givenName: '太郎'},
        ...{phoneticFamilyName: 'ヤマダ', phoneticGivenName: 'タロウ'},
      },
    ]);
    const [wang] = readContacts(
      '姓,名,商务地址 街道,商务地址 市/县,商务地址 邮政编码,商务地址 国家/地区,电子邮件地址,电子邮件类型,电子邮件显示名称,附注\n' +
        '王,小明,长安街1号,北京市,100000,中国,wang@a.example,SMTP,王小明,你好\n',
    );
    expect(wang?.person).toEqual({
      names: [{familyName: '王', givenName: '小明'}],
      addresses: [
        {
          ...{type: 'work', streetAddress: '长安街1号', city: '北京市'},
          ...{postalCode: '100000', country: '中国'},
        },
      ],
      emailAddresses: [{value: 'wang@a.example'}],
      biographies: [{value: '你好'}],
    });
  });
});

describe('what stands in a cell', () => {
  test.each([
    ['昭和55年1月2日', {year: 1980, month: 1, day: 2}],
    ['S55.1.2', {year: 1980, month: 1, day: 2}],
    ['令和元年5月1日', {year: 2019, month: 5, day: 1}],
    ['Ｈ３１／４／３０', {year: 2019, month: 4, day: 30}],
  ])('%s is a date of an era', (text, date) => {
    const [ann] = readContacts(`Name,Birthday\nAnn,${text}\n`);
    expect(ann?.person.birthdays).toEqual([{date}]);
  });

  test.each(['平成31年5月1日', '昭和65年1月1日', 'S55.2.30'])(
    '%s is a date of none',
    text => {
      const [ann] = readContacts(`Name,Birthday\nAnn,${text}\n`);
      expect(ann?.person.birthdays).toEqual([{text}]);
      expect(ann?.remarks.map(({code}) => code)).toEqual(['unclearDate']);
    },
  );

  test('several values of one custom field have its name', () => {
    const [ann] = readContacts(
      'First Name,Custom Field 1 - Label,Custom Field 1 - Value\nAnn,Key,one ::: two\n',
    );
    expect(ann?.person.userDefined).toEqual([
      {key: 'Key', value: 'one'},
      {key: 'Key', value: 'two'},
    ]);
  });
});
