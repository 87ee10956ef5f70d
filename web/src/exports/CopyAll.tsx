import { useState } from "react";
import { createPortal } from "react-dom";
import { Copy } from "./Copy";

// Sets copy buttons in the places that the server kept for them, each before the text that it copies.
export function CopyAll({ within, except }: { within: HTMLElement; except?: string }) {
  const [places] = useState(() =>
    [...within.querySelectorAll<HTMLElement>("[data-copy]")].filter((place) => !except || !place.closest(except)));
  return places.map((place, i) => createPortal(
    <Copy text={place.nextElementSibling?.textContent ?? ""} what={place.dataset.copy ?? ""} />,
    place,
    String(i),
  ));
}
