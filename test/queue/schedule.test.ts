import {expect, test} from '@jest/globals';
import {parseJob, retryDelayMs} from '../../server/queue/schedule.ts';
import {
  accountLane,
  DIRECTORY_LANE,
  MAIL_LANE,
} from '../../server/store/lanes.ts';

test('a lane’s key says what is to be done', () => {
  expect(parseJob(accountLane('117'))).toEqual({
    kind: 'account',
    accountId: '117',
  });
  expect(parseJob(DIRECTORY_LANE)).toEqual({kind: 'directory'});
  expect(parseJob(MAIL_LANE)).toEqual({kind: 'mail'});
});

test.each(['', 'accounts/', 'accounts/1/2', 'directory/1', 'mails'])(
  'the key %j is none of this release',
  key => {
    expect(parseJob(key)).toBeUndefined();
  },
);

test('each failure in a row waits twice as long, up to five minutes', () => {
  const delays = [1, 2, 3, 10, 11, 1_000].map(n => retryDelayMs(n, 0));
  expect(delays).toEqual([1_000, 2_000, 4_000, 300_000, 300_000, 300_000]);
});

test('lanes that failed together come back spread over half the wait', () => {
  expect(retryDelayMs(3, 1)).toBe(2_000);
});
