import {WHO_COULD_SHARE} from '../../server/contract/comment.ts';
import type {Language} from '../language.ts';
import {grouped, language as english} from './en.ts';

/** An address abroad, which nobody writes in the order of Japan. */
const FOREIGN = /^[^\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]+$/u;

/** Why the service refuses what is no field of a contact, by its path. */
const REFUSED: Readonly<Record<string, string>> = {
  'principal.email': '見つかりません。種類とアドレスを確認してください。',
  'principal.domain':
    'このドメインには共有できません。ドメイン名を確認してください。',
  email: 'ユーザーが見つかりません。アドレスを確認してください。',
  displayName: 'この名前は使えません。別の名前にしてください。',
  person: '内容が空か、多すぎるか、現在と同じです。',
  mentions:
    '自分のみのコメントではメンションできません。「共有している全員」を選んでください。',
  regionCode: '国コードは JP のような 2 文字で入力してください。',
};

/** Addresses are people’s; other words are ours. */
const called = (who: string) => (who.includes('@') ? `${who} さん` : who);

/** With whom the service names, of those who could change that. */
function mentionRefused(description: string): string {
  const [, sharers] = description.split(WHO_COULD_SHARE);
  const who = sharers
    ?.split(', ')
    .map(each => called(each === 'you' ? 'あなた' : each));
  return [
    'メンションした人はこの連絡先を閲覧できません。アドレスを確認してください。',
    ...(who ? [`共有できる人：${who.join('、')}`] : []),
  ].join('');
}

export const language: Language = {
  code: 'ja',
  comma: '、',
  roles: {
    viewer: '閲覧のみ',
    editor: '編集者',
    remover: '削除可能',
    manager: 'マネージャー',
    owner: 'オーナー',
  },
  fields: {
    names: '名前',
    nicknames: 'ニックネーム',
    organizations: '会社',
    occupations: '職業',
    phoneNumbers: '電話',
    emailAddresses: 'メール',
    addresses: '住所',
    biographies: 'メモ',
    birthdays: '誕生日',
    events: '予定・記念日',
    relations: '関係者',
    urls: 'ウェブサイト',
    imClients: 'チャット',
    sipAddresses: 'インターネット通話',
    calendarUrls: 'カレンダー',
    locations: '勤務場所',
    interests: '関心事',
    genders: '性別',
    locales: '言語',
    externalIds: 'ID',
    miscKeywords: 'キーワード',
    userDefined: 'カスタム項目',
    photos: '写真',
  },
  types: {
    home: '自宅',
    work: '勤務先',
    mobile: '携帯',
    main: '代表',
    homeFax: '自宅 FAX',
    workFax: '勤務先 FAX',
    pager: 'ポケベル',
    school: '学校',
    other: 'その他',
  },
  parts: {
    type: '種類',
    value: '値',
    key: '項目名',
    honorificPrefix: '敬称（前）',
    givenName: '名',
    middleName: 'ミドルネーム',
    familyName: '姓',
    honorificSuffix: '敬称（後）',
    phoneticHonorificPrefix: '敬称（前）のふりがな',
    phoneticGivenName: '名のふりがな',
    phoneticMiddleName: 'ミドルネームのふりがな',
    phoneticFamilyName: '姓のふりがな',
    phoneticHonorificSuffix: '敬称（後）のふりがな',
    phoneticFullName: '名前のふりがな',
    name: '会社名',
    phoneticName: '会社名のふりがな',
    department: '部署',
    title: '役職',
    jobDescription: '仕事の内容',
    symbol: '証券コード',
    domain: 'ドメイン',
    location: '場所',
    costCenter: 'コストセンター',
    current: '現在',
    startDate: '開始日',
    endDate: '終了日',
    date: '日付',
    text: '日付（文字）',
    streetAddress: '番地・町名',
    extendedAddress: '建物名・部屋番号',
    poBox: '私書箱',
    city: '市区町村',
    region: '都道府県',
    postalCode: '郵便番号',
    country: '国',
    countryCode: '国コード',
    formattedValue: '住所全体',
    displayName: '表示名',
    addressMeAs: '呼び方',
    username: 'ユーザー名',
    protocol: 'サービス',
    person: '名前',
    url: 'アドレス',
    buildingId: '建物',
    deskCode: '座席',
    floor: '階',
    floorSection: '区画',
  },
  faults: {
    CONSENT: {
      title: '許可が必要です',
      what: '連絡先をここに表示するには、Google での許可が必要です。',
    },
    NOT_SET_UP: {
      title: '設定が完了していません',
      what: '接続先のサービスが設定されていません。管理者に連絡してください。',
    },
    UNREACHABLE: {
      title: '応答がありません',
      what: 'サービスが時間内に応答しませんでした。変更した場合は、保存されたか確認してからもう一度お試しください。',
    },
    SIGN_IN: {
      title: 'ログインできません',
      what: 'ご本人を確認できませんでした。もう一度お試しください。続く場合は管理者に連絡してください。',
    },
    NO_ACCOUNT: {
      title: 'アカウントがまだありません',
      what: '共有連絡先のアカウントがありません。同僚にラベルの共有を頼むか、管理者に追加を依頼してください。',
    },
    INVITED: {
      title: '招待されています',
      what: '招待メールのリンクを開き、連絡先へのアクセスを許可してから、もう一度お試しください。',
    },
    SUSPENDED: {
      title: 'アカウントが停止されています',
      what: '管理者にアカウントの再開を依頼してください。',
    },
    DELETED: {
      title: 'アカウントが削除されました',
      what: '管理者に追加を依頼してください。',
    },
    NOT_ALLOWED: {
      title: '権限がありません',
      what: '現在の権限ではこの操作はできません。ラベルの共有者に連絡してください。',
    },
    NO_OTHERS: {
      title: 'まだ許可されていません',
      what: 'メールを送った相手を表示する許可がありません。「その他の連絡先」の利用を管理者に依頼してください。ほかの機能はそのまま使えます。',
    },
    NOT_FOUND: {
      title: '見つかりません',
      what: '削除されたか、共有されなくなりました。',
    },
    GUARDED: {
      title: '元に戻せません',
      what: '1 時間に多くの連絡先を外したため、元に戻せません。ラベルから外すと、マネージャーが判断します。',
    },
    CHANGED: {
      title: '変更が重なりました',
      what: '同時に別の人が変更しました。現在の内容を確認してから、もう一度お試しください。',
    },
    BUSY: {
      title: '混み合っています',
      what: 'リクエストが多すぎます。1 分ほど待ってから、もう一度お試しください。',
    },
    REFUSED: {
      title: '受け付けられません',
      what: '入力した内容に使えないものがあります。修正して、もう一度お試しください。',
    },
    BROKEN: {
      title: '問題が発生しました',
      what: '処理できませんでした。もう一度お試しください。続く場合は管理者に連絡してください。',
    },
    OUTDATED: {
      title: '開き直してください',
      what: 'アドオンが新しくなりました。ここからやり直してください。',
    },
  },
  tryAgain: 'もう一度試す',
  giveConsent: '許可する',
  undo: '元に戻す',
  undone: '元に戻しました。',
  refresh: '更新する',
  nextPage: 'さらに表示',
  more: many => `ほか ${many} 件`,
  violation: (
    field,
    description,
    hint = 'この値は保存できません。',
    path = '',
  ) =>
    (path === 'mentions[]' ? mentionRefused(description) : REFUSED[path]) ??
    (field && `${field}: ${hint}`),
  nameParts: [
    'familyName',
    'givenName',
    'phoneticFamilyName',
    'phoneticGivenName',
  ],
  addressParts: ['postalCode', 'region', 'city', 'streetAddress'],
  address: part => {
    const postal = part('postalCode');
    const place = ['region', 'city', 'streetAddress'].map(part).join('');
    if (FOREIGN.test(place)) return english.address(part);
    return [
      part('country'),
      postal && `〒${postal}`,
      place,
      part('extendedAddress'),
      part('poBox'),
    ]
      .filter(text => text !== '')
      .join(' ');
  },
  nationalPhone(number) {
    const digits = /^\+81(\d{9,10})$/.exec(number)?.[1];
    if (digits === undefined) return undefined;
    for (const form of [
      /^([5789]0)(\d{4})(\d{4})$/,
      /^([36])(\d{4})(\d{4})$/,
      /^(120|800)(\d{3})(\d{3})$/,
    ]) {
      const [, area, office, line] = form.exec(digits) ?? [];
      if (area !== undefined) return `0${area}-${office}-${line}`;
    }
    return undefined;
  },
  via: {API: '共有連絡先', GOOGLE: 'Google コンタクト'},
  home: {
    title: '共有連絡先',
    open: 'ホームを開く',
    labels: 'マイラベル',
    recent: '最近の変更',
    contacts: many => `連絡先 ${grouped(many)} 件`,
    noLabels:
      '共有されているラベルはまだありません。ラベルを作成するか、同僚に共有を頼んでください。',
    search: '連絡先を検索',
    searchHint: '名前、会社、電話、メール',
    find: '検索する',
    nothingFound: '見つかりませんでした。短い言葉でもう一度お試しください。',
    waiting: many => `対応待ちが ${many} 件あります`,
    neverSynced: 'まだ同期していません',
    synced: time => `最終同期: ${time}`,
    pending: many => `反映待ちの変更 ${many} 件`,
    syncNow: '今すぐ同期',
    syncDone: '同期しました。',
    syncing:
      '同期に時間がかかっていますが、処理は続いています。しばらくしてから更新してください。',
    paused: '同期は一時停止中です。連絡先は更新されません。',
    resume: '同期を再開する',
    resumed: '同期を再開しました。',
    lost: '連絡先へのアクセスが取り消されました。管理者に連絡するか、もう一度招待を承認してください。',
  },
  message: {
    unknown: '共有連絡先に未登録',
    offer: 'この人の連絡先はまだ共有されていません。',
    add: 'ラベルに追加する',
    signature:
      '署名から電話番号や役職を読み取れることがあります。本文を読むのは操作したときだけで、保存するまで何も記録されません。',
    readSignature: '署名を読み取る',
    noBody:
      'メールを読み取れませんでした。アクセスを許可するか、フォームに直接入力してください。',
    onlyYou: 'このメールの宛先はあなただけです。',
    noGuests: 'この予定にほかの招待者はいません。',
    hiddenGuests: 'この予定の招待者は公開されていません。',
    rest: many => `ほか ${many} 人`,
  },
  contact: {
    noName: '名前なし',
    label: 'ラベル',
    me: 'あなた',
    edit: '編集する',
    suggest: '変更を提案する',
    comment: 'コメントする',
    call: '電話をかける',
    mail: 'メールを書く',
    map: '地図で見る',
    also: '同じアドレスの連絡先',
    labels: 'ラベル',
    sharedBy: who => `${who} さんが共有`,
    takeOff: label => `「${label}」から外す`,
    takenOff: 'ラベルから外しました。',
    held: '1 時間に多くの連絡先が外されたため、マネージャーの承認待ちになりました。',
    addLabel: 'ラベルを追加する',
    putOn: 'ラベルを追加しました。',
    onlyView: 'この連絡先の閲覧と変更の提案ができます。',
    onlyEdit:
      'この連絡先を編集できますが、削除や別のラベルの追加はできません。',
    onlyRemove: '別のラベルを追加するには「マネージャー」の権限が必要です。',
    ask: who => `必要な場合は ${who} さんに依頼してください。`,
    comments: 'コメント',
    noComments: 'コメントはまだありません。',
    details: '詳細',
    history: '履歴を見る',
    historyTitle: '履歴',
    changed: '最終更新',
  },
  form: {
    edit: {
      title: '連絡先を編集',
      save: '保存する',
      done: '保存しました。',
    },
    suggest: {
      title: '変更を提案',
      save: '提案する',
      done: '提案しました。編集できる人が判断します。',
    },
    create: {
      title: '連絡先を追加',
      save: '追加する',
      done: '追加しました。',
    },
    joined: '既存の連絡先に統合しました。',
    label: 'ラベル',
    remove: '削除する項目',
    more: 'ほかの項目',
    add: '項目を追加する',
    dateHint: '1990-05-23（年なしは 05-23）の形で入力してください',
    wrong: {
      required: '必須項目です',
      number: '半角の数字で入力してください（例：1234.5）',
      date: '2026-01-31 の形で入力してください',
      url: 'https:// で始まるアドレスを入力してください',
    },
    nothing: '保存する内容がまだありません。',
    sent: '前に入力した内容で、すでに追加されています。変更するには、検索して編集してください。',
    tooMuch:
      'ここには表示しきれません。入力した内容を保存するか、Google コンタクトで編集してください。',
  },
  repair: {
    title: '確認が必要な項目',
    act: '修正する',
    done: '修正しました。',
    reasons: {
      MISSING: '必須ですが、空欄です',
      SEVERAL: '複数の値があります',
      NOT_A_NUMBER: '数値ではありません',
      NOT_A_DATE: '日付ではありません',
      NOT_A_CHOICE: '選択肢にありません',
      NOT_A_URL: 'ウェブアドレスではありません',
    },
  },
  history: {
    kinds: {
      create: '追加しました',
      edit: '変更しました',
      suggestion: '提案を承認しました',
      labels: 'ラベルを変更しました',
      trash: '削除しました',
      restored: '復元しました',
      undone: '変更を取り消しました',
      merged: '統合しました',
      unmerged: '統合を解除しました',
      lost: '入力した値は後の変更に置き換えられました',
      withdrawn: 'アクセス終了前に入力しました',
    },
    act: (who, what) => `${called(who)}が${what}`,
    somebody: '不明なユーザー',
    restore: '復元する',
    restored: '復元しました。',
    none: '変更はまだありません。',
    onlyView: '復元するには「編集者」の権限が必要です。',
  },
  comments: {
    visibility: {PRIVATE: '自分のみ', PUBLIC: '共有している全員'},
    text: 'コメント',
    mentions: 'メンション',
    mentionsHint: 'メールアドレス（カンマ区切り）',
    onlyPrivate:
      'ここでのコメントは自分だけに表示されます。全員に見せるには「編集者」の権限が必要です。',
    add: 'コメントを追加する',
    added: 'コメントを追加しました。',
    delete: 'コメントを削除する',
    deleted: 'コメントを削除しました。',
  },
  label: {
    contacts: '連絡先',
    empty: '連絡先はまだありません。',
    onlyView: '連絡先を追加するには「編集者」の権限が必要です。',
    add: '連絡先を追加する',
    people: '共有相手を見る',
    leave: 'ラベルから抜ける',
    leaveHint: '抜けると、このラベルの連絡先はアカウントから削除されます。',
    left: 'ラベルから抜けました。その連絡先はアカウントから削除されます。ゴミ箱から参加し直せます。',
    name: 'ラベル名',
    region: '電話番号の国（例：JP）',
    changed: '全員のラベルを変更しました。',
    transfer: 'ラベルを譲渡する',
    transferHint: '譲渡すると、あなたはマネージャーになります。',
    newOwner: '新しいオーナーのメールアドレス',
    confirmTransfer: email =>
      `${email} さんがオーナーになります。元に戻せるのは新しいオーナーだけです。`,
    transferred: email => `${email} さんがオーナーになりました。`,
    stop: '共有を停止する',
    stopHint: '共有を停止すると、全員のラベルが削除されます。',
    keepCopies: '全員に連絡先を残す',
    confirmStop:
      'ラベルとその連絡先が全員のアカウントから削除されます。30 日以内ならゴミ箱から元に戻せます。',
    confirmKeep:
      '共有を停止し、連絡先は各自のものとして残ります。30 日以内ならゴミ箱から元に戻せます。',
    stopped: '共有を停止しました。',
    noneHint:
      'この連絡先を追加できるラベルがありません。ラベルを作成するか、「編集者」の権限を依頼してください。',
    create: 'ラベルを作成する',
    created: 'ラベルを作成しました。「共有相手を見る」から共有できます。',
  },
  share: {
    with: '共有相手',
    nobody: 'まだ誰とも共有していません。',
    share: 'ラベルを共有する',
    types: {
      user: '個人',
      group: 'Google グループ',
      domain: 'ドメイン全体',
    },
    principal: 'メールアドレスまたはドメイン',
    principalHint: 'ken@example.com、ドメインは example.com',
    role: '権限',
    onPhones: 'スマートフォンに表示する',
    hide: '非表示にする項目',
    hides: many => `非表示 ${many} 項目`,
    onlyOwnerHides: '項目を非表示にできるのはオーナーだけです。',
    onlyManagers: '共有や配信状況の確認には「マネージャー」の権限が必要です。',
    preview: '結果を確認する',
    willHappen: '共有した場合の結果',
    reachesNobody: '新しく届く相手はいません。',
    arrives: many =>
      many === 0
        ? '新しく届く連絡先はありません'
        : `連絡先 ${grouped(many)} 件が届きます`,
    doesNotFit: many => `${many} 件は入りません`,
    how: (create, join) => `新規 ${create} 件、既存と統合 ${join} 件`,
    already: 'すでに共有しています。権限は一覧から変更してください。',
    done: '共有しました。更新すると配信状況を確認できます。',
    end: '共有を解除する',
    ended: '共有を解除しました。',
    delivery: '配信状況',
    noDelivery: '配信状況を表示できません。更新してもう一度お試しください。',
    moreDelivery: 'ほかにも共有相手がいます。',
    arrived: many => `${grouped(many)} 件が最新です`,
    waiting: (done, waiting) =>
      `${grouped(done)} 件が最新、${grouped(waiting)} 件が待機中`,
    retry: time => `次回 ${time}`,
    reasons: {
      QUOTA: 'Google の制限で待機中',
      PERMISSION_LOST: '許可が取り消されています',
      SUSPENDED: 'アカウントが停止中',
      FULL: '連絡先の上限に達しています',
      HELD: '承認待ち',
      REMOVED_BY_MEMBER: '本人が削除',
      PAUSED: '同期を一時停止中',
      SYNCING: '配信中',
    },
  },
  others: {
    title: 'その他の連絡先',
    open: 'その他の連絡先を検索する',
    addFrom: 'その他の連絡先から追加する',
    hint: 'メールを送ったことがあり、まだ保存していない相手です。',
    none: 'メールを送った相手の中には見つかりませんでした。',
    add: '追加する',
    check: '確認する',
    maybe: who => `${who} さんと同じ人の可能性があります`,
    same: '同じ人の可能性がある連絡先',
    reasons: {
      SAME_EMAIL: 'メールアドレスが同じ',
      SAME_PHONE: '電話番号が同じ',
      SAME_NAME: '名前が同じ',
      SIMILAR_NAME: '名前が似ている',
    },
    sure: '確実に同じ人',
    sureHint: '権限があれば、同じ人の連絡先は 1 つにまとめられます。',
    anyway: 'このまま追加する',
  },
  settings: {
    title: '設定',
    open: '設定を見る',
    mail: 'メールでの通知',
    modes: {IMMEDIATE: 'すぐに', DAILY: '1 日 1 回', NONE: '通知しない'},
    kinds: {
      MENTION: '自分へのメンション',
      HELD_REMOVAL: '保留中の削除',
      SUGGESTION: '変更の提案',
      REMOVALS: '連絡先の削除',
      PERMISSION_LOST: '連絡先へのアクセスの取り消し',
      LABEL_SHARED: '自分へのラベルの共有',
      FIELD_PAUSED: '別のプログラムが変更し続ける項目',
    },
    pauseHint:
      '一時停止中は、Google コンタクトの内容は更新されず、変更も反映されません。',
    pause: '同期を一時停止する',
    paused: '同期を一時停止しました。',
    shown: '連絡先をスマートフォンに表示しています。',
    hidden: '連絡先をスマートフォンに表示していません。',
    show: '表示する',
    hide: '表示しない',
  },
  inbox: {
    title: '対応待ち',
    open: '対応待ちを見る',
    forYou: 'あなたへの提案',
    yours: 'あなたの提案',
    news: 'お知らせ',
    markRead: '既読にする',
    read: '既読にしました。',
    removals: '保留中の削除',
    none: '対応待ちはありません。',
    accept: '承認する',
    reject: '却下する',
    withdraw: '取り下げる',
    approve: '削除する',
    keep: '残す',
    removedBy: (who, time) =>
      `${called(who)}が削除しました。${time} までに判断しない場合は残ります。`,
    waitsUntil: time =>
      `あなたが削除しました。${time} までにマネージャーが承認しない場合は残ります。`,
    decided: {
      accept: '承認しました。',
      reject: '却下しました。',
      withdraw: '取り下げました。',
      approve: '削除しました。',
      keep: '残しました。',
    },
  },
  trash: {
    title: 'ゴミ箱',
    open: 'ゴミ箱を見る',
    none: '復元できるものはありません。',
    left: '抜けたラベル',
    rejoin: '参加し直す',
  },
  compose: {
    insert: '連絡先を挿入する',
    hint: '連絡先を選び、挿入する欄を選んでください。',
    picked: many => `ほかのページで ${many} 件を選択済み`,
    first: '最初のページ',
    everybody: 'ラベルの全員を挿入する',
    to: 'To に挿入',
    cc: 'Cc に挿入',
    bcc: 'Bcc に挿入',
    nobodyPicked: '連絡先を 1 件以上選んでください。',
    allThere: '全員がすでに下書きの宛先にあります。',
    noneOnPage: 'このページにはメールアドレスのある連絡先がありません。',
    noAddresses: 'メールアドレスのある連絡先がありません。',
    tooMany: max =>
      `件数が多すぎます。Gmail で一度に送れるのは ${max} 件です。宛先を選んでください。`,
  },
};
