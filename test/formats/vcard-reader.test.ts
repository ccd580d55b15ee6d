import {describe, expect, test} from '@jest/globals';
import {card, readCard, readWhole} from './vcard-support.ts';

describe('character sets', () => {
  const name = (bytes: Uint8Array) =>
    readWhole(bytes).contacts[0]?.person.names?.[0]?.['unstructuredName'];
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');

  test('UTF-16 is told with and without a byte order mark, in both orders', () => {
    const text = card(['FN:山田 😀']);
    for (const mark of ['\ufeff', '']) {
      expect(name(utf16(mark + text))).toBe('山田 😀');
      expect(name(utf16(mark + text).swap16())).toBe('山田 😀');
    }
  });

  test.each([
    ['shift_jis', '8e5293632091be9859', '山田 太郎'],
    ['euc-jp', 'a4b5a4afa4e9', 'さくら'],
    ['windows-1252', '4dfc6c6c6572204af67267', 'Müller Jörg'],
    ['windows-1251', 'c8e2e0ed20cff3f8eae8ed', 'Иван Пушкин'],
    ['gb18030', 'cdf5d0a1c3f7', '王小明'],
    ['euc-kr', 'b1e8c3b6bcf6', '김철수'],
  ])('%s that nothing declares is guessed', (_, bytes, text) => {
    const file = Buffer.concat([
      Buffer.from('BEGIN:VCARD\nVERSION:3.0\nFN:'),
      Buffer.from(bytes, 'hex'),
      Buffer.from('\nEND:VCARD'),
    ]);
    expect(name(file)).toBe(text);
  });

  test('a second byte that looks like a backslash is none', () => {
    const file = Buffer.from(
      'BEGIN:VCARD\nVERSION:3.0\nN;CHARSET=SHIFT_JIS:\x94\x5c;\x95\x5c;;;\nEND:VCARD',
      'latin1',
    );
    expect(readWhole(file).contacts[0]?.person.names).toEqual([
      {familyName: '能', givenName: '表'},
    ]);
  });

  test('what the file came with decides where nothing else does', () => {
    const file = Buffer.from('BEGIN:VCARD\nFN:\xe1\xe2\nEND:VCARD', 'latin1');
    const [contact] = readWhole(file, {charset: 'koi8-r'}).contacts;
    expect(contact?.person.names).toEqual([{unstructuredName: 'АБ'}]);
  });
});

describe('lines', () => {
  test('end in any way, all of them in one file', () => {
    const {contacts} = readWhole(
      'BEGIN:VCARD\rVERSION:3.0\r\nFN:Ana\nTEL:1\r\r\nEMAIL:a@b.example\rEND:VCARD\r\n',
    );
    expect(contacts[0]?.person).toEqual({
      names: [{unstructuredName: 'Ana'}],
      phoneNumbers: [{value: '1'}],
      emailAddresses: [{value: 'a@b.example'}],
    });
  });

  test('are folded within a character, and by programs of 2.1 between words', () => {
    const bytes = Buffer.from('山');
    const file = Buffer.concat([
      Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:'),
      bytes.subarray(0, 1),
      Buffer.from('\r\n '),
      bytes.subarray(1),
      Buffer.from('\r\nEND:VCARD'),
    ]);
    const notes = readWhole(file).contacts[0]?.person.biographies;
    expect(notes).toEqual([{value: '山'}]);
    expect(readCard(['NOTE:one', ' two'], '2.1').person.biographies).toEqual([
      {value: 'one two'},
    ]);
    const long = 'x'.repeat(70);
    expect(
      readCard([`NOTE:${long}`, ' two'], '2.1').person.biographies,
    ).toEqual([{value: `${long}two`}]);
  });

  test('of quoted-printable go on over soft breaks, whatever begins the next', () => {
    const {person} = readCard(
      ['NOTE;QUOTED-PRINTABLE;CHARSET=UTF-8:=E5=B1=', '=B1 # =', '#TEL:1'],
      '2.1',
    );
    expect(person.biographies).toEqual([{value: '山 # #TEL:1'}]);
  });
});

describe('pictures', () => {
  const picture = Buffer.from('\x89PNG' + 'picture'.repeat(20), 'latin1');
  const base64 = picture.toString('base64');
  const lines = base64.match(/.{1,60}/g) ?? [];
  const [first = '', ...rest] = lines;

  test.each<[string, string, readonly string[]]>([
    [
      '2.1, ended by a blank line',
      '2.1',
      ['PHOTO;PNG;ENCODING=BASE64:', ...lines.map(line => ` ${line}`), ''],
    ],
    ['2.1, not even indented', '2.1', ['PHOTO;BASE64:', ...lines, 'TEL:1']],
    [
      'BlackBerry',
      '2.1',
      [`PHOTO;ENCODING=BASE64:${first}`, ...rest.map(line => ` ${line}`)],
    ],
    [
      '3.0, folded',
      '3.0',
      [`PHOTO;ENCODING=b;TYPE=PNG:${first}`, ...rest.map(line => ` ${line}`)],
    ],
    ['4.0', '4.0', [`PHOTO:data:image/png;base64,${base64}`]],
    ['4.0, escaped', '4.0', [`PHOTO:data:image/png;base64\\,${base64}`]],
  ])('%s', (_, version, photo) => {
    const {photo: bytes, person} = readCard([...photo, 'FN:Ana'], version);
    expect(Buffer.from(bytes ?? [])).toEqual(picture);
    expect(person.names).toEqual([{unstructuredName: 'Ana'}]);
  });

  test('an address of a picture is kept', () => {
    const {person, photo} = readCard([
      'PHOTO;VALUE=uri:https://a.example/p.png',
    ]);
    expect(photo).toBeUndefined();
    expect(person.userDefined).toEqual([
      {key: 'PHOTO;VALUE=uri', value: 'https://a.example/p.png'},
    ]);
  });
});

describe('properties as fields', () => {
  test.each<[string, readonly string[], object]>([
    [
      'a label of its group is the type of a value',
      [
        'item1.TEL:1',
        'item1.X-ABLabel:Boat',
        'a.URL:http\\://x.example',
        'a.X-ABLabel:_$!<HomePage>!$_',
      ],
      {
        phoneNumbers: [{value: '1', type: 'Boat'}],
        urls: [{value: 'http://x.example', type: 'homePage'}],
      },
    ],
    [
      'phones have all of Google’s types',
      [
        'TEL;TYPE=CELL:1',
        'TEL;TYPE=HOME,FAX:2',
        'TEL;TYPE=WORK;TYPE=FAX:3',
        'TEL;TYPE=WORK,CELL:4',
        'TEL;TYPE=pager:5',
        'TEL;TYPE=MAIN:6',
        'TEL;TYPE="voice,home":7',
      ],
      {
        phoneNumbers: [
          {value: '1', type: 'mobile'},
          {value: '2', type: 'homeFax'},
          {value: '3', type: 'workFax'},
          {value: '4', type: 'workMobile'},
          {value: '5', type: 'pager'},
          {value: '6', type: 'main'},
          {value: '7', type: 'home'},
        ],
      },
    ],
    [
      'who is preferred comes first',
      ['EMAIL:a@x.example', 'EMAIL;TYPE=pref:b@x.example'],
      {emailAddresses: [{value: 'b@x.example'}, {value: 'a@x.example'}]},
    ],
    [
      'birthdays without a year, as each program writes them',
      ['BDAY:--0229'],
      {birthdays: [{date: {month: 2, day: 29}}]},
    ],
    [
      'Apple leaves a year out by a year',
      ['BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29'],
      {birthdays: [{date: {month: 2, day: 29}}]},
    ],
    [
      'events and relations have the label’s type',
      [
        'i.X-ABDATE:2001-02-03',
        'i.X-ABLabel:_$!<Anniversary>!$_',
        'j.X-ABRELATEDNAMES:Bo',
        'j.X-ABLabel:_$!<Mother>!$_',
        'X-SPOUSE:Cy',
        'RELATED;TYPE=friend;VALUE=text:Di',
      ],
      {
        events: [{date: {year: 2001, month: 2, day: 3}, type: 'anniversary'}],
        relations: [
          {person: 'Bo', type: 'mother'},
          {person: 'Cy', type: 'spouse'},
          {person: 'Di', type: 'friend'},
        ],
      },
    ],
    [
      'chat has a service, however it is said',
      [
        'IMPP;X-SERVICE-TYPE=Skype;type=WORK:skype:ana',
        'X-JABBER:a@j.example',
        'IMPP:xmpp:b%40j.example',
        'X-SIP:sip:7',
      ],
      {
        imClients: [
          {username: 'ana', protocol: 'skype', type: 'work'},
          {username: 'a@j.example', protocol: 'jabber'},
          {username: 'b@j.example', protocol: 'jabber'},
        ],
        sipAddresses: [{value: '7'}],
      },
    ],
    [
      'Apple says the country of an address in a property of its own',
      [
        'item1.ADR;type=HOME:;;1 Main St;Town;;;',
        'item1.X-ABADR:us',
        'item2.X-ABADR:de',
      ],
      {
        addresses: [
          {
            streetAddress: '1 Main St',
            city: 'Town',
            countryCode: 'US',
            type: 'home',
          },
        ],
        userDefined: [{key: 'X-ABADR', value: 'de'}],
      },
    ],
    [
      'Japanese names are read as they are spoken',
      [
        'N:山田;太郎;;;',
        'FN:山田太郎',
        'X-PHONETIC-FIRST-NAME:たろう',
        'X-PHONETIC-LAST-NAME:やまだ',
      ],
      {
        names: [
          {
            familyName: '山田',
            givenName: '太郎',
            phoneticGivenName: 'たろう',
            phoneticFamilyName: 'やまだ',
          },
        ],
      },
    ],
    [
      'a company without a name has none',
      ['N:;;;;', 'FN:ACME', 'ORG:ACME', 'X-ABShowAs:COMPANY'],
      {
        organizations: [{name: 'ACME'}],
        userDefined: [{key: 'X-ABSHOWAS', value: 'COMPANY'}],
      },
    ],
    [
      'what no field is for is kept under its head',
      [
        'X-FOO;TYPE=home:a\\, b',
        'GEO:37.38,-122.08',
        'item9.X-BAR:1',
        'item9.X-ABLabel:Shoe size',
      ],
      {
        userDefined: [
          {key: 'X-FOO;TYPE=home', value: 'a, b'},
          {key: 'GEO', value: '37.38,-122.08'},
          {key: 'X-BAR;X-ABLABEL="Shoe size"', value: '1'},
        ],
      },
    ],
    [
      'a parameter says quotation marks and line ends by carets',
      [
        'ADR;LABEL="^\'One^\' Street^nTown":;;;;;;',
        'EMAIL;X-DISPLAY-NAME="A ^^ B":a@x.example',
      ],
      {
        addresses: [{formattedValue: '"One" Street\nTown'}],
        emailAddresses: [{value: 'a@x.example', displayName: 'A ^ B'}],
      },
    ],
  ])('%s', (_, lines, person) => {
    expect(readCard(lines).person).toEqual(person);
  });

  test('what somebody named a number on a phone of Samsung’s is its type', () => {
    const custom = (text: string) =>
      `X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,${text})`;
    const {person} = readCard(
      [
        `TEL;${custom('=E5=AE=9F=E5=AE=B6')}:03-1234-5678`,
        `EMAIL;${custom('Verein=2C alt')}:a@b.example`,
        'TEL;X-CUSTOM(Garage):1',
      ],
      '2.1',
    );
    expect(person.phoneNumbers).toEqual([
      {value: '03-1234-5678', type: '実家'},
      {value: '1', type: 'Garage'},
    ]);
    expect(person.emailAddresses).toEqual([
      {value: 'a@b.example', type: 'Verein, alt'},
    ]);
  });

  test('categories are labels', () => {
    expect(
      readCard(['FN:Ana', 'CATEGORIES:Friends,Work\\, old']).labels,
    ).toEqual(['Friends', 'Work, old']);
  });

  test('an agent is a card within the card, kept as it is, and no contact', () => {
    const {contacts} = readWhole(
      card(
        [
          'N:Boss',
          'AGENT:',
          'BEGIN:VCARD',
          'FN:Ana',
          'TEL:1',
          'END:VCARD',
          'TEL:2',
        ],
        '2.1',
      ),
    );
    expect(contacts).toHaveLength(1);
    expect(contacts[0]?.person).toEqual({
      names: [{familyName: 'Boss'}],
      phoneNumbers: [{value: '2'}],
      userDefined: [
        {key: 'AGENT', value: 'BEGIN:VCARD\nFN:Ana\nTEL:1\nEND:VCARD'},
      ],
    });
  });

  test.each([
    ['cardEmpty', 'BEGIN:VCARD\r\nEND:VCARD\r\n'],
    ['textTooLarge', card([`NOTE:${'x'.repeat(2 ** 20)}`])],
  ])('%s is said of the only card of a file', (code, file) => {
    expect(readWhole(file).remarks).toEqual([{code, line: 1}]);
  });

  test.each([
    ['KIND', 'MEMBER'],
    ['X-ADDRESSBOOKSERVER-KIND', 'X-ADDRESSBOOKSERVER-MEMBER'],
  ])('%s:group is no person; its members are counted', (kind, member) => {
    const group = ['FN:Team', `${kind}:Group`];
    const members = [`${member}:urn:uuid:1`, `${member}:mailto:b@b.example`];
    const {entries} = readWhole(
      card([...group, ...members]) + card(['FN:Ana', `${kind}:individual`]),
    );
    expect(entries).toMatchObject([
      {
        kind: 'unread',
        line: 1,
        remark: {code: 'groupCard', line: 1, count: 2},
      },
      {kind: 'contact', line: 8},
    ]);
  });

  test('an agent’s own agent is kept with it', () => {
    const inner = ['BEGIN:VCARD', 'FN:Bo', 'END:VCARD'];
    const outer = ['BEGIN:VCARD', 'FN:Ana', 'AGENT:', ...inner, 'TEL:1'];
    const value = [...outer, 'END:VCARD'];
    const {contacts} = readWhole(card(['N:Boss', 'AGENT:', ...value], '2.1'));
    expect(contacts.map(({person}) => person)).toEqual([
      {
        names: [{familyName: 'Boss'}],
        userDefined: [{key: 'AGENT', value: value.join('\n')}],
      },
    ]);
  });

  test.each(['1980-02-31', '1981-02-29', '1980-13-01', '---05', '31.04.1980'])(
    '%s is a date that Google does not take, so it is kept as text',
    text => {
      const {person, remarks} = readCard([
        `BDAY:${text}`,
        `X-ANNIVERSARY:${text}`,
      ]);
      expect(person).toEqual({
        birthdays: [{text}],
        userDefined: [{key: 'X-ANNIVERSARY', value: text}],
      });
      expect(remarks.map(({code}) => code)).toEqual([
        'dateUnreadable',
        'dateUnreadable',
      ]);
    },
  );

  test('what a name sorts by is how the family’s is read', () => {
    const {person} = readCard(['N:山田;太郎', 'SORT-STRING:やまだ']);
    expect(person.names).toEqual([
      {familyName: '山田', givenName: '太郎', phoneticFamilyName: 'やまだ'},
    ]);
  });
});
