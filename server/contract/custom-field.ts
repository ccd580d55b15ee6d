import * as z from 'zod/mini';
import {components} from './components.ts';
import {PreviewQuery} from './preview.ts';
import {CreateQuery, Etag, UpdateQuery} from './query.ts';
import {text} from './text.ts';

/**
 * text: anything. number: digits, and a point before decimals. date: as
 * `2026-01-31`. choice: one of `choices`. url: of `http` or `https`.
 */
export const CustomFieldType = z.enum([
  'text',
  'number',
  'date',
  'choice',
  'url',
]);

/**
 * A field that an admin defined for the workplace (`customFields/{customField}`)
 * or an owner for a label (`labels/{label}/customFields/{customField}`). Its value
 * stands in `userDefined` of a contact, under its name.
 */
export const CustomField = z
  .object({
    name: z.string(),
    etag: z.string(),
    /** The key in `userDefined`, where case and width say nothing. */
    displayName: z.string(),
    type: CustomFieldType,
    /** Of a `choice` alone. */
    choices: z.array(z.string()),
    /** Whether a contact may not be created, or left, without it through this API. */
    required: z.boolean(),
    /** What people are told about it, by language (BCP 47). */
    helpTexts: z.record(z.string(), z.string()),
    /** Whose contacts have it; absent: all of the workplace. */
    label: z.optional(z.string()),
    createTime: z.string(),
    updateTime: z.string(),
  })
  .register(components, {id: 'CustomField'});
export type CustomField = z.output<typeof CustomField>;

export const CustomFieldReason = z.enum([
  'MISSING',
  'SEVERAL',
  'NOT_A_NUMBER',
  'NOT_A_DATE',
  'NOT_A_CHOICE',
  'NOT_A_URL',
]);

/** A value that came as it is from Google Contacts or a phone, or from before the field was defined. */
export const CustomFieldProblem = z
  .object({
    /** Name of the custom field. */
    customField: z.string(),
    displayName: z.string(),
    reason: CustomFieldReason,
    value: z.optional(z.string()),
    /** What `:repairCustomFields` puts in its place; absent where that is for a person to say. */
    proposal: z.optional(z.string()),
  })
  .register(components, {id: 'CustomFieldProblem'});
export type CustomFieldProblem = z.output<typeof CustomFieldProblem>;

export const CustomFieldList = z.object({
  customFields: z.array(CustomField),
});

export const CUSTOM_FIELDS_MAX = 50;
const NAME_LENGTH_MAX = 100;
/** A dropdown of a card has 100 items, and one of them is none. */
const CHOICES_MAX = 99;
const HELP_LENGTH_MAX = 500;
const LANGUAGES_MAX = 30;

const line = (max: number) =>
  text(max).check(
    z.trim(),
    z.minLength(1, {error: 'At least one character'}),
    z.refine(value => !/[\n\r]/.test(value), {error: 'One line'}),
    z.refine(
      value =>
        value === '' || /[^\p{Cf}\p{Z}\u115F\u1160\u3164\uFFA0]/u.test(value),
      {
        error: 'At least one character that can be seen',
      },
    ),
    z.refine(value => !/[\u202A-\u202E\u2066-\u2069]/u.test(value), {
      error: 'Without characters that turn the direction of what stands beside',
    }),
  );

const Definition = z.object({
  displayName: line(NAME_LENGTH_MAX),
  type: CustomFieldType,
  choices: z.optional(
    z
      .array(line(NAME_LENGTH_MAX))
      .check(
        z.maxLength(CHOICES_MAX, {error: `At most ${CHOICES_MAX} choices`}),
      ),
  ),
  required: z.optional(z.boolean()),
  helpTexts: z.optional(
    z
      .record(
        z.string().check(
          z.regex(/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i, {
            error: 'Not a language such as en or ja',
          }),
        ),
        text(HELP_LENGTH_MAX),
      )
      .check(
        z.refine(texts => Object.keys(texts).length <= LANGUAGES_MAX, {
          error: `At most ${LANGUAGES_MAX} languages`,
        }),
      ),
  ),
});

export const CreateCustomFieldRequest = Definition;

export const UpdateCustomFieldRequest = z.extend(z.partial(Definition), {
  etag: z.optional(Etag),
});

export const CUSTOM_FIELD_FIELDS = [
  'displayName',
  'type',
  'choices',
  'required',
  'helpTexts',
] as const;

export const CreateCustomFieldQuery = z.extend(PreviewQuery, CreateQuery.shape);
export const UpdateCustomFieldQuery = z.extend(PreviewQuery, UpdateQuery.shape);
export const DeleteCustomFieldQuery = z.extend(PreviewQuery, {
  /** Also where contacts use it: what they say stays, as any custom field of Google's. */
  force: PreviewQuery.shape.validateOnly,
});

export const RepairCustomFieldsRequest = z.object({
  /** Of the contact. */
  etag: z.optional(Etag),
});
