import {describe, expect, test} from '@jest/globals';
import {
  splitJapaneseAddress,
  writePostalCode,
} from '../../server/core/japanese-address.ts';

const split = (formattedValue: string) =>
  splitJapaneseAddress({formattedValue});

describe('an address in one text comes apart', () => {
  test.each([
    '東京都|町田市|原町田1-2',
    '東京都|武蔵村山市|本町1-1-1',
    '東京都|港区|六本木6-10-1',
    '山形県|東村山郡中山町|大字長崎120',
    '山形県|西村山郡河北町|谷地戊81',
    '山形県|北村山郡大石田町|緑町1',
    '山形県|村山市|中央1-3-6',
    '東京都|東村山市|本町1-2-3',
    '福島県|田村郡三春町|字大町1-2',
    '福島県|田村市|船引町船引',
    '愛知県|名古屋市中村区|名駅1-1-4',
    '愛知県|名古屋市北区|中村町1',
    '東京都|羽村市|緑ヶ丘5-2-1',
    '東京都|大島町|元町1-1-14',
    '東京都|小笠原村|父島字西町',
    '新潟県|十日町市|千歳町3-3',
    '新潟県|村上市|三之町1-1',
    '長野県|大町市|大町3887',
    '長崎県|大村市|玖島1-25',
    '広島県|廿日市市|下平良1-11-1',
    '石川県|野々市市|三納1-1',
    '栃木県|芳賀郡市貝町|市塙1280',
    '富山県|中新川郡上市町|法音寺1',
    '奈良県|吉野郡下市町|下市1960',
    '兵庫県|神崎郡市川町|西川辺165-3',
    '福岡県|小郡市|小郡255-1',
    '福島県|郡山市|朝日1-23-7',
    '愛知県|蒲郡市|旭町17-1',
    '東京都|三宅島三宅村|阿古497',
    '千葉県|市川市|八幡1-1-1',
    '三重県|四日市市|諏訪町1-5',
    '滋賀県|東近江市|八日市緑町10-5',
    '神奈川県|横浜市西区|みなとみらい2-2-1',
    '神奈川県|横浜市保土ケ谷区|川辺町2-9',
    '京都府|京都市中京区|寺町通御池上る',
    '大阪府|大阪市北区|梅田3丁目1-3',
    '北海道|余市郡余市町|朝日町26',
    '北海道|余市町|朝日町26',
    '奈良県|高市郡明日香村|岡1',
    '奈良県|大和郡山市|北郡山町248-4',
    '岐阜県|郡上市|八幡町島谷228',
    '群馬県|佐波郡玉村町|下新田201',
    '宮城県|柴田郡村田町|大字村田',
    '佐賀県|杵島郡大町町|大字大町5017',
    '山梨県|西八代郡市川三郷町|市川大門1790-3',
  ])('%s', parts => {
    const [region, city, streetAddress] = parts.split('|');
    expect(split(parts.replaceAll('|', ''))).toEqual({
      ...{region, city, streetAddress},
    });
  });

  test('with its postal code, however that is written, its country and its lines', () => {
    const parts = {
      postalCode: '102-0093',
      region: '東京都',
      city: '千代田区',
      streetAddress: '平河町１－２－３\n平河ビル４Ｆ',
    };
    const street = '東京都千代田区平河町１－２－３\n平河ビル４Ｆ';
    expect(split(`〒１０２－００９３\u3000${street}`)).toEqual(parts);
    expect(split(`1020093\n${street}`)).toEqual(parts);
    expect(split(`日本、〒102-0093 ${street}`)).toEqual({
      ...parts,
      country: '日本',
    });
  });

  test.each([
    '横浜市西区みなとみらい2-2-1',
    '東京都',
    '株式会社 東京都',
    '1 Main Street\nSpringfield',
    '102-00931 東京都千代田区',
  ])('but not %s', text => {
    expect(split(text)).toBeUndefined();
  });

  test('but not beside parts that say the same', () => {
    const formattedValue = '〒102-0093 東京都千代田区平河町1';
    expect(
      splitJapaneseAddress({formattedValue, postalCode: '102-0093'}),
    ).toBeUndefined();
    expect(
      splitJapaneseAddress({formattedValue, city: '千代田区'}),
    ).toBeUndefined();
  });
});

test('a postal code is written with its hyphen and without 〒', () => {
  for (const text of ['〒１０２−００９３', '1020093', '102ー0093']) {
    expect(writePostalCode(text)).toBe('102-0093');
  }
  expect(writePostalCode('102-009')).toBeUndefined();
  expect(writePostalCode('SW1A 1AA')).toBeUndefined();
});
