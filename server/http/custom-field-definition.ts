/** What a custom field is defined as: what of it makes sense, and what an act changed of it. */
import {isDeepStrictEqual} from 'node:util';
import type * as z from 'zod/mini';
import {
  CUSTOM_FIELD_FIELDS,
  type UpdateCustomFieldRequest,
} from '../contract/custom-field.ts';
import {customFieldKey} from '../core/custom-fields.ts';
import type {AuditChange} from '../store/audit-events.ts';
import type {
  CustomFieldDefinition,
  CustomFieldRow,
} from '../store/custom-fields.ts';
import {invalid} from './status.ts';

/** @throws INVALID_ARGUMENT */
export function checkChoices({type, choices}: CustomFieldDefinition): void {
  if (type !== 'choice') {
    if (choices.length === 0) return;
    throw invalid('choices', 'Only a choice has choices');
  }
  if (choices.length === 0) {
    throw invalid('choices', 'Say what there is to choose from');
  }
  const keys = choices.map(customFieldKey);
  const twice = keys.findIndex((key, at) => keys.indexOf(key) < at);
  if (twice === -1) return;
  throw invalid(`choices[${twice}]`, 'It is there already');
}

type Sent = z.output<typeof UpdateCustomFieldRequest>;

/** A field as it would be after a change. @throws INVALID_ARGUMENT */
export function changeDefinition(
  field: CustomFieldRow,
  sent: Sent,
  mask: readonly (typeof CUSTOM_FIELD_FIELDS)[number][],
): CustomFieldDefinition {
  for (const needed of ['displayName', 'type'] as const) {
    if (mask.includes(needed) && sent[needed] === undefined) {
      throw invalid(needed, 'A field is never without it');
    }
  }
  const {displayName = field.displayName, type = field.type} = sent;
  const {choices = [], required = false, helpTexts = {}} = sent;
  return {
    displayName: mask.includes('displayName') ? displayName : field.displayName,
    type: mask.includes('type') ? type : field.type,
    choices: mask.includes('choices') ? choices : field.choices,
    required: mask.includes('required') ? required : field.required,
    helpTexts: mask.includes('helpTexts') ? helpTexts : field.helpTexts,
  };
}

/** What differs between two definitions; of a new or a deleted one, all of it. */
export function diffDefinition(
  before: CustomFieldDefinition | undefined,
  after: CustomFieldDefinition | undefined,
): readonly AuditChange[] {
  return CUSTOM_FIELD_FIELDS.flatMap(field => {
    const [old, now] = [before?.[field], after?.[field]];
    if (isDeepStrictEqual(old, now)) return [];
    return [
      {
        field,
        ...(old !== undefined && {old}),
        ...(now !== undefined && {new: now}),
      },
    ];
  });
}
