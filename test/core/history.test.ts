import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  differingFields,
  itemFingerprint,
  sameContent,
  SHARED_FIELDS,
  type Content,
} from '../../server/core/content.ts';
import {
  applyChanges,
  pickSaid,
  restoreFields,
  type FieldChange,
} from '../../server/core/history.ts';
import {content, disturbed} from './arbitraries.ts';

function changesOf(before: Content, after: Content): readonly FieldChange[] {
  return differingFields(before, after).map(field => ({
    field,
    ...(before[field] && {old: before[field]}),
    ...(after[field] && {new: after[field]}),
  }));
}

const edit = (before: Content, after: Content) => ({
  kind: 'edit',
  changes: changesOf(before, after),
});

/** What a contact said after each of its edits. */
const lives = content.chain(first =>
  disturbed(first).chain(second =>
    disturbed(second).chain(third =>
      disturbed(third).map(fourth => [first, second, third, fourth] as const),
    ),
  ),
);

test('of what a contact ever said nothing is taken for typed', () => {
  fc.assert(
    fc.property(lives, content, ([first, second, third, fourth], typed) => {
      const said: Record<string, Content[keyof Content]> = {};
      for (const life of [first, second, third, fourth]) {
        for (const field of SHARED_FIELDS) {
          said[field] = [...(said[field] ?? []), ...(life[field] ?? [])];
        }
      }
      expect(sameContent(pickSaid(second, said), second)).toBe(true);
      expect(pickSaid(typed, {})).toEqual({});
    }),
  );
});

describe('restoring', () => {
  test('brings every field back as it stood right after the revision', () => {
    fc.assert(
      fc.property(lives, fc.nat(3), (life, index) => {
        const revisions = life.map((after, at) =>
          edit(life[at - 1] ?? {}, after),
        );
        const {content: restored} = restoreFields({
          current: life[3],
          revision: revisions[index]!,
          later: revisions.slice(index + 1),
          fields: SHARED_FIELDS,
        });
        expect(sameContent(restored, life[index]!)).toBe(true);
      }),
    );
  });

  test('touches no field outside the mask', () => {
    fc.assert(
      fc.property(lives, fc.subarray([...SHARED_FIELDS]), (life, fields) => {
        const [first, second, third, fourth] = life;
        const {content: restored} = restoreFields({
          current: fourth,
          revision: edit(first, second),
          later: [edit(second, third), edit(third, fourth)],
          fields,
        });
        for (const field of differingFields(restored, fourth)) {
          expect(fields).toContain(field);
        }
      }),
    );
  });

  test('of what lost a conflict puts it beside what stands there, and takes nothing away', () => {
    fc.assert(
      fc.property(content, content, (current, gone) => {
        const field = 'urls';
        const changes = (gone[field] ?? []).map(
          item => ({field, old: [item]}) as const,
        );
        const {content: restored} = restoreFields({
          current,
          revision: {kind: 'lost', changes},
          later: [],
          fields: [field],
        });
        const values = (restored[field] ?? []).map(item => item['value']);
        for (const item of [
          ...(current[field] ?? []),
          ...(gone[field] ?? []),
        ]) {
          expect(values).toContain(item['value']);
        }
        expect(
          differingFields(restored, current).filter(each => each !== field),
        ).toEqual([]);
      }),
    );
  });

  test('passes over revisions whose changes never came to stand there', () => {
    const [first, second] = [
      {nicknames: [{value: 'A'}]},
      {nicknames: [{value: 'B'}]},
    ];
    const {content: restored} = restoreFields({
      current: second,
      revision: edit({}, first),
      later: [
        {kind: 'lost', changes: [{field: 'nicknames', old: [{value: 'L'}]}]},
        {
          kind: 'withdrawn',
          changes: changesOf({nicknames: [{value: 'W'}]}, {}),
        },
        edit(first, second),
      ],
      fields: ['nicknames'],
    });
    expect(restored).toEqual(first);
  });

  const lost = (changes: readonly FieldChange[], current: Content) =>
    restoreFields({
      current,
      revision: {kind: 'lost', changes},
      later: [],
      fields: SHARED_FIELDS,
    }).content;

  test('a lost part of a name joins the other parts', () => {
    expect(
      lost([{field: 'names', old: [{familyName: '山田'}]}], {
        names: [{familyName: '林', givenName: '花子'}],
      }),
    ).toEqual({names: [{familyName: '山田', givenName: '花子'}]});
  });

  test('a lost note takes the place of the note', () => {
    expect(
      lost([{field: 'biographies', old: [{value: 'old'}]}], {
        biographies: [{value: 'new'}],
      }),
    ).toEqual({biographies: [{value: 'old'}]});
  });

  test('what an item lost comes back to that item', () => {
    expect(
      lost([{field: 'urls', old: [{value: 'x', type: 'work'}]}], {
        urls: [{value: 'x', type: 'home'}, {value: 'y'}],
      }),
    ).toEqual({urls: [{value: 'x', type: 'work'}, {value: 'y'}]});
  });

  test.each(['lost', 'withdrawn'])(
    'a field beside what a revision “%s” keeps comes back as it stood right after',
    kind => {
      const beside = {urls: [{value: 'x'}]};
      const {content: restored} = restoreFields({
        current: {nicknames: [{value: 'A'}], urls: [{value: 'y'}]},
        revision: {
          kind,
          changes: [{field: 'nicknames', old: [{value: 'B'}]}],
        },
        later: [edit(beside, {urls: [{value: 'y'}]})],
        fields: ['nicknames', 'urls'],
      });
      expect(restored).toMatchObject(beside);
    },
  );

  test('what was typed where access ended is merged in', () => {
    const {content: restored} = restoreFields({
      current: {nicknames: [{value: 'A'}], urls: [{value: 'x'}, {value: 'y'}]},
      revision: {
        kind: 'withdrawn',
        changes: changesOf(
          {urls: [{value: 'x'}]},
          {urls: [{value: 'x'}, {value: 'z'}]},
        ),
      },
      later: [],
      fields: ['urls'],
    });
    expect(restored).toEqual({
      nicknames: [{value: 'A'}],
      urls: [{value: 'x'}, {value: 'y'}, {value: 'z'}],
    });
  });
});

describe('a change made later', () => {
  test('to a contact nobody touched since makes what was meant', () => {
    fc.assert(
      fc.property(
        content.chain(base => fc.tuple(fc.constant(base), disturbed(base))),
        ([before, after]) => {
          const {content: made, lost} = applyChanges(
            before,
            changesOf(before, after),
          );
          expect(sameContent(made, after)).toBe(true);
          expect(lost).toEqual([]);
        },
      ),
    );
  });

  test('loses nothing of what was typed meanwhile, and says what it replaced', () => {
    fc.assert(
      fc.property(
        content.chain(base =>
          fc.tuple(fc.constant(base), disturbed(base), disturbed(base)),
        ),
        ([base, current, wanted]) => {
          const {content: made, lost} = applyChanges(
            current,
            changesOf(base, wanted),
          );
          const known = new Set(
            (items => items.map(itemFingerprint))([
              ...(base.phoneNumbers ?? []),
              ...(made.phoneNumbers ?? []),
              ...lost.map(({item}) => item),
            ]),
          );
          const numbers = new Set(
            made.phoneNumbers?.map(phone => phone['canonicalForm']),
          );
          for (const phone of current.phoneNumbers ?? []) {
            expect(
              known.has(itemFingerprint(phone)) ||
                numbers.has(phone['canonicalForm']!),
            ).toBe(true);
          }
        },
      ),
    );
  });
});
