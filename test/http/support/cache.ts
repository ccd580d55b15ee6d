import {sql} from 'kysely';
import type {TestApi} from './api.ts';
import type {Person} from './workplace.ts';

type Json = ReturnType<JSON['parse']>;

/**
 * The feed waits for every transaction of the server, those of other tests too:
 * a second at most, for a transaction that a test keeps open.
 */
export async function untilTold({db}: TestApi, triesMax = 100): Promise<void> {
  for (let tries = 0; tries < triesMax; tries++) {
    const {rows} = await sql<{isTold: boolean}>`
      select not exists (select from changes
        where position >= pg_snapshot_xmin(pg_current_snapshot())) as "isTold"
      from pg_sleep(0.01)`.execute(db);
    if (rows[0]!.isTold) return;
  }
}

/** All that an account sees of labels, contacts and comments, by name. */
export type Sight = Readonly<Record<string, Json>>;

async function readList(
  api: TestApi,
  as: Person,
  path: string,
  list: string,
): Promise<Json[]> {
  const found: Json[] = [];
  for (let token = ''; ;) {
    const page = await api.ok(as, `GET /v1/${path}?pageToken=${token}`);
    found.push(...page[list]);
    if (page.nextPageToken === undefined) return found;
    token = page.nextPageToken;
  }
}

const commentsOf = (contact: string) => `${contact}/comments`;

/** As somebody who keeps nothing reads it. */
export async function readSight(api: TestApi, as: Person): Promise<Sight> {
  const sight: Record<string, Json> = {};
  for (const label of await readList(api, as, 'labels', 'labels')) {
    sight[label.name] = label;
    const path = `${label.name}/contacts`;
    for (const contact of await readList(api, as, path, 'contacts')) {
      sight[contact.name] = contact;
      const path = commentsOf(contact.name);
      sight[path] = await readList(api, as, path, 'comments');
    }
  }
  return sight;
}

export interface Cache {
  readonly sight: () => Sight;
  /** Reads what changed, and again what that names; the answers. */
  readonly follow: (pageSize?: number) => Promise<readonly Json[]>;
}

/** Somebody who keeps what they read, and afterwards reads what the feed names alone. */
export async function openCache(api: TestApi, as: Person): Promise<Cache> {
  let {nextSince: since} = await api.ok(as, 'GET /v1/changes');
  const kept: Record<string, Json> = {...(await readSight(api, as))};

  const forget = (name: string) => {
    delete kept[name];
    delete kept[commentsOf(name)];
  };
  const reread = async (name: string): Promise<boolean> => {
    const answer = await api.call(as, `GET /v1/${name}`);
    if (answer.status === 200) kept[name] = answer.body;
    else forget(name);
    return answer.status === 200;
  };
  const rereadComments = async (contact: string) => {
    const path = commentsOf(contact);
    const {status} = await api.call(as, `GET /v1/${path}`);
    if (status !== 200) return forget(contact);
    kept[path] = await readList(api, as, path, 'comments');
  };
  const withLabel = (label: string) =>
    Object.values(kept)
      .filter(each => each.labels?.includes(label))
      .map(each => each.name);

  const applyToLabel = async ({label, kinds, removed}: Json) => {
    if (kinds.includes('LABEL')) await reread(label);
    if (!removed && !kinds.includes('CONTACTS')) return;
    const names = new Set(withLabel(label));
    if (kept[label] !== undefined) {
      const path = `${label}/contacts`;
      const contacts = await readList(api, as, path, 'contacts');
      for (const {name} of contacts) names.add(name);
    }
    for (const name of names) {
      if (!(await reread(name))) continue;
      if (kinds.includes('COMMENTS')) await rereadComments(name);
    }
  };
  const apply = async (change: Json) => {
    if (change.label !== undefined) return applyToLabel(change);
    if (change.removed) return forget(change.contact);
    if (change.kinds.includes('CONTACT')) await reread(change.contact);
    if (change.kinds.includes('COMMENTS')) await rereadComments(change.contact);
  };

  return {
    sight: () => kept,
    async follow(pageSize = 0) {
      const told: Json[] = [];
      for (let token = ''; ;) {
        const page = await api.ok(
          as,
          `GET /v1/changes?since=${since}&pageSize=${pageSize}&pageToken=${token}`,
        );
        for (const change of page.changes) await apply(change);
        told.push(...page.changes);
        token = page.nextPageToken;
        if (token !== undefined) continue;
        since = page.nextSince;
        return told;
      }
    },
  };
}
