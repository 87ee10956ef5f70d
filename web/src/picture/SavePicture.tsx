import { useState } from "react";
import { createPortal } from "react-dom";
import type { CompanionProps } from "../shell/Islands";
import { pngOf, save, svgOf } from "./standalone";

// Buttons that save a picture of descent as a file, in the place that the server kept for them.
export default function SavePicture({ content }: CompanionProps) {
  const [figures] = useState(() => [...content.querySelectorAll<HTMLElement>("figure.descent")]);
  const [said, setSaid] = useState("");
  const drawing = (figure: HTMLElement): Promise<string> => {
    const shown = [...figure.querySelectorAll<SVGSVGElement>("svg.pic")].find((svg) => svg.getClientRects().length > 0);
    if (!shown) throw new Error("There is no picture to save.");
    const { x, y, width, height } = shown.viewBox.baseVal;
    const version = content.querySelector(".foot .num")?.textContent ?? "";
    return svgOf(shown, { x0: x, y0: y, x1: x + width, y1: y + height },
      { title: document.title, address: location.href, version });
  };
  const name = (ending: string): string => `${location.pathname.split("/").filter(Boolean).join("-") || "start"}.${ending}`;
  const tell = (work: Promise<void>): void => void work.catch((error: unknown) => setSaid(error instanceof Error ? error.message : "The file could not be made."));
  return figures.map((figure, i) => {
    const place = figure.querySelector("[data-save]");
    return place && createPortal(
      <span className="saves">
        Save the picture as{" "}
        <button type="button" className="btn" onClick={() => tell(drawing(figure).then((svg) => save(name("svg"), new Blob([svg], { type: "image/svg+xml" }))))}>SVG</button>{" "}
        <button type="button" className="btn" onClick={() => tell(drawing(figure).then(pngOf).then((png) => save(name("png"), png)))}>PNG</button>
        <span role="status">{said}</span>
      </span>,
      place,
      String(i),
    );
  });
}
