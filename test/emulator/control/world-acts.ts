/** Controls that no person and no administrator has: the world, its clock, faults, books, keys. */
import {mintIdToken} from '../auth/id-tokens.ts';
import {serviceAccountKeyFile} from '../auth/keys.ts';
import {revokeGrant} from '../auth/refresh-tokens.ts';
import {shortScope} from '../auth/token-endpoint.ts';
import {sampleWorld} from '../sample.ts';
import {resetState} from '../state.ts';
import type {Draft} from '../types.ts';
import {setSwitches} from '../world/seed.ts';
import {accountArg, labelArg, listArg, stringArg, userArg} from './args.ts';
import type {Act} from './args.ts';
import {faultArgs} from './fault-args.ts';
import {showAccount} from './show.ts';
import {WorldError} from '../world/world-error.ts';

const reset: Act = (state, args) => {
  const seed: unknown = args['world'] ?? 'empty';
  if (seed === 'sample') resetState(state, sampleWorld(state.random));
  else if (seed === 'empty') resetState(state, {});
  else if (typeof seed === 'object' && seed !== null) resetState(state, seed);
  else throw new WorldError('"world" is "sample", "empty" or a world');
  return showWorld(state, {});
};

const showWorld: Act = state => {
  const {directory, switches, delegatedScopes} = state.world;
  return {
    customerId: directory.customerId,
    domains: [...directory.domains.values()],
    users: [...directory.users.values()].map(user => ({
      id: user.id,
      email: user.email,
      aliases: user.aliases,
      name: `${user.givenName} ${user.familyName}`.trim(),
      isAdmin: user.isAdmin,
      suspended: user.suspended,
      deleted: user.deletedAtMs !== undefined,
      delegated: !state.world.undelegated.has(user.id),
      contacts: state.world.account(user.id).contacts.size,
    })),
    groups: [...directory.groups.values()].map(group => ({
      id: group.id,
      email: group.email,
      name: group.name,
      members: [...group.members.values()].map(
        member => directory.memberEmail(member) ?? member.type,
      ),
    })),
    delegatedScopes,
    oauthClient: state.world.oauthClient,
    switches,
    nowMs: state.world.nowMs(),
  };
};

const account: Act = (state, args) => {
  const {user, account: found} = accountArg(state, args);
  return {
    user: {id: user.id, email: user.email},
    ...showAccount(found),
  };
};

const switches: Act = (state, args) => {
  setSwitches(state.world, args);
  state.rereads.clear();
  return {...state.world.switches};
};

const clock: Act = (state, args) => {
  const ms: unknown = args['advanceMs'];
  if (ms !== undefined) state.world.advanceClock(Number(ms));
  return {nowMs: state.world.nowMs()};
};

/** Lets every feed catch up, as if the delay had passed. */
const settle: Act = (state, args) => {
  const accounts = args['user']
    ? [accountArg(state, args).account]
    : [...state.world.accounts.values()];
  for (const each of accounts) {
    each.feed.flush();
    each.groupFeed.flush();
  }
  return {settled: accounts.length};
};

const fault: Act = (state, args) => {
  const added = state.faults.add(faultArgs(state, args), state.world.nowMs());
  return {id: added.id};
};

const faults: Act = state => ({
  faults: state.faults.list().map(each => ({
    ...each,
    left: Number.isFinite(each.left) ? each.left : 'until cleared',
    untilMs: Number.isFinite(each.untilMs) ? each.untilMs : undefined,
  })),
});

const clearFaults: Act = (state, args) => {
  state.faults.clear(args['id'] ? stringArg(args, 'id') : undefined);
  return {};
};

const counters: Act = state => state.ledger.report();
const requests: Act = state => ({requests: state.ledger.requests});
const violations: Act = (state, args) => ({
  violations: state.ledger.violations.filter(
    each =>
      (args['kind'] === undefined || each.kind === args['kind']) &&
      (args['user'] === undefined || each.user === args['user']),
  ),
});
const resetCounters: Act = state => {
  state.ledger.reset();
  state.rereads.clear();
  return {};
};

/** What the client under test owns; everything else it touches is a violation. */
const ownership: Act = (state, args) => {
  const labels: Draft[] = args['labels'] ?? [];
  state.world.ownership = {
    markerKey: stringArg(args, 'markerKey'),
    labels: new Set(
      labels.map(each => {
        const {user, account: owner} = accountArg(state, each);
        return `${user.id}/${labelArg(owner, stringArg(each, 'label'))}`;
      }),
    ),
  };
  return {labels: [...state.world.ownership.labels]};
};

const serviceAccountKey: Act = state => serviceAccountKeyFile(state.keys);

/** Any further argument is a claim put over Google's; null takes a claim away. */
const idToken: Act = (state, args) => {
  const {email, audience, ...claims} = args;
  const user = userArg(state, {user: email});
  return {
    idToken: mintIdToken(
      state.world,
      state.keys,
      user,
      typeof audience === 'string' ? audience : state.world.oauthClient.id,
      claims,
    ),
  };
};

/** Access tokens end now, of one user or of all; clients must fetch new ones. */
const expireTokens: Act = (state, args) => {
  const user = args['user'] ? userArg(state, args) : undefined;
  let expired = 0;
  for (const [token, granted] of state.world.tokens) {
    if (user && granted.userId !== user.id) continue;
    state.world.tokens.set(token, {...granted, expiresAtMs: 0});
    expired++;
  }
  return {expired};
};

/** No new token for this user, by consent or by delegation; those there are end now. */
const revokeConsent: Act = (state, args) => {
  const user = userArg(state, args);
  const {world} = state;
  let revoked = 0;
  for (const [token, consent] of [...world.refreshTokens]) {
    if (consent.userId !== user.id) continue;
    revokeGrant(world, token);
    revoked++;
  }
  for (const issued of [world.tokens, world.codes]) {
    for (const [key, {userId}] of [...issued]) {
      if (userId === user.id) issued.delete(key);
    }
  }
  world.undelegated.add(user.id);
  return {revoked};
};

/** Delegation reaches this user again; who consented on the page does so anew. */
const grantConsent: Act = (state, args) => ({
  granted: state.world.undelegated.delete(userArg(state, args).id),
});

const delegate: Act = (state, args) => {
  state.world.delegatedScopes = listArg(args, 'scopes').map(shortScope);
  return {delegatedScopes: state.world.delegatedScopes};
};

export const WORLD_ACTS: Readonly<Record<string, Act>> = {
  reset,
  world: showWorld,
  account,
  switches,
  clock,
  settle,
  fault,
  faults,
  clearFaults,
  counters,
  requests,
  violations,
  resetCounters,
  ownership,
  serviceAccountKey,
  idToken,
  expireTokens,
  revokeConsent,
  grantConsent,
  delegate,
};
