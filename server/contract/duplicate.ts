import * as z from 'zod/mini';
import {components} from './components.ts';
import {ChosenFields, Contact} from './contact.ts';
import {CustomField} from './custom-field.ts';
import {NextPageToken} from './query.ts';

export const DuplicateState = z.enum(['OPEN', 'ACCEPTED', 'REJECTED']);

/**
 * `SAME_EMAIL`, `SAME_PHONE`: an address or number of both, as far as the caller
 * sees them. `SAME_NAME`; `SIMILAR_NAME`: short forms, initials, a reading.
 */
export const DuplicateReason = z.enum([
  'SAME_EMAIL',
  'SAME_PHONE',
  'SAME_NAME',
  'SIMILAR_NAME',
]);

/** What is compared of two contacts. */
const DuplicateTrait = z.enum([
  'given',
  'family',
  'generation',
  'birthday',
  'mail',
  'roleMail',
  'phone',
  'id',
  'street',
  'building',
  'city',
  'region',
  'postcode',
  'firm',
]);

/** How far they agree in it. */
const DuplicateLevel = z.enum([
  'same',
  'variant',
  'initial',
  'close',
  'sound',
  'yearUnknown',
  'slip',
  'near',
  'similar',
  'some',
  'different',
]);

export const DuplicateEvidence = z.object({
  trait: DuplicateTrait,
  level: DuplicateLevel,
  /** Where it stands in a person. */
  field: z.string(),
  /** For it in bits, the binary logarithm of how much likelier it is of one person; below zero, against it. */
  weight: z.number(),
  /** The same in words of the caller's language. */
  text: z.string(),
});

export type DuplicateEvidence = z.output<typeof DuplicateEvidence>;

/** Contacts that may be one person: two that are shared, or one and a contact of the caller's own. */
export const Duplicate = z
  .object({
    name: z.string(),
    state: DuplicateState,
    /** Empty where only the evidence speaks for it. */
    reasons: z.array(DuplicateReason),
    /** Binary logarithm of the odds that they are one person; absent where Google does not tell what an own contact says. */
    weight: z.optional(z.number()),
    /** What the caller sees of both, compared; the weightiest first. */
    evidence: z.optional(z.array(DuplicateEvidence)),
    /** As the caller may see them. The first was there before, and lives on. */
    contacts: z.array(Contact),
    /** Those of the contacts, in an answer that is about this proposal alone; of a list they stand beside it. Absent where there are none. */
    customFields: z.optional(z.array(CustomField)),
    /** The caller's own contact, `people/…` at Google; nobody else is shown it. */
    ownContact: z.optional(z.string()),
    createTime: z.string(),
    updateTime: z.string(),
  })
  .register(components, {id: 'Duplicate'});
export type Duplicate = z.output<typeof Duplicate>;

export const DuplicateList = z.object({
  duplicates: z.array(Duplicate),
  /** Those without a label are defined for all of these contacts, others for those in it. Absent where there are none. */
  customFields: z.optional(z.array(CustomField)),
  nextPageToken: NextPageToken,
});

/** It may as well be left out. */
export const AcceptDuplicateRequest = z.nullish(ChosenFields);
