import type {HeadingTable} from './csv-columns.ts';

/**
 * What Thunderbird writes over its columns, in 17 languages.
 * One line a meaning (see `ColumnMeaning`), in each of them the headings of one
 * language after the other, each behind its language's code; facts collected from
 * zimbra-contact-fields.xml of Zimbra/zm-mailbox.
 */
export const THUNDERBIRD_HEADINGS: HeadingTable = {
  program: 'thunderbird',
  lines: `
names.givenName ; en,en-GB=First Name ; da=Fornavn ; de=Vorname ; es-ES=Nombre ; fr=Prénom ; hi=पहला नाम
    it=Nome ; ja,zh-HK=名 ; ko=이름 ; nl=Voornaam ; pl=Imię ; pt-BR=Primeiro nome ; ru=Имя ; sv=Förnamn ; zh-CN=名字
names.familyName ; en,en-GB=Last Name ; da=Efternavn ; de=Nachname ; es-ES=Apellidos ; fr=Nom de famille
    hi=अंतिम नाम ; it=Cognome ; ja,zh-HK=姓 ; ko=성 ; nl=Achternaam ; pl=Nazwisko ; pt-BR=Sobrenome ; ru=Фамилия
    sv=Efternamn ; zh-CN=姓氏
names.unstructuredName ; en,en-GB=Display Name ; da=Vis navn ; de=Anzeigename ; es-ES=Nombre mostrado
    fr=Nom à afficher ; hi=प्रदर्शन नाम ; it=Nome visualizzato ; ja=表示名 ; ko=표시명 ; nl=Weergavenaam
    pl=Wyświetlana nazwa ; pt-BR=Apresentar como ; ru=Отображаемое имя ; sv=Kortnamn ; zh-CN=显示名称 ; zh-HK=顯示名稱
nicknames.value ; en,en-GB=Nickname ; da=Alias ; de=Spitzname ; es-ES=Apodo ; fr=Surnom ; hi=उपनाम
    it=Soprannome ; ja=ニックネーム ; ko=애칭 ; nl=Bijnaam ; pl=Pseudonim ; pt-BR=Apelido ; ru=Псевдоним ; sv=Smeknamn
    zh-CN=呢称 ; zh-HK=暱稱
emailAddresses.value#1 ; en,en-GB=Primary Email ; da=Primær mail ; de=Primäre E-Mail-Adresse
    es-ES=Dirección de correo electrónico principal ; fr=Adresse électronique principale ; hi=प्राथमिक मेल
    it=E-mail primaria ; ja=メールアドレス ; ko=기본 메일 ; nl=Eerste e-mail ; pl=Podstawowy e-mail ; pt-BR=Email primário
    ru=Адрес электронной почты ; sv=E-postadress ; zh-CN=主要电子邮件 ; zh-HK=主要 Email
emailAddresses.value#2 ; en,en-GB=Secondary Email ; da=Sekundær mail ; de=Sekundäre E-Mail-Adresse
    es-ES=Dirección de correo electrónico secundaria ; fr=Adresse électronique secondaire ; hi=द्वितीयक मेल
    it=E-mail secondaria ; ja=別のメールアドレス ; ko=추가 메일 ; nl=Tweede e-mail ; pl=Dodatkowy e-mail
    pt-BR=Email secundário ; ru=Альтернативный адрес электронной почты ; sv=Annan e-post ; zh-CN=备用电子邮件
    zh-HK=次要 Email
imClients.username/aim ; en,en-GB,hi=Screen Name ; da=Skærmnavn ; de=Messenger-Name ; es-ES=Nombre en pantalla
    fr=Nom de l'écran ; it=Nome Instant Messenger ; ja=スクリーンネーム ; ko=Screen 아이디 ; nl=Schermnaam
    pl=Komunikator AIM ; pt-BR=Nome de tela ; ru=Интернет-пейджер ; sv=Skärmnamn ; zh-CN=显示名 ; zh-HK=網路代號
phoneNumbers.value:work ; en,en-GB=Work Phone ; da=Arbejdstelefon ; de=Tel. dienstlich ; es-ES=Teléfono (Trabajo)
    fr=Tél. professionnel ; hi=फोन कार्यालय ; it=Telefono ufficio ; ja=勤務先の電話番号 ; ko=직장 전화 ; nl=Telefoon werk
    pl=Telefonu służbowy ; pt-BR=Telefone comercial ; ru=Рабочий телефон ; sv=Telefon arbete ; zh-CN=工作电话
    zh-HK=商務電話
phoneNumbers.value:home ; en,en-GB=Home Phone ; da=Hjemmetelefon ; de=Tel. privat ; es-ES=Teléfono particular
    fr=Tél. personnel ; hi=फोन आवास ; it=Telefono casa ; ja=自宅の電話番号 ; ko=자택 전화 ; nl=Telefoon thuis
    pl=Telefon domowy ; pt-BR=Telefone residencial ; ru=Домашний телефон ; sv=Telefon hem ; zh-CN=家庭电话
    zh-HK=住家電話
phoneNumbers.value:workFax ; en,en-GB=Fax Number ; da,nl,sv=Faxnummer ; de=Fax-Nummer ; es-ES,fr=Fax ; hi=फैक्स
    it=Numero fax ; ja=FAX 番号 ; ko=팩스 ; pl=Numer faksu ; pt-BR=Número do fax ; ru=Номер факса ; zh-CN=传真号码
    zh-HK=傳真號碼
phoneNumbers.value:pager ; en,en-GB=Pager Number ; da=Personsøgernummer ; de=Pager-Nummer ; es-ES=Buscapersonas
    fr,pl=Pager ; hi=पेजर संख्या ; it=Numero cercapersone ; ja=ポケットベル番号 ; ko=호출기 ; nl=Piepernummer
    pt-BR=Número do pager ; ru=Номер пейджера ; sv=Personsökare ; zh-CN=寻呼机号码 ; zh-HK=呼叫器號碼
phoneNumbers.value:mobile ; en,en-GB=Mobile Number ; da=Mobilnummer ; de=Mobil-Tel.-Nr. ; es-ES=Teléfono móvil
    fr=Portable ; hi=मोबाइल नंबर ; it=Numero cellulare ; ja=携帯電話番号 ; ko=휴대폰 ; nl=Mobiel nummer
    pl=Numer telefonu komórkowego ; pt-BR=Número celular ; ru=Номер сотового телефона ; sv=Mobiltelefon
    zh-CN=移动电话号码 ; zh-HK=手機號碼
addresses.streetAddress:home ; en,en-GB=Home Address|Home Address 2 ; da=Hjemmeadresse|Hjemmeadresse 2
    de=Privat: Adresse|Privat: Adresse 2 ; es-ES=Dirección personal|Dirección personal 2
    fr=Adresse privée|Adresse privée 2 ; hi=पता आवास|पता आवास 2 ; it=Indirizzo di casa|Indirizzo di casa 2
    ja=番地 (自宅)|番地 (自宅) 2 ; ko=자택 주소1|자택 주소2 ; nl=Adres|Adres 2 ; pl=Adres domowy|Adres domowy 2
    pt-BR=Endereço|Endereço 2 ; ru=Адрес|Адрес 2 ; sv=Hemadress (rad 1)|Hemadress (rad 2) ; zh-CN=家庭地址|家庭地址 2
    zh-HK=住家住址|住家住址 2
addresses.city:home ; en,en-GB=Home City ; da=Hjemmeby ; de=Privat: Ort ; es-ES=Ciudad donde vive ; fr=Ville
    hi=गृह नगर ; it=Città di residenza ; ja=市区町村 (自宅) ; ko=구/군 ; nl=Woonplaats ; pl=Miasto (dom) ; pt-BR=Cidade
    ru=Город ; sv=Hemort ; zh-CN=城市 ; zh-HK=居住縣市
addresses.region:home ; en=Home State ; da=Hjemmestat ; de=Privat: Bundesland ; en-GB=Home County
    es-ES=Provincia ; fr=Pays/État ; hi=गृह राज्य ; it=Provincia di residenza ; ja=都道府県 (自宅) ; ko=시/도
    nl=Provincie ; pl=Województwo (dom) ; pt-BR=Estado ; ru=Штат ; sv=(Delstat) ; zh-CN=省/自治区/直辖市 ; zh-HK=居住市鎮
addresses.postalCode:home ; en=Home ZipCode ; da=Hjemmepostnummer ; de=Privat: PLZ ; en-GB=Home Post Code
    es-ES=Código postal ; fr=Code postal ; hi=गृह जिपकोड ; it=CAP di residenza ; ja=郵便番号 (自宅) ; ko=우편번호
    nl=Postcode ; pl=Kod pocztowy (dom) ; pt-BR=CEP ; ru=Почтовый индекс ; sv=Postnummer ; zh-CN=邮政编码
    zh-HK=住址郵遞區號
addresses.country:home ; en,en-GB=Home Country ; da=Hjemmeland ; de=Privat: Land ; es-ES=País de residencia
    fr=Région ; hi=गृह देश ; it=Nazione di residenza ; ja=国 (自宅) ; ko=국가 ; nl,sv=Land ; pl=Państwo (dom)
    pt-BR=País ; ru=Страна ; zh-CN=国家 ; zh-HK=居住國家
addresses.streetAddress:work ; en,en-GB=Work Address|Work Address 2 ; da=Arbejdsadresse|Arbejdsadresse 2
    de=Dienstlich: Adresse|Dienstlich: Adresse 2 ; es-ES=Dirección de trabajo|Dirección de trabajo 2
    fr=Adresse professionnelle|Adresse professionnelle 2 ; hi=पता कार्यालय|पता कार्यालय 2
    it=Indirizzo di lavoro|Indirizzo di lavoro 2 ; ja=番地 (勤務先)|番地 (勤務先) 2 ; ko=직장 주소1|직장 주소2
    nl=Werkadres|Werkadres 2 ; pl=Adres służbowy|Adres służbowy 2
    pt-BR=Endereço de trabalho|Endereço de trabalho 2 ; ru=Адрес (раб.)|Адрес 2 (раб.)
    sv=Adress arbete (rad 1)|Adress arbete (rad 2) ; zh-CN=工作地址|工作地址 2 ; zh-HK=商務地址|商務地址 2
addresses.city:work ; en,en-GB=Work City ; da=Arbejdsby ; de=Dienstlich: Ort ; es-ES=Ciudad (Trabajo) ; fr=Ville
    hi=कार्यालय शहर ; it=Città di lavoro ; ja=市区町村 (勤務先) ; ko=구/군 ; nl=Werklocatie ; pl=Miasto (praca)
    pt-BR=Cidade de trabalho ; ru=Город (раб.) ; sv=Ort arbete ; zh-CN=城市 ; zh-HK=商務縣市
addresses.region:work ; en=Work State ; da=Arbejdsstat ; de=Dienstlich: Bundesland ; en-GB=Work County
    es-ES=Provincia (Trabajo) ; fr=Pays/État ; hi=कार्यालय राज्य ; it=Provincia di lavoro ; ja=都道府県 (勤務先)
    ko=시/도 ; nl=Werkprovincie ; pl=Województwo (praca) ; pt-BR=Estado de trabalho ; ru=Штат (раб.)
    sv=(Delstat) arbete ; zh-CN=省/自治区/直辖市 ; zh-HK=商務省市
addresses.postalCode:work ; en=Work ZipCode ; da=Arbejdspostnummer ; de=Dienstlich: PLZ ; en-GB=Work Post Code
    es-ES=Código postal (Trabajo) ; fr=Code postal ; hi=कार्यालय जिपकोड ; it=CAP di lavoro ; ja=郵便番号 (勤務先)
    ko=우편번호 ; nl=Werkpostcode ; pl=Kod pocztowy (praca) ; pt-BR=CEP de trabalho ; ru=Почтовый индекс (раб.)
    sv=Postnummer arbete ; zh-CN=邮政编码 ; zh-HK=商務郵遞區號
addresses.country:work ; en,en-GB=Work Country ; da=Arbejdsland ; de=Dienstlich: Land ; es-ES=País (Trabajo)
    fr=Région ; hi=कार्यालय देश ; it=Nazione di lavoro ; ja=国 (勤務先) ; ko=국가 ; nl=Werkland ; pl=Państwo (praca)
    pt-BR=País de trabalho ; ru=Страна (раб.) ; sv=Land arbete ; zh-CN=国家 ; zh-HK=商務國家
organizations.title ; en,en-GB=Job Title ; da=Job titel ; de=Arbeitstitel ; es-ES=Puesto ; fr=Profession
    hi=पदनाम ; it=Qualifica ; ja=役職 ; ko=직위 ; nl=Werkfunctie ; pl=Stanowisko ; pt-BR=Cargo ; ru=Должность
    sv=Titel ; zh-CN=职务 ; zh-HK=職稱
organizations.department ; en,en-GB=Department ; da,nl=Afdeling ; de=Abteilung ; es-ES=Departamento ; fr=Service
    hi=विभाग ; it=Reparto ; ja,zh-HK=部門 ; ko=부서 ; pl=Departament ; pt-BR=Setor ; ru=Отдел ; sv=Avdelning
    zh-CN=部门
organizations.name ; en=Organization ; da,de,en-GB=Organisation ; es-ES=Organización ; fr=Société ; hi=संगठन
    it=Organizzazione ; ja=組織 ; ko=회사명 ; nl=Organisatie ; pl=Firma/Organizacja ; pt-BR=Empresa ; ru=Организация
    sv=Företag ; zh-CN=组织 ; zh-HK=公司
urls.value:work ; en,en-GB=Web Page 1 ; da=Hjemmeside 1 ; de=Webseite 1 ; es-ES=Página web 1 ; fr=Site Web 1
    hi=वेबपेज 1 ; it=Pagina web 1 ; ja=Web ページ 1 ; ko=웹 페이지1 ; nl=Webpagina 1 ; pl=Strona WWW 1
    pt-BR=Página da web 1 ; ru=Веб-страница 1 ; sv=Hemsida 1 ; zh-CN=网页 1 ; zh-HK=網頁 1
urls.value:home ; en,en-GB=Web Page 2 ; da=Hjemmeside 2 ; de=Webseite 2 ; es-ES=Página web 2 ; fr=Site Web 2
    hi=वेबपेज 2 ; it=Pagina web 2 ; ja=Web ページ 2 ; ko=웹 페이지2 ; nl=Webpagina 2 ; pl=Strona WWW 2
    pt-BR=Página da web 2 ; ru=Веб-страница 2 ; sv=Hemsida 2 ; zh-CN=网页 2 ; zh-HK=網頁 2
birthdays.month ; en,en-GB=Birth Month ; da=Fødselsmåned ; de=Geburtsmonat ; es-ES=Mes de nacimiento ; fr=Mois
    hi=जन्म माह ; it=Mese di nascita ; ja=誕生月 ; ko=태어난 달 ; nl=Geboortemaand ; pl=Urodziny - Miesiąc
    pt-BR=Mês de nascimento ; ru=Месяц рождения ; sv=Födelsemånad ; zh-CN=出生月份 ; zh-HK=生日 (月)
birthdays.day ; en,en-GB=Birth Day ; da=Fødselsdag ; de=Geburtstag ; es-ES=Día de nacimiento ; fr=Jour
    hi=जन्म दिन ; it=Giorno di nascita ; ja=誕生日 ; ko=생일 ; nl=Geboortedag ; pl=Urodziny - Dzień ; pt-BR=Nascimento
    ru=День рождения ; sv=Födelsedatum ; zh-CN=出生日 ; zh-HK=生日 (日)
birthdays.year ; en,en-GB=Birth Year ; da=Fødselsår ; de=Geburtsjahr ; es-ES=Año de nacimiento
    fr=Année de naissance ; hi=जन्म साल ; it=Anno di nascita ; ja=誕生年 ; ko=태어난 해 ; nl=Geboortejaar
    pl=Urodziny - Rok ; pt-BR=Ano de nascimento ; ru=Год рождения ; sv=Födelseår ; zh-CN=出生年份 ; zh-HK=生日 (年)
userDefined.value ; en,en-GB=Custom 1 ; da=Brugerdef. 1 ; de=Benutzerdef. 1 ; es-ES,pt-BR=Personalizado 1 ; fr=Divers 1
    hi=मनपसंद 1 ; it=Personalizzato 1 ; ja=追加情報 1 ; ko=사용자 정의1 ; nl=Overig 1 ; pl=Informacja 1 ; ru=Прочее 1
    sv=Annan uppgift 1 ; zh-CN=定制 1 ; zh-HK=自訂 1
userDefined.value ; en,en-GB=Custom 2 ; da=Brugerdef. 2 ; de=Benutzerdef. 2 ; es-ES,pt-BR=Personalizado 2 ; fr=Divers 2
    hi=मनपसंद 2 ; it=Personalizzato 2 ; ja=追加情報 2 ; ko=사용자 정의2 ; nl=Overig 2 ; pl=Informacja 2 ; ru=Прочее 2
    sv=Annan uppgift 2 ; zh-CN=定制 2 ; zh-HK=自訂 2
userDefined.value ; en,en-GB=Custom 3 ; da=Brugerdef. 3 ; de=Benutzerdef. 3 ; es-ES,pt-BR=Personalizado 3 ; fr=Divers 3
    hi=मनपसंद 3 ; it=Personalizzato 3 ; ja=追加情報 3 ; ko=사용자 정의3 ; nl=Overig 3 ; pl=Informacja 3 ; ru=Прочее 3
    sv=Annan uppgift 3 ; zh-CN=定制 3 ; zh-HK=自訂 3
userDefined.value ; en,en-GB=Custom 4 ; da=Brugerdef. 4 ; de=Benutzerdef. 4 ; es-ES,pt-BR=Personalizado 4 ; fr=Divers 4
    hi=मनपसंद 4 ; it=Personalizzato 4 ; ja=追加情報 4 ; ko=사용자 정의4 ; nl=Overig 4 ; pl=Informacja 4 ; ru=Прочее 4
    sv=Annan uppgift 4 ; zh-CN=定制 4 ; zh-HK=自訂 4
biographies.value ; en,en-GB,fr=Notes ; da=Notater ; de=Notizen ; es-ES=Notas ; hi=टिप्पणी ; it=Note ; ja=メモ
    ko=메모 ; nl=Aantekeningen ; pl=Notatki ; pt-BR=Observações ; ru=Заметки ; sv=Anteckningar ; zh-CN=注释
    zh-HK=註解
`,
};
