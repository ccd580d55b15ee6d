import type {Role} from '../../../server/contract/role.ts';
import type {Reply, Request} from '../../../src/ports.ts';
import {
  LABEL,
  NOW,
  OTHER_LABEL,
  OWN,
  sampleService,
  sato,
  SATO,
} from './sample.ts';

/** The revision that it made. */
export const LAST_ACT = `${SATO}/revisions/9`;

/** What was done to the contact last, by the person as far as nothing else is said. */
const last = (act: object) => ({
  name: LAST_ACT,
  time: new Date(NOW).toISOString(),
  kind: 'labels',
  account: OWN,
  via: 'API',
  changes: [],
  labelsAdded: [] as readonly string[],
  labelsRemoved: [] as readonly string[],
  ...act,
});

const ok = (body: unknown): Reply => ({kind: 'answered', status: 200, body});

/** A service in which that was done last to the contact; it has two labels, of the second with a role of its own. */
export const serviceAfter =
  (role: Role, lastAct: object, otherRole = role) =>
  (request: Request): Reply => {
    const {method, path} = request;
    if (path.includes('/revisions?')) {
      return ok({revisions: [last(lastAct)]});
    }
    if (method === 'GET' && path === `/v1/${SATO}`) {
      return ok({...sato(role), labels: [LABEL, OTHER_LABEL]});
    }
    const reply = sampleService(role)(request);
    if (method !== 'GET' || !path.startsWith('/v1/labels?')) return reply;
    const {labels} = (reply as {body: {labels: {name: string}[]}}).body;
    return ok({
      labels: labels.map(each =>
        each.name === OTHER_LABEL ? {...each, role: otherRole} : each,
      ),
    });
  };
