// Privacy friendly page views
export function trackPageviews() {
  if (!import.meta.env.PROD) return;
  const script = document.createElement("script");
  script.defer = true;
  script.dataset.domain = import.meta.env.VITE_PLAUSIBLE_DOMAIN;
  script.src = "https://plausible.io/js/script.js";
  document.head.appendChild(script);
}
