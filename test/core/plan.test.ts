import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {sameContent, type Content} from '../../server/core/content.ts';
import {mergeContent} from '../../server/core/merge.ts';
import {
  ARRIVAL,
  LABELLED,
  LINKED,
  planCopy,
  type Base,
  type CopyState,
  type Operation,
  type Snapshot,
} from '../../server/core/plan.ts';
import type {Right} from '../../server/core/role.ts';
import {content, disturbed} from './arbitraries.ts';

const hold = (reason: string) => ({kind: 'hold', reason});

describe('the decision tables, cell by cell', () => {
  test.each([
    ['same', 'same', 'nothing', 'nothing', 'nothing'],
    ['same', 'edited', hold('EDIT_NOT_ALLOWED'), 'pull', 'pull'],
    [
      'same',
      'removed',
      hold('COPY_REMOVED'),
      hold('COPY_REMOVED'),
      hold('COPY_REMOVED'),
    ],
    ['edited', 'same', 'push', 'push', 'push'],
    ['edited', 'edited', hold('EDIT_NOT_ALLOWED'), 'merge', 'merge'],
    [
      'edited',
      'removed',
      hold('COPY_REMOVED'),
      hold('COPY_REMOVED'),
      hold('COPY_REMOVED'),
    ],
    ['removed', 'same', 'withdraw', 'withdraw', 'withdraw'],
    ['removed', 'edited', 'withdraw', 'withdraw', 'withdraw'],
    ['removed', 'removed', 'forget', 'forget', 'forget'],
  ] as const)(
    'contact %s, copy %s: a viewer %j, an editor %j, a remover %j',
    (contact, copy, view, edit, remove) => {
      expect(LINKED[contact][copy]).toEqual({view, edit, remove});
    },
  );

  test.each([
    ['in', 'in', 'in', 'nothing'],
    ['in', 'in', 'out', hold('LABEL_TAKEN_OFF')],
    ['in', 'out', 'in', 'nothing'],
    ['in', 'out', 'out', 'attach'],
    ['out', 'in', 'in', 'detach'],
    ['out', 'in', 'out', 'nothing'],
    ['out', 'out', 'in', hold('LABEL_PUT_ON')],
    ['out', 'out', 'out', 'nothing'],
  ] as const)(
    'a label that should be %s, was %s and is %s: %j',
    (wanted, before, now, decision) => {
      expect(LABELLED[wanted][before][now]).toEqual(decision);
    },
  );

  test('a viewer who labels a contact of their own shares nothing; an editor does', () => {
    expect(ARRIVAL).toEqual({
      view: hold('ADD_NOT_ALLOWED'),
      edit: 'takeUp',
      remove: 'takeUp',
    });
  });
});

const LABELS = ['L1', 'L2'];
const labelIds = fc.subarray(LABELS);
const right = fc.constantFrom<Right>('view', 'edit', 'remove');

/** Snapshots whose sides are the base, disturbed. */
const snapshot: fc.Arbitrary<Snapshot> = content
  .chain(was =>
    fc.record({
      was: fc.constant(was),
      ours: disturbed(was),
      theirs: disturbed(was),
      visible: fc.boolean(),
      version: fc.constantFrom(3, 4),
      wanted: fc.subarray(LABELS, {minLength: 1}),
      before: labelIds,
      now: labelIds,
      origin: fc.constantFrom('service' as const, 'account' as const),
      kept: fc.boolean(),
      onPhones: fc.constantFrom(null, true, false),
      state: fc.constantFrom('none', 'unconfirmed', 'gone', 'present'),
    }),
  )
  .map(it => {
    const linked = it.state === 'present' || it.state === 'gone';
    const copy: CopyState =
      it.state === 'present'
        ? {
            kind: 'present',
            origin: it.origin,
            content: it.theirs,
            labelIds: it.now,
            kept: it.kept,
            onPhones: it.onPhones,
          }
        : {kind: it.state as 'none' | 'unconfirmed' | 'gone'};
    const base: Base | undefined = linked
      ? {content: it.was, version: 3, labelIds: it.before, hiddenFields: []}
      : undefined;
    const contact = it.visible
      ? {
          content: it.version === 3 ? it.was : it.ours,
          version: it.version,
          labelIds: it.wanted,
          hiddenFields: [],
          showOnPhones: true,
        }
      : undefined;
    return {contact, copy, base};
  });

/**
 * What applying does, step by step, to the contact, to what stands at Google
 * and to the row. The last step of each plan is the record.
 */
function applyAll(
  before: Snapshot,
  operations: readonly Operation[],
): Snapshot | 'forgotten' {
  let {contact, copy, base} = before;
  for (const operation of operations) {
    switch (operation.kind) {
      case 'createCopy':
        copy = {
          kind: 'present',
          origin: 'service',
          content: operation.content,
          labelIds: operation.labelIds,
          kept: false,
          onPhones: true,
        };
        break;
      case 'updateCopy':
        if (copy.kind === 'present') {
          const written: Record<string, unknown> = {...copy.content};
          for (const field of operation.fields) {
            const items = operation.content[field];
            if (items === undefined) delete written[field];
            else written[field] = items;
          }
          copy = {...copy, content: written as Content};
        }
        break;
      case 'pullEdit':
        if (contact !== undefined) {
          const merged = mergeContent({
            base: operation.base,
            ours: contact.content,
            theirs: operation.observed,
            later: 'theirs',
          });
          const same = sameContent(merged.content, contact.content);
          contact = {
            ...contact,
            content: merged.content,
            version: contact.version + (same ? 0 : 1),
          };
          base = {
            content: operation.observed,
            version: base?.version ?? 0,
            labelIds: base?.labelIds ?? [],
            hiddenFields: [],
          };
        }
        continue;
      case 'attachLabel':
      case 'detachLabel':
        if (copy.kind === 'present') {
          const others = copy.labelIds.filter(id => id !== operation.labelId);
          const now =
            operation.kind === 'attachLabel'
              ? [...others, operation.labelId]
              : others;
          copy = {...copy, labelIds: now};
        }
        break;
      case 'setOnPhones':
        if (copy.kind === 'present') {
          copy = {...copy, onPhones: operation.onPhones};
        }
        break;
      case 'linkCopy':
        throw new Error('the planner never links: matching does');
      case 'deleteCopy':
      case 'releaseCopy':
      case 'forgetCopy':
        return 'forgotten';
      case 'agree':
        break;
      case 'hold':
      case 'awaitConfirmation':
        return before;
    }
  }
  const pulled = operations.some(({kind}) => kind === 'pullEdit');
  if (copy.kind === 'present' && contact !== undefined && !pulled) {
    base = {
      content: copy.content,
      version: contact.version,
      labelIds: copy.labelIds,
      hiddenFields: contact.hiddenFields,
    };
  }
  return {contact, copy, base};
}

/** Plans and applies until a plan is empty, held or waiting. */
function settle(start: Snapshot, may: Right): Snapshot | 'forgotten' {
  let now: Snapshot = start;
  for (let round = 0; round < 5; round++) {
    const operations = planCopy(now, may);
    if (operations.length === 0 || isWaiting(operations)) return now;
    const next = applyAll(now, operations);
    if (next === 'forgotten') return next;
    now = next;
  }
  throw new Error('the planner goes on and on');
}

function isKept({copy}: Snapshot): boolean {
  return copy.kind === 'present' && copy.kept;
}

function isWaiting(operations: readonly Operation[]): boolean {
  return operations.some(
    ({kind}) => kind === 'hold' || kind === 'awaitConfirmation',
  );
}

describe('laws of planning', () => {
  test('planning after applying plans nothing', () => {
    fc.assert(
      fc.property(snapshot, right, (start, may) => {
        const end = settle(start, may);
        if (end === 'forgotten') return;
        const again = planCopy(end, may);
        expect(again.length === 0 || isWaiting(again)).toBe(true);
      }),
    );
  });

  test('settled and not held, the copy is the contact, with its labels', () => {
    fc.assert(
      fc.property(snapshot, right, (start, may) => {
        const end = settle(start, may);
        if (end === 'forgotten' || isWaiting(planCopy(end, may))) return;
        if (end.contact === undefined && isKept(end)) return;
        if (end.copy.kind !== 'present' || end.contact === undefined) {
          throw new Error('settled, visible, and yet no copy');
        }
        expect(sameContent(end.copy.content, end.contact.content)).toBe(true);
        expect([...end.copy.labelIds].sort()).toEqual(
          [...end.contact.labelIds].sort(),
        );
      }),
    );
  });

  test('a viewer changes nothing', () => {
    fc.assert(
      fc.property(snapshot, start => {
        const kinds = planCopy(start, 'view').map(({kind}) => kind);
        expect(kinds).not.toContain('pullEdit');
      }),
    );
  });

  test('a contact of the account’s own is never deleted', () => {
    fc.assert(
      fc.property(snapshot, right, (start, may) => {
        fc.pre(
          start.copy.kind === 'present' && start.copy.origin === 'account',
        );
        const kinds = planCopy(start, may).map(({kind}) => kind);
        expect(kinds).not.toContain('deleteCopy');
      }),
    );
  });

  test('what is to stay after its label was deleted is left alone', () => {
    fc.assert(
      fc.property(snapshot, right, (start, may) => {
        fc.pre(isKept(start));
        expect(planCopy({...start, contact: undefined}, may)).toEqual([]);
      }),
    );
  });

  test('a copy goes to the phone or leaves it only when the setting changed', () => {
    fc.assert(
      fc.property(snapshot, right, (start, may) => {
        fc.pre(start.copy.kind === 'present');
        if (start.copy.kind !== 'present') return;
        const {onPhones} = start.copy;
        const moved = planCopy(start, may).filter(
          ({kind}) => kind === 'setOnPhones',
        );
        expect(moved.length).toBeLessThanOrEqual(onPhones === false ? 1 : 0);
      }),
    );
  });

  test('a hold comes alone: nothing is touched while something is undecided', () => {
    fc.assert(
      fc.property(snapshot, right, (start, may) => {
        const operations = planCopy(start, may);
        const held = operations.filter(({kind}) => kind === 'hold');
        expect(held.length === 0 || operations.length === 1).toBe(true);
      }),
    );
  });

  test('an echo of our own write plans no write', () => {
    fc.assert(
      fc.property(content, right, (same, may) => {
        const echo: Snapshot = {
          contact: {
            content: same,
            version: 4,
            labelIds: ['L1'],
            hiddenFields: [],
            showOnPhones: true,
          },
          copy: {
            kind: 'present',
            origin: 'service',
            content: same,
            labelIds: ['L1'],
            kept: false,
            onPhones: true,
          },
          base: {content: {}, version: 3, labelIds: ['L1'], hiddenFields: []},
        };
        expect(planCopy(echo, may).map(({kind}) => kind)).toEqual(['agree']);
      }),
    );
  });

  test('a field hidden since the last delivery is taken out of the copy', () => {
    const content: Content = {biographies: [{value: 'secret'}]};
    const start: Snapshot = {
      contact: {
        content: {},
        version: 3,
        labelIds: ['L1'],
        hiddenFields: ['biographies'],
        showOnPhones: true,
      },
      copy: {
        kind: 'present',
        origin: 'service',
        content,
        labelIds: ['L1'],
        kept: false,
        onPhones: true,
      },
      base: {content, version: 3, labelIds: ['L1'], hiddenFields: []},
    };
    expect(planCopy(start, 'view')).toEqual([
      {
        kind: 'updateCopy',
        fields: ['biographies'],
        content: {},
        reason: 'contactEdited',
      },
    ]);
  });

  test('a value typed into a field the account may not see waits', () => {
    const start: Snapshot = {
      contact: {
        content: {},
        version: 3,
        labelIds: ['L1'],
        hiddenFields: ['biographies'],
        showOnPhones: true,
      },
      copy: {
        kind: 'present',
        origin: 'service',
        content: {biographies: [{value: 'typed'}]},
        labelIds: ['L1'],
        kept: false,
        onPhones: true,
      },
      base: {content: {}, version: 3, labelIds: ['L1'], hiddenFields: []},
    };
    expect(planCopy(start, 'edit')).toEqual([hold('HIDDEN_FIELD_TYPED')]);
  });
});
