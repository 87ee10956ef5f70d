import { useGraphiQLActions } from "@graphiql/react";
import { useEffect } from "react";

// The editor takes light or dark from the system once; this tells it when the system changes.
export function FollowScheme() {
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const follow = (): void => setTheme(null);
    dark.addEventListener("change", follow);
    return () => dark.removeEventListener("change", follow);
  }, [setTheme]);
  return null;
}
