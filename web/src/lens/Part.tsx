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

  const place = (): void => {
    const { left, bottom } = button.current?.getBoundingClientRect() ?? { left: 0, bottom: 0 };
    panel.current?.style.setProperty("--x", `${left}px`);
    panel.current?.style.setProperty("--y", `${bottom + scrollY}px`);
  };
  const enter = (open: boolean): void => {
    if (open && !panel.current?.contains(document.activeElement)) panel.current?.querySelector<HTMLElement>("[aria-pressed=true], input, summary, button")?.focus();
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
        onBeforeToggle={(event) => event.newState === "open" && place()}
        onToggle={(event) => enter(event.newState === "open")}
      >
        {children}
      </div>
    </>
  );
}
