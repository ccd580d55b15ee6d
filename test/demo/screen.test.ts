import {expect, test} from '@jest/globals';
import {createScreen} from './screen.ts';

/** What an output was given, in one text. */
function open(
  output: {readonly isTTY?: boolean; readonly columns?: number},
  env: Readonly<Record<string, string>> = {},
) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return {
    screen: createScreen({...output, write}, env),
    text: () => written.join(''),
  };
}

const TERMINAL = {isTTY: true, columns: 80};

test('a terminal has colours and a part that is drawn again', () => {
  const {screen, text} = open(TERMINAL);
  screen.live(screen.paint.green('1 of 2'), 'wait');
  screen.print('done');
  expect(text()).toBe(
    '\u001b[32m1 of 2\u001b[39m\nwait\n\u001b[2A\u001b[0Jdone\n',
  );
});

test('NO_COLOR takes the colours and nothing else', () => {
  const {screen, text} = open(TERMINAL, {NO_COLOR: '1'});
  screen.print(screen.paint.red('no'));
  expect([screen.isLive, text()]).toEqual([true, 'no\n']);
});

test.each([
  ['a file', {}, {}],
  ['a dumb terminal', TERMINAL, {TERM: 'dumb'}],
])('%s gets plain lines, each once', (_, output, env) => {
  const {screen, text} = open(output, env);
  screen.live('1 of 2');
  screen.print(screen.paint.bold('done'));
  expect([screen.isLive, text()]).toEqual([false, 'done\n']);
});

test('rows that a narrow terminal would wrap are not drawn again', () => {
  expect(open({isTTY: true, columns: 60}).screen.isLive).toBe(false);
});
