/** Names, firms and places of the sample domain; all invented, all reserved where reserves exist. */

/** Kanji, reading in kana, reading in Latin letters. */
export const FAMILY_NAMES: readonly (readonly [string, string, string])[] = [
  ['佐藤', 'さとう', 'sato'],
  ['鈴木', 'すずき', 'suzuki'],
  ['高橋', 'たかはし', 'takahashi'],
  ['田中', 'たなか', 'tanaka'],
  ['伊藤', 'いとう', 'ito'],
  ['渡辺', 'わたなべ', 'watanabe'],
  ['山本', 'やまもと', 'yamamoto'],
  ['中村', 'なかむら', 'nakamura'],
  ['小林', 'こばやし', 'kobayashi'],
  ['加藤', 'かとう', 'kato'],
  ['吉田', 'よしだ', 'yoshida'],
  ['山田', 'やまだ', 'yamada'],
  ['佐々木', 'ささき', 'sasaki'],
  ['山口', 'やまぐち', 'yamaguchi'],
  ['松本', 'まつもと', 'matsumoto'],
  ['井上', 'いのうえ', 'inoue'],
  ['木村', 'きむら', 'kimura'],
  ['林', 'はやし', 'hayashi'],
  ['清水', 'しみず', 'shimizu'],
  ['森', 'もり', 'mori'],
  ['池田', 'いけだ', 'ikeda'],
  ['橋本', 'はしもと', 'hashimoto'],
  ['石川', 'いしかわ', 'ishikawa'],
  ['小川', 'おがわ', 'ogawa'],
];

export const GIVEN_NAMES: readonly (readonly [string, string, string])[] = [
  ['太郎', 'たろう', 'taro'],
  ['花子', 'はなこ', 'hanako'],
  ['健一', 'けんいち', 'kenichi'],
  ['美咲', 'みさき', 'misaki'],
  ['翔太', 'しょうた', 'shota'],
  ['陽子', 'ようこ', 'yoko'],
  ['大輔', 'だいすけ', 'daisuke'],
  ['由美', 'ゆみ', 'yumi'],
  ['直樹', 'なおき', 'naoki'],
  ['恵', 'めぐみ', 'megumi'],
  ['誠', 'まこと', 'makoto'],
  ['さくら', 'さくら', 'sakura'],
  ['隆', 'たかし', 'takashi'],
  ['真理子', 'まりこ', 'mariko'],
  ['拓也', 'たくや', 'takuya'],
  ['久美子', 'くみこ', 'kumiko'],
];

export const ENGLISH_NAMES: readonly (readonly [string, string])[] = [
  ['Alice', 'Harper'],
  ['Benjamin', 'Clarke'],
  ['Charlotte', 'Osborne'],
  ['Daniel', 'Whitfield'],
  ['Eleanor', 'Nash'],
  ['Frederick', 'Lowe'],
  ['Grace', 'Pemberton'],
  ['Henry', 'Ashdown'],
  ['Isabel', 'Thornton'],
  ['James', 'Merrick'],
  ['Katherine', "O'Dowd"],
  ['Liam', 'Fairbanks'],
];

/** Name, its reading, domain, and whether it writes in Japanese. */
export const FIRMS: readonly (readonly [string, string, string, boolean])[] = [
  ['株式会社青空商事', 'あおぞらしょうじ', 'aozora.example', true],
  ['みなと物流株式会社', 'みなとぶつりゅう', 'minato-logi.example', true],
  ['株式会社北斗電機', 'ほくとでんき', 'hokuto-denki.example', true],
  ['有限会社いろは食品', 'いろはしょくひん', 'iroha-foods.example', true],
  ['若葉印刷株式会社', 'わかばいんさつ', 'wakaba-print.example', true],
  ['株式会社富士見製作所', 'ふじみせいさくしょ', 'fujimi-mfg.example', true],
  ['合同会社つばめデザイン', 'つばめでざいん', 'tsubame.example', true],
  ['Harbour & Lane Ltd', '', 'harbour-lane.example', false],
  ['Northwind Teas', '', 'northwind-teas.example', false],
  ['Bluebell Imports', '', 'bluebell.example', false],
];

export const TITLES_JA = [
  '部長',
  '課長',
  '営業担当',
  '代表取締役',
  '主任',
  '経理',
];
export const TITLES_EN = [
  'Buyer',
  'Managing Director',
  'Account Manager',
  'Head of Logistics',
];

export const CITIES: readonly (readonly [string, string, string, string])[] = [
  ['100-0000', '東京都', '千代田区', '丸の内'],
  ['530-0000', '大阪府', '大阪市北区', '梅田'],
  ['220-0000', '神奈川県', '横浜市西区', 'みなとみらい'],
  ['810-0000', '福岡県', '福岡市中央区', '天神'],
];
