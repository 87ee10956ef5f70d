import { useEffect } from "react";
import type { CompanionProps } from "../shell/Islands";

// The part of the window in which a heading must be for its section to be the one being read.
const readingZone = "-10% 0px -70% 0px";

// Marks in the contents of a page the section that is being read.
export default function Contents({ content }: CompanionProps) {
  useEffect(() => {
    const links = new Map([...content.querySelectorAll<HTMLAnchorElement>(".toc a[href^='#']")].map((link) => [link.hash.slice(1), link]));
    const inZone = new Set<Element>();
    const sections = [...content.querySelectorAll(".sec[id]")].filter((section) => links.has(section.id));
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) inZone.add(entry.target);
        else inZone.delete(entry.target);
      }
      const read = sections.find((section) => inZone.has(section));
      if (!read) return;
      for (const [id, link] of links) {
        if (id === read.id) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
    }, { rootMargin: readingZone });
    for (const section of sections) watch.observe(section);
    return () => {
      watch.disconnect();
      for (const link of links.values()) link.removeAttribute("aria-current");
    };
  }, [content]);
  return null;
}
