import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Content, SharedField} from '../../server/core/content.ts';
import {linkContacts, type LinkedPair} from '../../server/core/linkage.ts';
import {findSureMatch, type Candidate} from '../../server/core/match.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {viewContent} from '../../server/core/view.ts';
import {makeNamesakes} from '../support/linkage-namesakes.ts';
import {makeContacts} from '../support/linkage-people.ts';
import {
  readAosp,
  readFake1000,
  readFebrl,
  scoreArrivals,
  scoreClusters,
  scoreSure,
} from '../support/linkage-sets.ts';

type Raw = Parameters<typeof normalizeContent>[0];

const named = (givenName: string, familyName: string, more: Raw = {}) =>
  normalizeContent({names: [{givenName, familyName}], ...more}, {region: 'DE'});
const mail = (value: string) => ({emailAddresses: [{value}]});
const phone = (value: string) => ({phoneNumbers: [{value}]});
const born = (year: number, month: number, day: number) => ({
  birthdays: [{date: {year, month, day}}],
});

/** A label of people who have nothing to do with those of an example. */
const OTHERS: readonly Candidate[] = [...makeContacts(60, 7)].map(
  ({id, content}) => ({id: `other-${id}`, content}),
);

/** How these are linked among others, the others' own pairs left out. */
function link(...contents: readonly Content[]): readonly LinkedPair[] {
  const contacts = contents.map((content, at) => ({id: String(at), content}));
  return linkContacts([...OTHERS, ...contacts]).pairs.filter(({ids}) =>
    ids.every(id => !id.startsWith('other-')),
  );
}

const bandsOf = (...contents: readonly Content[]) =>
  link(...contents).map(({ids, band}) => [...ids, band]);

const OWN = mail('anna.m@example.com');
const INFO = mail('info@firm.example');
const OFFICE = phone('+49 30 123450');

describe('two contacts surely are one person', () => {
  test.each<[string, Content, Content]>([
    [
      'by an address',
      named('Anna', 'Müller', OWN),
      named('anna', 'MULLER', OWN),
    ],
    [
      'by a number',
      named('Anna', 'Müller', OFFICE),
      named('Anna', 'Müller', phone('030 123450')),
    ],
    [
      'by an address, without a middle name',
      named('Robert', 'Müller', mail('robert@example.com')),
      normalizeContent({
        names: [
          {givenName: 'Robert', middleName: 'James', familyName: 'Müller'},
        ],
        ...mail('robert@example.com'),
      }),
    ],
    [
      'by an address, with the names in each other’s place',
      named('Anna', 'Müller', OWN),
      named('Müller', 'Anna', OWN),
    ],
  ])('%s', (_, left, right) => {
    expect(bandsOf(left, right)).toEqual([['0', '1', 'sure']]);
  });
});

describe('two contacts are nobody’s to make one but somebody’s who decides', () => {
  test.each<[string, Content, Content]>([
    [
      'with one address and no name on one side',
      named('Anna', 'Müller', OWN),
      normalizeContent(OWN),
    ],
    [
      'with the mailbox of a function and one name',
      named('Anna', 'Müller', INFO),
      named('Anna', 'Müller', INFO),
    ],
    [
      'with a name mistyped and a birthday',
      named('Katharina', 'Schneider', born(1971, 3, 9)),
      named('Katharina', 'Schnieder', born(1971, 3, 9)),
    ],
    [
      'with day and month of the birthday in each other’s place',
      named('Katharina', 'Schneider', born(1971, 3, 9)),
      named('Katharina', 'Schneider', born(1971, 9, 3)),
    ],
    [
      'with an initial and one number',
      named('Anna', 'Müller', OFFICE),
      named('A.', 'Müller', OFFICE),
    ],
    [
      'with a nickname that is no beginning of the name',
      named('Robert', 'Zimmermann', born(1971, 3, 9)),
      named('Bob', 'Zimmermann', born(1971, 3, 9)),
    ],
    [
      'with one address and name but another birthday',
      named('Anna', 'Müller', {...OWN, ...born(1950, 1, 2)}),
      named('Anna', 'Müller', {...OWN, ...born(1980, 3, 4)}),
    ],
  ])('%s', (_, left, right) => {
    expect(bandsOf(left, right)).toEqual([['0', '1', 'unsure']]);
  });
});

const firm = (name: string, more: Raw = {}) =>
  normalizeContent({organizations: [{name}], ...more}, {region: 'JP'});
const MOBILE = phone('+81 90 4400 0001');

describe('two contacts that share no key of one name are found by another', () => {
  test.each<[string, Content, Content]>([
    [
      'a whole name in one part, with a seam',
      named('Walter Bäcklund', '', MOBILE),
      named('Walter', 'Bäcklund', OWN),
    ],
    [
      'a whole name of kanji in one part, the family’s first',
      named('桜塚 健太郎', '', MOBILE),
      named('健太郎', '桜塚', OWN),
    ],
    [
      'a firm’s own entries',
      firm('Zenith Ltd', MOBILE),
      firm('Zenith Ltd.', OWN),
    ],
    [
      'a firm’s own entries that say nothing else',
      firm('Nadir'),
      firm('Nadir'),
    ],
    [
      'a firm’s own entries, its form before and behind',
      firm('株式会社 月光電機', MOBILE),
      firm('月光電機株式会社', OWN),
    ],
    [
      'the reading of the given name alone',
      named('みゆき', '綾小路', MOBILE),
      normalizeContent({
        names: [
          {
            familyName: '綾小路',
            givenName: '美雪',
            phoneticFamilyName: 'あやのこうじ',
            phoneticGivenName: 'みゆき',
          },
        ],
        ...OWN,
      }),
    ],
    ...(
      [
        ['Cyrillic', named('Сергей', 'Кузнецов', MOBILE)],
        ['Greek', named('Γιώργος', 'Παπαδόπουλος', MOBILE)],
        ['Hebrew', named('משה', 'כהן', MOBILE)],
        ['Arabic', named('محمد', 'الحسن', MOBILE)],
        ['Thai', named('สมชาย', 'ใจดี', MOBILE)],
        ['hangul', named('민수', '김', MOBILE)],
      ] as const
    ).map(([script, content]): [string, Content, Content] => [
      `one number and a name in ${script}, which nobody says how to read`,
      content,
      named('Sergey', 'Kuznetsov', MOBILE),
    ]),
  ])('%s', (_, left, right) => {
    expect(link(left, right)).toHaveLength(1);
  });
});

describe('of a firm’s own entry', () => {
  test('the reason is the firm', () => {
    const [pair] = link(firm('Zenith Ltd', MOBILE), firm('Zenith', OWN));
    expect(pair?.evidence).toEqual([
      {trait: 'firm', level: 'same', bits: expect.any(Number)},
    ]);
  });

  test.each<[string, Content, Content]>([
    [
      'who works there',
      firm('Zenith', MOBILE),
      named('Anna', 'Müller', {...MOBILE, organizations: [{name: 'Zenith'}]}),
    ],
    [
      'a firm of another form',
      firm('Zenith AG', MOBILE),
      firm('Zenith GmbH', MOBILE),
    ],
  ])('%s is another', (_, left, right) => {
    expect(link(left, right)).toEqual([]);
  });
});

describe('the evidence says', () => {
  const suffixed = (honorificSuffix: string) =>
    normalizeContent({
      names: [{givenName: 'Erwin', familyName: 'Haberland', honorificSuffix}],
      ...OWN,
    });
  const at = (city: string) =>
    named('一', '桂木', {
      addresses: [{city, streetAddress: '芝1-2-3', postalCode: '105-0014'}],
    });
  const reached = (value: string) => named('Wendelin', 'Klobig', phone(value));
  const called = (givenName: string) => named(givenName, 'Eichelberg', OWN);
  test.each<[string, Content, Content, {trait: string; level: string}]>([
    [
      'that Paula is another name than Paul',
      called('Paul'),
      called('Paula'),
      {trait: 'given', level: 'sound'},
    ],
    [
      'that a name with a dot is cut short',
      called('Paul.'),
      called('Paulina'),
      {trait: 'given', level: 'initial'},
    ],
    [
      'that Liz is a form of Elizabeth',
      called('Liz'),
      called('Elizabeth'),
      {trait: 'given', level: 'variant'},
    ],
    ['that 港 is 港区', at('港'), at('港区'), {trait: 'city', level: 'same'}],
    [
      'that 京都 is 京都市',
      at('京都'),
      at('京都市'),
      {trait: 'city', level: 'same'},
    ],
    ...['ext. 12', 'x12', '内線12', ', 12'].map(
      (
        extension,
      ): [string, Content, Content, {trait: string; level: string}] => [
        `that a number is nearly the same behind ${extension}`,
        reached(`+81 3 5551 7777 ${extension}`),
        reached('+81 3 5551 7777'),
        {trait: 'phone', level: 'close'},
      ],
    ),
    [
      'that two extensions are two numbers',
      reached('+81 3 5551 7777 ext. 12'),
      reached('+81 3 5551 7777 ext. 14'),
      {trait: 'phone', level: 'different'},
    ],
    [
      'that junior is not senior',
      suffixed('Jr.'),
      suffixed('Sr.'),
      {trait: 'generation', level: 'different'},
    ],
  ])('%s', (_, left, right, reason) => {
    const [pair] = link(left, right);
    expect(pair?.evidence).toContainEqual({
      ...reason,
      bits: expect.any(Number),
    });
  });

  test.each([
    ['Haberland', 'Sr.', 'Haberland', 'Jr.'],
    ['Haberland', 'sen.', 'Haberland', 'jun.'],
    ['Haberland', '(père)', 'Haberland', 'fils'],
    ['Haberland', 'Filho', 'Haberland', 'Neto'],
    ['Haberland', '二世', 'Haberland', '三世'],
    ['Haberland II', undefined, 'Haberland III', undefined],
  ])(
    'nothing of what a family has in common where one is %s %s, the other %s %s',
    (family, suffix, otherFamily, otherSuffix) => {
      const [father, son] = [
        [family, suffix],
        [otherFamily, otherSuffix],
      ].map(([familyName, honorificSuffix]) =>
        normalizeContent({
          names: [{givenName: 'Erwin', familyName, honorificSuffix}],
          ...MOBILE,
        }),
      ) as [Content, Content];
      expect(link(father, son)).toEqual([]);
    },
  );
});

describe('nobody of a crowd is left untold', () => {
  const COPIES = 50;
  const copies = (more: (at: number) => Raw) =>
    Array.from({length: COPIES}, (_, at) => ({
      id: `copy-${at}`,
      content: named('Ines', 'Calder', {...OWN, ...more(at)}),
    }));
  test.each<[string, readonly Candidate[]]>([
    ['that are one in all', copies(() => ({}))],
    [
      'that have a number each',
      copies(at => phone(`+81 90 4400 ${1_000 + at * 97}`)),
    ],
  ])('alone or among others, of copies %s', (_, crowd) => {
    for (const others of [[], OTHERS]) {
      const {pairs, clusters} = linkContacts([...others, ...crowd]);
      const told = pairs
        .flatMap(({ids}) => ids)
        .filter(id => id.startsWith('copy-'));
      expect(new Set(told).size).toBe(COPIES);
      expect(clusters.map(({length}) => length)).toContain(COPIES);
    }
  });

  test('but whom somebody said to be two stays two', () => {
    const {clusters} = linkContacts(
      copies(() => ({})),
      {refused: [['copy-3', 'copy-7']]},
    );
    expect(clusters.flat()).toContain('copy-3');
    expect(
      clusters.some(ids => ids.includes('copy-3') && ids.includes('copy-7')),
    ).toBe(false);
  });
});

describe('two contacts are two people', () => {
  test.each<[string, Content, Content]>([
    [
      'behind one switchboard, in one firm',
      named('Anna', 'Müller', {
        ...OFFICE,
        organizations: [{name: 'ACME GmbH'}],
      }),
      named('Ben', 'Kaya', {...OFFICE, organizations: [{name: 'Acme'}]}),
    ],
    [
      'of one family with one telephone and one address',
      named('Anna', 'Müller', {
        ...OFFICE,
        addresses: [{streetAddress: 'Am Hang 5', postalCode: '10115'}],
      }),
      named('Ben', 'Müller', {
        ...OFFICE,
        addresses: [{streetAddress: 'Am Hang 5', postalCode: '10115'}],
      }),
    ],
    [
      'who both write from info@',
      named('Anna', 'Müller', INFO),
      named('Ben', 'Kaya', INFO),
    ],
    [
      'whose family names differ by a letter and birthdays wholly',
      named('Anna', 'Schmidt', born(1971, 3, 9)),
      named('Anke', 'Schmitt', born(1999, 12, 24)),
    ],
  ])('%s', (_, left, right) => {
    expect(bandsOf(left, right)).toEqual([]);
  });

  test('even where an entry without a name has what both have', () => {
    const clusters = linkContacts([
      ...OTHERS,
      {id: 'anna', content: named('Anna', 'Müller', OFFICE)},
      {id: 'ben', content: named('Ben', 'Kaya', OFFICE)},
      {id: 'nobody', content: normalizeContent(OFFICE)},
    ]).clusters;
    expect(
      clusters.some(ids => ids.includes('anna') && ids.includes('ben')),
    ).toBe(false);
  });
});

describe('a Japanese name is one', () => {
  const reading = {phoneticFamilyName: 'やまだ', phoneticGivenName: 'はなこ'};
  const birthday = born(1971, 3, 9);
  const kanji = normalizeContent({
    names: [{familyName: '山田', givenName: '花子', ...reading}],
    ...birthday,
  });
  test.each<[string, Content]>([
    ['in kana', named('ハナコ', 'ヤマダ', birthday)],
    ['in Latin letters', named('Hanako', 'Yamada', birthday)],
    [
      'without a seam',
      normalizeContent({names: [{givenName: '山田花子'}], ...birthday}),
    ],
    ['turned', named('山田', '花子', birthday)],
  ])('%s', (_, other) => {
    const [pair] = link(kanji, other);
    expect(pair).toMatchObject({ids: ['0', '1'], band: 'unsure'});
  });

  test.each([
    ['花子様', '山田'],
    ['山田花子様', ''],
    ['花子 部長', '山田'],
  ])('with how people are addressed, as %s %s', (givenName, familyName) => {
    const [pair] = link(
      named('花子', '山田', birthday),
      named(givenName, familyName, birthday),
    );
    expect(pair?.evidence.slice(0, 2)).toMatchObject([
      {trait: 'given', level: 'same'},
      {trait: 'family', level: 'same'},
    ]);
  });

  test('in old and in new characters', () => {
    const [pair] = link(
      named('健', '渡邉', birthday),
      named('健', '渡辺', birthday),
    );
    expect(pair?.evidence.slice(0, 2)).toMatchObject([
      {trait: 'given', level: 'same'},
      {trait: 'family', level: 'same'},
    ]);
  });

  test('in long vowels of every spelling', () => {
    const [pair] = link(
      named('Yūki', 'Satō', birthday),
      named('Yuuki', 'Satou', birthday),
    );
    expect(pair).toMatchObject({ids: ['0', '1']});
  });

  test('but not by its reading alone', () => {
    const read = (written: string) =>
      normalizeContent({
        names: [
          {
            familyName: '山田',
            givenName: written,
            phoneticGivenName: 'けん',
          },
        ],
        ...OFFICE,
      });
    expect(bandsOf(read('健'), read('賢'))).not.toContainEqual([
      '0',
      '1',
      'sure',
    ]);
  });
});

describe('every reason', () => {
  test('says a field, how far it agrees and what that weighs', () => {
    const [pair] = link(
      named('Robert', 'Zimmermann', born(1971, 3, 9)),
      named('Bob', 'Zimmermann', born(1971, 9, 3)),
    );
    expect(pair?.evidence).toEqual([
      {trait: 'given', level: 'variant', bits: expect.any(Number)},
      {trait: 'family', level: 'same', bits: expect.any(Number)},
      {trait: 'birthday', level: 'slip', bits: expect.any(Number)},
    ]);
    expect(pair?.evidence.every(({bits}) => bits > 0)).toBe(true);
  });

  test('is worth less where many have the same', () => {
    const crowd = Array.from({length: 60}, (_, at) => ({
      id: `crowd-${at}`,
      content: named('Maria', `Nobody${at}`),
    }));
    const bitsOf = (givenName: string) =>
      linkContacts([
        ...OTHERS,
        ...crowd,
        {id: 'a', content: named(givenName, 'Zimmermann', born(1971, 3, 9))},
        {id: 'b', content: named(givenName, 'Zimmermann', born(1971, 3, 9))},
      ])
        .pairs.find(({ids}) => ids[0] === 'a')
        ?.evidence.find(({trait}) => trait === 'given')?.bits;
    expect(bitsOf('Maria')).toBeLessThan(bitsOf('Leopoldine')!);
  });
});

const seeds = fc.integer({min: 1, max: 1_000});
const RUNS = {numRuns: 4};

describe('linking contacts', () => {
  test('whatever order they come in answers the same', () => {
    fc.assert(
      fc.property(seeds, seed => {
        const contacts = [...makeContacts(60, seed)];
        const turned = contacts.toReversed();
        const mixed = [...contacts.slice(25), ...contacts.slice(0, 25)];
        const expected = linkContacts(contacts);
        expect(linkContacts(turned)).toEqual(expected);
        expect(linkContacts(mixed)).toEqual(expected);
      }),
      RUNS,
    );
  });

  test('under other ids says the same of every pair', () => {
    fc.assert(
      fc.property(seeds, seed => {
        const contacts = [...makeContacts(50, seed)];
        const renamed = contacts.map(({id, content}, at) => ({
          id: `${String(contacts.length - at).padStart(4, '0')} ${id}`,
          content,
        }));
        const said = (pairs: readonly LinkedPair[]) =>
          new Set(
            pairs.map(({ids, band, bits}) =>
              [
                ...ids.map(id => id.split(' ').at(-1)).sort(),
                band,
                bits.toFixed(6),
              ].join(' '),
            ),
          );
        expect(said(linkContacts(renamed).pairs)).toEqual(
          said(linkContacts(contacts).pairs),
        );
      }),
      RUNS,
    );
  });

  test('proposes nothing that was refused, nor joins it by way of others', () => {
    fc.assert(
      fc.property(seeds, seed => {
        const contacts = [...makeContacts(60, seed)];
        const refused = linkContacts(contacts)
          .pairs.filter((_, at) => at % 2 === 0)
          .map(({ids}) => ids);
        const known = new Set(refused.map(ids => ids.join(' ')));
        const isRefused = (...ids: readonly string[]) =>
          known.has(ids.toSorted().join(' '));
        const {pairs, clusters} = linkContacts(contacts, {refused});
        expect(pairs.filter(({ids}) => isRefused(...ids))).toEqual([]);
        for (const cluster of clusters) {
          for (const one of cluster) {
            for (const other of cluster) {
              expect(isRefused(one, other)).toBe(false);
            }
          }
        }
      }),
      RUNS,
    );
  });

  test('gives no reason in a field that is hidden, and says the same whatever stands there', () => {
    const hidden: readonly SharedField[] = ['birthdays', 'addresses'];
    const seen = (contacts: readonly Candidate[], more: Content) =>
      linkContacts(
        contacts.map(({id, content}) => ({
          id,
          content: viewContent({...content, ...more}, hidden),
        })),
      );
    fc.assert(
      fc.property(seeds, seed => {
        const contacts = [...makeContacts(50, seed)];
        const linkage = seen(contacts, {});
        const traits = linkage.pairs.flatMap(({evidence}) =>
          evidence.map(({trait}) => trait),
        );
        for (const trait of ['birthday', 'street', 'city', 'postcode']) {
          expect(traits).not.toContain(trait);
        }
        expect(seen(contacts, normalizeContent(born(1971, 3, 9)))).toEqual(
          linkage,
        );
      }),
      RUNS,
    );
  });

  test('puts everybody who is paired into one cluster, and nobody into two', () => {
    fc.assert(
      fc.property(seeds, seed => {
        const {pairs, clusters} = linkContacts([...makeContacts(60, seed)]);
        const members = clusters.flat();
        expect(new Set(members).size).toBe(members.length);
        for (const {ids} of pairs) {
          expect(
            clusters.some(cluster => ids.every(id => cluster.includes(id))),
          ).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('that are none or one finds nobody', () => {
    expect(linkContacts([])).toEqual({pairs: [], clusters: []});
    expect(linkContacts([{id: 'a', content: named('Anna', 'Müller')}])).toEqual(
      {pairs: [], clusters: []},
    );
  });

  test('of made-up people is right about whoever is sure, and mostly about the rest', () => {
    const contacts = [...makeContacts(200, 3)];
    const {pairs, clusters} = linkContacts(contacts);
    const {sure, right} = scoreSure(contacts, pairs);
    expect(sure).toBeGreaterThan(10);
    expect(right).toBe(sure);
    expect(scoreClusters(contacts, clusters).f1).toBeGreaterThan(0.85);
  });

  test('of whom few are there twice tells namesakes of one firm apart', () => {
    const contacts = makeNamesakes(2_000, 0.02, 1);
    const {clusters} = linkContacts(contacts);
    expect(scoreClusters(contacts, clusters).f1).toBeGreaterThan(0.85);
  });
});

const [febrl, fake, aosp] = [readFebrl(1), readFake1000(), readAosp()];
const hasSets = febrl !== undefined && fake !== undefined && aosp !== undefined;
if (!hasSets) {
  console.warn('No public sets of contacts: their tests are skipped.');
}

(hasSets ? describe : describe.skip)('of public sets', () => {
  test('people of Febrl are found again', () => {
    const people = new Set(febrl!.slice(0, 200).map(({person}) => person));
    const some = febrl!.filter(({person}) => people.has(person));
    expect(scoreClusters(some, linkContacts(some).clusters).f1).toBeGreaterThan(
      0.98,
    );
  });

  test('people of fake_1000 are found again, and who is sure rightly', () => {
    const some = fake!.slice(0, 500);
    const {pairs, clusters} = linkContacts(some);
    expect(scoreClusters(some, clusters).f1).toBeGreaterThan(0.8);
    const {sure, right} = scoreSure(some, pairs);
    expect(right).toBe(sure);
  });

  test('nobody is sure whom Android keeps apart, found or arriving', () => {
    const [wrong, right] = [false, true].map(same =>
      aosp!.flatMap(({test: name, contacts, pairs}) => {
        const found = linkContacts(contacts)
          .pairs.filter(({band}) => band === 'sure')
          .map(({ids}) => ids.join());
        const arriving = contacts.flatMap(contact => {
          const others = contacts.filter(other => other !== contact);
          const match = findSureMatch(contact.content, others);
          return match === undefined ? [] : [`${contact.id},${match.id}`];
        });
        return pairs
          .filter(({isSame, ids}) => {
            const said = [ids.join(), ids.toReversed().join()];
            return (
              isSame === same &&
              [...found, ...arriving].some(pair => said.includes(pair))
            );
          })
          .map(({ids}) => [name, ...ids]);
      }),
    );
    expect(wrong).toEqual([]);
    expect(right).not.toEqual([]);
  });

  test('nobody of made-up people is joined wrongly as they arrive', () => {
    for (const contacts of [fake!, [...makeContacts(500, 3)]]) {
      const {sure, right} = scoreArrivals(contacts);
      expect(sure).toBeGreaterThan(20);
      expect(right).toBe(sure);
    }
  });
});
