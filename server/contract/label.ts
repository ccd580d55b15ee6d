import * as z from 'zod/mini';
import {components} from './components.ts';
import {Address} from './grant.ts';
import {PersonFieldName} from './person.ts';
import {Etag, NextPageToken} from './query.ts';
import {Role} from './role.ts';
import {text} from './text.ts';

/** Google publishes no limit; longer ones help nobody. */
const DISPLAY_NAME_LENGTH_MAX = 200;

const DisplayName = text(DISPLAY_NAME_LENGTH_MAX).check(
  z.trim(),
  z.minLength(1, {error: 'A label needs a name'}),
  z.refine(name => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name), {
    error: 'One line, without control characters',
  }),
);

/** Contacts that a label can have at most are fewer. */
const BULK_COUNT_MAX = 1_000_000;

/**
 * When one account's removals are held: from the one within an hour that makes
 * more than `percent` of the label and at least `count` contacts.
 */
const BulkRemoval = z.object({
  percent: z
    .number()
    .check(
      z.int({error: 'A whole number'}),
      z.gte(0, {error: 'Not less than 0'}),
      z.lte(100, {error: 'Not more than 100'}),
    ),
  count: z
    .number()
    .check(
      z.int({error: 'A whole number'}),
      z.gte(1, {error: 'Not less than 1'}),
      z.lte(BULK_COUNT_MAX, {error: `Not more than ${BULK_COUNT_MAX}`}),
    ),
});

/** CLDR, as AIP-143 has it. Which of them have telephone numbers is not said here. */
const RegionCode = z.string().check(
  z.regex(/^([A-Z]{2})?$/, {
    error: 'A CLDR region code such as JP, or empty for none',
  }),
);

export const Label = z
  .object({
    name: z.string(),
    etag: z.string(),
    displayName: z.string(),
    /** The caller's; absent for an admin who does not collaborate on it. */
    role: z.optional(Role),
    /** Address of who granted it to the caller; absent where nobody else did. */
    sharedBy: z.optional(z.string()),
    contactCount: z.number(),
    /** What new grants hide unless they say otherwise. */
    defaultHiddenFields: z.array(z.string()),
    /** From manager up. */
    bulkRemoval: z.optional(BulkRemoval),
    /**
     * How telephone numbers without a country are read, as `JP`; absent: as the
     * locale of who typed them says.
     */
    regionCode: z.optional(z.string()),
    createTime: z.string(),
    updateTime: z.string(),
  })
  .register(components, {id: 'Label'});
export type Label = z.output<typeof Label>;

export const LabelList = z.object({
  labels: z.array(Label),
  nextPageToken: NextPageToken,
});
export type LabelList = z.output<typeof LabelList>;

/** Either a new label by `displayName`, or a contact group of the caller's own, shared. */
export const CreateLabelRequest = z.object({
  displayName: z.optional(DisplayName),
  contactGroup: z.optional(
    z.string().check(
      z.regex(/^contactGroups\/[\w.-]{1,200}$/, {
        error: 'Not a name such as contactGroups/4f1c8a2b0d3e5f67',
      }),
    ),
  ),
  defaultHiddenFields: z.optional(z.array(PersonFieldName)),
  /** Empty or absent: as the locale of who types a number says. */
  regionCode: z.optional(RegionCode),
});

export const UpdateLabelRequest = z.object({
  displayName: z.optional(DisplayName),
  defaultHiddenFields: z.optional(z.array(PersonFieldName)),
  bulkRemoval: z.optional(BulkRemoval),
  /** Empty: as the locale of who types a number says. */
  regionCode: z.optional(RegionCode),
  etag: z.optional(Etag),
});

export const LABEL_FIELDS = [
  'displayName',
  'defaultHiddenFields',
  'bulkRemoval',
  'regionCode',
] as const;

export const TransferOwnershipRequest = z.object({email: Address});
