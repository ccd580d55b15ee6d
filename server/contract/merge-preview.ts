import * as z from 'zod/mini';
import {components} from './components.ts';
import {CustomFieldProblem} from './custom-field.ts';

const Item = z.record(z.string(), z.unknown());

/** What would become of each value if contacts became one, as the caller sees it. */
export const MergePreview = z
  .object({
    /** Name of the contact that would live on. */
    survivor: z.string(),
    /** Names of the labels it would have, of those the caller sees. */
    labels: z.array(z.string()),
    /** Every field that one of them has. */
    fields: z.array(
      z.object({
        field: z.string(),
        items: z.array(
          z.object({
            item: Item,
            /** Names of the contacts that say it, or a part of it; none: the caller chose it. */
            from: z.array(z.string()),
            /** KEPT: the survivor says it so. COMPLETED: it says a part of it. ADDED: it says nothing of it. */
            change: z.enum(['KEPT', 'COMPLETED', 'ADDED']),
          }),
        ),
        /** What would stand in the history alone, from where it can be restored. */
        left: z.array(z.object({item: Item, from: z.array(z.string())})),
      }),
    ),
    /** What of its custom fields would not be as they say; absent where nothing would. */
    customFieldProblems: z.optional(z.array(CustomFieldProblem)),
  })
  .register(components, {id: 'MergePreview'});
export type MergePreview = z.output<typeof MergePreview>;
