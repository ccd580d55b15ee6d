import type {Content} from '../../server/core/content.ts';
import type {Role} from '../../server/core/role.ts';
import type {
  Base,
  GoneCopy,
  PresentCopy,
  Roles,
  Snapshot,
  VisibleContact,
} from '../../server/core/snapshot.ts';

/** A copy of a contact in one label, as it stands after everything settled. */
export function settled(
  shared: Content,
  change: {
    copy?: Partial<PresentCopy>;
    contact?: Partial<VisibleContact>;
    base?: Partial<Base>;
  } = {},
): Snapshot {
  return {
    contact: {
      content: shared,
      version: 3,
      labelIds: ['L1'],
      hiddenFields: [],
      showOnPhones: true,
      ...change.contact,
    },
    copy: {
      kind: 'present',
      origin: 'service',
      content: shared,
      labelIds: ['L1'],
      onPhones: true,
      ...change.copy,
    },
    base: {
      content: shared,
      version: 3,
      labelIds: ['L1'],
      hiddenFields: [],
      ...change.base,
    },
    heldLabelIds: [],
  };
}

export function gone(
  change: Partial<GoneCopy> = {},
  held: readonly string[] = [],
): Snapshot {
  return {
    ...settled({nicknames: [{value: 'A'}]}),
    copy: {
      kind: 'gone',
      listedSince: true,
      removableLabelIds: ['L1'],
      removals: 0,
      ...change,
    },
    heldLabelIds: held,
  };
}

/** The account's role in the one label. */
export const only = (role: Role): Roles => new Map([['L1', role]]);
