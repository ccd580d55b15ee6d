import * as z from 'zod/mini';
import {components} from './components.ts';
import {NextPageToken} from './query.ts';

export const DeliveryReason = z.enum([
  'QUOTA',
  'PERMISSION_LOST',
  'SUSPENDED',
  'FULL',
  'HELD',
  'REMOVED_BY_MEMBER',
  'PAUSED',
  'SYNCING',
]);

/** Until when contacts wait at least; absent where nobody knows. */
const RetryTime = z.optional(z.string());

/** Fields that another program keeps rewriting there: left as they stand until then, or until somebody edits them. */
const PausedFields = z.optional(z.array(z.string()));

/** Who of a label's collaborators has how many of its contacts as they are now. */
export const Delivery = z
  .object({
    accounts: z.array(
      z.object({
        email: z.string(),
        /** Contacts that stand there as the account may see them. */
        upToDate: z.number(),
        /** Contacts that do not, for the reason given. */
        waiting: z.number(),
        reason: z.optional(DeliveryReason),
        retryTime: RetryTime,
        pausedFields: PausedFields,
      }),
    ),
    nextPageToken: NextPageToken,
  })
  .register(components, {id: 'Delivery'});
export type Delivery = z.output<typeof Delivery>;

/** Which version of a contact stands at each collaborator, since when, or why not. */
export const ContactDelivery = z
  .object({
    /** Of the contact. */
    name: z.string(),
    etag: z.string(),
    /** Rises with every change of the contact. */
    version: z.number(),
    accounts: z.array(
      z.object({
        email: z.string(),
        /** AWAY: its account deleted it again and again, and may ask for it. */
        state: z.enum(['UP_TO_DATE', 'WAITING', 'HELD', 'AWAY']),
        /** What stands there, as `etag` and `version` of the contact were then; absent where nothing does. */
        etag: z.optional(z.string()),
        version: z.optional(z.number()),
        /** When that arrived. */
        deliverTime: z.optional(z.string()),
        reason: z.optional(DeliveryReason),
        retryTime: RetryTime,
        pausedFields: PausedFields,
      }),
    ),
    nextPageToken: NextPageToken,
  })
  .register(components, {id: 'ContactDelivery'});
export type ContactDelivery = z.output<typeof ContactDelivery>;
