import * as z from 'zod/mini';
import {components} from './components.ts';
import {NextPageToken} from './query.ts';

/** What somebody did as an admin, where no role of their own lets them. */
const AuditEvent = z
  .object({
    name: z.string(),
    time: z.string(),
    /** Address of whose act it was. */
    account: z.string(),
    /**
     * `contacts.unmerge`; `customFields.create`, `.update` and `.delete`, of the
     * workplace; `labels.transferOwnership`; `pendingRemovals.approve` and `.reject`.
     * There may be more.
     */
    action: z.string(),
    /** Names of what it was done to. */
    resources: z.array(z.string()),
    /** Of what it changed; an absent side means that there was none. */
    changes: z.array(
      z.object({
        field: z.string(),
        old: z.optional(z.unknown()),
        new: z.optional(z.unknown()),
      }),
    ),
  })
  .register(components, {id: 'AuditEvent'});

export const AuditEventList = z.object({
  auditEvents: z.array(AuditEvent),
  nextPageToken: NextPageToken,
});
