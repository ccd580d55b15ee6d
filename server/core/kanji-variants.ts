/**
 * Forms of one character in names: the old forms beside those of the jōyō kanji
 * table (常用漢字表, Cabinet notice of 2010), and what registers write for them
 * (髙, 﨑; JIS X 0213). Each word: the form of today, then its others.
 */
const FORMS =
  '辺邊邉 斉齊齋斎 高髙 崎﨑嵜 浜濱濵 島嶋嶌 沢澤 広廣 国國圀 桜櫻 竜龍 滝瀧 ' +
  '条條 関關 塩鹽 恵惠 真眞 亜亞 栄榮 円圓 応應 学學 気氣 郷鄕 郎郞 黒黑 静靜 ' +
  '寿壽 徳德 蔵藏 万萬 与與 吉𠮷 峰峯 富冨 桑桒 渋澁 実實 宝寶 弥彌 来來 ' +
  '緑綠 豊豐 礼禮 薫薰 穂穗 曽曾 瀬瀨 弁辨 頼賴 遥遙 槙槇 凜凛 尭堯 晃晄 ' +
  '剣劍 検檢 県縣 楽樂 館舘 伝傳 巌巖 参參 総總 聡聰 荘莊 壮壯 団團 鉄鐵 闘鬪';

const FORM_OF: ReadonlyMap<string, string> = new Map(
  FORMS.split(' ').flatMap(row => {
    const [today = '', ...others] = [...row];
    return others.map(other => [other, today] as const);
  }),
);

/** A folded text with today's form of each character: 渡邉 as 渡辺, 髙橋 as 高橋. */
export function foldKanji(text: string): string {
  let folded = '';
  for (const letter of text) folded += FORM_OF.get(letter) ?? letter;
  return folded;
}
