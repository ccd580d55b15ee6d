import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Content} from '../../server/core/content.ts';
import {compatibleNames} from '../../server/core/compatible-names.ts';
import {findSureMatch, pairSureMatches} from '../../server/core/match.ts';
import {matchKeys, normalizeContent} from '../../server/core/normalize.ts';

const person = (id: string, givenName: string, address: string) => ({
  id,
  content: normalizeContent({
    names: [{givenName}],
    emailAddresses: [{value: address}],
  }),
});

test('two contacts of one person are never paired with the same contact', () => {
  const pairs = pairSureMatches(
    [
      person('first', 'Hanako', 'hanako@example.com'),
      person('second', 'Hanako', 'HANAKO@example.com'),
    ],
    [person('own', 'Hanako', 'hanako@example.com')],
  );
  expect([...pairs.keys()]).toEqual(['first']);
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
const switchboard = {phoneNumbers: [{value: '+49 30 123450'}]};
const info = {emailAddresses: [{value: 'info@firm.example'}]};
const mobile = {phoneNumbers: [{value: '+49 170 1234567'}]};

test('an address that somebody of another name has too makes nobody sure', () => {
  const pairs = pairSureMatches(
    [person('hanako', 'Hanako', 'both@example.com')],
    [
      person('taro', 'Taro', 'both@example.com'),
      person('own', 'Hanako', 'both@example.com'),
    ],
  );
  expect(pairs.size).toBe(0);
});

test('a number of two people makes nobody sure, whoever of them is asked about', () => {
  const own = [entry('own', {...anna, ...switchboard})];
  const one = [entry('anna', {...anna, ...switchboard})];
  const other = [entry('ben', {...ben, ...switchboard})];
  expect(pairSureMatches(one, own).size).toBe(1);
  expect(pairSureMatches([...one, ...other], own).size).toBe(0);
  expect(pairSureMatches(one, own, other).size).toBe(0);
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
      findSureMatch(entry('own', {...anna, emailAddresses}).content, [
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
    [entry('own', {...anna, ...info})],
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

test('an address without a name is whoever has it', () => {
  const pairs = pairSureMatches(
    [entry('anna', {...anna, ...mobile})],
    [entry('own', mobile)],
  );
  expect(pairs.get('anna')?.id).toBe('own');
});

describe('whoever the people are', () => {
  const few = <T>(...values: readonly T[]) => fc.subarray([...values]);
  const somebody = fc
    .record({
      names: few(
        {givenName: 'Anna', familyName: 'Müller'},
        {givenName: 'Ben', familyName: 'Müller'},
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

  const share = (left: Content, right: Content) => {
    const keys = new Set(matchKeys(left));
    return matchKeys(right).filter(key => keys.has(key));
  };

  test('nobody is sure but by what one person has, and by a name that may be theirs', () => {
    fc.assert(
      fc.property(scene, ({contacts, others, bystanders}) => {
        const known = [...contacts, ...others, ...bystanders];
        for (const [id, other] of pairSureMatches(
          contacts,
          others,
          bystanders,
        )) {
          const contact = contacts.find(each => each.id === id)!.content;
          expect(compatibleNames(contact, other.content)).toBe(true);
          const sure = share(contact, other.content).filter(
            key =>
              !key.startsWith('mail:info@') &&
              known.every(
                ({content}) =>
                  !matchKeys(content).includes(key) ||
                  (compatibleNames(content, contact) &&
                    compatibleNames(content, other.content)),
              ),
          );
          expect(sure).not.toEqual([]);
        }
      }),
      {numRuns: 500},
    );
  });

  test('nobody is paired twice, and pairing needs nothing but those two and who knows them', () => {
    fc.assert(
      fc.property(scene, ({contacts, others, bystanders}) => {
        const pairs = pairSureMatches(contacts, others, bystanders);
        const taken = [...pairs.values()].map(({id}) => id);
        expect(new Set(taken).size).toBe(taken.length);
        const strangers = [...contacts, ...others].filter(
          ({id}) => !pairs.has(id) && !taken.includes(id),
        );
        for (const [id, other] of pairs) {
          const contact = contacts.find(each => each.id === id)!;
          const rest = [...pairs].flatMap(([otherId, person]) =>
            otherId === id
              ? []
              : [person, ...contacts.filter(each => each.id === otherId)],
          );
          expect(
            findSureMatch(
              contact.content,
              [other],
              [...strangers, ...bystanders, ...rest],
            )?.id,
          ).toBe(other.id);
        }
      }),
    );
  });

  test('one more person who has the same makes nobody surer', () => {
    fc.assert(
      fc.property(scene, somebody, ({contacts, others, bystanders}, one) => {
        const before = pairSureMatches(contacts, others, bystanders);
        const after = pairSureMatches(contacts, others, [
          ...bystanders,
          {id: 'one more', content: one},
        ]);
        // But for who is paired with somebody whom that set free.
        const taken = new Set([...before.values()].map(({id}) => id));
        for (const [id, person] of after) {
          expect(before.has(id) || taken.has(person.id)).toBe(true);
        }
      }),
    );
  });
});
