import type {HeadingTable} from './csv-columns.ts';

/**
 * What Windows Live Mail and the Windows address book write, in 19 languages.
 * One line a meaning (see `ColumnMeaning`), in each of them the headings of one
 * language after the other, each behind its language's code; facts collected from
 * zimbra-contact-fields.xml of Zimbra/zm-mailbox.
 */
export const WINDOWS_HEADINGS: HeadingTable = {
  program: 'windows',
  lines: `
names.givenName ; en,en-GB=First Name ; ar=الاسم الأول ; da=Fornavn ; de=Vorname ; es=Nombre ; fr=Prénom
    hi=प्रथम नाम ; it,pt-BR=Nome ; ja,zh-CN=名 ; ko=이름(성 제외) ; nl=Voornaam ; pl=Imię ; ru=Имя ; sv=Förnamn ; tr=Ad
    zh-HK=名字
names.familyName ; en,en-GB=Last Name ; ar=اسم العائلة ; da=Efternavn ; de=Nachname ; es=Apellidos ; fr=Nom
    hi=अंतिम नाम ; it=Cognome ; ja,zh-CN=姓 ; ko=성 ; nl=Achternaam ; pl=Nazwisko ; pt-BR=Sobrenome ; ru=Фамилия
    sv=Efternamn ; tr=Soyadı ; zh-HK=姓氏
names.middleName ; en,en-GB=Middle Name ; ar=الاسم الأوسط ; da=Mellemnavn ; de=2. Vorname ; es=Segundo nombre
    fr=Deuxième prénom ; hi=मध्य नाम ; it=Secondo nome ; ja=ミドル ネーム ; ko=중간 이름 ; nl=Middelste naam
    pl=Drugie imię ; pt-BR=Nome do Meio ; ru=Отчество ; sv=Mellannamn ; tr=İkinci Ad ; zh-CN=中间名 ; zh-HK=中間名
names.unstructuredName ; en,de,en-GB=Name ; ar=الاسم ; da=Navn ; es=Nombre ; fr=Nom ; hi=नाम ; it,pt-BR=Nome
    ja=名前 ; ko=이름 ; nl=Naam ; pl=Nazwa ; ru=Имя ; sv=Namn ; tr=Ad ; zh-CN=名字 ; zh-HK=名稱
nicknames.value ; en,en-GB=Nickname ; ar=الاسم المستعار ; da=Kaldenavn ; de=Spitzname ; es=Alias ; fr=Pseudo
    hi=निकनेम ; it=Soprannome ; ja=ニックネーム ; ko=별명 ; nl=Bijnaam ; pl=Przydomek ; pt-BR=Apelido ; ru=Псевдоним
    sv=Smeknamn ; tr=Rumuz ; zh-CN=昵称 ; zh-HK=別名
emailAddresses.value#1 ; en,en-GB=E-mail Address ; ar=عنوان البريد الإلكتروني ; da=E-mail-adresse
    de=E-Mail-Adresse ; es=Dirección de correo electrónico ; fr=Adresse de messagerie ; hi=ई-मेल एड्रेस
    it=Indirizzo di posta elettronica ; ja=電子メール アドレス ; ko=메일 주소 ; nl=E-mailadres ; pl=Adres e-mail
    pt-BR=Endereço de Email ; ru=Адрес электронной почты ; sv=E-postadress ; tr=E-posta Adresi ; zh-CN=电子邮件地址
    zh-HK=電子郵件地址
addresses.streetAddress:home ; en,en-GB=Home Street ; ar=شارع المنزل ; da=Gade (privat) ; de=Straße (privat)
    es=Calle ; fr=Rue (domicile) ; hi=घर का पता ; it=Via (ab.) ; ja=自宅の番地 ; ko=주소(집) ; nl=Adres thuis
    pl=Ulica (dom) ; pt-BR=Rua do Endereço Residencial ; ru=Улица ; sv=Adress, hem ; tr=Ev Cadde ; zh-CN=住宅所在街道
    zh-HK=住家所在街道地址
addresses.city:home ; en,en-GB=Home City ; ar=المدينة ; da=By (privat) ; de=Ort (privat)
    es=Ciudad de residencia ; fr=Ville (domicile) ; hi=गृह नगर ; it=Città (ab.) ; ja=自宅の市区町村 ; ko=구/군/시(집)
    nl=Plaats thuis ; pl=Miasto (dom) ; pt-BR=Cidade do Endereço Residencial ; ru=Город ; sv=Ort, hem
    tr=Ev Şehir ; zh-CN=住宅所在市/县 ; zh-HK=住家所在市 / 鎮
addresses.postalCode:home ; en,en-GB=Home Postal Code ; ar=الرمز البريدي للمنزل ; da=Postnummer (privat)
    de=Postleitzahl (privat) ; es=Código postal del domicilio ; fr=Code postal (domicile) ; hi=निवास का पिन कोड
    it=CAP (ab.) ; ja=自宅の郵便番号 ; ko=우편 번호(집) ; nl=Postcode thuis ; pl=Kod pocztowy (dom)
    pt-BR=CEP do Endereço Residencial ; ru=Почтовый индекс ; sv=Postnummer, hem ; tr=Ev Posta Kodu
    zh-CN=住宅所在地的邮政编码 ; zh-HK=住家所在郵遞區號
addresses.region:home ; en,en-GB=Home State ; ar=ولاية المنزل ; da=Delstat (privat) ; de=Bundesland (privat)
    es=Estado (domicilio particular) ; fr=Département (domicile) ; hi=गृह राज्य ; it=Provincia (ab.) ; ja=自宅の都道府県
    ko=시/도(집) ; nl=Provincie thuis ; pl=Województwo (dom) ; pt-BR=Estado do Endereço Residencial ; ru=Область
    sv=Region, hem ; tr=Ev İl ; zh-CN=住宅所在省/市/自治区 ; zh-HK=住家所在縣 / 市
addresses.country:home ; en=Home Country ; ar=بلد المنزل/الإقليم ; da=Land/område (privat)
    de=Land/Region (privat) ; en-GB=Home Country/Region ; es=País o región de residencia
    fr=Pays/région (domicile) ; hi=गृह राष्ट्र/क्षेत्र ; it=Paese (ab.) ; ja=国または地域 ; ko=국가/지역(집)
    nl=Land/regio thuis ; pl=Kraj/region (dom) ; pt-BR=País/Região do endereço residencial
    ru=Дом. адрес, страна ; sv=Land, hem ; tr=Ev Ülke/Bölge ; zh-CN=住宅所在国家/地区 ; zh-HK=住家所在國家 / 地區
phoneNumbers.value:home ; en,en-GB=Home Phone ; ar=هاتف المنزل ; da,de=Telefon (privat) ; es=Teléfono particular
    fr=Téléphone domicile ; hi=घर का फ़ोन ; it=Telefono (abitazione) ; ja=自宅電話番号 ; ko=집 전화 ; nl=Telefoon thuis
    pl=Telefon domowy ; pt-BR=Telefone Residencial ; ru=Домашний телефон ; sv=Telefon, hem ; tr=Ev Telefonu
    zh-CN=住宅电话 ; zh-HK=住家電話
phoneNumbers.value:homeFax ; en,en-GB=Home Fax ; ar=فاكس المنزل ; da,de=Fax (privat) ; es=Fax particular
    fr=Télécopie domicile ; hi=घर का फ़ैक्स ; it=Fax (abitazione) ; ja=自宅ファックス ; ko=집 팩스 ; nl=Fax thuis
    pl=Faks domowy ; pt-BR=Fax Residencial ; ru=Домашний факс ; sv=Fax, hem ; tr=Ev Faksı ; zh-CN=住宅传真
    zh-HK=住家傳真
phoneNumbers.value:mobile ; en,en-GB=Mobile Phone ; ar=الهاتف الجوال ; da,de,sv=Mobiltelefon ; es=Teléfono móvil
    fr=Téléphone mobile ; hi=मोबाइल फ़ोन ; it=Cellulare ; ja=携帯電話 ; ko=휴대폰 ; nl=Mobiele telefoon
    pl=Telefon komórkowy ; pt-BR=Celular ; ru=Мобильный телефон ; tr=Cep Telefonu ; zh-CN=移动电话 ; zh-HK=行動電話
urls.value:home ; en,en-GB=Personal Web Page ; ar=صفحة ويب الشخصية ; da=Personlig webside ; de=Webseite (privat)
    es=Página web personal ; fr=Page Web (domicile) ; hi=व्यक्तिगत वेब पेज ; it=Pagina Web personale
    ja=個人 Web ページ ; ko=개인 웹 페이지 ; nl=Persoonlijke webpagina ; pl=Osobista strona sieci Web
    pt-BR=Página Pessoal da Web ; ru=Личная веб-страница ; sv=Webbsida, privat ; tr=Kişisel Web Sayfası
    zh-CN=个人网页 ; zh-HK=個人網頁
addresses.streetAddress:work ; en,en-GB=Business Street ; ar=شارع العمل ; da=Adresse (arbejde)
    de=Straße (geschäftlich) ; es=Calle del trabajo ; fr=Rue (bureau) ; hi=व्यवसाय का पता ; it=Via (uff.)
    ja=勤務先の番地 ; ko=주소(회사) ; nl=Adres werk ; pl=Ulica (biuro) ; pt-BR=Rua do Endereço Comercial
    ru=Служ. адрес, улица ; sv=Adress, företag ; tr=İş Cadde ; zh-CN=工作所在地街道 ; zh-HK=公司所在街道地址
addresses.city:work ; en,en-GB=Business City ; ar=مدينة العمل ; da=By (arbejde) ; de=Ort (geschäftlich)
    es=Ciudad de trabajo ; fr=Ville (bureau) ; hi=व्यवसाय का शहर ; it=Città (uff.) ; ja=勤務先の市区町村 ; ko=구/군/시(회사)
    nl=Plaats werk ; pl=Miasto (biuro) ; pt-BR=Cidade do Endereço Comercial ; ru=Служ. адрес, город
    sv=Ort, företag ; tr=İş Şehir ; zh-CN=公司所在城市 ; zh-HK=公司所在市 / 鎮
addresses.postalCode:work ; en,en-GB=Business Postal Code ; ar=الرمز البريدي للعمل ; da=Postnummer (arbejde)
    de=Postleitzahl (geschäftlich) ; es=Código postal del trabajo ; fr=Code postal (bureau)
    hi=व्यवसाय का पिन कोड ; it=CAP (uff.) ; ja=勤務先の郵便番号 ; ko=우편 번호(회사) ; nl=Postcode werk
    pl=Kod pocztowy (biuro) ; pt-BR=CEP do Endereço Comercial ; ru=Служ. адрес, почтовый код
    sv=Postnummer, företag ; tr=İş Posta Kodu ; zh-CN=公司所在地的邮政编码 ; zh-HK=公司所在郵遞區號
addresses.region:work ; en,en-GB=Business State ; ar=ولاية العمل ; da=Delstat (arbejde)
    de=Bundesland (geschäftlich) ; es=Estado o provincia del trabajo ; fr=Département (bureau)
    hi=व्यवसाय का राज्य ; it=Provincia (uff.) ; ja=勤務先の都道府県 ; ko=시/도(회사) ; nl=Provincie werk
    pl=Województwo (biuro) ; pt-BR=Estado do Endereço Comercial ; ru=Служ. адрес, область ; sv=Region, företag
    tr=İş İl ; zh-CN=公司所在省/市/自治区 ; zh-HK=公司所在縣 / 市
addresses.country:work ; en=Business Country ; ar=بلد العمل/الإقليم ; da=Land/område (arbejde)
    de=Land/Region (geschäftlich) ; en-GB=Business Country/Region ; es=País o región del trabajo
    fr=Pays/région (bureau) ; hi=व्यवसाय का देश/प्रांत ; it=Paese (uff.) ; ja=勤務先の国または地域 ; ko=국가(회사)
    nl=Land/regio werk ; pl=Kraj/region (biuro) ; pt-BR=País/Região do Endereço Comercial
    ru=Служ. адрес, страна ; sv=Land, företag ; tr=İş Ülke/Bölge ; zh-CN=公司所在国家/地区 ; zh-HK=公司所在國家 / 地區
urls.value:work ; en,en-GB=Business Web Page ; ar=صفحة ويب العمل ; da=Webside (arbejde)
    de=Webseite (geschäftlich) ; es=Página web de la organización ; fr=Page Web (bureau) ; hi=व्यावसायिक वेब पेज
    it=Pagina Web professionale ; ja=ビジネス Web ページ ; ko=회사 웹 페이지 ; nl=Zakelijke webpagina
    pl=Firmowa strona sieci Web ; pt-BR=Página Comercial da Web ; ru=Служебная веб-страница
    sv=Webbsida, företag ; tr=İş Web Sayfası ; zh-CN=公司网页 ; zh-HK=公司網頁
phoneNumbers.value:work ; en,en-GB=Business Phone ; ar=هاتف العمل ; da=Telefon (arbejde)
    de=Telefon (geschäftlich) ; es=Teléfono del trabajo ; fr=Téléphone professionnel ; hi=बिज़नेस फ़ोन
    it=Telefono (ufficio) ; ja=勤務先電話番号 ; ko=직장 전화 ; nl=Telefoon werk ; pl=Telefon służbowy
    pt-BR=Telefone Comercial ; ru=Рабочий телефон ; sv=Telefon, företag ; tr=İş Telefonu ; zh-CN=商务电话
    zh-HK=公司電話
phoneNumbers.value:workFax ; en,en-GB=Business Fax ; ar=فاكس العمل ; da=Fax (arbejde) ; de=Fax (geschäftlich)
    es=Fax del trabajo ; fr=Télécopie professionnelle ; hi=बिज़नेस फ़ैक्स ; it=Fax (ufficio) ; ja=勤務先ファックス
    ko=직장 팩스 ; nl=Fax werk ; pl=Faks służbowy ; pt-BR=Fax Comercial ; ru=Рабочий факс ; sv=Fax, företag
    tr=İş Faksı ; zh-CN=商务传真 ; zh-HK=公司傳真
phoneNumbers.value:pager ; en,de,en-GB,nl,pl,pt-BR=Pager ; ar=جهاز النداء ; da=Personsøger ; es=Buscapersonas
    fr=Radiomessagerie ; hi=पेजर ; it=Cercapersone ; ja=ポケットベル ; ko=호출기 ; ru=Пейджер ; sv=Personsökare
    tr=Çağrı Cihazı ; zh-CN=寻呼机 ; zh-HK=呼叫器
organizations.name ; en,en-GB=Company ; ar=الشركة ; da,de,pl=Firma ; es=Compañía ; fr=Société ; hi=कंपनी
    it=Società ; ja=会社名 ; ko=회사 ; nl=Bedrijf ; pt-BR=Empresa ; ru=Компания ; sv=Företag ; tr=Şirket
    zh-CN,zh-HK=公司
organizations.title ; en,en-GB=Job Title ; ar=المسمى الوظيفي ; da=Stilling ; de=Position ; es=Puesto
    fr=Fonction ; hi=पद नाम ; it=Posizione ; ja=役職 ; ko=직책 ; nl=Functie ; pl=Stanowisko ; pt-BR=Cargo
    ru=Должность ; sv=Befattning ; tr=İş Unvanı ; zh-CN=职务 ; zh-HK=職稱
organizations.department ; en,en-GB=Department ; ar=القسم ; da,nl=Afdeling ; de=Abteilung ; es,pt-BR=Departamento
    fr=Service ; hi=विभाग ; it=Reparto ; ja=部署 ; ko=부서 ; pl=Dział ; ru=Отдел ; sv=Avdelning ; tr=Bölüm ; zh-CN=部门
    zh-HK=部門
organizations.location ; en,en-GB=Office Location ; ar=موقع المكتب ; da=Kontor ; de=Büro
    es=Ubicación de la oficina ; fr=Adresse professionnelle ; hi=कार्यालय स्थान ; it=Ufficio ; ja=オフィスの場所
    ko=사무실 ; nl=Kantoorlocatie ; pl=Lokalizacja biura ; pt-BR=Endereço comercial ; ru=Комната ; sv=Arbetsplats
    tr=İşyeri Konumu ; zh-CN=办公地址 ; zh-HK=辦公室位置
biographies.value ; en,en-GB,fr=Notes ; ar=ملاحظات ; da=Noter ; de=Notizen ; es=Notas ; hi=नोट्स ; it=Note
    ja=メモ ; ko=메모 ; nl=Aantekeningen ; pl=Uwagi ; pt-BR=Observações ; ru=Заметки ; sv=Kommentar ; tr=Notlar
    zh-CN=注释 ; zh-HK=備註
`,
};
