"""Forms of one given name: short forms, pet names, spellings of one name from another script. A list of our own.

Each line is one name; a form may stand on several lines (Alex is Alexandre or Alexandra). Names that merely translate
each other (Jean, John) are different names.
"""

from __future__ import annotations

from functools import lru_cache

_LINES = """
adrien adri
agathe aga
agnes nes
aleksandr alexandre alexander alex sacha sasha sacha sandy xander oleksandr alexandros alekos sania
aleksandra alexandra alex sacha sasha sandra sandrine alexa lexi oleksandra
alexis alex
alice lili ali
amandine mandy amande
amelie amel melie
anatole anatoly tolia anatoliy
andrew andy drew
andre dede andrey andrei andreas andrej
anna ania anya annie anne anouchka nancy hanna
anthony antony tony
antoine toine antoni tonio tony
antonin tonin
anastasia nastia nastya stasia anastasiya
arthur art tutur
aurelie lili aure
aurelien aure
bartholomew bart
baptiste bapt batiste
bastien bast
beatrice bea beatrix trixie
benedicte bene
benedict ben
benjamin ben benji benjy
benoit ben
bernard nanard bernie
bernadette berna
brigitte bri gigi
camille cam mimi
carole caro
caroline caro carol carrie
catherine cathy cat katherine kathryn kate katie cath kathy kay kat ekaterina katia katya katerina yekaterina aikaterini
cedric ced
celine cel
charles charlie chuck charly chas
charlotte cha lotte charlie lottie
chantal tal
christelle chris
christian chris
christine chris tine chrissie tina christina
christophe chris tof
christopher chris kit topher kris
claire clairette
claude claudie
clemence clem
clement clem
clementine clem
constance coco connie
corinne coco
cyril kirill kyrill kirill cyrille
cyprien cyp
daniel dan danny dani danil daniil
danielle dany
david dave davy dav davide
deborah deb debbie debs
delphine del delph
denis denys dionysios deny
didier didi
dimitri dmitri dmitry dmitriy dima mitia dimitrios dimitris mitsos
dominique dom domi
donald don donnie
dorothy dot dottie dorothee doro
eduard edouard edward ed eddie eddy ned ted doudou eduardo
edmund ed edmond
eleonore leo nora eleanor ellie nell eleanora elinor
elisabeth elizabeth beth liz lizzie lisa betty babeth eliza libby elise elsa lise yelizaveta elizaveta liza bess
eleni helene helen elena yelena helena lena nelly
elodie elo
emilie emi emily em milie
emmanuel manu manny
emmanuelle manu
estelle stella
etienne tienou
eugene gene evgeny yevgeny evgueni evgenii zhenya
evgenia yevgenia zhenia eugenie
fabien fab
fabrice fab
florence flo
florent flo
florian flo
frances fran fanny
francis frank fran
francois franck fanfan
francoise fanfan soizic
franklin frank
frederic fred freddy frederick freddie fredo fritz
frederique fred
gabriel gab gaby gabe
gabrielle gaby gab
gaelle gael
genevieve gene ginette viviane
geoffrey geoff jeff jeffrey joffrey
gerard gege gerry
germain germ
gilbert gil gib
giorgos georgios george yorgos iorgos georges jorgos giorgis yiorgos
ioannis giannis yannis yiannis iannis
gregoire greg
gregory greg grigori grigory grisha
guillaume guigui will gui
gwenaelle gwen
gwendoline gwen
harold harry hal
henri riton henry harry hank hal
herve rv
hubert hub
hugues hugo
igor ihor
irina ira irene eirini rena irena
isabelle isa zabou isabel bella isabella belle izzy
ivan vania vanya
jacob jake
jacqueline jacotte jackie
jacques jacquot jacky
james jim jimmy jamie jem
janet jan
jean jeannot
jeanne jeannette jeanine
jennifer jen jenny jenn
jeremie jerem jeremy jerry
jerome jej gege
jessica jess jessie
joachim jo
joel jojo
john jack johnny jon
jonathan jon jonny nathan johnny
joseph joe jo joey jos jojo iosif
josephine jo josie fifi
joshua josh
judith judy jude
julia iulia yulia yuliya youlia ioulia julya julie ju juju
julien ju juju jul
juliette ju juju
justine juju jus
katarzyna kasia
kenneth ken kenny
kimberly kim
konstantin kostia kostya constantin konstantinos kostas costas
laetitia laeti
laurence lolo lau
laurent lolo lau
lawrence larry laurie
leonard leo len lenny
leopold leo
lionel lio
louis loulou
louise loulou lou
lucas luc luke loukas loukas
lucie lulu lucy
lucien lulu
lyudmila ludmila liudmila mila lioudmila
ludovic ludo lulu
madeleine mado mad madeline maddie maddy
magali mag
manon manou
marc marco
marcel marcello
margaret maggie meg peggy marge greta daisy madge
marguerite margot margaux margo
maria marie mary marion masha macha mariya molly marija mariah mimi
mariam myriam maryam meriem miriam
marianne marie
martine titine
mathieu matthieu mat matt math
mathilde math mathou tilda matilda tilly
matthew matt mat matty
maurice momo
maxime max maxim maksim
maximilien max
maximilian max
melanie mel
melissa mel lissa
michael mike mick mickey mikey mika mickael
mikhail micha misha mikhael mikail mikhayil
michel mich mimi
michele mimi michelle shelly
mireille mimi
mohamed mohammed muhammad mohammad mouhamed momo mehmed mohamad muhamad med mohamet
moustapha mustafa mustapha mous mostafa
mahmoud mahmud mahmood
ahmed ahmad ahmet hmed
abdallah abdullah abdulla abdellah abdoulaye
abdelkader abdulkader kader abdelqader
abderrahmane abdurrahman abdulrahman abderahman abderrahman
youssef yusuf yousef yussef yousuf joseph youcef yusef
hussein hussain husayn hocine housseine houssein
hassan hasan hacen
ali aly
omar umar omer
othman osman uthman ousmane
khaled khalid kaled
karim kareem
said sayid saeed
yasmine yasmin jasmine yasmina yassmine yasemin
fatima fatma fatoumata fatou fatimah fatiha
aicha aisha aysha ayesha aissatou
khadija kadija khadidja khadijah
noura nora noor nour
leila layla laila leyla
amina aminata emina
zeinab zaynab zineb zainab
nadezhda nadia nadya nadejda
natalia natalya nathalie nat natasha natacha nataliya natalie
nathan nat nate
nathaniel nat nate
nicolas nico nikolai nikolay nicholas nick nicky nikos nikolaos kolia kolya niko
nicole nico nicky
noemie nono
olivier oliv olive olli
oliver ollie olly
olga olia olya
oleg olezhka
pamela pam
pascal pasc
pascale pasc
patrice pat
patricia pat patty trish pati tricia
patrick pat paddy rick
paul polo pavel pasha pavlos
pauline popo polly
pavlos paul
penelope penny pinelopi
peter pete petros pyotr petr piotr petia petya
philippe phil philip filip filippos
pierre pierrot
quentin quent
rachel rach
rebecca becky becca becks
regis reg
reginald reg reggie
renaud ren
richard dick rick rich richie ricky
robert bob rob bobby robbie bert robin
roger rodge
roland rol
romain rom
ronald ron ronnie
rosalie rosa
samuel sam sammy
samantha sam sammy
sandrine sandy
sarah sara sally
sebastien seb bastien sebastian
sergei sergey serge serguei serhiy sergii sergio serioja
simon sim
solange soso
sophie soso sofia sophia sonia sofya sofi sofiya
stanislas stan
stephane steph stef
stephanie steph stef fanny stephie
stephen steve steven stevie stefanos
susan sue susie suzy suzanne susanna
suzanne suzie suzy suz
svetlana sveta lana
sylvain syl
sylvie syl
sylvestre sly
tatiana tania tanya tatyana
thibault thib thibaut tibo
theodore theo ted teddy theodoros
theophile theo
theresa terry tess therese tessa
thierry titi
thomas tom tommy thom tomas
timothee tim
timothy tim timmy
valentin val
valentine val
valerie val
veronique vero veronica ronnie
victor vic viktor vitia vikt
victoire vic
victoria vicky vic tori viktoria viktoriya vika
vincent vince vinz
virginie gigi virg
vladimir vova volodia volodymyr vlad wladimir
vladislav vlad
walter wally walt
wilfried will
william bill billy will willy liam
xavier xav
yann yannick
yvette vevette
yvonne vonvon
yekaterina ekaterina
yevhen yevgeny
zacharie zach zachary zak
vasily vassili vasiliy vasilios vasilis vassilis vasya basile
yuri iouri youri yury yuriy jurij
fyodor fedor fiodor theodor
lev leo leon
artem artyom artiom
alexey alexei aleksei aleksey alexis liocha alyosha
panagiotis panos takis
christos chris
spyridon spyros spiros
evangelos vangelis
eleftherios lefteris
athanasios thanasis thanos nasos
maria marika
katerina aikaterini katina
vassiliki vasiliki vaso
despina despoina
hiroshi hirosi
jiro zirou jirou
shinichi sinichi shin
kenichi kenitirou ken
yoko youko
yuko yuuko
taro tarou
xiaoming hsiaoming
junjie chunchieh
zhiwei chihwei
"""


def _read() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for line in _LINES.strip().splitlines():
        first, *others = line.split()
        for form in (first, *others):
            forms.setdefault(form, set()).add(first)
    return {form: frozenset(names) for form, names in forms.items()}


FORMS = _read()


def names_behind(given: str) -> frozenset[str]:
    """The names of which `given` (folded, Latin) is a form; itself when it is on no line."""
    return FORMS.get(given, frozenset((given,)))


@lru_cache(maxsize=4096)
def forms_beside(given: str) -> tuple[str, ...]:
    """The other forms of the names behind `given`, in order."""
    behind = FORMS.get(given, frozenset())
    return tuple(sorted(form for form, names in FORMS.items() if form != given and names & behind))
