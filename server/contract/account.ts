import * as z from 'zod/mini';
import {components} from './components.ts';

export const AccountState = z.enum([
  'ACTIVE',
  'INVITED',
  'PERMISSION_LOST',
  'SUSPENDED',
  'DELETED',
]);

export const Account = z
  .object({
    email: z.string(),
    state: AccountState,
    /** Absent until the first run. RFC 3339. */
    lastSyncTime: z.optional(z.string()),
    /** Writes still owed to Google, waiting ones included, held ones excluded. */
    pendingWrites: z.number(),
    paused: z.boolean(),
    /**
     * Another text after each change that the account sees: what was read after it
     * may be kept for as long as it is the same. Opaque.
     */
    changeCounter: z.optional(z.string()),
  })
  .register(components, {id: 'Account'});
export type Account = z.output<typeof Account>;
