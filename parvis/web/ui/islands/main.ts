// What every page does beyond HTML: menus that close, keys that press, pages that hear of news.
import { followEvents } from "./_events";
import { listenToKeys } from "./_keys";
import { tendMenus, tendToasts } from "./_menus";
import { tellTrouble } from "./_trouble";

tendMenus();
tendToasts();
listenToKeys();
followEvents();
tellTrouble();
