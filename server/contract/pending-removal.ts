import * as z from 'zod/mini';
import {components} from './components.ts';
import {Person} from './person.ts';
import {NextPageToken} from './query.ts';

const NAME_LENGTH_MAX = 100;
const NAMES_MAX = 1000;

/** A label that somebody took off a contact, one of too many within an hour: it stays on until somebody decides. */
export const PendingRemoval = z
  .object({
    name: z.string(),
    label: z.string(),
    labelDisplayName: z.string(),
    contact: z.string(),
    /** As the caller may see it; to an admin who does not, its name alone. */
    person: Person,
    /** Address of who took it off. */
    account: z.string(),
    via: z.enum(['API', 'GOOGLE']),
    /** Whether the caller may approve and reject it; who took it off may withdraw it. */
    mayDecide: z.boolean(),
    createTime: z.string(),
    /** When it counts as rejected. */
    expireTime: z.string(),
  })
  .register(components, {id: 'PendingRemoval'});
export type PendingRemoval = z.output<typeof PendingRemoval>;

export const PendingRemovalList = z.object({
  pendingRemovals: z.array(PendingRemoval),
  nextPageToken: NextPageToken,
});

/** All of them are decided or withdrawn, or none. */
export const PendingRemovalNames = z.object({
  pendingRemovals: z
    .array(
      z.string().check(
        z.maxLength(NAME_LENGTH_MAX, {
          error: 'Not a name of a pending removal',
        }),
      ),
    )
    .check(
      z.minLength(1, {error: 'Name at least one pending removal'}),
      z.maxLength(NAMES_MAX, {error: `At most ${NAMES_MAX} at once`}),
    ),
});
