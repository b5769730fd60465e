"""Names that so many people bear that bearing them both says little. A list of our own, from common knowledge."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURNAMES = _words(
    "martin bernard dubois thomas robert richard petit durand leroy moreau simon laurent lefebvre lefevre michel garcia"
    " david bertrand roux vincent fournier morel girard andre mercier dupont lambert bonnet francois martinez legrand"
    " garnier faure rousseau blanc guerin muller henry roussel nicolas perrin morin mathieu clement gauthier dumont lopez"
    " fontaine chevalier robin masson sanchez gerard nguyen boyer denis lemaire duval joly gautier roger roche roy noel"
    " meyer lucas meunier jean perez marchand dufour blanchard marie barbier brun dumas brunet schmitt leroux colas"
    " fernandez pierre renard arnaud rolland caron aubert giraud leclerc vidal bourgeois renaud lemoine picard gaillard"
    " diallo traore coulibaly toure keita cisse ndiaye diop fall ba sow camara konate kone ouattara"
    " smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white roberts green"
    " hall wood jackson clarke clark harris lewis young king baker lee allen moore scott hill adams nelson mitchell"
    " campbell parker cook murphy kelly sullivan walsh obrien byrne ryan connor khan patel singh kaur ahmed ali hussain"
    " kumar sharma begum miller anderson davis rodriguez hernandez gonzalez"
    " mohamed muhammad mohammed hassan ibrahim omar saleh salem mahmoud mustafa abdallah abdullah youssef benali bouzid"
    " saidi hamdi mansour nasser haddad khalil farah amrani alaoui bennani"
    " ivanov ivanova petrov petrova smirnov smirnova sidorov sidorova kuznetsov kuznetsova popov popova sokolov sokolova"
    " lebedev lebedeva novikov novikova morozov morozova volkov volkova vasilev vasileva fedorov fedorova"
    " papadopoulos papadopoulou papadopoylos papadopoyloy georgiou dimitriou nikolaou ioannou vasileiou"
    " wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo"
    " sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato"
)
"""Folded and Latin, as `names.tokens` gives them."""

GIVEN = _words(
    "jean pierre michel marie nathalie isabelle sylvie catherine francoise philippe alain patrick nicolas christophe"
    " christine monique sophie julien thomas laurent stephane frederic sebastien valerie sandrine celine claire julie"
    " camille lea manon emma lucas hugo louis paul antoine alexandre anne jacques daniel bernard andre"
    " john david michael james robert paul mark andrew peter richard chris steve sarah emma laura anna jane mary susan"
    " linda karen jessica daniel matthew thomas william george charles jack tom sam ben alex kate"
    " mohamed ahmed ali fatima karim youssef omar hassan said khaled leila aicha nadia samir mehdi"
    " ivan sergey aleksandr alexander dmitry anna maria elena olga natalia tatiana irina andrey alexey"
    " giorgos maria dimitris giannis nikos eleni katerina kostas"
    " wei fang min jing li lei yang tao ming hong"
    " yuki haruka hiroshi takashi kenji akira yoko keiko"
)
"""Folded and Latin."""

ORGANISATION = _words(
    "office mairie ville commune departement region association asso collectif comite syndicat federation club cercle"
    " societe entreprise groupe agence studio atelier boutique magasin librairie cafe restaurant hotel musee theatre"
    " festival radio tv journal gazette revue magazine presse redaction support service sav equipe communaute"
    " sarl sas sa eurl scop ltd inc llc gmbh plc corp company team shop store official officiel news daily weekly press"
    " foundation fondation institute institut universite university college ecole school council government ministere"
    " sncf ratp railways trains tourisme tourism bot help helpdesk newsroom"
)
"""Words of names that are not a person's."""

ROLES = _words(
    "contact info infos hello bonjour admin support service sales ventes commercial accueil office postmaster webmaster"
    " noreply nepasrepondre donotreply newsletter news marketing presse press media jobs recrutement rh hr compta"
    " comptabilite billing facturation abuse security mail courrier team equipe reservation booking"
)
"""Local parts of mailboxes that several people read."""
