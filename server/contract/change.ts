import * as z from 'zod/mini';
import {components} from './components.ts';
import {NextPageToken, PageQuery} from './query.ts';

const POSITION_LENGTH_MAX = 1024;

export const ChangesQuery = z.extend(PageQuery, {
  /** `nextSince` of an earlier answer; nothing: only the present position is wanted. */
  since: z.optional(
    z
      .string()
      .check(z.maxLength(POSITION_LENGTH_MAX, {error: 'Not a position'})),
  ),
});

/**
 * CONTACT: read it again. COMMENTS: those at it, or at the label's contacts.
 * LABEL: the label, its count and grants. CONTACTS: what the caller sees of the
 * label or may do there is another; read its contacts again, and all that were
 * kept with it among their labels.
 */
export const CHANGE_KINDS = [
  'CONTACT',
  'COMMENTS',
  'LABEL',
  'CONTACTS',
] as const;

/** A contact or a label that changed for the caller: names, and nothing of what they say. */
export const Change = z
  .object({
    contact: z.optional(z.string()),
    /** Where there is no `contact`. */
    label: z.optional(z.string()),
    kinds: z.array(z.enum(CHANGE_KINDS)),
    /** The caller does not see it any more: forget it; of a label also where it was on others. */
    removed: z.optional(z.boolean()),
  })
  .register(components, {id: 'Change'});
export type Change = z.output<typeof Change>;

export const ChangeList = z.object({
  /** Each contact and label at most once in a page. */
  changes: z.array(Change),
  nextPageToken: NextPageToken,
  /** The position behind what was answered, to go on from; opaque. */
  nextSince: z.string(),
});
export type ChangeList = z.output<typeof ChangeList>;
