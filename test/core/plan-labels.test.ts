import {describe, expect, test} from '@jest/globals';
import {planCopy} from '../../server/core/plan.ts';
import {ROLES, type Role} from '../../server/core/role.ts';
import {only, settled} from './snapshots.ts';

const without = settled({}, {copy: {labelIds: []}});

describe('a label of a copy', () => {
  test('that the contact joined is put on', () => {
    const start = settled({}, {contact: {labelIds: ['L1', 'L2']}});
    expect(planCopy(start, only('viewer'))).toEqual([
      {kind: 'attachLabel', labelId: 'L2', reason: 'labelAdded'},
    ]);
  });

  test('that the contact left is taken off', () => {
    const both = ['L1', 'L2'];
    const start = settled({}, {copy: {labelIds: both}, base: {labelIds: both}});
    expect(planCopy(start, only('viewer'))).toEqual([
      {kind: 'detachLabel', labelId: 'L2', reason: 'labelEnded'},
    ]);
  });

  test.each(['viewer', 'editor'] as const)(
    'that a %s took off is put back',
    role => {
      expect(planCopy(without, only(role))).toEqual([
        {kind: 'attachLabel', labelId: 'L1', reason: 'labelPutBack'},
      ]);
    },
  );

  test.each(['remover', 'manager', 'owner'] as const)(
    'that a %s took off is left by the contact, for everybody',
    role => {
      expect(planCopy(without, only(role))).toEqual([
        {kind: 'removeFromLabels', labelIds: ['L1'], reason: 'labelTakenOff'},
      ]);
    },
  );

  test('that an account took off in which it has no role is put back', () => {
    expect(planCopy(without, new Map())).toEqual([
      {kind: 'attachLabel', labelId: 'L1', reason: 'labelPutBack'},
    ]);
  });
});

describe('a further label, put on a contact that is shared', () => {
  const added = [{kind: 'addToLabel', labelId: 'L3', reason: 'labelPutOn'}];
  const refused = [
    {kind: 'suggestLabel', labelId: 'L3', reason: 'addNotAllowed'},
    {kind: 'detachLabel', labelId: 'L3', reason: 'addNotAllowed'},
  ];
  const carried = ['L1', 'L2'];
  const put = settled(
    {},
    {
      contact: {labelIds: carried},
      base: {labelIds: carried},
      copy: {labelIds: [...carried, 'L3']},
    },
  );
  const may = (first: Role, second: Role, third: Role) =>
    new Map([
      ['L1', first],
      ['L2', second],
      ['L3', third],
    ]);

  test.each(ROLES)(
    'by a %s of a label it is in: joins it only if that is a manager or the owner',
    role => {
      const manages = role === 'manager' || role === 'owner';
      expect(planCopy(put, may('viewer', role, 'editor'))).toEqual(
        manages ? added : refused,
      );
    },
  );

  test('by a manager of a label it is in who may only view the further one: does not join', () => {
    expect(planCopy(put, may('manager', 'manager', 'viewer'))).toEqual(refused);
  });

  test('by a manager from whom a field is hidden: does not join', () => {
    const hiddenFields = ['biographies' as const];
    const start = {
      ...put,
      contact: put.contact && {...put.contact, hiddenFields},
      base: put.base && {...put.base, hiddenFields},
    };
    expect(planCopy(start, may('manager', 'manager', 'owner'))).toEqual(
      refused,
    );
  });

  test('that the account no longer collaborates on just comes off', () => {
    expect(planCopy(put, only('owner'))).toEqual([
      {kind: 'detachLabel', labelId: 'L3', reason: 'labelEnded'},
    ]);
  });
});
