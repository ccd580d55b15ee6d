import type {SharedField} from './content.ts';
import {highestRole, isAtLeast, type Role} from './role.ts';
import {hiddenByAll} from './view.ts';

/** A label of a contact, and an account's part in it: none where it does not collaborate. */
export interface LabelSight {
  readonly labelId: string;
  readonly role: Role | null;
  readonly hiddenFields: readonly SharedField[];
}

/** Whether an account sees a contact with these labels at all. */
export function sees(labels: readonly LabelSight[]): boolean {
  return labels.some(({role}) => role !== null);
}

/**
 * Whether an account may make these contacts one, by the labels of each: it may
 * remove from every label concerned, those it does not see included. A contact
 * that more people see then was shared on: that takes a manager of a label it is
 * in, who sees all of it (contract section 4).
 */
export function mayMerge(
  contacts: readonly (readonly LabelSight[])[],
): boolean {
  const labels = contacts.flat();
  const union = new Set(labels.map(({labelId}) => labelId));
  return (
    mayUnmerge(labels) &&
    contacts.every(own => own.length === union.size || mayShareOn(own))
  );
}

/** Whether an account may take apart what stands in these labels. */
export function mayUnmerge(labels: readonly LabelSight[]): boolean {
  return labels.every(({role}) => role !== null && isAtLeast(role, 'remover'));
}

function mayShareOn(labels: readonly LabelSight[]): boolean {
  const role = highestRole(labels.flatMap(each => each.role ?? []));
  return (
    role !== undefined &&
    isAtLeast(role, 'manager') &&
    hiddenByAll(labels.map(each => each.hiddenFields)).length === 0
  );
}
