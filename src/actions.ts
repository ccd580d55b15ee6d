import type {ActName, SuggestName} from './acts.ts';
import {showHome} from './handlers/homepage.ts';
import type {Handler, SuggestHandler} from './ports.ts';

/** Who answers each act. */
export const ACTIONS: {readonly [Name in ActName]: Handler<Name>} = {
  showHome,
};

/** Who answers what inputs ask while somebody types. */
export const SUGGESTIONS: {
  readonly [Name in SuggestName]: SuggestHandler<Name>;
} = {};
