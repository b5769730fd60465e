// Several people at one inbox: who is where, choosing many cases, ready answers, calling colleagues, and nothing typed is lost.
import { keepDrafts } from "./_keep";
import { listenForMacros } from "./_macros";
import { listenForMentions } from "./_mentions";
import { listenForPicks } from "./_pick";
import { giveSigns } from "./_presence";

keepDrafts();
listenForPicks();
listenForMacros();
listenForMentions();
giveSigns();
