import * as z from 'zod/mini';
import {components} from './components.ts';
import {NextPageToken} from './query.ts';
import {FieldChange} from './revision.ts';

export const RestoreLabelRequest = z.object({
  /** RFC 3339. The label as it was at the end of that millisecond. */
  time: z.iso.datetime({
    offset: true,
    error: 'Not a time such as 2026-11-22T09:00:00Z',
  }),
  /** Say what would change, and change nothing; in the query as well. */
  validateOnly: z.optional(z.boolean()),
});

export const UndoRequest = z.optional(
  z.nullable(
    z.object({
      /** Say what would change, and change nothing; in the query as well. */
      validateOnly: z.optional(z.boolean()),
    }),
  ),
);

/** So many of the contacts that change are named. */
export const NAMED_MAX = 200;

const ContactRestore = z.object({
  /** Name of the contact. */
  contact: z.string(),
  /** What becomes of the label on it. */
  label: z.enum(['ADDED', 'REMOVED', 'KEPT']),
  changes: z.array(FieldChange),
});

/** A label that was brought back to a time, or would be; or that act undone. */
export const LabelRestore = z
  .object({
    /** `labels/{label}/restores/{restore}`; absent where nothing was done. */
    name: z.optional(z.string()),
    /** How many contacts come into the label, leave it, and say something else. */
    added: z.number(),
    removed: z.number(),
    edited: z.number(),
    /** How many removals that were held it decides: undoing it holds none of them again. */
    heldDecided: z.number(),
    /** How many that were in the label then are not brought back, or stay as they are, and why. */
    left: z.object({
      /** They were made one with others since: they stay so, and say what they say. */
      merged: z.number(),
      /** Others share them, and the caller may not share them on. */
      sharedOn: z.number(),
      /** Removed too long ago. */
      tooOld: z.number(),
    }),
    /** The first of those that change, by name. */
    contacts: z.array(ContactRestore),
  })
  .register(components, {id: 'LabelRestore'});
export type LabelRestore = z.output<typeof LabelRestore>;

/** The newest first. */
export const LabelRestoreList = z.object({
  restores: z.array(
    z.object({
      /** `labels/{label}/restores/{restore}` */
      name: z.string(),
      /** Address of whose act it was. */
      account: z.string(),
      /** When it was done. */
      time: z.string(),
      /** The time that the label was brought back to; absent where it undid another restore. */
      past: z.optional(z.string()),
    }),
  ),
  nextPageToken: NextPageToken,
});
