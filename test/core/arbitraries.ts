import fc from 'fast-check';
import type {Content, Item, SharedField} from '../../server/core/content.ts';

/** Few values, so that sides meet: unrelated sides would never conflict. */
const word = fc.constantFrom('A', 'B', 'C', '山田', 'ヤマダ');
const type = fc.option(fc.constantFrom('home', 'work'), {nil: undefined});

function item(
  subfields: Record<string, fc.Arbitrary<string | undefined>>,
): fc.Arbitrary<Item> {
  return fc
    .record(subfields)
    .map(
      record =>
        Object.fromEntries(
          Object.entries(record).filter(([, value]) => value !== undefined),
        ) as Item,
    );
}

const name = fc
  .record({
    givenName: fc.option(word, {nil: undefined}),
    familyName: word,
    phoneticFamilyName: fc.option(word, {nil: undefined}),
  })
  .map(
    record =>
      Object.fromEntries(
        Object.entries(record).filter(([, value]) => value !== undefined),
      ) as Item,
  );

const number = fc.constantFrom('1', '2', '3').chain(digit =>
  item({
    value: fc.constantFrom(`03-0000-000${digit}`, `+81 3 0000 000${digit}`),
    type,
  }).map(phone => ({...phone, canonicalForm: `+81300000000${digit}`})),
);

const FIELDS = {
  names: fc.array(name, {maxLength: 1}),
  biographies: fc.array(item({value: word}), {maxLength: 1}),
  phoneNumbers: fc.array(number, {maxLength: 3}),
  urls: fc.array(item({value: word, type}), {maxLength: 2}),
  photos: fc.array(item({hash: fc.constantFrom('a1', 'b2', 'c3')}), {
    maxLength: 1,
  }),
} satisfies {[F in SharedField]?: fc.Arbitrary<Item[]>};

export const content: fc.Arbitrary<Content> = fc
  .record(FIELDS)
  .map(
    record =>
      Object.fromEntries(
        Object.entries(record).filter(([, items]) => items.length > 0),
      ) as Content,
  );

/** A content made by disturbing another in some fields. */
export function disturbed(base: Content): fc.Arbitrary<Content> {
  return fc
    .tuple(content, fc.subarray(Object.keys(FIELDS) as SharedField[]))
    .map(([other, fields]) => {
      const mixed: Record<string, readonly Item[]> = {...base};
      for (const field of fields) {
        const items = other[field];
        if (items === undefined) delete mixed[field];
        else mixed[field] = items;
      }
      return mixed as Content;
    });
}
