import { useState } from "react";

const shownFor = 4_000; // ms that it says what it did

// A button that copies a text, and says so.
export function Copy({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    setSaid((await copied(text)) ? "Copied" : "Your browser does not let this page copy; mark the text and press Ctrl+C");
    setTimeout(() => setSaid(""), shownFor);
  };
  return (
    <span className="copy">
      <button type="button" className="btn" onClick={() => void copy()}>Copy<span className="vh"> {what}</span></button>
      <span className="said" role="status">{said}</span>
    </span>
  );
}

// The clipboard is there only on a safe connection; elsewhere the older command does it.
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByCommand(text);
  }
}

function copiedByCommand(text: string): boolean {
  const held = document.activeElement;
  const place = document.querySelector("dialog[open]") ?? document.body;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "vh";
  place.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (held instanceof HTMLElement) held.focus();
  return done;
}
