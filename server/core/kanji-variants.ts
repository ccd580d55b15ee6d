/** The old forms in brackets in the table of jōyō kanji (常用漢字表, Cabinet notice 2 of 2010). */
const JOYO =
  '辺邊 斉齊 斎齋 浜濱 沢澤 広廣 国國 桜櫻 竜龍 滝瀧 条條 関關 塩鹽 恵惠 真眞 亜亞 栄榮 ' +
  '円圓 応應 学學 気氣 郷鄕 郎郞 黒黑 静靜 寿壽 徳德 蔵藏 万萬 与與 渋澁 実實 宝寶 弥彌 ' +
  '来來 緑綠 豊豐 礼禮 薫薰 穂穗 曽曾 瀬瀨 弁辨 頼賴 剣劍 検檢 県縣 楽樂 伝傳 参參 総總 ' +
  '荘莊 壮壯 団團 鉄鐵 闘鬪';

/** Pairs of the kanji for names (人名用漢字: annex 2 of the 戸籍法施行規則). */
const FOR_NAMES = '遥遙 槙槇 凜凛 尭堯 晃晄 巌巖';

/**
 * What registers write, by the form of JIS X 0213 it is reduced to (MJ縮退マップ,
 * https://moji.or.jp/mojikiban/map/). 斎 and 斉 are two characters, but the family
 * names with them are written one for the other.
 */
const IN_REGISTERS =
  '辺邉 斉斎齋 高髙 崎﨑嵜 浜濵 島嶋嶌 国圀 吉𠮷 峰峯 富冨 桑桒 館舘 聡聰';

/** Each word: the form of today, then its others. What stands later counts. */
const FORMS = `${JOYO} ${FOR_NAMES} ${IN_REGISTERS}`;

const FORM_OF: ReadonlyMap<string, string> = new Map(
  FORMS.split(' ').flatMap(row => {
    const [today = '', ...others] = [...row];
    return others.map(other => [other, today] as const);
  }),
);

/** Those that are written otherwise today, and how: letter for letter. */
export const KANJI_VARIANTS = {
  variants: [...FORM_OF.keys()].join(''),
  today: [...FORM_OF.values()].join(''),
};

/** A folded text with today's form of each character: 渡邉 as 渡辺, 髙橋 as 高橋. */
export function foldKanji(text: string): string {
  let folded = '';
  for (const letter of text) folded += FORM_OF.get(letter) ?? letter;
  return folded;
}
