import {sql} from 'kysely';
import type {Db} from '../../../server/store/queries.ts';

const account = (n: string) => `('account-' || ${n})`;
const id = (kind: string, n: string) => `md5('${kind}' || ${n})::uuid`;
const contact = (n: string) => id('contact', n);
const label = (n: string) => id('label', n);

const ACCOUNTS = 20_000;
const LABELS = 4_000;
const CONTACTS = 12_000;
/** Contacts of a label, members of one. */
const LABEL_ACCOUNTS = 3;

/** What others of the workplace have: by table, how many rows and what is in row `n`. */
const ROWS: Readonly<
  Record<string, readonly [count: number, columns: string, values: string]>
> = {
  accounts: [
    ACCOUNTS,
    'id, email, state',
    `${account('n')}, 'account-' || n || '@example.net', 'ACTIVE'`,
  ],
  lanes: [ACCOUNTS, 'key', `'accounts/' || ${account('n')}`],
  directory_users: [
    ACCOUNTS,
    'id, email, aliases, suspended, admin',
    `${account('n')}, 'account-' || n || '@example.net', '{}', false, false`,
  ],
  directory_groups: [LABELS, 'id', "'group-' || n"],
  directory_members: [
    5 * LABELS,
    'group_id, user_id',
    `'group-' || n % ${LABELS}, ${account('n')}`,
  ],
  labels: [LABELS, 'id, display_name', `${label('n')}, 'Label ' || n`],
  grants: [
    LABELS * LABEL_ACCOUNTS,
    'id, label_id, principal_type, principal_id, principal_email, role, granted_by',
    `${id('grant', 'n')}, ${label(`n % ${LABELS}`)}, 'user', ${account('n')},
     'account-' || n || '@example.net', 'editor', ${account('n % 7')}`,
  ],
  collaborators: [
    LABELS * LABEL_ACCOUNTS,
    'label_id, account_id, role, hidden_fields, show_on_phones',
    `${label(`n % ${LABELS}`)}, ${account('n')}, 'editor', '{}', true`,
  ],
  departures: [
    3_000,
    'label_id, account_id',
    `${label(`n % ${LABELS}`)}, ${account('n + 7')}`,
  ],
  revocations: [
    3_000,
    'label_id, account_id',
    `${label(`n % ${LABELS}`)}, ${account('n + 9')}`,
  ],
  phone_choices: [
    3_000,
    'label_id, account_id, show_on_phones',
    `${label(`n % ${LABELS}`)}, ${account('n')}, true`,
  ],
  custom_fields: [
    3_000,
    'id, label_id, display_name, name_key, type',
    `${id('field', 'n')}, ${label(`n % ${LABELS}`)}, 'Field ' || n, 'field ' || n, 'text'`,
  ],
  label_groups: [
    LABELS * LABEL_ACCOUNTS,
    'label_id, account_id, origin, resource_name',
    `${label(`n % ${LABELS}`)}, ${account('n')}, 'service', 'contactGroups/' || n`,
  ],
  label_restores: [
    3_000,
    'id, label_id, account_id, past',
    `${id('restore', 'n')}, ${label(`n % ${LABELS}`)}, ${account('n')}, service_now()`,
  ],
  contacts: [
    CONTACTS,
    'id, content, delete_time, trash_label_ids, merged_into',
    `${contact('n')}, jsonb_build_object('names', jsonb_build_array(
       jsonb_build_object('givenName', 'Person ' || n))),
     case when n % 100 = 0 then service_now() end,
     case when n % 100 = 0 then array[${label(`n % ${LABELS}`)}] else '{}' end,
     case when n % 200 = 0 then ${contact('n + 1')} end`,
  ],
  contact_labels: [
    CONTACTS,
    'contact_id, label_id',
    `${contact('n')}, ${label(`n % ${LABELS}`)}`,
  ],
  contact_keys: [
    CONTACTS,
    'contact_id, key',
    `${contact('n')}, 'mail:person-' || n || '@example.net'`,
  ],
  contact_texts: [
    CONTACTS,
    'contact_id, field, text',
    `${contact('n')}, 'names', 'person ' || n`,
  ],
  contact_sort_keys: [
    CONTACTS,
    'contact_id, fields, keys',
    `${contact('n')}, '{names}', array['person ' || n]`,
  ],
  copies: [
    2 * CONTACTS,
    'contact_id, account_id, marker, origin, presence, source_id, resource_name, settled',
    `${contact(`n % ${CONTACTS}`)}, ${account('n')}, ${id('marker', 'n')}, 'service',
     'present', 's' || n, 'people/c' || n, 1`,
  ],
  former_copies: [
    CONTACTS,
    'account_id, source_id, contact_id',
    `${account('n')}, 'f' || n, ${contact('n')}`,
  ],
  own_keys: [
    CONTACTS,
    'account_id, source_id, resource_name, key',
    `${account(`n % ${ACCOUNTS}`)}, 'o' || n, 'people/o' || n, 'key-' || n`,
  ],
  held_arrivals: [
    3_000,
    'account_id, source_id, resource_name, label_id, hold',
    `${account('n')}, 'h' || n, 'people/h' || n, ${label(`n % ${LABELS}`)}, 'MANUAL'`,
  ],
  revisions: [
    3 * CONTACTS,
    'contact_id, version, account_id, via, kind, changes, labels_removed, act_id',
    `${contact(`n % ${CONTACTS}`)}, n / ${CONTACTS} + 1, ${account(`n % ${ACCOUNTS}`)}, 'API',
     'edit', '[{"field": "names"}]',
     case when n % 100 = 0 then array[${label(`n % ${LABELS}`)}] else '{}' end, ${id('act', 'n')}`,
  ],
  merges: [
    3_000,
    `id, survivor_id, absorbed_id, content_before, content_after,
     survivor_label_ids, absorbed_label_ids, account_id, via`,
    `${id('merge', 'n')}, ${contact('n')}, ${contact('n + 5000')}, '{}', '{}', '{}', '{}',
     ${account('n')}, 'API'`,
  ],
  delivered_versions: [CONTACTS, 'contact_id, version', `${contact('n')}, 1`],
  suggestions: [
    3_000,
    'id, kind, account_id, via, contact_id, changes',
    `${id('suggestion', 'n')}, 'edit', ${account('n')}, 'API', ${contact('n')}, '[]'`,
  ],
  duplicates: [
    3_000,
    'id, contact_id, other_id, reasons',
    `${id('duplicate', 'n')}, ${contact('n')}, ${contact('n + 6000')}, '{SAME_NAME}'`,
  ],
  own_duplicates: [
    3_000,
    'id, account_id, contact_id, source_id, resource_name, reasons',
    `${id('own', 'n')}, ${account('n')}, ${contact('n')}, 'd' || n, 'people/d' || n, '{SAME_NAME}'`,
  ],
  pending_removals: [
    3_000,
    'id, label_id, contact_id, account_id, via',
    `${id('removal', 'n')}, ${label(`n % ${LABELS}`)}, ${contact('n')}, ${account('n')}, 'API'`,
  ],
  comments: [
    CONTACTS,
    'id, contact_id, account_id, visibility, text',
    `${id('comment', 'n')}, ${contact('n')}, ${account(`n % ${ACCOUNTS}`)}, 'PUBLIC', 'Said ' || n`,
  ],
  comment_mentions: [
    3_000,
    'comment_id, account_id',
    `${id('comment', 'n')}, ${account('n')}`,
  ],
  comment_reads: [
    CONTACTS,
    'account_id, contact_id, position',
    `${account(`n % ${ACCOUNTS}`)}, ${contact('n')}, n`,
  ],
  notices: [
    CONTACTS,
    'account_id, kind, about, label_id',
    `${account(`n % ${ACCOUNTS}`)}, 'LABEL_SHARED', 'about ' || n, ${label(`n % ${LABELS}`)}`,
  ],
  notice_settings: [3_000, 'account_id, mail', `${account('n')}, '{}'`],
  mails: [3_000, 'id, account_id', `${id('mail', 'n')}, ${account('n')}`],
  photos: [
    3_000,
    'hash, media_type, bytes, size',
    "md5('photo' || n), 'image/png', '\\x00', 1",
  ],
  photo_echoes: [3_000, 'seen, hash', "md5('echo' || n), md5('photo' || n)"],
  audit_events: [
    CONTACTS,
    'account_id, action, resources',
    `${account('n')}, 'customFields.update', '{}'`,
  ],
  create_requests: [
    3_000,
    'account_id, request_id, print',
    `${account('n')}, ${id('request', 'n')}, 'print'`,
  ],
  operations: [
    3_000,
    'id, account_id, label_id, begun, end_time',
    `${id('operation', 'n')}, ${account('n')}, ${label(`n % ${LABELS}`)}, true, service_now()`,
  ],
  import_rows: [
    CONTACTS,
    'operation_id, number, line, state',
    `${id('operation', 'n % 3000')}, n, n + 1, 'CREATED'`,
  ],
  call_counts: [
    3_000,
    'account_id, minute, calls',
    `${account('n')}, 29000000, 1`,
  ],
  changes: [
    3 * CONTACTS,
    'position, kind, label_id, contact_id',
    `(n / 10)::text::xid8, 'contact', ${label(`n % ${LABELS}`)}, ${contact(`n % ${CONTACTS}`)}`,
  ],
};

/** Tables that grow with what people share. */
export const LARGE_TABLES: readonly string[] = Object.keys(ROWS);

/** Fills every table that grows with what nobody of the tests sees, and counts it for the planner. */
export async function fillStore(db: Db): Promise<void> {
  await db.transaction().execute(async tx => {
    // Neither references nor triggers: nothing else is to follow from these rows.
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const [table, [count, columns, values]] of Object.entries(ROWS)) {
      await sql`insert into ${sql.table(table)} (${sql.raw(columns)})
        select ${sql.raw(values)} from generate_series(1, ${sql.lit(count)}) n`.execute(
        tx,
      );
    }
  });
  await sql`vacuum analyze`.execute(db);
}
