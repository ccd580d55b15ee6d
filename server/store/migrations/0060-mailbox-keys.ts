import type {Kysely} from 'kysely';

/**
 * Contacts are found by the mailboxes of their addresses as well, which `fill` adds:
 * how providers spell them is not the database's to know. The keys so far stay, as
 * the previous release finds by them. What is known of own contacts is hashed: they
 * get theirs when they are listed the next time.
 */
export function mailboxKeys(fill: (db: Kysely<never>) => Promise<void>) {
  return {up: fill};
}
