import {invalid} from './status.ts';

/**
 * The fields an update changes (AIP-134, AIP-161): those of the mask; without
 * one, those that were sent; `*` is every field. A field outside `fields` is
 * unknown or read-only.
 */
export function readUpdateMask<Field extends string>(
  mask: string | undefined,
  fields: readonly Field[],
  sent: Readonly<Record<string, unknown>>,
): readonly Field[] {
  if (mask === undefined || mask === '') {
    return fields.filter(field => sent[field] !== undefined);
  }
  const paths = mask.split(',').map(path => path.trim());
  if (paths.includes('*')) {
    if (paths.length > 1) throw invalid('updateMask', '* stands alone');
    return fields;
  }
  const unknown = paths.find(path => !fields.some(field => field === path));
  if (unknown !== undefined) {
    throw invalid(
      'updateMask',
      `Unknown or read-only: ${unknown || '(empty)'}`,
    );
  }
  return fields.filter(field => paths.includes(field));
}
