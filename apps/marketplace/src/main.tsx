import { createRoot } from "react-dom/client";
import App from "./App.tsx";
import "./index.css";
import { trackPageviews } from "./lib/analytics";

trackPageviews();

createRoot(document.getElementById("root")!).render(<App />);
