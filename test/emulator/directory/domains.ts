/** domains, domainAliases and customers: what tells one workplace from another. */
import {text} from '../call.ts';
import type {Call} from '../call.ts';
import {directoryError} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {Domain} from '../world/directory-state.ts';
import {checkCustomer, requireAdmin} from './paging.ts';

function renderAlias(call: Call, domain: Domain, alias: string): Draft {
  return {
    kind: 'admin#directory#domainAlias',
    etag: call.world.directory.listEtag([{etag: alias}]),
    domainAliasName: alias,
    parentDomainName: domain.name,
    verified: true,
    creationTime: String(domain.createdAtMs),
  };
}

function renderDomain(call: Call, domain: Domain): Draft {
  return {
    kind: 'admin#directory#domain',
    etag: call.world.directory.listEtag([{etag: domain.name}]),
    domainName: domain.name,
    isPrimary: domain.primary,
    verified: domain.verified,
    creationTime: String(domain.createdAtMs),
    ...(domain.aliases.length > 0
      ? {
          domainAliases: domain.aliases.map(alias =>
            renderAlias(call, domain, alias),
          ),
        }
      : {}),
  };
}

function domainsOf(call: Call): Domain[] {
  requireAdmin(call);
  checkCustomer(call, call.path['customer'] ?? '');
  return [...call.world.directory.domains.values()];
}

const unknownDomain = () =>
  directoryError(404, 'notFound', 'Domain not found.');

export function listDomains(call: Call): Draft {
  const domains = domainsOf(call);
  return {
    kind: 'admin#directory#domains',
    etag: call.world.directory.listEtag(
      domains.map(domain => ({etag: domain.name})),
    ),
    domains: domains.map(domain => renderDomain(call, domain)),
  };
}

export function getDomain(call: Call): Draft {
  const domain = domainsOf(call).find(
    each => each.name === call.path['domainName'],
  );
  if (!domain) throw unknownDomain();
  return renderDomain(call, domain);
}

export function listDomainAliases(call: Call): Draft {
  const parent = text(call, 'parentDomainName');
  const aliases = domainsOf(call)
    .filter(domain => parent === undefined || domain.name === parent)
    .flatMap(domain =>
      domain.aliases.map(alias => renderAlias(call, domain, alias)),
    );
  return {
    kind: 'admin#directory#domainAliases',
    etag: call.world.directory.listEtag([]),
    ...(aliases.length > 0 ? {domainAliases: aliases} : {}),
  };
}

export function getDomainAlias(call: Call): Draft {
  const name = call.path['domainAliasName'] ?? '';
  for (const domain of domainsOf(call)) {
    if (domain.aliases.includes(name)) return renderAlias(call, domain, name);
  }
  throw unknownDomain();
}

export function getCustomer(call: Call): Draft {
  requireAdmin(call);
  const {directory} = call.world;
  checkCustomer(call, call.path['customerKey'] ?? '');
  return {
    kind: 'admin#directory#customer',
    id: directory.customerId,
    etag: directory.listEtag([{etag: directory.customerId}]),
    customerDomain: directory.primaryDomain,
    alternateEmail: 'owner@example.net',
    language: 'ja',
    customerCreationTime: new Date(
      directory.domains.get(directory.primaryDomain)?.createdAtMs ?? 0,
    ).toISOString(),
  };
}
