/** Photos of one account's contacts; their writes have a quota of their own. */
import {z} from 'zod';
import type {ObservedPerson, Outcome} from '../core/google.ts';
import {callGoogle, ok} from './call.ts';
import type {PeopleContext} from './people-reads.ts';
import {observeWritten} from './people-writes.ts';
import {READ_MASK, READ_SOURCES} from './person.ts';

const photoAnswerSchema = z.object({person: z.unknown()});

/** people.updateContactPhoto, or people.deleteContactPhoto where `bytes` is null. */
export async function writePhoto(
  context: PeopleContext,
  {
    resourceName,
    bytes,
  }: {readonly resourceName: string; readonly bytes: Buffer | null},
): Promise<Outcome<ObservedPerson>> {
  const method =
    bytes === null ? 'people.deleteContactPhoto' : 'people.updateContactPhoto';
  const outcome = await callGoogle(context.access, {
    method,
    answer: photoAnswerSchema,
    send: auth =>
      bytes === null
        ? context.api.people.deleteContactPhoto({
            ...{auth, resourceName},
            ...{personFields: READ_MASK, sources: READ_SOURCES},
          })
        : context.api.people.updateContactPhoto({
            ...{auth, resourceName},
            requestBody: {
              photoBytes: bytes.toString('base64'),
              ...{personFields: READ_MASK, sources: READ_SOURCES},
            },
          }),
  });
  return outcome.kind === 'ok'
    ? ok(observeWritten(context, outcome.value.person, method))
    : outcome;
}
