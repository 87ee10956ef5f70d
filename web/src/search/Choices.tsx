import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { useVisit } from "../shell/visit";

// One thing to choose in the list of a search box: a place to go, or something to do.
export interface Choice {
  key: string;
  group?: string; // its heading
  address?: string;
  act?: () => void;
  stay?: boolean; // the list stays open
  line: ReactNode;
}

interface Props {
  input: HTMLInputElement;
  label: string;
  choices: Choice[];
  open: boolean;
  onOpen: (open: boolean) => void;
  said: string; // for those who do not see the list
  first?: boolean; // Enter takes the first if none is marked
  children?: ReactNode; // what is to be read below the choices
}

// The list of a search box. The box keeps the focus; arrows mark a choice, Enter takes it, Escape closes the list.
export function Choices({ input, label, choices, open, onOpen, said, first = false, children }: Props) {
  const id = useId();
  const visit = useVisit();
  const [marked, setMarked] = useState<string | null>(null);
  const at = choices.findIndex(({ key }) => key === marked);
  const current = at >= 0 ? at : first ? 0 : -1;
  const listed = open && choices.length > 0;

  const take = ({ address, act, stay }: Choice): void => {
    setMarked(null);
    if (!stay) onOpen(false);
    if (act) act();
    else if (address) visit(address);
  };

  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const choice = choices[current];
    if (step !== undefined && !listed) {
      if (!input.value.trim()) return;
      onOpen(true);
    } else if (step !== undefined) {
      const next = current < 0 && step < 0 ? choices.length - 1 : (current + step + choices.length) % choices.length;
      setMarked(choices[next]?.key ?? null);
    } else if (event.key === "Enter" && listed && choice) {
      take(choice);
    } else if (event.key === "Escape" && open && !first) {
      setMarked(null);
      onOpen(false);
    } else {
      return;
    }
    event.preventDefault();
  });

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    const unmark = (): void => setMarked(null);
    input.addEventListener("keydown", listen);
    input.addEventListener("input", unmark);
    return () => {
      input.removeEventListener("keydown", listen);
      input.removeEventListener("input", unmark);
    };
  }, [input]);

  useBoxAttributes(input, id, listed, listed && current >= 0 ? `${id}-${current}` : null);

  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current, listed]);

  return (
    <>
      <div className="found" hidden={!open} onMouseDown={(event) => event.preventDefault()}>
        <div role="listbox" id={id} aria-label={label} ref={list} hidden={!listed}>
          {listed && groupsOf(choices).map(({ name, from, members }) => {
            const options = members.map((choice, i) => (
              <Option key={choice.key} id={`${id}-${from + i}`} choice={choice} on={from + i === current} take={take} />
            ));
            return name ? <div role="group" aria-label={name} key={name}><p className="caps" aria-hidden="true">{name}</p>{options}</div> : options;
          })}
        </div>
        {children}
      </div>
      <span className="vh" role="status">{open ? said : ""}</span>
    </>
  );
}

function Option({ id, choice, on, take }: { id: string; choice: Choice; on: boolean; take: (choice: Choice) => void }) {
  return (
    <a
      role="option"
      id={id}
      aria-selected={on}
      tabIndex={-1}
      href={choice.act ? undefined : choice.address}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens it elsewhere
        event.preventDefault();
        take(choice);
      }}
    >
      {choice.line}
    </a>
  );
}

// Says of the box what it is while there is a script: the server's input stays the input.
function useBoxAttributes(input: HTMLInputElement, list: string, open: boolean, active: string | null): void {
  useLayoutEffect(() => {
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list, autocomplete: "off" };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    return () => {
      for (const name of [...Object.keys(attributes), "aria-expanded", "aria-activedescendant"]) input.removeAttribute(name);
    };
  }, [input, list]);
  useLayoutEffect(() => {
    input.setAttribute("aria-expanded", String(open));
    if (active) input.setAttribute("aria-activedescendant", active);
    else input.removeAttribute("aria-activedescendant");
  }, [input, open, active]);
}

// Neighbours under one heading.
function groupsOf(choices: Choice[]): { name: string; from: number; members: Choice[] }[] {
  const groups: { name: string; from: number; members: Choice[] }[] = [];
  choices.forEach((choice, i) => {
    const last = groups.at(-1);
    if (last && last.name === (choice.group ?? "")) last.members.push(choice);
    else groups.push({ name: choice.group ?? "", from: i, members: [choice] });
  });
  return groups;
}
