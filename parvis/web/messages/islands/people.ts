// Whom one writes to: @ and the first letters of a name. Without script one writes the handles.
import { listenForNames } from "../../posting/islands/_names";

for (const people of document.querySelectorAll<HTMLElement>("[data-people]")) {
  const box = people.querySelector("textarea");
  if (box) listenForNames(people, box);
}
