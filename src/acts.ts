/**
 * Everything a person can set off in a card, with the parameters each needs:
 * `name` has to be there, `name?` may. `actions.ts` has a handler for each;
 * parameters travel as text through the host, and are checked when they return.
 */
export const ACTS = {
  showHome: [],
} as const satisfies Table;

/** What inputs ask while somebody types. The host sends what is typed in the input of the card. */
export const SUGGESTS = {} as const satisfies Table;

type Table = Readonly<Record<string, readonly string[]>>;

type Parameters<Names extends string> = {
  readonly [Name in Names as Name extends `${string}?` ? never : Name]: string;
} & {
  readonly [Name in Names as Name extends `${infer Bare}?` ? Bare : never]?:
    string | undefined;
};

export type ActName = keyof typeof ACTS;
export type ActParameters<Name extends ActName> = Parameters<
  (typeof ACTS)[Name][number]
>;

export type SuggestName = keyof typeof SUGGESTS;
export type SuggestParameters<Name extends SuggestName> = Parameters<
  (typeof SUGGESTS)[Name][number]
>;
