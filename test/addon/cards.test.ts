import {afterEach, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {
  Card,
  CardsResponse,
  Navigation,
  Response,
  SuggestionsResponse,
} from '../../src/card.ts';
import {anyCard, LINK_PREFIX} from './support/any-card.ts';
import {asJson, cardProblems} from './support/card-rules.ts';
import {createCardService} from './support/card-service.ts';
import type {CardServiceFake} from './support/card-service.ts';

/** `cards.ts` by its own types needs the platform's, which are not for the rest of us. */
interface Adapter {
  buildCards(response: CardsResponse): readonly object[];
  buildMenuResponse(response: CardsResponse): object;
  buildResponse(response: Exclude<Response, SuggestionsResponse>): object;
  buildSuggestions(response: SuggestionsResponse): object;
}
const {buildCards, buildMenuResponse, buildResponse, buildSuggestions} =
  (await import(
    new URL('../../src/cards.ts', import.meta.url).href
  )) as Adapter;

const RULES = {linkPrefixes: [LINK_PREFIX]};
const CARD: Card = {sections: [{widgets: [{textParagraph: {text: 'Ken'}}]}]};

/** The platform's global, for as long as a test lasts. */
function withCardService(): CardServiceFake {
  const fake = createCardService(RULES);
  Object.assign(globalThis, {CardService: fake.CardService});
  return fake;
}
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'CardService');
});

describe('a card', () => {
  test('of any kind comes out of CardService as the model says it', () => {
    const fake = withCardService();
    fc.assert(
      fc.property(anyCard, card => {
        expect(cardProblems(card, RULES)).toEqual([]);
        const [built] = buildCards({kind: 'cards', cards: [card]});
        expect(fake.printed(built).json).toEqual(asJson(card));
      }),
      {numRuns: 100},
    );
  });

  test('that the host would refuse is not built', () => {
    withCardService();
    const refused: Card = {sections: [{widgets: []}]};
    expect(() => buildCards({kind: 'cards', cards: [refused]})).toThrow(
      /Invalid Card: sections.0.widgets/,
    );
  });
});

describe('an answer', () => {
  const printed = (response: Parameters<Adapter['buildResponse']>[0]) => {
    const fake = withCardService();
    return fake.printed(buildResponse(response));
  };

  test('of an act moves through the cards in its order', () => {
    const navigations: Navigation[] = [
      {pop: true},
      {popToRoot: true},
      {updateCard: CARD},
      {pushCard: CARD},
    ];
    const {className, json} = printed({
      kind: 'action',
      navigations,
      notification: 'Saved',
      stateChanged: true,
    });
    expect(className).toBe('ActionResponse');
    expect(json).toEqual({
      navigations,
      notification: {text: 'Saved'},
      stateChanged: true,
    });
  });

  test('of an act that shows what is now becomes the root', () => {
    expect(printed({kind: 'cards', cards: [CARD]}).json).toEqual({
      navigations: [{popToRoot: true}, {updateCard: CARD}],
    });
  });

  test('of an act that shows several cards has the first on top, and the next behind it', () => {
    const [first, second] = ['a', 'b'].map(title => ({
      ...CARD,
      header: {title},
    }));
    const {json} = printed({kind: 'cards', cards: [first!, second!]});
    expect(json).toMatchObject({
      navigations: [
        {popToRoot: true},
        {updateCard: {header: {title: 'b'}}},
        {pushCard: {header: {title: 'a'}}},
      ],
    });
  });

  test('that says nothing at all is refused', () => {
    expect(() => printed({kind: 'action'})).toThrow(/nothing happens/);
  });

  test('puts people into the draft', () => {
    const {className, json} = printed({
      kind: 'draft',
      to: ['a@b.example'],
      bcc: ['c@d.example', 'e@f.example'],
    });
    expect(className).toBe('UpdateDraftActionResponse');
    expect(json).toEqual({
      updateDraft: {
        to: [{email: 'a@b.example'}],
        bcc: [{email: 'c@d.example'}, {email: 'e@f.example'}],
      },
    });
  });

  test('offers suggestions, or none', () => {
    const fake = withCardService();
    const offered = (texts: readonly string[]) =>
      fake.printed(buildSuggestions({kind: 'suggestions', texts})).json;
    expect(offered(['Ken', 'Ken <k>'])).toEqual({
      autoComplete: {items: [{text: 'Ken'}, {text: 'Ken <k>'}]},
    });
    expect(offered([])).toEqual({autoComplete: {items: []}});
  });

  test('of the menu is cards', () => {
    const fake = withCardService();
    const built = buildMenuResponse({kind: 'cards', cards: [CARD]});
    expect(fake.printed(built)).toEqual({
      className: 'UniversalActionResponse',
      json: {cards: [CARD], link: undefined},
    });
  });
});
