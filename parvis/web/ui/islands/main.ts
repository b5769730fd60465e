// What every page does beyond HTML: menus that close, keys that press, pages that hear of news.
import { followEvents } from "./_events";
import { listenToKeys } from "./_keys";
import { tendMenus, tendToasts } from "./_menus";
import { tellTrouble } from "./_trouble";

tendMenus();
tendToasts();
showCurrent();
listenToKeys();
followEvents();
tellTrouble();

/** On a phone the tabs and the screens scroll sideways: the one that is open must be seen. */
function showCurrent(): void {
  for (const open of document.querySelectorAll<HTMLElement>(".tabs > [aria-current], .rail-nav [aria-current]")) {
    const row = open.closest<HTMLElement>(".tabs, .rail-nav ul");
    if (row) row.scrollLeft = open.offsetLeft - row.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
  }
}
