import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  differingFields,
  photoOf,
  sameContent,
  withPhoto,
  type Content,
  type SharedField,
} from '../../server/core/content.ts';
import {ARRIVAL, LABELLED, LINKED} from '../../server/core/decisions.ts';
import {mergeContent} from '../../server/core/merge.ts';
import type {Operation} from '../../server/core/operation.ts';
import {planCopy} from '../../server/core/plan.ts';
import {ROLES} from '../../server/core/role.ts';
import type {
  Base,
  CopyState,
  Roles,
  Snapshot,
} from '../../server/core/snapshot.ts';
import {restoreUnshown} from '../../server/core/unshown.ts';
import {viewContent} from '../../server/core/view.ts';
import {content, disturbed} from './arbitraries.ts';
import {gone, only, settled} from './snapshots.ts';

describe('the decision tables, cell by cell', () => {
  test.each([
    ['same', 'same', 'nothing', 'nothing', 'nothing'],
    ['same', 'edited', 'suggest', 'pull', 'pull'],
    ['same', 'removed', 'restore', 'restore', 'remove'],
    ['edited', 'same', 'push', 'push', 'push'],
    ['edited', 'edited', 'suggest', 'merge', 'merge'],
    ['edited', 'removed', 'restore', 'restore', 'remove'],
  ] as const)(
    'contact %s, copy %s: a viewer %s, an editor %s, a remover %s',
    (contact, copy, view, edit, remove) => {
      expect(LINKED[contact][copy]).toEqual({view, edit, remove});
    },
  );

  test.each([
    ['in', 'in', 'in', 'nothing', 'nothing'],
    ['in', 'in', 'out', 'remove', 'putBack'],
    ['in', 'out', 'in', 'nothing', 'nothing'],
    ['in', 'out', 'out', 'attach', 'attach'],
    ['out', 'in', 'in', 'detach', 'detach'],
    ['out', 'in', 'out', 'nothing', 'nothing'],
    ['out', 'out', 'in', 'add', 'refuse'],
    ['out', 'out', 'out', 'nothing', 'nothing'],
  ] as const)(
    'a label that should be %s, was %s and is %s: %s where allowed, else %s',
    (wanted, before, now, allowed, denied) => {
      expect(LABELLED[wanted][before][now]).toEqual({allowed, denied});
    },
  );

  test('a viewer who labels a contact of their own shares nothing; an editor does', () => {
    expect(ARRIVAL).toEqual({
      view: 'refuse',
      edit: 'takeUp',
      remove: 'takeUp',
    });
  });
});

const LABELS = ['L1', 'L2'];
const labelIds = fc.subarray(LABELS);
/** The account's roles; in the second label it may have none. */
const roles: fc.Arbitrary<Roles> = fc
  .tuple(
    fc.constantFrom(...ROLES),
    fc.option(fc.constantFrom(...ROLES), {nil: undefined}),
  )
  .map(
    ([first, second]) =>
      new Map([
        ['L1', first] as const,
        ...(second ? [['L2', second] as const] : []),
      ]),
  );
const viewer: Roles = new Map(LABELS.map(id => [id, 'viewer']));
const editor: Roles = new Map(LABELS.map(id => [id, 'editor']));

interface Scene {
  readonly start: Snapshot;
  readonly may: Roles;
}

/** Snapshots whose sides are the base, disturbed, and what the account may do. */
const scene: fc.Arbitrary<Scene> = content
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
      onPhones: fc.constantFrom(null, true, false),
      state: fc.constantFrom(
        'none' as const,
        'unconfirmed' as const,
        'gone' as const,
        'away' as const,
        'present' as const,
      ),
      listedSince: fc.boolean(),
      removable: labelIds,
      removals: fc.nat(3),
      held: labelIds,
      hidden: fc.constantFrom<SharedField[][]>([], [], ['biographies']),
      may: roles,
    }),
  )
  .map(it => {
    const linked = it.state !== 'none' && it.state !== 'unconfirmed';
    const {listedSince, removals} = it;
    const copy: CopyState =
      it.state === 'gone'
        ? {
            kind: 'gone',
            removableLabelIds: it.removable,
            ...{listedSince, removals},
          }
        : it.state === 'present'
          ? {
              kind: 'present',
              origin: it.origin,
              content: it.theirs,
              labelIds: it.now,
              onPhones: it.onPhones,
            }
          : {kind: it.state};
    const base: Base | undefined = linked
      ? {
          content: viewContent(it.was, it.hidden),
          version: 3,
          labelIds: it.before,
          hiddenFields: it.hidden,
        }
      : undefined;
    const seen = it.wanted.filter(id => it.may.has(id));
    const contact =
      it.visible && seen.length > 0
        ? {
            content: viewContent(
              it.version === 3 ? it.was : it.ours,
              it.hidden,
            ),
            version: it.version,
            labelIds: seen,
            hiddenFields: it.hidden,
            showOnPhones: true,
          }
        : undefined;
    const heldLabelIds = it.state === 'gone' ? it.held : [];
    return {
      start: {contact, copy, base, heldLabelIds},
      may: it.may,
    };
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
  let acted = false;
  let owed = false;
  for (const operation of operations) {
    switch (operation.kind) {
      case 'createCopy':
        copy = {
          kind: 'present',
          origin: 'service',
          content: withPhoto(operation.content, undefined),
          labelIds: operation.labelIds,
          onPhones: true,
        };
        owed = photoOf(operation.content) !== undefined;
        break;
      case 'setPhoto':
        if (copy.kind === 'present') {
          const hash = photoOf(operation.content);
          copy = {...copy, content: withPhoto(copy.content, hash)};
        }
        break;
      case 'updateCopy':
        if (copy.kind === 'present') {
          const written: Record<string, unknown> = {...copy.content};
          // Google takes no photo with the rest.
          expect(operation.fields).not.toContain('photos');
          for (const field of operation.fields) {
            const items = operation.content[field];
            if (items === undefined) delete written[field];
            else written[field] = items;
          }
          copy = {...copy, content: written as Content};
        }
        break;
      case 'pullEdit':
        if (contact !== undefined && copy.kind === 'present') {
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
          base = {...(base ?? NO_BASE), content: copy.content};
          acted = true;
        }
        break;
      case 'suggestEdit':
        if (copy.kind === 'present') {
          base = {...(base ?? NO_BASE), content: copy.content, version: 0};
          acted = true;
        }
        break;
      case 'removeFromLabels': {
        const left = (ids: readonly string[]) =>
          ids.filter(id => !operation.labelIds.includes(id));
        if (contact !== undefined) {
          const labelIds = left(contact.labelIds);
          contact = labelIds.length > 0 ? {...contact, labelIds} : undefined;
        }
        if (base !== undefined) {
          base = {...base, labelIds: left(base.labelIds)};
        }
        // What stood there stays, an ordinary contact.
        if (contact === undefined) return 'forgotten';
        acted = true;
        break;
      }
      case 'addToLabel':
        if (copy.kind === 'present') {
          contact = {
            content: copy.content,
            version: 9,
            hiddenFields: [],
            showOnPhones: true,
            ...contact,
            labelIds: [...(contact?.labelIds ?? []), operation.labelId],
          };
          acted = true;
        }
        break;
      case 'suggestLabel':
        break;
      case 'restoreCopy':
        copy = {kind: 'none'};
        base = undefined;
        break;
      case 'leaveAway':
        copy = {kind: 'away'};
        break;
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
      case 'mergeContacts':
        throw new Error('a merge is seen in several copies, not in one');
      case 'deleteCopy':
      case 'releaseCopy':
      case 'forgetCopy':
        return 'forgotten';
      case 'agree':
        break;
      case 'awaitNextList':
      case 'awaitConfirmation':
        return before;
    }
  }
  if (copy.kind === 'present' && contact !== undefined && !acted) {
    base = {
      content: copy.content,
      version: owed ? 0 : contact.version,
      labelIds: copy.labelIds,
      hiddenFields: contact.hiddenFields,
    };
  }
  const {heldLabelIds} = before;
  return {contact, copy, base, heldLabelIds};
}

const NO_BASE: Base = {
  content: {},
  version: 0,
  labelIds: [],
  hiddenFields: [],
};

/** Plans and applies until a plan is empty or waiting. */
function settle(start: Snapshot, may: Roles): Snapshot | 'forgotten' {
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

function isWaiting(operations: readonly Operation[]): boolean {
  return operations.some(
    ({kind}) => kind === 'awaitNextList' || kind === 'awaitConfirmation',
  );
}

/** What a plan does to everybody else. */
const SPREADING: readonly Operation['kind'][] = [
  'pullEdit',
  'removeFromLabels',
  'addToLabel',
];

function kindsOf(operations: readonly Operation[]) {
  return operations.map(({kind}) => kind);
}

describe('laws of planning', () => {
  test('planning after applying plans nothing', () => {
    fc.assert(
      fc.property(scene, ({start, may}) => {
        const end = settle(start, may);
        if (end === 'forgotten') return;
        const again = planCopy(end, may);
        expect(again.length === 0 || isWaiting(again)).toBe(true);
      }),
      {numRuns: 500},
    );
  });

  test('settled, the copy is the contact, with its labels', () => {
    fc.assert(
      fc.property(scene, ({start, may}) => {
        const end = settle(start, may);
        if (end === 'forgotten' || isWaiting(planCopy(end, may))) return;
        if (end.copy.kind === 'away' || end.heldLabelIds.length > 0) return;
        if (end.copy.kind !== 'present' || end.contact === undefined) {
          throw new Error('settled, visible, and yet no copy');
        }
        expect(sameContent(end.copy.content, end.contact.content)).toBe(true);
        expect([...end.copy.labelIds].sort()).toEqual(
          [...end.contact.labelIds].sort(),
        );
      }),
      {numRuns: 500},
    );
  });

  test('a viewer changes nothing', () => {
    fc.assert(
      fc.property(scene, ({start}) => {
        const kinds = kindsOf(planCopy(start, viewer));
        expect(kinds.filter(kind => SPREADING.includes(kind))).toEqual([]);
      }),
    );
  });

  test('what a viewer typed is suggested, the copy put back', () => {
    fc.assert(
      fc.property(
        content.chain(was => fc.tuple(fc.constant(was), disturbed(was))),
        ([was, stands]) => {
          const typed = restoreUnshown(stands, was);
          const start = settled(was, {copy: {content: stands}});
          const suggested = planCopy(start, viewer).flatMap(operation =>
            operation.kind === 'suggestEdit' ? [operation] : [],
          );
          const isTyped = !sameContent(was, typed);
          expect(suggested).toMatchObject(
            isTyped ? [{base: was, reason: 'editNotAllowed'}] : [],
          );
          for (const {observed} of suggested) {
            expect(sameContent(observed, typed)).toBe(true);
          }
          const end = settle(start, viewer);
          if (end === 'forgotten') throw new Error('the copy was forgotten');
          const {contact, copy} = end;
          // In whichever order: that is not content.
          expect(differingFields(contact?.content ?? {}, was)).toEqual([]);
          if (copy.kind !== 'present') throw new Error(`it is ${copy.kind}`);
          expect(differingFields(copy.content, was)).toEqual([]);
        },
      ),
    );
  });

  test('nobody removes who may not, and nothing is taken off a label that was not there', () => {
    fc.assert(
      fc.property(scene, ({start, may}) => {
        for (const operation of planCopy(start, may)) {
          if (operation.kind !== 'removeFromLabels') continue;
          for (const id of operation.labelIds) {
            expect(['remover', 'manager', 'owner']).toContain(may.get(id));
            expect(start.base?.labelIds).toContain(id);
            expect(start.heldLabelIds).not.toContain(id);
            if (start.copy.kind !== 'gone') continue;
            expect(start.copy.removableLabelIds).toContain(id);
          }
        }
      }),
    );
  });

  test('a contact that is shared joins a further label only by a manager who sees all of it', () => {
    fc.assert(
      fc.property(scene, ({start, may}) => {
        const {contact} = start;
        const adds = kindsOf(planCopy(start, may)).includes('addToLabel');
        if (!adds || contact === undefined) return;
        expect(contact.hiddenFields).toEqual([]);
        expect(
          contact.labelIds.some(id =>
            ['manager', 'owner'].includes(may.get(id) ?? ''),
          ),
        ).toBe(true);
      }),
    );
  });

  test('a contact of the account’s own is never deleted', () => {
    fc.assert(
      fc.property(scene, ({start, may}) => {
        fc.pre(
          start.copy.kind === 'present' && start.copy.origin === 'account',
        );
        expect(kindsOf(planCopy(start, may))).not.toContain('deleteCopy');
      }),
    );
  });

  test('a copy goes to the phone or leaves it only when the setting changed', () => {
    fc.assert(
      fc.property(scene, ({start, may}) => {
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

  test('an echo of our own write plans no write', () => {
    fc.assert(
      fc.property(content, roles, (same, may) => {
        const echo = settled(same, {
          contact: {version: 4},
          base: {content: {}, version: 3},
        });
        expect(kindsOf(planCopy(echo, may))).toEqual(['agree']);
      }),
    );
  });

  test('a field hidden since the last delivery is taken out of the copy', () => {
    const whole: Content = {biographies: [{value: 'secret'}]};
    const start = settled(whole, {
      contact: {content: {}, hiddenFields: ['biographies']},
    });
    expect(planCopy(start, viewer)).toEqual([
      {
        kind: 'updateCopy',
        fields: ['biographies'],
        content: {},
        reason: 'contactEdited',
      },
    ]);
  });

  test('a value typed into a field the account may not see is suggested and leaves the copy, an edit beside it spreads', () => {
    const hidden = ['biographies' as const];
    const typed: Content = {
      biographies: [{value: 'typed'}],
      nicknames: [{value: 'seen'}],
    };
    const start = settled(
      {},
      {
        contact: {hiddenFields: hidden},
        base: {hiddenFields: hidden},
        copy: {content: typed},
      },
    );
    expect(planCopy(start, editor)).toEqual([
      {
        kind: 'suggestEdit',
        base: {},
        observed: {biographies: [{value: 'typed'}]},
        reason: 'hiddenFieldTyped',
      },
      {
        kind: 'pullEdit',
        base: {},
        observed: {nicknames: [{value: 'seen'}]},
        reason: 'copyEdited',
      },
    ]);
    expect(settle(start, editor)).toMatchObject({
      contact: {content: {nicknames: [{value: 'seen'}]}},
      copy: {content: {nicknames: [{value: 'seen'}]}},
    });
  });

  test('a field the account may not see is never cleared in the contact', () => {
    fc.assert(
      fc.property(scene, ({start, may}) => {
        const hidden = start.contact?.hiddenFields ?? [];
        for (const operation of planCopy(start, may)) {
          if (operation.kind !== 'pullEdit') continue;
          for (const field of hidden) {
            expect(operation.base[field]).toBeUndefined();
            expect(operation.observed[field]).toBeUndefined();
          }
        }
      }),
    );
  });
});

describe('a copy its account deleted', () => {
  test('waits for another list: a merge’s survivor may be in it', () => {
    for (const role of ROLES) {
      expect(planCopy(gone({listedSince: false}), only(role))).toEqual([
        {kind: 'awaitNextList', reason: 'mayBeMerged'},
      ]);
    }
  });

  test('leaves the labels its account may remove from', () => {
    expect(planCopy(gone(), only('remover'))).toEqual([
      {kind: 'removeFromLabels', labelIds: ['L1'], reason: 'copyDeleted'},
    ]);
  });

  test('is made again where it may not, the third time it stays away', () => {
    expect(planCopy(gone({removals: 1}), only('editor'))).toEqual([
      {kind: 'restoreCopy', reason: 'removalNotAllowed'},
    ]);
    expect(planCopy(gone({removals: 2}), only('editor'))).toEqual([
      {kind: 'leaveAway', reason: 'removedAgainAndAgain'},
    ]);
  });

  test('is made again where its account might not remove it when that was observed', () => {
    const before = gone({removableLabelIds: []});
    expect(planCopy(before, only('remover'))).toEqual([
      {kind: 'restoreCopy', reason: 'removalNotAllowed'},
    ]);
  });

  test('is made again where its account may remove only from a label it never carried', () => {
    const start = gone();
    const two: Snapshot = {
      ...start,
      contact: start.contact && {...start.contact, labelIds: LABELS},
    };
    const may: Roles = new Map([
      ['L1', 'viewer'],
      ['L2', 'remover'],
    ]);
    expect(planCopy(two, may)).toEqual([
      {kind: 'restoreCopy', reason: 'removalNotAllowed'},
    ]);
  });

  test('is made again in the labels that remain', () => {
    const start = gone();
    const two: Snapshot = {
      ...start,
      contact: start.contact && {...start.contact, labelIds: LABELS},
      base: start.base && {...start.base, labelIds: LABELS},
    };
    const may: Roles = new Map([
      ['L1', 'remover'],
      ['L2', 'viewer'],
    ]);
    expect(settle(two, may)).toMatchObject({
      contact: {labelIds: ['L2']},
      copy: {kind: 'present', labelIds: ['L2']},
    });
  });

  test('is left as it is while its removal is held', () => {
    expect(planCopy(gone({}, ['L1']), only('owner'))).toEqual([]);
  });

  test('is no removal when the label itself is gone', () => {
    const start = gone({removals: 2});
    const without = {
      ...start,
      base: start.base && {...start.base, labelIds: []},
    };
    for (const role of ROLES) {
      expect(planCopy(without, only(role))).toEqual([
        {kind: 'restoreCopy', reason: 'labelRebuilt'},
      ]);
    }
  });
});

describe('a label taken off or put on', () => {
  test('by one who may remove: the contact leaves it for everybody, their copy stays', () => {
    const start = settled({}, {copy: {labelIds: []}});
    expect(settle(start, only('remover'))).toBe('forgotten');
    expect(kindsOf(planCopy(start, only('remover')))).toEqual([
      'removeFromLabels',
    ]);
  });

  test('by one who may not: it is put back', () => {
    const start = settled({}, {copy: {labelIds: []}});
    expect(settle(start, only('editor'))).toMatchObject({
      contact: {labelIds: ['L1']},
      copy: {labelIds: ['L1']},
    });
  });

  test('at once, the contact is put on before it is taken off, and lies in no trash between', () => {
    const start = settled(
      {},
      {
        contact: {labelIds: ['L2']},
        base: {labelIds: ['L2']},
        copy: {labelIds: ['L1']},
      },
    );
    const may: Roles = new Map(LABELS.map(id => [id, 'manager']));
    for (const snapshot of [start, swapped(start)]) {
      expect(kindsOf(planCopy(snapshot, may))).toEqual([
        'addToLabel',
        'removeFromLabels',
      ]);
    }
  });
});

/** The same with one label in the place of the other. */
function swapped(snapshot: Snapshot): Snapshot {
  const text = JSON.stringify(snapshot);
  return JSON.parse(
    text.replace(/"L([12])"/g, (_, no) => (no === '1' ? '"L2"' : '"L1"')),
  );
}
