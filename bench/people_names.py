"""Names for labelled pairs, written down from common knowledge, apart from the lists that the rules read.

A given name: the form of the passport, then what people write instead. A name in another script: as its bearer writes it,
then the ways in which passports, networks and friends write it in Latin letters. Half of each list serves each half of
the pairs, so that no name of the judged half was seen while the rules were set.
"""

from __future__ import annotations


def _table(text: str) -> list[tuple[str, ...]]:
    return [tuple(word.replace("~", " ") for word in line.split("|")) for line in text.strip().splitlines()]


def _words(text: str) -> list[str]:
    return [word.replace("~", " ") for word in text.split()]


FR_GIVEN = _table("""
Jean|Jeannot
Marie
Frédéric|Fred|Frédo
Catherine|Cathy|Cath
Sébastien|Seb|Bastien
Mathieu|Matt|Mat
Élodie|Élo
Guillaume|Guigui|Gui
Isabelle|Isa|Zab
Benjamin|Ben
Stéphanie|Steph|Fanny
Nicolas|Nico
Véronique|Véro
Thierry|Titi
Emmanuelle|Manu|Emma
Christophe|Chris|Tof
Solène|Sol
Gwenaël|Gwen
Blandine
Hippolyte|Hippo
Apolline|Polline
Ghislain
Maximilien|Max
Clotilde|Clo
Jean-Baptiste|JB|Jean-Ba
Anne-Laure|Anne-Lo
Pierre-Yves|PY
Marie-Hélène|Marilène
Augustin|Gus
Eugénie|Nini
Bérénice|Béré
Côme
Timothée|Tim
Philippine|Pippa
Ludivine|Ludi
Théophane|Théo
Mireille|Mimi
Roland
Yasmina|Yas
Ousmane
Aïssatou|Aïcha
Killian|Kiki
Josiane|Josy
Lucien|Lulu
Bernadette|Nadette
Tanguy
Sidonie
Valentin|Val
Capucine|Capu
Ambroise
""")
FR_FAMILY = [
    word.replace("~", " ")
    for word in [
        "Martin",
        "Dupont",
        "Bernard",
        "Lefèvre",
        "Moreau",
        "Garcia",
        "Roux",
        "Fournier",
        "Girard",
        "Mercier",
        "Quéméneur",
        "Vandeputte",
        "Castelnau",
        "Le~Goff",
        "Kerbrat",
        "Ostertag",
        "Delacroix-Petit",
        "Bensoussan",
        "Charpentreau",
        "Escoffier",
        "Thévenoux",
        "Pouliquen",
        "Desmarets",
        "Bouchardeau",
        "Lachenal",
        "Rigolot",
        "Sarrazin",
        "Toussaint-Morel",
        "Vuillermoz",
        "Wagenaar",
        "Zeller",
        "Couderc",
        "Peyrefitte",
        "Marcoussis",
        "d’Ormesson",
        "Berthelemy",
        "Haurtebise",
        "Jaubertie",
        "Nkounkou",
        "Rakotomalala",
        "Aït-Kaci",
        "Boisvert",
        "Tremblay",
        "Gagnon",
        "Pelletier",
        "Aubertin",
        "Cazenave",
        "Duquesnoy",
        "Fauconnier",
        "Grandjean",
    ]
]
EN_GIVEN = _table("""
William|Bill|Will
Elizabeth|Liz|Beth|Lizzie
Robert|Bob|Rob
Katherine|Kate|Kathy
Michael|Mike
Jennifer|Jen|Jenny
Thomas|Tom
Margaret|Maggie|Peggy
Christopher|Chris|Topher
Alexandra|Alex|Lexi
Daniel|Dan|Danny
Rebecca|Becky|Becca
Edward|Ed|Ted
Susannah|Suki
Gareth|Gaz
Philippa|Pip
Cornelius|Neil
Bartholomew|Bart
Rosamund|Roz
Alasdair|Al
Imogen|Immy
Theodore|Teddy
Siobhan|Shiv
Percival|Percy
Henrietta|Hetty
Zachary|Zach
Winifred|Freddie
Desmond|Des
Ottilie|Tilly
Malcolm|Mal
Tabitha|Tabby
Sunita|Sunny
Rajesh|Raj
Olufemi|Femi
Chidinma|Chi
Euan
Morwenna
Fergus|Gus
Harriet|Hattie
Leopold|Leo
""")
EN_FAMILY = _words("""
Smith Jones Taylor Brown Wilson Clarke Hughes Carter Ainsworth Brathwaite Cholmondeley Duckworth Entwistle Fairweather
Gallowglass Hetherington Illingworth Jardine Kittermaster Lockhart Macquarrie Nettleship Oglethorpe Postlethwaite
Quillfeather Rutherford Sidebottom Threlfall Underhill Venables Wolstenholme Yardley Okonkwo Adeyemi Chaudhry
Venkataraman Fitzgibbon O’Shaughnessy McIlwraith Trevithick
""")
CYRILLIC_GIVEN = _table("""
Юлия|Yulia|Julia|Iouliia
Сергей|Sergey|Sergei|Serge
Екатерина|Ekaterina|Katya|Katerina
Дмитрий|Dmitry|Dmitri|Dima
Алексей|Alexey|Aleksei|Alexei
Наталья|Natalia|Natalya|Natasha
Владислав|Vladislav|Vlad
Ольга|Olga
Светлана|Svetlana|Sveta
Михаил|Mikhail|Misha
Геннадий|Gennady|Guennadi
Людмила|Lyudmila|Ludmila
Тимофей|Timofey|Timofei
Зинаида|Zinaida
Ярослав|Yaroslav|Iaroslav
Олександра|Oleksandra|Sasha
Тарас|Taras
Ксения|Ksenia|Xenia
Всеволод|Vsevolod|Seva
Лариса|Larisa|Larissa
""")
CYRILLIC_FAMILY = _table("""
Иванов|Ivanov
Кузнецов|Kuznetsov|Kouznetsov
Смирнов|Smirnov
Попов|Popov
Щербаков|Shcherbakov|Chtcherbakov
Чернышевский|Chernyshevsky|Tchernychevski
Жуковский|Zhukovsky|Joukovski
Хворостовский|Khvorostovsky|Hvorostovsky
Ковальчук|Kovalchuk|Kovaltchouk
Шевченко|Shevchenko|Chevtchenko
Тютчев|Tyutchev|Tiouttchev
Белозеров|Belozerov|Belozyorov
Мельниченко|Melnychenko|Melnitchenko
Гумилев|Gumilev|Goumilev
Ахматов|Akhmatov
Цветаев|Tsvetaev|Tsvetaïev
Журавлев|Zhuravlev|Zhuravlyov
Яковлев|Yakovlev|Iakovlev
Бондаренко|Bondarenko
Лисицын|Lisitsyn|Lissitsyne
""")
GREEK_GIVEN = _table("""
Γιώργος|Giorgos|George|Yorgos
Ελένη|Eleni|Helen
Δημήτρης|Dimitris|Dimitrios
Κατερίνα|Katerina|Aikaterini
Νίκος|Nikos|Nikolaos
Χρυσούλα|Chrysoula|Xrysoula
Αθανάσιος|Athanasios|Thanasis
Ευαγγελία|Evangelia|Evi
Σταύρος|Stavros
Παναγιώτης|Panagiotis|Panos
Ξανθίππη|Xanthippi
Λευτέρης|Lefteris|Eleftherios
""")
GREEK_FAMILY = _table("""
Παπαδόπουλος|Papadopoulos
Γεωργίου|Georgiou
Οικονόμου|Oikonomou|Economou
Χατζηδάκης|Chatzidakis|Hatzidakis
Καραμανλής|Karamanlis|Caramanlis
Μπακογιάννη|Bakogianni|Bakoyannis
Θεοδωράκης|Theodorakis
Ξενάκης|Xenakis
Βασιλείου|Vasileiou|Vassiliou
Τσιτσάνης|Tsitsanis
Καζαντζάκης|Kazantzakis
Αλεξίου|Alexiou
""")
ARABIC_GIVEN = _table("""
محمد|Mohamed|Mohammed|Muhammad
فاطمة|Fatima|Fatma
يوسف|Youssef|Yousef|Yusuf
خديجة|Khadija|Khadidja
أحمد|Ahmed|Ahmad
زينب|Zainab|Zineb|Zaynab
طارق|Tarek|Tariq
سلمى|Salma|Selma
بلال|Bilal|Billal
نجوى|Najwa|Nejoua
رشيد|Rachid|Rashid
هشام|Hicham|Hisham
سناء|Sanaa|Sana
جمال|Jamal|Djamel|Gamal
مريم|Mariam|Meriem|Maryam
إدريس|Idris|Driss
""")
ARABIC_FAMILY = _table("""
بنعلي|Benali|Ben~Ali
الحداد|Haddad|Al-Haddad
الفاسي|El~Fassi|Al~Fasi
منصور|Mansour|Mansur
بوزيد|Bouzid|Buzid
الخطيب|Al-Khatib|El~Khatib
زروقي|Zerrouki|Zarouki
قاسمي|Kacemi|Qasimi
بلقاسم|Belkacem|Belqasim
الشرقاوي|Cherkaoui|Sharqawi
درويش|Darwish|Darwich|Derouiche
المغربي|Maghribi|El~Maghrabi
نصر|Nasr
سليماني|Slimani|Sulaymani
""")
CHINESE_FAMILY = _table("""
王|Wang
李|Li
张|Zhang
陈|Chen
欧阳|Ouyang
诸葛|Zhuge
郑|Zheng
谢|Xie
蒋|Jiang
沈|Shen
""")
CHINESE_GIVEN = _table("""
小明|Xiaoming|Xiao~Ming
丽华|Lihua|Li~Hua
建国|Jianguo|Jian-Guo
雪梅|Xuemei|Xue~Mei
志强|Zhiqiang
思远|Siyuan|Si~Yuan
静怡|Jingyi|Jing-Yi
浩然|Haoran
晓燕|Xiaoyan|Xiao~Yan
俊杰|Junjie|Jun-Jie
""")
JAPANESE_FAMILY = _table("""
佐藤|Sato|Satō|Satoh
鈴木|Suzuki
田中|Tanaka
渡辺|Watanabe
長谷川|Hasegawa
小野寺|Onodera
伊藤|Ito|Itō|Itoh
青木|Aoki
大久保|Okubo|Ōkubo
松本|Matsumoto
""")
JAPANESE_GIVEN = _table("""
さくら|Sakura
健一|Kenichi|Ken’ichi
花子|Hanako
たけし|Takeshi
陽子|Yoko|Yōko
ゆうき|Yuki|Yūki
直樹|Naoki
美咲|Misaki
しんたろう|Shintaro|Shintarō
恵|Megumi
""")
PSEUDONYMS = _words("""
couchette voyageuse nuitblanche railaddict tortillard caboteur moonriver pixelbrume lentementsurement quaidesbrumes
trainspotter99 northbound wanderlust cheminot noctambule theslowtrack marmotte_voyage bagages legers hibouducoin
""")
COMPANIES = _words("""
altaviarail nordlicht-travel cafedesquais brumevoyages slowco mobiligo atelierboussole lanternepresse greenrails
tramontane
""")
HOSTS = {
    "mastodon": "mastouille.example",
    "bluesky": "bsky.example",
    "feed": "blogs.example",
    "parvis": "lequai.example",
}
MAIL = ("courriel.example", "postbox.example", "gmail.com", "laposte.example", "mailhaus.example")
FR_ROOTS = _words("""
Mont Champ Roche Font Ville Bel Haute Val Beau Clair Chante Pont Puy Brette Sauve Garde Lande Ronce Vigne Orme
""")
FR_ENDS = _words("""
loup rond bert arnoux ières aud euil ard ier isson eaux ac ot in oux eil enet ade iguet omme
""")
EN_ROOTS = _words("""
Ash Black Thorn Hazel Whit Raven Brack Elm Fen Gold Harrow Kirk Lang Mar Oak Pen Stan Wad Wren York
""")
EN_ENDS = _words("""
bury combe dale field garth ham hurst ley more ridge shaw stock thorpe ton well wick worth by croft den
""")
"""Family names are a long tail: half of the French and English ones are put together from these."""

FREQUENT = {
    "fr": (
        "Marie Julie Thomas Nicolas Sophie Pierre Camille Philippe",
        "Martin Bernard Petit Durand Moreau Simon Roux Girard",
    ),
    "en": ("James Sarah David Emma Michael Laura Paul Daniel", "Smith Jones Taylor Brown Wilson Evans Walker White"),
    "ru": (
        "Сергей|Sergey|Sergei Наталья|Natalia|Natalya Дмитрий|Dmitry|Dmitri Ольга|Olga Анна|Anna Алексей|Alexey|Alexei",
        "Иванов|Ivanov Смирнов|Smirnov Кузнецов|Kuznetsov|Kouznetsov Попов|Popov Соколов|Sokolov Петров|Petrov",
    ),
    "ar": (
        "محمد|Mohamed|Mohammed أحمد|Ahmed|Ahmad فاطمة|Fatima يوسف|Youssef|Yusuf علي|Ali خالد|Khaled|Khalid",
        "منصور|Mansour الحداد|Haddad نصر|Nasr|Nasser حسن|Hassan صالح|Saleh إبراهيم|Ibrahim",
    ),
    "zh": ("伟|Wei 芳|Fang 敏|Min 静|Jing 丽|Li 强|Qiang", "王|Wang 李|Li 张|Zhang 刘|Liu 陈|Chen 杨|Yang"),
}
"""Names of namesakes, given and family, with their spellings."""
