import type {HeadingTable} from './csv-columns.ts';

/**
 * Headings that people, their tables and their programs write: HubSpot,
 * Salesforce, LinkedIn, Zoho, Yahoo, Apple, and the business card readers of
 * Japan (Sansan, Eight) among them. Where two programs mean different things by
 * one word, the table of that program decides; see `guessColumns`.
 */
export const PLAIN_HEADINGS: HeadingTable = {
  program: 'plain',
  lines: `
names.unstructuredName ; any=Name|Full Name|Fullname|Display Name|Contact Name|Contact|Contact Person|Person|Your Name|Complete Name|Formatted Name
    de=Vollständiger Name|Ansprechpartner|Kontakt|Anzeigename ; fr=Nom complet|Nom et prénom|Nom prénom|Nom affiché|Nom ; es=Nombre completo|Nombre y apellidos|Nombre
    it=Nome completo|Nome e cognome|Nominativo ; pt=Nome completo|Nome ; nl=Naam|Volledige naam ; sv,da,no=Namn|Navn ; fi=Nimi|Koko nimi
    pl=Imię i nazwisko|Nazwa ; cs,sk=Jméno a příjmení|Celé jméno|Meno a priezvisko|Celé meno ; hu=Név|Teljes név ; ro=Nume complet ; tr=Ad Soyad|Adı Soyadı|İsim
    ru,uk=ФИО|Полное имя|Контакт|ПІБ ; el=Ονοματεπώνυμο|Όνομα ; ar=الاسم|الاسم الكامل|اسم ; he=שם|שם מלא ; hi=नाम|पूरा नाम ; th=ชื่อ|ชื่อเต็ม ; vi=Họ và tên|Họ tên|Tên ; id=Nama|Nama Lengkap
    ja=氏名|名前|お名前|フルネーム|担当者|担当者名|表示名|宛名|客様名|客様氏名|会員名|参加者名 ; zh=姓名|联系人|聯絡人|名字 ; ko=이름|성명
names.givenName ; any=First Name|Firstname|Given Name|Givenname|Forename|First|FName
    de=Vorname ; fr=Prénom ; es=Primer nombre|Nombres|Nombre de pila ; it=Nome proprio ; pt=Primeiro nome ; nl=Voornaam ; sv=Förnamn ; da,no=Fornavn ; fi=Etunimi ; pl=Imię
    cs=Křestní jméno|Jméno ; sk=Krstné meno ; hu=Keresztnév|Utónév ; ro=Prenume ; tr=Ad|Adı ; ru=Имя ; uk=Ім'я ; el=Μικρό όνομα ; ar=الاسم الأول ; he=שם פרטי ; hi=पहला नाम ; vi=Tên gọi
    ja=名|下の名前|名前(名)|氏名(名)|個人名(名) ; zh=名 ; ko=이름(성 제외)
names.middleName ; any=Middle Name|Middlename|Additional Name|Middle|Second Name|Patronymic
    de=Zweiter Vorname|Weitere Vornamen ; fr=Deuxième prénom ; ru=Отчество ; ja=ミドルネーム ; nl=Tussenvoegsel
names.familyName ; any=Last Name|Lastname|Surname|Family Name|Familyname|Last|LName
    de=Nachname|Familienname|Zuname ; fr=Nom de famille ; es=Apellido|Apellidos|Primer apellido ; it=Cognome ; pt=Sobrenome|Apelido|Último nome ; nl=Achternaam ; sv=Efternamn ; da,no=Efternavn|Etternavn
    fi=Sukunimi ; pl=Nazwisko ; cs=Příjmení ; sk=Priezvisko ; hu=Vezetéknév|Családnév ; ro=Nume|Nume de familie ; tr=Soyad|Soyadı ; ru=Фамилия ; uk=Прізвище ; el=Επώνυμο ; ar=اسم العائلة|اللقب ; he=שם משפחה
    hi=उपनाम ; vi=Họ ; ja=姓|苗字|名字(姓)|名前(姓)|氏名(姓)|個人名(姓) ; zh=姓 ; ko=성
names.honorificPrefix ; any=Salutation|Name Prefix|Prefix|Honorific|Courtesy Title ; de=Anrede ; fr=Civilité ; es=Tratamiento ; it=Appellativo ; nl=Aanhef ; pl=Zwrot
names.honorificSuffix ; any=Name Suffix|Suffix ; ja=敬称
names.phoneticFullName ; any=Phonetic Name|Furigana|Kana|Yomi|Yomi Name ; ja=フリガナ|ふりがな|氏名カナ|氏名(カナ)|氏名フリガナ|よみがな|読み|カナ氏名|カナ|氏名(ふりがな)|名前(カナ)
names.phoneticGivenName ; any=Phonetic First Name|Given Name Yomi ; ja=名(カナ)|メイ|名フリガナ|名(フリガナ)|めい|名(ふりがな)|名カナ|名よみ|名前フリガナ|フリガナ(名)|ふりがな(名)|カナ(名)|フリガナ名|よみがな(名)|名(よみがな)|名前(フリガナ・名)
names.phoneticMiddleName ; any=Phonetic Middle Name
names.phoneticFamilyName ; any=Phonetic Last Name|Family Name Yomi ; ja=姓(カナ)|セイ|姓フリガナ|姓(フリガナ)|せい|姓(ふりがな)|姓カナ|姓よみ|フリガナ(姓)|ふりがな(姓)|カナ(姓)|フリガナ姓|よみがな(姓)|姓(よみがな)|名前(フリガナ・姓)
nicknames.value ; any=Nickname|Nick|Alias|Nick Name|Known As ; de=Spitzname ; fr=Surnom ; es=Apodo|Alias ; it=Soprannome ; ja=ニックネーム|あだ名|通称 ; zh=昵称|暱稱 ; ko=별명 ; ru=Псевдоним
nicknames.value:MAIDEN_NAME ; any=Maiden Name ; de=Geburtsname|Mädchenname ; ja=旧姓
nicknames.value:INITIALS ; any=Initials ; de=Initialen ; ja=イニシャル
emailAddresses.value ; any=Email|E-mail|Mail|Email Address|E-mail Address|EmailAddress|Primary Email|Email Id|Mail Address|Emails|Email 1|Work Emails|Additional email addresses|Additional emails|Secondary Email|Alternate Email|Other Email
    de=E-Mail-Adresse|Mailadresse|Mail-Adresse|EMail ; fr=Courriel|Adresse e-mail|Adresse mail|Mél|Adresse électronique|Adresse de messagerie ; es=Correo|Correo electrónico|Correo-e|Dirección de correo|Dirección de correo electrónico
    it=Posta elettronica|Indirizzo e-mail|Indirizzo email ; pt=Correio eletrônico|Correio|Endereço de e-mail|E-mail ; nl=E-mailadres ; sv=E-post|E-postadress ; da=E-mailadresse ; no=E-post|E-postadresse ; fi=Sähköposti|Sähköpostiosoite
    pl=Adres e-mail|Poczta ; cs=E-mailová adresa ; sk=E-mailová adresa ; hu=E-mail cím|E-mail-cím ; ro=Adresă e-mail ; tr=E-posta|E-posta adresi|Eposta ; ru=Почта|Электронная почта|Эл. почта|Адрес электронной почты|Имейл ; uk=Пошта|Електронна пошта
    el=Ηλεκτρονικό ταχυδρομείο ; ar=البريد|البريد الإلكتروني|البريد الالكتروني|ايميل ; he=דוא"ל|אימייל|מייל ; hi=ईमेल|ई-मेल ; th=อีเมล ; vi=Thư điện tử|Địa chỉ email ; id=Surel|Alamat email
    ja=メール|メールアドレス|電子メール|電子メールアドレス|Eメール|Eメールアドレス|e-mailアドレス|メアド|E-mail1 ; zh=邮箱|电子邮件|电子邮箱|邮件|郵箱|電子郵件|電郵|信箱 ; ko=이메일|전자 메일|메일 주소|메일
emailAddresses.value:work ; any=Work Email|Business Email|Office Email|Company Email|Corporate Email|Professional Email ; ja=会社メール|会社メールアドレス|勤務先メール
emailAddresses.value:home ; any=Home Email|Personal Email|Private Email ; ja=個人メール|自宅メール|携帯メール|携帯メールアドレス
phoneNumbers.value ; any=Phone|Telephone|Tel|Phone Number|Phone No|Telephone Number|Contact Number|Contact No|Number|Phones|Ph|Ph No|Phone 1|Tel No
    de=Telefon|Telefonnummer|Tel.|Rufnummer|Fon ; fr=Téléphone|Tél|Numéro de téléphone|Tél. ; es=Teléfono|Telefono|Número de teléfono|Tel. ; it=Telefono|Numero di telefono ; pt=Telefone|Fone|Número de telefone ; nl=Telefoon|Telefoonnummer
    sv,da,no=Telefon|Telefonnummer|Telefonnr ; fi=Puhelin|Puhelinnumero ; pl=Telefon|Numer telefonu|Nr telefonu ; cs=Telefon|Telefonní číslo ; sk=Telefón|Telefónne číslo ; hu=Telefon|Telefonszám ; ro=Telefon|Număr de telefon ; tr=Telefon|Telefon numarası
    ru,uk=Телефон|Номер телефона|Тел.|Номер телефону ; el=Τηλέφωνο ; ar=الهاتف|رقم الهاتف|هاتف|تلفون ; he=טלפון|מספר טלפון ; hi=फ़ोन|फोन|फ़ोन नंबर|दूरभाष ; th=โทรศัพท์|เบอร์โทร|เบอร์โทรศัพท์ ; vi=Điện thoại|Số điện thoại ; id=Telepon|Nomor Telepon
    ja=電話|電話番号|TEL|連絡先|連絡先電話番号|TEL1|電話1 ; zh=电话|電話|电话号码|電話號碼|联系电话 ; ko=전화|전화번호|연락처
phoneNumbers.value:mobile ; any=Mobile|Mobile Phone|MobilePhone|Mobile Number|Mobile No|Cell|Cell Phone|Cellphone|Cellular|Mobile Phone Number|Cell Number|Handy ; de=Handynummer|Mobil|Mobiltelefon|Mobilnummer|Mobilfunk
    fr=Mobile|Portable|Téléphone portable|Téléphone mobile|Tél. mobile|GSM ; es=Móvil|Celular|Teléfono móvil|Teléfono celular ; it=Cellulare|Telefono cellulare ; pt=Celular|Telemóvel|Telefone celular ; nl=Mobiel|Mobiele telefoon|Mobiel nummer
    sv,da,no=Mobil|Mobilnummer|Mobiltelefon ; fi=Matkapuhelin ; pl=Komórka|Telefon komórkowy ; cs,sk=Mobil|Mobilní telefon ; tr=Cep|Cep Telefonu ; ru=Мобильный|Мобильный телефон|Сотовый ; ar=الجوال|الموبايل|رقم الجوال|محمول ; he=נייד|טלפון נייד ; hi=मोबाइल|मोबाइल नंबर
    ja=携帯|携帯電話|携帯番号|携帯電話番号|ケータイ|携帯TEL ; zh=手机|手机号|手機|移动电话|行動電話 ; ko=휴대폰|휴대전화|핸드폰
phoneNumbers.value:work ; any=Work Phone|Business Phone|Office Phone|Company Phone|Direct Phone|Office|Corporate Phone|Work Direct Phone ; de=Telefon geschäftlich|Telefon dienstlich|Telefon Büro ; ja=会社電話|会社電話番号|勤務先電話|勤務先電話番号|TEL直通|直通電話|TEL部門
phoneNumbers.value:companyMain ; any=Company Main Phone|Main Phone|Switchboard ; ja=TEL会社|代表電話|会社代表電話|代表番号
phoneNumbers.value:home ; any=Home Phone|HomePhone|Personal Phone|Home Telephone ; de=Telefon privat ; ja=自宅電話|自宅電話番号|自宅TEL
phoneNumbers.value:other ; any=Other Phone|OtherPhone|Alternate Phone|Secondary Phone
phoneNumbers.value:workFax ; any=Fax|Fax Number|Business Fax|Work Fax|Fax No|Office Fax ; de=Telefax|Faxnummer|Fax geschäftlich ; fr=Télécopie ; it=Fax ; ru=Факс ; ja=FAX番号|ファックス|FAX|会社FAX|ファクス ; zh=传真|傳真 ; ko=팩스
phoneNumbers.value:homeFax ; any=Home Fax ; ja=自宅FAX
phoneNumbers.value:pager ; any=Pager ; ja=ポケットベル
phoneNumbers.value:assistant ; any=Asst. Phone|Assistant Phone|AssistantPhone
phoneNumbers.value:WhatsApp ; any=WhatsApp|Whatsapp Number|WhatsApp No
organizations.name ; any=Company|Company Name|CompanyName|Organization|Organisation|Organization Name|Account Name|Employer|Business Name|Firm|Associated Company|Corporation|Institution|Current Company|Affiliation
    de=Firma|Unternehmen|Firmenname|Organisation ; fr=Entreprise|Société|Organisation|Raison sociale ; es=Empresa|Compañía|Organización ; it=Azienda|Società|Ditta|Organizzazione ; pt=Empresa|Organização|Companhia ; nl=Bedrijf|Bedrijfsnaam|Organisatie
    sv=Företag ; da=Virksomhed|Firma ; no=Bedrift|Selskap|Firma ; fi=Yritys|Organisaatio ; pl=Firma|Organizacja ; cs=Společnost|Firma|Organizace ; sk=Spoločnosť|Organizácia ; hu=Cég|Vállalat|Cégnév ; ro=Companie|Firmă ; tr=Şirket|Firma|Kurum
    ru=Компания|Организация|Фирма ; uk=Компанія|Організація ; el=Εταιρεία ; ar=الشركة|اسم الشركة|المؤسسة ; he=חברה ; hi=कंपनी|कम्पनी ; th=บริษัท ; vi=Công ty ; id=Perusahaan
    ja=会社|会社名|勤務先|企業名|組織|組織名|法人名|団体名|社名|所属|所属先|取引先名|得意先名|店舗名|屋号 ; zh=公司|公司名称|公司名稱|单位 ; ko=회사|회사명
organizations.phoneticName ; ja=会社名フリガナ|会社名(カナ)|会社名カナ|会社名(よみがな)|得意先カナ ; any=Phonetic Company|Company Yomi
organizations.department ; any=Department|Dept|Dept.|Division|Department Name ; de=Abteilung ; fr=Service|Département ; es=Departamento ; it=Reparto|Dipartimento ; pt=Departamento ; nl=Afdeling ; sv=Avdelning ; da=Afdeling ; fi=Osasto ; pl=Dział ; ru=Отдел
    ar=القسم ; ja=部署|部署名|部門|所属部署|部課名 ; zh=部门|部門 ; ko=부서
organizations.title ; any=Job Title|JobTitle|Position|Role|Designation|Title|Occupation Title|Job|Function|Job Position ; de=Position|Funktion|Berufsbezeichnung|Stelle ; fr=Fonction|Poste|Titre du poste|Intitulé du poste ; es=Puesto|Cargo|Posición ; it=Posizione|Qualifica|Ruolo
    pt=Cargo|Função ; nl=Functie|Functietitel ; sv=Befattning|Titel ; da=Stilling ; fi=Ammattinimike|Tehtävänimike ; pl=Stanowisko ; cs=Pozice|Funkce ; hu=Beosztás ; tr=Unvan|Görev|Pozisyon ; ru=Должность ; uk=Посада ; ar=المسمى الوظيفي|الوظيفة|المنصب ; he=תפקיד ; hi=पद
    ja=役職|役職名|肩書|肩書き|職位 ; zh=职位|职务|職稱|職位 ; ko=직책|직위|직함
addresses.formattedValue ; any=Address|Full Address|Postal Address|Mailing Address|Addr ; de=Adresse|Anschrift ; fr=Adresse|Adresse postale ; es=Dirección|Domicilio ; it=Indirizzo ; pt=Endereço|Morada ; nl=Adres ; sv=Adress ; da,no=Adresse ; fi=Osoite ; pl=Adres
    cs,sk=Adresa ; hu=Cím ; tr=Adres ; ru=Адрес ; uk=Адреса ; ar=العنوان ; he=כתובת ; hi=पता ; th=ที่อยู่ ; vi=Địa chỉ ; id=Alamat ; ja=住所|所在地|ご住所 ; zh=地址|住址 ; ko=주소
addresses.formattedValue:home ; any=Home Address ; ja=自宅住所 ; de=Privatadresse
addresses.formattedValue:work ; any=Business Address|Work Address|Office Address|Company Address ; ja=会社住所|勤務先住所 ; de=Geschäftsadresse|Firmenadresse
addresses.streetAddress ; any=Street|Street Address|Address Line 1|Address Line 2|Address 1|Address 2|Address1|Address2|Street 1|Street 2 ; de=Straße|Strasse|Straße und Hausnummer|Str. ; fr=Rue|Voie ; es=Calle ; it=Via ; pt=Rua|Logradouro ; nl=Straat ; sv=Gata|Gatuadress ; pl=Ulica ; cs,sk=Ulice|Ulica ; ru=Улица
    ja=番地|住所1|住所2|住所3|町名・番地|建物名|住所（番地）|丁目番地 ; zh=街道 ; ko=도로명
addresses.city ; any=City|Town|Locality|City/Town|Village ; de=Ort|Stadt|Wohnort ; fr=Ville|Commune ; es=Ciudad|Localidad|Población|Municipio ; it=Città|Comune ; pt=Cidade|Localidade ; nl=Plaats|Stad|Woonplaats ; sv=Ort|Stad|Postort ; da=By ; no=Sted|Poststed ; fi=Kaupunki|Postitoimipaikka ; pl=Miasto|Miejscowość ; cs=Město ; sk=Mesto ; hu=Város
    tr=Şehir|İlçe ; ru=Город ; uk=Місто ; ar=المدينة ; he=עיר ; hi=शहर ; vi=Thành phố ; ja=市区町村|市町村|市|市区郡 ; zh=城市|市 ; ko=도시
addresses.region ; any=State|Region|Province|State/Region|State/Province|County|State/Prov ; de=Bundesland|Kanton ; fr=Région|Département (adresse) ; es=Provincia|Estado (dirección)|Comunidad ; it=Provincia|Regione ; pt=Estado|UF ; nl=Provincie ; pl=Województwo ; tr=İl ; ru=Область|Регион ; ar=المحافظة|الولاية ; ja=都道府県|県 ; zh=省|省份
addresses.postalCode ; any=Zip|Zip Code|ZipCode|Postal Code|PostalCode|Postcode|Post Code|Zip/Postal Code|Pincode|Pin Code ; de=PLZ|Postleitzahl ; fr=Code postal|CP ; es=Código postal ; it=CAP|Codice postale ; pt=CEP|Código postal ; nl=Postcode ; sv,da,no=Postnummer ; fi=Postinumero ; pl=Kod pocztowy ; cs,sk=PSČ ; hu=Irányítószám ; tr=Posta kodu
    ru=Индекс|Почтовый индекс ; ar=الرمز البريدي ; ja=郵便番号|〒|郵便 ; zh=邮编|邮政编码|郵遞區號 ; ko=우편번호
addresses.country ; any=Country|Country/Region|Nation|Country Name ; de=Land|Staat ; fr=Pays ; es=País|Pais ; it=Paese|Nazione|Stato ; pt=País ; nl=Land ; sv,da,no=Land ; fi=Maa ; pl=Kraj|Państwo ; cs=Země|Stát ; sk=Krajina|Štát ; hu=Ország ; ro=Țară ; tr=Ülke ; ru=Страна ; uk=Країна ; ar=الدولة|البلد ; he=מדינה ; hi=देश ; vi=Quốc gia ; ja=国|国名|国/地域 ; zh=国家|國家 ; ko=국가
addresses.countryCode ; any=Country Code|Country ISO
addresses.poBox ; any=PO Box|P.O. Box|POBox ; de=Postfach ; ja=私書箱
addresses.streetAddress:work ; any=Mailing Street|MailingStreet|Work Street|Office Street ; zh=商务地址 街道
addresses.city:work ; any=Mailing City|MailingCity|Work City ; zh=商务地址 市/县
addresses.region:work ; any=Mailing State|MailingState|Mailing State/Province|Work State ; zh=商务地址 省/市/自治区
addresses.postalCode:work ; any=Mailing Zip|MailingPostalCode|Mailing Zip/Postal Code|Mailing Postal Code|Work Zip ; zh=商务地址 邮政编码
addresses.country:work ; any=Mailing Country|MailingCountry|Work Country ; zh=商务地址 国家/地区|商务地址 国家
addresses.streetAddress:home ; zh=住宅地址 街道
addresses.city:home ; zh=住宅地址 市/县
addresses.region:home ; zh=住宅地址 省/市/自治区
addresses.postalCode:home ; zh=住宅地址 邮政编码
addresses.country:home ; zh=住宅地址 国家/地区|住宅地址 国家
addresses.streetAddress:other ; any=Other Street|OtherStreet
addresses.city:other ; any=Other City|OtherCity
addresses.region:other ; any=Other State|OtherState|Other State/Province
addresses.postalCode:other ; any=Other Zip|OtherPostalCode|Other Zip/Postal Code
addresses.country:other ; any=Other Country|OtherCountry
urls.value ; any=Website|Web Site|Web|URL|Homepage|Home Page|Website URL|Web Page|Site|Web Address ; de=Webseite|Internet|Internetseite ; fr=Site web|Site internet|Page web ; es=Sitio web|Página web ; it=Sito web|Sito ; pt=Site|Página web ; nl=Website ; pl=Strona internetowa|Strona WWW ; ru=Сайт|Веб-сайт|Веб-страница ; ar=الموقع|الموقع الإلكتروني ; ja=ホームページ|ウェブサイト|サイト|HP|URL1 ; zh=网站|網站|主页 ; ko=웹사이트|홈페이지
urls.value:work ; any=Company Website|Business Website|Company URL|Company Web
urls.value:home ; any=Personal Website
urls.value:LinkedIn ; any=LinkedIn|LinkedIn URL|LinkedIn Profile|LinkedIn Profile URL
urls.value:Twitter ; any=Twitter|Twitter URL
urls.value:Facebook ; any=Facebook|Facebook URL
urls.value:Instagram ; any=Instagram
birthdays.date ; any=Birthday|Birth Date|BirthDate|Birthdate|Date of Birth|DOB|Born ; de=Geburtstag|Geburtsdatum|Geb. ; fr=Date de naissance|Anniversaire|Naissance ; es=Fecha de nacimiento|Cumpleaños|Nacimiento ; it=Data di nascita|Compleanno ; pt=Data de nascimento|Aniversário|Nascimento ; nl=Geboortedatum|Verjaardag
    sv=Födelsedag|Födelsedatum ; da,no=Fødselsdag|Fødselsdato ; fi=Syntymäpäivä|Syntymäaika ; pl=Data urodzenia|Urodziny ; cs=Datum narození|Narozeniny ; sk=Dátum narodenia|Narodeniny ; hu=Születésnap|Születési dátum ; tr=Doğum tarihi|Doğum günü ; ru=День рождения|Дата рождения ; uk=Дата народження ; ar=تاريخ الميلاد|عيد الميلاد ; he=תאריך לידה ; hi=जन्म तिथि|जन्मदिन ; vi=Ngày sinh
    ja=誕生日|生年月日 ; zh=生日|出生日期 ; ko=생일|생년월일
events.date:anniversary ; any=Anniversary|Wedding Anniversary ; de=Jahrestag|Hochzeitstag ; ja=記念日|結婚記念日
biographies.value ; any=Notes|Note|Comments|Comment|Remarks|Remark|Memo|Description|Notes/Comments|Bio ; de=Notizen|Notiz|Bemerkung|Bemerkungen|Anmerkungen|Kommentar ; fr=Remarques|Commentaires|Commentaire|Remarque ; es=Notas|Nota|Comentarios|Observaciones ; it=Appunti|Note|Commenti ; pt=Notas|Observações|Comentários|Anotações ; nl=Notities|Opmerkingen|Aantekeningen
    sv=Anteckningar|Kommentar ; da,no=Noter|Notater|Bemærkninger ; fi=Muistiinpanot|Huomautukset ; pl=Notatki|Uwagi ; cs,sk=Poznámky|Poznámka ; hu=Megjegyzés|Jegyzetek ; tr=Notlar|Açıklama ; ru=Заметки|Примечания|Примечание|Комментарий ; uk=Примітки ; ar=ملاحظات|ملاحظة ; he=הערות ; hi=टिप्पणी|नोट ; vi=Ghi chú ; id=Catatan
    ja=メモ|備考|備考欄|ノート|コメント|特記事項|摘要 ; zh=备注|備註|注释|附注 ; ko=메모|비고
labels ; any=Labels|Groups|Group|Categories|Category|Tags|Tag|Label|Group Membership|Lists ; de=Gruppen|Gruppe|Kategorien|Kategorie|Schlagworte ; fr=Groupes|Groupe|Catégories|Libellés|Étiquettes ; es=Grupos|Etiquetas|Categorías ; it=Gruppi|Categorie|Etichette ; pt=Grupos|Categorias|Etiquetas|Marcadores ; nl=Groepen|Categorieën ; pl=Grupy|Kategorie ; ru=Группы|Категории|Метки
    ja=ラベル|グループ|分類|カテゴリ|タグ|分類項目 ; zh=分组|标签|類別|群組 ; ko=그룹|라벨|범주
genders.value ; any=Gender|Sex ; de=Geschlecht ; fr=Sexe|Genre ; es=Sexo|Género ; it=Sesso ; pt=Sexo|Gênero ; ja=性別 ; zh=性别|性別 ; ko=성별 ; ru=Пол
occupations.value ; any=Occupation|Profession ; de=Beruf ; fr=Profession ; es=Profesión ; it=Professione ; pt=Profissão ; ja=職業|職種 ; ru=Профессия
interests.value ; any=Hobby|Hobbies|Interests|Interest ; de=Interessen|Hobbys ; ja=趣味
locales.value ; any=Language|Locale|Preferred Language ; de=Sprache ; fr=Langue ; es=Idioma ; it=Lingua ; pt=Idioma ; ja=言語 ; ru=Язык
relations.person:spouse ; any=Spouse|Spouse Name|Partner ; de=Partner|Ehepartner ; fr=Conjoint ; ja=配偶者
relations.person:child ; any=Children ; de=Kinder ; ja=子供
relations.person:assistant ; any=Assistant|Assistant Name|AssistantName|Assistant's Name ; ja=秘書
relations.person:manager ; any=Manager|Reports To|Manager's Name|Manager Name ; de=Vorgesetzter ; ja=上司
relations.person:referredBy ; any=Referred By|Referrer ; de=Empfohlen von ; ja=紹介者
imClients.username/skype ; any=Skype|Skype ID|Skype Name
imClients.username/icq ; any=ICQ|ICQ ID
imClients.username/aim ; any=AIM|AIM ID|Screen Name
imClients.username/msn ; any=MSN|MSN ID
imClients.username/qq ; any=QQ|QQ ID
imClients.username/jabber ; any=Jabber|XMPP
imClients.username/googleTalk ; any=Google ID|Google Talk
imClients.username/yahoo ; any=Messenger ID|Yahoo ID|Yahoo Messenger
imClients.username/LINE ; any=LINE|LINE ID
imClients.username ; any=IM|Instant Messenger|IM Address
sipAddresses.value ; any=SIP|SIP Address
photoAddress ; any=Photo|Picture|Image|User Photo|Photo URL|Avatar
restated ; any=File As|FileAs ; de=Speichern unter ; ja=表題 ; zh=电子邮件显示名称
emailKind ; zh=电子邮件类型
`,
};
