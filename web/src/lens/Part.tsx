import { useId, useRef, type ReactNode } from "react";

interface Props {
  field: string;
  words: string;
  label: string;
  children: ReactNode;
}

// A part of the lens's sentence, and what it can be set to, below it. The browser closes that by itself on Escape or a
// click elsewhere and gives the focus back.
export function Part({ field, words, label, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  // Says where the settings come up and which of them has the focus then.
  const prepare = (): void => {
    const { left, bottom } = button.current?.getBoundingClientRect() ?? { left: 0, bottom: 0 };
    panel.current?.style.setProperty("--x", `${left}px`);
    panel.current?.style.setProperty("--y", `${bottom + scrollY}px`);
    const first = ["summary", "[aria-pressed=true]", "input, button"].map((wanted) => panel.current?.querySelector(wanted)).find(Boolean);
    first?.setAttribute("autofocus", "");
  };

  return (
    <>
      <button type="button" className="part" data-field={field} ref={button} popoverTarget={id} aria-haspopup="dialog">{words}</button>
      <div
        className="setting"
        id={id}
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label={label}
        onBeforeToggle={(event) => event.newState === "open" && prepare()}
      >
        {children}
      </div>
    </>
  );
}
