import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  sameContent,
  type Content,
  type SharedField,
} from '../../server/core/content.ts';
import {findSureMatch, pairSureMatches} from '../../server/core/match.ts';
import {matchKeys, normalizeContent} from '../../server/core/normalize.ts';
import {uniteContents} from '../../server/core/unite.ts';

const person = (id: string, givenName: string, address: string) => ({
  id,
  content: normalizeContent({
    names: [{givenName}],
    emailAddresses: [{value: address}],
  }),
});

test('two contacts of one person are paired once where one says the same, else not at all', () => {
  const contacts = [
    person('first', 'Hanako', 'HANAKO@example.com'),
    person('second', 'Hanako', 'hanako@example.com'),
  ];
  const own = person('own', 'Hanako', 'hanako@example.com');
  const more = {...own, content: {...own.content, ...normalizeContent(note)}};
  expect([...pairSureMatches(contacts, [own]).keys()]).toEqual(['first']);
  expect(pairSureMatches(contacts, [more]).size).toBe(0);
});

const entry = (
  id: string,
  content: Parameters<typeof normalizeContent>[0],
) => ({
  id,
  content: normalizeContent(content),
});

const anna = {names: [{givenName: 'Anna', familyName: 'Müller'}]};
const ben = {names: [{givenName: 'Ben', familyName: 'Müller'}]};
const unsaid = {names: [{familyName: 'Müller'}]};
const mail = (value: string) => ({emailAddresses: [{value}]});
const note = {biographies: [{value: 'met in Bonn'}]};
const switchboard = {phoneNumbers: [{value: '+49 30 123450'}]};
const info = {emailAddresses: [{value: 'info@firm.example'}]};
const mobile = {phoneNumbers: [{value: '+49 170 1234567'}]};

test('an address that somebody of another name has too makes nobody sure', () => {
  const pairs = pairSureMatches(
    [person('hanako', 'Hanako', 'both@example.com')],
    [
      person('taro', 'Taro', 'both@example.com'),
      entry('own', {
        names: [{givenName: 'Hanako'}],
        ...mail('both@example.com'),
        ...note,
      }),
    ],
  );
  expect(pairs.size).toBe(0);
});

test('a number of two people makes nobody sure, whoever of them is asked about', () => {
  const own = [entry('own', {...anna, ...switchboard, ...note})];
  const one = [entry('anna', {...anna, ...switchboard})];
  const other = [entry('ben', {...ben, ...switchboard})];
  expect(pairSureMatches(one, own).size).toBe(1);
  expect(pairSureMatches([...one, ...other], own).size).toBe(0);
  expect(pairSureMatches(one, own, {bystanders: other}).size).toBe(0);
  expect(findSureMatch(own[0]!.content, one, other)).toBeUndefined();
});

test('who shares a switchboard is sure by a number of their own', () => {
  const phoneNumbers = [...switchboard.phoneNumbers, ...mobile.phoneNumbers];
  const pairs = pairSureMatches(
    [
      entry('ben', {...ben, ...switchboard}),
      entry('anna', {...anna, phoneNumbers}),
    ],
    [entry('own', {...anna, phoneNumbers})],
  );
  expect([...pairs.keys()]).toEqual(['anna']);
});

test('a family name alone is not one of two of that family', () => {
  const pairs = pairSureMatches(
    [
      entry('anna', {...anna, ...switchboard}),
      entry('ben', {...ben, ...switchboard}),
    ],
    [entry('own', {...unsaid, ...switchboard})],
  );
  expect(pairs.size).toBe(0);
});

test.each([
  ['j.ohn+x@gmail.com', 'john@googlemail.com'],
  ['john+news@outlook.com', 'john@outlook.com'],
  ['john@例え.jp', 'john@xn--r8jz45g.jp'],
])('%s is %s to a person of that name and to nobody else', (one, other) => {
  const own = person('own', 'John', other);
  expect(findSureMatch(own.content, [person('a', 'John', one)])?.id).toBe('a');
  expect(findSureMatch(own.content, [person('a', 'Jane', one)])).toBe(
    undefined,
  );
});

test('behind one mailbox of several people each is told by an address of their own', () => {
  const family = [
    person('anna', 'Anna', 'family+anna@gmail.com'),
    person('ben', 'Ben', 'family+ben@gmail.com'),
  ];
  const {content} = person('own', 'Anna', 'family+anna@gmail.com');
  expect(findSureMatch(content, family)?.id).toBe('anna');
  const {content: bare} = person('own', 'Anna', 'family@gmail.com');
  expect(findSureMatch(bare, family)).toBeUndefined();
});

test('the mailbox of a function is nobody’s, tag and dots or not', () => {
  for (const value of ['info+shop@firm.example', 'i.n.f.o@gmail.com']) {
    const emailAddresses = [{value}];
    expect(
      findSureMatch(entry('own', {...anna, ...note, emailAddresses}).content, [
        entry('a', {
          ...anna,
          emailAddresses: [{value: value.replace('.', '')}],
        }),
      ]),
    ).toBeUndefined();
  }
});

test('the mailbox of a function is nobody’s', () => {
  const pairs = pairSureMatches(
    [entry('anna', {...anna, ...info})],
    [entry('own', {...anna, ...info, ...note})],
  );
  expect(pairs.size).toBe(0);
});

test('a firm’s own entry is nobody who works there', () => {
  const firm = {organizations: [{name: 'ACME'}]};
  const pairs = pairSureMatches(
    [
      entry('anna', {...anna, ...firm, ...switchboard}),
      entry('firm', {...firm, ...mobile}),
    ],
    [
      entry('reception', {...firm, ...switchboard}),
      entry('own', {organizations: [{name: 'Acme'}], ...mobile}),
    ],
  );
  expect([...pairs].map(([id, {id: own}]) => [id, own])).toEqual([
    ['firm', 'own'],
  ]);
});

const phone = (value: string, type?: string) => ({
  phoneNumbers: [{value, type}],
});
const named = (givenName: string, familyName = '', more: object = {}) => ({
  names: [{givenName, familyName, ...more}],
});
const born = (year: number, month = 1, day = 2) => ({
  birthdays: [{date: {year, month, day}}],
});
const works = (name: string, department = '') => ({
  organizations: [{name, department}],
});
const M = '+49 170 1234567';

type Raw = Parameters<typeof normalizeContent>[0];

const saidOf = (person: Raw) =>
  JSON.stringify(person)
    .match(/(?<=:)"?[^",:{}[\]]+/gu)
    ?.join(' ')
    .replaceAll('"', '');

/** Who the first arrives as, where the others are there. */
const joins = (arriving: Raw, ...there: readonly Raw[]) =>
  findSureMatch(
    normalizeContent(arriving),
    there.map((content, at) => entry(String(at), content)),
  )?.id;

describe('who surely is somebody', () => {
  test.each<[string, Raw, Raw]>([
    [
      'by number and whole name',
      {...named('Anna', 'Müller'), ...mobile, ...note},
      {...named('ANNA', 'Muller'), ...mobile},
    ],
    [
      'in one part and in two',
      {...named('Ann Lee'), ...mobile, ...note},
      {...named('Ann', 'Lee'), ...mobile},
    ],
    [
      'in kanji without a seam',
      {...named('山田花子'), ...mobile},
      {...named('花子', '山田'), ...mobile},
    ],
    [
      'turned, in kana',
      {...named('ヤマダ', 'タロウ'), ...mobile},
      {...named('たろう', 'やまだ'), ...mobile},
    ],
    [
      'turned, by an address',
      {...named('Müller', 'Anna'), ...mail('a@x.example')},
      {...named('Anna', 'Müller'), ...mail('a@x.example')},
    ],
    [
      'by an address and a given name',
      {...named('Ann'), ...mail('ann.lee@x.example')},
      {...named('Ann', 'Lee'), ...mail('ann.lee@x.example')},
    ],
    [
      'by an address, without a middle name',
      {
        ...named('John', 'Smith', {middleName: 'Edward'}),
        ...mail('a@x.example'),
      },
      {...named('John', 'Smith'), ...mail('a@x.example')},
    ],
    [
      'with a doctor’s title on one side',
      {...named('Kim', 'Lee', {honorificPrefix: 'Dr.'}), ...mobile},
      {
        ...named('Kim', 'Lee', {
          honorificPrefix: 'Mr.',
          honorificSuffix: 'PhD',
        }),
        ...mobile,
      },
    ],
    [
      'of one generation, wherever it stands',
      {...named('Henry Ford', 'II'), ...mobile},
      {...named('Henry', 'Ford', {honorificSuffix: 'II.'}), ...mobile},
    ],
    [
      'by a number, at one firm under two forms',
      {...anna, ...mobile, ...works('Acme GmbH')},
      {...anna, ...mobile, ...works('ACME')},
    ],
    [
      'by an address, at another firm',
      {...anna, ...mail('a@x.example'), ...works('Acme')},
      {...anna, ...mail('a@x.example'), ...works('Umbrella')},
    ],
    [
      'born on one day, of which one does not say the year',
      {...anna, ...mobile, ...born(1980)},
      {...anna, ...mobile, birthdays: [{date: {month: 1, day: 2}}]},
    ],
    [
      'with an accent on one side, and letters of their own',
      {...named('Hưng', 'Nguyễn'), ...mobile},
      {...named('Hung', 'Nguyen'), ...mobile},
    ],
    [
      'in kana of either kind, with marks',
      {...named('ガク', 'やまダ'), ...mobile},
      {...named('がく', 'ヤマダ'), ...mobile},
    ],
    [
      'with degrees and a position on one side',
      {
        ...named('花子', '山田', {honorificSuffix: '営業部長様'}),
        ...mobile,
      },
      {...named('花子', '山田'), ...mobile},
    ],
    [
      'with a title on one side, and the same of a woman',
      {...named('Anna', 'Rossi', {honorificPrefix: 'Dott.ssa'}), ...mobile},
      {...named('Anna', 'Rossi', {honorificPrefix: 'Sig.ra'}), ...mobile},
    ],
    [
      'of one generation in two languages',
      {...named('Hans', 'Berg', {honorificSuffix: 'sen.'}), ...mobile},
      {...named('Hans', 'Berg', {honorificSuffix: 'Sr., Ph.D.'}), ...mobile},
    ],
    [
      'by a number, with mailboxes at two providers',
      {...anna, ...mobile, ...mail('anna@home.example')},
      {...anna, ...mobile, ...mail('anna@firm.example')},
    ],
    [
      'as one branch of a firm, of which one says more',
      {
        ...works('Acme'),
        ...mobile,
        addresses: [{city: 'Bonn', streetAddress: 'Ring 2'}],
      },
      {...works('ACME'), ...mobile, addresses: [{city: 'BONN'}], ...note},
    ],
    [
      'as one department of a firm',
      {...works('Acme', 'Sales'), ...mobile, ...note},
      {...works('ACME', 'sales'), ...mobile},
    ],
  ])('%s', (_, left, right) => {
    expect(joins(left, right)).toBe('0');
    expect(joins({...right, urls: [{value: 'https://x.example'}]}, left)).toBe(
      '0',
    );
  });

  test.each<[string, Raw, Raw]>([
    ...[
      [named('Paul', 'Berg'), named('Paula', 'Berg')],
      [named('Martin', 'Berg'), named('Martina', 'Berg')],
      [named('Julia', 'Berg'), named('Julian', 'Berg')],
      [named('Mari', 'Berg'), named('Mario', 'Berg')],
      [
        named('John', 'Smith', {honorificSuffix: 'Sr.'}),
        named('John', 'Smith', {honorificSuffix: 'Jr.'}),
      ],
      [
        named('John', 'Smith'),
        named('John', 'Smith', {honorificSuffix: 'Jr.'}),
      ],
      [named('John', 'Smith'), named('John', 'Smith Jr.')],
      [named('Henry Ford', 'II'), named('Henry Ford', 'III')],
      [
        {...named('John', 'Smith'), ...born(1950)},
        {...named('John', 'Smith'), ...born(1980)},
      ],
      [
        named('J.', 'Miller', {honorificPrefix: 'Mr'}),
        named('J.', 'Miller', {honorificPrefix: 'Mrs'}),
      ],
      [named('Herr Kim', 'Lee'), named('Frau Kim', 'Lee')],
      [named('Maria', 'Berg'), named('Anna Maria', 'Berg')],
      [named('Hans', 'Berg'), named('Hans Peter', 'Berg')],
      [named('J.', 'Smith'), {...named('J.', 'Smith'), ...note}],
      [named('J.', 'Smith'), named('John', 'Smith')],
      [named('Bob', 'Smith'), named('Robert', 'Smith')],
      [named('Jon', 'Smith'), named('John', 'Smith')],
      [named('', 'Smith'), named('John', 'Smith')],
      [
        named('花子', '山田', {phoneticGivenName: 'はなこ'}),
        named('花子', '山田', {phoneticGivenName: 'かこ'}),
      ],
      [named('健', '山田', {phoneticGivenName: 'ケン'}), named('ケン', '山田')],
      [named('鈴木'), named('鈴木花子')],
      [works('Sakura KK'), named('太郎', '山田')],
      [works('Acme', 'Sales'), works('Acme', 'Support')],
      [works('Acme', 'Sales'), works('Acme')],
      ...['title', 'jobDescription', 'location'].map(part => [
        {organizations: [{name: 'Acme', [part]: 'Driver'}]},
        {organizations: [{name: 'Acme', [part]: 'Cook'}]},
      ]),
      [
        {...works('Acme'), addresses: [{city: 'Bonn'}]},
        {...works('Acme'), addresses: [{city: 'Ulm'}]},
      ],
      [
        {...named('Andrea', 'Rossi'), genders: [{value: 'male'}]},
        {...named('Andrea', 'Rossi'), genders: [{value: 'female'}]},
      ],
      [
        named('Hùng', 'Nguyễn', {middleName: 'Văn'}),
        named('Hưng', 'Nguyễn', {middleName: 'Văn'}),
      ],
      ...[
        ['sen.', 'jun.'],
        ['jun.', undefined],
        ['(Vater)', '(Sohn)'],
        ['père', 'fils'],
        ['Filho', 'Neto'],
        ['VI', 'VII'],
        ['二世', '三世'],
        ['二世', undefined],
      ].map(suffixes =>
        suffixes.map(honorificSuffix =>
          named('Hans', 'Berg', {honorificSuffix}),
        ),
      ),
      [
        named('János', 'Nagy', {honorificPrefix: 'ifj.'}),
        named('János', 'Nagy', {honorificPrefix: 'id. Dr.'}),
      ],
      [
        {...named('鈴木'), ...works('A社')},
        {...named('鈴木様'), ...works('B社')},
      ],
      [named('Dr. Müller'), named('Müller', '', {honorificPrefix: 'Dr.'})],
      [{...note}, named('Ute', 'Berg')],
    ].flatMap(([left = {}, right = {}]): [string, Raw, Raw][] =>
      [mobile, mail('b@x.example')].map(value => [
        `${saidOf(left)} / ${saidOf(right)} by ${Object.keys(value).join('')}`,
        {...left, ...value, urls: [{value: 'https://x.example'}]},
        {...right, ...value},
      ]),
    ),
    [
      'a given name by a number',
      {...named('Ann'), ...mobile, ...note},
      {...named('Ann', 'Lee'), ...mobile},
    ],
    [
      'turned, by a number',
      {...named('Martin', 'Thomas'), ...mobile},
      {...named('Thomas', 'Martin'), ...mobile},
    ],
    [
      'a middle name by a number',
      {...named('Hans', 'Berg', {middleName: 'Peter'}), ...mobile},
      {...named('Hans', 'Berg'), ...mobile},
    ],
    [
      'a family name without a seam',
      {...named('鈴木'), ...works('A社'), ...mobile},
      {...named('鈴木花子'), ...works('B社'), ...mobile},
    ],
    [
      'tags of one mailbox',
      {...named('Eva', 'Berg'), ...mail('fam.b+eva@gmail.com')},
      {...named('Evamarie', 'Berg'), ...mail('famb+evamarie@gmail.com')},
    ],
    [
      'tags of one mailbox under one name',
      {...named('Eva', 'Berg'), ...mail('fam.b+eva@gmail.com')},
      {...named('Eva', 'Berg'), ...mail('famb+shop@gmail.com')},
    ],
    [
      'a number given to somebody else',
      {
        ...named('Maria', 'Silva'),
        ...mobile,
        ...works('Acme'),
        ...mail('a@x.example'),
      },
      {
        ...named('Maria', 'Silva'),
        ...mobile,
        ...works('Umbrella'),
        ...mail('b@x.example'),
      },
    ],
    ...[
      'main',
      'workMain',
      'companyMain',
      'workFax',
      'homeFax',
      'Fax',
      'ＦＡＸ',
      'pager',
      'Zentrale',
      '代表',
    ].flatMap((type): [string, Raw, Raw][] => [
      [
        `${type} of one`,
        {...named('Jun', 'Tanaka'), ...phone(M, type), ...note},
        {...named('Jun', 'Tanaka'), ...phone(M, 'work')},
      ],
      [
        `${type} of the other`,
        {...named('Jun', 'Tanaka'), ...phone(M), ...note},
        {...named('Jun', 'Tanaka'), ...phone(M, type)},
      ],
    ]),
    [
      'a number of a firm where each has a mailbox',
      {
        ...anna,
        ...works('Acme'),
        ...switchboard,
        ...mail('anna.mueller@acme.example'),
      },
      {
        ...anna,
        ...works('Acme'),
        ...switchboard,
        ...mail('anna.mueller2@acme.example'),
      },
    ],
    [
      'a mailbox of branches with a number each',
      {...works('Acme'), ...mail('acme@firm.example'), ...mobile},
      {...works('Acme'), ...mail('acme@firm.example'), ...switchboard},
    ],
    ...[
      '+49 800 1234568',
      '+1 800 555 1212',
      '+81 120 123 456',
      '+49 180 6 101010',
      '+55 11 00000-0000',
      '+1 555 555 5555',
      '+1 234 567 8900',
    ].map((number): [string, Raw, Raw] => [
      number,
      {...anna, ...phone(number), ...note},
      {...anna, ...phone(number)},
    ]),
    [
      'behind an extension',
      {...anna, ...phone('+49 30 123450 ext. 7'), ...note},
      {...anna, ...phone('+49 30 123450')},
    ],
    ...[
      'ventas',
      'sales-team',
      'info.tokyo',
      'sales2',
      'o-toiawase',
      'einkauf',
      'accueil',
      'familie.berg',
      'team',
      'お問い合わせ',
      '営業',
      'none',
      'no-email',
      'test',
    ].map((box): [string, Raw, Raw] => [
      `${box}@`,
      {...anna, ...mail(`${box}@firm.example`), ...note},
      {...anna, ...mail(`${box}@firm.example`)},
    ]),
  ])('nobody is by %s', (_, left, right) => {
    expect(joins(left, right)).toBeUndefined();
    expect(joins({...right, nicknames: [{value: 'x'}]}, left)).toBeUndefined();
  });

  test('nobody is where another who has the same may be', () => {
    const [j, john, jane] = ['J.', 'John', 'Jane'].map(given => ({
      ...named(given, 'Brandt'),
      ...mobile,
    }));
    const more = {...named('John', 'Brandt'), ...mobile, ...note};
    expect(joins(more, john!)).toBe('0');
    for (const other of [j!, jane!, john!, mobile]) {
      expect(joins(more, john!, other)).toBeUndefined();
    }
  });

  test('the right one is, not the first', () => {
    const number = phone(M);
    const mails = (...values: string[]) => ({
      emailAddresses: values.map(value => ({value})),
    });
    expect(
      joins(
        {
          ...named('Sabine', 'Pick'),
          ...number,
          ...mails('sab@x.example', 'sabneu@x.example'),
        },
        {...named('S.', 'Pick'), ...number},
        {...named('Sabine', 'Pick'), ...number, ...mails('sab@x.example')},
      ),
    ).toBe('1');
  });

  test.each<[string, Raw]>([
    ['an initial', {...named('J.', 'Smith'), ...mobile}],
    ['no name', mobile],
    ['a firm', {...works('Acme'), ...info}],
    ['a whole name', {...anna, ...info, ...mobile}],
  ])(
    'with %s is who says all that already, whoever shares it',
    (_, content) => {
      const ben_ = {...ben, ...mobile, ...info};
      expect(joins(content, ben_, {...content, ...note})).toBe('1');
      expect(joins({...content, ...note}, ben_, content)).toBeUndefined();
    },
  );

  test('who says all that two say is neither, unless one says just that', () => {
    const [acme, umbrella] = ['Acme', 'Umbrella'].map(firm => ({
      ...anna,
      ...switchboard,
      ...works(firm),
    }));
    const bare = {...anna, ...switchboard};
    expect(joins(bare, acme!)).toBe('0');
    expect(joins(bare, acme!, umbrella!)).toBeUndefined();
    expect(joins(bare, acme!, umbrella!, bare)).toBe('2');
    const contacts = [entry('acme', acme!), entry('umbrella', umbrella!)];
    const own = [entry('own', bare)];
    expect(pairSureMatches(contacts, own).size).toBe(0);
    expect(
      pairSureMatches(contacts.slice(1), own, {
        bystanders: contacts.slice(0, 1),
      }).size,
    ).toBe(0);
  });

  test('of two entries of one file in two books each is its own, in whatever order', () => {
    const bare = {...named('J.', 'Smith'), ...mobile};
    const full = {...bare, ...mail('john@x.example')};
    const contacts = [entry('full', full), entry('bare', bare)];
    const own = [entry('own bare', bare), entry('own full', full)];
    for (const people of [own, own.toReversed()]) {
      for (const shared of [contacts, contacts.toReversed()]) {
        const pairs = [...pairSureMatches(shared, people)];
        expect(pairs.map(([id, {id: own_}]) => [id, own_]).sort()).toEqual([
          ['bare', 'own bare'],
          ['full', 'own full'],
        ]);
      }
    }
  });

  test.each<[string, SharedField, Raw, Raw, boolean]>([
    [
      'the firm of a number',
      'organizations',
      {...anna, ...mobile, ...works('Acme')},
      {...anna, ...mobile},
      false,
    ],
    [
      'a firm that one does not say either',
      'organizations',
      {...anna, ...mobile, ...note},
      {...anna, ...mobile},
      true,
    ],
    ['whose entry it is', 'organizations', {...mobile}, mobile, false],
    [
      'the name of a firm’s',
      'names',
      {...works('Acme'), ...mobile},
      {...works('Acme'), ...mobile},
      false,
    ],
    [
      'a birthday',
      'birthdays',
      {...anna, ...mobile, ...born(1980)},
      {...anna, ...mobile},
      false,
    ],
    [
      'a gender',
      'genders',
      {...anna, ...mobile, genders: [{value: 'female'}]},
      {...anna, ...mobile},
      false,
    ],
    [
      'the mailbox of a number',
      'emailAddresses',
      {...anna, ...mobile, ...mail('anna@firm.example')},
      {...anna, ...mobile},
      false,
    ],
  ])('is asked where %s is hidden', (_, field, arriving, there, isSure) => {
    const known = {...entry('0', there), hiddenFields: [field]};
    const match = findSureMatch(normalizeContent(arriving), [known]);
    expect(match?.id).toBe(isSure ? '0' : undefined);
    const shown = findSureMatch(normalizeContent(arriving), [
      entry('0', there),
    ]);
    expect(shown?.id).toBe('0');
  });

  test('is nobody of whom somebody said that they are not', () => {
    const own = [entry('own', {...anna, ...mobile})];
    const contacts = [entry('anna', {...anna, ...mobile, ...note})];
    const isRefused = (...ids: string[]) => ids.join() === 'anna,own';
    expect(pairSureMatches(contacts, own).size).toBe(1);
    expect(pairSureMatches(contacts, own, {isRefused}).size).toBe(0);
  });
});

describe('whoever the people are', () => {
  const few = <T>(...values: readonly T[]) => fc.subarray([...values]);
  const somebody = fc
    .record({
      names: few(
        {givenName: 'Anna', familyName: 'Müller'},
        {givenName: 'Ben', familyName: 'Müller'},
        {givenName: 'A.', familyName: 'Müller'},
        {familyName: 'Müller'},
        {givenName: '花子', familyName: '山田'},
      ).map(names => names.slice(0, 1)),
      emailAddresses: few(
        {value: 'anna@firm.example'},
        {value: 'ben@firm.example'},
        {value: 'info@firm.example'},
      ),
      phoneNumbers: few({value: '+49 170 1234567'}, {value: '+49 30 123450'}),
    })
    .map(normalizeContent);
  const people = (name: string) =>
    fc
      .array(somebody, {maxLength: 5})
      .map(contents =>
        contents.map((content, at) => ({id: `${name}${at}`, content})),
      );
  const scene = fc.record({
    contacts: people('contact'),
    others: people('other'),
    bystanders: people('bystander'),
  });

  const keysOf = (content: Content) => new Set(matchKeys(content));

  test('nobody is sure but who says it all again, or under a whole name by what nobody else has', () => {
    fc.assert(
      fc.property(scene, ({contacts, others, bystanders}) => {
        const known = [...contacts, ...others, ...bystanders];
        for (const {content} of contacts) {
          const found = findSureMatch(content, others, bystanders);
          if (found === undefined) continue;
          expect(found.content.names).toEqual(content.names);
          const theirs = keysOf(found.content);
          const shared = [...keysOf(content)].filter(key => theirs.has(key));
          expect(shared).not.toEqual([]);
          const isAgain = uniteContents(found.content, content);
          if (sameContent(isAgain.content, found.content)) continue;
          expect(content.names?.[0]?.['givenName']).toBeDefined();
          const holders = (key: string) =>
            known.filter(
              each =>
                each.content !== content &&
                each !== found &&
                !contacts.includes(each) &&
                keysOf(each.content).has(key),
            );
          const own = shared.filter(
            key => !key.startsWith('mail:info@') && holders(key).length === 0,
          );
          expect(own).not.toEqual([]);
        }
      }),
      {numRuns: 500},
    );
  });

  test('nobody is paired twice, and both of a pair are sure of the other', () => {
    fc.assert(
      fc.property(scene, ({contacts, others, bystanders}) => {
        const pairs = pairSureMatches(contacts, others, {bystanders});
        const taken = [...pairs.values()].map(({id}) => id);
        expect(new Set(taken).size).toBe(taken.length);
        for (const [id, other] of pairs) {
          const contact = contacts.find(each => each.id === id)!;
          const rest = [...contacts, ...others, ...bystanders].filter(
            each => each !== contact && each !== other,
          );
          expect(
            findSureMatch(contact.content, [other], rest) === other ||
              findSureMatch(other.content, [contact], rest) === contact,
          ).toBe(true);
        }
      }),
    );
  });

  test('one more person who has the same makes nobody surer', () => {
    fc.assert(
      fc.property(scene, somebody, ({contacts, others, bystanders}, one) => {
        const after = [...bystanders, {id: 'one more', content: one}];
        for (const {content} of contacts) {
          const found = findSureMatch(content, others, after);
          if (found === undefined) continue;
          expect(findSureMatch(content, others, bystanders)).toBe(found);
        }
        const pairs = pairSureMatches(contacts, others, {bystanders});
        for (const [id, {id: other}] of pairSureMatches(contacts, others, {
          bystanders: after,
        })) {
          expect(pairs.get(id)?.id).toBe(other);
        }
      }),
      {numRuns: 500},
    );
  });

  test('whatever order they stand in, as long as nobody says it all again', () => {
    fc.assert(
      fc.property(scene, ({contacts, others}) => {
        for (const {content} of contacts) {
          const said = {...content, ...normalizeContent(note)};
          expect(findSureMatch(said, others.toReversed())).toBe(
            findSureMatch(said, others),
          );
        }
      }),
    );
  });
});
