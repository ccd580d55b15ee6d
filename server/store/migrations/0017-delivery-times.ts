import {sql, type Kysely} from 'kysely';

/**
 * Since when a copy waits, and indexes that hold only what waits: at rest they are
 * empty, however many copies there are, and what is not in them is up to date.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The default comes second, or every row there is would be written anew.
  'alter table copies add column due_time timestamptz',
  'alter table copies alter column due_time set default service_now()',
  // A mark that came while an earlier one was written begins a wait of its own.
  `create function note_due_time() returns trigger language plpgsql as $$
   begin
     new.due_time := service_now();
     return new;
   end $$`,
  `create trigger copies_due_time before update on copies for each row
   when (new.marks > new.settled
     and (old.marks <= old.settled or new.settled > old.settled))
   execute function note_due_time()`,

  // What an account could not get while it was out of reach is not late.
  'alter table accounts add column resume_time timestamptz',
  `create function note_resume_time() returns trigger language plpgsql as $$
   begin
     new.resume_time := service_now();
     return new;
   end $$`,
  `create trigger accounts_resume_time before update on accounts for each row
   when (new.state = 'ACTIVE' and not new.paused
     and (old.state <> 'ACTIVE' or old.paused))
   execute function note_resume_time()`,

  // The version that was last measured at its last copy: two accounts may end at once.
  `create table delivered_versions (
     contact_id uuid primary key references contacts on delete cascade,
     version bigint not null
   )`,

  `create index copies_open on copies (account_id, contact_id)
     where due or hold is not null or presence <> 'present'`,
  `create index copies_held on copies (account_id, contact_id)
     where hold is not null or away`,
  `create index copies_waiting on copies (contact_id)
     where due and hold is null`,
  // What is due is open.
  'drop index copies_due',
];
