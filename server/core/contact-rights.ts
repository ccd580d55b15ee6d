import type {SharedField} from './content.ts';
import {isAtLeast, type Role} from './role.ts';

/** What somebody may do to a contact by themselves (contract section 4). */
export interface ContactRights {
  readonly edit: boolean;
  /** From one of its labels at least. */
  readonly remove: boolean;
  readonly commentPublicly: boolean;
  /** Put further shared labels on it: who sees all that they would share. */
  readonly share: boolean;
}

/** `role`: the highest over the labels it is seen in. */
export function contactRights({
  role,
  hiddenFields,
}: {
  readonly role: Role;
  readonly hiddenFields: readonly SharedField[];
}): ContactRights {
  return {
    edit: isAtLeast(role, 'editor'),
    remove: isAtLeast(role, 'remover'),
    commentPublicly: isAtLeast(role, 'editor'),
    share: isAtLeast(role, 'manager') && hiddenFields.length === 0,
  };
}
