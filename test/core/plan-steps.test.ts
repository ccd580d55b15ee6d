import {describe, expect, test} from '@jest/globals';
import type {Content} from '../../server/core/content.ts';
import {planCopy} from '../../server/core/plan.ts';
import {ROLES} from '../../server/core/role.ts';
import type {CopyState, Snapshot} from '../../server/core/snapshot.ts';
import {only, settled} from './snapshots.ts';

const anna: Content = {names: [{givenName: 'Anna', familyName: 'Schmidt'}]};
const anne: Content = {names: [{givenName: 'Anne', familyName: 'Schmidt'}]};
const note: Content = {biographies: [{value: 'typed'}]};
/** Neither Google Contacts nor a phone shows a location. */
const desk: Content = {...anna, locations: [{value: 'desk 4'}]};
const hidden = ['biographies' as const];

function over(start: Snapshot): Snapshot {
  return {...start, contact: undefined};
}

function standing(copy: CopyState): Snapshot {
  return {...settled(anna), copy};
}

describe('a contact the account may see', () => {
  test('arrives where nothing stands', () => {
    const start = {...standing({kind: 'none'}), base: undefined};
    expect(planCopy(start, only('viewer'))).toEqual([
      {
        kind: 'createCopy',
        content: anna,
        labelIds: ['L1'],
        reason: 'contactArrived',
      },
    ]);
  });

  test('is written before its photo, and the photo alone where nothing else changed', () => {
    const pictured: Content = {...anna, photos: [{hash: 'aa'}]};
    const photo = {kind: 'setPhoto', content: pictured, reason: 'photoChanged'};
    const contact = {content: pictured, version: 4};
    expect(planCopy(settled(anna, {contact}), only('viewer'))).toEqual([photo]);
    expect(planCopy(settled(anne, {contact}), only('viewer'))).toEqual([
      {
        kind: 'updateCopy',
        fields: ['names'],
        content: anna,
        reason: 'contactEdited',
      },
      photo,
    ]);
  });

  test('is not sent again while nobody knows whether it arrived', () => {
    expect(planCopy(standing({kind: 'unconfirmed'}), only('owner'))).toEqual([
      {kind: 'awaitConfirmation', reason: 'createUnconfirmed'},
    ]);
  });

  test('does not come back by itself to an account that deleted it again and again', () => {
    for (const role of ROLES) {
      expect(planCopy(standing({kind: 'away'}), only(role))).toEqual([]);
    }
  });

  test('goes to the phone, or leaves it, where that setting changed', () => {
    const off = settled(anna, {copy: {onPhones: false}});
    expect(planCopy(off, only('viewer'))).toEqual([
      {kind: 'setOnPhones', onPhones: true, reason: 'settingChanged'},
    ]);
    const on = settled(anna, {contact: {showOnPhones: false}});
    expect(planCopy(on, only('viewer'))).toEqual([
      {kind: 'setOnPhones', onPhones: false, reason: 'settingChanged'},
    ]);
    const own = settled(anna, {copy: {onPhones: null}});
    expect(planCopy(own, only('viewer'))).toEqual([]);
  });
});

describe('a copy whose access ended', () => {
  test.each<CopyState>([
    {kind: 'none'},
    {kind: 'away'},
    {kind: 'gone', listedSince: false, removableLabelIds: [], removals: 0},
    {kind: 'gone', listedSince: true, removableLabelIds: ['L1'], removals: 2},
  ])('is forgotten where nothing stands: $kind', copy => {
    expect(planCopy(over(standing(copy)), only('owner'))).toEqual([
      {kind: 'forgetCopy', reason: 'accessEnded'},
    ]);
  });

  test('is deleted if the service made it; the account’s own contact is released', () => {
    expect(planCopy(over(settled(anna)), only('owner'))).toEqual([
      {kind: 'deleteCopy', reason: 'accessEnded'},
    ]);
    const own = settled(anna, {copy: {origin: 'account'}});
    expect(planCopy(over(own), only('owner'))).toEqual([
      {kind: 'releaseCopy', reason: 'accessEnded'},
    ]);
  });
});

describe('an edit', () => {
  test('of the contact goes to the copy', () => {
    const start = settled(anna, {contact: {content: anne, version: 4}});
    for (const role of ROLES) {
      expect(planCopy(start, only(role))).toEqual([
        {
          kind: 'updateCopy',
          fields: ['names'],
          content: anne,
          reason: 'contactEdited',
        },
      ]);
    }
  });

  test('of both is merged', () => {
    const start = settled(anna, {
      contact: {content: anne, version: 4},
      copy: {content: {...anna, ...note}},
    });
    expect(planCopy(start, only('editor'))).toEqual([
      {
        kind: 'pullEdit',
        base: anna,
        observed: {...anna, ...note},
        reason: 'bothEdited',
      },
    ]);
  });

  test('by an account with no role in a label of the contact is no more than a viewer’s', () => {
    const start = settled(anna, {copy: {content: anne}});
    expect(planCopy(start, new Map())).toEqual([
      {
        kind: 'suggestEdit',
        base: anna,
        observed: anne,
        reason: 'editNotAllowed',
      },
    ]);
  });

  test('in a copy that nothing was agreed on yet is an edit', () => {
    const start = {
      ...settled(anna, {copy: {content: note}}),
      base: undefined,
    };
    expect(planCopy(start, only('editor'))).toEqual([
      {kind: 'pullEdit', base: {}, observed: note, reason: 'bothEdited'},
    ]);
  });
});

describe('what a phone cannot show and left out', () => {
  test('is written back, by whomever', () => {
    const start = settled(desk, {copy: {content: anna}});
    for (const role of ROLES) {
      expect(planCopy(start, only(role))).toEqual([
        {
          kind: 'updateCopy',
          fields: ['locations'],
          content: desk,
          reason: 'contactEdited',
        },
      ]);
    }
  });

  test('does not cost what was typed beside it into a hidden field', () => {
    const start = settled(desk, {
      contact: {hiddenFields: hidden},
      base: {hiddenFields: hidden},
      copy: {content: {...anna, ...note}},
    });
    expect(planCopy(start, only('editor'))).toEqual([
      {
        kind: 'suggestEdit',
        base: {},
        observed: note,
        reason: 'hiddenFieldTyped',
      },
    ]);
  });
});

describe('a value typed into a hidden field', () => {
  test('is suggested before an edit of the contact takes it out of the copy', () => {
    const start = settled(anna, {
      contact: {content: anne, version: 4, hiddenFields: hidden},
      base: {hiddenFields: hidden},
      copy: {content: {...anna, ...note}},
    });
    expect(planCopy(start, only('viewer'))).toEqual([
      {
        kind: 'suggestEdit',
        base: {},
        observed: note,
        reason: 'hiddenFieldTyped',
      },
    ]);
  });
});

test('what Google keeps otherwise than it was written is not written again and again', () => {
  const start = settled(anna, {
    base: {content: anne},
    copy: {content: anne},
  });
  for (const role of ROLES) {
    expect(planCopy(start, only(role))).toEqual([]);
  }
  const now = {
    ...start,
    contact: start.contact && {...start.contact, version: 4},
  };
  expect(planCopy(now, only('viewer'))).toMatchObject([{kind: 'updateCopy'}]);
});

describe('where both sides say the same', () => {
  const agree = [{kind: 'agree', reason: 'sidesEqual'}];

  test('nothing is left to record once that is known', () => {
    expect(planCopy(settled(anna), only('viewer'))).toEqual([]);
  });

  test.each([
    [
      'the version, which changed where this account may not look',
      {version: 2},
    ],
    ['which fields are hidden', {hiddenFields: hidden}],
    ['what stands in the copy', {content: anne}],
    ['which labels the copy carries', {labelIds: []}],
    ['that another label is no longer on it', {labelIds: ['L1', 'L2']}],
  ])('what is recorded is %s', (_what, base) => {
    expect(planCopy(settled(anna, {base}), only('viewer'))).toEqual(agree);
  });
});
