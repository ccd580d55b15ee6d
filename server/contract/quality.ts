import * as z from 'zod/mini';
import {components} from './components.ts';
import {PreviewQuery} from './preview.ts';
import {CreateQuery, NextPageToken, PageQuery} from './query.ts';

/**
 * What may be wrong. `…_INVALID`, `…_IMPOSSIBLE`, `…_RESERVED`, `…_PLACEHOLDER`,
 * `CONTACT_STALE`: only a person knows what is right. The others have a repair.
 */
export const QualityCode = z.enum([
  'ADDRESS_POSTAL_CODE',
  'ADDRESS_POSTAL_CODE_INVALID',
  'ADDRESS_UNSPLIT',
  'BIRTHDAY_IMPOSSIBLE',
  'CONTACT_STALE',
  'EMAIL_DOMAIN_TYPO',
  'EMAIL_INVALID',
  'EMAIL_RESERVED',
  'EMAIL_SPELLING',
  'KANA_HALF_WIDTH',
  'NAME_CASE',
  'NAME_HONORIFIC',
  'NAME_IS_EMAIL',
  'NAME_IS_PHONE',
  'NAME_MISSING',
  'NAME_SWAPPED',
  'NAME_UNSPLIT',
  'PHONE_FULL_WIDTH',
  'PHONE_INVALID',
  'PHONE_PLACEHOLDER',
]);

/** Something of a contact that looks wrong, as the caller sees it. */
export const QualityFinding = z
  .object({
    /** `labels/{label}/qualityFindings/{finding}`, the same for as long as the value is. */
    name: z.string(),
    code: QualityCode,
    /** Name of the contact. */
    contact: z.string(),
    /** What that is called. */
    displayName: z.optional(z.string()),
    field: z.string(),
    /** What stands there; empty where something is missing. */
    value: z.string(),
    /** What a repair writes there; absent where there is none, empty where it empties it. */
    proposed: z.optional(z.string()),
    /** What is wrong, in the caller's language. */
    text: z.string(),
  })
  .register(components, {id: 'QualityFinding'});
export type QualityFinding = z.output<typeof QualityFinding>;

export const QualityQuery = z.extend(PageQuery, {
  /** Findings of this code alone. */
  code: z.optional(QualityCode),
});

/** A repair makes an operation. */
export const RepairQuery = z.extend(PreviewQuery, CreateQuery.shape);

/** Findings of one contact are on one page; a page may be short, or empty, before the last. */
export const QualityFindingList = z.object({
  qualityFindings: z.array(QualityFinding),
  nextPageToken: NextPageToken,
});

const FINDINGS_MAX = 200;
const NAME_LENGTH_MAX = 200;

/** One of the two. */
export const RepairRequest = z.object({
  /** Names of findings. */
  qualityFindings: z.optional(
    z.array(z.string().check(z.maxLength(NAME_LENGTH_MAX))).check(
      z.minLength(1, {error: 'Name at least one finding'}),
      z.maxLength(FINDINGS_MAX, {
        error: `At most ${FINDINGS_MAX} findings at once`,
      }),
    ),
  ),
  /** All findings of this code. */
  code: z.optional(QualityCode),
});
export type RepairRequest = z.output<typeof RepairRequest>;
