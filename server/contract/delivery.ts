import * as z from 'zod/mini';
import {components} from './components.ts';

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
      }),
    ),
  })
  .register(components, {id: 'Delivery'});
export type Delivery = z.output<typeof Delivery>;
