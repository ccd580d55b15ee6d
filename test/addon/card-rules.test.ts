import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {anyCard, LINK_PREFIX} from './support/any-card.ts';
import {asJson, cardProblems} from './support/card-rules.ts';
import {protoProblems, readCardProto} from './support/proto.ts';
import {createCardService} from './support/card-service.ts';

const schema = readCardProto();
const RULES = {linkPrefixes: [LINK_PREFIX]};

(schema ? describe : describe.skip)('card.proto', () => {
  const problems = (card: unknown) => protoProblems(schema!, 'Card', card);

  test('takes every card that our rules take', () => {
    fc.assert(
      fc.property(anyCard, card => {
        expect(problems(asJson(card))).toEqual([]);
      }),
      {numRuns: 200},
    );
  });

  test.each([
    ['a field it does not know', {title: 'x'}],
    ['a widget it does not know', widget({chip: {}})],
    ['two widgets in one place', widget({divider: {}, image: {imageUrl: ''}})],
    ['a member no enumeration has', widget({textInput: {type: 'LONG'}})],
    ['a number in place of a text', widget({textParagraph: {text: 1}})],
    ['parameters as a map', button({action: {parameters: {a: 'b'}}})],
    [
      'a parameter that is no text',
      button({action: {parameters: [{key: 'a', value: 1}]}}),
    ],
    [
      'a button beside a switch',
      widget({decoratedText: {text: 'x', button: {}, switchControl: {}}}),
    ],
    ['two things that one click does', button({action: {}, openLink: {}})],
    ['a text in place of a list', {sections: 'x'}],
  ])('refuses %s, and so do our rules', (_what, card) => {
    expect(problems(card)).not.toEqual([]);
    expect(cardProblems(card, RULES)).not.toEqual([]);
  });
});

function widget(each: object) {
  return {sections: [{widgets: [each]}]};
}

function button(onClick: object) {
  return widget({buttonList: {buttons: [{text: 'x', onClick}]}});
}

describe('our rules', () => {
  const fine = {decoratedText: {text: 'Ken'}};
  const action = {
    function: 'onAction',
    parameters: [{key: 'act', value: 'showHome'}],
  };
  const withFooter = (footer: object) => ({
    ...widget(fine),
    fixedFooter: footer,
  });
  const press = {action};

  test.each([
    ['no section', {sections: []}],
    ['a section with nothing in it', {sections: [{widgets: []}]}],
    [
      'more widgets than a card may have',
      {sections: [{widgets: Array.from({length: 101}, () => fine)}]},
    ],
    [
      'more sections than a card may have',
      {sections: Array.from({length: 101}, () => ({widgets: [fine]}))},
    ],
    ['a header without a title', {...widget(fine), header: {title: ' '}}],
    [
      'a picture that nobody describes',
      {...widget(fine), header: {title: 'x', imageUrl: 'https://a.example/b'}},
    ],
    [
      'a button that does nothing',
      widget({buttonList: {buttons: [{text: 'x'}]}}),
    ],
    [
      'an image over http',
      widget({image: {imageUrl: 'http://a.example/b.png', altText: 'x'}}),
    ],
    [
      'an SVG',
      widget({image: {imageUrl: 'https://a.example/b.svg?x', altText: 'x'}}),
    ],
    [
      'data in place of an icon',
      widget({
        decoratedText: {
          text: 'x',
          startIcon: {iconUrl: 'data:image/png;base64,AAAA'},
        },
      }),
    ],
    [
      'what somebody typed, not escaped',
      widget({textParagraph: {text: 'A & B'}}),
    ],
    [
      'a tag nobody draws',
      widget({textParagraph: {text: '<script>x</script>'}}),
    ],
    ['a tag that stays open', widget({textParagraph: {text: '<b>x'}})],
    [
      'an escaped text where none is taken',
      widget({decoratedText: {text: 'x', topLabel: 'A &amp; B'}}),
    ],
    ['an input with neither label nor hint', widget({textInput: {name: 'a'}})],
    [
      'two inputs of one name',
      {
        sections: [
          {
            widgets: [
              {textInput: {name: 'a', label: 'x'}},
              {textInput: {name: 'a', label: 'y'}},
            ],
          },
        ],
      },
    ],
    [
      'two selected of which there is one',
      widget({
        selectionInput: {
          name: 'a',
          type: 'DROPDOWN',
          items: [
            {text: 'x', value: '1', selected: true},
            {text: 'y', value: '2', selected: true},
          ],
        },
      }),
    ],
    [
      'a required input that is not there',
      button({action: {...action, requiredWidgets: ['gone']}}),
    ],
    [
      'an act that nobody answers',
      button({action: {...action, parameters: []}}),
    ],
    ['a link to anywhere', button({openLink: {url: 'https://evil.example/'}})],
    ['a link that runs', button({openLink: {url: 'javascript:alert(1)'}})],
    [
      'a footer with the second button alone',
      withFooter({
        secondaryButton: {text: 'x', onClick: press, type: 'OUTLINED'},
      }),
    ],
    [
      'a footer whose button does not stand out',
      withFooter({primaryButton: {text: 'x', onClick: press}}),
    ],
  ])('refuse %s', (_what, card) => {
    expect(cardProblems(widget(fine), RULES)).toEqual([]);
    expect(cardProblems(card, RULES)).not.toEqual([]);
  });
});

describe('the CardService of the tests', () => {
  const {CardService, printed} = createCardService(RULES);
  /** As the platform has it, whatever is called. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const service = CardService as any;
  const section = () => service.newCardSection().addWidget(text('Ken'));
  const text = (words: unknown) => service.newTextParagraph().setText(words);

  test('has the methods that Google’s types name, and no others', () => {
    expect(() => text('x').setMaxLines(2)).toThrow('is not a function');
    expect(() => service.newChipList()).toThrow('is not a function');
  });

  test('takes arguments of the class they say', () => {
    expect(() => text(null)).toThrow('method signature');
    expect(() => text(1)).toThrow('method signature');
    expect(() => service.newCardSection().addWidget('x')).toThrow('signature');
    expect(() =>
      service.newCardSection().addWidget(service.newAction()),
    ).toThrow('signature');
    expect(() => service.newAction().setParameters({page: 1})).toThrow(
      'signature',
    );
    expect(() =>
      service.newNavigation().pushCard(service.newCardBuilder()),
    ).toThrow('signature');
  });

  test('forgets what is done to a child after it was added', () => {
    const child = text('before');
    const card = service
      .newCardBuilder()
      .addSection(service.newCardSection().addWidget(child));
    child.setText('after');
    expect(printed(card.build()).json).toEqual({
      sections: [{widgets: [{textParagraph: {text: 'before'}}]}],
    });
  });

  test('takes back nothing that was not built', () => {
    const builder = service.newCardBuilder().addSection(section());
    expect(() => printed(builder)).toThrow('cannot be used by the add-ons');
    expect(() => printed({action: {}})).toThrow('cannot be used');
    expect(printed(builder.build()).className).toBe('Card');
  });
});
