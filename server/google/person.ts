/**
 * A People API `Person` and our content, both ways. What Google answers is
 * parsed and normalised here; unknown sub-fields are ignored, missing ones
 * refused.
 */
import {createHash} from 'node:crypto';
import type {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import {z} from 'zod';
import {SHARED_FIELDS, TYPED_FIELDS, withoutDerived} from '../core/content.ts';
import type {Content, SharedField} from '../core/content.ts';
import type {
  ObservedPerson,
  PersonHead,
  PhotoSighting,
  PersonDraft,
  PersonEdit,
  Tombstone,
} from '../core/google.ts';
import {normalizeContent} from '../core/normalize.ts';
import type {NormalizeOptions} from '../core/normalize.ts';
import {parseAnswer} from './call.ts';

/** Our one key in `clientData`; under every other key the values are somebody else's. */
export const MARKER_KEY = 'shared-contacts.marker';

/** The CONTACT source only: written back, what profiles add is a second name, which Google refuses. */
export const READ_SOURCES = ['READ_SOURCE_TYPE_CONTACT'];

/** The 24 writable fields, `photos` and `metadata`. A `Person.etag` depends on the mask, so there is one. */
export const READ_MASK = [
  ...SHARED_FIELDS,
  'clientData',
  'memberships',
  'metadata',
]
  .sort()
  .join(',');

export const PAGE_SIZE = 1_000;

/**
 * What a sync token is bound to: Google wants every later call to have the
 * parameters of the first. A token kept under another value is worthless.
 */
export const SYNC_PARAMETERS = createHash('sha256')
  .update(JSON.stringify([READ_MASK, READ_SOURCES, PAGE_SIZE]))
  .digest('hex')
  .slice(0, 16);

const timeSchema = z
  .string()
  .transform(time => Date.parse(time))
  .pipe(z.number());

/** An item always tells which source it is of. */
const itemSchema = z.looseObject({
  metadata: z.object({
    source: z.object({type: z.string(), id: z.string().optional()}),
  }),
});
type SourcedItem = z.output<typeof itemSchema>;

const personSchema = z.object({
  resourceName: z.string().min(1),
  metadata: z.object({
    deleted: z.boolean().optional(),
    sources: z
      .array(
        z.object({
          type: z.string(),
          id: z.string().optional(),
          etag: z.string().optional(),
          updateTime: timeSchema.optional(),
        }),
      )
      .optional(),
  }),
  memberships: z.array(itemSchema).optional(),
  clientData: z.array(itemSchema).optional(),
  photos: z.array(z.unknown()).optional(),
});
type Person = z.output<typeof personSchema>;

const sharedFieldsSchema = z.object(
  Object.fromEntries(
    TYPED_FIELDS.map(field => [field, z.array(itemSchema).optional()]),
  ),
);

/** What a person must tell to be observed. */
const contactSourceSchema = z.object({
  id: z.string().min(1),
  etag: z.string().min(1),
  updateTime: z.number(),
});

const membershipSchema = z.object({
  contactGroupMembership: z
    .object({contactGroupResourceName: z.string().min(1)})
    .optional(),
});

const photoSchema = itemSchema.extend({
  url: z.string().min(1),
  default: z.boolean().optional(),
});

const clientDatumSchema = z.object({
  key: z.string().optional(),
  value: z.string().optional(),
});

/**
 * One person of an answer, CONTACT source only, or the mark that it is gone.
 *
 * @throws where the answer lacks what Google always gives; the message holds
 * the resource name and paths.
 */
export function personToObserved(
  raw: unknown,
  options: NormalizeOptions,
): ObservedPerson | Tombstone {
  const head = personToHead(raw);
  return isHead(head) ? headToObserved(head, raw, options) : head;
}

/** The same without its content, which `headToObserved` adds. */
export function personToHead(raw: unknown): PersonHead | Tombstone {
  const person = parseAnswer(personSchema, raw, 'a person');
  const what = person.resourceName;
  const source = contactSourceOf(person);
  if (person.metadata.deleted === true) {
    const sourceId = source?.id ?? sourceIdOf(what);
    return {
      sourceId: parseAnswer(z.string(), sourceId, `${what}, deleted`),
      resourceName: what,
    };
  }
  const {id, etag, updateTime} = parseAnswer(
    contactSourceSchema,
    source,
    `the CONTACT source of ${what}`,
  );
  return {
    sourceId: id,
    resourceName: what,
    etag,
    updateTimeMs: updateTime,
    ...photoOf(person, id),
    groups: groupsOf(itemsOf(person.memberships, id), what),
    markers: markersOf(itemsOf(person.clientData, id), what),
  };
}

/** What stands in the answer that has this head. @throws as `personToObserved` does. */
export function headToObserved(
  head: PersonHead,
  raw: unknown,
  options: NormalizeOptions,
): ObservedPerson {
  const fields = parseAnswer(sharedFieldsSchema, raw, head.resourceName);
  const ownFields = Object.entries(fields).map(
    ([field, items]) => [field, itemsOf(items, head.sourceId)] as const,
  );
  const content = normalizeContent(Object.fromEntries(ownFields), options);
  return {...head, content};
}

/** A tombstone is all of an observation's names without its content. */
export function isObserved(
  seen: ObservedPerson | Tombstone,
): seen is ObservedPerson {
  return 'content' in seen;
}

export function isHead(seen: PersonHead | Tombstone): seen is PersonHead {
  return 'etag' in seen;
}

/** False for a profile without a contact behind it, which a read by name may answer. */
export function hasContactSource(raw: unknown): boolean {
  const person = parseAnswer(personSchema, raw, 'a person');
  return contactSourceOf(person) !== undefined;
}

function contactSourceOf(person: Person) {
  return person.metadata.sources?.find(source => source.type === 'CONTACT');
}

/** `people/c<decimal>` holds the source's number, whose lower-case hex is its id (people-api notes, section 2). */
function sourceIdOf(resourceName: string): string | undefined {
  const number = /^people\/c(\d{1,20})$/.exec(resourceName)?.[1];
  return number === undefined ? undefined : BigInt(number).toString(16);
}

function itemsOf(
  items: readonly SourcedItem[] | undefined,
  sourceId: string,
): readonly SourcedItem[] {
  return (items ?? []).filter(
    ({metadata: {source}}) =>
      source.type === 'CONTACT' && (source.id ?? sourceId) === sourceId,
  );
}

function groupsOf(
  memberships: readonly SourcedItem[],
  what: string,
): readonly string[] {
  return memberships.flatMap(raw => {
    const membership = parseAnswer(membershipSchema, raw, what);
    return membership.contactGroupMembership?.contactGroupResourceName ?? [];
  });
}

/** That of the contact itself: a profile's is nobody's edit. One that is not as Google documents it is none. */
function photoOf(
  person: Person,
  sourceId: string,
): {readonly photo?: PhotoSighting} {
  const photos = (person.photos ?? []).flatMap(
    raw => photoSchema.safeParse(raw).data ?? [],
  );
  const own = photos.filter(item => itemsOf([item], sourceId).length > 0);
  const set = own.find(photo => photo.default !== true);
  if (set !== undefined) return {photo: {kind: 'own', url: set.url}};
  return own.length > 0 ? {photo: {kind: 'default'}} : {};
}

function markersOf(
  clientData: readonly SourcedItem[],
  what: string,
): readonly string[] {
  return clientData.flatMap(raw => {
    const {key, value} = parseAnswer(clientDatumSchema, raw, what);
    return key === MARKER_KEY && value !== undefined ? [value] : [];
  });
}

/** Google's types of a request name each sub-field; ours come from `SUBFIELDS`, which was checked against them. */
const personBodySchema = z.custom<people_v1.Schema$Person>(
  body => typeof body === 'object' && body !== null,
);

/** The whole body of a contact to be made. */
export function draftToPerson(draft: PersonDraft): people_v1.Schema$Person {
  const memberships = draft.groups.map(group => ({
    contactGroupMembership: {contactGroupResourceName: group},
  }));
  return personBodySchema.parse({
    ...fieldsOf(draft.content, TYPED_FIELDS),
    clientData: [{key: MARKER_KEY, value: draft.marker}],
    ...(memberships.length === 0 ? {} : {memberships}),
  });
}

/**
 * The body of a change, complete for the mask `edit.fields`: Google replaces a
 * masked field whole, and an empty list clears it. The source's own etag is
 * sent, because the person's depends on the mask it was read with.
 */
export function editToPerson(edit: PersonEdit): people_v1.Schema$Person {
  const cleared = edit.fields.map(field => [field, []] as const);
  return personBodySchema.parse({
    resourceName: edit.resourceName,
    metadata: {
      sources: [{type: 'CONTACT', id: edit.sourceId, etag: edit.etag}],
    },
    ...Object.fromEntries(cleared),
    ...fieldsOf(edit.content, edit.fields),
  });
}

function fieldsOf(content: Content, fields: readonly SharedField[]) {
  const entries = fields.flatMap(field => {
    const items = content[field];
    return items === undefined
      ? []
      : [[field, items.map(withoutDerived)] as const];
  });
  return Object.fromEntries(entries);
}
