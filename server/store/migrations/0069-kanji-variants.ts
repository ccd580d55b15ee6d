import {sql, type Kysely} from 'kysely';

/**
 * Who is written 髙橋 is found as 高橋 too: texts have today's form of each word
 * beside it. What is written how is not the database's to know.
 */
export function kanjiVariants({
  variants,
  today,
}: {
  readonly variants: string;
  readonly today: string;
}) {
  return {
    async up(db: Kysely<never>): Promise<void> {
      const written = sql`translate(text, ${variants}, ${today})`;
      await sql`
        update contact_texts set text = text || ' ' || ${written}
        where ${written} <> text`.execute(db);
    },
  };
}
