import type {Right} from './role.ts';

export type ContactChange = 'same' | 'edited';
export type Change = ContactChange | 'removed';

export type Decision =
  'nothing' | 'push' | 'pull' | 'merge' | 'suggest' | 'restore' | 'remove';

/**
 * What happens to a copy that stands or stood there:
 * how the contact changed × how the copy changed × what the account may do.
 * Where access ended the copy goes, whatever anybody did.
 */
export const LINKED: Record<
  ContactChange,
  Record<Change, Record<Right, Decision>>
> = {
  same: {
    same: {view: 'nothing', edit: 'nothing', remove: 'nothing'},
    edited: {view: 'suggest', edit: 'pull', remove: 'pull'},
    removed: {view: 'restore', edit: 'restore', remove: 'remove'},
  },
  edited: {
    same: {view: 'push', edit: 'push', remove: 'push'},
    edited: {view: 'suggest', edit: 'merge', remove: 'merge'},
    removed: {view: 'restore', edit: 'restore', remove: 'remove'},
  },
};

export type Membership = 'in' | 'out';

/** Whether the account may do to this label of this contact what it did. */
type Permission = 'allowed' | 'denied';

export type LabelDecision =
  'nothing' | 'attach' | 'detach' | 'remove' | 'putBack' | 'add' | 'refuse';

const NOBODY_ACTED = (
  decision: LabelDecision,
): Record<Permission, LabelDecision> => ({
  allowed: decision,
  denied: decision,
});

/**
 * One label of one copy: should it carry it × did it when last agreed × does it
 * now × may the account. Where now and then differ, a person acted.
 */
export const LABELLED: Record<
  Membership,
  Record<Membership, Record<Membership, Record<Permission, LabelDecision>>>
> = {
  in: {
    in: {
      in: NOBODY_ACTED('nothing'),
      out: {allowed: 'remove', denied: 'putBack'},
    },
    out: {in: NOBODY_ACTED('nothing'), out: NOBODY_ACTED('attach')},
  },
  out: {
    in: {in: NOBODY_ACTED('detach'), out: NOBODY_ACTED('nothing')},
    out: {
      in: {allowed: 'add', denied: 'refuse'},
      out: NOBODY_ACTED('nothing'),
    },
  },
};

/** What becomes of a shared label that somebody puts on a contact of their own. */
export const ARRIVAL: Record<Right, 'takeUp' | 'refuse'> = {
  view: 'refuse',
  edit: 'takeUp',
  remove: 'takeUp',
};

/** The third deletion within 30 days by one who may not leaves it away. */
export const REMOVALS_MAX = 3;
