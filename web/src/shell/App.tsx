import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { loadedPage } from "./page";
import { newQueryClient, pageQuery } from "./queries";
import { Shell } from "./Shell";

// The page the server sent is the first one known, so that nothing is fetched or drawn anew when the script starts.
export function App() {
  const [client] = useState(() => {
    const client = newQueryClient();
    const page = loadedPage();
    client.setQueryData(pageQuery(page.address).queryKey, page);
    return client;
  });
  return (
    <QueryClientProvider client={client}>
      <Shell />
    </QueryClientProvider>
  );
}
