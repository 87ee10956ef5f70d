import { useEffect, useRef } from "react";
import { Finder } from "./Finder";
import type { Hit } from "./hits";

// A box of a form that takes an entity. What is chosen is written by name and sent by id, since names can be alike.
export function EndFinder({ input }: { input: HTMLInputElement }) {
  const chosen = useRef<Hit["entity"]>(undefined);
  useEffect(() => {
    const send = ({ formData }: FormDataEvent): void => {
      if (chosen.current?.name !== input.value) return;
      // Several boxes may have one name, and the order of what they send counts.
      const values = formData.getAll(input.name);
      values[[...input.form?.querySelectorAll<HTMLInputElement>("[data-find]") ?? []].filter(({ name }) => name === input.name).indexOf(input)] = chosen.current.id;
      formData.delete(input.name);
      for (const value of values) formData.append(input.name, value);
    };
    const { form } = input;
    form?.addEventListener("formdata", send);
    return () => form?.removeEventListener("formdata", send);
  }, [input]);
  return (
    <Finder
      input={input}
      choose={({ entity }) => {
        chosen.current = entity;
        input.value = entity.name;
      }}
    />
  );
}
