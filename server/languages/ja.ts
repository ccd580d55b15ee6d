import type {OperationKind} from '../core/long-work.ts';
import type {Language} from '../formats/language.ts';

const someone = (actor: string | undefined) =>
  actor === undefined ? 'どなたか' : `${actor} さん`;
const of = (label: string | undefined) => `「${label ?? 'ラベル'}」`;
/** What is left of work that ends early. */
const LEFT: Readonly<Record<OperationKind, string>> = {
  IMPORT: '残りの行は取り込まれていません。',
  FIND_DUPLICATES:
    'それまでに提案した重複は残ります。もう一度検索すると続きが見つかります。',
  REPAIR: 'それまでに修正した内容は残り、元に戻すこともできます。',
  UNDO: 'それまでに元に戻した内容はそのまま残ります。',
};
const about = (contact: string | undefined) =>
  contact === undefined ? '連絡先' : `連絡先「${contact}」`;

export const language: Language = {
  code: 'ja',
  digestHour: 22,
  notices: {
    MENTION: ({actor, contact}) =>
      `${someone(actor)}が${about(contact)}へのコメントであなたをメンションしました`,
    HELD_REMOVAL: ({actor, label, count}) =>
      `${someone(actor)}が${of(label)}から連絡先 ${count} 件を削除しようとしています。あなたが承認するまで削除は保留されます`,
    SUGGESTION: ({actor, contact, label}) =>
      label === undefined
        ? `${someone(actor)}が${about(contact)}の変更を提案しました`
        : `${someone(actor)}が${about(contact)}を${of(label)}に追加するよう提案しました`,
    REMOVALS: ({actor, label, count}) =>
      `${actor === undefined ? '複数の人' : someone(actor)}が${of(label)}から連絡先 ${count} 件を削除しました`,
    PERMISSION_LOST: () =>
      '連絡先の同期が止まっています。このサービスは Google アカウントにアクセスできなくなりました。管理者に連絡するか、もう一度接続してください',
    LABEL_SHARED: ({actor, label, role}) =>
      `${someone(actor)}が${of(label)}をあなたと共有しました${role === undefined ? '' : `（${language.roles[role]}）`}`,
    FIELD_PAUSED: ({actor, field, count}) =>
      `別のプログラムが${someone(actor)}のアカウントで連絡先 ${count} 件の${field ?? '項目'}を書き換え続けています。その項目の同期だけを一時停止しており、ほかは同期を続けています。そのプログラムを止めるか、共有連絡先を対象から外してください`,
  },
  roles: {
    viewer: '閲覧のみ',
    editor: '編集者',
    remover: '削除可能',
    manager: 'マネージャー',
    owner: 'オーナー',
  },
  fields: {
    addresses: '住所',
    biographies: 'メモ',
    birthdays: '誕生日',
    calendarUrls: 'カレンダー',
    emailAddresses: 'メールアドレス',
    events: '予定・記念日',
    externalIds: 'ID',
    genders: '性別',
    imClients: 'チャット',
    interests: '関心事',
    locales: '言語',
    locations: '勤務場所',
    miscKeywords: 'キーワード',
    names: '名前',
    nicknames: 'ニックネーム',
    occupations: '職業',
    organizations: '会社',
    phoneNumbers: '電話番号',
    photos: '写真',
    relations: '関係者',
    sipAddresses: 'インターネット通話',
    urls: 'ウェブサイト',
    userDefined: 'カスタム項目',
  },
  evidence: {
    traits: {
      given: '名',
      family: '姓',
      generation: '世代（Jr.・Sr.）',
      birthday: '誕生日',
      mail: 'メールアドレス',
      roleMail: '共用のメールアドレス',
      phone: '電話番号',
      id: 'ID',
      street: '番地',
      building: '建物名',
      city: '市区町村',
      region: '都道府県',
      postcode: '郵便番号',
      firm: '会社名',
    },
    levels: {
      same: trait => `${trait}が同じ`,
      variant: trait => `${trait}が同じ（別の表記）`,
      initial: trait => `${trait}が同じ（略記）`,
      close: trait => `${trait}がほぼ同じ`,
      sound: trait => `${trait}の読みが近い`,
      yearUnknown: trait => `${trait}が同じ（片方は年なし）`,
      slip: trait => `${trait}が入力ミスと思われる違いのみ`,
      near: trait => `${trait}が一部同じ`,
      similar: trait => `${trait}が似ている`,
      some: trait => `${trait}に一部共通点がある`,
      different: trait => `${trait}が異なる`,
    },
  },
  quality: {
    ADDRESS_POSTAL_CODE: '郵便番号が「123-4567」の形式ではありません',
    ADDRESS_POSTAL_CODE_INVALID: '日本の郵便番号は 7 桁です',
    ADDRESS_UNSPLIT: '住所全体が 1 つの欄に入力されています',
    BIRTHDAY_IMPOSSIBLE: '誕生日としてありえない日付です',
    CONTACT_STALE: 'この連絡先は 3 年以上更新されていません',
    EMAIL_DOMAIN_TYPO: 'メールアドレスのドメインに入力ミスがあるようです',
    EMAIL_INVALID: 'このメールアドレスには送信できません',
    EMAIL_RESERVED: '例示用のメールアドレスです',
    EMAIL_SPELLING: 'メールアドレスに余分な文字が含まれています',
    KANA_HALF_WIDTH: '半角カナが使われています',
    NAME_CASE: '名前がすべて大文字、またはすべて小文字です',
    NAME_HONORIFIC: '名前に敬称が含まれています',
    NAME_IS_EMAIL: '名前にメールアドレスが入力されています',
    NAME_IS_PHONE: '名前に電話番号が入力されています',
    NAME_MISSING: '名前がありません',
    NAME_SWAPPED: '姓と名が逆になっているようです',
    NAME_UNSPLIT: '姓と名が 1 つの欄に入力されています',
    PHONE_FULL_WIDTH: '電話番号が全角で入力されています',
    PHONE_INVALID: 'この電話番号には発信できません',
    PHONE_PLACEHOLDER: '仮の電話番号のようです',
  },
  imports: {
    labels: 'ラベル',
    remarks: {
      CARD_CUT_OFF:
        'vCard が途中で終わっています。読み取れたところまで取り込まれます。ファイルをもう一度エクスポートしてください',
      CARD_TOO_LARGE:
        'vCard が 16 MB を超えているため、それ以降は取り込まれません',
      CHARSET_GUESSED:
        'ファイルの文字コードが示されておらず、候補が複数あるため推定して読み取りました。名前などの表記を確認してください。正しくない場合は、ファイルを UTF-8 で保存するか、Content-Type の charset で文字コードを指定してください',
      DATE_AS_TEXT: '日付として読み取れないため、文字のまま取り込まれます',
      LABELS_HIDDEN:
        'カスタム項目はあなたには非公開のため、ファイルのラベルは取り込まれません',
      LINE_TOO_LONG: '14 MB を超える行は取り込まれません',
      LINE_UNREADABLE:
        'どの項目にも属さない行があり、取り込まれません。連絡先を確認してください',
      NESTED_TOO_DEEP:
        'vCard が 8 段を超えて入れ子になっているため、最も外側のものはそこまでが取り込まれます',
      OTHER_GENDER:
        '統合先の連絡先には別の性別があり、そちらが残ります。ファイルの性別は連絡先の履歴にあり、復元できます',
      OTHER_NAME:
        '統合先の連絡先では名前の一部の書き方が異なり、そちらが残ります。ファイルの書き方は連絡先の履歴にあり、復元できます',
      OTHER_NOTE:
        '統合先の連絡先には別のメモがあり、そちらが残ります。ファイルのメモは連絡先の履歴にあり、復元できます',
      OTHER_PHOTO:
        '統合先の連絡先には別の写真があり、そちらが残ります。ファイルの写真は連絡先の履歴にあり、復元できます',
      OTHER_VALUE:
        '統合先の連絡先には同じ値が別の種類または別の書き方であり、そちらが残ります。ファイルの値は連絡先の履歴にあり、復元できます',
      PHOTO_ADDRESS:
        'ファイルには写真のアドレスしか含まれていないため、写真は取り込まれません。Google コンタクトで設定してください',
      PHOTO_BROKEN:
        '写真を読み取れないため、取り込まれません。連絡先をもう一度エクスポートしてください',
      PHOTO_HIDDEN: '写真はあなたには非公開のため、取り込まれません',
      PHOTO_KIND: '写真が JPEG でも PNG でもないため、取り込まれません',
      PHOTO_SECOND:
        '写真は 1 件の連絡先につき 1 枚です。ファイルの最初の写真だけが取り込まれます',
      PHOTO_TOO_LARGE:
        '写真が 2 MB を超えているため、取り込まれません。Google コンタクトで小さい写真を設定してください',
      PROPERTY_TOO_LONG:
        '対応する項目がなく、カスタム項目の上限（1,024 文字）を超えるものは取り込まれません',
      TEXT_UNDECODABLE:
        '読み取れない文字が � になりました。ファイルを UTF-8 で保存し、もう一度インポートしてください',
    },
    refusals: {
      BEFORE_HEADINGS: () =>
        '見出しより前にある行です。連絡先の場合は、見出しの下に移してください。',
      CARD_CUT_OFF: () =>
        'この vCard の途中でファイルが終わっているため、ファイルの内容は取り込まれません。もう一度エクスポートしてください。',
      CARD_EMPTY: () =>
        'vCard が空です。名前、メールアドレス、電話番号のいずれかを入力してください。',
      CONTACT_TOO_LARGE: () =>
        '1 件の連絡先は 500 項目、128 KB までです。内容を減らしてください。',
      END_WITHOUT_BEGIN: () =>
        '始まりのない vCard がここで終わっています。連絡先が足りない場合は、BEGIN:VCARD を加えてください。',
      FIELD_HIDDEN: () =>
        'この項目はあなたには非公開です。ファイルから除くか、ラベルのオーナーに相談してください。',
      FIELD_INVALID: () => 'この項目の値ではありません。修正してください。',
      FIELD_TOO_LONG: limit => `${limit} 文字までです。短くしてください。`,
      FIELD_TOO_MANY: limit => `${limit} 件までです。減らしてください。`,
      GROUP: members =>
        `メンバー ${members} 件のグループの vCard で、人ではないため、連絡先にはなりません。メンバーは、それぞれの vCard があれば連絡先として取り込まれます。まとめて共有するには、それらを 1 つのラベルにインポートしてください。`,
      NO_FIELD: () => '連絡先には少なくとも 1 つの項目が必要です。',
      NOTHING_UNDERSTOOD: () =>
        '連絡先として読み取れるものがない行です。名前、メールアドレス、電話番号のいずれかを入力してください。',
      OPEN_QUOTE: () =>
        'ここで始まる引用符が閉じられていないため、ファイルの内容は取り込まれません。引用符を閉じて、ファイルをもう一度送信してください。',
      REPORT_FOOTER: () =>
        '連絡先の下にある、レポートのフッターの行です。連絡先であれば、上の連絡先の並びに移してください。',
      STRAY_TEXT: () =>
        'vCard の外に文字があります。連絡先の場合は、BEGIN:VCARD と END:VCARD の間に入れてください。',
    },
    customFields: {
      MISSING: () => '必須項目が空です',
      SEVERAL: () => '複数の値があります。1 つにしてください',
      NOT_A_NUMBER: () =>
        '数値ではありません。1234.5 のように、数字と小数点で入力してください',
      NOT_A_DATE: () =>
        '日付ではありません。2026-01-31 のように入力してください',
      NOT_A_CHOICE: choices => `${choices} のいずれでもありません`,
      NOT_A_URL: () =>
        'アドレスではありません。https:// または http:// で始めてください',
    },
    faults: {
      cardCutOff: () =>
        'ここで始まる vCard の途中でファイルが終わっています。もう一度エクスポートしてください。',
      columnsMax: limit =>
        `列が ${limit} を超えている行があります。列を減らすか、区切り文字を確認してください。`,
      empty: () =>
        'ファイルが空です。別のファイルを選ぶか、もう一度エクスポートしてください。',
      fileBytesMax: limit =>
        `ファイルが ${limit} バイトを超えています。複数のファイルに分けてください。`,
      noCards: () =>
        'ファイルに vCard がありません。vCard のファイルか、text/csv の表を送信してください。',
      noColumns: () =>
        '名前、メールアドレス、電話番号など、連絡先の項目として読み取れる列がありません。「姓」「名」「メール」「電話」のような見出しを付けてください。',
      noContacts: () =>
        '表でも vCard でもないファイルです。元のサービスから、連絡先を CSV か vCard でエクスポートしてください。',
      noRows: () =>
        '見出しの下に行がありません。連絡先を加えるか、もう一度エクスポートしてください。',
      notText: () =>
        'テキストのファイルではありません。表計算のファイルは CSV で保存するか、vCard でエクスポートして送信してください。',
      openQuote: () =>
        'ここで始まる引用符が閉じられていません。閉じてから、ファイルをもう一度送信してください。',
      rowLengthMax: limit =>
        `${limit} バイトを超える行があります。短くするか、開いたままの引用符を閉じてください。`,
      rowsMax: limit =>
        `行が ${limit} を超えています。複数のファイルに分けてください。`,
      tooManyCards: limit =>
        `vCard が ${limit} 件を超えています。複数のファイルに分けてください。`,
    },
    kinds: {
      CALENDAR: 'カレンダー（iCalendar）',
      CARDS: 'vCard',
      EMPTY: '空のファイル',
      HTML: 'ウェブページ（HTML）',
      IMAGE: '画像',
      JSON: 'JSON',
      LDIF: 'LDAP ディレクトリ（LDIF）',
      PDF: 'PDF',
      TABLE: '表（CSV）',
      TEXT: 'プレーンテキスト',
      WORKBOOK: '旧形式の Excel ブック',
      XML: 'XML',
      ZIP: 'ZIP アーカイブまたは Excel ブック',
    },
    types:
      'CSV は text/csv、vCard は text/vcard、どちらの場合も application/octet-stream で送信できます。',
    charset:
      'charset: その名前の文字コードはありません。utf-8 や shift_jis など、ファイルの文字コードを指定するか、指定を外してください。',
    place: (line, column) =>
      column === undefined
        ? `（${line} 行目）`
        : `（${line} 行目、${column} 列目）`,
    extent: (kind, understood) =>
      `このファイルは${kind}です。そこまでに ${understood} 件の連絡先を読み取れましたが、何も取り込まれません。`,
  },
  operations: {
    ends: {
      CANCELLED: kind => `キャンセルされました。${LEFT[kind]}`,
      PERMISSION_DENIED: kind => `現在の権限では続けられません。${LEFT[kind]}`,
      RESOURCE_EXHAUSTED: (_kind, limit) =>
        `連絡先が ${limit} 件を超えています。ラベルごとに重複を探してください。`,
    },
    left: {
      CHANGED:
        'その後にほかの変更があったため、そのままにしてあります。連絡先を確認してください',
      DENIED:
        '現在の権限では変更できません。ラベルのマネージャーかオーナーに相談してください',
      TOO_MUCH:
        '1 件の連絡先の上限（500 項目、128 KB）を超えるため、そのままにしてあります。先に内容を減らしてください',
    },
    refusals: {
      NOT_UNDONE: '元に戻せるのはインポートと修正だけです。',
      UNDER_WAY: 'まだ処理中です。キャンセルしてから元に戻してください。',
      TOO_MUCH_TO_PREVIEW:
        '件数が多すぎるため、事前に確認できません。確認せずに元に戻してください。',
    },
  },
  mail: {
    subject: count => `共有連絡先に関するお知らせが ${count} 件あります`,
    footer: serviceUrl =>
      `このメールは、${serviceUrl} で連絡先が共有されているためお送りしています。お知らせの種類ごとのメール配信は、通知設定で変更できます。`,
  },
};
