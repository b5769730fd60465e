"""Words too common to tell anything, in French and English, folded. Enough for hints and estimates, not for search."""

_FRENCH = (
    "a afin ai ainsi alors apres as au aucun aujourd aussi autre autres aux avait avant avec avez avoir avons beaucoup"
    " bien bon c ca car ce cela celle celui ces cet cette ceux chez ci comme comment contre d dans de deja depuis des deux"
    " doit donc dont du elle elles en encore entre es est et etaient etais etait ete etes etre eu eux fait faire fois font"
    " hier hui ici il ils j jamais je jusqu l la le les leur leurs lors lui m ma mais me meme memes mes moi moins mon n ne"
    " ni non nos notre nous on ont ou par parce pas peu peut plus pour pourquoi puis qu quand que quel quelle quelles quels"
    " qui quoi rien s sa sans se sera ses si son sont sous suis sur t ta te tes toi ton toujours tous tout toute toutes"
    " tres trop tu un une va vers voici voila vos votre vous vraiment y"
)
_ENGLISH = (
    "a about after again all also am an and any are as at be because been before being but by can could did do does don"
    " down for from get go got had has have he her here him his how i if in into is it its just know like ll m me more"
    " most my no not now of off on one only or other our out over re s said same she so some such t than that the their"
    " them then there these they this those through to too under up us ve very was we were what when where which while"
    " who why will with would you your"
)
STOP_WORDS = frozenset(_FRENCH.split()) | frozenset(_ENGLISH.split())
