import { useState, type RefObject } from "react";
import { pngOf, save, svgOf } from "../picture/standalone";
import { csvOf, cypherOf, jsonOf, type Edition } from "./files";
import type { PictureHandle } from "./Picture";
import type { Screen } from "./screen";
import type { Explorer } from "./useExplorer";

interface Props {
  explorer: Explorer;
  screen: Screen;
  picture: RefObject<PictureHandle | null>;
}

// The view as a file, and as a link.
export function TakeAway({ explorer, screen, picture }: Props) {
  const [copied, setCopied] = useState(false);
  const name = screen.entries.get(screen.centre)?.name ?? screen.centre;
  const edition = (): Edition => ({ title: `Around ${name}`, address: location.href, version: explorer.data.version, explorer, screen });
  const file = (ending: string): string => `around-${screen.centre}.${ending}`;
  const drawing = async (): Promise<string> => {
    const handle = picture.current;
    const world = handle?.svg?.querySelector<SVGGElement>(".world");
    if (!handle?.svg || !world) throw new Error("There is no picture to save.");
    handle.svg.classList.add("printing");
    try {
      return await svgOf(world, handle.bounds(), edition());
    } finally {
      handle.svg.classList.remove("printing");
    }
  };
  const tell = (error: unknown): void => explorer.say(error instanceof Error ? error.message : "The file could not be made.");
  const forms: [string, () => Promise<void>][] = [
    ["SVG", async () => save(file("svg"), new Blob([await drawing()], { type: "image/svg+xml" }))],
    ["PNG", async () => save(file("png"), await pngOf(await drawing()))],
    ["CSV", async () => save(file("csv"), new Blob([csvOf(edition())], { type: "text/csv" }))],
    ["JSON", async () => save(file("json"), new Blob([jsonOf(edition())], { type: "application/json" }))],
    ["Cypher", async () => save(file("cypher"), new Blob([cypherOf(edition())], { type: "text/plain" }))],
  ];
  const copy = (): void => {
    navigator.clipboard?.writeText(location.href).then(() => setCopied(true), () => setCopied(false));
  };
  return (
    <details className="away" onToggle={() => setCopied(false)} onKeyDown={(event) => { if (event.key === "Escape") event.currentTarget.open = false; }}>
      <summary className="btn">Take away</summary>
      <div className="forms">
        {forms.map(([form, make]) => <button key={form} type="button" className="btn" onClick={() => make().catch(tell)}>{form}</button>)}
        <label className="small">Link to this view <input readOnly value={location.href} onFocus={(event) => event.target.select()} /></label>
        <button type="button" className="btn" onClick={copy}>{copied ? "Copied" : "Copy link"}</button>
      </div>
    </details>
  );
}
