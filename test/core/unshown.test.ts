import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  sameContent,
  type Content,
  type SharedField,
} from '../../server/core/content.ts';
import {restoreUnshown} from '../../server/core/unshown.ts';
import {pickFields} from '../../server/core/view.ts';
import {content, disturbed} from './arbitraries.ts';

const RICH: Content = {
  names: [{givenName: 'Hanako', phoneticHonorificPrefix: 'ドクター'}],
  organizations: [
    {name: 'Works', title: 'Head', jobDescription: 'Heads', type: 'work'},
    {name: 'Club'},
  ],
  phoneNumbers: [
    {value: '03-1234-5678', canonicalForm: '+81312345678', type: 'main'},
  ],
  relations: [{person: 'Taro', type: 'spouse'}],
  userDefined: [{key: 'Code', value: '7'}],
  sipAddresses: [{value: 'sip:hanako@works.example'}],
};

/** The card as a phone writes it back. */
const THROUGH_PHONE: Content = {
  names: [{givenName: 'Hanako'}],
  organizations: [{name: 'Works', title: 'Head'}],
  phoneNumbers: [
    {value: '03-1234-5678', canonicalForm: '+81312345678', type: 'other'},
  ],
};

function omit(from: Content, field: SharedField): Content {
  return pickFields(from, each => each !== field);
}

describe('what no phone shows', () => {
  test('is there again after a phone wrote the card unchanged', () => {
    expect(sameContent(restoreUnshown(THROUGH_PHONE, RICH), RICH)).toBe(true);
  });

  test('is there again beside what was typed on the phone', () => {
    const typed: Content = {
      ...THROUGH_PHONE,
      names: [{givenName: 'Hana'}],
      nicknames: [{value: 'Hana-chan'}],
    };
    const edited: Content = {
      ...RICH,
      names: [{givenName: 'Hana', phoneticHonorificPrefix: 'ドクター'}],
      nicknames: [{value: 'Hana-chan'}],
    };
    expect(sameContent(restoreUnshown(typed, RICH), edited)).toBe(true);
  });

  test('stays with an item that was changed on a phone', () => {
    const typed: Content = {
      ...THROUGH_PHONE,
      organizations: [{name: 'Factory', title: 'Head'}],
      phoneNumbers: [
        {value: '03-9999-9999', canonicalForm: '+81399999999', type: 'other'},
      ],
    };
    const edited: Content = {
      ...RICH,
      organizations: [
        {...RICH.organizations?.[0], name: 'Factory'},
        {name: 'Club'},
      ],
      phoneNumbers: [
        {value: '03-9999-9999', canonicalForm: '+81399999999', type: 'main'},
      ],
    };
    expect(sameContent(restoreUnshown(typed, RICH), edited)).toBe(true);
  });

  test('what follows from a value goes with it', () => {
    const base: Content = {
      ...RICH,
      emailAddresses: [{value: 'a@works.example', matchKey: 'a@works.example'}],
    };
    const typed: Content = {
      ...THROUGH_PHONE,
      emailAddresses: [{value: 'ask the office'}],
      phoneNumbers: [{value: '03-1234-5678 ext. 9', type: 'other'}],
    };
    expect(restoreUnshown(typed, base)).toMatchObject({
      emailAddresses: [{value: 'ask the office'}],
      phoneNumbers: [{value: '03-1234-5678 ext. 9', type: 'main'}],
    });
    const [phone, mail] = [
      restoreUnshown(typed, base).phoneNumbers?.[0],
      restoreUnshown(typed, base).emailAddresses?.[0],
    ];
    expect(phone).not.toHaveProperty('canonicalForm');
    expect(mail).not.toHaveProperty('matchKey');
    // Where an account has no country, or another, its number is the same one still.
    for (const read of [{}, {canonicalForm: '+10312345678'}]) {
      const elsewhere: Content = {
        ...THROUGH_PHONE,
        phoneNumbers: [{value: '03-1234-5678', type: 'home', ...read}],
      };
      expect(restoreUnshown(elsewhere, base).phoneNumbers).toEqual([
        {value: '03-1234-5678', canonicalForm: '+81312345678', type: 'home'},
      ]);
    }
  });

  test('is not put on an item that was added', () => {
    const added = {value: '090-1111-2222', type: 'other'};
    const typed: Content = {
      ...THROUGH_PHONE,
      phoneNumbers: [...(THROUGH_PHONE.phoneNumbers ?? []), added],
    };
    const numbers = [...(RICH.phoneNumbers ?? []), added];
    expect(restoreUnshown(typed, RICH).phoneNumbers).toEqual(numbers);
  });

  test('is gone when somebody took it away in Google Contacts, where the rest still stands', () => {
    const without = omit(RICH, 'relations');
    expect(restoreUnshown(without, RICH).relations).toBeUndefined();
  });

  test.each(['events', 'relations', 'userDefined'] as const)(
    'is gone when the last of %s was all that somebody took away',
    field => {
      const base: Content = {
        names: RICH.names!,
        [field]: RICH[field] ?? [{type: 'joined', date: {year: 2020}}],
      };
      const without = omit(base, field);
      expect(restoreUnshown(without, base)).toEqual(without);
    },
  );

  test('is there again where something else was changed with it: it may have been a phone', () => {
    const plain: Content = {
      names: [{givenName: 'Hanako'}],
      userDefined: RICH.userDefined!,
    };
    const typed: Content = {names: [{givenName: 'Hana'}]};
    expect(restoreUnshown(typed, plain)).toEqual({...plain, ...typed});
  });

  test('is there again where what Google Contacts keeps is gone as well', () => {
    const plain: Content = {
      names: [{givenName: 'Hanako'}],
      userDefined: RICH.userDefined!,
      sipAddresses: RICH.sipAddresses!,
    };
    expect(restoreUnshown({names: plain.names!}, plain)).toEqual(plain);
  });

  test('is there again where Google Contacts does not show it either', () => {
    const without = omit(RICH, 'sipAddresses');
    expect(sameContent(restoreUnshown(without, RICH), RICH)).toBe(true);
  });

  test('does not keep a number that was taken away', () => {
    const without = omit(THROUGH_PHONE, 'phoneNumbers');
    expect(restoreUnshown(without, RICH).phoneNumbers).toBeUndefined();
  });

  test('keeps its type when a phone calls it other, and takes a type that was chosen', () => {
    const chosen = (type: string): Content => ({
      phoneNumbers: [{...RICH.phoneNumbers![0]!, type}],
    });
    expect(
      restoreUnshown(chosen('other'), RICH).phoneNumbers![0]!['type'],
    ).toBe('main');
    expect(restoreUnshown(chosen('home'), RICH).phoneNumbers![0]!['type']).toBe(
      'home',
    );
  });
});

describe('a type that phones have no words for', () => {
  const numbers = (...types: readonly string[]): Content => ({
    names: [{givenName: 'Hanako'}],
    phoneNumbers: types.map((type, at) => ({
      value: `03-1234-567${at}`,
      canonicalForm: `+8131234567${at}`,
      type,
    })),
  });
  const renamed = {names: [{givenName: 'Hana'}]};

  test('is another where nothing else was changed: somebody chose it in Google Contacts', () => {
    const chosen = numbers('other');
    expect(restoreUnshown(chosen, numbers('assistant'))).toEqual(chosen);
  });

  test('is another where others of its kind stand: no phone leaves them', () => {
    const base = numbers('assistant', 'workFax');
    const chosen = {...numbers('other', 'workFax'), ...renamed};
    expect(restoreUnshown(chosen, base)).toEqual(chosen);
  });

  test('is there again where all are plain beside another change: it may have been a phone', () => {
    const base = numbers('assistant', 'workFax');
    const typed = {...numbers('other', 'other'), ...renamed};
    expect(restoreUnshown(typed, base)).toEqual({...base, ...renamed});
  });
});

test('nothing is restored of what is as it was, and restoring again changes nothing', () => {
  fc.assert(
    fc.property(
      content.chain(base => fc.tuple(fc.constant(base), disturbed(base))),
      ([base, observed]) => {
        expect(sameContent(restoreUnshown(base, base), base)).toBe(true);
        const once = restoreUnshown(observed, base);
        expect(sameContent(restoreUnshown(once, base), once)).toBe(true);
      },
    ),
  );
});
