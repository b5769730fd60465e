"""Who the demo's people may be called. All invented; any likeness is chance."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = {
    "fr": _words(
        "Camille Yasmine Jules Élodie Mathis Fatou Rémi Sandrine Gaël Lucie Amadou Clémence Bastien Nadia Hugo Mireille"
        " Thibault Aïcha Romain Françoise Lina Grégoire Zoé Patrick Manon Sofiane Agathe Didier Salomé Kévin Brigitte"
        " Ousmane Louise Yann Chantal Adèle Mehdi Pauline Gérard Ninon Loïc Véronique Samir Capucine Alain Mélanie"
        " Quentin Martine Eliott Jacqueline Théo Rokia Blandine Arthur Solveig Firmin Lilou Marius Garance"
    ),
    "en": _words(
        "Harriet Callum Priya Maeve Desmond Fiona Tariq Beatrix Angus Molly Wendell Niamh Oscar Imogen Rhys Saoirse"
        " Dylan Greta Lachlan Poppy Joris Anneke Stellan Martha Keiko Elif Rosalind Piotr Freya"
    ),
}
LAST = {
    "fr": _words(
        "Delorme Benali Vasseur Quéré Traoré Montagnier Ferrand Castaing Diallo Perrault Guillemin Haddad Roussel"
        " Tixier Le-Goff Marchetti Poncelet Santos Bouvier Nguyen Carlier Desroches Zidani Maurin Ollivier Brossard"
        " Fontanel Kaddour Jacquot Ravel-Dupin Thévenin Lacaze Moreau-Petit Blanchet Cissé Arnoux Vidalenc"
    ),
    "en": _words(
        "Pemberton O'Dowd Raman Whitlock Gallagher Ferris Achterberg Lindqvist Marlowe Okafor Trent Sorensen Hollis"
        " Kowalski Ashdown Brennan Tanaka Yilmaz Cartwright McAllister"
    ),
}
NICK = _words("tchou rail couchette nuit quai bogie tortillard aiguille wagon lune fourgon ballast hibou dodo")

CAST = {
    "apolline": ("Apolline Jourdan", "influencer", "fr", ("feed", "mastodon", "email"), "Tient le blog Le Rail lent."),
    "hester": ("Hester Quill", "influencer", "en", ("feed", "bluesky", "email"), "Writes Slow Across Europe."),
    "lou": ("Lou Tessier", "influencer", "fr", ("manual", "bluesky", "mastodon"), "Vidéaste, « Lou en roue libre »."),
    "journalist": ("Damien Rocher", "influencer", "fr", ("feed", "email"), "Journaliste à La Gazette des gares."),
    "yvonne": ("Yvonne Bastide", "ambassador", "fr", ("parvis", "manual"), "79 ans, la dame du tarot de la vidéo."),
    "jeanloup": ("Jean-Loup Fabre", "ambassador", "fr", ("parvis", "feed", "mastodon"), "Répond à tout le monde."),
    "mairie": ("Office du tourisme de Menton", "partner", "fr", ("mastodon", "email"), "Partenaire de la Côte."),
}
