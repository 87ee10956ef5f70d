import { Fragment, useEffect, useRef, useState } from "react";
import type { IslandProps } from "../shell/Islands";
import { readBar } from "./bar";
import { fields } from "./lens";
import { Part } from "./Part";
import { Setting, titles } from "./Setting";
import { takeReturn } from "./useLensChange";

// The sentence that says what is read. Each part of it is a button that changes it.
export default function LensBar({ element }: IslandProps) {
  const [bar] = useState(() => readBar(element));
  const [form] = useState(() => element.querySelector("details")); // opened before the script came, if it is open
  const root = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState("");

  useEffect(() => {
    const back = takeReturn();
    const wasOpen = form?.open;
    if (!root.current || (!back && !wasOpen)) return;
    const part = (field: string): HTMLElement | null | undefined => root.current?.querySelector(`.part[data-field=${field}]`);
    const button = part(back?.field ?? "rest") ?? part("rest");
    button?.focus({ preventScroll: true });
    if (wasOpen || back?.control) button?.click();
    if (back?.control) document.getElementById(back.control)?.focus({ preventScroll: true });
    if (!back) return;
    const timer = setTimeout(() => setSaid(element.closest(".lens")?.querySelector(".state")?.firstChild?.textContent ?? ""), 100);
    return () => clearTimeout(timer);
  }, [element, form]);

  const rest = fields.filter((field) => !bar.parts.some((part) => part.field === field));
  return (
    <div className="sentence" ref={root}>
      <svg viewBox="0 0 18 18" aria-hidden="true"><use href="#lens" /></svg>
      <span>
        {bar.lead}{" "}
        {bar.parts.map(({ field, words }, i) => (
          <Fragment key={field}>
            {i > 0 && " · "}
            <Part field={field} words={words} label={field === "rest" ? "Other settings of the lens" : titles[field]}>
              {field === "rest"
                ? rest.map((name) => <details key={name} name="lens-rest"><summary>{titles[name]}</summary><Setting field={name} bar={bar} /></details>)
                : <Setting field={field} bar={bar} />}
            </Part>
          </Fragment>
        ))}
      </span>
      <span className="vh" role="status">{said}</span>
    </div>
  );
}
