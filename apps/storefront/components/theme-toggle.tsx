"use client";

import { useEffect, useState } from "react";

export function ThemeToggle() {
  const [dark, setDark] = useState(false);

  useEffect(() => {
    setDark(document.cookie.includes("theme=dark"));
  }, []);

  useEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }, [dark]);

  function toggle() {
    document.cookie = `theme=${dark ? "light" : "dark"}; path=/; max-age=31536000`;
    setDark(!dark);
  }

  return (
    <button className="button ghost" onClick={toggle} aria-label="Toggle dark mode">
      {dark ? "☀️" : "🌙"}
    </button>
  );
}
