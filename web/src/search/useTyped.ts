import { useLayoutEffect, useState } from "react";

// What stands in a box, and whether its list is open: from the first letter until the reader goes elsewhere. What was
// typed before the script came counts.
export function useTyped(input: HTMLInputElement): { typed: string; open: boolean; setOpen: (open: boolean) => void } {
  const [typed, setTyped] = useState(input.value);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    const type = (): void => {
      setTyped(input.value);
      setOpen(true);
    };
    const leave = (): void => setOpen(false);
    if (document.activeElement === input && input.value !== input.defaultValue) type();
    input.addEventListener("input", type);
    input.addEventListener("blur", leave);
    return () => {
      input.removeEventListener("input", type);
      input.removeEventListener("blur", leave);
    };
  }, [input]);
  return { typed, open: open && typed.trim() !== "", setOpen };
}
