import "./workers";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Editor } from "./Editor";

const root = document.getElementById("graphiql");
if (root) createRoot(root).render(<StrictMode><Editor /></StrictMode>);
