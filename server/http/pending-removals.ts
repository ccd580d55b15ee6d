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
import {noteAdminAct} from '../store/audit-events.ts';
import type {Tx} from '../store/queries.ts';
import {
  approveRemovals,
  listPendingRemovals,
  rejectRemovals,
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
import {invalid, notFound} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toPerson} from './wire.ts';

/** Removals that were too many at once, and what managers and admins make of them. */
export function pendingRemovalRoutes(app: App, deps: RouteDeps): void {
  listRoute(app, deps);
  verdictRoutes(app, deps, {
    verb: 'approve',
    summary: 'Carry out removals that are held',
    decide: approveRemovals,
  });
  verdictRoutes(app, deps, {
    verb: 'reject',
    summary: 'Leave the label on the contacts of removals that are held',
    decide: rejectRemovals,
  });
}

function listRoute(app: App, deps: RouteDeps): void {
  app.get(
    '/v1/pendingRemovals',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'Removals held in labels of which the caller is manager, or in all for an admin',
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
    createTime: removal.createTime.toISOString(),
    expireTime: removal.expireTime.toISOString(),
  };
}

interface Verdict {
  readonly verb: 'approve' | 'reject';
  readonly summary: string;
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
  {verb, summary, decide}: Verdict,
): void {
  /** Returns the first that names nothing this account decides about. */
  const carryOut = async (
    tx: Tx,
    decider: Decider,
    ids: readonly string[],
  ): Promise<string | undefined> => {
    const outcome = await decide(tx, decider, ids);
    if (outcome.kind === 'notFound') return outcome.id;
    const byLabel = Map.groupBy(outcome.asAdmin, ({labelId}) => labelId);
    for (const [labelId, decided] of byLabel) {
      const contacts = decided.map(({contactId}) => contactName(contactId));
      await noteAdminAct(tx, {
        accountId: decider.accountId,
        action: `pendingRemovals.${verb}`,
        resources: [labelName(labelId), ...contacts],
      });
    }
    return undefined;
  };
  app.post(
    `${PENDING_REMOVAL_PATH}::${verb}`,
    {
      config: {access: 'account'},
      schema: {summary, params: PendingRemovalParams, response: answers(Empty)},
    },
    async request => {
      const decider = await deciderOf(deps, callerOf(request).id);
      const ids = [readId(request, 'pendingRemoval')];
      await inTransaction(deps.db, async tx => {
        const unknown = await carryOut(tx, decider, ids);
        if (unknown !== undefined) throw notFound();
      });
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
      const decider = await deciderOf(deps, callerOf(request).id);
      const fields = readNames(request.body.pendingRemovals);
      await inTransaction(deps.db, async tx => {
        const unknown = await carryOut(tx, decider, [...fields.keys()]);
        if (unknown !== undefined) throw notFound(fields.get(unknown));
      });
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
