import * as z from 'zod/mini';
import {Person} from './person.ts';
import {NextPageToken} from './query.ts';

const TrashedContact = z.object({
  name: z.string(),
  /** As the caller would see it in these labels. */
  person: Person,
  /** Names of the labels it would come back into. */
  labels: z.array(z.string()),
  deleteTime: z.string(),
});
export type TrashedContact = z.output<typeof TrashedContact>;

const TrashedLabel = z.object({
  name: z.string(),
  displayName: z.string(),
  contactCount: z.number(),
  deleteTime: z.string(),
});
export type TrashedLabel = z.output<typeof TrashedLabel>;

/** One that the caller left, and that grants reach them with still: `:rejoin` brings them back. */
const LeftLabel = z.object({
  name: z.string(),
  displayName: z.string(),
  leaveTime: z.string(),
});
export type LeftLabel = z.output<typeof LeftLabel>;

/** A page holds all three, in the order of their ids. */
export const Trash = z.object({
  contacts: z.array(TrashedContact),
  labels: z.array(TrashedLabel),
  /** Absent where there are none. */
  leftLabels: z.optional(z.array(LeftLabel)),
  nextPageToken: NextPageToken,
});
