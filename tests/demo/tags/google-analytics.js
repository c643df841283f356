// What a page loads from www.googletagmanager.com/gtag/js: reports the page's address in the query of a beacon.
const id =
  localStorage.getItem('_ga') ?? `${Math.floor(Math.random() * 2 ** 31)}.${Math.floor(Date.now() / 1000)}`;
localStorage.setItem('_ga', id);
const hit = new URLSearchParams({
  v: '2',
  tid: 'G-H4RB0URP0S',
  cid: id,
  en: 'page_view',
  dl: location.href,
  dt: document.title,
  sr: `${screen.width}x${screen.height}`,
  ul: navigator.language.toLowerCase(),
});
demo(
  fetch(`https://www.google-analytics.com/g/collect?${hit}`, {
    method: 'POST',
    mode: 'no-cors',
    keepalive: true,
  }),
);
