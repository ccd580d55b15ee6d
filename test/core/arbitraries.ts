import fc from 'fast-check';
import {
  SHARED_FIELDS,
  SUBFIELDS,
  isSingleton,
  type Content,
  type Item,
  type ItemValue,
  type SharedField,
} from '../../server/core/content.ts';

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

const VALUES = {
  text: word,
  flag: fc.constant(true),
  date: fc.constantFrom<ItemValue>(
    {year: 2001, month: 2, day: 3},
    {month: 2, day: 3},
  ),
} as const;

/** Of every sub-field, each there or not, and never none at all. */
function anyItem(field: SharedField): fc.Arbitrary<Item> {
  const kinds = Object.entries(SUBFIELDS[field]);
  const values = Object.fromEntries(
    kinds.map(([name, kind]) => [name, VALUES[kind]]),
  );
  const [first = ''] = Object.keys(values);
  return fc.record<Record<string, ItemValue>>(values, {requiredKeys: [first]});
}

const OTHERS = Object.fromEntries(
  SHARED_FIELDS.map(field => [
    field,
    // Seldom, so that contents stay small enough to read.
    fc.oneof(
      {weight: 6, arbitrary: fc.constant([])},
      fc.array(anyItem(field), {maxLength: isSingleton(field) ? 1 : 2}),
    ),
  ]),
);

const FIELDS = {
  ...OTHERS,
  names: fc.array(name, {maxLength: 1}),
  biographies: fc.array(item({value: word}), {maxLength: 1}),
  phoneNumbers: fc.array(number, {maxLength: 3}),
  urls: fc.array(item({value: word, type}), {maxLength: 2}),
  photos: fc.array(item({hash: fc.constantFrom('a1', 'b2', 'c3')}), {
    maxLength: 1,
  }),
};

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
