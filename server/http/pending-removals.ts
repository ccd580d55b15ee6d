import {
  contactName,
  labelName,
  parsePendingRemovalName,
  pendingRemovalName,
} from '../contract/names.ts';
import {
  PendingRemovalList,
  PendingRemovalNames,
} from '../contract/pending-removal.ts';
import {Empty, PageQuery} from '../contract/query.ts';
import {noteAdminAct, type AdminAction} from '../store/audit-events.ts';
import type {Tx} from '../store/queries.ts';
import {
  approveRemovals,
  listPendingRemovals,
  rejectRemovals,
  withdrawRemovals,
  type Decider,
  type PendingOutcome,
  type PendingRemoval,
} from '../store/pending-removals.ts';
import {callerOf, readId} from './access.ts';
import {isAdmin} from './admins.ts';
import type {RouteDeps} from './deps.ts';
import {
  answers,
  PENDING_REMOVAL_PATH,
  PendingRemovalParams,
  type App,
} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {denied, invalid, notFound} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toPerson} from './wire.ts';

/** Removals that were too many at once, and what managers, admins and who removed make of them. */
export function pendingRemovalRoutes(app: App, deps: RouteDeps): void {
  listRoute(app, deps);
  verdictRoutes(app, deps, {
    verb: 'approve',
    action: 'pendingRemovals.approve',
    summary: 'Carry out removals that are held',
    refusal: DECIDED,
    decide: approveRemovals,
  });
  verdictRoutes(app, deps, {
    verb: 'reject',
    action: 'pendingRemovals.reject',
    summary: 'Leave the label on the contacts of removals that are held',
    refusal: DECIDED,
    decide: rejectRemovals,
  });
  verdictRoutes(app, deps, {
    verb: 'withdraw',
    summary: 'Take removals of one’s own back that are held',
    refusal: 'Only who removed withdraws it.',
    decide: withdrawRemovals,
  });
}

const DECIDED = 'Managers of the label and admins decide about it.';

function listRoute(app: App, deps: RouteDeps): void {
  app.get(
    '/v1/pendingRemovals',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'Removals held in labels of which the caller is manager, or in all for an admin, and the caller’s own',
        querystring: PageQuery,
        response: answers(PendingRemovalList),
      },
    },
    async request => {
      const page = readPage({list: 'pendingRemovals'}, request.query);
      const decider = await deciderOf(deps, callerOf(request).id);
      const found = await listPendingRemovals(deps.db, decider, {
        after: page.after,
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      return {
        pendingRemovals: rows.map(row => toPendingRemoval(row, deps)),
        ...next,
      };
    },
  );
}

async function deciderOf(deps: RouteDeps, accountId: string): Promise<Decider> {
  return {accountId, isAdmin: await isAdmin(deps, accountId)};
}

function toPendingRemoval(
  removal: PendingRemoval,
  {photos}: Pick<RouteDeps, 'photos'>,
) {
  return {
    name: pendingRemovalName(removal.id),
    label: labelName(removal.labelId),
    labelDisplayName: removal.labelDisplayName,
    contact: contactName(removal.contactId),
    person: toPerson(removal.content, photos),
    account: removal.email,
    via: removal.via,
    mayDecide: removal.mayDecide,
    createTime: removal.createTime.toISOString(),
    expireTime: removal.expireTime.toISOString(),
  };
}

interface Verdict {
  readonly verb: string;
  /** In the audit; absent of what nobody does as an admin. */
  readonly action?: AdminAction;
  readonly summary: string;
  /** Of who sees it and may not. */
  readonly refusal: string;
  readonly decide: (
    tx: Tx,
    decider: Decider,
    ids: readonly string[],
  ) => Promise<PendingOutcome>;
}

/** Of one, and of many at once (AIP-231). Who may decide is in their labels: it is looked up. */
function verdictRoutes(
  app: App,
  deps: RouteDeps,
  {verb, action, summary, refusal, decide}: Verdict,
): void {
  /** @param fields where the request names each id */
  const carryOut = async (
    accountId: string,
    fields: ReadonlyMap<string, string | undefined>,
  ): Promise<void> => {
    const decider = await deciderOf(deps, accountId);
    await inTransaction(deps.db, async tx => {
      const outcome = await decide(tx, decider, [...fields.keys()]);
      if (outcome.kind === 'notFound') throw notFound(fields.get(outcome.id));
      if (outcome.kind === 'denied') {
        throw denied(refusal, fields.get(outcome.id));
      }
      if (action === undefined) return;
      const byLabel = Map.groupBy(outcome.asAdmin, ({labelId}) => labelId);
      for (const [labelId, decided] of byLabel) {
        const contacts = decided.map(({contactId}) => contactName(contactId));
        await noteAdminAct(tx, {
          ...{accountId, action},
          resources: [labelName(labelId), ...contacts],
        });
      }
    });
  };
  app.post(
    `${PENDING_REMOVAL_PATH}::${verb}`,
    {
      config: {access: 'account'},
      schema: {summary, params: PendingRemovalParams, response: answers(Empty)},
    },
    async request => {
      const id = readId(request, 'pendingRemoval');
      await carryOut(callerOf(request).id, new Map([[id, undefined]]));
      return {};
    },
  );
  app.post(
    `/v1/pendingRemovals::${verb}`,
    {
      config: {access: 'account'},
      schema: {
        summary: `${summary}, all of those named or none`,
        body: PendingRemovalNames,
        response: answers(Empty),
      },
    },
    async request => {
      const fields = readNames(request.body.pendingRemovals);
      await carryOut(callerOf(request).id, fields);
      return {};
    },
  );
}

/** Where the request names each id. */
function readNames(names: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const field = `pendingRemovals[${index}]`;
    const id = parsePendingRemovalName(name);
    if (id === undefined) {
      throw invalid(field, 'Not a name such as pendingRemovals/{id}');
    }
    if (!fields.has(id)) fields.set(id, field);
  }
  return fields;
}
