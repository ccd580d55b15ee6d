import {AuditEventList} from '../contract/audit-event.ts';
import {auditEventName, isRevisionId} from '../contract/names.ts';
import {PageQuery} from '../contract/query.ts';
import {listAuditEvents, type AuditEventRow} from '../store/audit-events.ts';
import {callerOf} from './access.ts';
import {isAdmin} from './admins.ts';
import type {Deps} from './deps.ts';
import {answers, type App} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {denied} from './status.ts';

/** Who did what as an admin, for admins. */
export function auditRoutes(app: App, deps: Deps): void {
  app.get(
    '/v1/admin/auditEvents',
    {
      // Everybody may know that there is an audit, and admins what stands in it.
      config: {access: 'account'},
      schema: {
        summary:
          'What admins did where no role of their own lets them, the newest first; for admins',
        querystring: PageQuery,
        response: answers(AuditEventList),
      },
    },
    async request => {
      if (!(await isAdmin(deps, callerOf(request).id))) {
        throw denied('Only admins read the audit.');
      }
      const key = {list: 'admin/auditEvents'};
      const page = readPage(key, request.query, isRevisionId);
      const found = await listAuditEvents(deps.db, {
        before: page.after === undefined ? undefined : Number(page.after),
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      return {auditEvents: rows.map(toAuditEvent), ...next};
    },
  );
}

function toAuditEvent({id, time, resources, changes, ...row}: AuditEventRow) {
  return {
    ...row,
    name: auditEventName(id),
    time: time.toISOString(),
    resources: [...resources],
    changes: [...changes],
  };
}
