import {describe, expect, test} from '@jest/globals';
import {ROLES, type Role} from '../../server/core/role.ts';
import {
  mayDecide,
  shownChanges,
  undecidedFields,
  type Reach,
  type Standing,
  type SuggestionKind,
} from '../../server/core/suggestion.ts';

const sees = (role: Role, ...hiddenFields: Reach['hiddenFields']): Reach => ({
  role,
  hiddenFields,
});

const AUTHOR: Standing = {contact: [sees('viewer')], label: sees('viewer')};

const about = (
  kind: SuggestionKind,
  author = AUTHOR,
  blindFields: Reach['hiddenFields'] = [],
) => ({
  ...{kind, author, blindFields},
  changes: [
    {field: 'biographies', old: [{value: 'old'}], new: [{value: 'new'}]},
  ] as const,
});

const rolesThat = (decide: (role: Role) => boolean) => ROLES.filter(decide);

describe('who decides', () => {
  test('about an edit: editors of the contact', () => {
    expect(
      rolesThat(role =>
        mayDecide(about('edit'), {contact: [sees(role)], label: undefined}),
      ),
    ).toEqual(['editor', 'remover', 'manager', 'owner']);
  });

  test('about an edit: by their highest role over its labels', () => {
    const contact = [sees('viewer'), sees('editor')];
    expect(mayDecide(about('edit'), {contact, label: undefined})).toBe(true);
  });

  test('about an edit: nobody who does not see what it changes', () => {
    const one = [sees('manager', 'biographies')];
    const another = [...one, sees('viewer')];
    expect(mayDecide(about('edit'), {contact: one, label: undefined})).toBe(
      false,
    );
    expect(mayDecide(about('edit'), {contact: another, label: undefined})).toBe(
      true,
    );
  });

  test.each<[string, Standing, Reach['hiddenFields']]>([
    [
      'that is hidden',
      {...AUTHOR, contact: [sees('editor', 'biographies')]},
      [],
    ],
    ['that was hidden', AUTHOR, ['biographies']],
    [
      'that was hidden, its author gone since',
      {contact: [], label: undefined},
      ['biographies'],
    ],
  ])(
    'about what was typed into a field %s from its author: an owner',
    (_, author, blind) => {
      expect(
        rolesThat(role =>
          mayDecide(about('edit', author, blind), {
            contact: [sees(role)],
            label: undefined,
          }),
        ),
      ).toEqual(['owner']);
    },
  );

  test('about a contact that is offered: editors of the label', () => {
    expect(
      rolesThat(role =>
        mayDecide(about('offer'), {contact: [], label: sees(role)}),
      ),
    ).toEqual(['editor', 'remover', 'manager', 'owner']);
  });

  test('about a second label: managers where the contact is who are editors there', () => {
    const pairs = ROLES.flatMap(contact =>
      ROLES.map(label => [contact, label] as const),
    ).filter(([contact, label]) =>
      mayDecide(about('share'), {contact: [sees(contact)], label: sees(label)}),
    );
    expect(pairs).toEqual(
      ['manager', 'owner'].flatMap(contact =>
        ['editor', 'remover', 'manager', 'owner'].map(label => [
          contact,
          label,
        ]),
      ),
    );
  });

  test('about a second label: nobody from whom a field is hidden', () => {
    const contact = [sees('manager', 'urls')];
    expect(mayDecide(about('share'), {contact, label: sees('owner')})).toBe(
      false,
    );
  });

  test.each(['edit', 'offer', 'share'] as const)(
    'about an %s: nobody who sees nothing of it',
    kind => {
      expect(mayDecide(about(kind), {contact: [], label: undefined})).toBe(
        false,
      );
    },
  );
});

describe('of a hidden field', () => {
  const hidden = {contact: [sees('viewer', 'biographies')], label: undefined};

  test('its author sees what they typed, not what was there', () => {
    expect(shownChanges(about('edit'), hidden, true)).toEqual([
      {field: 'biographies', new: [{value: 'new'}]},
    ]);
  });

  test('nobody else sees anything', () => {
    expect(shownChanges(about('edit'), hidden, false)).toEqual([]);
  });

  test('an author who sees the contact no more sees only what they typed', () => {
    const gone = {contact: [], label: undefined};
    expect(shownChanges(about('edit'), gone, true)).toEqual([
      {field: 'biographies', new: [{value: 'new'}]},
    ]);
    const cleared = [{field: 'urls', old: [{value: 'x'}]}] as const;
    expect(shownChanges({kind: 'edit', changes: cleared}, gone, true)).toEqual(
      [],
    );
  });

  test('in an offered contact the label’s lens counts', () => {
    const label = sees('editor', 'biographies');
    expect(
      shownChanges(about('offer'), {contact: [sees('owner')], label}, false),
    ).toEqual([]);
    const author = {contact: [], label: undefined};
    expect(undecidedFields(label, {author, blindFields: []})).toEqual([
      'biographies',
    ]);
    expect(
      undecidedFields(sees('manager'), {
        author: {contact: [], label},
        blindFields: ['urls'],
      }),
    ).toEqual(['biographies', 'urls']);
    expect(
      undecidedFields(sees('owner'), {author, blindFields: ['urls']}),
    ).toEqual([]);
  });
});
