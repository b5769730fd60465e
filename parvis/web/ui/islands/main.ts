// What every page does beyond HTML: menus that close, keys that press, pages that hear of news.
import { followEvents } from "./_events";
import { listenToKeys } from "./_keys";
import { tendMenus, tendToasts } from "./_menus";
import { tellTrouble } from "./_trouble";

tendMenus();
tendToasts();
showCurrentTab();
listenToKeys();
followEvents();
tellTrouble();

/** On a phone the tabs scroll sideways: the one that is open must be seen. */
function showCurrentTab(): void {
  const tab = document.querySelector<HTMLElement>(".tabs > [aria-current]");
  const row = tab?.parentElement;
  if (tab && row) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
